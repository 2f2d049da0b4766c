package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"sync"
	"time"

	"github.com/desirelines/desirelines/internal/observe"
	"github.com/desirelines/desirelines/projections"
)

// When a running server writes a snapshot: enough came since the last one that folding it again would be felt, a share of the whole so that
// large stores are not written over and over, and some time has gone by.
const (
	snapshotLeast = 20000           // commits
	snapshotShare = 20              // of all commits, one part in so many
	snapshotPause = 5 * time.Minute // between two
	snapshotLook  = time.Minute     // how often to see whether it is time
)

// loadGC is how much the heap may grow, in percent, before it is collected while a snapshot is read: nearly all of it stays, so that looking for
// what does not took half of the time.
const loadGC = 400

// snapshots keeps a snapshot of the read models in memory beside the log, so that a start need not fold everything. Nothing is ever lost with
// it. It is safe for concurrent use.
type snapshots struct {
	path   string
	origin projections.Origin
	least  uint64 // commits since the last one from which another is worthwhile

	writing sync.Mutex // around the file

	mu    sync.Mutex
	at    uint64 // position of the newest one
	found string // what the start made of the one that was there
	fault string // why the last one could not be used or written; empty where it could
}

func newSnapshots(data string, origin projections.Origin) *snapshots {
	return &snapshots{path: filepath.Join(data, "snapshots", "rows"), origin: origin, least: snapshotLeast, found: "there was none"}
}

// load fills the store where there is a snapshot that fits. Where there is none everything is folded.
func (a *app) loadSnapshot(ctx context.Context) {
	store, ok := a.store.(*projections.Memory)
	if !ok {
		return
	}
	s := a.snapshots
	was := debug.SetGCPercent(loadGC)
	info, err := store.LoadSnapshot(ctx, s.path, s.origin)
	debug.SetGCPercent(was)
	s.mu.Lock()
	defer s.mu.Unlock()
	var unfit *projections.MisfitError
	switch {
	case errors.As(err, &unfit):
		s.fault = "it was thrown away, and everything was folded anew: " + unfit.Why
		a.say.Warn("the snapshot of the views was thrown away, everything is folded anew", "why", unfit.Why)
	case err != nil:
		s.fault = "it could not be used, and everything was folded anew: " + err.Error()
		a.say.Warn("the snapshot of the views cannot be used, everything is folded anew", "why", err)
	case len(info.LeftOut) > 0:
		s.found = fmt.Sprintf("it was used up to commit %d, but for views that it has in another version: %v", info.Position, info.LeftOut)
		a.say.Warn("the snapshot of the views has some in another version, they are folded anew", "views", info.LeftOut)
	case info.Position > 0:
		s.at, s.found = info.Position, fmt.Sprintf("it was used up to commit %d", info.Position)
	}
}

// keepSnapshots writes snapshots beside what else runs, until ctx ends, and one more then where it is worthwhile. Where the read models are in a database
// there is nothing to do.
func (a *app) keepSnapshots(ctx context.Context) {
	if _, ok := a.store.(*projections.Memory); !ok {
		return
	}
	look := time.NewTicker(snapshotLook)
	defer look.Stop()
	if a.views(ctx) == nil {
		a.saveSnapshot(ctx)
	}
	for last := time.Now(); ; {
		select {
		case <-look.C:
			if time.Since(last) >= snapshotPause && a.saveSnapshot(ctx) {
				last = time.Now()
			}
		case <-ctx.Done():
			stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), snapshotLook)
			defer cancel()
			a.saveSnapshot(stop)
			return
		}
	}
}

// saveSnapshot writes a snapshot where it is worthwhile, and says whether it tried. A disk that is full or must not be written is no reason
// to stop.
func (a *app) saveSnapshot(ctx context.Context) (tried bool) {
	store, s := a.store.(*projections.Memory), a.snapshots
	var position uint64
	for _, state := range a.runner.States() {
		position = max(position, state.Position)
	}
	s.writing.Lock()
	defer s.writing.Unlock()
	s.mu.Lock()
	due := position >= s.at+max(s.least, position/snapshotShare)
	s.mu.Unlock()
	if !due {
		return false
	}
	info, err := store.SaveSnapshot(ctx, s.path, s.origin)
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case ctx.Err() != nil: // stopped, not at fault
	case err != nil:
		a.say.Warn("a snapshot of the views could not be written; the next start takes longer", "why", err)
		s.fault = "the last one could not be written: " + err.Error()
	default:
		s.at, s.found, s.fault = info.Position, fmt.Sprintf("one was written up to commit %d", info.Position), ""
	}
	return true
}

// dropSnapshot deletes the snapshot: its rows are no longer those that are wanted.
func (a *app) dropSnapshot() error {
	s := a.snapshots
	s.writing.Lock()
	defer s.writing.Unlock()
	s.mu.Lock()
	s.at, s.found = 0, "it was thrown away, because a view was built anew"
	s.mu.Unlock()
	if err := os.RemoveAll(filepath.Dir(s.path)); err != nil {
		return fmt.Errorf("the snapshot of the views: %w", err)
	}
	return nil
}

// examineSnapshot says what became of the snapshot. Without one a start takes longer, and nothing else is wrong.
func (a *app) examineSnapshot() []observe.Finding {
	if _, ok := a.store.(*projections.Memory); !ok {
		return nil
	}
	s := a.snapshots
	s.mu.Lock()
	defer s.mu.Unlock()
	f := observe.Finding{Check: "snapshot of the views", OK: true, Found: s.found}
	if s.fault != "" {
		f.Found = s.fault
	}
	return []observe.Finding{f}
}
