package web

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/desirelines/desirelines/domain"
)

// writes sends the form and returns the answer; the entry is the last one of the project.
func (s *somebody) writes(status int, more url.Values) *httptest.ResponseRecorder {
	s.t.Helper()
	form := url.Values{"command": {newID()}, "what": {"The stairs frighten me."}}
	for name, values := range more {
		form[name] = values
	}
	return s.posts("/p/p/write", status, form)
}

// claims uses a code, some time after the last one.
func (g *group) claims(s *somebody, code, entry string, more ...string) string {
	g.t.Helper()
	g.clock = g.clock.Add(time.Minute)
	v := url.Values{"code": {code}, "entry": {entry}, "command": {newID()}}
	for i := 0; i < len(more); i += 2 {
		v.Set(more[i], more[i+1])
	}
	return s.posts("/claim", http.StatusOK, v).Body.String()
}

func (g *group) last() domain.Event {
	events := g.events("p")
	return events[len(events)-1]
}

// Whose words an entry is: the typist's, or nobody's with a code for whose they are.
func TestHowItWasTakenDownSaysWhoseItIs(t *testing.T) {
	g := aGroup(t)
	one := g.joins(domain.RoleMember, "Blue")
	for _, c := range []struct {
		taken domain.Taken
		by    string
		named bool
	}{
		{domain.TakenNotSaid, "", true}, {domain.TakenByMe, "", true}, {domain.TakenByMe, byMe, true}, {domain.TakenByMe, byNobody, false},
		{domain.TakenForSomeone, "", false}, {domain.TakenForSomeone, byMe, false}, {domain.TakenForSomeone, byNobody, false},
		{domain.TakenFromPaper, "", false}, {domain.TakenFromPaper, byMe, true}, {domain.TakenFromPicture, "", false}, {domain.TakenFromPicture, byMe, true},
	} {
		form := url.Values{"taken": {string(c.taken)}, "by": {c.by}, "learnt": {"We need a rail."}}
		if c.named {
			one.writes(http.StatusSeeOther, form)
		} else {
			w := one.writes(http.StatusOK, form)
			printed(t, w)
			if give := strings.Contains(w.Body.String(), "Give this code to the person whose words these are."); give != (c.taken == domain.TakenForSomeone) {
				t.Errorf("%q by %q: the page says to give it away: %v", c.taken, c.by, give)
			}
		}
		for _, e := range g.events("p")[len(g.events("p"))-2:] {
			if e.Taken != c.taken || (e.Actor == one.id) != c.named {
				t.Errorf("%q by %q: %s is taken %q, by %q", c.taken, c.by, e.Body.Kind(), e.Taken, e.Actor)
			}
		}
		beside := map[domain.Taken]string{domain.TakenForSomeone: "for someone, in their words", domain.TakenFromPaper: "typed from paper", domain.TakenFromPicture: "typed from a picture"}[c.taken]
		page := one.gets("/p/p/entry/"+g.last().ID, http.StatusOK)
		if strings.Contains(page, "How it was taken down") != (c.taken != "") || !strings.Contains(strings.ToLower(page), beside) {
			t.Errorf("%q: its page does not say how it was taken down", c.taken)
		}
		if beside != "" && !strings.Contains(one.gets("/p/p/entries", http.StatusOK), ", "+beside) {
			t.Errorf("%q: the list does not say how it was taken down", c.taken)
		}
	}
	if again := one.writes(http.StatusUnprocessableEntity, url.Values{"taken": {"by heart"}}).Body.String(); !strings.Contains(again, "frighten") {
		t.Error("the words are lost")
	}
}

// What comes first and what is ticked in the form.
func TestTheOrderOfTheChoices(t *testing.T) {
	g := aGroup(t)
	one := g.joins(domain.RoleMember, "Blue")
	page := read(t, "/p/p/write", strings.NewReader(one.gets("/p/p/write", http.StatusOK)))
	for name, want := range map[string]string{
		"share": "only-me group* listener", "taken": "by_me* for_someone paper picture", "by": "me nobody",
	} {
		var got []string
		for _, e := range page.all("input") {
			if e.attr["name"] == name {
				mark := ""
				if _, checked := e.attr["checked"]; checked {
					mark = "*"
				}
				got = append(got, e.attr["value"]+mark)
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %v, want %s", name, got, want)
		}
	}
	if typed := one.gets("/p/p/write?taken=paper", http.StatusOK); !strings.Contains(typed, `value="paper" checked`) {
		t.Error("the form for paper does not say so")
	}
}

// What is kept with a code is for whoever holds it: they read it, put it right, let the group read it and take it back. Nobody else does.
func TestWhoHoldsTheCodeReadsWhatIsPrivate(t *testing.T) {
	g := aGroup(t)
	one, other, helper := g.joins(domain.RoleMember, "Blue"), g.joins(domain.RoleMember, "Green"), g.joins(domain.RoleFacilitator, "Red")
	w := one.writes(http.StatusOK, url.Values{"taken": {"for_someone"}, "share": {domain.SharedOnlyMe}})
	code, entry := printed(t, w)[0], g.last().ID
	if !strings.Contains(w.Body.String(), "Nobody can read it without this code.") {
		t.Error("nobody says what the code is for")
	}
	address := "/p/p/entry/" + entry
	hidden := func(when string, who ...*somebody) {
		t.Helper()
		for _, s := range who {
			s.gets(address, http.StatusNotFound)
			s.gets(address+"/correct", http.StatusNotFound)
			s.gets("/p/p/saved?entry="+entry, http.StatusNotFound)
			for _, page := range []string{"/p/p/entries", "/p/p/entries.json", "/p/p/find?words=stairs", "/p/p"} {
				if strings.Contains(s.gets(page, http.StatusOK), "frighten") {
					t.Errorf("%s: %s shows it", when, page)
				}
			}
		}
	}
	hidden("written", one, other, helper)
	someone := g.stranger()
	if page := g.claims(someone, code, entry); !strings.Contains(page, "The stairs frighten me.") || !strings.Contains(page, "Your group does not see this.") {
		t.Fatalf("the code does not show it\n%s", shorten(page))
	}
	if page := g.claims(someone, code, entry, "do", "correct", "what-"+entry, "The dark stairs frighten me."); !strings.Contains(page, "The dark stairs frighten me.") {
		t.Errorf("it is not corrected\n%s", shorten(page))
	}
	if b, is := g.last().Body.(*domain.EntryCorrected); !is || b.Entry != entry || g.last().Actor != "" || !slices.Equal(g.last().Sharing, []string{domain.SharedOnlyMe}) {
		t.Errorf("the correction is %+v", g.last())
	}
	hidden("corrected", one, other, helper)
	if page := other.send(http.MethodPost, "/claim", url.Values{"code": {code}, "entry": {g.surprise(g.stranger(), "Another.")}, "command": {newID()}, "do": {"back"}}); page.Code != http.StatusUnprocessableEntity {
		t.Errorf("the code opens another entry: status %d", page.Code)
	}
	g.claims(someone, code, entry, "do", "share", "audience", domain.SharedGroup)
	for _, s := range []*somebody{one, other, helper} {
		if !strings.Contains(s.gets(address, http.StatusOK), "The dark stairs frighten me.") {
			t.Error("the group does not read it")
		}
	}
	g.claims(someone, code, entry, "do", "back")
	hidden("taken back", one, other, helper)
	if page := g.claims(someone, code, entry); !strings.Contains(page, "The dark stairs frighten me.") || !strings.Contains(page, "Let my group read this") {
		t.Errorf("who holds the code cannot read it again\n%s", shorten(page))
	}
	for _, e := range g.events("p") {
		switch e.Body.(type) {
		case *domain.ConsentGiven, *domain.ConsentWithdrawn, *domain.EntryCorrected, *domain.OutcomeRecorded:
			if e.Actor != "" {
				t.Errorf("%s has the writer %q", e.Body.Kind(), e.Actor)
			}
		}
	}
}

// Who is signed in and says with the code that it is theirs reads it as their own from then on; the record does not say who that is.
func TestSomebodySaysThatItIsTheirs(t *testing.T) {
	g := aGroup(t)
	one, other, helper := g.joins(domain.RoleMember, "Blue"), g.joins(domain.RoleMember, "Green"), g.joins(domain.RoleFacilitator, "Red")
	outside := g.works(domain.StaffEvaluator)
	code := printed(t, helper.writes(http.StatusOK, url.Values{"taken": {"paper"}, "share": {domain.SharedOnlyMe}}))[0]
	entry := g.last().ID
	address, n := "/p/p/entry/"+entry, len(g.events("p"))
	for _, s := range []*somebody{g.stranger(), outside} {
		if strings.Contains(g.claims(s, code, entry), "This is mine") {
			t.Error("somebody who is not of the group is offered to keep it")
		}
		s.posts("/claim", http.StatusUnprocessableEntity, url.Values{"code": {code}, "do": {"keep"}})
	}
	one.gets(address, http.StatusNotFound)
	if page := g.claims(one, code, entry, "do", "keep"); !strings.Contains(page, "among your own pages") || !strings.Contains(page, address) {
		t.Errorf("it is not kept\n%s", shorten(page))
	}
	if len(g.events("p")) != n {
		t.Error("the record knows of it")
	}
	if page := one.gets(address, http.StatusOK); !strings.Contains(page, "The stairs frighten me.") || !strings.Contains(page, "Let my group read this") || strings.Contains(page, "Ask them first") {
		t.Errorf("their page is\n%s", shorten(page))
	}
	other.gets(address, http.StatusNotFound)
	helper.gets(address, http.StatusNotFound)
	form := read(t, address+"/correct", strings.NewReader(one.gets(address+"/correct", http.StatusOK)))
	one.posts(address+"/correct", http.StatusSeeOther, url.Values{"command": {newID()}, "seen": {form.field("seen").attr["value"]}, "was": {""}, "is-what": {"The stairs are dark."}})
	if e := g.last(); e.Body.Kind() != "entry.corrected" || e.Actor != "" || !slices.Equal(e.Sharing, []string{domain.SharedOnlyMe}) {
		t.Errorf("the correction %s is of %q for %v", e.Body.Kind(), e.Actor, e.Sharing)
	}
	if !strings.Contains(one.gets(address, http.StatusOK), "The stairs are dark.") {
		t.Error("it is not put right")
	}
	other.gets(address, http.StatusNotFound)
	one.posts(address+"/share", http.StatusSeeOther, url.Values{"command": {newID()}, "with": {domain.SharedGroup}, "answer": {"yes"}})
	if b, is := g.last().Body.(*domain.ConsentGiven); !is || g.last().Actor != "" || b.Person != "" || b.How != "written" || b.ReviewBy.Known() {
		t.Errorf("the yes is %+v by %q", g.last().Body, g.last().Actor)
	}
	other.gets(address, http.StatusOK)
	one.posts(address+"/back", http.StatusSeeOther, url.Values{"command": {newID()}, "with": {domain.SharedGroup}})
	if e := g.last(); e.Body.Kind() != "consent.withdrawn" || e.Actor != "" {
		t.Errorf("%s is of %q", e.Body.Kind(), e.Actor)
	}
	other.gets(address, http.StatusNotFound)
	one.gets(address, http.StatusOK)
	g.claims(one, code, entry, "do", "drop")
	one.gets(address, http.StatusNotFound)
}

// What only its writer reads can be let out to the group with one tap and a yes, for good; nothing else is offered before that.
func TestTheGroupIsLetIn(t *testing.T) {
	g := aGroup(t)
	one, other := g.joins(domain.RoleMember, "Blue"), g.joins(domain.RoleMember, "Green")
	kept := g.surprise(one, "I was afraid.", domain.SharedOnlyMe)
	address := "/p/p/entry/" + kept
	page := read(t, address, strings.NewReader(one.gets(address, http.StatusOK)))
	links := page.hrefs("Let my group read this")
	if len(links) != 1 || strings.Contains(page.text(), "Let the funders") {
		t.Fatalf("it leads to %v", links)
	}
	asks := one.gets(links[0], http.StatusOK)
	if !strings.Contains(asks, "everybody in the group can read it") || strings.Contains(asks, "Until when?") || strings.Contains(asks, "Put the name beside it?") {
		t.Errorf("it asks\n%s", shorten(asks))
	}
	other.gets(links[0], http.StatusNotFound)
	one.posts(address+"/share", http.StatusSeeOther, url.Values{"command": {newID()}, "with": {domain.SharedGroup}, "answer": {"no"}})
	other.gets(address, http.StatusNotFound)
	one.posts(address+"/share", http.StatusSeeOther, url.Values{"command": {newID()}, "with": {domain.SharedGroup}, "answer": {"yes"}})
	if b, is := g.last().Body.(*domain.ConsentGiven); !is || b.ReviewBy.Known() {
		t.Errorf("it goes back by itself: %+v", g.last().Body)
	}
	other.gets(address, http.StatusOK)
}

// A phone that does not know whether its entry arrived sends it again with the same proof, and gets a code again; nobody else does.
func TestTheCodeReachesAPhone(t *testing.T) {
	g := aGroup(t)
	one := g.joins(domain.RoleMember, "Blue")
	form := url.Values{"command": {newID()}, "what": {"It rained."}, "taken": {"for_someone"}, "as": {writerMark(viewer{Person: one.id})}}
	send := func(proof string) (said savedAnswer) {
		t.Helper()
		form.Set("proof", proof)
		r := httptest.NewRequest(http.MethodPost, "/p/p/write", strings.NewReader(form.Encode()))
		r.Header = http.Header{"Content-Type": {"application/x-www-form-urlencoded"}, "Sec-Fetch-Site": {"same-origin"}, "Accept": {"application/json"}}
		for _, c := range one.cookies {
			r.AddCookie(c)
		}
		w := one.do(r)
		if err := json.Unmarshal(w.Body.Bytes(), &said); err != nil || w.Code != http.StatusOK || !said.Saved {
			t.Fatalf("status %d: %s", w.Code, w.Body)
		}
		return said
	}
	const proof = "0192f0c1-1111-7000-8000-000000000001"
	first, again := send(proof), send(proof)
	if first.Code == "" || again.Code == "" || first.For != "someone" || len(g.events("p")) != 3 {
		t.Fatalf("%+v, then %+v", first, again)
	}
	if got := send("0192f0c1-1111-7000-8000-000000000002"); got.Code != "" || !got.NoCode {
		t.Errorf("without the proof it is told again: %+v", got)
	}
	if !strings.Contains(g.claims(g.stranger(), again.Code, first.ID), "It rained.") {
		t.Error("the code opens nothing")
	}
}

// The cards to print ask what the form asks, and lead to it.
func TestCardsToWriteOn(t *testing.T) {
	g := aGroup(t)
	one := g.joins(domain.RoleMember, "Blue")
	page := read(t, "/p/p/paper", strings.NewReader(one.gets("/p/p/paper", http.StatusOK)))
	var asks []string
	for _, h := range page.all("h3") {
		asks = append(asks, strings.TrimSpace(h.text))
	}
	for _, o := range kindField().Options {
		printed := []string{writeOutcome, writeFailure, writeSurprise, writeLearning}
		if slices.Contains(printed, o.Name) && !slices.Contains(asks, o.Value) {
			t.Errorf("%q is not asked, but %q", o.Value, asks)
		}
	}
	if test := one.gets("/p/p/test", http.StatusOK); !slices.Contains(asks, asksTry) || !strings.Contains(test, asksTry) {
		t.Errorf("the card for a test asks another question than its form: %q", asks)
	}
	if text := page.text(); len(asks) != 2*onSheet || strings.Count(text, "example.com/p/p/write") != onSheet || strings.Count(text, "example.com/p/p/test") != onSheet {
		t.Errorf("%d cards, or they do not say where they are typed in", len(asks))
	}
	for _, href := range slices.Concat(page.hrefs("type what they wrote"), page.hrefs("a form of their own"), page.hrefs("what waits for us")) {
		one.gets(href, http.StatusOK)
	}
	if !strings.Contains(one.gets("/p/p/write", http.StatusOK), "/p/p/paper") {
		t.Error("nothing leads to the cards")
	}
}

// Codes are tried slowly. Who must wait, or whose words cannot be saved like this, finds them again and sends them once more.
func TestACorrectionThatMustWaitKeepsItsWords(t *testing.T) {
	g := aGroup(t)
	one := g.joins(domain.RoleMember, "Blue")
	w := one.writes(http.StatusOK, url.Values{"by": {byNobody}})
	code, entry, command := printed(t, w)[0], g.last().ID, newID()
	correction := url.Values{"code": {code}, "entry": {entry}, "command": {command}, "do": {"correct"}, "what-" + entry: {"The stairs are steep."}}
	for range 50 {
		if w = g.stranger().send(http.MethodPost, "/claim", url.Values{"code": {code}}); w.Code == http.StatusTooManyRequests {
			break
		}
	}
	body := g.stranger().posts("/claim", http.StatusTooManyRequests, correction).Body.String()
	for _, want := range []string{"The stairs are steep.</textarea>", `value="` + command + `"`, `value="` + code + `"`, `value="correct"`} {
		if !strings.Contains(body, want) {
			t.Errorf("%s is gone: %s", want, shorten(body))
		}
	}
	g.clock = g.clock.Add(time.Minute)
	correction.Set("what-"+entry, strings.Repeat("long ", domain.MaxWords/5+1))
	if body := g.stranger().posts("/claim", http.StatusUnprocessableEntity, correction).Body.String(); !strings.Contains(body, "long long long") {
		t.Error("words that are too long are gone")
	}
	g.clock = g.clock.Add(time.Minute)
	correction.Set("what-"+entry, "The stairs are steep.")
	if body := g.stranger().posts("/claim", http.StatusOK, correction).Body.String(); !strings.Contains(body, "It is corrected.") {
		t.Error("it cannot be sent again")
	}
}
