package web

import (
	"context"
	"log/slog"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/projections"
)

// stopping are views that can stop.
type stopping struct {
	Views
	stopped atomic.Bool
}

func (s *stopping) Ready(ctx context.Context) error {
	if s.stopped.Load() {
		return &domain.Error{Kind: domain.Unavailable, Message: "the view entries has stopped: a secret of the inside"}
	}
	return s.Views.Ready(ctx)
}

// A page would show what is no longer true where a view stopped, so it says that instead. What is written still reaches the log.
func TestAViewThatStops(t *testing.T) {
	v := newVisit(t)
	views := &stopping{Views: v.views}
	var err error
	v.handler, err = Site{
		Views: views, Source: v.log, Recorder: recorder{v.log}, Charts: engine(), Now: today, NewID: newID, Logger: slog.New(slog.NewTextHandler(v.said, nil)),
	}.Handler()
	if err != nil {
		t.Fatal(err)
	}
	start(t, v, "p", "P")
	v.get("/p/p/entries", 200)
	views.stopped.Store(true)
	for _, address := range []string{"/", "/p/p", "/p/p/entries", "/p/p/aims.json", "/p/p/replay", "/portfolio", "/p/p/journey.atom"} {
		w := v.get(address, 503)
		page := read(t, address, w.Body)
		for _, fault := range checkPage(page) {
			t.Errorf("%s: %s", address, fault)
		}
		if text := page.text(); !strings.Contains(text, "has stopped") || !strings.Contains(text, "What was saved is safe") && !strings.Contains(text, "what was saved is safe") || strings.Contains(text, "secret") {
			t.Errorf("%s says %s", address, text)
		}
		if w.Header().Get("Retry-After") == "" {
			t.Errorf("%s does not say when to try again", address)
		}
	}
	if !strings.Contains(v.said.String(), "a secret of the inside") {
		t.Error("the log does not say what stopped")
	}
	v.page("/p/p/write", 200)
	v.post("/p/p/write", 303, url.Values{"command": {newID()}, "what": {"It rained."}})
	if n := len(v.events("p")); n != 2 {
		t.Errorf("%d entries are in the log, want 2", n)
	}
	views.stopped.Store(false)
	if text := v.page("/p/p/entries", 200).text(); !strings.Contains(text, "It rained.") {
		t.Error("once the views run again the page does not show what was written meanwhile")
	}
}

// building are views that are built anew.
type building struct{ Views }

func (building) Ready(context.Context) error {
	return &projections.BehindError{At: 12, Of: 50, Err: &domain.Error{Kind: domain.Unavailable, Message: "a secret of the inside"}}
}

// While the views are built, after a start or by a new version of the program, a page says how far they are.
func TestViewsThatAreBuilt(t *testing.T) {
	v := newVisit(t)
	var err error
	v.handler, err = Site{
		Views: building{v.views}, Source: v.log, Recorder: recorder{v.log}, Charts: engine(), Now: today, NewID: newID, Logger: slog.New(slog.NewTextHandler(v.said, nil)),
	}.Handler()
	if err != nil {
		t.Fatal(err)
	}
	w := v.get("/", 503)
	if text := read(t, "/", w.Body).text(); !strings.Contains(text, "We are still reading what was written: 12 of 50.") || strings.Contains(text, "secret") {
		t.Errorf("it says %s", text)
	}
	if w.Header().Get("Retry-After") == "" {
		t.Error("it does not say when to try again")
	}
}
