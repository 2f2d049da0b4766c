package streams_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/streams"
	"github.com/desirelines/desirelines/streams/streamstest"
)

// crowd writes through several replicas of the program at once, all in the same few projects. Each writer sends its command again, with
// the same id, until it is answered as saved, as people do.
type crowd struct {
	ctx  context.Context
	stop context.CancelFunc
	all  sync.WaitGroup

	mu      sync.Mutex
	moved   *sync.Cond
	saved   map[string]bool
	open    map[string]bool
	refused map[string]int // by what they were told
	last    time.Time
	gap     time.Duration // the longest between two answers since it was last asked
}

func newCrowd(t *testing.T, writers int, replicas ...*streams.Log) *crowd {
	t.Helper()
	c := &crowd{saved: map[string]bool{}, open: map[string]bool{}, refused: map[string]int{}, last: time.Now()}
	c.moved = sync.NewCond(&c.mu)
	c.ctx, c.stop = context.WithCancel(context.Background())
	for p := range crashProjects {
		streamstest.Do(t, replicas[0], streamstest.Start(crashProject(p)))
	}
	for _, l := range replicas {
		for range writers {
			c.all.Go(func() {
				for c.ctx.Err() == nil {
					c.write(t, l, uuid.NewString())
				}
			})
		}
	}
	t.Cleanup(func() { c.stop(); c.all.Wait() })
	return c
}

func (c *crowd) write(t *testing.T, l *streams.Log, id string) {
	c.mu.Lock()
	c.open[id] = true
	c.mu.Unlock()
	for c.ctx.Err() == nil {
		_, err := l.Do(c.ctx, crashCommand(id))
		c.mu.Lock()
		if err == nil {
			delete(c.open, id)
			c.saved[id] = true
			now := time.Now()
			c.gap, c.last = max(c.gap, now.Sub(c.last)), now
			c.moved.Broadcast()
		} else {
			c.refused[err.Error()]++
			if kind := domain.KindOf(err); kind != domain.Unavailable && kind != domain.Conflict {
				t.Errorf("a command is answered with %v", err)
			}
		}
		c.mu.Unlock()
		if err == nil {
			return
		}
	}
}

// more waits for so many more answers and returns the longest gap between two since it was last asked.
func (c *crowd) more(t *testing.T, n int) time.Duration {
	t.Helper()
	c.mu.Lock()
	defer c.mu.Unlock()
	timer := time.AfterFunc(time.Minute, c.moved.Broadcast)
	defer timer.Stop()
	for want, since := len(c.saved)+n, time.Now(); len(c.saved) < want; c.moved.Wait() {
		if time.Since(since) > time.Minute {
			t.Fatalf("no command was saved for a minute; refused were %v", c.refused)
		}
	}
	gap := c.gap
	c.gap = 0
	return gap
}

// check ends the writing and looks at what came of it: every answered command is there once and whole, and so is each of the others once it
// was sent again.
func (c *crowd) check(t *testing.T, l *streams.Log) {
	t.Helper()
	c.stop()
	c.all.Wait()
	again, lost, torn := 0, 0, 0
	for id := range c.open {
		r, err := l.Do(context.Background(), crashCommand(id))
		if err != nil {
			t.Errorf("sent again, command %s gets %v", id, err)
		}
		if r.Repeated {
			again++
		}
	}
	stored := streamstest.Commands(t, l)
	for id := range c.saved {
		if stored[id] == 0 {
			lost++
		}
	}
	for id, n := range stored {
		if (c.saved[id] || c.open[id]) && n != 2 {
			torn++
			t.Logf("command %s stands there with %d events", id, n)
		}
	}
	t.Logf("%d saved, %d unanswered of which %d were recorded; lost %d, partial or doubled %d; told to send again: %v",
		len(c.saved), len(c.open), again, lost, torn, c.refused)
	if lost+torn > 0 || len(c.saved) == 0 {
		t.Fail()
	}
}

// TestServersFail kills and pauses servers of a cluster of three while two replicas of the program write: nothing that was answered is lost,
// nothing is there twice, and writing goes on with one server less. Without two of three nothing is answered.
func TestServersFail(t *testing.T) {
	if testing.Short() {
		t.Skip("three servers are killed and started again; the whole suite does it")
	}
	c := startNodes(t)
	a, b := openURL(t, c.URL), openURL(t, c.URL)
	followed := follow(t, b)
	w := newCrowd(t, 4, a, b)
	w.more(t, 200)
	step := func(name string, fault, mend func()) {
		t.Helper()
		w.more(t, 50)
		fault()
		gap := w.more(t, 200)
		mend()
		c.whole(t)
		t.Logf("%s: longest time without an answer %v", name, gap.Round(time.Millisecond))
	}
	var which int
	step("a follower is killed", func() { which = (c.leader(t) + 1) % 3; c.kill(which) }, func() { c.start(t, which) })
	step("the leader is killed", func() { which = c.leader(t); c.kill(which) }, func() { c.start(t, which) })
	step("all are killed, and start again", func() {
		for i := range 3 {
			c.kill(i)
		}
		for i := range 3 {
			c.start(t, i)
		}
	}, func() {})
	step("the leader hangs", func() { which = c.leader(t); c.pause(t, which) }, func() { c.resume(t, which) })

	which = c.leader(t)
	c.kill((which + 1) % 3)
	c.kill((which + 2) % 3)
	alone := uuid.NewString()
	short, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	if r, err := a.Do(short, crashCommand(alone)); err == nil || domain.KindOf(err) != domain.Unavailable {
		t.Errorf("with one server of three a command is answered with %+v, %v", r, err)
	}
	cancel()
	c.start(t, (which+1)%3)
	w.more(t, 50)
	c.start(t, (which+2)%3)
	c.whole(t)
	w.check(t, a)
	if _, err := b.Do(context.Background(), crashCommand(alone)); err != nil {
		t.Errorf("what one server could not answer gets %v when all are back", err)
	}
	last, err := a.Last(context.Background())
	must(t, err)
	followed(last)
}

// follow follows the log; reached waits until it came to a sequence, with no hole before it.
func follow(t *testing.T, l *streams.Log) (reached func(uint64)) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	sequences, ended := make(chan uint64, 1), make(chan struct{})
	go func() {
		defer close(ended)
		for c, err := range l.Follow(ctx, 1) {
			if err != nil {
				if ctx.Err() == nil {
					t.Errorf("following ended: %v", err)
				}
				return
			}
			select {
			case <-sequences:
			default:
			}
			sequences <- c.Sequence
		}
	}()
	t.Cleanup(func() { cancel(); <-ended })
	return func(last uint64) {
		t.Helper()
		patience := time.NewTimer(time.Minute)
		defer patience.Stop()
		for at := uint64(0); at < last; {
			select {
			case at = <-sequences:
			case <-ended:
				t.Fatalf("who follows came to sequence %d of %d", at, last)
			case <-patience.C:
				t.Fatalf("who follows came to sequence %d of %d", at, last)
			}
		}
	}
}
