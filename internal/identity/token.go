package identity

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/desirelines/desirelines/domain"
)

// A token lets a program act for a person, with what that person may do at each request and never more. tokenMark is how it begins, so that one that
// was left in a file is found; seenEvery is how old the note of its last use may be.
const (
	tokenLife  = 90 * 24 * time.Hour
	tokenMost  = 366 * 24 * time.Hour
	tokenMark  = "dl_"
	tokensEach = 20 // how many one person may have
	nameMost   = 100
	seenEvery  = time.Minute
)

// TokenSpec is what a token is to open.
type TokenSpec struct {
	Person   string    // for whom it acts; required
	Name     string    // what it is for, in the person's words; required, 100 characters at most
	Records  bool      // it may record too; else it reads
	Projects []string  // the only ones it is for; none: all that the person has, now and later
	Until    time.Time // zero: 90 days from now; a year at most
}

// Token is a token as its owner sees it in a list. The token itself is not kept.
type Token struct {
	ID       string // for Revoke; nothing can be opened with it
	Person   string
	Name     string
	Records  bool
	Projects []string
	Made     time.Time
	Until    time.Time
	Seen     time.Time // when it was used last, up to a minute old; zero: never
}

// For says whether the token is for a project at all; what its person may do there is another question.
func (k Token) For(project string) bool {
	return len(k.Projects) == 0 || slices.Contains(k.Projects, project)
}

// token is the record.
type token struct {
	Person   string    `json:"person"`
	Name     string    `json:"name"`
	Records  bool      `json:"records,omitempty"`
	Projects []string  `json:"projects,omitempty"`
	Made     time.Time `json:"made"`
	Until    time.Time `json:"until"`
	Seen     time.Time `json:"seen,omitzero"`
}

func (r token) shown(key string) Token {
	return Token{tokenID(key), r.Person, r.Name, r.Records, r.Projects, r.Made, r.Until, r.Seen}
}

// Tokens let programs act for people. Safe for concurrent use.
type Tokens struct{ *core }

// Make makes a token. Its secret, 256 bits, is shown now and is not kept. Somebody without an account is NotFound.
func (k *Tokens) Make(s TokenSpec) (secret string, made Token, err error) {
	now := k.now().UTC()
	s.Name = strings.TrimSpace(s.Name)
	if s.Until.IsZero() {
		s.Until = now.Add(tokenLife)
	}
	switch n := utf8.RuneCountInString(s.Name); {
	case n == 0 || n > nameMost || !utf8.ValidString(s.Name):
		return "", Token{}, invalid(domain.Short(s.Name, nameMost), "this cannot be the name of a token", "say what it is for, in 1 to 100 characters")
	case !now.Before(s.Until):
		return "", Token{}, invalid(s.Until.Format(time.DateOnly), "this token would never work", "give a day to come")
	case s.Until.After(now.Add(tokenMost)):
		return "", Token{}, invalid(s.Until.Format(time.DateOnly), "this token would work for too long", "give a day within a year")
	}
	drawn, err := newToken(k.random)
	if err != nil {
		return "", Token{}, err
	}
	secret = tokenMark + drawn
	key, record := fastHash(secret), token{s.Person, s.Name, s.Records, slices.Clone(s.Projects), now, s.Until.UTC(), time.Time{}}
	err = k.update(func(t tx) error {
		if err := need(t, s.Person); err != nil {
			return err
		}
		have := 0
		err := each(t, inTokens, func(_ string, r token) error {
			if r.Person == s.Person && now.Before(r.Until) {
				have++
			}
			return nil
		})
		if err != nil {
			return err
		}
		if have >= tokensEach {
			return refused("there are 20 tokens already", "end one that is not used any more")
		}
		return put(t, inTokens, key, record)
	})
	if err != nil {
		return "", Token{}, err
	}
	return secret, record.shown(key), nil
}

// Use returns the token of a secret. One that is unknown, over or ended is one same refusal; *Busy asks to wait. Each token has its own pace,
// which takes nothing from people who sign in; all that open nothing share one.
func (k *Tokens) Use(ctx context.Context, secret string) (opened Token, err error) {
	key := fastHash(secret)
	record, err := k.read(key, len(secret) <= longestSecret)
	if err != nil {
		return Token{}, err
	}
	paced := key
	if record == nil {
		paced = "unknown"
	}
	if err := k.pace.token(ctx, paced); err != nil {
		return Token{}, err
	}
	if record == nil {
		return Token{}, refused("this token does not open anything", "make a new one, or ask whoever gave it to you")
	}
	if now := k.now().UTC(); now.Sub(record.Seen) >= seenEvery {
		record.Seen = now
		err = k.update(func(t tx) error {
			still, found, err := get[token](t, inTokens, key)
			if err != nil || !found {
				return err // it was ended meanwhile
			}
			still.Seen = now
			return put(t, inTokens, key, still)
		})
	}
	return record.shown(key), err
}

// read returns the record of a token that works; nil: it does not.
func (k *Tokens) read(key string, may bool) (found *token, err error) {
	if !may {
		return nil, nil
	}
	err = k.view(func(t tx) error {
		record, there, err := get[token](t, inTokens, key)
		if err == nil && there && k.now().Before(record.Until) {
			found = &record
		}
		return err
	})
	return found, err
}

// List returns the tokens of a person that work, the newest first.
func (k *Tokens) List(person string) (list []Token, err error) {
	now := k.now()
	err = k.view(func(t tx) error {
		return each(t, inTokens, func(key string, r token) error {
			if r.Person == person && now.Before(r.Until) {
				list = append(list, r.shown(key))
			}
			return nil
		})
	})
	slices.SortFunc(list, func(a, b Token) int { return b.Made.Compare(a.Made) })
	return list, err
}

// Revoke ends a token of a person at once. One that is not there is NotFound.
func (k *Tokens) Revoke(person, id string) error {
	return k.update(func(t tx) error {
		n, err := dropKeys(t, inTokens, func(key string, r token) bool { return r.Person == person && tokenID(key) == id })
		if err == nil && n == 0 {
			return &domain.Error{Kind: domain.NotFound, Message: "this token is not there", Value: id, Want: "choose one of the list"}
		}
		return err
	})
}

func tokenID(key string) string { return key[:16] }

// endTokens ends all tokens of a person.
func endTokens(t tx, person string) error {
	return drop(t, inTokens, func(r token) bool { return r.Person == person })
}
