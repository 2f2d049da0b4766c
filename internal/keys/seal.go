package keys

import (
	"bytes"
	"context"
	"crypto/cipher"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"time"

	bolt "go.etcd.io/bbolt"

	"github.com/desirelines/desirelines/domain"
)

// Seal implements domain.Sealer. The key is on the disk for sure only after Flush.
func (s *Store) Seal(owner string, class domain.Class, at domain.Place, text string) (domain.Sealed, error) {
	id, aead, err := s.keyFor(owner, class)
	if err != nil {
		return domain.Sealed{}, err
	}
	plain := padded(text)
	box := aead.Seal(make([]byte, 0, len(plain)+aead.Overhead()), nil, plain, bound(s.store, at, id))
	clear(plain)
	return domain.SealedAt(at, id, box), nil
}

// keyFor returns the key of an owner and class, a new one where there is none.
func (s *Store) keyFor(owner string, class domain.Class) (string, cipher.AEAD, error) {
	if len(owner) > 2 && owner[:2] == "e:" {
		return s.fromPool()
	}
	of := ownerClass{owner, class}
	s.mu.RLock()
	k := s.current[of]
	s.mu.RUnlock()
	if k != nil && (k.raw != nil || s.now().Sub(k.since) < lifetime) {
		return k.id, k.cipher, nil
	}
	return s.findOrMake(of)
}

func (s *Store) findOrMake(of ownerClass) (string, cipher.AEAD, error) {
	s.writing.Lock() // so that nothing is deleted or encrypted anew meanwhile
	defer s.writing.Unlock()
	s.mu.Lock()
	defer s.mu.Unlock()
	if k := s.current[of]; k != nil && (k.raw != nil || s.now().Sub(k.since) < lifetime) {
		return k.id, k.cipher, nil
	}
	var id []byte
	err := s.db.View(func(tx *bolt.Tx) error {
		id = bytes.Clone(tx.Bucket(ownersBucket).Get(ownerName(of)))
		return nil
	})
	if err != nil {
		return "", nil, folderError(s.dir, err)
	}
	k := &openKey{of: of, since: s.now()}
	if id != nil {
		k.id = ownedID(id)
		if k.cipher, err = s.ownedCipher(id); err != nil {
			return "", nil, folderError(s.dir, err)
		}
	} else {
		k.id, k.raw = ownedID(random(keyIDSize)), random(keySize)
		k.cipher = NewCipher(k.raw)
		s.waiting = append(s.waiting, k)
		s.unsaved.Add(1)
	}
	s.current[of], s.opened[k.id] = k, k
	return k.id, k.cipher, nil
}

// Flush returns when every key that Seal used before is on the disk. Calls at the same time share the writing.
func (s *Store) Flush() error {
	if s.unsaved.Load() == 0 {
		return nil
	}
	s.writing.Lock()
	defer s.writing.Unlock()
	return s.save()
}

// save writes the keys that wait. The right to write is held.
func (s *Store) save() error {
	s.mu.RLock()
	keys := s.waiting
	s.mu.RUnlock()
	if len(keys) == 0 {
		return nil
	}
	err := s.db.Update(func(tx *bolt.Tx) error {
		owned, owners := tx.Bucket(ownedBucket), tx.Bucket(ownersBucket)
		for _, k := range keys {
			id, err := rawID(k.id)
			if err != nil {
				return err
			}
			if err := errors.Join(owned.Put(id, s.sealKey(ownedBucket, id, k.raw)), owners.Put(ownerName(k.of), id)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("not saved: %w", folderError(s.dir, err))
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, k := range keys {
		clear(k.raw)
		k.raw = nil
	}
	s.waiting = s.waiting[len(keys):]
	s.unsaved.Add(-int64(len(keys)))
	return nil
}

// Open implements domain.Opener. A key that is gone is no fault; a box that does not open with its key is one, and is told to the logger.
func (s *Store) Open(f domain.Sealed) (text string, ok bool) {
	aead, err := s.cipherOf(f.Key)
	if err != nil {
		s.complain(f, err)
		return "", false
	}
	if aead == nil {
		return "", false
	}
	plain, err := aead.Open(make([]byte, 0, len(f.Box)), nil, f.Box, bound(s.store, f.At(), f.Key))
	if err != nil {
		s.complain(f, err)
		return "", false
	}
	if text, ok = unpadded(plain); !ok {
		s.complain(f, errors.New("there is no text in it"))
	}
	clear(plain)
	return text, ok
}

// complain says once that something cannot be opened though its key is there; a damaged log would say so for ever.
func (s *Store) complain(f domain.Sealed, err error) {
	if s.notFound.Add(1) == 1 {
		s.logger.Error("a sealed field does not open, and is shown as removed; there may be more", "event", f.At().Event, "field", f.At().Field, "why", err)
	}
}

// cipherOf returns the cipher of a key; nil where the key is gone.
func (s *Store) cipherOf(id string) (cipher.AEAD, error) {
	raw, err := rawID(id)
	if err != nil {
		return nil, nil //nolint:nilerr,nilnil // no key of ours, so it is not here
	}
	if id[0] == blockLetter {
		return s.blockCipher([keyIDSize]byte(raw))
	}
	s.mu.RLock()
	k := s.opened[id]
	s.mu.RUnlock()
	if k != nil && (k.raw != nil || s.now().Sub(k.since) < lifetime) {
		return k.cipher, nil
	}
	s.writing.Lock()
	defer s.writing.Unlock()
	aead, err := s.ownedCipher(raw)
	if aead == nil || err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.opened[id] = &openKey{id: id, cipher: aead, since: s.now()}
	return aead, nil
}

// ownedCipher reads a key from the disk; nil where it is gone. The right to write is held.
func (s *Store) ownedCipher(id []byte) (aead cipher.AEAD, err error) {
	err = s.db.View(func(tx *bolt.Tx) error {
		row := tx.Bucket(ownedBucket).Get(id)
		if row == nil {
			return nil
		}
		key, err := s.openRow(ownedBucket, id, row)
		if err == nil {
			aead = NewCipher(key)
			clear(key)
		}
		return err
	})
	return aead, err
}

// sealKey encrypts a row under the master key.
func (s *Store) sealKey(bucket, id, key []byte) []byte {
	return s.wrap.Seal(nil, nil, key, rowBound(bucket, id))
}

func (s *Store) openRow(bucket, id, row []byte) ([]byte, error) {
	return s.wrap.Open(nil, nil, row, rowBound(bucket, id))
}

// rowBound ties a row to its bucket and name.
func rowBound(bucket, id []byte) []byte {
	return append(append(append(make([]byte, 0, len(bucket)+1+len(id)), bucket...), 0), id...)
}

// forgetMemory takes every key that is on the disk out of memory. The lock is held, or nobody else knows the store yet.
func (s *Store) forgetMemory() {
	s.current, s.opened, s.blocks = map[ownerClass]*openKey{}, map[string]*openKey{}, map[[blockIDSize]byte]*openBlock{}
	for _, k := range s.waiting {
		s.current[k.of], s.opened[k.id] = k, k
	}
}

func (s *Store) sweepUntil(ctx context.Context) {
	tick := time.NewTicker(sweeping)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			s.sweep()
		case <-ctx.Done():
			return
		}
	}
}

// sweep takes keys out of memory that were there for as long as they may be.
func (s *Store) sweep() {
	now := s.now()
	s.mu.Lock()
	defer s.mu.Unlock()
	for of, k := range s.current {
		if k.raw == nil && now.Sub(k.since) >= lifetime {
			delete(s.current, of)
		}
	}
	for id, k := range s.opened {
		if k.raw == nil && now.Sub(k.since) >= lifetime {
			delete(s.opened, id)
		}
	}
	for id, b := range s.blocks {
		if now.Sub(b.since) >= lifetime {
			clear(b.keys)
			delete(s.blocks, id)
		}
	}
}

const (
	keyIDSize   = 16
	ownedLetter = 'k'
	blockLetter = 'b'
)

func ownedID(raw []byte) string { return idOf(ownedLetter, raw) }

func idOf(letter byte, raw []byte) string {
	b := append(make([]byte, 0, 24), letter)
	return string(base64.RawURLEncoding.AppendEncode(b, raw))
}

// rawID returns the bytes of a key id, an error for what is none.
func rawID(id string) ([]byte, error) {
	if len(id) != 23 || id[0] != ownedLetter && id[0] != blockLetter {
		return nil, fmt.Errorf("%q is no id of a key", id)
	}
	return base64.RawURLEncoding.DecodeString(id[1:])
}

func ownerName(of ownerClass) []byte { return []byte(of.owner + "\x00" + string(of.class)) }

func number(b []byte) uint64 {
	if len(b) != 8 {
		return 0
	}
	return binary.BigEndian.Uint64(b)
}
