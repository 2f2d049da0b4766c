package exports

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/reports"
)

func number(s string) domain.Number { return domain.MustNumber(s) }

func rowsOf(rows ...[]any) func(func([]any) bool) { return slices.Values(rows) }

func written(t *testing.T, set reports.SheetSet, l limits) *excelize.File {
	t.Helper()
	var b bytes.Buffer
	if err := writeXLSX(&b, set, l); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(bytes.NewReader(b.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}

func cellOf(t *testing.T, f *excelize.File, sheet, at string) (kind excelize.CellType, raw string) {
	t.Helper()
	kind, err := f.GetCellType(sheet, at)
	if err != nil {
		t.Fatal(err)
	}
	raw, err = f.GetCellValue(sheet, at, excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	if formula, err := f.GetCellFormula(sheet, at); err != nil || formula != "" {
		t.Errorf("%s has the formula %q, %v", at, formula, err)
	}
	return kind, raw
}

// Numbers are numbers where they stay exact, days are days, and no text is a formula, whatever it begins with.
func TestCells(t *testing.T) {
	for name, c := range map[string]struct {
		in   any
		kind excelize.CellType
		want string
	}{
		"number":          {number("30.6"), excelize.CellTypeUnset, "30.6"},
		"negative":        {number("-5"), excelize.CellTypeUnset, "-5"},
		"fifteen digits":  {number("123456789012.345"), excelize.CellTypeUnset, "123456789012.345"},
		"sixteen digits":  {number("1234567890123456"), excelize.CellTypeInlineString, "1234567890123456"},
		"small":           {number("0.000000000000001"), excelize.CellTypeUnset, "0.000000000000001"},
		"day":             {domain.Date{Year: 2019, Month: 3, Day: 6}, excelize.CellTypeUnset, "43530"},
		"month":           {domain.Date{Year: 2019, Month: 3}, excelize.CellTypeInlineString, "2019-03"},
		"old day":         {domain.Date{Year: 1850, Month: 3, Day: 6}, excelize.CellTypeInlineString, "1850-03-06"},
		"unknown day":     {domain.Date{}, excelize.CellTypeUnset, ""},
		"yes":             {true, excelize.CellTypeInlineString, "yes"},
		"formula":         {"=HYPERLINK(\"http://x\")", excelize.CellTypeInlineString, "'=HYPERLINK(\"http://x\")"},
		"plus":            {"+1+cmd|' /C calc'!A0", excelize.CellTypeInlineString, "'+1+cmd|' /C calc'!A0"},
		"at":              {"@SUM(1)", excelize.CellTypeInlineString, "'@SUM(1)"},
		"minus":           {"-2+3", excelize.CellTypeInlineString, "'-2+3"},
		"tab":             {"\t=1", excelize.CellTypeInlineString, "'\t=1"},
		"carriage return": {"\r=1", excelize.CellTypeInlineString, "'\r=1"},
		"nul":             {"\x00=1", excelize.CellTypeInlineString, "\uFFFD=1"},
		"markup":          {"<b>&amp;</b>", excelize.CellTypeInlineString, "<b>&amp;</b>"},
		"escape":          {"_x0041_", excelize.CellTypeInlineString, "_x0041_"},
		"no letters":      {"\xff", excelize.CellTypeInlineString, "\uFFFD"},
	} {
		t.Run(name, func(t *testing.T) {
			f := written(t, reports.SheetSet{Title: "T", Sheets: []reports.Sheet{{Name: "s", Columns: []string{"a"}, Rows: rowsOf([]any{c.in})}}}, sheetLimits)
			kind, raw := cellOf(t, f, "s", "A2")
			if kind != c.kind || raw != c.want {
				t.Errorf("%v is %v %q, want %v %q", c.in, kind, raw, c.kind, c.want)
			}
		})
	}
	f := written(t, reports.SheetSet{Title: "=1", Sheets: []reports.Sheet{{Name: "s", Columns: []string{"a"}, Rows: rowsOf([]any{domain.Date{Year: 2019, Month: 3, Day: 6}})}}}, sheetLimits)
	if shown, _ := f.GetCellValue("s", "A2"); shown != "2019-03-06" {
		t.Errorf("the day is shown as %q", shown)
	}
	if _, raw := cellOf(t, f, readMe, "A1"); raw != "'=1" {
		t.Errorf("the title is %q", raw)
	}
}

// A full sheet goes on in another, a text that is too long in a sheet of its own, and the README says so; nothing is lost.
func TestWhatDoesNotFit(t *testing.T) {
	long := strings.Repeat("=🙂", 100)
	set := reports.SheetSet{Title: "T", Sheets: []reports.Sheet{
		{Name: "a/b", Columns: []string{"n", "text"}, Rows: rowsOf([]any{1, "x"}, []any{2, long}, []any{3, "y"})},
		{Name: "A-B", Columns: []string{"n"}, Rows: rowsOf([]any{4})},
	}}
	f := written(t, set, limits{rows: 3, units: 80})
	if want := []string{readMe, "a-b", "a-b 2", "A-B 3", goesOn}; !slices.Equal(f.GetSheetList()[:4], want[:4]) || !slices.Contains(f.GetSheetList(), goesOn) {
		t.Fatalf("the sheets are %q, want %q", f.GetSheetList(), want)
	}
	if _, raw := cellOf(t, f, "a-b 2", "A2"); raw != "3" {
		t.Errorf("the third row is %q", raw)
	}
	_, whole := cellOf(t, f, "a-b", "B3")
	whole, says, _ := strings.Cut(whole, " … ")
	if !strings.Contains(says, goesOn) {
		t.Errorf("the cell says %q", says)
	}
	for _, name := range f.GetSheetList() {
		if !strings.HasPrefix(name, goesOn) {
			continue
		}
		rows, err := f.GetRows(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range rows[1:] {
			if row[0] != "a-b" || row[1] != "B3" {
				t.Errorf("the rest is said to be of %q", row[:2])
			}
			whole += strings.TrimPrefix(row[3], "'")
		}
	}
	if whole != "'"+long {
		t.Errorf("it is %q", whole)
	}
	rows, err := f.GetRows(readMe)
	if err != nil {
		t.Fatal(err)
	}
	if all := strings.Join(slices.Concat(rows...), "\n"); !strings.Contains(all, "go on here from a-b") || !strings.Contains(all, "at most 80 characters") {
		t.Errorf("the README says %s", all)
	}
}
