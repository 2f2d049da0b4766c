package projections

import (
	"context"
	"fmt"
)

// Store keeps the rows of projections together with their checkpoints. Implementations pass the suite in
// projectiontest. All methods may be called concurrently; each projection is written by one runner, and
// where two write, the fence lets only one of them through.
type Store interface {
	// Checkpoint returns the sequence of the last commit that is in the rows of this version of the
	// projection, 0 where there is none.
	Checkpoint(ctx context.Context, name string, version int) (uint64, error)

	// Commit makes the changes and the new checkpoints of all batches visible together, or none of them. A batch
	// whose From is not the stored checkpoint fails with *FencedError: somebody else is ahead.
	Commit(ctx context.Context, batches ...Batch) error

	// Base returns how a fold looks up committed rows of this version of the projection.
	Base(name string, version int) Lookup

	// Read calls fn with a reader that shows one moment of all projections. fn must not keep the reader, call
	// Commit, or call Read again.
	Read(ctx context.Context, fn func(Reader) error) error
}

// Batch is what one projection changes in one go. Its changes belong to who made it: a store keeps rows, never the list.
type Batch struct {
	Projection string
	Version    int
	From, To   uint64 // checkpoint before and after
	Changes    []Change
}

// FencedError says that a projection's checkpoint moved since it was read.
type FencedError struct {
	Projection string
	Want, Have uint64
}

// Error names the projection and both checkpoints.
func (e *FencedError) Error() string {
	return fmt.Sprintf("projection %s: its checkpoint is %d, not %d: another one is ahead", e.Projection, e.Have, e.Want)
}

// BehindError says how far the rows have come.
type BehindError struct {
	At, Of uint64 // commits
	Err    error  // what was asked for
}

// Error says it with what was asked for.
func (e *BehindError) Error() string {
	return fmt.Sprintf("%v (%d of %d commits are in the views)", e.Err, e.At, e.Of)
}

// Unwrap gives what was asked for.
func (e *BehindError) Unwrap() error { return e.Err }
