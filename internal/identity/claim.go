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
	Proof string    `json:"proof,omitempty"` // of a mark: hash of what its sender can show who asks again; empty: nobody may ask again
}

// holding says that an entry, which nobody known wrote, is a person's.
type holding struct {
	Person string `json:"person"`
	Entry  string `json:"entry"`
}

// Claims let somebody who wrote without an account show later that an entry is theirs. Safe for concurrent use.
type Claims struct{ *core }

// What a proof may be: shorter ones could be guessed.
const (
	shortestProof = 20
	longestProof  = 100
)

// Issue draws the code of an entry. It is printed now and is not kept. An entry gets one code: whoever asks again could take the entry
// for theirs, which is a Conflict. Only who sent a proof with it, a secret of 20 to 100 characters, and sends the same again, gets
// another code, because the answer may not have reached them; the code before opens nothing then. Any other proof is as none.
func (c *Claims) Issue(entry, proof string) (code string, err error) {
	if entry == "" {
		return "", invalid("", "a code belongs to an entry", "give the entry's id")
	}
	if code, err = newCode(c.random); err != nil {
		return "", err
	}
	k := claim{Entry: entry, Made: c.now().UTC()}
	mark := k
	if n := len(proof); n >= shortestProof && n <= longestProof {
		mark.Proof = fastHash(proof)
	}
	err = c.update(func(t tx) error {
		before, found, err := get[claim](t, inClaimed, entry)
		switch {
		case err != nil:
			return err
		case found && (before.Proof == "" || before.Proof != mark.Proof):
			return &domain.Error{Kind: domain.Conflict, Message: "this entry has a code already", Value: entry, Want: "a code is printed once"}
		case found:
			if err := drop(t, inClaims, func(k claim) bool { return k.Entry == entry }); err != nil {
				return err
			}
		}
		if err := put(t, inClaimed, entry, mark); err != nil {
			return err
		}
		return put(t, inClaims, fastHash(readCode(code)), k)
	})
	if err != nil {
		return "", err
	}
	return code, nil
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

// Hold notes that an entry is a person's, who has shown its code; no is that it is not. It is kept here alone: the log never knows whose
// the entry is. Who has no account is refused.
func (c *Claims) Hold(person, entry string, yes bool) error {
	if entry == "" {
		return invalid("", "an entry is held by somebody", "give the entry's id")
	}
	return c.update(func(t tx) error {
		if err := need(t, person); err != nil {
			return err
		}
		key := person + "/" + entry
		if !yes {
			return remove(t, inHeld, key)
		}
		return put(t, inHeld, key, holding{person, entry})
	})
}

// HeldBy are the entries that a person holds, by id; nobody holds none.
func (c *Claims) HeldBy(person string) (entries []string, err error) {
	if person == "" {
		return nil, nil
	}
	err = c.view(func(t tx) error {
		from := []byte(person + "/")
		entries = nil
		return t.Each(inHeld, from, func(key, _ []byte) error {
			entries = append(entries, string(key[len(from):]))
			return nil
		})
	})
	return entries, err
}
