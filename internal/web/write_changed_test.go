package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/desirelines/desirelines/domain"
)

// What an outcome or a surprise changed is asked, may be left out, is told in a sentence, and can be put right. Another kind keeps it in its words.
func TestWhatChangedIsAskedAndTold(t *testing.T) {
	g := aGroup(t)
	blue := g.joins(domain.RoleMember, "Blue")
	write := func(status int, answers url.Values) string {
		if !answers.Has("command") {
			answers.Set("command", newID())
		}
		return blue.posts("/p/p/write", status, answers).Body.String()
	}
	all := url.Values{"kind": {writeSurprise}, "what": {"They asked us."}, "changed": {"together"}, "between": {"the council and people who use the garden"}, "level": {"area"}}
	write(http.StatusSeeOther, all)
	e, b := lastOf[*domain.SurpriseNoticed](g)
	if b.Changed != "together" || b.Level != "area" || e.ID != all.Get("command") {
		t.Fatalf("stored is %+v", b)
	}
	const says = "It changed how we work together, between the council and people who use the garden, in our area."
	for _, address := range []string{"/p/p/surprises", "/p/p/entries", "/p/p/what_changed", "/p/p/entry/" + e.ID} {
		want := says
		if strings.Contains(address, "entry/") {
			want = "How we work together"
		}
		if body := blue.gets(address, http.StatusOK); !strings.Contains(body, want) {
			t.Errorf("%s does not say %q", address, want)
		}
	}
	for _, address := range []string{"/p/p/surprises.csv", "/p/p/entries.csv", "/p/p/what_changed.csv"} {
		if table := blue.gets(address, http.StatusOK); !strings.Contains(table, "together,the council and people who use the garden,area") {
			t.Errorf("%s: %s", address, table)
		}
	}
	write(http.StatusSeeOther, url.Values{"kind": {writeOutcome}, "what": {"A bus comes."}, "changed": {"service"}})
	if _, b := lastOf[*domain.OutcomeRecorded](g); b.Changed != "service" || b.Level != "" {
		t.Errorf("stored is %+v", b)
	}
	write(http.StatusSeeOther, url.Values{"kind": {writeLearning}, "what": {"To ask early."}, "changed": {"rules"}, "level": {"system"}})
	learnt, _ := lastOf[*domain.LearningDrawn](g)
	if body := blue.gets("/p/p/entry/"+learnt.ID, http.StatusOK); !strings.Contains(body, "What it changed: rules or money, in the whole system") {
		t.Error("what a learning changed is lost")
	}
	if body := write(http.StatusUnprocessableEntity, url.Values{"kind": {writeOutcome}, "what": {"A bus."}, "changed": {"everything"}, "between": {"two buses"}}); !strings.Contains(body, "two buses") || !strings.Contains(body, `id="changed-error"`) {
		t.Error("what is wrong is not said, or what was written is gone")
	}
	// Put right: what it changed is another thing; between whom stays.
	address := "/p/p/entry/" + e.ID + "/correct"
	page := read(t, address, strings.NewReader(blue.gets(address, http.StatusOK)))
	f := boxed(page, "is-changed", "rules", "is-level", "area")
	if f.Get("is-between") != "the council and people who use the garden" {
		t.Errorf("the box holds %q", f.Get("is-between"))
	}
	blue.posts(address, http.StatusSeeOther, f)
	if body := blue.gets("/p/p/what_changed", http.StatusOK); !strings.Contains(body, "It changed rules or money, between the council and people who use the garden, in our area.") {
		t.Error("what was put right is not told")
	}
}
