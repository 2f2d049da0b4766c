package web

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/observe"
	"github.com/desirelines/desirelines/projections"
	"github.com/desirelines/desirelines/streams"
)

// running is a program whose view "aims" has stopped at a commit until somebody lets it go on, once it is told where.
type running struct {
	log    *streams.Log
	runner *projections.Runner

	mu      sync.Mutex
	stopped uint64
}

func (o *running) Standing(ctx context.Context) (observe.Standing, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	s := observe.Standing{Now: today(), Rows: "in memory", Log: observe.Log{Store: "st0re", Last: 9, Replicas: 1, Current: 1, Where: "inside this program"}}
	s.Findings = []observe.Finding{{Check: "there is room", OK: true, Found: "the log takes 3 bytes"}}
	for _, one := range o.runner.States() {
		v := observe.View{Name: one.Name, Version: one.Version, Position: one.Position, Turned: today()}
		if one.Name == "aims" && o.stopped > 0 {
			v.Stopped, v.At, v.Entry = "entry 3 of project \"p\" (mood.felt): it is <b>new</b>", o.stopped, "e-3"
		}
		s.Views = append(s.Views, v)
		s.Findings = append(s.Findings, v.Finding(s.Now))
	}
	skips, err := projections.ReadSkips(ctx, o.log)
	for _, one := range skips.List() {
		s.Skips = append(s.Skips, observe.Skipped{View: one.Projection, Version: one.Version, Sequence: one.Sequence, Entry: one.Entry, Why: one.Why, Recorded: one.Recorded, Counts: true})
	}
	return s, err
}

func (o *running) Ready(ctx context.Context) error {
	s, err := o.Standing(ctx)
	if f, wrong := s.Blocked(); wrong {
		return &domain.Error{Kind: domain.Unavailable, Message: f.Found}
	}
	return err
}

func (o *running) Skip(ctx context.Context, c domain.Command, view string, at uint64, why string) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if view != "aims" || at != o.stopped || at == 0 {
		return &domain.Error{Kind: domain.Conflict, Message: "this view did not stop there", Value: fmt.Sprint(at), Want: "look where it stopped"}
	}
	c.Project, c.Drafts = domain.Installation, []domain.Draft{{Body: &domain.ProjectionSkipped{Projection: view, Fold: 2, Sequence: at, Entry: "e-3", Why: why}}}
	_, err := o.log.Do(ctx, c)
	if err == nil {
		o.stopped = 0
	}
	return err
}

func (o *running) stop(at uint64) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.stopped = at
}

// The operator sees what stands still, why, and what to do, and lets a view go on with a reason that stays. Nobody else does.
func TestHowTheProgramRuns(t *testing.T) {
	g := aGroup(t)
	operator, member := g.works(domain.StaffOperator), g.joins(domain.RoleMember, "Blue")
	if text := textOf(t, operator); !strings.Contains(text, "Everything is well.") || !strings.Contains(text, "Nothing.") {
		t.Errorf("it says %s", text)
	}
	before := len(g.events(domain.Installation))
	g.runs.stop(7)
	if w := operator.send(http.MethodGet, "/readyz", nil); w.Code != http.StatusServiceUnavailable || w.Body.Len() > 0 {
		t.Errorf("/readyz answers %d, %q", w.Code, w.Body)
	}
	text := textOf(t, operator)
	for _, want := range []string{
		"view aims: it stopped at commit 7", "it is <b>new</b>", "run the newest version", "It stopped at commit 7. The id of the entry is e-3.", "desirelines projections skip aims --at 7", "st0re",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("it does not say %q:\n%s", want, text)
		}
	}
	form := url.Values{"command": {newID()}, "view": {"aims"}, "at": {"7"}, "why-aims": {" "}}
	if w := operator.send(http.MethodPost, runsPath, form); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "Say why.") {
		t.Errorf("without a reason: %d", w.Code)
	}
	form.Set("why-aims", "it was a slip")
	form.Set("at", "8")
	if w := operator.send(http.MethodPost, runsPath, form); w.Code < 400 || !strings.Contains(w.Body.String(), "did not stop there") || !strings.Contains(w.Body.String(), "it was a slip") {
		t.Errorf("elsewhere: %d\n%s", w.Code, w.Body)
	}
	form.Set("at", "7")
	if w := member.send(http.MethodPost, runsPath, form); w.Code != http.StatusForbidden {
		t.Errorf("a member lets it go on: %d", w.Code)
	}
	if n := len(g.events(domain.Installation)); n != before {
		t.Fatalf("%d events more are in the log of the installation", n-before)
	}
	if w := operator.send(http.MethodPost, runsPath, form); w.Code != http.StatusSeeOther || w.Header().Get("Location") != runsPath {
		t.Errorf("%d %s\n%s", w.Code, w.Header().Get("Location"), w.Body)
	}
	said := g.events(domain.Installation)[before]
	if b, ok := said.Body.(*domain.ProjectionSkipped); !ok || b.Why != "it was a slip" || said.Actor != operator.id {
		t.Errorf("recorded is %+v by %q", said.Body, said.Actor)
	}
	text = textOf(t, operator)
	if !strings.Contains(text, "aims (version 2) leaves out entry e-3 of commit 7") || !strings.Contains(text, "it was a slip") || strings.Contains(text, "What is wrong") {
		t.Errorf("afterwards it says %s", text)
	}
	member.send(http.MethodGet, runsPath, nil)
}

func textOf(t *testing.T, who *somebody) string {
	t.Helper()
	w := who.send(http.MethodGet, runsPath, nil)
	if w.Code != http.StatusOK {
		t.Fatalf("%d: %s", w.Code, w.Body)
	}
	page := read(t, runsPath, w.Body)
	for _, fault := range checkPage(page) {
		t.Error(fault)
	}
	return page.text()
}

// Whoever watches is told of routes and answers, and never of an address.
func TestWatchLearnsRoutesOnly(t *testing.T) {
	v := newVisit(t)
	type seen struct {
		route  string
		status int
	}
	var all []seen
	var err error
	v.handler, err = Site{
		Views: v.views, Source: v.log, Recorder: recorder{v.log}, Charts: engine(), Now: today, NewID: newID, Logger: slog.New(slog.DiscardHandler),
		Watch: func(r *http.Request) (*http.Request, func(string, int)) {
			return r, func(route string, status int) { all = append(all, seen{route, status}) }
		},
	}.Handler()
	if err != nil {
		t.Fatal(err)
	}
	start(t, v, "p", "P")
	all = nil
	v.get("/p/p/entries", 200)
	v.get("/p/secret/entries", 404)
	v.get("/nowhere/secret", 404)
	v.get("/healthz", 200)
	v.do(newRequest(http.MethodPut, "/p/p/entries"))
	want := []seen{{"GET /p/{project}/entries", 200}, {"GET /p/{project}/entries", 404}, {"/", 404}, {"GET /healthz", 200}, {"/", 405}}
	if fmt.Sprint(all) != fmt.Sprint(want) {
		t.Errorf("it was told of %v, want %v", all, want)
	}
}
