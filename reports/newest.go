package reports

import (
	"fmt"
	"slices"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/projections"
)

// LastWritten returns the newest n entries that may be known of and that tell something, the newest first. What is only kept in
// order is left out: reminders and where to send them, what came from a file, a wall of notes as it is typed up.
func LastWritten(seen Seen, n int) []Line {
	s := seen.look()
	list := []Line{}
	for _, row := range slices.Backward(s.view().Entries()) {
		if len(list) == n {
			break
		}
		if !s.keepsOrder(&row) {
			list = append(list, s.line(&row))
		}
	}
	return list
}

// keepsOrder says whether an entry tells nothing by itself.
func (s *sight) keepsOrder(row *projections.EntryRow) bool {
	switch b := row.Body.(type) {
	case *domain.ImportMade, *domain.ImportMapped, *domain.PersonContactGiven, *domain.HeadingStated:
		return true
	case *domain.ResponseGiven:
		on := s.raw(b.Entry)
		return b.Heading != "" || on != nil && on.Kind == new(domain.HeadingStated).Kind()
	}
	return domain.IsReminder(row.Body)
}

// Newest returns the journey with no more than its newest n moments, and how many that can be read it leaves out. A report for people
// outside tells the end of a long way; the whole of it has its own page.
func (j Journey) Newest(n int) (shown Journey, earlier int) {
	shown = j
	shown.Months = []JourneyMonth{}
	skip := -n // how many moments come before those that are shown
	for _, m := range j.Months {
		skip += len(m.Moments)
	}
	for _, m := range j.Months {
		left := m
		cut := min(max(skip, 0), len(m.Moments))
		left.Moments, m.Moments = m.Moments[:cut], m.Moments[cut:]
		skip -= cut
		earlier += len(left.Moments) - left.KeptPrivate()
		if len(m.Moments) > 0 || cut == 0 && skip <= 0 {
			shown.Months = append(shown.Months, m)
		}
	}
	return shown, earlier
}

// SayEarlier says how many moments came before those that are shown; empty for none.
func SayEarlier(n int) string {
	switch n {
	case 0:
		return ""
	case 1:
		return "1 moment came before."
	}
	return fmt.Sprintf("%d moments came before.", n)
}

// SayWholeJourney is what leads to all moments.
func SayWholeJourney() string { return "See the whole way" }
