package reports

import (
	"testing"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/aimed"
)

// Each warning stands once for each period, and again for all together only where it says something of the whole.
func TestWhatShouldBeLookedAtAgain(t *testing.T) {
	h := newHistory(t)
	h.add(&domain.AimAgreed{Aim: "a", Statement: "People eat together."})
	h.add(&domain.MeasureAdded{Aim: "a", Measure: "m", Definition: domain.Definition{Name: "Meals", MeasureKind: domain.Increase, Mode: domain.ToDate}})
	day := func(s string) domain.Date {
		d, err := domain.ParseDate(s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	for i, year := range []string{"2019", "2020", "2021"} {
		start, end := day(year+"-01-01"), day(year+"-12-31")
		h.add(&domain.TargetSet{Aim: "a", Measure: "m", Value: domain.Of(domain.Int(10)), PeriodStart: start, PeriodEnd: end})
		if i < 2 {
			h.add(&domain.OutcomeRecorded{Aim: "a", Measure: "m", Value: domain.Of(domain.Int(int64(9 - 4*i))), PeriodStart: start, PeriodEnd: end})
		}
	}
	counted := map[aimed.Warning]int{}
	for _, f := range WarnedOf(h.see("group")).Figures {
		if f.Says == "" {
			t.Errorf("%s of %s says nothing", f.Warning, f.Period)
		}
		counted[f.Warning]++
	}
	if counted[aimed.WarnSawTooth] != 1 {
		t.Errorf("the warnings are %v, want one saw_tooth of all together", counted)
	}
}
