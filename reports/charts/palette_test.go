package charts

import (
	"math"
	"strconv"
	"strings"
	"testing"
)

// luminance and contrast are those of WCAG 2.2.
func luminance(hex string) float64 {
	var l float64
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		l += weight * linear(channel(hex, i)/255)
	}
	return l
}

func channel(hex string, i int) float64 {
	n, err := strconv.ParseUint(hex[1+2*i:3+2*i], 16, 8)
	if err != nil {
		panic(err)
	}
	return float64(n)
}

func linear(c float64) float64 {
	if c <= 0.04045 {
		return c / 12.92
	}
	return math.Pow((c+0.055)/1.055, 2.4)
}

func contrast(a, b string) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// over is a colour of some opacity on another.
func over(top, below string, opacity float64) string {
	hex := "#"
	for i := range 3 {
		hex += string("0123456789abcdef"[int(mix(top, below, i, opacity))/16]) + string("0123456789abcdef"[int(mix(top, below, i, opacity))%16])
	}
	return hex
}

func mix(top, below string, i int, opacity float64) float64 {
	return math.Round(channel(top, i)*opacity + channel(below, i)*(1-opacity))
}

// schemes are the palette in light and in dark, by name of colour.
func schemes() map[string]map[string]string {
	light, dark := map[string]string{}, map[string]string{}
	for _, c := range Colours() {
		light[c.Name], dark[c.Name] = c.Light, c.Dark
	}
	return map[string]map[string]string{"light": light, "dark": dark}
}

// All text is ink (Tidy refuses others). It stands on the page, on the streams of tests, where two of them cross, and on
// faint tracks.
func TestTextCanBeRead(t *testing.T) {
	for scheme, c := range schemes() {
		grounds := map[string]string{"the page": c["page"], "a track": over(c["ink"], c["page"], 0.12)}
		for _, stream := range []string{"ink", "c3", "c4"} {
			once := over(c[stream], c["page"], flowOpacity)
			grounds["a stream of "+stream] = once
			grounds["two streams of "+stream] = over(c[stream], once, flowOpacity)
		}
		for name, ground := range grounds {
			if got := contrast(c["ink"], ground); got < 4.5 {
				t.Errorf("%s: text on %s has %.2f:1", scheme, name, got)
			}
		}
	}
}

func TestMarksCanBeTold(t *testing.T) {
	for scheme, c := range schemes() {
		for _, name := range []string{"c1", "c2", "c3", "c4"} {
			if got := contrast(c[name], c["page"]); got < 2.95 {
				t.Errorf("%s: %s on the page has %.2f:1", scheme, name, got)
			}
		}
		for _, pair := range [][2]string{{"c1", "c2"}, {"c1", "c3"}, {"c4", "c2"}, {"c4", "c3"}} {
			if got := contrast(c[pair[0]], c[pair[1]]); got < 2.95 {
				t.Errorf("%s: %s beside %s has %.2f:1", scheme, pair[0], pair[1], got)
			}
		}
	}
}

func TestVariablesDefineWhatPicturesUse(t *testing.T) {
	css := Variables()
	for _, c := range Colours() {
		if name, ok := strings.CutPrefix(c.CSS, "var("); ok && strings.Count(css, strings.TrimSuffix(name, ")")+":") != 3 {
			t.Errorf("%s is not defined for light, dark and print: %s", c.CSS, css)
		}
	}
}

func TestColoursAreReadAsTheyAreWritten(t *testing.T) {
	for in, want := range map[string]string{"#FFF": "page", "#ffffff": "page", "rgb(18, 67,109)": "c1", "#F46A25": "c2"} {
		if c, err := colourOf(in); err != nil || c.Name != want {
			t.Errorf("%s is %s, %v", in, c.Name, err)
		}
	}
	for _, in := range []string{"", "red", "#ffff", "rgb(1,2)", "rgb(1,2,3,4)", "rgb(1,2,300)", "rgba(1,2,3,0.5)", "#gggggg", "currentColor"} {
		if c, err := colourOf(in); err == nil {
			t.Errorf("%q is %s", in, c.Name)
		}
	}
}
