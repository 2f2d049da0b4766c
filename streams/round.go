package streams

import (
	"errors"
	"time"

	"github.com/desirelines/desirelines/domain"
)

// round is what came of deciding the commands that waited.
type round struct {
	commands []*pending // decided; their events are in payload, in this order
	events   [][]domain.Event
	payload  []byte
	refused  []*pending // with their errors, which stand only if the commit does
	errs     []error
	later    []*pending      // do not fit in, or repeat a command of this round
	held     func(keep bool) // settles the state of an owner that is shared; nil: it cannot be taken back
}

// settle keeps what was decided in the state, or has it read anew: all of it where others never wrote before, else only what is new.
func (r *round) settle(o *owner, keep bool) {
	switch held := r.held; {
	case o.state == nil: // given up already
	case held != nil:
		held(keep)
		o.stale = !keep
	case !keep:
		o.state, o.shared = nil, true
	}
}

// decide decides commands one after another, each on the state with those before it, until the
// commit is full.
func (l *Log) decide(o *owner, waiting []*pending) *round {
	r := &round{payload: make([]byte, 1, 1024*min(len(waiting), 64))}
	r.payload[0] = '['
	if o.shared {
		r.held = o.state.Hold()
	}
	for i, p := range waiting {
		if _, _, taken := o.state.Taken(p.command.ID); taken {
			r.later = append(r.later, p) // the same command twice in this round
			continue
		}
		events, err := decide(o.state, p.command, l.options.Now())
		if errors.Is(err, errPanicked) {
			o.state = nil // nobody knows what it holds
			r.refuse(p, err)
			r.later = append(r.later, waiting[i+1:]...)
			break
		}
		if err != nil {
			r.refuse(p, err)
			continue
		}
		before := len(r.payload)
		if err = l.seal(events); err == nil {
			err = r.add(events)
		}
		if err != nil {
			r.payload = r.payload[:before]
			o.state = nil // it holds events that will not be recorded
			r.later = append(r.later, waiting[i+1:]...)
			if len(r.commands) > 0 && errors.Is(err, errFullCommit) {
				r.later = append([]*pending{p}, r.later...)
			} else {
				r.refuse(p, err)
			}
			break
		}
		r.commands, r.events = append(r.commands, p), append(r.events, events)
	}
	r.payload = append(r.payload, ']')
	return r
}

// errPanicked is what a command meets that a rule did not expect: a fault of ours that must not end everybody else's work.
var errPanicked = &domain.Error{Kind: domain.Internal, Message: "not saved: something went wrong inside", Want: "tell those who run the program"}

func decide(state *domain.Project, c domain.Command, now time.Time) (events []domain.Event, err error) {
	defer func() {
		if recover() != nil {
			events, err = nil, errPanicked
		}
	}()
	return domain.Decide(state, c, now)
}

// errFullCommit is what a command meets that is too large for any commit; one that is only too
// large for what is left of this commit goes into the next.
var errFullCommit = &domain.Error{Kind: domain.Invalid, Message: "this is too much to record at once",
	Want: "record it in several steps of less than 1 MiB"}

func (r *round) add(events []domain.Event) error {
	for i := range events {
		if len(r.payload) > 1 {
			r.payload = append(r.payload, ',')
		}
		var err error
		if r.payload, err = appendEvent(r.payload, &events[i]); err != nil {
			return err
		}
	}
	if len(r.payload) >= maxCommit {
		return errFullCommit
	}
	return nil
}

func (r *round) refuse(p *pending, err error) {
	r.refused, r.errs = append(r.refused, p), append(r.errs, err)
}

// deliver answers everybody of a round whose commit is on the disk; forget is asked first.
func (r *round) deliver(sequence uint64, forget func([]domain.Event) error) {
	for i, p := range r.commands {
		if err := forget(r.events[i]); err != nil {
			p.done(Receipt{}, err)
			continue
		}
		p.done(receipt(r.events[i], sequence), nil)
	}
	for i, p := range r.refused {
		p.done(Receipt{}, r.errs[i])
	}
}

// failed says who goes on after an append that was not acknowledged. A conflict or silence means to
// look at the log and decide again. Any other refusal is the answer to those whose events were in
// the commit; what was refused on the strength of them is decided again.
func (r *round) failed(err error, later []*pending) []*pending {
	again := append(append([]*pending{}, r.refused...), later...)
	for _, p := range r.commands {
		p.unsure = p.unsure || errors.Is(err, ErrUnknown)
	}
	if errors.Is(err, ErrConflict) || errors.Is(err, ErrUnknown) {
		return append(append([]*pending{}, r.commands...), again...)
	}
	for _, p := range r.commands {
		if p.unsure {
			err = ErrUnknown // of an attempt before this one
		}
		p.done(Receipt{}, appendError(p.command.Project, err))
	}
	return again
}
