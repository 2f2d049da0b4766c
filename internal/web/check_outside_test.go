package web

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/desirelines/desirelines/domain"
)

// checkedAt is the path of a link on the page that shows it once.
var checkedAt = regexp.MustCompile(`<code>https?://[^/<]+(/q/[A-Za-z0-9_-]+)</code>`)

// checksOutside makes a link through an audience and returns its path.
func (s *somebody) checksOutside(entry, through string) string {
	s.t.Helper()
	w := s.posts("/p/p/entry/"+entry+"/outside", http.StatusOK, url.Values{"through": {through}, "days": {"30"}})
	m := checkedAt.FindStringSubmatch(w.Body.String())
	if m == nil {
		s.t.Fatalf("there is no link on the page\n%s", shorten(w.Body.String()))
	}
	return m[1]
}

// Somebody outside reads what the audience of their link may read, of one entry, and answers once. The answer stands beside the entry.
func TestSomebodyOutsideChecksAnEntry(t *testing.T) {
	g := aGroup(t)
	blue, green, red := g.joins(domain.RoleMember, "Blue"), g.joins(domain.RoleMember, "Green"), g.joins(domain.RoleFacilitator, "Red")
	g.record("p", blue.id, nil, &domain.AimAgreed{Aim: "tea", Statement: "Tea for everybody"})
	heron := g.record("p", blue.id, []string{domain.SharedGroup, "public"}, &domain.SurpriseNoticed{What: domain.Write("A heron came."), WhatChanged: domain.WhatChanged{Changed: "together", Between: domain.Write("us and the heron")}})
	owl := g.record("p", blue.id, []string{domain.SharedGroup, "public"}, &domain.SurpriseNoticed{What: domain.Write("An owl came.")})
	fox := g.record("p", blue.id, nil, &domain.SurpriseNoticed{What: domain.Write("A fox came.")})
	if !strings.Contains(green.gets("/p/p/entry/"+heron, http.StatusOK), "/p/p/entry/"+heron+"/outside") {
		t.Error("nothing on its page leads there")
	}
	// What nobody outside may read is asked of nobody.
	if body := green.gets("/p/p/entry/"+fox+"/outside", http.StatusOK); strings.Contains(body, `name="through"`) || !strings.Contains(body, "Nobody outside may read these words yet.") {
		t.Error("a link is offered for words that nobody outside may read")
	}
	green.posts("/p/p/entry/"+fox+"/outside", http.StatusUnprocessableEntity, url.Values{"through": {"public"}, "days": {"30"}})
	green.posts("/p/p/entry/"+heron+"/outside", http.StatusUnprocessableEntity, url.Values{"through": {"group"}, "days": {"0"}})

	link, other := green.checksOutside(heron, "public"), red.checksOutside(owl, "public")
	stranger := g.stranger()
	body := stranger.gets(link, http.StatusOK)
	for _, want := range []string{"Is this so?", "A heron came.", "It changed how we work together, between us and the heron.", "Yes, I agree"} {
		if !strings.Contains(body, want) {
			t.Errorf("%q is not shown", want)
		}
	}
	for _, not := range []string{"owl", "fox", "Tea for", "Blue", "Green", `href="/p/`, heron} {
		if strings.Contains(body, not) {
			t.Errorf("%q is shown", not)
		}
	}
	if strings.Contains(stranger.gets(other, http.StatusOK), "heron") {
		t.Error("a link of one entry opens another")
	}
	w := stranger.posts(link, http.StatusUnprocessableEntity, url.Values{"command": {newID()}, "asks": {"check"}, "what": {"I forgot to choose."}})
	if !strings.Contains(w.Body.String(), "I forgot to choose.") {
		t.Error("what was written is gone")
	}
	answer := url.Values{"command": {newID()}, "asks": {"check"}, "answer": {"partly"}, "role": {"I teach at the school"}, "what": {"I saw it once."}}
	code := regexp.MustCompile(`<code>([^<]+)</code>`).FindStringSubmatch(stranger.posts(link, http.StatusOK, answer).Body.String())
	if code == nil {
		t.Fatal("there is no code")
	}
	stranger.posts(link, http.StatusOK, answer) // its receipt was lost
	answer.Set("what", "I saw it twice.")
	if body := stranger.posts(link, http.StatusConflict, answer).Body.String(); !strings.Contains(body, "A link takes one answer.") || !strings.Contains(body, "I saw it twice.") {
		t.Error("another answer by the same command is not told apart")
	}
	answer.Set("command", newID())
	stranger.posts(link, http.StatusNotFound, answer)
	stranger.gets(link, http.StatusNotFound)
	all := bodies[*domain.CheckedOutside](g)
	e, b := lastOf[*domain.CheckedOutside](g)
	if len(all) != 1 || b.Entry != heron || b.Answer != "partly" || e.Actor != "" {
		t.Fatalf("stored are %+v by %q", all, e.Actor)
	}
	for _, address := range []string{"/p/p/entry/" + heron, "/p/p/entries", "/p/p/surprises", "/p/p/surprises.csv", "/p/p/entries.csv", "/p/p/for/group.md"} {
		if body := blue.gets(address, http.StatusOK); !strings.Contains(body, "agrees in part") && !strings.Contains(body, "Agrees in part") {
			t.Errorf("%s does not show the answer", address)
		}
	}
	if body := blue.gets("/p/p/entry/"+heron, http.StatusOK); !strings.Contains(body, "Checked by people outside: 1 agrees in part.") || !strings.Contains(body, "They say they are: I teach at the school.") || !strings.Contains(body, "I saw it once.") {
		t.Error("its page does not show who said what")
	}
	// Taken back with the code, it stands there no more.
	w = stranger.posts("/claim", http.StatusOK, url.Values{"code": {code[1]}})
	if !strings.Contains(w.Body.String(), "I saw it once.") || strings.Contains(w.Body.String(), "heron") {
		t.Errorf("the code shows %s", shorten(w.Body.String()))
	}
	g.record("p", "", nil, &domain.EntryWithdrawn{Entry: e.ID})
	if strings.Contains(blue.gets("/p/p/entry/"+heron, http.StatusOK), "Checked by people outside") {
		t.Error("an answer that was taken back stands there still")
	}
	for _, secret := range []string{link, other} {
		if strings.Contains(g.said.String(), strings.TrimPrefix(secret, "/q/")) {
			t.Error("the log of the server holds a link")
		}
	}
}

// What a link shows follows what is agreed on the day somebody looks; revoked, over, or about what is there no more, it says so in words.
func TestACheckFollowsWhatIsAgreed(t *testing.T) {
	g := aGroup(t)
	blue, green := g.joins(domain.RoleMember, "Blue"), g.joins(domain.RoleMember, "Green")
	heron := func() string {
		return g.record("p", blue.id, []string{domain.SharedGroup, "public"}, &domain.SurpriseNoticed{What: domain.Write("A heron came.")})
	}
	stranger, answer := g.stranger(), func() url.Values {
		return url.Values{"command": {newID()}, "asks": {"check"}, "answer": {"agrees"}}
	}
	says := func(link, want string) {
		t.Helper()
		if body := stranger.gets(link, http.StatusOK); !strings.Contains(body, want) || strings.Contains(body, "A heron came.") || strings.Contains(body, `name="answer"`) {
			t.Errorf("it does not say %q, or asks: %s", want, shorten(body))
		}
		if body := stranger.posts(link, http.StatusConflict, answer()).Body.String(); !strings.Contains(body, want) {
			t.Errorf("an answer is told %s", shorten(body))
		}
	}
	private := heron()
	link := green.checksOutside(private, "public")
	g.record("p", blue.id, nil, &domain.ConsentWithdrawn{Person: blue.id, Items: []string{private}, Audience: "public"})
	says(link, "The group keeps these words to itself.")

	back := heron()
	link = green.checksOutside(back, "public")
	g.record("p", blue.id, nil, &domain.EntryWithdrawn{Entry: back})
	says(link, "The group took this back.")

	removed := heron()
	link = green.checksOutside(removed, "public")
	g.record("p", "", nil, &domain.EntryRedacted{Entry: removed})
	says(link, "Words were taken out of sight here.")

	ended := heron()
	link = green.checksOutside(ended, "public")
	list, err := g.identity.Questions.List("p", ended)
	if err != nil || len(list) != 1 {
		t.Fatalf("%v (%v)", list, err)
	}
	third := g.joins(domain.RoleMember, "Third")
	third.posts("/p/p/entry/"+ended+"/outside/end", http.StatusForbidden, url.Values{"link": {list[0].ID}})
	green.posts("/p/p/entry/"+private+"/outside/end", http.StatusNotFound, url.Values{"link": {list[0].ID}})
	green.posts("/p/p/entry/"+ended+"/outside/end", http.StatusSeeOther, url.Values{"link": {list[0].ID}})
	over, never := stranger.gets(link, http.StatusNotFound), stranger.gets("/q/"+strings.Repeat("A", 43), http.StatusNotFound)
	if over != never || !strings.Contains(over, "Ask whoever gave it to you for a new one.") {
		t.Error("a link that was ended is told apart from one that never was")
	}
	stranger.posts(link, http.StatusNotFound, answer())

	alone := g.record("p", blue.id, []string{domain.SharedOnlyMe}, &domain.SurpriseNoticed{What: domain.Write("I was afraid.")})
	green.gets("/p/p/entry/"+alone+"/outside", http.StatusNotFound)
	link = green.checksOutside(heron(), "public")
	g.record("p", "", nil, &domain.PersonLeft{Person: green.id})
	stranger.gets(link, http.StatusNotFound)
	stranger.posts(link, http.StatusNotFound, answer())
	if n := len(bodies[*domain.CheckedOutside](g)); n != 0 {
		t.Errorf("%d answers were taken", n)
	}
}
