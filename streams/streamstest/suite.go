package streamstest

import (
	"context"
	"fmt"
	"testing"

	"github.com/google/uuid"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/streams"
)

// Place is where a store lies. Every call opens it again; the one opened before was closed.
type Place func() streams.Store

// Test keeps a store, and the log on it, to the contract. Fresh returns an empty place.
func Test(t *testing.T, fresh func(t *testing.T) Place) {
	for _, c := range []struct {
		name string
		run  func(*testing.T, Place)
	}{
		{"records in order and reads the same", testOrder},
		{"a command is taken once", testOnce},
		{"a refused command leaves nothing", testRefused},
		{"lost and doubled messages have one effect", testLost},
		{"a stale guard stores nothing", testGuard},
		{"a commit from elsewhere is seen before deciding", testElsewhere},
		{"50 writers on one project", testOneProject},
		{"8 writers on 100 projects", testManyProjects},
		{"too much for one commit", testTooMuch},
		{"a later start sees earlier projects", testFacts},
		{"follow goes on", testFollow},
		{"an unreadable event stops nobody else", testUnreadable},
		{"closed means closed", testClosed},
		{"pages come in order and again after a refusal", testPages},
		{"pages resume behind the checkpoint", testResume},
	} {
		t.Run(c.name, func(t *testing.T) { c.run(t, fresh(t)) })
	}
}

// Start is the command that starts a project.
func Start(project string) domain.Command {
	return domain.Command{ID: uuid.NewString(), Project: project, Drafts: []domain.Draft{{Body: &domain.ProjectStarted{Name: project}}}}
}

// Surprise is a command that records a surprise in these words.
func Surprise(project, words string) domain.Command {
	return domain.Command{ID: uuid.NewString(), Project: project, Drafts: []domain.Draft{{Body: &domain.SurpriseNoticed{What: domain.Write(words)}}}}
}

// Do records commands and ends the test where one is refused.
func Do(t testing.TB, l *streams.Log, commands ...domain.Command) (last streams.Receipt) {
	t.Helper()
	for _, c := range commands {
		r, err := l.Do(context.Background(), c)
		if err != nil {
			t.Fatalf("Do: %v", err)
		}
		last = r
	}
	return last
}

// All returns every commit of a log, checked: sequences without a hole, positions of each project 1, 2, 3 ….
func All(t testing.TB, l *streams.Log) []domain.Commit {
	t.Helper()
	var all []domain.Commit
	position := map[string]uint64{}
	for c, err := range l.Read(context.Background(), 1) {
		if err != nil {
			t.Fatalf("Read: %v", err)
		}
		if c.Sequence != uint64(len(all)+1) {
			t.Fatalf("commit %d has sequence %d", len(all)+1, c.Sequence)
		}
		for _, e := range c.Events {
			if position[c.Project]++; e.Position != position[c.Project] || e.Project != c.Project {
				t.Fatalf("project %q: entry %d of project %q stands where entry %d should", c.Project, e.Position, e.Project, position[c.Project])
			}
		}
		all = append(all, c)
	}
	return all
}

// Commands counts the events of each command in a log.
func Commands(t testing.TB, l *streams.Log) map[string]int {
	t.Helper()
	n := map[string]int{}
	for _, c := range All(t, l) {
		for _, e := range c.Events {
			n[e.Command]++
		}
	}
	return n
}

func open(t *testing.T, place Place) *streams.Log {
	t.Helper()
	return on(t, place())
}

// on returns a log on a store. It is closed at the latest when the test ends.
func on(t *testing.T, s streams.Store) *streams.Log {
	t.Helper()
	l := streams.New(s, streams.Options{})
	t.Cleanup(func() { closeLog(t, l) })
	return l
}

func closeLog(t *testing.T, l *streams.Log) {
	t.Helper()
	if err := l.Close(); err != nil {
		t.Errorf("Close: %v", err)
	}
}

func wantKind(t *testing.T, err error, kind domain.ErrorKind) {
	t.Helper()
	if domain.KindOf(err) != kind {
		t.Fatalf("the error is %v; want one of kind %s", err, kind)
	}
}

func testOrder(t *testing.T, place Place) {
	l := open(t, place)
	names := []string{"plain", "with space/and.dots (é)", "ev.>", "=41"}
	for i, name := range names {
		r := Do(t, l, Start(name), Surprise(name, "one"), Surprise(name, "two"))
		if r.Position != 3 || r.Sequence != uint64(3*i+3) {
			t.Fatalf("the receipt says position %d, sequence %d", r.Position, r.Sequence)
		}
	}
	commits := All(t, l)
	if len(commits) != 12 || commits[4].Project != names[1] {
		t.Fatalf("%d commits; the fifth is of project %q", len(commits), commits[4].Project)
	}
	n := 0
	for c, err := range l.ReadProject(context.Background(), names[1], commits[4].Sequence) {
		if err != nil || c.Project != names[1] {
			t.Fatalf("ReadProject: %q, %v", c.Project, err)
		}
		n++
	}
	if n != 2 {
		t.Fatalf("%d commits of the project from its second on; want 2", n)
	}
	closeLog(t, l)
	again := All(t, open(t, place))
	if fmt.Sprint(again[11].Events[0].Recorded) != fmt.Sprint(commits[11].Events[0].Recorded) || len(again) != 12 {
		t.Fatal("opened again the log is another")
	}
}

func testOnce(t *testing.T, place Place) {
	l := open(t, place)
	Do(t, l, Start("p"))
	c := Surprise("p", "once")
	c.Drafts = append(c.Drafts, Surprise("p", "and this").Drafts...)
	first := Do(t, l, c)
	for i := range 40 { // so that the commit has to be looked for
		Do(t, l, Surprise("p", fmt.Sprint(i)))
	}
	for _, when := range []string{"at once", "opened again"} {
		r := Do(t, l, c)
		if !r.Repeated || r.ID != first.ID || r.Position != 3 || r.Sequence != first.Sequence || len(r.Events) != 2 {
			t.Fatalf("%s the same command got %+v; want %+v", when, r, first)
		}
		other := c
		other.Drafts = Surprise("p", "another").Drafts
		_, err := l.Do(context.Background(), other)
		wantKind(t, err, domain.Conflict)
		closeLog(t, l)
		l = open(t, place)
	}
	if n := Commands(t, l)[c.ID]; n != 2 {
		t.Fatalf("the command made %d events; want 2", n)
	}
}

func testRefused(t *testing.T, place Place) {
	l := open(t, place)
	Do(t, l, Start("p"))
	bad := Surprise("p", "")
	if _, err := l.Do(context.Background(), bad); domain.KindOf(err) != domain.Invalid {
		t.Fatalf("an empty surprise: %v", err)
	}
	two := Surprise("p", "fine")
	two.Drafts = append(two.Drafts, bad.Drafts...)
	_, err := l.Do(context.Background(), two)
	wantKind(t, err, domain.Invalid)
	_, err = l.Do(context.Background(), Surprise("nobody started this", "x"))
	wantKind(t, err, domain.NotFound)
	Do(t, l, Surprise("p", "after"))
	if n := len(All(t, l)); n != 2 {
		t.Fatalf("%d commits; want 2", n)
	}
}

func testLost(t *testing.T, place Place) {
	f := NewFaulty(place(), Fine, LostAfter, LostSend, SentTwice, LostSend, LostAfter)
	l := on(t, f)
	var ids []string
	for i := range 4 {
		c := Surprise("p", fmt.Sprint(i))
		if i == 0 {
			c = Start("p")
		}
		if r := Do(t, l, c); r.Position != uint64(i+1) {
			t.Fatalf("command %d got position %d", i+1, r.Position)
		}
		ids = append(ids, c.ID)
	}
	n := Commands(t, l)
	for _, id := range ids {
		if n[id] != 1 {
			t.Fatalf("command %s made %d events; want 1", id, n[id])
		}
	}
}

func testGuard(t *testing.T, place Place) {
	l := open(t, place)
	r := Do(t, l, Start("p"))
	events := []domain.Event{r.Events[0]}
	events[0].Position = 2
	for _, expected := range []uint64{0, r.Sequence + 1} {
		_, err := l.Append(context.Background(), "p", expected, events)
		wantKind(t, err, domain.Conflict)
	}
	if n := len(All(t, l)); n != 1 {
		t.Fatalf("%d commits after two conflicts; want 1", n)
	}
	sequence, err := l.Append(context.Background(), "p", r.Sequence, events)
	if err != nil || sequence != r.Sequence+1 {
		t.Fatalf("Append: %d, %v", sequence, err)
	}
}

func testElsewhere(t *testing.T, place Place) {
	s := place()
	here, there := on(t, s), streams.New(s, streams.Options{})
	Do(t, here, Start("p"))
	Do(t, there, Surprise("p", "there"))
	same := Surprise("p", "both get it")
	Do(t, here, same)
	if r := Do(t, there, same); !r.Repeated || r.Position != 3 {
		t.Fatalf("the second log answers %+v; want the receipt of the first", r)
	}
	if n := Commands(t, here)[same.ID]; n != 1 {
		t.Fatalf("the command made %d events; want 1", n)
	}
}

func testFacts(t *testing.T, place Place) {
	l := open(t, place)
	c := Start("part")
	c.Drafts[0].Body = &domain.ProjectStarted{Name: "part", PartOf: "whole"}
	_, err := l.Do(context.Background(), c)
	wantKind(t, err, domain.Invalid)
	Do(t, l, Start("whole"), c)
	for name, want := range map[string]bool{"whole": true, "part": true, "neither": false} {
		if got, err := l.ProjectExists(context.Background(), name); err != nil || got != want {
			t.Fatalf("ProjectExists(%q) = %v, %v", name, got, err)
		}
	}
}

func testFollow(t *testing.T, place Place) {
	l := open(t, place)
	Do(t, l, Start("p"), Surprise("p", "first"))
	ctx, cancel := context.WithCancel(context.Background())
	next := uint64(2)
	var ended error
	for c, err := range l.Follow(ctx, 2) {
		if err != nil {
			ended = err
			break
		}
		if c.Sequence != next {
			t.Fatalf("sequence %d; want %d", c.Sequence, next)
		}
		if next++; next < 6 {
			Do(t, l, Surprise("p", "more"))
		} else {
			cancel()
		}
	}
	cancel()
	if ctx.Err() == nil || ended == nil {
		t.Fatalf("follow ended with %v", ended)
	}
}

func testUnreadable(t *testing.T, place Place) {
	l := open(t, place)
	r := Do(t, l, Start("p"))
	Do(t, l, Start("q"))
	e := r.Events[0]
	e.ID, e.Command, e.Position = uuid.NewString(), uuid.NewString(), 2
	e.Body = &domain.Unreadable{KindName: "surprise.noticed", Ver: 99, Raw: []byte(`{"what":"later"}`)}
	sequence, err := l.Append(context.Background(), "p", r.Sequence, []domain.Event{e})
	if err != nil {
		t.Fatal(err)
	}
	Do(t, l, Surprise("q", "goes on"))
	_, err = l.Do(context.Background(), Surprise("p", "on top of what nobody here understands"))
	wantKind(t, err, domain.Unavailable)
	commits := All(t, l)
	u, ok := commits[sequence-1].Events[0].Body.(*domain.Unreadable)
	if !ok || u.KindName != "surprise.noticed" || u.Ver != 99 || commits[sequence-1].Events[0].Position != 2 {
		t.Fatalf("the unreadable event reads as %#v", commits[sequence-1].Events[0])
	}
	if len(commits) != 4 {
		t.Fatalf("%d commits; want 4", len(commits))
	}
}

func testClosed(t *testing.T, place Place) {
	f := NewFaulty(place())
	l := streams.New(f, streams.Options{})
	Do(t, l, Start("p"))
	reached, release := f.Hold()
	answered := make(chan error)
	go func() {
		_, err := l.Do(context.Background(), Surprise("p", "in time"))
		answered <- err
	}()
	<-reached
	closed := make(chan error)
	go func() { closed <- l.Close() }()
	release()
	if err := <-answered; err != nil {
		t.Fatalf("what was in flight at Close got %v; want it saved", err)
	}
	if err := <-closed; err != nil {
		t.Fatal(err)
	}
	_, err := l.Do(context.Background(), Surprise("p", "too late"))
	wantKind(t, err, domain.Unavailable)
}
