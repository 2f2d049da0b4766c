package streams

import (
	"context"

	"golang.org/x/sys/unix"
)

// Facts are how the store of a log stands.
type Facts struct {
	Store    string // its random id
	Last     uint64 // sequence of the newest commit
	Bytes    uint64 // that it takes
	Quota    int64  // most bytes that it may take; 0: no limit
	Free     uint64 // bytes on its device
	Watched  bool   // Free is known: the device is one of this machine
	MinFree  uint64 // free bytes under which nothing more is saved
	Replicas int    // that hold it
	Current  int    // of these, that are up to date
	Cluster  bool   // it is on a cluster, not inside this program
}

// Facts asks the store how it stands. One that is in memory knows only its last commit.
func (l *Log) Facts(ctx context.Context) (Facts, error) {
	if s, ok := l.store.(*jetstreamStore); ok {
		return s.facts(ctx)
	}
	last, err := l.Last(ctx)
	return Facts{Store: l.StoreID(), Last: last, Replicas: 1, Current: 1}, err
}

func (s *jetstreamStore) facts(ctx context.Context) (Facts, error) {
	ctx, cancel := context.WithTimeout(ctx, readTimeout)
	defer cancel()
	stream, err := s.js.Stream(ctx, eventsStream)
	if err != nil {
		return Facts{}, s.readError(err)
	}
	info := stream.CachedInfo()
	f := Facts{Store: s.id, Last: info.State.LastSeq, Bytes: info.State.Bytes, Quota: max(info.Config.MaxBytes, 0), Replicas: max(info.Config.Replicas, 1), Current: 1}
	if info.Cluster != nil {
		f.Cluster = true
		for _, r := range info.Cluster.Replicas {
			if r.Current && !r.Offline {
				f.Current++
			}
		}
	}
	f.Free, f.MinFree, f.Watched = s.publisher.space.free()
	return f, nil
}

// free asks the device as full does.
func (w spaceWatch) free() (free, least uint64, known bool) {
	var fs unix.Statfs_t
	if w.dir == "" || unix.Statfs(w.dir, &fs) != nil {
		return 0, 0, false
	}
	block := uint64(fs.Bsize)
	return fs.Bavail * block, min(w.minFree, fs.Blocks*block/20), true
}
