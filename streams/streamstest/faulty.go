package streamstest

import (
	"sync"

	"github.com/ThreeDotsLabs/watermill/message"

	"github.com/desirelines/desirelines/streams"
)

// Fault is what a Faulty store does with one append.
type Fault int

// The faults.
const (
	Fine      Fault = iota // as if there were no fault
	LostAfter              // stored; the answer is lost
	LostSend               // lost on the way; never stored
	SentTwice              // stored, then the same message arrives again; the second answer counts
)

// Faulty is a store whose appends go wrong as planned, one fault for each in turn; afterwards all
// are fine.
type Faulty struct {
	streams.Store
	mu   sync.Mutex
	plan []Fault
	hold *hold
}

// hold is what appends wait for.
type hold struct {
	reached, released chan struct{}
	once              sync.Once
}

// NewFaulty returns a store that does what plan says with the appends to come.
func NewFaulty(s streams.Store, plan ...Fault) *Faulty { return &Faulty{Store: s, plan: plan} }

// Hold makes every append wait until release is called. Reached is closed when the first one waits.
func (f *Faulty) Hold() (reached <-chan struct{}, release func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	h := &hold{reached: make(chan struct{}), released: make(chan struct{})}
	f.hold = h
	return h.reached, func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		f.hold = nil
		close(h.released)
	}
}

func (f *Faulty) next() (Fault, *hold) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.plan) == 0 {
		return Fine, f.hold
	}
	fault := f.plan[0]
	f.plan = f.plan[1:]
	return fault, f.hold
}

// Publish implements streams.Store.
func (f *Faulty) Publish(topic string, messages ...*message.Message) error {
	fault, h := f.next()
	if h != nil {
		h.once.Do(func() { close(h.reached) })
		<-h.released
	}
	switch fault {
	case LostSend:
		return streams.ErrUnknown
	case LostAfter:
		if err := f.Store.Publish(topic, messages...); err != nil {
			return err
		}
		return streams.ErrUnknown
	case SentTwice:
		if err := f.Store.Publish(topic, messages...); err != nil {
			return err
		}
	}
	return f.Store.Publish(topic, messages...)
}
