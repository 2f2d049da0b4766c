package bench

import (
	"context"
	"path/filepath"
	"time"

	"github.com/desirelines/desirelines/projections"
	"github.com/desirelines/desirelines/streams"
)

// The load that entries come at: each at its own time, whether or not those before are shown.
const (
	freshRate    = 1000 // entries a second, all people together
	freshEntries = 150  // in one round
)

// benchFreshness measures how long an entry takes from "saved" until every view shows it, with fsync and sealed words, while others are
// saved at their own pace. Beside it stand the same from the time it was due, saving included, and what it takes to do nothing when it is due.
func benchFreshness(ctx context.Context, o Options, dir string, answer Answer) error {
	log, err := streams.Open(ctx, streams.Options{Dir: filepath.Join(dir, "log"), Keys: keysIn(dir)})
	if err != nil {
		return err
	}
	defer log.Close()
	if err := startProjects(ctx, log, groups); err != nil {
		return err
	}
	return inEachStore(ctx, o, func(store projections.Store, name string) error {
		return measureFreshness(ctx, o, log, store, name, answer)
	})
}

func measureFreshness(ctx context.Context, o Options, log *streams.Log, store projections.Store, name string, answer Answer) (err error) {
	runner, stop, err := follow(ctx, log, store)
	if err != nil {
		return err
	}
	defer func() {
		if run := stop(); err == nil {
			err = run
		}
	}()
	write := &people{log: log}
	shown := make([]time.Duration, freshEntries)
	save := func(n int) error {
		r, err := write.Record(ctx, surprise(project(n%groups)))
		if err != nil {
			return err
		}
		saved := time.Now()
		err = runner.Wait(ctx, r.Sequence)
		shown[n] = time.Since(saved)
		return err
	}
	var figures, due, floors []float64
	for round := range Rounds + 1 {
		o.Note("freshness, %s: round %d of %d", name, round, Rounds)
		nothing, err := openLoop(freshEntries, freshRate, func(int) error { return nil })
		if err != nil {
			return err
		}
		all, err := openLoop(freshEntries, freshRate, save)
		if err != nil {
			return err
		}
		if round > 0 { // in the first everybody gets a key
			figures, due, floors = append(figures, p99(shown)), append(due, p99(all)), append(floors, p99(nothing))
		}
	}
	answer["freshness_"+name+"_p99_ms"], answer["freshness_"+name+"_due_p99_ms"] = median(figures), median(due)
	answer["freshness_"+name+"_null_p99_ms"] = median(floors)
	return nil
}
