package charts

import (
	"encoding/xml"
	"errors"
	"io"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// around puts elements into a picture as ECharts writes it.
func around(inner string) []byte {
	return []byte(`<svg width="100" height="50" xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" version="1.1" baseProfile="full" viewBox="0 0 100 50">
<rect width="100" height="50" x="0" y="0" fill="none"></rect>
` + inner + `
<style ><![CDATA[
.zr0-cls-0:hover { cursor:pointer; }
]]></style></svg>`)
}

func tidied(t *testing.T, inner string, form Form, links ...Link) string {
	t.Helper()
	svg, err := Tidy(around(inner), Words{ID: "x", Title: "A title", Links: links}, form)
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(svg), "</title>")
	return strings.TrimSuffix(rest, "</svg>")
}

func TestTidyRewrites(t *testing.T) {
	for name, row := range map[string]struct{ in, want string }{
		"font declarations": {
			`<text dominant-baseline="central" style="font-size:14px;font-family:Arial;font-weight:bold;" xml:space="preserve" fill="#0b0c0c">a &lt;b&gt;</text>`,
			`<text dominant-baseline="central" font-size="14" font-weight="bold" fill="currentColor">a &lt;b&gt;</text>`,
		},
		"font shorthand": {
			`<text style="font: normal normal 12px sans-serif" y="6" fill="rgb(11,12,12)">Feb</text>`,
			`<text font-size="12" y="6" fill="currentColor">Feb</text>`,
		},
		"bold shorthand": {
			`<text style="font: normal bold 12px Arial, sans-serif" fill="#0b0c0c">Feb</text>`,
			`<text font-size="12" font-weight="bold" fill="currentColor">Feb</text>`,
		},
		"classes, events and colours": {
			`<path d="M1 1L2 2" class="zr0-cls-3" pointer-events="visible" fill="#12436D" stroke="#fff" stroke-width="2"></path>`,
			`<path d="M1 1L2 2" fill="var(--c1)" stroke="var(--page)" stroke-width="2"/>`,
		},
		"ids": {
			`<g clip-path="url(#zr7-c12)"><path d="M1 1" fill="#F46A25"></path></g><defs ><clipPath id="zr7-c12"><path d="M0 0" fill="#000" class="zr7-cls-1"></path></clipPath></defs>`,
			`<g clip-path="url(#x-1)"><path d="M1 1" fill="var(--c2)"/></g><defs><clipPath id="x-1"><path d="M0 0"/></clipPath></defs>`,
		},
		"what nobody sees": {
			`<path d="M1 1" fill="rgb(0,0,0)" fill-opacity="0" stroke="#ccc" stroke-width="0"></path><path d="M1 1" fill="none" ecmeta_series_index="0" ecmeta_data_index="0" ecmeta_ssr_type="legend"></path><path d="M1 0" transform="matrix(0,0,0,0,5,5)" fill="#0b0c0c"></path><text fill="#0b0c0c"> </text><g></g>`,
			``,
		},
		"metadata": {
			`<path d="M1 1" fill="#28A197" ecmeta_series_index="3" ecmeta_data_index="1" ecmeta_ssr_type="chart" ecmeta_silent="true"></path>`,
			`<path d="M1 1" fill="var(--c3)"/>`,
		},
	} {
		if got := tidied(t, row.in, Page); got != row.want {
			t.Errorf("%s:\ngot  %s\nwant %s", name, got, row.want)
		}
	}
}

func TestTidyRefusesWhatItDoesNotKnow(t *testing.T) {
	for name, inner := range map[string]string{
		"script":                   `<script>alert(1)</script>`,
		"image":                    `<image href="x.png"/>`,
		"foreign object":           `<foreignObject/>`,
		"animation":                `<animate attributeName="x"/>`,
		"another picture inside":   `<svg/>`,
		"a link of its own":        `<a href="/x"><path d="M1 1" fill="none"/></a>`,
		"another space":            `<h:div xmlns:h="http://www.w3.org/1999/xhtml"/>`,
		"event handler":            `<path d="M1 1" fill="none" onclick="alert(1)"/>`,
		"href":                     `<path d="M1 1" fill="none" href="x"/>`,
		"xlink:href":               `<path d="M1 1" fill="none" xlink:href="x"/>`,
		"filter":                   `<path d="M1 1" fill="none" filter="url(#f)"/>`,
		"style of a path":          `<path d="M1 1" fill="none" style="fill:red"/>`,
		"unknown style":            `<text fill="#0b0c0c" style="font-size:14px;background:url(x)">a</text>`,
		"size in em":               `<text fill="#0b0c0c" style="font-size:2em">a</text>`,
		"italic shorthand":         `<text fill="#0b0c0c" style="font: italic normal 12px Arial">a</text>`,
		"short shorthand":          `<text fill="#0b0c0c" style="font: 12px Arial">a</text>`,
		"a colour of its own":      `<path d="M1 1" fill="#123456"/>`,
		"colour by name":           `<path d="M1 1" fill="red"/>`,
		"colour by reference":      `<path d="M1 1" fill="url(#g)"/>`,
		"stroke of its own":        `<path d="M1 1" fill="none" stroke="#333"/>`,
		"no fill":                  `<path d="M1 1"/>`,
		"text that is not ink":     `<text fill="#F46A25">a</text>`,
		"text without fill":        `<text>a</text>`,
		"faint text":               `<text fill="#0b0c0c" fill-opacity="0.5">a</text>`,
		"words in a number":        `<path d="M1 1" fill="none" stroke-width="1;x"/>`,
		"words in a path":          `<path d="M1 1 url(x)" fill="none"/>`,
		"words in a transform":     `<path d="M1 1" fill="none" transform="scale(2)"/>`,
		"clip of another page":     `<g clip-path="url(http://x/#c)"/>`,
		"odd id":                   `<clipPath id="a b"/>`,
		"odd word":                 `<text fill="#0b0c0c" text-anchor="left">a</text>`,
		"odd number of a mark":     `<path d="M1 1" fill="none" ecmeta_data_index="-1"/>`,
		"odd type of a mark":       `<path d="M1 1" fill="none" ecmeta_ssr_type="other"/>`,
		"other metadata":           `<path d="M1 1" fill="none" ecmeta_more="1"/>`,
		"words outside of a text":  `words`,
		"elements in a text":       `<text fill="#0b0c0c"><g/></text>`,
		"a comment":                `<!-- words -->`,
		"a processing instruction": `<?php x?>`,
		"what is no XML":           `<path`,
		"control characters":       "<text fill=\"#0b0c0c\">\x01</text>",
		"an entity":                `<text fill="#0b0c0c">&nbsp;</text>`,
		"too deep":                 strings.Repeat("<g>", 40) + strings.Repeat("</g>", 40),
	} {
		if svg, err := Tidy(around(inner), Words{ID: "x", Title: "t"}, Page); err == nil {
			t.Errorf("%s went through: %s", name, svg)
		}
	}
	for name, raw := range map[string]string{
		"nothing": "", "words": "words", "HTML": "<html></html>", "two pictures": string(around("")) + string(around("")), "no namespace": "<svg></svg>",
	} {
		if svg, err := Tidy([]byte(raw), Words{ID: "x", Title: "t"}, Page); err == nil {
			t.Errorf("%s went through: %s", name, svg)
		}
	}
	for _, id := range []string{"", "1", "a b", `a"`, "a.b", "-a", "ä"} {
		if _, err := Tidy(around(""), Words{ID: id, Title: "t"}, Page); err == nil {
			t.Errorf("the id %q went through", id)
		}
	}
}

func TestThePictureHasItsWords(t *testing.T) {
	svg, err := Tidy(around(""), Words{ID: "x", Title: `<b>"T"`, Description: "D & D"}, Page)
	want := `<svg width="100" height="50" viewBox="0 0 100 50" role="img" aria-labelledby="x-t x-d"><title id="x-t">&lt;b&gt;&#34;T&#34;</title><desc id="x-d">D &amp; D</desc></svg>`
	if err != nil || string(svg) != want {
		t.Errorf("got  %s, %v\nwant %s", svg, err, want)
	}
}

func TestAFileBringsItsOwnFontAndColours(t *testing.T) {
	mark := `<path d="M1 0A1 1 0 1 1 1 -0.1" transform="matrix(4,0,0,4,20,20)" fill="#12436D" ecmeta_series_index="0" ecmeta_data_index="0" ecmeta_ssr_type="chart"/><text fill="#0b0c0c">a</text>`
	svg, err := Tidy(around(mark), Words{ID: "x", Title: "t", Links: []Link{{0, 0, "/a", "a"}}}, File)
	if err != nil {
		t.Fatal(err)
	}
	got := string(svg)
	for _, want := range []string{`<?xml version="1.0" encoding="UTF-8"?>` + "\n<svg xmlns=\"http://www.w3.org/2000/svg\"", `font-family="Arial`, `fill="#12436d"`, `<text fill="#0b0c0c">`, `role="img"`} {
		if !strings.Contains(got, want) {
			t.Errorf("there is no %s in %s", want, got)
		}
	}
	for _, no := range []string{"var(", "currentColor", "<a "} {
		if strings.Contains(got, no) {
			t.Errorf("there is %s in %s", no, got)
		}
	}
}

// dot is a mark as ECharts draws one of a line.
func dot(series, data int, x, y float64, kind string) string {
	return `<path d="M1 0A1 1 0 1 1 1 -0.1A1 1 0 0 1 1 0" transform="matrix(4,0,0,4,` + short4(x) + `,` + short4(y) + `)" fill="#12436D" ecmeta_series_index="` +
		strconv.Itoa(series) + `" ecmeta_data_index="` + strconv.Itoa(data) + `" ecmeta_ssr_type="` + kind + `"/>`
}

func TestMarksBecomeLinks(t *testing.T) {
	links := []Link{{0, 0, "/a?at=3", `first "a"`}, {0, 1, "/b", "second"}, {5, 0, "/c", "of no mark"}}
	got := tidied(t, dot(0, 0, 20, 20, "chart")+dot(0, 1, 48, 20, "chart")+dot(0, 1, 90, 5, "legend")+
		`<path d="M1 1L1 9" fill="none" stroke="#0b0c0c" ecmeta_series_index="0" ecmeta_data_index="0" ecmeta_ssr_type="chart"/>`, Page, links...)
	want := `<a href="/a?at=3" aria-label="first &#34;a&#34;"><path d="M1 0A1 1 0 1 1 1 -0.1A1 1 0 0 1 1 0" transform="matrix(4,0,0,4,20,20)" fill="var(--c1)"/><circle cx="20" cy="20" r="14" fill="none" pointer-events="all"/></a>`
	if !strings.HasPrefix(got, want) || strings.Count(got, "<a ") != 2 {
		t.Errorf("got  %s\nwant %s…", got, want)
	}
	svg, err := Tidy(around(dot(0, 0, 20, 20, "chart")), Words{ID: "x", Title: "t", Links: links}, Page)
	if err != nil || !strings.Contains(string(svg), `role="group"`) {
		t.Errorf("a picture with links must not hide them: %s, %v", svg, err)
	}
}

func TestMarksTooCloseAreNoLinks(t *testing.T) {
	links := []Link{{0, 0, "/a", "a"}, {0, 1, "/b", "b"}}
	for apart, want := range map[float64]int{28: 2, 27.9: 0, 4: 0} {
		if got := strings.Count(tidied(t, dot(0, 0, 20, 20, "chart")+dot(0, 1, 20+apart, 20, "chart"), Page, links...), "<a "); got != want {
			t.Errorf("%v px apart: %d links, want %d", apart, got, want)
		}
	}
	if got := tidied(t, dot(0, 0, 20, 20, "chart")+dot(0, 1, 21, 20, "chart"), Page, links[:1]...); strings.Count(got, "<a ") != 1 {
		t.Error("marks without a link do not crowd")
	}
}

func TestLinksLeadNowhereElse(t *testing.T) {
	for _, href := range []string{"", "http://x", "//x", "javascript:alert(1)", "x", "/\\x", "/a\nb"} {
		if _, err := Tidy(around(""), Words{ID: "x", Title: "t", Links: []Link{{0, 0, href, "a"}}}, Page); err == nil {
			t.Errorf("%q went through", href)
		}
	}
}

func TestAMarkOfUnknownPlaceIsNoLink(t *testing.T) {
	curved := `<path d="M20 0C150 0 150 0 280 0Z" fill="#12436D" ecmeta_series_index="0" ecmeta_data_index="0" ecmeta_ssr_type="chart"/>`
	if _, err := Tidy(around(curved), Words{ID: "x", Title: "t", Links: []Link{{0, 0, "/a", "a"}}}, Page); err == nil {
		t.Error("nobody knows how large it is")
	}
}

// Every link of every chart can be hit: 24 px at least, by itself or by its circle, and no two overlap.
func TestLinksCanBeHit(t *testing.T) {
	e, found := shared(), 0
	for _, c := range samples(t) {
		for _, width := range []int{Wide, Phone} {
			svg := mustDraw(t, e, c, width)
			var areas []area
			for _, link := range regexp.MustCompile(`<a [^>]*>.*?</a>`).FindAllString(svg, -1) {
				found++
				if m := regexp.MustCompile(`<circle cx="([0-9.]+)" cy="([0-9.]+)" r="14"`).FindStringSubmatch(link); m != nil {
					areas = append(areas, area{float(m[1]), float(m[2]), hit, hit})
					continue
				}
				if move := floats(regexp.MustCompile(`matrix\([^)]*`).FindString(link)); len(move) == 6 {
					areas = append(areas, area{move[4], move[5], 2 * move[0], 2 * move[3]})
					if areas[len(areas)-1].small() {
						t.Errorf("%s at %d: a dot of %.0f px", c.ID, width, 2*move[0])
					}
					continue
				}
				a := box(regexp.MustCompile(` d="([^"]*)"`).FindStringSubmatch(link)[1])
				if a.small() {
					t.Errorf("%s at %d: a link of %.0f × %.0f px", c.ID, width, a.width, a.height)
				}
				areas = append(areas, a)
			}
			for i, a := range areas {
				for _, b := range areas[:i] {
					if math.Abs(a.x-b.x) < (a.width+b.width)/2-0.01 && math.Abs(a.y-b.y) < (a.height+b.height)/2-0.01 {
						t.Errorf("%s at %d: two links overlap at %.0f %.0f", c.ID, width, a.x, a.y)
					}
				}
			}
		}
	}
	if found < 20 {
		t.Errorf("only %d links were found", found)
	}
}

// What comes out stands under default-src 'none' without unsafe-inline: no style, no script, no reference to elsewhere.
func TestNothingBreaksTheContentSecurityPolicy(t *testing.T) {
	e := shared()
	for _, c := range samples(t) {
		{
			svg := mustDraw(t, e, c, Wide)
			d := xml.NewDecoder(strings.NewReader(svg))
			ids := map[string]bool{}
			for {
				token, err := d.Token()
				if errors.Is(err, io.EOF) {
					break
				}
				if err != nil {
					t.Fatalf("%s: %v", c.ID, err)
				}
				start, ok := token.(xml.StartElement)
				if !ok {
					continue
				}
				if !strings.Contains(" svg g defs clipPath path rect circle text a title desc ", " "+start.Name.Local+" ") {
					t.Errorf("%s: <%s>", c.ID, start.Name.Local)
				}
				for _, a := range start.Attr {
					if name := a.Name.Local; name == "style" || name == "class" || strings.HasPrefix(name, "on") || strings.HasPrefix(name, "ecmeta") {
						t.Errorf("%s: %s=%q", c.ID, name, a.Value)
					}
					if a.Name.Local == "id" && (ids[a.Value] || !strings.HasPrefix(a.Value, c.ID+"-")) {
						t.Errorf("%s: the id %q comes twice or is not its own", c.ID, a.Value)
					} else if a.Name.Local == "id" {
						ids[a.Value] = true
					}
				}
			}
		}
	}
}
