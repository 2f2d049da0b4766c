package main

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/reminders"
	"github.com/desirelines/desirelines/streams"
)

// TestTheDoctorLooksAtTimers: one that is late is wrong where a server should have noticed it, and waits for one where none runs.
func TestTheDoctorLooksAtTimers(t *testing.T) {
	ctx := t.Context()
	c := &cli{session: session{Stdin: strings.NewReader(""), Stdout: io.Discard, Stderr: io.Discard, Dir: t.TempDir()}, flags: globals{data: "data"}}
	a, err := c.openApp(ctx)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.Close() })
	look := func(ok bool, says string) {
		t.Helper()
		if f := a.examineTimers(ctx); f.OK != ok || !strings.Contains(f.Found, says) {
			t.Errorf("the doctor finds %+v; want %v and %q", f, ok, says)
		}
	}
	if err := a.log.Timers().Set(ctx, streams.Timer{Project: "p", ID: "next", At: now().Add(-2 * time.Hour)}); err != nil {
		t.Fatal(err)
	}
	look(true, "1 wait; serve notices them")
	worker := reminders.New(reminders.Options{Log: a.log, Timers: a.log.Timers(), Views: views{a.store, a}, Now: now, Logger: a.say})
	a.reminding.Store(worker)
	look(false, "1 of 1 are more than an hour late")
	follow, cancel := context.WithCancel(ctx)
	if err := a.log.Timers().Follow(follow, func(context.Context, streams.Timer) error {
		defer cancel()
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}

// TestWhereMailGoesOut: the password comes from a file or the environment, and half of what is needed is refused.
func TestWhereMailGoesOut(t *testing.T) {
	c := &cli{session: session{Dir: t.TempDir()}}
	if post, err := (mailing{}).open(c); post != nil || err != nil {
		t.Errorf("nothing said: %v, %v; want that nothing is sent", post, err)
	}
	const server, from = "smtps://me@mail.example.org", "reminders@example.org"
	for _, m := range []mailing{{from: from}, {server: server}, {server: server, from: from}, {server: server, from: from, file: "none"}} {
		if _, err := m.open(c); domain.KindOf(err) != domain.Usage {
			t.Errorf("%+v: %v; want Usage", m, err)
		}
	}
	if err := os.WriteFile(filepath.Join(c.Dir, "password"), []byte("secret\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if post, err := (mailing{server: server, from: from, file: "password"}).open(c); post == nil || err != nil {
		t.Errorf("with the file: %v, %v", post, err)
	}
	t.Setenv(mailPassword, "secret")
	if post, err := (mailing{server: server, from: from}).open(c); post == nil || err != nil {
		t.Errorf("with the variable: %v, %v", post, err)
	}
}
