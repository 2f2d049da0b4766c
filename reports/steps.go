package reports

import (
	"slices"
	"strings"
	"time"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/projections"
)

// Replay goes through a project step by step: each entry with the figures that it moved.
type Replay struct {
	Project string       `json:"project"`
	Name    string       `json:"name"`
	Steps   []ReplayStep `json:"steps"` // by position

	heard []Heard
}

// Heard is what others said in confidence and who looks read in the steps, each once.
func (r Replay) Heard() []Heard { return r.heard }

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
	asked.at, asked.redactions, asked.told = true, redactionsIn(events), nil
	if asked.standing == nil {
		var err error
		if asked.standing, err = standingIn(project, events); err != nil {
			return Replay{}, err
		}
	}
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
			for _, h := range HeardIn(seen) {
				if !slices.Contains(r.heard, h) {
					r.heard = append(r.heard, h)
				}
			}
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
		return &afresh{project: project, events: events, cut: projections.Cut{HappenedBy: a.happenedBy, Skips: a.skips}}
	}
	return &onward{projections.NewSteps(project).Honour(a.skips), events}
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
	cut     projections.Cut
}

func (f *afresh) take(i int) error {
	f.taken = i + 1
	return nil
}

func (f *afresh) view() (projections.View, error) {
	return projections.ReplayEvents(f.project, f.events[:f.taken], f.cut)
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

// NewestMoved is the number of the newest entry, up to a position (0: the last), that moved a figure as the audience sees it; 0 where
// none of the newest that could have moved one did.
func NewestMoved(l Lens, project string, events []domain.Event, asked Asked, to uint64) (uint64, error) {
	var could []uint64
	for i := range events {
		if e := &events[i]; (to == 0 || e.Position <= to) && mayMove(e.Body) {
			could = append(could, e.Position)
		}
	}
	for _, n := range []int{1, 8, 32} { // few folds where the newest move figures, as nearly always, and an end where none does
		if len(could) == 0 {
			break
		}
		first := max(0, len(could)-n)
		r, err := ReplayOf(l, project, events, asked, could[first], could[len(could)-1])
		if err != nil {
			return 0, err
		}
		for _, step := range slices.Backward(r.Steps) {
			if step.moved() {
				return step.Entry.Position, nil
			}
		}
		could = could[:first]
	}
	return 0, nil
}

// moved says whether anything moved that has words.
func (s ReplayStep) moved() bool {
	return slices.ContainsFunc(s.Moved, func(m Moved) bool {
		_, ok := m.Words()
		return ok
	})
}

// mayMove says whether a body of this kind can move a figure.
func mayMove(body domain.Body) bool {
	switch body.Kind() {
	case "outcome.recorded", "surprise.noticed", "failure.shared", "test.concluded", "learning.drawn", "change.made", "entry.corrected", "entry.withdrawn":
		return true
	}
	return strings.HasPrefix(body.Kind(), "aim.")
}

// SaysStep says which step of how many an entry is. Where entries were brought here from elsewhere, the day this store took them says
// nothing of what the group knew, so it is told when the entry happened and when it was written down.
func (l Line) SaysStep(of uint64) string {
	if !l.brought {
		return "What the group knew on " + sayDay(l.here) + ", after entry " + sayNumber(l.Position) + " of " + sayNumber(of) + "."
	}
	parts := []string{"Entry " + sayNumber(l.Position) + " of " + sayNumber(of), l.sayHappened()}
	if l.written == l.here {
		parts = append(parts, "written down "+sayDay(l.here))
	} else {
		parts = append(parts, "first written down "+sayDay(l.written), "brought here "+sayDay(l.here))
	}
	return strings.Join(parts, " · ")
}

// SaysMoment says in few words which moment an entry is, beside another one.
func (l Line) SaysMoment() string {
	says := "After entry " + sayNumber(l.Position)
	if !l.brought {
		return says + ", " + sayDay(l.here)
	}
	return says + ", " + l.sayHappened()
}

func (l Line) sayHappened() string {
	switch d := domain.Date(l.Happened); {
	case !d.Known():
		return saysUnknownDay
	case d.Day == 0:
		return "happened in " + sayDay(d)
	default:
		return "happened on " + sayDay(d)
	}
}

// Brought says whether the entry was brought here from another store or a file.
func (l Line) Brought() bool { return l.brought }
