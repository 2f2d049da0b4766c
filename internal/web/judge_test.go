package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/desirelines/desirelines/domain"
)

// What people think is said for each way of knowing, stands side by side with how many saw it differently, and changes no figure.
func TestAGroupJudgesBesideTheArithmetic(t *testing.T) {
	g := aGroup(t)
	blue, red := g.joins(domain.RoleMember, "Blue"), g.joins(domain.RoleMember, "Red")
	g.record("p", blue.id, nil, &domain.AimAgreed{Aim: "tea", Statement: "Tea for everybody"},
		&domain.MeasureAdded{Aim: "tea", Measure: "cups", Definition: domain.Definition{Name: "Cups", MeasureKind: domain.Increase, Mode: domain.ToDate}},
		&domain.TargetSet{Aim: "tea", Measure: "cups", PeriodStart: dayOn("2024-01-01"), PeriodEnd: dayOn("2024-12-31"), Value: domain.Say("100")},
		&domain.OutcomeRecorded{Aim: "tea", Measure: "cups", PeriodStart: dayOn("2024-01-01"), PeriodEnd: dayOn("2024-12-31"), Value: domain.Say("120")})
	about := url.Values{"about": {aboutValue("tea", "cups")}}
	page := blue.gets("/p/p/judge?"+about.Encode(), http.StatusOK)
	for _, want := range []string{"Tea for everybody – Cups", "More than we aimed", "It got worse", "How many of us saw it differently?", `value="2024-01-01/2024-12-31"`} {
		if !strings.Contains(page, want) {
			t.Errorf("the form does not say %q", want)
		}
	}
	wrong := url.Values{"command": {newID()}, "about": {aboutValue("tea", "cups")}, "disagree": {"many"}, "why": {"It was cold."}, "judged": {"great"}}
	if body := blue.posts("/p/p/judge", http.StatusUnprocessableEntity, wrong).Body.String(); !strings.Contains(body, "It was cold.") || !strings.Contains(body, `id="judged-error"`) || !strings.Contains(body, `id="disagree-error"`) {
		t.Error("what is wrong is not said beside its question, or what was written is gone")
	}
	lived := url.Values{"command": {newID()}, "about": {aboutValue("tea", "cups")}, "judged": {"some"}, "knowing": {"lived"}, "disagree": {"2"}, "period": {"2024-01-01/2024-12-31"}, "why": {"It was cold."}}
	for range 2 { // the answer was lost once
		blue.posts("/p/p/judge", http.StatusSeeOther, lived)
	}
	red.posts("/p/p/judge", http.StatusSeeOther, url.Values{"command": {newID()}, "about": {aboutValue("tea", "cups")}, "judged": {"all"}, "knowing": {"professional"}})
	blue.posts("/p/p/judge", http.StatusSeeOther, url.Values{"command": {newID()}, "about": {aboutValue("tea", "")}, "judged": {"most"}, "knowing": {"both"}})
	all := bodies[*domain.AimJudged](g)
	if len(all) != 3 || all[0].Disagree != 2 || all[0].PeriodEnd != dayOn("2024-12-31") || all[0].Measure != "cups" || all[2].Measure != "" {
		t.Fatalf("stored are %+v", all)
	}
	aims := blue.gets("/p/p/aims", http.StatusOK)
	for _, want := range []string{"some of it (2 of them saw it differently)", "all of it", "from living it: most of it; from working with it: most of it", "120 of 100"} {
		if !strings.Contains(aims, want) {
			t.Errorf("the aims do not say %q", want)
		}
	}
	gap := blue.gets("/p/p/judged", http.StatusOK)
	for _, want := range []string{"Some of it (2 of them saw it differently)", "2 steps apart.", "They say the same.", "differ on 1 of 2"} {
		if !strings.Contains(gap, want) {
			t.Errorf("the gap does not say %q", want)
		}
	}
	for _, address := range []string{"/p/p/judged.csv", "/p/p/aims.csv"} {
		if table := blue.gets(address, http.StatusOK); !strings.Contains(table, "disagree_lived") || !strings.Contains(table, "some,2,all,") {
			t.Errorf("%s: %s", address, table)
		}
	}
	for _, nowhere := range []string{aboutValue("coffee", ""), aboutValue("tea", "spoons"), ""} {
		blue.gets("/p/p/judge?"+url.Values{"about": {nowhere}}.Encode(), http.StatusNotFound)
	}
}
