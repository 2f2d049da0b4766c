package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/desirelines/desirelines/domain"
)

const rosasWords = "The soup tastes of home"

// everywhere are the pages and files on which the words of an entry could stand for a funder.
func everywhere(entry string) []string {
	return []string{
		"/p/p", "/p/p/entry/" + entry, "/p/p/entry/" + entry + ".json", "/p/p/entries", "/p/p/surprises", "/p/p/surprises.json", "/p/p/surprises.csv",
		"/p/p/journey", "/p/p/journey.atom", "/p/p/find?words=soup", "/p/p/find.json?words=soup", "/p/p/for/funders", "/p/p/for/funders.json",
		"/p/p/for/funders.md", "/p/p/for/funders.html",
	}
}

func (s *somebody) finds(words, entry string) (places []string) {
	s.t.Helper()
	for _, address := range everywhere(entry) {
		if w := s.send(http.MethodGet, address, nil); strings.Contains(w.Body.String(), words) {
			places = append(places, address)
		}
	}
	return places
}

// A member shares their words with the funder, who reads them; taken back with one tap, they are gone from the next request on, from every
// page, feed, report and file, also from those that were written before.
func TestWordsAreSharedAndTakenBack(t *testing.T) {
	g := aGroup(t)
	rosa, funder := g.joins(domain.RoleMember, "Rosa"), g.works(domain.StaffFunder, "p")
	entry := g.surprise(rosa, rosasWords)
	g.tells("funders")
	if got := funder.finds(rosasWords, entry); len(got) > 0 {
		t.Fatalf("before any yes the funder reads it on %v", got)
	}

	page := rosa.gets("/p/p/entry/"+entry, http.StatusOK)
	share := "/p/p/entry/" + entry + "/share"
	if !strings.Contains(page, share+"?with=funders") {
		t.Fatalf("the entry offers no way to share it:\n%s", page)
	}
	asks := rosa.gets(share+"?with=funders", http.StatusOK)
	if !strings.Contains(asks, rosasWords) {
		t.Fatalf("it is not read back:\n%s", asks)
	}
	form := url.Values{"command": {newID()}, "with": {"funders"}, "answer": {"yes"}, "review": {"year"}}
	rosa.posts(share, http.StatusSeeOther, form)
	rosa.posts(share, http.StatusSeeOther, form) // a double tap
	rosa.posts(share, http.StatusSeeOther, url.Values{"with": {"funders"}, "answer": {"yes"}})
	var yes []*domain.ConsentGiven
	for _, e := range g.events("p") {
		if b, ok := e.Body.(*domain.ConsentGiven); ok {
			yes = append(yes, b)
		}
	}
	if len(yes) != 1 || yes[0].How != "written" || yes[0].Wording == "" || yes[0].Language != "en" || yes[0].ReviewBy.String() != "2027-07-31" {
		t.Fatalf("the yes is recorded as %+v", yes)
	}
	if got := funder.finds(rosasWords, entry); len(got) < 8 {
		t.Errorf("after the yes the funder reads it on %v alone", got)
	}
	if body := rosa.gets("/p/p/agreed", http.StatusOK); !strings.Contains(body, rosasWords) || !strings.Contains(body, "Take it back") {
		t.Errorf("it is not among what Rosa agreed to:\n%s", body)
	}

	back := "/p/p/entry/" + entry + "/back"
	rosa.posts(back, http.StatusSeeOther, url.Values{"with": {"funders"}})
	if got := funder.finds(rosasWords, entry); len(got) > 0 {
		t.Errorf("taken back, the funder still reads it on %v", got)
	}
	position := len(g.events("p"))
	rosa.posts(back, http.StatusSeeOther, url.Values{"with": {"funders"}})
	if now := len(g.events("p")); now != position {
		t.Errorf("a second tap records %d entries more", now-position)
	}
}

// Who may not speak for a writer is refused, and nothing is recorded.
func TestNobodyElseSharesTheWordsOfAnother(t *testing.T) {
	g := aGroup(t)
	rosa, ben := g.joins(domain.RoleMember, "Rosa"), g.joins(domain.RoleMember, "Ben")
	funder, evaluator, operator := g.works(domain.StaffFunder, "p"), g.works(domain.StaffEvaluator), g.works(domain.StaffOperator)
	entry, hidden := g.surprise(rosa, rosasWords), g.surprise(rosa, "For me alone", domain.SharedOnlyMe)
	g.tells("funders")
	rosa.posts("/p/p/entry/"+entry+"/share", http.StatusSeeOther, url.Values{"with": {"funders"}, "answer": {"yes"}})
	var consent string
	events := g.events("p")
	consent = events[len(events)-1].ID
	for _, who := range []*somebody{ben, funder, evaluator, operator, g.stranger()} {
		for address, form := range map[string]url.Values{
			"/p/p/entry/" + entry + "/share":     {"with": {"public"}, "answer": {"yes"}},
			"/p/p/entry/" + entry + "/back":      {"with": {"funders"}},
			"/p/p/entry/" + entry + "/name-off":  {"with": {"funders"}},
			"/p/p/entry/" + hidden + "/share":    {"with": {"funders"}, "answer": {"yes"}},
			"/p/p/agreed/back":                   {"consent": {consent}},
			"/p/p/entry/no-such-entry/share":     {"with": {"public"}, "answer": {"yes"}},
			"/p/p/entry/" + entry + "/share?x=1": {"with": {"nobody-known"}, "answer": {"yes"}},
		} {
			if w := who.send(http.MethodPost, address, form); w.Code < 400 || w.Code >= 500 || strings.Contains(w.Body.String(), "For me alone") {
				t.Errorf("%s: status %d\n%s", address, w.Code, shorten(w.Body.String()))
			}
		}
	}
	if now := g.events("p"); len(now) != len(events) {
		t.Errorf("%d entries were recorded", len(now)-len(events))
	}
}

// Whoever holds the group together may say a yes for its writer, and it is recorded as assisted.
func TestAFacilitatorSpeaksForTheWriter(t *testing.T) {
	g := aGroup(t)
	rosa, helper := g.joins(domain.RoleMember, "Rosa"), g.joins(domain.RoleFacilitator, "Kim")
	entry := g.surprise(rosa, rosasWords)
	list := helper.gets("/p/p/going-out", http.StatusOK)
	if !strings.Contains(list, rosasWords) || !strings.Contains(list, "own words is safer") || !strings.Contains(list, "Rosa") ||
		!strings.Contains(list, "They said yes, for") || !strings.Contains(list, ">Not now</a>") {
		t.Fatalf("the list does not ask about it:\n%s", list)
	}
	w := helper.posts("/p/p/entry/"+entry+"/share", http.StatusSeeOther, url.Values{"with": {"public"}, "answer": {"yes"}, "to": {"going-out"}})
	if got := w.Header().Get("Location"); got != "/p/p/going-out" {
		t.Errorf("it leads to %s", got)
	}
	events := g.events("p")
	if b, ok := events[len(events)-1].Body.(*domain.ConsentGiven); !ok || b.How != "assisted" || b.Person != rosa.id || events[len(events)-1].Actor != helper.id {
		t.Errorf("it is recorded as %+v", events[len(events)-1])
	}
	if strings.Contains(helper.gets("/p/p/going-out", http.StatusOK), rosasWords) {
		t.Error("it is asked again")
	}
	helper.posts("/p/p/agreed/back", http.StatusSeeOther, url.Values{"consent": {events[len(events)-1].ID}})
	events = g.events("p")
	if b, ok := events[len(events)-1].Body.(*domain.ConsentWithdrawn); !ok || !slices.Equal(b.Items, []string{entry}) || b.Audience != "public" {
		t.Errorf("taking back is recorded as %+v", events[len(events)-1].Body)
	}
}

// A name stands beside words where its person asked for that, and goes without the words going.
func TestANameIsPutBesideWordsAndTakenAway(t *testing.T) {
	g := aGroup(t)
	rosa, funder := g.joins(domain.RoleMember, "Rosa Luna"), g.works(domain.StaffFunder, "p")
	entry := g.surprise(rosa, rosasWords)
	g.tells("funders")
	share := "/p/p/entry/" + entry + "/share"
	rosa.posts(share, http.StatusSeeOther, url.Values{"with": {"funders"}, "answer": {"yes"}})
	if body := funder.gets("/p/p/entry/"+entry, http.StatusOK); strings.Contains(body, "Rosa Luna") || !strings.Contains(body, rosasWords) {
		t.Fatalf("without a yes for the name it says\n%s", body)
	}
	rosa.posts(share, http.StatusSeeOther, url.Values{"with": {"funders"}, "answer": {"yes"}, "name": {"yes"}})
	if body := funder.gets("/p/p/entry/"+entry, http.StatusOK); !strings.Contains(body, "Rosa Luna") {
		t.Errorf("the name does not stand there:\n%s", body)
	}
	rosa.posts("/p/p/entry/"+entry+"/name-off", http.StatusSeeOther, url.Values{"with": {"funders"}})
	if body := funder.gets("/p/p/entry/"+entry, http.StatusOK); strings.Contains(body, "Rosa Luna") || !strings.Contains(body, rosasWords) {
		t.Errorf("after the name was taken away it says\n%s", body)
	}
}

// A yes for all words counts for what is written later, and ends with one tap.
func TestAYesForAllWords(t *testing.T) {
	g := aGroup(t)
	rosa, funder := g.joins(domain.RoleMember, "Rosa"), g.works(domain.StaffFunder, "p")
	if body := rosa.gets("/p/p/agreed/all?class=words&with=funders", http.StatusOK); !strings.Contains(body, "what you will write") {
		t.Errorf("it does not say what it means:\n%s", body)
	}
	rosa.posts("/p/p/agreed/all", http.StatusSeeOther, url.Values{"class": {"words"}, "with": {"funders"}, "answer": {"no"}})
	rosa.posts("/p/p/agreed/all", http.StatusUnprocessableEntity, url.Values{"class": {"words"}, "with": {"funders"}})
	rosa.posts("/p/p/agreed/all", http.StatusSeeOther, url.Values{"class": {"words"}, "with": {"funders"}, "answer": {"yes"}})
	yes := g.events("p")[len(g.events("p"))-1].ID
	entry := g.surprise(rosa, rosasWords)
	g.tells("funders")
	if body := funder.gets("/p/p/entry/"+entry, http.StatusOK); !strings.Contains(body, rosasWords) {
		t.Fatalf("what is written later is not read:\n%s", body)
	}
	rosa.posts("/p/p/agreed/back", http.StatusSeeOther, url.Values{"consent": {yes}})
	if got := funder.finds(rosasWords, entry); len(got) > 0 {
		t.Errorf("taken back, it is read on %v", got)
	}
}

// A number that its writer takes back from the group is gone from the figures, and from the picture and its data.
func TestANumberTakenBackLeavesThePictures(t *testing.T) {
	g := aGroup(t)
	rosa, ben := g.joins(domain.RoleMember, "Rosa"), g.joins(domain.RoleMember, "Ben")
	g.record("p", ben.id, nil, &domain.AimAgreed{Aim: "eat", Statement: "We eat together"},
		&domain.MeasureAdded{Aim: "eat", Measure: "meals", Definition: domain.Definition{Name: "Meals", MeasureKind: domain.Increase, Mode: domain.PerPeriod}})
	day := func(text string) domain.Date {
		d, err := domain.ParseDate(text)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	counted := func(who *somebody, value, happened string) string {
		c := domain.Command{ID: newID(), Project: "p", Actor: who.id, Drafts: []domain.Draft{
			{Body: &domain.OutcomeRecorded{Aim: "eat", Measure: "meals", Value: domain.Say(value)}, Happened: day(happened)}}}
		if _, err := g.log.Do(t.Context(), c); err != nil {
			t.Fatal(err)
		}
		return c.ID
	}
	for _, spring := range [][2]string{{"2025-07-01", "2025-09-30"}, {"2025-10-01", "2025-12-31"}, {"2026-01-01", "2026-03-31"}, {"2026-04-01", "2026-06-30"}} {
		g.record("p", ben.id, nil, &domain.TargetSet{Aim: "eat", Measure: "meals", Value: domain.Say("20"), PeriodStart: day(spring[0]), PeriodEnd: day(spring[1])})
	}
	for _, on := range []string{"2025-08-01", "2025-11-01", "2026-02-01"} {
		counted(ben, "12", on)
	}
	entry := counted(rosa, "4321", "2026-05-01")
	places := func() (list []string) {
		for _, address := range []string{"/p/p/aims.json", "/p/p/aims.csv", "/p/p/for/group.json", "/p/p/entries", "/p/p/figure.json?aim=eat&measure=meals&period=overall"} {
			if body := ben.send(http.MethodGet, address, nil).Body.String(); strings.Contains(body, "4321") || strings.Contains(body, "4333") || strings.Contains(body, "4357") {
				list = append(list, address)
			}
		}
		for n := range 3 {
			address := "/p/p/chart/path-1-" + number(uint64(n)+1) + ".json"
			if w := ben.send(http.MethodGet, address, nil); w.Code == http.StatusOK && strings.Contains(w.Body.String(), "43") {
				list = append(list, address)
			}
		}
		return list
	}
	if got := places(); len(got) < 4 || !slices.ContainsFunc(got, func(a string) bool { return strings.Contains(a, "chart") }) {
		t.Fatalf("before it is taken back it stands on %v alone", got)
	}
	rosa.posts("/p/p/entry/"+entry+"/back", http.StatusSeeOther, url.Values{"with": {"group"}})
	if got := places(); len(got) > 0 {
		t.Errorf("taken back from the group it stands on %v", got)
	}
	rosa.gets("/p/p/entry/"+entry, http.StatusOK)
}
