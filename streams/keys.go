package streams

import (
	"bytes"
	"context"
	"fmt"

	"github.com/desirelines/desirelines/domain"
)

// Keys are what a log seals personal fields with and opens them again. They lie outside the log, and outside its backup; package
// internal/keys has the real ones.
type Keys interface {
	domain.Sealer
	domain.Opener

	// Attach opens the keys of a store and returns their own id. Known is the id that the store knows them by; empty: it was
	// never sealed, and keys are made for it where there are none.
	Attach(store, known string) (id string, err error)

	// Flush returns when every key that Seal used before is on the disk.
	Flush() error

	// Forget destroys keys; what was done for an event before is not done again.
	Forget(list ...domain.Forgotten) error

	// Reconcile is Forget for the whole list that the log holds up to a sequence, and Followed is that sequence.
	Reconcile(list []domain.Forgotten, sequence uint64) error
	Followed() (sequence uint64, err error)

	Close() error
}

// Opener opens what this log holds; nil where it is not sealed.
func (l *Log) Opener() domain.Opener {
	if l.options.Keys == nil {
		return nil
	}
	return l.options.Keys
}

// seal seals events in place. Their bodies are copies then: those of the command stay as they are.
func (l *Log) seal(events []domain.Event) error {
	if l.options.Keys == nil {
		return nil
	}
	for i := range events {
		var err error
		if events[i], err = domain.SealEvent(events[i], l.options.Keys); err != nil {
			return err
		}
	}
	return nil
}

// flushKeys puts the keys of what was sealed on the disk, before the events.
func (l *Log) flushKeys() error {
	if l.options.Keys == nil {
		return nil
	}
	return l.options.Keys.Flush()
}

// forget destroys the keys that recorded events say are to go, before anybody is told that they are recorded.
func (l *Log) forget(events []domain.Event) error {
	if l.options.Keys == nil {
		return nil
	}
	var list []domain.Forgotten
	for i := range events {
		if f, ok := domain.ForgottenIn(&events[i]); ok {
			list = append(list, f)
		}
	}
	if len(list) == 0 {
		return nil
	}
	err := l.options.Keys.Forget(list...)
	if err == nil {
		return nil
	}
	l.unfollowed.Store(true)
	return fmt.Errorf("%w: %w", unavailable("it is recorded, and the keys could not be destroyed yet", "send it again, or start the program again: it does so before it shows anything"), err)
}

// reconcile lets the keys follow the log before anything is shown: where an old copy of either was put back, whoever was forgotten
// since is forgotten again.
func (l *Log) reconcile(ctx context.Context) error {
	if l.options.Keys == nil {
		return nil
	}
	followed, err := l.options.Keys.Followed()
	if err != nil {
		return err
	}
	last, err := l.store.Last(ctx, "")
	if err != nil || followed == last {
		return err
	}
	if followed > last { // the log is an old copy: its sequences may have been used again
		followed = 0
	}
	mark := []byte(`"type":"` + new(domain.PersonForgotten).Kind() + `"`)
	var list []domain.Forgotten
	for raw, err := range l.store.Commits(ctx, "", followed+1, false) {
		if err != nil {
			return err
		}
		if !bytes.Contains(raw.Data, mark) {
			continue
		}
		events := DecodeCommit(raw).Events
		for i := range events {
			if f, ok := domain.ForgottenIn(&events[i]); ok {
				list = append(list, f)
			}
		}
	}
	return l.options.Keys.Reconcile(list, last)
}

// follow notes at the end that the keys followed the log, so that the next start need not look again. On a cluster others may have
// recorded something meanwhile.
func (l *Log) follow() error {
	s, ok := l.store.(*jetstreamStore)
	if !ok || s.dir == "" || l.options.Keys == nil || l.unfollowed.Load() {
		return nil
	}
	last, err := l.store.Last(context.Background(), "")
	if err != nil {
		return nil //nolint:nilerr // the next start looks for itself
	}
	if followed, err := l.options.Keys.Followed(); err != nil || followed == last {
		return err
	}
	return l.options.Keys.Reconcile(nil, last)
}

// openKeys opens the keys of a store: known is the id that the store knows them by, recorded says that it holds events. It
// refuses a store that is sealed where no keys are given, and one with open words where some are.
func openKeys(o Options, where, store, known string, recorded bool) (id string, err error) {
	switch {
	case o.Keys == nil && known != "":
		return "", &domain.Error{Kind: domain.Unavailable, Message: "the words in this store are sealed, and no keys were given", Value: where,
			Want: "name the folder of its keys"}
	case o.Keys == nil:
		return "", nil
	case known == "" && recorded:
		return "", openWords(where)
	}
	return o.Keys.Attach(store, known)
}

// openWords refuses a store that was made before words were sealed.
func openWords(where string) error {
	return &domain.Error{Kind: domain.Unavailable, Value: where,
		Message: "the words in this store lie open: an older version of this program made it, before words were sealed; nothing was changed",
		Want:    "write it out with that version (export jsonl) and take it into a new folder with this one (import jsonl), which seals them"}
}
