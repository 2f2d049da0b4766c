package keys

import (
	"bytes"
	"crypto/cipher"
	"encoding/binary"
	"errors"
	"path/filepath"

	bolt "go.etcd.io/bbolt"

	"github.com/desirelines/desirelines/domain"
)

// Steps of forgetting, in order. Cut off behind any of them, the next Attach leaves either everything as before or nothing of the
// keys that were to go.
const (
	stepNext     = iota + 1 // the next master key is on the disk
	stepRewrap              // the keys are gone and the others encrypted anew
	stepReplaced            // the old master key is destroyed
)

// Followed is the sequence of the log up to which everybody who was to be forgotten is.
func (s *Store) Followed() (sequence uint64, err error) {
	err = s.db.View(func(tx *bolt.Tx) error {
		sequence = number(tx.Bucket(aboutBucket).Get([]byte(aboutFollowed)))
		return nil
	})
	return sequence, wrapFolder(s.dir, err)
}

// Reconcile follows the log: list is everybody who was to be forgotten up to a sequence. Call it before anything is shown: where an
// old copy of the keys was put back, it deletes again what was deleted since.
func (s *Store) Reconcile(list []domain.Forgotten, sequence uint64) error {
	if err := s.Forget(list...); err != nil {
		return err
	}
	s.writing.Lock()
	defer s.writing.Unlock()
	return wrapFolder(s.dir, s.db.Update(func(tx *bolt.Tx) error {
		return tx.Bucket(aboutBucket).Put([]byte(aboutFollowed), binary.BigEndian.AppendUint64(nil, sequence))
	}))
}

// Forget destroys keys, on the disk and in memory, and the master key with them, so that no old copy of the database opens any
// more. What was done for the same event before is not done again: who joined anew after they were forgotten has new keys. When it returns
// without an error nothing that the keys sealed can be read.
func (s *Store) Forget(list ...domain.Forgotten) error {
	s.writing.Lock()
	defer s.writing.Unlock()
	list, err := s.undone(list)
	if err != nil || len(list) == 0 {
		return err
	}
	if err := s.save(); err != nil { // so that what waits is forgotten too
		return err
	}
	if s.unfinished {
		if err := s.finish(); err != nil {
			return err
		}
	}
	next, err := s.nextMaster()
	if err != nil {
		return folderError(s.dir, err)
	}
	if err := s.stopped(stepNext); err != nil {
		return err
	}
	wrap := NewCipher(next.Key)
	if err := s.db.Update(func(tx *bolt.Tx) error { return s.rewrap(tx, list, wrap, next.Epoch) }); err != nil {
		return folderError(s.dir, err)
	}
	s.master, s.wrap, s.unfinished = next, wrap, true
	s.mu.Lock()
	for _, b := range s.blocks {
		clear(b.keys)
	}
	s.forgetMemory()
	s.mu.Unlock()
	if err := s.stopped(stepRewrap); err != nil {
		return err
	}
	return s.finish()
}

// nextMaster puts the next master key on the disk. One that lies there stays: a transaction that seemed to fail may have encrypted under it.
func (s *Store) nextMaster() (master, error) {
	path := filepath.Join(s.dir, nextFile)
	next, ok, err := readMaster(path)
	if err != nil || ok && next.Epoch == s.master.Epoch+1 {
		return next, err
	}
	next = newMaster(s.master.Epoch + 1)
	return next, next.write(path)
}

// finish destroys the old master key. The right to write is held.
func (s *Store) finish() error {
	if err := replaceMaster(s.dir); err != nil {
		return folderError(s.dir, err)
	}
	s.unfinished = false
	return s.stopped(stepReplaced)
}

func (s *Store) stopped(step int) error {
	if s.after == nil {
		return nil
	}
	return s.after(step)
}

// undone leaves out what was done before.
func (s *Store) undone(list []domain.Forgotten) (left []domain.Forgotten, err error) {
	err = s.db.View(func(tx *bolt.Tx) error {
		for _, f := range list {
			if f.Event == "" || tx.Bucket(forgottenBucket).Get([]byte(f.Event)) == nil {
				left = append(left, f)
			}
		}
		return nil
	})
	return left, wrapFolder(s.dir, err)
}

// rewrap deletes what is to be forgotten and encrypts everything else anew.
func (s *Store) rewrap(tx *bolt.Tx, list []domain.Forgotten, wrap cipher.AEAD, epoch uint64) error {
	gone := map[string]bool{} // keys in blocks, by their bytes
	for _, f := range list {
		if err := drop(tx, f, gone); err != nil {
			return err
		}
	}
	if err := s.again(tx, ownedBucket, wrap, func(_, key []byte) []byte { return key }); err != nil {
		return err
	}
	err := s.again(tx, blocksBucket, wrap, func(id, keys []byte) []byte {
		if len(gone) == 0 {
			return keys
		}
		for n := range len(keys) / keySize {
			if gone[string(binary.BigEndian.AppendUint32(append([]byte{}, id...), uint32(n)))] { //nolint:gosec // below largeBlock
				clear(keys[n*keySize : (n+1)*keySize])
			}
		}
		return keys
	})
	if err != nil {
		return err
	}
	return tx.Bucket(aboutBucket).Put([]byte(aboutEpoch), binary.BigEndian.AppendUint64(nil, epoch))
}

// drop deletes the keys of an owner, and notes those in blocks.
func drop(tx *bolt.Tx, f domain.Forgotten, gone map[string]bool) error {
	classes := f.Classes
	if len(classes) == 0 {
		classes = domain.Classes()
	}
	owned, owners := tx.Bucket(ownedBucket), tx.Bucket(ownersBucket)
	for _, class := range classes {
		name := ownerName(ownerClass{f.Owner, class})
		if id := bytes.Clone(owners.Get(name)); id != nil {
			if err := errors.Join(owned.Delete(id), owners.Delete(name)); err != nil {
				return err
			}
		}
	}
	for _, key := range f.Keys {
		id, err := rawID(key)
		if err != nil {
			continue // no key of ours, so it is not here
		}
		if key[0] == blockLetter {
			gone[string(id)] = true
		} else if err := owned.Delete(id); err != nil {
			return err
		}
	}
	if f.Event == "" {
		return nil
	}
	return tx.Bucket(forgottenBucket).Put([]byte(f.Event), []byte{1})
}

// again encrypts every row of a bucket anew.
func (s *Store) again(tx *bolt.Tx, bucket []byte, wrap cipher.AEAD, change func(id, plain []byte) []byte) error {
	type row struct{ id, sealed []byte }
	var rows []row
	b := tx.Bucket(bucket)
	err := b.ForEach(func(id, old []byte) error {
		plain, err := s.openRow(bucket, id, old)
		if err != nil {
			return err
		}
		id = append([]byte{}, id...)
		rows = append(rows, row{id, wrap.Seal(nil, nil, change(id, plain), rowBound(bucket, id))})
		clear(plain)
		return nil
	})
	if err != nil {
		return err
	}
	b.FillPercent = 0.9
	for _, r := range rows {
		if err := b.Put(r.id, r.sealed); err != nil {
			return err
		}
	}
	return nil
}
