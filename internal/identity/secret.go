package identity

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"strings"

	"github.com/google/uuid"
)

// symbols is the alphabet of typed codes: 32 of them, none to be taken for another (no 0, O, 1, I).
const symbols = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"

// A code is 28 symbols, 140 bits, typed in groups of four. Its first two symbols are its prefix, which lists show and
// which is kept readable: 130 bits stay secret.
const (
	codeLength   = 28
	prefixLength = 2
)

func draw(random io.Reader, n int) ([]byte, error) {
	b := make([]byte, n)
	if _, err := io.ReadFull(random, b); err != nil {
		return nil, fmt.Errorf("draw a secret: %w", err)
	}
	return b, nil
}

// newCode draws a code, in groups of four with hyphens between them.
func newCode(random io.Reader) (string, error) {
	b, err := draw(random, codeLength)
	if err != nil {
		return "", err
	}
	for i := range b {
		b[i] = symbols[b[i]&31] // 256 is a multiple of 32: no symbol is likelier than another
	}
	return groups(string(b)), nil
}

// newToken draws 256 bits for an address or a cookie.
func newToken(random io.Reader) (string, error) {
	b, err := draw(random, 32)
	return base64.RawURLEncoding.EncodeToString(b), err
}

// newPerson draws the id of a person: a UUID of version 4, made from nothing.
func newPerson(random io.Reader) (string, error) {
	id, err := uuid.NewRandomFromReader(random)
	return id.String(), err
}

// groups puts a hyphen after every four characters.
func groups(s string) string {
	var b strings.Builder
	for i, r := range s {
		if i > 0 && i%4 == 0 {
			b.WriteByte('-')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// readCode reads a code as typed: small letters, spaces and hyphens anywhere, and an address before it are forgiven.
// It returns "" where it is not a code.
func readCode(typed string) string {
	if len(typed) > longestSecret {
		return ""
	}
	if i := strings.LastIndexByte(typed, '#'); i >= 0 {
		typed = typed[i+1:]
	}
	code := keep(strings.ToUpper(typed), func(r rune) bool { return !strings.ContainsRune(" -\t\r\n", r) })
	if len(code) != codeLength || strings.Trim(code, symbols) != "" {
		return ""
	}
	return code
}

// longestSecret is how many bytes of a typed secret are looked at; longer ones are wrong.
const longestSecret = 512

// keep returns s without the runes for which ok is false.
func keep(s string, ok func(rune) bool) string {
	return strings.Map(func(r rune) rune {
		if ok(r) {
			return r
		}
		return -1
	}, s)
}

// fastHash is how a token drawn here is kept and found: it has too many bits to be guessed from its hash.
func fastHash(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// below draws a number from 0 to n-1, each as likely as the other.
func below(random io.Reader, n int) (int, error) {
	limit := 1 << 24 / n * n
	for {
		b, err := draw(random, 3)
		if err != nil {
			return 0, err
		}
		if v := int(b[0])<<16 | int(b[1])<<8 | int(b[2]); v < limit {
			return v % n, nil
		}
	}
}
