package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/reports"
)

// A tap is one note: it lands where it was put, counts once however often it is sent, and each person has their own.
func TestATapIsOneNote(t *testing.T) {
	g := aGroup(t)
	blue, red := g.joins(domain.RoleMember, "Blue"), g.joins(domain.RoleMember, "Red")
	entry := g.surprise(blue, "Rain helped.")
	tap := url.Values{"on": {entry}, "mark": {"tick"}, "back": {"/p/p/surprises#here"}, "seen": {"4"}}
	for range 2 {
		if to := blue.posts("/p/p/note", http.StatusSeeOther, tap).Header().Get("Location"); to != "/p/p/surprises#here" {
			t.Errorf("a tap leads to %q", to)
		}
	}
	red.posts("/p/p/note", http.StatusSeeOther, tap)
	red.posts("/p/p/note", http.StatusSeeOther, url.Values{"on": {entry}, "mark": {"heart"}, "back": {"//elsewhere.example/p/p"}})
	page := red.gets("/p/p/entry/"+entry, http.StatusOK)
	for _, want := range []string{"I agree: <b>2</b>", "This is important: <b>1</b>", "You agree", "Important to you"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	notes := 0
	for _, e := range g.events("p") {
		if b, is := e.Body.(*domain.ResponseGiven); is {
			notes++
			if e.Taken != domain.TakenByMe || e.Actor == "" || b.Entry != entry {
				t.Errorf("the note is by %q, taken %q, on %q", e.Actor, e.Taken, b.Entry)
			}
		}
	}
	if notes != 3 {
		t.Errorf("%d notes are kept, not 3", notes)
	}

	// What is taken back does not count, and can be said again.
	mine := read(t, "entry", strings.NewReader(page))
	for _, a := range mine.all("a") {
		if a.text == "✓ You agree" {
			id := strings.TrimPrefix(a.attr["href"], "/p/p/entry/")
			g.record("p", red.id, nil, &domain.EntryWithdrawn{Entry: id})
		}
	}
	if page := red.gets("/p/p/entry/"+entry, http.StatusOK); !strings.Contains(page, "I agree: <b>1</b>") {
		t.Error("a note that was taken back still counts")
	}
	red.posts("/p/p/note", http.StatusSeeOther, tap)
	if page := red.gets("/p/p/entry/"+entry, http.StatusOK); !strings.Contains(page, "I agree: <b>2</b>") {
		t.Error("what was taken back cannot be said again")
	}
}

// Nothing that was written is lost, whatever is wrong; and nobody is led to another site.
func TestANoteKeepsItsWords(t *testing.T) {
	v := newVisit(t)
	start(t, v, "p", "P")
	entry := v.says("p", &domain.FailureShared{What: domain.Write("The van broke.")})
	w := v.post("/p/p/note", http.StatusUnprocessableEntity, url.Values{"on": {entry}, "back": {"/p/p/tests"}})
	if !strings.Contains(w.Body.String(), "Choose one of these, or write a few words.") {
		t.Error("nothing was said, and nothing is wrong")
	}
	v.post("/p/p/note", http.StatusUnprocessableEntity, url.Values{"on": {entry}, "mark": {"bubble"}})
	// A square by one tap, and another one with words, would count one person twice.
	if w := v.post("/p/p/note", http.StatusUnprocessableEntity, url.Values{"on": {entry}, "mark": {"square"}}); !strings.Contains(w.Body.String(), "Write how you see it.") {
		t.Error("a square without words is not asked about")
	}
	w = v.post("/p/p/note", http.StatusUnprocessableEntity, url.Values{"on": {entry}, "mark": {"shout"}, "what": {"Ask the driver."}, "back": {"/p/p/tests"}})
	page := read(t, "note", w.Body)
	if page.field("back").attr["value"] != "/p/p/tests" || !strings.Contains(page.text(), "Ask the driver.") {
		t.Error("the words of a note are lost")
	}
	v.post("/p/p/note", http.StatusNotFound, url.Values{"on": {newID()}, "mark": {"tick"}})
	v.post("/p/p/note", http.StatusNotFound, url.Values{"on": {reports.OnAim("none")}, "mark": {"tick"}})
	home := where{Project: "p"}
	for _, back := range []string{"https://elsewhere.example/p/p", "//elsewhere.example", `/\elsewhere.example`, "/p/pq", "javascript:1", "/p/p/../../x\r\n"} {
		if got := backHere(home, back, "here"); got != "here" {
			t.Errorf("%q leads to %q", back, got)
		}
	}
	if got := backHere(home, "/p/p/aims?a=b#c", ""); got != "/p/p/aims?a=b#c" {
		t.Errorf("the way back leads to %q", got)
	}
}

// A challenge stands with its words on every page that shows its thing until it is answered, and nowhere where its thing is hidden.
func TestAChallengeStaysUntilItIsAnswered(t *testing.T) {
	g := aGroup(t)
	blue, red := g.joins(domain.RoleMember, "Blue"), g.joins(domain.RoleMember, "Red")
	g.record("p", blue.id, nil, &domain.AimAgreed{Aim: "cook", Statement: "We cook together"})
	failure := g.record("p", blue.id, nil, &domain.FailureShared{What: domain.Write("The van broke.")})
	test := g.record("p", blue.id, nil, &domain.TestStarted{What: domain.Write("We share a van")})
	learning := g.record("p", blue.id, nil, &domain.LearningDrawn{What: domain.Write("Two vans are better"), From: []string{failure}})
	private := g.record("p", blue.id, []string{domain.SharedOnlyMe}, &domain.FailureShared{What: domain.Write("Kept to myself.")})
	say := func(on, words string) string {
		blue.posts("/p/p/note", http.StatusSeeOther, url.Values{"on": {on}, "mark": {"square"}, "what": {words}})
		events := g.events("p")
		return events[len(events)-1].ID
	}
	type shown struct {
		note, words string
		pages       []string
	}
	all := []shown{
		{say(reports.OnAim("cook"), "Who washes up?"), "Who washes up?", []string{"aims", "for/group", "for/group.md"}},
		{say(failure, "It was the road."), "It was the road.", []string{"entry/" + failure, "entries", "did_not_work", "learning", "journey"}},
		{say(test, "Why a van?"), "Why a van?", []string{"tests", "entry/" + test, "entries"}},
		{say(learning, "Bikes are better."), "Bikes are better.", []string{"learning", "entry/" + learning, "find?words=vans"}},
	}
	hidden := say(private, "Nobody sees this.")
	for _, s := range all {
		for _, page := range s.pages {
			text := red.gets("/p/p/"+page, http.StatusOK)
			if !strings.Contains(text, "Somebody sees this differently") || !strings.Contains(text, strings.TrimSuffix(s.words, ".")) {
				t.Errorf("%s does not show the challenge %q", page, s.words)
			}
		}
	}
	for _, page := range []string{"entries", "did_not_work", "learning", "for/group.json"} {
		if strings.Contains(red.gets("/p/p/"+page, http.StatusOK), "Nobody sees this.") {
			t.Errorf("%s shows a challenge to what is hidden", page)
		}
	}
	red.gets("/p/p/entry/"+hidden, http.StatusNotFound)
	red.posts("/p/p/note", http.StatusNotFound, url.Values{"on": {private}, "mark": {"tick"}})
	for _, s := range all {
		g.record("p", red.id, nil, &domain.ResponseAnswered{Response: s.note, What: domain.Write("We take turns.")})
	}
	for _, s := range all {
		for _, page := range s.pages {
			if text := red.gets("/p/p/"+page, http.StatusOK); strings.Contains(text, "Not answered yet") {
				t.Errorf("%s calls a challenge open that was answered", page)
			}
		}
	}
	if page := red.gets("/p/p/entry/"+test, http.StatusOK); !strings.Contains(page, "We take turns.") {
		t.Error("the answer does not stand beside its note")
	}
}

// From outside only those notes are shown and counted that were shared with who looks.
func TestNotesFromOutside(t *testing.T) {
	g := aGroup(t)
	blue := g.joins(domain.RoleMember, "Blue")
	funder := g.works(domain.StaffFunder, "p")
	outside := []string{domain.SharedGroup, "funders"}
	test := g.record("p", blue.id, outside, &domain.TestStarted{What: domain.Write("We share a van")})
	g.record("p", blue.id, nil, &domain.ResponseGiven{Entry: test, Mark: "square", What: domain.Write("Why a van?")})
	g.record("p", blue.id, nil, &domain.ResponseGiven{Entry: test, Mark: "tick", Count: 3})
	g.record("p", blue.id, outside, &domain.ResponseGiven{Entry: test, Mark: "tick", Count: 2})
	g.record("p", blue.id, nil, &domain.HeadingStated{Heading: "Ours alone", Wall: "Kitchen", Stated: 4})
	g.tells("funders")
	page := funder.gets("/p/p/for/funders", http.StatusOK)
	if !strings.Contains(page, "We share a van") {
		t.Fatal("the test is not told")
	}
	if strings.Contains(page, "Why a van?") || strings.Contains(page, "sees this differently") || strings.Contains(page, `class="tap"`) {
		t.Error("a note of the group is told to others")
	}
	if !strings.Contains(page, "I agree: <b>1</b>") { // several alike count as one outside
		t.Error("notes are counted that were not shared")
	}
	if strings.Contains(funder.gets("/p/p/walls", http.StatusOK), "Kitchen") {
		t.Error("a wall of the group is told to others")
	}
	evaluator := g.works(domain.StaffEvaluator)
	if page := evaluator.gets("/p/p/tests", http.StatusOK); !strings.Contains(page, "Why a van?") || !strings.Contains(page, "I agree: <b>5</b>") {
		t.Error("who checks the figures does not see the notes of the group")
	}
}
