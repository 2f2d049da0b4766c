package aimed

import (
	"cmp"
	"maps"
	"slices"

	"github.com/desirelines/desirelines/domain"
)

// start is the baseline that stands.
type start struct {
	figure
	value domain.Value
	on    domain.Date
	days  int // how long it was counted; 0: not known
}

// baseline returns the baseline that stands for this question: the latest; against the first
// target, the one that stood when that was agreed (else the first there was). nil: not known,
// which is not zero. Words count as not known; so does a value that was kept back.
func (c *comparer) baseline(firstOrder uint64) *start {
	if c.q.Against == First {
		return c.findBaseline(firstOrder)
	}
	if !c.based {
		c.base, c.based = c.findBaseline(0), true
	}
	return c.base
}

func (c *comparer) findBaseline(firstOrder uint64) *start {
	lines := map[string][]Baseline{}
	for _, b := range c.baselines() {
		lines[b.Site] = append(lines[b.Site], b)
	}
	var bySite []atSite
	from := map[string]Baseline{}
	for _, site := range slices.Sorted(maps.Keys(lines)) {
		line := lines[site]
		b := line[len(line)-1]
		if c.q.Against == First {
			b = standingAt(line, firstOrder)
		}
		bySite, from[site] = append(bySite, atSite{site, figureOf(b.Value, b.Entry)}), b
	}
	f := c.asWhole(bySite)
	if !c.comparable(f) {
		return nil
	}
	b, ok := from[""]
	if !ok {
		b = from[c.onlySite]
	}
	return &start{figure: f, value: f.value(), on: b.On, days: b.days()}
}

// standingAt is the last baseline stated up to a place in the order, else the first one.
func standingAt(line []Baseline, order uint64) Baseline {
	b := line[0]
	for _, next := range line {
		if next.order() <= order {
			b = next
		}
	}
	return b
}

// baselines returns those of the whole and of sites that stand, in order.
func (c *comparer) baselines() []Baseline {
	list := slices.DeleteFunc(slices.Clone(c.m.Baselines), func(b Baseline) bool { return b.LeftOut != "" || len(b.Parts) > 0 })
	slices.SortStableFunc(list, func(a, b Baseline) int {
		return cmp.Or(cmp.Compare(a.order(), b.order()), cmp.Compare(a.Position, b.Position), cmp.Compare(a.ID, b.ID))
	})
	return list
}

// days is how long the baseline was counted: its own period, else the year, month or day of On.
func (b *Baseline) days() int {
	if b.Start.Known() && b.End.Known() {
		return days(b.Start, b.End)
	}
	if !b.On.Known() {
		return 0
	}
	return days(b.On, b.On)
}

func days(start, end domain.Date) int { return start.First().Days(end.Last()) + 1 }

// usedIn says whether the baseline is used against p (nil: against everything together). In
// per_period it is used only against periods of the same length (±10 % of the longer), and never overall.
func (c *comparer) usedIn(b *start, p *period) bool {
	if b == nil || c.mode != domain.PerPeriod {
		return b != nil
	}
	if p == nil || b.days <= 0 || !p.start.Known() || !p.end.Known() {
		return false
	}
	n := days(p.start, p.end)
	return max(n-b.days, b.days-n)*10 <= max(n, b.days)
}

// startFor returns the baseline that is used; nil where none is.
func (c *comparer) startFor(g *goal, p *period) *start {
	if b := c.baseline(g.firstOrder); c.usedIn(b, p) {
		return b
	}
	return nil
}

// comparable says whether a figure can be compared by the kind of the measure.
func (c *comparer) comparable(f figure) bool {
	switch c.m.Kind {
	case domain.Reach:
		return f.form == domain.YesNo
	case domain.Rubric:
		return c.level(f) >= 0
	case domain.Story:
		return false
	case domain.Keep, domain.InRange:
		return f.form == domain.Numeric || f.form == domain.Range
	}
	return f.form == domain.Numeric
}

// level is the place of a level among the levels, low to high; -1 where it is none of them.
func (c *comparer) level(f figure) int {
	if f.form != domain.Level {
		return -1
	}
	return slices.Index(c.m.Levels, f.level)
}
