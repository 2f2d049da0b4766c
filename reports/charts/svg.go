package charts

import (
	"bytes"
	"fmt"
)

// canvas is SVG written by Go, in the manner of what ECharts writes: light colours, metadata on the marks of a chart. Tidy
// does the rest.
type canvas struct {
	out bytes.Buffer
}

func newCanvas(width, height float64) *canvas {
	c := &canvas{}
	fmt.Fprintf(&c.out, `<svg xmlns="%s" width="%s" height="%s" viewBox="0 0 %[2]s %[3]s">`, spaceSVG, short4(width), short4(height))
	return c
}

func (c *canvas) bytes() []byte {
	c.out.WriteString("</svg>")
	return c.out.Bytes()
}

// rect draws a box; more is further attributes.
func (c *canvas) rect(x, y, width, height float64, fill, more string) {
	fmt.Fprintf(&c.out, `<rect x="%s" y="%s" width="%s" height="%s" fill="%s"%s/>`, short4(x), short4(y), short4(max(width, 0)), short4(height), fill, more)
}

// diamond draws a diamond around a point.
func (c *canvas) diamond(x, y, r float64, fill, more string) {
	fmt.Fprintf(&c.out, `<path d="M%s %sl%s %[3]sl-%[3]s %[3]sl-%[3]s -%[3]sZ" fill="%[4]s"%[5]s/>`, short4(x), short4(y-r), short4(r), fill, more)
}

// text writes ink; anchor is start, middle or end, y the middle of the line.
func (c *canvas) text(x, y float64, size int, anchor, more, text string) {
	fmt.Fprintf(&c.out, `<text x="%s" y="%s" font-size="%d" text-anchor="%s" dominant-baseline="central" fill="%s"%s>`, short4(x), short4(y), size, anchor, ink, more)
	escape(&c.out, clean(text))
	c.out.WriteString("</text>")
}

// datumOf is the metadata of a mark.
func datumOf(series, data int) string {
	return fmt.Sprintf(` ecmeta_series_index="%d" ecmeta_data_index="%d" ecmeta_ssr_type="chart"`, series, data)
}
