package web

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"html"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/desirelines/desirelines/projections"
	"github.com/desirelines/desirelines/reports"
)

// compareJSON is what the command compare --json writes of a project, from its own events.
func (v *visit) compareJSON(project string) []byte {
	v.t.Helper()
	live, err := projections.ReplayEvents(project, v.events(project), projections.Cut{})
	if err != nil {
		v.t.Fatal(err)
	}
	asked, err := reports.Resolve(live, reports.Ask{Now: today()})
	if err != nil {
		v.t.Fatal(err)
	}
	audience, err := reports.AudienceNamed("")
	if err != nil {
		v.t.Fatal(err)
	}
	seen, err := reports.Lens{Viewer: reports.Operator(), Audience: audience}.See(live, asked)
	if err != nil {
		v.t.Fatal(err)
	}
	var b bytes.Buffer
	if err := reports.WriteJSON(&b, reports.ComparisonOf(seen)); err != nil {
		v.t.Fatal(err)
	}
	return b.Bytes()
}

// anyFigure is a figure of any project, whether it is a number or words.
type anyFigure struct {
	project, aim, measure, period, actual string
	place                                 [2]int // number of the aim and of the measure in it, as pictures are named
}

// anyFigures are all figures that were achieved, by what the command compare says.
func (v *visit) anyFigures(project string) (all []anyFigure) {
	v.t.Helper()
	type figure struct {
		Start, End string
		Actual     any
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
	d := json.NewDecoder(bytes.NewReader(v.compareJSON(project)))
	d.UseNumber()
	if err := d.Decode(&c); err != nil {
		v.t.Fatal(err)
	}
	for i, a := range c.Aims {
		for j, m := range a.Measures {
			add := func(period string, f figure) {
				if jsonText(f.Actual) != "" {
					all = append(all, anyFigure{project, a.ID, m.ID, period, jsonText(f.Actual), [2]int{i + 1, j + 1}})
				}
			}
			for _, f := range m.Periods {
				add(f.Start+"/"+f.End, f)
			}
			if m.SoFar != nil {
				add(reports.PeriodSoFar, *m.SoFar)
			}
			add(reports.PeriodOverall, m.Overall)
		}
	}
	return all
}

// What the command compare writes as JSON is what the page of the aims gives as data, to the byte.
func TestThePageAndTheCommandSayTheSame(t *testing.T) {
	v := withJourneys(t)
	for _, project := range []string{"working-together", "worked-example"} {
		page, command := v.get("/p/"+project+"/aims.json", 200).Body.Bytes(), v.compareJSON(project)
		if !bytes.Equal(page, command) || len(command) < 500 {
			t.Errorf("%s: the page says\n%s\nand the command\n%s", project, page, command)
		}
	}
}

// Ten figures of both journeys, picked at random, stand as the command compare has them on their page, in its table and data, in the
// table of all aims and in the file of the picture they are in.
func TestTenFiguresOfBothJourneys(t *testing.T) {
	v := withJourneys(t)
	all := v.anyFigures("worked-example")
	retold := v.anyFigures("working-together")
	pick := rand.New(rand.NewPCG(20261122, 6)) //nolint:gosec // any ten
	pick.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	if len(retold) == 0 || len(all) < 30 {
		t.Fatalf("there are %d and %d figures", len(retold), len(all))
	}
	inPictures := 0
	for _, f := range append(retold[:1:1], all[:9]...) {
		at := where{Project: f.project}
		page := at.figure(f.aim, f.measure, f.period)
		if text := v.page(page, 200).text(); !saysFigure(text, f.actual) {
			t.Errorf("%s does not say %s", page, f.actual)
		}
		var one struct{ Figure struct{ Actual any } }
		d := json.NewDecoder(v.get(strings.Replace(page, "/figure?", "/figure.json?", 1), 200).Body)
		d.UseNumber()
		if err := d.Decode(&one); err != nil || jsonText(one.Figure.Actual) != f.actual {
			t.Errorf("%s as data is %v, want %s (%v)", page, one.Figure.Actual, f.actual, err)
		}
		for _, table := range []string{strings.Replace(page, "/figure?", "/figure.csv?", 1), at.url("aims.csv")} {
			rows, err := csv.NewReader(v.get(table, 200).Body).ReadAll()
			if err != nil {
				t.Fatal(err)
			}
			column := slices.Index(rows[0], "actual")
			measure := slices.Index(rows[0], "measure")
			if !slices.ContainsFunc(rows[1:], func(row []string) bool { return row[column] == f.actual && row[measure] == f.measure }) {
				t.Errorf("%s has no row of %s with %s", table, f.measure, f.actual)
			}
		}
		inPictures += f.checkFiles(t, v)
	}
	if inPictures < 3 {
		t.Errorf("only %d of the ten are in a picture", inPictures)
	}
}

// checkFiles compares a figure with the file of the path of its measure, whose description names the newest, lowest and highest of
// its points, and with the table beside it. It returns whether there is one.
func (f anyFigure) checkFiles(t *testing.T, v *visit) (drawn int) {
	t.Helper()
	if f.period == reports.PeriodSoFar || f.period == reports.PeriodOverall {
		return 0
	}
	at := where{Project: f.project}
	name := "path-" + number(uint64(f.place[0])) + "-" + number(uint64(f.place[1]))
	if !strings.Contains(v.get(at.url("aims"), 200).Body.String(), name+".svg") {
		return 0
	}
	rows, err := csv.NewReader(v.get(at.url("chart/"+name+".csv"), 200).Body).ReadAll()
	if err != nil || !slices.ContainsFunc(rows, func(row []string) bool { return saysFigure(row[1], f.actual) }) {
		t.Errorf("%s.csv has no %s: %v (%v)", name, f.actual, rows, err)
	}
	svg := v.get(at.url("chart/"+name+".svg"), 200).Body.String()
	reported := slices.DeleteFunc(rows[1:], func(row []string) bool { return row[1] == "–" })
	words := tags.ReplaceAllString(svg, " ")
	newest, _, _ := strings.Cut(reported[len(reported)-1][1], " ")
	if !saysFigure(words, newest) {
		t.Errorf("%s.svg does not say its newest number %s: %s", name, newest, words)
	}
	return 1
}

// jsonText is a number as JSON writes it, or a text; empty for anything else.
func jsonText(value any) string {
	switch value := value.(type) {
	case json.Number:
		return value.String()
	case string:
		return value
	}
	return ""
}

// saysFigure says whether a text holds a figure: words as they are, a number as a number of its own.
func saysFigure(text, figure string) bool {
	if strings.Trim(figure, "-.0123456789") == "" {
		return says(text, strings.TrimPrefix(figure, "-"))
	}
	return strings.Contains(strings.ToLower(html.UnescapeString(text)), strings.ToLower(figure))
}
