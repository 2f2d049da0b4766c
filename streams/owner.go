package streams

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"time"

	"go.opentelemetry.io/otel/trace"

	"github.com/desirelines/desirelines/domain"
)

const (
	maxCommit   = maxMessage - 4096 // bytes of a commit; the rest is for subject and headers
	maxTogether = 1024              // commands in one commit
	maxAttempts = 36                // to decide and append before giving up

	crowdedFor = 200              // commits that leave room for others, after others were first
	leastRest  = time.Millisecond // before a commit is looked for that others were first with, doubled each time
	mostRest   = 128 * time.Millisecond
)

// Receipt says that a command was recorded.
type Receipt struct {
	ID       string         // of its first event
	Position uint64         // of its last event in the project
	Sequence uint64         // of the commit on the stream: a view at this checkpoint shows it
	Events   []domain.Event // as they stand in the log; shared, not to be changed
	Repeated bool           // the same command was taken before; nothing new was recorded
}

// owner is where the commands of one project wait. While any do, one goroutine works for it; it ends
// with the last command. What it decides on is state and the sequence it was read at, always as one
// pair: state is nil where it must be read from the log first.
type owner struct {
	project string
	queue   []*pending // guarded by Log.mu
	working bool       // guarded by Log.mu
	weight  uint64     // entries its state knew of when it last came to rest; guarded by Log.mu

	state    *domain.Project // this and what follows belongs to the goroutine at work
	sequence uint64
	stale    bool // others recorded something after sequence
	crowded  int  // so many of the next commits leave room for others, who were first not long ago
	shared   bool // others may write too: what is decided can be taken back, so that only what is new is read after a conflict
}

// pending is a command that waits for its answer.
type pending struct {
	command domain.Command
	span    trace.SpanContext // of the request; invalid where nobody traces it
	unsure  bool              // it was sent, and no answer came: it may stand in the log
	answer  chan struct{}     // closed when receipt and err are set
	receipt Receipt
	err     error
}

func (p *pending) done(r Receipt, err error) {
	p.receipt, p.err = r, err
	close(p.answer)
}

// Do records a command: it is decided on everything recorded in its project before it, and its
// events are on the disk, all of them, when Do returns without an error. Commands of one project
// that wait at the same time go out as one commit, each decided on the state with those before it.
//
// A command id that was taken before gives the same receipt again, after a restart too, or Conflict
// where the content is another. Errors of Decide are returned as they are; nothing is recorded then.
// Unavailable says "not saved", or "not known yet" after the log was asked and did not answer: send
// it again with the same id. When ctx ends first the command may still be recorded; the error says so, and the
// bodies of the command stay the log's, since deciding completes them.
func (l *Log) Do(ctx context.Context, c domain.Command) (Receipt, error) {
	if err := ctx.Err(); err != nil {
		return Receipt{}, unavailable("not saved: the request was ended before it began", "send it again")
	}
	ctx, span := l.asked(ctx, len(c.Drafts))
	defer span.End()
	if err := l.learnFacts(ctx, &c); err != nil {
		return Receipt{}, err
	}
	p := &pending{command: c, span: trace.SpanContextFromContext(ctx), answer: make(chan struct{})}
	if err := l.enqueue(p); err != nil {
		return Receipt{}, err
	}
	select {
	case <-p.answer:
		return p.receipt, p.err
	case <-ctx.Done():
		return Receipt{}, fmt.Errorf("%w (%w)", notKnown("the request was ended while it waited"), ctx.Err())
	}
}

// learnFacts looks up what the command needs to know of other projects and was not told. Nothing is
// ever deleted, so an old yes stays true.
func (l *Log) learnFacts(ctx context.Context, c *domain.Command) error {
	known := c.Facts.Projects
	for _, id := range c.Needs() {
		if known[id] {
			continue
		}
		exists, err := l.ProjectExists(ctx, id)
		if err != nil {
			return fmt.Errorf("not saved: %w", err)
		}
		facts := maps.Clone(c.Facts.Projects)
		if facts == nil {
			facts = map[string]bool{}
		}
		facts[id] = exists
		c.Facts.Projects = facts
	}
	return nil
}

func (l *Log) enqueue(p *pending) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return closedError()
	}
	o := l.owner(p.command.Project)
	o.queue = append(o.queue, p)
	if !o.working {
		o.working = true
		l.known -= o.weight
		l.work.Add(1)
		go l.serve(o)
	}
	return nil
}

// owner returns the owner of a project. The lock is held.
func (l *Log) owner(project string) *owner {
	if e, ok := l.owners[project]; ok {
		l.recent.MoveToFront(e)
		return e.Value.(*owner)
	}
	o := &owner{project: project, shared: l.options.NATS != ""}
	l.owners[project] = l.recent.PushFront(o)
	l.trim(o)
	return o
}

// trim forgets idle owners, those not asked for longest first, while there are too many of them or they know too
// much. keep is left alone. The lock is held.
func (l *Log) trim(keep *owner) {
	for e := l.recent.Back(); e != nil && (len(l.owners) > l.options.Projects || l.known > l.options.Entries); {
		before := e.Prev()
		if old := e.Value.(*owner); !old.working && old != keep {
			l.known -= old.weight
			delete(l.owners, old.project)
			l.recent.Remove(e)
		}
		e = before
	}
}

// rest notes that an owner has nothing to do, and how much it knows. The lock is held.
func (l *Log) rest(o *owner) {
	o.queue, o.working, o.weight = nil, false, 0
	if o.state != nil {
		o.weight = o.state.Position()
	}
	l.known += o.weight
	l.trim(o)
}

// serve answers the commands of one project until none waits.
func (l *Log) serve(o *owner) {
	defer l.work.Done()
	for {
		l.mu.Lock()
		waiting := o.queue
		if len(waiting) > maxTogether {
			waiting = waiting[:maxTogether:maxTogether]
		}
		o.queue = o.queue[len(waiting):]
		if len(waiting) == 0 {
			l.rest(o)
			l.mu.Unlock()
			return
		}
		l.mu.Unlock()
		began := time.Now()
		l.settle(o, waiting)
		l.gather(o, len(waiting), time.Since(began))
	}
}

// settle answers every one of these commands.
func (l *Log) settle(o *owner, waiting []*pending) {
	beaten := false // others were first, so there is something new
	for attempt := 0; len(waiting) > 0; attempt++ {
		fresh := o.state == nil || o.stale
		if fresh {
			if err := l.catchUp(o, beaten); err != nil {
				giveUp(waiting, err)
				return
			}
		}
		waiting = l.answerTaken(o, waiting)
		if len(waiting) == 0 {
			return
		}
		if attempt >= maxAttempts {
			giveUp(waiting, nil)
			return
		}
		_, span := l.span(l.ctx, "decide", waiting)
		r := l.decide(o, waiting)
		span.End()
		waiting = r.later
		began := time.Now()
		if len(r.commands) == 0 {
			r.settle(o, true)
			if o.shared && !fresh { // what it was refused for may have been recorded by others
				o.stale = true
				waiting = append(r.refused, waiting...)
				continue
			}
		} else {
			err := l.flushKeys()
			var sequence uint64
			if err == nil {
				sequence, err = l.appendRound(o, r)
			}
			if err != nil {
				r.settle(o, false)
				waiting = r.failed(err, waiting)
				if beaten = errors.Is(err, ErrConflict); beaten {
					o.crowded = crowdedFor
				}
				if errors.Is(err, ErrUnknown) {
					attempt += maxAttempts / 3 // each took its time already
				}
				continue
			}
			r.settle(o, true)
			o.sequence = sequence
		}
		r.deliver(o.sequence, l.forget)
		o.leaveRoom(l.ctx, time.Since(began))
		attempt, beaten = -1, false // something was settled: what is left begins anew
	}
}

// leaveRoom waits about as long as a commit took, where others write in the project too: whoever was first would be first again and again, and
// those who wait here meanwhile share the next commit.
func (o *owner) leaveRoom(ctx context.Context, commit time.Duration) {
	if o.crowded > 0 {
		o.crowded--
		pause(ctx, commit+rand.N(commit+1))
	}
}

// giveUp answers commands that could not be settled: after an append without an answer it is not
// known what became of them, else they were not saved.
func giveUp(waiting []*pending, read error) {
	for _, p := range waiting {
		switch {
		case p.unsure:
			p.done(Receipt{}, notKnown("the log did not answer"))
		case read != nil:
			p.done(Receipt{}, fmt.Errorf("not saved: %w", read))
		default:
			p.done(Receipt{}, &domain.Error{Kind: domain.Conflict, Message: fmt.Sprintf("not saved: the project was changed by others %d times while this was decided", maxAttempts),
				Value: p.command.Project, Want: "send it again"})
		}
	}
}

// catchUp is load that waits a little where others were first: their commit may still be on its way to the disk.
func (l *Log) catchUp(o *owner, beaten bool) error {
	known := o.sequence
	for rest := leastRest; ; rest *= 2 {
		if err := l.load(l.ctx, o); err != nil || !beaten || o.sequence > known || rest > mostRest {
			return err
		}
		pause(l.ctx, rest)
	}
}

// pause waits, or until ctx ends.
func pause(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}

// load reads from the log what the state of a project does not know of yet; of one that is not there, all.
func (l *Log) load(ctx context.Context, o *owner) error {
	if o.state == nil {
		o.state, o.sequence = domain.NewProject(o.project), 0
	}
	o.stale = true // until the end was reached
	for c, err := range l.ReadProject(ctx, o.project, o.sequence+1) {
		if err != nil {
			return err
		}
		if first := c.Events[0].Position; first != 0 && first != o.state.Position()+1 {
			err := corrupt("in project %q entry %d follows entry %d", o.project, first, o.state.Position())
			o.state = nil
			return err
		}
		if err := l.forget(c.Events); err != nil { // by another replica: who comes again must not be sealed with a key that is to go
			return err
		}
		for i := range c.Events {
			o.state.Evolve(&c.Events[i])
		}
		o.sequence = c.Sequence
	}
	o.stale = false
	return nil
}

// answerTaken answers the commands that the log holds already and returns the others.
func (l *Log) answerTaken(o *owner, waiting []*pending) []*pending {
	var left []*pending
	for i, p := range waiting {
		first, n, taken := o.state.Taken(p.command.ID)
		if !taken {
			if left != nil {
				left = append(left, p)
			}
			continue
		}
		if left == nil {
			left = append(make([]*pending, 0, len(waiting)), waiting[:i]...)
		}
		p.done(l.again(o, p.command, first, n))
	}
	if left == nil {
		return waiting
	}
	return left
}

// again is the receipt of a command that was taken before.
func (l *Log) again(o *owner, c domain.Command, first uint64, n int) (Receipt, error) {
	sequence, stored, err := l.eventsAt(l.ctx, o.project, first, n, o.sequence)
	if err != nil {
		return Receipt{}, err
	}
	if err := domain.SameCommand(o.state, c, stored, l.Opener()); err != nil {
		return Receipt{}, err
	}
	if err := l.forget(stored); err != nil { // the answer to the first attempt may never have come, or been that this failed
		return Receipt{}, err
	}
	r := receipt(stored, sequence)
	r.Repeated = true
	return r, nil
}

func receipt(events []domain.Event, sequence uint64) Receipt {
	return Receipt{ID: events[0].ID, Position: events[len(events)-1].Position, Sequence: sequence, Events: events}
}
