package charts

import (
	"crypto/sha256"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/aimed"
	"github.com/desirelines/desirelines/reports"
)

var update = flag.Bool("update", false, "write the pictures in testdata anew")

func TestGoldenPictures(t *testing.T) {
	e := shared()
	pictures := map[string][]byte{}
	draw := func(c Chart, width int, form Form, name string) {
		svg, err := e.Draw(t.Context(), c, width, form)
		if err != nil {
			t.Fatal(err)
		}
		pictures[name] = svg
	}
	draw(sampleAimed().Chart("aimed"), Wide, Page, "aimed-720.svg")
	draw(sampleAimed().Chart("aimed"), Phone, Page, "aimed-328.svg")
	draw(samplePath().Chart("path"), Phone, Page, "path-328.svg")
	draw(samplePath().Chart("path"), Wide, File, "path-file.svg")
	draw(sampleFlow().Chart("tests"), Wide, Page, "tests-720.svg")
	draw(Journey{sampleJourney().Points[:8]}.Chart("journey"), Wide, Page, "journey-720.svg")
	draw(samplePortfolio().Chart("portfolio"), Phone, Page, "portfolio-328.svg")
	draw(Calendar{sampleCalendar().Days[:5]}.Chart("calendar"), Phone, Page, "calendar-328.svg")
	draw(sampleGap().Chart("gap"), Wide, Page, "gap-720.svg")
	draw(sampleGap().Chart("gap"), Phone, Page, "gap-328.svg")
	for name, b := range sampleBullets() {
		svg, err := b.SVG("bullet", Page)
		if err != nil {
			t.Fatal(err)
		}
		pictures["bullet-"+name+".svg"] = svg
	}
	for name, got := range pictures {
		file := filepath.Join("testdata", name)
		if *update {
			if err := os.WriteFile(file, append(got, '\n'), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil || string(want) != string(got)+"\n" {
			t.Errorf("%s is another picture (%v); look at it and run go test -update if it is right", name, err)
		}
	}
}

// sum is what all samples look like, in one number.
func sum(t *testing.T, e *Engine) string {
	t.Helper()
	h := sha256.New()
	for _, c := range samples(t) {
		fmt.Fprintln(h, mustDraw(t, e, c, Wide))
	}
	return fmt.Sprintf("sum %x", h.Sum(nil))
}

// The same models give the same bytes: again, in another runtime that drew other things before, and in another process, in
// another zone.
func TestTheSameModelGivesTheSameBytes(t *testing.T) {
	first := sum(t, shared())
	if os.Getenv("DESIRELINES_CHARTS_CHILD") != "" {
		fmt.Println(first)
		return
	}
	if again := sum(t, patient(1)); again != first {
		t.Error("another runtime draws something else")
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self, "-test.run=^TestTheSameModelGivesTheSameBytes$")
	cmd.Env = append(os.Environ(), "DESIRELINES_CHARTS_CHILD=1", "TZ=America/New_York")
	out, err := cmd.Output()
	if err != nil || !strings.Contains(string(out), first) {
		t.Errorf("another process draws something else: %v\n%s", err, out)
	}
}

// numbersOf returns the numbers of data in an option, by series: of a value that is a list, the last one (of points in
// lanes, how many), or the first where first says so.
func numbersOf(t *testing.T, c Chart, width, series int, which func([]any) any) []string {
	t.Helper()
	raw, _, err := c.Option(width)
	if err != nil {
		t.Fatal(err)
	}
	var o struct {
		Series []struct {
			Data  []map[string]any
			Links []map[string]any
		}
	}
	d := json.NewDecoder(strings.NewReader(string(raw)))
	d.UseNumber()
	if err := d.Decode(&o); err != nil {
		t.Fatal(err)
	}
	var list []string
	data := o.Series[series].Data
	if links := o.Series[series].Links; links != nil {
		data = links
	}
	for _, item := range data {
		v := item["value"]
		if many, ok := v.([]any); ok {
			v = which(many)
		}
		if v != nil {
			list = append(list, domain.MustNumber(fmt.Sprint(v)).String())
		}
	}
	return list
}

func first(v []any) any { return v[0] }
func last(v []any) any  { return v[len(v)-1] }

// column returns the numbers in a column of the table of a chart.
func column(c Chart, head string) []string {
	i := slices.Index(c.Table.Head, head)
	var list []string
	for _, row := range c.Table.Rows {
		if row[i].Value != nil {
			list = append(list, row[i].Value.String())
		}
	}
	return list
}

func TestTablesHoldTheNumbersOfThePictures(t *testing.T) {
	a, p, f, j := sampleAimed().Chart("a"), samplePath().Chart("p"), sampleFlow().Chart("f"), sampleJourney().Chart("j")
	for _, width := range []int{Wide, Phone} {
		same(t, "aimed, bars", numbersOf(t, a, width, seriesBars, first), column(a, "Share of the aim, to one decimal"))
		same(t, "aimed, diamonds", numbersOf(t, a, width, seriesFirst, first), column(a, "First aim on this scale"))
		same(t, "path, points", numbersOf(t, p, width, seriesPoints, last), column(p, "What happened"))
		aims := numbersOf(t, p, width, seriesAims, last)
		if n := len(aims) - 1; aims[n] == aims[n-1] {
			aims = aims[:n] // the aim that stands goes on to the end of the picture
		}
		same(t, "path, aims", aims, column(p, "What we aimed for"))
	}
	g := sampleGap().Chart("g")
	for _, width := range []int{Wide, Phone} {
		same(t, "gap, circles", numbersOf(t, g, width, gapLived, first), column(g, "Step from 0 to 5"))
		same(t, "gap, diamonds", numbersOf(t, g, width, gapProfessional, first), column(g, "Step from 0 to 5 at work"))
	}
	same(t, "tests", numbersOf(t, f, Wide, 0, last), column(f, "Tests"))
	same(t, "journey", numbersOf(t, j, Wide, 0, last), column(j, "Moments"))
	if got := numbersOf(t, p, Wide, seriesPoints, first)[0]; got != fmt.Sprint(clock(day("2025-01-15"))) {
		t.Errorf("the first point lies at %s", got)
	}
}

func same(t *testing.T, what string, picture, table []string) {
	t.Helper()
	if len(picture) == 0 || !slices.Equal(picture, table) {
		t.Errorf("%s: the picture has %v, the table %v", what, picture, table)
	}
}

// Pictures that Go draws write their numbers beside the bars, or are counted by mark.
func TestTablesHoldTheNumbersOfNativePictures(t *testing.T) {
	e, p := shared(), samplePortfolio()
	chart := p.Chart("p")
	for _, width := range []int{Wide, Phone} {
		var said []string
		for _, m := range regexp.MustCompile(`>([0-9]+)(?: of ([0-9]+))?</text>`).FindAllStringSubmatch(mustDraw(t, e, chart, width), -1) {
			said = append(said, m[1])
			if m[2] != "" {
				said = append(said, m[2])
			}
		}
		var table []string
		for _, row := range chart.Table.Rows {
			for _, cell := range row[1:] {
				table = append(table, cell.Value.String())
			}
		}
		same(t, "portfolio", said, table)
	}
	c := sampleCalendar()
	shown := map[string]int{}
	for _, d := range c.Days {
		shown[shadeOf(d.Entries).fill()]++
	}
	for shade, n := range shown {
		mark := `height="11" fill="` + c1 + `"` + shade + ` ecmeta`
		if got := strings.Count(string(c.plan(Wide).svg), mark); got != n {
			t.Errorf("%d days are %q and not %d", got, shade, n)
		}
	}
	if got := column(c.Chart("c"), "Entries"); len(got) != len(c.Days) || got[3] != fmt.Sprint(c.Days[3].Entries) {
		t.Errorf("the table has %v", got)
	}
}

func TestShadesOfDays(t *testing.T) {
	for n, want := range map[int]string{1: "0.3", 2: "0.5", 3: "0.5", 4: "0.75", 9: "0.75", 10: "1", 5000: "1"} {
		if got := shadeOf(n).opacity; got != want {
			t.Errorf("%d entries: %s", n, got)
		}
	}
}

func TestHeadlinesAreSixToTwelveWords(t *testing.T) {
	one := Aimed{Rows: []AimedRow{{Share: share("1"), Reached: yes(true)}}}
	none := Aimed{Rows: []AimedRow{{Reached: yes(false)}}}
	long := samplePath()
	long.Unit = "people who came at least twice in a year"
	single := Path{Unit: "people", Points: samplePath().Points[:1]}
	titles := []string{
		Aimed{}.title(), one.title(), none.title(), Path{}.title(), single.title(), Path{Points: single.Points, Aims: samplePath().Aims}.title(),
		Path{Points: samplePath().Points}.title(), long.title(), TestFlow{}.title(), TestFlow{Results: []TestResult{{"worked", 1, 0, 0, 0}}}.title(),
		Journey{}.title(), Journey{sampleJourney().Points[:1]}.title(), Portfolio{}.title(), Portfolio{samplePortfolio().Projects[:1]}.title(),
		Calendar{}.title(), Calendar{[]CalendarDay{{day("2025-01-01"), 1}}}.title(),
	}
	for _, c := range samples(t) {
		titles = append(titles, c.Title)
	}
	for _, title := range titles {
		if n := len(strings.Fields(title)); n < 6 || n > 12 {
			t.Errorf("%d words: %s", n, title)
		}
	}
}

func TestEverySampleHasItsWords(t *testing.T) {
	for _, c := range samples(t) {
		if c.Description == "" || len(c.Table.Head) == 0 || len(c.Table.Rows) == 0 {
			t.Errorf("%s has no description or no table", c.ID)
		}
		for _, row := range c.Table.Rows {
			if len(row) != len(c.Table.Head) {
				t.Errorf("%s: a row of %d cells under %d heads", c.ID, len(row), len(c.Table.Head))
			}
		}
		if !c.OnPhone && len(c.List) == 0 && c.ID != "journey" {
			t.Errorf("%s has nothing for phones", c.ID)
		}
	}
}

func TestChangesAreListed(t *testing.T) {
	want := []string{
		"1 April 2025: the aim went up from 30 to 60 people. A second house was opened.",
		"10 July 2025: the aim came down from 60 to 50 people. The second house is smaller than we thought.",
	}
	if got := samplePath().Chart("p").List; !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	svg := mustDraw(t, shared(), samplePath().Chart("p"), Phone)
	for _, number := range []string{">1</text>", ">2</text>"} {
		if !strings.Contains(svg, number) {
			t.Errorf("the picture has no %s", number)
		}
	}
}

// odd are names that somebody wrote to break something, or by accident.
var odd = map[string]string{
	"script":    `</title></svg><script>alert(1)</script>{b}{value}__f__function(){}__f__`,
	"controls":  "a\x00b\x07\u202egnp.exe\u2066\ufeff\ufffe\xff\x1b[31m",
	"quotes":    "\" onload=\"alert(1)\" ' ` \\ \\u003c &amp; ]]> <!--",
	"long":      strings.Repeat("Long words ", 50),
	"one word":  strings.Repeat("W", 500),
	"empty":     "",
	"languages": "Ελληνικά العربية 中文字 👩‍👩‍👧 नमस्ते",
}

func oddCharts(name string) []Chart {
	a, p, j := sampleAimed(), samplePath(), samplePortfolio()
	for i := range a.Rows {
		a.Rows[i].Name, a.Rows[i].Unit, a.Rows[i].Target = name, name, name
	}
	p.Name, p.Unit, p.Aims[1].Why = name, name, name
	j.Projects[1].Name = name
	return []Chart{a.Chart("a"), p.Chart("p"), j.Chart("j"), TestFlow{Results: []TestResult{{name, 1, 0, 0, 0}}}.Chart("t")}
}

func TestOddNamesComeOutHarmless(t *testing.T) {
	e := shared()
	for what, name := range odd {
		for _, c := range oddCharts(name) {
			width := Phone
			if !c.OnPhone {
				width = Wide
			}
			svg := mustDraw(t, e, c, width)
			for _, no := range []string{"<script", "onload=\"", "\u202e", "\u2066", "\ufeff", "\x1b", "\x00"} {
				if strings.Contains(svg, no) {
					t.Errorf("%s in %s: there is %q", what, c.ID, no)
				}
			}
			if len(svg) > 40000 {
				t.Errorf("%s in %s: %d bytes", what, c.ID, len(svg))
			}
			if raw, _, _ := c.Option(Wide); strings.Contains(string(raw), "</") {
				t.Errorf("%s in %s: the option could end a script", what, c.ID)
			}
		}
	}
}

func TestCleanAndFit(t *testing.T) {
	for in, want := range map[string]string{
		odd["controls"]: "abgnp.exe[31m", "  two \n lines\t": "two lines", "a\u200db": "a\u200db", "x\u2028y": "x y",
	} {
		if got := clean(in); got != want {
			t.Errorf("%q became %q", in, got)
		}
	}
	for _, s := range odd {
		if got := fit(s, 100, 15); widthOf(got, 15) > 100 {
			t.Errorf("%q is wider than 100 px", got)
		}
	}
	if got := fit("short", 100, 15); got != "short" {
		t.Errorf("%q was cut", got)
	}
}

func TestLittleAndMuchData(t *testing.T) {
	e := shared()
	var a Aimed
	var p Path
	var j Journey
	var c Calendar
	var f Portfolio
	on := day("2001-01-01")
	for i := range 1000 {
		on = domain.Date{Year: int16(2001 + i/360), Month: uint8(1 + i/30%12), Day: uint8(1 + i%28)}
		a.Rows = append(a.Rows, AimedRow{Name: "x", Actual: "1", Target: "2", Share: share("0.5"), First: share("9.75"), Reached: yes(false), Href: "/x"})
		p.Points = append(p.Points, PathPoint{On: on, Value: domain.Int(int64(i % 77)), Href: "/x"})
		p.Aims = append(p.Aims, PathAim{From: on, Target: domain.Int(int64(i))})
		j.Points = append(j.Points, JourneyPoint{On: on, Lane: i % len(lanes), Moments: i + 1, Href: "/x"})
		c.Days = append(c.Days, CalendarDay{on, i + 1})
		f.Projects = append(f.Projects, PortfolioRow{Name: "x", Met: i, Aims: i})
	}
	huge := num("9" + strings.Repeat("0", 58))
	for name, chart := range map[string]Chart{
		"no aims": Aimed{}.Chart("x"), "an aim without anything": Aimed{Rows: []AimedRow{{}}}.Chart("x"), "many aims": a.Chart("x"),
		"an aim far passed": Aimed{Rows: []AimedRow{{Share: &huge, Actual: huge.String(), Target: "1"}}}.Chart("x"),
		"an aim moved away": Aimed{Rows: []AimedRow{{Share: share("-3.5"), Actual: "1", Target: "2", Way: true, Stands: reports.StatusWords("", aimed.MovedAway)}}}.Chart("x"),
		"no path":           Path{}.Chart("x"), "one point": Path{Points: p.Points[:1]}.Chart("x"), "one aim": Path{Aims: p.Aims[:1]}.Chart("x"),
		"a point and an aim of one day": Path{Points: p.Points[:1], Aims: p.Aims[:1]}.Chart("x"), "a long path": p.Chart("x"),
		"values below 0": Path{Points: []PathPoint{{On: on, Value: num("-5")}, {On: on, Value: num("-7")}}}.Chart("x"),
		"huge values":    Path{Points: []PathPoint{{On: on, Value: huge}, {On: on, Value: huge.Neg()}}}.Chart("x"),
		"no tests":       TestFlow{}.Chart("x"), "one test": TestFlow{Results: []TestResult{{"worked", 0, 0, 0, 1}}}.Chart("x"),
		"no moments": Journey{}.Chart("x"), "one moment": Journey{j.Points[:1]}.Chart("x"), "many moments": j.Chart("x"),
		"no entries": Calendar{}.Chart("x"), "one day": Calendar{c.Days[:1]}.Chart("x"), "many days": c.Chart("x"),
		"nothing judged": Gap{}.Chart("x"), "nobody said how they know": Gap{Rows: []GapRow{{Lived: GapMark{Step: -1}, Professional: GapMark{Step: -1}}}}.Chart("x"),
		"no projects": Portfolio{}.Chart("x"), "many projects": f.Chart("x"),
	} {
		svg, err := e.Draw(t.Context(), chart, Wide, Page)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if strings.Contains(string(svg), "NaN") || strings.Contains(string(svg), "Infinity") {
			t.Errorf("%s has numbers that are none", name)
		}
	}
	for name, b := range map[string]Bullet{"nothing": {}, "huge": {Actual: &huge, Target: share("0")}, "zero": {Actual: share("0"), Target: share("0"), Start: share("0"), First: share("0")}} {
		if svg, err := b.SVG("x", Page); err != nil || strings.Contains(string(svg), "NaN") {
			t.Errorf("bullet of %s: %s, %v", name, svg, err)
		}
	}
}

func TestBulletsAreSmallAndSayTheirFigure(t *testing.T) {
	for name, b := range sampleBullets() {
		svg, err := b.SVG("b", Page)
		if err != nil || len(svg) > 700 {
			t.Errorf("%s: %d bytes, %v", name, len(svg), err)
		}
	}
	if got, want := sampleBullets()["partly"].title(), "31 of 50 people, from 2 at the start, first aim 30, part of the way."; got != want {
		t.Errorf("%q", got)
	}
}

// Where the last value comes close to the aim, their words stand apart, the higher one above.
func TestWordsAtTheEndOfAPathStandApart(t *testing.T) {
	for value, above := range map[string]bool{"49": false, "51": true, "50": false} {
		p := samplePath()
		p.Points[len(p.Points)-1].Value = num(value)
		svg := mustDraw(t, shared(), p.Chart("p"), Phone)
		at := func(words string) float64 {
			m := regexp.MustCompile(`<text([^>]*) transform="translate\(([0-9.]+) ([0-9.]+)\)"[^>]*>`+words+`</text>`).FindAllStringSubmatch(svg, -1)
			if len(m) == 0 {
				t.Fatalf("there is no %q in %s", words, svg)
			}
			found := m[len(m)-1]
			y := 0.0
			if own := regexp.MustCompile(` y="(-?[0-9.]+)"`).FindStringSubmatch(found[1]); own != nil {
				y = float(own[1])
			}
			return float(found[3]) + y
		}
		apart := at("aim 50") - at(value) // above 0 where the value stands higher
		if apart < 0 == above || max(apart, -apart) < sizePhone {
			t.Errorf("%s stands %.1f px above the aim of 50", value, apart)
		}
	}
}
