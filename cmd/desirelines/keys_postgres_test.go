package main

import (
	"bytes"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/keys"
	"github.com/desirelines/desirelines/internal/postgrestest"
	"github.com/desirelines/desirelines/streams"
	"github.com/desirelines/desirelines/streams/streamstest"
)

// TestPlantedTextsWithKeysInADatabase forgets somebody whose keys, and whose ways to sign in, lie in PostgreSQL: nothing that they wrote lies in any
// byte of the server, its log of changes included, and an old copy of its database opens nothing.
func TestPlantedTextsWithKeysInADatabase(t *testing.T) {
	root := t.TempDir()
	address := postgrestest.Database(t)
	p := &planting{
		t: t, dir: filepath.Join(root, "work"), canaries: &canaries{of: map[string][]string{}}, ids: map[string]string{}, cookies: map[string]string{},
		place: globals{keys: address, master: filepath.Join(root, "master")},
	}
	if err := os.Mkdir(p.dir, 0o700); err != nil {
		t.Fatal(err)
	}
	p.does("", "projects", "start", "p", "--name", "The garden")
	p.joins(gardener)
	p.joins(baker)
	p.write(gardener, p.entries(gardener)...)
	p.write(baker, p.entries(baker)...)
	mine := p.of[gardener]
	before := p.reads(nil)
	if n := count([]byte(before), mine); n < 10 {
		t.Fatalf("before anything is forgotten %d texts are read", n)
	}
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	server := filepath.Join(u.Query().Get("host"), "data")
	if found(t, []string{p.ids[gardener]}, server) != 1 {
		t.Error("the id of who signs in is not found in the files of the server: the search may find nothing at all")
	}
	old := *u
	old.Path += "_old"
	copyDatabase(t, u, &old)

	p.pages(func(h http.Handler) {
		p.posts(h, baker, "/p/p/people/"+p.ids[gardener]+"/forget", http.StatusOK, url.Values{"command": {newID()}, "what": {"all"}, "why": {"asked"}, "typed": {"Forget"}})
	})
	after := p.reads(nil)
	if n := count([]byte(after), mine); n != 0 {
		t.Errorf("%d texts of who was forgotten are read", n)
	}
	for _, text := range p.of[baker] {
		if strings.Contains(before, text) && !strings.Contains(after, text) {
			t.Errorf("a text of somebody else is read no more: %s", text)
		}
	}
	if n := found(t, p.planted, p.dir, p.place.master, server); n != 0 {
		t.Errorf("%d texts lie on a disk", n)
	}
	p.pages(func(h http.Handler) {
		if w := p.asks(h, gardener, http.MethodGet, "/me", 0, nil, ""); w.Code == http.StatusOK {
			t.Error("who was forgotten is still signed in")
		}
	})

	now := p.place
	p.place.keys = old.String()
	var says bytes.Buffer
	cmd := p.program("journey", "--project", "p")
	cmd.Stdout, cmd.Stderr = &says, &says
	if err := cmd.Run(); err == nil || !strings.Contains(says.String(), "the master key that opens them was destroyed when somebody was forgotten") {
		t.Errorf("an old copy of the keys: %v\n%s", err, says.String())
	}
	p.place = now
	if n := count(p.said.Bytes(), p.planted); n != 0 {
		t.Errorf("what the program said to its log holds %d texts:\n%s", n, p.said.String())
	}
}

// copyDatabase makes a database that is as another one, as a backup would.
func copyDatabase(t *testing.T, from, to *url.URL) {
	t.Helper()
	elsewhere := *from
	elsewhere.Path = "/postgres"
	run := func(statement string) {
		t.Helper()
		c, err := pgx.Connect(t.Context(), elsewhere.String())
		if err == nil {
			_, err = c.Exec(t.Context(), statement)
			_ = c.Close(t.Context())
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	name := pgx.Identifier{to.Path[1:]}.Sanitize()
	run("create database " + name + " template " + pgx.Identifier{from.Path[1:]}.Sanitize())
}

// What cannot be is said at once, with the way out, and never with a password.
func TestWhereKeysMayLie(t *testing.T) {
	dir := t.TempDir()
	master := filepath.Join(dir, "master")
	for name, c := range map[string]struct {
		flags []string
		exit  int
		says  string
	}{
		"a database without a master key":            {[]string{"--keys", "postgres://u:secret@127.0.0.1:1/k"}, 2, "--master"},
		"a database that is away":                    {[]string{"--keys", "postgres://u:secret@127.0.0.1:1/k", "--master", master}, 7, "cannot be used now"},
		"the master key in the data folder":          {[]string{"--keys", "postgres://u:secret@127.0.0.1:1/k", "--master", filepath.Join(dir, "desirelines-data", "m")}, 2, "must not lie inside the data folder"},
		"a database for the master key that is away": {[]string{"--keys", filepath.Join(dir, "k"), "--master", "postgres://u:secret@127.0.0.1:1/k"}, 7, "cannot be used now"},
	} {
		var said bytes.Buffer
		exit := run(t.Context(), append([]string{"projects", "start", "p", "--name", "P"}, c.flags...), session{Stdin: strings.NewReader(""), Stdout: &said, Stderr: &said, Dir: dir})
		if exit != c.exit || !strings.Contains(said.String(), c.says) || strings.Contains(said.String(), "secret") {
			t.Errorf("%s: exit %d, %s", name, exit, said.String())
		}
	}
}

// cutOffKeys are those of a replica that ends each time before it destroys what it has just recorded.
type cutOffKeys struct {
	streams.Keys
	seen map[string]bool // ids of events
}

func (k cutOffKeys) Forget(list ...domain.Forgotten) error {
	for _, f := range list {
		if !k.seen[f.Event] {
			k.seen[f.Event] = true
			return &domain.Error{Kind: domain.Unavailable, Message: "cut off"}
		}
	}
	return k.Keys.Forget(list...)
}

// One replica records that somebody is forgotten, and ends before it destroys their keys. Whoever follows the log does it, and whoever decides
// anything on the project did it before: so what somebody says who came again is sealed with a key that stays.
func TestAnotherReplicaDestroysTheKeys(t *testing.T) {
	store, where, master := streamstest.NewMemory(), postgrestest.Database(t), t.TempDir()
	ring := func() *keys.Store {
		s := keys.At(where, keys.Options{Master: master})
		if _, err := s.Attach(store.ID(), ""); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		})
		return s
	}
	here, there := ring(), ring()
	ends, goesOn := streams.New(store, streams.Options{Keys: cutOffKeys{here, map[string]bool{}}}), streams.New(store, streams.Options{Keys: there})
	defer goesOn.Close()
	defer ends.Close()
	say := func(l *streams.Log, body domain.Body) (domain.Event, error) {
		r, err := l.Do(t.Context(), domain.Command{ID: newID(), Project: "p", Actor: gardener, Drafts: []domain.Draft{{Body: body}}})
		if err != nil {
			return domain.Event{}, err
		}
		return r.Events[0], nil
	}
	reads := func(e domain.Event, o domain.Opener, want string) {
		t.Helper()
		if text, erased := e.Body.(*domain.SurpriseNoticed).What.Reveal(o); text != want || erased != (want == "") {
			t.Errorf("it reads %q, erased %v; want %q", text, erased, want)
		}
	}
	spoken := func(l *streams.Log, text string) domain.Event {
		t.Helper()
		e, err := say(l, &domain.SurpriseNoticed{What: domain.Write(text)})
		if err != nil {
			t.Fatal(err)
		}
		reads(e, there, text)
		reads(e, here, text)
		return e
	}
	forgets := func() {
		t.Helper()
		if _, err := say(ends, &domain.PersonForgotten{Person: gardener, Reason: "asked"}); domain.KindOf(err) != domain.Unavailable {
			t.Fatalf("it is answered with %v", err)
		}
	}
	if _, err := say(goesOn, &domain.ProjectStarted{Name: "P"}); err != nil {
		t.Fatal(err)
	}
	first := spoken(goesOn, "first")
	forgets()
	second := spoken(goesOn, "second") // which decides, and so forgets before
	reads(first, there, "")
	reads(first, here, "")

	forgets()
	reads(second, there, "second")
	follower := &otherReplicas{keys: there, say: (&cli{session: session{Stderr: &bytes.Buffer{}}}).logger(0)}
	runner := startsFollowing(t, goesOn, follower)
	defer runner()
	reads(second, there, "")
	reads(second, here, "second") // in memory until it looks, which it does every few seconds, or is told
	(&otherReplicas{keys: here}).forget([]domain.Forgotten{{Event: "none", Owner: "p:none"}})
	reads(second, here, "")
}

// startsFollowing lets a replica read the log to its end, and returns what ends it.
func startsFollowing(t *testing.T, l *streams.Log, o *otherReplicas) (stop func()) {
	t.Helper()
	sub := l.Subscriber(1)
	pages, err := sub.Subscribe(t.Context(), topic)
	if err != nil {
		t.Fatal(err)
	}
	last, err := l.Last(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	decode := o.follow(streams.DecodePage)
	for m := range pages {
		commits, err := decode(m)
		if err != nil {
			t.Fatal(err)
		}
		m.Ack()
		if commits[len(commits)-1].Sequence >= last {
			break
		}
	}
	return func() {
		if err := sub.Close(); err != nil {
			t.Error(err)
		}
	}
}
