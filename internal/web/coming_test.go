package web

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/desirelines/desirelines/domain"
)

// From a code on paper to a saved entry, with a name and with six words to come back: what is filled in and what is tapped stays under ten,
// and whoever has no way to come back is told so until they have one.
func TestFewTapsFromATypedCodeToAnEntry(t *testing.T) {
	g := aGroup(t)
	card, err := g.identity.Cards.Issue("p", domain.RoleMember, "")
	if err != nil {
		t.Fatal(err)
	}
	one := g.stranger()
	one.gets("/join", http.StatusOK)
	w := one.posts("/join", http.StatusSeeOther, url.Values{"code": {card.Code}, "name": {"Kestrel"}})
	taps := 3 // the code, the name, the button
	one.cookies = w.Result().Cookies()
	home := w.Header().Get("Location")
	const says = "You cannot come back yet."
	if body := one.gets(home, http.StatusOK); home != "/p/p" || !strings.Contains(body, says) || !strings.Contains(body, `href="/me/ways"`) || !strings.Contains(body, `href="/p/p/write"`) {
		t.Fatalf("%s does not lead on", home)
	}
	saved := one.posts("/p/p/write", http.StatusSeeOther, url.Values{"command": {newID()}, "what": {"It rained."}}).Header().Get("Location")
	taps += 3 // the link, the box, the button
	if !strings.Contains(one.gets(saved, http.StatusOK), says) {
		t.Error("after the first entry it is not said")
	}
	if body := one.gets("/me/ways", http.StatusOK); !strings.Contains(body, "Without a way you cannot sign in again.") || !strings.Contains(body, `<a href="/p/p">Go on without a way to come back</a>`) {
		t.Error("going on without a way is not said for what it is")
	}
	words := one.posts("/me/ways/words", http.StatusOK, nil).Body.String()
	taps += 3 // the link, the button, going on
	if !strings.Contains(words, `<a class="button" href="/p/p">Go on</a>`) || strings.Contains(words, "Without a way") {
		t.Error("after the six words it does not go on to the project")
	}
	if taps >= 10 {
		t.Errorf("it takes %d taps", taps)
	}
	if strings.Contains(one.gets("/p/p", http.StatusOK), says) {
		t.Error("it is said to who can come back")
	}
}

// Who is of one project lands there after signing in; who is of two chooses.
func TestWhereSomebodyLands(t *testing.T) {
	g := aGroup(t)
	one := g.joins(domain.RoleMember, "Blue")
	words := printed(t, one.send(http.MethodPost, "/me/ways/words", nil))[0]
	lands := func(to string) string {
		return g.stranger().posts("/sign-in", http.StatusSeeOther, url.Values{"words": {words}, "to": {to}}).Header().Get("Location")
	}
	if got := lands("/"); got != "/p/p" {
		t.Errorf("they land on %s", got)
	}
	if got := lands("/p/p/aims"); got != "/p/p/aims" {
		t.Errorf("who was sent from a page lands on %s", got)
	}
	if got := one.send(http.MethodGet, "/sign-in", nil).Header().Get("Location"); got != "/p/p" {
		t.Errorf("who is signed in already lands on %s", got)
	}
	g.record("q", "", nil, &domain.ProjectStarted{Name: "The garden"})
	if got := lands("/"); got != "/p/p" {
		t.Errorf("a project that is not theirs counts: %s", got)
	}
	g.record("q", "", nil, &domain.PersonJoined{Person: one.id, Role: domain.RoleMember})
	if got := lands("/"); got != "/" {
		t.Errorf("of two projects they land on %s", got)
	}
}

// A tab says which page it is, and nothing of the project, of people, or of what anybody wrote.
func TestTitlesNameThePageAndNobodysWords(t *testing.T) {
	g := aGroup(t)
	red := g.joins(domain.RoleFacilitator, "Red")
	entry := g.surprise(red, "The heron flew off.")
	test := g.record("p", red.id, nil, &domain.TestStarted{What: domain.Write("Heron soup")})
	g.record("p", red.id, nil, &domain.AimAgreed{Aim: "soup", Statement: "Heron for all"})
	look := g.lookBackAt(red.id, &domain.LookBackPlanned{Due: dayOn("2024-01-01"), Keeper: red.id})
	tabs, seen := titles(), map[string]string{}
	for _, page := range []string{"", "/aims", "/tests", "/learning", "/journey", "/walls", "/entries", "/find?words=heron", "/replay", "/write", "/saved?entry=" + entry, "/loops", "/test",
		"/meeting", "/silence", "/entry/" + entry, "/entry/" + entry + "/correct", "/entry/" + entry + "/mend", "/entry/" + test + "/answer", "/for/funders", "/for/group",
		"/people", "/links", "/exports", "/agreed", "/audiences", "/recordings", "/going-out", "/look-backs", "/look-backs/" + look, "/words", "/edges", "/reminders", "/news", "/finish",
		"/judged", "/what_changed", "/judge?about=aim%3Dsoup", "/entry/" + entry + "/outside",
		"/paper", "/phone", "/between?at=1&and=2", "/nowhere"} {
		w := red.send(http.MethodGet, "/p/p"+page, nil)
		_, rest, _ := strings.Cut(w.Body.String(), "<title>")
		title, _, _ := strings.Cut(rest, "</title>")
		says, is := strings.CutSuffix(title, " – Desire Lines")
		if w.Code != http.StatusOK && page != "/nowhere" {
			t.Errorf("%s: status %d", page, w.Code)
			continue
		}
		if low := strings.ToLower(title); !is || says == "" || says == "Page" || strings.Contains(low, "kitchen") || strings.Contains(low, "heron") || strings.Contains(low, "red") {
			t.Errorf("%s has the title %q", page, title)
		}
		if before, taken := seen[title]; taken && !slices.Contains([]string{"A report – Desire Lines", "Did it last? – Desire Lines"}, title) {
			t.Errorf("%s and %s have the same title, %q", before, page, title)
		}
		seen[title] = page
	}
	w := red.posts("/p/p/write", http.StatusUnprocessableEntity, url.Values{"command": {newID()}})
	if !strings.Contains(w.Body.String(), "<title>Error: Write – Desire Lines</title>") {
		t.Error("a form with something wrong does not say so in its title")
	}
	pages, err := parsePages()
	if err != nil {
		t.Fatal(err)
	}
	for name := range tabs {
		if pages[name] == nil {
			t.Errorf("there is no template %s, which has a title", name)
		}
	}
}

// The language that a browser asks for is offered, in that language, until its reader chose one; no page changes by itself.
func TestTheLanguageThatABrowserAsksForIsOffered(t *testing.T) {
	v := newVisit(t)
	start(t, v, "p", "P")
	for asks, want := range map[string]string{
		"": "", "en": "", "de,fr;q=0.9": "", "pl": "pl", "pl-PL,pl;q=0.9,en;q=0.8": "pl", "en-GB,en;q=0.9,pl;q=0.8": "", "de, ur;q=0.7, en;q=0.3": "ur", "pl;q=x": "", "ur;q=0": "",
	} {
		for range 2 { // kept pages, too
			r := httptest.NewRequest(http.MethodGet, "/p/p", nil)
			r.Header.Set("Accept-Language", asks)
			w := v.do(r)
			body := w.Body.String()
			offered := ""
			for tag, name := range map[string]string{"pl": "Polski?", "ur": "اردو؟"} {
				if strings.Contains(body, `name="language" value="`+tag+`" lang="`+tag+`"`) && strings.Contains(body, ">"+name+"</button>") {
					offered += tag
				}
			}
			if offered != want || !strings.Contains(body, `<html lang="en">`) || !strings.Contains(w.Header().Get("Vary"), "Accept-Language") {
				t.Errorf("%q: %q is offered, want %q", asks, offered, want)
			}
		}
	}
	r := httptest.NewRequest(http.MethodGet, "/p/p", nil)
	r.Header.Set("Accept-Language", "pl")
	r.AddCookie(&http.Cookie{Name: languageCookie, Value: "en"})
	if body := v.do(r).Body.String(); strings.Contains(body, "Polski?") {
		t.Error("who chose is asked again")
	}
}

// A page that is reached by a link offers languages without leading to another address with its secret.
func TestAQuestionBehindALinkOffersLanguages(t *testing.T) {
	g := aGroup(t)
	red := g.joins(domain.RoleFacilitator, "Red")
	look := g.lookBackAt(red.id, &domain.LookBackPlanned{Due: dayOn("2024-01-01"), Keeper: red.id})
	made := red.posts("/p/p/look-backs/"+look+"/link", http.StatusOK, url.Values{"days": {"60"}}).Body.String()
	_, rest, _ := strings.Cut(made, "<code>http://localhost")
	address, _, _ := strings.Cut(rest, "</code>")
	if !strings.HasPrefix(address, "/q/") || !strings.Contains(rest, "<title>The link as a picture</title>") {
		t.Fatalf("the link %q has no picture", address)
	}
	body := g.stranger().gets(address, http.StatusOK)
	if !strings.Contains(body, `<form class="acts tongues" method="post" action="/language"><input type="hidden" name="to" value="`+address+`">`) || strings.Contains(body, "/language?") {
		t.Error("it offers no language, or leads away with its secret")
	}
	chosen := g.stranger().posts("/language", http.StatusSeeOther, url.Values{"language": {"pl"}, "to": {address}})
	if got := chosen.Header().Get("Location"); got != address {
		t.Errorf("choosing leads to %s", got)
	}
	if strings.Contains(g.said.String(), strings.TrimPrefix(address, "/q/")) {
		t.Error("the log has the secret")
	}
}

// Who gave no name is told from others who gave none by the day they joined.
func TestPeopleWithoutANameAreToldApart(t *testing.T) {
	g := aGroup(t)
	red := g.joins(domain.RoleFacilitator, "Red")
	g.joins(domain.RoleMember, "")
	g.joins(domain.RoleMember, "")
	var says []string
	for _, e := range read(t, "look-backs", strings.NewReader(red.gets("/p/p/look-backs", http.StatusOK))).all("option") {
		if strings.HasPrefix(e.text, nobodysName) {
			says = append(says, e.text)
		}
	}
	if len(says) != 2 || says[0] == says[1] || !strings.Contains(says[0], ", joined ") {
		t.Errorf("the list says %q", says)
	}
	if body := red.gets("/p/p/people", http.StatusOK); strings.Count(body, `<p class="quiet">Joined `) != 2 {
		t.Error("the people of the group are not told apart")
	}
}

// The page with a code shows what it is for and, as a picture, where it is used; the code is in no address.
func TestThePageWithACode(t *testing.T) {
	g := aGroup(t)
	one := g.joins(domain.RoleMember, "Blue")
	form := url.Values{"command": {newID()}, "what": {"The door <b>was</b> locked."}, "by": {byNobody}}
	w := one.posts("/p/p/write", http.StatusOK, form)
	body := w.Body.String()
	if !strings.Contains(body, "The door &lt;b&gt;was&lt;/b&gt; locked.") || strings.Count(body, "<svg") != 1 || strings.Contains(body, "/claim#") || strings.Contains(body, "/claim?") {
		t.Errorf("the page is %s", shorten(body))
	}
	if w.Header().Get("Cache-Control") != "no-store" {
		t.Error("the page is kept")
	}
}

// Home shows first what a group does next; all else is one tap away, with script off, too.
func TestHomeFoldsWhatIsNotNext(t *testing.T) {
	g := aGroup(t)
	one := g.joins(domain.RoleMember, "Blue")
	for range 5 {
		g.record("p", one.id, nil, &domain.FailureShared{What: domain.Write("Nobody came.")})
		g.record("p", one.id, nil, &domain.TestStarted{What: domain.Write("Soup"), ReviewOn: before(domain.DateOf(today()), 3)})
	}
	body := one.gets("/p/p", http.StatusOK)
	first, folded, is := strings.Cut(body, `<details class="more">`)
	if !is || !strings.Contains(first, `href="/p/p/write"`) || !strings.Contains(first, `href="/p/p/loops"`) {
		t.Fatal("what is next is not there")
	}
	for _, later := range []string{"/p/p/for/funders", "/p/p/look-backs", "/p/p/agreed", "/p/p/test"} {
		if strings.Contains(first, `href="`+later+`"`) || !strings.Contains(folded, `href="`+later+`"`) {
			t.Errorf("%s competes with what is next, or is not to be found", later)
		}
	}
	if n := strings.Count(first, "You wanted to look again") + strings.Count(first, `class="ask"`); n != mostAtHome {
		t.Errorf("%d things to talk about are shown", n)
	}
}
