package web

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/identity"
)

// clocked is a group with a clock that goes on when it is told to.
type clocked struct {
	*group
	now    time.Time
	before func(domain.Command) // called before a page records something; nil: nothing happens
}

// Record implements Recorder.
func (c *clocked) Record(ctx context.Context, command domain.Command) (Receipt, error) {
	if c.before != nil {
		c.before(command)
	}
	return recorder{c.log}.Record(ctx, command)
}

// withClock is aGroup with identities that follow a clock; two words may be tried at once, then one a minute.
func withClock(t *testing.T) *clocked {
	t.Helper()
	c := &clocked{group: aGroup(t), now: today()}
	clock := func() time.Time { return c.now }
	var err error
	c.identity, err = identity.Open(identity.Options{
		Dir: filepath.Join(t.TempDir(), "identity"), PublicURL: "http://localhost", Now: clock,
		Staff:  func(string) (bool, error) { return false, nil },
		Limits: identity.Limits{Account: identity.Rate{Every: time.Minute, Burst: 3}, Wait: 1},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.identity.Close() })
	c.handler, err = Site{
		Views: c.views, Source: c.log, Recorder: c, Opener: c.log.Opener(), Charts: engine(), Identity: c.identity,
		Now: clock, NewID: newID, Logger: slog.New(slog.NewTextHandler(c.said, nil)),
	}.Handler()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// newest is the number of the newest entry of a project.
func (g *group) newest(project string) uint64 { return uint64(len(g.events(project))) }

// release says that an audience was told a project as it stands, and returns the id of the release.
func (g *group) release(project, audience string) string {
	g.t.Helper()
	return g.record(project, "", nil, &domain.AudienceTold{Audience: audience, Report: "comparison", Position: g.newest(project)})
}

// link makes a share link by its form and returns the path that it leads to.
func (g *group) link(who *somebody, project string, form url.Values) string {
	g.t.Helper()
	w := who.posts("/p/"+project+"/links", http.StatusOK, form)
	for _, e := range read(g.t, "links", strings.NewReader(w.Body.String())).all("code") {
		if path, is := strings.CutPrefix(e.text, "http://localhost"); is {
			return path
		}
	}
	g.t.Fatalf("no link was made:\n%s", shorten(w.Body.String()))
	return ""
}

// aTold is a group with a facilitator and a member, whose words one release shows to funders.
func aTold(t *testing.T) (g *clocked, facilitator, member *somebody, release string) {
	g = withClock(t)
	facilitator, member = g.joins(domain.RoleFacilitator, "Ada"), g.joins(domain.RoleMember, "Ben")
	g.record("p", "", nil, &domain.AimAgreed{Aim: "eat", Statement: "We eat together"}, &domain.MeasureAdded{Aim: "eat", Measure: "meals", Definition: domain.Definition{
		Name: "Meals", MeasureKind: domain.Increase, Mode: domain.PerPeriod, Unit: "meals"}})
	g.surprise(member, "The neighbours sang for us.", "group", "funders")
	g.surprise(member, "We argued about the stove.")
	return g, facilitator, member, g.release("p", "funders")
}

func linkForm(release string, more ...string) url.Values {
	form := url.Values{"release": {release}, "days": {"30"}}
	for i := 0; i+1 < len(more); i += 2 {
		form.Set(more[i], more[i+1])
	}
	return form
}

// Whoever has a link reads the report that it shows and everything that belongs to it, and nothing else; every address on it stays within.
func TestAShareLinkShowsOneReport(t *testing.T) {
	g, facilitator, member, release := aTold(t)
	path := g.link(facilitator, "p", linkForm(release))
	reader := g.stranger()
	after := g.surprise(member, "Written after you were told.", "group", "funders")
	var pages []string
	for todo := []string{path}; len(todo) > 0; todo = todo[1:] {
		address := todo[0]
		if slices.Contains(pages, address) {
			continue
		}
		pages = append(pages, address)
		w := reader.send(http.MethodGet, address, nil)
		body := w.Body.String()
		if w.Code != http.StatusOK {
			t.Fatalf("GET %s: status %d", address, w.Code)
		}
		for _, hidden := range []string{"stove", "Written after", after, "/p/p", "Ada", "Ben"} {
			if strings.Contains(body, hidden) {
				t.Errorf("%s says %q", address, hidden)
			}
		}
		if w.Header().Get("X-Robots-Tag") == "" || w.Header().Get("Cache-Control") != "no-store" || len(w.Result().Cookies()) > 0 {
			t.Errorf("%s may be found, kept or followed: %v", address, w.Header())
		}
		if !strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") || w.Header().Get("Content-Disposition") != "" {
			continue
		}
		page := read(t, address, strings.NewReader(body))
		for _, fault := range checkPage(page) {
			t.Errorf("%s: %s", address, fault)
		}
		for _, e := range page {
			to := e.attr["href"] + e.attr["action"]
			switch {
			case to == "" || strings.HasPrefix(to, "#") || strings.HasPrefix(to, "/assets/") || to == "/language":
			case !strings.HasPrefix(to, path):
				t.Errorf("%s leads out to %s", address, to)
			default:
				to, _, _ = strings.Cut(to, "#")
				todo = append(todo, to)
			}
		}
	}
	if front := reader.gets(path, http.StatusOK); !strings.Contains(front, "The neighbours sang for us.") || !strings.Contains(front, "This was told to the funders") {
		t.Errorf("the report does not say what was told:\n%s", shorten(front))
	}
	for _, want := range []string{path + "/aims", path + "/journey.csv", path + "/file/report.html", path + "/file/report.csv", path + "/file/report.json"} {
		if !slices.Contains(pages, want) {
			t.Errorf("%s is not offered among %v", want, pages)
		}
	}
	for _, outside := range []string{"/entries", "/entry/4", "/find?words=stove", "/replay", "/nothing", "/for/group", "/file/other.html", "/aims?audience=group"} {
		if body := reader.send(http.MethodGet, path+outside, nil).Body.String(); strings.Contains(body, "stove") {
			t.Errorf("%s shows what is not for funders", outside)
		}
	}
	if strings.Contains(g.said.String(), strings.TrimPrefix(path, "/s/")) {
		t.Error("the log of the server holds the token of a link")
	}
}

// Consent counts at every look: what is taken back is gone from the next one on, and the page says that something is.
func TestAShareLinkForgetsWhatIsTakenBack(t *testing.T) {
	g, facilitator, member, release := aTold(t)
	words := ""
	path := g.link(facilitator, "p", linkForm(release))
	if body := g.stranger().gets(path, http.StatusOK); !strings.Contains(body, "sang") || strings.Contains(body, "taken back") {
		t.Fatalf("nothing was taken back yet:\n%s", shorten(body))
	}
	for _, e := range g.events("p") {
		if _, is := e.Body.(*domain.SurpriseNoticed); is {
			words = e.ID
			break
		}
	}
	g.record("p", member.id, nil, &domain.ConsentWithdrawn{Person: member.id, Items: []string{words}, Audience: "funders"})
	for _, address := range []string{path, path + "/journey", path + "/journey.json", path + "/file/report.md"} {
		if body := g.stranger().gets(address, http.StatusOK); strings.Contains(body, "sang") {
			t.Errorf("%s still shows what was taken back", address)
		}
	}
	if body := g.stranger().gets(path, http.StatusOK); !strings.Contains(body, "Something was taken back since") {
		t.Errorf("the report does not say that something was taken back:\n%s", shorten(body))
	}
}

// What opens nothing is answered with one same page, whatever the reason is.
func TestLinksThatOpenNothing(t *testing.T) {
	g, facilitator, member, release := aTold(t)
	open := g.link(facilitator, "p", linkForm(release))
	short := g.link(facilitator, "p", linkForm(release, "days", "2"))
	twice := g.link(facilitator, "p", linkForm(release, "views", "2"))
	g.now = g.now.Add(time.Second) // it is the first of the list
	revoked := g.link(facilitator, "p", linkForm(release))
	plain := g.stranger().gets("/s/nothing", http.StatusNotFound)
	closed := func(why, path string) {
		t.Helper()
		for _, page := range []string{"", "/aims", "/aims.csv", "/chart/aims.svg", "/file/report.html"} {
			if body := g.stranger().gets(path+page, http.StatusNotFound); body != plain {
				t.Errorf("%s: %s is told apart from a link that never was:\n%s", why, page, shorten(body))
			}
		}
	}
	for _, who := range []*somebody{facilitator, member} { // being signed in opens no link
		if body := who.gets("/s/nothing", http.StatusNotFound); body != plain {
			t.Error("who is signed in gets another page for a link that is not there")
		}
	}
	closed("unknown", "/s/"+strings.Repeat("A", 43))

	list, _ := g.identity.Links.List("p")
	facilitator.posts("/p/p/links/revoke", http.StatusSeeOther, url.Values{"link": {list[0].ID}})
	closed("revoked", revoked)

	for range 2 {
		g.stranger().gets(twice, http.StatusOK)
	}
	g.stranger().gets(twice, http.StatusNotFound)
	g.stranger().gets(twice+"/aims", http.StatusOK) // of the view that was counted last
	g.now = g.now.Add(time.Hour)
	closed("seen often enough", twice)

	g.stranger().gets(short, http.StatusOK)
	g.now = g.now.Add(48 * time.Hour)
	closed("over", short)
	g.stranger().gets(open, http.StatusOK)

	body := g.gets2(facilitator)
	for _, want := range []string{"Opened 2 times of 2, last on 31 July 2026 at 12:00 UTC.", "Ended on 31 July 2026.", "Opened once, last on 2 August 2026", "It opened until 2 August 2026."} {
		if !strings.Contains(body, want) {
			t.Errorf("the list of links does not say %q:\n%s", want, body)
		}
	}
	if strings.Contains(body, strings.TrimPrefix(open, "/s/")) {
		t.Error("the list of links shows what opens one")
	}
}

// gets2 is the text of the list of links for somebody whose session is over.
func (c *clocked) gets2(who *somebody) string {
	c.t.Helper()
	again := c.joins(domain.RoleFacilitator, "Cleo")
	return read(c.t, "links", strings.NewReader(again.gets("/p/p/links", http.StatusOK))).text()
}

// A link shows one release of one audience of one project, whatever the form says.
func TestALinkIsForWhatWasTold(t *testing.T) {
	g, facilitator, member, release := aTold(t)
	g.record("q", "", nil, &domain.ProjectStarted{Name: "The other kitchen"})
	other := g.release("q", "funders")
	for name, form := range map[string]url.Values{
		"a release of another project": linkForm(other), "no release": linkForm(""), "an entry that is none": linkForm(g.events("p")[0].ID),
		"too long": linkForm(release, "days", "400"), "no days": linkForm(release, "days", "-1"), "no views": linkForm(release, "views", "0"),
		"a short phrase": linkForm(release, "passphrase", "short"),
	} {
		if w := facilitator.posts("/p/p/links", http.StatusUnprocessableEntity, form); strings.Contains(w.Body.String(), "http://localhost/s/") {
			t.Errorf("%s: a link was made", name)
		}
	}
	for _, address := range []string{"/p/p/links", "/p/p/exports", "/p/p/exports.json"} {
		member.gets(address, http.StatusForbidden)
		facilitator.gets(address, http.StatusOK)
	}
	facilitator.gets("/p/q/links", http.StatusNotFound)
	// Somebody who knows the id of a link of p does not end it from another project.
	g.link(facilitator, "p", linkForm(release))
	list, err := g.identity.Links.List("p")
	if err != nil || len(list) != 1 {
		t.Fatal(list, err)
	}
	if err := g.identity.Links.Revoke("q", list[0].ID); domain.KindOf(err) != domain.NotFound {
		t.Errorf("another project ends the link: %v", err)
	}
	// A link to what was never told to its audience opens nothing, should it ever come to be.
	token, _, err := g.identity.Links.Make(t.Context(), identity.LinkSpec{Release: release, Audience: "public", Project: "p"})
	if err != nil {
		t.Fatal(err)
	}
	g.stranger().gets("/s/"+token, http.StatusNotFound)
	if token, _, err = g.identity.Links.Make(t.Context(), identity.LinkSpec{Release: release, Audience: "group", Project: "p"}); err != nil {
		t.Fatal(err)
	}
	g.stranger().gets("/s/"+token, http.StatusNotFound)
	if token, _, err = g.identity.Links.Make(t.Context(), identity.LinkSpec{Release: release, Audience: "funders", Project: "q"}); err != nil {
		t.Fatal(err)
	}
	g.stranger().gets("/s/"+token, http.StatusNotFound)
}

// A secret phrase is asked for first; who does not know it is slowed, and nobody is locked out.
func TestALinkWithASecretPhrase(t *testing.T) {
	g, facilitator, _, release := aTold(t)
	path := g.link(facilitator, "p", linkForm(release, "passphrase", "the blue heron"))
	reader := g.stranger()
	if body := reader.gets(path, http.StatusOK); strings.Contains(body, "sang") || !strings.Contains(body, `type="password"`) {
		t.Fatalf("the phrase is not asked for:\n%s", shorten(body))
	}
	reader.gets(path+"/aims", http.StatusNotFound)
	for range 3 {
		if body := reader.posts(path, http.StatusUnprocessableEntity, url.Values{"passphrase": {"the red heron"}}).Body.String(); strings.Contains(body, "the red heron") {
			t.Error("the page gives the phrase back that was tried")
		}
	}
	slowed := reader.posts(path, http.StatusTooManyRequests, url.Values{"passphrase": {"the blue heron"}})
	if slowed.Header().Get("Retry-After") == "" {
		t.Error("nobody says how long to wait")
	}
	g.now = g.now.Add(2 * time.Minute)
	w := reader.posts(path, http.StatusSeeOther, url.Values{"passphrase": {" the blue heron "}})
	reader.cookies = w.Result().Cookies()
	if c := reader.cookies[0]; !c.HttpOnly || c.Path != path || c.SameSite != http.SameSiteLaxMode {
		t.Errorf("cookie %+v", c)
	}
	if body := reader.gets(path, http.StatusOK); !strings.Contains(body, "sang") {
		t.Error("the phrase does not open the link")
	}
	reader.gets(path+"/aims", http.StatusOK)
	other := g.link(facilitator, "p", linkForm(release, "passphrase", "the blue heron"))
	reader.gets(other+"/aims", http.StatusNotFound) // the same phrase of another link
	g.now = g.now.Add(31 * time.Minute)
	reader.gets(path+"/aims", http.StatusNotFound)
	forged := g.stranger()
	forged.cookies = []*http.Cookie{{Name: passCookie, Value: "99999999999.00"}}
	forged.gets(path+"/aims", http.StatusNotFound)
}

// A form for a link from another site is refused, and every method but those of its pages.
func TestLinksKnowTheirMethods(t *testing.T) {
	g, facilitator, _, release := aTold(t)
	path := g.link(facilitator, "p", linkForm(release, "passphrase", "the blue heron"))
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader("passphrase=the+blue+heron"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	if w := g.do(r); w.Code != http.StatusForbidden {
		t.Errorf("a form from another site: status %d", w.Code)
	}
	if w := g.do(httptest.NewRequest(http.MethodDelete, path, nil)); w.Code != http.StatusMethodNotAllowed {
		t.Errorf("DELETE: status %d", w.Code)
	}
}
