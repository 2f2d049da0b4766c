package reports

import (
	"context"
	"iter"
	"testing"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/projections"
)

// ReadProject implements projections.Source.
func (h *history) ReadProject(context.Context, string, uint64) iter.Seq2[domain.Commit, error] {
	return func(yield func(domain.Commit, error) bool) {
		yield(domain.Commit{Sequence: 1, Project: "garden", Events: h.events}, nil)
	}
}

// Where there are releases and nobody looked up what they said, numbers of people are kept back: closed rather than open.
func TestFiguresWithoutThePastAreKeptBack(t *testing.T) {
	h := counted(t)
	told := h.add(&domain.AudienceTold{Audience: "funders", Report: "comparison", Position: uint64(len(h.events))})
	lens := h.lens("funders")
	for _, who := range []Viewer{Operator(), {Role: RoleFunder, Projects: []string{"garden"}}} {
		lens.Viewer = who
		reading := Reading{
			Past: NewPast(h), Ask: Ask{Now: h.now}, Lens: func(projections.View) (Lens, error) { return lens, nil },
			Live: func(_ context.Context, fn func(projections.View) error) error { return fn(h.view()) },
		}
		of := func(s Seen) (Comparison, error) { return ComparisonOf(s), nil }
		with, err := SeenIn(t.Context(), reading, of)
		if err != nil {
			t.Fatal(err)
		}
		asked, err := lens.Resolve(h.view(), Ask{Now: h.now})
		if err != nil {
			t.Fatal(err)
		}
		seen, err := lens.See(h.at(asked), asked)
		if err != nil {
			t.Fatal(err)
		}
		without := ComparisonOf(seen)
		form := func(c Comparison, measure int) domain.Form {
			return domain.Value(c.Aims[0].Measures[measure].Overall.Actual).Form
		}
		if form(with, 1) != domain.Numeric || form(without, 1) != domain.Withheld || form(with, 0) != domain.Withheld {
			t.Errorf("%s: visitors with the past %v, without %v; tenants %v", who.Role, form(with, 1), form(without, 1), form(with, 0))
		}
		if form(without, 2) != domain.Numeric {
			t.Errorf("%s: meetings are no people, and are %v", who.Role, form(without, 2))
		}
		if who.Role == RoleFunder && seen.AsTold().Release != told {
			t.Errorf("release %+v", seen.AsTold())
		}
	}
}
