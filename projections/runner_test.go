package projections_test

import (
	"context"
	"errors"
	"log/slog"
	"testing"

	"github.com/ThreeDotsLabs/watermill/message"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/projections"
)

// gaveUp is a subscriber whose log could not be read on.
type gaveUp struct{ why error }

func (g gaveUp) Subscribe(context.Context, string) (<-chan *message.Message, error) {
	pages := make(chan *message.Message)
	close(pages)
	return pages, nil
}

func (gaveUp) Close() error { return nil }
func (g gaveUp) Err() error { return g.why }

// Whoever waits for what was saved is told when nothing follows the log any more, and does not wait for ever.
func TestNobodyWaitsForARunnerThatEnded(t *testing.T) {
	nothing := func(*message.Message) ([]domain.Commit, error) { return nil, nil }
	r, err := projections.NewRunner(t.Context(), projections.NewMemory(), projections.All(), nothing, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	waited := make(chan error)
	go func() { waited <- r.Wait(t.Context(), 1) }()
	why := errors.New("the disk is gone")
	if err := r.Run(t.Context(), func(uint64) message.Subscriber { return gaveUp{why} }, "EVENTS"); !errors.Is(err, why) {
		t.Errorf("Run says %v", err)
	}
	for range 2 { // the one that waits, and one that comes later
		if err := <-waited; domain.KindOf(err) != domain.Unavailable {
			t.Errorf("Wait says %v", err)
		}
		go func() { waited <- r.Wait(t.Context(), 1) }()
	}
	<-waited
	if err := r.Wait(t.Context(), 0); err != nil {
		t.Errorf("what is shown already is not waited for: %v", err)
	}
}

// Whoever follows the views is told of each page, and that no more will come; who asked first misses nothing.
func TestWhoFollowsIsToldOfEachPage(t *testing.T) {
	nothing := func(*message.Message) ([]domain.Commit, error) { return nil, nil }
	r, err := projections.NewRunner(t.Context(), projections.NewMemory(), projections.All(), nothing, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	for sequence := range uint64(3) {
		moved, over := r.Moved()
		select {
		case <-moved:
			t.Error("it moved before anything came")
		default:
		}
		if over {
			t.Error("it is over before it began")
		}
		if err := r.Apply(t.Context(), []domain.Commit{{Sequence: sequence + 1}}); err != nil {
			t.Fatal(err)
		}
		<-moved
	}
	moved, _ := r.Moved()
	if err := r.Run(t.Context(), func(uint64) message.Subscriber { return gaveUp{errors.New("the disk is gone")} }, "EVENTS"); err == nil {
		t.Error("Run says nothing")
	}
	<-moved
	if _, over := r.Moved(); !over {
		t.Error("nobody is told that it is over")
	}
}
