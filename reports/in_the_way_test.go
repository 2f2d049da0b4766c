package reports

import (
	"strings"
	"testing"

	"github.com/desirelines/desirelines/domain"
)

// What stood in the way is told where people look for what did not work, and the headline leads there.
func TestWhatStoodInTheWayIsFound(t *testing.T) {
	h := newHistory(t)
	h.add(&domain.ProblemNamed{What: words("the door is locked")})
	h.shared(&domain.ProblemNamed{What: words("a secret wall")}, "only-me")
	seen := h.see("group")
	wants(t, "headline", text(t, HeadlineOf(seen), 300), []string{"1 thing was in the way."})
	wants(t, "did not work", text(t, DidNotWorkOf(seen), 200), []string{"Something in the way:\n- Something in the way: the door is locked (entry"}, "secret", "Nothing is written")
	if says := HeadlineOf(seen).SaysInTheWay(); says != "1 thing was in the way." {
		t.Errorf("the headline says %q", says)
	}
	if n := PortfolioLineOf(seen).InTheWay; n != 1 {
		t.Errorf("the portfolio counts %d", n)
	}
	h.add(&domain.FailureShared{What: words("x")})
	if says := HeadlineOf(h.see("group")).SaysInTheWay(); says != "" {
		t.Errorf("beside a failure the headline says %q", says)
	}
}

// What people wrote stays as they wrote it.
func TestWordsStayAsWritten(t *testing.T) {
	h := newHistory(t)
	h.add(&domain.FailureShared{What: words("twice"), Hoped: words("more"), Why: words("rain")})
	h.add(&domain.TestStarted{What: words("tents")})
	seen := h.see("group")
	all := text(t, JourneyOf(seen), 200) + text(t, LearningLogOf(seen), 200) + text(t, DidNotWorkOf(seen), 200) + text(t, TestsOf(seen), 200) + text(t, StoryOf(seen), 200)
	wants(t, "all", all, []string{"hoped: twice (entry", "twice · We hoped: more (entry", "Why: rain\n", "tents"}, "Twice", "twice.", "More", "rain.", "Rain", "Tents", "tents.")
}

// Where nobody knows the day, nobody knows for how long a loop is open.
func TestAnUnknownDayIsSaid(t *testing.T) {
	h := newHistory(t)
	h.add(&domain.FailureShared{What: words("x")})
	if says := LearningLogOf(h.see("group")).Open[0].SaysOpen(); !strings.HasSuffix(says, " at least, day not known") {
		t.Errorf("open for %s", says)
	}
}

// A list shows the beginning of what is very long.
func TestAListIsBrief(t *testing.T) {
	if says, more := Brief(strings.Repeat("ä", 2000)); !more || len([]rune(says)) != 400 {
		t.Errorf("%d characters, %v", len([]rune(says)), more)
	}
	if says, more := Brief("short"); more || says != "short" {
		t.Errorf("%q, %v", says, more)
	}
}

// What was reached is what the table says was reached, whatever a period that still runs holds.
func TestWhatWorkedStandsAsInTheTable(t *testing.T) {
	h := newHistory(t)
	no := false
	h.add(&domain.AimAgreed{Aim: "a", Statement: "More meals"})
	h.add(&domain.MeasureAdded{Aim: "a", Measure: "m", Definition: domain.Definition{Name: "Meals", MeasureKind: domain.Increase, Mode: domain.PerPeriod, Unit: "meals", People: &no}})
	for _, p := range []struct {
		start, end string
		found      int64
	}{{"2023-01-01", "2023-12-31", 5}, {"2024-01-01", "2024-12-31", 999999999}} {
		h.add(&domain.TargetSet{Aim: "a", Measure: "m", Value: domain.Of(domain.Int(10)), PeriodStart: day(p.start), PeriodEnd: day(p.end)})
		h.add(&domain.OutcomeRecorded{Aim: "a", Measure: "m", Value: domain.Of(domain.Int(p.found)), PeriodStart: day(p.start), PeriodEnd: day(p.end)})
	}
	seen := h.see("group")
	table := ComparisonOf(seen).Aims[0].Measures[0].Figure().Status
	if worked := WorkedOf(seen).Figures; table != "partly" || len(worked) != 0 {
		t.Errorf("the table says %s, what worked %+v", table, worked)
	}
}

// A number of people that rounding brings to its aim is told beside no share, and no picture is drawn of it.
func TestRoundedToTheAim(t *testing.T) {
	h := newHistory(t)
	h.add(&domain.AimAgreed{Aim: "a", Statement: "More people"})
	h.add(&domain.MeasureAdded{Aim: "a", Measure: "m", Definition: domain.Definition{Name: "Guests", MeasureKind: domain.Increase, Mode: domain.PerPeriod, Unit: "people"}})
	h.add(&domain.TargetSet{Aim: "a", Measure: "m", Value: domain.Of(domain.Int(10)), PeriodStart: day("2023-01-01"), PeriodEnd: day("2023-12-31")})
	h.add(&domain.OutcomeRecorded{Aim: "a", Measure: "m", Value: domain.Of(domain.Int(8)), PeriodStart: day("2023-01-01"), PeriodEnd: day("2023-12-31")})
	c := ComparisonOf(h.see("funders"))
	says := strings.ReplaceAll(text(t, c, 200), joined, " ")
	wants(t, "compare", says, []string{"about 10 people  part of the way"}, "10 of 10", "100 %")
	if f := c.Aims[0].Measures[0].Figure(); f.Drawn() || f.ShareOfAim != nil {
		t.Errorf("drawn %v, share %v", f.Drawn(), f.ShareOfAim)
	}
}
