package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/desirelines/desirelines/domain"
)

// A small form is taken from a phone as the form of an entry is: once, from who wrote it, as of the day it was written.
func TestASmallFormFromAPhone(t *testing.T) {
	g := aGroup(t)
	blue, red := g.joins(domain.RoleMember, "Blue"), g.joins(domain.RoleMember, "Red")
	card := form("command", newID(), "as", blue.as(), "what", "Soup on Fridays", "look", lookIn2Weeks, "waited", "172800")
	for range 2 { // the answer was lost once
		status, said, _ := blue.sends("/p/p/test", card)
		if status != http.StatusOK || said["saved"] != true || said["next"] != "/p/p/saved?entry="+card.Get("command") {
			t.Fatalf("status %d, %v", status, said)
		}
	}
	tests := bodies[*domain.TestStarted](g)
	if len(tests) != 1 || tests[0].ReviewOn != later(domain.DateOf(today()), 12) {
		t.Fatalf("stored are %+v, want one that is looked at two weeks after it was written", tests)
	}
	empty := form("command", newID(), "as", blue.as(), "think", "They come.")
	if status, said, _ := blue.sends("/p/p/test", empty); status != http.StatusUnprocessableEntity || said["saved"] != false || len(said["problems"].([]any)) != 1 {
		t.Errorf("with nothing to try: status %d, %v", status, said)
	}
	if status, said, _ := red.sends("/p/p/test", form("command", newID(), "as", blue.as(), "what", "Tea")); status != http.StatusUnauthorized || said["saved"] != false {
		t.Errorf("sent by somebody else: status %d, %v", status, said)
	}
	if n := len(bodies[*domain.TestStarted](g)); n != 1 {
		t.Errorf("%d cards are stored", n)
	}
}

// An aim that was put into other words, and whose answer was lost, is put into them once.
func TestAnAimSaidInOtherWordsTwice(t *testing.T) {
	g := aGroup(t)
	blue := g.joins(domain.RoleMember, "Blue")
	g.record("p", blue.id, nil, &domain.AimAgreed{Aim: "tea", Statement: "Tea"}, &domain.AimRaised{Aim: "sleep", Statement: "Sleep?"})
	for aim, form := range map[string]url.Values{
		"tea":   {"command": {newID()}, "statement": {"Tea every day"}},
		"sleep": {"command": {newID()}, "statement": {"Sleep"}, "stands": {asAgreed}},
	} {
		first := blue.posts("/p/p/aim/"+aim+"/change", http.StatusSeeOther, form).Header().Get("Location")
		if again := blue.posts("/p/p/aim/"+aim+"/change", http.StatusSeeOther, form).Header().Get("Location"); again != first {
			t.Errorf("%s: sent again it leads to %s, not %s", aim, again, first)
		}
	}
	if revised, agreed := len(bodies[*domain.AimRevised](g)), len(bodies[*domain.AimAgreed](g)); revised != 1 || agreed != 2 {
		t.Errorf("%d were revised and %d agreed on", revised, agreed)
	}
}

// Small forms ask who may see it, as the form of an entry does. What is kept to oneself is not there for the others, nor what is added to it.
func TestWhoMaySeeASmallForm(t *testing.T) {
	g := aGroup(t)
	blue, red := g.joins(domain.RoleMember, "Blue"), g.joins(domain.RoleMember, "Red")
	page := read(t, "/p/p/test", strings.NewReader(blue.gets("/p/p/test", http.StatusOK)))
	var choices []string
	for _, e := range page.all("input") {
		if e.attr["name"] == "share" {
			if _, ticked := e.attr["checked"]; ticked {
				choices = append(choices, "*")
			}
			choices = append(choices, e.attr["value"])
		}
	}
	if got := strings.Join(choices, " "); got != "only-me * group listener" {
		t.Errorf("the choices are %q", got)
	}
	saved := blue.posts("/p/p/test", http.StatusSeeOther, url.Values{"command": {newID()}, "what": {"A walk alone"}, "share": {domain.SharedOnlyMe}}).Header().Get("Location")
	blue.gets(saved, http.StatusOK)
	test := g.last().ID
	red.gets("/p/p/entry/"+test, http.StatusNotFound)
	if strings.Contains(red.gets("/p/p/tests", http.StatusOK), "A walk alone") {
		t.Error("others read it")
	}
	// One tap on the board, which does not ask, keeps it where the card is.
	next := blue.posts("/p/p/entry/"+test+"/answer", http.StatusSeeOther, url.Values{"command": {newID()}, "next": {"stop"}}).Header().Get("Location")
	if body := blue.gets(next, http.StatusOK); !strings.Contains(body, `value="only-me" checked`) {
		t.Error("what is added to it goes to the group unless somebody says otherwise")
	}
	blue.posts(next, http.StatusSeeOther, url.Values{"command": {newID()}, "what": {"It rained."}, "learnt": {"I need a coat."}, "share": {domain.SharedOnlyMe}})
	for _, e := range g.events("p") {
		switch e.Body.(type) {
		case *domain.TestConcluded, *domain.EntryCorrected, *domain.LearningDrawn:
			if len(e.Sharing) != 1 || e.Sharing[0] != domain.SharedOnlyMe {
				t.Errorf("%s is shared with %v", e.Body.Kind(), e.Sharing)
			}
		}
	}
	// An audience that nobody knows is said beside the question, and the words stay.
	body := blue.posts("/p/p/meeting", http.StatusUnprocessableEntity, url.Values{"command": {newID()}, "what": {"We met."}, "share": {"nobody-knows"}}).Body.String()
	if !strings.Contains(body, "We met.") || !strings.Contains(body, `id="share-error"`) {
		t.Error("a wrong answer is not told beside its question")
	}
}

// With no signal a card that is open keeps its words on the phone, behind what was written before, and in its order.
func TestACardWithoutASignal(t *testing.T) {
	v, o := anOpenSite(t)
	ctx := browser(t, time.Minute)
	opens(t, ctx, o.home()+"/p/p/test")
	o.stop()
	writes(t, ctx, "Soup on Fridays")
	waits(t, ctx, "1 waiting on this phone to be sent.")
	writes(t, ctx, "Tea on Mondays")
	waits(t, ctx, "2 waiting on this phone to be sent.")
	if left := js[string](t, ctx, `document.querySelector("#what").value`); left != "" {
		t.Errorf("the box holds %q after saving", left)
	}
	o.start()
	opens(t, ctx, o.home()+"/p/p/phone")
	seen(t, ctx, ".count", "Nothing is kept on this phone.")
	var said []string
	for _, e := range v.events("p") {
		if b, is := e.Body.(*domain.TestStarted); is {
			text, _ := b.What.Reveal(v.log.Opener())
			said = append(said, text)
		}
	}
	if got := strings.Join(said, ", "); got != "Soup on Fridays, Tea on Mondays" {
		t.Errorf("stored are %q", got)
	}
	// The button that saves nothing is the server's, and keeps nothing here.
	opens(t, ctx, o.home()+"/p/p/test")
	js[bool](t, ctx, `document.querySelector("#what").value = "Bread"; document.querySelector("[data-plain]").click(); true`)
	seen(t, ctx, "[role=status]:not(.outbox)", "We found nothing that others learnt about this.")
	if left := js[string](t, ctx, `document.querySelector("#what").value`); left != "Bread" {
		t.Errorf("the box holds %q", left)
	}
}
