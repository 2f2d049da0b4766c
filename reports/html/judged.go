package html

import (
	"context"

	"github.com/desirelines/desirelines/reports"
	"github.com/desirelines/desirelines/reports/charts"
)

// judgedView is what people think was achieved, by how they know, with the gap between them as a picture.
type judgedView struct {
	M    reports.Judged
	Gap  *picture // nil: nobody has said anything yet
	Rows []judgedRow
}

// judgedRow is one aim or measure, with the address of its figure; empty where it has none.
type judgedRow struct {
	reports.JudgedRow
	URL   string
	Place string // as that of a measureRow
}

func (r *Renderer) judged(ctx context.Context, m reports.Judged, at addresses) judgedView {
	v := judgedView{M: m}
	for _, row := range m.Rows {
		line := judgedRow{JudgedRow: row}
		if row.Measure != "" {
			line.URL = at.links.Figure(at.project, row.Aim, row.Measure, reports.PeriodOverall)
			if n := row.Source(); n > 0 && at.places != nil {
				line.URL = sourceMark + number(uint64(n)) //nolint:gosec // it counts from 1
			}
			line.Place = at.places.of(line.URL)
		}
		v.Rows = append(v.Rows, line)
	}
	if len(m.Rows) > 0 {
		v.Gap = r.picture(ctx, charts.GapOf(m).Chart("gap"))
	}
	return v
}
