package charts

import (
	"fmt"
	"strings"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/reports"
)

// Spark is a measure over time as a small picture beside others: what happened as a line with a dot at its end, what was aimed for
// as dashed steps. It has no axis: its numbers stand in words.
type Spark struct {
	reports.PortfolioPath
}

// SparkOf takes the picture of a path.
func SparkOf(p reports.PortfolioPath) Spark { return Spark{p} }

// The size of a spark in pixels, and the air around it that keeps its dot inside.
const (
	SparkWidth  = 160
	SparkHeight = 44
	sparkAir    = 5
)

// SVG returns the picture with the given id. Its name says what it is about, its first and last number and the aim.
func (s Spark) SVG(id string, form Form) ([]byte, error) {
	return Tidy(s.draw(), Words{ID: id, Title: s.title()}, form)
}

// Short is the path in words for below the picture, which stands under its name: "from 150 to 265 meals, aim 240".
func (s Spark) Short() string {
	first, last, aim := s.ends()
	says := "no number yet"
	if last != nil {
		says = "from " + about(s.Rounded, first.String()) + " to " + about(s.Rounded, s.with(*last))
	}
	if aim != nil {
		says += ", aim " + aim.String()
	}
	if s.LessIsBetter {
		says += ", less is better"
	}
	return says
}

func (s Spark) title() string { return short(s.Name) + ": " + s.Short() + "." }

// When, Achieved and AimedFor are the days and numbers of the picture, as many of each as there are points.
func (s Spark) When() string {
	return s.each(func(p reports.PortfolioPoint) string { return sayDay(domain.Date(p.On)) }, "")
}

// Achieved is what happened, point by point.
func (s Spark) Achieved() string {
	return s.each(func(p reports.PortfolioPoint) string { return sayOr(p.Achieved) }, s.Unit)
}

// AimedFor is what was aimed for, point by point.
func (s Spark) AimedFor() string {
	return s.each(func(p reports.PortfolioPoint) string { return sayOr(p.Target) }, s.Unit)
}

func (s Spark) each(say func(reports.PortfolioPoint) string, unit string) string {
	var list []string
	for _, p := range s.Points {
		list = append(list, say(p))
	}
	return withUnit(strings.Join(list, "; "), unit)
}

func sayOr(n *domain.Number) string {
	if n == nil {
		return "–"
	}
	return n.String()
}

func (s Spark) with(n domain.Number) string {
	return withUnit(n.String(), reports.UnitFor(n.String(), s.Unit))
}

// ends are the first and the last number that was achieved and the last that was aimed for; nil where there is none.
func (s Spark) ends() (first, last, aim *domain.Number) {
	for _, p := range s.Points {
		if p.Achieved != nil {
			if last = p.Achieved; first == nil {
				first = last
			}
		}
		if p.Target != nil {
			aim = p.Target
		}
	}
	return first, last, aim
}

func (s Spark) draw() []byte {
	x, y := s.scales()
	var line, aim strings.Builder
	c := newCanvas(SparkWidth, SparkHeight)
	endX, endY, from := 0.0, 0.0, float64(sparkAir)
	for i, p := range s.Points {
		if p.Target != nil {
			fmt.Fprintf(&aim, "%s%s %sH%s", step(aim.Len() == 0), short4(from), short4(y(*p.Target)), short4(x(i)))
		}
		if p.Achieved != nil {
			endX, endY = x(i), y(*p.Achieved)
			fmt.Fprintf(&line, "%s%s %s", step(line.Len() == 0), short4(endX), short4(endY))
		}
		from = x(i)
	}
	c.rect(sparkAir, y(domain.Number{}), SparkWidth-2*sparkAir, 1, ink, ` fill-opacity="0.25"`)
	stroke := func(d, colour, more string) {
		if d != "" {
			fmt.Fprintf(&c.out, `<path d="%s" fill="none" stroke="%s"%s/>`, d, colour, more)
		}
	}
	stroke(aim.String(), ink, ` stroke-width="1.5" stroke-dasharray="4 3"`)
	stroke(line.String(), c1, ` stroke-width="2.5" stroke-linejoin="round"`)
	fmt.Fprintf(&c.out, `<circle cx="%s" cy="%s" r="3.5" fill="%s"/>`, short4(endX), short4(endY), c1)
	return c.bytes()
}

func step(first bool) string {
	if first {
		return "M"
	}
	return "L"
}

// scales return where the day of a point and a number lie. Days keep their distances; numbers begin at 0, or below it.
func (s Spark) scales() (x func(point int) float64, y func(domain.Number) float64) {
	low, high := 0.0, 0.0
	for _, p := range s.Points {
		for _, n := range []*domain.Number{p.Achieved, p.Target} {
			if n != nil {
				f := n.Decimal().InexactFloat64()
				low, high = min(low, f), max(high, f)
			}
		}
	}
	span := max(high-low, 1e-9)
	first, days := domain.Date{}, 1
	if n := len(s.Points); n > 0 {
		first = domain.Date(s.Points[0].On)
		days = max(first.Days(domain.Date(s.Points[n-1].On)), 1)
	}
	// The first point stands in a little: its aim was there before it.
	const lead = 24
	x = func(i int) float64 {
		return sparkAir + lead + float64(first.Days(domain.Date(s.Points[i].On)))/float64(days)*(SparkWidth-2*sparkAir-lead)
	}
	y = func(n domain.Number) float64 {
		return SparkHeight - sparkAir - (n.Decimal().InexactFloat64()-low)/span*(SparkHeight-2*sparkAir)
	}
	return x, y
}
