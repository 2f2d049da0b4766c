package streams

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/desirelines/desirelines/domain"
)

const (
	moveChunk = 512 << 10        // bytes of one message of a copy
	moveTime  = 30 * time.Second // for one message of it
)

// Move copies the store in the folder o.Dir to the cluster at o.NATS, with the rights of Init: every stream as it stands, with its sequences and
// times, in o.Replicas copies. It returns the id of the store. Nobody may serve the folder meanwhile (else *HeldError); it stays as it was,
// and is an old copy from then on. The keys stay where they are. A cluster that holds events already is Conflict; after a copy that broke
// off it may be run again: the events come last, and what is there and the same is left as it is.
func Move(ctx context.Context, o Options) (store string, err error) {
	o = o.withDefaults()
	from, err := openEmbedded(ctx, o)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, from.Close()) }()
	keeper, err := from.own.connect(keeperUser, from.own.keeperPass)
	if err != nil {
		return "", err
	}
	defer keeper.Close()
	to, err := connectCluster(o)
	if err != nil {
		return "", err
	}
	defer to.Close()
	m := mover{from: keeper, to: to, where: without(o.NATS), replicas: o.Replicas, metadata: metadata(from.id, from.mark.Keys)}
	for _, name := range append(besideStreams(), eventsStream) {
		if err := m.move(ctx, name); err != nil {
			return "", err
		}
	}
	return from.id, nil
}

// mover copies streams from one server to another, by what both know as snapshot and restore.
type mover struct {
	from, to *nats.Conn
	where    string
	replicas int
	metadata map[string]string // of the events, which on a cluster name their keys
}

// streamState is what must be the same in a copy.
type streamState struct {
	Messages uint64 `json:"messages"`
	First    uint64 `json:"first_seq"`
	Last     uint64 `json:"last_seq"`
}

func (m mover) move(ctx context.Context, name string) error {
	js, err := jetstream.New(m.to)
	if err != nil {
		return err
	}
	chunks, err := m.from.SubscribeSync(m.from.NewInbox())
	if err != nil {
		return err
	}
	defer func() { _ = chunks.Unsubscribe() }()
	var copied struct {
		Config map[string]any  `json:"config"`
		State  json.RawMessage `json:"state"`
	}
	if err := ask(ctx, m.from, "$JS.API.STREAM.SNAPSHOT."+name, map[string]any{"deliver_subject": chunks.Subject, "no_consumers": true, "chunk_size": moveChunk}, &copied); err != nil {
		return fmt.Errorf("copy stream %s: %w", name, err)
	}
	var state streamState
	if err := json.Unmarshal(copied.State, &state); err != nil {
		return err
	}
	if there, err := js.Stream(ctx, name); err == nil {
		return m.same(name, state, there.CachedInfo())
	} else if !errors.Is(err, jetstream.ErrStreamNotFound) {
		return clusterError(m.where, err)
	}
	copied.Config["num_replicas"] = m.replicas
	if name == eventsStream {
		copied.Config["metadata"] = m.metadata
	}
	var begun struct {
		Deliver string `json:"deliver_subject"`
	}
	if err := ask(ctx, m.to, "$JS.API.STREAM.RESTORE."+name, copied, &begun); err != nil {
		return fmt.Errorf("%w: %w", &domain.Error{Kind: domain.Unavailable, Message: "the stream " + name + " could not be begun on the cluster", Value: m.where,
			Want: "see that most of its servers run, have room, and that these credentials may restore"}, err)
	}
	if err := m.carry(ctx, chunks, begun.Deliver); err != nil {
		return fmt.Errorf("copy stream %s: %w", name, err)
	}
	there, err := js.Stream(ctx, name)
	if err != nil {
		return clusterError(m.where, err)
	}
	return m.same(name, state, there.CachedInfo())
}

// carry takes a copy over, message by message; each is answered before the next one.
func (m mover) carry(ctx context.Context, chunks *nats.Subscription, deliver string) error {
	for {
		once, cancel := context.WithTimeout(ctx, moveTime)
		chunk, err := chunks.NextMsgWithContext(once)
		cancel()
		if err != nil {
			return err
		}
		last := len(chunk.Data) == 0
		if status := chunk.Header.Get("Status"); last && status != "" && status != "204" {
			return errors.New("the folder says " + status + " " + chunk.Header.Get("Description"))
		}
		var said struct {
			Error *jetstream.APIError `json:"error"`
		}
		once, cancel = context.WithTimeout(ctx, moveTime)
		answer, err := m.to.RequestWithContext(once, deliver, chunk.Data)
		cancel()
		if err == nil && len(answer.Data) > 0 {
			if err = json.Unmarshal(answer.Data, &said); err == nil && said.Error != nil {
				err = said.Error
			}
		}
		if err != nil || last {
			return err
		}
		if chunk.Reply != "" {
			if err := m.from.Publish(chunk.Reply, nil); err != nil {
				return err
			}
		}
	}
}

// same refuses a stream on the cluster that is not the copy of ours.
func (m mover) same(name string, ours streamState, there *jetstream.StreamInfo) error {
	theirs := streamState{there.State.Msgs, there.State.FirstSeq, there.State.LastSeq}
	if ours.Messages == 0 { // a server begins an empty stream at 0, and counts the first of one that was copied from there as 1
		theirs.First = ours.First
	}
	if theirs == ours && there.Config.Metadata[metaStore] == m.metadata[metaStore] {
		return nil
	}
	return &domain.Error{Kind: domain.Conflict, Value: m.where,
		Message: fmt.Sprintf("the cluster has a stream %s that is not this one: %d messages up to %d, and here are %d up to %d", name, theirs.Messages, theirs.Last, ours.Messages, ours.Last),
		Want:    "name an empty cluster; one where init or serve ran has a history of its own"}
}

// ask sends a question in JSON and reads the answer.
func ask(ctx context.Context, conn *nats.Conn, subject string, question, answer any) error {
	data, err := json.Marshal(question)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, moveTime)
	defer cancel()
	m, err := conn.RequestWithContext(ctx, subject, data)
	if err != nil {
		return err
	}
	var refused struct {
		Error *jetstream.APIError `json:"error"`
	}
	if err := json.Unmarshal(m.Data, &refused); err != nil {
		return err
	}
	if refused.Error != nil {
		return refused.Error
	}
	return json.Unmarshal(m.Data, answer)
}
