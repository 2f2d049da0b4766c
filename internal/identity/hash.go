package identity

import (
	"context"
	"crypto/subtle"
	"encoding/hex"

	"golang.org/x/crypto/argon2"

	"github.com/desirelines/desirelines/domain"
)

// What one Argon2id hashing costs (the OWASP cheat sheet's first choice), and how many run at a time: more would let
// a few dozen strangers use up the memory of the machine.
const (
	hashMemory = 19 * 1024 // KiB
	hashPasses = 2
	hashLanes  = 1
	hashLength = 32
	hashersMax = 2
)

// hasher runs Argon2id, two at most at a time; the others wait their turn.
type hasher struct {
	salt  []byte // of the file: for lookups
	turns chan struct{}
}

func newHasher(salt []byte) *hasher {
	return &hasher{salt: salt, turns: make(chan struct{}, hashersMax)}
}

// lookup hashes a secret that is also what its record is found by, so that nobody needs to remember a user name. The
// salt is the file's, which is safe because the secrets have parts drawn here (53 bits and more) and no two people
// can have the same one; kind keeps words and cards apart.
func (h *hasher) lookup(ctx context.Context, kind, secret string) (string, error) {
	sum, err := h.hash(ctx, kind+"\x00"+secret, h.salt)
	return hex.EncodeToString(sum), err
}

// hash waits for its turn, or for the end of ctx.
func (h *hasher) hash(ctx context.Context, secret string, salt []byte) ([]byte, error) {
	select {
	case h.turns <- struct{}{}:
	case <-ctx.Done():
		return nil, &domain.Error{Kind: domain.Unavailable, Message: "too many people are signing in at this moment", Want: "try again in a minute"}
	}
	defer func() { <-h.turns }()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return argon2.IDKey([]byte(secret), salt, hashPasses, hashMemory, hashLanes, hashLength), nil
}

// matches is true where the secret has this hash under this salt.
func (h *hasher) matches(ctx context.Context, secret string, salt, want []byte) (bool, error) {
	sum, err := h.hash(ctx, secret, salt)
	return err == nil && subtle.ConstantTimeCompare(sum, want) == 1, err
}
