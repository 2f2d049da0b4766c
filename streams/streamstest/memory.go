// Package streamstest keeps every Store to one contract and gives other packages' tests a log in
// memory. It is imported by tests only.
package streamstest

import (
	"context"
	"iter"
	"strconv"
	"sync"

	"github.com/ThreeDotsLabs/watermill/message"

	"github.com/desirelines/desirelines/streams"
)

// Memory is a store without a disk. It keeps to the contract of streams.Store, but for the disk:
// what it acknowledged lives as long as it does. Closing a log on it does not empty it, so a second
// log on the same Memory is a restart.
type Memory struct {
	mu      sync.Mutex
	commits []streams.RawCommit
	last    map[string]uint64
	grown   chan struct{} // closed at the next append
	quota   int           // bytes; 0: none
	size    int
}

// NewMemory returns an empty store.
func NewMemory() *Memory {
	return &Memory{last: map[string]uint64{}, grown: make(chan struct{})}
}

// SetQuota lets the store refuse what would make it larger than this many bytes.
func (m *Memory) SetQuota(bytes int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.quota = bytes
}

// ID implements streams.Store.
func (m *Memory) ID() string { return "memory" }

// Close implements streams.Store; it does nothing.
func (m *Memory) Close() error { return nil }

// Publish implements streams.Store.
func (m *Memory) Publish(topic string, messages ...*message.Message) error {
	for _, one := range messages {
		sequence, err := m.append(topic, one)
		if err != nil {
			return err
		}
		one.Metadata.Set(streams.MetaSequence, strconv.FormatUint(sequence, 10))
	}
	return nil
}

func (m *Memory) append(subject string, one *message.Message) (uint64, error) {
	expected, err := strconv.ParseUint(one.Metadata.Get(streams.MetaExpected), 10, 64)
	if err != nil {
		return 0, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.last[subject] != expected {
		return 0, streams.ErrConflict
	}
	if m.quota > 0 && m.size+len(one.Payload) > m.quota {
		return 0, streams.ErrFull
	}
	sequence := uint64(len(m.commits) + 1)
	m.commits = append(m.commits, streams.RawCommit{Sequence: sequence, Subject: subject, Data: one.Payload, Trace: one.Metadata.Get(streams.MetaTrace)})
	m.last[subject] = sequence
	m.size += len(one.Payload)
	close(m.grown)
	m.grown = make(chan struct{})
	return sequence, nil
}

// First implements streams.Store.
func (m *Memory) First(ctx context.Context, subject string, from uint64) (streams.RawCommit, bool, error) {
	for raw, err := range m.Commits(ctx, subject, from, false) {
		return raw, err == nil, err
	}
	return streams.RawCommit{}, false, nil
}

// Last implements streams.Store.
func (m *Memory) Last(_ context.Context, subject string) (uint64, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if subject == "" {
		return uint64(len(m.commits)), nil
	}
	return m.last[subject], nil
}

// Commits implements streams.Store.
func (m *Memory) Commits(ctx context.Context, subject string, from uint64, follow bool) iter.Seq2[streams.RawCommit, error] {
	return func(yield func(streams.RawCommit, error) bool) {
		next := max(from, 1)
		for {
			commits, grown := m.since(next)
			for i, raw := range commits {
				raw.Waiting = uint64(len(commits) - 1 - i)
				if (subject == "" || raw.Subject == subject) && !yield(raw, nil) {
					return
				}
			}
			next += uint64(len(commits))
			if !follow {
				return
			}
			if len(commits) > 0 {
				continue
			}
			select {
			case <-grown:
			case <-ctx.Done():
				yield(streams.RawCommit{}, ctx.Err())
				return
			}
		}
	}
}

// since returns the commits from a sequence on and what tells of the next one.
func (m *Memory) since(from uint64) ([]streams.RawCommit, <-chan struct{}) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if from > uint64(len(m.commits)) {
		return nil, m.grown
	}
	return m.commits[from-1:], m.grown
}
