package keys

import (
	"crypto/cipher"
	"encoding/binary"
	"errors"
	"slices"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/records"
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
	s.writing.Lock()
	defer s.writing.Unlock()
	err = s.view(func(tx records.Tx) error {
		raw, err := tx.Get(aboutBucket, []byte(aboutFollowed))
		sequence = number(raw)
		return err
	})
	return sequence, err
}

// Reconcile follows the log: list is everybody who was to be forgotten up to a sequence. Call it before anything is shown: where an
// old copy of the keys was put back, it deletes again what was deleted since.
func (s *Store) Reconcile(list []domain.Forgotten, sequence uint64) error {
	if err := s.Forget(list...); err != nil {
		return err
	}
	s.writing.Lock()
	defer s.writing.Unlock()
	return s.update(func(tx records.Tx) error { return tx.Put(aboutBucket, []byte(aboutFollowed), eight(sequence)) })
}

// Forget destroys keys, on the disk and in memory, and the master key with them, so that no old copy of the database opens any
// more. What was done for the same event before, here or by another replica, is not done again: who joined anew after they were forgotten
// has new keys. When it returns without an error nothing that the keys sealed can be read here; other replicas notice when they look
// something up or are told, and within seconds.
func (s *Store) Forget(list ...domain.Forgotten) error {
	s.writing.Lock()
	defer s.writing.Unlock()
	var left []domain.Forgotten
	err := s.view(func(tx records.Tx) (err error) {
		left, err = undone(tx, list)
		return err
	})
	if err != nil {
		return err
	}
	if len(left) == 0 {
		if s.unfinished && len(list) > 0 {
			return s.finish()
		}
		return nil
	}
	if err := s.save(); err != nil { // so that what waits is forgotten too
		return err
	}
	var next master
	err = s.update(func(tx records.Tx) error {
		next = master{}
		left, err := undone(tx, list) // another replica may have been first
		if err != nil || len(left) == 0 {
			return err
		}
		if next, err = s.nextMaster(); err != nil {
			return err
		}
		if err := s.stopped(stepNext); err != nil {
			return err
		}
		return s.rewrap(tx, left, NewCipher(next.Key), next.Epoch)
	})
	if err != nil || next.Epoch == 0 {
		return err
	}
	s.unfinished = true
	if err := s.take(next); err != nil {
		return err
	}
	if err := s.stopped(stepRewrap); err != nil {
		return err
	}
	return s.finish()
}

// nextMaster keeps the next master key. One that lies there stays: a transaction that seemed to fail may have encrypted under it. It is
// our turn to write.
func (s *Store) nextMaster() (master, error) {
	_, next, err := s.masters.read()
	if err != nil || next.Epoch == s.master.Epoch+1 {
		return next, err
	}
	next = newMaster(s.master.Epoch+1, s.store)
	return next, s.masters.put(nextFile, next)
}

// finish destroys the old master key. The right to write is held.
func (s *Store) finish() error {
	err := s.update(func(records.Tx) error {
		if err := s.settle(s.master.Epoch); err != nil {
			return err
		}
		return s.masters.clean()
	})
	if err != nil {
		return err
	}
	s.unfinished = false
	if s.shared {
		if err := s.db.Compact(); err != nil { // what is left there opens with the old master key alone
			s.logger.Warn("the table of keys was not written anew", "why", err)
		}
	}
	return s.stopped(stepReplaced)
}

func (s *Store) stopped(step int) error {
	if s.after == nil {
		return nil
	}
	return s.after(step)
}

// undone leaves out what was done before.
func undone(tx records.Tx, list []domain.Forgotten) (left []domain.Forgotten, err error) {
	for _, f := range list {
		var done []byte
		if f.Event != "" {
			if done, err = tx.Get(forgottenBucket, []byte(f.Event)); err != nil {
				return nil, err
			}
		}
		if done == nil {
			left = append(left, f)
		}
	}
	return left, nil
}

// rewrap deletes what is to be forgotten and encrypts everything else anew.
func (s *Store) rewrap(tx records.Tx, list []domain.Forgotten, wrap cipher.AEAD, epoch uint64) error {
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
	return tx.Put(aboutBucket, []byte(aboutEpoch), eight(epoch))
}

// drop deletes the keys of an owner, and notes those in blocks.
func drop(tx records.Tx, f domain.Forgotten, gone map[string]bool) error {
	classes := f.Classes
	if len(classes) == 0 {
		classes = domain.Classes()
	}
	for _, class := range classes {
		name := ownerName(ownerClass{f.Owner, class})
		ids, err := tx.Get(ownersBucket, name)
		if err != nil {
			return err
		}
		for id := range slices.Chunk(ids, keyIDSize) {
			err = errors.Join(err, tx.Delete(ownedBucket, id))
		}
		if err = errors.Join(err, tx.Delete(ownersBucket, name)); err != nil {
			return err
		}
	}
	for _, key := range f.Keys {
		id, err := rawID(key)
		if err != nil {
			continue // no key of ours, so it is not here
		}
		if key[0] == blockLetter {
			gone[string(id)] = true
		} else if err := tx.Delete(ownedBucket, id); err != nil {
			return err
		}
	}
	if f.Event == "" {
		return nil
	}
	return tx.Put(forgottenBucket, []byte(f.Event), []byte{1})
}

// again encrypts every row of a bucket anew.
func (s *Store) again(tx records.Tx, bucket string, wrap cipher.AEAD, change func(id, plain []byte) []byte) error {
	type row struct{ id, sealed []byte }
	var rows []row
	err := tx.Each(bucket, nil, func(id, old []byte) error {
		plain, err := s.openRow(bucket, id, old)
		if err != nil {
			return err
		}
		rows = append(rows, row{id, wrap.Seal(nil, nil, change(id, plain), rowBound(bucket, id))})
		clear(plain)
		return nil
	})
	for _, r := range rows {
		err = errors.Join(err, tx.Put(bucket, r.id, r.sealed))
	}
	return err
}
