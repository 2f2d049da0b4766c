package projections

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"log/slog"

	"github.com/desirelines/desirelines/domain"
)

// Rebuilder is a store that can hold a projection twice for a while: the rows that are served, and those of a rebuild beside them.
type Rebuilder interface {
	Store

	// Beside returns where a projection is built anew, with what an earlier attempt left there. Nobody reads it.
	Beside(ctx context.Context, p Projection) (Store, error)

	// Switch puts what was built beside in the place of what is served, in one step, where both know the same commits; false says that they do not, and
	// nothing changed. Whoever folds or reads looks everything up anew.
	Switch(ctx context.Context, p Projection) (bool, error)

	// Drop throws away what was built beside.
	Drop(ctx context.Context, p Projection) error
}

// Commits reads the commits of all projects, in order of sequence, from one on up to the present end.
type Commits func(ctx context.Context, from uint64) iter.Seq2[domain.Commit, error]

// Rebuild folds a projection anew beside the one that is served and puts it in its place. It may be ended at any time by its ctx: the next
// call goes on where it ended. progress, which may be nil, hears of the last commit taken in. An event that cannot be applied ends it with an error, and
// what is served stays as it is; those that it skips are left out.
func Rebuild(ctx context.Context, s Rebuilder, p Projection, read Commits, skips Skips, progress func(at uint64)) error {
	beside, err := s.Beside(ctx, p)
	if err != nil {
		return err
	}
	r, err := NewRunner(ctx, beside, []Projection{p}, nil, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	r.Honour(skips)
	for {
		if err := rebuildOnce(ctx, r, read, progress); err != nil {
			return fmt.Errorf("rebuild of %s: %w", p.Name, err)
		}
		done, err := s.Switch(ctx, p)
		if done || err != nil {
			return err
		}
	}
}

// rebuildPage is how many commits are folded at a time: rows that change within a page are written once.
const rebuildPage = 4096

// rebuildOnce takes in what the log holds now.
func rebuildOnce(ctx context.Context, r *Runner, read Commits, progress func(uint64)) error {
	take := func(page []domain.Commit) error {
		if err := r.Apply(ctx, page); err != nil {
			return err
		}
		s := r.States()[0]
		if s.Stopped != "" {
			return errors.New(s.Stopped)
		}
		if progress != nil {
			progress(s.Position)
		}
		return nil
	}
	ctx, stop := context.WithCancel(ctx)
	ahead := readAhead(ctx, read(ctx, r.From()))
	defer func() { // whoever reads must have ended before its log may be closed
		stop()
		for range ahead {
		}
	}()
	for page := range ahead {
		if page.err != nil {
			return page.err
		}
		if err := take(page.commits); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// readPage are commits, or why no more can be read.
type readPage struct {
	commits []domain.Commit
	err     error
}

// readAhead reads and decodes a page while the one before is folded and stored. The last page may be empty. It ends with ctx; the channel is closed when
// nothing reads any more.
func readAhead(ctx context.Context, all iter.Seq2[domain.Commit, error]) <-chan readPage {
	pages := make(chan readPage)
	hand := func(p readPage) bool {
		select {
		case pages <- p:
			return true
		case <-ctx.Done():
			return false
		}
	}
	go func() {
		defer close(pages)
		page := make([]domain.Commit, 0, rebuildPage)
		for c, err := range all {
			if err != nil {
				hand(readPage{err: err})
				return
			}
			if page = append(page, c); len(page) == rebuildPage {
				if !hand(readPage{commits: page}) {
					return
				}
				page = make([]domain.Commit, 0, rebuildPage)
			}
		}
		hand(readPage{commits: page})
	}()
	return pages
}
