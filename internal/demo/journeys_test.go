package demo_test

import (
	"bytes"
	"encoding/json"
	"slices"
	"testing"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/demo"
	"github.com/desirelines/desirelines/internal/intake"
	"github.com/desirelines/desirelines/projections"
	"github.com/desirelines/desirelines/streams"
)

// decode reads the events of a journey.
func decode(t *testing.T, j demo.Journey) []domain.Event {
	t.Helper()
	var events []domain.Event
	for line, err := range intake.Lines(bytes.NewReader(j.File)) {
		if err != nil {
			t.Fatal(err)
		}
		e, err := streams.DecodeEvent(line)
		if err != nil {
			t.Fatalf("%s: %v", j.ID, err)
		}
		events = append(events, e)
	}
	return events
}

// journey returns the events of the journey with this id.
func journey(t *testing.T, id string) []domain.Event {
	t.Helper()
	for _, j := range demo.Journeys() {
		if j.ID == id {
			return decode(t, j)
		}
	}
	t.Fatalf("there is no journey %q", id)
	return nil
}

func view(t *testing.T, id string) projections.View {
	t.Helper()
	v, err := projections.ReplayEvents(id, journey(t, id), projections.Cut{})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// An import decides every entry anew and keeps its time as the original one: what it says must not change.
func TestEveryEntryIsTakenAnew(t *testing.T) {
	for _, j := range demo.Journeys() {
		p := domain.NewProject(j.ID)
		events := decode(t, j)
		for i, e := range events {
			if e.Project != j.ID || e.Position != uint64(i+1) {
				t.Fatalf("%s: entry %d is entry %d of %q", j.ID, i+1, e.Position, e.Project)
			}
			taken, err := domain.Decide(p, domain.Command{ID: e.Command, Project: e.Project, Actor: e.Actor, Drafts: []domain.Draft{{
				Body: e.Body, Happened: e.Happened, Original: e.Recorded, Knowing: e.Knowing, Cause: e.Cause, Sharing: e.Sharing,
			}}}, e.Recorded.AddDate(1, 0, 0))
			if err != nil {
				t.Fatalf("%s: entry %d: %v", j.ID, e.Position, err)
			}
			if taken[0].ID != e.ID || body(t, taken[0].Body) != body(t, events[i].Body) {
				t.Errorf("%s: entry %d became another one", j.ID, e.Position)
			}
		}
	}
}

func TestTheNameIsWhatTheProjectSays(t *testing.T) {
	for _, j := range demo.Journeys() {
		s, ok := view(t, j.ID).Summary()
		if !ok || s.Name != j.Name {
			t.Errorf("the journey %q calls itself %q", j.Name, s.Name)
		}
	}
}

// Names of people have no place in the true journey, and nobody judged in it or said how they know.
func TestTheTrueJourneyClaimsNothing(t *testing.T) {
	untyped := 0
	for _, e := range journey(t, "working-together") {
		switch e.Body.(type) {
		case *domain.PersonJoined, *domain.AimJudged, *domain.TargetSet, *domain.TurningPointChosen, *domain.ProjectEnded:
			t.Errorf("entry %d is a %s: the documents tell of none", e.Position, e.Body.Kind())
		}
		if e.Actor != "" || e.Knowing != "" {
			t.Errorf("entry %d says who wrote it", e.Position)
		}
		days := []string{"", "2019-03-06", "2019-07-01"}
		if !slices.Contains(days, e.Happened.String()) {
			t.Errorf("entry %d happened on %s: only %q are known", e.Position, e.Happened, days[1:])
		}
		r, note := e.Body.(*domain.ResponseGiven)
		if note && (r.Blank || r.Illegible || r.Gaps) {
			t.Errorf("entry %d counts notes that nobody counted", e.Position)
		}
		if note && r.Untyped {
			untyped += r.Count
		}
	}
	if untyped != 67 {
		t.Errorf("%d notes are still to be typed in, not 67", untyped)
	}
}

func body(t *testing.T, b domain.Body) string {
	t.Helper()
	raw, err := json.Marshal(b)
	if err != nil {
		t.Fatal(err)
	}
	return b.Kind() + string(raw)
}
