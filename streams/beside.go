package streams

import (
	"context"
	"errors"
	"fmt"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/desirelines/desirelines/domain"
)

// What lies beside the events, each in a stream of its own: files (evidence.go), readings (audit.go) and timers (timers.go). All are
// made, named in the marker, and opened in one way.

// besideStreams are the names of them, in the order in which they are made.
func besideStreams() []string { return []string{evidenceStream, auditStream, timersStream} }

// besideConfigs are the plain streams among them; files lie in an object store, which the client makes.
func besideConfigs(store string, replicas int) []jetstream.StreamConfig {
	return []jetstream.StreamConfig{auditConfig(store, replicas), timersConfig(store, replicas)}
}

// makeBeside makes on a cluster what is not there yet.
func makeBeside(ctx context.Context, js jetstream.JetStream, store string, o Options) error {
	errs := []error{makeEvidence(ctx, js, evidenceConfig(store, o.EvidenceQuota, o.Replicas))}
	for _, config := range besideConfigs(store, o.Replicas) {
		errs = append(errs, makeStream(ctx, js, config))
	}
	return errors.Join(errs...)
}

// makeStream makes a stream where there is none.
func makeStream(ctx context.Context, js jetstream.JetStream, config jetstream.StreamConfig) error {
	if _, err := js.CreateStream(ctx, config); err != nil && !errors.Is(err, jetstream.ErrStreamNameAlreadyInUse) {
		return fmt.Errorf("make stream %s: %w", config.Name, err)
	}
	return nil
}

// keepBeside makes what the marker of a folder does not name, one of an older program, and notes it there. What it names is never
// made again.
func keepBeside(ctx context.Context, js jetstream.JetStream, m *marker, o Options) error {
	if err := keepEvidence(ctx, js, m, o); err != nil {
		return err
	}
	for _, config := range besideConfigs(m.Store, 1) {
		if m.made(config.Name) {
			continue
		}
		if err := makeStream(ctx, js, config); err != nil {
			return err
		}
		if err := m.note(o.Dir, config.Name); err != nil {
			return err
		}
	}
	return nil
}

// openBeside opens a stream of what lies beside the events, which must be of the same store; what names it for people.
func (s *jetstreamStore) openBeside(ctx context.Context, where, name, what string) error {
	stream, err := s.js.Stream(ctx, name)
	if errors.Is(err, jetstream.ErrStreamNotFound) {
		if s.dir == "" {
			return &domain.Error{Kind: domain.Unavailable, Message: "the cluster has no stream " + name, Value: where, Want: "run desirelines init once more"}
		}
		return damaged(where, "the stream "+name+" is missing")
	}
	if err != nil {
		return clusterError(where, err)
	}
	if of := stream.CachedInfo().Config.Metadata[metaStore]; of != s.id {
		return damaged(where, fmt.Sprintf("its %s are those of the store %s, its events those of the store %s", what, of, s.id))
	}
	return nil
}
