package reports

import (
	"slices"
	"testing"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/domaintest"
)

func positions(steps []TraceStep) (list []uint64) {
	for _, s := range steps {
		list = append(list, s.Position)
	}
	return list
}

// The way is followed to both ends, not only to the neighbours; what is hidden breaks it, and a ring ends.
func TestTraceFollowsTheWholeWay(t *testing.T) {
	h := newHistory(t)
	failure := h.add(&domain.FailureShared{What: words("Nobody came.")})                                    // 2
	learning := h.add(&domain.LearningDrawn{What: words("Evenings do not work."), From: []string{failure}}) // 3
	change := h.add(&domain.ChangeMade{What: words("We meet at noon."), Learning: learning})                // 4
	check := h.add(&domain.ChangeChecked{Change: change, Helped: "yes"})                                    // 5
	h.add(&domain.ProblemNamed{What: words("The door is stuck.")})                                          // 6, tied to nothing
	h.add(&domain.EntryCorrected{Entry: failure, With: &domain.FailureShared{What: words("Two came.")}})    // 7
	trace := func(which string) Trace {
		t.Helper()
		got, err := TraceOf(h.see("group"), which)
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	whole := trace(check)
	if got := positions(whole.Before); !slices.Equal(got, []uint64{2, 3, 4}) || len(whole.After) != 0 {
		t.Errorf("what led to the check is %v, what came of it %v", got, positions(whole.After))
	}
	if first := whole.Before[0]; first.Steps != 3 || first.Ties[0].Position != 3 {
		t.Errorf("the failure is %d steps away, by way of %v", first.Steps, first.Ties)
	}
	from := trace("2")
	if got := positions(from.After); !slices.Equal(got, []uint64{3, 4, 5, 7}) || len(from.Before) != 0 {
		t.Errorf("what came of the failure is %v", got)
	}
	if got := trace("6"); len(got.Before)+len(got.After) != 0 {
		t.Errorf("an entry by itself has a way: %+v", got)
	}
	private := h.shared(&domain.LearningDrawn{What: words("For me."), From: []string{check}}, "only-me")
	h.add(&domain.ChangeMade{What: words("Beyond it."), Learning: private})
	if got := positions(trace(check).After); len(got) != 0 {
		t.Errorf("what is reached through a hidden entry is there: %v", got)
	}
	if _, err := TraceOf(h.see("group"), private); domain.KindOf(err) != domain.NotFound {
		t.Errorf("a hidden entry gives %v", err)
	}
}

// An entry of an import leads to the file it came in with, for who may know of it.
func TestTraceNamesTheFile(t *testing.T) {
	h := newHistory(t)
	file := domaintest.ID(90)
	h.command(domain.Command{Correlation: file, Drafts: []domain.Draft{
		{Body: &domain.SurpriseNoticed{What: words("They stayed.")}},                               // 2
		{Body: &domain.ImportMade{Import: file, Format: "csv", Appended: 1, File: words("march")}}, // 3
	}})
	h.add(&domain.ProblemNamed{What: words("The door is stuck.")}) // 4
	for which, want := range map[string]uint64{"2": 3, "3": 0, "4": 0} {
		got, err := TraceOf(h.see("group"), which)
		if err != nil {
			t.Fatal(err)
		}
		if (got.CameIn != nil) != (want > 0) || got.CameIn != nil && (got.CameIn.Position != want || got.CameIn.Text.Text != "march") {
			t.Errorf("entry %s came in with %+v, want entry %d", which, got.CameIn, want)
		}
	}
}

// A figure that moved names the entries that moved it, each kind of figure its own, and what took one back.
func TestWhatMovedAFigureIsNamed(t *testing.T) {
	h := newHistory(t)
	h.add(&domain.AimAgreed{Aim: "a", Statement: "People eat together."})                                                                                // 2
	h.add(&domain.MeasureAdded{Aim: "a", Measure: "m", Definition: domain.Definition{Name: "Meals", MeasureKind: domain.Increase, Mode: domain.ToDate}}) // 3
	h.add(&domain.TargetSet{Aim: "a", Measure: "m", Value: domain.Of(domain.Int(10))})                                                                   // 4
	first := h.add(&domain.OutcomeRecorded{Aim: "a", Measure: "m", Value: domain.Of(domain.Int(12))})                                                    // 5
	h.add(&domain.TargetSet{Aim: "a", Measure: "m", Value: domain.Of(domain.Int(20))})                                                                   // 6
	h.add(&domain.EntryWithdrawn{Entry: first})                                                                                                          // 7
	h.add(&domain.FailureShared{What: words("It rained.")})                                                                                              // 8
	by := func(at, and, field string) (list []uint64) {
		t.Helper()
		d := DifferenceOf(SideOf(h.seeAt("group", Ask{At: at})), SideOf(h.seeAt("group", Ask{At: and})))
		i := slices.IndexFunc(d.Moved, func(m Moved) bool { return m.Field == field && (m.Period == PeriodOverall || m.Period == "") })
		if i < 0 {
			t.Fatalf("%s did not move from %s to %s", field, at, and)
		}
		for _, r := range d.Moved[i].By {
			list = append(list, r.Position)
		}
		return list
	}
	for _, c := range []struct {
		at, and, field string
		want           []uint64
	}{
		{"4", "5", "actual", []uint64{5}}, {"4", "5", "status", []uint64{5}}, {"4", "5", "counted", []uint64{5}},
		{"5", "6", "target", []uint64{6}}, {"5", "6", "status", []uint64{6}}, {"4", "6", "actual", []uint64{5}},
		{"6", "7", "actual", []uint64{7}}, {"6", "7", "status", []uint64{7}}, {"7", "6", "actual", []uint64{7}},
		{"7", "8", "did_not_work", []uint64{8}},
	} {
		if got := by(c.at, c.and, c.field); !slices.Equal(got, c.want) {
			t.Errorf("from %s to %s %s was moved by %v, want %v", c.at, c.and, c.field, got, c.want)
		}
	}
}
