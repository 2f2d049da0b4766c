package html

import (
	"bytes"
	"context"
	"errors"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/jba/templatecheck"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/desirelines/desirelines/reports"
	"github.com/desirelines/desirelines/reports/charts"
)

func TestTemplatesFitTheirData(t *testing.T) {
	for name, data := range map[string]any{
		"file": fileView{}, "headline": headlineView{}, "story": storyView{}, "aims": aimsView{}, "happenings": happeningsView{}, "tests": testsView{},
		"learning": learningView{}, "journey": journeyView{}, "entries": entriesView{}, "portfolio": portfolioView{}, "picture": &picture{},
		"card": card{}, "src": source{}, "told": told{}, "step": step{}, "cell": charts.Cell{}, "sources": sourcesView{}, "sourced": sourcedEntry{}, "mark": "", "papermark": 1,
	} {
		if parsed.Lookup(name) == nil {
			t.Errorf("there is no template %s", name)
			continue
		}
		if err := templatecheck.CheckHTML(parsed.Lookup(name), data); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// engine draws without keeping.
type engine struct{ *charts.Engine }

func (e engine) Draw(ctx context.Context, _ string, c charts.Chart, width int) ([]byte, error) {
	return e.Engine.Draw(ctx, c, width, charts.Page)
}

// broken draws nothing.
type broken struct{}

func (broken) Draw(context.Context, string, charts.Chart, int) ([]byte, error) {
	return nil, errors.New("no engine")
}

func file(t *testing.T, drawer Drawer, told reports.Telling) string {
	t.Helper()
	var b bytes.Buffer
	if err := (&Renderer{Charts: drawer}).File(t.Context(), &b, told); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// page is a parsed file with its elements in order.
type page struct {
	elements []*html.Node
	text     string
}

func read(t *testing.T, source string) page {
	t.Helper()
	root, err := html.Parse(strings.NewReader(source))
	if err != nil {
		t.Fatal(err)
	}
	var p page
	var text strings.Builder
	for n := range root.Descendants() {
		switch n.Type {
		case html.ElementNode:
			p.elements = append(p.elements, n)
		case html.TextNode:
			text.WriteString(n.Data + " ")
		}
	}
	p.text = strings.Join(strings.Fields(text.String()), " ")
	return p
}

func (p page) all(tag atom.Atom) (list []*html.Node) {
	for _, n := range p.elements {
		if n.DataAtom == tag {
			list = append(list, n)
		}
	}
	return list
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func within(n *html.Node, tag atom.Atom) (list []*html.Node) {
	for c := range n.Descendants() {
		if c.DataAtom == tag {
			list = append(list, c)
		}
	}
	return list
}

func TestAFileIsWellMade(t *testing.T) {
	drawn := engine{charts.NewEngine(1, 0)}
	for _, audience := range []string{"group", "evaluators", "funders", "decision-makers", "public"} {
		told := telling(t, kitchen(t, ""), audience)
		p := read(t, file(t, drawn, told))
		p.checkIDs(t)
		p.checkHeadings(t, told)
		p.checkTables(t)
		p.checkPolicy(t)
		if n := len(p.all(atom.Svg)); n < 3 {
			t.Errorf("%s has %d pictures", audience, n)
		}
	}
}

func (p page) checkIDs(t *testing.T) {
	t.Helper()
	var ids, refs []string
	for _, n := range p.elements {
		if id := attr(n, "id"); id != "" {
			if slices.Contains(ids, id) {
				t.Errorf("id %q stands twice", id)
			}
			ids = append(ids, id)
		}
		refs = append(refs, strings.Fields(attr(n, "aria-labelledby"))...)
		if to, ok := strings.CutPrefix(attr(n, "href"), "#"); ok {
			refs = append(refs, to)
		}
	}
	for _, ref := range refs {
		if !slices.Contains(ids, ref) {
			t.Errorf("nothing has the id %q", ref)
		}
	}
}

// checkHeadings: one first heading, none left out on the way down, one for each section.
func (p page) checkHeadings(t *testing.T, told reports.Telling) {
	t.Helper()
	before, sections := 0, 0
	for _, n := range p.elements {
		level := slices.Index([]atom.Atom{atom.H1, atom.H2, atom.H3, atom.H4, atom.H5}, n.DataAtom) + 1
		if level == 0 {
			continue
		}
		if level > before+1 || level == 1 && before != 0 {
			t.Errorf("a heading of level %d follows one of %d", level, before)
		}
		if before = level; level == 2 {
			sections++
		}
	}
	if want := len(told.Parts) + 1; sections != want { // and where the figures come from
		t.Errorf("%d headings for %d sections", sections, want)
	}
}

func (p page) checkTables(t *testing.T) {
	t.Helper()
	for _, table := range p.all(atom.Table) {
		if len(within(table, atom.Caption)) != 1 {
			t.Error("a table has no caption")
		}
		for _, th := range within(table, atom.Th) {
			if s := attr(th, "scope"); s != "col" && s != "row" {
				t.Errorf("a head of a table has the scope %q", s)
			}
		}
		columns := len(within(within(table, atom.Thead)[0], atom.Th))
		for _, tr := range within(within(table, atom.Tbody)[0], atom.Tr) {
			if n := len(within(tr, atom.Td)) + len(within(tr, atom.Th)); n != columns {
				t.Errorf("a row has %d cells, the head %d", n, columns)
			}
		}
	}
}

// checkPolicy: no script, no style but the one in the head, nothing from elsewhere.
func (p page) checkPolicy(t *testing.T) {
	t.Helper()
	if len(p.all(atom.Style)) != 1 {
		t.Error("there is not one style sheet")
	}
	for _, n := range p.elements {
		if slices.Contains([]string{"script", "link", "img", "iframe", "object", "embed", "image", "use", "form"}, n.Data) {
			t.Errorf("there is a %s", n.Data)
		}
		for _, a := range n.Attr {
			if a.Key == "style" || strings.HasPrefix(a.Key, "on") || a.Key == "href" && !strings.HasPrefix(a.Val, "#") || a.Key == "src" {
				t.Errorf("%s has %s=%q", n.Data, a.Key, a.Val)
			}
		}
	}
}

func TestEveryFigureIsOnThePage(t *testing.T) {
	told := telling(t, kitchen(t, ""), "funders")
	text := read(t, file(t, nil, told)).text
	want := func(s string) {
		t.Helper()
		if s = strings.Join(strings.Fields(s), " "); !strings.Contains(text, s) {
			t.Errorf("%q is not on the page", s)
		}
	}
	for _, part := range told.Parts {
		switch m := part.Model.(type) {
		case reports.Comparison:
			for _, a := range m.Aims {
				want(a.Statement)
				want(reports.CountedWords(a.Counted))
				for _, measure := range a.Measures {
					for _, row := range measure.Rows() {
						want(row.Figure.SaysTarget(measure))
						want(row.Figure.SaysActual(measure))
						want(row.Figure.SaysStatus(measure))
					}
					want(measure.Overall.SaysJudgement(measure))
				}
			}
		case reports.Headline:
			want(strings.Join(m.Says, " "))
		case reports.Happenings:
			for _, i := range m.Items {
				want(i.Title())
				for _, s := range i.Said() {
					want(s.Label + " " + s.Text)
				}
			}
		}
	}
	want("91 of 120 meals")
	want("first 100")
	want("The fridge broke")
}

// Successes and what did not work have the same size and place: the same elements, classes apart.
func TestWhatDidNotWorkLooksLikeWhatDid(t *testing.T) {
	told := telling(t, kitchen(t, ""), "public")
	shape := map[string]string{}
	for _, part := range told.Parts {
		if m, ok := part.Model.(reports.Happenings); ok {
			m.Items, m.Figures, m.Beyond = m.Items[:1], nil, nil
			m.Items[0] = reports.Happening{Line: m.Items[0].Line}
			part.Model = m
			body, err := (&Renderer{}).Section(t.Context(), part)
			if err != nil {
				t.Fatal(err)
			}
			shape[part.ID] = regexp.MustCompile(`is-\w+|>[^<]*<`).ReplaceAllString(string(body), "><")
		}
	}
	if len(shape) != 3 || shape["worked"] != shape["did_not_work"] || shape["worked"] != shape["surprises"] {
		t.Errorf("they do not look alike: %q", shape)
	}
}

func TestWhereNothingIsDrawnTheNumbersAreShown(t *testing.T) {
	told := telling(t, kitchen(t, ""), "funders")
	drawn := read(t, file(t, engine{charts.NewEngine(1, 0)}, told))
	for name, drawer := range map[string]Drawer{"no drawer": nil, "broken": broken{}} {
		p := read(t, file(t, drawer, told))
		figures, open := p.all(atom.Figure), 0
		for _, f := range figures {
			for _, d := range within(f, atom.Details) {
				if _, ok := attribute(d, "open"); ok {
					open++
				}
			}
		}
		if len(figures) == 0 || open != len(figures) || len(figures) != len(drawn.all(atom.Figure)) {
			t.Errorf("%s: %d of %d tables are open, %d figures are drawn", name, open, len(figures), len(drawn.all(atom.Figure)))
		}
	}
}

func attribute(n *html.Node, name string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val, true
		}
	}
	return "", false
}

func TestHostileTextIsText(t *testing.T) {
	told := telling(t, kitchen(t, hostile), "public")
	source := file(t, engine{charts.NewEngine(1, 0)}, told)
	p := read(t, source)
	p.checkPolicy(t)
	p.checkIDs(t)
	if strings.ContainsAny(source, "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\x00") {
		t.Error("a mark that turns the direction of writing is on the page")
	}
	if !strings.Contains(p.text, "<script>alert(1)</script>\" onload='x' evil {{.}} =1+1The fridge broke") {
		t.Error("the text is not shown as it was written")
	}
}

func TestOneFileStandsByItself(t *testing.T) {
	told := telling(t, kitchen(t, ""), "public")
	a, b := file(t, nil, told), file(t, nil, told)
	if a != b {
		t.Error("the same report gives other bytes")
	}
	css, _ := Style()
	if !strings.Contains(a, string(css)) || !strings.Contains(a, `<html lang="en">`) || !strings.Contains(a, "<title>Kitchen: report for everybody</title>") {
		t.Error(a[:600])
	}
}

// where gives each thing an address.
type where struct{ NoLinks }

func (where) Entry(project string, n uint64) string { return "/" + project + "/" + number(n) }
func (where) Figure(project, aim, measure, period string) string {
	return "/f/" + aim + "/" + measure + "?" + period
}
func (where) Portfolio(order, show string) string { return "/p?" + order + "&" + show }
func (where) Project(project string) string       { return "/" + project }

func TestLinksLeadToEntriesAndFigures(t *testing.T) {
	told := telling(t, kitchen(t, ""), "funders")
	r := &Renderer{Links: where{}, Heading: 2}
	var all strings.Builder
	for _, part := range told.Parts {
		body, err := r.Section(t.Context(), part)
		if err != nil {
			t.Fatal(err)
		}
		all.WriteString(string(body))
	}
	for _, want := range []string{`href="/f/eat/meals?so_far"`, `href="/f/eat/meals?2023-01-01/2023-06-30"`, `href="/kitchen/13"`, "<h2"} {
		if !strings.Contains(all.String(), want) {
			t.Errorf("%s is not there", want)
		}
	}
	if strings.Contains(all.String(), "<h4 class") || strings.Contains(all.String(), "<h1") {
		t.Error("headings were not moved")
	}
}

func TestPortfolioIsATableWithLinks(t *testing.T) {
	p, err := reports.PortfolioOf([]reports.PortfolioLine{{Project: "x", Name: "X <b>", PortfolioCounts: reports.PortfolioCounts{DidNotWork: 17}}}, reports.PortfolioAsk{Order: "last"})
	if err != nil {
		t.Fatal(err)
	}
	body, err := (&Renderer{Links: where{}}).Section(t.Context(), reports.Part{ID: "portfolio", Model: p})
	if err != nil {
		t.Fatal(err)
	}
	got := read(t, string(body))
	got.checkTables(t)
	for _, want := range []string{`href="/p?last&amp;ended"`, `href="/p?name&amp;all"`, `aria-current="true"`, `<a href="/x">X &lt;b&gt;</a>`, ">17<"} {
		if !strings.Contains(string(body), want) {
			t.Errorf("%s is not in %s", want, body)
		}
	}
}

type other struct{ reports.Model }

func TestWhatIsNoSectionIsAnError(t *testing.T) {
	if _, err := (&Renderer{}).Section(t.Context(), reports.Part{ID: "x", Model: other{}}); !errors.Is(err, errNoSection) {
		t.Errorf("error is %v", err)
	}
}

func TestEveryLabelHasWords(t *testing.T) {
	names := regexp.MustCompile(`label "([a-z_]+)"`)
	entries, err := files.ReadDir("templates")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, e := range entries {
		text, err := files.ReadFile("templates/" + e.Name())
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range names.FindAllStringSubmatch(string(text), -1) {
			n++
			if w := reports.LabelWords(m[1]); w == m[1] && w != "of" && w != "ended" {
				t.Errorf("%s: %s has no words", e.Name(), m[1])
			}
		}
	}
	if n < 40 {
		t.Errorf("only %d labels were found", n)
	}
}

func TestTheStyleSheetKnowsTheColoursOfTheCharts(t *testing.T) {
	css, name := Style()
	if len(css) > 13<<10 || bytes.Contains(css, []byte("@import")) || bytes.Contains(css, []byte("url(")) {
		t.Errorf("the style sheet has %d bytes, or brings in something else", len(css))
	}
	if !regexp.MustCompile(`^style-[0-9a-f]{12}\.css$`).MatchString(name) {
		t.Error(name)
	}
	for _, c := range charts.Colours()[1:] {
		for _, want := range []string{"--" + c.Name + ":" + c.Light, "--" + c.Name + ":" + c.Dark} {
			if c.Name == "page" {
				want = strings.Replace(want, "#ffffff", "#fff", 1)
			}
			if !bytes.Contains(css, []byte(want)) {
				t.Errorf("%s is not in the style sheet", want)
			}
		}
	}
}

func TestAnEmptyProjectHasAReport(t *testing.T) {
	events := kitchen(t, "")[:1]
	p := read(t, file(t, nil, telling(t, events, "public")))
	p.checkIDs(t)
	p.checkPolicy(t)
	if !strings.Contains(p.text, "No aim is written down yet.") {
		t.Error(p.text)
	}
}

// What a measure that should go down, a test and a dropped aim say on a page is what they say in text.
func TestAFileIsUnderstood(t *testing.T) {
	p := read(t, file(t, engine{charts.NewEngine(1, 0)}, telling(t, kitchen(t, ""), "group")))
	for _, want := range []string{
		"Nights called off (less is better)", "4 nights not as far as we aimed", "1 aim we dropped.", "We no longer want this. Why: It was too loud",
		"What came of it A letter · Did it work? No. Nobody came", "Did the change help? Yes. It was cold", "The fridge broke · We hoped: Fresh food",
	} {
		if !strings.Contains(p.text, want) {
			t.Errorf("it does not say %q", want)
		}
	}
	for _, opposite := range []string{"nights less than we aimed", "Nothing surprised us"} {
		if strings.Contains(p.text, opposite) {
			t.Errorf("it says %q", opposite)
		}
	}
}
