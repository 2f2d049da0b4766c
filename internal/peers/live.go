package main

import (
	"context"
	"sync"
	"time"
)

const (
	liveWriters = 16
	quiet       = time.Second // without anything new, after which a reader gets no more
)

// follower counts what a live reader was handed.
type follower struct {
	mu   sync.Mutex
	seen map[string]bool // by id
	when time.Time       // of the last one that was new
}

func (f *follower) take(e *entry) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if !f.seen[e.ID] {
		f.seen[e.ID], f.when = true, time.Now()
	}
}

// caughtUp waits until the reader has seen that many, or got nothing new for a while.
func (f *follower) caughtUp(ctx context.Context, many int, ended <-chan error) error {
	begun := time.Now()
	for {
		f.mu.Lock()
		seen, still := len(f.seen), time.Since(f.when)
		f.mu.Unlock()
		if seen >= many || still > quiet && time.Since(begun) > quiet {
			return nil
		}
		select {
		case <-time.After(pause):
		case err := <-ended:
			return err
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// followed lets writers append while one reader follows, and counts what was acknowledged and what of it the reader never saw.
func followed(ctx context.Context, p peer, at place, o options) (acknowledged, missed int, err error) {
	if err := filled(ctx, p, at, "before", o.projects, o.projects); err != nil {
		return 0, 0, err
	}
	f := &follower{seen: map[string]bool{}}
	following, stop := context.WithCancel(ctx)
	defer stop()
	ended := make(chan error, 1)
	go func() { ended <- p.Follow(following, f.take) }()
	if err := f.caughtUp(ctx, o.projects, ended); err != nil {
		return 0, 0, err
	}
	var mu sync.Mutex
	var ids []string
	_, err = write(ctx, p, load{liveWriters, o.projects}, "live", o.while, func(e entry) {
		mu.Lock()
		defer mu.Unlock()
		ids = append(ids, e.ID)
	})
	if err != nil {
		return 0, 0, err
	}
	if err := f.caughtUp(ctx, o.projects+len(ids), ended); err != nil {
		return 0, 0, err
	}
	stop()
	if err := <-ended; err != nil {
		return 0, 0, err
	}
	for _, id := range ids {
		if !f.seen[id] {
			missed++
		}
	}
	return len(ids), missed, nil
}
