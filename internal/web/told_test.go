package web

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/aimed"
	"github.com/desirelines/desirelines/reports/small"
)

// tenants is a measure that counts people, to date.
func tenants() domain.Definition {
	people := true
	return domain.Definition{Name: "Tenants", MeasureKind: domain.Increase, Mode: domain.ToDate, Unit: "tenants", People: &people}
}

// shown is what a page says of the tenants: the figure of every period and of all, and whether it is kept back.
type shown struct {
	Actual *domain.Number
	Status aimed.Status
}

func (s *somebody) tenants(address string) (all []shown) {
	s.t.Helper()
	var page struct {
		Aims []struct {
			Measures []struct {
				Overall shown
				Periods []shown
			}
		}
	}
	body := s.gets(address, http.StatusOK)
	if err := json.Unmarshal([]byte(strings.ReplaceAll(body, `"actual":{"withheld":true}`, `"actual":null`)), &page); err != nil {
		s.t.Fatalf("%s: %v\n%s", address, err, shorten(body))
	}
	m := page.Aims[0].Measures[0]
	return append([]shown{m.Overall}, m.Periods...)
}

func number64(n int64) *domain.Number { d := domain.Int(n); return &d }

// leaks are the pairs of releases of which somebody who has both learns that fewer than 8 people came or went.
func leaks(told []*domain.Number, truth []int64) (pairs [][2]int) {
	for i := range told {
		for j := range i {
			apart := truth[i] - truth[j]
			if told[i] != nil && told[j] != nil && told[i].Cmp(*told[j]) != 0 && apart > -8 && apart < 8 {
				pairs = append(pairs, [2]int{j, i})
			}
		}
	}
	return pairs
}

// A funder who keeps every page of four releases never learns that fewer than 8 people came in between. Each release has its one answer,
// whenever and however it is asked for, whatever is written or taken back meanwhile.
func TestReleasesDoNotGiveSinglePeopleAway(t *testing.T) {
	g := withClock(t)
	facilitator, member, funder := g.joins(domain.RoleFacilitator, "Ada"), g.joins(domain.RoleMember, "Ben"), g.works(domain.StaffFunder, "p")
	g.record("p", "", nil, &domain.AimAgreed{Aim: "home", Statement: "People find a home"}, &domain.MeasureAdded{Aim: "home", Measure: "tenants", Definition: tenants()})
	truth := []int64{41, 44, 53, 57}
	year := func(m string) domain.Date { d, _ := domain.ParseDate(m); return d }
	months := []string{"2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30"}
	var told, alone []*domain.Number
	var releases, positions, outcomes []string
	for i, n := range truth {
		outcomes = append(outcomes, g.record("p", member.id, nil, &domain.OutcomeRecorded{
			Aim: "home", Measure: "tenants", Value: domain.Of(domain.Int(n)), PeriodStart: year("2026-01-01"), PeriodEnd: year("2026-12-31"), What: domain.Write("counted in " + months[i])}))
		positions = append(positions, number(g.newest("p")))
		releases = append(releases, g.release("p", "funders"))
		seen := funder.tenants("/p/p/aims.json")[0]
		told = append(told, seen.Actual)
		alone = append(alone, single(n))
		g.record("p", member.id, nil, &domain.SurpriseNoticed{What: domain.Write("Somebody moved out.")})
		for j, want := range told { // the same question has the same answer
			if got := funder.tenants("/p/p/aims.json?at=" + positions[j])[0].Actual; !same(got, want) {
				t.Errorf("after release %d, release %d says %v, and said %v", i, j, got, want)
			}
		}
	}
	if pairs := leaks(told, truth); len(pairs) > 0 {
		t.Errorf("releases %v of %v, told as %v, give small differences away", pairs, truth, told)
	}
	if len(leaks(alone, truth)) == 0 {
		t.Error("the attack finds nothing where every release is told by itself, so it proves nothing")
	}
	if told[0] == nil || same(told[0], told[2]) {
		t.Errorf("what is far enough away is told: %v", told)
	}

	// Three people fewer: what was told stays, for funders, by link and in the preview of the next release.
	g.record("p", member.id, nil, &domain.EntryWithdrawn{Entry: outcomes[3]})
	last := told[3]
	link := g.link(facilitator, "p", linkForm(releases[3]))
	for who, got := range map[string]*domain.Number{
		"the funder": funder.tenants("/p/p/aims.json")[0].Actual, "a link": g.stranger().tenants(link + "/aims.json")[0].Actual,
		"the preview": facilitator.tenants("/p/p/aims.json?audience=funders")[0].Actual,
	} {
		if !same(got, last) {
			t.Errorf("%s is shown %v after an entry was taken back, and was told %v", who, got, last)
		}
	}
	if got := member.tenants("/p/p/aims.json")[0].Actual; !same(got, number64(53)) {
		t.Errorf("the group is shown %v", got)
	}
	if body := funder.gets("/p/p/for/funders", http.StatusOK); !strings.Contains(body, "Something was taken back since") {
		t.Error("the report does not say that something was taken back")
	}
	funder.gets("/p/p/aims.json?against=first", http.StatusForbidden)
	funder.gets("/p/p/aims.json?happened_by=2026-02", http.StatusForbidden)
}

func same(a, b *domain.Number) bool {
	return a == nil && b == nil || a != nil && b != nil && a.Cmp(*b) == 0
}

// single is how a count is told where nobody remembers what was told before.
func single(n int64) *domain.Number {
	f := small.Funders().Figures(tenants(), aimed.Figures{Overall: aimed.Comparison{Actual: domain.Of(domain.Int(n))}})
	if f.Overall.Actual.Form == domain.Withheld {
		return nil
	}
	return &f.Overall.Actual.Number
}

// Everybody reads what everybody was told, and nothing before; strangers find nothing else there.
func TestWhatThePublicWasTold(t *testing.T) {
	g, _, member, _ := aTold(t)
	g.stranger().gets("/p/p/for/public", http.StatusSeeOther)
	g.surprise(member, "The street came to eat.", "public", "group")
	g.release("p", "public")
	g.surprise(member, "Not told yet.", "public", "group")
	body := g.stranger().gets("/p/p/for/public", http.StatusOK)
	for _, want := range []string{"The street came to eat.", "This was told to everybody on"} {
		if !strings.Contains(body, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	for _, hidden := range []string{"stove", "sang", "Not told yet"} {
		if strings.Contains(body, hidden) {
			t.Errorf("the page says %q", hidden)
		}
	}
	for _, e := range read(t, "public", strings.NewReader(body)) {
		if to := e.attr["href"]; strings.HasPrefix(to, "/p/") {
			if w := g.stranger().send(http.MethodGet, to, nil); w.Code != http.StatusOK {
				t.Errorf("the page leads a stranger to %s: status %d", to, w.Code)
			}
		}
	}
}

// A funder sees their projects alone, each as it was told, and is told in words that one has not said anything yet.
func TestThePortfolioOfAFunder(t *testing.T) {
	g, _, member, _ := aTold(t)
	g.record("q", "", nil, &domain.ProjectStarted{Name: "The silent kitchen"})
	g.record("r", "", nil, &domain.ProjectStarted{Name: "Another town's kitchen"})
	g.release("r", "funders")
	funder := g.works(domain.StaffFunder, "p", "q")
	g.surprise(member, "A surprise after it was told.", "group", "funders")
	body := funder.gets("/portfolio", http.StatusOK)
	if !strings.Contains(body, "1 project has not told you anything yet.") || strings.Contains(body, "silent") || strings.Contains(body, "Another town") {
		t.Errorf("the portfolio:\n%s", body)
	}
	var p struct {
		Of, Untold int
		Projects   []struct {
			Project   string
			Surprises int
		}
	}
	if err := json.Unmarshal([]byte(funder.gets("/portfolio.json", http.StatusOK)), &p); err != nil {
		t.Fatal(err)
	}
	if p.Of != 1 || p.Untold != 1 || p.Projects[0].Project != "p" || p.Projects[0].Surprises != 2 {
		t.Errorf("the portfolio is not of what was told: %+v", p)
	}
	g.release("p", "funders")
	if err := json.Unmarshal([]byte(funder.gets("/portfolio.json", http.StatusOK)), &p); err != nil || p.Projects[0].Surprises != 3 {
		t.Errorf("the next release does not count: %+v", p)
	}
}

// A file for others is noted with whose words are in it before it is given out; whoever takes something back later is found by it.
func TestFilesAreNoted(t *testing.T) {
	g, facilitator, member, _ := aTold(t)
	made := func() (list []*domain.ExportMade) {
		for _, e := range g.events("p") {
			if b, is := e.Body.(*domain.ExportMade); is {
				list = append(list, b)
			}
		}
		return list
	}
	for _, e := range read(t, "report", strings.NewReader(facilitator.gets("/p/p/for/funders", http.StatusOK))).all("a") {
		if strings.Contains(e.attr["href"], "funders.html") {
			t.Error("a file is made by following a link")
		}
	}
	facilitator.gets("/p/p/for/funders.html", http.StatusSeeOther)
	if len(made()) > 0 {
		t.Fatal("opening an address notes a file")
	}
	at := g.newest("p")
	w := facilitator.posts("/p/p/for/funders.json", http.StatusOK, url.Values{})
	var file struct {
		State    string
		Audience struct{ ID string }
		KnownAt  struct{ Position uint64 } `json:"known_at"`
		Release  string
	}
	if err := json.Unmarshal(w.Body.Bytes(), &file); err != nil || file.State != "preview" || file.Audience.ID != "funders" || file.KnownAt.Position != at || file.Release == "" {
		t.Errorf("the file does not say for whom it is, and up to when: %+v, %v", file, err)
	}
	facilitator.posts("/p/p/for/funders.json", http.StatusOK, url.Values{})
	list := made()
	if len(list) != 1 || list[0].Audience != "funders" || list[0].Format != "json" || list[0].Position != at || !slices.Equal(list[0].People, []string{member.id}) {
		t.Fatalf("the register holds %+v", list)
	}
	member.posts("/p/p/for/funders.json", http.StatusForbidden, url.Values{})
	if body := facilitator.gets("/p/p/exports", http.StatusOK); strings.Contains(body, "Ask for") || !strings.Contains(body, "Words of 1 person is in it") && !strings.Contains(body, "Ben") {
		t.Errorf("the register:\n%s", body)
	}
	g.record("p", member.id, nil, &domain.ConsentWithdrawn{Person: member.id, Class: domain.ConsentWords, Audience: "funders"})
	body := facilitator.gets("/p/p/exports", http.StatusOK)
	if !strings.Contains(body, "It holds words that were taken back since. Ask for it to be deleted.") || !strings.Contains(body, "/p/p/exports?person="+member.id) {
		t.Errorf("nobody is told to ask for the file:\n%s", body)
	}
	facilitator.gets("/p/p/exports?person="+member.id, http.StatusOK)
	if !strings.Contains(facilitator.gets("/p/p/exports.json", http.StatusOK), `"recall":true`) {
		t.Error("the data do not say which file to ask for")
	}
}

// Somebody takes words back while a file with them is made: it is not given out.
func TestWordsTakenBackWhileAFileIsMade(t *testing.T) {
	g, facilitator, member, _ := aTold(t)
	g.before = func(c domain.Command) {
		if _, is := c.Drafts[0].Body.(*domain.ExportMade); !is {
			return
		}
		g.before = nil
		g.record("p", member.id, nil, &domain.ConsentWithdrawn{Person: member.id, Class: domain.ConsentWords, Audience: "funders"})
	}
	w := facilitator.posts("/p/p/for/funders.html", http.StatusConflict, url.Values{})
	if body := w.Body.String(); strings.Contains(body, "sang") || !strings.Contains(body, "Words were taken back while this file was made") {
		t.Errorf("the file is given out:\n%s", shorten(body))
	}
	if body := facilitator.posts("/p/p/for/funders.html", http.StatusOK, url.Values{}).Body.String(); strings.Contains(body, "sang") {
		t.Error("the file that is made next holds what was taken back")
	}
}
