package aimed

import (
	"cmp"
	"slices"
	"strings"

	"github.com/desirelines/desirelines/domain"
)

// seen is an outcome with the day that decides where it counts.
type seen struct {
	*Outcome
	Site    string // "" is the whole
	LeftOut Why
	n       int // place in the list that was handed over: tells outcomes apart
	day     domain.Date
	period  *period // the one it was stated for; nil: its day decides
	beaten  bool    // dated, and a period that contains it has a stated figure (of its site, or of the whole)
}

// cell names what is read apart from the whole: a cell of a breakdown, a site, or both.
type cell struct{ dimension, value, site string }

// cellOf names a cell of several dimensions by their names in order: women in the north is one cell, whichever was written first.
func cellOf(parts []domain.Part, site string) cell {
	if len(parts) > 1 {
		parts = slices.Clone(parts)
		slices.SortStableFunc(parts, func(a, b domain.Part) int { return strings.Compare(a.Dimension, b.Dimension) })
	}
	dimensions, values := make([]string, len(parts)), make([]string, len(parts))
	for i, p := range parts {
		dimensions[i], values[i] = p.Dimension, p.Value
	}
	return cell{strings.Join(dimensions, "; "), strings.Join(values, "; "), site}
}

// pool is a set of outcomes that figures are read from, oldest first: of two of the same date the
// later position comes later.
type pool struct {
	all    []*seen
	dated  []*seen             // those whose day decides
	stated map[*period][]*seen // those stated for a period
	sites  map[string]bool
}

func (p *pool) add(o *seen) {
	p.all = append(p.all, o)
	p.sites[o.Site] = true
	switch {
	case o.period != nil:
		p.stated[o.period] = append(p.stated[o.period], o)
	case !o.Overall:
		p.dated = append(p.dated, o)
	}
}

func newPool() *pool { return &pool{stated: map[*period][]*seen{}, sites: map[string]bool{}} }

// within returns the dated outcomes whose day lies in a period: what was stated for a period counts
// in that one alone, otherwise the day decides (section 3).
func (p *pool) within(q *period) []*seen {
	from, _ := slices.BinarySearchFunc(p.dated, q.start, func(o *seen, d domain.Date) int { return o.day.Compare(d) })
	return p.dated[from:max(from, p.until(p.dated, q.end))]
}

// until returns how many of a list lie on or before a day; an unknown day is the end of time.
func (p *pool) until(list []*seen, day domain.Date) int {
	if !day.Known() {
		return len(list)
	}
	n, _ := slices.BinarySearchFunc(list, day, func(o *seen, d domain.Date) int {
		if o.day.After(d) {
			return 1
		}
		return -1
	})
	return n
}

// sortOutcomes puts every outcome where it belongs.
func (c *comparer) sortOutcomes() {
	list, all := make([]seen, len(c.m.Outcomes)), make([]*seen, len(c.m.Outcomes))
	for i := range c.m.Outcomes {
		list[i] = c.see(&c.m.Outcomes[i])
		list[i].n = i
		all[i] = &list[i]
	}
	slices.SortStableFunc(all, compareSeen)
	sites, unsited := map[string]bool{}, false
	for _, o := range all {
		if len(o.Parts) == 0 {
			c.whole.add(o)
			unsited = unsited || (o.LeftOut == "" && o.Site == "")
		}
		if o.LeftOut == "" && o.Site != "" {
			sites[o.Site] = true
		}
		if k := cellOf(o.Parts, o.Site); k != (cell{}) {
			alone := *o
			alone.Site = "" // read as if the cell were a whole
			if c.cells[k] == nil {
				c.cells[k] = newPool()
			}
			c.cells[k].add(&alone)
		}
	}
	if len(sites) == 1 && !unsited {
		for c.onlySite = range sites {
		}
	}
	c.markBeaten(c.whole)
	for _, cell := range c.cells {
		c.markBeaten(cell)
	}
}

func compareSeen(a, b *seen) int {
	if d := a.day.Compare(b.day); d != 0 {
		return d
	}
	if d := cmp.Compare(a.order(), b.order()); d != 0 {
		return d
	}
	return compareRefs(a.ref(), b.ref())
}

// see finds the day of an outcome and the period it was stated for. What was stated for a period
// was seen inside it, even where it was written down later.
func (c *comparer) see(o *Outcome) seen {
	s := seen{Outcome: o, day: o.Day(), Site: o.Site, LeftOut: o.LeftOut}
	if o.Overall {
		return s
	}
	p := c.find(o.PeriodStart, o.PeriodEnd)
	if p == nil || !boundsOf(o.PeriodStart, o.PeriodEnd).known() {
		return s
	}
	s.period = p
	if p.end.Known() && s.day.After(p.end) {
		s.day = p.end
	}
	if s.day.Before(p.start) {
		s.day = p.start
	}
	if s.LeftOut == "" && !p.uses(o.Ordinal) {
		s.LeftOut = whyRetired
	}
	return s
}

// empty is true where an outcome states neither value nor counts: nothing reported.
func (c *comparer) empty(o *seen) bool {
	counts := c.mode == domain.Percentage && o.Numerator != nil && o.Denominator != nil
	return o.Value.Form == domain.Nothing && !counts
}

// in sorts what belongs to a period into what counts there and what does not, oldest first. A
// stated figure beats dated ones: of its own site, and of every site where it is the whole.
func (c *comparer) in(p *period, from *pool) (counts []*seen, out []LeftOut) {
	stated, restated := c.statedSites(from.stated[p])
	members := slices.Concat(from.stated[p], from.within(p))
	slices.SortStableFunc(members, compareSeen)
	for _, o := range members {
		switch {
		case o.LeftOut != "":
			out = append(out, o.leave(o.LeftOut))
		case c.empty(o):
			out = append(out, o.leave(whyEmpty))
		case o.period == nil && (stated[""] || stated[o.Site]):
			out = append(out, o.leave(whyStated))
		case o.period != nil && o.Restates && restated[o.Site].n != o.n:
			out = append(out, o.leave(whyRestated))
		default:
			counts = append(counts, o)
		}
	}
	return counts, out
}

// statedSites says for which sites ("" is the whole) a list of stated outcomes has a figure, and
// which is the last restatement of each.
func (c *comparer) statedSites(list []*seen) (stated map[string]bool, restated map[string]*seen) {
	for _, o := range list {
		if o.LeftOut != "" || c.empty(o) {
			continue
		}
		if stated == nil {
			stated, restated = map[string]bool{}, map[string]*seen{}
		}
		stated[o.Site] = true
		if last := restated[o.Site]; o.Restates && (last == nil || o.order() >= last.order()) {
			restated[o.Site] = o
		}
	}
	return stated, restated
}

// markBeaten marks the dated outcomes of a pool that a stated figure beats.
func (c *comparer) markBeaten(from *pool) {
	for _, p := range c.active {
		stated, _ := c.statedSites(from.stated[p])
		if len(stated) == 0 {
			continue
		}
		for _, o := range from.within(p) {
			o.beaten = o.beaten || stated[""] || stated[o.Site]
		}
	}
}

// stands says whether an outcome counts anywhere outside its own period; why says what else.
func (c *comparer) stands(o *seen) (why Why, ok bool) {
	switch {
	case o.LeftOut != "":
		return o.LeftOut, false
	case c.empty(o):
		return whyEmpty, false
	case o.beaten:
		return whyStated, false
	case o.period != nil && o.period.retired:
		return whyRetired, false
	case o.Overall:
		return whyIsTotal, false
	}
	return "", true
}

// figureOf reads one outcome; counts are read by percentage.
func (c *comparer) figureOf(o *seen) figure {
	f := figureOf(o.Value, o.Entry)
	f.warnings = append(f.warnings, c.future(o.Entry)...)
	return f
}

// future: a date that is still to come is taken, with a warning. A month that has begun is not to come.
func (c *comparer) future(e Entry) []Warning {
	if c.q.AskedOn.Known() && e.Happened.First().After(c.q.AskedOn) {
		return []Warning{WarnFuture}
	}
	return nil
}
