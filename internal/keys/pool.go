package keys

import (
	"bytes"
	"crypto/cipher"
	"encoding/binary"
	"fmt"
	"sync"
	"time"

	"github.com/desirelines/desirelines/internal/records"
)

const (
	blockIDSize = keyIDSize - 4
	smallBlock  = 16   // keys of the first block after a start
	largeBlock  = 4096 // keys of the largest; 128 KiB
	blockGrowth = 4
	openBlocks  = 64 // most blocks in memory
)

// pool holds keys that are on the disk already and not used yet, for entries without an owner. Blocks grow with use, so that one
// command makes few keys and a busy server waits for no disk. The keys of a block left unused when the program ends stay unused.
type pool struct {
	mu      sync.Mutex
	ready   *sync.Cond // refilling ended
	now     reserve
	next    *reserve // nil: not there yet
	size    int      // of the block made last
	filling bool
	err     error // of the last refilling
}

// reserve is a block of which keys are taken, first to last.
type reserve struct {
	id      [blockIDSize]byte
	ciphers []cipher.AEAD // made ahead too, since that takes longer than sealing; nil once used
	used    int
}

func (r *reserve) left() int { return len(r.ciphers) - r.used }

// openBlock is a block in memory for reading.
type openBlock struct {
	keys  []byte // a key of zeros is one that was destroyed
	since time.Time
}

// fromPool takes the next key.
func (s *Store) fromPool() (string, cipher.AEAD, error) {
	p := &s.pool
	p.mu.Lock()
	defer p.mu.Unlock()
	for p.now.left() == 0 {
		switch {
		case p.next != nil:
			p.now, p.next = *p.next, nil
		case p.filling:
			p.ready.Wait()
		default:
			s.refill()
			for p.filling {
				p.ready.Wait()
			}
			if p.err != nil {
				return "", nil, p.err
			}
		}
	}
	if p.next == nil && !p.filling && p.size > smallBlock && p.now.left() < p.size/2 {
		s.refill()
	}
	var id [keyIDSize]byte
	copy(id[:], p.now.id[:])
	binary.BigEndian.PutUint32(id[blockIDSize:], uint32(p.now.used)) //nolint:gosec // below largeBlock
	aead := p.now.ciphers[p.now.used]
	p.now.ciphers[p.now.used] = nil
	p.now.used++
	return idOf(blockLetter, id[:]), aead, nil
}

// refill begins to make the next block. The lock of the pool is held.
func (s *Store) refill() {
	p := &s.pool
	p.size = min(max(p.size*blockGrowth, smallBlock), largeBlock)
	p.filling = true
	size := p.size
	s.work.Go(func() {
		r, err := s.makeBlock(size)
		p.mu.Lock()
		defer p.mu.Unlock()
		if p.filling, p.err = false, err; err == nil {
			p.next = r
		}
		p.ready.Broadcast()
	})
}

func (s *Store) makeBlock(size int) (*reserve, error) {
	r := &reserve{id: [blockIDSize]byte(random(blockIDSize)), ciphers: make([]cipher.AEAD, size)}
	keys := random(size * keySize)
	defer clear(keys)
	for n := range r.ciphers {
		r.ciphers[n] = NewCipher(keys[n*keySize : (n+1)*keySize])
	}
	s.writing.Lock()
	defer s.writing.Unlock()
	err := s.update(func(tx records.Tx) error {
		return tx.Put(blocksBucket, r.id[:], s.sealKey(blocksBucket, r.id[:], keys))
	})
	if err != nil {
		return nil, fmt.Errorf("not saved: %w", err)
	}
	return r, nil
}

// blockCipher returns the cipher of a key in a block; nil where it is gone.
func (s *Store) blockCipher(id [keyIDSize]byte) (cipher.AEAD, error) {
	block := [blockIDSize]byte(id[:blockIDSize])
	n := int(binary.BigEndian.Uint32(id[blockIDSize:]))
	s.mu.RLock()
	b := s.blocks[block]
	if b != nil && s.now().Sub(b.since) < lifetime {
		defer s.mu.RUnlock()
		return b.cipher(n), nil
	}
	s.mu.RUnlock()
	s.writing.Lock()
	defer s.writing.Unlock()
	b = &openBlock{since: s.now()}
	err := s.view(func(tx records.Tx) error {
		b.keys = nil
		row, err := tx.Get(blocksBucket, block[:])
		if row != nil && err == nil {
			b.keys, err = s.openRow(blocksBucket, block[:], row)
		}
		return err
	})
	if err != nil || b.keys == nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.blocks) >= openBlocks {
		for old, o := range s.blocks { // any of them
			clear(o.keys)
			delete(s.blocks, old)
			break
		}
	}
	s.blocks[block] = b
	return b.cipher(n), nil
}

// cipher returns the cipher of the n-th key; nil where it was destroyed or never was.
func (b *openBlock) cipher(n int) cipher.AEAD {
	if n >= len(b.keys)/keySize {
		return nil
	}
	key := b.keys[n*keySize : (n+1)*keySize]
	if bytes.Equal(key, noKey[:]) {
		return nil
	}
	return NewCipher(key)
}

// noKey stands where a key was destroyed.
var noKey [keySize]byte
