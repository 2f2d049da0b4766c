package bench

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/projections"
	"github.com/desirelines/desirelines/streams"
)

// benchRebuild measures a start with everything to fold and what it takes in memory, then a rebuild of every projection in
// memory, through subscriber, router and folds, against an ordered consumer that only reads the same messages. Words are sealed, as
// in the program. A log with open words is rebuilt beside it.
func benchRebuild(ctx context.Context, o Options, dir string, answer Answer) error {
	at := filepath.Join(dir, "log")
	if err := filledTwice(ctx, o, dir, 200); err != nil {
		return err
	}
	if err := benchSnapshot(ctx, dir, answer); err != nil {
		return err
	}
	debug.FreeOSMemory()
	started := time.Now()
	log, err := streams.Open(ctx, streams.Options{Dir: at, Keys: keysIn(dir)})
	if err != nil {
		return err
	}
	defer log.Close()
	if err := start(ctx, log, nil, answer, started, "start_s", "rss_bytes"); err != nil {
		return err
	}
	debug.FreeOSMemory()
	floor, err := openRaw(filepath.Join(dir, "raw"))
	if err != nil {
		return err
	}
	defer floor.close()
	last, err := log.Last(ctx)
	if err != nil {
		return err
	}
	open, err := openWords(ctx, o, filepath.Join(dir, "open"), 200)
	if err != nil {
		return err
	}
	defer open.Close()
	lastOpen, err := open.Last(ctx)
	if err != nil {
		return err
	}
	var p, sealed pairs
	for round := range Rounds {
		o.Note("rebuild: round %d of %d", round+1, Rounds)
		bare, err := floor.read(ctx, "", int(last))
		if err != nil {
			return err
		}
		took, err := rebuild(ctx, log, projections.NewMemory(), last)
		if err != nil {
			return err
		}
		tookOpen, err := rebuild(ctx, open, projections.NewMemory(), lastOpen)
		if err != nil {
			return err
		}
		p.add(float64(last)/took.Seconds(), bare)
		sealed.add(float64(last)/took.Seconds(), float64(lastOpen)/tookOpen.Seconds())
	}
	p.into(answer, "rebuild_memory_vs_read", "rebuild_memory_per_s", "read_per_s")
	sealed.into(answer, "rebuild_sealed_vs_open", "rebuild_memory_per_s", "rebuild_open_per_s")
	if o.Postgres != "" {
		return benchRebuildPostgres(ctx, o, log, last, answer)
	}
	return nil
}

// start measures how long it takes from opening the log until every view shows it, and the memory the process has then, under two names. load
// may fill the empty store first; nil: it stays empty.
func start(ctx context.Context, log *streams.Log, load func(*projections.Memory) error, answer Answer, started time.Time, seconds, bytes string) error {
	last, err := log.Last(ctx)
	if err != nil {
		return err
	}
	store := projections.NewMemory()
	if load != nil {
		if err := load(store); err != nil {
			return err
		}
	}
	if _, err := rebuild(ctx, log, store, last); err != nil {
		return err
	}
	answer[seconds] = time.Since(started).Seconds()
	debug.FreeOSMemory() // as serve does when its views have caught up
	if rss, ok := residentBytes(); ok {
		answer[bytes] = rss
	}
	runtime.KeepAlive(store)
	return nil
}

// folded opens the log below dir and folds all of it into memory. Close the log.
func folded(ctx context.Context, dir string) (*streams.Log, *projections.Memory, error) {
	log, err := streams.Open(ctx, streams.Options{Dir: filepath.Join(dir, "log"), Keys: keysIn(dir)})
	if err != nil {
		return nil, nil, err
	}
	store := projections.NewMemory()
	last, err := log.Last(ctx)
	if err == nil {
		_, err = rebuild(ctx, log, store, last)
	}
	if err != nil {
		return nil, nil, errors.Join(err, log.Close())
	}
	return log, store, nil
}

// residentBytes is the memory of this process as the system sees it; ok is false where the system does not say.
func residentBytes() (bytes float64, ok bool) {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0, false
	}
	_, after, _ := strings.Cut(string(status), "VmRSS:")
	var kib float64
	if _, err := fmt.Sscanf(after, "%f kB", &kib); err != nil {
		return 0, false
	}
	return kib * 1024, true
}

// follow keeps a store current with the log until stop is called, which returns why the runner ended where it ended by itself.
func follow(ctx context.Context, log *streams.Log, store projections.Store) (runner *projections.Runner, stop func() error, err error) {
	runner, err = projections.NewRunner(ctx, store, projections.All(), streams.DecodePage, slog.New(slog.DiscardHandler))
	if err != nil {
		return nil, nil, err
	}
	following, end := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() { ended <- runner.Run(following, log.Subscriber, "EVENTS") }()
	return runner, func() error { end(); return <-ended }, nil
}

// rebuild folds the whole log into an empty store.
func rebuild(ctx context.Context, log *streams.Log, store projections.Store, last uint64) (time.Duration, error) {
	quiet := slog.New(slog.DiscardHandler)
	runner, err := projections.NewRunner(ctx, store, projections.All(), streams.DecodePage, quiet)
	if err != nil {
		return 0, err
	}
	ctx, cancel := context.WithCancel(ctx)
	ended := make(chan error, 1)
	started := time.Now()
	go func() { ended <- runner.Run(ctx, log.Subscriber, "EVENTS") }()
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
	if err := filledTwice(ctx, o, dir, projects); err != nil {
		return nil, nil, nil, err
	}
	floor, err := openRaw(filepath.Join(dir, "raw"))
	if err != nil {
		return nil, nil, nil, err
	}
	log, err := streams.Open(ctx, streams.Options{Dir: filepath.Join(dir, "log"), Keys: keysIn(dir)})
	if err != nil {
		floor.close()
		return nil, nil, nil, err
	}
	return floor, log, func() { floor.close(); log.Close() }, nil
}

// filledTwice fills a log in dir/log and copies it to dir/raw.
func filledTwice(ctx context.Context, o Options, dir string, projects int) error {
	o.Note("making %d events in %d projects", o.Events, projects)
	at := filepath.Join(dir, "log")
	if err := fill(ctx, streams.Options{Dir: at, Keys: keysIn(dir)}, o.Events, projects); err != nil {
		return err
	}
	return os.CopyFS(filepath.Join(dir, "raw"), os.DirFS(at))
}

// openWords makes a log like that of filledTwice whose words lie open.
func openWords(ctx context.Context, o Options, dir string, projects int) (*streams.Log, error) {
	if err := fill(ctx, streams.Options{Dir: dir}, o.Events, projects); err != nil {
		return nil, err
	}
	return streams.Open(ctx, streams.Options{Dir: dir})
}

// fill appends one event a commit: the writer of a project waits for each.
func fill(ctx context.Context, at streams.Options, events, projects int) error {
	at.UnsafeNoSync = true
	log, err := streams.Open(ctx, at)
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
				if err := appendOne(ctx, log, project(w+writers*(n/writers%(projects/writers))), ""); err != nil {
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
