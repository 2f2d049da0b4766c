package streams

import (
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
