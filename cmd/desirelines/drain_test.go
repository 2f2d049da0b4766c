package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os/exec"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/google/uuid"
)

// TestDrain asks a server to stop while people write. From then on /readyz says so, /healthz and the pages go on; whoever was under way or came
// before they noticed gets an answer, everything that was answered as saved is in the log, and open pages are told to come back elsewhere.
func TestDrain(t *testing.T) {
	dir, base := t.TempDir(), ""
	run := func(args ...string) []byte {
		t.Helper()
		cmd := exec.CommandContext(t.Context(), "desirelines", args...)
		cmd.Dir = dir
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("%v: %v", args, err)
		}
		return out
	}
	run("projects", "start", "p", "--name", "P")
	port, err := freePort()
	if err != nil {
		t.Fatal(err)
	}
	base = "http://" + port
	server := exec.CommandContext(t.Context(), "desirelines", "serve", "--listen", port, "--drain", "1s")
	var said bytes.Buffer
	server.Dir, server.Stderr = dir, &said
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	status := func(path string) int {
		r, err := http.Get(base + path)
		if err != nil {
			return 0
		}
		r.Body.Close()
		return r.StatusCode
	}
	poll(t, "it never was ready", func() bool { return status("/readyz") == http.StatusOK })

	var card struct{ Code string }
	if err := json.Unmarshal(run("people", "invite", "--role", "facilitator", "--project", "p", "--json"), &card); err != nil {
		t.Fatal(err)
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	browser := &http.Client{Jar: jar, Transport: &http.Transport{DisableKeepAlives: true}, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	if r, err := browser.PostForm(base+"/join", url.Values{"code": {card.Code}, "name": {"Rosa"}, "device": {"own"}}); err != nil || r.StatusCode >= 400 {
		t.Fatalf("joining: %v, %v", r, err)
	}
	before := entries(t, run("projects", "--json"))

	ask, err := http.NewRequestWithContext(t.Context(), http.MethodGet, base+"/p/p/live", nil)
	if err != nil {
		t.Fatal(err)
	}
	ask.Header.Set("Accept", "text/event-stream")
	open, err := browser.Do(ask)
	if err != nil || open.StatusCode != http.StatusOK {
		t.Fatalf("an open page: %v, %v", open, err)
	}
	told := make(chan error, 1)
	go func() {
		_, err := io.Copy(io.Discard, open.Body)
		told <- err
	}()

	noticed := make(chan struct{})
	var saved int
	var mu sync.Mutex
	some := make(chan struct{}, 1)
	var writers sync.WaitGroup
	for range 4 {
		writers.Go(func() {
			for {
				select {
				case <-noticed:
					return
				default:
				}
				r, err := browser.PostForm(base+"/p/p/write", url.Values{"command": {uuid.NewString()}, "kind": {"surprise"}, "what": {"It rained."}})
				if err != nil || r.StatusCode != http.StatusSeeOther {
					t.Errorf("while it stops, writing is answered with %v, %v", r, err)
					return
				}
				r.Body.Close()
				mu.Lock()
				if saved++; saved == 20 {
					some <- struct{}{}
				}
				mu.Unlock()
			}
		})
	}
	select {
	case <-some:
	case <-time.After(time.Minute):
		t.Fatal("nobody could write")
	}
	if err := server.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	poll(t, "/readyz never said that it stops", func() bool { return status("/readyz") == http.StatusServiceUnavailable })
	if got := status("/healthz"); got != http.StatusOK {
		t.Errorf("while it stops /healthz is %d", got)
	}
	if got := status("/sign-in"); got != http.StatusOK {
		t.Errorf("while it stops a page is %d", got)
	}
	close(noticed)
	writers.Wait()
	if err := server.Wait(); err != nil {
		t.Errorf("it ended with %v: %s", err, said.String())
	}
	if err := <-told; err != nil && !errors.Is(err, io.EOF) {
		t.Errorf("the open page ended with %v", err)
	}
	if after := entries(t, run("projects", "--json")); after-before != saved {
		t.Errorf("%d were answered as saved, and the log has %d more", saved, after-before)
	}
	t.Logf("%d saved around the end, each answered", saved)
}

// entries is how many entries all projects have.
func entries(t *testing.T, answer []byte) (n int) {
	t.Helper()
	var list []struct{ Entries int }
	if err := json.Unmarshal(answer, &list); err != nil {
		t.Fatalf("%v: %s", err, answer)
	}
	for _, p := range list {
		n += p.Entries
	}
	return n
}

// poll asks until it is so, for at most a minute.
func poll(t *testing.T, otherwise string, is func() bool) {
	t.Helper()
	deadline := time.NewTimer(time.Minute)
	defer deadline.Stop()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for !is() {
		select {
		case <-tick.C:
		case <-deadline.C:
			t.Fatal(otherwise)
		}
	}
}
