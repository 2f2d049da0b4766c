package aimed

import (
	"slices"

	"github.com/desirelines/desirelines/domain"
)

// How many numbers must climb one after another before their shape says something.
const (
	longClimb  = 4 // every number of the run, and every target
	shortClimb = 3 // each stretch of a saw-tooth
)

// shape asks about a run of numbers that look as if they were counted in another way than the measure says. It never changes a figure.
//
// A total so far that falls, and numbers of single periods that climb and start again twice, are a saw-tooth. Numbers of single periods
// that never stop climbing, against targets that do the same, look like totals so far.
func (c *comparer) shape(set []*period) []Warning {
	switch runs := climbs(numbersOf(set, actualOf)); {
	case c.mode == domain.ToDate && len(runs) > 1:
		return []Warning{WarnSawTooth}
	case c.mode != domain.PerPeriod || c.m.Kind == domain.Keep || c.m.Kind == domain.InRange:
		return nil
	case len(runs) > 1 && !slices.ContainsFunc(runs, func(n int) bool { return n < shortClimb }):
		return []Warning{WarnSawTooth}
	case len(runs) == 1 && runs[0] >= longClimb:
		if targets := climbs(numbersOf(set, targetOf)); len(targets) == 1 && targets[0] >= longClimb {
			return []Warning{WarnLooksSoFar}
		}
	}
	return nil
}

// numbersOf are the numbers of the periods in order of their ends; what is no number, or was carried, is passed over.
func numbersOf(set []*period, pick func(*period) *figure) (list []exact) {
	for _, p := range set {
		if f := pick(p); f.form == domain.Numeric && !f.carried {
			list = append(list, f.low)
		}
	}
	return list
}

// climbs parts numbers where they fall, and returns how often each stretch steps up, plus one: 1, 3, 3, 5, 2 gives 3 and 1.
func climbs(list []exact) (runs []int) {
	for i, n := range list {
		switch {
		case i == 0 || n.cmp(list[i-1]) < 0:
			runs = append(runs, 1)
		case n.cmp(list[i-1]) > 0:
			runs[len(runs)-1]++
		}
	}
	return runs
}
