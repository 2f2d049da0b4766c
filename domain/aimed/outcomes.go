package aimed

import (
	"cmp"
	"slices"
	"strings"

	"github.com/desirelines/desirelines/domain"
)

// seen is an outcome with the day that decides where it counts.
type seen struct {
	Outcome
	day    domain.Date
	period *period // the one it was stated for; nil: its day decides
	beaten bool    // dated, and a period that contains it has a stated figure (of its site, or of the whole)
}

// cell names what is read apart from the whole: a cell of a breakdown, a site, or both.
type cell struct{ dimension, value, site string }

func cellOf(parts []domain.Part, site string) cell {
	dimensions, values := make([]string, len(parts)), make([]string, len(parts))
	for i, p := range parts {
		dimensions[i], values[i] = p.Dimension, p.Value
	}
	return cell{strings.Join(dimensions, "; "), strings.Join(values, "; "), site}
}

// sortOutcomes puts every outcome where it belongs, oldest first: of two of the same date the
// later position comes later.
func (c *comparer) sortOutcomes() {
	all := make([]seen, 0, len(c.m.Outcomes))
	for _, o := range c.m.Outcomes {
		all = append(all, c.see(o))
	}
	slices.SortStableFunc(all, func(a, b seen) int {
		return cmp.Or(a.day.Compare(b.day), cmp.Compare(a.order(), b.order()),
			cmp.Compare(a.Position, b.Position), strings.Compare(a.ID, b.ID))
	})
	sites, unsited := map[string]bool{}, false
	for _, o := range all {
		if len(o.Parts) == 0 {
			c.whole = append(c.whole, o)
			unsited = unsited || (o.LeftOut == "" && o.Site == "")
		}
		if o.Site != "" {
			sites[o.Site] = true
		}
		if k := cellOf(o.Parts, o.Site); k != (cell{}) {
			o.Site = "" // read as if the cell were a whole
			c.cells[k] = append(c.cells[k], o)
		}
	}
	if len(sites) == 1 && !unsited {
		for c.onlySite = range sites {
		}
	}
	c.markBeaten(c.whole)
	for _, pool := range c.cells {
		c.markBeaten(pool)
	}
}

// see finds the day of an outcome and the period it was stated for. What was stated for a period
// was seen inside it, even where it was written down later.
func (c *comparer) see(o Outcome) seen {
	s := seen{Outcome: o, day: o.Day()}
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

// belongs: a stated outcome counts in its period alone; otherwise the day decides (section 3).
func (o *seen) belongs(p *period) bool {
	if o.period != nil {
		return o.period == p
	}
	return !o.Overall && p.contains(o.day)
}

// empty is true where an outcome states neither value nor counts: nothing reported.
func (c *comparer) empty(o *seen) bool {
	counts := c.mode == domain.Percentage && o.Numerator != nil && o.Denominator != nil
	return o.Value.Form == domain.Nothing && !counts
}

// in sorts what belongs to a period into what counts there and what does not. A stated figure
// beats dated ones: of its own site, and of every site where it is the whole.
func (c *comparer) in(p *period, pool []seen) (counts []seen, out []LeftOut) {
	stated, restated := c.statedSites(p, pool)
	for _, o := range pool {
		if !o.belongs(p) {
			continue
		}
		switch {
		case o.LeftOut != "":
			out = append(out, o.leave(o.LeftOut))
		case c.empty(&o):
			out = append(out, o.leave(whyEmpty))
		case o.period == nil && (stated[""] || stated[o.Site]):
			out = append(out, o.leave(whyStated))
		case o.period != nil && o.Restates && restated[o.Site].Position != o.Position:
			out = append(out, o.leave(whyRestated))
		default:
			counts = append(counts, o)
		}
	}
	return counts, out
}

// statedSites says for which sites ("" is the whole) a figure was stated for p, and which is the
// last restatement of each.
func (c *comparer) statedSites(p *period, pool []seen) (stated map[string]bool, restated map[string]Entry) {
	stated, restated = map[string]bool{}, map[string]Entry{}
	for _, o := range pool {
		if o.period != p || o.LeftOut != "" || c.empty(&o) {
			continue
		}
		stated[o.Site] = true
		if last, ok := restated[o.Site]; o.Restates && (!ok || o.order() >= last.order()) {
			restated[o.Site] = o.Entry
		}
	}
	return stated, restated
}

// markBeaten marks the dated outcomes of a pool that a stated figure beats.
func (c *comparer) markBeaten(pool []seen) {
	for _, p := range c.active {
		stated, _ := c.statedSites(p, pool)
		if len(stated) == 0 {
			continue
		}
		for i := range pool {
			o := &pool[i]
			if o.period == nil && !o.Overall && (stated[""] || stated[o.Site]) && p.contains(o.day) {
				o.beaten = true
			}
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
		return whyNotInTotal, false
	}
	return "", true
}

// figureOf reads one outcome; counts are read by percentage.
func (c *comparer) figureOf(o seen) figure {
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
