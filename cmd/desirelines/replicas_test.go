package main

import (
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/nats-io/nats-server/v2/server"

	"github.com/desirelines/desirelines/internal/keys"
	"github.com/desirelines/desirelines/internal/postgrestest"
	"github.com/desirelines/desirelines/projections"
	"github.com/desirelines/desirelines/reports"
	"github.com/desirelines/desirelines/streams"
)

// oneKeys lets several logs of one process seal with the same keys: attached once, and closed with the test.
type oneKeys struct {
	*keys.Store
	once sync.Once
	id   string
	err  error
}

func (k *oneKeys) Attach(store, known string) (string, error) {
	k.once.Do(func() { k.id, k.err = k.Store.Attach(store, known) })
	return k.id, k.err
}

func (k *oneKeys) Close() error { return nil }

// replicas are several servers on one NATS server, each with read models of its own or all with those in one database.
type replicas struct {
	apps []*app
	urls []string
}

// startNATS starts a NATS server and returns its address.
func startNATS(t *testing.T) string {
	t.Helper()
	s, err := server.NewServer(&server.Options{Host: "127.0.0.1", Port: -1, NoSigs: true, NoLog: true, JetStream: true, StoreDir: t.TempDir(), SyncAlways: true, JetStreamMaxStore: 1 << 40})
	if err != nil {
		t.Fatal(err)
	}
	s.Start()
	t.Cleanup(func() { s.Shutdown(); s.WaitForShutdown() })
	if !s.ReadyForConnections(10 * time.Second) {
		t.Fatal("the server did not start")
	}
	return s.ClientURL()
}

func startReplicas(t *testing.T, postgres ...string) *replicas {
	t.Helper()
	address := startNATS(t)
	one := &oneKeys{Store: keys.At(t.TempDir(), keys.Options{})}
	t.Cleanup(func() { _ = one.Store.Close() })
	o := streams.Options{NATS: address, Replicas: 1, Keys: one}
	if _, err := streams.Init(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	r := &replicas{}
	for _, base := range postgres {
		c := &cli{session: session{Stdin: strings.NewReader(""), Stdout: io.Discard, Stderr: io.Discard, Dir: t.TempDir()}, flags: globals{data: "data", nats: o.NATS, postgres: base}}
		log, err := streams.Open(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		store, err := c.openStore(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		a := &app{
			log: log, store: store, all: projections.All(), base: base, nats: o.NATS, say: slog.New(slog.DiscardHandler), past: reports.NewPast(log),
			snapshots: newSnapshots(t.TempDir(), projections.Origin{Store: log.StoreID(), Commit: log.Fingerprint}),
		}
		t.Cleanup(func() { _ = a.Close() })
		if err := a.makeTables(t.Context()); err != nil {
			t.Fatal(err)
		}
		pages, err := c.pages(a, serving{}, "")
		if err != nil {
			t.Fatal(err)
		}
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		done := make(chan struct{})
		go func() { defer close(done); _ = pages.Serve(listener) }()
		t.Cleanup(func() { _ = pages.Close(); <-done })
		r.apps, r.urls = append(r.apps, a), append(r.urls, "http://"+listener.Addr().String())
	}
	return r
}

// TestReplicas has people write through one replica and follow the redirect to another, both ways at once: each finds what they wrote, the
// replicas agree in the end, and together they folded what the log has. Once with read models in memory, once in one database.
func TestReplicas(t *testing.T) {
	for name, bases := range map[string]func(*testing.T) []string{
		"memory":     func(*testing.T) []string { return []string{"", ""} },
		"PostgreSQL": func(t *testing.T) []string { base := postgrestest.Database(t); return []string{base, base} },
	} {
		t.Run(name, func(t *testing.T) {
			r := startReplicas(t, bases(t)...)
			other := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
			started, err := other.PostForm(r.urls[0]+"/projects", url.Values{"command": {uuid.NewString()}, "id": {"p"}, "name": {"P"}})
			if err != nil || started.StatusCode != http.StatusSeeOther {
				t.Fatalf("starting: %v, %v", statusOf(started), err)
			}
			started.Body.Close()
			var all sync.WaitGroup
			const people, each = 4, 8
			for n := range people {
				all.Go(func() {
					jar, _ := cookiejar.New(nil) // never fails
					browser := &http.Client{Jar: jar, CheckRedirect: other.CheckRedirect}
					for i := range each {
						writeHereReadThere(t, browser, r.urls[(n+i)%2], r.urls[(n+i+1)%2])
					}
				})
			}
			all.Wait()
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			for i, a := range r.apps {
				if err := a.views(ctx); err != nil {
					t.Fatalf("replica %d: %v", i, err)
				}
				for _, s := range a.runner.States() {
					if s.Stopped != "" {
						t.Errorf("replica %d: %s stopped: %s", i, s.Name, s.Stopped)
					}
				}
				err := a.store.Read(ctx, func(rows projections.Reader) error {
					for _, s := range projections.Summaries(rows) {
						if s.Project == "p" && s.Position != 1+people*each {
							t.Errorf("replica %d shows the project at entry %d; want %d", i, s.Position, 1+people*each)
						}
					}
					return nil
				})
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
}

// writeHereReadThere saves an entry at one address and follows where that leads at another.
func writeHereReadThere(t *testing.T, browser *http.Client, here, there string) {
	what := "It rained " + uuid.NewString()
	saved, err := browser.PostForm(here+"/p/p/write", url.Values{"command": {uuid.NewString()}, "kind": {"surprise"}, "what": {what}})
	if err != nil || saved.StatusCode != http.StatusSeeOther {
		t.Errorf("writing: %v, %v", statusOf(saved), err)
		return
	}
	saved.Body.Close()
	shown, err := browser.Get(there + saved.Header.Get("Location"))
	if err != nil {
		t.Error(err)
		return
	}
	defer shown.Body.Close()
	body, err := io.ReadAll(shown.Body)
	if err != nil || shown.StatusCode != http.StatusOK || !strings.Contains(string(body), what) {
		t.Errorf("the other replica answers %s and does not show what was saved (%v)", shown.Status, err)
	}
}

// statusOf is the status of an answer, and of none that there was none.
func statusOf(r *http.Response) string {
	if r == nil {
		return "no answer"
	}
	return r.Status
}
