package streams

import "golang.org/x/sys/unix"

// spaceWatch says when the device of a folder is nearly full. A server that meets a full device
// gives no reason and its stream stays frozen until it is started anew, so we stop saving before that.
type spaceWatch struct {
	dir     string // "": nothing is watched
	minFree uint64 // bytes; at most a twentieth of the device
}

// full asks the device, which takes a microsecond. One that cannot be asked counts as not full.
func (w spaceWatch) full() bool {
	var fs unix.Statfs_t
	if w.dir == "" || unix.Statfs(w.dir, &fs) != nil {
		return false
	}
	block := uint64(fs.Bsize)
	return fs.Bavail*block < min(w.minFree, fs.Blocks*block/20)
}
