package reports

import (
	"strings"
	"testing"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/aimed"
)

func TestUnitsBehindOne(t *testing.T) {
	for _, c := range []struct{ number, unit, want string }{
		{"1", "nights", "night"}, {"0", "nights", "nights"}, {"1.5", "nights", "nights"}, {"11", "nights", "nights"}, {"1", "people", "person"},
		{"1", "calls a month", "call a month"}, {"1", "°C", "°C"}, {"1", "repas", "repas"}, {"1", "", ""},
	} {
		if got := UnitFor(c.number, c.unit); got != c.want {
			t.Errorf("%s %s is %q, want %q", c.number, c.unit, got, c.want)
		}
	}
	one := aimed.Plain(domain.Of(domain.Int(1)))
	if got := sayValue(one, SeenText{}, "nights"); got != "1 night" {
		t.Errorf("got %q", got)
	}
}

func TestRemarksInBracketsAreNotBroken(t *testing.T) {
	for name, want := range map[string]string{
		"Worked example (made up): the Kitchen": "Worked example (made_up): the Kitchen",
		"A (b c) and (d e)":                     "A (b_c) and (d_e)",
		"No end (of it":                         "No end (of it",
		"A (remark that is as long as a line)":  "A (remark that is as long as a line)",
		"":                                      "",
	} {
		if got := strings.ReplaceAll(Unbroken(name), joined, "_"); got != want {
			t.Errorf("%q is %q, want %q", name, got, want)
		}
	}
}

func TestCapitals(t *testing.T) {
	for s, want := range map[string]string{"we": "We", "élan": "Élan", "": "", "3 of us": "3 of us", "مرحبا": "مرحبا", "\xff": "\xff"} {
		if got := Capital(s); got != want {
			t.Errorf("%q is %q, want %q", s, got, want)
		}
	}
}

// Nothing written down does not say that there was nothing: no sentence begins with a 0.
func TestHeadlineOfWhatNobodyWroteDown(t *testing.T) {
	none := Comparison{Aims: []Aim{{State: domain.AimIsAgreed, Counted: aimed.CountedNotMet}}}
	want := "We have not met our one aim so far. 1 is not met yet. Nothing is written down here that did not go as we hoped. " +
		"No surprise is written down here. No learning is written down here. No change is written down here."
	if got := none.Headline(); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	learnt, changed := none, none
	learnt.Learnt, changed.Changed = 2, 1
	for _, c := range []struct{ got, want string }{
		{learnt.Headline(), "We learnt 2 things. No change is written down here."},
		{changed.Headline(), "No learning is written down here. We changed 1 thing."},
	} {
		if !strings.HasSuffix(c.got, c.want) {
			t.Errorf("got %s, want it to end with %s", c.got, c.want)
		}
	}
}

// A file of old entries that is taken in today tells nothing new.
func TestTheNewestDayOfAProject(t *testing.T) {
	l := PortfolioLine{Newest: Day(day("2019-07-01")), day: day("2026-11-22")}
	if got := l.LastDay(); got != "1 July 2019" {
		t.Errorf("got %q", got)
	}
	other := PortfolioLine{Newest: Day(day("2020-01")), day: day("2020-02-01")}
	if compareLines(OrderLast, l, other) <= 0 {
		t.Error("what was taken in later stands before what happened later")
	}
	l.Newest = Day{}
	if got := l.LastDay(); got != "written down on 22 November 2026" {
		t.Errorf("got %q", got)
	}
	seen := story(t).see("group")
	newest := domain.Date{}
	for _, e := range EntriesOf(seen).Entries {
		if h := domain.Date(e.Happened); !e.Withdrawn && h.Last().After(newest.Last()) {
			newest = h
		}
	}
	if got := PortfolioLineOf(seen).Newest; !newest.Known() || domain.Date(got) != newest {
		t.Errorf("the newest day is %v, the entries say %v", got, newest)
	}
}

// A path ends with the last number, leaves out what was carried on or is no number, and needs two.
func TestThePathsOfAProject(t *testing.T) {
	number := func(n int64) aimed.Plain { return aimed.Plain(domain.Of(domain.Int(n))) }
	period := func(year string, target, actual aimed.Plain) Figure {
		return Figure{Start: Day(day(year)), End: Day(day(year)), Target: target, Actual: actual}
	}
	carried := period("2022", number(4), number(9))
	carried.Carried = true
	m := Measure{ID: "m", Name: "Nights", Unit: "nights", Kind: domain.Decrease, Periods: []Figure{
		period("2020", number(5), number(7)), period("2021", aimed.Plain{}, aimed.Plain{}), carried, period("2023", number(3), number(2)), period("2090", number(1), aimed.Plain{}),
	}}
	p, ok := pathOf(Aim{ID: "a"}, m)
	var says []string
	for _, point := range p.Points {
		s := domain.Date(point.On).String()
		for _, n := range []*domain.Number{point.Achieved, point.Target} {
			if s += " –"; n != nil {
				s = strings.TrimSuffix(s, "–") + n.String()
			}
		}
		says = append(says, s)
	}
	if got := strings.Join(says, ", "); !ok || got != "2020 7 5, 2022 – 4, 2023 2 3" || !p.LessIsBetter {
		t.Errorf("%v: %s", ok, got)
	}
	m.Retired = true
	if _, ok := pathOf(Aim{}, m); ok {
		t.Error("a measure that nobody uses is followed")
	}
	m.Retired, m.Periods = false, m.Periods[1:]
	if _, ok := pathOf(Aim{}, m); ok {
		t.Error("one number is no path")
	}
	m.Periods = []Figure{period("2020", aimed.Plain{}, number(1)), period("2021", aimed.Plain{}, number(2))}
	l := PortfolioLine{}
	l.follow(Aim{Measures: []Measure{m, m, m, m, m}})
	if len(l.Paths) != MostPaths || l.MorePaths != 1 || l.SaysMore() != "The pages of the project have 1 more measure." {
		t.Errorf("%d paths and %d more: %s", len(l.Paths), l.MorePaths, l.SaysMore())
	}
}
