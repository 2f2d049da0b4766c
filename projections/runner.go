package projections

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/ThreeDotsLabs/watermill"
	"github.com/ThreeDotsLabs/watermill/message"
	"go.opentelemetry.io/otel/trace"

	"github.com/desirelines/desirelines/domain"
)

// errGap says that commits before a page were not taken in, or are needed again.
var errGap = errors.New("commits before this page are missing")

// Decode turns a message of the subscriber into the commits it holds.
type Decode func(*message.Message) ([]domain.Commit, error)

// Runner keeps projections current: one Watermill router, one handler, which hands each page of commits to
// every projection and acknowledges it when all that can have taken it in. A projection that cannot apply an event
// stops there and says so; the others go on. It goes on itself once an operator recorded that it leaves the event out. Trouble with the
// store stops nothing: the page is tried again until it is in.
type Runner struct {
	store  Store
	decode Decode
	log    *slog.Logger
	watch  Watch

	mu    sync.Mutex
	state []State
	skips Skips
	over  bool          // Run has ended: nothing moves any more
	moved chan struct{} // closed and made anew whenever a page was taken in, and when Run ends

	projections []Projection
	rows        []*Rows // of each, whose memory is used for every page anew
}

// Watch is who is told how the runner gets on. Every field may be left out; what is called must be quick.
type Watch struct {
	Tracer trace.Tracer                        // makes a span of each page that Links knows something of
	Links  func(*message.Message) []trace.Link // to what wrote the commits of a page
	Folded func(commits int, folding, committing time.Duration)
}

// NewRunner reads the checkpoints of the projections from the store.
func NewRunner(ctx context.Context, store Store, projections []Projection, decode Decode, log *slog.Logger) (*Runner, error) {
	r := &Runner{store: store, decode: decode, log: log, projections: projections, moved: make(chan struct{})}
	for _, p := range projections {
		at, err := store.Checkpoint(ctx, p.Name, p.Version)
		if err != nil {
			return nil, fmt.Errorf("checkpoint of %s: %w", p.Name, err)
		}
		r.state = append(r.state, State{Name: p.Name, Version: p.Version, Position: at})
		r.rows = append(r.rows, newRows(store.Base(p.Name, p.Version), 0))
	}
	return r, nil
}

// Tell says who is told how the runner gets on. It is called before Run, if at all.
func (r *Runner) Tell(w Watch) { r.watch = w }

// Honour lets projections leave out what operators recorded before the runner began; what they record later it finds in the log. Read
// the skips after the runner was made, so that none falls between.
func (r *Runner) Honour(s Skips) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.skips = s
}

// Skips returns what projections leave out.
func (r *Runner) Skips() Skips {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.skips
}

// From is the sequence of the first commit that some projection still needs: where a subscriber starts.
func (r *Runner) From() uint64 {
	r.mu.Lock()
	defer r.mu.Unlock()
	from := uint64(1)
	for i, s := range r.state {
		if i == 0 || s.Position+1 < from {
			from = s.Position + 1
		}
	}
	return from
}

// Run feeds the projections until ctx ends, from the subscriber that follow gives for the first commit that is still needed. Where earlier
// commits are needed again it follows again from there: a checkpoint went back, because its database lost what it had not written yet, or a
// projection that had stopped may go on. A log that cannot be reached (Unavailable) is tried again until it can. It returns nil when ctx
// ended it, and why it ended where the subscriber gave up for another reason. It may be called once.
func (r *Runner) Run(ctx context.Context, follow func(from uint64) message.Subscriber, topic string) error {
	defer r.end()
	pause := firstPause
	for {
		sub, before := follow(r.From()), r.From()
		again, err := r.follow(ctx, sub, topic)
		s, tells := sub.(interface{ Err() error })
		if r.From() > before {
			pause = firstPause
		}
		switch {
		case ctx.Err() != nil:
			return nil
		case again:
			r.log.Warn("earlier commits are needed, the log is read again from there", "from", r.From())
		case err != nil:
			return fmt.Errorf("projections: %w", err)
		case tells && domain.KindOf(s.Err()) == domain.Unavailable:
			r.wait(Trouble{Why: s.Err().Error()})
			if rest(ctx, pause) != nil {
				return nil
			}
			pause = min(2*pause, longestPause)
		case tells && s.Err() != nil:
			return fmt.Errorf("projections: %w", s.Err())
		default:
			return errors.New("projections: the log is no longer followed")
		}
	}
}

// follow feeds the projections from one subscriber; again says that it came to pages whose earlier ones are needed.
func (r *Runner) follow(ctx context.Context, sub message.Subscriber, topic string) (again bool, err error) {
	router, err := message.NewRouter(message.RouterConfig{CloseTimeout: 10 * time.Second}, watermill.NewSlogLogger(r.log))
	if err != nil {
		return false, err
	}
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	held := pagesFor(r.store)
	router.AddConsumerHandler("projections", topic, sub, func(m *message.Message) error {
		err := r.patiently(m.Context(), func() error { return r.take(m.Context(), m, held) })
		if errors.Is(err, errGap) {
			stop(errGap)
		}
		return err
	})
	if err = router.Run(ctx); errors.Is(err, context.Canceled) {
		err = nil
	}
	return errors.Is(context.Cause(ctx), errGap), err
}

// end lets those go who wait for what will not come.
func (r *Runner) end() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.over = true
	close(r.moved)
	r.moved = make(chan struct{})
}

// States returns how each projection stands, in the order of the list.
func (r *Runner) States() []State {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]State(nil), r.state...)
}

// Moved returns a channel that is closed when the next page was taken in, or when Run has ended; over says that it has. Ask for the
// channel first and look at the rows then: what comes in between closes it. Nothing is kept for who asks, so that nobody needs to leave.
func (r *Runner) Moved() (moved <-chan struct{}, over bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.moved, r.over
}

// Wait returns when every projection that still runs has taken in the commit with this sequence; a page may
// then show what was just saved. It returns Unavailable when ctx ends first (it is still being added), and when Run has ended.
func (r *Runner) Wait(ctx context.Context, sequence uint64) error {
	for {
		r.mu.Lock()
		behind := false
		for _, s := range r.state {
			behind = behind || (s.Stopped == "" && s.Position < sequence)
		}
		moved, over := r.moved, r.over
		r.mu.Unlock()
		if !behind {
			return nil
		}
		if over {
			return &domain.Error{Kind: domain.Unavailable, Message: "the views no longer follow the log", Want: "start the program again, and look with doctor if that does not help"}
		}
		select {
		case <-moved:
		case <-ctx.Done():
			return &domain.Error{Kind: domain.Unavailable, Message: "what was saved is still being added to the views", Want: "look again in a moment"}
		}
	}
}
