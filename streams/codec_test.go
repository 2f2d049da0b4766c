package streams

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/desirelines/desirelines/domain"
)

func anEvent(t *rapid.T, project string, position uint64) domain.Event {
	text := func(name string) string { return rapid.String().Draw(t, name) }
	e := domain.Event{
		ID: "id" + text("id"), Project: project, Position: position,
		Recorded: time.Unix(rapid.Int64Range(0, 1<<33).Draw(t, "seconds"), rapid.Int64Range(0, 999_999_999).Draw(t, "ns")).UTC(),
		Actor:    text("actor"), Knowing: domain.Knowing(text("knowing")), Taken: domain.Taken(text("taken")), Cause: text("cause"),
		Correlation: text("correlation"), Command: text("command"),
		Body: rapid.SampledFrom([]domain.Body{
			&domain.SurpriseNoticed{What: domain.Write(text("what"))},
			&domain.ProjectStarted{Name: text("name"), Zone: "Europe/London"},
		}).Draw(t, "body"),
	}
	if rapid.Bool().Draw(t, "dated") {
		e.Happened = domain.Date{Year: 2019, Month: uint8(rapid.IntRange(1, 12).Draw(t, "month"))}
		e.Original = e.Recorded.Add(-time.Hour)
		e.Sharing = rapid.SliceOfN(rapid.StringN(1, 8, -1), 1, 3).Draw(t, "sharing")
	}
	return e
}

func TestCommitBothWays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		project := rapid.OneOf(rapid.StringN(1, -1, -1), rapid.Just(domain.Installation)).Draw(t, "project")
		var events []domain.Event
		for i := range rapid.IntRange(1, 4).Draw(t, "events") {
			events = append(events, anEvent(t, project, uint64(i+7)))
		}
		payload, err := EncodeCommit(events)
		if err != nil {
			t.Fatal(err)
		}
		if !json.Valid(payload) {
			t.Fatalf("this is not JSON: %s", payload)
		}
		c := DecodeCommit(RawCommit{Sequence: 3, Subject: Subject(project), Data: payload})
		if want := (domain.Commit{Sequence: 3, Project: project, Events: events}); !reflect.DeepEqual(c, want) {
			t.Fatalf("%s\nreads as %+v\nwant %+v", payload, c, want)
		}
	})
}

// TestEventIsCloudEvent reads the line as any other program would.
func TestEventIsCloudEvent(t *testing.T) {
	e := domain.Event{ID: "e1", Project: "a/b c", Position: 12, Recorded: time.Date(2026, 1, 2, 3, 4, 5, 6, time.UTC), Command: "e1",
		Happened: domain.Date{Year: 2025, Month: 12}, Sharing: []string{"funders", "a,b"}, Body: &domain.ProjectStarted{Name: "N"}}
	line, err := EncodeEvent(&e)
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"specversion":"1.0","id":"e1","source":"/projects/a%2Fb%20c","type":"project.started","subject":"project",` +
		`"time":"2026-01-02T03:04:05.000000006Z","datacontenttype":"application/json","dataversion":1,"position":12,"command":"e1",` +
		`"happened":"2025-12","sharing":"funders,a%2Cb","data":{"name":"N"}}`
	if string(line) != want {
		t.Fatalf("got  %s\nwant %s", line, want)
	}
	// Another order, spaces, attributes of others and escapes are as good.
	spaced := strings.NewReplacer(`{"specversion":"1.0",`, ` { "mine" : [1, {"}": "\\\""}], `, `"type":"project`, `"type" : "\u0070roject`,
		`"data":{"name":"N"}`, `"data" : { "name" : "N" } , "specversion":"1.0" `).Replace(want)
	for _, line := range []string{want, spaced} {
		if back, err := DecodeEvent([]byte(line)); err != nil || !reflect.DeepEqual(back, e) {
			t.Fatalf("%s\nreads as %+v, %v", line, back, err)
		}
	}
}

func TestDecodeEventRefuses(t *testing.T) {
	good, err := EncodeEvent(&domain.Event{ID: "e", Project: "p", Position: 1, Recorded: time.Unix(1, 0), Body: &domain.ProjectStarted{Name: "N"}})
	if err != nil {
		t.Fatal(err)
	}
	for n := range good {
		if e, err := DecodeEvent(good[:n]); domain.KindOf(err) != domain.Invalid {
			t.Fatalf("%s\nreads as %+v, %v; want Invalid", good[:n], e, err)
		}
	}
	for _, change := range [][2]string{{`"1.0"`, `"0.3"`}, {`"id":"e"`, `"id":""`}, {`"position":1`, `"position":-1`}, {`"time":"1970`, `"time":"the year 1970`}, {`"dataversion":1,`, ""}} {
		bad := strings.Replace(string(good), change[0], change[1], 1)
		if e, err := DecodeEvent([]byte(bad)); domain.KindOf(err) != domain.Invalid {
			t.Errorf("%s\nreads as %+v, %v; want Invalid", bad, e, err)
		}
	}
}

// TestDecodeCommitNeverFails: whatever lies in the log, one commit comes of it, and one that cannot
// be read says why.
func TestDecodeCommitNeverFails(t *testing.T) {
	event := func(project string, position uint64) string {
		b, err := EncodeEvent(&domain.Event{ID: "e", Project: project, Position: position, Recorded: time.Unix(1, 0), Body: &domain.ProjectStarted{Name: "N"}})
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	for name, data := range map[string]string{
		"nothing": "", "no batch": event("p", 1), "empty": "[]", "another project": "[" + event("q", 1) + "]",
		"a hole": "[" + event("p", 1) + "," + event("p", 3) + "]", "more behind it": "[" + event("p", 1) + "]x",
	} {
		c := DecodeCommit(RawCommit{Sequence: 9, Subject: "ev.p", Data: []byte(data)})
		if len(c.Events) != 1 {
			t.Fatalf("%s: %d events", name, len(c.Events))
		}
		if u, ok := c.Events[0].Body.(*domain.Unreadable); !ok || !strings.Contains(u.Why, "commit 9") {
			t.Errorf("%s reads as %#v", name, c.Events[0].Body)
		}
	}
}

func FuzzDecodeCommit(f *testing.F) {
	f.Add([]byte(`[{"specversion":"1.0","id":"e","source":"/projects/p","type":"project.started","dataversion":1,"position":1,"data":{"name":"N"}}]`))
	f.Fuzz(func(t *testing.T, data []byte) {
		c := DecodeCommit(RawCommit{Sequence: 1, Subject: "ev.p", Data: data})
		if len(c.Events) == 0 {
			t.Fatal("no event")
		}
		if _, err := EncodeCommit(c.Events); err != nil {
			t.Fatal(err)
		}
	})
}

func TestUpcast(t *testing.T) {
	set := func(field, value string) upcast {
		return func(old json.RawMessage) (json.RawMessage, error) {
			m := map[string]any{}
			if err := json.Unmarshal(old, &m); err != nil {
				return nil, err
			}
			m[field] = value
			return json.Marshal(m)
		}
	}
	chains := upcasts{"x.y": {set("two", "2"), set("three", "3"), func(json.RawMessage) (json.RawMessage, error) { return nil, errors.New("cannot") }}}
	for _, c := range []struct {
		from, to int
		want     string
	}{{1, 1, `{}`}, {1, 2, `{"two":"2"}`}, {1, 3, `{"three":"3","two":"2"}`}, {2, 3, `{"three":"3"}`}, {3, 4, ""}, {1, 5, ""}, {0, 1, ""}} {
		got, err := chains.raise("x.y", c.from, c.to, json.RawMessage(`{}`))
		if string(got) != c.want || (err != nil) != (c.want == "") {
			t.Errorf("from %d to %d: %s, %v; want %s", c.from, c.to, got, err, c.want)
		}
	}
}

// TestEveryVersionHasItsUpcaster fails where a kind has a new version and nobody wrote how old
// bodies become new ones.
func TestEveryVersionHasItsUpcaster(t *testing.T) {
	for _, k := range domain.Kinds() {
		if want := k.New().Version() - 1; len(upcasters[k.Name]) != want {
			t.Errorf("%s has %d upcasters; want %d: add the step to upcasters in upcast.go", k.Name, len(upcasters[k.Name]), want)
		}
	}
}

func TestDecodeBody(t *testing.T) {
	for _, c := range []struct {
		kind    string
		version int
		raw     string
		why     string // empty: it can be read
	}{
		{"project.started", 1, `{"name":"N","newer":"field"}`, ""},
		{"project.started", 2, `{"name":"N"}`, "newer than this program"},
		{"project.started", 0, `{"name":"N"}`, "nothing turns version 0"},
		{"nobody.knows_it", 1, `{}`, "does not know the kind"},
		{"project.started", 1, `{"name":7}`, "not what its kind says"},
		{"project.started", 1, `{"name"`, "not what its kind says"},
	} {
		body := decodeBody(upcasters, c.kind, c.version, []byte(c.raw))
		u, unreadable := body.(*domain.Unreadable)
		if unreadable != (c.why != "") {
			t.Errorf("%s version %d reads as %#v", c.kind, c.version, body)
			continue
		}
		if !unreadable {
			continue
		}
		again, err := json.Marshal(u)
		if err != nil || json.Valid([]byte(c.raw)) && string(again) != c.raw || !strings.Contains(u.Why, c.why) || u.Kind() != c.kind {
			t.Errorf("%s version %d: %q, written again %s, %v", c.kind, c.version, u.Why, again, err)
		}
	}
}
