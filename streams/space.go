package streams

import (
	"sync"
	"time"

	"golang.org/x/sys/unix"
)

// spaceWatch says when the device of a folder is nearly full. A server that meets a full device
// gives no reason and its stream stays frozen until it is started anew, so we stop saving before that.
type spaceWatch struct {
	dir     string // "": nothing is watched
	minFree uint64 // bytes; at most a twentieth of the device

	mu   sync.Mutex
	next time.Time
	full bool
}

func newSpaceWatch(dir string, minFree uint64) *spaceWatch {
	return &spaceWatch{dir: dir, minFree: minFree}
}

// isFull looks at most four times a second. A device that cannot be asked counts as not full.
func (w *spaceWatch) isFull(now time.Time) bool {
	if w.dir == "" {
		return false
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if now.Before(w.next) {
		return w.full
	}
	w.next = now.Add(250 * time.Millisecond)
	var fs unix.Statfs_t
	if unix.Statfs(w.dir, &fs) != nil {
		w.full = false
		return false
	}
	block := uint64(fs.Bsize)
	w.full = fs.Bavail*block < min(w.minFree, fs.Blocks*block/20)
	return w.full
}
