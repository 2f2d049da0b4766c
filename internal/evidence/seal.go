package evidence

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"errors"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/keys"
)

// A sealed file is, one after the other:
//
//	scheme   4 length of the first box (big-endian; 0: none)   box of the small picture   box of the content
//
// A box is a random nonce and AES-256-GCM, bound to the scheme, the id of the file and which of the two it is. What lies in it is padded with zeros
// behind its length, so that the size of a file says less about it.
const (
	scheme  = "desirelines file 1\n"
	keySize = 32
	step    = 4096 // bytes that sizes are padded to
)

// The two boxes of a file.
const (
	smallBox   = "small"
	contentBox = "content"
)

// ErrDamaged is the error for bytes that are not those that were sealed, or not with this key.
var ErrDamaged = errors.New("the sealed file does not open: it is damaged, or the key is another")

// Seal encrypts a file with a new random key under a new random id. The file that it returns holds the key open: it belongs into an event,
// whose personal fields are sealed before they are recorded.
func Seal(c Content) (domain.File, []byte) {
	key, id := random(keySize), hex.EncodeToString(random(16))
	aead := keys.NewCipher(key)
	sealed := append(make([]byte, 0, len(c.Bytes)+len(c.Thumbnail)+3*step), scheme...)
	var small []byte
	if c.Thumbnail != nil {
		small = aead.Seal(nil, nil, padded(c.Thumbnail), bound(id, smallBox))
	}
	sealed = binary.BigEndian.AppendUint32(sealed, uint32(len(small))) //nolint:gosec // small
	sealed = append(sealed, small...)
	sealed = aead.Seal(sealed, nil, padded(c.Bytes), bound(id, contentBox))
	sum := sha256.Sum256(sealed)
	f := domain.File{
		ID: id, MediaType: c.MediaType, Size: len(sealed), SHA256: hex.EncodeToString(sum[:]), Width: c.Width, Height: c.Height,
		Key: domain.Write(base64.RawURLEncoding.EncodeToString(key)),
	}
	return f, sealed
}

// Open returns the content of a sealed file. Anything but what Seal made with this id and key is ErrDamaged.
func Open(id, key string, sealed []byte) ([]byte, error) { return open(id, key, sealed, contentBox) }

// OpenSmall returns the small picture of a sealed picture.
func OpenSmall(id, key string, sealed []byte) ([]byte, error) { return open(id, key, sealed, smallBox) }

func open(id, key string, sealed []byte, which string) ([]byte, error) {
	raw, err := base64.RawURLEncoding.DecodeString(key)
	rest, ok := bytes.CutPrefix(sealed, []byte(scheme))
	if err != nil || len(raw) != keySize || !ok || len(rest) < 4 {
		return nil, ErrDamaged
	}
	n := uint64(binary.BigEndian.Uint32(rest))
	if rest = rest[4:]; n > uint64(len(rest)) {
		return nil, ErrDamaged
	}
	box := rest[n:]
	if which == smallBox {
		box = rest[:n]
	}
	plain, err := keys.NewCipher(raw).Open(nil, nil, box, bound(id, which))
	if err != nil {
		return nil, ErrDamaged
	}
	return unpadded(plain)
}

func bound(id, which string) []byte { return []byte(scheme + id + "\n" + which) }

func padded(b []byte) []byte {
	size := (8 + len(b) + step - 1) / step * step
	out := binary.BigEndian.AppendUint64(make([]byte, 0, size), uint64(len(b)))
	return append(out, b...)[:size]
}

func unpadded(b []byte) ([]byte, error) {
	if len(b) < 8 || binary.BigEndian.Uint64(b) > uint64(len(b)-8) {
		return nil, ErrDamaged
	}
	return b[8 : 8+binary.BigEndian.Uint64(b)], nil
}

func random(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b) // never fails, see crypto/rand
	return b
}
