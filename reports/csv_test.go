package reports

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"

	"github.com/desirelines/desirelines/domain"
)

func asCSV(t *testing.T, m Model) string {
	t.Helper()
	var b bytes.Buffer
	if err := WriteCSV(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestCellsThatCouldBeFormulas(t *testing.T) {
	for cell, want := range map[string]string{
		"=1+1": "'=1+1", "+49 30": "'+49 30", "-": "'-", "-cmd": "'-cmd", "@here": "'@here", "＝1": "'＝1", "\tx": "'\tx", "\rx": "\"'\rx\"", "\x00x": "'\x00x",
		"-12.5": "-12.5", "12": "12", "-0": "-0", "-1e3": "'-1e3", "+5": "'+5", "-1.": "'-1.", "": "", "a=b": "a=b",
		"a,b": `"a,b"`, `say "yes"`: `"say ""yes"""`, "two\nlines": "\"two\nlines\"", " blank": `" blank"`,
	} {
		var b strings.Builder
		writeRow(&b, []string{cell, "x"})
		if got := b.String(); got != want+",x\r\n" {
			t.Errorf("%q: %q, want %q", cell, got, want+",x\r\n")
		}
	}
}

// Every section is a table that a reader of RFC 4180 takes, with as many cells in each row as there are columns.
func TestEverySectionIsATable(t *testing.T) {
	seen := story(t).see("group")
	for _, s := range Sections() {
		m, err := s.Build(seen)
		if err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(strings.NewReader(asCSV(t, m))).ReadAll()
		if err != nil {
			t.Errorf("%s: %v", s.ID, err)
		}
		if want := s.ID != SectionWorked; want != (len(rows) > 1) { // nothing worked in this story
			t.Errorf("%s has %d rows", s.ID, len(rows))
		}
	}
}

func TestTheFiguresOfTheTable(t *testing.T) {
	c := ComparisonOf(story(t).see("group"))
	table, err := TableOf(c)
	if err != nil {
		t.Fatal(err)
	}
	column := map[string]int{}
	for i, name := range table.Columns {
		column[name] = i
	}
	row := 0
	for _, a := range c.Aims {
		for _, m := range a.Measures {
			for _, f := range m.all() {
				row++
				_ = f
			}
		}
	}
	if row != len(table.Rows) {
		t.Errorf("%d figures and %d rows", row, len(table.Rows))
	}
	first := table.Rows[0]
	for name, want := range map[string]string{
		"aim": "belong", "measure": "visitors", "part": "period", "start": "2023-07-01", "end": "2023-12-31", "first_target": "40", "target": "50",
		"actual": "30", "status": "partly", "stands": "part of the way", "share_of_aim": "0.6",
	} {
		if got := first[column[name]]; got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
}

func TestATellingAsCSVHasAllItsSections(t *testing.T) {
	telling := tellingFor(t, story(t), "evaluators")
	got := asCSV(t, telling)
	for _, p := range telling.Parts {
		if !strings.Contains(got, "\r\n"+p.Title+"\r\n") && !strings.Contains(got, "\r\n\""+p.Title+"\"\r\n") {
			t.Errorf("%s is not there:\n%s", p.Title, got)
		}
	}
}

// noTable is a model that is no list of things.
type noTable struct{ Model }

func TestWhatIsNoTableIsRefused(t *testing.T) {
	if _, err := TableOf(noTable{}); domain.KindOf(err) != domain.Invalid {
		t.Errorf("error is %v", err)
	}
}
