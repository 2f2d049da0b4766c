package projections

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/ThreeDotsLabs/watermill"
	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/ThreeDotsLabs/watermill/message/router/middleware"

	"github.com/desirelines/desirelines/domain"
)

// errGap says that commits before a page were not taken in.
var errGap = errors.New("commits before this page are missing")

// Decode turns a message of the subscriber into the commits it holds.
type Decode func(*message.Message) ([]domain.Commit, error)

// Runner keeps projections current: one Watermill router, one handler, which hands each page of commits to
// every projection and acknowledges it when all that can have taken it in. A projection that cannot apply an event
// stops there and says so; the others go on.
type Runner struct {
	store  Store
	decode Decode
	log    *slog.Logger

	mu    sync.Mutex
	state []State
	over  bool          // Run has ended: nothing moves any more
	moved chan struct{} // closed and made anew whenever a page was taken in, and when Run ends

	projections []Projection
}

// State is how one projection stands.
type State struct {
	Name     string
	Version  int
	Position uint64    // sequence of the last commit taken in
	Stopped  string    // why it stopped, in words; empty while it runs
	Turned   time.Time // when it last took in a page; zero before the first
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
	}
	return r, nil
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

// Run feeds the projections until ctx ends, from the subscriber that follow gives for the first commit that is still needed. Where a
// checkpoint goes back, because its database lost what it had not written yet, it follows again from there. It returns nil when ctx
// ended it, and why it ended where the subscriber gave up. It may be called once.
func (r *Runner) Run(ctx context.Context, follow func(from uint64) message.Subscriber, topic string) error {
	defer r.end()
	for {
		sub := follow(r.From())
		again, err := r.follow(ctx, sub, topic)
		switch s, tells := sub.(interface{ Err() error }); {
		case ctx.Err() != nil:
			return nil
		case again:
			r.log.Warn("a checkpoint went back, the log is read again from there", "from", r.From())
		case err != nil:
			return fmt.Errorf("projections: %w", err)
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
	retry := middleware.Retry{
		MaxRetries: 5, InitialInterval: 50 * time.Millisecond, Multiplier: 3, MaxInterval: 5 * time.Second,
		ShouldRetry: func(p middleware.RetryParams) bool { return !errors.Is(p.Err, errGap) },
	}
	router.AddMiddleware(retry.Middleware, middleware.Recoverer)
	held := pagesFor(r.store)
	router.AddConsumerHandler("projections", topic, sub, func(m *message.Message) error {
		err := r.take(m.Context(), m, held)
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

// take hands one page to every projection, after those that are held, or holds it. An error means that nothing of it was taken in, and
// leaves what is held for the next attempt.
func (r *Runner) take(ctx context.Context, m *message.Message, held *heldPages) error {
	commits, err := r.decode(m)
	if err != nil {
		return fmt.Errorf("page from the log: %w", err)
	}
	if held.holds(m, commits) {
		return nil
	}
	if err := r.Apply(ctx, append(held.commits, commits...)); err != nil {
		return err
	}
	held.taken()
	return nil
}

// Apply hands commits, in order of sequence, to every projection that still runs. Commits that a projection has
// taken in already are passed over, so the same page twice changes nothing. It must not be called concurrently;
// the router calls it, and so does a rebuild that reads the log itself.
func (r *Runner) Apply(ctx context.Context, commits []domain.Commit) error {
	if len(commits) == 0 {
		return nil
	}
	for {
		states := r.States()
		batches, err := r.batches(states, commits)
		if err != nil {
			return err
		}
		if len(batches) > 0 {
			err = r.store.Commit(ctx, batches...)
		}
		if err == nil {
			r.turned(states)
			return nil
		}
		var fenced *FencedError
		if !errors.As(err, &fenced) {
			return err
		}
		if moved, err := r.fenced(ctx); err != nil || !moved {
			return cmp.Or(err, error(fenced))
		}
	}
}

// batches folds commits for every projection that still runs, on every core, since projections know nothing of each
// other. It moves states; an error is trouble with the store, and then nothing may be committed.
func (r *Runner) batches(states []State, commits []domain.Commit) ([]Batch, error) {
	all := make([]Batch, len(states))
	failed := make([]error, len(states))
	inParallel(len(states), func(i int) {
		switch {
		case states[i].Stopped != "":
		case commits[0].Sequence > states[i].Position+1:
			failed[i] = &storeError{errGap}
		default:
			all[i], failed[i] = r.batch(r.projections[i], &states[i], commits)
		}
	})
	batches := all[:0]
	for i := range states {
		s, err := &states[i], failed[i]
		if s.Stopped != "" {
			continue
		}
		var store *storeError
		if errors.As(err, &store) {
			return nil, err
		}
		if err != nil {
			s.Stopped = err.Error()
			r.log.Error("a projection stopped", "projection", s.Name, "why", s.Stopped)
		}
		if s.Position != all[i].To { // else it is ahead of this page, and whoever moves it on meanwhile is not in the way of the others
			s.Position = all[i].To
			batches = append(batches, all[i])
		}
	}
	return batches, nil
}

// batch folds commits for one projection. Where an event cannot be applied it returns what came before it
// together with the error.
func (r *Runner) batch(p Projection, s *State, commits []domain.Commit) (Batch, error) {
	b := Batch{Projection: p.Name, Version: p.Version, From: s.Position, To: s.Position}
	base := r.store.Base(p.Name, p.Version)
	rows := newRows(base, len(commits))
	to, err := fold(p, rows, s.Position, commits)
	if err != nil {
		var store *storeError
		if errors.As(err, &store) {
			return b, err
		}
		rows = newRows(base, len(commits))
		var before []domain.Commit
		for _, c := range commits {
			if c.Sequence <= to {
				before = append(before, c)
			}
		}
		if _, again := fold(p, rows, s.Position, before); again != nil {
			return b, again
		}
	}
	b.To, b.Changes = to, rows.changes
	return b, err
}

// fenced takes over the checkpoints that somebody else moved; moved says that there were any. What is left of the page is then applied at once:
// several replicas that follow one log meet here with almost every page.
func (r *Runner) fenced(ctx context.Context) (moved bool, err error) {
	states := r.States()
	for i, s := range states {
		if states[i].Position, err = r.store.Checkpoint(ctx, s.Name, s.Version); err != nil {
			return false, err
		}
		moved = moved || states[i].Position != s.Position
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.state = states
	close(r.moved)
	r.moved = make(chan struct{})
	return moved, nil
}

func (r *Runner) turned(states []State) {
	now := time.Now()
	r.mu.Lock()
	defer r.mu.Unlock()
	for i := range states {
		if states[i].Stopped == "" {
			states[i].Turned = now
		}
	}
	r.state = states
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
