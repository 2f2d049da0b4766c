package web

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"html"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/desirelines/desirelines/reports"
)

// shownFigure is a figure as the comparison has it. The same JSON is what the command compare writes.
type shownFigure struct {
	Aim, Measure, Period string
	Start, End           string
	Actual               json.RawMessage
	Place                string // number of the aim and of the measure in it, as pictures are named
	Stands               bool   // it is the figure that stands for its measure
}

// figuresOf returns the figures of the worked example that have a number.
func figuresOf(t *testing.T, v *visit) (all []shownFigure) {
	t.Helper()
	type figure struct {
		Start, End *string
		Actual     json.RawMessage
	}
	var c struct {
		Aims []struct {
			ID       string
			Measures []struct {
				ID      string
				Periods []figure
				SoFar   *figure `json:"so_far"`
				Overall figure
			}
		}
	}
	if err := json.Unmarshal(v.get("/p/worked-example/aims.json", 200).Body.Bytes(), &c); err != nil {
		t.Fatal(err)
	}
	text := func(s *string) string {
		if s == nil {
			return ""
		}
		return *s
	}
	for i, a := range c.Aims {
		for j, m := range a.Measures {
			add := func(period string, f figure, stands bool) {
				if plain := strings.Trim(string(f.Actual), `"`); strings.Trim(plain, "-.0123456789") != "" || plain == "" {
					return // words, or nothing
				}
				all = append(all, shownFigure{
					Aim: a.ID, Measure: m.ID, Period: period, Start: text(f.Start), End: text(f.End), Actual: f.Actual,
					Place: fmt.Sprintf("%d-%d", i+1, j+1), Stands: stands,
				})
			}
			for _, f := range m.Periods {
				add(text(f.Start)+"/"+text(f.End), f, false)
			}
			if m.SoFar != nil {
				add(reports.PeriodSoFar, *m.SoFar, true)
			}
			add(reports.PeriodOverall, m.Overall, m.SoFar == nil)
		}
	}
	return all
}

// number is the number of a figure as it is written.
func (f shownFigure) number() string { return strings.Trim(string(f.Actual), `"`) }

// part is the part of the table of aims that a figure stands in.
func (f shownFigure) part() string {
	if f.Period == reports.PeriodSoFar || f.Period == reports.PeriodOverall {
		return f.Period
	}
	return "period"
}

var tags = regexp.MustCompile(`<[^>]*>`)

// says says whether a text holds a number as a number of its own.
func says(text, number string) bool {
	return regexp.MustCompile(`(^|[^0-9.])` + regexp.QuoteMeta(number) + `($|[^0-9.]|\.[^0-9]|\.$)`).MatchString(html.UnescapeString(text))
}

// Ten figures picked at random are the same on the page, in the tables, as data and in pictures.
func TestTenFiguresAreTheSameEverywhere(t *testing.T) {
	v := withJourneys(t)
	const p = "/p/worked-example/"
	all := figuresOf(t, v)
	pick := rand.New(rand.NewPCG(20260731, 10)) //nolint:gosec // any ten
	pick.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	if len(all) < 20 {
		t.Fatalf("there are only %d figures", len(all))
	}
	aims := v.page(p+"aims", 200)
	rows, err := csv.NewReader(v.get(p+"aims.csv", 200).Body).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	column := func(name string) int { return slices.Index(rows[0], name) }
	drawn, linked := 0, 0
	for _, f := range all[:10] {
		name := f.Aim + " " + f.Measure + " " + f.Period
		at := where{Project: "worked-example"}.figure(f.Aim, f.Measure, f.Period)
		if text := v.page(at, 200).text(); !says(text, f.number()) {
			t.Errorf("%s: the page of the figure does not say %s", name, f.number())
		}
		for _, a := range aims.all("a") {
			if a.attr["href"] == at {
				linked++
				if !says(a.text+" "+a.attr["aria-label"], f.number()) {
					t.Errorf("%s: a link of the aims to the figure says %q, want %s", name, a.text, f.number())
				}
			}
		}
		found := 0
		for _, row := range rows[1:] {
			if row[column("aim")] == f.Aim && row[column("measure")] == f.Measure && row[column("part")] == f.part() &&
				(f.part() != "period" || row[column("start")] == f.Start && row[column("end")] == f.End) {
				found++
				if row[column("actual")] != f.number() {
					t.Errorf("%s: the table says %s, the data %s", name, row[column("actual")], f.number())
				}
			}
		}
		if found != 1 {
			t.Errorf("%s: %d rows in the table", name, found)
		}
		data := strings.Replace(at, "/figure?", "/figure.json?", 1)
		var one struct {
			Figure struct{ Actual json.RawMessage }
		}
		if err := json.Unmarshal(v.get(data, 200).Body.Bytes(), &one); err != nil || string(one.Figure.Actual) != string(f.Actual) {
			t.Errorf("%s: by itself it is %s, want %s (%v)", name, one.Figure.Actual, f.Actual, err)
		}
		table, err := csv.NewReader(v.get(strings.Replace(data, ".json?", ".csv?", 1), 200).Body).ReadAll()
		if err != nil || table[1][slices.Index(table[0], "actual")] != f.number() {
			t.Errorf("%s: its own table says %v (%v)", name, table[1], err)
		}
		drawn += f.checkPictures(t, v, p, name)
	}
	if drawn < 3 || linked < 6 {
		t.Errorf("only %d of the ten are in a picture, and %d links of the aims lead to them", drawn, linked)
	}
}

// checkPictures compares a figure with the pictures of its measure, and returns whether there was any.
func (f shownFigure) checkPictures(t *testing.T, v *visit, p, name string) (drawn int) {
	t.Helper()
	body := v.get(p+"aims", 200).Body.String()
	if _, bullet, ok := strings.Cut(body, `id="measure-`+f.Place+`-t"`); ok && f.Stands {
		drawn = 1
		bullet, _, _ = strings.Cut(bullet, "</svg>")
		if !says(tags.ReplaceAllString(bullet, " "), f.number()) {
			t.Errorf("%s: its picture says %s, want %s", name, tags.ReplaceAllString(bullet, " "), f.number())
		}
	}
	if f.part() != "period" || !strings.Contains(body, "path-"+f.Place+".svg") {
		return drawn
	}
	table, err := csv.NewReader(v.get(p+"chart/path-"+f.Place+".csv", 200).Body).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(table, func(row []string) bool { return says(row[1], f.number()) }) {
		t.Errorf("%s: the table of its path does not hold %s: %v", name, f.number(), table)
	}
	return 1
}
