package streams_test

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/streams"
)

var longAgo = time.Date(2026, 7, 31, 8, 0, 0, 0, time.UTC)

// nextDue follows until a timer comes due, and leaves it done.
func nextDue(t *testing.T, timers *streams.Timers) streams.Timer {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	got := make(chan streams.Timer, 1)
	ended := make(chan error, 1)
	go func() {
		ended <- timers.Follow(ctx, func(_ context.Context, one streams.Timer) error {
			got <- one
			return nil
		})
	}()
	select {
	case one := <-got:
		for {
			if left, err := timers.Waiting(context.Background()); err != nil || !slices.ContainsFunc(left, func(o streams.Timer) bool { return o.Due && o.ID == one.ID }) {
				must(t, err)
				break
			}
		}
		cancel()
		must(t, <-ended)
		return one
	case err := <-ended:
		t.Fatalf("following ended: %v", err)
	}
	return streams.Timer{}
}

func ids(list []streams.Timer) (ids []string) {
	for _, one := range list {
		ids = append(ids, one.Project+"/"+one.ID)
	}
	slices.Sort(ids)
	return ids
}

// waiting wants these timers, and no others, to be in the stream.
func waiting(t *testing.T, timers *streams.Timers, want ...string) {
	t.Helper()
	list, err := timers.Waiting(context.Background())
	must(t, err)
	if got := ids(list); !slices.Equal(got, want) {
		t.Errorf("the stream holds %v; want %v", got, want)
	}
}

// TestTimersFireOnce: what is past comes due at once, what lies ahead waits, and what was done does not come again.
func TestTimersFireOnce(t *testing.T) {
	everywhere(t, func(t *testing.T, open func() *streams.Log) {
		ctx, l := context.Background(), open()
		timers := l.Timers()
		must(t, timers.Set(ctx, streams.Timer{Project: "p.q", ID: "first one", At: longAgo}))
		must(t, timers.Set(ctx, streams.Timer{Project: "p.q", ID: "far", At: longAgo.AddDate(100, 0, 0)}))
		got := nextDue(t, timers)
		if got.Project != "p.q" || got.ID != "first one" || !got.At.Equal(longAgo) {
			t.Errorf("it fired as %+v", got)
		}
		must(t, timers.Set(ctx, streams.Timer{Project: "p", ID: "second", At: longAgo}))
		if got := nextDue(t, timers); got.ID != "second" {
			t.Errorf("after the first was done %+v fired; want the second", got)
		}
		waiting(t, timers, "p.q/far")
		if last, err := l.Last(ctx); err != nil || last != 0 {
			t.Errorf("timers made %d commits, %v", last, err)
		}
	})
}

// TestTimersAreReplacedAndCancelled: only the newest time of an id counts, and one that was cancelled never comes.
func TestTimersAreReplacedAndCancelled(t *testing.T) {
	everywhere(t, func(t *testing.T, open func() *streams.Log) {
		ctx, timers := context.Background(), open().Timers()
		far := longAgo.AddDate(100, 0, 0)
		must(t, timers.Set(ctx, streams.Timer{Project: "p", ID: "moved", At: far}))
		must(t, timers.Set(ctx, streams.Timer{Project: "p", ID: "moved", At: far.Add(time.Hour + time.Millisecond)}))
		list, err := timers.Waiting(ctx)
		must(t, err)
		if len(list) != 1 || !list[0].At.Equal(far.Add(time.Hour+time.Second)) {
			t.Fatalf("set twice it is %+v; want one at the later time, rounded up", list)
		}
		must(t, timers.Set(ctx, streams.Timer{Project: "p", ID: "gone", At: far}))
		must(t, timers.Set(ctx, streams.Timer{Project: "p", ID: "gone2", At: far}))
		must(t, timers.Cancel(ctx, "p", "gone"))
		must(t, timers.Cancel(ctx, "p", "gone2"))
		must(t, timers.Cancel(ctx, "p", "never set"))
		waiting(t, timers, "p/moved")
		must(t, timers.Set(ctx, streams.Timer{Project: "p", ID: "moved", At: longAgo}))
		if got := nextDue(t, timers); got.ID != "moved" {
			t.Errorf("%+v fired; want the one that was moved to the past", got)
		}
		waiting(t, timers)
		if err := timers.Set(ctx, streams.Timer{Project: "p", At: far}); domain.KindOf(err) != domain.Invalid {
			t.Errorf("without an id: %v; want Invalid", err)
		}
	})
}

// TestTimersSurviveARestart: one that came due while nobody was there comes once, and one whose work was not done comes again.
func TestTimersSurviveARestart(t *testing.T) {
	everywhere(t, func(t *testing.T, open func() *streams.Log) {
		ctx := context.Background()
		l := open()
		must(t, l.Timers().Set(ctx, streams.Timer{Project: "p", ID: "soon", At: time.Now().Add(time.Second)}))
		must(t, l.Close())
		l = open()
		follow, cancel := context.WithCancel(ctx)
		var tried int
		must(t, l.Timers().Follow(follow, func(context.Context, streams.Timer) error {
			tried++
			cancel()
			return errors.New("the program ends in the middle of it")
		}))
		must(t, l.Close())
		if tried != 1 {
			t.Fatalf("it was handed out %d times before the end; want once", tried)
		}
		l = open()
		if got := nextDue(t, l.Timers()); got.ID != "soon" {
			t.Errorf("after the restart %+v fired", got)
		}
		must(t, l.Close())
		waiting(t, open().Timers())
	})
}

// TestTwoWorkersShareTimers: each timer is handed to one of them, and none is left.
func TestTwoWorkersShareTimers(t *testing.T) {
	everywhere(t, func(t *testing.T, open func() *streams.Log) {
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		timers := open().Timers()
		got := make(chan string)
		ended := make(chan error, 2)
		for range 2 {
			go func() {
				ended <- timers.Follow(ctx, func(ctx context.Context, one streams.Timer) error {
					select {
					case got <- one.ID:
					case <-ctx.Done():
					}
					return nil
				})
			}()
		}
		want := []string{"a", "b", "c", "d", "e", "f"}
		for _, id := range want {
			must(t, timers.Set(ctx, streams.Timer{Project: "p", ID: id, At: longAgo}))
		}
		var all []string
		for range want {
			all = append(all, <-got)
		}
		slices.Sort(all)
		if !slices.Equal(all, want) {
			t.Errorf("both together got %v; want each once", all)
		}
		cancel()
		must(t, errors.Join(<-ended, <-ended))
	})
}

// TestStoreOfBeforeTimers: a folder that an older program made gets the stream at the next start, and one that had it does not open
// without it.
func TestStoreOfBeforeTimers(t *testing.T) {
	dir, ctx := t.TempDir(), context.Background()
	must(t, openAt(t, dir).Close())
	folder := timersFolder(t, dir)
	must(t, os.RemoveAll(folder))
	refused(t, dir, "TIMERS")

	path := filepath.Join(dir, "store.json")
	raw, err := os.ReadFile(path)
	must(t, err)
	var marker map[string]any
	must(t, json.Unmarshal(raw, &marker))
	marker["streams"] = []string{"EVENTS", "OBJ_EVIDENCE", "AUDIT"}
	raw, err = json.Marshal(marker)
	must(t, err)
	must(t, os.WriteFile(path, raw, 0o600))
	l := openAt(t, dir)
	must(t, l.Timers().Set(ctx, streams.Timer{Project: "p", ID: "a", At: longAgo}))
	must(t, l.Close())
	if raw, err = os.ReadFile(path); err != nil || !strings.Contains(string(raw), `"TIMERS"`) {
		t.Errorf("the marker is %s, %v; want one that names the timers", raw, err)
	}
	timersFolder(t, dir)
}

func timersFolder(t *testing.T, dir string) string {
	t.Helper()
	folder, err := filepath.Glob(filepath.Join(dir, "jetstream", "*", "streams", "TIMERS"))
	if err != nil || len(folder) != 1 {
		t.Fatalf("the timers lie in %v, %v", folder, err)
	}
	return folder[0]
}

// TestTimersAwayIsSaid: without the stream timers are Unavailable, and writing goes on.
func TestTimersAwayIsSaid(t *testing.T) {
	ctx, l := context.Background(), openAt(t, t.TempDir())
	nc, err := streams.KeeperConn(l)
	must(t, err)
	defer nc.Close()
	js, err := jetstream.New(nc)
	must(t, err)
	must(t, js.DeleteStream(ctx, "TIMERS"))
	timers := l.Timers()
	_, err = timers.Waiting(ctx)
	for what, err := range map[string]error{
		"looking": err, "setting": timers.Set(ctx, streams.Timer{Project: "p", ID: "a", At: longAgo}),
		"following": timers.Follow(ctx, func(context.Context, streams.Timer) error { return nil }),
	} {
		if domain.KindOf(err) != domain.Unavailable || !strings.Contains(err.Error(), "TIMERS") {
			t.Errorf("%s without the stream: %v; want Unavailable and its name", what, err)
		}
	}
}
