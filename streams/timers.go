package streams

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/desirelines/desirelines/domain"
)

const (
	timersStream   = "TIMERS"
	timersWorker   = "reminders" // the consumer that all workers share
	timerAll       = "tm.>"
	timerSetPrefix = "tm.set." // then the token of the project and that of the timer
	timerDuePrefix = "tm.due." // likewise, once it came due
	timerOff       = "tm.off"  // where cancelling is sent; it holds one message
	timerTime      = 5 * time.Second
	timerPatience  = time.Minute     // for the work of one timer, before another worker gets it
	timerAgain     = 5 * time.Second // after work that came to nothing, doubled each time
	timerAgainMost = time.Hour
)

// timersConfig is the stream of what is to happen on a day. Unlike the events it is no record: a timer that was done or cancelled is
// gone, and all of them can be set again from the events. The server wants DiscardOld and roll-ups for schedules.
func timersConfig(store string, replicas int) jetstream.StreamConfig {
	return jetstream.StreamConfig{
		Name: timersStream, Subjects: []string{timerAll}, Description: "when somebody wants to be woken; see package streams",
		Storage: jetstream.FileStorage, Retention: jetstream.WorkQueuePolicy, Discard: jetstream.DiscardOld,
		MaxMsgs: -1, MaxMsgsPerSubject: 1, MaxBytes: -1, MaxMsgSize: 16 << 10, AllowMsgSchedules: true, AllowRollup: true,
		Replicas: replicas, Compression: jetstream.NoCompression, Metadata: map[string]string{metaStore: store},
	}
}

// Timers wake whoever follows them at a time that was set. A timer is a hint and never the only copy of anything: whoever is woken looks at the
// rows for what is to be done, and makes the id of the command from it, because work may be handed out a second time. All methods may be
// called concurrently.
type Timers struct {
	js    jetstream.JetStream
	space spaceWatch
}

// Timer is one time to wake at. Its id is unique in the project; neither holds anything personal, because both stand in the open.
type Timer struct {
	Project string    `json:"project"`
	ID      string    `json:"id"` // 1 to 200 characters
	At      time.Time `json:"at"` // whole seconds; a part of one is rounded up
	Due     bool      `json:"-"`  // it came due, and its work is not done yet
}

// Timers returns the timers; nil for a store that keeps none, such as one in memory.
func (l *Log) Timers() *Timers {
	if s, ok := l.store.(*jetstreamStore); ok {
		return s.timers
	}
	return nil
}

// timerName is the part of a subject that names a timer; see Subject.
func timerName(project, id string) string {
	token := func(s string) string { return strings.TrimPrefix(Subject(s), subjectPrefix) }
	return token(project) + "." + token(id)
}

// Set sets a timer, in place of the one with its id that waits. One whose time is past comes due at once.
func (t *Timers) Set(ctx context.Context, timer Timer) error {
	if err := domain.CheckID("timer", timer.ID); err != nil {
		return err
	}
	if t.space.full() {
		return storageFull()
	}
	timer.At = timer.At.UTC()
	if whole := timer.At.Truncate(time.Second); whole.Before(timer.At) {
		timer.At = whole.Add(time.Second)
	}
	data, err := json.Marshal(timer)
	if err != nil {
		return err
	}
	name := timerName(timer.Project, timer.ID)
	return t.publish(ctx, &nats.Msg{Subject: timerSetPrefix + name, Data: data}, jetstream.WithScheduleAt(timer.At), jetstream.WithScheduleTarget(timerDuePrefix+name))
}

// Cancel takes a timer back that waits; one that is not there is cancelled already. One that came due may still be handed out.
func (t *Timers) Cancel(ctx context.Context, project, id string) error {
	if err := domain.CheckID("timer", id); err != nil {
		return err
	}
	m := nats.NewMsg(timerOff)
	m.Header.Set(jetstream.ScheduleNextHeader, "purge")
	m.Header.Set(jetstream.SchedulerHeader, timerSetPrefix+timerName(project, id))
	return t.publish(ctx, m)
}

func (t *Timers) publish(ctx context.Context, m *nats.Msg, options ...jetstream.PublishOpt) error {
	ctx, cancel := context.WithTimeout(ctx, timerTime)
	defer cancel()
	if _, err := t.js.PublishMsg(ctx, m, append(options, jetstream.WithExpectStream(timersStream))...); err != nil {
		return timersAway(err)
	}
	return nil
}

// Check returns Unavailable where the timers cannot be used now.
func (t *Timers) Check(ctx context.Context) error {
	if _, err := t.js.Stream(ctx, timersStream); err != nil {
		return timersAway(err)
	}
	return nil
}

// Waiting returns the timers that wait and those whose work is not done, each once, in no order.
func (t *Timers) Waiting(ctx context.Context) (list []Timer, err error) {
	stream, err := t.js.Stream(ctx, timersStream)
	if err != nil {
		return nil, timersAway(err)
	}
	for next := uint64(1); ; {
		m, err := stream.GetMsg(ctx, next, jetstream.WithGetMsgSubject(timerAll))
		if errors.Is(err, jetstream.ErrMsgNotFound) {
			return list, nil
		}
		if err != nil {
			return nil, timersAway(err)
		}
		next = m.Sequence + 1
		var timer Timer
		if m.Subject == timerOff || json.Unmarshal(m.Data, &timer) != nil {
			continue // a cancelling, or of a newer program
		}
		if i := slices.Index(list, timer); i >= 0 { // it came due while we looked
			list[i].Due = true
			continue
		}
		timer.Due = strings.HasPrefix(m.Subject, timerDuePrefix)
		list = append(list, timer)
	}
}

// Follow hands each timer that comes due to do, one after another, until ctx ends, and then returns nil. A timer is gone once do returned nil
// for it; until then it is handed out again, later each time, to whoever follows. However many follow, each is handed to one of them. It
// returns Unavailable where the timers cannot be followed.
func (t *Timers) Follow(ctx context.Context, do func(context.Context, Timer) error) error {
	consumer, err := t.js.CreateOrUpdateConsumer(ctx, timersStream, jetstream.ConsumerConfig{
		Durable: timersWorker, FilterSubject: timerDuePrefix + ">", DeliverPolicy: jetstream.DeliverAllPolicy,
		AckPolicy: jetstream.AckExplicitPolicy, AckWait: timerPatience, MaxDeliver: -1,
	})
	if err != nil {
		return endedOr(ctx, err)
	}
	due, err := consumer.Messages(jetstream.PullMaxMessages(1))
	if err != nil {
		return endedOr(ctx, err)
	}
	defer due.Stop()
	for {
		m, err := due.Next(jetstream.NextContext(ctx))
		if err != nil {
			return endedOr(ctx, err)
		}
		if err := handOut(ctx, m, do); err != nil {
			return endedOr(ctx, err)
		}
	}
}

// handOut lets one timer be worked on. What cannot be read is of a newer program, which follows too, or will.
func handOut(ctx context.Context, m jetstream.Msg, do func(context.Context, Timer) error) error {
	timer := Timer{Due: true}
	err := json.Unmarshal(m.Data(), &timer)
	if err == nil {
		ctx, cancel := context.WithTimeout(ctx, timerPatience)
		defer cancel()
		if err = do(ctx, timer); err == nil {
			return m.DoubleAck(ctx)
		}
	}
	return m.NakWithDelay(againAfter(m))
}

// againAfter is how long a timer rests whose work came to nothing.
func againAfter(m jetstream.Msg) time.Duration {
	wait := timerAgain
	if meta, err := m.Metadata(); err == nil {
		for n := uint64(1); n < meta.NumDelivered && wait < timerAgainMost; n++ {
			wait *= 2
		}
	}
	return min(wait, timerAgainMost)
}

func endedOr(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return nil
	}
	return timersAway(err)
}

func timersAway(err error) error {
	return fmt.Errorf("%w: %w", unavailable("the timers cannot be used now", "see whether the stream "+timersStream+" is there; writing goes on without it"), err)
}
