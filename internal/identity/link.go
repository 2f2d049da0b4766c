package identity

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/desirelines/desirelines/domain"
)

// linkLife is how long a link opens where nothing else is said.
const linkLife = 30 * 24 * time.Hour

// How long a passphrase of a link may be, in characters.
const (
	passphraseMin = 8
	passphraseMax = 128
)

// LinkSpec is what a link is to show and for how long.
type LinkSpec struct {
	Release    string    // id of the release; required
	Audience   string    // required
	Project    string    // required
	Until      time.Time // zero: 30 days from now
	Passphrase string    // told by another channel; 8 to 128 characters; empty: none
	Views      int       // how often it opens; 0: no limit
}

// Link is a share link as the project's list shows it.
type Link struct {
	ID         string // for Revoke and Views; nothing can be opened with it
	Release    string
	Audience   string
	Project    string
	Made       time.Time
	Until      time.Time
	Revoked    time.Time // zero: not
	Passphrase bool      // one is asked for
	Cap        int       // 0: no limit
	Seen       int       // how often it was opened
}

// link is the record. The token itself is not kept.
type link struct {
	Release  string    `json:"release"`
	Audience string    `json:"audience"`
	Project  string    `json:"project"`
	Made     time.Time `json:"made"`
	Until    time.Time `json:"until"`
	Revoked  time.Time `json:"revoked,omitzero"`
	Cap      int       `json:"cap,omitempty"`
	Seen     int       `json:"seen,omitempty"`
	Salt     []byte    `json:"salt,omitempty"` // of the passphrase
	Hash     []byte    `json:"hash,omitempty"` // Argon2id; nil: no passphrase
}

// view is one opening of a link: when, and nothing else.
type view struct {
	At time.Time `json:"at"`
}

func (l link) shown(key string) Link {
	return Link{
		ID: linkID(key), Release: l.Release, Audience: l.Audience, Project: l.Project, Made: l.Made, Until: l.Until,
		Revoked: l.Revoked, Passphrase: l.Hash != nil, Cap: l.Cap, Seen: l.Seen,
	}
}

// opens is true while nothing has ended the link.
func (l link) opens(now time.Time) bool {
	return l.Revoked.IsZero() && now.Before(l.Until) && (l.Cap == 0 || l.Seen < l.Cap)
}

// Links show one release to people without an account. Safe for concurrent use.
type Links struct{ *core }

// Make makes a link. Its token, 256 bits, is shown now and is not kept.
func (l *Links) Make(ctx context.Context, s LinkSpec) (token string, made Link, err error) {
	now := l.now().UTC()
	if s.Until.IsZero() {
		s.Until = now.Add(linkLife)
	}
	if err := s.check(now); err != nil {
		return "", Link{}, err
	}
	record := link{Release: s.Release, Audience: s.Audience, Project: s.Project, Made: now, Until: s.Until.UTC(), Cap: s.Views}
	if s.Passphrase != "" {
		if record.Salt, err = draw(l.random, 16); err != nil {
			return "", Link{}, err
		}
		if record.Hash, err = l.hasher.hash(ctx, readPassphrase(s.Passphrase), record.Salt); err != nil {
			return "", Link{}, err
		}
	}
	if token, err = newToken(l.random); err != nil {
		return "", Link{}, err
	}
	key := fastHash(token)
	if err := l.update(func(t tx) error { return put(t, inLinks, key, record) }); err != nil {
		return "", Link{}, err
	}
	return token, record.shown(key), nil
}

func (s LinkSpec) check(now time.Time) error {
	switch n := utf8.RuneCountInString(readPassphrase(s.Passphrase)); {
	case s.Release == "" || s.Audience == "" || s.Project == "":
		return invalid("", "a link shows one release to one audience of a project", "give all three")
	case !now.Before(s.Until):
		return invalid(s.Until.Format(time.DateOnly), "this link would never open", "give a day to come")
	case s.Views < 0:
		return invalid(fmt.Sprint(s.Views), "this is not a number of views", "give 1 or more, or nothing for no limit")
	case s.Passphrase != "" && (n < passphraseMin || n > passphraseMax):
		return invalid("", "this passphrase cannot be used", "give 8 to 128 characters")
	}
	return nil
}

// readPassphrase makes what two keyboards write for the same text the same.
func readPassphrase(s string) string { return norm.NFKC.String(strings.TrimSpace(s)) }

// Use opens a link: it counts the view and notes its time. A token that is unknown, over, revoked or seen often
// enough, and a passphrase that is missing or wrong, are answered with one same refusal; *Busy asks to wait.
func (l *Links) Use(ctx context.Context, token, passphrase string) (opened Link, err error) {
	key, err := l.paced(ctx, token)
	if err != nil {
		return Link{}, err
	}
	record, err := l.read(key)
	if err != nil {
		return Link{}, err
	}
	if record.Hash != nil {
		if err := l.pace.account(ctx, "link/"+key); err != nil { // a passphrase is tried as slowly as a person's secrets
			return Link{}, err
		}
		if ok, err := l.rightPassphrase(ctx, passphrase, record); err != nil || !ok {
			return Link{}, orRefusedLink(err)
		}
	}
	return l.count(key, record.Hash)
}

func (l *Links) read(key string) (record link, err error) {
	err = l.view(func(t tx) error {
		var found bool
		record, found, err = get[link](t, inLinks, key)
		if err == nil && (!found || !record.opens(l.now())) {
			return orRefusedLink(nil)
		}
		return err
	})
	return record, err
}

func (l *Links) rightPassphrase(ctx context.Context, passphrase string, record link) (bool, error) {
	if passphrase == "" || len(passphrase) > 4*passphraseMax {
		return false, nil
	}
	return l.hasher.matches(ctx, readPassphrase(passphrase), record.Salt, record.Hash)
}

// count looks once more, in the transaction that counts: two who open it at once do not both have the last view.
func (l *Links) count(key string, hash []byte) (opened Link, err error) {
	now := l.now().UTC()
	err = l.update(func(t tx) error {
		record, found, err := get[link](t, inLinks, key)
		if err != nil || !found || !record.opens(now) || !bytes.Equal(hash, record.Hash) {
			return orRefusedLink(err)
		}
		record.Seen++
		opened = record.shown(key)
		if err := put(t, inViews, viewKey(key, record.Seen), view{now}); err != nil {
			return err
		}
		return put(t, inLinks, key, record)
	})
	return opened, err
}

func orRefusedLink(err error) error {
	if err != nil {
		return err
	}
	return refused("this link does not open anything", "if you were told a passphrase, give it; otherwise ask for a new link")
}

// Revoke ends a link of a project at once. One that is not there is not found; one that was revoked stays as it is.
func (l *Links) Revoke(project, id string) error {
	return l.update(func(t tx) error {
		return revoke(t, inLinks, id, func(r *link) (bool, *time.Time) { return r.Project == project, &r.Revoked }, l.now())
	})
}

// revoke ends the link of a bucket with this id, where it is the project's; what finds out both. What was revoked stays as it is.
func revoke[T any](t tx, bucket, id string, what func(*T) (ours bool, revoked *time.Time), now time.Time) error {
	var key string
	var record T
	err := each(t, bucket, func(k string, r T) error {
		if ours, _ := what(&r); ours && linkID(k) == id {
			key, record = k, r
		}
		return nil
	})
	if err == nil && key == "" {
		return &domain.Error{Kind: domain.NotFound, Message: "this link is not there", Value: id, Want: "choose one of the list"}
	}
	_, revoked := what(&record)
	if err != nil || !revoked.IsZero() {
		return err
	}
	*revoked = now.UTC()
	return put(t, bucket, key, record)
}

// List returns the links of a project, also those that are over, the newest first.
func (l *Links) List(project string) (list []Link, err error) {
	err = l.view(func(t tx) error {
		list = nil
		return each(t, inLinks, func(key string, r link) error {
			if r.Project == project {
				list = append(list, r.shown(key))
			}
			return nil
		})
	})
	slices.SortFunc(list, func(a, b Link) int { return b.Made.Compare(a.Made) })
	return list, err
}

// Views returns when a link of a project was opened, the first first.
func (l *Links) Views(project, id string) (times []time.Time, err error) {
	err = l.view(func(t tx) error {
		mine := false
		times = nil
		err := each(t, inLinks, func(key string, r link) error {
			mine = mine || r.Project == project && linkID(key) == id
			return nil
		})
		if err != nil || !mine {
			return err
		}
		return each(t, inViews, func(key string, v view) error {
			if strings.HasPrefix(key, id+"/") {
				times = append(times, v.At)
			}
			return nil
		})
	})
	return times, err
}

func linkID(key string) string { return key[:16] }
