package aimed

import (
	"slices"

	"github.com/desirelines/desirelines/domain"
)

// rollUp adds up periods of a per_period measure: sum of the actuals against sum of the targets.
// all: what was seen outside every period belongs to it too. For decrease, keep and range only
// periods that have an actual are taken, on both sides, so that silence never looks like success.
func (c *comparer) rollUp(s *scope, set []*period, all bool) {
	rule, reported, against := ruleOverallSum, ruleOverallReported, againstPeriods
	if !all {
		rule, reported, against = ruleSoFarSum, ruleSoFarReported, againstThese
	}
	strict := c.m.Kind == domain.Decrease || c.m.Kind == domain.Keep || c.m.Kind == domain.InRange
	if strict && len(set) > 0 {
		if all {
			rule = ruleOverallPeriods
		}
		all = false
		set = c.reported(s, set)
	}
	if s.overlooked > 0 {
		rule, against = reported, againstThese
	}
	for _, p := range set {
		s.warnings = append(s.warnings, p.warnings()...)
	}
	s.actual = c.total(set, all, strict)
	s.rule = c.ruleOfSum(&s.actual, rule)
	if s.goal.target.stated() {
		s.incomplete = s.overlooked > 0
		return
	}
	s.against = against
	s.goal.target, s.goal.first = sumOfTargets(set, targetOf), sumOfTargets(set, firstOf)
	s.goal.leftOut = slices.Clone(s.goal.leftOut)
	for _, p := range set {
		s.goal.leftOut = append(s.goal.leftOut, p.goal.leftOut...)
	}
	if overlapping(set) && len(s.goal.target.entries) > 1 {
		for _, e := range s.goal.target.entries {
			s.goal.leftOut = append(s.goal.leftOut, LeftOut{e.ID, e.Position, whyNotSummed})
		}
		s.goal.target = figure{cannot: WarnOverlapping}
		s.goal.first = figure{}
	}
}

// reported keeps the periods that have an actual (partial_sum); all of them where none has one,
// because then nothing is compared.
func (c *comparer) reported(s *scope, set []*period) []*period {
	kept := slices.DeleteFunc(slices.Clone(set), func(p *period) bool { return !p.actual.stated() })
	if len(kept) == 0 || len(kept) == len(set) {
		return set
	}
	s.overlooked = len(set) - len(kept)
	s.warnings = append(s.warnings, WarnPartial)
	return kept
}

// total is the sum of all that was observed, each outcome once.
func (c *comparer) total(set []*period, all, strict bool) figure {
	taken := make([]bool, len(c.m.Outcomes))
	var pool []*seen
	take := func(list []*seen) {
		for _, o := range list {
			if !taken[o.n] {
				taken[o.n] = true
				pool = append(pool, o)
			}
		}
	}
	clash := false
	for _, p := range set {
		list, ok := c.collect(p, !strict)
		take(list)
		clash = clash || !ok
	}
	stated := slices.ContainsFunc(pool, func(o *seen) bool { return o.period != nil })
	var out []LeftOut
	for _, o := range c.whole.all {
		if taken[o.n] {
			continue
		}
		why, ok := c.stands(o)
		if ok && all && o.period == nil {
			take([]*seen{o})
			continue
		}
		if ok {
			why = whyOutside
			if slices.ContainsFunc(set, func(p *period) bool { return o.period != nil && overlapping([]*period{p, o.period}) }) {
				why = whyBeside
			}
		}
		out = append(out, o.leave(why))
	}
	f := c.addUp(pool)
	if clash || stated && overlapping(set) {
		for _, o := range pool {
			out = append(out, o.leave(whyNotSummed))
		}
		f = figure{cannot: WarnOverlapping}
	}
	f.leftOut = append(f.leftOut, out...)
	return f
}

// collect returns the outcomes that make the actual of p in a sum. Where nothing was stated for
// p itself, what was stated for the steps on its way is part of it; ok is false where these overlap.
func (c *comparer) collect(p *period, steps bool) (pool []*seen, ok bool) {
	counts, _ := c.in(p, c.whole)
	if !steps || slices.ContainsFunc(counts, func(o *seen) bool { return o.period == p }) {
		return counts, true
	}
	ok = true
	var inner []*period
	for _, q := range outermost(within(c.active, p)) {
		list, fine := c.collect(q, true)
		if !slices.ContainsFunc(list, func(o *seen) bool { return o.period != nil }) {
			continue // only dated outcomes, which count in p themselves
		}
		ok = ok && fine
		inner = append(inner, q)
		pool = append(pool, list...)
	}
	for _, o := range counts {
		if !slices.ContainsFunc(inner, func(q *period) bool { return q.contains(o.day) }) {
			pool = append(pool, o)
		}
	}
	return pool, ok && !overlapping(inner)
}
