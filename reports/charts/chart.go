package charts

import (
	"context"
	"fmt"

	"github.com/desirelines/desirelines/domain"
)

// The widths that charts are drawn for, in pixels. A page holds both and shows one, by its own width.
const (
	Wide  = 720
	Phone = 328
)

// Chart is a picture with its words and its numbers, all from one model. It is not changed once it is made, and then safe
// for concurrent use.
type Chart struct {
	ID          string // letters, digits and dashes; beginning of all ids in the picture
	Title       string // the headline: 6 to 12 words that say what was found
	Description string // what the picture shows, for who does not see it
	Table       Table  // the same numbers
	List        []string
	// List is an ordered list that belongs below the picture: what its numbered marks mean, or the same in words. It
	// may be empty.
	Note    string // a sentence for below the picture: what it leaves out. It may be empty.
	Links   []Link // from marks to what they are made of
	OnPhone bool   // whether there is a picture for phones; where not, List or Table stands for it

	draw func(width int) plan
}

// Table is the numbers of a chart. Every row is as long as the head.
type Table struct {
	Head []string
	Rows [][]Cell
}

// Cell is one cell of a table.
type Cell struct {
	Text  string
	Value *domain.Number // the number in Text as it is in the picture; nil where the picture holds none
	Href  string         // what it is made of; may be empty
}

// Link leads from a mark of a chart to a place on this site. It is kept where marks stand wide enough apart.
type Link struct {
	Series, Data int    // which mark, from 0 as they stand in the option
	Href         string // begins with / ? or #
	Label        string // what the mark says, for who does not see it
}

// plan is how to draw a chart at one width: an option of ECharts, or SVG as Go wrote it.
type plan struct {
	width, height int
	option        option
	svg           []byte
}

// Form is what a picture is for.
type Form uint8

// The forms.
const (
	Page Form = iota // inside a page: its font and colours come from around it
	File             // by itself: it brings its own, for a light page
)

// Draw returns the picture of a chart at a width as tidy SVG; nil where the chart has none at this width.
func (e *Engine) Draw(ctx context.Context, c Chart, width int, form Form) ([]byte, error) {
	if !c.drawn(width) {
		return nil, nil
	}
	p := c.draw(width)
	raw := p.svg
	if p.option != nil {
		o, err := p.option.bytes()
		if err != nil {
			return nil, fmt.Errorf("draw %s: %w", c.ID, err)
		}
		if raw, err = e.Render(ctx, o, p.width, p.height); err != nil {
			return nil, fmt.Errorf("draw %s: %w", c.ID, err)
		}
	}
	svg, err := Tidy(raw, Words{c.ID, c.Title, c.Description, c.Links}, form)
	if err != nil {
		return nil, fmt.Errorf("draw %s: %w", c.ID, err)
	}
	return svg, nil
}

// Option returns the option of ECharts for a width and how high the picture is. It is nil where the chart has no picture
// at this width, or one that needs no ECharts.
func (c Chart) Option(width int) (json []byte, height int, err error) {
	if !c.drawn(width) {
		return nil, 0, nil
	}
	p := c.draw(width)
	if p.option == nil {
		return nil, p.height, nil
	}
	json, err = p.option.bytes()
	return json, p.height, err
}

func (c Chart) drawn(width int) bool {
	return c.draw != nil && (width > Phone || c.OnPhone)
}

// text is a cell of words, number one of a number of the picture, figure one with other words for it.
func text(s string) Cell                          { return Cell{Text: clean(s)} }
func number(n domain.Number) Cell                 { return Cell{Text: n.String(), Value: &n} }
func whole(n int) Cell                            { return number(domain.Int(int64(n))) }
func figure(n domain.Number, s, href string) Cell { return Cell{clean(s), &n, href} }
func linked(s, href string) Cell                  { return Cell{Text: clean(s), Href: href} }
