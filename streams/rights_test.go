package streams_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/ThreeDotsLabs/watermill/message"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/streams"
	"github.com/desirelines/desirelines/streams/streamstest"
)

// TestApplicationCannotChangeHistory asks for everything that could with the application's own
// connection.
func TestApplicationCannotChangeHistory(t *testing.T) {
	l := openAt(t, t.TempDir())
	streamstest.Do(t, l, streamstest.Start("p"), streamstest.Surprise("p", "stays"))
	before := streamstest.All(t, l)
	js, err := jetstream.New(streams.AppConn(l))
	must(t, err)
	stream, err := js.Stream(context.Background(), "EVENTS")
	must(t, err)
	config := stream.CachedInfo().Config
	config.MaxMsgs = 1
	for name, try := range map[string]func(context.Context) error{
		"update":  func(ctx context.Context) error { _, err := js.UpdateStream(ctx, config); return err },
		"create":  func(ctx context.Context) error { _, err := js.CreateOrUpdateStream(ctx, config); return err },
		"delete":  func(ctx context.Context) error { return js.DeleteStream(ctx, "EVENTS") },
		"purge":   func(ctx context.Context) error { return stream.Purge(ctx) },
		"message": func(ctx context.Context) error { return stream.DeleteMsg(ctx, 1) },
		"secure":  func(ctx context.Context) error { return stream.SecureDeleteMsg(ctx, 1) },
	} {
		ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
		if err := try(ctx); err == nil {
			t.Errorf("%s was allowed", name)
		}
		cancel()
	}
	if after := streamstest.All(t, l); len(after) != len(before) {
		t.Fatalf("%d commits; want %d", len(after), len(before))
	}
}

// TestChangedStreamIsRefused is the control: the keeper may do what the application may not, and the
// next start refuses what came of it.
func TestChangedStreamIsRefused(t *testing.T) {
	dir := t.TempDir()
	l := openAt(t, dir)
	streamstest.Do(t, l, streamstest.Start("p"), streamstest.Surprise("p", "cut away"))
	nc, err := streams.KeeperConn(l)
	must(t, err)
	js, err := jetstream.New(nc)
	must(t, err)
	stream, err := js.Stream(context.Background(), "EVENTS")
	must(t, err)
	config := stream.CachedInfo().Config
	config.MaxMsgs = 1
	_, err = js.UpdateStream(context.Background(), config)
	must(t, err)
	nc.Close()
	must(t, l.Close())
	refused(t, dir, "history may be lost")
}

// TestQuota fills a small store: nothing is saved that was not acknowledged, reading goes on, and
// with more room so does saving.
func TestQuota(t *testing.T) {
	dir := t.TempDir()
	l, err := streams.Open(context.Background(), streams.Options{Dir: dir, Quota: 256 << 10})
	must(t, err)
	for p := range 64 {
		streamstest.Do(t, l, streamstest.Start(fmt.Sprint(p)))
	}
	var all sync.WaitGroup
	var mu sync.Mutex
	saved, full := map[string]bool{}, 0
	for p := range 64 {
		all.Go(func() {
			for range 12 {
				c := streamstest.Surprise(fmt.Sprint(p), words)
				_, err := l.Do(context.Background(), c)
				mu.Lock()
				if saved[c.ID] = err == nil; err != nil {
					full++
				}
				mu.Unlock()
				if err != nil && (domain.KindOf(err) != domain.Unavailable || err.Error() != "not saved: the storage is full; make room or raise the quota, then send it again") {
					t.Errorf("a full storage is answered with %q", err)
				}
			}
		})
	}
	all.Wait()
	if full == 0 {
		t.Fatal("the storage was never full")
	}
	stored := streamstest.Commands(t, l)
	for id, yes := range saved {
		if (stored[id] == 1) != yes {
			t.Errorf("command %s was answered %v and stands %d times in the log", id, yes, stored[id])
		}
	}
	must(t, l.Close())
	l, err = streams.Open(context.Background(), streams.Options{Dir: dir, Quota: 1 << 20})
	must(t, err)
	streamstest.Do(t, l, streamstest.Surprise("0", "there is room again"))
	must(t, l.Close())
}

// TestBatchAcrossProjects sends commits of many projects at once until some share a batch, then with
// stale guards among them: those fail, and none of the others.
func TestBatchAcrossProjects(t *testing.T) {
	l := openAt(t, t.TempDir())
	const projects = 200
	together := func(round string, stale func(p int) bool) (from, to uint64) {
		from, err := l.Last(context.Background())
		must(t, err)
		var all sync.WaitGroup
		refused := uint64(0)
		for p := range projects {
			m := message.NewMessage("", []byte("[]"))
			m.Metadata.Set(streams.MetaExpected, "0")
			if stale(p) {
				m.Metadata.Set(streams.MetaExpected, "1")
				refused++
			}
			all.Go(func() {
				err := streams.StoreOf(l).Publish(streams.Subject(fmt.Sprint(round, p)), m)
				if stale(p) != errors.Is(err, streams.ErrConflict) || !stale(p) && err != nil {
					t.Errorf("project %d, stale %v: %v", p, stale(p), err)
				}
			})
		}
		all.Wait()
		to, err = l.Last(context.Background())
		must(t, err)
		if to-from != projects-refused {
			t.Fatalf("%d commits; want %d", to-from, projects-refused)
		}
		return from + 1, to
	}
	none := func(int) bool { return false }
	round := 0
	for from, to := together("0-", none); !batched(t, l, from, to); from, to = together(fmt.Sprint(round, "-"), none) {
		if round++; round == 20 {
			t.Fatal("no commits ever shared a batch")
		}
	}
	together("stale-", func(p int) bool { return p%50 == 49 })
}

// batched says whether any of these commits was part of a batch.
func batched(t *testing.T, l *streams.Log, from, to uint64) bool {
	t.Helper()
	stream, err := streams.RawJetStream(l).Stream(context.Background(), "EVENTS")
	must(t, err)
	for s := from; s <= to; s++ {
		m, err := stream.GetMsg(context.Background(), s)
		must(t, err)
		if m.Header.Get("Nats-Batch-Id") != "" {
			return true
		}
	}
	return false
}
