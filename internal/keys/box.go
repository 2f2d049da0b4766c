package keys

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/binary"

	"github.com/desirelines/desirelines/domain"
)

const (
	keySize = 32 // AES-256
	// scheme is the first part of what every box is bound to; another way of sealing has another name.
	scheme = "desirelines seal 1"
)

// NewCipher returns AES-256-GCM that chooses a random nonce for each box and puts it in front. It is what everything is sealed with, evidence
// files too. A key that is not of 32 bytes is a fault of the caller: it panics.
func NewCipher(key []byte) cipher.AEAD {
	block, err := aes.NewCipher(key)
	if err != nil {
		panic(err) // the length of a key is ours to choose
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		panic(err)
	}
	return aead
}

// random returns n random bytes.
func random(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b) // never fails, see crypto/rand
	return b
}

// bound is what a box is tied to: it opens only in this store, at this place, with this key.
func bound(store string, at domain.Place, key string) []byte {
	b := make([]byte, 0, 192)
	for _, part := range [...]string{scheme, store, at.Project, at.Event, at.Field, key} {
		b = binary.AppendUvarint(b, uint64(len(part)))
		b = append(b, part...)
	}
	return b
}

// padded is the length of a text, the text, and zeros up to a step, so that the size of a box says little about the text.
func padded(text string) []byte {
	n := len(text) + binary.MaxVarintLen32
	step := 32
	switch {
	case n > 1024:
		step = 512
	case n > 256:
		step = 64
	}
	size := max(64, (n+step-1)/step*step)
	b := binary.AppendUvarint(make([]byte, 0, size), uint64(len(text)))
	return append(b, text...)[:size]
}

// unpadded takes the text out again; ok is false where there is none in it.
func unpadded(b []byte) (text string, ok bool) {
	n, head := binary.Uvarint(b)
	if head <= 0 || n > uint64(len(b)-head) {
		return "", false
	}
	return string(b[head : head+int(n)]), true //nolint:gosec // not longer than b
}
