package web

import (
	"bufio"
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/desirelines/desirelines/domain"
)

// stream is an open stream of a site that is served.
type stream struct {
	t      *testing.T
	status int
	lines  *bufio.Scanner
	close  func()
}

// follows opens the stream of the project p.
func (s *somebody) follows(server *httptest.Server) *stream {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.t.Context(), time.Minute)
	s.t.Cleanup(cancel)
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, server.URL+"/p/p/live", http.NoBody)
	if err != nil {
		s.t.Fatal(err)
	}
	r.Header.Set("Accept", "text/event-stream")
	for _, c := range s.cookies {
		r.AddCookie(c)
	}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	w, err := client.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { _ = w.Body.Close() })
	return &stream{s.t, w.StatusCode, bufio.NewScanner(w.Body), cancel}
}

// next is the next thing that the stream says; empty where it ended.
func (s *stream) next() string {
	for s.lines.Scan() {
		if says, is := strings.CutPrefix(s.lines.Text(), "data: "); is {
			return says
		}
	}
	return ""
}

func (g *group) served() *httptest.Server {
	server := httptest.NewServer(g.handler)
	g.t.Cleanup(server.Close)
	return server
}

func TestAnOpenPageFollowsTheLog(t *testing.T) {
	g := aGroup(t)
	blue, red := g.joins(domain.RoleMember, "Blue"), g.joins(domain.RoleMember, "Red")
	server := g.served()
	s, other := blue.follows(server), red.follows(server)
	if s.status != http.StatusOK {
		t.Fatalf("status %d", s.status)
	}
	if got := s.next(); got != number(g.newest("p")) {
		t.Errorf("it begins with %q", got)
	}
	g.record("q", "", nil, &domain.ProjectStarted{Name: "Another"}) // nothing of ours
	g.surprise(blue, "A heron came.")
	if got := s.next(); got != number(g.newest("p")) {
		t.Errorf("after an entry it says %q", got)
	}
	// Who leaves is told nothing any more, at once.
	other.next()
	g.record("p", "", nil, &domain.PersonLeft{Person: red.id})
	for got := other.next(); got != ""; got = other.next() {
		if got == number(g.newest("p")) {
			t.Error("who left is told what is new")
		}
	}
	red.posts("/p/p/write", http.StatusNotFound, url.Values{})
	if again := red.follows(server); again.status != http.StatusNotFound {
		t.Errorf("who left comes in again: status %d", again.status)
	}
}

// A stream ends with the session it was opened with.
func TestAStreamEndsWithItsSession(t *testing.T) {
	g := aGroup(t)
	blue := g.joins(domain.RoleMember, "Blue")
	s := blue.follows(g.served())
	s.next()
	if err := g.identity.Sessions.EndAll(blue.id); err != nil {
		t.Fatal(err)
	}
	g.surprise(blue, "A heron came.")
	if got := s.next(); got != "" {
		t.Errorf("it goes on with %q", got)
	}
}

// Those who were told something do not learn when the group writes.
func TestWhoWasToldDoesNotFollow(t *testing.T) {
	g := aGroup(t)
	g.record("q", "", nil, &domain.ProjectStarted{Name: "Another"})
	g.tells(domain.SharedFunders)
	g.tells(domain.SharedPublic)
	server := g.served()
	for name, want := range map[string]struct {
		who    *somebody
		status int
	}{
		"a funder": {g.works(domain.StaffFunder, "p"), http.StatusForbidden}, "who decides": {g.works(domain.StaffDecisionMaker, "p"), http.StatusForbidden},
		"a stranger": {g.stranger(), http.StatusSeeOther}, "another's funder": {g.works(domain.StaffFunder, "q"), http.StatusNotFound},
		"an evaluator": {g.works(domain.StaffEvaluator), http.StatusOK}, "an operator": {g.works(domain.StaffOperator), http.StatusOK},
	} {
		if s := want.who.follows(server); s.status != want.status {
			t.Errorf("%s: status %d, want %d", name, s.status, want.status)
		}
	}
	if body := g.works(domain.StaffFunder, "p").gets("/p/p/aims", http.StatusOK); strings.Contains(body, "data-live") {
		t.Error("a page of what was told follows")
	}
	member := g.joins(domain.RoleMember, "")
	if body := member.gets("/p/p/aims?at=1", http.StatusOK); strings.Contains(body, "data-live") {
		t.Error("a page of another moment follows")
	}
	if body := member.gets("/p/p/aims", http.StatusOK); !strings.Contains(body, "data-live") {
		t.Error("a page of now does not follow")
	}
}

// Nobody opens more streams than there is room for, and who leaves makes room.
func TestStreamsAreBounded(t *testing.T) {
	g := aGroup(t)
	blue, red := g.joins(domain.RoleMember, "Blue"), g.joins(domain.RoleMember, "Red")
	server := g.served()
	var open []*stream
	for range mostOfOne {
		s := blue.follows(server)
		if s.status != http.StatusOK {
			t.Fatalf("stream %d: status %d", len(open)+1, s.status)
		}
		open = append(open, s)
	}
	if s := blue.follows(server); s.status != http.StatusServiceUnavailable {
		t.Errorf("one more: status %d", s.status)
	}
	if s := red.follows(server); s.status != http.StatusOK {
		t.Errorf("somebody else: status %d", s.status)
	}
	open[0].close()
	for range 1000 { // the server learns of it when it looks
		if s := blue.follows(server); s.status == http.StatusOK {
			return
		}
	}
	t.Error("who left takes up room still")
}

// A server that stops lets its streams end.
func TestStreamsEndWithTheServer(t *testing.T) {
	g := aGroup(t)
	stopping := make(chan struct{})
	var err error
	g.handler, err = Site{
		Views: g.views, Source: g.log, Recorder: recorder{g.log}, Opener: g.log.Opener(), Charts: engine(), Identity: g.identity,
		Now: today, NewID: newID, Logger: slog.New(slog.DiscardHandler), Stopping: stopping,
	}.Handler()
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(g.handler)
	s := g.joins(domain.RoleMember, "Blue").follows(server)
	s.next()
	close(stopping)
	if got := s.next(); got != "" {
		t.Errorf("it goes on with %q", got)
	}
	server.Close() // waits for what is open
}

// In a browser a page shows what is new by itself, keeps still where somebody writes, and nothing that the policy refuses happens.
func TestAPageShowsWhatIsNew(t *testing.T) {
	ctx := browser(t, 2*time.Minute)
	v := newVisit(t)
	start(t, v, "p", "P")
	server := httptest.NewServer(v.handler)
	defer server.Close()
	defer server.CloseClientConnections() // the browser is still following
	wait := func(what, script string) {
		t.Helper()
		until := `new Promise((yes, no) => { const end = Date.now() + 20000, look = () => (` + script + `) ? yes(true) : Date.now() > end ? no("it never was") : setTimeout(look, 50); look(); })`
		if _, err := chromedp.Run(ctx, chromedp.Evaluate[bool](until, chromedp.EvalAwaitPromise)); err != nil {
			page, _ := chromedp.Run(ctx, chromedp.Evaluate[string](`document.body.innerText`))
			t.Fatalf("%s: %v\n%s", what, err, page)
		}
	}
	write := func(text string) {
		t.Helper()
		if _, err := v.log.Do(t.Context(), domain.Command{ID: newID(), Project: "p", Drafts: []domain.Draft{{Body: &domain.SurpriseNoticed{What: domain.Write(text)}}}}); err != nil {
			t.Fatal(err)
		}
		if err := v.views.Ready(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if err := chromedp.Do(ctx, chromedp.Navigate(server.URL+"/p/p/entries")); err != nil {
		t.Fatal(err)
	}
	write("A heron came.")
	wait("what is new is shown", `document.querySelector("main").innerText.includes("A heron came.")`)
	wait("it is said politely", `document.querySelector("[data-live]").innerText.includes("This page has just changed")`)
	if err := chromedp.Do(ctx, chromedp.Navigate(server.URL+"/p/p/loops")); err != nil {
		t.Fatal(err)
	}
	if _, err := chromedp.Run(ctx, chromedp.Evaluate[bool](`document.querySelector("main a").focus(), true`)); err != nil {
		t.Fatal(err)
	}
	write("A fox came.")
	wait("who is in the middle of something is only told", `document.querySelector("[data-live] a") && !document.querySelector("main").innerText.includes("A fox came.")`)
	refused, err := chromedp.Run(ctx, chromedp.Evaluate[[]string](`window.refused`))
	if err != nil || len(refused) > 0 {
		t.Errorf("refused: %v (%v)", refused, err)
	}
}
