package keys

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/desirelines/desirelines/domain"
)

const (
	databaseFile = "keys.db"
	masterFile   = "master"
	nextFile     = "master.next" // there while somebody is being forgotten
)

// master is the key that the others are encrypted under.
type master struct {
	Epoch uint64 `json:"epoch"` // one more each time it is replaced
	Key   []byte `json:"key"`
}

func newMaster(epoch uint64) master { return master{Epoch: epoch, Key: random(keySize)} }

// readMaster returns the master key in a file; one that is missing or cut off is none.
func readMaster(path string) (m master, ok bool, err error) {
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return master{}, false, nil
	}
	if err != nil {
		return master{}, false, err
	}
	if json.Unmarshal(b, &m) != nil || len(m.Key) != keySize || m.Epoch == 0 {
		return master{}, false, nil
	}
	return m, true, nil
}

// write puts the master key on the disk whole or not at all.
func (m master) write(path string) error {
	b, err := json.Marshal(m)
	if err != nil {
		return err
	}
	f, err := os.OpenFile(path+".part", os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(b)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Rename(path+".part", path); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(path))
}

// destroy overwrites a file where it lies; the file stays. One that is not there is no error.
func destroy(path string) error {
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	info, err := f.Stat()
	if err == nil {
		_, err = f.Write(make([]byte, info.Size()))
	}
	return errors.Join(err, f.Sync(), f.Close())
}

func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// findMaster returns the master key of an epoch and leaves nothing of a forgetting that was cut off: before its transaction the
// next master key is thrown away, after it the old one is.
func findMaster(dir string, epoch uint64) (master, error) {
	path, nextPath := filepath.Join(dir, masterFile), filepath.Join(dir, nextFile)
	now, ok, err := readMaster(path)
	if err != nil {
		return master{}, folderError(dir, err)
	}
	next, hasNext, err := readMaster(nextPath)
	if err != nil {
		return master{}, folderError(dir, err)
	}
	switch {
	case ok && now.Epoch == epoch:
		err = errors.Join(destroy(nextPath), remove(nextPath), remove(path+".part"), remove(nextPath+".part"))
		return now, wrapFolder(dir, err)
	case hasNext && next.Epoch == epoch:
		return next, wrapFolder(dir, replaceMaster(dir))
	case ok && now.Epoch > epoch:
		return master{}, &domain.Error{Kind: domain.Unavailable, Value: dir,
			Message: "these keys are an old copy, and the master key that opens them was destroyed when somebody was forgotten",
			Want:    "put back the newest copy of keys.db"}
	}
	return master{}, &domain.Error{Kind: domain.Unavailable, Value: dir, Message: "the master key of these keys is missing",
		Want: "put the newest copy of the file master back into this folder"}
}

// replaceMaster destroys the old master key and puts the next one in its place.
func replaceMaster(dir string) error {
	path := filepath.Join(dir, masterFile)
	if err := destroy(path); err != nil {
		return err
	}
	if err := os.Rename(filepath.Join(dir, nextFile), path); err != nil {
		return err
	}
	return syncFolder(dir)
}

func remove(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

func wrapFolder(dir string, err error) error {
	if err == nil {
		return nil
	}
	return folderError(dir, err)
}

func folderError(dir string, err error) error {
	return fmt.Errorf("%w: %w", &domain.Error{Kind: domain.Unavailable, Message: "the keys folder cannot be used", Value: dir,
		Want: "name a folder that can be written to with --keys"}, err)
}
