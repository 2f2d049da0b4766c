package streams

import (
	"context"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// RawJetStream is what a log stands on, for measuring against it.
func RawJetStream(l *Log) jetstream.JetStream { return l.store.(*jetstreamStore).js }

// StoreOf is the store of a log.
func StoreOf(l *Log) Store { return l.store }

// AppConn is the connection of the application's user.
func AppConn(l *Log) *nats.Conn { return l.store.(*jetstreamStore).conn }

// KeeperConn is a new connection of the user that may change streams.
func KeeperConn(l *Log) (*nats.Conn, error) {
	own := l.store.(*jetstreamStore).own
	return own.connect(keeperUser, own.keeperPass)
}

// Waiting is how many commands wait for a project, not counting those being settled.
func Waiting(l *Log, project string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.owner(project).queue)
}

// Kept is how many states of projects a log keeps.
func Kept(l *Log) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.owners)
}

// SetBeat lets a subscriber give out pages without commits sooner. It is called before Subscribe.
func SetBeat(s *Subscriber, beat time.Duration) { s.beat = beat }

// AppSubjects is everything the application may send to.
func AppSubjects() []string { return appSubjects() }

// BatchFrom is from how many waiting commits on a batch is taken where costs were measured in this order: above 0 a commit of its own, below 0 a
// batch of 2.
func BatchFrom(measured ...time.Duration) int {
	var c costs
	for _, d := range measured {
		if d < 0 {
			c.tookBatch(2, -d)
		} else {
			c.tookPlain(d)
		}
	}
	return c.from()
}

// Reread is how many commits from from on come from the blocks.
func Reread(l *Log, from uint64) (n int) {
	for range l.store.(*jetstreamStore).reread(context.Background(), from, true) {
		n++
	}
	return n
}

// TraceBeside is the trace in headers as they lie in a block.
func TraceBeside(headers string) string { return traceBeside([]byte(headers)) }
