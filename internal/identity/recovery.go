package identity

import (
	"errors"
	"slices"
	"strings"
	"time"
)

// recoveryWindow is how long the first facilitator's word waits for the second's.
const recoveryWindow = 24 * time.Hour

// request is a recovery that one facilitator has confirmed.
type request struct {
	First string    `json:"first"`
	At    time.Time `json:"at"`
}

// Recovery is one that was granted, kept for its person to see.
type Recovery struct {
	At time.Time `json:"at"`
	By []string  `json:"by"` // the two; empty for one who was forgotten since
}

// Confirmation is the answer to one facilitator.
type Confirmation struct {
	// Card is nil after the first of the two, and the card for the person after the second.
	Card *Issued
	// Until is when the first's word ends to count.
	Until time.Time
}

// Recoveries let a person back in who has lost all their ways, on the word of two facilitators who know their face.
// Safe for concurrent use.
type Recoveries struct{ *core }

// Confirm is one facilitator's word that somebody who stands before them is this person. The caller has checked that
// the facilitator is one for this person's project. The second, who is another, within 24 hours, makes the card for
// the same person: their sessions end, their passkeys, words, kept cards and cards of earlier recoveries open nothing any
// more, and the recovery is written down for the person to see. Nobody confirms for themself.
func (r *Recoveries) Confirm(person, facilitator string) (answer Confirmation, err error) {
	if facilitator == "" || facilitator == person {
		return answer, refused("nobody can confirm for themself", "two facilitators who know the person confirm, each from their own account")
	}
	err = r.update(func(t tx) error {
		answer = Confirmation{}
		if err := need(t, person); err != nil {
			return err
		}
		if err := need(t, facilitator); err != nil {
			return err
		}
		now := r.now().UTC()
		q, found, err := get[request](t, inRequests, person)
		switch {
		case err != nil:
			return err
		case !found || !now.Before(q.At.Add(recoveryWindow)):
			answer = Confirmation{Until: now.Add(recoveryWindow)}
			return put(t, inRequests, person, request{First: facilitator, At: now})
		case q.First == facilitator:
			return refused("you have confirmed already", "another facilitator confirms now, from their own account")
		}
		answer.Until = q.At.Add(recoveryWindow)
		answer.Card, err = r.grant(t, person, []string{q.First, facilitator}, now)
		return err
	})
	return answer, err
}

// grant does all that a recovery does, in one transaction.
func (r *Recoveries) grant(t tx, person string, by []string, now time.Time) (*Issued, error) {
	if err := remove(t, inRequests, person); err != nil {
		return nil, err
	}
	if err := errors.Join(endAll(t, person), endTokens(t, person)); err != nil {
		return nil, err
	}
	// Whoever found the lost paper or phone must not come in by it. What an organisation vouches for was not lost.
	mine := func(w way) bool { return w.Person == person }
	lost := errors.Join(drop(t, inPasskeys, func(p passkey) bool { return p.Person == person }), drop(t, inWords, mine), drop(t, inKeptCards, mine))
	if lost != nil {
		return nil, lost
	}
	if err := drop(t, inCards, func(c card) bool { return c.Recovery && c.Person == person }); err != nil {
		return nil, err
	}
	key := person + "/" + now.Format(time.RFC3339Nano)
	if err := put(t, inRecoveries, key, Recovery{At: now, By: by}); err != nil {
		return nil, err
	}
	issued, err := r.write(t, card{Person: person, By: by[1], Recovery: true}, cardLife)
	return &issued, err
}

// List returns the recoveries of a person, the newest first.
func (r *Recoveries) List(person string) (list []Recovery, err error) {
	err = r.view(func(t tx) error {
		list = nil
		return each(t, inRecoveries, func(key string, one Recovery) error {
			if strings.HasPrefix(key, person+"/") {
				list = append(list, one)
			}
			return nil
		})
	})
	slices.SortFunc(list, func(a, b Recovery) int { return b.At.Compare(a.At) })
	return list, err
}
