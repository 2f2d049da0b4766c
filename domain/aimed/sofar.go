package aimed

import (
	"slices"

	"github.com/desirelines/desirelines/domain"
)

// soFar compares ended periods only: sums for per_period, the latest ended one for the others.
// It is nil before the first has ended.
func (c *comparer) soFar() *Comparison {
	ended := slices.DeleteFunc(slices.Clone(c.active), func(p *period) bool { return !c.ended(p.end) })
	set := counting(ended)
	if len(set) == 0 {
		return nil
	}
	var r Comparison
	if c.mode == domain.PerPeriod {
		start, end := span(set)
		s := scope{start: start, end: end, several: len(set) > 1, verdict: verdictOf(c.judgementsOf(set...))}
		c.rollUp(&s, set, false)
		r = c.build(s)
	} else {
		r = c.period(set[len(set)-1])
	}
	return &r
}
