package main

import (
	"context"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain lets scripts run the program as `exec desirelines`, in a process of its own.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"desirelines": main})
}

// TestScripts runs the whole program as a person would. The scripts read like a session at a terminal; besides the usual
// commands they know exits (the exit code), get (HTTP) and ready (wait until a server answers).
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		Setup: func(e *testscript.Env) error {
			port, err := freePort()
			e.Setenv("ADDR", port)
			e.Setenv("HOME", e.WorkDir)
			return err
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits": exits, "get": get, "ready": ready, "stop": stop,
		},
	})
}

// exits CODE COMMAND… runs a command and checks its exit code.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND…")
	}
	want := args[0]
	err := ts.Exec(args[1], args[2:]...)
	got := "0"
	if err != nil {
		got = strings.TrimPrefix(err.Error(), "exit status ")
	}
	if got != want {
		ts.Fatalf("exit code %s, want %s\n%s", got, want, ts.ReadFile("stderr"))
	}
}

// get URL STATUS asks a server once and keeps the answer in the file body.
func get(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: get URL STATUS")
	}
	r, err := http.Get(args[0])
	ts.Check(err)
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	ts.Check(err)
	if !strings.HasPrefix(r.Status, args[1]) {
		ts.Fatalf("%s: %s, want %s", args[0], r.Status, args[1])
	}
	ts.Check(os.WriteFile(ts.MkAbs("body"), body, 0o600))
}

// ready URL waits until a server started in the background has caught up.
func ready(ts *testscript.TestScript, _ bool, args []string) {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		if r, err := http.Get(args[0]); err == nil {
			r.Body.Close()
			if r.StatusCode == http.StatusOK {
				return
			}
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			ts.Fatalf("%s never was ready", args[0])
		}
	}
}

// stop interrupts what runs in the background, as Ctrl-C does, and waits for it.
func stop(ts *testscript.TestScript, _ bool, _ []string) {
	for _, c := range ts.BackgroundCmds() {
		ts.Check(c.Process.Signal(os.Interrupt))
	}
}

func freePort() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	return l.Addr().String(), nil
}
