package charts

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/reports"
)

// Journey is the moments of a project on their days, in lanes by what they are. On phones and for screen readers the list of
// moments is the journey; this is the view from above.
type Journey struct {
	Points []JourneyPoint // by day, then by lane
}

// JourneyPoint is the moments of one lane on one day, or in one month or year where no day is known.
type JourneyPoint struct {
	On      domain.Date // known
	Lane    int         // index of lanes
	Moments int
	Href    string // of the first of them; may be empty
}

// lanes are the lanes from above, with the kinds of entries in them: a kind, or the beginning of one. What is in none is
// about the group.
var lanes = [...]struct {
	words, colour string
	kinds         []string
}{
	{"Our group", ink, nil},
	{"What people think", c4, []string{"aim.judged"}},
	{"What we want", c4, []string{"aim."}},
	{"What we tried", c1, []string{"test."}},
	{"What happened", c1, []string{"outcome."}},
	{"What surprised us", c2, []string{"surprise."}},
	{"Failures we shared", c2, []string{"failure."}},
	{"Something in the way", c2, []string{"problem."}},
	{"What we learnt", c3, []string{"learning."}},
	{"What we do now", c3, []string{"change."}},
}

func laneOf(kind string) int {
	for i, l := range lanes {
		if slices.ContainsFunc(l.kinds, func(k string) bool { return strings.HasPrefix(kind, k) }) {
			return i
		}
	}
	return 0
}

// JourneyOf takes the moments whose day is known and that were not taken back. link gives the place of an entry by its number; nil for no links.
func JourneyOf(j reports.Journey, link func(position uint64) string) Journey {
	var journey Journey
	for _, month := range j.Months {
		for _, m := range month.Moments {
			if on := domain.Date(m.Day); on.Known() && !m.Withdrawn {
				p := JourneyPoint{On: on, Lane: laneOf(m.Kind), Moments: 1}
				if link != nil {
					p.Href = link(m.Position)
				}
				journey.Points = append(journey.Points, p)
			}
		}
		if on, err := domain.ParseDate(month.Month); err == nil && on.Known() && len(month.Imported) > 0 {
			journey.Points = append(journey.Points, JourneyPoint{On: on, Lane: laneOf("outcome."), Moments: len(month.Imported)})
		}
	}
	return journey.together()
}

// together adds up the points of one lane on one day.
func (j Journey) together() Journey {
	slices.SortStableFunc(j.Points, func(a, b JourneyPoint) int {
		if a.On.Compare(b.On) != 0 {
			return a.On.Compare(b.On)
		}
		return a.Lane - b.Lane
	})
	var points []JourneyPoint
	for _, p := range j.Points {
		if n := len(points); n > 0 && points[n-1].On == p.On && points[n-1].Lane == p.Lane {
			points[n-1].Moments += p.Moments
			continue
		}
		points = append(points, p)
	}
	return Journey{points}
}

// Chart makes the picture for wide pages, the words and the table.
func (j Journey) Chart(id string) Chart {
	c := Chart{ID: id, Title: j.title(), Description: j.description(), Table: Table{Head: []string{"Day", "What it is", "Moments"}}}
	if len(j.Points) > 0 {
		c.draw = j.plan
	}
	for i, p := range j.Points {
		day, words := sayDay(p.On), lanes[p.Lane].words
		c.Table.Rows = append(c.Table.Rows, []Cell{text(day), text(words), figure(domain.Int(int64(p.Moments)), fmt.Sprint(p.Moments), p.Href)})
		if p.Href != "" {
			c.Links = append(c.Links, Link{0, i, p.Href, fmt.Sprintf("%s: %s, %s", day, words, things(p.Moments, "moment", "moments"))})
		}
	}
	return c
}

func (j Journey) moments() (n int, byLane [len(lanes)]int) {
	for _, p := range j.Points {
		n += p.Moments
		byLane[p.Lane] += p.Moments
	}
	return n, byLane
}

func (j Journey) title() string {
	n, _ := j.moments()
	if n == 0 {
		return "We have not written down any moment yet."
	}
	first, last := sayMonth(j.Points[0].On), sayMonth(j.Points[len(j.Points)-1].On)
	if first == last {
		return fmt.Sprintf("We wrote down %s, all in %s.", things(n, "moment", "moments"), first)
	}
	return fmt.Sprintf("We wrote down %s between %s and %s.", things(n, "moment", "moments"), first, last)
}

func (j Journey) description() string {
	n, byLane := j.moments()
	if n == 0 {
		return "There are no moments to show."
	}
	var list []string
	for i, l := range lanes {
		if byLane[i] > 0 {
			list = append(list, fmt.Sprintf("%s: %d", l.words, byLane[i]))
		}
	}
	return fmt.Sprintf("Dots on a line of time, larger for more moments on a day. %s.", strings.Join(list, ", "))
}

// plan draws one lane for each sort of moment that there is.
func (j Journey) plan(width int) plan {
	_, byLane := j.moments()
	row, names := map[int]int{}, []string{}
	for i, l := range lanes {
		if byLane[i] > 0 {
			row[i] = len(names)
			names = append(names, l.words)
		}
	}
	points := []opts.ScatterData{}
	for _, p := range j.Points {
		points = append(points, opts.ScatterData{Value: []any{clock(p.On), row[p.Lane], p.Moments}, SymbolSize: symbolSize(p.Moments)})
	}
	s := charts.NewScatter()
	s.SetGlobalOptions(common(opts.Grid{Left: px(4), Right: px(18), Top: px(8), Bottom: px(4), ContainLabel: opts.Bool(true)})...)
	s.SetGlobalOptions(
		charts.WithXAxisOpts(opts.XAxis{Type: "time", AxisLabel: axisLabel(width), AxisLine: axisLine(true), SplitLine: &opts.SplitLine{Show: opts.Bool(false)},
			AxisTick: &opts.AxisTick{LineStyle: &opts.LineStyle{Color: ink}}}),
		charts.WithYAxisOpts(opts.YAxis{Type: "category", Inverse: opts.Bool(true), Data: names, AxisLabel: axisLabel(width), AxisLine: axisLine(false), SplitLine: faint()}),
	)
	s.AddSeries("Moments", points, charts.WithScatterChartOpts(opts.ScatterChart{Symbol: "circle"}),
		charts.WithItemStyleOpts(opts.ItemStyle{BorderColor: page, BorderWidth: 1.5, Opacity: opts.Float(0.9)}))
	o := optionOf(s)
	for i, p := range j.Points {
		o.set(map[string]any{"color": lanes[p.Lane].colour}, "series", 0, "data", i, "itemStyle")
	}
	o.set(map[string]any{"show": false}, "yAxis", 0, "axisTick")
	o.set(map[string]any{"year": "{yyyy}", "month": "{MMM}", "day": "{d} {MMM}"}, "xAxis", 0, "axisLabel", "formatter")
	o.set([]any{"1%", "1%"}, "xAxis", 0, "boundaryGap")
	o.set(false, "xAxis", 0, "axisLabel", "showMaxLabel")
	o.set(false, "xAxis", 0, "axisLabel", "showMinLabel")
	return plan{width: width, height: 50 + 46*len(names), option: o}
}

// symbolSize grows with the root of the count, so that the area says how many.
func symbolSize(moments int) int {
	return int(min(12+7*math.Sqrt(float64(moments-1)), 34))
}
