package streams

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

const (
	auditStream = "AUDIT"
	auditPrefix = "au."
	auditTime   = 5 * time.Second // for one record, where its caller has more patience
	mostRead    = 1000            // reads that Of returns, the newest
)

// auditConfig is the stream of who read what was said in confidence: like the events nothing in it expires or is deleted. It is apart
// from them, because what is read is nothing that happened to the project, and there may be much of it.
func auditConfig(store string, replicas int) jetstream.StreamConfig {
	return jetstream.StreamConfig{
		Name: auditStream, Subjects: []string{auditPrefix + "*"}, Description: "who read what was said in confidence; see package streams",
		Storage: jetstream.FileStorage, Retention: jetstream.LimitsPolicy, Discard: jetstream.DiscardNew,
		MaxMsgs: -1, MaxMsgsPerSubject: -1, MaxBytes: -1, MaxMsgSize: maxMessage, DenyDelete: true, DenyPurge: true,
		Replicas: replicas, Compression: jetstream.NoCompression, Metadata: map[string]string{metaStore: store},
	}
}

// Audit keeps who read what was said in confidence, beside the log and as durably: where Append returned nil it is on the disk. It holds
// random ids and times, and no words. All methods may be called concurrently.
type Audit struct {
	js    jetstream.JetStream
	space spaceWatch
}

// Reading is that somebody read what a person had said in confidence.
type Reading struct {
	Of    string    `json:"of"`    // whose words: random id of a person
	Entry string    `json:"entry"` // id of the entry that holds them
	By    string    `json:"by"`    // who read them: random id of a person; empty: nobody known, such as whoever came by a link
	As    string    `json:"as"`    // what they are to the project, or the audience of a link
	At    time.Time `json:"at"`
}

// Audit returns where readings are kept; nil for a store that keeps none, such as one in memory.
func (l *Log) Audit() *Audit {
	if s, ok := l.store.(*jetstreamStore); ok {
		return s.audit
	}
	return nil
}

// auditSubject is the subject of a project; see Subject.
func auditSubject(project string) string {
	return auditPrefix + strings.TrimPrefix(Subject(project), subjectPrefix)
}

// Append keeps readings of one project, all of them or none; no readings are kept at once. Unavailable means that they may not be kept: show
// nothing then.
func (a *Audit) Append(ctx context.Context, project string, list ...Reading) error {
	if len(list) == 0 {
		return nil
	}
	if a.space.full() {
		return storageFull()
	}
	data, err := json.Marshal(list)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, auditTime)
	defer cancel()
	if _, err := a.js.PublishMsg(ctx, &nats.Msg{Subject: auditSubject(project), Data: data}, jetstream.WithExpectStream(auditStream)); err != nil {
		return fmt.Errorf("%w: %w", unavailable("who reads this could not be noted", "try again in a moment"), err)
	}
	return nil
}

// Of returns who read what a person said in confidence in a project, the newest first, at most a thousand.
func (a *Audit) Of(ctx context.Context, project, person string) (found []Reading, err error) {
	stream, err := a.js.Stream(ctx, auditStream)
	if err != nil {
		return nil, unreadableAudit(err)
	}
	for next := uint64(1); ; {
		m, err := stream.GetMsg(ctx, next, jetstream.WithGetMsgSubject(auditSubject(project)))
		if errors.Is(err, jetstream.ErrMsgNotFound) {
			return found, nil
		}
		if err != nil {
			return nil, unreadableAudit(err)
		}
		next = m.Sequence + 1
		var list []Reading
		if json.Unmarshal(m.Data, &list) != nil {
			continue // of a newer program
		}
		for _, r := range list {
			if r.Of == person {
				found = append([]Reading{r}, found[:min(len(found), mostRead-1)]...)
			}
		}
	}
}

func unreadableAudit(err error) error {
	return fmt.Errorf("%w: %w", unavailable("who read this cannot be looked up now", "try again in a moment"), err)
}
