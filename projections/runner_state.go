package projections

import (
	"errors"
	"time"
)

// State is how one projection stands.
type State struct {
	Name     string
	Version  int
	Position uint64    // sequence of the last commit taken in
	Turned   time.Time // when its loop last turned: a page was taken in, or nothing was there to take in; zero before the first

	Stopped string // why it stopped, in words; empty while it runs
	At      uint64 // sequence of the commit where it stopped; 0 while it runs
	Entry   string // id of the event that it cannot apply; empty where the commit cannot be read

	Waiting string    // why it waits for the store, in words; empty while it does not
	Lasting bool      // that does not pass by itself
	Do      string    // what helps; empty: waiting
	Since   time.Time // since when it waits
}

// turned keeps how the projections stand after a page. It says whether one that had stopped may go on: the commits that it did not
// take in are needed again.
func (r *Runner) turned(states []State) (needed bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for i := range states {
		if s := &states[i]; s.Stopped != "" && r.skips.has(s.Name, s.Version, s.At, s.Entry) {
			s.Stopped, s.At, s.Entry, needed = "", 0, "", true
		}
	}
	turnedNow(states)
	r.state = states
	close(r.moved)
	r.moved = make(chan struct{})
	return needed
}

// turnedNow notes that the loop turned, and so that nothing is waited for.
func turnedNow(states []State) {
	now := time.Now()
	for i := range states {
		s := &states[i]
		s.Waiting, s.Lasting, s.Do, s.Since = "", false, "", time.Time{}
		if s.Stopped == "" {
			s.Turned = now
		}
	}
}

// wait notes that every projection that still runs waits for the store, and says so in the log where it did not say it already.
func (r *Runner) wait(t Trouble) {
	r.mu.Lock()
	defer r.mu.Unlock()
	now, said := time.Now(), false
	for i := range r.state {
		s := &r.state[i]
		if s.Stopped != "" {
			continue
		}
		if s.Waiting == "" {
			s.Since = now
		}
		said = said || s.Waiting == t.Why
		s.Waiting, s.Lasting, s.Do = t.Why, t.Lasting, t.Do
	}
	if !said {
		r.log.Warn("the views wait for the database", "why", t.Why, "lasting", t.Lasting)
	}
}

// stop notes where and why a projection stopped.
func (s *State) stop(err error) {
	s.Stopped = err.Error()
	var at *foldError
	if errors.As(err, &at) {
		s.At, s.Entry = at.Sequence, at.Entry
	}
}
