package main

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"
)

// load is one way to append: how many writers, over how many projects.
type load struct{ writers, projects int }

// loads are what is measured, in this order.
func loads(projects int) []load {
	return []load{{1, 1}, {8, 1}, {mostWriters, 1}, {1, projects}, {8, projects}, {mostWriters, projects}}
}

// wrote is what came of one load.
type wrote struct {
	acknowledged int // within the time
	conflicts    int // attempts that lost and were made again
	took         time.Duration
}

// perSecond is how many appends were acknowledged a second.
func (w wrote) perSecond() float64 { return float64(w.acknowledged) / w.took.Seconds() }

// mostDoublings is how often the longest pause after a conflict doubles from a millisecond: 64 ms.
const mostDoublings = 6

// recorded appends one entry, as often as it takes: after a conflict it waits for a random time, up to twice as long after each, so that
// writers do not meet again at once.
func recorded(ctx context.Context, p peer, e entry) (conflicts int, err error) {
	for {
		err := p.Append(ctx, e)
		if !errors.Is(err, errConflict) {
			return conflicts, err
		}
		conflicts++
		select {
		case <-time.After(rand.N(time.Millisecond << min(conflicts, mostDoublings))):
		case <-ctx.Done():
			return conflicts, ctx.Err()
		}
	}
}

// each runs fn on that many goroutines and returns the first error; the others are told to end.
func each(ctx context.Context, n int, fn func(ctx context.Context, i int) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var wait sync.WaitGroup
	for i := range n {
		wait.Go(func() {
			if err := fn(ctx, i); err != nil {
				cancel(err)
			}
		})
	}
	wait.Wait()
	return context.Cause(ctx)
}

// filler is a peer that takes too long to be filled one guarded append after another: it records many at once, unguarded.
type filler interface {
	Fill(ctx context.Context, entries []entry) error
}

// fill records a number of entries, always the same ones, from the one with this number on, so many in each project: those of a project
// one after another.
func fill(ctx context.Context, p peer, run string, projects, from, entries int) error {
	at := func(n int) entry {
		e := newEntry(run, n%projects, n/projects)
		e.Number = n/projects + 1
		return e
	}
	if f, ok := p.(filler); ok {
		all := make([]entry, 0, entries-from)
		for n := from; n < entries; n++ {
			all = append(all, at(n))
		}
		return f.Fill(ctx, all)
	}
	return each(ctx, mostWriters, func(ctx context.Context, w int) error {
		for n := from; n < entries; n++ {
			if n%projects%mostWriters != w {
				continue
			}
			if _, err := recorded(ctx, p, at(n)); err != nil {
				return err
			}
		}
		return nil
	})
}

// filled fills an empty peer, with one entry in each project first, after which the server looks at its tables.
func filled(ctx context.Context, p peer, at place, run string, projects, entries int) error {
	err := fill(ctx, p, run, projects, 0, projects)
	if err == nil {
		err = at.settle(ctx)
	}
	if err == nil && entries > projects {
		err = fill(ctx, p, run, projects, projects, entries)
	}
	return err
}

// write puts a load on a peer for a while. keep, which may be nil, hears of every entry that was acknowledged, also after the time was over.
func write(ctx context.Context, p peer, l load, run string, while time.Duration, keep func(entry)) (wrote, error) {
	var acknowledged, conflicts atomic.Int64
	begun := time.Now()
	err := each(ctx, l.writers, func(ctx context.Context, w int) error {
		for n := w; time.Since(begun) < while; n += l.writers {
			e := newEntry(run, n%l.projects, n)
			e.Actor = person(w)
			lost, err := recorded(ctx, p, e)
			conflicts.Add(int64(lost))
			if err != nil {
				return err
			}
			if keep != nil {
				keep(e)
			}
			if time.Since(begun) < while {
				acknowledged.Add(1)
			}
		}
		return nil
	})
	return wrote{int(acknowledged.Load()), int(conflicts.Load()), while}, err
}
