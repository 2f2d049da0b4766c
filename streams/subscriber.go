package streams

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/ThreeDotsLabs/watermill/message"

	"github.com/desirelines/desirelines/domain"
)

// Subscriber hands the log to a Watermill router, page by page, from one ordered consumer. It
// implements message.Subscriber. A page goes out when it is full, or at once when nothing more
// waits; the next page comes only after the one before was acknowledged, and is gathered meanwhile.
// A page that is refused (Nack) comes again, the same commits in the same page. Its payload is good until it is acknowledged. No sequence is ever
// skipped or given twice within one subscription, except by a Nack. Where nothing comes for a while because there is nothing, a page
// without commits goes out, so that whoever takes pages in is seen to be alive.
type Subscriber struct {
	log  *Log
	from uint64
	beat time.Duration

	mu     sync.Mutex
	closed bool
	cancel context.CancelFunc
	done   sync.WaitGroup
	err    error
}

// NewSubscriber returns a subscriber whose first page begins at the commit with this sequence: one
// more than the lowest checkpoint. 0 means 1.
func NewSubscriber(log *Log, from uint64) *Subscriber {
	return &Subscriber{log: log, from: max(from, 1), beat: Beat}
}

// Subscriber is NewSubscriber as projections.Runner asks for it.
func (l *Log) Subscriber(from uint64) message.Subscriber { return NewSubscriber(l, from) }

// Subscribe begins to follow. It may be called once; topic is not used, since there is one stream.
// The channel is closed when ctx ends, after Close, and where the log cannot be read on; Err then
// says why.
func (s *Subscriber) Subscribe(ctx context.Context, _ string) (<-chan *message.Message, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed || s.cancel != nil {
		return nil, &domain.Error{Kind: domain.Internal, Message: "a subscriber of the log can be subscribed to once", Want: "make a new one"}
	}
	ctx, s.cancel = context.WithCancel(ctx)
	out := make(chan *message.Message)
	g := &gatherer{room: make(chan struct{}, 1), ready: make(chan struct{}, 1), store: s.log.store, at: s.from - 1}
	s.done.Go(func() { g.gather(ctx, s.from) })
	s.done.Go(func() {
		defer close(out)
		s.fail(g.hand(ctx, out, s.beat))
	})
	return out, nil
}

// Err returns why the channel was closed: nil while it is open, after Close and after the end of ctx.
func (s *Subscriber) Err() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.err
}

func (s *Subscriber) fail(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !errors.Is(err, context.Canceled) && !errors.Is(err, context.DeadlineExceeded) {
		s.err = err
	}
}

// Close ends the subscription and waits until nothing of it is left.
func (s *Subscriber) Close() error {
	s.mu.Lock()
	s.closed = true
	if s.cancel != nil {
		s.cancel()
	}
	s.mu.Unlock()
	s.done.Wait()
	return nil
}

// gatherer is the one page that is being filled while another is out. Both sides wait on channels
// that hold one token: ready, that the page may go out, and room, that it was taken.
type gatherer struct {
	mu    sync.Mutex
	page  page
	err   error // why nothing more comes
	ready chan struct{}
	room  chan struct{}

	store Store
	at    uint64 // sequence of the last commit that was given out; this and what follows belongs to hand
	late  int    // so many beats in a row nothing came though there is more
	spare []byte // the payload of the page before, which nobody reads any more
}

// gather fills pages until ctx ends or the log cannot be read on.
func (g *gatherer) gather(ctx context.Context, from uint64) {
	for raw, err := range g.store.Commits(ctx, "", from, true) {
		if err != nil {
			g.finish(err)
			return
		}
		for !g.put(raw) {
			select {
			case <-g.room:
			case <-ctx.Done():
				g.finish(ctx.Err())
				return
			}
		}
	}
	g.finish(ctx.Err())
}

// put adds a commit; it says no where the page is full.
func (g *gatherer) put(raw RawCommit) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.page.full() {
		return false
	}
	g.page.add(raw)
	if g.page.full() || raw.Waiting == 0 {
		signal(g.ready)
	}
	return true
}

func (g *gatherer) finish(err error) {
	g.mu.Lock()
	g.err = err
	g.mu.Unlock()
	signal(g.ready)
}

// take returns the page gathered so far. It is empty where there is nothing yet.
func (g *gatherer) take() (page, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	p := g.page
	if p.count == 0 {
		return p, g.err
	}
	g.page = page{payload: g.spare}
	g.spare = nil
	if g.err != nil {
		signal(g.ready)
	}
	signal(g.room)
	return p, nil
}

// Beat is how long a Subscriber waits for commits before it gives out a page without any.
const Beat = 5 * time.Second

// lateBeats is for so many beats nothing may come though the log has more.
const lateBeats = 4

// quiet says, where nothing comes, whether there is nothing: on a cluster who follows waits for servers that are away, and for a commit that they
// cannot give. That is an error, where the log does not answer or after some beats.
func (g *gatherer) quiet(ctx context.Context) (bool, error) {
	last, err := g.store.Last(ctx, "")
	if err != nil {
		return false, err
	}
	if last <= g.at {
		g.late = 0
		return true, nil
	}
	if g.late++; g.late >= lateBeats {
		return false, unavailable(fmt.Sprintf("the log has commits up to %d, and none comes after %d", last, g.at), "see whether all its servers are well; it is followed again by itself")
	}
	return false, nil
}

// hand gives out page after page, each until it is acknowledged, and one without commits where nothing came for so long.
func (g *gatherer) hand(ctx context.Context, out chan<- *message.Message, pause time.Duration) error {
	beat := time.NewTimer(pause)
	defer beat.Stop()
	for {
		idle := false
		select {
		case <-g.ready:
		case <-beat.C:
			idle = true
		case <-ctx.Done():
			return ctx.Err()
		}
		p, err := g.take()
		if err != nil {
			return err
		}
		if p.count == 0 {
			quiet := false
			if idle {
				if quiet, err = g.quiet(ctx); err != nil {
					return err
				}
				beat.Reset(pause)
			}
			if !quiet {
				continue
			}
		} else {
			g.at, g.late = p.last, 0
		}
		if err := deliver(ctx, &p, out); err != nil {
			return err
		}
		g.spare = p.payload[:0]
		beat.Reset(pause)
	}
}

// deliver sends a page until somebody acknowledges it.
func deliver(ctx context.Context, p *page, out chan<- *message.Message) error {
	for {
		m := p.message()
		ctx, cancel := context.WithCancel(ctx)
		m.SetContext(ctx)
		select {
		case out <- m:
		case <-ctx.Done():
			cancel()
			return ctx.Err()
		}
		select {
		case <-m.Acked():
			cancel()
			return nil
		case <-m.Nacked():
			cancel()
		case <-ctx.Done():
			cancel()
			return ctx.Err()
		}
	}
}

func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}
