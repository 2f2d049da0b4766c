package projections

import (
	"context"
	"fmt"
	"iter"
	"time"

	"github.com/desirelines/desirelines/domain"
)

// Source reads the commits of one project from a position on, in order, up to the present end. streams.Log is one.
type Source interface {
	ReadProject(ctx context.Context, project string, from uint64) iter.Seq2[domain.Commit, error]
}

// Events yields the events of a project in order, as they are read, and last the error that ended that.
func Events(ctx context.Context, source Source, project string) iter.Seq2[domain.Event, error] {
	return func(yield func(domain.Event, error) bool) {
		for c, err := range source.ReadProject(ctx, project, 1) {
			if err != nil {
				yield(domain.Event{}, err)
				return
			}
			for _, e := range c.Events {
				if !yield(e, nil) {
					return
				}
			}
		}
	}
}

// AllEvents reads the events of a project in order; nil where there is no such project.
func AllEvents(ctx context.Context, source Source, project string) (events []domain.Event, err error) {
	for c, err := range source.ReadProject(ctx, project, 1) {
		if err != nil {
			return nil, err
		}
		events = append(events, c.Events...)
	}
	return events, nil
}

// Cut says which events a replay takes in. The zero value takes all.
type Cut struct {
	Position   uint64      // "known at": only events up to this number; 0: all
	HappenedBy domain.Date // leaves out entries that happened after this day; unknown: none
	Skips      Skips       // what projections leave out; Replay reads it from its source
}

// Replay folds the events of one project that the cut leaves, through the very same folds as live, into rows
// of its own, and returns a view of them. A project without events gives an empty view.
func Replay(ctx context.Context, source Source, project string, cut Cut) (View, error) {
	var err error
	if cut.Skips, err = ReadSkips(ctx, source); err != nil {
		return View{}, fmt.Errorf("replay of %q: %w", project, err)
	}
	var events []domain.Event
	for c, err := range source.ReadProject(ctx, project, 1) {
		if err != nil {
			return View{}, fmt.Errorf("replay of %q: %w", project, err)
		}
		for _, e := range c.Events {
			if cut.Position == 0 || e.Position <= cut.Position {
				e.ID = entryKey(c.Sequence, e.ID)
				events = append(events, e)
			}
		}
		if cut.Position != 0 && len(c.Events) > 0 && c.Events[len(c.Events)-1].Position >= cut.Position {
			break
		}
	}
	return ReplayEvents(project, events, cut)
}

// likelyRows is for how many rows there is room from the start in projections that make few of many events.
const likelyRows = 1024

// room is for how many rows of so many events there is room from the start.
func (p Projection) room(events int) int {
	if p.dense {
		return events
	}
	return min(events, likelyRows)
}

// ReplayEvents is Replay over events that were read already, in order of position.
func ReplayEvents(project string, events []domain.Event, cut Cut) (View, error) {
	known := Known{}
	if n := len(events); n > 0 {
		known.Position, known.Recorded = events[n-1].Position, events[n-1].Recorded
	}
	if cut.HappenedBy.Known() {
		events = happenedBy(events, cut.HappenedBy)
	}
	store := NewMemory()
	commit := []domain.Commit{{Sequence: 1, Project: project, Events: events}}
	all := All()
	failed := make([]error, len(all))
	inParallel(len(all), func(i int) {
		rows := newRows(func(RowKey) (any, error) { return nil, nil }, all[i].room(len(events)))
		if _, failed[i] = fold(all[i], rows, 0, commit, cut.Skips); failed[i] == nil { // each at once, so that nothing is held twice
			store.makeRoom(project, rows.changes)
			failed[i] = store.Commit(context.Background(), Batch{Projection: all[i].Name, Version: all[i].Version, To: 1, Changes: rows.changes})
		}
	})
	for i, err := range failed {
		if err != nil {
			return View{}, fmt.Errorf("replay of %q: projection %s: %w", project, all[i].Name, err)
		}
	}
	return View{Reader: (*memoryReader)(store), Project: project, Known: known}, nil
}

// happenedBy leaves out the entries that happened after day, by the date they have after all corrections: a
// month counts as its last day, unknown as the day recorded. What is said about other entries (corrections,
// withdrawals, redactions), people and the project itself always stays.
func happenedBy(events []domain.Event, day domain.Date) []domain.Event {
	zone := zoneOf(events)
	corrected := map[string]domain.Date{}
	for i := range events {
		if c, ok := events[i].Body.(*domain.EntryCorrected); ok && c.Happened != nil {
			corrected[c.Entry] = *c.Happened
		}
	}
	kept := make([]domain.Event, 0, len(events))
	for i := range events {
		e := &events[i]
		if always(e.Body) || !happened(e, corrected, zone).After(day) {
			kept = append(kept, *e)
		}
	}
	return kept
}

func happened(e *domain.Event, corrected map[string]domain.Date, zone *time.Location) domain.Date {
	d := e.Happened
	if c, ok := corrected[e.ID]; ok {
		d = c
	}
	if !d.Known() {
		return e.RecordedDay(zone)
	}
	return d.Last()
}

// always says which events a cut by happened date never leaves out.
func always(body domain.Body) bool {
	switch body.(type) {
	case *domain.EntryCorrected, *domain.EntryWithdrawn, *domain.EntryRedacted,
		*domain.PersonJoined, *domain.PersonRenamed, *domain.PersonRoleGiven, *domain.PersonLeft, *domain.PersonContactGiven, *domain.PersonForgotten,
		*domain.ConsentGiven, *domain.ConsentWithdrawn, *domain.ConsentLapsed, *domain.RecordingAsked, *domain.RecordingAgreed,
		*domain.RecordingRefused, *domain.AudienceNamed, *domain.AudienceChanged, *domain.AudienceRetired,
		*domain.ProjectStarted, *domain.ProjectDescribed:
		return true
	}
	return false
}

func zoneOf(events []domain.Event) *time.Location {
	for i := range events {
		if s, ok := events[i].Body.(*domain.ProjectStarted); ok {
			return Zone(s.Zone)
		}
	}
	return time.UTC
}

// Zone returns the location with this name; UTC where it is empty or not known here.
func Zone(name string) *time.Location {
	if loc, err := time.LoadLocation(name); err == nil {
		return loc
	}
	return time.UTC
}
