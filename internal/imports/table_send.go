package imports

import (
	"context"
	"errors"
	"time"

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

	sent []unit       // that were sent and are not answered yet
	done <-chan error // answers them; nil: nothing was sent
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
	if s.stands.closed {
		s.stands.closed = false
		s.add(unit{row: u.row, drafts: []domain.Draft{{Body: &domain.ProjectReopened{Why: s.why()}}}})
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

// flush sends what waits, once what was sent before is settled: rows are read while the disk is waited for.
func (s *rowSender) flush(ctx context.Context) error {
	if err := s.settle(ctx); err != nil {
		return err
	}
	units := s.waiting
	s.waiting, s.drafts, s.size = nil, 0, 0
	drafts := s.draftsOf(units)
	if len(drafts) == 0 {
		return nil
	}
	command, done := s.command(drafts), make(chan error, 1)
	s.sent, s.done = units, done
	go func() {
		_, err := s.Recorder.Do(ctx, command)
		done <- err
	}()
	return nil
}

// settle waits for what was sent.
func (s *rowSender) settle(ctx context.Context) error {
	if s.done == nil {
		return nil
	}
	err := <-s.done
	units := s.sent
	s.sent, s.done = nil, nil
	return s.answered(ctx, units, err)
}

// finish records what waits, and the import itself where anything came of it.
func (s *rowSender) finish(ctx context.Context) error {
	if err := errors.Join(s.flush(ctx), s.settle(ctx)); err != nil || s.appended == 0 {
		return err
	}
	_, err := s.Recorder.Do(ctx, s.command([]domain.Draft{{
		Body:     s.made(s.in.Format(), time.Time{}, s.appended),
		Happened: s.Today,
	}}))
	return err
}

func (s *rowSender) command(drafts []domain.Draft) domain.Command {
	return domain.Command{ID: s.NewID(), Project: s.project, Actor: s.Actor, Correlation: s.answer.ID, Drafts: drafts}
}

// draftsOf is what units record. What needs a measure whose definition was refused falls with it.
func (s *rowSender) draftsOf(units []unit) (drafts []domain.Draft) {
	for _, u := range units {
		if u.of == nil || u.of.refused == nil {
			drafts = append(drafts, u.drafts...)
		} else if u.row != u.of.row { // that row was refused when its definition was
			s.refuse(u.row, u.of.refused)
		}
	}
	return drafts
}

// part records units as one command if it can.
func (s *rowSender) part(ctx context.Context, units []unit) error {
	drafts := s.draftsOf(units)
	if len(drafts) == 0 {
		return nil
	}
	_, err := s.Recorder.Do(ctx, s.command(drafts))
	return s.answered(ctx, units, err)
}

// answered goes on where units were sent as one command: a refused one is halved.
func (s *rowSender) answered(ctx context.Context, units []unit, err error) error {
	switch {
	case err == nil:
		for _, u := range units {
			if u.of == nil || u.of.refused == nil {
				s.appended += len(u.drafts)
				s.answer.Appended += len(u.drafts)
			}
		}
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
