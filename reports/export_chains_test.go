package reports

import (
	"strings"
	"testing"

	"github.com/desirelines/desirelines/domain"
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
