package reports

import (
	"slices"

	"github.com/desirelines/desirelines/domain"
)

// MostPaths is how many measures of a project a portfolio follows: more would hide the other projects.
const MostPaths = 4

// PortfolioPath is one measure over time: what was reported for each period, and what was aimed for in it.
type PortfolioPath struct {
	Aim          string           `json:"aim"`
	Measure      string           `json:"measure"`
	Name         string           `json:"name"`
	Unit         string           `json:"unit"`
	LessIsBetter bool             `json:"less_is_better"`
	Points       []PortfolioPoint `json:"points"`            // by day; at least two have a number that was achieved
	Rounded      bool             `json:"rounded,omitempty"` // what happened is numbers of people, to the nearest 5
}

// PortfolioPoint is the end of one period. Achieved is nil where nothing was reported for it, Target where no number was aimed for;
// never both.
type PortfolioPoint struct {
	On       Day            `json:"on"`
	Achieved *domain.Number `json:"achieved"`
	Target   *domain.Number `json:"target"`
}

// follow adds the measures of an aim that have a way.
func (l *PortfolioLine) follow(a Aim) {
	for _, m := range a.Measures {
		p, ok := pathOf(a, m)
		switch {
		case !ok:
		case len(l.Paths) < MostPaths:
			l.Paths = append(l.Paths, p)
		default:
			l.MorePaths++
		}
	}
}

// pathOf follows a measure to the last number that was achieved; ok is false where there are fewer than two, or nobody uses it.
func pathOf(a Aim, m Measure) (p PortfolioPath, ok bool) {
	p = PortfolioPath{Aim: a.ID, Measure: m.ID, Name: m.Name, Unit: m.Unit, LessIsBetter: m.Kind == domain.Decrease, Points: []PortfolioPoint{}}
	if p.Name == "" {
		p.Name = a.Statement
	}
	p.Rounded = m.Rounded
	for _, f := range m.Periods {
		point := PortfolioPoint{On: f.End, Target: numeric(domain.Value(f.Target))}
		if !f.Carried && f.Drawn() {
			point.Achieved = numeric(domain.Value(f.Actual))
		}
		if domain.Date(f.End).Known() && (point.Achieved != nil || point.Target != nil) {
			p.Points = append(p.Points, point)
		}
	}
	slices.SortStableFunc(p.Points, func(a, b PortfolioPoint) int { return domain.Date(a.On).Last().Compare(domain.Date(b.On).Last()) })
	achieved, last := 0, 0
	for i, point := range p.Points {
		if point.Achieved != nil {
			achieved, last = achieved+1, i+1
		}
	}
	p.Points = p.Points[:last]
	return p, achieved > 1 && !m.Retired
}

func numeric(v domain.Value) *domain.Number {
	if v.Form != domain.Numeric {
		return nil
	}
	return &v.Number
}

// newest is the newest day on which something happened, as far as the audience may know; unknown where no entry says one.
func (s *sight) newest() (day domain.Date) {
	for _, m := range s.view().Moments() {
		if m.Happened.Last().After(day.Last()) && !m.Withdrawn {
			day = m.Happened
		}
	}
	return day
}

// SaysMore says how many measures can be followed besides those that are shown; empty for none.
func (l PortfolioLine) SaysMore() string {
	if l.MorePaths == 0 {
		return ""
	}
	return "The pages of the project have " + count(l.MorePaths, "more measure.", "more measures.")
}
