package identity

import (
	"container/list"
	"context"
	"fmt"
	"math"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"github.com/desirelines/desirelines/domain"
)

// Rate lets Burst through at once and then one every Every.
type Rate struct {
	Every time.Duration
	Burst int
}

// Limits say how fast secrets may be tried. No address of a network is counted: a day centre has one for all.
type Limits struct {
	Account Rate          // by person, and by the first letters of the words given
	Card    Rate          // by the first characters of a join card, a kept card or a claim code
	Link    Rate          // by share link
	Token   Rate          // by token of a program; these do not count for everything together
	All     Rate          // everything together
	Wait    time.Duration // how long a try is held back before it is asked to come again
	Keys    int           // how many single ones are remembered; the one unused longest is dropped
}

// DefaultLimits is what Options uses for what is zero.
func DefaultLimits() Limits {
	return Limits{
		Account: Rate{2 * time.Second, 5},
		Card:    Rate{10 * time.Second, 5},
		Link:    Rate{time.Second, 20},
		Token:   Rate{50 * time.Millisecond, 100},
		All:     Rate{100 * time.Millisecond, 50},
		Wait:    4 * time.Second,
		Keys:    10_000,
	}
}

func (l Limits) orDefault() Limits {
	d := DefaultLimits()
	for _, f := range []struct{ have, want *Rate }{{&l.Account, &d.Account}, {&l.Card, &d.Card}, {&l.Link, &d.Link}, {&l.Token, &d.Token}, {&l.All, &d.All}} {
		if *f.have == (Rate{}) {
			*f.have = *f.want
		}
	}
	if l.Wait == 0 {
		l.Wait = d.Wait
	}
	if l.Keys == 0 {
		l.Keys = d.Keys
	}
	return l
}

// Busy asks somebody to wait: nothing was checked, and nothing is locked.
type Busy struct{ After time.Duration } // when to try again

// Error is the sentence for the person.
func (b *Busy) Error() string {
	n := b.Seconds()
	if n == 1 {
		return "please wait a moment; try again in 1 second"
	}
	return fmt.Sprintf("please wait a moment; try again in %d seconds", n)
}

// Seconds is After in whole seconds, at least 1, for a Retry-After header.
func (b *Busy) Seconds() int { return max(1, int(math.Ceil(b.After.Seconds()))) }

// Unwrap gives the error its kind.
func (b *Busy) Unwrap() error {
	return &domain.Error{Kind: domain.Unavailable, Message: "please wait a moment"}
}

// Pace holds tries back until their turn. It never refuses for good: a person whose account somebody else is
// guessing at is slowed, and still gets in.
type Pace struct {
	limits Limits
	now    func() time.Time
	all    *rate.Limiter

	mu    sync.Mutex
	byKey map[string]*list.Element
	order *list.List // of paced, the one used last in front
}

type paced struct {
	key     string
	limiter *rate.Limiter
}

// NewPace returns a pace with these limits; zero fields take the defaults. It is safe for concurrent use.
func NewPace(l Limits, now func() time.Time) *Pace {
	l = l.orDefault()
	return &Pace{limits: l, now: now, all: newLimiter(l.All), byKey: map[string]*list.Element{}, order: list.New()}
}

func newLimiter(r Rate) *rate.Limiter { return rate.NewLimiter(rate.Every(r.Every), r.Burst) }

// The three ways to name what is tried; key may be empty, which counts for everything together only.
func (p *Pace) account(ctx context.Context, key string) error {
	return p.wait(ctx, p.limits.Account, "account/", key)
}
func (p *Pace) card(ctx context.Context, key string) error {
	return p.wait(ctx, p.limits.Card, "card/", key)
}
func (p *Pace) link(ctx context.Context, key string) error {
	return p.wait(ctx, p.limits.Link, "link/", key)
}

// wait holds the caller back until it is its turn, and answers *Busy at once where that would take longer than
// Limits.Wait; such a try does not count.
func (p *Pace) wait(ctx context.Context, r Rate, class, key string) error {
	limiters := []*rate.Limiter{p.all}
	if key != "" {
		limiters = append(limiters, p.limiter(r, class+key))
	}
	return p.turn(ctx, limiters...)
}

// token is the pace of programs: it is their own, and takes nothing from people.
func (p *Pace) token(ctx context.Context, key string) error {
	return p.turn(ctx, p.limiter(p.limits.Token, "token/"+key))
}

// turn waits until all of these have a turn.
func (p *Pace) turn(ctx context.Context, limiters ...*rate.Limiter) error {
	now := p.now()
	var turns []*rate.Reservation
	var delay time.Duration
	for _, l := range limiters {
		turn := l.ReserveN(now, 1)
		turns = append(turns, turn)
		delay = max(delay, turn.DelayFrom(now))
	}
	giveBack := func() {
		for _, turn := range turns {
			turn.CancelAt(now)
		}
	}
	if delay > p.limits.Wait {
		giveBack()
		return &Busy{After: delay - p.limits.Wait}
	}
	if delay == 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(delay)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		giveBack()
		return ctx.Err()
	}
}

// limiter returns the limiter of a key and remembers that it was used.
func (p *Pace) limiter(r Rate, key string) *rate.Limiter {
	p.mu.Lock()
	defer p.mu.Unlock()
	if e, ok := p.byKey[key]; ok {
		p.order.MoveToFront(e)
		return e.Value.(paced).limiter
	}
	if p.order.Len() >= p.limits.Keys {
		delete(p.byKey, p.order.Remove(p.order.Back()).(paced).key)
	}
	l := newLimiter(r)
	p.byKey[key] = p.order.PushFront(paced{key, l})
	return l
}
