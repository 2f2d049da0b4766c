package imports

import (
	"context"

	"github.com/desirelines/desirelines/domain"
)

// How much of a table goes into one command. Every command waits for the disk, so it is as much as a commit takes with room to spare.
const (
	mostOfTable  = 800     // drafts
	bytesOfTable = 450_000 // of all of them, as estimated
)

// unit is what is recorded whole or not at all: what a row says, or the aim and the measure it needs first.
type unit struct {
	row     int
	of      *knownMeasure // nil: it needs none
	defines bool          // it says what the measure is
	drafts  []domain.Draft
	size    int
}

// rowSender records the units of one project. A command that is refused is halved until the unit that is at fault stands alone.
type rowSender struct {
	*sheetImport
	project  string
	waiting  []unit
	drafts   int
	size     int
	appended int
}

// add makes a unit ready; an empty one is none.
func (s *rowSender) add(u unit) {
	if len(u.drafts) == 0 {
		return
	}
	if !s.stands.exists {
		s.stands.exists = true
		s.add(unit{row: u.row, drafts: []domain.Draft{{Body: &domain.ProjectStarted{Name: s.project}}}})
	}
	for n := range u.drafts {
		u.size += sizeOf(u.drafts[n].Body)
	}
	s.waiting = append(s.waiting, u)
	s.drafts += len(u.drafts)
	s.size += u.size
}

// sizeOf is about how many bytes a draft takes in a commit. Words are sealed there, which takes a third more room.
func sizeOf(b domain.Body) int {
	const envelope = 450
	switch b := b.(type) {
	case *domain.TargetSet:
		return envelope + len(b.Aim) + len(b.Measure) + len(b.Site) + sealed(b.Value.Text) + sealed(b.Why)
	case *domain.OutcomeRecorded:
		return envelope + len(b.Aim) + len(b.Measure) + len(b.Site) + sealed(b.Value.Text) + sealed(b.What) + sealed(b.Source)
	}
	return envelope + len(asJSON(b))*3/2
}

func sealed(w domain.Words) int {
	if w.IsZero() {
		return 0
	}
	text, _ := w.Reveal(nil)
	return 150 + len(text)*4/3
}

func (s *rowSender) full() bool { return s.drafts >= mostOfTable || s.size >= bytesOfTable }

// flush records what waits.
func (s *rowSender) flush(ctx context.Context) error {
	waiting := s.waiting
	s.waiting, s.drafts, s.size = nil, 0, 0
	for len(waiting) > 0 {
		n, drafts, size := 0, 0, 0
		for n < len(waiting) && (n == 0 || drafts+len(waiting[n].drafts) <= mostOfTable+50 && size+waiting[n].size <= bytesOfTable+50_000) {
			drafts, size = drafts+len(waiting[n].drafts), size+waiting[n].size
			n++
		}
		if err := s.part(ctx, waiting[:n]); err != nil {
			return err
		}
		waiting = waiting[n:]
	}
	return nil
}

// finish records what waits, and the import itself where anything came of it.
func (s *rowSender) finish(ctx context.Context) error {
	if err := s.flush(ctx); err != nil || s.appended == 0 {
		return err
	}
	_, err := s.Recorder.Do(ctx, s.command([]domain.Draft{{
		Body:     &domain.ImportMade{Import: s.answer.ID, Format: s.in.Format(), Appended: s.appended},
		Happened: s.Today,
	}}))
	return err
}

func (s *rowSender) command(drafts []domain.Draft) domain.Command {
	return domain.Command{ID: s.NewID(), Project: s.project, Actor: s.Actor, Correlation: s.answer.ID, Drafts: drafts}
}

// part records units as one command if it can. What needs a measure whose definition was refused falls with it.
func (s *rowSender) part(ctx context.Context, units []unit) error {
	var drafts []domain.Draft
	for _, u := range units {
		if u.of != nil && u.of.refused != nil {
			if u.row != u.of.row { // that row was refused when its definition was
				s.refuse(u.row, u.of.refused)
			}
			continue
		}
		drafts = append(drafts, u.drafts...)
	}
	if len(drafts) == 0 {
		return nil
	}
	_, err := s.Recorder.Do(ctx, s.command(drafts))
	switch {
	case err == nil:
		s.appended += len(drafts)
		s.answer.Appended += len(drafts)
		return nil
	case !isRefusal(err):
		return err
	case len(units) > 1:
		middle := len(units) / 2
		if err := s.part(ctx, units[:middle]); err != nil {
			return err
		}
		return s.part(ctx, units[middle:])
	}
	if units[0].defines {
		units[0].of.refused = err
	}
	s.refuse(units[0].row, err)
	return nil
}
