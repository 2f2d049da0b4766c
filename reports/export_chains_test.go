package reports

import (
	"slices"
	"strings"
	"testing"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/aimed"
	"github.com/desirelines/desirelines/projections"
)

// The sheet of figures says how an entry that counts was corrected and what took another one out; who may not know of the entries reads none of it.
func TestFiguresSheetTellsWhatWasDoneToItsEntries(t *testing.T) {
	h := newHistory(t)
	h.add(&domain.AimAgreed{Aim: "a", Statement: "People eat together."})
	h.add(&domain.MeasureAdded{Aim: "a", Measure: "m", Definition: domain.Definition{Name: "Meals", MeasureKind: domain.Increase, Mode: domain.ToDate}})
	h.add(&domain.TargetSet{Aim: "a", Measure: "m", Value: domain.Of(domain.Int(10))})
	first := h.add(&domain.OutcomeRecorded{Aim: "a", Measure: "m", Value: domain.Of(domain.Int(12))})
	h.add(&domain.EntryCorrected{Entry: first, Why: words("We counted twice."), With: &domain.OutcomeRecorded{Aim: "a", Measure: "m", Value: domain.Of(domain.Int(14))}})
	gone := h.add(&domain.OutcomeRecorded{Aim: "a", Measure: "m", Value: domain.Of(domain.Int(99))})
	h.add(&domain.EntryWithdrawn{Entry: gone, Why: words("It was another place.")})
	set, err := SheetsOf(h.seeAt("group", Ask{}), SheetFigures)
	if err != nil {
		t.Fatal(err)
	}
	var said string
	for row := range set.Sheets[0].Rows {
		for _, c := range row {
			said += cell(c) + "|"
		}
	}
	for _, want := range []string{"12, corrected to 14 on", "We counted twice.", "It was taken back. Entry 8", "It was another place."} {
		if !strings.Contains(strings.ReplaceAll(said, "\u00a0", " "), want) {
			t.Errorf("the sheet does not say %q: %s", want, said)
		}
	}
}

// Figures are kept for the next who asks the same of the same rows, and for nobody else.
func TestFiguresAreKeptUntilARowChanges(t *testing.T) {
	h := newHistory(t)
	h.add(&domain.AimAgreed{Aim: "a", Statement: "People eat together."})
	h.add(&domain.MeasureAdded{Aim: "a", Measure: "m", Definition: domain.Definition{Name: "Meals", MeasureKind: domain.Increase, Mode: domain.ToDate}})
	keeps := newShelf[[]projections.AimFigures](100)
	ask := func(audience string) string {
		seen := h.seeAt(audience, Ask{})
		seen.s.asked.compared = keeps
		c := ComparisonOf(seen)
		return cell(c.Aims[0].Measures[0].Overall.Actual)
	}
	for range 2 {
		if got := ask("group"); got != "" {
			t.Errorf("before anything happened it is %q", got)
		}
	}
	if n := keeps.order.Len(); n != 1 {
		t.Errorf("%d answers are kept of one question", n)
	}
	h.add(&domain.OutcomeRecorded{Aim: "a", Measure: "m", Value: domain.Of(domain.Int(12))})
	if got := ask("group"); got != "12" {
		t.Errorf("what happened since does not count: %q", got)
	}
	if ask("evaluators"); keeps.order.Len() != 3 {
		t.Errorf("%d answers are kept of three questions", keeps.order.Len())
	}
}

// The table of results has the periods that the comparison counts: one that is no longer used is not in it, however its target was corrected
// and whatever was reported for it since, until a target is stated for it again.
func TestResultsLeaveOutPeriodsThatAreNoLongerUsed(t *testing.T) {
	h := newHistory(t)
	target := func(n int64) *domain.TargetSet {
		return &domain.TargetSet{Aim: "a", Measure: "m", Value: domain.Of(domain.Int(n)), PeriodStart: domain.Date{Year: 2025, Month: 1, Day: 1}, PeriodEnd: domain.Date{Year: 2025, Month: 6, Day: 30}}
	}
	h.add(&domain.AimAgreed{Aim: "a", Statement: "People eat together."})
	h.add(&domain.MeasureAdded{Aim: "a", Measure: "m", Definition: domain.Definition{Name: "Meals", MeasureKind: domain.Increase, Mode: domain.PerPeriod}})
	first := h.add(target(10))
	h.add(&domain.PeriodRetired{Aim: "a", Measure: "m", PeriodStart: target(0).PeriodStart, PeriodEnd: target(0).PeriodEnd})
	h.add(&domain.EntryCorrected{Entry: first, With: target(11)})
	h.add(&domain.OutcomeRecorded{Aim: "a", Measure: "m", Value: domain.Of(domain.Int(99)), PeriodStart: target(0).PeriodStart, PeriodEnd: target(0).PeriodEnd})
	results := func() (said string) {
		set, err := SheetsOf(h.seeAt("group", Ask{}), SheetResults)
		if err != nil {
			t.Fatal(err)
		}
		for row := range set.Sheets[0].Rows {
			for _, c := range row[10:14] {
				said += cell(c) + "|"
			}
		}
		return said
	}
	if got := results(); got != "||||" {
		t.Errorf("the table has %q", got)
	}
	if f := ComparisonOf(h.seeAt("group", Ask{})).Aims[0].Measures[0].Periods[0]; !slices.Contains(f.Warnings, aimed.WarnRetired) {
		t.Errorf("the comparison counts the period: %v", f.Warnings)
	}
	h.add(target(20))
	if got := results(); got != "2025-01-01|2025-06-30|20|99|" {
		t.Errorf("the table has %q", got)
	}
}
