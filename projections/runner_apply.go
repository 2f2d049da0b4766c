package projections

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/ThreeDotsLabs/watermill/message"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"

	"github.com/desirelines/desirelines/domain"
)

// take hands one page to every projection, after those that are held, or holds it. An error means that nothing of it was taken in, and
// leaves what is held for the next attempt.
func (r *Runner) take(ctx context.Context, m *message.Message, held *heldPages) error {
	commits, err := r.decode(m)
	if err != nil {
		return fmt.Errorf("page from the log: %w", err)
	}
	var links []trace.Link
	if r.watch.Tracer != nil && r.watch.Links != nil {
		links = r.watch.Links(m)
	}
	if held.holds(m, commits, links) {
		return nil
	}
	if err := r.traced(ctx, held.linked(links), append(held.commits, commits...)); err != nil {
		return err
	}
	held.taken()
	return nil
}

// traced is Apply in a span of its own that is linked to what recorded the commits.
func (r *Runner) traced(ctx context.Context, links []trace.Link, commits []domain.Commit) error {
	if len(links) == 0 || len(commits) == 0 {
		return r.Apply(ctx, commits)
	}
	ctx, span := r.watch.Tracer.Start(ctx, "fold", trace.WithNewRoot(), trace.WithLinks(links...), trace.WithAttributes(
		attribute.Int("commits", len(commits)), attribute.Int64("sequence.last", int64(commits[len(commits)-1].Sequence))))
	defer span.End()
	err := r.Apply(ctx, commits)
	if err != nil {
		span.SetStatus(codes.Error, "not taken in") // why may name what a project wrote
	}
	return err
}

// Apply hands commits, in order of sequence, to every projection that still runs. Commits that a projection has
// taken in already are passed over, so the same page twice changes nothing. It must not be called concurrently;
// the router calls it, and so does a rebuild that reads the log itself. Without commits it only looks whether the store answers.
func (r *Runner) Apply(ctx context.Context, commits []domain.Commit) error {
	if len(commits) == 0 {
		return r.idle(ctx, r.States())
	}
	r.note(commits)
	for {
		states, begun := r.States(), time.Now()
		batches, err := r.batches(states, commits)
		if err != nil {
			return err
		}
		folded := time.Now()
		if len(batches) > 0 {
			err = r.store.Commit(ctx, batches...)
		}
		if err == nil {
			if r.watch.Folded != nil {
				r.watch.Folded(len(commits), folded.Sub(begun), time.Since(folded))
			}
			if r.turned(states) {
				return errGap
			}
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

// idle looks whether the store answers where nothing else shows it, and whether it still has what it had: a database that lost its newest
// commits is behind, and no page comes that would show it. Projections that run share their commits, so one stands for all.
func (r *Runner) idle(ctx context.Context, states []State) error {
	if len(states) == 0 {
		return nil
	}
	one := states[max(0, slices.IndexFunc(states, func(s State) bool { return s.Stopped == "" }))]
	at, err := r.store.Checkpoint(ctx, one.Name, one.Version)
	if err != nil {
		return err
	}
	if at < one.Position {
		if _, err := r.fenced(ctx); err != nil {
			return err
		}
		return errGap
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	turnedNow(r.state)
	return nil
}

// note takes in what operators recorded.
func (r *Runner) note(commits []domain.Commit) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.skips = r.skips.with(commits...)
}

// batches folds commits for every projection that still runs, on every core, since projections know nothing of each
// other. It moves states; an error is trouble with the store, and then nothing may be committed.
func (r *Runner) batches(states []State, commits []domain.Commit) ([]Batch, error) {
	all, skips := make([]Batch, len(states)), r.Skips()
	failed := make([]error, len(states))
	inParallel(len(states), func(i int) {
		switch {
		case states[i].Stopped != "":
		case commits[0].Sequence > states[i].Position+1:
			failed[i] = &storeError{errGap}
		default:
			all[i], failed[i] = r.batch(r.projections[i], r.rows[i], &states[i], commits, skips)
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
			s.stop(err)
			r.log.Error("a projection stopped", "projection", s.Name, "why", s.Stopped)
		}
		if s.Position != all[i].To { // else it is ahead of this page, and whoever moves it on meanwhile is not in the way of the others
			s.Position = all[i].To
			batches = append(batches, all[i])
		}
	}
	return batches, nil
}

// batch folds commits for one projection into rows. Where an event cannot be applied it returns what came before it
// together with the error.
func (r *Runner) batch(p Projection, rows *Rows, s *State, commits []domain.Commit, skips Skips) (Batch, error) {
	b := Batch{Projection: p.Name, Version: p.Version, From: s.Position, To: s.Position}
	rows.begin()
	to, err := fold(p, rows, s.Position, commits, skips)
	if err != nil {
		var store *storeError
		if errors.As(err, &store) {
			return b, err
		}
		rows.begin()
		var before []domain.Commit
		for _, c := range commits {
			if c.Sequence <= to {
				before = append(before, c)
			}
		}
		if _, again := fold(p, rows, s.Position, before, skips); again != nil {
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
