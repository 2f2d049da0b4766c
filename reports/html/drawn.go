package html

import (
	"context"
	"html/template"

	"github.com/desirelines/desirelines/reports"
	"github.com/desirelines/desirelines/reports/charts"
)

// points is from how many on a path says more than its numbers.
const points = 3

// path draws a measure over time, where its aim was changed or it has enough points.
func (r *Renderer) path(ctx context.Context, a reports.Aim, m reports.Measure, id string, at addresses) *picture {
	var link func(reports.Figure) string
	if r.Links != nil {
		link = func(f reports.Figure) string { return at.Figure(a.ID, m.ID, f.PeriodID(), f) }
	}
	p := charts.PathOf(m, link)
	if len(p.Points) < points && (len(p.Points) == 0 || len(p.Aims) < 2) {
		return nil
	}
	return r.picture(ctx, p.Chart(id))
}

// bullet draws the figure of a measure against its aim; nothing where there is no number to draw. It needs no engine.
func bullet(id string, m reports.Measure, f reports.Figure) template.HTML {
	b := charts.BulletOf(m, f)
	if b.Actual == nil {
		return ""
	}
	svg, err := b.SVG(id, charts.Page)
	if err != nil {
		return "" // the numbers stand beside it
	}
	return template.HTML(svg) //nolint:gosec // charts.Tidy made it
}

// flow draws what became of the tests that ended; nil where none has.
func (r *Renderer) flow(ctx context.Context, m reports.LearningLog) *picture {
	f := charts.TestFlowOf(m)
	if len(f.Results) == 0 {
		return nil
	}
	return r.picture(ctx, f.Chart("tests-to-changes"))
}

// way draws the moments of a journey over time, where there are enough to see a way.
func (r *Renderer) way(ctx context.Context, m reports.Journey, at addresses) *picture {
	var link func(uint64) string
	if r.Links != nil {
		link = at.Entry
	}
	j := charts.JourneyOf(m, link)
	if len(j.Points) < points {
		return nil
	}
	return r.picture(ctx, j.Chart("journey"))
}
