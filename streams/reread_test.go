package streams_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/streams"
	"github.com/desirelines/desirelines/streams/streamstest"
)

// longLog is a log of 1,500 commits that lie in several blocks, and those commits as the server gives them out, by sequence.
func longLog(t *testing.T) (*streams.Log, string, map[uint64]domain.Commit) {
	t.Helper()
	dir := t.TempDir()
	l, err := streams.Open(t.Context(), streams.Options{Dir: dir, UnsafeNoSync: true})
	must(t, err)
	t.Cleanup(func() { _ = l.Close() })
	long := strings.Repeat("we tried it again ", 500)
	for p := range 3 {
		name := fmt.Sprintf("p%d", p)
		streamstest.Do(t, l, streamstest.Start(name))
		for i := range 499 {
			streamstest.Do(t, l, streamstest.Surprise(name, fmt.Sprint(i, long)))
		}
	}
	blocks, err := filepath.Glob(filepath.Join(dir, streamFolder, "msgs/*.blk"))
	must(t, err)
	if len(blocks) < 2 {
		t.Fatalf("the log lies in %d block; want several", len(blocks))
	}
	want := map[uint64]domain.Commit{}
	for p := range 3 {
		for c, err := range l.ReadProject(t.Context(), fmt.Sprintf("p%d", p), 1) {
			must(t, err)
			want[c.Sequence] = c
		}
	}
	if len(want) != 1500 {
		t.Fatalf("%d commits; want 1,500", len(want))
	}
	return l, dir, want
}

// TestRereadIsWhatTheServerSays reads from the beginning, from within a block and to the end, and follows on from there: every commit once, in order,
// as the server gives it out.
func TestRereadIsWhatTheServerSays(t *testing.T) {
	l, _, want := longLog(t)
	if n := streams.Reread(l, 1); n != 1500 {
		t.Fatalf("%d commits come from the blocks; want all 1,500", n)
	}
	for _, from := range []uint64{0, 1, 2, 100, 476, 477, 1400} {
		next := max(from, 1)
		for c, err := range l.Read(t.Context(), from) {
			must(t, err)
			if c.Sequence != next || !reflect.DeepEqual(c, want[next]) {
				t.Fatalf("from %d: commit %d is not what the server says of %d", from, c.Sequence, next)
			}
			next++
		}
		if next != 1501 {
			t.Fatalf("from %d: reading ended at %d; want 1,500", from, next-1)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	next := uint64(200)
	for c, err := range l.Follow(ctx, next) {
		if ctx.Err() != nil {
			break
		}
		must(t, err)
		if c.Sequence != next {
			t.Fatalf("%d follows %d", c.Sequence, next-1)
		}
		switch next++; c.Sequence {
		case 1500:
			streamstest.Do(t, l, streamstest.Surprise("p1", "after all that"))
		case 1501:
			cancel()
		}
	}
	cancel()
	if next < 1502 {
		t.Errorf("following ended before %d", next)
	}
}

// TestRereadStopsAtDamage: a commit that does not check is never handed over from the blocks; the server is asked for it instead.
func TestRereadStopsAtDamage(t *testing.T) {
	l, dir, want := longLog(t)
	path := filepath.Join(dir, streamFolder, "msgs/1.blk")
	b, err := os.ReadFile(path)
	must(t, err)
	b[len(b)/2] ^= 1
	must(t, os.WriteFile(path, b, 0o600))
	if n := streams.Reread(l, 1); n < 100 || n > 1000 {
		t.Errorf("%d commits come from a block with damage in the middle", n)
	}
	next := uint64(1)
	for c, err := range l.Read(t.Context(), 1) {
		if err != nil {
			if domain.KindOf(err) != domain.Unavailable && domain.KindOf(err) != domain.Internal {
				t.Errorf("the damage is told as %v", err)
			}
			return
		}
		if c.Sequence != next || !reflect.DeepEqual(c, want[next]) {
			t.Fatalf("commit %d is not what was recorded", c.Sequence)
		}
		next++
	}
	if next != 1501 {
		t.Errorf("reading ended at %d without a word", next-1)
	}
}

func TestTraceInABlock(t *testing.T) {
	for headers, want := range map[string]string{
		"": "",
		"NATS/1.0\r\nNats-Expected-Last-Subject-Sequence: 7\r\n\r\n":                                 "",
		"NATS/1.0\r\nNats-Expected-Last-Subject-Sequence: 7\r\ntraceparent: 00-a-b-01\r\n\r\n":       "00-a-b-01",
		"NATS/1.0\r\ntraceparent: 00-a-b-01\r\nNats-Expected-Last-Subject-Sequence: 7\r\n\r\n":       "00-a-b-01",
		"NATS/1.0\r\nNats-Batch-Id: traceparent:1\r\nNats-Expected-Last-Subject-Sequence: 7\r\n\r\n": "",
	} {
		if got := streams.TraceBeside(headers); got != want {
			t.Errorf("%q holds the trace %q; want %q", headers, got, want)
		}
	}
}
