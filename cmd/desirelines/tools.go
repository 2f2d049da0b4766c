package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/projections"
	"github.com/desirelines/desirelines/reports"
)

// toolsName is what the tables for other tools are called beside the views.
const toolsName = "aimed_vs_achieved"

// toolsDay is the day that the tables for other tools go by: the last one that has begun anywhere, so that what was agreed until a
// day ends early rather than late, whatever the zone of a project.
func toolsDay(now time.Time) domain.Date { return domain.DateOf(now.In(time.FixedZone("", 14*60*60))) }

// makeTables makes the tables that other tools read, where the read models are in a database. Only a program that also keeps them current
// does so: made in another shape they are empty.
func (a *app) makeTables(ctx context.Context) error {
	store, ok := a.store.(*projections.Postgres)
	if !ok {
		return nil
	}
	if err := store.MakeRelations(ctx, reports.Relations()); err != nil {
		return noDatabase(err)
	}
	return nil
}

// tell keeps the tables that other tools read as the views are, beside the views and never while somebody waits, until ctx ends. Of several
// programs one does so, and another when that one is gone. Where the read models are in memory there are no such tables.
func (a *app) tell(ctx context.Context) {
	if store, ok := a.store.(*projections.Postgres); ok {
		_ = store.Lead(ctx, toolsName, func(ctx context.Context) error { // says itself what is wrong
			a.tellAlone(ctx, store)
			return nil
		})
	}
}

func (a *app) tellAlone(ctx context.Context, store *projections.Postgres) {
	kept, said := reports.NewKeptFigures(), ""
	for ctx.Err() == nil {
		moved, over := a.runner.Moved() // before looking, so that nothing is missed
		err := showDue(ctx, store, kept, toolsDay(now()))
		switch {
		case errors.Is(err, projections.ErrOtherRelations):
			a.say.Warn("the tables for other tools are no longer kept here", "why", err)
			return
		case err != nil && ctx.Err() == nil && err.Error() != said:
			said = err.Error()
			a.say.Warn("the tables for other tools are not current", "why", err)
		case err == nil:
			said = "" // trouble that comes again is said again
		}
		again := time.Hour // a day ends without an entry
		if err != nil {
			again = 10 * time.Second
		}
		if over {
			moved = nil
		}
		wait := time.NewTimer(again)
		select {
		case <-ctx.Done():
		case <-moved:
		case <-wait.C:
		}
		wait.Stop()
	}
}

// showDue makes the rows of the projects whose tables are not current. One that fails does not keep the others back.
func showDue(ctx context.Context, store *projections.Postgres, kept *reports.KeptFigures, day domain.Date) error {
	due, err := store.Due(ctx, day)
	if err != nil {
		return err
	}
	var failed error
	for _, d := range due {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err := showOne(ctx, store, kept, d, day); err != nil {
			failed = errors.Join(failed, err)
		}
	}
	return failed
}

func showOne(ctx context.Context, store *projections.Postgres, kept *reports.KeptFigures, d projections.Due, day domain.Date) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("the figures of %q: %v", d.Project, r)
		}
	}()
	var shown projections.Shown
	if err := store.Read(ctx, func(r projections.Reader) (err error) {
		shown, err = reports.ShownToTools(projections.Live(r, d.Project), day, kept)
		return err
	}); err != nil {
		return err
	}
	shown.Due = d
	_, err = store.Show(ctx, shown)
	return err
}

// toolsState is how the tables for other tools stand; ok is false where there are none.
func (a *app) toolsState(ctx context.Context) (state projections.State, ok bool, err error) {
	store, ok := a.store.(*projections.Postgres)
	if !ok {
		return state, false, nil
	}
	due, err := store.Due(ctx, toolsDay(now()))
	if err != nil {
		return state, true, err
	}
	state = projections.State{Name: toolsName, Version: 1}
	for i, s := range a.runner.States() {
		if i == 0 || s.Position < state.Position {
			state.Position = s.Position
		}
	}
	for _, d := range due {
		state.Position = min(state.Position, d.Known)
	}
	return state, true, nil
}
