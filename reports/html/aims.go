package html

import (
	"context"
	"fmt"
	"html/template"
	"slices"

	"github.com/desirelines/desirelines/reports"
	"github.com/desirelines/desirelines/reports/charts"
)

type aimsView struct {
	M        reports.Comparison
	Overview *picture
	Aims     []aimView
}

type aimView struct {
	reports.Aim
	URL        string
	Rows       []measureRow
	HasPicture bool // at least one of its measures has one
	Details    []measureDetail
	Why, Check []string
	Sticky     sticky
}

// measureRow is a measure with the figure that stands for it.
type measureRow struct {
	reports.Measure
	F       reports.Figure
	URL     string
	Place   string // id of the figure, in a file; empty: it has none
	Picture template.HTML
	Voices  string // what people think
}

// measureDetail is a measure period by period.
type measureDetail struct {
	reports.Measure
	Path         *picture
	Folded       bool   // the path is shown with the periods, on demand
	Start, Stood string // where it stood before, and when
	Rows         []periodRow
}

type periodRow struct {
	reports.FigureRow
	URL   string
	Place string              // as that of a measureRow
	Parts []reports.Breakdown // by whom and where; none: nobody divided it
}

// Divided says whether any figure is told by whom or where.
func (d measureDetail) Divided() bool {
	return slices.ContainsFunc(d.Rows, func(r periodRow) bool { return len(r.Parts) > 0 })
}

// Marks are the marks of parts, for the line that says what they mean.
func (measureDetail) Marks() []reports.PartRow { return reports.MarkRows() }

func (r *Renderer) aims(ctx context.Context, c reports.Comparison, at addresses) aimsView {
	v := aimsView{M: c, Overview: r.overview(ctx, c, at)}
	for i, a := range c.Aims {
		aim := aimView{Aim: a, URL: at.Aim(a), Sticky: notedOf(a.Sticky, reports.OnAim(a.ID), at)}
		aim.Why, aim.Check = a.Notes()
		for j, m := range a.Measures {
			id := fmt.Sprintf("%d-%d", i+1, j+1)
			f := m.Figure()
			period := reports.PeriodOverall
			if m.SoFar != nil {
				period = reports.PeriodSoFar
			}
			url := at.Figure(a.ID, m.ID, period, f)
			row := measureRow{m, f, url, at.places.of(url), bullet("measure-"+id, m, f), m.Overall.SaysJudgement(m)}
			aim.HasPicture = aim.HasPicture || row.Picture != ""
			aim.Rows = append(aim.Rows, row)
			if d, ok := r.detail(ctx, a, m, "path-"+id, at); ok {
				aim.Details = append(aim.Details, d)
			}
		}
		v.Aims = append(v.Aims, aim)
	}
	if paths := v.paths(); len(paths) > opened || r.Newest > 0 {
		for _, d := range paths {
			d.Folded = true
		}
	}
	return v
}

// opened is how many paths a section shows without being asked; paper shows all.
const opened = 8

// paths are the measures that have a path.
func (v aimsView) paths() (list []*measureDetail) {
	for i := range v.Aims {
		for j := range v.Aims[i].Details {
			if d := &v.Aims[i].Details[j]; d.Path != nil {
				list = append(list, d)
			}
		}
	}
	return list
}

// detail is a measure period by period, where it has more than the one figure that stands for it.
func (r *Renderer) detail(ctx context.Context, a reports.Aim, m reports.Measure, id string, at addresses) (measureDetail, bool) {
	d := measureDetail{Measure: m}
	d.Start, d.Stood = m.SaysBaseline()
	for _, row := range m.Rows() {
		d.Rows = append(d.Rows, periodRow{FigureRow: row, URL: at.Figure(a.ID, m.ID, row.Period, row.Figure), Parts: partsOf(row, m)})
	}
	d.Path = r.path(ctx, a, m, id, at)
	if len(d.Rows) == 1 && d.Start == "" && d.Path == nil && !d.Divided() {
		return d, false
	}
	for i := range d.Rows {
		d.Rows[i].Place = at.places.of(d.Rows[i].URL)
	}
	return d, true
}

// partsOf are the parts of a figure; those of all ended periods are told with the last of these.
func partsOf(row reports.FigureRow, m reports.Measure) []reports.Breakdown {
	if row.Period == reports.PeriodSoFar {
		return nil
	}
	return row.Figure.Breakdowns(m)
}

// The aims are drawn on one scale where that says more than the pictures beside their figures.
const (
	fewest = 2
)

func (r *Renderer) overview(ctx context.Context, c reports.Comparison, at addresses) *picture {
	var scaled charts.Aimed // what has no share has no place on a scale; the tables below hold it
	for _, row := range charts.AimedOf(c, r.figureLink(at)).Rows {
		if row.Share != nil {
			scaled.Rows = append(scaled.Rows, row)
		}
	}
	if len(scaled.Rows) < fewest {
		return nil
	}
	chart := scaled.Chart("aims")
	chart.Title = reports.LabelWords("one_scale") // the headline of the section counts aims, this shows measures
	return r.picture(ctx, chart)
}

// figureLink links marks; nil where nothing can be linked.
func (r *Renderer) figureLink(at addresses) func(reports.Aim, reports.Measure) string {
	if r.Links == nil {
		return nil
	}
	return func(a reports.Aim, m reports.Measure) string {
		period := reports.PeriodOverall
		if m.SoFar != nil {
			period = reports.PeriodSoFar
		}
		return at.Figure(a.ID, m.ID, period, m.Figure())
	}
}
