package identity

import (
	"context"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/desirelines/desirelines/domain"
)

// How long cards live.
const (
	cardLife     = 7 * 24 * time.Hour
	operatorLife = 24 * time.Hour

	holdTime   = time.Minute      // how long a use may hold a card
	joinWithin = 50 * time.Second // what it does meanwhile
)

// The card of the first operator is for the installation itself, which the log knows as this project.
const (
	installation = "="
	operatorRole = "operator"
)

// JoinPath is where a card's address leads; the code stands after it as a fragment, which browsers do not send.
const JoinPath = "/join"

// card is a join card that nobody has used yet. Who uses it becomes Person.
type card struct {
	Prefix   string    `json:"prefix"`
	Project  string    `json:"project,omitempty"` // empty on a card of recovery
	Role     string    `json:"role,omitempty"`
	By       string    `json:"by,omitempty"` // empty on a card from the command line
	Person   string    `json:"person"`       // drawn when the card is made
	Recovery bool      `json:"recovery,omitempty"`
	Made     time.Time `json:"made"`
	Until    time.Time `json:"until"`
	Held     *holder   `json:"held,omitempty"` // who is using it at this moment; nil: nobody
}

// holder is one use of a card under way. Where its program ends in the middle, the card is free again after a while.
type holder struct {
	By    string    `json:"by"` // random
	Until time.Time `json:"until"`
}

// Card is a join card as the list shows it.
type Card struct {
	ID      string // for Withdraw; nothing can be opened with it
	Prefix  string // how the code begins, so that the paper can be recognised
	Project string
	Role    string
	By      string
	Made    time.Time
	Until   time.Time
}

// Issued is a card that was just made. Code and URL are shown or printed now and are not kept.
type Issued struct {
	Card
	Code string // groups of four: XXXX-XXXX-…
	URL  string // PUBLICURL/join#CODE, what the QR code holds
}

// Joined is what a card was for.
type Joined struct {
	Person   string // random, of version 4
	Project  string // empty on a card of recovery
	Role     string
	By       string
	Recovery bool // the person was here before and has lost their ways to come back
}

// Cards are join cards: given face to face, used once within 7 days. Safe for concurrent use.
type Cards struct{ *core }

// Issue makes a card for one person who is to join a project in a role. by is who gives it, and has an account; empty is
// whoever is at the command line. Whether they may is for the caller to know.
func (c *Cards) Issue(project, role, by string) (Issued, error) {
	if project == "" || role == "" {
		return Issued{}, invalid("", "a card needs a project and a role", "give both")
	}
	person, err := newPerson(c.random)
	if err != nil {
		return Issued{}, err
	}
	return c.issue(card{Project: project, Role: role, By: by, Person: person})
}

// Appoint makes a card for a person who was appointed in the installation under this id and has no account yet. by is as in Issue.
func (c *Cards) Appoint(person, role, by string) (Issued, error) {
	if id, err := uuid.Parse(person); err != nil || id.Version() != 4 || role == "" {
		return Issued{}, invalid(person, "a card needs a person's id and a role", "give a UUID of version 4, and a role")
	}
	return c.issue(card{Project: installation, Role: role, By: by, Person: person})
}

func (c *Cards) issue(k card) (issued Issued, err error) {
	err = c.update(func(t tx) error {
		if k.By != "" {
			if err := need(t, k.By); err != nil {
				return err
			}
		}
		issued, err = c.write(t, k, cardLife)
		return err
	})
	return issued, err
}

// Operator makes the card of the first operator, for the command line. It is good for one day, and takes the place
// of one that was made before and not used.
func (c *Cards) Operator() (Issued, error) {
	person, err := newPerson(c.random)
	if err != nil {
		return Issued{}, err
	}
	var issued Issued
	err = c.update(func(t tx) error {
		if err := drop(t, inCards, func(o card) bool { return o.Project == installation && o.Role == operatorRole && o.By == "" }); err != nil {
			return err
		}
		issued, err = c.write(t, card{Project: installation, Role: operatorRole, Person: person}, operatorLife)
		return err
	})
	return issued, err
}

// write draws the code of a card and keeps its hash.
func (c *core) write(t tx, k card, life time.Duration) (Issued, error) {
	code, err := newCode(c.random)
	if err != nil {
		return Issued{}, err
	}
	k.Prefix, k.Made, k.Until = code[:prefixLength], c.now().UTC(), c.now().UTC().Add(life)
	key := fastHash(readCode(code))
	return Issued{Card: k.shown(key), Code: code, URL: c.site.url(JoinPath) + "#" + code}, put(t, inCards, key, k)
}

func (k card) shown(key string) Card {
	return Card{ID: key[:16], Prefix: k.Prefix, Project: k.Project, Role: k.Role, By: k.By, Made: k.Made, Until: k.Until}
}

// Redeem uses a card up and makes the account of the person it is for. join is called before, with what the card is
// for, so that the caller can record it; where join fails, the card stays good and its error is returned. After a
// crash between the two, the same card calls join again, a minute later, with the same person, who has then joined already. join
// may be nil.
//
// as is the person who is signed in, who then joins a further project as themself; empty for somebody new. A card
// of recovery lets its own person in again and nobody else.
//
// A code that is wrong, used, expired or withdrawn is answered with one same refusal; *Busy asks to wait.
func (c *Cards) Redeem(ctx context.Context, typed, as string, join func(context.Context, Joined) error) (Joined, error) {
	code := readCode(typed)
	if err := c.pace.card(ctx, code[:min(prefixLength, len(code))]); err != nil {
		return Joined{}, err
	}
	if code == "" {
		return Joined{}, refusedCard()
	}
	key := fastHash(code)
	if err := c.view(func(t tx) error { // so that whoever tries codes writes nothing
		_, err := c.good(t, key, as)
		return err
	}); err != nil {
		return Joined{}, err
	}
	k, err := c.hold(key, as)
	if err != nil {
		return Joined{}, err
	}
	j := Joined{Person: k.Person, Project: k.Project, Role: k.Role, By: k.By, Recovery: k.Recovery}
	if as != "" {
		j.Person = as
	}
	if join != nil {
		joining, cancel := context.WithTimeout(ctx, joinWithin)
		defer cancel()
		err = join(joining, j)
	}
	if err == nil {
		err = c.use(key, k.Held.By, j, as == "" && !k.Recovery)
	}
	if err != nil {
		c.release(key, k.Held.By)
		return Joined{}, err
	}
	return j, nil
}

// good returns a card that is good at this moment, for this person, and that nobody else is using.
func (c *Cards) good(t tx, key, as string) (card, error) {
	k, found, err := get[card](t, inCards, key)
	now := c.now()
	switch {
	case err != nil:
		return k, err
	case !found, !now.Before(k.Until), k.Held != nil && now.Before(k.Held.Until), k.Recovery && as != "" && as != k.Person:
		return k, refusedCard()
	case k.Recovery:
		return k, need(t, k.Person)
	case as != "":
		return k, need(t, as)
	}
	return k, nil
}

// hold takes a card for one use, so that two who use it at once, of any replica, do not both join.
func (c *Cards) hold(key, as string) (k card, err error) {
	by, err := newToken(c.random)
	if err != nil {
		return k, err
	}
	err = c.update(func(t tx) (err error) {
		if k, err = c.good(t, key, as); err != nil {
			return err
		}
		k.Held = &holder{by, c.now().UTC().Add(holdTime)}
		return put(t, inCards, key, k)
	})
	return k, err
}

// use removes a card and makes the account of somebody new. Others have theirs, unless they were forgotten meanwhile.
func (c *Cards) use(key, by string, j Joined, isNew bool) error {
	return c.update(func(t tx) error {
		// It may have been withdrawn while join was at work.
		if k, found, err := get[card](t, inCards, key); err != nil || !found || k.Held == nil || k.Held.By != by {
			return orRefused(err)
		}
		if err := remove(t, inCards, key); err != nil {
			return err
		}
		if !isNew {
			return need(t, j.Person)
		}
		return put(t, inAccounts, j.Person, account{Made: c.now().UTC()})
	})
}

// release gives a card back that was not used up. Where that fails it is free again when its time is over.
func (c *Cards) release(key, by string) {
	_ = c.update(func(t tx) error {
		k, found, err := get[card](t, inCards, key)
		if err != nil || !found || k.Held == nil || k.Held.By != by {
			return err
		}
		k.Held = nil
		return put(t, inCards, key, k)
	})
}

func orRefused(err error) error {
	if err != nil {
		return err
	}
	return refusedCard()
}

func refusedCard() error {
	return refused("this card does not open anything", "check the code letter by letter, or ask for a new card; a card works once, within 7 days")
}

// List returns the cards of a project that can still be used, the newest first.
func (c *Cards) List(project string) (cards []Card, err error) {
	err = c.view(func(t tx) error {
		cards = nil
		return each(t, inCards, func(key string, k card) error {
			if k.Project == project && !k.Recovery && c.now().Before(k.Until) {
				cards = append(cards, k.shown(key))
			}
			return nil
		})
	})
	slices.SortFunc(cards, func(a, b Card) int { return b.Made.Compare(a.Made) })
	return cards, err
}

// Withdraw takes back a card of a project by its ID. One that is not there is not found.
func (c *Cards) Withdraw(project, id string) error {
	return c.update(func(t tx) error {
		n, err := dropKeys(t, inCards, func(key string, k card) bool { return k.Project == project && key[:16] == id })
		if err == nil && n == 0 {
			return &domain.Error{Kind: domain.NotFound, Message: "this card is not there", Want: "it was used, withdrawn or has expired"}
		}
		return err
	})
}
