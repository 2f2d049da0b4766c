package reports

import (
	"slices"
	"time"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/projections"
)

// LearningLog is what did not work, what surprised and what was tried, with what was learnt from it, what changed
// because of that and whether it helped. An entry that led to two learnings stands in the chain of both.
type LearningLog struct {
	Project string  `json:"project"`
	Name    string  `json:"name"`
	KnownAt KnownAt `json:"known_at"`
	AskedOn Day     `json:"asked_on"`
	Chains  []Chain `json:"chains"` // in order of their first entry
	Open    []Loop  `json:"open"`   // the one that is open longest first

	question string // what the project wants to find out; its text says it
}

// Chain is one way from what happened to what is different now. Parts of it may be missing, never all.
type Chain struct {
	From     []Step   `json:"from"`     // failures, surprises, tests and what else the learning was drawn from
	Learning *Step    `json:"learning"` // nil: nothing was learnt from it yet
	Changes  []Change `json:"changes"`
	Next     []Step   `json:"next"` // tests that build on the learning
}

// Change is something the group does differently, with what came of it.
type Change struct {
	Step
	Checks []Step `json:"checks"`
}

// Step is one entry of a chain. Answer is how it came out in one word: a test yes, partly, no or cannot_tell; a check
// the same; a surprise wanted, unwanted or both; empty where it has none or nobody said.
type Step struct {
	Line
	Answer string `json:"answer"`
	Test   *Line  `json:"test"` // of a concluded test: what was tried; nil for all else

	hoped SeenText // of a failure: what was hoped for; its text says it
}

// LearningLogOf tells what was learnt and what is still to talk about.
func LearningLogOf(seen Seen) LearningLog {
	s := seen.look()
	view := s.view()
	summary, _ := view.Summary()
	log := LearningLog{
		Project: view.Project, Name: summary.Name, KnownAt: knownAt(view.Known), AskedOn: Day(s.asked.askedOn),
		Chains: []Chain{}, Open: []Loop{}, question: summary.Question,
	}
	l := s.loops(view)
	for _, row := range l.rows {
		if chain, ok := l.chain(row); ok {
			log.Chains = append(log.Chains, chain)
		}
	}
	slices.SortStableFunc(log.Chains, func(a, b Chain) int { return compareUint(a.first(), b.first()) })
	log.Open = l.open(view)
	return log
}

// first is the position of the first entry of a chain.
func (c Chain) first() uint64 {
	switch {
	case len(c.From) > 0:
		return c.From[0].Position
	case c.Learning != nil:
		return c.Learning.Position
	}
	return c.Changes[0].Position
}

// loops are the steps that stand, with what follows from each.
type loops struct {
	s       *sight
	zone    *time.Location
	rows    []projections.LoopRow // by position
	tests   []projections.TestRow
	from    map[string][]string              // by entry: what a learning, change or check names it as its source
	drawn   map[string][]string              // by learning: its sources, in order
	byID    map[string]*projections.LoopRow  // of rows
	nextOf  map[string][]string              // by learning: tests that build on it
	ended   map[string]string                // by test: its conclusion
	entries map[string]*projections.EntryRow // looked up so far
}

func (s *sight) loops(view projections.View) *loops {
	l := &loops{
		s: s, zone: s.zone, from: map[string][]string{}, drawn: map[string][]string{}, byID: map[string]*projections.LoopRow{},
		nextOf: map[string][]string{}, ended: map[string]string{}, entries: map[string]*projections.EntryRow{},
	}
	for _, r := range view.Loops() {
		if !r.Withdrawn && isStep(r.Thing) {
			l.rows = append(l.rows, r)
		}
		if r.Thing == "test" && !r.Withdrawn {
			l.ended[r.Test] = r.ID
		}
	}
	for i := range l.rows {
		r := &l.rows[i]
		l.byID[r.ID] = r
		for _, source := range l.sources(r) {
			l.from[source] = append(l.from[source], r.ID)
			l.drawn[r.ID] = append(l.drawn[r.ID], source)
		}
	}
	for _, t := range view.Tests() {
		if t.Withdrawn {
			continue
		}
		l.tests = append(l.tests, t)
		if t.Learning != "" {
			l.nextOf[t.Learning] = append(l.nextOf[t.Learning], t.ID)
		}
	}
	return l
}

// sources returns what a learning, a change or a check came from and is there: what it names, else the cause of its
// entry. A test that is named stands for its conclusion, where it has one.
func (l *loops) sources(r *projections.LoopRow) []string {
	if r.Thing != "learning" && r.Thing != "change" && r.Thing != "check" {
		return nil
	}
	named := r.From
	if row := l.entry(r.ID); len(named) == 0 && row != nil && row.Cause != "" {
		named = []string{row.Cause}
	}
	var ids []string
	for _, id := range named {
		if conclusion, ended := l.ended[id]; ended {
			id = conclusion
		}
		if row := l.entry(id); row != nil && row.Withdrawn == nil && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids
}

// entry returns an entry that is there, or nil.
func (l *loops) entry(id string) *projections.EntryRow {
	if row, known := l.entries[id]; known {
		return row
	}
	l.entries[id] = nil
	if row, ok := l.s.entry(id); ok {
		l.entries[id] = &row
	}
	return l.entries[id]
}

// chain returns the chain that a row begins or is the middle of: each learning has one; so have a step that no learning
// was drawn from and a change that no learning led to.
func (l *loops) chain(r projections.LoopRow) (Chain, bool) {
	c := Chain{From: []Step{}, Changes: []Change{}, Next: []Step{}}
	switch r.Thing {
	case "learning":
		for _, id := range l.drawn[r.ID] {
			c.From = append(c.From, l.step(id))
		}
		learning := l.step(r.ID)
		c.Learning = &learning
		c.Changes = append(c.Changes, l.changes(r.ID)...)
		for _, id := range l.nextOf[r.ID] {
			c.Next = append(c.Next, l.step(id))
		}
		return c, true
	case "change":
		if l.follows(r.ID, "learning") || l.followsLoop(r.ID) {
			return c, false
		}
		c.Changes = append(c.Changes, l.change(r.ID))
		return c, true
	case "check":
		return c, false
	}
	if l.ledTo(r.ID, "learning") {
		return c, false
	}
	c.From = append(c.From, l.step(r.ID))
	c.Changes = append(c.Changes, l.changes(r.ID)...)
	return c, true
}

// follows says whether an entry came from one of this thing.
func (l *loops) follows(id, thing string) bool {
	return slices.ContainsFunc(l.drawn[id], func(source string) bool { r := l.byID[source]; return r != nil && r.Thing == thing })
}

// followsLoop says whether a change came straight from a step that begins a chain of its own.
func (l *loops) followsLoop(id string) bool {
	return slices.ContainsFunc(l.drawn[id], func(source string) bool {
		r := l.byID[source]
		return r != nil && r.Thing != "change" && r.Thing != "check" && !l.ledTo(source, "learning")
	})
}

// ledTo says whether an entry led to one of this thing.
func (l *loops) ledTo(id, thing string) bool {
	return slices.ContainsFunc(l.from[id], func(to string) bool { return l.byID[to].Thing == thing })
}

func (l *loops) changes(source string) []Change {
	var list []Change
	for _, id := range l.from[source] {
		if l.byID[id].Thing == "change" {
			list = append(list, l.change(id))
		}
	}
	return list
}

func (l *loops) change(id string) Change {
	c := Change{Step: l.step(id), Checks: []Step{}}
	for _, to := range l.from[id] {
		if l.byID[to].Thing == "check" {
			c.Checks = append(c.Checks, l.step(to))
		}
	}
	return c
}

func (l *loops) step(id string) Step {
	row := l.entry(id)
	if row == nil {
		return Step{}
	}
	step := Step{Line: l.s.line(row)}
	if b, ok := row.Body.(*domain.FailureShared); ok {
		step.hoped = l.s.open(b.Hoped, l.s.rights(row))
	}
	if r := l.byID[id]; r != nil {
		step.Answer = r.Result
		if test := l.entry(r.Test); r.Thing == "test" && test != nil {
			line := l.s.line(test)
			step.Test = &line
		}
	}
	return step
}

// isStep says whether a thing of the loop is a step of a chain; a problem and a promise to mend are on the board alone.
func isStep(thing string) bool { return thing != "problem" && thing != "mending" }

func compareUint(a, b uint64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// day is the day of a line, else when it was written down.
func (l Line) day() string {
	if d := domain.Date(l.Happened); d.Known() {
		return sayDay(d)
	}
	return saysWritten + " " + sayDay(l.written)
}
