package streams

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"

	"github.com/desirelines/desirelines/domain"
)

// lockFile lies in the data folder for ever; only the lock on it comes and goes.
const lockFile = "lock"

// Holder says who holds a data folder. It is the content of the lock file, as JSON.
type Holder struct {
	PID    int    `json:"pid"`
	Socket string `json:"socket,omitempty"` // path of the Unix socket it answers on; empty: it does not listen
}

// HeldError is the answer to whoever opens a folder that is open already. Its kind is Unavailable.
type HeldError struct {
	Dir    string
	Holder Holder // zero where the holder has not said who it is
}

func (e *HeldError) Error() string { return e.Unwrap().Error() }

// Unwrap returns the error as the domain knows it.
func (e *HeldError) Unwrap() error {
	who := "another process"
	if e.Holder.PID != 0 {
		who = fmt.Sprintf("process %d", e.Holder.PID)
	}
	if e.Holder.Socket != "" {
		who += ", listening on " + e.Holder.Socket
	}
	return &domain.Error{Kind: domain.Unavailable, Message: "the data folder is in use by " + who, Value: e.Dir,
		Want: "talk to that process, stop it, or name another folder with --data"}
}

// FolderLock is the right of one process to a data folder. JetStream does not keep two servers
// from one folder: both start, and both acknowledge the same sequence. So this lock is taken
// before anything else is read. The kernel drops it when the process ends, however it ends.
type FolderLock struct {
	file *os.File
	dir  string
}

// LockFolder takes the lock on dir, which is made where it does not exist (mode 0700). It never
// waits: a folder that is held gives *HeldError at once.
func LockFolder(dir string) (*FolderLock, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, folderError(dir, err)
	}
	f, err := os.OpenFile(filepath.Join(dir, lockFile), os.O_RDWR|os.O_CREATE|unix.O_CLOEXEC, 0o600)
	if err != nil {
		return nil, folderError(dir, err)
	}
	err = unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB)
	if errors.Is(err, unix.EWOULDBLOCK) {
		held := &HeldError{Dir: dir, Holder: readHolder(f)}
		_ = f.Close()
		return nil, held
	}
	if err != nil {
		_ = f.Close()
		return nil, folderError(dir, err)
	}
	l := &FolderLock{file: f, dir: dir}
	if err := l.say(Holder{PID: os.Getpid()}); err != nil {
		_ = f.Close()
		return nil, folderError(dir, err)
	}
	return l, nil
}

// SetSocket writes into the lock file where this process listens, for the next one that finds the
// folder held. Empty takes it back.
func (l *FolderLock) SetSocket(path string) error {
	return l.say(Holder{PID: os.Getpid(), Socket: path})
}

// Close gives the folder back. The file stays: removing it would let a third process lock another one.
func (l *FolderLock) Close() error {
	_ = l.say(Holder{})
	return l.file.Close()
}

// say writes in place, since the lock belongs to this very file. A reader may meet it half written.
func (l *FolderLock) say(h Holder) error {
	b, err := json.Marshal(h)
	if err != nil {
		return err
	}
	if _, err := l.file.WriteAt(b, 0); err != nil {
		return err
	}
	return l.file.Truncate(int64(len(b)))
}

func readHolder(f *os.File) Holder {
	b, err := io.ReadAll(f)
	if err != nil {
		return Holder{}
	}
	var h Holder
	if json.Unmarshal(b, &h) != nil {
		return Holder{}
	}
	return h
}

func folderError(dir string, err error) error {
	return fmt.Errorf("%w: %w", &domain.Error{Kind: domain.Unavailable, Message: "the data folder cannot be opened",
		Value: dir, Want: "name a folder that can be written to"}, err)
}
