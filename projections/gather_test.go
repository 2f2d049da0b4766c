package projections_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strconv"
	"testing"

	"github.com/ThreeDotsLabs/watermill/message"
	"go.opentelemetry.io/otel/trace"
	"go.opentelemetry.io/otel/trace/noop"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/projections"
)

// A store that would rather have many pages at a time gets them while more wait, and the last one at once. One that fails gets them all again.
func TestPagesAreGatheredWhileMoreWait(t *testing.T) {
	all := make([]domain.Commit, 10)
	for i := range all {
		e := domain.Event{ID: fmt.Sprint(i), Project: "p", Position: uint64(i + 1), Body: &domain.AimRaised{Aim: fmt.Sprint(i), Statement: "?"}}
		all[i] = domain.Commit{Sequence: uint64(i + 1), Project: "p", Events: []domain.Event{e}}
	}
	page := func(m *message.Message) ([]domain.Commit, error) {
		n, err := strconv.Atoi(string(m.Payload))
		m.Metadata.Set("waiting", strconv.Itoa(len(all)-n))
		return all[n-1 : n], err
	}
	store := &gatherer{Memory: projections.NewMemory(), fails: 5}
	r, err := projections.NewRunner(t.Context(), store, projections.All(), page, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	spans := &folds{}
	r.Tell(projections.Watch{Tracer: spans, Links: func(m *message.Message) []trace.Link { // every page but the last ones of a group is traced
		if n, _ := strconv.Atoi(string(m.Payload)); n%4 == 0 || n == len(all) {
			return nil
		}
		return []trace.Link{{}}
	}})
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error)
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
	if want := []uint64{4, 8, 10}; !slices.Equal(store.taken, want) {
		t.Errorf("taken in up to %v, want %v", store.taken, want)
	}
	if want := []int{3, 3, 3, 1}; !slices.Equal(spans.links, want) { // the second group was tried twice
		t.Errorf("spans have %v links, want %v", spans.links, want)
	}
	_ = store.Read(t.Context(), func(reader projections.Reader) error {
		if n := len(projections.Live(reader, "p").Aims()); n != len(all) {
			t.Errorf("%d aims, want %d", n, len(all))
		}
		return nil
	})
}

// folds notes how many links its spans have.
type folds struct {
	noop.Tracer
	links []int
}

func (f *folds) Start(ctx context.Context, name string, o ...trace.SpanStartOption) (context.Context, trace.Span) {
	c := trace.NewSpanStartConfig(o...)
	f.links = append(f.links, len(c.Links()))
	return f.Tracer.Start(ctx, name, o...)
}

// gatherer takes in four commits at a time, and fails the first time that it is to take in those up to fails or later.
type gatherer struct {
	*projections.Memory
	fails uint64
	taken []uint64
}

func (*gatherer) Gathers() int { return 4 }

func (g *gatherer) Commit(ctx context.Context, batches ...projections.Batch) error {
	to := batches[0].To
	if g.fails != 0 && to >= g.fails {
		g.fails = 0
		return errors.New("the connection is gone")
	}
	err := g.Memory.Commit(ctx, batches...)
	if err == nil {
		g.taken = append(g.taken, to)
	}
	return err
}
