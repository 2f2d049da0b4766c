package reports

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/desirelines/desirelines/domain"
)

// driven is a garden whose aim changed its words once and its target three times.
func driven(t *testing.T) *history {
	h := newHistory(t)
	target := func(value string, because domain.Because) *domain.TargetSet {
		return &domain.TargetSet{Aim: "beds", Measure: "beds", Value: domain.Say(value), Because: because}
	}
	h.add(&domain.AimAgreed{Aim: "beds", Statement: "More beds", Born: domain.BornOnTheWay})
	h.add(&domain.MeasureAdded{Aim: "beds", Measure: "beds", Definition: domain.Definition{Name: "Beds", MeasureKind: domain.Increase, Mode: domain.ToDate, Unit: "beds"}})
	h.add(&domain.BaselineSet{Aim: "beds", Measure: "beds"})
	h.add(target("60", ""))
	h.add(&domain.AimRevised{Aim: "beds", Statement: "More beds that we can water", Because: domain.BecauseAround, Why: domain.Write("The tap broke."), There: domain.Write("five gardeners")})
	h.add(target("56", domain.BecauseLearnt))
	mistake := h.add(target("5", domain.BecauseAMistake))
	h.add(&domain.EntryWithdrawn{Entry: mistake, Why: domain.Write("A slip.")})
	h.add(target("52", domain.BecauseLearnt))
	h.add(target("52", domain.BecauseFunder)) // the same number again is no step
	h.add(target("48", domain.BecauseMoney))
	h.add(&domain.MeasureRevised{Aim: "beds", Measure: "beds", Because: domain.BecauseLearnt, Definition: domain.Definition{Name: "Beds", MeasureKind: domain.Increase, Mode: domain.ToDate, Unit: "raised beds"}})
	h.add(&domain.TargetSet{Aim: "beds", Measure: "beds", Value: domain.Say("9"), Parts: []domain.Part{{Dimension: "place", Value: "the roof"}}})
	return h
}

// A reason in words alone is a reason too, and none is said where nobody gave any.
func TestReasonsOfTheirOwn(t *testing.T) {
	h := driven(t)
	h.add(&domain.TargetSet{Aim: "beds", Measure: "beds", Value: domain.Say("44"), Why: domain.Write("It rained.")})
	h.add(&domain.TargetSet{Aim: "beds", Measure: "beds", Value: domain.Say("42")})
	told, err := AimHistoryOf(h.see("group"), "beds")
	if want := "1 because there was more money, or less, 1 with a reason of our own, 1 without a reason."; err != nil || !strings.HasSuffix(told.Drifts[0].Says, want) {
		t.Errorf("%v; it says %s", err, told.Drifts[0].Says)
	}
}

func TestHowAnAimDrifted(t *testing.T) {
	h := driven(t)
	told, err := AimHistoryOf(h.see("group"), "beds")
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"We found this aim on the way.", "We changed the words once: 1 because things around us changed.",
		"Beds: What we aim for, all together, went from 60 to 48 raised beds in 3 steps: 2 because we learnt something, 1 because there was more money, or less."}
	if got := strings.Join(told.Says, "|"); got != strings.Join(want, "|") {
		t.Errorf("it says\n%s\nwant\n%s", got, strings.Join(want, "|"))
	}
	if len(told.Drifts) != 1 || len(told.Drifts[0].Points) != 4 {
		t.Errorf("drifts: %+v", told.Drifts)
	}
	got := ""
	for _, s := range told.Steps {
		got += fmt.Sprintf("%d %s [%s] %q -> %q %s %s %s %v\n", s.Entry.Position, s.Kind, s.About, s.Before, s.After, s.Because, s.Why, s.There, s.TakenBack)
	}
	for _, line := range []string{
		`4 aim.baseline_set [] "" -> "not known"`,
		`6 aim.revised [] "More beds" -> "More beds that we can water" around_us The tap broke. five gardeners false`,
		`7 aim.target_set [all together] "60 beds" -> "56 beds" learnt`,
		`8 aim.target_set [all together] "" -> "5 beds" mistake   true`,
		`10 aim.target_set [all together] "56 beds" -> "52 beds" learnt`,
		`13 aim.measure_revised [] "we count: beds" -> "we count: raised beds" learnt`,
		`14 aim.target_set [all together, place: the roof] "" -> "9 raised beds"`,
	} {
		if !strings.Contains(got, line) {
			t.Errorf("%q is not among\n%s", line, got)
		}
	}
	if _, err := AimHistoryOf(h.see("group"), "trees"); domain.KindOf(err) != domain.NotFound || errors.Is(err, nil) {
		t.Errorf("an aim that is not there: %v", err)
	}
	if early, err := AimHistoryOf(h.seeAt("group", Ask{At: "7"}), "beds"); err != nil || len(early.Drifts[0].Points) != 2 {
		t.Errorf("as it was known then: %+v, %v", early.Drifts, err)
	}
}

// Whoever looks from outside is told the words of an aim, not every number that was aimed for.
func TestTheDriftStaysInside(t *testing.T) {
	h := driven(t)
	for _, audience := range []string{"funders", "public"} {
		told, err := AimHistoryOf(h.see(audience), "beds")
		if err != nil {
			t.Fatal(err)
		}
		if len(told.Drifts) != 0 || strings.Contains(asJSON(t, told), "56") || strings.Contains(asJSON(t, told), "tap broke") {
			t.Errorf("%s are told %s", audience, asJSON(t, told))
		}
	}
}

// The four facts about a part stay apart as four marks, each of its own shape and words.
func TestMarksOfParts(t *testing.T) {
	signs, words := map[string]bool{}, map[string]bool{}
	for _, m := range MarkRows() {
		signs[m.Sign()], words[m.SaysMark()] = true, true
		if m.Sign() == m.Mark || m.SaysMark() == m.Mark {
			t.Errorf("%s has no words or no sign", m.Mark)
		}
	}
	if len(signs) != 5 || len(words) != 5 {
		t.Errorf("%d signs and %d words for 5 marks", len(signs), len(words))
	}
	h := driven(t)
	part := func(value, where string) {
		h.add(&domain.OutcomeRecorded{Aim: "beds", Measure: "beds", Value: domain.Say(value), Parts: []domain.Part{{Dimension: "place", Value: where}}})
	}
	h.add(&domain.OutcomeRecorded{Aim: "beds", Measure: "beds", Value: domain.Say("20")})
	part("12", "the roof")
	part("withheld", "the yard")
	part("not known", "the wall")
	m := ComparisonOf(h.see("group")).Aims[0].Measures[0]
	got := ""
	for _, b := range m.Overall.Breakdowns(m) {
		for _, r := range b.Rows {
			got += fmt.Sprintf("%s, %s: %s of %s, %s %s\n", b.By, r.Name, r.Actual, r.Target, r.Sign(), r.SaysMark())
		}
	}
	want := `By place, the roof: 12 raised beds of 9 raised beds, ◐ a part
By place, the wall: not known of –, ○ not known
By place, the yard: kept private of –, ⊘ kept private
By place, All together: 20` + joined + `of` + joined + `48 raised beds (41.7` + joined + `%) of 48 raised beds, ● the whole
`
	if got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

// Small numbers of people stay kept back in parts, by one dimension and by several, with and without periods: no part of them, nor another
// one from which it could be worked out, is told outside.
func TestSmallPartsStayKeptBack(t *testing.T) {
	h := newHistory(t)
	h.add(&domain.AimAgreed{Aim: "beds", Statement: "More of us"})
	h.add(&domain.MeasureAdded{Aim: "beds", Measure: "us", Definition: domain.Definition{Name: "People", MeasureKind: domain.Increase, Mode: domain.ToDate, Unit: "people"}})
	part := func(value string, parts ...domain.Part) {
		h.add(&domain.OutcomeRecorded{Aim: "beds", Measure: "us", Value: domain.Say(value), Parts: parts})
	}
	women, men := domain.Part{Dimension: "sex", Value: "women"}, domain.Part{Dimension: "sex", Value: "men"}
	north, south := domain.Part{Dimension: "place", Value: "north"}, domain.Part{Dimension: "place", Value: "south"}
	part("42")
	part("39", women)
	part("3", men)
	part("21", women, north)
	part("18", south, women)
	m := ComparisonOf(h.see("group")).Aims[0].Measures[0]
	if len(m.Overall.Parts) != 4 {
		t.Fatalf("the group sees %v", m.Overall.Parts)
	}
	m = ComparisonOf(h.see("funders")).Aims[0].Measures[0]
	marks := map[string]string{}
	for _, p := range m.Overall.Parts {
		marks[p.Value] = string(p.Mark)
		if p.Actual.Form == domain.Numeric && (p.Value == "men" || p.Actual.Number.Cmp(domain.Int(39)) == 0 || p.Actual.Number.Cmp(domain.Int(21)) == 0) {
			t.Errorf("%s is told as %s", p.Value, p.Actual.Plain())
		}
	}
	if marks["men"] != "withheld" || marks["women"] != "withheld" {
		t.Errorf("marks: %v; the one is what the whole lacks of the other", marks)
	}
}
