package projections_test

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/ThreeDotsLabs/watermill/message"
	"go.uber.org/goleak"
	"pgregory.net/rapid"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/domaintest"
	"github.com/desirelines/desirelines/internal/postgrestest"
	"github.com/desirelines/desirelines/projections"
	"github.com/desirelines/desirelines/projections/projectiontest"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m, goleak.Cleanup(func(code int) {
		postgrestest.Stop()
		os.Exit(code)
	}))
}

func TestMemoryIsAStore(t *testing.T) {
	projectiontest.TestStore(t, func(*testing.T) projections.Store { return projections.NewMemory() })
}

var quiet = slog.New(slog.DiscardHandler)

// commits makes one commit of each event, as if every writer had waited for the one before.
func commits(events []domain.Event) []domain.Commit {
	var list []domain.Commit
	for i, e := range events {
		list = append(list, domain.Commit{Sequence: uint64(i + 1), Project: e.Project, Events: []domain.Event{e}})
	}
	return list
}

func runner(t testing.TB, s projections.Store, all []projections.Projection) *projections.Runner {
	t.Helper()
	r, err := projections.NewRunner(context.Background(), s, all, nil, quiet)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// Rebuilt from nothing in one page, followed page by page, and stopped and started in the middle: the rows are the same.
func TestRebuildEqualsLiveEqualsRestart(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		all := commits(domaintest.Histories(rt))
		whole, paged := projections.NewMemory(), projections.NewMemory()
		if err := runner(t, whole, projections.All()).Apply(t.Context(), all); err != nil {
			rt.Fatal(err)
		}
		r := runner(t, paged, projections.All())
		for rest := all; len(rest) > 0; {
			n := rapid.IntRange(1, len(rest)).Draw(rt, "page")
			if err := r.Apply(t.Context(), rest[:n]); err != nil {
				rt.Fatal(err)
			}
			rest = rest[n:]
			if rapid.Bool().Draw(rt, "restart") {
				r = runner(t, paged, projections.All())
				again := all[:len(all)-len(rest)] // a page that comes again changes nothing
				if err := r.Apply(t.Context(), again); err != nil {
					rt.Fatal(err)
				}
			}
		}
		if a, b := projectiontest.Dump(t, whole), projectiontest.Dump(t, paged); a != b {
			rt.Fatalf("rebuilt:\n%s\nlive:\n%s", a, b)
		}
	})
}

// Replay of a whole project and the live rows are the same rows.
func TestReplayEqualsLive(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		events := domaintest.Histories(rt)
		store := projections.NewMemory()
		if err := runner(t, store, projections.All()).Apply(t.Context(), commits(events)); err != nil {
			rt.Fatal(err)
		}
		v, err := projections.ReplayEvents(events[0].Project, events, projections.Cut{})
		if err != nil {
			rt.Fatal(err)
		}
		if a, b := projectiontest.Dump(t, store), strings.Join(projectiontest.DumpReader(t, v.Reader), "\n"); a != b {
			rt.Fatalf("live:\n%s\nreplay:\n%s", a, b)
		}
	})
}

// Folds take any subset of events, and nothing that was committed is ever changed in place.
func TestFoldsTakeAnySubsetAndShareNothing(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		events := domaintest.Subset(rt, domaintest.NearlyValid(rt))
		store := projections.NewMemory()
		r := runner(t, store, projections.All())
		type kept struct {
			row  any
			text string
		}
		var seen []kept
		for _, c := range commits(events) {
			if err := r.Apply(t.Context(), []domain.Commit{c}); err != nil {
				rt.Fatal(err)
			}
			_ = store.Read(t.Context(), func(rd projections.Reader) error {
				for _, row := range rd.Scan("entry", c.Project) {
					raw, _ := json.Marshal(row)
					seen = append(seen, kept{row, string(raw)})
				}
				return nil
			})
		}
		for _, s := range r.States() {
			if s.Stopped != "" {
				rt.Fatalf("%s stopped: %s", s.Name, s.Stopped)
			}
		}
		for _, k := range seen {
			if raw, _ := json.Marshal(k.row); string(raw) != k.text {
				rt.Fatalf("a row that readers hold was changed:\n%s\n%s", k.text, raw)
			}
		}
	})
}

func TestTablesBelongToOneProjection(t *testing.T) {
	owner := map[string]string{}
	for _, p := range projections.All() {
		for _, table := range p.Tables() {
			if other, ok := owner[table]; ok {
				t.Errorf("table %q belongs to %s and %s", table, other, p.Name)
			}
			owner[table] = p.Name
		}
	}
}

// history is a small real project.
func history(t *testing.T) []domain.Event {
	t.Helper()
	var events []domain.Event
	rapid.Check(t, func(rt *rapid.T) {
		if len(events) < 8 {
			events = domaintest.Histories(rt)
		}
	})
	return events
}

// A projection that panics stops before that commit and keeps what came before it; the others go on.
func TestOnlyThePoisonedProjectionStops(t *testing.T) {
	events := history(t)
	bad := events[4].ID
	poisoned := slices.Clone(projections.All())
	apply := poisoned[0].Apply
	poisoned[0].Apply = func(rows *projections.Rows, e *domain.Event) error {
		if e.ID == bad {
			panic("cannot be")
		}
		return apply(rows, e)
	}
	store := projections.NewMemory()
	r := runner(t, store, poisoned)
	if err := r.Apply(t.Context(), commits(events)); err != nil {
		t.Fatal(err)
	}
	for i, s := range r.States() {
		switch {
		case i == 0 && (s.Position != 4 || !strings.Contains(s.Stopped, "entry 5") || !strings.Contains(s.Stopped, "cannot be")):
			t.Errorf("the poisoned one stands at %d: %q", s.Position, s.Stopped)
		case i > 0 && (s.Stopped != "" || s.Position != uint64(len(events))):
			t.Errorf("%s stands at %d: %q", s.Name, s.Position, s.Stopped)
		}
	}
	_ = store.Read(t.Context(), func(rd projections.Reader) error {
		if v := projections.Live(rd, events[0].Project); len(v.Entries()) != 4 {
			t.Errorf("%d entries were kept, want 4", len(v.Entries()))
		}
		return nil
	})
	if err := r.Wait(t.Context(), uint64(len(events))); err != nil {
		t.Errorf("whoever waits for the others must not wait for the stopped one: %v", err)
	}
}

// An event of a newer version stops what would have to understand it.
func TestUnreadableEventsStopTheViews(t *testing.T) {
	events := history(t)
	events[3].Body = &domain.Unreadable{KindName: "future.thing", Ver: 9, Why: "this program does not know future.thing"}
	r := runner(t, projections.NewMemory(), projections.All())
	if err := r.Apply(t.Context(), commits(events)); err != nil {
		t.Fatal(err)
	}
	for _, s := range r.States() {
		if s.Position != 3 || !strings.Contains(s.Stopped, "future.thing") {
			t.Errorf("%s stands at %d: %q", s.Name, s.Position, s.Stopped)
		}
	}
}

// Two runners on one store apply each commit once.
func TestTwoRunnersDoNotApplyTwice(t *testing.T) {
	events := history(t)
	all := commits(events)
	store := projections.NewMemory()
	var wait sync.WaitGroup
	for range 2 {
		r := runner(t, store, projections.All())
		wait.Go(func() {
			for i := range all {
				for {
					err := r.Apply(t.Context(), all[i:i+1])
					var fenced *projections.FencedError
					if err == nil {
						break
					}
					if !errors.As(err, &fenced) {
						t.Error(err)
						return
					}
				}
			}
		})
	}
	wait.Wait()
	alone := projections.NewMemory()
	if err := runner(t, alone, projections.All()).Apply(t.Context(), all); err != nil {
		t.Fatal(err)
	}
	if a, b := projectiontest.Dump(t, alone), projectiontest.Dump(t, store); a != b {
		t.Errorf("alone:\n%s\ntogether:\n%s", a, b)
	}
}

// The router feeds the projections from any Watermill subscriber and acknowledges what was taken in.
func TestRunThroughTheRouter(t *testing.T) {
	all := commits(history(t))
	decode := func(m *message.Message) ([]domain.Commit, error) {
		n, err := strconv.Atoi(string(m.Payload))
		return all[n-1 : n], err
	}
	store := projections.NewMemory()
	r, err := projections.NewRunner(t.Context(), store, projections.All(), decode, quiet)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		ended <- r.Run(ctx, func(from uint64) message.Subscriber { return pagesFrom(from, len(all)) }, "EVENTS")
	}()
	if err := r.Wait(t.Context(), uint64(len(all))); err != nil {
		t.Fatal(err)
	}
	stop()
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	late, cancel := context.WithCancel(t.Context())
	cancel()
	if err := r.Wait(late, uint64(len(all)+1)); domain.KindOf(err) != domain.Unavailable {
		t.Errorf("waiting for what never comes: %v", err)
	}
}
