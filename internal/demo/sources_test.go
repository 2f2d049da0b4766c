package demo_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	stdhtml "html"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/desirelines/desirelines/internal/exports"
	"github.com/desirelines/desirelines/reports"
	"github.com/desirelines/desirelines/reports/html"
)

// Every figure of the example says in every form of a report where it comes from: it leads to its source, which names its rule.
func TestEveryFigureOfTheExampleSaysWhereItComesFrom(t *testing.T) {
	telling := exampleTold(t)
	of := map[string]reports.Source{}
	for _, o := range telling.Sources {
		for _, period := range o.Periods {
			of[strings.Join([]string{o.Aim, o.Measure, period}, " ")] = o
		}
	}
	figures := map[string]int{} // their sources
	for _, part := range telling.Parts {
		c, ok := part.Model.(reports.Comparison)
		if !ok {
			continue
		}
		for _, a := range c.Aims {
			for _, m := range a.Measures {
				for _, f := range m.Periods {
					figures[strings.Join([]string{a.ID, m.ID, f.PeriodID()}, " ")] = f.Source()
				}
				figures[strings.Join([]string{a.ID, m.ID, reports.PeriodOverall}, " ")] = m.Overall.Source()
			}
		}
	}
	if len(figures) < 30 {
		t.Fatalf("the example has %d figures", len(figures))
	}
	corrected, out := 0, 0
	for figure, n := range figures {
		o, ok := of[figure]
		if !ok || o.Number != n || o.Rule == "" {
			t.Errorf("%s has the source %d, which says %+v", figure, n, o)
		}
		for _, c := range o.Counted {
			corrected += len(c.History)
		}
		out += len(o.LeftOut)
	}
	if corrected == 0 || out == 0 {
		t.Errorf("the example shows %d corrections, %d entries left out", corrected, out)
	}
	for form, says := range formsOf(t, telling) {
		for _, o := range telling.Sources {
			if missing := says(o); missing != "" {
				t.Errorf("%s: source %d: %s", form, o.Number, missing)
			}
		}
	}
}

func exampleTold(t *testing.T) reports.Telling {
	t.Helper()
	telling, err := reports.TellingOf(evaluators(t, "worked-example"), reports.Audiences()[1])
	if err != nil {
		t.Fatal(err)
	}
	return telling
}

// formsOf are the forms of a report; each says what is missing of a source in it, and nothing where it is there.
func formsOf(t *testing.T, telling reports.Telling) map[string]func(reports.Source) string {
	t.Helper()
	written := func(write func(b *bytes.Buffer) error) string {
		var b bytes.Buffer
		if err := write(&b); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	page := written(func(b *bytes.Buffer) error { return (&html.Renderer{}).File(t.Context(), b, telling) })
	md := written(func(b *bytes.Buffer) error { return telling.WriteMarkdown(b) })
	table := written(func(b *bytes.Buffer) error { return reports.WriteCSV(b, telling) })
	data := written(func(b *bytes.Buffer) error { return reports.WriteJSON(b, telling) })
	book := written(func(b *bytes.Buffer) error { return exports.XLSX(b, reports.SheetsOfTelling(telling)) })
	return map[string]func(reports.Source) string{
		"html": func(o reports.Source) string {
			return unless(regexp.MustCompile(fmt.Sprintf(`(?s)<li id="source-%d".*?<p>%s</p>`, o.Number, regexp.QuoteMeta(o.Rule))).MatchString(stdhtml.UnescapeString(page)))
		},
		"md": func(o reports.Source) string {
			return unless(strings.Contains(md, fmt.Sprintf("\n\\[%d\\] %s", o.Number, o.Name)))
		},
		"csv":  rowsSay(csvRows(t, table)),
		"xlsx": rowsSay(bookRows(t, book)),
		"json": func(o reports.Source) string {
			var told struct {
				Sources []struct {
					Number int
					Rule   string
				}
			}
			if err := json.Unmarshal([]byte(data), &told); err != nil {
				t.Fatal(err)
			}
			return unless(told.Sources[o.Number-1].Number == o.Number && told.Sources[o.Number-1].Rule == o.Rule)
		},
	}
}

func unless(there bool) string {
	if there {
		return ""
	}
	return "it is not there"
}

// rowsSay: a source has as many rows as entries, and at least one.
func rowsSay(rows [][]string) func(reports.Source) string {
	return func(o reports.Source) string {
		n := 0
		for _, r := range rows {
			if len(r) > 5 && r[0] == fmt.Sprint(o.Number) && r[1] == o.Aim && r[5] == o.Rule {
				n++
			}
		}
		if want := max(1, len(o.Counted)+len(o.LeftOut)); n < want {
			return fmt.Sprintf("%d rows, want %d", n, want)
		}
		return ""
	}
}

func csvRows(t *testing.T, table string) [][]string {
	t.Helper()
	r := csv.NewReader(strings.NewReader(table))
	r.FieldsPerRecord = -1
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func bookRows(t *testing.T, book string) [][]string {
	t.Helper()
	f, err := excelize.OpenReader(strings.NewReader(book))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if !slices.Contains(f.GetSheetList(), reports.SheetSources) {
		t.Fatalf("the sheets are %q", f.GetSheetList())
	}
	rows, err := f.GetRows(reports.SheetSources)
	if err != nil {
		t.Fatal(err)
	}
	return rows
}
