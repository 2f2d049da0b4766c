package keys

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/records"
)

const (
	databaseFile = "keys.db"
	masterFile   = "master"
	nextFile     = "master.next" // there while somebody is being forgotten
)

// master is the key that the others are encrypted under. The zero value is none.
type master struct {
	Epoch uint64 `json:"epoch"` // one more each time it is replaced
	Key   []byte `json:"key"`
	Of    string `json:"of,omitempty"` // id of the log whose keys it is for; empty in those of before this was noted
}

func newMaster(epoch uint64, of string) master {
	return master{Epoch: epoch, Key: random(keySize), Of: of}
}

// readMaster returns the master key in a record; one that is missing or cut off is none.
func readMaster(b []byte) (m master) {
	if json.Unmarshal(b, &m) != nil || len(m.Key) != keySize || m.Epoch == 0 {
		return master{}
	}
	return m
}

// masters are where the master key lies, and the next one while somebody is being forgotten. Only who has the turn to write in the database of
// the keys may change anything there.
type masters interface {
	// read returns both, zero where one is missing. Who has not the turn may see both in the middle of a change.
	read() (now, next master, err error)

	// put keeps one by its name, whole or not at all.
	put(name string, m master) error

	// replace destroys the old one and puts the next in its place.
	replace() error

	// clean leaves nothing of those that are not there any more.
	clean() error
}

// openMasters opens where the master key of the keys at where lies: apart, or with them where that is empty.
func openMasters(where, apart string) (masters, func() error, error) {
	if apart == "" {
		apart = where
	}
	nothing := func() error { return nil }
	if !records.IsURL(apart) {
		return folderMasters(apart), nothing, nil
	}
	same, err := records.Holds(apart, keysSchema)
	if err != nil {
		return nil, nil, err
	}
	if same {
		return nil, nil, &domain.Error{Kind: domain.Usage, Message: "the master key must not lie in a database that keys lie in, or a copy of it would open everything", Value: records.Shown(apart),
			Want: "name a folder or another database with --master, best on another server"}
	}
	db, err := records.OpenPostgres(apart, masterSchema)
	if err != nil {
		return nil, nil, err
	}
	return databaseMasters{db}, db.Close, nil
}

// settle takes the master key of an epoch, and ends a forgetting that was cut off behind its transaction. It is our turn to write. A
// next one of before its transaction stays for the next forgetting.
func (s *Store) settle(epoch uint64) error {
	now, next, err := s.masters.read()
	switch {
	case err != nil:
		return err
	case now.Epoch == epoch:
		return s.take(now)
	case next.Epoch == epoch:
		if err := s.masters.replace(); err != nil {
			return err
		}
		s.unfinished = true // until nothing is left of the old one
		return s.take(next)
	case now.Epoch > epoch:
		return &domain.Error{Kind: domain.Unavailable, Value: records.Shown(s.where),
			Message: "these keys are an old copy, and the master key that opens them was destroyed when somebody was forgotten",
			Want:    "put back the newest copy of the keys"}
	}
	return &domain.Error{Kind: domain.Unavailable, Value: s.masterPlace(), Message: "the master key of these keys is missing",
		Want: "put back its newest copy; replicas must all see the same one"}
}

// folderMasters are two files in a folder.
type folderMasters string

func (f folderMasters) read() (now, next master, err error) {
	one := func(name string) master {
		b, fails := os.ReadFile(filepath.Join(string(f), name))
		if fails != nil && !errors.Is(fails, fs.ErrNotExist) {
			err = errors.Join(err, unusable(string(f), fails))
		}
		return readMaster(b)
	}
	return one(masterFile), one(nextFile), err
}

func (f folderMasters) put(name string, m master) error {
	if err := os.MkdirAll(string(f), 0o700); err != nil {
		return unusable(string(f), err)
	}
	return wrapped(string(f), m.write(filepath.Join(string(f), name)))
}

func (f folderMasters) replace() error {
	path := filepath.Join(string(f), masterFile)
	if err := destroy(path); err != nil {
		return unusable(string(f), err)
	}
	if err := os.Rename(filepath.Join(string(f), nextFile), path); err != nil {
		return unusable(string(f), err)
	}
	return wrapped(string(f), syncFolder(string(f)))
}

func (f folderMasters) clean() error {
	path := filepath.Join(string(f), masterFile)
	return wrapped(string(f), errors.Join(remove(path+".part"), remove(filepath.Join(string(f), nextFile)+".part")))
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

func remove(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

func wrapped(where string, err error) error {
	if err == nil {
		return nil
	}
	return unusable(where, err)
}

func unusable(where string, err error) error {
	return fmt.Errorf("%w: %w", &domain.Error{Kind: domain.Unavailable, Message: "the keys cannot be used", Value: where,
		Want: "name a folder that can be written to, or a database that can be reached, with --keys and --master"}, err)
}

// databaseMasters are two records in a database of their own.
type databaseMasters struct{ db records.DB }

const mastersBucket = "master"

func (d databaseMasters) read() (now, next master, err error) {
	err = d.db.View(func(tx records.Tx) error {
		a, err := tx.Get(mastersBucket, []byte(masterFile))
		if err != nil {
			return err
		}
		b, err := tx.Get(mastersBucket, []byte(nextFile))
		now, next = readMaster(a), readMaster(b)
		return err
	})
	return now, next, err
}

func (d databaseMasters) put(name string, m master) error {
	b, err := json.Marshal(m)
	if err != nil {
		return err
	}
	return d.db.Update(func(tx records.Tx) error { return tx.Put(mastersBucket, []byte(name), b) })
}

func (d databaseMasters) replace() error {
	return d.db.Update(func(tx records.Tx) error {
		next, err := tx.Get(mastersBucket, []byte(nextFile))
		if err != nil || next == nil { // nil: done before
			return err
		}
		return errors.Join(tx.Put(mastersBucket, []byte(masterFile), bytes.Clone(next)), tx.Delete(mastersBucket, []byte(nextFile)))
	})
}

func (d databaseMasters) clean() error { return d.db.Compact() }
