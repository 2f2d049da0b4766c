package projections

import (
	"slices"

	"github.com/desirelines/desirelines/domain"
)

// DueDate is a day that the group set for something. Two that are equal are the same thing on the same day. The fields are those of
// domain.ReminderDue.
type DueDate struct {
	What         string // review, look_back, mending, report
	Entry        string // the test, look-back or mending; empty for a report
	Aim, Measure string // of a report; empty for all else
	Due          domain.Date
}

// Dates returns every day the group set for something that still waits, whether it came or not: the review of a test that has not
// ended, a look-back without an answer, a promise to mend that was not kept, and for each measure in force the last day of each
// period without an outcome. It is in order of day, then as the things came up. It does not depend on today. Each is a whole day;
// where a month was given, its last.
func Dates(v View) []DueDate {
	var dates []DueDate
	for _, r := range v.Tests() {
		if !r.Withdrawn && r.Conclusion == "" && r.ReviewOn.Known() {
			dates = append(dates, DueDate{What: domain.DueReview, Entry: r.ID, Due: r.ReviewOn.Last()})
		}
	}
	for _, r := range v.LookBacks() {
		if r.Waits() && r.Due.Known() {
			dates = append(dates, DueDate{What: domain.DueLookBack, Entry: r.ID, Due: r.Due.Last()})
		}
	}
	for _, r := range v.Loops() {
		if r.Thing == "mending" && !r.Withdrawn && !r.Closed && r.Due.Known() {
			dates = append(dates, DueDate{What: domain.DueMending, Entry: r.ID, Due: r.Due.Last()})
		}
	}
	dates = append(dates, reportDates(v)...)
	slices.SortStableFunc(dates, func(a, b DueDate) int { return a.Due.Compare(b.Due) })
	return dates
}

// reportDates returns the last day of each period that a measure in force has a target for and no outcome in.
func reportDates(v View) []DueDate {
	inForce := map[string]bool{}
	for _, a := range v.Aims() {
		inForce[a.Aim] = a.State == domain.AimIsAgreed || a.State == domain.AimIsRaised
	}
	g := gather(v, nil)
	var dates []DueDate
	for _, m := range v.Measures() {
		if m.Retired || !inForce[m.Aim] {
			continue
		}
		for _, t := range g.targets[measureKey{m.Aim, m.Measure}] {
			due := DueDate{What: domain.DueReport, Aim: m.Aim, Measure: m.Measure, Due: t.PeriodEnd.Last()}
			if t.Withdrawn == nil && t.PeriodEnd.Known() && !g.isRetired(t) && !g.reported(t) && !slices.Contains(dates, due) {
				dates = append(dates, due)
			}
		}
	}
	return dates
}

// isRetired says whether the period of a target is no longer part of its measure.
func (g gathered) isRetired(t *TargetRow) bool {
	id := measureKey{t.Aim, t.Measure}
	return slices.ContainsFunc(g.periods[id], func(p *PeriodRow) bool {
		return p.PeriodStart == t.PeriodStart && p.PeriodEnd == t.PeriodEnd && p.Ordinal == t.Ordinal && !g.restated(id, p)
	})
}

// reported says whether there is an outcome for the period of a target: stated for a period that ends in it, else of a day in it.
func (g gathered) reported(t *TargetRow) bool {
	first, last := t.PeriodStart.First(), t.PeriodEnd.Last()
	return slices.ContainsFunc(g.outcomes[measureKey{t.Aim, t.Measure}], func(o *OutcomeRow) bool {
		day := o.PeriodEnd.Or(o.PeriodStart).Or(o.When.Day(g.zone))
		return o.Withdrawn == nil && !day.Before(first) && !day.After(last)
	})
}
