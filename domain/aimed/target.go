package aimed

import (
	"cmp"
	"maps"
	"slices"

	"github.com/desirelines/desirelines/domain"
)

// goal is what one period, or the whole run, is held against.
type goal struct {
	target, first figure
	firstOrder    uint64       // place of the first agreed target: its baseline is found by it
	reason        domain.Words // why the target was changed; zero where it is the first
	leftOut       []LeftOut
}

// goalOf is the goal of one period; of nil the stated overall goal, whose target is Nothing where
// section 3 decides. end is the last day of that period or of the whole run.
func (c *comparer) goalOf(p *period, end domain.Date) goal {
	whole := slices.DeleteFunc(slices.Clone(c.goals[p]), func(t *Target) bool { return len(t.Parts) > 0 })
	return c.resolve(whole, c.lastDay(end))
}

// isOverall: a target without any day is one for the whole run.
func (t *Target) isOverall() bool { return t.Overall || !boundsOf(t.Start, t.End).known() }

// lastDay is the day up to which section 5 looks for `then`: the last day, today if it is running.
func (c *comparer) lastDay(end domain.Date) domain.Date { return inForceUntil(end, c.q.AskedOn) }

// sortTargets puts every target with its period, in order of positions.
func (c *comparer) sortTargets() {
	all := make([]*Target, len(c.m.Targets))
	for i := range c.m.Targets {
		all[i] = &c.m.Targets[i]
	}
	slices.SortStableFunc(all, func(a, b *Target) int {
		return cmp.Or(cmp.Compare(a.order(), b.order()), cmp.Compare(a.Position, b.Position), cmp.Compare(a.ID, b.ID))
	})
	for _, t := range all {
		if t.isOverall() {
			c.goals[nil] = append(c.goals[nil], t)
		} else if p := c.find(t.Start, t.End); p != nil && p.uses(t.Ordinal) {
			c.goals[p] = append(c.goals[p], t)
		}
	}
}

// resolve chooses among all targets ever stated for one period: by site, then as a whole.
func (c *comparer) resolve(all []*Target, last domain.Date) goal {
	var g goal
	var bySite, firstBySite []atSite
	for _, line := range splitBySite(all) {
		first, t := chosen(line, First, last), chosen(line, c.q.Against, last)
		if first != nil {
			firstBySite = append(firstBySite, atSite{first.Site, figureOf(first.Value, first.Entry)})
			if g.firstOrder == 0 { // the whole comes first in line
				g.firstOrder = first.order()
			}
		}
		if t == nil {
			continue
		}
		f := figureOf(t.Value, t.Entry)
		f.warnings = append(f.warnings, c.future(t.Entry)...)
		bySite = append(bySite, atSite{t.Site, f})
		if t.Site == "" && first != nil && first.order() != t.order() {
			g.reason = t.Reason
		}
	}
	g.target, g.first = c.asWhole(bySite), c.asWhole(firstBySite)
	for i, t := range all {
		chosen := slices.ContainsFunc(bySite, func(s atSite) bool { return s.site == t.Site })
		late := c.q.Against == Then && t.Day().After(last)
		if why := g.whyNot(all[:i], t, chosen, late); why != "" {
			g.leftOut = append(g.leftOut, t.leave(why))
		}
	}
	return g
}

// whyNot says why a target does not count; empty for one that does, and for a statement without a value that took no aim
// back: it only makes the period known. chosen is whether any target of its site was, before are the earlier ones.
func (g *goal) whyNot(before []*Target, t *Target, chosen, late bool) Why {
	switch {
	case t.LeftOut != "":
		return t.LeftOut
	case slices.Contains(g.target.entries, t.ref()):
		return ""
	case !t.aims():
		if t.takesBack(before) {
			return whyTookBack
		}
		return ""
	case g.target.stated():
		return whyNewTarget
	case chosen:
		return whyNoWhole
	case late:
		return whyAimLate
	}
	return whyAimGone
}

// takesBack says whether an aim stood where nothing is aimed for any more.
func (t *Target) takesBack(before []*Target) bool {
	for _, old := range slices.Backward(before) {
		if old.LeftOut == "" && old.Site == t.Site && old.Ordinal == t.Ordinal {
			return old.aims()
		}
	}
	return false
}

// firstAim is the place of the first target of all: against the first aim, the start that stood then is the one of the measure. 0: there is none.
func (c *comparer) firstAim() (first uint64) {
	for _, all := range c.goals {
		for _, t := range all {
			if t.LeftOut == "" && len(t.Parts) == 0 && t.aims() && (first == 0 || t.order() < first) {
				first = t.order()
			}
		}
	}
	return first
}

// splitBySite returns the targets that stand, one line for each site, by name: the whole ("") first.
func splitBySite(all []*Target) [][]*Target {
	if !slices.ContainsFunc(all, func(t *Target) bool { return t.Site != "" || t.LeftOut != "" }) {
		if len(all) == 0 {
			return nil
		}
		return [][]*Target{all}
	}
	lines := map[string][]*Target{}
	for _, t := range all {
		if t.LeftOut == "" {
			lines[t.Site] = append(lines[t.Site], t)
		}
	}
	var result [][]*Target
	for _, site := range slices.Sorted(maps.Keys(lines)) {
		result = append(result, lines[site])
	}
	return result
}

// chosen is the target that counts (section 5), nil for none. targets are in order. Periods that
// were stated twice with the same dates have a line each, by ordinal; the later of them counts.
func chosen(targets []*Target, against Against, last domain.Date) *Target {
	var lines []*Target // one for each ordinal; there are few
	for _, t := range targets {
		i := slices.IndexFunc(lines, func(old *Target) bool { return old.Ordinal == t.Ordinal })
		var counts bool
		switch against {
		case First:
			counts = i < 0 && t.aims()
		case Then:
			counts = !t.Day().After(last) && (i < 0 || !t.Day().Before(lines[i].Day()))
		default:
			counts = true
		}
		switch {
		case !counts:
		case i < 0:
			lines = append(lines, t)
		default:
			lines[i] = t
		}
	}
	var best *Target
	for _, t := range lines {
		if t.aims() && (best == nil || t.order() > best.order() || t.order() == best.order() && t.Ordinal > best.Ordinal) {
			best = t
		}
	}
	return best
}

// aims is false for a target that says that nothing is aimed for.
func (t *Target) aims() bool { return !t.Withdrawn && t.Value.Form != domain.Nothing }

// atSite is the figure of one site; "" is the whole.
type atSite struct {
	site   string
	figure figure
}

// asWhole makes one figure from those of the sites, which come by name: the whole is the first and wins.
func (c *comparer) asWhole(bySite []atSite) figure {
	switch {
	case len(bySite) == 0:
		return figure{}
	case bySite[0].site == "", len(bySite) == 1 && bySite[0].site == c.onlySite:
		return bySite[0].figure
	case !c.m.sitesAdd():
		return figure{}
	}
	parts := make([]*figure, len(bySite))
	for i := range bySite {
		parts[i] = &bySite[i].figure
	}
	return sum(parts)
}

// sumOfTargets is the overall target of per_period: the sum of the periods' targets.
func sumOfTargets(set []*period, pick func(*period) *figure) figure {
	parts := make([]*figure, len(set))
	for i, p := range set {
		parts[i] = pick(p)
	}
	return sum(parts)
}

func targetOf(p *period) *figure { return &p.goal.target }
func firstOf(p *period) *figure  { return &p.goal.first }
