package streams_test

import (
	"context"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"

	"github.com/desirelines/desirelines/streams/streamstest"
)

// TestKill kills a writing process again and again and then looks at the log: every command that
// was answered is there once and whole, none is there in part, and sending the unanswered ones
// again records each of them once. DESIRELINES_KILL_ROUNDS sets how many rounds of 256 writers;
// where it is not set there are 2 of 32.
func TestKill(t *testing.T) {
	rounds, writers := 2, 32
	if n, err := strconv.Atoi(os.Getenv("DESIRELINES_KILL_ROUNDS")); err == nil {
		rounds, writers = n, 256
	}
	dir := t.TempDir()
	saved, open := map[string]bool{}, map[string]bool{}
	for range rounds {
		w := startWriter(t, dir, writers, true)
		w.until(t, 1+rand.IntN(writers*10))
		w.kill(t)
		for id := range w.sent {
			if w.saved[id] {
				saved[id] = true
			} else {
				open[id] = true
			}
		}
	}
	l := openAt(t, dir)
	stored := streamstest.Commands(t, l)
	lost, partial := 0, 0
	for id := range saved {
		if stored[id] == 0 {
			lost++
		}
	}
	for id, n := range stored {
		if (saved[id] || open[id]) && n != 2 {
			partial++
		}
	}
	repeated := 0
	for id := range open {
		r, err := l.Do(context.Background(), crashCommand(id))
		if err != nil || r.Repeated != (stored[id] > 0) {
			t.Fatalf("sent again, command %s gets %+v, %v; it stood %d times in the log", id, r, err, stored[id])
		}
		if r.Repeated {
			repeated++
		}
	}
	doubled := 0
	for id, n := range streamstest.Commands(t, l) {
		if (saved[id] || open[id]) && n != 2 {
			doubled++
		}
	}
	t.Logf("%d rounds of %d writers: %d saved, %d unanswered of which %d were recorded; lost %d, partial %d, doubled %d",
		rounds, writers, len(saved), len(open), repeated, lost, partial, doubled)
	if lost+partial+doubled > 0 || len(saved) == 0 {
		t.Fail()
	}
}

// TestKillThenTornTail: the marker is moved only at start and stop, so after a kill it is the note of
// the last sequence that shows the end missing.
func TestKillThenTornTail(t *testing.T) {
	dir := t.TempDir()
	w := startWriter(t, dir, 1, true)
	w.until(t, 20)
	w.kill(t)
	whole := copyOf(t, dir)
	n := len(streamstest.All(t, openAt(t, whole)))
	truncate(2500)(t, dir) // at least two commits: the last one may not have been acknowledged
	if n < 20 {
		t.Fatalf("%d commits after the kill; want at least 20", n)
	}
	refused(t, dir, "it ends at sequence")
}
