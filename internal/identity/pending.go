package identity

import (
	"container/list"
	"io"
	"sync"
	"time"
)

// How long a ceremony may take, and how many may be under way: beyond that the oldest is forgotten.
const (
	ceremonyTime = 5 * time.Minute
	ceremonies   = 10_000
)

// pending holds what a ceremony (a passkey, a sign-in at an organisation) needs between its two halves, under a
// random handle and in memory only: a restart ends the ceremonies under way, and people begin again.
type pending struct {
	now    func() time.Time
	random io.Reader

	mu    sync.Mutex
	byKey map[string]*list.Element
	order *list.List // of waiting, the oldest first
}

type waiting struct {
	key   string // hash of the handle
	until time.Time
	state any
}

func newPending(now func() time.Time, random io.Reader) *pending {
	return &pending{now: now, random: random, byKey: map[string]*list.Element{}, order: list.New()}
}

// keep puts a state away and returns the handle that takes it out again.
func (p *pending) keep(state any) (handle string, err error) {
	if handle, err = newToken(p.random); err != nil {
		return "", err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for front := p.order.Front(); front != nil && (p.order.Len() >= ceremonies || p.over(front)); front = p.order.Front() {
		p.forget(front)
	}
	key := fastHash(handle)
	p.byKey[key] = p.order.PushBack(waiting{key, p.now().Add(ceremonyTime), state})
	return handle, nil
}

// take returns the state of a handle, once and in time; otherwise nil.
func (p *pending) take(handle string) any {
	p.mu.Lock()
	defer p.mu.Unlock()
	e, ok := p.byKey[fastHash(handle)]
	if !ok {
		return nil
	}
	over := p.over(e)
	state := p.forget(e).state
	if over {
		return nil
	}
	return state
}

func (p *pending) over(e *list.Element) bool { return !p.now().Before(e.Value.(waiting).until) }

func (p *pending) forget(e *list.Element) waiting {
	w := p.order.Remove(e).(waiting)
	delete(p.byKey, w.key)
	return w
}
