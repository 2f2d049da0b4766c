package charts

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"
)

// Sizes of text in pixels: at both widths as large as text beside it can be.
const (
	sizeWide  = 15
	sizePhone = 14
)

func sizeAt(width int) int {
	if width <= Phone {
		return sizePhone
	}
	return sizeWide
}

// option is an option of ECharts as JSON has it. Numbers in it are exact.
type option map[string]any

// rendered is what every chart of go-echarts is.
type rendered interface {
	Validate()
	JSON() map[string]any
}

// optionOf turns a chart of go-echarts into an option that can be completed with what it has no field for.
func optionOf(c rendered) option {
	c.Validate() // moves the data of axes to their places
	var text bytes.Buffer
	if err := json.NewEncoder(&text).Encode(c.JSON()); err != nil {
		return option{"broken": err.Error()}
	}
	d := json.NewDecoder(&text)
	d.UseNumber()
	o := option{}
	if err := d.Decode(&o); err != nil {
		return option{"broken": err.Error()}
	}
	o["useUTC"] = true
	o["color"] = []any{ink} // of what has no colour of its own
	delete(o, "toolbox")
	return o
}

// set puts a value at a path of keys and indexes, through maps and lists that are there or begin here. A path that
// goes through something else is a mistake in a chart, and makes the option fail.
func (o option) set(value any, path ...any) {
	var at any = map[string]any(o)
	for i, step := range path {
		last := i == len(path)-1
		switch key := step.(type) {
		case string:
			m, ok := at.(map[string]any)
			if !ok {
				o["broken"] = fmt.Sprint("no object before ", path[i:])
				return
			}
			if last {
				m[key] = value
			} else if m[key] == nil {
				m[key] = map[string]any{}
			}
			at = m[key]
		case int:
			l, ok := at.([]any)
			if !ok || key >= len(l) {
				o["broken"] = fmt.Sprint("no list before ", path[i:])
				return
			}
			at = l[key]
		}
	}
}

// bytes returns the option as JSON that may stand in HTML.
func (o option) bytes() ([]byte, error) {
	if broken := o["broken"]; broken != nil {
		return nil, fmt.Errorf("the option of the chart cannot be made: %v", broken)
	}
	return json.Marshal(o)
}

// common is what all charts have: no motion, no legend and tooltip unless they ask for it, nothing around the grid.
func common(grid opts.Grid) []charts.GlobalOpts {
	return []charts.GlobalOpts{
		charts.WithAnimation(false),
		charts.WithLegendOpts(opts.Legend{Show: opts.Bool(false)}),
		charts.WithTooltipOpts(opts.Tooltip{Show: opts.Bool(false)}),
		charts.WithGridOpts(grid),
	}
}

func px(n float64) string { return fmt.Sprintf("%dpx", int(math.Round(n))) }

// label is text in ink at some place beside its mark.
func label(width int, position, formatter string) opts.Label {
	return opts.Label{Show: opts.Bool(true), Color: ink, FontSize: float32(sizeAt(width)), Position: position, Formatter: formatter}
}

func axisLabel(width int) *opts.AxisLabel {
	return &opts.AxisLabel{Show: opts.Bool(true), Color: ink, FontSize: sizeAt(width) - 1, HideOverlap: opts.Bool(true)}
}

// faint is a line of a grid: ink, hardly seen.
func faint() *opts.SplitLine {
	return &opts.SplitLine{Show: opts.Bool(true), LineStyle: &opts.LineStyle{Color: ink, Opacity: opts.Float(0.15), Width: 1}}
}

func axisLine(show bool) *opts.AxisLine {
	return &opts.AxisLine{Show: opts.Bool(show), LineStyle: &opts.LineStyle{Color: ink, Width: 1}}
}

// scale returns a round end and step of an axis from 0 (or below) that holds both numbers in about so many steps.
func scale(low, high float64, count int) (from, to, step float64) {
	low, high = min(low, 0), max(high, 0)
	if high == low {
		high = low + 1
	}
	rough := (high - low) / float64(count)
	unit := math.Pow(10, math.Floor(math.Log10(rough)))
	for _, times := range []float64{1, 2, 5, 10} {
		if step = unit * times; step >= rough*0.999 {
			break
		}
	}
	return math.Floor(low/step) * step, math.Ceil(high/step*0.999999) * step, step
}
