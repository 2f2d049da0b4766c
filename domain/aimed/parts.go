package aimed

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/desirelines/desirelines/domain"
)

// parts are the breakdowns and sites of a period beside its whole, by dimension, value and site.
// Each is read by the mode of the measure as if it were a whole. differ is true where those of
// one dimension do not add up to it; nothing is ever adjusted. The entries of the cells of a breakdown do not count in the whole.
func (c *comparer) parts(s *scope, p *period) {
	c.partsOf(s, p, c.goals[p])
}

// partsOfAll are the parts of the whole run of a measure that has no period: where it has some, the parts stand beside those.
func (c *comparer) partsOfAll(s *scope) {
	c.partsOf(s, &period{goal: s.goal, actual: s.actual}, c.goals[nil])
}

func (c *comparer) partsOf(s *scope, p *period, goals []*Target) {
	if len(c.cells) == 0 && !slices.ContainsFunc(goals, func(t *Target) bool { return t.Site != "" || len(t.Parts) > 0 }) {
		return
	}
	var parts []PartFigure
	var differ bool
	targets := c.partTargets(goals, p.end)
	keys := map[cell]bool{}
	for k := range c.cells {
		keys[k] = true
	}
	for k := range targets {
		keys[k] = true
	}
	actuals := map[cell]figure{}
	for _, k := range slices.SortedFunc(maps.Keys(keys), compareCells) {
		t, a := targets[k], figure{}
		if from := c.cells[k]; from != nil {
			a = c.actual(p, from)
		}
		if !a.stated() && !t.stated() {
			continue
		}
		actuals[k] = a
		if k.dimension != "" { // those of a site count in the whole, or were left out of it
			for _, e := range slices.Concat(a.entries, t.entries) {
				s.cells = append(s.cells, LeftOut{e.ID, e.Position, whyPart})
			}
			s.cells = append(s.cells, a.leftOut...)
		}
		parts = append(parts, PartFigure{k.dimension, k.value, k.site, t.value(), a.value(), markOf(a)})
	}
	for i := range parts {
		k := parts[i]
		if parts[i].Mark == MarkPart && c.differs(p, parts, k.Dimension, k.Site, actuals) {
			parts[i].Mark, differ = MarkDiffers, true
		}
	}
	if s.parts = parts; differ {
		s.warnings = append(s.warnings, WarnPartsDiffer)
	}
}

func compareCells(a, b cell) int {
	return cmp.Or(strings.Compare(a.dimension, b.dimension), strings.Compare(a.value, b.value), strings.Compare(a.site, b.site))
}

func markOf(a figure) Mark {
	switch a.form {
	case domain.Withheld:
		return MarkWithheld
	case domain.Nothing, domain.InWords:
		return MarkUnknown
	}
	return MarkPart
}

// partTargets are the targets stated for cells and sites among those of a period that ends on a day.
func (c *comparer) partTargets(goals []*Target, end domain.Date) map[cell]figure {
	lines := map[cell][]*Target{}
	for _, t := range goals {
		if k := cellOf(t.Parts, t.Site); t.LeftOut == "" && k != (cell{}) {
			lines[k] = append(lines[k], t)
		}
	}
	result := map[cell]figure{}
	for k, line := range lines {
		if t := chosen(line, c.q.Against, c.lastDay(end)); t != nil {
			result[k] = figureOf(t.Value, t.Entry)
		}
	}
	return result
}

// differs says whether the parts of one dimension (of one site, or the sites where dimension is
// empty) add up to something else than the whole that was stated beside them. A part that is not
// known or was kept back leaves it open.
func (c *comparer) differs(p *period, parts []PartFigure, dimension, site string, actuals map[cell]figure) bool {
	whole := p.actual
	if dimension != "" && site != "" {
		whole = actuals[cell{site: site}]
	}
	if whole.form != domain.Numeric || !c.partsAdd() {
		return false
	}
	total := integer(domain.Number{})
	for _, part := range parts {
		if part.Dimension != dimension || dimension != "" && part.Site != site {
			continue
		}
		a := actuals[cell{part.Dimension, part.Value, part.Site}]
		if part.Mark == MarkUnknown || part.Mark == MarkWithheld || a.form != domain.Numeric {
			return false
		}
		total = total.add(a.low)
	}
	return total.cmp(whole.low) != 0
}

// partsAdd says whether the parts of a breakdown can be expected to add up: counts and sums, not
// shares and not levels of something.
func (c *comparer) partsAdd() bool {
	unit := strings.ToLower(c.m.Unit)
	if strings.Contains(unit, "%") || strings.Contains(unit, "percent") || strings.Contains(unit, "per cent") {
		return false
	}
	switch c.mode {
	case domain.PerPeriod, domain.ToDate, domain.Distinct, domain.ModeUnknown:
		return needsNumber(c.m.Kind)
	case domain.Snapshot:
		return c.m.sitesAdd()
	}
	return false
}

// Is says whether the figure is that of a cell, whichever of its dimensions is named first.
func (p PartFigure) Is(parts []domain.Part) bool {
	k := cellOf(parts, p.Site)
	return p.Dimension == k.dimension && p.Value == k.value
}
