package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/postgrestest"
	"github.com/desirelines/desirelines/projections"
	"github.com/desirelines/desirelines/reports"
)

// While people read and write, a program with another version of a view is started beside the one that serves, builds its version, takes over
// when it is ready, and the first one ends. No page fails, what both versions say is the same, and what is left of the older one can go.
func TestARollingChangeOfAView(t *testing.T) {
	url := postgrestest.Database(t)
	c := &cli{session: session{Stdin: strings.NewReader(""), Stdout: io.Discard, Stderr: io.Discard, Dir: t.TempDir()}, flags: globals{data: "data", postgres: url}}
	a, err := c.openApp(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	closed := false
	defer func() {
		if !closed {
			_ = a.Close()
		}
	}()
	write := func(body domain.Body) error {
		_, err := a.log.Do(context.Background(), domain.Command{ID: newID(), Project: "garden", Drafts: []domain.Draft{{Body: body}}})
		return err
	}
	if err := write(&domain.ProjectStarted{Name: "The garden on the roof"}); err != nil {
		t.Fatal(err)
	}
	for n := range 40 {
		if err := write(&domain.AimRaised{Aim: fmt.Sprintf("aim-%d", n), Statement: "More people come"}); err != nil {
			t.Fatal(err)
		}
	}
	var many sync.WaitGroup
	for range 16 {
		many.Go(func() {
			for range 100 {
				if err := write(&domain.SurpriseNoticed{What: domain.Write("It rained")}); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	many.Wait()
	if err := a.views(t.Context()); err != nil {
		t.Fatal(err)
	}
	first, stopFirst := served(t, c, a)

	var target atomic.Pointer[string]
	target.Store(&first)
	var reads, writes, failed atomic.Int64
	load, quiet := context.WithCancel(t.Context())
	var people sync.WaitGroup
	defer people.Wait()
	defer quiet()
	for range 2 {
		people.Go(func() {
			for load.Err() == nil {
				if status, err := askPage(*target.Load() + "/p/garden"); err != nil || status != http.StatusOK {
					failed.Add(1)
					t.Errorf("a page: %d %v", status, err)
					return
				}
				reads.Add(1)
			}
		})
	}
	people.Go(func() {
		for load.Err() == nil {
			if err := write(&domain.SurpriseNoticed{What: domain.Write("It rained again")}); err != nil {
				failed.Add(1)
				t.Error(err)
				return
			}
			writes.Add(1)
		}
	})

	list := projections.All()
	changed := slices.IndexFunc(list, func(p projections.Projection) bool { return p.Name == "aims" })
	list[changed].Version++
	store, err := projections.OpenPostgresFor(t.Context(), url, list)
	if err != nil {
		t.Fatal(err)
	}
	b := &app{log: a.log, store: store, all: list, say: slog.New(slog.DiscardHandler), past: reports.NewPast(a.log)}
	defer func() {
		if b.stop != nil {
			b.stop()
			<-b.done
		}
		store.Close()
	}()
	second, stopSecond := served(t, c, b)
	defer stopSecond()
	eventually(t, "the second one is never ready", func() bool {
		status, err := askPage(second + "/readyz")
		return err == nil && status == http.StatusOK
	})
	target.Store(&second)
	before := reads.Load()
	eventually(t, "nobody reads from the second one", func() bool { return reads.Load() > before+20 || failed.Load() > 0 })
	quiet()
	people.Wait()
	t.Logf("%d pages were read and %d entries written meanwhile", reads.Load(), writes.Load())

	var hashes [2]string
	for i, app := range []*app{a, b} {
		if err := app.current(t.Context()); err != nil {
			t.Fatal(err)
		}
		_, all, err := app.hashed(t.Context(), true)
		if err != nil {
			t.Fatal(err)
		}
		hashes[i] = all["aims"]
	}
	if hashes[0] != hashes[1] {
		t.Errorf("the older version says %s, the newer one %s", hashes[0], hashes[1])
	}
	if _, err := store.Tidy(t.Context()); domain.KindOf(err) != domain.Refused {
		t.Errorf("while the first one runs: %v", err)
	}
	stopFirst()
	a.stop()
	<-a.done
	a.store.(*projections.Postgres).Close()
	eventually(t, "the tables of the older version stay", func() bool {
		dropped, err := store.Tidy(t.Context())
		return err == nil && len(dropped) > 0
	})
	if status, err := askPage(second + "/p/garden"); err != nil || status != http.StatusOK {
		t.Errorf("afterwards: %d %v", status, err)
	}
	closed = true
	b.stop() // before the log that both follow
	<-b.done
	if err := a.log.Close(); err != nil {
		t.Error(err)
	}
}

// served serves the pages of an app to everybody, at an address.
func served(t *testing.T, c *cli, a *app) (address string, stop func()) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address = "http://" + listener.Addr().String()
	server, err := c.pages(a, serving{examples: true}, address)
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = server.Serve(listener)
	}()
	return address, sync.OnceFunc(func() {
		_ = server.Shutdown(context.Background())
		<-done
	})
}

func askPage(address string) (int, error) {
	r, err := http.Get(address)
	if err != nil {
		return 0, err
	}
	defer r.Body.Close()
	_, err = io.Copy(io.Discard, r.Body)
	return r.StatusCode, err
}

func eventually(t *testing.T, otherwise string, is func() bool) {
	t.Helper()
	late := time.After(60 * time.Second)
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for !is() {
		select {
		case <-tick.C:
		case <-late:
			t.Fatal(otherwise)
		}
	}
}
