package reports

import (
	"fmt"
	"strings"
	"testing"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/aimed"
)

// What moved a figure between two moments is named, also where the entry behind it went to another period, or was corrected and taken back in
// between; what was made good again is not.
func TestCorrectionsThatMovedAFigureAreNamed(t *testing.T) {
	half := func(n int) (start, end domain.Date) {
		if n == 1 {
			return domain.Date{Year: 2023, Month: 1, Day: 1}, domain.Date{Year: 2023, Month: 6, Day: 30}
		}
		return domain.Date{Year: 2023, Month: 7, Day: 1}, domain.Date{Year: 2023, Month: 12, Day: 31}
	}
	outcome := func(n int, value int64) *domain.OutcomeRecorded {
		b := &domain.OutcomeRecorded{Aim: "a", Measure: "m", Value: domain.Of(domain.Int(value))}
		b.PeriodStart, b.PeriodEnd = half(n)
		return b
	}
	target := func(n int, value int64) *domain.TargetSet {
		b := &domain.TargetSet{Aim: "a", Measure: "m", Value: domain.Of(domain.Int(value))}
		b.PeriodStart, b.PeriodEnd = half(n)
		return b
	}
	tests := []struct {
		name  string
		begin domain.Body
		then  func(entry string) []domain.Body // recorded from entry 7 on
		field string
		all   bool   // all together too
		want  string // what moved in the two halves, and by which entries
	}{
		{"a result goes to the other half", outcome(1, 12), func(e string) []domain.Body {
			return []domain.Body{&domain.EntryCorrected{Entry: e, With: outcome(2, 12)}}
		}, "actual", false, "12 to nothing by [7], nothing to 12 by [7]"},
		{"a result is corrected twice and stays", outcome(1, 12), func(e string) []domain.Body {
			return []domain.Body{&domain.EntryCorrected{Entry: e, With: outcome(2, 12)}, &domain.EntryCorrected{Entry: e, With: outcome(1, 14)}}
		}, "actual", false, "12 to 14 by [8]"},
		{"a result is corrected and taken back", outcome(1, 12), func(e string) []domain.Body {
			return []domain.Body{&domain.EntryCorrected{Entry: e, With: outcome(1, 14)}, &domain.EntryWithdrawn{Entry: e}}
		}, "actual", false, "12 to nothing by [8]"},
		{"a half is no longer used", outcome(1, 12), func(string) []domain.Body {
			start, end := half(1)
			return []domain.Body{&domain.PeriodRetired{Aim: "a", Measure: "m", PeriodStart: start, PeriodEnd: end}}
		}, "target", true, "200 to 100 by [7]"},
		{"an aim goes to the other half", target(1, 12), func(e string) []domain.Body {
			return []domain.Body{&domain.EntryCorrected{Entry: e, With: target(2, 12)}}
		}, "target", false, "12 to 100 by [7], 100 to 12 by [7]"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h := newHistory(t)
			h.add(&domain.AimAgreed{Aim: "a", Statement: "People eat together."})
			h.add(&domain.MeasureAdded{Aim: "a", Measure: "m", Definition: domain.Definition{Name: "Meals", MeasureKind: domain.Increase, Mode: domain.PerPeriod}})
			h.add(target(1, 100)) // both halves are there at both moments
			h.add(target(2, 100))
			entry := h.add(tt.begin)
			before := SideOf(h.seeAt("group", Ask{}))
			for _, body := range tt.then(entry) {
				h.add(body)
			}
			var says []string
			for _, m := range DifferenceOf(before, SideOf(h.seeAt("group", Ask{}))).Moved {
				if m.Field == tt.field && (m.Period == PeriodOverall) == tt.all && m.Period != PeriodSoFar {
					says = append(says, fmt.Sprint(saysMoved(m.Before), " to ", saysMoved(m.After), " by ", numbersOfRefs(m.By)))
				}
			}
			if got := strings.Join(says, ", "); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

func saysMoved(v any) string {
	if says := cell(v); says != "" {
		return says
	}
	return "nothing"
}

func numbersOfRefs(list []aimed.Ref) (n []uint64) {
	for _, r := range list {
		n = append(n, r.Position)
	}
	return n
}
