package charts

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/reports"
)

// Path is one measure over time, against an aim that may have been changed on the way. Points and Aims come in order of
// their days; a day may come twice.
type Path struct {
	Name, Unit string
	Points     []PathPoint
	Aims       []PathAim
	Until      domain.Date // how far the aim that stands is drawn; unknown: to the last point
	Rounded    bool        // the values are about right only
	Each       bool        // each point is a period by itself: together they add up to more
	Ahead      []PathAim   // what is aimed for so far ahead that a picture of it would show nothing else; the table has it
}

// PathPoint is one value that was reported. On must be known.
type PathPoint struct {
	On    domain.Date
	Value domain.Number
	Href  string
}

// PathAim is what was aimed for from a day on. The first is the first aim, the others are changes of it.
type PathAim struct {
	From   domain.Date
	Target domain.Number
	Why    string // may be empty
	Period string // in words, where it stands ahead of the picture
}

// PathOf takes the path of a measure from its periods: what was reported by the end of each, and what was aimed for in
// it. Periods without a number are passed over. The picture ends with the aim that comes next after the last number, and takes no
// more time for it than what is known takes; what is aimed for later stands in Ahead. link gives the place that shows what a
// figure is made of; nil for none.
func PathOf(m reports.Measure, link func(reports.Figure) string) Path {
	p := Path{Name: m.Name, Unit: m.Unit, Each: m.Mode == domain.PerPeriod, Rounded: m.Rounded}
	if b := domain.Value(m.Baseline); b.Form == domain.Numeric && domain.Date(m.BaselineOn).Known() {
		p.Points = append(p.Points, PathPoint{On: domain.Date(m.BaselineOn), Value: b.Number})
	}
	for _, f := range m.Periods {
		end := domain.Date(f.End)
		if a := domain.Value(f.Actual); a.Form == domain.Numeric && end.Known() && !f.Carried && f.Drawn() {
			point := PathPoint{On: end, Value: a.Number}
			if link != nil {
				point.Href = link(f)
			}
			p.Points = append(p.Points, point)
		}
	}
	slices.SortStableFunc(p.Points, func(a, b PathPoint) int { return a.On.Compare(b.On) })
	next := false // the aim that comes next is in the picture
	for _, f := range m.Periods {
		start, end := domain.Date(f.Start), domain.Date(f.End)
		t := domain.Value(f.Target)
		if later := p.startsLater(start); later && (next || start.First().After(p.horizon())) {
			if t.Form == domain.Numeric {
				p.Ahead = append(p.Ahead, PathAim{From: start.First(), Target: t.Number, Period: sayPeriod(start, end)})
			}
			continue
		} else if later {
			next = true
		}
		if t.Form == domain.Numeric && start.Known() {
			why := ""
			if f.Reason.State == reports.TextShown {
				why = f.Reason.Text
			}
			p.aimFor(start.First(), t.Number, why)
		}
		if end.After(p.Until) {
			p.Until = end
		}
	}
	if horizon := p.horizon(); horizon.Known() && p.Until.Last().After(horizon) {
		p.Until = horizon
	}
	return p
}

// startsLater says whether a period starts after the last point.
func (p Path) startsLater(start domain.Date) bool {
	n := len(p.Points)
	return n > 0 && start.First().After(p.Points[n-1].On.Last())
}

// horizon is as long after the last point as all points take, at least a year; unknown where there is none.
func (p Path) horizon() domain.Date {
	n := len(p.Points)
	if n == 0 {
		return domain.Date{}
	}
	first, last := p.Points[0].On.First(), p.Points[n-1].On.Last()
	return daysAfter(last, max(first.Days(last), 366))
}

// daysAfter is so many days after a whole day.
func daysAfter(d domain.Date, days int) domain.Date {
	return domain.DateOf(time.Date(int(d.Year), time.Month(d.Month), int(d.Day)+days, 0, 0, 0, 0, time.UTC))
}

// aimFor adds an aim where it is another one than before.
func (p *Path) aimFor(from domain.Date, target domain.Number, why string) {
	if n := len(p.Aims); n == 0 || p.Aims[n-1].Target.Cmp(target) != 0 {
		p.Aims = append(p.Aims, PathAim{From: from, Target: target, Why: why})
	}
}

// Chart makes the picture, the words and the table.
func (p Path) Chart(id string) Chart {
	c := Chart{
		ID: id, Title: p.title(), Description: p.description(), Table: p.table(), OnPhone: true,
		draw: func(width int) plan { return p.plan(width) },
	}
	for i := 1; i < len(p.Aims); i++ {
		c.List = append(c.List, p.change(i))
	}
	c.Note = p.ahead()
	for i, point := range p.Points {
		if point.Href != "" {
			c.Links = append(c.Links, Link{seriesPoints, i, point.Href, sayDay(point.On) + ": " + about(p.Rounded, p.with(point.Value))})
		}
	}
	return c
}

// change says how an aim was changed: "1 April 2025: the aim went up from 30 to 60. …".
func (p Path) change(i int) string {
	was, now := p.Aims[i-1].Target, p.Aims[i].Target
	way := "went up"
	if now.Cmp(was) < 0 {
		way = "came down"
	}
	s := fmt.Sprintf("%s: the aim %s from %s to %s.", sayDay(p.Aims[i].From), way, was, p.with(now))
	if why := short(p.Aims[i].Why); why != "" {
		s += " " + sentence(why)
	}
	return s
}

func (p Path) title() string {
	if len(p.Points) == 0 {
		return "There is no number on this path yet."
	}
	unit := p.Unit
	if len(strings.Fields(unit)) > 2 {
		unit = ""
	}
	first, last := p.Points[0].Value.String(), p.Points[len(p.Points)-1].Value.String()
	first, last = about(p.Rounded, first), about(p.Rounded, withUnit(last, reports.UnitFor(last, unit)))
	way := "We went from " + first + " to " + last
	if p.Each {
		way = "In each period by itself we went from " + first + " to " + last
	}
	if len(p.Points) == 1 {
		way = "So far we counted " + last + " once"
	}
	if len(p.Aims) == 0 {
		return way + "; no number was aimed for."
	}
	return way + "; the aim is " + p.Aims[len(p.Aims)-1].Target.String() + "."
}

func (p Path) description() string {
	if len(p.Points) == 0 && len(p.Aims) == 0 {
		return "There is nothing to show."
	}
	var b strings.Builder
	if n := len(p.Points); n > 0 {
		low, high := p.extremes()
		fmt.Fprintf(&b, "A line of %s for %s, from %s to %s; lowest %s, highest %s.", things(n, "point", "points"), short(p.Name),
			sayDay(p.Points[0].On), sayDay(p.Points[n-1].On), about(p.Rounded, low.String()), about(p.Rounded, high.String()))
	}
	for i, a := range p.Aims {
		if i == 0 {
			fmt.Fprintf(&b, " A dashed line for the aim: %s from %s.", p.with(a.Target), sayDay(a.From))
		} else if i <= 5 {
			b.WriteString(" " + p.change(i))
		}
	}
	if says := p.ahead(); says != "" {
		b.WriteString(" " + says)
	}
	return strings.TrimSpace(b.String())
}

// with writes a number with its unit.
func (p Path) with(n domain.Number) string {
	return withUnit(n.String(), reports.UnitFor(n.String(), p.Unit))
}

// ahead says what is aimed for ahead of the picture.
func (p Path) ahead() string {
	switch len(p.Ahead) {
	case 0:
		return ""
	case 1:
		return "A later aim, for " + p.Ahead[0].Period + ", is not in the picture. It is in the table."
	}
	return fmt.Sprintf("%d later aims are not in the picture. They are in the table.", len(p.Ahead))
}

func (p Path) extremes() (low, high domain.Number) {
	low, high = p.Points[0].Value, p.Points[0].Value
	for _, point := range p.Points {
		if point.Value.Cmp(low) < 0 {
			low = point.Value
		}
		if point.Value.Cmp(high) > 0 {
			high = point.Value
		}
	}
	return low, high
}

// table has a row for each point and for each change of the aim, by day.
func (p Path) table() Table {
	t := Table{Head: []string{"Day", "What happened", "What we aimed for"}}
	next := 0
	aims := func(until domain.Date, all bool) {
		for ; next < len(p.Aims) && (all || !p.Aims[next].From.After(until)); next++ {
			a := p.Aims[next]
			t.Rows = append(t.Rows, []Cell{text(sayDay(a.From)), text("–"), figure(a.Target, p.with(a.Target), "")})
		}
	}
	for _, point := range p.Points {
		aims(point.On, false)
		t.Rows = append(t.Rows, []Cell{text(sayDay(point.On)), figure(point.Value, about(p.Rounded, p.with(point.Value)), point.Href), text("–")})
	}
	aims(domain.Date{}, true)
	for _, a := range p.Ahead {
		t.Rows = append(t.Rows, []Cell{text(capital(a.Period)), text("–"), text(p.with(a.Target))})
	}
	return t
}

const (
	seriesPoints = iota
	seriesAims
	seriesChanges
)

// plan draws a line with dots, the aim as dashed steps, and a dotted line with a number for each change.
func (p Path) plan(width int) plan {
	size, narrow := float64(sizeAt(width)), width <= Phone
	height, right, top := 380, 76.0, 48.0
	if narrow {
		height, right = 300, 66
	}
	until := p.until()
	points, aims := []opts.LineData{}, []opts.LineData{}
	low, high := 0.0, 0.0
	holds := func(n domain.Number) domain.Number {
		low, high = min(low, n.Decimal().InexactFloat64()), max(high, n.Decimal().InexactFloat64())
		return n
	}
	for _, point := range p.Points {
		points = append(points, opts.LineData{Value: []any{clock(point.On), holds(point.Value)}})
	}
	for _, a := range p.Aims {
		aims = append(aims, opts.LineData{Value: []any{clock(a.From), holds(a.Target)}})
	}
	if n := len(p.Aims); n > 0 && until.After(p.Aims[n-1].From) {
		aims = append(aims, opts.LineData{Value: []any{clock(until), p.Aims[n-1].Target}})
	}
	from, to, step := scale(low, high, 5)

	l := charts.NewLine()
	l.SetGlobalOptions(common(opts.Grid{Left: px(4), Right: px(right), Top: px(top), Bottom: px(8), ContainLabel: opts.Bool(true)})...)
	l.SetGlobalOptions(
		charts.WithXAxisOpts(opts.XAxis{Type: "time", AxisLabel: axisLabel(width), AxisLine: axisLine(true), SplitLine: &opts.SplitLine{Show: opts.Bool(false)},
			AxisTick: &opts.AxisTick{LineStyle: &opts.LineStyle{Color: ink}}}),
		charts.WithYAxisOpts(opts.YAxis{Type: "value", Min: from, Max: to, AxisLabel: axisLabel(width), AxisLine: axisLine(false), SplitLine: faint()}),
	)
	dot := dotSize(len(points), narrow)
	l.AddSeries("What happened", points,
		charts.WithLineChartOpts(opts.LineChart{Symbol: "circle", SymbolSize: dot, ShowSymbol: opts.Bool(dot > 0)}),
		charts.WithLineStyleOpts(opts.LineStyle{Color: c1, Width: 3}),
		charts.WithItemStyleOpts(opts.ItemStyle{Color: c1, BorderColor: page, BorderWidth: 1.5}))
	l.AddSeries("What we aimed for", aims,
		charts.WithLineChartOpts(opts.LineChart{Step: "end", ShowSymbol: opts.Bool(false)}),
		charts.WithLineStyleOpts(opts.LineStyle{Color: ink, Width: 2.5, Type: "dashed"}),
		charts.WithItemStyleOpts(opts.ItemStyle{Color: ink}))
	l.AddSeries("", nil, p.changes(width)...)

	o := optionOf(l)
	o.set(step, "yAxis", 0, "interval")
	o.set(false, "xAxis", 0, "axisLine", "onZero")
	o.set(map[string]any{"year": "{yyyy}", "month": "{MMM}", "day": "{d} {MMM}"}, "xAxis", 0, "axisLabel", "formatter")
	if narrow {
		o.set(3, "xAxis", 0, "splitNumber")
	}
	o.set(false, "xAxis", 0, "axisLabel", "showMaxLabel")
	o.set(map[string]any{"text": fit(p.Unit, float64(width)/2, size), "left": 0, "top": 0, "padding": 0,
		"textStyle": map[string]any{"color": ink, "fontSize": size, "fontWeight": "normal"}}, "title")
	p.endLabels(o, size, (to-from)/(float64(height)-top-40))
	return plan{width: width, height: height, option: o}
}

// dotSize is smaller where there are many dots, and 0 where they would hide the line.
func dotSize(n int, narrow bool) int {
	switch {
	case n > 60 || n > 30 && narrow:
		return 0
	case n > 24 || n > 12 && narrow:
		return 6
	}
	return 10
}

// until is the last day of the picture.
func (p Path) until() domain.Date {
	until := p.Until
	if n := len(p.Points); n > 0 && p.Points[n-1].On.After(until) {
		until = p.Points[n-1].On
	}
	if n := len(p.Aims); n > 0 && p.Aims[n-1].From.After(until) {
		until = p.Aims[n-1].From
	}
	return until
}

// changes draws a dotted line with its number in the list for each change of the aim. It belongs to a series without data,
// so that it is never taken for a mark.
func (p Path) changes(width int) []charts.SeriesOpts {
	style := charts.WithMarkLineStyleOpts(opts.MarkLineStyle{
		Symbol: []string{"none", "none"}, LineStyle: &opts.LineStyle{Color: ink, Width: 1.5, Type: "dotted"},
		Label: &opts.Label{Show: opts.Bool(true), Color: ink, FontSize: float32(sizeAt(width)), FontWeight: "bold", Formatter: "{b}", Position: "end"},
	})
	list := []charts.SeriesOpts{style}
	for i, name := range p.numbers(float64(width) - 120) {
		if name != "" {
			list = append(list, charts.WithMarkLineNameXAxisItemOpts(opts.MarkLineNameXAxisItem{Name: name, XAxis: clock(p.Aims[i].From)}))
		}
	}
	return list
}

// numbers are the numbers of the changes, by index of the aim; empty for the first aim and where a number would meet the
// one before it on so many pixels. The list has them all.
func (p Path) numbers(pixels float64) []string {
	names := make([]string, len(p.Aims))
	if len(p.Aims) == 0 {
		return names
	}
	from := p.Aims[0].From
	if len(p.Points) > 0 && p.Points[0].On.Before(from) {
		from = p.Points[0].On
	}
	span, free := float64(max(from.Days(p.until()), 1)), 0.0
	for i := 1; i < len(p.Aims); i++ {
		if at := float64(from.Days(p.Aims[i].From)) / span * pixels; i == 1 || at >= free {
			names[i] = fmt.Sprint(i)
			free = at + widthOf(names[i], sizeWide) + 8
		}
	}
	return names
}

// endLabels writes the last value and the aim that stands at the right end, apart from each other. perPixel is how much of
// the scale one pixel is.
func (p Path) endLabels(o option, size, perPixel float64) {
	write := func(series int, text string, bold bool, down float64) {
		l := map[string]any{"show": true, "color": ink, "fontSize": size, "formatter": text, "offset": []any{0, down}, "distance": 8}
		if bold {
			l["fontWeight"] = "bold"
		}
		o.set(l, "series", series, "endLabel")
	}
	var last, aim float64
	if n := len(p.Points); n > 0 {
		last = p.Points[n-1].Value.Decimal().InexactFloat64()
	}
	if n := len(p.Aims); n > 0 {
		aim = p.Aims[n-1].Target.Decimal().InexactFloat64()
	}
	apart, down := (last-aim)/perPixel, 0.0 // in pixels, above 0 where the last value is higher
	if room := size + 4; len(p.Points) > 0 && len(p.Aims) > 0 && apart > -room && apart < room {
		down = (room - max(apart, -apart)) / 2
		if apart > 0 {
			down = -down
		}
	}
	if n := len(p.Points); n > 0 {
		write(seriesPoints, fit(p.Points[n-1].Value.String(), 62, size), true, down)
	}
	if n := len(p.Aims); n > 0 {
		write(seriesAims, fit("aim "+p.Aims[n-1].Target.String(), 66, size), false, -down)
	}
}
