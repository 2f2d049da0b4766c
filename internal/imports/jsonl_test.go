package imports

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/streams"
)

// exported writes events as export jsonl does.
func exported(t *testing.T, events []domain.Event) []byte {
	t.Helper()
	var out bytes.Buffer
	for i := range events {
		line, err := streams.EncodeEvent(&events[i])
		if err != nil {
			t.Fatal(err)
		}
		out.Write(append(line, '\n'))
	}
	return out.Bytes()
}

func (b *bench) jsonl(file []byte) Answer {
	b.t.Helper()
	a, err := b.imp.JSONL(context.Background(), bytes.NewReader(file))
	if err != nil {
		b.t.Fatalf("import: %v", err)
	}
	return a
}

// story is a bench with an imported project and one that people wrote, where entries name each other.
func story(t *testing.T) *bench {
	b := newBench(t)
	b.iati(wells("2021-03-01", "25"), 12)
	b.do("garden", &domain.ProjectStarted{Name: "Garden"})
	r := b.do("garden", &domain.SurpriseNoticed{What: domain.Write("bees")}, &domain.FailureShared{What: domain.Write("slugs")},
		&domain.TestStarted{What: domain.Write("copper")})
	b.taken = domain.TakenFromPaper
	b.do("garden", &domain.LearningDrawn{What: domain.Write("slugs dislike copper"), From: []string{r.Events[1].ID, r.Events[2].ID}})
	return b
}

func TestJSONLRoundTrip(t *testing.T) {
	from := story(t)
	lines := exported(t, from.all())
	to := newBench(t)
	to.ids = 1000
	a := to.jsonl(lines)
	to.clean(a)
	n := len(from.all())
	if a.Read != n || a.Appended != n || a.Unchanged != 0 {
		t.Errorf("answer %+v, want all %d", a, n)
	}
	if got, want := to.figures("XX-1-W"), from.figures("XX-1-W"); got != want {
		t.Errorf("figures\n%s\nwant\n%s", got, want)
	}
	was := from.all()
	for i, e := range to.events("garden")[:5] {
		w := from.events("garden")[i]
		if e.ID != w.ID || asText(e.Body) != asText(w.Body) || e.Taken != w.Taken || !e.Original.Equal(w.Recorded) {
			t.Errorf("entry %d: %+v, want %+v", i, e, w)
		}
	}
	if e := to.events("garden")[4]; e.Taken != domain.TakenFromPaper {
		t.Errorf("how it was taken down is %q", e.Taken)
	}
	if e := to.events("XX-1-W")[3]; e.Correlation != was[3].Correlation {
		t.Errorf("the line lost its correlation")
	}
	again := to.jsonl(lines)
	to.clean(again)
	if again.Appended != 0 || again.Unchanged != n || len(to.all()) != n+2 {
		t.Errorf("again %+v, %d events", again, len(to.all()))
	}
	to.clean(to.iati(wells("2021-03-01", "25"), 0)) // the publisher's file is known here too

	to.clean(to.jsonl(exported(t, to.events("garden")))) // a second way through keeps the first time
	to.imp.Project = "copy"
	copied := to.jsonl(exported(t, to.events("garden")))
	if copied.Appended != 6 || !to.events("copy")[1].Original.Equal(from.events("garden")[1].Recorded) {
		t.Errorf("copy %+v", copied)
	}
}

func TestJSONLBadLines(t *testing.T) {
	from := story(t)
	lines := bytes.Split(exported(t, from.events("garden")), []byte("\n"))
	lines[1] = []byte(`{"half`)                     // the surprise: the failure and the test get other ids
	lines[0] = append(lines[0], []byte("\n[1]")...) // no event
	lines[4] = append(lines[4], []byte("\n"+`{"specversion":"1.0","id":"x","source":"/projects/garden","type":"no.kind","dataversion":1,"data":{}}`)...)
	file := bytes.Join(lines, []byte("\n"))
	to := newBench(t)
	to.ids = 1000
	a := to.jsonl(file)
	if a.Appended != 4 || a.Refused != 3 || a.Problems[0].Where != "line 2" || a.Problems[1].Where != "line 3" || a.Problems[2].Where != "line 7" {
		t.Fatalf("answer %+v", a)
	}
	events := to.events("garden")
	learnt := events[3].Body.(*domain.LearningDrawn)
	if learnt.From[0] != events[1].ID || learnt.From[1] != events[2].ID {
		t.Errorf("the learning names %v, want %s and %s", learnt.From, events[1].ID, events[2].ID)
	}
	if again := to.jsonl(file); again.Appended != 0 || again.Unchanged != 4 {
		t.Errorf("again %+v", again)
	}
}

// One line that is refused costs the others of its command nothing, and all of it is recognised when it comes again.
func TestJSONLRefusedLine(t *testing.T) {
	from := story(t)
	file := exported(t, from.events("garden"))
	file = bytes.Replace(file, []byte(`"what":"slugs"`), []byte(`"what":""`), 1)
	to := newBench(t)
	to.ids = 1000
	a := to.jsonl(file)
	if a.Refused != 2 || a.Appended != 3 || !strings.HasPrefix(a.Problems[0].Where, "line 3") {
		t.Fatalf("answer %+v", a) // the failure, and the learning that names it
	}
	if again := to.jsonl(file); again.Appended != 0 || again.Unchanged != 3 {
		t.Errorf("again %+v", again)
	}
}

func TestJSONLUndo(t *testing.T) {
	from := story(t)
	to := newBench(t)
	to.ids = 1000
	a := to.jsonl(exported(t, from.events("garden")))
	undone := to.undo(a.ID)
	kinds := strings.Join(to.last(6), " ")
	if kinds != "entry.withdrawn entry.withdrawn entry.withdrawn entry.withdrawn project.ended import.undone" || undone.Refused != 0 {
		t.Errorf("recorded %s; problems %+v", kinds, undone.Problems)
	}
}

// A zone that is known nowhere would be taken for UTC, and every day of the project could be another one.
func TestJSONLUnknownZone(t *testing.T) {
	b := newBench(t)
	b.do("garden", &domain.ProjectStarted{Name: "Garden", Zone: "Nowhere/Land"})
	to := newBench(t)
	a := to.jsonl(exported(t, b.all()))
	if a.Appended != 0 || a.Refused != 1 || len(a.Problems) != 1 || a.Problems[0].Value != "Nowhere/Land" || a.Problems[0].Where != "line 1" {
		t.Errorf("it was taken: %+v", a)
	}
}
