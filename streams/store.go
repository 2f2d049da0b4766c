package streams

import (
	"context"
	"iter"

	"github.com/ThreeDotsLabs/watermill/message"
)

// RawCommit is one message of the stream as it lies there.
type RawCommit struct {
	Sequence uint64 // of the stream, from 1, without gaps
	Subject  string
	Data     []byte // a CloudEvents JSON batch; shared, never to be changed
	Trace    string // of what wrote it, as W3C traceparent; empty where it has none, or where the reader does not need it
	Waiting  uint64 // how many more were waiting behind it when it was read; 0: it was the last
}

// Store is what a Log stands on: one stream of commits. JetStream is one (embedded or a cluster),
// the memory store of package streamstest the other; both pass the same suite. All methods may be
// called concurrently.
type Store interface {
	// Publisher appends. Topic is the subject, the payload one commit, the metadata "expected"
	// the sequence of the last commit of that subject (0: none), in decimal. It returns after the
	// commit is on the disk and then sets the metadata "sequence". A conflict is ErrConflict, a
	// full store ErrFull, one that cannot be reached ErrUnsent: all mean that nothing was stored. ErrUnknown means that it may have been.
	message.Publisher

	// Commits yields commits in order, those with a sequence of at least from. An empty subject
	// means every project. Where follow is false it ends at the present end, else only with ctx.
	// Without a subject sequences are dense: a hole ends it with an error and is never skipped. Where follow is true the data of a
	// commit is good until the next one is asked for, else for ever.
	Commits(ctx context.Context, subject string, from uint64, follow bool) iter.Seq2[RawCommit, error]

	// First is the first commit of a subject with a sequence of at least from; ok is false where there is none. It costs
	// one commit, however many follow.
	First(ctx context.Context, subject string, from uint64) (raw RawCommit, ok bool, err error)

	// Last is the sequence of the newest commit of a subject, of all where it is empty; 0 means
	// that there is none. It is never behind what the store acknowledged before the call.
	Last(ctx context.Context, subject string) (uint64, error)

	// ID is the random id of this store, made once.
	ID() string
}
