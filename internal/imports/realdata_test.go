package imports

import (
	"context"
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/publicdatatest"
	"github.com/desirelines/desirelines/projections"
)

func (b *bench) real(name string) Answer {
	b.t.Helper()
	f, err := os.Open(publicdatatest.Path(b.t, "iati-real", name))
	if err != nil {
		b.t.Fatal(err)
	}
	defer f.Close()
	b.imp.File = strings.TrimSuffix(name, filepath.Ext(name))
	a, err := b.imp.IATI(context.Background(), f)
	if err != nil {
		b.t.Fatalf("import %s: %v", name, err)
	}
	return a
}

// kinds counts the events from a place on by their kind.
func (b *bench) kinds(from int) map[string]int {
	n := map[string]int{}
	for _, e := range b.all()[from:] {
		n[e.Body.Kind()]++
	}
	return n
}

// The four files go into one log, February before June; each again changes nothing.
func TestRealFiles(t *testing.T) {
	b := newBench(t)
	for _, c := range []struct {
		name                                         string
		started, aims, measures, baselines, outcomes int
		refused                                      int
	}{
		{"DIPR_IATI_data_February_2018.xml", 55, 2, 2, 2, 2, 0},
		{"DIPR_IATI_data_June_2019.xml", 29, 0, 0, 0, 0, 0},
		{"foodsecurity__input__dportal.xml", 7, 11, 17, 17, 9, 0},
		{"covid__input__dportal.xml", 401, 131, 193, 35, 52, 0},
	} {
		from := len(b.all())
		a := b.real(c.name)
		k := b.kinds(from)
		t.Logf("%s: read %d, appended %d, unchanged %d, problems %d, refused %d; %v", c.name, a.Read, a.Appended, a.Unchanged, len(a.Problems), a.Refused, k)
		if k["project.started"] != c.started || k["aim.agreed"] != c.aims || k["aim.measure_added"] != c.measures ||
			k["aim.baseline_set"] != c.baselines || k["outcome.recorded"] != c.outcomes || a.Refused != c.refused {
			t.Errorf("want %+v; refused %v", c, refusals(a))
		}
		if again := b.real(c.name); again.Appended != 0 || again.Unchanged != a.Read {
			t.Errorf("%s again: appended %d %v", c.name, again.Appended, b.last(5))
		}
	}
}

func refusals(a Answer) (list []Problem) {
	for _, p := range a.Problems {
		if p.Refused {
			list = append(list, p)
		}
	}
	return list
}

// Taking June back gives February again, in every project.
func TestRealUndo(t *testing.T) {
	b := newBench(t)
	b.real("DIPR_IATI_data_February_2018.xml")
	all := func() string {
		var out strings.Builder
		for _, e := range b.all() {
			if _, ok := e.Body.(*domain.ProjectStarted); ok {
				out.WriteString(e.Project + "\n" + b.figures(e.Project))
			}
		}
		return out.String()
	}
	before := all()
	june := b.real("DIPR_IATI_data_June_2019.xml")
	b.clean(b.undo(june.ID))
	if got := all(); !strings.HasPrefix(got, before) {
		t.Error("undoing June did not bring February back")
	}
}

// periods.csv was written from the files by a script that shares nothing with this program; comments in it end at 300
// letters. What the folded rows say must be the same, row by row.
func TestRowsMatchThePublishedFigures(t *testing.T) {
	f, err := os.Open(publicdatatest.Path(t, "iati-real", "periods.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	want := map[string][]string{}
	for _, row := range rows[1:] {
		want[row[0]] = append(want[row[0]], strings.Join(row[1:], "|"))
	}
	compared := 0
	for name, list := range want {
		b := newBench(t)
		b.real(name)
		got := b.flattened()
		slices.Sort(got)
		slices.Sort(list)
		compared += len(list)
		if len(got) != len(list) {
			t.Errorf("%s: %d rows, want %d", name, len(got), len(list))
			continue
		}
		for i := range list {
			if got[i] != list[i] {
				t.Errorf("%s:\n got %s\nwant %s", name, got[i], list[i])
			}
		}
	}
	if compared != len(rows)-1 {
		t.Errorf("compared %d rows of %d", compared, len(rows)-1)
	}
}

// flattened gives the columns of periods.csv without the first, from the rows of the views.
func (b *bench) flattened() []string {
	b.t.Helper()
	var rows []string
	for _, first := range b.all() {
		started, ok := first.Body.(*domain.ProjectStarted)
		if !ok {
			continue
		}
		v, err := projections.ReplayEvents(first.Project, b.events(first.Project), projections.Cut{})
		if err != nil {
			b.t.Fatal(err)
		}
		aims := map[string]projections.AimRow{}
		for _, a := range v.Aims() {
			aims[a.Aim] = a
		}
		for _, m := range v.Measures() {
			a := aims[m.Aim]
			at := m.Published.Attributes
			head := []string{started.Published.Organisations[0].Ref, first.Project, a.Published.Attributes["type"], short(a.Statement),
				short(m.Definition.Name), at["measure"], digit(at["ascending"]), digit(at["aggregation-status"]), digit(a.Published.Attributes["aggregation-status"])}
			rows = append(rows, ofMeasureRows(v, m, head)...)
		}
	}
	return rows
}

func ofMeasureRows(v projections.View, m projections.MeasureRow, head []string) []string {
	start := []string{"", "", ""}
	for _, b := range v.Baselines() {
		if b.Aim == m.Aim && b.Measure == m.Measure && b.Ordinal == 0 {
			start = []string{b.Published.Attributes["year"], asWritten(b.Value, b.Published), comment(b.Published)}
		}
	}
	head = append(slices.Clone(head), start...)
	langs := []string{}
	for _, n := range m.Published.Titles {
		if !slices.Contains(langs, n.Lang) {
			langs = append(langs, n.Lang)
		}
	}
	var rows []string
	for _, t := range v.Targets() {
		if t.Aim != m.Aim || t.Measure != m.Measure || nOf(t.Published) > 0 || len(t.Parts) > 0 {
			continue
		}
		targets, outcomes, actual := 1, 0, []string{"", ""}
		if t.Published.Attributes[attrNone] != "" {
			targets = 0
		}
		for _, o := range v.Outcomes() {
			if o.Aim == m.Aim && o.Measure == m.Measure && o.PeriodStart == t.PeriodStart && o.PeriodEnd == t.PeriodEnd && o.Ordinal == t.Ordinal {
				outcomes++
				actual = []string{asWritten(o.Value, o.Published), comment(o.Published)}
			}
		}
		row := slices.Concat(head, []string{t.PeriodStart.String(), t.PeriodEnd.String(), asWritten(t.Value, t.Published), comment(t.Published)},
			actual, []string{strconv.Itoa(targets), strconv.Itoa(outcomes), strings.Join(langs, " ")})
		rows = append(rows, strings.Join(row, "|"))
	}
	if rows == nil {
		rows = []string{strings.Join(append(head, "", "", "", "", "", "", "", "", strings.Join(langs, " ")), "|")}
	}
	return rows
}

func asWritten(v domain.Value, p *domain.Published) string {
	if kept, ok := p.Attributes[attrValue]; ok {
		return kept
	}
	return written(v)
}

func comment(p *domain.Published) string {
	if len(p.Comments) == 0 {
		return ""
	}
	return short(p.Comments[0].Text)
}

func short(s string) string {
	r := []rune(strings.Join(strings.Fields(s), " "))
	return string(r[:min(len(r), 300)])
}

func digit(s string) string {
	switch s {
	case "true":
		return "1"
	case "false":
		return "0"
	}
	return s
}
