package reports

import (
	"slices"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/projections"
)

// CameInOf is the entry that says with which file an entry came in; ok is false where it came in with none, or with one that the
// audience may not know of.
func CameInOf(seen Seen, id string) (line Line, ok bool) {
	s := seen.look()
	rows, at, err := s.entryAmong(id)
	if err != nil {
		return line, false
	}
	return s.cameIn(rows, &rows[at])
}

func (s *sight) cameIn(rows []projections.EntryRow, row *projections.EntryRow) (line Line, ok bool) {
	if row.Correlation == "" {
		return line, false
	}
	i := slices.IndexFunc(rows, func(r projections.EntryRow) bool {
		b, is := r.Body.(*domain.ImportMade)
		return is && b.Import == row.Correlation
	})
	if i < 0 || rows[i].ID == row.ID {
		return line, false
	}
	return s.line(&rows[i]), true
}
