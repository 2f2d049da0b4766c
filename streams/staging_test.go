package streams_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/desirelines/desirelines/streams"
	"github.com/desirelines/desirelines/streams/streamstest"
)

const stagingLink = streamFolder + "/batches"

func staged(t *testing.T, dir string) string {
	t.Helper()
	at, err := os.Readlink(filepath.Join(dir, stagingLink))
	if err != nil {
		t.Skipf("no memory file system: %v", err)
	}
	return at
}

func there(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

// TestBatchesInMemory: while a log is open its batches go by a folder in memory. It is gone after Close, and after the start that follows a
// kill; whoever opens a copy of the data folder beside it leaves it alone.
func TestBatchesInMemory(t *testing.T) {
	dir := t.TempDir()
	w := startWriter(t, dir, 8, true)
	w.until(t, 50)
	w.kill(t)
	left := staged(t, dir)
	l := openAt(t, dir)
	now := staged(t, dir)
	if now == left || there(left) {
		t.Errorf("what the killed process left in %s is there still", left)
	}
	copied := openAt(t, copyOf(t, dir))
	if !there(now) {
		t.Errorf("opening a copy took %s away from the log that uses it", now)
	}
	must(t, copied.Close())
	crowdOnce(t, l, 64)
	must(t, l.Close())
	if there(now) || there(filepath.Join(dir, stagingLink)) {
		t.Errorf("%s or the link to it is there after Close", now)
	}
}

// TestMemoryTakenAway: where the folder in memory goes away under a log, or the link to it, commits that would share a batch are saved one by one.
func TestMemoryTakenAway(t *testing.T) {
	for _, what := range []string{"folder", "link"} {
		t.Run(what, func(t *testing.T) {
			dir := t.TempDir()
			l := openAt(t, dir)
			if at := staged(t, dir); what == "folder" {
				must(t, os.RemoveAll(at))
			} else {
				must(t, os.Remove(filepath.Join(dir, stagingLink)))
			}
			crowdOnce(t, l, 64)
			must(t, l.Close())
			if n := len(streamstest.All(t, openAt(t, dir))); n != 64 {
				t.Errorf("%d commits are there; want 64", n)
			}
		})
	}
}

// crowdOnce starts so many projects at once.
func crowdOnce(t *testing.T, l *streams.Log, n int) {
	t.Helper()
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() {
			if _, err := l.Do(context.Background(), streamstest.Start(fmt.Sprintf("crowd %d", i))); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
}

// TestBatchWhereItIsCheaper: what was measured says from how many commits on a batch is taken, and each way is measured again after a while.
func TestBatchWhereItIsCheaper(t *testing.T) {
	const slow, fast, batch = time.Millisecond, 50 * time.Microsecond, -1200 * time.Microsecond
	for name, c := range map[string]struct {
		measured []time.Duration
		want     int
	}{
		"nothing is known":                   {nil, 2},
		"no batch is known":                  {[]time.Duration{slow}, 2},
		"only a batch is known":              {[]time.Duration{batch}, 16},
		"a slow disk":                        {[]time.Duration{slow, batch}, 2},
		"a fast disk":                        {[]time.Duration{fast, batch}, 16},
		"between":                            {[]time.Duration{300 * time.Microsecond, batch}, 4},
		"a fast disk, batch not seen lately": {append([]time.Duration{fast, batch}, slices.Repeat([]time.Duration{fast}, 65)...), 2},
		"a slow disk, plain not seen lately": {append([]time.Duration{slow, batch}, slices.Repeat([]time.Duration{batch}, 65)...), 16},
		"a disk that became slow":            {append([]time.Duration{fast, batch}, slices.Repeat([]time.Duration{slow}, 40)...), 2},
	} {
		if got := streams.BatchFrom(c.measured...); got != c.want {
			t.Errorf("%s: a batch is taken from %d; want %d", name, got, c.want)
		}
	}
}
