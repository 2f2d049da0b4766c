package small

import (
	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/aimed"
)

// Agrees says whether the figures of a comparison stand to each other as its status says. Where they are rounded they may not: 8 of 10
// is part of the way, and is shown as 10. It looks at nothing but what is shown, so whoever learns the answer learns nothing more.
func Agrees(d domain.Definition, c aimed.Comparison) bool {
	if c.Actual.Form != domain.Numeric && c.Actual.Form != domain.Range || c.Target.Form != domain.Numeric && c.Target.Form != domain.Range {
		return true
	}
	low, high := c.Target.Number, c.Target.Number
	if c.Target.Form == domain.Range {
		high = c.Target.High
	}
	from, to := c.Actual.Number, c.Actual.Number
	if c.Actual.Form == domain.Range {
		to = c.Actual.High
	}
	if t := d.Tolerance; t != nil && t.Sign() > 0 {
		low, high = low.Sub(*t), high.Add(*t)
	}
	short, past := from.Cmp(low) < 0, to.Cmp(high) > 0
	down := d.MeasureKind == domain.Decrease
	if down {
		short, past = past, short
	}
	switch c.Status {
	case aimed.Kept, aimed.Met:
		return !short && !past
	case aimed.NotKept:
		return short || past
	case aimed.Exceeded:
		return past
	case aimed.Short:
		return short
	case aimed.Partly, aimed.NoChange, aimed.MovedAway:
		return short && fromStart(c, down)
	}
	return true
}

// fromStart says whether an actual lies on the side of the start that the status says; counts start from 0.
func fromStart(c aimed.Comparison, down bool) bool {
	if c.Baseline.Form != domain.Numeric && c.Baseline.Form != domain.Nothing {
		return true // nobody is shown where it started
	}
	way := c.Actual.Number.Cmp(c.Baseline.Number)
	if down {
		way = -way
	}
	switch c.Status {
	case aimed.Partly:
		return way > 0
	case aimed.NoChange:
		return way == 0
	}
	return way < 0
}
