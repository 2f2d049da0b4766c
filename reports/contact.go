package reports

import (
	"slices"

	"github.com/desirelines/desirelines/projections"
)

// ContactOf is where the viewer wants their reminders from this project. It is empty where they gave no address, and for everybody else.
func ContactOf(seen Seen) SeenText {
	s := seen.look()
	people := s.base.People()
	i := slices.IndexFunc(people, func(r projections.PersonRow) bool { return s.lens.Viewer.wrote(r.Person) })
	if i < 0 {
		return SeenText{State: TextEmpty}
	}
	row := s.raw(people[i].EmailIn)
	if row == nil || !s.isThere(row.ID) {
		return SeenText{State: TextEmpty}
	}
	return s.open(people[i].Email, s.rights(row))
}
