package keys

import (
	"bytes"
	"errors"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/records"
)

// Move copies the keys at from, and their master key, to a place where there are none; both are as At returns them, and neither stays open. Of is
// the id of the log that they must be the keys of; empty: of any. What is there and the same is left as it is, so it may be run again where
// it broke off. Other keys there are Conflict, keys of another log Unavailable, and so is a folder that another process holds. Those at from stay,
// and are an old copy from then on: forgetting does not reach them, so whoever keeps them keeps what is forgotten.
func Move(from, to *Store, of string) (err error) {
	about, err := from.peek()
	if err != nil {
		return err
	}
	if of == "" {
		of = about.store
	}
	if _, err := from.Attach(of, about.id); err != nil { // which ends a forgetting that was cut off
		return err
	}
	defer func() { err = errors.Join(err, from.Close()) }()
	if err := to.open(false); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, to.release(), to.db.Close()) }()
	master := from.master
	master.Of = of
	same, err := records.Copy(from.db, to.db, []string{aboutBucket, ownedBucket, ownersBucket, blocksBucket, forgottenBucket}, func() error { return to.adopt(master) })
	if err == nil && !same {
		err = &domain.Error{Kind: domain.Conflict, Message: "there are keys already, and they are not these", Value: records.Shown(to.where),
			Want: "name a database that no keys lie in with --keys; keys that were used since they were copied stay the ones that count"}
	}
	return to.explain(err)
}

// peek reads what keys that nobody has opened say of themselves.
func (s *Store) peek() (a about, err error) {
	if err := s.open(true); err != nil {
		return a, err
	}
	err = s.db.View(func(tx records.Tx) error {
		a, err = readAbout(tx)
		return err
	})
	if err = errors.Join(err, s.release(), s.db.Close()); err == nil && a.id == "" {
		err = s.missing()
	}
	s.db = nil
	return a, err
}

// adopt keeps the master key of keys that come from elsewhere, before any of them is there. One that lies there must be that one, of a copy
// that was cut off.
func (s *Store) adopt(m master) error {
	now, next, err := s.masters.read()
	switch {
	case err != nil:
		return err
	case now.Epoch == 0 && next.Epoch == 0:
		return s.masters.put(masterFile, m)
	case now.Epoch == m.Epoch && bytes.Equal(now.Key, m.Key):
		return nil
	}
	return &domain.Error{Kind: domain.Conflict, Message: "there is a master key already, and it is that of other keys", Value: s.masterPlace(), Want: "name another place with --master"}
}
