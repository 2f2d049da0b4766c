package web

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/desirelines/desirelines/domain"
)

// Whoever writes chooses the id of what they write. A code for the id of something in another project opens nothing of that project.
func TestACodeOpensNothingOfAnotherProject(t *testing.T) {
	g := aGroup(t)
	one := g.joins(domain.RoleMember, "Blue")
	g.record("z", "", nil, &domain.ProjectStarted{Name: "The other kitchen", Zone: "Europe/London"})
	for _, writer := range []string{"", one.id} {
		theirs := g.record("z", writer, nil, &domain.SurpriseNoticed{What: domain.Write("The neighbours came.")})
		form := url.Values{"command": {theirs}, "what": {"It rained."}, "by": {byNobody}}
		code := printed(t, one.send(http.MethodPost, "/p/p/write", form))[0]
		w := g.stranger().send(http.MethodPost, "/claim", url.Values{"code": {code}})
		if body := w.Body.String(); w.Code != http.StatusOK || strings.Contains(body, "neighbours") || !strings.Contains(body, "It rained.") {
			t.Errorf("status %d\n%s", w.Code, shorten(body))
		}
	}
}

// What somebody keeps to themself is to everybody else as if it were not there, on the page after saving too.
func TestTheSavedPageDoesNotSayWhatOthersKeep(t *testing.T) {
	g := aGroup(t)
	one, other := g.joins(domain.RoleMember, "Blue"), g.joins(domain.RoleMember, "Green")
	kept := g.surprise(one, "I was afraid.", domain.SharedOnlyMe)
	one.gets("/p/p/saved?entry="+kept, http.StatusOK)
	other.gets("/p/p/saved?entry="+kept, http.StatusNotFound)
}

// Who tries too often is asked to wait, and is told for how long, wherever they try.
func TestTooManyTriesAreAskedToWait(t *testing.T) {
	g := withClock(t)
	wrong := url.Values{"words": {"none of these are words"}, "digits": {""}}
	for range 20 {
		w := g.stranger().send(http.MethodPost, "/sign-in", wrong)
		switch w.Code {
		case http.StatusUnprocessableEntity:
			continue
		case http.StatusTooManyRequests:
			if w.Header().Get("Retry-After") == "" {
				t.Error("nobody says how long to wait")
			}
			return
		}
		t.Fatalf("status %d\n%s", w.Code, shorten(w.Body.String()))
	}
	t.Error("nobody was asked to wait")
}

var chartAddress = regexp.MustCompile(`/chart/([^".?]+)\.csv`)

// A share link shows the report of its audience: the charts of other sections are not there.
func TestALinkShowsNoChartOfOtherSections(t *testing.T) {
	g, facilitator, _, _ := aTold(t)
	for _, quarter := range [][2]int{{2025, 7}, {2025, 10}, {2026, 1}, {2026, 4}} {
		from := time.Date(quarter[0], time.Month(quarter[1]), 1, 0, 0, 0, 0, time.UTC)
		start, end := domain.DateOf(from), domain.DateOf(from.AddDate(0, 3, -1))
		g.record("p", "", nil,
			&domain.TargetSet{Aim: "eat", Measure: "meals", Value: domain.Say("20"), PeriodStart: start, PeriodEnd: end},
			&domain.OutcomeRecorded{Aim: "eat", Measure: "meals", Value: domain.Say("12"), PeriodStart: start, PeriodEnd: end})
	}
	found := chartAddress.FindStringSubmatch(facilitator.gets("/p/p/aims", http.StatusOK))
	if found == nil {
		t.Fatal("the aims have no chart")
	}
	for section, status := range map[string]int{"entries": http.StatusNotFound, "aims": http.StatusOK} {
		g.record("p", facilitator.id, nil, &domain.AudienceNamed{Audience: "for-" + section, AudienceDefinition: domain.AudienceDefinition{Name: "The team", Sections: []string{section}}})
		path := g.link(facilitator, "p", linkForm(g.release("p", "for-"+section)))
		g.stranger().gets(path, http.StatusOK)
		g.stranger().gets(path+"/chart/"+found[1]+".csv", status)
	}
}

// A group forgets its own people, and not those who look after the site: these would not get in again.
func TestAGroupDoesNotForgetWhoWorksHere(t *testing.T) {
	g := aGroup(t)
	facilitator, one := g.joins(domain.RoleFacilitator, "Red"), g.joins(domain.RoleMember, "Blue")
	g.record(domain.Installation, "", nil, &domain.StaffAppointed{Person: one.id, Role: domain.StaffOperator})
	form := url.Values{"command": {newID()}, "typed": {forgetWord}, "what": {forgetAll}, "why": {"asked"}}
	facilitator.posts("/p/p/people/"+one.id+"/forget", http.StatusForbidden, form)
	one.gets("/staff", http.StatusOK)
}

// Whoever changes what they may do goes on under a new token.
func TestAnotherRoleOfOnesOwnTakesANewToken(t *testing.T) {
	g := aGroup(t)
	g.joins(domain.RoleFacilitator, "Red")
	one := g.joins(domain.RoleFacilitator, "Blue")
	form := url.Values{"command": {newID()}, "person": {one.id}, "do": {domain.RoleMember}}
	fresh := one.posts("/p/p/people/change", http.StatusSeeOther, form).Result().Cookies()
	one.gets("/p/p", http.StatusSeeOther)
	one.cookies = fresh
	one.gets("/p/p", http.StatusOK)
	one.gets("/p/p/people", http.StatusForbidden)
}
