package keys

import (
	"context"
	"crypto/cipher"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/records"
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
	if k := s.inMemory(func() *openKey { return s.current[of] }); k != nil {
		s.lent.Store(true)
		return k.id, k.cipher, nil
	}
	return s.findOrMake(of)
}

// inMemory returns a key that may still be used; nil where it is not there, or was there for too long.
func (s *Store) inMemory(which func() *openKey) *openKey {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if k := which(); k != nil && (k.raw != nil || s.now().Sub(k.since) < lifetime) {
		return k
	}
	return nil
}

func (s *Store) findOrMake(of ownerClass) (string, cipher.AEAD, error) {
	s.writing.Lock() // so that nothing is deleted or encrypted anew meanwhile
	defer s.writing.Unlock()
	k := s.inMemory(func() *openKey { return s.current[of] })
	if k == nil {
		var err error
		if k, err = s.find(of); err != nil {
			return "", nil, err
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		if k == nil {
			k = &openKey{of: of, since: s.now(), id: ownedID(random(keyIDSize)), raw: random(keySize)}
			k.cipher = NewCipher(k.raw)
			s.waiting = append(s.waiting, k)
			s.unsaved.Add(1)
		}
		s.current[of], s.opened[k.id] = k, k
	}
	s.lent.Store(true)
	return k.id, k.cipher, nil
}

// find looks for the key of an owner and class in the database; nil where there is none. The right to write is held.
func (s *Store) find(of ownerClass) (k *openKey, err error) {
	err = s.view(func(tx records.Tx) error {
		k = nil
		ids, err := tx.Get(ownersBucket, ownerName(of))
		if err != nil || len(ids) < keyIDSize {
			return err
		}
		id := ids[:keyIDSize]
		aead, err := s.ownedCipher(tx, id)
		if aead != nil {
			k = &openKey{of: of, since: s.now(), id: ownedID(id), cipher: aead}
		}
		return err
	})
	return k, err
}

// errForgotten is what a seal of before somebody was forgotten elsewhere meets.
var errForgotten = &domain.Error{Kind: domain.Conflict, Message: "not saved: somebody was forgotten at this moment", Want: "send it again"}

// Flush returns when every key that Seal used before is on the disk. Calls at the same time share the writing. Where others share the
// database and somebody was forgotten since, it is a Conflict: the key may be gone, and whoever sealed seals again.
func (s *Store) Flush() error {
	lent := s.lent.Swap(false)
	if s.unsaved.Load() == 0 && !(s.shared && lent) {
		return nil
	}
	s.writing.Lock()
	defer s.writing.Unlock()
	epoch := s.master.Epoch
	err := s.save()
	if err == nil && s.shared && lent {
		if err = s.view(func(records.Tx) error { return nil }); err == nil && s.master.Epoch != epoch {
			err = errForgotten
		}
	}
	return err
}

// save writes the keys that wait. The right to write is held.
func (s *Store) save() error {
	s.mu.RLock()
	keys := s.waiting
	s.mu.RUnlock()
	if len(keys) == 0 {
		return nil
	}
	err := s.update(func(tx records.Tx) error { return s.saveAll(tx, keys) })
	if err != nil {
		return fmt.Errorf("not saved: %w", err)
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

// saveAll writes keys that wait. Two replicas may make one for the same owner at once: both are theirs, and go together. All is read before
// anything is written, so that what is written goes in one go.
func (s *Store) saveAll(tx records.Tx, keys []*openKey) error {
	before := make([][]byte, len(keys)) // keys that the owners have
	for i, k := range keys {
		var err error
		if before[i], err = tx.Get(ownersBucket, ownerName(k.of)); err != nil {
			return err
		}
	}
	for i, k := range keys {
		id, err := rawID(k.id)
		if err != nil {
			return err
		}
		if err := errors.Join(tx.Put(ownedBucket, id, s.sealKey(ownedBucket, id, k.raw)), tx.Put(ownersBucket, ownerName(k.of), append(before[i], id...))); err != nil {
			return err
		}
	}
	return nil
}

// Open implements domain.Opener. A key that is gone is no fault; a box that does not open with its key is one, and is told to the logger. A
// key that could not be looked up is counted, see Unreached.
func (s *Store) Open(f domain.Sealed) (text string, ok bool) {
	aead, err := s.cipherOf(f.Key)
	if err != nil {
		if !errors.Is(err, errDamaged) {
			s.unreached.Add(1)
		}
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

// Unreached is how many boxes stayed closed because their keys could not be looked up, though they may be there. It only grows: whoever opened some
// and finds it grown since must not take for removed what did not open.
func (s *Store) Unreached() uint64 { return s.unreached.Load() }

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
	if k := s.inMemory(func() *openKey { return s.opened[id] }); k != nil {
		return k.cipher, nil
	}
	s.writing.Lock()
	defer s.writing.Unlock()
	var aead cipher.AEAD
	err = s.view(func(tx records.Tx) (err error) {
		aead, err = s.ownedCipher(tx, raw)
		return err
	})
	if aead == nil || err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.opened[id] = &openKey{id: id, cipher: aead, since: s.now()}
	return aead, nil
}

// ownedCipher reads a key from the database; nil where it is gone.
func (s *Store) ownedCipher(tx records.Tx, id []byte) (cipher.AEAD, error) {
	row, err := tx.Get(ownedBucket, id)
	if row == nil || err != nil {
		return nil, err
	}
	key, err := s.openRow(ownedBucket, id, row)
	if err != nil {
		return nil, err
	}
	defer clear(key)
	return NewCipher(key), nil
}

// sealKey encrypts a row under the master key.
func (s *Store) sealKey(bucket string, id, key []byte) []byte {
	return s.wrap.Seal(nil, nil, key, rowBound(bucket, id))
}

// errDamaged is a key that does not open with the master key of its epoch. It is as good as gone.
var errDamaged = errors.New("a key does not open with the master key")

func (s *Store) openRow(bucket string, id, row []byte) ([]byte, error) {
	key, err := s.wrap.Open(nil, nil, row, rowBound(bucket, id))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errDamaged, err)
	}
	return key, nil
}

// rowBound ties a row to its bucket and name.
func rowBound(bucket string, id []byte) []byte {
	return append(append(append(make([]byte, 0, len(bucket)+1+len(id)), bucket...), 0), id...)
}

// forgetMemory takes every key that is on the disk out of memory. The lock is held, or nobody else knows the store yet.
func (s *Store) forgetMemory() {
	for _, b := range s.blocks {
		clear(b.keys)
	}
	s.current, s.opened, s.blocks = map[ownerClass]*openKey{}, map[string]*openKey{}, map[[blockIDSize]byte]*openBlock{}
	for _, k := range s.waiting {
		s.current[k.of], s.opened[k.id] = k, k
	}
}

func (s *Store) sweepUntil(ctx context.Context) {
	sweep, look := time.NewTicker(sweeping), time.NewTicker(looking)
	defer sweep.Stop()
	defer look.Stop()
	for {
		select {
		case <-sweep.C:
			s.sweep()
		case <-look.C:
			if s.shared {
				s.look()
			}
		case <-ctx.Done():
			return
		}
	}
}

// look notices that somebody was forgotten elsewhere, and ends a forgetting that was cut off there. While the database is away nobody can be
// forgotten, and what is in memory goes when its time is over.
func (s *Store) look() {
	s.writing.Lock()
	defer s.writing.Unlock()
	err := s.view(func(records.Tx) error { return nil })
	if err == nil && s.unfinished {
		err = s.finish()
	}
	if err != nil {
		s.logger.Warn("nobody can tell now whether somebody was forgotten elsewhere", "why", err)
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

func eight(n uint64) []byte { return binary.BigEndian.AppendUint64(nil, n) }

func newStoreID() string { return hex.EncodeToString(random(16)) }

func number(b []byte) uint64 {
	if len(b) != 8 {
		return 0
	}
	return binary.BigEndian.Uint64(b)
}
