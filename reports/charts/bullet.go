package charts

import (
	"math"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/aimed"
	"github.com/desirelines/desirelines/reports"
)

// Bullet is a bullet graph: one figure against its aim, small enough for a row of a table. Numbers that are nil are not
// drawn. Everything it says stands in words in the row, and in its name.
type Bullet struct {
	Actual, Target, First, Start *domain.Number
	Stands                       string // how it stands, in words
	Reached                      *bool  // nil where nobody can say
	Unit                         string
	Rounded                      bool // Actual and Start are about right only
}

// The size of a bullet graph in pixels.
const (
	BulletWidth  = 240
	BulletHeight = 28
)

// BulletOf takes a bullet graph from a figure of a measure.
func BulletOf(m reports.Measure, f reports.Figure) Bullet {
	b := Bullet{
		Actual: numberOf(f.Actual), Target: numberOf(f.Target), First: numberOf(f.FirstTarget), Start: numberOf(m.Baseline),
		Stands: f.Stands(m), Reached: f.Reached, Unit: m.Unit,
	}
	if b.Rounded = f.Rounded(); !f.Drawn() {
		b.Actual = nil
	}
	if b.First != nil && b.Target != nil && b.First.Cmp(*b.Target) == 0 {
		b.First = nil
	}
	return b
}

func numberOf(p aimed.Plain) *domain.Number {
	if v := domain.Value(p); v.Form == domain.Numeric {
		return &v.Number
	}
	return nil
}

// SVG returns the graph with the given id. The bar is blue where the aim was reached, orange where not, and faint where
// nobody can say; the thick line is the aim now, the small diamond the first aim, the white line across the bar the start.
func (b Bullet) SVG(id string, form Form) ([]byte, error) {
	return Tidy(b.draw(), Words{ID: id, Title: b.title()}, form)
}

func (b Bullet) title() string {
	s := ""
	if b.Actual != nil {
		s = about(b.Rounded, b.Actual.String())
		if b.Target != nil {
			s += " of " + b.Target.String()
		}
		s = withUnit(s, b.Unit) + ", "
	}
	if b.Start != nil {
		s += "from " + about(b.Rounded, b.Start.String()) + " at the start, "
	}
	if b.First != nil {
		s += "first aim " + b.First.String() + ", "
	}
	return sentence(s + b.Stands)
}

func (b Bullet) draw() []byte {
	const middle, bar = BulletHeight / 2, 10
	at := b.scale()
	c := newCanvas(BulletWidth, BulletHeight)
	c.rect(0, 4, BulletWidth, BulletHeight-8, ink, ` fill-opacity="0.07"`)
	if b.Actual != nil {
		colour, more := ink, ` fill-opacity="0.5"`
		if b.Reached != nil {
			if colour, more = c2, ""; *b.Reached {
				colour = c1
			}
		}
		zero, end := at(domain.Number{}), at(*b.Actual)
		c.rect(min(zero, end), middle-bar/2, max(math.Abs(end-zero), 1), bar, colour, more)
	}
	if b.Start != nil {
		c.rect(at(*b.Start)-1.5, middle-bar/2-1, 3, bar+2, page, "")
		c.rect(at(*b.Start)-.5, middle-bar/2-1, 1, bar+2, ink, "")
	}
	if b.Target != nil {
		c.rect(at(*b.Target)-2, 0, 4, BulletHeight, ink, "")
	}
	if b.First != nil {
		c.diamond(at(*b.First), middle, 5, page, ` stroke="`+ink+`" stroke-width="1.5"`)
	}
	return c.bytes()
}

// scale returns where a number lies: from 0 to a fifth more than the largest, further down where there is less than 0.
func (b Bullet) scale() func(domain.Number) float64 {
	low, high := 0.0, 0.0
	for _, n := range []*domain.Number{b.Actual, b.Target, b.First, b.Start} {
		if n != nil {
			f := n.Decimal().InexactFloat64()
			low, high = min(low, f), max(high, f)
		}
	}
	span := (high - low) * 1.15
	if span == 0 || math.IsInf(span, 0) {
		span = 1
	}
	return func(n domain.Number) float64 {
		return 2 + (n.Decimal().InexactFloat64()-low)/span*(BulletWidth-4)
	}
}
