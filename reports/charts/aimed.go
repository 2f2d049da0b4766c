package charts

import (
	"fmt"
	"slices"
	"strings"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/aimed"
	"github.com/desirelines/desirelines/reports"
)

// Aimed is what was aimed for and achieved, many aims on one scale.
type Aimed struct {
	Rows []AimedRow
}

// AimedRow is one measure of one aim. Share is how much of the aim was achieved, 1 for all of it: of the aim itself, or
// where Way is set of the way from the start to it; nil where nobody can say. First is where the first aim lies on the same
// scale; nil where it is the aim of now or unknown.
type AimedRow struct {
	Name         string
	Unit         string
	Target       string // in words, without the unit; empty where nothing was aimed for
	Actual       string // in words, without the unit; empty where nothing was reported
	FirstTarget  string // empty where it is the target of now
	Share, First *domain.Number
	Way          bool
	LessIsBetter bool
	Rounded      bool   // Actual and Share are about right only
	Alone        bool   // Actual does not stand beside the aim: rounding brought it to the aim, or past it
	Stands       string // how it stands, in words
	Reached      *bool  // nil where nobody can say
	Href         string
}

// AimedOf takes the rows from a comparison: of each measure in force what has ended, else all of it. link gives the
// place on this site that shows what a figure is made of; nil for no links.
func AimedOf(c reports.Comparison, link func(reports.Aim, reports.Measure) string) Aimed {
	var a Aimed
	for _, aim := range c.Aims {
		for _, m := range aim.Measures {
			if m.Retired {
				continue
			}
			if len(aim.Measures) == 1 && m.Name == "" {
				m.Name = aim.Statement
			}
			row := aimedRow(m)
			if link != nil {
				row.Href = link(aim, m)
			}
			a.Rows = append(a.Rows, row)
		}
	}
	return a
}

func aimedRow(m reports.Measure) AimedRow {
	f := m.Overall
	if m.SoFar != nil {
		f = *m.SoFar
	}
	row := AimedRow{
		Name: m.Name, LessIsBetter: m.Kind == domain.Decrease, Unit: m.Unit, Target: plainOf(f.Target), Actual: plainOf(f.Actual), Stands: f.Stands(m), Reached: f.Reached,
		Share: f.ShareOfAim, Rounded: f.Rounded(), Alone: !f.Drawn(),
	}
	if row.Share == nil && f.DistanceTravelled != nil {
		row.Share, row.Way = f.DistanceTravelled, true
	}
	if row.FirstTarget = plainOf(f.FirstTarget); row.FirstTarget == row.Target {
		row.FirstTarget = ""
	}
	if row.Share != nil && row.FirstTarget != "" && domain.Value(f.FirstTarget).Form == domain.Numeric {
		start := domain.Number{}
		if row.Way {
			start = domain.Value(m.Baseline).Number
		}
		first, target := domain.Value(f.FirstTarget).Number.Sub(start), domain.Value(f.Target).Number.Sub(start)
		if r, ok := first.Ratio(target); ok {
			row.First = &r
		}
	}
	return row
}

// plainOf writes a value without its unit.
func plainOf(p aimed.Plain) string {
	v := domain.Value(p)
	if v.Form == domain.Range {
		return v.Number.String() + " to " + v.High.String()
	}
	if v.Form == domain.Withheld {
		return ""
	}
	return v.Plain()
}

// says is the figure of a row: "31 of 50 people", or "24 kg, aim 8, less is better".
func (r AimedRow) says() string {
	switch {
	case r.Actual == "":
		return r.Stands
	case r.LessIsBetter && (r.Target == "" || r.Alone):
		return r.achieved() + ", less is better"
	case r.LessIsBetter:
		return r.achieved() + ", aim " + r.Target + ", less is better"
	case r.Target == "" || r.Alone:
		return r.achieved()
	}
	return withUnit(about(r.Rounded, r.Actual)+" of "+r.Target, reports.UnitFor(r.Target, r.Unit))
}

// achieved is what was achieved, with its unit.
func (r AimedRow) achieved() string { return about(r.Rounded && r.Actual != "", r.saidWith(r.Actual)) }

// with puts the unit behind a value.
func (r AimedRow) with(value string) string { return withUnit(value, reports.UnitFor(value, r.Unit)) }

// per is the share of a row in words; empty where there is none.
func (r AimedRow) per() string {
	switch {
	case r.Share == nil:
		return ""
	case r.Way && r.Share.Sign() < 0:
		return wentAway
	case r.Way:
		return about(r.Rounded, perCent(*r.Share)) + " of the way"
	case clean(r.Unit) == "%":
		return about(r.Rounded, perCent(*r.Share)) + " of the aim"
	}
	return about(r.Rounded, perCent(*r.Share))
}

// wentAway is a share of the way below 0: a per cent of it would say nothing.
const wentAway = "further from the aim than where we started"

// The most rows that are drawn: the table has all.
const maxRows = 20

// Chart makes the picture, the words and the table.
func (a Aimed) Chart(id string) Chart {
	rows := a.Rows[:min(len(a.Rows), maxRows)]
	c := Chart{
		ID: id, Title: a.title(), Description: a.description(len(rows)), Table: a.table(), OnPhone: true,
		draw: func(width int) plan { return drawAimed(rows, width) },
	}
	if more := len(a.Rows) - len(rows); more > 0 {
		c.Note = fmt.Sprintf("The table has %d more.", more)
	}
	for i, r := range rows {
		if r.Href != "" {
			c.Links = append(c.Links, Link{0, i, r.Href, short(r.Name) + ": " + r.says()})
		}
	}
	return c
}

func (a Aimed) title() string {
	met, known := 0, 0
	for _, r := range a.Rows {
		if r.Reached != nil {
			known++
			if *r.Reached {
				met++
			}
		}
	}
	switch {
	case known == 0:
		return "No aim has a result that we can compare yet."
	case met == known:
		return fmt.Sprintf("We reached %s that we can compare.", all(known))
	case met == 0:
		return fmt.Sprintf("We have reached none of %s so far.", things(known, "aim", "aims"))
	}
	return fmt.Sprintf("We reached %d of %s; %d not yet.", met, things(known, "aim", "aims"), known-met)
}

func all(n int) string {
	if n == 1 {
		return "the one aim"
	}
	return fmt.Sprintf("all %d aims", n)
}

func (a Aimed) description(drawn int) string {
	if len(a.Rows) == 0 {
		return "There are no aims to show."
	}
	var b strings.Builder
	b.WriteString("Bars for what was achieved, on one scale where 100 % is the aim.")
	if axisOf(a.Rows[:drawn]) == axisEnd {
		fmt.Fprintf(&b, " The scale ends at %d %%.", axisEnd)
	}
	for _, r := range a.Rows[:drawn] {
		fmt.Fprintf(&b, " %s: %s", short(r.Name), r.says())
		if per := r.per(); per != "" {
			fmt.Fprintf(&b, " (%s)", per)
		}
		if r.FirstTarget != "" {
			fmt.Fprintf(&b, ", first aim %s", r.FirstTarget)
		}
		b.WriteString(".")
	}
	if more := len(a.Rows) - drawn; more > 0 {
		fmt.Fprintf(&b, " The table has %d more.", more)
	}
	return b.String()
}

func (a Aimed) table() Table {
	t := Table{Head: []string{"Aim", "Aimed for", "First aim", "Achieved", "Share of the aim, to one decimal", "First aim on this scale", "How it stands"}}
	for _, r := range a.Rows {
		row := []Cell{
			text(r.title()), text(r.saidWith(r.Target)), text(r.saidWith(r.FirstTarget)), linked(r.achieved(), r.Href), text("–"), text("–"), text(r.Stands),
		}
		if r.Share != nil {
			row[4] = figure(percentOf(*r.Share), r.per(), "")
		}
		if r.First != nil {
			row[5] = figure(percentOf(*r.First), perCent(*r.First), "")
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func (r AimedRow) saidWith(value string) string {
	if value == "" {
		return "–"
	}
	return r.with(value)
}

// title is the name of a row in the table, with what has to be known to read its figures.
func (r AimedRow) title() string {
	if r.LessIsBetter {
		return r.Name + " (less is better)"
	}
	return r.Name
}

// The sizes of a row: the bar, the thick line of the aim across it, and how far above its middle words stand.
const (
	barHeight = 24
	aimHeight = 36
	aimWidth  = 6
)

// The series of the picture, in order.
const (
	seriesBars = iota
	seriesFirst
	seriesNow
	seriesNames
	seriesFigures
)

// drawAimed draws words above each bar, so that no word ever meets a mark.
func drawAimed(rows []AimedRow, width int) plan {
	size, narrow := float64(sizeAt(width)), width <= Phone
	band, top, bottom, side := 72.0, 44.0, 26.0, 4.0
	if narrow {
		band, top = 88, 54
	}
	height := int(top + bottom + band*float64(max(len(rows), 1)))
	limit := axisOf(rows)

	names := make([]string, len(rows))
	bars, firsts, nows := []opts.BarData{}, []opts.ScatterData{}, []opts.ScatterData{}
	labels, figures := []opts.ScatterData{}, []opts.ScatterData{}
	for i, r := range rows {
		bars = append(bars, r.bar())
		if r.First != nil {
			firsts = append(firsts, opts.ScatterData{Value: []any{percentOf(*r.First), i}})
		}
		if r.Share != nil {
			nows = append(nows, opts.ScatterData{Value: []any{100, i}})
		}
		name, said := r.words(float64(width)-2*side, size, narrow)
		labels = append(labels, opts.ScatterData{Name: name, Value: []any{0, i}})
		at := limit
		if narrow {
			at = 0
		}
		figures = append(figures, opts.ScatterData{Name: said, Value: []any{at, i}})
	}

	b := charts.NewBar()
	b.SetGlobalOptions(common(opts.Grid{Left: px(side), Right: px(side), Top: px(top), Bottom: px(bottom)})...)
	b.SetGlobalOptions(
		charts.WithXAxisOpts(opts.XAxis{Type: "value", Min: 0, Max: limit, SplitLine: &opts.SplitLine{Show: opts.Bool(false)}, AxisLabel: axisLabel(width), AxisLine: axisLine(false)}),
		charts.WithYAxisOpts(opts.YAxis{Type: "category", Inverse: opts.Bool(true), Data: names, AxisLine: axisLine(false)}),
	)
	b.AddSeries("Achieved", bars, charts.WithBarChartOpts(opts.BarChart{BarWidth: px(barHeight), ShowBackground: opts.Bool(true)}))
	b.Overlap(aimMarks(firsts, nows), aimWords(labels, figures, width))

	o := optionOf(b)
	o.set(map[string]any{"color": ink, "opacity": 0.07}, "series", seriesBars, "backgroundStyle")
	o.set([]any{aimWidth, aimHeight}, "series", seriesNow, "symbolSize")
	hide := map[string]any{"show": false}
	o.set(hide, "yAxis", 0, "axisLabel")
	o.set(hide, "yAxis", 0, "axisTick")
	o.set(hide, "xAxis", 0, "axisTick")
	o.set(50, "xAxis", 0, "interval")
	o.set(0, "xAxis", 0, "axisLabel", "margin")
	o.set("{value}\u00a0%", "xAxis", 0, "axisLabel", "formatter")
	o.set("left", "xAxis", 0, "axisLabel", "alignMinLabel")
	o.set("right", "xAxis", 0, "axisLabel", "alignMaxLabel")
	o.set(int(limit)%50 == 0, "xAxis", 0, "axisLabel", "showMaxLabel")
	above := barHeight/2 + size/2 + 7
	o.set([]any{0, -above}, "series", seriesFigures, "label", "offset")
	if narrow {
		above += size + 6
	} else {
		o.set("left", "series", seriesFigures, "label", "position")
	}
	o.set([]any{0, -above}, "series", seriesNames, "label", "offset")
	o.set(0, "series", seriesNames, "label", "distance")
	o.set(0, "series", seriesFigures, "label", "distance")
	o.set(aimLegend(len(firsts) > 0, size), "legend")
	return plan{width: width, height: height, option: o}
}

// bar is the bar of a row; none where there is no share.
func (r AimedRow) bar() opts.BarData {
	if r.Share == nil {
		return opts.BarData{}
	}
	colour := c2
	if r.Reached != nil && *r.Reached {
		colour = c1
	}
	return opts.BarData{Value: percentOf(*r.Share), ItemStyle: &opts.ItemStyle{Color: colour}}
}

// words are the name and the figure of a row, as long as there is room: each on its own line, or both on one.
func (r AimedRow) words(room, size float64, narrow bool) (name, said string) {
	said = r.says()
	switch per := r.per(); per {
	case "":
	case wentAway:
		said += " · " + r.Stands // as long as there is room for
	default:
		said += " · " + per
	}
	if narrow {
		return fit(r.Name, room, size*1.06), fit(said, room, size)
	}
	said = fit(said, room*0.6, size)
	return fit(r.Name, room-widthOf(said, size)-24, size*1.06), said
}

func aimMarks(firsts, nows []opts.ScatterData) *charts.Scatter {
	s := charts.NewScatter()
	s.AddSeries("The first aim", firsts,
		charts.WithScatterChartOpts(opts.ScatterChart{Symbol: "diamond", SymbolSize: 15}),
		charts.WithItemStyleOpts(opts.ItemStyle{Color: page, BorderColor: ink, BorderWidth: 2, Opacity: opts.Float(1)}))
	s.AddSeries("The aim now", nows,
		charts.WithScatterChartOpts(opts.ScatterChart{Symbol: "rect"}),
		charts.WithItemStyleOpts(opts.ItemStyle{Color: ink, BorderColor: page, BorderWidth: 1, Opacity: opts.Float(1)}))
	return s
}

func aimWords(labels, figures []opts.ScatterData, width int) *charts.Scatter {
	bold := label(width, "right", "{b}")
	bold.FontWeight = "bold"
	solid := charts.WithItemStyleOpts(opts.ItemStyle{Opacity: opts.Float(1)})
	nothing := charts.WithScatterChartOpts(opts.ScatterChart{SymbolSize: 0})
	s := charts.NewScatter()
	s.AddSeries("", labels, nothing, solid, charts.WithLabelOpts(bold))
	s.AddSeries("", figures, nothing, solid, charts.WithLabelOpts(label(width, "right", "{b}")))
	return s
}

// aimLegend says what the marks are.
func aimLegend(first bool, size float64) map[string]any {
	data := []any{map[string]any{"name": "The aim now", "icon": "path://M0 0L5 0L5 18L0 18Z", "itemStyle": map[string]any{"borderWidth": 0}}}
	if first {
		data = append(data, map[string]any{"name": "The first aim", "icon": "diamond"})
	}
	return map[string]any{
		"show": true, "left": 0, "top": 0, "data": data, "selectedMode": false, "itemWidth": 15, "itemHeight": 15, "itemGap": 20,
		"textStyle": map[string]any{"color": ink, "fontSize": size},
	}
}

// axisEnd is where the longest scale ends: a bar that goes on is cut there, its words say how far.
const axisEnd = 200

// axisOf is the end of the scale: 100 % with some air, more where a bar goes on.
func axisOf(rows []AimedRow) float64 {
	most := 1.0
	for _, r := range rows {
		for _, n := range []*domain.Number{r.Share, r.First} {
			if n != nil {
				most = max(most, n.Decimal().InexactFloat64())
			}
		}
	}
	ends := []float64{120, 150, 175, axisEnd}
	i := slices.IndexFunc(ends, func(end float64) bool { return most*100 <= end })
	if i < 0 {
		return axisEnd
	}
	return ends[i]
}
