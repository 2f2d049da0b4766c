package api

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"iter"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/demo"
	"github.com/desirelines/desirelines/internal/identity"
	"github.com/desirelines/desirelines/internal/imports"
	"github.com/desirelines/desirelines/internal/keys"
	"github.com/desirelines/desirelines/projections"
	"github.com/desirelines/desirelines/reports"
	"github.com/desirelines/desirelines/reports/charts"
	"github.com/desirelines/desirelines/streams"
	"github.com/desirelines/desirelines/streams/streamstest"
)

// views are the read models; they take in what was written when somebody waits, and not where they are held.
type views struct {
	*projections.Memory
	runner *projections.Runner
	log    *streams.Log
	mu     sync.Mutex
	held   bool
	broken error // nil: they can be read
}

func (v *views) Read(ctx context.Context, fn func(projections.Reader) error) error {
	if v.broken != nil {
		return v.broken
	}
	return v.Memory.Read(ctx, fn)
}

func (v *views) Wait(ctx context.Context, sequence uint64) error {
	v.mu.Lock()
	held := v.held
	v.mu.Unlock()
	if held {
		return context.DeadlineExceeded
	}
	return v.Ready(ctx)
}

func (v *views) Ready(ctx context.Context) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.held {
		return nil
	}
	for c, err := range v.log.Read(ctx, v.runner.From()) {
		if err != nil {
			return err
		}
		if err := v.runner.Apply(ctx, []domain.Commit{c}); err != nil {
			return err
		}
	}
	return nil
}

type recorder struct{ log *streams.Log }

func (r recorder) Record(ctx context.Context, c domain.Command) (Receipt, error) {
	receipt, err := r.log.Do(ctx, c)
	return Receipt{receipt.ID, receipt.Position, receipt.Sequence}, err
}

type people struct {
	*identity.Identity
	place *place
}

func (p people) Use(ctx context.Context, secret string) (identity.Token, error) {
	token, err := p.Tokens.Use(ctx, secret)
	if err == nil && p.place.pace != nil {
		err = p.place.pace(token)
	}
	return token, err
}

func (p people) Holds(string, string) ([]string, error) { return nil, nil }

// place is a site with the project p, and q of other people.
type place struct {
	t        *testing.T
	log      *streams.Log
	views    *views
	identity *identity.Identity
	handler  http.Handler
	said     bytes.Buffer
	heard    []Heard
	commits  int // that were read of projects
	clock    time.Time
	pace     func(identity.Token) error // nil: nobody waits
}

func newID() string { return uuid.Must(uuid.NewV7()).String() }

// open makes a place; an exhibition has nobody, and the example journeys.
func open(t *testing.T, exhibition bool) *place {
	t.Helper()
	p := &place{t: t, clock: time.Date(2026, 7, 31, 12, 0, 0, 0, time.UTC)}
	now := func() time.Time { return p.clock }
	store, ring := streamstest.NewMemory(), keys.At(t.TempDir(), keys.Options{})
	if _, err := ring.Attach(store.ID(), ""); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ring.Close() })
	p.log = streams.New(store, streams.Options{Now: now, Keys: ring})
	memory := projections.NewMemory()
	runner, err := projections.NewRunner(t.Context(), memory, projections.All(), streams.DecodePage, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	p.views = &views{Memory: memory, runner: runner, log: p.log}
	a := API{
		Views: p.views, Source: counting{p.log, &p.commits}, Recorder: recorder{p.log}, Opener: p.log.Opener(), Now: now, NewID: newID, Logger: slog.New(slog.NewTextHandler(&p.said, nil)),
		Charts: drawer{charts.NewEngine(0, time.Minute)},
		Encode: func(l reports.ExportLine) ([]byte, error) {
			return streams.EncodeExport(&l.Event, l.Withheld, l.Removed)
		},
		Hear: func(_ context.Context, list []Heard) error {
			p.heard = append(p.heard, list...)
			return nil
		},
	}
	if exhibition {
		for _, j := range demo.Journeys() {
			in := &imports.Importer{Recorder: p.log, Source: p.log, NewID: newID, Today: domain.DateOf(now())}
			if _, err := in.JSONL(t.Context(), bytes.NewReader(j.File)); err != nil {
				t.Fatal(err)
			}
		}
	} else {
		p.identity, err = identity.Open(identity.Options{
			Dir: filepath.Join(t.TempDir(), "identity"), PublicURL: "http://localhost", Now: now, Staff: func(string) (bool, error) { return false, nil },
			Limits: identity.Limits{Token: identity.Rate{Every: time.Nanosecond, Burst: 1000}, Card: identity.Rate{Every: time.Nanosecond, Burst: 1000}, All: identity.Rate{Every: time.Nanosecond, Burst: 1000}},
		})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = p.identity.Close() })
		a.People = people{p.identity, p}
		p.record("p", "", nil, &domain.ProjectStarted{Name: "The kitchen", Zone: "Europe/London"})
		p.record("q", "", nil, &domain.ProjectStarted{Name: "The other group"})
	}
	if p.handler, err = a.Handler(); err != nil {
		t.Fatal(err)
	}
	return p
}

// counting counts the commits that are read.
type counting struct {
	*streams.Log
	commits *int
}

func (c counting) ReadProject(ctx context.Context, project string, from uint64) iter.Seq2[domain.Commit, error] {
	return func(yield func(domain.Commit, error) bool) {
		for one, err := range c.Log.ReadProject(ctx, project, from) {
			*c.commits++
			if !yield(one, err) {
				return
			}
		}
	}
}

// drawer draws as the program does.
type drawer struct{ engine *charts.Engine }

func (d drawer) Draw(ctx context.Context, _ string, chart charts.Chart, width int) ([]byte, error) {
	return d.engine.Draw(ctx, chart, width, charts.Page)
}

// record says something in a project and returns the id of its entry.
func (p *place) record(project, actor string, sharing []string, bodies ...domain.Body) string {
	p.t.Helper()
	c := domain.Command{ID: newID(), Project: project, Actor: actor}
	for _, b := range bodies {
		c.Drafts = append(c.Drafts, domain.Draft{Body: b, Sharing: sharing})
	}
	if _, err := p.log.Do(p.t.Context(), c); err != nil {
		p.t.Fatal(err)
	}
	if err := p.views.Ready(p.t.Context()); err != nil {
		p.t.Fatal(err)
	}
	return c.ID
}

// account is the id of somebody who can sign in and is part of nothing yet.
func (p *place) account() (person string) {
	p.t.Helper()
	card, err := p.identity.Cards.Issue("p", domain.RoleMember, "")
	if err != nil {
		p.t.Fatal(err)
	}
	joined, err := p.identity.Cards.Redeem(p.t.Context(), card.Code, "", func(context.Context, identity.Joined) error { return nil })
	if err != nil {
		p.t.Fatal(err)
	}
	return joined.Person
}

func (p *place) joins(project, role string) *program {
	p.t.Helper()
	person := p.account()
	p.record(project, person, nil, &domain.PersonJoined{Person: person, Role: role})
	return p.programOf(person)
}

func (p *place) works(role string, projects ...string) *program {
	p.t.Helper()
	person := p.account()
	p.record(domain.Installation, "", nil, &domain.StaffAppointed{Person: person, Role: role, Projects: projects})
	return p.programOf(person)
}

// program comes with a token of a person.
type program struct {
	place          *place
	person, secret string
	header         http.Header
}

func (p *place) programOf(person string, change ...func(*identity.TokenSpec)) *program {
	p.t.Helper()
	spec := identity.TokenSpec{Person: person, Name: "a test", Records: true}
	for _, c := range change {
		c(&spec)
	}
	secret, _, err := p.identity.Tokens.Make(spec)
	if err != nil {
		p.t.Fatal(err)
	}
	return &program{p, person, secret, http.Header{"Authorization": {"Bearer " + secret}}}
}

func (p *place) stranger() *program { return &program{place: p, header: http.Header{}} }

// send sends a request; headers stand in pairs.
func (g *program) send(method, path, body string, headers ...string) *httptest.ResponseRecorder {
	g.place.t.Helper()
	var reader io.Reader
	if body != "" {
		reader = strings.NewReader(body)
	}
	r := httptest.NewRequest(method, Base+path, reader)
	for name, values := range g.header {
		r.Header[name] = slices.Clone(values)
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	g.place.handler.ServeHTTP(w, r)
	return w
}

// reads sends a GET and returns what was answered, which has this status.
func (g *program) reads(path string, status int) string {
	g.place.t.Helper()
	w := g.send(http.MethodGet, path, "")
	if w.Code != status {
		g.place.t.Fatalf("GET %s: status %d, want %d: %s", path, w.Code, status, domain.Short(w.Body.String(), 400))
	}
	return w.Body.String()
}

// records sends entries to the project p.
func (g *program) records(body string, status int, headers ...string) (Recorded, Problem) {
	g.place.t.Helper()
	w := g.send(http.MethodPost, "/projects/p/entries", body, append([]string{"Content-Type", "application/json"}, headers...)...)
	if w.Code != status {
		g.place.t.Fatalf("recording %s: status %d, want %d: %s", domain.Short(body, 100), w.Code, status, domain.Short(w.Body.String(), 400))
	}
	var done Recorded
	var problem Problem
	if err := json.Unmarshal(w.Body.Bytes(), &done); err != nil {
		g.place.t.Fatal(err)
	}
	if status >= 400 {
		problem = g.place.problem(w)
	}
	return done, problem
}

// problem is what a problem says; nothing of the inside is in it.
func (p *place) problem(w *httptest.ResponseRecorder) (problem Problem) {
	p.t.Helper()
	d := json.NewDecoder(w.Body)
	d.DisallowUnknownFields()
	if err := d.Decode(&problem); err != nil {
		p.t.Fatal(err)
	}
	if got := w.Header().Get("Content-Type"); got != "application/problem+json" || problem.Status != w.Code || problem.Request == "" || problem.Request != w.Header().Get("X-Request-Id") {
		p.t.Errorf("the problem is %s: %+v", got, problem)
	}
	said := problem.Detail + problem.Want + problem.Title
	for _, inside := range []string{"json:", "reflect", "goroutine", ".go:", "projections", "/tmp", "nats", "<nil>", "%!"} {
		if strings.Contains(said, inside) {
			p.t.Errorf("a problem says %q: %+v", inside, problem)
		}
	}
	return problem
}
