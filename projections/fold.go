package projections

import (
	"errors"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/desirelines/desirelines/domain"
)

// foldError says where a projection could not go on.
type foldError struct {
	Sequence uint64
	Entry    string // id of the event
	Project  string
	Position uint64
	Kind     string
	Err      error
}

func (e *foldError) Error() string {
	return fmt.Sprintf("entry %d of project %q (%s): %v", e.Position, e.Project, e.Kind, e.Err)
}

func (e *foldError) Unwrap() error { return e.Err }

// fold applies the commits after checkpoint to rows, without the events that the projection skips. It returns the sequence of the last commit it
// took in whole. On error rows may hold part of the commit that failed and must be thrown away.
func fold(p Projection, rows *Rows, checkpoint uint64, commits []domain.Commit, skips Skips) (uint64, error) {
	for i := range commits {
		c := &commits[i]
		if c.Sequence <= checkpoint {
			continue
		}
		rows.project = c.Project
		for j := range c.Events {
			e := &c.Events[j]
			if skips.has(p.Name, p.Version, c.Sequence, e.ID) {
				continue
			}
			if err := apply(p, rows, e); err != nil {
				return checkpoint, &foldError{c.Sequence, e.ID, c.Project, e.Position, e.Body.Kind(), err}
			}
			if rows.err != nil {
				return checkpoint, &storeError{rows.err}
			}
		}
		checkpoint = c.Sequence
	}
	return checkpoint, nil
}

// apply calls the fold and turns a panic and an event nobody can read into an error.
func apply(p Projection, rows *Rows, e *domain.Event) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("the fold panicked: %v", r)
		}
	}()
	if u, ok := e.Body.(*domain.Unreadable); ok {
		return errors.New(u.Why)
	}
	return p.Apply(rows, e)
}

// inParallel calls do for 0 to n-1, as many at a time as there are cores.
func inParallel(n int, do func(i int)) {
	workers := min(n, runtime.GOMAXPROCS(0))
	if workers < 2 {
		for i := range n {
			do(i)
		}
		return
	}
	var next atomic.Int64
	var wait sync.WaitGroup
	for range workers {
		wait.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				do(i)
			}
		})
	}
	wait.Wait()
}

// storeError is trouble with the store, not with the event: it is worth another try.
type storeError struct{ err error }

func (e *storeError) Error() string { return e.err.Error() }
func (e *storeError) Unwrap() error { return e.err }
