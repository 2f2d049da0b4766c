package identity

import (
	"fmt"
	"html"
	"image"
	"image/color"
	"strings"

	"github.com/boombuler/barcode/qr"
)

// quietZone is the white margin around a QR code, in modules, that its standard asks for.
const quietZone = 4

// QRSVG draws a text as a QR code: an SVG element to stand in a page, with a title and a description for those who
// do not see it, without style attributes, sized by its surroundings. A text too long for a QR code (about 2,300
// bytes) is an error.
func QRSVG(text, title, desc string) (string, error) {
	code, err := qr.Encode(text, qr.M, qr.Unicode)
	if err != nil {
		return "", fmt.Errorf("draw a QR code: %w", err)
	}
	size := code.Bounds().Dx() + 2*quietZone
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" role="img" shape-rendering="crispEdges">`, size, size)
	fmt.Fprintf(&b, `<title>%s</title><desc>%s</desc>`, html.EscapeString(title), html.EscapeString(desc))
	fmt.Fprintf(&b, `<rect width="%d" height="%d" fill="#fff"/><path fill="#000" d="`, size, size)
	for y := range code.Bounds().Dy() {
		drawRow(&b, code, y)
	}
	b.WriteString(`"/></svg>`)
	return b.String(), nil
}

// drawRow draws the dark runs of one row as rectangles of one path.
func drawRow(b *strings.Builder, code image.Image, y int) {
	for x := 0; x < code.Bounds().Dx(); x++ {
		run := 0
		for x+run < code.Bounds().Dx() && dark(code.At(x+run, y)) {
			run++
		}
		if run > 0 {
			fmt.Fprintf(b, "M%d %dh%dv1h-%dz", x+quietZone, y+quietZone, run, run)
			x += run
		}
	}
}

func dark(c color.Color) bool {
	r, _, _, _ := c.RGBA()
	return r < 0x8000
}
