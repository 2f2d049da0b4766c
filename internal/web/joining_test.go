package web

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/desirelines/desirelines/domain"
)

func newAnswer() *httptest.ResponseRecorder { return httptest.NewRecorder() }

func newRequest(method, address string) *http.Request {
	return httptest.NewRequest(method, address, nil)
}

var printedCode = regexp.MustCompile(`<p class="code"[^>]*>([^<]+)</p>`)

// printed are the codes that a page shows.
func printed(t *testing.T, w *httptest.ResponseRecorder) (codes []string) {
	t.Helper()
	for _, m := range printedCode.FindAllStringSubmatch(w.Body.String(), -1) {
		codes = append(codes, m[1])
	}
	if w.Code != 200 || len(codes) == 0 {
		t.Fatalf("status %d, no code\n%s", w.Code, shorten(w.Body.String()))
	}
	return codes
}

// From a card to the first entry, by forms alone: a facilitator prints a card, somebody joins with it, makes six words, leaves, comes
// back with them and writes.
func TestJoiningByACard(t *testing.T) {
	g := aGroup(t)
	facilitator := g.joins(domain.RoleFacilitator, "Red")
	card := facilitator.send(http.MethodPost, "/p/p/people/card", url.Values{"role": {"member"}})
	codes := printed(t, card)
	if !strings.Contains(card.Body.String(), "<svg") || codes[0] != "http://localhost/join" {
		t.Errorf("the card shows %q", codes)
	}
	if strings.Contains(facilitator.send(http.MethodGet, "/p/p/people", nil).Body.String(), codes[1]) {
		t.Error("the code is shown a second time")
	}

	one := g.stranger()
	w := one.send(http.MethodPost, "/join", url.Values{"code": {codes[1] + "X"}, "name": {"Kestrel"}})
	if w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), `value="Kestrel"`) {
		t.Errorf("a wrong code: status %d; the name is asked for twice", w.Code)
	}
	w = one.send(http.MethodPost, "/join", url.Values{"code": {strings.ToLower(codes[1])}, "name": {"Kestrel"}})
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/p/p" {
		t.Fatalf("joining: status %d\n%s", w.Code, shorten(w.Body.String()))
	}
	one.cookies = w.Result().Cookies()
	words := printed(t, one.send(http.MethodPost, "/me/ways/words", nil))[0]
	one.send(http.MethodPost, "/leave", nil)
	w = one.send(http.MethodPost, "/sign-in", url.Values{"words": {strings.ToUpper(words)}, "to": {"/p/p/write"}})
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/p/p/write" {
		t.Fatalf("signing in: status %d to %q", w.Code, w.Header().Get("Location"))
	}
	one.cookies = w.Result().Cookies()
	w = one.send(http.MethodPost, "/p/p/write", url.Values{"command": {newID()}, "what": {"It rained."}})
	if w.Code != http.StatusSeeOther {
		t.Fatalf("writing: status %d", w.Code)
	}
	events := g.events("p")
	last, joined := events[len(events)-1], events[len(events)-2]
	b, is := joined.Body.(*domain.PersonJoined)
	if !is || b.Role != domain.RoleMember || last.Actor != b.Person || joined.Actor != b.Person {
		t.Errorf("%s by %q after %s by %q", last.Body.Kind(), last.Actor, joined.Body.Kind(), joined.Actor)
	}
	if name, _ := b.Name.Reveal(g.log.Opener()); name != "Kestrel" {
		t.Errorf("the name is %q", name)
	}
	if !strings.Contains(facilitator.send(http.MethodGet, "/p/p/people", nil).Body.String(), "Kestrel") {
		t.Error("the facilitator does not see who joined")
	}
	if w := g.stranger().send(http.MethodPost, "/join", url.Values{"code": {codes[1]}}); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("the card works twice: status %d", w.Code)
	}
}

// A card and a PIN are two things: neither opens anything alone, and the page never shows the PIN again.
func TestComingBackWithACardAndAPIN(t *testing.T) {
	g := aGroup(t)
	one := g.joins(domain.RoleMember, "")
	if w := one.send(http.MethodPost, "/me/ways/card", url.Values{"pin": {"123456"}}); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("a PIN that everybody tries: status %d", w.Code)
	}
	digits := printed(t, one.send(http.MethodPost, "/me/ways/card", url.Values{"pin": {"493817"}}))[0]
	w := g.stranger().send(http.MethodPost, "/sign-in", url.Values{"digits": {digits}, "pin": {"493818"}})
	if w.Code != http.StatusUnprocessableEntity || strings.Contains(w.Body.String(), "493818") || !strings.Contains(w.Body.String(), digits) {
		t.Errorf("a wrong PIN: status %d\n%s", w.Code, shorten(w.Body.String()))
	}
	if w := g.stranger().send(http.MethodPost, "/sign-in", url.Values{"digits": {digits}, "pin": {"493817"}}); w.Code != http.StatusSeeOther {
		t.Errorf("the right PIN: status %d", w.Code)
	}
}

// Whoever is signed in on a device is not taken for the one who holds a card, unless they say so.
func TestACardOnADeviceOfSomebodyElse(t *testing.T) {
	g := aGroup(t)
	facilitator := g.joins(domain.RoleFacilitator, "Red")
	code := func() string {
		return printed(t, facilitator.send(http.MethodPost, "/p/p/people/card", url.Values{"role": {"member"}}))[1]
	}
	first := code()
	if w := facilitator.send(http.MethodPost, "/join", url.Values{"code": {first}, "who": {whoMe}}); w.Code != http.StatusConflict {
		t.Errorf("who is here already joins again: status %d", w.Code)
	}
	w := facilitator.send(http.MethodPost, "/join", url.Values{"code": {first}})
	if w.Code != http.StatusSeeOther {
		t.Fatalf("the card was used up: status %d\n%s", w.Code, shorten(w.Body.String()))
	}
	other := &somebody{visit: g.visit, cookies: w.Result().Cookies()}
	if w := other.send(http.MethodGet, "/p/p/people", nil); w.Code != http.StatusForbidden {
		t.Errorf("the new member is a facilitator: status %d", w.Code)
	}
	if w := facilitator.send(http.MethodGet, "/p/p", nil); w.Code != http.StatusSeeOther {
		t.Errorf("the session before goes on: status %d", w.Code)
	}
}

// Two facilitators let somebody in again who has lost everything; one alone does not, and nobody is let in as staff this way.
func TestTwoFacilitatorsLetSomebodyInAgain(t *testing.T) {
	g := aGroup(t)
	red, blue, one := g.joins(domain.RoleFacilitator, "Red"), g.joins(domain.RoleFacilitator, "Blue"), g.joins(domain.RoleMember, "Grey")
	confirm := func(by *somebody, person string) *httptest.ResponseRecorder {
		return by.send(http.MethodPost, "/p/p/people/recover", url.Values{"person": {person}})
	}
	if w := confirm(red, one.id); w.Code != http.StatusForbidden {
		t.Errorf("somebody who holds the group together since today vouches for another: status %d", w.Code)
	}
	g.later = vouching
	w := confirm(red, one.id)
	if w.Code != 200 || printedCode.MatchString(w.Body.String()) || !strings.Contains(w.Body.String(), "You have confirmed") {
		t.Fatalf("one facilitator alone: status %d\n%s", w.Code, shorten(w.Body.String()))
	}
	if w := confirm(red, one.id); w.Code != http.StatusForbidden {
		t.Errorf("the same one twice: status %d", w.Code)
	}
	code := printed(t, confirm(blue, one.id))[1]
	if w := one.send(http.MethodGet, "/me", nil); w.Code != http.StatusSeeOther {
		t.Errorf("the session from before goes on: status %d", w.Code)
	}
	before := len(g.events("p"))
	w = g.stranger().send(http.MethodPost, "/join", url.Values{"code": {code}, "device": {"own"}})
	if w.Code != http.StatusSeeOther || len(g.events("p")) != before {
		t.Fatalf("coming back: status %d, %d events more", w.Code, len(g.events("p"))-before)
	}
	one.cookies = w.Result().Cookies()
	if page := one.send(http.MethodGet, "/me", nil).Body.String(); !strings.Contains(page, "you were let in again") || !strings.Contains(page, "Grey") {
		t.Error("the person is not told, or is somebody else")
	}
	if w := confirm(red, red.id); w.Code != http.StatusForbidden {
		t.Errorf("for themself: status %d", w.Code)
	}
	g.record(domain.Installation, "", nil, &domain.StaffAppointed{Person: one.id, Role: domain.StaffOperator})
	if w := confirm(red, one.id); w.Code != http.StatusForbidden {
		t.Errorf("for an operator: status %d", w.Code)
	}
	outside := g.works(domain.StaffEvaluator)
	if w := confirm(red, outside.id); w.Code != http.StatusNotFound {
		t.Errorf("for somebody of no group: status %d", w.Code)
	}
}

// What is written without a name has no writer anywhere, and its code is all that leads back to it.
func TestWritingWithoutAName(t *testing.T) {
	g := aGroup(t)
	one, other := g.joins(domain.RoleMember, "Blue"), g.joins(domain.RoleMember, "Green")
	signed := g.surprise(one, "By somebody")
	form := url.Values{"command": {newID()}, "what": {"The door was locked."}, "by": {byNobody}}
	code := printed(t, one.send(http.MethodPost, "/p/p/write", form))[0]
	events := g.events("p")
	last := events[len(events)-1]
	if last.Actor != "" || last.Body.Kind() != "outcome.recorded" {
		t.Errorf("%s was written by %q", last.Body.Kind(), last.Actor)
	}
	if page := other.gets("/p/p/entry/"+last.ID, http.StatusOK); !strings.Contains(page, "When we received it") || strings.Contains(page, "UTC") {
		t.Errorf("the minute is told:\n%s", page)
	}
	named := other.gets("/p/p/entry/"+signed, http.StatusOK)
	if !strings.Contains(named, "UTC") || !strings.Contains(other.gets("/p/p/replay", http.StatusOK), "Leave quickly") {
		t.Error("the minute of what has a writer is not told, or the replay has no way to leave")
	}
	if w := one.send(http.MethodPost, "/p/p/write", form); printedCode.MatchString(w.Body.String()) || len(g.events("p")) != len(events) {
		t.Error("sent again, it shows its code again or is written twice")
	}
	claim := func(more ...string) *httptest.ResponseRecorder {
		v := url.Values{"code": {code}, "entry": {last.ID}, "command": {newID()}}
		for i := 0; i < len(more); i += 2 {
			v.Set(more[i], more[i+1])
		}
		return g.stranger().send(http.MethodPost, "/claim", v)
	}
	if w := claim(); w.Code != 200 || !strings.Contains(w.Body.String(), "The door was locked.") {
		t.Fatalf("status %d\n%s", w.Code, shorten(w.Body.String()))
	}
	if w := claim("code", code+"X"); w.Code != http.StatusUnprocessableEntity || strings.Contains(w.Body.String(), "locked") {
		t.Errorf("a wrong code: status %d", w.Code)
	}
	if w := claim("do", "correct", "what-"+last.ID, "The door was stuck."); w.Code != 200 || !strings.Contains(w.Body.String(), "The door was stuck.") {
		t.Errorf("correcting: status %d\n%s", w.Code, shorten(w.Body.String()))
	}
	if w := claim("do", "share", "audience", domain.SharedFunders); w.Code != 200 || !strings.Contains(w.Body.String(), "It is shared") {
		t.Errorf("sharing: status %d\n%s", w.Code, shorten(w.Body.String()))
	}
	if w := other.send(http.MethodGet, "/p/p/entries", nil); !strings.Contains(w.Body.String(), "The door was stuck.") {
		t.Error("the group does not see it")
	}
	if w := claim("do", "back"); w.Code != 200 || !strings.Contains(w.Body.String(), "It is taken back") {
		t.Errorf("taking back: status %d\n%s", w.Code, shorten(w.Body.String()))
	}
	if w := other.send(http.MethodGet, "/p/p/entries", nil); strings.Contains(w.Body.String(), "The door was") {
		t.Error("the group still sees it")
	}
	for _, e := range g.events("p")[len(events)-1:] {
		if e.Actor != "" {
			t.Errorf("%s has the writer %q", e.Body.Kind(), e.Actor)
		}
	}
	g.clock = g.clock.Add(time.Minute) // a code is paced
	if w := claim("entry", g.surprise(g.stranger(), "Somebody else's, without a name."), "do", "back"); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("the code takes back what is not its own: status %d", w.Code)
	}
}

// What somebody sees of themself: their name, how they come back, where they are signed in; and they change it there.
func TestWhatSomebodyDoesAboutThemself(t *testing.T) {
	g := aGroup(t)
	one := g.joins(domain.RoleMember, "Blue")
	page := read(t, "/me", one.send(http.MethodGet, "/me", nil).Body)
	for _, fault := range checkPage(page) {
		t.Error(fault)
	}
	command, name := page.field("command").attr["value"], ""
	if f := page.field("name-" + command); f != nil {
		name = f.attr["value"]
	}
	if name != "Blue" {
		t.Errorf("the page knows them as %q", name)
	}
	form := url.Values{"project": {"p"}, "command": {command}, "name-" + command: {""}}
	if w := one.send(http.MethodPost, "/me/name", form); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("no name: status %d", w.Code)
	}
	form.Set("name-"+command, "Teal")
	if w := one.send(http.MethodPost, "/me/name", form); w.Code != http.StatusSeeOther {
		t.Errorf("a new name: status %d\n%s", w.Code, shorten(w.Body.String()))
	}
	if !strings.Contains(one.send(http.MethodGet, "/me", nil).Body.String(), `value="Teal"`) {
		t.Error("the new name is not shown")
	}

	words := printed(t, one.send(http.MethodPost, "/me/ways/words", nil))[0]
	ways, err := g.identity.Accounts.Ways(one.id)
	if err != nil || len(ways) != 1 {
		t.Fatalf("%v, %v", ways, err)
	}
	if w := one.send(http.MethodPost, "/me/ways/remove", url.Values{"way": {ways[0].ID}}); w.Code != http.StatusForbidden {
		t.Errorf("the last way to come back is taken away: status %d", w.Code)
	}
	one.send(http.MethodPost, "/me/ways/card", url.Values{"pin": {"493817"}})
	if w := one.send(http.MethodPost, "/me/ways/remove", url.Values{"way": {ways[0].ID}}); w.Code != http.StatusSeeOther {
		t.Errorf("taking a way away: status %d", w.Code)
	}
	if w := g.stranger().send(http.MethodPost, "/sign-in", url.Values{"words": {words}}); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("the words still open: status %d", w.Code)
	}

	lost := &somebody{visit: g.visit, id: one.id, cookies: g.signedIn(one.id)}
	list, err := g.identity.Sessions.List(one.id)
	if err != nil || len(list) != 2 {
		t.Fatalf("%v, %v", list, err)
	}
	stranger := g.joins(domain.RoleMember, "")
	for _, s := range list {
		if w := stranger.send(http.MethodPost, "/me/sessions/end", url.Values{"session": {s.ID}}); w.Code != http.StatusNotFound {
			t.Errorf("somebody else ends a session: status %d", w.Code)
		}
	}
	one.send(http.MethodPost, "/me/sessions/end", nil)
	if w := lost.send(http.MethodGet, "/me", nil); w.Code != http.StatusSeeOther {
		t.Errorf("a session goes on: status %d", w.Code)
	}
}

// After signing in nobody is led to another site, nor to what a question says.
func TestSigningInLeadsBackToAPath(t *testing.T) {
	for to, want := range map[string]string{
		"": "/", "/p/p/aims": "/p/p/aims", "/p/a%2Fb": "/p/a%2Fb", "/p/p?words=heron#x": "/p/p", "//evil.example": "/", "https://evil.example/": "/",
		`/\evil.example`: "/", `\\evil.example`: "/", "javascript:alert(1)": "/", "/\tevil": "/", "p/p": "/", "/%zz": "/",
	} {
		if got := backTo(to); got != want {
			t.Errorf("%q leads to %q, want %q", to, got, want)
		}
	}
	g := aGroup(t)
	w := g.stranger().send(http.MethodGet, "/p/p/find?words=heron", nil)
	if got := w.Header().Get("Location"); got != "/sign-in?to=%2Fp%2Fp%2Ffind" {
		t.Errorf("a stranger is led to %q", got)
	}
}

// Nobody's place in the group changes by one tap: what follows is said first, and more of it for the last two who hold the group together.
func TestWhatFollowsIsSaidBeforeSomebodyGoes(t *testing.T) {
	g := aGroup(t)
	kim := g.joins(domain.RoleFacilitator, "Kim")
	g.joins(domain.RoleFacilitator, "Lou")
	g.joins(domain.RoleMember, "Rosa")
	count := func(last int) {
		t.Helper()
		page := kim.gets("/p/p/people", http.StatusOK)
		if got := strings.Count(page, "They can no longer read or write here. They can be let in again."); got != strings.Count(page, `value="leave"`) || got == 0 {
			t.Errorf("%d of %d buttons say what follows", got, strings.Count(page, `value="leave"`))
		}
		if got := strings.Count(page, "Nobody could let people in again after this."); got != last {
			t.Errorf("it is said %d times that nobody could let people in again, not %d", got, last)
		}
	}
	count(6) // two people, each with three buttons
	g.joins(domain.RoleFacilitator, "Mo")
	count(0)
}
