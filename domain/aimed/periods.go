package aimed

import (
	"cmp"
	"slices"

	"github.com/desirelines/desirelines/domain"
)

// comparer holds one measure sorted for one question.
type comparer struct {
	m       *Measure
	q       Question
	mode    domain.Mode
	periods []*period // all, by start and end
	active  []*period // without the retired ones
	found   map[bounds]*period

	goals    map[*period][]*Target // all that were ever stated for a period, in order; nil is the whole run
	whole    *pool                 // outcomes of the whole and of its sites, oldest first
	cells    map[cell]*pool        // outcomes of breakdowns and of single sites, each read as if it were a whole
	onlySite string                // the one site that ever reports; "" where there are none or several
	judged   []Judgement           // that stand, oldest first
	base     *start                // the baseline where every target has the same; nil: there is none, or nobody asked
	based    bool                  // somebody asked
}

// period is one period: two with the same dates are one (section 3).
type period struct {
	start, end domain.Date // first and last day; unknown: open
	ordinals   []int       // that are in use
	retired    bool        // all of it was retired
	goal       goal
	actual     figure
}

func newComparer(m *Measure, q Question) *comparer {
	c := &comparer{m: m, q: q, mode: m.mode(), found: map[bounds]*period{}, whole: newPool(), cells: map[cell]*pool{}, goals: map[*period][]*Target{}}
	c.findPeriods()
	c.sortTargets()
	c.sortOutcomes()
	c.sortJudgements()
	for _, p := range c.periods {
		p.goal = c.goalOf(p, p.end)
		p.actual = c.actual(p, c.whole)
	}
	return c
}

// bounds are the two days that make a period what it is.
type bounds struct{ start, end domain.Date }

func boundsOf(start, end domain.Date) bounds { return bounds{start.First(), end.Last()} }

// known is false where neither day is stated: that is no period.
func (b bounds) known() bool { return b.start.Known() || b.end.Known() }

// findPeriods collects the periods that were declared, aimed at or reported for.
func (c *comparer) findPeriods() {
	add := func(start, end domain.Date, ordinal int) {
		b := boundsOf(start, end)
		if !b.known() {
			return
		}
		p := c.found[b]
		if p == nil {
			p = &period{start: b.start, end: b.end}
			c.found[b] = p
			c.periods = append(c.periods, p)
		}
		if !slices.Contains(p.ordinals, ordinal) {
			p.ordinals = append(p.ordinals, ordinal)
		}
	}
	for _, d := range c.m.Periods {
		add(d.Start, d.End, d.Ordinal)
	}
	for _, t := range c.m.Targets {
		if !t.Overall && t.LeftOut == "" {
			add(t.Start, t.End, t.Ordinal)
		}
	}
	for _, o := range c.m.Outcomes {
		if !o.Overall && o.LeftOut == "" {
			add(o.PeriodStart, o.PeriodEnd, o.Ordinal)
		}
	}
	for _, d := range c.m.Periods {
		if p := c.found[boundsOf(d.Start, d.End)]; p != nil && d.Retired {
			p.ordinals = slices.DeleteFunc(p.ordinals, func(n int) bool { return n == d.Ordinal })
			p.retired = len(p.ordinals) == 0
		}
	}
	slices.SortFunc(c.periods, func(a, b *period) int { return cmp.Or(a.start.Compare(b.start), compareEnds(a, b)) })
	for _, p := range c.periods {
		if !p.retired {
			c.active = append(c.active, p)
		}
	}
}

func (c *comparer) find(start, end domain.Date) *period { return c.found[boundsOf(start, end)] }

// uses says whether what was stated for a period with this ordinal still counts.
func (p *period) uses(ordinal int) bool { return p.retired || slices.Contains(p.ordinals, ordinal) }

// contains: a period includes its first and its last day.
func (p *period) contains(day domain.Date) bool {
	return !day.Before(p.start) && (!p.end.Known() || !day.After(p.end))
}

// ended: the last day has passed on the day asked. A period without end never ends.
func (c *comparer) ended(end domain.Date) bool {
	return end.Known() && c.q.AskedOn.After(end)
}

// started: start ≤ day asked.
func (c *comparer) started(start domain.Date) bool { return !start.After(c.q.AskedOn) }

// compareEnds orders by last day; a period without end comes last.
func compareEnds(a, b *period) int {
	switch {
	case a.end == b.end:
		return 0
	case !a.end.Known():
		return 1
	case !b.end.Known():
		return -1
	}
	return a.end.Compare(b.end)
}

// warnings are those of the period itself.
func (p *period) warnings() []Warning {
	switch {
	case p.retired:
		return []Warning{WarnRetired}
	case len(p.ordinals) > 1:
		return []Warning{WarnDuplicate}
	}
	return nil
}
