package web

import (
	"flag"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"text/tabwriter"
	"time"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/identity"
)

var update = flag.Bool("update", false, "write the table of who may open what anew")

// everybody are people of every sort, by what they are to the project p.
func everybody(g *group) (names []string, who map[string]*somebody) {
	g.record("q", "", nil, &domain.ProjectStarted{Name: "The other group"})
	g.later = vouching
	who = map[string]*somebody{
		"stranger": g.stranger(), "member": g.joins(domain.RoleMember, "Blue"), "facilitator": g.joins(domain.RoleFacilitator, "Red"),
		"evaluator": g.works(domain.StaffEvaluator), "funder": g.works(domain.StaffFunder, "p"), "other funder": g.works(domain.StaffFunder, "q"),
		"decides": g.works(domain.StaffDecisionMaker, "p"), "operator": g.works(domain.StaffOperator),
	}
	card, err := g.identity.Cards.Issue("q", domain.RoleMember, "")
	if err != nil {
		g.t.Fatal(err)
	}
	other := g.comes(card.Code, "")
	for _, e := range g.events("q") {
		if joined, is := e.Body.(*domain.PersonJoined); is {
			other.id = joined.Person
		}
	}
	who["other member"] = other
	return []string{"stranger", "member", "facilitator", "other member", "evaluator", "funder", "other funder", "decides", "operator"}, who
}

// signedIn is a session without the pages.
func (g *group) signedIn(person string) []*http.Cookie {
	g.t.Helper()
	in := g.identity.Sessions.Handler(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		if err := g.identity.Sessions.SignIn(r.Context(), person, identity.OwnPhone); err != nil {
			g.t.Error(err)
		}
	}), func(_ http.ResponseWriter, _ *http.Request, err error) { g.t.Error(err) })
	w := newAnswer()
	in.ServeHTTP(w, newRequest(http.MethodGet, "/"))
	return w.Result().Cookies()
}

// TestWhoMayOpenWhat asks for every address as everybody. The table is made to be read: a number that changes is a decision.
func TestWhoMayOpenWhat(t *testing.T) {
	g := aGroup(t)
	names, who := everybody(g)
	entry := g.surprise(who["member"], "It rained.")
	var table strings.Builder
	columns := tabwriter.NewWriter(&table, 0, 0, 2, ' ', 0)
	fmt.Fprintf(columns, "\t%s\n", strings.Join(names, "\t"))
	var routes []string
	for _, pattern := range patterns(t) {
		method, address, _ := strings.Cut(pattern, " ")
		if strings.HasPrefix(address, "/assets/") || address == "/leave" {
			continue
		}
		routes = append(routes, method+" "+strings.NewReplacer("{project}", "p", "{entry}", entry, "{$}", "").Replace(address))
	}
	routes = append(routes, "GET /p/none", "GET /p/p/for/group", "GET /p/p/for/funders", "GET /p/p/aims?audience=group", "GET /p/p/aims?at=1")
	for _, route := range routes {
		method, address, _ := strings.Cut(route, " ")
		address = segment.ReplaceAllStringFunc(address, func(name string) string {
			if known := map[string]string{"{audience}": "public", "{section}": "aims", "{page}": "groups"}[name]; known != "" {
				return known
			}
			return "nothing"
		})
		fmt.Fprint(columns, strings.ReplaceAll(route, entry, "ENTRY"))
		for _, name := range names {
			w := who[name].send(method, address, url.Values{})
			says := fmt.Sprint(w.Code)
			if to := w.Header().Get("Location"); strings.HasPrefix(to, "/sign-in") {
				says = "sign in"
			}
			fmt.Fprint(columns, "\t", says)
			if slices.Contains([]string{"/me/sessions/end", "/sign-in"}, address) {
				who[name].cookies = g.signedInUnlessStranger(who[name])
			}
		}
		fmt.Fprintln(columns)
	}
	if err := columns.Flush(); err != nil {
		t.Fatal(err)
	}
	compareTable(t, "who.golden.txt", table.String())
}

var segment = regexp.MustCompile(`\{[a-z]+\}`)

func (g *group) signedInUnlessStranger(who *somebody) []*http.Cookie {
	if who.id == "" {
		return nil
	}
	return g.signedIn(who.id)
}

func compareTable(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	wanted, has := strings.Split(string(want), "\n"), strings.Split(got, "\n")
	for _, line := range has {
		if !slices.Contains(wanted, line) {
			t.Errorf("now: %s", line)
		}
	}
	for _, line := range wanted {
		if !slices.Contains(has, line) {
			t.Errorf("was: %s", line)
		}
	}
	if t.Failed() {
		t.Error("read the lines above; if they are right, run the test with -update")
	}
}

// Every form is refused to whoever may not send it, and nothing is written down.
func TestNobodySendsAFormThatIsNotTheirs(t *testing.T) {
	g := aGroup(t)
	_, who := everybody(g)
	card, err := g.identity.Cards.Issue("p", "member", "")
	if err != nil {
		t.Fatal(err)
	}
	forms := map[string]url.Values{
		"/p/p/write":           {"command": {newID()}, "what": {"It rained."}},
		"/projects":            {"command": {newID()}, "name": {"Mine"}},
		"/p/p/people/card":     {"role": {"facilitator"}},
		"/p/p/people/withdraw": {"card": {card.ID}},
		"/p/p/people/change":   {"person": {who["member"].id}, "do": {"facilitator"}, "command": {newID()}},
		"/p/p/people/recover":  {"person": {who["member"].id}},
		"/staff":               {"role": {"operator"}, "command": {newID()}},
		"/staff/dismiss":       {"person": {who["evaluator"].id}, "command": {newID()}},
		"/me/name":             {"project": {"p"}, "command": {"018f0000-0000-7000-8000-000000000001"}, "name-018f0000-0000-7000-8000-000000000001": {"Green"}},
		"/me/contact":          {"project": {"p"}, "command": {"018f0000-0000-7000-8000-000000000003"}, "email-018f0000-0000-7000-8000-000000000003": {"green@people.example"}},
	}
	may := map[string][]string{
		"/p/p/write": {"member", "facilitator", "operator"}, "/projects": {"operator"},
		"/p/p/people/card": {"facilitator", "operator"}, "/p/p/people/withdraw": {"facilitator", "operator"},
		"/p/p/people/change": {"facilitator", "operator"}, "/p/p/people/recover": {"facilitator", "operator"},
		"/staff": {"operator"}, "/staff/dismiss": {"operator"}, "/me/name": {"member", "facilitator"}, "/me/contact": {"member", "facilitator"},
	}
	before := len(g.events("p")) + len(g.events(domain.Installation))
	for address, form := range forms {
		for name, one := range who {
			if slices.Contains(may[address], name) {
				continue
			}
			if name == "operator" && (address == "/me/name" || address == "/me/contact") {
				continue // they reach the project, and have no name in it: Invalid
			}
			if w := one.send(http.MethodPost, address, form); w.Code != http.StatusForbidden && w.Code != http.StatusNotFound {
				t.Errorf("%s sends %s: status %d", name, address, w.Code)
			}
		}
	}
	if after := len(g.events("p")) + len(g.events(domain.Installation)); after != before {
		t.Errorf("%d events more", after-before)
	}
	if cards, err := g.identity.Cards.List("p"); err != nil || len(cards) != 1 {
		t.Errorf("the cards are %v (%v)", cards, err)
	}
}

// A project that somebody may not know of looks like one that is not there.
func TestWhatIsNotYoursIsNotThere(t *testing.T) {
	g := aGroup(t)
	_, who := everybody(g)
	for _, name := range []string{"other member", "other funder", "stranger"} {
		for _, page := range []string{"", "/aims", "/aims.json", "/write", "/for/group", "/for/public", "/people", "/replay", "/entry/1", "/chart/x.svg", "/journey.atom"} {
			theirs, none := who[name].send(http.MethodGet, "/p/p"+page, nil), who[name].send(http.MethodGet, "/p/x"+page, nil)
			same := func(body string) string {
				return strings.NewReplacer("<bdi>p</bdi>", "<bdi>x</bdi>", "%2Fp%2Fp", "%2Fp%2Fx").Replace(body)
			}
			if theirs.Code != none.Code || same(theirs.Body.String()) != none.Body.String() {
				t.Errorf("%s: /p/p%s is told apart from what is not there: %d and %d", name, page, theirs.Code, none.Code)
			}
			if strings.Contains(theirs.Body.String(), "kitchen") {
				t.Errorf("%s reads the name of the group on /p/p%s", name, page)
			}
		}
	}
}

// What somebody may do changes with the log, from the next request on.
func TestRolesCountAtOnce(t *testing.T) {
	g := aGroup(t)
	_, who := everybody(g)
	sees := func(name, address string, want int) {
		t.Helper()
		if w := who[name].send(http.MethodGet, address, nil); w.Code != want {
			t.Errorf("%s sees %s: status %d, want %d", name, address, w.Code, want)
		}
	}
	sees("member", "/p/p/people", 403)
	g.record("p", "", nil, &domain.PersonRoleGiven{Person: who["member"].id, Role: domain.RoleFacilitator})
	sees("member", "/p/p/people", 200)
	g.record("p", "", nil, &domain.PersonLeft{Person: who["member"].id})
	sees("member", "/p/p", 404)
	sees("operator", "/staff", 200)
	sees("evaluator", "/p/p/aims", 200)
	who["operator"].send(http.MethodPost, "/staff/dismiss", url.Values{"person": {who["evaluator"].id}, "command": {newID()}})
	sees("evaluator", "/p/p/aims", 303) // signed out
	who["evaluator"].cookies = g.signedIn(who["evaluator"].id)
	sees("evaluator", "/p/p/aims", 404)
}

// Two people never share a page: not what is their own, and not what only their role has.
func TestKeptPagesAreNotShared(t *testing.T) {
	g := aGroup(t)
	_, who := everybody(g)
	second := g.joins(domain.RoleMember, "Green")
	g.surprise(who["member"], "Only Blue knows of the heron.", domain.SharedOnlyMe)
	for range 2 { // once to write the page, once to find it kept
		if w := who["member"].send(http.MethodGet, "/p/p/entries", nil); !strings.Contains(w.Body.String(), "heron") {
			t.Fatal("the writer does not see their own entry")
		}
	}
	for name, one := range map[string]*somebody{"another member": second, "a facilitator": who["facilitator"], "an operator": who["operator"], "an evaluator": who["evaluator"]} {
		if w := one.send(http.MethodGet, "/p/p/entries", nil); w.Code != 200 || strings.Contains(w.Body.String(), "heron") {
			t.Errorf("%s is shown a page that was written for another (status %d)", name, w.Code)
		}
	}
	if w := who["facilitator"].send(http.MethodGet, "/p/p", nil); !strings.Contains(w.Body.String(), "/p/p/people") {
		t.Error("a facilitator finds no way to the people")
	}
	if w := second.send(http.MethodGet, "/p/p", nil); strings.Contains(w.Body.String(), "/p/p/people") {
		t.Error("a member is shown the page of a facilitator")
	}
}

// A session that nobody opened opens nothing, and signing in gives a new one.
func TestNobodyChoosesASession(t *testing.T) {
	g := aGroup(t)
	member := g.joins(domain.RoleMember, "")
	words, err := g.identity.Words.Offer(t.Context(), member.id)
	if err != nil {
		t.Fatal(err)
	}
	planted := &http.Cookie{Name: "desirelines", Value: strings.Repeat("A", 43)}
	victim := &somebody{visit: g.visit, cookies: []*http.Cookie{planted}}
	w := victim.send(http.MethodPost, "/sign-in", url.Values{"words": {words}})
	if w.Code != http.StatusSeeOther {
		t.Fatalf("signing in: status %d", w.Code)
	}
	given := w.Result().Cookies()
	if len(given) != 1 || given[0].Value == planted.Value || !given[0].HttpOnly || given[0].SameSite != http.SameSiteLaxMode {
		t.Errorf("the session is %v", given)
	}
	if w := victim.send(http.MethodGet, "/me", nil); w.Code != http.StatusSeeOther {
		t.Errorf("the planted session is signed in: status %d", w.Code)
	}
	// Signing in again ends the session before.
	first := &somebody{visit: g.visit, cookies: given}
	if w := first.send(http.MethodPost, "/sign-in", url.Values{"words": {words}}); w.Code != http.StatusSeeOther {
		t.Fatalf("signing in again: status %d", w.Code)
	}
	if w := first.send(http.MethodGet, "/me", nil); w.Code != http.StatusSeeOther {
		t.Errorf("the session before is still signed in: status %d", w.Code)
	}
}

// On a device of many a session ends after a quarter of an hour; on one's own it lasts half a day; nobody's lasts longer.
func TestSessionsEnd(t *testing.T) {
	g := aGroup(t)
	member := g.joins(domain.RoleMember, "")
	words, err := g.identity.Words.Offer(t.Context(), member.id)
	if err != nil {
		t.Fatal(err)
	}
	w := g.stranger().send(http.MethodPost, "/sign-in", url.Values{"words": {words}})
	shared := &somebody{visit: g.visit, cookies: w.Result().Cookies()}
	sees := func(one *somebody, want int) {
		t.Helper()
		if w := one.send(http.MethodGet, "/p/p", nil); w.Code != want {
			t.Errorf("status %d, want %d", w.Code, want)
		}
	}
	sees(shared, 200)
	g.clock = g.clock.Add(14 * time.Minute)
	sees(shared, 200)
	g.clock = g.clock.Add(14 * time.Minute)
	sees(shared, 200)
	g.clock = g.clock.Add(16 * time.Minute)
	sees(shared, 303)
	sees(member, 200)
	for range 11 {
		g.clock = g.clock.Add(time.Hour)
		member.send(http.MethodGet, "/p/p", nil)
	}
	sees(member, 200)
	g.clock = g.clock.Add(time.Hour)
	sees(member, 303)
	// What was written meanwhile is not lost: the page says to go back to it.
	w = member.send(http.MethodPost, "/p/p/write", url.Values{"command": {newID()}, "what": {"It rained."}})
	if w.Code != http.StatusForbidden || !strings.Contains(w.Body.String(), "Go back in your browser") && !strings.Contains(w.Body.String(), "go back here to what you wrote") {
		t.Errorf("status %d: %s", w.Code, shorten(w.Body.String()))
	}
}

// Leaving quickly ends the session, empties the browser and leads to a page that says nothing.
func TestLeaveQuickly(t *testing.T) {
	g := aGroup(t)
	member := g.joins(domain.RoleMember, "Blue")
	page := read(t, "/p/p", member.send(http.MethodGet, "/p/p", nil).Body)
	var button bool
	for _, f := range page.all("form") {
		button = button || f.attr["action"] == "/leave" && f.attr["method"] == "post"
	}
	if title := page.all("title")[0].text; !button || strings.Contains(title, "kitchen") {
		t.Errorf("there is a button: %v; the title is %q", button, title)
	}
	w := member.send(http.MethodPost, "/leave", nil)
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/left" || w.Header().Get("Clear-Site-Data") != `"cache", "cookies"` {
		t.Errorf("status %d, %v", w.Code, w.Header())
	}
	if w := member.send(http.MethodGet, "/p/p", nil); w.Code != http.StatusSeeOther {
		t.Errorf("the session goes on: status %d", w.Code)
	}
	left := g.stranger().send(http.MethodGet, "/left", nil).Body.String()
	for _, word := range []string{"Desire", "kitchen", "href=\"/\""} {
		if strings.Contains(left, word) {
			t.Errorf("the page after leaving says %q", word)
		}
	}
}
