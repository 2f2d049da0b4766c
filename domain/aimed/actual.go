package aimed

import (
	"slices"

	"github.com/desirelines/desirelines/domain"
)

// actual is the actual of one period by the mode of the measure (section 3, first column of the
// table). from is what it is read from: the whole, or one cell or site as if it were a whole.
func (c *comparer) actual(p *period, from *pool) figure {
	counts, out := c.in(p, from)
	var f figure
	switch c.mode {
	case domain.PerPeriod:
		f = c.addUp(counts)
	case domain.ToDate:
		f = c.latestTotal(p, counts, from)
	case domain.Percentage:
		f = c.percentage(counts)
	default: // snapshot: latest observed in it; distinct and unknown: as stated for it
		f = c.latest(counts)
	}
	f.leftOut = append(f.leftOut, out...)
	return f
}

// addUp is the sum of what was observed. Where the whole was stated for a period, its sites are parts of it.
func (c *comparer) addUp(counts []*seen) figure {
	counts, out := wholeBeatsSites(counts)
	figures, parts := make([]figure, len(counts)), make([]*figure, len(counts))
	for i, o := range counts {
		figures[i] = c.figureOf(o)
		parts[i] = &figures[i]
	}
	f := sum(parts)
	f.leftOut = append(f.leftOut, out...)
	return f
}

// wholeBeatsSites leaves out the sites of a period whose whole was stated beside them.
func wholeBeatsSites(counts []*seen) (kept []*seen, out []LeftOut) {
	if !slices.ContainsFunc(counts, func(o *seen) bool { return o.Site != "" }) {
		return counts, nil
	}
	whole := map[*period]bool{}
	for _, o := range counts {
		if o.period != nil && o.Site == "" {
			whole[o.period] = true
		}
	}
	for _, o := range counts {
		if o.Site != "" && whole[o.period] {
			out = append(out, o.leave(whyWhole))
			continue
		}
		kept = append(kept, o)
	}
	return kept, out
}

// latestTotal is the latest total observed by the end of the period. Where a site has none in it,
// the last one before is carried; nothing is carried into a period that starts after the day asked.
func (c *comparer) latestTotal(p *period, counts []*seen, from *pool) figure {
	isWhole := func(o *seen) bool { return o.Site == "" }
	if !c.started(p.start) || slices.ContainsFunc(counts, isWhole) {
		return c.latest(counts)
	}
	before := c.lastBefore(p, from)
	if len(counts) > 0 {
		before = slices.DeleteFunc(before, func(o *seen) bool {
			return isWhole(o) || slices.ContainsFunc(counts, func(k *seen) bool { return k.Site == o.Site })
		})
		f := c.latest(append(before, counts...))
		f.carried, f.fresh = len(before) > 0, true
		return f
	}
	f := c.latest(before)
	f.carried, f.leftOut = f.stated(), nil
	return f
}

// lastBefore returns the last of each site that was seen by the end of p, oldest first.
func (c *comparer) lastBefore(p *period, from *pool) []*seen {
	var before []*seen
	found := map[string]bool{}
	for _, o := range slices.Backward(from.all[:from.until(from.all, p.end)]) {
		if len(found) == len(from.sites) {
			break
		}
		if _, ok := c.stands(o); ok && !found[o.Site] {
			found[o.Site] = true
			before = append(before, o)
		}
	}
	slices.Reverse(before)
	return before
}

// latest is the latest by date, not the largest; of the same date, the later position. Sites are
// taken one by one and added where they may be, else there is no whole. An outcome without a site
// is the whole, unless the sites have gone on since.
func (c *comparer) latest(counts []*seen) figure {
	if len(counts) == 0 {
		return figure{}
	}
	last, order, out := c.latestBySite(counts)
	if whole, ok := last[""]; ok && c.stillTheWhole(whole, last) {
		for _, site := range order {
			if site != "" {
				out = append(out, last[site].leave(whyWhole))
			}
		}
		f := c.figureOf(whole)
		f.leftOut = out
		return f
	} else if ok {
		out = append(out, whole.leave(whyPlacesLater))
	}
	return c.addSites(last, order, out)
}

// latestBySite keeps the last of each site; order is the order of their first outcome.
func (c *comparer) latestBySite(counts []*seen) (last map[string]*seen, order []string, out []LeftOut) {
	last = map[string]*seen{}
	for _, o := range counts {
		site := o.Site
		if c.m.Kind == domain.Story {
			site = "" // a story is one, whoever tells it
		}
		if old, ok := last[site]; ok {
			out = append(out, old.leave(whyLater))
		} else {
			order = append(order, site)
		}
		last[site] = o
	}
	return last, order, out
}

// stillTheWhole: no site reported after the whole, other than within the same period.
func (c *comparer) stillTheWhole(whole *seen, last map[string]*seen) bool {
	for _, o := range last {
		if !o.day.After(whole.day) {
			continue
		}
		if !slices.ContainsFunc(c.active, func(p *period) bool { return p.contains(whole.day) && p.contains(o.day) }) {
			return false
		}
	}
	return true
}

func (c *comparer) addSites(last map[string]*seen, order []string, out []LeftOut) figure {
	var parts []*figure
	for _, site := range order {
		if site != "" {
			f := c.figureOf(last[site])
			parts = append(parts, &f)
		}
	}
	f := sum(parts)
	f.added = len(parts) > 1
	if !c.m.sitesAdd() && !(len(parts) == 1 && c.onlySite != "") {
		f = figure{cannot: WarnSitesNotAdded}
		for i := range out {
			if out[i].Why == whyLater {
				out[i].Why = whyNoWhole // no figure of any place counts
			}
		}
		for _, site := range order {
			if site != "" {
				f.leftOut = append(f.leftOut, last[site].leave(whyNoWhole))
			}
		}
	}
	f.leftOut = append(f.leftOut, out...)
	return f
}

// percentage is Σ numerators ÷ Σ denominators × 100, never a mean of per cents; without counts
// the latest stated. A denominator of 0 gives no value.
func (c *comparer) percentage(counts []*seen) figure {
	counts, out := wholeBeatsSites(counts)
	var withCounts []*seen
	var other *seen // withheld, or words without counts: the sum is not known
	for _, o := range counts {
		switch {
		case o.Value.Form == domain.Withheld:
			other = o
		case o.Numerator != nil && o.Denominator != nil:
			withCounts = append(withCounts, o)
		case o.Value.Form == domain.InWords && other == nil:
			other = o
		}
	}
	if other != nil && (len(withCounts) > 0 || other.Value.Form == domain.Withheld) {
		f := c.figureOf(other)
		for _, o := range withCounts { // it is the sum that is not known
			f.entries = append(f.entries, o.ref())
		}
		f.leftOut = out
		return f
	}
	if len(withCounts) == 0 {
		f := c.latest(counts)
		if f.form == domain.Numeric {
			f.warnings = append(f.warnings, WarnNoCounts)
		}
		f.leftOut = append(f.leftOut, out...)
		return f
	}
	for _, o := range counts {
		if o.Numerator == nil || o.Denominator == nil {
			out = append(out, o.leave(whyNoCounts))
		}
	}
	f := c.divideCounts(withCounts)
	f.leftOut = append(f.leftOut, out...)
	return f
}

func (c *comparer) divideCounts(counts []*seen) figure {
	var f figure
	var n, d domain.Number
	for _, o := range counts {
		n, d = n.Add(*o.Numerator), d.Add(*o.Denominator)
		f.entries = append(f.entries, o.ref())
		f.warnings = append(f.warnings, c.future(o.Entry)...)
	}
	f.numerator, f.denominator = &n, &d
	percent, ok := divide(n.Mul(domain.Int(100)), d)
	if !ok {
		f.cannot = WarnZeroDenominator
		return f
	}
	f.form, f.low = domain.Numeric, percent
	return f
}
