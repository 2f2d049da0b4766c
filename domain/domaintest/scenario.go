// Package domaintest helps to test what the domain decides and what is built on its events: stories told as
// Given, When, Then; a sample of every kind of event; random histories for property tests. It holds no
// rules of its own, and nothing outside tests may import it.
package domaintest

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/desirelines/desirelines/domain"
)

// Project is the id of the project that every scenario and every random history is about.
const Project = "garden"

// Now is the moment at which every scenario decides.
func Now() time.Time { return time.Date(2024, 5, 17, 9, 30, 0, 0, time.UTC) }

// ID returns the n-th of a row of command ids; it is the id of the command's first event too.
func ID(n int) string { return fmt.Sprintf("01900000-0000-7000-8000-%012x", n) }

// Person returns the n-th of a row of ids of people.
func Person(n int) string { return fmt.Sprintf("5ca1ab1e-0000-4000-8000-%012x", n) }

// TB is what *testing.T, *testing.B and *rapid.T have in common and this package needs.
type TB interface {
	Helper()
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
}

// Scenario is a story of one project, told so far without a contradiction:
//
//	Given(t, bodies…).When(bodies…).Then(bodies…)
//	Given(t, bodies…).When(bodies…).ThenError(domain.Invalid, "words of the sentence")
//
// Whatever is asked for, When checks that an error changed nothing and that what was decided leads to the
// state that the events lead to when they are read again from their JSON.
type Scenario struct {
	t      TB
	events []domain.Event
	state  *domain.Project
}

// Decision is the answer to a command.
type Decision struct {
	story  *Scenario
	asked  domain.Command
	events []domain.Event
	err    error
}

// GivenNothing is the story before the project was started.
func GivenNothing(t TB) *Scenario {
	return &Scenario{t: t, state: domain.NewProject(Project)}
}

// Given starts a project and lets these things happen in it, each by a command of its own. The n-th of them
// (from 1) has the id ID(n); the next command has the id after the last. A story that the rules refuse fails the test.
func Given(t TB, bodies ...domain.Body) *Scenario {
	t.Helper()
	s := GivenNothing(t).When(&domain.ProjectStarted{Name: "The garden on the roof"}).Taken()
	for _, b := range bodies {
		s.When(b).Taken()
	}
	return s
}

// GivenEvents takes the events as they are, whatever the rules say of them.
func GivenEvents(t TB, events ...domain.Event) *Scenario {
	return &Scenario{t: t, events: events, state: Rebuild(events)}
}

// When asks for these things to be recorded by one command.
func (s *Scenario) When(bodies ...domain.Body) *Decision {
	s.t.Helper()
	drafts := make([]domain.Draft, len(bodies))
	for i, b := range bodies {
		drafts[i].Body = b
	}
	return s.WhenCommand(domain.Command{Drafts: drafts})
}

// WhenCommand gives a whole command; an empty id and an empty project are filled in.
func (s *Scenario) WhenCommand(c domain.Command) *Decision {
	s.t.Helper()
	if c.ID == "" {
		c.ID = ID(len(s.events))
	}
	if c.Project == "" {
		c.Project = Project
	}
	events, err := domain.Decide(s.state, c, Now())
	if err != nil && events != nil {
		s.t.Errorf("there are %d events beside the error %v", len(events), err)
	}
	s.events = append(s.events, events...)
	read := make([]domain.Event, len(s.events))
	for i, e := range s.events {
		read[i] = s.reread(e)
	}
	if got, want := State(s.state), State(Rebuild(read)); got != want {
		s.t.Errorf("the state is not the one that the events lead to (error: %v):\n got %s\nwant %s", err, got, want)
	}
	return &Decision{story: s, asked: c, events: events, err: err}
}

// reread returns e with its body as it comes back from the log.
func (s *Scenario) reread(e domain.Event) domain.Event {
	s.t.Helper()
	if _, ok := e.Body.(*domain.Unreadable); ok {
		return e
	}
	b, err := domain.DecodeBody(e.Body.Kind(), JSON(s.t, e.Body))
	if err != nil {
		s.t.Fatalf("%s cannot be read again: %v", e.Body.Kind(), err)
	}
	e.Body = b
	return e
}

// State returns the state of the story so far.
func (s *Scenario) State() *domain.Project { return s.state }

// Events returns the events of the story so far.
func (s *Scenario) Events() []domain.Event { return s.events }

// Then expects exactly these bodies, compared as JSON, and goes on with the story.
func (d *Decision) Then(bodies ...domain.Body) *Scenario {
	d.story.t.Helper()
	d.Taken()
	if len(d.events) != len(bodies) {
		d.story.t.Fatalf("there are %d events, want %d", len(d.events), len(bodies))
	}
	for i, want := range bodies {
		got := d.events[i].Body
		if g, w := describe(d.story.t, got), describe(d.story.t, want); g != w {
			d.story.t.Errorf("event %d:\n got %s\nwant %s", i+1, g, w)
		}
	}
	return d.story
}

// Taken expects that everything asked for was recorded, in that order and with dense positions, and goes on with the story.
func (d *Decision) Taken() *Scenario {
	t := d.story.t
	t.Helper()
	if d.err != nil {
		t.Fatalf("refused: %v", d.err)
	}
	before := len(d.story.events) - len(d.events)
	if len(d.events) != len(d.asked.Drafts) {
		t.Fatalf("there are %d events for %d drafts", len(d.events), len(d.asked.Drafts))
	}
	for i, e := range d.events {
		draft := d.asked.Drafts[i]
		if e.Body.Kind() != draft.Body.Kind() || e.ID != domain.EventID(d.asked.ID, i) || e.Command != d.asked.ID ||
			e.Project != d.asked.Project || e.Position != uint64(before+i+1) || !e.Recorded.Equal(Now()) ||
			e.Happened != draft.Happened || e.Actor != d.asked.Actor || e.Cause != draft.Cause {
			t.Errorf("event %d does not answer its draft: %+v", i+1, e)
		}
	}
	return d.story
}

// ThenError expects a refusal of this kind whose sentence holds every one of the fragments.
func (d *Decision) ThenError(kind domain.ErrorKind, fragments ...string) *Scenario {
	d.story.t.Helper()
	if d.err == nil {
		d.story.t.Fatalf("it was taken, want %s: %s", kind, strings.Join(fragments, " … "))
	}
	CheckError(d.story.t, d.err, kind, fragments...)
	return d.story
}

// CheckError expects a *domain.Error of this kind: one sentence that holds every one of the fragments.
func CheckError(t TB, err error, kind domain.ErrorKind, fragments ...string) {
	t.Helper()
	var e *domain.Error
	if !errors.As(err, &e) || e.Kind != kind {
		t.Errorf("the error is %q of kind %q, want kind %q", err, domain.KindOf(err), kind)
		return
	}
	if e.Message == "" || e.Want == "" || strings.HasSuffix(err.Error(), ".") || strings.Contains(err.Error(), "\n") {
		t.Errorf("%q is not one sentence that says what is wrong and what would be right", err)
	}
	for _, f := range fragments {
		if !strings.Contains(err.Error(), f) {
			t.Errorf("the sentence %q does not say %q", err, f)
		}
	}
}

// Rebuild returns the state that the events lead to.
func Rebuild(events []domain.Event) *domain.Project {
	p := domain.NewProject(Project)
	for i := range events {
		p.Evolve(&events[i])
	}
	return p
}

// State writes everything that p knows, for comparing two states deeply: the same text, the same state.
func State(p *domain.Project) string { return fmt.Sprintf("%+v", *p) }

// JSON returns v as JSON.
func JSON(t TB, v any) []byte {
	t.Helper()
	raw, err := json.Marshal(v)
	if err != nil {
		t.Fatalf("%T cannot be written as JSON: %v", v, err)
	}
	return raw
}

func describe(t TB, b domain.Body) string {
	t.Helper()
	return b.Kind() + " " + string(JSON(t, b))
}

// Commits groups events by command, as they would lie in the stream if no commands had waited together.
func Commits(events []domain.Event) []domain.Commit {
	var list []domain.Commit
	for _, e := range events {
		last := len(list) - 1
		if last >= 0 && list[last].Project == e.Project && list[last].Events[0].Command == e.Command {
			list[last].Events = append(list[last].Events, e)
			continue
		}
		list = append(list, domain.Commit{Sequence: uint64(last + 2), Project: e.Project, Events: []domain.Event{e}})
	}
	return list
}

// Known returns Facts that say these projects exist.
func Known(projects ...string) domain.Facts {
	known := map[string]bool{}
	for _, p := range projects {
		known[p] = true
	}
	return domain.Facts{Projects: known}
}
