package main

import (
	"context"
	"encoding/json"
	"io"
	"maps"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/rogpeppe/go-internal/testscript"

	"github.com/desirelines/desirelines/internal/postgrestest"
)

// TestMain lets scripts run the program as `exec desirelines`, in a process of its own.
func TestMain(m *testing.M) {
	testscript.Main(andStop{m}, map[string]func(){"desirelines": main})
}

// andStop stops the database that tests asked for, once all have run.
type andStop struct{ *testing.M }

// Run implements testscript.TestingM.
func (s andStop) Run() int {
	defer postgrestest.Stop()
	return s.M.Run()
}

// TestScripts runs the whole program as a person would. The scripts read like a session at a terminal; besides the usual
// commands they know exits (the exit code), get and send (HTTP, with the cookies of one browser), card (the code that was printed),
// leave (another browser) and ready (wait until a server answers); database (an empty one, at $DATABASE), sql (a statement there) and hashes (two
// lists of views name the same rows); person (the id of the first of a list of people, as $PERSON) and examples (runs those of a page of
// the handbook).
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		Setup: func(e *testscript.Env) error {
			port, err := freePort()
			e.Setenv("ADDR", port)
			e.Setenv("HOME", e.WorkDir)
			jar, _ := cookiejar.New(nil) // never fails
			e.Values[browserKey{}] = &http.Client{Jar: jar}
			e.Values[databaseKey{}] = func() string { return postgrestest.Database(e.T().(testing.TB)) }
			return err
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits": exits, "get": get, "send": send, "card": card, "leave": leave, "ready": ready, "stop": stop,
			"database": database, "sql": statement, "hashes": hashes, "person": person, "examples": examples,
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
	r, err := browser(ts).Get(args[0])
	ts.Check(err)
	answered(ts, args[0], r, args[1])
}

// browserKey is where a script keeps its browser, which remembers cookies.
type browserKey struct{}

func browser(ts *testscript.TestScript) *http.Client { return ts.Value(browserKey{}).(*http.Client) }

// answered checks a status and keeps the answer in the file body.
func answered(ts *testscript.TestScript, address string, r *http.Response, status string) {
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	ts.Check(err)
	if !strings.HasPrefix(r.Status, status) {
		ts.Fatalf("%s: %s, want %s\n%s", address, r.Status, status, body)
	}
	ts.Check(os.WriteFile(ts.MkAbs("body"), body, 0o600))
}

// send URL STATUS FIELD=VALUE… sends a form.
func send(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) < 2 {
		ts.Fatalf("usage: send URL STATUS FIELD=VALUE…")
	}
	form := url.Values{}
	for _, a := range args[2:] {
		name, value, _ := strings.Cut(a, "=")
		form.Add(name, value)
	}
	r, err := browser(ts).PostForm(args[0], form)
	ts.Check(err)
	answered(ts, args[0], r, args[1])
}

// card takes the code of a card that was just printed as JSON into $CODE.
func card(ts *testscript.TestScript, _ bool, _ []string) {
	var printed struct{ Code string }
	ts.Check(json.Unmarshal([]byte(ts.ReadFile("stdout")), &printed))
	ts.Setenv("CODE", printed.Code)
}

// person takes the id of the first of a list of people that was just printed as JSON into $PERSON.
func person(ts *testscript.TestScript, _ bool, _ []string) {
	var printed []listedPerson
	ts.Check(json.Unmarshal([]byte(ts.ReadFile("stdout")), &printed))
	if len(printed) == 0 {
		ts.Fatalf("there is nobody on the list")
	}
	ts.Setenv("PERSON", printed[0].Person)
}

// examples PAGE runs what a page of the handbook shows in its blocks of sh, in one shell and one after the other.
func examples(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 1 {
		ts.Fatalf("usage: examples PAGE")
	}
	page, err := os.ReadFile(filepath.Join(pages, args[0]))
	ts.Check(err)
	script := "set -e\n"
	for i, part := range strings.Split(string(page), "```sh\n") {
		if block, _, closed := strings.Cut(part, "```"); i > 0 && closed {
			script += block
		}
	}
	ts.Check(os.WriteFile(ts.MkAbs("examples.sh"), []byte(script), 0o600))
	if err := ts.Exec("sh", "-e", ts.MkAbs("examples.sh")); err != nil {
		ts.Fatalf("the examples of %s: %v\n%s\n%s", args[0], err, ts.ReadFile("stdout"), ts.ReadFile("stderr"))
	}
}

// pages is the folder of the pages of the handbook, whatever folder a script runs in.
var pages = func() string {
	folder, err := filepath.Abs("../../internal/handbook/pages")
	if err != nil {
		panic(err)
	}
	return folder
}()

// leave goes on with another browser.
func leave(ts *testscript.TestScript, _ bool, _ []string) {
	jar, err := cookiejar.New(nil)
	ts.Check(err)
	browser(ts).Jar = jar
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

// databaseKey is where a script finds a database.
type databaseKey struct{}

func database(ts *testscript.TestScript, _ bool, _ []string) {
	ts.Setenv("DATABASE", ts.Value(databaseKey{}).(func() string)())
}

// statement SQL runs a statement in the database.
func statement(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 1 {
		ts.Fatalf("usage: sql STATEMENT")
	}
	conn, err := pgx.Connect(context.Background(), ts.Getenv("DATABASE"))
	ts.Check(err)
	defer conn.Close(context.Background())
	_, err = conn.Exec(context.Background(), args[0])
	ts.Check(err)
}

// hashes LIST LIST compares what two answers of `projections list --hash --json` say of the rows.
func hashes(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: hashes LIST LIST")
	}
	var found [2]map[string]string
	for i, name := range args {
		var list []projectionState
		ts.Check(json.Unmarshal([]byte(ts.ReadFile(name)), &list))
		found[i] = map[string]string{}
		for _, p := range list {
			if p.Name != toolsName {
				found[i][p.Name] = p.Hash
			}
		}
	}
	if len(found[0]) == 0 || found[0]["entries"] == "" || !maps.Equal(found[0], found[1]) {
		ts.Fatalf("the rows differ: %v and %v", found[0], found[1])
	}
}
