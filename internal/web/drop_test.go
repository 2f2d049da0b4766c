package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/language"
)

// An aim is let go through a form: why from a short list and in words, who was there and when; all of it stands on the aim's page, in the
// aims and step by step, and the aim can be wanted again.
func TestAnAimIsLetGo(t *testing.T) {
	g := aGroup(t)
	blue := g.joins(domain.RoleMember, "Blue")
	g.record("p", blue.id, nil, &domain.AimAgreed{Aim: "tea", Statement: "Tea for everybody"})
	for _, page := range []string{"/p/p/aims", "/p/p/aim/tea"} {
		if body := blue.gets(page, http.StatusOK); !strings.Contains(body, `href="/p/p/aim/tea/drop"`) {
			t.Errorf("nothing on %s leads to the form", page)
		}
	}
	const address = "/p/p/aim/tea/drop"
	page := blue.gets(address, http.StatusOK)
	for _, want := range []string{"Tea for everybody", "What made us let it go?", "We learnt something", "Who was there?", "When did we decide it?", "You can want it again later."} {
		if !strings.Contains(page, want) {
			t.Errorf("the form does not say %q", want)
		}
	}
	wrong := url.Values{"command": {newID()}, "because": {"boredom"}, "happened": {"someday"}, "why": {"Nobody drinks it."}}
	if body := blue.posts(address, http.StatusUnprocessableEntity, wrong).Body.String(); !strings.Contains(body, `id="because-error"`) || !strings.Contains(body, `id="happened-error"`) || !strings.Contains(body, "Nobody drinks it.") {
		t.Error("what is wrong is not said beside its question, or what was written is gone")
	}
	sent := url.Values{"command": {newID()}, "because": {"around_us"}, "why": {"Nobody drinks it."}, "there": {"five neighbours"}, "happened": {"10 March 2019"}}
	for range 2 { // the answer was lost once
		if to := blue.posts(address, http.StatusSeeOther, sent).Header().Get("Location"); to != "/p/p/aim/tea" {
			t.Errorf("after it comes %s", to)
		}
	}
	dropped := bodies[*domain.AimDropped](g)
	if len(dropped) != 1 || dropped[0].Because != domain.BecauseAround || dropped[0].Why.IsZero() || dropped[0].There.IsZero() {
		t.Fatalf("stored are %+v", dropped)
	}
	if e, _ := lastOf[*domain.AimDropped](g); e.Happened != dayOn("2019-03-10") || e.Actor != blue.id {
		t.Errorf("it happened on %s, said by %q", e.Happened, e.Actor)
	}
	for page, says := range map[string][]string{
		"/p/p/aim/tea": {"Since 10 March 2019 we no longer want this, because things around us changed.", "Nobody drinks it.", "five neighbours", "We want this again"},
		"/p/p/aims":    {"We no longer want this.", "We let it go because things around us changed.", "Nobody drinks it.", "We want this again"},
		"/p/p/replay":  {"We no longer want this", "Tea for everybody"},
		address:        {"We want this again", "We no longer want this."},
	} {
		body := blue.gets(page, http.StatusOK)
		for _, want := range says {
			if !strings.Contains(body, want) {
				t.Errorf("%s does not say %q", page, want)
			}
		}
	}
	if body := blue.gets(address, http.StatusOK); strings.Contains(body, `name="why"`) {
		t.Error("an aim that was let go is let go again")
	}
	// Whoever reads it in another language finds the sentences among the messages, without words of the group in them.
	if keys := language.Messages([]byte(blue.gets("/p/p/aim/tea", http.StatusOK))); !slices.Contains(keys, "Since {day} we no longer want this, because things around us changed.") {
		t.Errorf("the messages are %q", keys)
	}
	// Somebody else let it go meanwhile: nothing is recorded twice, and what was written is still there.
	if body := blue.posts(address, http.StatusUnprocessableEntity, url.Values{"command": {newID()}, "why": {"It is cold."}}).Body.String(); !strings.Contains(body, "It is cold.") || len(bodies[*domain.AimDropped](g)) != 1 {
		t.Error("it was let go twice, or what was written is gone")
	}
	blue.posts("/p/p/aim/tea/change", http.StatusSeeOther, url.Values{"command": {newID()}, "statement": {"Tea for everybody"}})
	if body := blue.gets("/p/p/aim/tea", http.StatusOK); !strings.Contains(body, "we want this again.") || !strings.Contains(body, `href="/p/p/aim/tea/drop"`) {
		t.Error("it is not wanted again")
	}
	blue.gets("/p/p/aim/none/drop", http.StatusNotFound)

	for _, role := range []*somebody{g.works(domain.StaffFunder, "p"), g.works(domain.StaffEvaluator)} {
		if w := role.send(http.MethodPost, address, sent); w.Code < 400 {
			t.Errorf("who does not write lets an aim go: %d", w.Code)
		}
	}
}
