package reports

import (
	"slices"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/projections"
)

// Circle is a smaller circle of people inside the group, for those who are in it.
type Circle struct {
	ID      string        `json:"id"`
	Name    string        `json:"name"`
	Who     string        `json:"who"`
	People  []Person      `json:"people"`
	Entries []CircleEntry `json:"entries"` // what was said in it, did not leave it and was not removed, by position
}

// CircleEntry is something that was said in a circle.
type CircleEntry struct {
	Line
	Mine bool `json:"mine"` // the viewer said it
}

// CircleOf is a circle with what was said in it. It is for its people, looking through the group's own eyes: for anybody else there is no
// such circle (NotFound).
func CircleOf(seen Seen, id string) (Circle, error) {
	s := seen.look()
	a, err := AudienceHere(seen, id)
	if err != nil || !a.Circle() || s.lens.Audience.ID != groupID {
		return Circle{}, &domain.Error{Kind: domain.NotFound, Message: "there is no such circle", Value: id, Want: "look at the circles that you are in"}
	}
	c := Circle{ID: a.ID, Name: a.Name, Who: a.Who, People: []Person{}, Entries: []CircleEntry{}}
	for _, p := range PeopleOf(seen) {
		if slices.Contains(a.People, p.ID) {
			c.People = append(c.People, p)
		}
	}
	for _, row := range s.view().Entries() {
		raw := s.raw(row.ID)
		if kind, _ := s.kindOf(raw); kind == KindEntry && slices.Contains(s.sharing(raw), a.ID) && row.Withdrawn == nil {
			if line := s.line(&row); line.TextState != TextRemoved {
				c.Entries = append(c.Entries, CircleEntry{line, s.lens.Viewer.wrote(raw.Actor)})
			}
		}
	}
	return c, nil
}

// Recording is a question whether something may be recorded, with what was answered.
type Recording struct {
	ID     string         `json:"id"`
	What   SeenText       `json:"what"`
	On     Day            `json:"on"`
	People []PersonAnswer `json:"people"` // who was asked
	Kept   bool           `json:"kept"`   // everybody said yes: it may be kept
	No     bool           `json:"no"`     // somebody said no: it must not be kept
}

// PersonAnswer is what somebody answered: yes, no, or empty where they have not.
type PersonAnswer struct {
	Person
	Answer string `json:"answer"`
}

// RecordingsOf lists the questions, newest first. It is for the group.
func RecordingsOf(seen Seen) []Recording {
	s := seen.look()
	list := []Recording{}
	if s.lens.Audience.ID != groupID {
		return list
	}
	people := map[string]Person{}
	for _, p := range PeopleOf(seen) {
		people[p.ID] = p
	}
	for _, row := range slices.Backward(s.base.Recordings()) {
		if s.isThere(row.ID) {
			list = append(list, s.recording(&row, people))
		}
	}
	return list
}

func (s *sight) recording(row *projections.RecordingRow, people map[string]Person) Recording {
	r := Recording{ID: row.ID, On: Day(row.Day(s.zone)), What: SeenText{State: TextEmpty}, People: []PersonAnswer{}, Kept: row.Kept(), No: len(row.Refused) > 0}
	if entry, ok := s.entry(row.ID); ok {
		if b, ok := entry.Body.(*domain.RecordingAsked); ok {
			r.What = s.open(b.What, s.rights(&entry))
		}
	}
	for _, id := range row.People {
		p := PersonAnswer{Person: people[id]}
		p.ID = id
		switch {
		case slices.Contains(row.Refused, id):
			p.Answer = "no"
		case slices.Contains(row.Agreed, id):
			p.Answer = "yes"
		}
		r.People = append(r.People, p)
	}
	return r
}

// SentFile is a file that left the program: it cannot be called back.
type SentFile struct {
	ID       string `json:"id"`
	On       Day    `json:"on"`
	Audience Told   `json:"audience"`
	Format   string `json:"format"`
	What     string `json:"what"`
	To       string `json:"to"`
}

// SentWith lists the files that hold words of a person, newest first, so that whoever has them can be asked to delete them. An empty person
// asks for all. It is for the group.
func SentWith(seen Seen, person string) []SentFile {
	s := seen.look()
	list := []SentFile{}
	if s.lens.Audience.ID != groupID {
		return list
	}
	names := map[string]string{}
	for _, a := range AudiencesOf(s.base) {
		names[a.ID] = a.Name
	}
	for _, r := range slices.Backward(s.base.Exports()) {
		if !s.isThere(r.Made.ID) || person != "" && !slices.Contains(r.People, person) {
			continue
		}
		f := SentFile{ID: r.Made.ID, On: Day(r.Day(s.zone)), Audience: Told{r.Audience, names[r.Audience]}, Format: r.Format, What: r.What, To: r.To}
		if f.Audience.Name == "" {
			f.Audience.Name = r.Audience
		}
		list = append(list, f)
	}
	return list
}
