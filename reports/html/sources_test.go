package html

import (
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/desirelines/desirelines/reports/charts"
)

// In a file every figure that is told leads to its source, by a number that paper shows too, and the source leads back; it says the rule and
// the entries. The tables under charts lead to the same places.
func TestFiguresOfAFileLeadToTheirSourcesAndBack(t *testing.T) {
	for _, audience := range []string{"group", "evaluators", "funders", "public"} {
		told := telling(t, kitchen(t, ""), audience)
		p := read(t, file(t, engine{charts.NewEngine(1, 0)}, told))
		ids := map[string]*html.Node{}
		for _, n := range p.elements {
			if id := attr(n, "id"); id != "" {
				ids[id] = n
			}
		}
		led, back, figures := map[string]bool{}, map[string]bool{}, 0
		for _, a := range p.all(atom.A) {
			href, inFile := strings.CutPrefix(attr(a, "href"), "#")
			if !inFile {
				t.Errorf("%s: a link leads out of the file: %s", audience, attr(a, "href"))
			}
			if ids[href] == nil {
				t.Errorf("%s: nothing is at #%s", audience, href)
			}
			n, leads := strings.CutPrefix(href, "source-")
			if says := strings.Join(strings.Fields(textIn(a)), " "); leads && a.Namespace == "" && !strings.HasSuffix(says, "["+n+"]") {
				t.Errorf("%s: %q leads to source %s", audience, says, n)
			}
			led[href], back[href] = led[href] || leads, back[href] || strings.HasPrefix(href, "figure-")
		}
		for _, o := range told.Sources {
			at := "source-" + number(uint64(o.Number)) //nolint:gosec // it counts from 1
			place := ids[at]
			if place == nil || !strings.Contains(textIn(place), o.Rule) || strings.Count(textIn(place), "Entry") < len(o.Counted)+len(o.LeftOut) {
				t.Errorf("%s: source %d is not told", audience, o.Number)
			}
			if led[at] {
				figures++
				if !back[strings.Replace(at, "source", "figure", 1)] {
					t.Errorf("%s: source %d does not lead back to its figure", audience, o.Number)
				}
			}
		}
		if figures < 5 {
			t.Errorf("%s: %d figures lead to their sources", audience, figures)
		}
		chartLinks := 0
		for _, f := range p.all(atom.Figure) {
			for _, table := range within(f, atom.Table) {
				for _, a := range within(table, atom.A) {
					if strings.HasPrefix(attr(a, "href"), "#source-") {
						chartLinks++
					}
				}
			}
		}
		if chartLinks == 0 {
			t.Errorf("%s: no table under a chart says where its figures come from", audience)
		}
		for _, td := range cellsOfFigures(p) {
			if !strings.Contains(textIn(td), "[") {
				t.Errorf("%s: a figure has no source: %q", audience, textIn(td))
			}
		}
	}
}

// cellsOfFigures are the cells of what was achieved in the tables of the aims.
func cellsOfFigures(p page) (list []*html.Node) {
	for _, table := range p.all(atom.Table) {
		if !strings.Contains(attr(table, "class"), "aimed") {
			continue
		}
		for _, td := range within(table, atom.Td) {
			if attr(td, "data-l") == "What happened" {
				list = append(list, td)
			}
		}
	}
	return list
}

func textIn(n *html.Node) string {
	var b strings.Builder
	for c := range n.Descendants() {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
		}
	}
	return b.String()
}

// Paper shows the sources whole, and no way back that nobody can press.
func TestSourcesPrint(t *testing.T) {
	css, _ := Style()
	_, print, _ := strings.Cut(string(css), "@media print")
	if !regexp.MustCompile(`[,}]\.back,[^{}]*\{display:none\}`).MatchString(print) {
		t.Error("paper shows the way back")
	}
	if regexp.MustCompile(`\.sources[^{}]*\{display:none`).MatchString(string(css)) {
		t.Error("paper hides the sources")
	}
}

// A page whose figures lead to pages of their own says on paper where they come from.
func TestAPageSaysOnPaperWhereItsFiguresComeFrom(t *testing.T) {
	told := telling(t, kitchen(t, ""), "group")
	r := &Renderer{Links: where{}}
	annex, err := r.Sources(told)
	if err != nil {
		t.Fatal(err)
	}
	var body strings.Builder
	for _, part := range told.Parts {
		section, err := r.Section(t.Context(), part)
		if err != nil {
			t.Fatal(err)
		}
		body.WriteString(string(section))
	}
	if !strings.Contains(string(annex), `class="part paper"`) || strings.Contains(string(annex), "#figure-") || !strings.Contains(string(annex), `href="/kitchen/`) {
		t.Errorf("the sources are %s", annex)
	}
	marks := regexp.MustCompile(`<span class="src paper">\[([0-9]+)\]</span>`).FindAllStringSubmatch(body.String(), -1)
	if len(marks) < 5 {
		t.Errorf("%d figures have a number on paper", len(marks))
	}
	for _, m := range marks {
		if !strings.Contains(string(annex), `id="source-`+m[1]+`"`) {
			t.Errorf("source %s is not there", m[1])
		}
	}
}
