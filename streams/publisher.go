package streams

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// Metadata of the messages that go through a Store's Publisher.
const (
	MetaExpected = "expected" // set by the caller: sequence of the last commit of the subject, 0: none
	MetaSequence = "sequence" // set by the publisher once the commit is on the disk
)

const (
	headerExpected   = "Nats-Expected-Last-Subject-Sequence"
	headerBatch      = "Nats-Batch-Id"
	headerBatchSeq   = "Nats-Batch-Sequence"
	headerBatchClose = "Nats-Batch-Commit"

	// Below batchFrom a batch costs more than it saves: it takes 4 to 6 fsyncs, a message 1.
	batchFrom = 16
	batchMost = 256     // messages of one batch; the server takes 1,000
	batchSize = 4 << 20 // bytes of one batch

	// After a batch those whose commits were in it come back at once with the next ones. A batch
	// that left without them would be small, and costs as much; so it lingers for this part of the
	// time that the last one took, or until as many wait as before.
	lingerPart = 8

	answerTimeout = 5 * time.Second
)

// Codes of refusals, from the server's list. The client names only some of them.
const (
	codeStoreFailed       = 10077
	codeInsufficient      = 10023
	codeStorageExceeded   = 10047
	codeResourcesExceeded = 10002
	codeBatchDuplicate    = 10201
)

// publisher appends commits to JetStream. Many goroutines call it, one for each project with
// something to save. While few wait, each commit goes out at once as a message of its own; where
// many wait, they share one atomic batch and with it the fsyncs. One batch is in flight at a time,
// because a second one does not make the disk faster. It has no goroutine of its own: whoever
// comes in or is answered sends what can be sent.
type publisher struct {
	conn     *nats.Conn
	answers  *nats.Subscription
	inbox    string // prefix of reply subjects
	space    spaceWatch
	acked    func(sequence uint64)
	sent     func(commits int) // is told of each flight; nil: nobody is
	logger   *slog.Logger
	mu       sync.Mutex
	next     uint64             // number of the next flight
	flights  map[uint64]*flight // by number
	waiting  []*outgoing
	plain    int  // single messages in flight
	batching bool // a batch is in flight
	hoped    int  // so many may soon wait; while fewer do, the next batch lingers. 0: it does not
}

// outgoing is one commit on its way.
type outgoing struct {
	subject  string
	expected string
	traced   string // trace of what wrote it, empty where it has none
	payload  []byte
	done     chan answer // holds one
}

type answer struct {
	sequence uint64
	err      error
}

// flight is one message or batch that was sent and not answered yet.
type flight struct {
	commits []*outgoing
	batch   bool
	sent    time.Time
}

func newPublisher(conn *nats.Conn, space spaceWatch, acked func(uint64), logger *slog.Logger) (*publisher, error) {
	p := &publisher{conn: conn, inbox: conn.NewInbox() + ".", space: space, acked: acked, logger: logger, flights: map[uint64]*flight{}}
	conn.SetDisconnectErrHandler(func(*nats.Conn, error) { p.lost() })
	conn.SetReconnectHandler(func(*nats.Conn) { p.back() })
	var err error
	p.answers, err = conn.Subscribe(p.inbox+"*", p.receive)
	return p, err
}

// lost gives up what is on its way when the connection breaks: its answers went the same way. Whoever waits looks at the log instead.
func (p *publisher) lost() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for number := range p.flights {
		p.land(number, func(int) answer { return answer{err: ErrUnknown} })
	}
}

// back sends what came in while there was no connection.
func (p *publisher) back() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.dispatch()
}

// Publish implements message.Publisher as Store says. Several messages go out one after the
// other; the first error ends it.
func (p *publisher) Publish(topic string, messages ...*message.Message) error {
	for _, m := range messages {
		sequence, err := p.send(topic, m.Metadata.Get(MetaExpected), m.Metadata.Get(MetaTrace), m.Payload)
		if err != nil {
			return err
		}
		m.Metadata.Set(MetaSequence, strconv.FormatUint(sequence, 10))
	}
	return nil
}

// Close stops listening for answers.
func (p *publisher) Close() error { return p.answers.Unsubscribe() }

func (p *publisher) send(subject, expected, traced string, payload []byte) (uint64, error) {
	if p.space.full() {
		return 0, ErrFull
	}
	o := &outgoing{subject: subject, expected: expected, traced: traced, payload: payload, done: make(chan answer, 1)}
	p.mu.Lock()
	p.waiting = append(p.waiting, o)
	p.dispatch()
	p.mu.Unlock()
	timer := time.NewTimer(answerTimeout)
	defer timer.Stop()
	select {
	case a := <-o.done:
		return a.sequence, a.err
	case <-timer.C:
		return 0, p.forget(o)
	}
}

// dispatch sends what can be sent now; without a connection that is nothing. The lock is held.
func (p *publisher) dispatch() {
	for len(p.waiting) > 0 && !p.batching && p.conn.IsConnected() {
		if len(p.waiting) < p.hoped {
			return
		}
		if len(p.waiting) >= batchFrom {
			if p.plain == 0 {
				p.sendBatch()
			}
			return
		}
		if p.plain >= batchFrom {
			return
		}
		o := p.waiting[0]
		p.waiting = p.waiting[1:]
		p.sendPlain(o)
	}
}

func (p *publisher) sendPlain(o *outgoing) {
	number := p.fly(&flight{commits: []*outgoing{o}})
	p.plain++
	p.publish(number, &nats.Msg{Subject: o.subject, Reply: p.reply(number), Data: o.payload, Header: o.header()})
}

// header are few and short: each goes to the disk with every commit.
func (o *outgoing) header() nats.Header {
	h := nats.Header{headerExpected: {o.expected}}
	if o.traced != "" {
		h[headerTrace] = []string{o.traced}
	}
	return h
}

// sendBatch sends as many as wait. Nothing in it is stored unless all of it is.
func (p *publisher) sendBatch() {
	n, size := 0, 0
	for n < len(p.waiting) && n < batchMost && (n == 0 || size+len(p.waiting[n].payload) <= batchSize) {
		size += len(p.waiting[n].payload)
		n++
	}
	commits := p.waiting[:n:n]
	p.waiting, p.hoped = p.waiting[n:], 0
	number := p.fly(&flight{commits: commits, batch: true})
	p.batching = true
	id := strings.TrimPrefix(p.inbox, "_INBOX.") + strconv.FormatUint(number, 36)
	for i, o := range commits {
		m := &nats.Msg{Subject: o.subject, Data: o.payload, Header: o.header()}
		m.Header[headerBatch], m.Header[headerBatchSeq] = []string{id}, []string{strconv.Itoa(i + 1)}
		if i == n-1 {
			m.Header[headerBatchClose] = []string{"1"}
			m.Reply = p.reply(number)
		}
		if !p.publish(number, m) {
			return
		}
	}
}

func (p *publisher) fly(f *flight) uint64 {
	if p.sent != nil {
		p.sent(len(f.commits))
	}
	p.next++
	f.sent = time.Now()
	p.flights[p.next] = f
	return p.next
}

func (p *publisher) reply(number uint64) string { return p.inbox + strconv.FormatUint(number, 36) }

// publish hands m to the connection. Where that fails it is not known what the server got: after
// a broken connection a part of a batch, or the whole, may have arrived.
func (p *publisher) publish(number uint64, m *nats.Msg) bool {
	err := p.conn.PublishMsg(m)
	if err != nil {
		p.logger.Warn("a commit could not be sent", "error", err)
		p.land(number, func(int) answer { return answer{err: ErrUnknown} })
	}
	return err == nil
}

// land ends a flight and answers every commit of it. The lock is held.
func (p *publisher) land(number uint64, each func(i int) answer) {
	f := p.flights[number]
	delete(p.flights, number)
	if f.batch {
		p.batching = false
	} else {
		p.plain--
	}
	for i, o := range f.commits {
		o.done <- each(i)
	}
}

// forget takes back a commit that nobody waits for any more. Its flight ends with it, so that one
// lost answer does not hold up the others for longer. It returns ErrUnsent for a commit that never left, else ErrUnknown.
func (p *publisher) forget(o *outgoing) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	for i, w := range p.waiting {
		if w == o {
			p.waiting = append(p.waiting[:i:i], p.waiting[i+1:]...)
			return ErrUnsent
		}
	}
	for number, f := range p.flights {
		for _, c := range f.commits {
			if c == o {
				p.land(number, func(int) answer { return answer{err: ErrUnknown} })
				p.dispatch()
				return ErrUnknown
			}
		}
	}
	return ErrUnknown
}

// receive takes the server's answer to a flight.
func (p *publisher) receive(m *nats.Msg) {
	number, err := strconv.ParseUint(strings.TrimPrefix(m.Subject, p.inbox), 36, 64)
	if err != nil {
		return
	}
	ack, refusal := readAck(m)
	p.mu.Lock()
	defer p.mu.Unlock()
	f, ok := p.flights[number]
	if !ok {
		return // answered too late; whoever waited has been told to look
	}
	switch {
	case refusal == nil && f.batch && ack.BatchSize != len(f.commits):
		p.land(number, func(int) answer { return answer{err: ErrUnknown} })
	case refusal == nil:
		p.acked(ack.Sequence)
		first := ack.Sequence - uint64(len(f.commits)) + 1
		if f.batch {
			p.linger(len(p.waiting)+len(f.commits), time.Since(f.sent)/lingerPart)
		}
		p.land(number, func(i int) answer { return answer{sequence: first + uint64(i)} })
	case f.batch:
		p.splitUp(number, f)
	default:
		p.land(number, func(int) answer { return answer{err: refusal} })
	}
	p.dispatch()
}

// linger holds the next batch back until so many wait, but not for long.
func (p *publisher) linger(hoped int, most time.Duration) {
	p.hoped = min(hoped, batchMost)
	time.AfterFunc(most, func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		if p.hoped > 0 {
			p.hoped = 0
			p.dispatch()
		}
	})
}

// splitUp sends the commits of a refused batch one by one, so that each project gets an answer of
// its own: nothing of a refused batch was stored, and the guard of one must not fail the others.
func (p *publisher) splitUp(number uint64, f *flight) {
	delete(p.flights, number)
	p.batching = false
	for _, o := range f.commits {
		p.sendPlain(o)
	}
}

type pubAck struct {
	Sequence  uint64              `json:"seq"`
	BatchSize int                 `json:"count"`
	Error     *jetstream.APIError `json:"error"`
}

// readAck tells an acknowledgement from a refusal, by code and never by text.
func readAck(m *nats.Msg) (pubAck, error) {
	var ack pubAck
	if len(m.Data) == 0 || json.Unmarshal(m.Data, &ack) != nil {
		return ack, ErrUnknown // 503: no stream listens, for example while a cluster elects a leader
	}
	if ack.Error == nil {
		if ack.Sequence == 0 {
			return ack, ErrUnknown
		}
		return ack, nil
	}
	switch ack.Error.ErrorCode {
	case jetstream.JSErrCodeStreamWrongLastSequence, jetstream.JSErrCodeStreamWrongLastSequenceConstant, codeBatchDuplicate:
		return ack, ErrConflict
	case codeStoreFailed, codeInsufficient, codeStorageExceeded, codeResourcesExceeded:
		return ack, ErrFull
	}
	return ack, fmt.Errorf("the log refused it: %w", ack.Error)
}
