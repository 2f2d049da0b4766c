package reports

import (
	"strings"
	"testing"

	"github.com/desirelines/desirelines/domain"
)

func portfolioLines() []PortfolioLine {
	on := func(d uint8) Day { return Day(domain.Date{Year: 2024, Month: 1, Day: d}) }
	return []PortfolioLine{
		{Project: "3", Name: "Zoo", Newest: on(3), PortfolioCounts: PortfolioCounts{Aims: AimCounts{InForce: 2, Met: 2}, Learnt: 1}},
		{Project: "2", Name: "élan", Newest: on(9), Ended: true, PortfolioCounts: PortfolioCounts{Aims: AimCounts{InForce: 1}, DidNotWork: 4, Changed: 2}},
		{Project: "1", Name: "Zoo", Newest: on(1), PortfolioCounts: PortfolioCounts{Aims: AimCounts{InForce: 3, Met: 1}}},
		{Project: "4", Name: "Bees", Newest: on(5), PortfolioCounts: PortfolioCounts{Learnt: 5}},
	}
}

func TestPortfolioOrdersAndChoices(t *testing.T) {
	for _, c := range []struct{ order, show, words, want string }{
		{"", "", "", "4 2 1 3"}, // by name, then by id: nobody is ranked unless somebody asks
		{OrderLast, "", "", "2 4 3 1"},
		{OrderMet, "", "", "3 1 4 2"},
		{OrderDidNotWork, "", "", "2 4 1 3"},
		{OrderLearnt, "", "", "4 3 2 1"},
		{OrderChanged, "", "", "2 4 1 3"},
		{"", ShowEnded, "", "2"},
		{"", ShowRunning, "", "4 1 3"},
		{"", ShowAimsMet, "", "1 3"},
		{"", ShowDidNotWork, "", "2"},
		{"", ShowLearnt, "zo", "3"},
		{"", "", "ELAN", "2"},
	} {
		p, err := PortfolioOf(portfolioLines(), PortfolioAsk{c.order, c.show, c.words})
		if err != nil {
			t.Fatal(err)
		}
		var ids []string
		for _, l := range p.Projects {
			ids = append(ids, l.Project)
		}
		if got := strings.Join(ids, " "); got != c.want {
			t.Errorf("%+v: %s", c, got)
		}
		for _, choice := range p.Shows {
			if choice.Chosen && choice.Count != len(ids) {
				t.Errorf("%+v: the choice says %d, %d are shown", c, choice.Count, len(ids))
			}
		}
	}
	for _, ask := range []PortfolioAsk{{Order: "best"}, {Show: "red"}} {
		if _, err := PortfolioOf(nil, ask); domain.KindOf(err) != domain.Invalid {
			t.Errorf("%+v: error is %v", ask, err)
		}
	}
}

func TestPortfolioSaysWhatTheHeadlineSays(t *testing.T) {
	seen := story(t).see("funders")
	l, h := PortfolioLineOf(seen), HeadlineOf(seen)
	if l.Aims != h.Aims || l.DidNotWork != h.DidNotWork || l.Learnt != h.Learnt || l.Changed != h.Changed || l.Surprises != h.Surprises || l.Tests != 1 {
		t.Errorf("%+v, the headline says %+v", l, h)
	}
	if len(l.EachAim) != l.Aims.InForce || l.Entries != h.KnownAt.Position {
		t.Errorf("%+v", l)
	}
	p, err := PortfolioOf([]PortfolioLine{l, l}, PortfolioAsk{})
	if err != nil || p.Together.DidNotWork != 2*h.DidNotWork || p.Together.Aims.InForce != 2*h.Aims.InForce {
		t.Errorf("%+v, %v", p.Together, err)
	}
}

func TestOrdersAndChoicesHaveWords(t *testing.T) {
	p, err := PortfolioOf(nil, PortfolioAsk{})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range append(p.Orders, p.Shows...) {
		if strings.Contains(c.Words, "_") || c.Words == "" {
			t.Errorf("%s has no words", c.ID)
		}
	}
}
