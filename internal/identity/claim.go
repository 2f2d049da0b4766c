package identity

import (
	"context"
	"time"

	"github.com/desirelines/desirelines/domain"
)

// claim is the code of one anonymous entry, or the mark that it has one.
type claim struct {
	Entry string    `json:"entry"`
	Made  time.Time `json:"made"`
}

// Claims let somebody who wrote without an account show later that an entry is theirs. Safe for concurrent use.
type Claims struct{ *core }

// Issue draws the code of an entry. It is printed now and is not kept. An entry gets one code, ever: whoever asks
// again could take the entry for theirs.
func (c *Claims) Issue(entry string) (code string, err error) {
	if entry == "" {
		return "", invalid("", "a code belongs to an entry", "give the entry's id")
	}
	if code, err = newCode(c.random); err != nil {
		return "", err
	}
	err = c.update(func(t tx) error {
		if _, found, err := get[claim](t, inClaimed, entry); err != nil || found {
			return conflictOr(err, entry)
		}
		k := claim{Entry: entry, Made: c.now().UTC()}
		if err := put(t, inClaimed, entry, k); err != nil {
			return err
		}
		return put(t, inClaims, fastHash(readCode(code)), k)
	})
	if err != nil {
		return "", err
	}
	return code, nil
}

func conflictOr(err error, entry string) error {
	if err != nil {
		return err
	}
	return &domain.Error{Kind: domain.Conflict, Message: "this entry has a code already", Value: entry, Want: "a code is printed once"}
}

// Claim returns the entry whose code this is; it works as often as it is needed. A code that opens nothing is
// refused; *Busy asks to wait.
func (c *Claims) Claim(ctx context.Context, typed string) (entry string, err error) {
	code := readCode(typed)
	if err := c.pace.card(ctx, code[:min(prefixLength, len(code))]); err != nil {
		return "", err
	}
	err = c.view(func(t tx) error {
		k, found, err := get[claim](t, inClaims, fastHash(code))
		if err == nil && !found {
			return refused("this code does not open anything", "check it letter by letter")
		}
		entry = k.Entry
		return err
	})
	return entry, err
}

// Drop makes the code of an entry open nothing any more. An entry without one is no error.
func (c *Claims) Drop(entry string) error {
	return c.update(func(t tx) error { return drop(t, inClaims, func(k claim) bool { return k.Entry == entry }) })
}
