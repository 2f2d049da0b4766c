package streams_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/streams"
	"github.com/desirelines/desirelines/streams/streamstest"
)

// TestServer keeps the store on a server of its own to the same contract as the embedded one.
func TestServer(t *testing.T) {
	streamstest.Test(t, func(t *testing.T) streamstest.Place {
		url := cluster(t, 1)
		initialise(t, url, 1)
		return func() streams.Store { return streams.StoreOf(openURL(t, url)) }
	})
}

// TestReplicas keeps three servers with three replicas to it; here conflicts have another code, and
// the server that answers a read may be behind.
func TestReplicas(t *testing.T) {
	if testing.Short() {
		t.Skip("three servers in one process are too slow beside the race detector; the whole suite runs them without it")
	}
	url := cluster(t, 3)
	streamstest.Test(t, func(t *testing.T) streamstest.Place {
		initialise(t, url, 3)
		t.Cleanup(func() { deleteStream(t, url) })
		return func() streams.Store { return streams.StoreOf(openURL(t, url)) }
	})
}

func deleteStream(t *testing.T, url string) {
	t.Helper()
	nc, err := nats.Connect(url)
	must(t, err)
	defer nc.Close()
	js, err := jetstream.New(nc)
	must(t, err)
	must(t, js.DeleteStream(context.Background(), "EVENTS"))
	must(t, js.DeleteStream(context.Background(), "OBJ_EVIDENCE"))
	must(t, js.DeleteStream(context.Background(), "AUDIT"))
	must(t, js.DeleteStream(context.Background(), "TIMERS"))
}

// everywhere runs a test on a folder and on three servers; open opens the same store again each time.
func everywhere(t *testing.T, test func(t *testing.T, open func() *streams.Log)) {
	t.Run("folder", func(t *testing.T) {
		dir := t.TempDir()
		test(t, func() *streams.Log { return openAt(t, dir) })
	})
	t.Run("three servers", func(t *testing.T) {
		if testing.Short() {
			t.Skip("three servers in one process are slow; the whole suite runs them")
		}
		url := cluster(t, 3)
		initialise(t, url, 3)
		test(t, func() *streams.Log { return openURL(t, url) })
	})
}

func TestInit(t *testing.T) {
	url := cluster(t, 1)
	_, err := streams.Open(context.Background(), streams.Options{NATS: url})
	if domain.KindOf(err) != domain.Unavailable || !strings.Contains(err.Error(), "desirelines init") {
		t.Fatalf("without init a cluster opens with %v; want Unavailable and what to run", err)
	}
	first := initialise(t, url, 1)
	l := openURL(t, url)
	streamstest.Do(t, l, streamstest.Start("p"))
	if again := initialise(t, url, 1); again != first || l.StoreID() != first {
		t.Errorf("init again gives store %s, the first gave %s and the log says %s", again, first, l.StoreID())
	}
	if n := len(streamstest.All(t, openURL(t, url))); n != 1 {
		t.Errorf("after init again there are %d commits; want 1", n)
	}
	_, err = streams.Open(context.Background(), streams.Options{NATS: "nats://127.0.0.1:1"})
	if domain.KindOf(err) != domain.Unavailable {
		t.Errorf("where nobody listens: %v; want Unavailable", err)
	}
}

func openURL(t testing.TB, url string) *streams.Log {
	t.Helper()
	l, err := streams.Open(context.Background(), streams.Options{NATS: url})
	must(t, err)
	t.Cleanup(func() { must(t, l.Close()) })
	return l
}

// initialise runs Init until the servers have found each other.
func initialise(t testing.TB, url string, replicas int) (store string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	for {
		try, cancel := context.WithTimeout(ctx, time.Second)
		store, err := streams.Init(try, streams.Options{NATS: url, Replicas: replicas})
		cancel()
		if err == nil {
			return store
		}
		if ctx.Err() != nil {
			t.Fatal(err)
		}
	}
}

// cluster starts so many servers on the loopback interface and returns their addresses.
func cluster(t testing.TB, n int) (urls string) {
	t.Helper()
	var all []string
	var routes string
	for i := range n {
		o := &server.Options{ServerName: fmt.Sprintf("s%d", i), Host: "127.0.0.1", Port: -1, NoSigs: true, NoLog: true,
			JetStream: true, StoreDir: t.TempDir(), SyncAlways: true, JetStreamMaxStore: 1 << 40}
		if n > 1 {
			o.Cluster = server.ClusterOpts{Name: "test", Host: "127.0.0.1", Port: -1}
			o.Routes = server.RoutesFromStr(routes)
		}
		s, err := server.NewServer(o)
		must(t, err)
		s.Start()
		t.Cleanup(func() { s.Shutdown(); s.WaitForShutdown() })
		if !s.ReadyForConnections(10 * time.Second) {
			t.Fatal("a server did not start")
		}
		if n > 1 {
			routes = "nats://" + s.ClusterAddr().String()
		}
		all = append(all, s.ClientURL())
	}
	return strings.Join(all, ",")
}
