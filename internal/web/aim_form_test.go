package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/desirelines/desirelines/domain"
)

// An aim begins as a question, is made clearer, and agreed on; every version stays with its reason and who was there.
func TestAnAimBeginsAsAQuestion(t *testing.T) {
	g := aGroup(t)
	blue := g.joins(domain.RoleMember, "Blue")
	if body := blue.gets("/p/p/aim/new?as=question", http.StatusOK); !strings.Contains(body, "What might we want to be different?") {
		t.Error("a question is not asked as one")
	}
	blue.posts("/p/p/aim/new", http.StatusUnprocessableEntity, url.Values{"command": {newID()}, "stands": {asQuestion}})
	blue.posts("/p/p/aim/new", http.StatusSeeOther, url.Values{"command": {newID()}, "stands": {asQuestion}, "statement": {"Could the kettle give more tea?"}, "born": {"on_the_way"}})
	_, raised := lastOf[*domain.AimRaised](g)
	if raised == nil || raised.Born != domain.BornOnTheWay {
		t.Fatalf("raised: %+v", raised)
	}
	change := "/p/p/aim/" + raised.Aim + "/change"
	page := blue.gets("/p/p/aims", http.StatusOK)
	if !strings.Contains(page, "Still a question") || !strings.Contains(page, change) {
		t.Error("the page of the aims does not say that it is a question, or leads nowhere")
	}
	g.record("p", blue.id, nil, &domain.LearningDrawn{What: domain.Write("Tea needs a kettle that works.")})
	if body := blue.gets(change, http.StatusOK); !strings.Contains(body, "Tea needs a kettle that works.") {
		t.Error("what was learnt before is not shown to who makes an aim clearer")
	}
	blue.posts(change, http.StatusUnprocessableEntity, url.Values{"command": {newID()}, "statement": {"Could there be tea every day?"}}) // nobody said whether it is agreed
	blue.posts(change, http.StatusSeeOther, url.Values{"command": {newID()}, "stands": {asQuestion}, "statement": {"Could there be tea every day?"}, "why": {"More was too vague."}})
	if _, b := lastOf[*domain.AimRevised](g); b == nil {
		t.Fatal("the question has no other words")
	}
	w := blue.posts(change, http.StatusSeeOther, url.Values{"command": {newID()}, "stands": {asAgreed}, "statement": {"Tea every day"}, "why": {"We can do that."}, "there": {"six people"}})
	if to := w.Header().Get("Location"); !strings.HasPrefix(to, "/p/p/look-backs?") || !strings.Contains(blue.gets(to, http.StatusOK), "When shall we ask whether it lasts?") {
		t.Errorf("after agreeing comes %s", to)
	}
	if _, b := lastOf[*domain.AimAgreed](g); b == nil || b.Statement != "Tea every day" || b.Why.IsZero() || b.There.IsZero() {
		t.Fatalf("agreed: %+v", b)
	}
	page = blue.gets("/p/p/aims", http.StatusOK)
	at := 0
	for _, want := range []string{"We first said", "Could the kettle give more tea?", "We asked", "We changed the words", "More was too vague.", "We agreed", "We can do that.", "six people"} {
		i := strings.Index(page[at:], want)
		if i < 0 {
			t.Fatalf("%q is not told, or not in order", want)
		}
		at += i
	}
	if strings.Contains(page, "Still a question") {
		t.Error("it is still a question")
	}
	blue.posts(change, http.StatusUnprocessableEntity, url.Values{"command": {newID()}, "statement": {"Tea every day"}}) // nothing changed
}

// What cannot be decided freely is stated, moves with its reason, and stands in front of the aims and in the story.
func TestEdgesOfTheBlankPage(t *testing.T) {
	g := aGroup(t)
	blue := g.joins(domain.RoleMember, "Blue")
	blue.posts("/p/p/edges/new", http.StatusUnprocessableEntity, url.Values{"command": {newID()}, "set": {"the council"}})
	blue.posts("/p/p/edges/new", http.StatusSeeOther, url.Values{"command": {newID()}, "what": {"There are 100 pounds."}, "set": {"the council"}, "move": {"not_sure"}})
	e, b := lastOf[*domain.EdgeStated](g)
	if b == nil || b.CanMove != "not_sure" {
		t.Fatalf("stated: %+v", b)
	}
	blue.gets("/p/p/edges/"+newID()+"/move", http.StatusNotFound)
	blue.posts("/p/p/edges/"+e.ID+"/move", http.StatusSeeOther, url.Values{"command": {newID()}, "what": {"There are 200 pounds."}, "why": {"We asked twice."}})
	page := blue.gets("/p/p/edges", http.StatusOK)
	for _, want := range []string{"There are 200 pounds.", "the council", "We are not sure whether it can move.", "There are 100 pounds.", "We asked twice."} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	if aims := blue.gets("/p/p/aims", http.StatusOK); !strings.Contains(aims, "There is 1 thing that we cannot decide freely.") || !strings.Contains(aims, "/p/p/edges") {
		t.Error("the aims do not say what is decided already")
	}
	if story := blue.gets("/p/p/story", http.StatusOK); !strings.Contains(story, "What we could not decide freely") || !strings.Contains(story, "There are 200 pounds.") {
		t.Error("the story does not say what could not be decided")
	}
	funder := g.works(domain.StaffFunder, "p")
	g.tells(domain.SharedFunders)
	if body := funder.gets("/p/p/edges", http.StatusOK); strings.Contains(body, "pounds") || strings.Contains(body, "council") {
		t.Error("a funder reads words that nobody said yes to")
	}
}

// A word that somebody does not know stays open until it is explained, and goes with every telling to those who may read it.
func TestOurWordsGoWithEveryTelling(t *testing.T) {
	g := aGroup(t)
	blue := g.joins(domain.RoleMember, "Blue")
	entry := g.surprise(blue, "The commissioning was kind.")
	if body := blue.gets("/p/p/entry/"+entry, http.StatusOK); !strings.Contains(body, "/p/p/words/ask?from="+entry) {
		t.Error("an entry does not ask which word is not known")
	}
	if body := blue.gets("/p/p/for/group", http.StatusOK); strings.Contains(body, "Our words</h2>") {
		t.Error("there is a list of no words")
	}
	blue.posts("/p/p/words/ask", http.StatusUnprocessableEntity, url.Values{"command": {newID()}, "from": {entry}})
	blue.posts("/p/p/words/ask", http.StatusSeeOther, url.Values{"command": {newID()}, "from": {entry}, "word": {"commissioning"}})
	asked, b := lastOf[*domain.WordAsked](g)
	if b == nil || b.Entry != entry {
		t.Fatalf("asked: %+v", b)
	}
	explain := "/p/p/words/explain?from=" + asked.ID
	if page := blue.gets("/p/p/words", http.StatusOK); !strings.Contains(page, "Still to explain") || !strings.Contains(page, explain) {
		t.Error("the word does not wait")
	}
	if form := blue.gets(explain, http.StatusOK); !strings.Contains(form, `value="commissioning"`) {
		t.Error("the word has to be written again")
	}
	blue.posts("/p/p/words/explain", http.StatusSeeOther, url.Values{"command": {newID()}, "from": {asked.ID}, "word": {"Commissioning"}, "what": {"Who pays for what."}})
	explained, means := lastOf[*domain.WordExplained](g)
	if means == nil || means.Asked != asked.ID || means.Word.IsZero() {
		t.Fatalf("explained: %+v", means)
	}
	if page := blue.gets("/p/p/words", http.StatusOK); strings.Contains(page, "Still to explain") || !strings.Contains(page, "Who pays for what.") {
		t.Error("the word waits still, or its meaning is nowhere")
	}
	for _, address := range []string{"/p/p/for/group", "/p/p/for/group.html", "/p/p/for/group.md", "/p/p/for/group.json", "/p/p/for/group.csv"} {
		if body := blue.send(http.MethodGet, address, nil).Body.String(); !strings.Contains(body, "Who pays for what.") {
			t.Errorf("%s does not end with our words", address)
		}
	}
	g.tells(domain.SharedFunders)
	funder := g.works(domain.StaffFunder, "p")
	if body := funder.gets("/p/p/for/funders", http.StatusOK); strings.Contains(body, "Who pays") || strings.Contains(body, "Our words</h2>") {
		t.Error("a funder is told words that nobody said yes to")
	}
	g.record("p", blue.id, nil, &domain.ConsentGiven{Person: blue.id, Items: []string{explained.ID}, Audience: domain.SharedFunders, Purpose: domain.Write("So that they understand us."), Wording: "test-1", Language: "en", How: "written"})
	g.tells(domain.SharedFunders)
	if body := funder.gets("/p/p/for/funders", http.StatusOK); !strings.Contains(body, "Who pays for what.") {
		t.Error("a funder is not told a word that they may read")
	}
}

// News have no words that people wrote, nothing that is kept to fewer than the group, and begin where the last ones ended.
func TestNewsForAChatHaveNoPrivateWords(t *testing.T) {
	g := aGroup(t)
	blue := g.joins(domain.RoleMember, "Blue")
	g.record("p", blue.id, nil, &domain.AimRaised{Aim: "tea", Statement: "Could there be tea?"})
	g.record("p", blue.id, []string{domain.SharedOnlyMe}, &domain.AimRaised{Aim: "mine", Statement: "Could I be alone?"})
	since := g.newest("p")
	g.surprise(blue, "A heron came.")
	g.surprise(blue, "Only I know of the fox.", domain.SharedOnlyMe)
	g.record("p", blue.id, nil, &domain.AimAgreed{Aim: "tea", Statement: "Tea for everybody"})
	g.record("p", blue.id, []string{domain.SharedOnlyMe}, &domain.AimAgreed{Aim: "mine", Statement: "Alone at last"})
	g.record("p", blue.id, nil, &domain.MeetingHeld{Format: "path"}, &domain.WordAsked{Word: domain.Write("hub")}, &domain.EdgeStated{What: domain.Write("The rent.")},
		&domain.ResponseGiven{Heading: "Power", Mark: "tick", Count: 6}, &domain.ResponseGiven{Heading: "Power", What: domain.Write("Who has it?")})
	body := blue.gets("/p/p/news?since="+number(since), http.StatusOK)
	for _, want := range []string{"- 1 meeting\n", "- 1 word somebody asked about\n", "- 1 thing we cannot decide freely\n", "- 7 notes\n", "- 1 surprise\n", "- 1 aim we agreed on\n", "Tea for everybody", "before still a question, now agreed", "http://localhost/p/p", "since=" + number(g.newest("p"))} {
		if !strings.Contains(body, want) {
			t.Errorf("the news do not say %q", want)
		}
	}
	for _, not := range []string{"heron", "fox", "Alone at last", "Blue", "2 surprises"} {
		if strings.Contains(body, not) {
			t.Errorf("the news say %q", not)
		}
	}
	if next := blue.gets("/p/p/news?since="+number(g.newest("p")), http.StatusOK); !strings.Contains(next, "Nothing new.") {
		t.Error("the next news are not empty")
	}
	if all := blue.gets("/p/p/news?since=2001-01-01", http.StatusOK); !strings.Contains(all, "- 1 surprise\n") || !strings.Contains(all, "What we have so far") {
		t.Errorf("news of a day: %s", all)
	}
	if wrong := blue.gets("/p/p/news?since=soon", http.StatusOK); !strings.Contains(wrong, "We cannot read this date") {
		t.Error("a day that is none is taken")
	}
}
