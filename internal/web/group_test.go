package web

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/identity"
	"github.com/desirelines/desirelines/internal/keys"
	"github.com/desirelines/desirelines/projections"
	"github.com/desirelines/desirelines/streams"
	"github.com/desirelines/desirelines/streams/streamstest"
)

// group is a site where people sign in, with one project, "p"; what is written there is sealed.
type group struct {
	*visit
	identity *identity.Identity
	clock    time.Time     // of sessions and secrets
	later    time.Duration // how long ago what was recorded is for the pages
	runs     *running      // as its operator sees it
}

// somebody is a person with a browser in which they are signed in; without a cookie it is a stranger's.
type somebody struct {
	*visit
	id      string
	cookies []*http.Cookie
}

func aGroup(t *testing.T) *group { return aGroupWith(t, nil) }

func aGroupWith(t *testing.T, kept Readings) *group { return aGroupAt(t, "http://localhost", kept) }

// aGroupAt is a group whose site people come to by an address.
func aGroupAt(t *testing.T, url string, kept Readings) *group {
	t.Helper()
	g := &group{visit: newVisit(t), clock: today()}
	ring := keys.At(t.TempDir(), keys.Options{})
	g.store = streamstest.NewMemory()
	if _, err := ring.Attach(g.store.ID(), ""); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ring.Close() })
	g.log = streams.New(g.store, streams.Options{Now: today, Keys: ring})
	memory := projections.NewMemory()
	runner, err := projections.NewRunner(t.Context(), memory, projections.All(), streams.DecodePage, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	g.views = &views{Memory: memory, runner: runner, log: g.log}
	g.runs = &running{log: g.log, runner: runner}
	g.identity, err = identity.Open(identity.Options{
		Dir: filepath.Join(t.TempDir(), "identity"), PublicURL: url, Now: func() time.Time { return g.clock },
		Staff: StaffIn(g.views),
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = g.identity.Close() })
	g.handler, err = Site{
		Views: g.views, Source: g.log, Recorder: recorder{g.log}, Opener: g.log.Opener(), Charts: engine(), Identity: g.identity, Readings: kept, Mails: true, Runs: g.runs,
		Now: func() time.Time { return today().Add(g.later) }, NewID: newID, Logger: slog.New(slog.NewTextHandler(g.said, nil)),
	}.Handler()
	if err != nil {
		t.Fatal(err)
	}
	g.record("p", "", nil, &domain.ProjectStarted{Name: "The kitchen", Zone: "Europe/London"})
	return g
}

// record says something in a project and returns the id of its entry.
func (g *group) record(project, actor string, sharing []string, bodies ...domain.Body) string {
	g.t.Helper()
	c := domain.Command{ID: newID(), Project: project, Actor: actor}
	for _, b := range bodies {
		c.Drafts = append(c.Drafts, domain.Draft{Body: b, Sharing: sharing})
	}
	if _, err := g.log.Do(g.t.Context(), c); err != nil {
		g.t.Fatal(err)
	}
	if err := g.views.Ready(g.t.Context()); err != nil {
		g.t.Fatal(err)
	}
	return c.ID
}

// surprise is an entry that a person writes.
func (g *group) surprise(who *somebody, text string, sharing ...string) string {
	g.t.Helper()
	return g.record("p", who.id, sharing, &domain.SurpriseNoticed{What: domain.Write(text)})
}

// joins is a person who came with a card.
func (g *group) joins(role, name string) *somebody {
	g.t.Helper()
	card, err := g.identity.Cards.Issue("p", role, "")
	if err != nil {
		g.t.Fatal(err)
	}
	return g.comes(card.Code, name)
}

// works is somebody who was appointed in the installation, for these projects; none: for all.
func (g *group) works(role string, projects ...string) *somebody {
	g.t.Helper()
	person := uuid.NewString()
	g.record(domain.Installation, "", nil, &domain.StaffAppointed{Person: person, Role: role, Projects: projects})
	card, err := g.identity.Cards.Appoint(person, role, "")
	if err != nil {
		g.t.Fatal(err)
	}
	return g.comes(card.Code, "")
}

// comes uses a card.
func (g *group) comes(code, name string) *somebody {
	g.t.Helper()
	who := g.stranger()
	w := who.send(http.MethodPost, "/join", url.Values{"code": {code}, "name": {name}, "device": {"own"}})
	if w.Code != http.StatusSeeOther {
		g.t.Fatalf("joining: status %d\n%s", w.Code, shorten(w.Body.String()))
	}
	who.cookies = w.Result().Cookies()
	people := map[string]bool{}
	for _, project := range []string{"p", domain.Installation} {
		for _, e := range g.events(project) {
			switch b := e.Body.(type) {
			case *domain.PersonJoined:
				people[b.Person], who.id = true, b.Person
			case *domain.StaffAppointed:
				if name == "" {
					who.id = b.Person
				}
			}
		}
	}
	return who
}

func (g *group) stranger() *somebody { return &somebody{visit: g.visit} }

// send sends a request with the cookie of whoever sends it; a form is one of our own pages'.
func (s *somebody) send(method, address string, form url.Values) *httptest.ResponseRecorder {
	s.t.Helper()
	r := httptest.NewRequest(method, address, strings.NewReader(form.Encode()))
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	for _, c := range s.cookies {
		r.AddCookie(c)
	}
	return s.do(r)
}

// gets asks for a page and checks its status.
func (s *somebody) gets(address string, status int) string {
	s.t.Helper()
	w := s.send(http.MethodGet, address, nil)
	if w.Code != status {
		s.t.Fatalf("GET %s: status %d, want %d\n%s\n%s", address, w.Code, status, shorten(w.Body.String()), s.said)
	}
	if status == http.StatusOK && strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") {
		for _, fault := range checkPage(read(s.t, address, strings.NewReader(w.Body.String()))) {
			if !strings.Contains(fault, "<script>") {
				s.t.Errorf("GET %s: %s", address, fault)
			}
		}
	}
	return w.Body.String()
}

// posts sends a form and checks the status of the answer.
func (s *somebody) posts(address string, status int, form url.Values) *httptest.ResponseRecorder {
	s.t.Helper()
	w := s.send(http.MethodPost, address, form)
	if w.Code != status {
		s.t.Fatalf("POST %s: status %d, want %d\n%s\n%s", address, w.Code, status, shorten(w.Body.String()), s.said)
	}
	return w
}

// tells makes a release to an audience as the project stands now.
func (g *group) tells(audience string) {
	g.t.Helper()
	events := g.events("p")
	g.record("p", "", nil, &domain.AudienceTold{Audience: audience, Report: "for " + audience, Position: events[len(events)-1].Position})
}
