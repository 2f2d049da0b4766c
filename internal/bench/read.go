package bench

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/projections"
	"github.com/desirelines/desirelines/streams"
)

// benchRebuild measures a rebuild of every projection in memory, through subscriber, router and folds, against an ordered
// consumer that only reads the same messages.
func benchRebuild(ctx context.Context, o Options, dir string, answer Answer) error {
	floor, log, done, err := filled(ctx, o, dir, 200)
	if err != nil {
		return err
	}
	defer done()
	last, err := log.Last(ctx)
	if err != nil {
		return err
	}
	var p pairs
	for round := range Rounds {
		o.Note("rebuild: round %d of %d", round+1, Rounds)
		bare, err := floor.read(ctx, "", int(last))
		if err != nil {
			return err
		}
		took, err := rebuild(ctx, log, last)
		if err != nil {
			return err
		}
		p.add(float64(last)/took.Seconds(), bare)
	}
	p.into(answer, "rebuild_memory_vs_read", "rebuild_memory_per_s", "read_per_s")
	return nil
}

// rebuild folds the whole log into an empty memory store.
func rebuild(ctx context.Context, log *streams.Log, last uint64) (time.Duration, error) {
	quiet := slog.New(slog.DiscardHandler)
	runner, err := projections.NewRunner(ctx, projections.NewMemory(), projections.All(), streams.DecodePage, quiet)
	if err != nil {
		return 0, err
	}
	ctx, cancel := context.WithCancel(ctx)
	ended := make(chan error, 1)
	started := time.Now()
	go func() { ended <- runner.Run(ctx, streams.NewSubscriber(log, runner.From()), "EVENTS") }()
	err = runner.Wait(ctx, last)
	took := time.Since(started)
	cancel()
	if run := <-ended; err == nil {
		err = run
	}
	return took, err
}

// benchReplay measures replay of one project to the day of its last event against a bare filtered read of it.
func benchReplay(ctx context.Context, o Options, dir string, answer Answer) error {
	floor, log, done, err := filled(ctx, o, dir, 1)
	if err != nil {
		return err
	}
	defer done()
	var p pairs
	for round := range Rounds {
		o.Note("replay: round %d of %d", round+1, Rounds)
		bare, err := floor.read(ctx, streams.Subject(project(0)), o.Events)
		if err != nil {
			return err
		}
		started := time.Now()
		if _, err := projections.Replay(ctx, log, project(0), projections.Cut{HappenedBy: domain.Date{Year: 2090, Month: 1, Day: 1}}); err != nil {
			return err
		}
		p.add(float64(o.Events)/time.Since(started).Seconds(), bare)
	}
	p.into(answer, "replay_vs_read", "replay_per_s", "filtered_read_per_s")
	return nil
}

// filled makes a log of o.Events commits of one event each, spread over some projects, and a copy of it under a bare
// server. It is filled without waiting for the disk, which nothing here measures.
func filled(ctx context.Context, o Options, dir string, projects int) (*raw, *streams.Log, func(), error) {
	o.Note("making %d events in %d projects", o.Events, projects)
	at := filepath.Join(dir, "log")
	if err := fill(ctx, at, o.Events, projects); err != nil {
		return nil, nil, nil, err
	}
	if err := os.CopyFS(filepath.Join(dir, "raw"), os.DirFS(at)); err != nil {
		return nil, nil, nil, err
	}
	floor, err := openRaw(filepath.Join(dir, "raw"))
	if err != nil {
		return nil, nil, nil, err
	}
	log, err := streams.Open(ctx, streams.Options{Dir: at})
	if err != nil {
		floor.close()
		return nil, nil, nil, err
	}
	return floor, log, func() { floor.close(); log.Close() }, nil
}

// fill appends one event a commit: the writer of a project waits for each.
func fill(ctx context.Context, dir string, events, projects int) error {
	log, err := streams.Open(ctx, streams.Options{Dir: dir, UnsafeNoSync: true})
	if err != nil {
		return err
	}
	defer log.Close()
	if err := startProjects(ctx, log, projects); err != nil {
		return err
	}
	writers := min(projects, 8)
	failed := make(chan error, writers)
	var wait sync.WaitGroup
	for w := range writers {
		wait.Go(func() {
			for n := projects + w; n < events; n += writers {
				if err := appendOne(ctx, log, project(w+writers*(n/writers%(projects/writers)))); err != nil {
					failed <- err
					return
				}
			}
		})
	}
	wait.Wait()
	select {
	case err := <-failed:
		return err
	default:
		return nil
	}
}
