package projections

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"
)

// A runner waits this long after the first trouble, twice as long after each further one, and never longer than the bound. What passes
// by itself is over soon after it passed, and a database that comes back is not met by everybody at once: a pause is shortened by chance.
const (
	firstPause   = 50 * time.Millisecond
	longestPause = 10 * time.Second
)

// Trouble is what a store says of an error that is no fault of an event.
type Trouble struct {
	Why     string
	Lasting bool   // it does not pass by itself
	Do      string // what helps; empty: waiting
}

// explainer is a Store that can tell what passes from what does not.
type explainer interface{ Explain(error) Trouble }

func (r *Runner) explain(err error) Trouble {
	if e, ok := r.store.(explainer); ok {
		return e.Explain(err)
	}
	return Trouble{Why: err.Error()}
}

// patiently tries until it works, for ever: trouble with the store ends nothing. It returns an error only when ctx ended, and where
// pages before this one are needed.
func (r *Runner) patiently(ctx context.Context, try func() error) error {
	for pause := firstPause; ; pause = min(2*pause, longestPause) {
		err := calmly(try)
		var fenced *FencedError
		switch {
		case err == nil:
			return nil
		case errors.Is(err, errGap) || ctx.Err() != nil:
			return err
		case errors.As(err, &fenced): // another one did the work
			pause = firstPause
		default:
			r.wait(r.explain(err))
		}
		if err := rest(ctx, pause); err != nil {
			return err
		}
	}
}

// calmly turns a panic into an error: a store that panics is as good as one that fails.
func calmly(try func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("the store panicked: %v", p)
		}
	}()
	return try()
}

// rest returns after about the pause, or with the error of ctx.
func rest(ctx context.Context, pause time.Duration) error {
	timer := time.NewTimer(pause/2 + rand.N(pause/2))
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
