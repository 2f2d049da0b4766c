package records

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	bolt "go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"

	"github.com/desirelines/desirelines/domain"
)

// lockWait is how long a file that another process holds is waited for.
const lockWait = time.Second

// file is a bbolt file. The lock is held for reading by whoever uses db and for writing by Compact, which replaces it.
type file struct {
	path string

	mu     sync.RWMutex
	db     *bolt.DB
	closed bool
}

// OpenFile opens a database in a file for its owner alone, made where it is missing together with its folder. A file that another process
// holds is Unavailable.
func OpenFile(path string) (DB, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, unusable(path, err)
	}
	db, err := openBolt(path)
	if err != nil {
		return nil, err
	}
	return &file{path: path, db: db}, nil
}

func openBolt(path string) (*bolt.DB, error) {
	db, err := bolt.Open(path, 0o600, &bolt.Options{Timeout: lockWait, FreelistType: bolt.FreelistMapType, NoFreelistSync: true})
	switch {
	case errors.Is(err, bolterrors.ErrTimeout):
		return nil, &domain.Error{Kind: domain.Unavailable, Message: "this file is in use by another process", Value: path, Want: "stop that one first, or name another folder"}
	case err != nil:
		return nil, unusable(path, err)
	}
	if err := os.Chmod(path, 0o600); err != nil {
		return nil, errors.Join(unusable(path, err), db.Close())
	}
	return db, nil
}

func unusable(path string, err error) error {
	return fmt.Errorf("%w: %w", &domain.Error{Kind: domain.Unavailable, Message: "this file cannot be used", Value: path, Want: "name a folder that can be written to"}, err)
}

func (d *file) View(f func(Tx) error) error {
	d.mu.RLock()
	defer d.mu.RUnlock()
	var failed error
	err := d.db.View(func(t *bolt.Tx) error {
		failed = f(fileTx{t})
		return failed
	})
	return d.explain(err, failed)
}

func (d *file) Update(f func(Tx) error) error {
	d.mu.RLock()
	defer d.mu.RUnlock()
	var failed error
	err := d.db.Update(func(t *bolt.Tx) error {
		failed = f(fileTx{t})
		return failed
	})
	return d.explain(err, failed)
}

// explain leaves the error of the function as it is.
func (d *file) explain(err, failed error) error {
	if err == nil || failed != nil {
		return failed
	}
	return unusable(d.path, err)
}

// Compact writes what is left into a new file and puts that in the place of the old one, whose free pages still hold what was deleted. A
// crash leaves either file whole.
func (d *file) Compact() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	next := d.path + ".new"
	if err := os.Remove(next); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return unusable(next, err)
	}
	db, err := openBolt(next)
	if err != nil {
		return err
	}
	err = errors.Join(bolt.Compact(db, d.db, 1<<20), db.Sync())
	if err == nil {
		err = os.Rename(next, d.path)
	}
	if err != nil {
		return errors.Join(unusable(next, err), db.Close())
	}
	old := d.db
	d.db = db // open under its former name, which does not matter: it is the same file
	return errors.Join(old.Close(), syncFolder(filepath.Dir(d.path)))
}

func (d *file) Close() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.closed {
		return nil
	}
	d.closed = true
	return d.db.Close()
}

func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

type fileTx struct{ *bolt.Tx }

func (t fileTx) Get(bucket string, key []byte) ([]byte, error) {
	b := t.Bucket([]byte(bucket))
	if b == nil {
		return nil, nil
	}
	return bytes.Clone(b.Get(key)), nil
}

func (t fileTx) Put(bucket string, key, value []byte) error {
	b, err := t.CreateBucketIfNotExists([]byte(bucket))
	if err != nil {
		return err
	}
	return b.Put(key, value)
}

func (t fileTx) Delete(bucket string, key []byte) error {
	b := t.Bucket([]byte(bucket))
	if b == nil {
		return nil
	}
	return b.Delete(key)
}

func (t fileTx) Each(bucket string, prefix []byte, f func(key, value []byte) error) error {
	b := t.Bucket([]byte(bucket))
	if b == nil {
		return nil
	}
	cursor := b.Cursor()
	for k, v := cursor.Seek(prefix); k != nil && bytes.HasPrefix(k, prefix); k, v = cursor.Next() {
		if err := f(bytes.Clone(k), bytes.Clone(v)); err != nil {
			return err
		}
	}
	return nil
}
