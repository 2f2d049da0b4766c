package streams

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
)

// Before the server takes a batch into the stream it writes all of it to a folder of its own, and forces that out in 5 steps, the
// batch itself in one more. The copy serves one end only: were the process killed half way through, the rest of the batch is taken
// from it at the next start. We need no such thing. Each commit of a batch stands for itself, with a guard of its own, and none of it
// was acknowledged; whoever waited looks for his command in the log. So the copy is kept in memory: a killed process leaves it where
// it is, and the rest is taken from it as before; after a power failure it is gone, and the log ends with as many commits of the batch
// as had reached the disk.
//
// The server knows one place for it, beside the blocks of the stream. There lies a link to a folder in the memory file system while
// the log is open.
const (
	memoryFiles   = "/dev/shm"
	stagingPrefix = "desirelines-"
)

// staging is the folder in memory. Nil is none.
type staging struct {
	link string
	lock *FolderLock // keeps whoever opens a copy of the data folder from taking the folder away
}

// stagingLink is where the server looks for the batches of a stream.
func stagingLink(dir, stream string) string {
	return filepath.Join(streamBlocks(dir, stream), "..", "batches")
}

// leftStaging is the folder in memory that a killed process left, nil where there is none. It is asked before the server starts, which
// restores from it and takes the link away. Where somebody holds it this is a copy of his data folder: then the link goes, and his
// stays his.
func leftStaging(dir string) *staging {
	link := stagingLink(dir, eventsStream)
	at, err := os.Readlink(link)
	if err != nil || filepath.Dir(at) != memoryFiles || !strings.HasPrefix(filepath.Base(at), stagingPrefix) {
		return nil
	}
	if _, err := os.Stat(at); err != nil {
		return nil
	}
	lock, err := LockFolder(at)
	if err != nil {
		_ = os.Remove(link)
		return nil
	}
	return &staging{link: link, lock: lock}
}

// openStaging makes the folder and the link to it, with the server up and no batch sent. Without memory files, or where a folder is in
// the place already, batches go by the disk.
func openStaging(dir string) (*staging, error) {
	if info, err := os.Stat(memoryFiles); err != nil || !info.IsDir() {
		return nil, nil
	}
	at, err := os.MkdirTemp(memoryFiles, stagingPrefix)
	if err != nil {
		return nil, err
	}
	lock, err := LockFolder(at)
	if err == nil {
		err = os.Symlink(at, stagingLink(dir, eventsStream))
	}
	if err != nil {
		if lock != nil {
			_ = lock.Close()
		}
		return nil, errors.Join(err, os.RemoveAll(at))
	}
	return &staging{link: stagingLink(dir, eventsStream), lock: lock}, nil
}

// close takes link and folder away, once the server has no batch there. A link that stays does no harm: it leads nowhere, and the next
// start takes it away.
func (s *staging) close() error {
	if s == nil {
		return nil
	}
	_ = os.Remove(s.link)
	return errors.Join(os.RemoveAll(s.lock.dir), s.lock.Close())
}
