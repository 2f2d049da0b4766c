package streams

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"strconv"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

const (
	directSubject = "$JS.API.DIRECT.GET." + eventsStream
	getSubject    = "$JS.API.STREAM.MSG.GET." + eventsStream

	directMost    = 1024     // commits of one direct get; a longer read goes on with a consumer
	directBytes   = 8 << 20  // bytes of one direct get
	prefetch      = 2000     // commits a consumer has on their way
	prefetchBytes = 16 << 20 // bytes of one request of a consumer
	readTimeout   = 10 * time.Second
)

// Last implements Store. It asks the leader of the stream, since a replica may be behind.
func (s *jetstreamStore) Last(ctx context.Context, subject string) (uint64, error) {
	ctx, cancel := context.WithTimeout(ctx, readTimeout)
	defer cancel()
	if subject == "" {
		var last uint64
		err := s.asked(ctx, func(ctx context.Context) error {
			stream, err := s.js.Stream(ctx, eventsStream)
			if err == nil {
				last = stream.CachedInfo().State.LastSeq
			}
			return err
		})
		if err != nil {
			return 0, s.readError(err)
		}
		return last, nil
	}
	request, err := json.Marshal(map[string]string{"last_by_subj": subject})
	if err != nil {
		return 0, err
	}
	m, err := s.request(ctx, getSubject, request)
	if err != nil {
		return 0, s.readError(err)
	}
	var got struct {
		Message struct {
			Sequence uint64 `json:"seq"`
		} `json:"message"`
		Error *jetstream.APIError `json:"error"`
	}
	if err := json.Unmarshal(m.Data, &got); err != nil {
		return 0, s.readError(err)
	}
	if got.Error != nil && got.Error.ErrorCode == jetstream.JSErrCodeMessageNotFound {
		return 0, nil
	}
	if got.Error != nil {
		return 0, s.readError(got.Error)
	}
	return got.Message.Sequence, nil
}

// request is asked for a plain question.
func (s *jetstreamStore) request(ctx context.Context, subject string, data []byte) (m *nats.Msg, err error) {
	err = s.asked(ctx, func(ctx context.Context) error {
		m, err = s.conn.RequestWithContext(ctx, subject, data)
		return err
	})
	return m, err
}

// Commits implements Store. What has a present end is read by direct get while it is short and by a
// consumer from there on: a consumer takes 1 to 8 ms to make, a direct get 0.1 ms. Where much of the whole log lies ahead it is read from the
// blocks first.
func (s *jetstreamStore) Commits(ctx context.Context, subject string, from uint64, follow bool) iter.Seq2[RawCommit, error] {
	from = max(from, 1)
	commits := s.upToNow(ctx, subject, from)
	switch {
	case follow && subject == "":
		commits = s.wholeFollowed(ctx, from)
	case follow:
		commits = s.followed(ctx, subject, from)
	}
	if subject != "" {
		return commits
	}
	return dense(commits, from)
}

// wholeFollowed yields every commit: what lies ahead now from the blocks, the rest as it comes.
func (s *jetstreamStore) wholeFollowed(ctx context.Context, from uint64) iter.Seq2[RawCommit, error] {
	return func(yield func(RawCommit, error) bool) {
		next := from
		for raw, err := range s.reread(ctx, from, true) { // who follows makes of each commit something of its own
			if !yield(raw, err) || err != nil {
				return
			}
			next = raw.Sequence + 1
		}
		s.followed(ctx, "", next)(yield)
	}
}

// First implements Store by a direct get of one commit. A replica that answers may be behind, so nothing is only believed
// of the leader.
func (s *jetstreamStore) First(ctx context.Context, subject string, from uint64) (RawCommit, bool, error) {
	request, err := json.Marshal(directGet{From: max(from, 1), Subject: subject})
	if err != nil {
		return RawCommit{}, false, err
	}
	asking, cancel := context.WithTimeout(ctx, readTimeout)
	defer cancel()
	m, err := s.request(asking, directSubject, request)
	if err != nil {
		return RawCommit{}, false, s.readError(err)
	}
	raw, found, err := directAnswer(m)
	if err != nil {
		return RawCommit{}, false, s.readError(err)
	}
	if found {
		return raw, true, nil
	}
	for raw, err := range s.Commits(ctx, subject, from, false) {
		return raw, err == nil, err
	}
	return RawCommit{}, false, nil
}

// dense ends with an error at the first hole.
func dense(commits iter.Seq2[RawCommit, error], from uint64) iter.Seq2[RawCommit, error] {
	return func(yield func(RawCommit, error) bool) {
		next := from
		for raw, err := range commits {
			if err == nil && raw.Sequence != next {
				yield(RawCommit{}, corrupt("sequence %d follows sequence %d", raw.Sequence, next-1))
				return
			}
			if !yield(raw, err) || err != nil {
				return
			}
			next++
		}
	}
}

func (s *jetstreamStore) upToNow(ctx context.Context, subject string, from uint64) iter.Seq2[RawCommit, error] {
	return func(yield func(RawCommit, error) bool) {
		last, err := s.Last(ctx, subject)
		if err != nil {
			yield(RawCommit{}, err)
			return
		}
		for raw, err := range s.between(ctx, subject, from, last) {
			if !yield(raw, err) || err != nil {
				return
			}
		}
	}
}

// between yields the commits in from..last.
func (s *jetstreamStore) between(ctx context.Context, subject string, from, last uint64) iter.Seq2[RawCommit, error] {
	return func(yield func(RawCommit, error) bool) {
		next := from
		if subject == "" {
			for raw, err := range s.reread(ctx, from, false) {
				if !yield(raw, err) || err != nil || raw.Sequence >= last {
					return
				}
				next = raw.Sequence + 1
			}
		}
		for raw, err := range s.direct(ctx, subject, next, last) {
			if err != nil && s.dir == "" && ctx.Err() == nil {
				break // the server that was asked may be gone; a consumer finds another
			}
			if !yield(raw, err) || err != nil {
				return
			}
			next = raw.Sequence + 1
		}
		if next > last {
			return
		}
		for raw, err := range s.consume(ctx, subject, next, last) {
			if !yield(raw, err) || err != nil {
				return
			}
		}
	}
}

// direct yields the commits of a subject (or of all) in from..last by one direct get, at most
// directMost and directBytes of them. It may end early for that reason, or because a replica
// that answered is behind.
func (s *jetstreamStore) direct(ctx context.Context, subject string, from, last uint64) iter.Seq2[RawCommit, error] {
	return func(yield func(RawCommit, error) bool) {
		if from > last {
			return
		}
		request, err := json.Marshal(directGet{From: from, Subject: subject, Most: directMost, Bytes: directBytes})
		if err != nil {
			yield(RawCommit{}, err)
			return
		}
		inbox := s.conn.NewInbox()
		answers, err := s.conn.SubscribeSync(inbox)
		if err != nil {
			yield(RawCommit{}, s.readError(err))
			return
		}
		defer context.AfterFunc(ctx, func() { _ = answers.Unsubscribe() })()
		defer func() { _ = answers.Unsubscribe() }()
		if err := s.conn.PublishRequest(directSubject, inbox, request); err != nil {
			yield(RawCommit{}, s.readError(err))
			return
		}
		patience := readTimeout
		if s.dir == "" {
			patience = askTime
		}
		for {
			m, err := answers.NextMsg(patience) // of each, since the caller may take its time between
			if err != nil {
				yield(RawCommit{}, s.readError(cmp.Or(ctx.Err(), err)))
				return
			}
			raw, more, err := directAnswer(m)
			if err != nil {
				yield(RawCommit{}, s.readError(err))
				return
			}
			if !more || raw.Sequence > last || !yield(raw, nil) || raw.Sequence == last {
				return
			}
		}
	}
}

type directGet struct {
	From    uint64 `json:"seq"`
	Subject string `json:"next_by_subj,omitempty"`
	Most    int    `json:"batch,omitempty"` // 0: one, without an end of batch behind it
	Bytes   int    `json:"max_bytes,omitempty"`
}

// directAnswer reads one answer; more is false after the last one.
func directAnswer(m *nats.Msg) (raw RawCommit, more bool, err error) {
	switch status := m.Header.Get("Status"); status {
	case "":
	case "204", "404": // end of batch, nothing there
		return raw, false, nil
	default:
		return raw, false, errors.New("direct get: " + status + " " + m.Header.Get("Description"))
	}
	raw.Subject, raw.Data = m.Header.Get(jetstream.SubjectHeader), m.Data
	raw.Sequence, err = strconv.ParseUint(m.Header.Get(jetstream.SequenceHeader), 10, 64)
	return raw, true, err
}

// consume yields commits from one ordered consumer: up to last, or for ever where last is 0. The
// consumer makes itself anew after a lost connection and goes on behind the last commit yielded.
// Where last is given and nothing comes for a while, what is missing is damage.
func (s *jetstreamStore) consume(ctx context.Context, subject string, from, last uint64) iter.Seq2[RawCommit, error] {
	return func(yield func(RawCommit, error) bool) {
		messages, err := s.ordered(ctx, subject, from)
		if err != nil {
			yield(RawCommit{}, s.readError(err))
			return
		}
		defer messages.Stop()
		defer context.AfterFunc(ctx, messages.Stop)()
		var patience []jetstream.NextOpt
		if last > 0 {
			patience = append(patience, jetstream.NextMaxWait(readTimeout))
		}
		for next := from; ; {
			m, err := messages.Next(patience...)
			if err != nil {
				yield(RawCommit{}, s.consumeError(ctx, err, next))
				return
			}
			raw := RawCommit{Subject: m.Subject(), Data: m.Data(), Trace: traceIn(m.Headers())}
			if raw.Sequence, raw.Waiting, err = deliveryOf(m.Reply()); err != nil {
				yield(RawCommit{}, err)
				return
			}
			if !yield(raw, nil) || last > 0 && raw.Sequence >= last {
				return
			}
			next = raw.Sequence + 1
		}
	}
}

// traceIn is the trace that lies beside a commit, empty where there is none.
func traceIn(h nats.Header) string {
	if found := h[headerTrace]; len(found) == 1 {
		return found[0]
	}
	return ""
}

// followed is consume without an end. On a cluster a consumer that breaks is made anew behind the last commit yielded, for as long as it takes:
// all servers may be away for a while.
func (s *jetstreamStore) followed(ctx context.Context, subject string, from uint64) iter.Seq2[RawCommit, error] {
	if s.dir != "" {
		return s.consume(ctx, subject, from, 0)
	}
	return func(yield func(RawCommit, error) bool) {
		for next := from; ; {
			var broke error
			for raw, err := range s.consume(ctx, subject, next, 0) {
				if err != nil {
					broke = err
					break
				}
				if !yield(raw, nil) {
					return
				}
				next = raw.Sequence + 1
			}
			pause(ctx, followGap)
			if ctx.Err() != nil {
				yield(RawCommit{}, ctx.Err())
				return
			}
			s.logger.Warn("the log is followed anew", "from", next, "why", broke)
		}
	}
}

func (s *jetstreamStore) consumeError(ctx context.Context, err error, next uint64) error {
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.Is(err, nats.ErrTimeout) && s.dir == "":
		return s.missing(ctx, next)
	case errors.Is(err, nats.ErrTimeout):
		return corrupt("sequence %d cannot be read", next)
	}
	return s.readError(err)
}

// missing asks the leader for a commit that did not come: only where that has not got it either it is damage, and not a server that is slow or away.
func (s *jetstreamStore) missing(ctx context.Context, sequence uint64) error {
	ctx, cancel := context.WithTimeout(ctx, readTimeout)
	defer cancel()
	m, err := s.request(ctx, getSubject, fmt.Appendf(nil, `{"seq":%d}`, sequence))
	if err != nil {
		return s.readError(err)
	}
	var got struct {
		Error *jetstream.APIError `json:"error"`
	}
	if err := json.Unmarshal(m.Data, &got); err != nil {
		return s.readError(err)
	}
	if got.Error != nil && got.Error.ErrorCode == jetstream.JSErrCodeMessageNotFound {
		return corrupt("sequence %d cannot be read", sequence)
	}
	return s.readError(fmt.Errorf("commit %d did not come in time", sequence))
}

func (s *jetstreamStore) ordered(ctx context.Context, subject string, from uint64) (jetstream.MessagesContext, error) {
	config := jetstream.OrderedConsumerConfig{
		DeliverPolicy: jetstream.DeliverByStartSequencePolicy, OptStartSeq: from, InactiveThreshold: time.Minute,
	}
	if subject != "" {
		config.FilterSubjects = []string{subject}
	}
	ctx, cancel := context.WithTimeout(ctx, readTimeout)
	defer cancel()
	consumer, err := s.js.OrderedConsumer(ctx, eventsStream, config)
	if err != nil {
		return nil, err
	}
	return consumer.Messages(jetstream.PullMaxMessagesWithBytesLimit(prefetch, prefetchBytes))
}

// deliveryOf reads the reply subject of a delivered message,
// $JS.ACK.[domain.account hash.]stream.consumer.delivered.stream sequence.consumer sequence.time.pending[.random],
// which the client reads too, but with more garbage. Old servers send 9 parts, newer ones 11 or 12.
func deliveryOf(reply string) (sequence, waiting uint64, err error) {
	skip := 5 // parts before the stream sequence
	if n := strings.Count(reply, "."); n != 8 {
		skip = 7
	}
	rest := reply
	for range skip {
		_, rest, _ = strings.Cut(rest, ".")
	}
	text, rest, _ := strings.Cut(rest, ".")
	_, rest, _ = strings.Cut(rest, ".") // consumer sequence
	_, rest, _ = strings.Cut(rest, ".") // time
	pending, _, _ := strings.Cut(rest, ".")
	if sequence, err = strconv.ParseUint(text, 10, 64); err == nil {
		waiting, err = strconv.ParseUint(pending, 10, 64)
	}
	return sequence, waiting, err
}

// readError tells the end of the caller's patience from a log that cannot be read.
func (s *jetstreamStore) readError(err error) error {
	if errors.Is(err, context.Canceled) || errors.Is(err, jetstream.ErrMsgIteratorClosed) {
		return fmt.Errorf("reading was ended: %w", err)
	}
	return unavailable("the log cannot be read: "+err.Error(), "see whether it is up, then try again")
}
