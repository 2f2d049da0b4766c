package projections_test

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strconv"
	"testing"

	"github.com/ThreeDotsLabs/watermill/message"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/projections"
)

// Where a checkpoint goes back, the pages that were offered already are asked for again: nothing is left out.
func TestACheckpointThatGoesBackIsFollowedAgain(t *testing.T) {
	var all []domain.Commit
	for i := range 6 {
		e := domain.Event{ID: fmt.Sprint(i), Project: "p", Position: uint64(i + 1), Body: &domain.AimRaised{Aim: fmt.Sprint(i), Statement: "?"}}
		all = append(all, domain.Commit{Sequence: uint64(i + 1), Project: "p", Events: []domain.Event{e}})
	}
	store := &forgetful{Memory: projections.NewMemory()}
	page := func(m *message.Message) ([]domain.Commit, error) {
		n, err := strconv.Atoi(string(m.Payload))
		return all[n-1 : n], err
	}
	r, err := projections.NewRunner(t.Context(), store, projections.All(), page, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	var begun []uint64
	ended := make(chan error)
	go func() {
		ended <- r.Run(ctx, func(from uint64) message.Subscriber {
			begun = append(begun, from)
			return pagesFrom(from, len(all))
		}, "EVENTS")
	}()
	if err := r.Wait(t.Context(), 6); err != nil {
		t.Fatal(err)
	}
	stop()
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(begun, []uint64{1, 1}) || !store.lost {
		t.Errorf("the log was followed from %v", begun)
	}
	_ = store.Read(t.Context(), func(reader projections.Reader) error {
		if n := len(projections.Live(reader, "p").Aims()); n != 6 {
			t.Errorf("%d aims, want 6", n)
		}
		return nil
	})
}

// A database that lost its newest commits while nothing is written is noticed too: what it shows is behind, and no page comes that would say so.
func TestACheckpointThatGoesBackIsSeenWithoutAPage(t *testing.T) {
	var all []domain.Commit
	for i := range 3 {
		e := domain.Event{ID: fmt.Sprint(i), Project: "p", Position: uint64(i + 1), Body: &domain.AimRaised{Aim: fmt.Sprint(i), Statement: "?"}}
		all = append(all, domain.Commit{Sequence: uint64(i + 1), Project: "p", Events: []domain.Event{e}})
	}
	store := &forgetful{Memory: projections.NewMemory()}
	r, err := projections.NewRunner(t.Context(), store, projections.All(), nil, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	for _, page := range [][]domain.Commit{all, nil} {
		if err := r.Apply(t.Context(), page); err != nil {
			t.Fatal(err)
		}
	}
	store.Memory = projections.NewMemory()
	if err := r.Apply(t.Context(), nil); err == nil {
		t.Error("it says that all is well")
	}
	if from := r.From(); from != 1 {
		t.Errorf("the log is needed from %d, want 1", from)
	}
	waiting, stop := context.WithCancel(t.Context())
	stop()
	if err := r.Wait(waiting, 3); domain.KindOf(err) != domain.Unavailable {
		t.Errorf("who waits for what was lost is told %v", err)
	}
}

// forgetful loses everything once, after the third commit, as a database does that was not asked to write through.
type forgetful struct {
	*projections.Memory
	lost bool
}

func (f *forgetful) Commit(ctx context.Context, batches ...projections.Batch) error {
	if len(batches) > 0 && batches[0].From == 3 && !f.lost {
		f.lost, f.Memory = true, projections.NewMemory()
	}
	return f.Memory.Commit(ctx, batches...)
}

// pagesFrom is a subscriber that gives the numbers from one to the last, in order, each until it is taken.
func pagesFrom(from uint64, last int) message.Subscriber { return numbers{from, last} }

type numbers struct {
	from uint64
	last int
}

func (n numbers) Subscribe(ctx context.Context, _ string) (<-chan *message.Message, error) {
	pages := make(chan *message.Message)
	go func() {
		defer close(pages)
		for i := int(n.from); i <= n.last; i++ {
			for taken := false; !taken; {
				m := message.NewMessage(strconv.Itoa(i), []byte(strconv.Itoa(i)))
				select {
				case pages <- m:
				case <-ctx.Done():
					return
				}
				select {
				case <-m.Acked():
					taken = true
				case <-m.Nacked():
				case <-ctx.Done():
					return
				}
			}
		}
		<-ctx.Done()
	}()
	return pages, nil
}

func (numbers) Close() error { return nil }
