package projections

import (
	"fmt"

	"github.com/desirelines/desirelines/domain"
)

// Steps folds a project event by event, so that every moment of it can be looked at in turn for the price of one
// replay. It is used by one goroutine.
type Steps struct {
	project     string
	store       *Memory
	projections []Projection
	skips       Skips
	known       Known
}

// NewSteps returns the project before its first event.
func NewSteps(project string) *Steps {
	return &Steps{project: project, store: NewMemory(), projections: All()}
}

// Honour leaves out what operators let projections leave out.
func (s *Steps) Honour(skips Skips) *Steps {
	s.skips = skips
	return s
}

// Take folds the next event, which must follow the one before.
func (s *Steps) Take(e *domain.Event) error { return s.TakeAll([]domain.Event{*e}) }

// TakeAll folds the next events, in order of position; none changes nothing. Many at once cost much less than one by one.
func (s *Steps) TakeAll(events []domain.Event) error {
	if len(events) == 0 {
		return nil
	}
	last := &events[len(events)-1]
	commit := []domain.Commit{{Sequence: last.Position, Project: s.project, Events: events}}
	for _, p := range s.projections {
		rows := newRows(s.store.Base(p.Name, p.Version), 4*len(events))
		if _, err := fold(p, rows, 0, commit, s.skips); err != nil {
			return fmt.Errorf("replay of %q: projection %s: %w", s.project, p.Name, err)
		}
		s.store.makeTables(rows.changes)
		s.store.change(rows.changes)
	}
	s.known = Known{last.Position, last.Recorded}
	return nil
}

// View is the project as the events taken so far leave it. It shows later events too once they are taken, so
// read what is needed before the next one.
func (s *Steps) View() View {
	return View{Reader: (*memoryReader)(s.store), Project: s.project, Known: s.known}
}
