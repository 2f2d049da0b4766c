package charts

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"

	"github.com/desirelines/desirelines/domain/aimed"
	"github.com/desirelines/desirelines/reports"
)

// Gap is what people think was achieved, by how they know: two marks on one scale of six steps, and a line between them. They are never
// one mark in the middle.
type Gap struct {
	Rows []GapRow
}

// GapRow is one aim or measure.
type GapRow struct {
	Name                string
	Lived, Professional GapMark
	Says                string // how far apart they are, or who has not spoken
	NotSaid             string // what those say who did not say how they know; empty: there are none
}

// GapMark is what one way of knowing says. Step is its place on the scale, 0 for that it got worse; -1 where nobody has said. Dissent is how
// many of them see it differently, as their audience is told it; empty where nobody does.
type GapMark struct {
	Step    int
	Says    string
	Dissent string
}

// gapSteps are the steps of the scale in a word, from the least.
var gapSteps = [...]string{"worse", "none", "some", "most", "all", "more"}

// GapOf takes the rows of what was judged.
func GapOf(j reports.Judged) Gap {
	var g Gap
	for _, r := range j.Rows {
		g.Rows = append(g.Rows, GapRow{
			Name: r.Title(), Lived: gapMark(r.Judgement.Lived, r.SaysLived()), Professional: gapMark(r.Judgement.Professional, r.SaysProfessional()),
			Says: r.SaysGap(), NotSaid: r.SaysNotSaid(),
		})
	}
	return g
}

func gapMark(v *aimed.Voice, says string) GapMark {
	m := GapMark{Step: -1, Says: says}
	if v == nil {
		return m
	}
	choices := reports.JudgedChoices()
	if i := slices.Index(choices, v.Judged); i >= 0 {
		m.Step = len(choices) - 1 - i
	}
	switch {
	case v.Some:
		m.Dissent = "some"
	case v.Disagree > 0:
		m.Dissent = strconv.Itoa(v.Disagree)
	}
	return m
}

// Chart makes the picture, the words and the table.
func (g Gap) Chart(id string) Chart {
	rows := g.Rows[:min(len(g.Rows), maxRows)]
	c := Chart{ID: id, Title: g.title(), Description: g.description(len(rows)), Table: g.table(), OnPhone: true, Note: gapNote}
	if len(rows) > 0 {
		c.draw = func(width int) plan { return drawGap(rows, width) }
	}
	if more := len(g.Rows) - len(rows); more > 0 {
		c.Note += fmt.Sprintf(" The table has %d more.", more)
	}
	return c
}

const gapNote = "A number beside a mark is how many of those people saw it differently."

func (g Gap) title() string {
	both, apart := 0, 0
	for _, r := range g.Rows {
		if r.both() {
			both++
			if r.Lived.Step != r.Professional.Step {
				apart++
			}
		}
	}
	switch {
	case both == 0:
		return "No two ways of knowing can be compared yet."
	case apart == 0:
		return "The two ways of knowing say the same."
	}
	return fmt.Sprintf("The two ways of knowing differ on %d of %d.", apart, both)
}

func (r GapRow) both() bool { return r.Lived.Step >= 0 && r.Professional.Step >= 0 }

func (g Gap) description(drawn int) string {
	if len(g.Rows) == 0 {
		return "There is nothing to show."
	}
	var b strings.Builder
	b.WriteString("Two marks on a scale of six steps, from worse to more than we aimed. A circle is for people who live it. A diamond is for people who work with it. The line between them is the gap.")
	for _, r := range g.Rows[:drawn] {
		fmt.Fprintf(&b, " %s: %s", short(r.Name), r.Says)
	}
	if more := len(g.Rows) - drawn; more > 0 {
		fmt.Fprintf(&b, " The table has %d more.", more)
	}
	return b.String()
}

func (g Gap) table() Table {
	t := Table{Head: []string{"What was judged", "From living it", "Step from 0 to 5", "From working with it", "Step from 0 to 5 at work", "How far apart", "How they know was not said"}}
	step := func(m GapMark) Cell {
		if m.Step < 0 {
			return text("–")
		}
		return whole(m.Step)
	}
	for _, r := range g.Rows {
		notSaid := r.NotSaid
		if notSaid == "" {
			notSaid = "–"
		}
		t.Rows = append(t.Rows, []Cell{text(r.Name), text(r.Lived.Says), step(r.Lived), text(r.Professional.Says), step(r.Professional), text(r.Says), text(notSaid)})
	}
	return t
}

// The series of the picture, in order; behind them a line for each row where both have spoken.
const (
	gapLived = iota
	gapProfessional
	gapNames
	gapFigures
	gapLines
)

// The sizes of the marks: the diamond is seen inside the circle where both say the same.
const (
	gapCircle  = 26
	gapDiamond = 16
)

// drawGap draws words above each row, so that no word ever meets a mark of another one.
func drawGap(rows []GapRow, width int) plan {
	size, narrow := float64(sizeAt(width)), width <= Phone
	band, top, bottom, side := 76.0, 62.0, 34.0, 4.0
	if narrow {
		band, top = 96, 84
	}
	height := int(top + bottom + band*float64(len(rows)))

	names := make([]string, len(rows))
	lived, professional := []opts.ScatterData{}, []opts.ScatterData{}
	labels, figures := []opts.ScatterData{}, []opts.ScatterData{}
	var turned [][2]int // the marks of rows whose circle stands on the right: their numbers stand on the outer sides too
	for i, r := range rows {
		names[i] = strconv.Itoa(i)
		if r.both() && r.Lived.Step > r.Professional.Step {
			turned = append(turned, [2]int{len(lived), len(professional)})
		}
		if r.Lived.Step >= 0 {
			lived = append(lived, opts.ScatterData{Name: r.Lived.beside(), Value: []any{r.Lived.Step, i}})
		}
		if r.Professional.Step >= 0 {
			professional = append(professional, opts.ScatterData{Name: r.Professional.beside(), Value: []any{r.Professional.Step, i}})
		}
		name, said := r.words(float64(width)-2*side, size, narrow)
		labels = append(labels, opts.ScatterData{Name: name, Value: []any{0, i}})
		at := len(gapSteps) - 1
		if narrow {
			at = 0
		}
		figures = append(figures, opts.ScatterData{Name: said, Value: []any{at, i}})
	}
	s := charts.NewScatter()
	s.SetGlobalOptions(common(opts.Grid{Left: px(side), Right: px(side), Top: px(top), Bottom: px(bottom)})...)
	s.SetGlobalOptions(
		charts.WithXAxisOpts(opts.XAxis{Type: "category", SplitLine: faint(), AxisLabel: axisLabel(width), AxisLine: axisLine(false)}),
		charts.WithYAxisOpts(opts.YAxis{Type: "category", Inverse: opts.Bool(true), Data: names, AxisLine: axisLine(false)}),
	)
	s.SetXAxis(gapSteps[:])
	solid := func(colour string) charts.SeriesOpts {
		return charts.WithItemStyleOpts(opts.ItemStyle{Color: colour, BorderColor: page, BorderWidth: 2, Opacity: opts.Float(1)})
	}
	s.AddSeries(gapLivedName, lived, charts.WithScatterChartOpts(opts.ScatterChart{Symbol: "circle", SymbolSize: gapCircle}), solid(c1), charts.WithLabelOpts(label(width, "left", "{b}")))
	s.AddSeries(gapWorkName, professional, charts.WithScatterChartOpts(opts.ScatterChart{Symbol: "diamond", SymbolSize: gapDiamond}), solid(c2), charts.WithLabelOpts(label(width, "right", "{b}")))
	s.Overlap(aimWords(labels, figures, width))
	for i, r := range rows {
		if r.both() && r.Lived.Step != r.Professional.Step {
			s.Overlap(gapLine(r, i))
		}
	}
	o := optionOf(s)
	hide := map[string]any{"show": false}
	o.set(hide, "yAxis", 0, "axisLabel")
	o.set(hide, "yAxis", 0, "axisTick")
	o.set(hide, "xAxis", 0, "axisTick")
	o.set(0, "xAxis", 0, "axisLabel", "interval")
	o.set(12, "series", gapProfessional, "label", "distance")
	half := (float64(width) - 2*side) / float64(2*len(gapSteps)) // words begin and end at the edges, not in the middle of a step
	above := gapCircle/2 + size/2 + 8
	right := half
	if narrow {
		right = -half
	} else {
		o.set("left", "series", gapFigures, "label", "position")
	}
	o.set([]any{right, -above}, "series", gapFigures, "label", "offset")
	if narrow {
		above += size + 6
	}
	o.set([]any{-half, -above}, "series", gapNames, "label", "offset")
	o.set(0, "series", gapNames, "label", "distance")
	o.set(0, "series", gapFigures, "label", "distance")
	for i, z := range []int{3, 4} {
		o.set(z, "series", i, "z")
	}
	for _, marks := range turned {
		o.set(map[string]any{"position": "right"}, "series", gapLived, "data", marks[0], "label")
		o.set(map[string]any{"position": "left", "distance": 3}, "series", gapProfessional, "data", marks[1], "label")
	}
	o.set(gapLegend(size), "legend")
	return plan{width: width, height: height, option: o}
}

const (
	gapLivedName = "From living it"
	gapWorkName  = "From working with it"
)

// gapLine is the line between two marks.
func gapLine(r GapRow, row int) *charts.Line {
	l := charts.NewLine()
	l.AddSeries("", []opts.LineData{{Value: []any{r.Lived.Step, row}}, {Value: []any{r.Professional.Step, row}}},
		charts.WithLineChartOpts(opts.LineChart{ShowSymbol: opts.Bool(false)}),
		charts.WithLineStyleOpts(opts.LineStyle{Color: ink, Width: 4, Opacity: opts.Float(0.6)}))
	return l
}

// beside is what stands beside a mark. A mark without a name would say its place.
func (m GapMark) beside() string {
	if m.Dissent == "" {
		return "\u00a0"
	}
	return m.Dissent
}

// words are the name of a row and what the gap is: each on its own line, or both on one.
func (r GapRow) words(room, size float64, narrow bool) (name, said string) {
	if narrow {
		return fit(r.Name, room, size*1.06), fit(r.Says, room, size)
	}
	said = fit(r.Says, room*0.5, size)
	return fit(r.Name, room-widthOf(said, size)-24, size*1.06), said
}

func gapLegend(size float64) map[string]any {
	return map[string]any{
		"show": true, "left": 0, "top": 0, "selectedMode": false, "itemWidth": 15, "itemHeight": 15, "itemGap": 20,
		"data":      []any{map[string]any{"name": gapLivedName, "icon": "circle"}, map[string]any{"name": gapWorkName, "icon": "diamond"}},
		"textStyle": map[string]any{"color": ink, "fontSize": size},
	}
}
