package identity

import (
	"time"
)

// sessionRecord is one session. Data is what scs keeps; who it is and when it ends is decided by the rest.
type sessionRecord struct {
	Person string    `json:"person"`
	Device Device    `json:"device"`
	Made   time.Time `json:"made"`
	Seen   time.Time `json:"seen"` // written when it is a minute old, so that reading a page rarely writes
	Until  time.Time `json:"until"`
	Data   []byte    `json:"data,omitempty"`
}

// seenStep is how old Seen may be: a session can end that much early.
const seenStep = time.Minute

// sessionStore is scs.Store on the identities, keyed by the hash of the token. A session is opened by open alone:
// what scs commits under a token that is not open is dropped, so that a request that is still under way cannot
// bring back a session that was ended, and nobody is given one before they sign in.
type sessionStore struct{ *core }

// open begins a session of a person who has an account.
func (s *sessionStore) open(token, person string, device Device, until time.Time) error {
	now := s.now().UTC()
	return s.update(func(t tx) error {
		if err := need(t, person); err != nil {
			return err
		}
		return put(t, inSessions, fastHash(token), sessionRecord{Person: person, Device: device, Made: now, Seen: now, Until: until})
	})
}

// read returns the record of a token that is open now, or nil.
func (s *sessionStore) read(token string) (found *sessionRecord, err error) {
	err = s.view(func(t tx) error {
		found = nil
		r, ok, err := get[sessionRecord](t, inSessions, fastHash(token))
		if err != nil || !ok {
			return err
		}
		over, err := s.over(r)
		if err == nil && !over {
			found = &r
		}
		return err
	})
	return found, err
}

// over is true for a session that has ended, by its age or for not being used.
func (s *sessionStore) over(r sessionRecord) (bool, error) {
	staff, err := s.staff(r.Person)
	if err != nil {
		return true, err
	}
	now, idle := s.now(), idleShared
	switch {
	case staff:
		idle = idleStaff
	case r.Device == OwnPhone:
		idle = sessionLife
	}
	return !now.Before(r.Until) || !now.Before(r.Seen.Add(idle)), nil
}

// Find is scs.Store. It notes that the session is used.
func (s *sessionStore) Find(token string) (data []byte, found bool, err error) {
	r, err := s.read(token)
	if err != nil || r == nil {
		return nil, false, err
	}
	if now := s.now().UTC(); !now.Before(r.Seen.Add(seenStep)) {
		err = s.change(token, func(r *sessionRecord) { r.Seen = now })
	}
	return r.Data, r.Data != nil, err
}

// Commit is scs.Store.
func (s *sessionStore) Commit(token string, data []byte, _ time.Time) error {
	return s.change(token, func(r *sessionRecord) { r.Data = data })
}

// Delete is scs.Store.
func (s *sessionStore) Delete(token string) error {
	return s.update(func(t tx) error { return remove(t, inSessions, fastHash(token)) })
}

// change changes the record of a token, if it is still there.
func (s *sessionStore) change(token string, f func(*sessionRecord)) error {
	return s.update(func(t tx) error {
		key := fastHash(token)
		r, found, err := get[sessionRecord](t, inSessions, key)
		if err != nil || !found {
			return err
		}
		f(&r)
		return put(t, inSessions, key, r)
	})
}
