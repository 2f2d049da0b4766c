package charts

import (
	"fmt"
	"strconv"
	"strings"
)

// Colours that charts are drawn in. They are the light ones; Tidy turns each into its token, which a page defines for
// light and dark. Marks that touch take c1 beside c2, c3 beside c1 or c4: those are 3:1 to each other.
const (
	ink  = "#0b0c0c" // all text, lines and axes
	page = "#ffffff" // the page behind, for gaps between marks and halos of text
	c1   = "#12436d" // blue
	c2   = "#f46a25" // orange, never for text
	c3   = "#28a197" // green
	c4   = "#801650" // plum
)

// Colour is a colour of the charts in both schemes. CSS is what stands in the picture.
type Colour struct {
	Name, CSS, Light, Dark string
}

var palette = [...]Colour{
	{"ink", "currentColor", ink, "#f3f2f1"},
	{"page", "var(--page)", page, "#14181b"},
	{"c1", "var(--c1)", c1, "#bfe0fb"},
	{"c2", "var(--c2)", c2, "#c2571a"},
	{"c3", "var(--c3)", c3, "#26877e"},
	{"c4", "var(--c4)", c4, "#fbd3e8"},
}

// Colours returns all colours that a picture on a page can have.
func Colours() []Colour { return append([]Colour(nil), palette[:]...) }

// Variables returns the CSS that defines the colours: what pictures stand on needs it once. Text in pictures takes the
// colour of the text around them.
func Variables() string {
	var light, dark strings.Builder
	for _, c := range palette[1:] {
		fmt.Fprintf(&light, "--%s:%s;", c.Name, c.Light)
		fmt.Fprintf(&dark, "--%s:%s;", c.Name, c.Dark)
	}
	return fmt.Sprintf(":root{%s}\n@media (prefers-color-scheme:dark){:root{%s}}\n@media print{:root{%s}}\n", light.String(), dark.String(), light.String())
}

// colourOf finds a colour as a drawing writes it: #rgb, #rrggbb or rgb(r,g,b).
func colourOf(text string) (Colour, error) {
	hex, err := hexOf(text)
	if err != nil {
		return Colour{}, err
	}
	for _, c := range palette {
		if c.Light == hex {
			return c, nil
		}
	}
	return Colour{}, fmt.Errorf("the colour %q is not one of the palette", text)
}

func hexOf(text string) (string, error) {
	s := strings.ToLower(text)
	switch {
	case len(s) == 7 && s[0] == '#':
		return s, nil
	case len(s) == 4 && s[0] == '#':
		return "#" + strings.Repeat(s[1:2], 2) + strings.Repeat(s[2:3], 2) + strings.Repeat(s[3:4], 2), nil
	case strings.HasPrefix(s, "rgb(") && strings.HasSuffix(s, ")"):
		hex := "#"
		for part := range strings.SplitSeq(s[4:len(s)-1], ",") {
			n, err := strconv.ParseUint(strings.TrimSpace(part), 10, 8)
			if err != nil {
				return "", fmt.Errorf("%q is not a colour", text)
			}
			hex += fmt.Sprintf("%02x", n)
		}
		if len(hex) == 7 {
			return hex, nil
		}
	}
	return "", fmt.Errorf("%q is not a colour: write #rrggbb", text)
}
