package identity

import (
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/desirelines/desirelines/domain"
)

// account says that a person can be let in. It holds no name and no role.
type account struct {
	Made time.Time `json:"made"`
}

// way is a way to come back that needs nothing but the person it belongs to: its key is its proof.
type way struct {
	Person string    `json:"person"`
	Made   time.Time `json:"made"`
	Seen   time.Time `json:"seen,omitzero"` // zero: not used yet
}

// Way is a way to come back, as its owner sees it in a list.
type Way struct {
	ID   string // for Remove; nothing can be opened with it
	Kind string // "passkey", "words", "kept card" or "organisation"
	Made time.Time
	Seen time.Time // when it was used last; zero: never
}

// Accounts are the people who can be let in. Safe for concurrent use.
type Accounts struct{ *core }

// Exists says whether a person has an account.
func (a *Accounts) Exists(person string) (found bool, err error) {
	err = a.view(func(t tx) error {
		_, found, err = get[account](t, inAccounts, person)
		return err
	})
	return found, err
}

// Ways lists how a person can come back, the oldest first; nil where there is none.
func (a *Accounts) Ways(person string) (ways []Way, err error) {
	err = a.view(func(t tx) error {
		ways = nil
		return eachWay(t, person, func(kind, bucket, key string, made, seen time.Time) {
			ways = append(ways, Way{wayID(bucket, key), kind, made, seen})
		})
	})
	slices.SortFunc(ways, func(x, y Way) int { return x.Made.Compare(y.Made) })
	return ways, err
}

// Remove takes one way back from a person. One that is not there, or is somebody else's, is not found.
func (a *Accounts) Remove(person, id string) error {
	return a.update(func(t tx) error {
		found := ""
		where := ""
		err := eachWay(t, person, func(_, bucket, key string, _, _ time.Time) {
			if wayID(bucket, key) == id {
				where, found = bucket, key
			}
		})
		if err != nil {
			return err
		}
		if where == "" {
			return &domain.Error{Kind: domain.NotFound, Message: "this way to come back is not there", Want: "choose one of the list"}
		}
		return remove(t, where, found)
	})
}

func wayID(bucket, key string) string { return fastHash(bucket + "/" + key)[:16] }

// eachWay calls f for every way back that a person has.
func eachWay(t tx, person string, f func(kind, bucket, key string, made, seen time.Time)) error {
	plain := func(kind, bucket string) error {
		return each(t, bucket, func(key string, w way) error {
			if w.Person == person {
				f(kind, bucket, key, w.Made, w.Seen)
			}
			return nil
		})
	}
	return errors.Join(
		each(t, inPasskeys, func(key string, p passkey) error {
			if p.Person == person {
				f("passkey", inPasskeys, key, p.Made, p.Seen)
			}
			return nil
		}),
		plain("words", inWords), plain("kept card", inKeptCards), plain("organisation", inMembers),
	)
}

// Forget removes a person: account, ways to come back, sessions, tokens, cards made by or for them, links of theirs that ask a question, entries
// they hold, ceremonies, requests and records of recovery; where they helped another person to recover, their id is taken out of the record. The file or table is then
// written anew, so that no deleted byte stays in it. A person who is not there is forgotten already: no error.
func (a *Accounts) Forget(person string) error {
	if person == "" {
		return invalid("", "nobody is named here", "give a person's id")
	}
	err := a.update(func(t tx) error {
		mine := func(w way) bool { return w.Person == person }
		return errors.Join(
			remove(t, inAccounts, person),
			drop(t, inPasskeys, func(p passkey) bool { return p.Person == person }),
			drop(t, inWords, mine), drop(t, inKeptCards, mine), drop(t, inMembers, mine),
			drop(t, inSessions, func(s sessionRecord) bool { return s.Person == person }),
			endTokens(t, person),
			drop(t, inCards, func(c card) bool { return c.Person == person || c.By == person }),
			remove(t, inRequests, person),
			drop(t, inHeld, func(h holding) bool { return h.Person == person }),
			drop(t, inQuestions, func(q question) bool { return q.Maker == person }),
			drop(t, inRequests, func(r request) bool { return r.First == person }),
			drop(t, inWaiting, func(w waiting) bool { return w.Person == person }),
			forgetRecoveries(t, person),
		)
	})
	if err != nil {
		return err
	}
	return a.Compact()
}

func forgetRecoveries(t tx, person string) error {
	changed := map[string]*Recovery{} // nil: to be removed
	err := each(t, inRecoveries, func(key string, r Recovery) error {
		if strings.HasPrefix(key, person+"/") {
			changed[key] = nil
		} else if i := slices.Index(r.By, person); i >= 0 {
			r.By[i] = ""
			changed[key] = &r
		}
		return nil
	})
	for key, r := range changed {
		if r == nil {
			err = errors.Join(err, remove(t, inRecoveries, key))
		} else {
			err = errors.Join(err, put(t, inRecoveries, key, *r))
		}
	}
	return err
}

// need refuses who has no account.
func need(t tx, person string) error {
	_, found, err := get[account](t, inAccounts, person)
	if err == nil && !found {
		return &domain.Error{Kind: domain.NotFound, Message: "this person has no account here", Want: "join with a card first"}
	}
	return err
}

// replaceWay gives a person one way of a kind in the place of those they had.
func (c *core) replaceWay(bucket, key, person string) error {
	return c.update(func(t tx) error {
		if err := need(t, person); err != nil {
			return err
		}
		return errors.Join(
			drop(t, bucket, func(w way) bool { return w.Person == person }),
			put(t, bucket, key, way{Person: person, Made: c.now().UTC()}),
		)
	})
}

// useWay returns the person of a way and notes that it was used; "" where there is no such way.
func (c *core) useWay(bucket, key string) (person string, err error) {
	err = c.update(func(t tx) error {
		person = ""
		w, found, err := get[way](t, bucket, key)
		if err != nil || !found {
			return err
		}
		person, w.Seen = w.Person, c.now().UTC()
		return put(t, bucket, key, w)
	})
	return person, err
}

// notStaff refuses staff a way that is not strong enough for what they may see.
func (c *core) notStaff(person string) error {
	staff, err := c.staff(person)
	if err != nil {
		return err
	}
	if staff {
		return refused("this way to come back is not for people who work here", "use a passkey, or sign in at your organisation")
	}
	return nil
}
