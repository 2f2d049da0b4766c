package demo_test

import (
	"slices"
	"testing"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/aimed"
	"github.com/desirelines/desirelines/projections"
	"github.com/desirelines/desirelines/reports"
)

// figures answers one question about the worked example, by the id of the measure.
func figures(t *testing.T, q aimed.Question) map[string]projections.MeasureFigures {
	t.Helper()
	all := map[string]projections.MeasureFigures{}
	for _, a := range projections.Compare(view(t, "worked-example"), q, nil) {
		for _, m := range a.Measures {
			all[m.Measure.Measure] = m
		}
	}
	return all
}

// days on which the example must show the same: soon after it was made, later, and long before its last period.
func days() []domain.Date {
	return []domain.Date{{Year: 2026, Month: 12, Day: 2}, {Year: 2030, Month: 1, Day: 1}, {Year: 2089, Month: 12, Day: 31}}
}

func TestTheExampleShowsEveryStatus(t *testing.T) {
	want := map[string][]aimed.Status{ // by measure, in order of its periods
		"meals":      {aimed.Partly, aimed.Met, aimed.Exceeded, aimed.NotDue},
		"guests":     {aimed.Exceeded, aimed.NotReported},
		"leaders":    {aimed.Partly, aimed.Met, aimed.Partly},
		"nights-off": {aimed.Short, aimed.Exceeded, aimed.Met},
		"new-faces":  {aimed.NoTarget},
		"waste":      {aimed.NoChange, aimed.Partly, aimed.MovedAway},
		"cost":       {aimed.Kept, aimed.NotKept},
		"fridge":     {aimed.Kept, aimed.Kept},
		"say":        {aimed.Met, aimed.Partly},
		"safe":       {aimed.Partly},
		"ramp":       {aimed.Met},
		"stories":    {aimed.Partly, aimed.Unclear},
		"money-help": {aimed.IsWithheld},
		"helpers":    {aimed.Met},
	}
	every := []aimed.Status{
		aimed.Exceeded, aimed.Met, aimed.Kept, aimed.Partly, aimed.NoChange, aimed.MovedAway, aimed.Short, aimed.NotKept,
		aimed.NotDue, aimed.NotReported, aimed.IsWithheld, aimed.NoTarget, aimed.Unclear,
	}
	for _, day := range days() {
		shown := map[aimed.Status]bool{}
		got := figures(t, aimed.Question{AskedOn: day})
		for measure, m := range got {
			var statuses []aimed.Status
			for _, c := range m.Figures.Periods {
				statuses = append(statuses, c.Status)
				shown[c.Status] = true
			}
			if !slices.Equal(statuses, want[measure]) {
				t.Errorf("on %s %s is %v, not %v", day, measure, statuses, want[measure])
			}
		}
		if len(got) != len(want) {
			t.Errorf("on %s there are %d measures, not %d", day, len(got), len(want))
		}
		for _, s := range every {
			if !shown[s] {
				t.Errorf("on %s nothing is %s", day, s)
			}
		}
	}
}

func TestTheExampleUsesEveryKindAndMode(t *testing.T) {
	kinds, modes := map[domain.MeasureKind]bool{}, map[domain.Mode]bool{}
	for _, m := range view(t, "worked-example").Measures() {
		kinds[m.Definition.MeasureKind], modes[m.Definition.Mode] = true, true
	}
	for _, k := range []domain.MeasureKind{domain.Increase, domain.Decrease, domain.Keep, domain.InRange, domain.Reach, domain.Rubric, domain.Story} {
		if !kinds[k] {
			t.Errorf("no measure is of kind %s", k)
		}
	}
	for _, m := range []domain.Mode{domain.PerPeriod, domain.ToDate, domain.Snapshot, domain.Percentage, domain.Distinct} {
		if !modes[m] {
			t.Errorf("no measure is counted as %s", m)
		}
	}
	if modes[domain.ModeUnknown] {
		t.Error("only imports of published files have an unknown mode")
	}
}

func TestTheExampleShowsWhatMovesAFigure(t *testing.T) {
	q := aimed.Question{AskedOn: days()[0]}
	now := figures(t, q)
	q.Against = aimed.First
	first := figures(t, q)

	meals := now["meals"].Figures.Periods
	if first["meals"].Figures.Periods[1].Status != aimed.Partly || !reasoned(view(t, "worked-example"), meals[1].Entries) {
		t.Error("a revised target must have a reason, and the first one be missed")
	}
	if !slices.ContainsFunc(meals[0].LeftOut, func(l aimed.LeftOut) bool { return l.Why == aimed.Withdrawn }) {
		t.Error("the outcome that was taken back is not named")
	}
	if sites := meals[0].Parts; len(sites) != 2 || sites[0].Site == "" {
		t.Errorf("the meals of the sites are %v", sites)
	}
	leaders := now["leaders"].Figures.Periods
	if !slices.ContainsFunc(leaders[1].LeftOut, func(l aimed.LeftOut) bool { return l.Why == aimed.Corrected }) {
		t.Error("the outcome that was corrected is not named")
	}
	if !leaders[2].Carried {
		t.Error("the last total is not carried")
	}
	j := leaders[2].Judgement
	if j == nil || j.Lived == nil || j.Professional == nil || j.Lived.Judged == j.Professional.Judged || j.Lived.Disagree == 0 {
		t.Errorf("lived and professional must judge apart, with dissent: %+v", j)
	}
	say := now["say"].Figures.Periods
	if n, d := say[0].Numerator, say[0].Denominator; n == nil || d == nil || n.String() != "31" || d.String() != "50" {
		t.Errorf("the percentage has the counts %v and %v, not 31 and 50", n, d)
	}
	if b := now["nights-off"].Figures.Baseline; !b.IsZero() {
		t.Errorf("the nights called off start from %s, though nobody knows", b.Plain())
	}
	if parts := now["guests"].Figures.Periods[0].Parts; len(parts) != 2 {
		t.Errorf("the guests are broken down into %d, not 2", len(parts))
	}
}

// reasoned says whether one of the entries is a target that gives a reason.
func reasoned(v projections.View, entries []aimed.Ref) bool {
	return slices.ContainsFunc(entries, func(r aimed.Ref) bool {
		e, _ := v.Entry(r.ID)
		target, ok := e.Body.(*domain.TargetSet)
		return ok && !target.Why.IsZero()
	})
}

func TestTheExampleShowsEveryWayOfAnAim(t *testing.T) {
	got := map[string]projections.AimRow{}
	for _, a := range view(t, "worked-example").Aims() {
		got[a.Aim] = a
	}
	for aim, want := range map[string]struct {
		state domain.AimState
		born  domain.Born
	}{
		"eat-together": {domain.AimIsAgreed, domain.BornStart},
		"less-waste":   {domain.AimIsAgreed, domain.BornFunder},
		"letter":       {domain.AimIsDropped, domain.BornStart},
		"welcome":      {domain.AimIsAgreed, domain.BornOnTheWay},
		"saturdays":    {domain.AimIsRaised, domain.BornOnTheWay},
	} {
		if a := got[aim]; a.State != want.state || a.Born != want.born {
			t.Errorf("the aim %s is %s and born %s", aim, a.State, a.Born)
		}
	}
	if got["eat-together"].Revisions != 1 {
		t.Error("no aim was put into other words")
	}
}

// What changed, at every level, what everybody outside may answer, and judgements that agree, that differ, and of people who did not say how
// they know; funders are told a part of them.
func TestTheExampleShowsWhatPeopleThinkAndWhatChanged(t *testing.T) {
	changed, levels, answers := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, e := range journey(t, "worked-example") {
		var w domain.WhatChanged
		switch b := e.Body.(type) {
		case *domain.OutcomeRecorded:
			w = b.WhatChanged
		case *domain.SurpriseNoticed:
			w = b.WhatChanged
		case *domain.CheckedOutside:
			answers[b.Answer] = true
		}
		changed[w.Changed], levels[w.Level] = true, true
	}
	for _, choice := range domain.ChangedChoices() {
		if !changed[choice] {
			t.Errorf("nothing changed for %s", choice)
		}
	}
	for _, choice := range domain.LevelChoices() {
		if !levels[choice] {
			t.Errorf("nothing changed at the level %s", choice)
		}
	}
	for _, answer := range []string{"agrees", "partly", "no", "cannot_say"} {
		if !answers[answer] {
			t.Errorf("nobody outside answered %s", answer)
		}
	}
	gaps, notSaid := map[int]bool{}, false
	for _, r := range reports.JudgedOf(evaluators(t, "worked-example")).Rows {
		if steps, both := r.Gap(); both {
			gaps[steps] = true
		}
		notSaid = notSaid || r.Judgement.NotSaid != nil
	}
	if !gaps[0] || !gaps[1] || !gaps[2] || !notSaid {
		t.Errorf("the ways of knowing are %v steps apart, and somebody did not say how they know: %v", gaps, notSaid)
	}
	seen := seenBy(t, "worked-example", "funders")
	inside := reports.WhatChangedOf(evaluators(t, "worked-example"))
	if n := len(reports.WhatChangedOf(seen).Items); n == 0 || n >= len(inside.Items) {
		t.Errorf("funders are told %d of %d changes", n, len(inside.Items))
	}
	if n := len(reports.JudgedOf(seen).Rows); n == 0 || n >= len(gaps)+2 {
		t.Errorf("funders are told %d judgements", n)
	}
}
