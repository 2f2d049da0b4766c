package charts

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
)

// hit is how large the area of a link is at least. 24 pixels are asked for (WCAG 2.2, 2.5.8); the pictures for phones are drawn
// for 328 pixels and shrink to 288 on the smallest.
const hit = 28

// area is where a mark lies.
type area struct{ x, y, width, height float64 } // x and y of its middle

func (a area) small() bool { return a.width < hit || a.height < hit }

// linkMarks makes links of the marks that have one, and says whether there are any. A mark that is smaller than a finger
// needs gets an unseen circle around its middle. Where two of the areas would overlap, no mark of the picture becomes a
// link: the table has them. Legends and lines drawn through a chart are never links, though they carry the same numbers.
func linkMarks(root *node, links []Link) (bool, error) {
	byMark := map[mark]Link{}
	for _, l := range links {
		if err := checkHref(l.Href); err != nil {
			return false, err
		}
		byMark[mark{l.Series, l.Data}] = l
	}
	var marks []*node
	var areas []area
	var err error
	root.walk(func(n *node) {
		if n.mark == nil || n.get("fill") == "none" || err != nil {
			return
		}
		if _, ok := byMark[*n.mark]; ok {
			var a area
			a, err = areaOf(n)
			marks, areas = append(marks, n), append(areas, a)
		}
	})
	if err != nil || len(marks) == 0 || crowded(areas) {
		return false, err
	}
	for i, n := range marks {
		n.link(byMark[*n.mark], areas[i])
	}
	return true, nil
}

func checkHref(href string) error {
	if href == "" || !strings.ContainsRune("/?#", rune(href[0])) || strings.HasPrefix(href, "//") || strings.ContainsAny(href, "\\\x00\n\r\t") {
		return fmt.Errorf("a mark may not lead to %.60q: write a path that begins with /, ? or #", href)
	}
	return nil
}

func (n *node) walk(fn func(*node)) {
	fn(n)
	for _, kid := range n.kids {
		kid.walk(fn)
	}
}

// crowded says whether two areas, each at least as large as a finger needs, overlap.
func crowded(areas []area) bool {
	for i, a := range areas {
		for _, b := range areas[:i] {
			x := math.Abs(a.x-b.x) < (max(a.width, hit)+max(b.width, hit))/2
			y := math.Abs(a.y-b.y) < (max(a.height, hit)+max(b.height, hit))/2
			if x && y {
				return true
			}
		}
	}
	return false
}

// link puts n into a link.
func (n *node) link(l Link, a area) {
	inner := *n
	link := node{name: "a", attrs: []attr{{"href", l.Href}, {"aria-label", clean(l.Label)}}, kids: []*node{&inner}}
	if a.small() {
		link.kids = append(link.kids, &node{name: "circle", attrs: []attr{
			{"cx", short4(a.x)}, {"cy", short4(a.y)}, {"r", short4(hit / 2)}, {"fill", "none"}, {"pointer-events", "all"},
		}})
	}
	*n = link
}

func short4(f float64) string {
	return strconv.FormatFloat(math.Round(f*1e4)/1e4, 'f', -1, 64)
}

var (
	steps   = regexp.MustCompile(`[MLlZz][^A-Za-z]*`)
	numbers = regexp.MustCompile(`-?[0-9.]+(?:e-?[0-9]+)?`)
)

// areaOf finds where a mark lies: a symbol of size 1 scaled to its place, or a shape of straight lines.
func areaOf(n *node) (area, error) {
	move := floats(n.get("transform"))
	d := n.get("d")
	switch {
	case n.name == "rect" && len(move) == 0:
		w, h := float(n.get("width")), float(n.get("height"))
		return area{float(n.get("x")) + w/2, float(n.get("y")) + h/2, w, h}, nil
	case n.name == "circle" && len(move) == 0:
		return area{float(n.get("cx")), float(n.get("cy")), 2 * float(n.get("r")), 2 * float(n.get("r"))}, nil
	case n.name == "path" && len(move) == 6:
		return area{move[4], move[5], 2 * math.Abs(move[0]), 2 * math.Abs(move[3])}, nil
	case n.name == "path" && (len(move) == 0 || len(move) == 2) && strings.Join(steps.FindAllString(d, -1), "") == d:
		a := box(d)
		if len(move) == 2 {
			a.x, a.y = a.x+move[0], a.y+move[1]
		}
		return a, nil
	}
	return area{}, fmt.Errorf("nobody knows where this mark lies, so it cannot be a link: %s %.60q %q", n.name, d, n.get("transform"))
}

// box is the box around a path of straight lines.
func box(d string) area {
	var x, y float64
	left, top, right, bottom := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for _, step := range steps.FindAllString(d, -1) {
		at := floats(step)
		for i := 0; i+1 < len(at); i += 2 {
			if step[0] == 'l' {
				x, y = x+at[i], y+at[i+1]
			} else {
				x, y = at[i], at[i+1]
			}
			left, right, top, bottom = min(left, x), max(right, x), min(top, y), max(bottom, y)
		}
	}
	return area{(left + right) / 2, (top + bottom) / 2, right - left, bottom - top}
}

func floats(s string) []float64 {
	var list []float64
	for _, n := range numbers.FindAllString(s, -1) {
		list = append(list, float(n))
	}
	return list
}

func float(s string) float64 {
	f, _ := strconv.ParseFloat(s, 64) // every attribute was checked; what is missing is 0
	return f
}
