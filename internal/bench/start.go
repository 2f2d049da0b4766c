package bench

import (
	"context"
	"path/filepath"
	"runtime/debug"
	"sync/atomic"
	"time"

	"github.com/desirelines/desirelines/projections"
	"github.com/desirelines/desirelines/streams"
)

// benchSnapshot writes a snapshot of the read models of the log in dir/log and measures how long that takes and keeps others waiting, then a
// start with it, from opening the log until every view shows it, and the memory the process has then.
func benchSnapshot(ctx context.Context, dir string, answer Answer) error {
	path := filepath.Join(dir, "snapshots", "rows")
	if err := writeSnapshot(ctx, dir, path, answer); err != nil {
		return err
	}
	debug.FreeOSMemory()
	started := time.Now()
	log, err := streams.Open(ctx, streams.Options{Dir: filepath.Join(dir, "log"), Keys: keysIn(dir)})
	if err != nil {
		return err
	}
	defer log.Close()
	load := func(store *projections.Memory) error {
		_, err := store.LoadSnapshot(ctx, path, origin(log))
		return err
	}
	return start(ctx, log, load, answer, started, "start_snapshot_s", "rss_snapshot_bytes")
}

func origin(log *streams.Log) projections.Origin {
	return projections.Origin{Store: log.StoreID(), Commit: log.Fingerprint}
}

// writeSnapshot folds the log and writes a snapshot, while somebody reads a row and somebody folds commits all the time.
func writeSnapshot(ctx context.Context, dir, path string, answer Answer) error {
	log, store, err := folded(ctx, dir)
	if err != nil {
		return err
	}
	defer log.Close()
	var over atomic.Bool
	waits := make(chan time.Duration)
	longest := func(do func(n uint64) error) {
		var most time.Duration
		for n := uint64(0); !over.Load(); n++ {
			started := time.Now()
			if do(n) != nil {
				break
			}
			most = max(most, time.Since(started))
			time.Sleep(time.Millisecond)
		}
		waits <- most
	}
	go longest(func(uint64) error {
		return store.Read(ctx, func(r projections.Reader) error {
			r.Row(projections.RowKey{Table: "summary", Project: project(0)})
			return nil
		})
	})
	go longest(func(n uint64) error {
		return store.Commit(ctx, projections.Batch{Projection: "bench", From: n, To: n + 1, Changes: []projections.Change{
			{Key: projections.RowKey{Table: "bench", Project: project(0), ID: "row"}, Row: &n},
		}})
	})
	started := time.Now()
	saved, err := store.SaveSnapshot(ctx, path, origin(log))
	took := time.Since(started)
	over.Store(true)
	stall := max(<-waits, <-waits)
	answer["snapshot_write_s"], answer["snapshot_bytes"], answer["snapshot_rows"] = took.Seconds(), float64(saved.Bytes), float64(saved.Rows)
	answer["snapshot_stall_ms"] = float64(stall.Microseconds()) / 1000
	return err
}
