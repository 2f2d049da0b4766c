package aimed

import (
	"slices"

	"github.com/desirelines/desirelines/domain"
)

// overall is the comparison of the whole run (section 3, the last two columns of the table).
func (c *comparer) overall() Comparison {
	set := counting(c.active)
	start, end := span(set)
	s := scope{start: start, end: end, goal: c.goalOf(nil, end), verdict: verdictOf(c.judged), none: len(set) == 0, several: len(set) > 1}
	if s.goal.target.stated() {
		s.against = againstWhole
	}
	switch c.mode {
	case domain.PerPeriod:
		c.rollUp(&s, set, true)
	case domain.ToDate, domain.Snapshot:
		pool, out := c.standing(nil, "")
		s.actual = c.latest(pool)
		s.actual.leftOut = append(s.actual.leftOut, out...)
		s.useTargets(set, c.active)
		s.rule = c.ruleOfAll(&s.actual, ruleOverallLatest, ruleOverallPlaces)
	case domain.Percentage:
		c.overallPercentage(&s, set)
	case domain.Distinct:
		s.actual = c.overallDistinct()
		s.rule = c.ruleOfAll(&s.actual, ruleOverallDistinct, ruleOverallPlaces)
		if len(c.active) > 0 {
			s.silent = stepNotDistinct
		}
	default:
		return c.standIn(s, set)
	}
	c.useStatedTotal(&s)
	s.warnings = append(s.warnings, c.shape(set)...)
	if len(c.periods) == 0 {
		c.partsOfAll(&s)
	}
	s.baseline = c.startFor(&s.goal, nil)
	return c.build(s)
}

// useTargets takes the targets of the last period that has some; where none has, it names those that were taken back.
func (s *scope) useTargets(set, active []*period) {
	p := lastWith(targetOf, set, active)
	s.useTargetOf(p)
	if p != nil || s.goal.target.stated() {
		return
	}
	s.goal.leftOut = slices.Clone(s.goal.leftOut)
	for _, q := range set {
		s.goal.leftOut = append(s.goal.leftOut, q.goal.leftOut...)
	}
}

// useTargetOf takes the targets of p unless an overall one was stated. A nil p changes nothing.
func (s *scope) useTargetOf(p *period) {
	if p == nil || s.goal.target.stated() {
		return
	}
	leftOut := s.goal.leftOut
	s.goal, s.against = p.goal, againstLast
	s.goal.leftOut = append(slices.Clone(leftOut), p.goal.leftOut...)
}

// lastWith returns the last period that has a figure, from the first set that has one.
func lastWith(pick func(*period) *figure, sets ...[]*period) *period {
	for _, set := range sets {
		set = slices.Clone(set)
		slices.SortStableFunc(set, compareEnds)
		for _, p := range slices.Backward(set) {
			if pick(p).stated() {
				return p
			}
		}
	}
	return nil
}

func actualOf(p *period) *figure { return &p.actual }

// standing returns the outcomes that count outside their own period, where keep is nil or takes
// them, and names the others: unkept is why keep does not take one.
func (c *comparer) standing(keep func(*seen) bool, unkept Why) (list []*seen, out []LeftOut) {
	for _, o := range c.whole.all {
		why, ok := c.stands(o)
		switch {
		case !ok:
			out = append(out, o.leave(why))
		case keep != nil && !keep(o):
			out = append(out, o.leave(unkept))
		default:
			list = append(list, o)
		}
	}
	return list, out
}

// useStatedTotal: an outcome stated for the whole run beats what was added up or came last. It says whether there is one.
func (c *comparer) useStatedTotal(s *scope) bool {
	var stated []*seen
	for _, o := range c.whole.all {
		if o.Overall && o.LeftOut == "" && !c.empty(o) {
			stated = append(stated, o)
		}
	}
	if len(stated) == 0 {
		return false
	}
	var out []LeftOut
	for _, o := range stated[:len(stated)-1] {
		out = append(out, o.leave(whyLater)) // where it does not count after all
	}
	for _, e := range s.actual.entries {
		out = append(out, LeftOut{e.ID, e.Position, whyNotInTotal})
	}
	out = append(out, s.actual.leftOut...)
	if c.mode == domain.Percentage {
		s.actual = c.percentage(stated[len(stated)-1:])
	} else {
		s.actual = c.latest(stated)
	}
	s.actual.leftOut = append(s.actual.leftOut, out...)
	if s.overlooked > 0 && s.against != againstWhole {
		s.against = againstReported
	}
	s.incomplete, s.overlooked, s.silent = false, 0, ""
	s.warnings = slices.DeleteFunc(s.warnings, func(w Warning) bool { return w == WarnPartial })
	s.rule = c.ruleOfTotal(&s.actual)
	return true
}

// overallPercentage is that of the last period that has an actual; without one, all that was
// counted outside every period.
func (c *comparer) overallPercentage(s *scope, set []*period) {
	if p := lastWith(actualOf, set, c.active); p != nil {
		s.actual = p.actual
		_, out := c.standing(func(o *seen) bool { return false }, whyOutside)
		s.actual.leftOut = append(slices.Clone(s.actual.leftOut), out...)
		s.rule = c.ruleOfAll(&s.actual, ruleOverallPercentage, ruleOverallPercentage)
	} else {
		pool, out := c.standing(nil, "")
		s.actual = c.percentage(pool)
		s.actual.leftOut = append(s.actual.leftOut, out...)
		s.rule = c.ruleOfShare(&s.actual)
	}
	s.useTargets(set, c.active)
}

// overallDistinct is the latest figure that is not one of a single period: different people are
// never added up over periods.
func (c *comparer) overallDistinct() figure {
	pool, out := c.standing(func(o *seen) bool {
		return o.period == nil && !slices.ContainsFunc(c.active, func(p *period) bool { return p.contains(o.day) })
	}, whyOnePeriod)
	f := c.latest(pool)
	f.leftOut = append(f.leftOut, out...)
	return f
}

// standIn: with an unknown mode nothing is rolled up. The latest period with target and actual
// stands in; where none has both, the latest with an actual, else the latest with a target.
func (c *comparer) standIn(s scope, set []*period) Comparison {
	both := func(p *period) *figure {
		if p.goal.target.stated() || s.goal.target.stated() {
			return &p.actual
		}
		return &figure{}
	}
	rule := ruleStandIn
	p := lastWith(both, set, c.active)
	if p == nil || s.goal.target.stated() {
		rule = ruleStandInSaid
	}
	if p == nil {
		p = lastWith(actualOf, set, c.active)
	}
	if p == nil {
		p = lastWith(targetOf, set, c.active)
	}
	s.warnings = []Warning{WarnModeUnknown}
	pool, out := c.standing(nil, "")
	if p != nil {
		s.several = false
		s.start, s.end, s.actual = p.start, p.end, p.actual
		s.warnings = append(s.warnings, p.warnings()...)
		s.actual.leftOut = append(slices.Clone(s.actual.leftOut), out...)
	}
	if !s.actual.stated() { // nothing in any period: what lies outside them
		s.actual = c.latest(pool)
		s.actual.leftOut = append(s.actual.leftOut, out...)
		rule = ruleStandInLast
	}
	s.useTargetOf(p)
	s.rule = c.ruleOfAll(&s.actual, rule, rule)
	if !c.useStatedTotal(&s) && rule == ruleStandIn {
		s.against = "" // the rule says it
	}
	s.baseline = c.startFor(&s.goal, nil)
	return c.build(s)
}
