package reports

import (
	"time"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/projections"
)

// Replay goes through a project step by step: each entry with the figures that it moved.
type Replay struct {
	Project string       `json:"project"`
	Name    string       `json:"name"`
	Steps   []ReplayStep `json:"steps"` // by position
}

// ReplayStep is one entry and what it moved. Both sides are asked on the day the entry was recorded (or on the
// day of happened by), so that nothing moves because time went by.
type ReplayStep struct {
	Entry   Line    `json:"entry"`
	AskedOn Day     `json:"asked_on"`
	Moved   []Moved `json:"moved"`
}

// ReplayOf steps through the entries from one number to another, both included (to 0: to the end). events are all
// events of the project, in order of position; asked gives against and happened by. The project is folded once, but
// each step compares all of its measures. Entries that are hidden from the audience are passed over.
func ReplayOf(l Lens, project string, events []domain.Event, asked Asked, from, to uint64) (Replay, error) {
	r := Replay{Project: project, Steps: []ReplayStep{}}
	asked.at, asked.redactions = true, redactionsIn(events)
	moments, zone := asked.moments(project, events), zoneOf(events)
	var last Comparison
	for i := range events {
		e := &events[i]
		if to != 0 && e.Position > to {
			break
		}
		before := last
		if e.Position >= from && (last.KnownAt.Position != e.Position-1 || last.AskedOn != Day(asked.dayOf(e, zone))) {
			var err error
			if before, _, err = asked.compare(l, moments, asked.dayOf(e, zone)); err != nil {
				return Replay{}, err
			}
		}
		if err := moments.take(i); err != nil {
			return Replay{}, err
		}
		if e.Position < from {
			continue
		}
		after, seen, err := asked.compare(l, moments, asked.dayOf(e, zone))
		if err != nil {
			return Replay{}, err
		}
		last, r.Name = after, after.Name
		s := seen.look()
		if row, ok := s.entry(e.ID); ok {
			r.Steps = append(r.Steps, ReplayStep{s.line(&row), after.AskedOn, Diff(before, after)})
		}
	}
	return r, nil
}

// moments are the moments of a project, one after another.
type moments interface {
	take(i int) error // the i-th event
	view() (projections.View, error)
}

// moments folds once where it can. What had happened by a day depends on corrections that come later, so that is folded
// afresh for each moment.
func (a Asked) moments(project string, events []domain.Event) moments {
	if a.happenedBy.Known() {
		return &afresh{project: project, events: events, by: a.happenedBy}
	}
	return &onward{projections.NewSteps(project), events}
}

type onward struct {
	steps  *projections.Steps
	events []domain.Event
}

func (o *onward) take(i int) error                { return o.steps.Take(&o.events[i]) }
func (o *onward) view() (projections.View, error) { return o.steps.View(), nil }

type afresh struct {
	project string
	events  []domain.Event
	taken   int
	by      domain.Date
}

func (f *afresh) take(i int) error {
	f.taken = i + 1
	return nil
}

func (f *afresh) view() (projections.View, error) {
	return projections.ReplayEvents(f.project, f.events[:f.taken], projections.Cut{HappenedBy: f.by})
}

// dayOf is the day a step is asked on: that of happened by, else the day its entry was recorded.
func (a Asked) dayOf(e *domain.Event, zone *time.Location) domain.Date {
	return a.happenedBy.Last().Or(domain.DateOf(e.Recorded.In(zone)))
}

func zoneOf(events []domain.Event) *time.Location {
	for i := range events {
		if s, ok := events[i].Body.(*domain.ProjectStarted); ok {
			return projections.Zone(s.Zone)
		}
	}
	return time.UTC
}

// compare answers for the present moment, as asked on a day.
func (a Asked) compare(l Lens, m moments, day domain.Date) (Comparison, Seen, error) {
	view, err := m.view()
	if err != nil {
		return Comparison{}, Seen{}, err
	}
	a.position, a.askedOn = view.Known.Position, day
	seen, err := l.See(view, a)
	if err != nil {
		return Comparison{}, Seen{}, err
	}
	return ComparisonOf(seen), seen, nil
}

func redactionsIn(events []domain.Event) []redaction {
	var list []redaction
	for i := range events {
		if b, ok := events[i].Body.(*domain.EntryRedacted); ok {
			list = append(list, redaction{projections.Stated{ID: events[i].ID, Position: events[i].Position}, b})
		}
	}
	return list
}
