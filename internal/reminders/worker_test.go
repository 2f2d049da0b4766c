package reminders

import (
	"context"
	"errors"
	"testing"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/projections"
)

// running starts a worker and ends it with the test.
func running(t *testing.T, w *Worker) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		w.Run(ctx)
	}()
	t.Cleanup(func() { cancel(); <-ended })
}

// until waits until the log holds n commits.
func (g *group) until(n uint64) {
	g.t.Helper()
	must(g.t, g.views.runner.Wait(g.t.Context(), n))
}

// TestTheWorkerWakes by what is written and by the timers, without being asked.
func TestTheWorkerWakes(t *testing.T) {
	g := aGroup(t)
	g.joins("ada@people.example")
	g.at("2026-07-13 12:00")
	running(t, g.worker())
	g.test("2026-07-10")
	last, err := g.log.Last(t.Context())
	must(t, err)
	g.until(last + 2) // that it came, and that Ada was told
	if due, sent := bodies[*domain.ReminderDue](g), bodies[*domain.ReminderSent](g); len(due) != 1 || len(sent) != 1 {
		t.Fatalf("%d noted and %d sent; want one each", len(due), len(sent))
	}
}

// TestATimerWakesTheWorker: the hour comes while nothing is written.
func TestATimerWakesTheWorker(t *testing.T) {
	g := aGroup(t)
	g.test("2020-07-13") // for the log's server long past, so that its timer fires at once
	g.at("2020-07-12 12:00")
	w := g.worker()
	g.round(w)
	if len(bodies[*domain.ReminderDue](g)) != 0 {
		t.Fatal("it is the day before, and the day was noted")
	}
	last, err := g.log.Last(t.Context())
	must(t, err)
	g.at("2020-07-13 08:00")
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		w.untilEnd(ctx, &w.trouble.following, w.followTimers)
	}()
	g.until(last + 1)
	cancel()
	<-ended
	if n := len(bodies[*domain.ReminderDue](g)); n != 1 {
		t.Errorf("the day was noted %d times; want once, by the timer", n)
	}
}

// brokenViews cannot be read until they are mended.
type brokenViews struct {
	Views
	asked  chan struct{}
	mended chan struct{}
}

func (v brokenViews) Read(ctx context.Context, fn func(projections.Reader) error) error {
	select {
	case <-v.mended:
		return v.Views.Read(ctx, fn)
	case v.asked <- struct{}{}:
	case <-ctx.Done():
	}
	return errors.New("the rows are away")
}

// TestTroubleIsSaidAndEnds: it is shown while it lasts, writing goes on, and the work is done when it is over.
func TestTroubleIsSaidAndEnds(t *testing.T) {
	g := aGroup(t)
	g.at("2026-07-13 12:00")
	w := g.worker()
	broken := brokenViews{g.views, make(chan struct{}), make(chan struct{})}
	w.Views = broken
	running(t, w)
	<-broken.asked
	<-broken.asked // it came to nothing once, and is tried again
	if err := w.Trouble(); err == nil {
		t.Error("it cannot read, and says nothing of it")
	}
	g.test("2026-07-10")
	last, err := g.log.Last(t.Context())
	must(t, err)
	close(broken.mended)
	g.until(last + 1)
	if n := len(bodies[*domain.ReminderDue](g)); n != 1 {
		t.Errorf("after the trouble the day was noted %d times; want once", n)
	}
}
