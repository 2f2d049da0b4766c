package exports

import (
	"archive/zip"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/klauspost/compress/flate"
	"github.com/xuri/excelize/v2"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/reports"
)

// What a sheet can hold. A table with more rows goes on in another sheet, a longer text in the sheet of texts that go on.
type limits struct {
	rows  int // of a sheet, with its heading
	units int // of UTF-16, of a cell
}

var sheetLimits = limits{rows: excelize.TotalRows, units: excelize.TotalCellChars}

const (
	readMe   = "README"
	goesOn   = "texts that go on"
	mostName = 31 // letters of the name of a sheet

	mostOnLine = 95 // letters on one line of the README
)

// XLSX writes tables as a workbook: the sheet README, which says what they are and for whom, then a sheet for each. Rows are written as they
// come, so the memory it takes does not grow with them.
//
// A number is a number cell where a spreadsheet holds it exactly, that is with at most 15 digits, else a text; a day from 1900 on is a date
// cell, a month or a year a text. A text is written as a text, never as a formula, and gets an apostrophe before it where a spreadsheet
// would take it for one. Characters that a workbook cannot hold become the one that says so.
func XLSX(w io.Writer, set reports.SheetSet) error { return writeXLSX(w, set, sheetLimits) }

func writeXLSX(w io.Writer, set reports.SheetSet, l limits) (err error) {
	f := excelize.NewFile()
	defer func() {
		if closed := f.Close(); err == nil {
			err = closed
		}
	}()
	b := &book{file: f, limits: l, used: map[string]bool{strings.ToLower(readMe): true, goesOn: true}}
	if err := f.SetSheetName("Sheet1", readMe); err != nil {
		return err
	}
	if err := f.SetDocProps(&excelize.DocProperties{Creator: "Desire Lines", Title: set.Title}); err != nil {
		return err
	}
	if err := b.styles(); err != nil {
		return err
	}
	for _, s := range set.Sheets {
		if err := b.table(s); err != nil {
			return fmt.Errorf("sheet %s: %w", s.Name, err)
		}
	}
	if len(b.more) > 0 {
		if err := b.longTexts(); err != nil {
			return err
		}
	}
	if err := b.readMe(set); err != nil {
		return err
	}
	// Packed straight into w: by itself the library keeps the whole workbook before it writes any of it.
	f.SetZipWriter(func(io.Writer) excelize.ZipWriter { return packed(w) })
	return f.Write(w)
}

// packed is an archive that is packed fast: less time for a file that is a fifth larger.
func packed(w io.Writer) *zip.Writer {
	z := zip.NewWriter(w)
	z.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, 4) })
	return z
}

// book is a workbook under way.
type book struct {
	file            *excelize.File
	limits          limits
	day, head, wrap int
	used            map[string]bool // names of sheets, in small letters
	notes           [][2]string     // for the README: each sheet and what is in it
	more            []longText
	stream          *excelize.StreamWriter
	name            string
	columns         []string
	row             int
	cells           []any
}

// longText is what of a text did not fit into its cell.
type longText struct {
	sheet, cell string
	part        int
	text        string
}

func (b *book) styles() (err error) {
	format := "yyyy-mm-dd"
	if b.day, err = b.file.NewStyle(&excelize.Style{CustomNumFmt: &format}); err != nil {
		return err
	}
	if b.head, err = b.file.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}}); err != nil {
		return err
	}
	b.wrap, err = b.file.NewStyle(&excelize.Style{Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}})
	return err
}

// table writes one table, in as many sheets as its rows need.
func (b *book) table(s reports.Sheet) error {
	b.columns = s.Columns
	if err := b.begin(b.free(s.Name)); err != nil {
		return err
	}
	names := []string{b.name}
	for cells := range s.Rows {
		if b.row == b.limits.rows {
			if err := b.stream.Flush(); err != nil {
				return err
			}
			if err := b.begin(b.free(s.Name)); err != nil {
				return err
			}
			names = append(names, b.name)
		}
		if err := b.add(cells); err != nil {
			return err
		}
	}
	b.notes = append(b.notes, [2]string{names[0], s.About})
	for i, name := range names[1:] {
		b.notes = append(b.notes, [2]string{name, "The rows go on here from " + names[i] + ", which is full."})
	}
	return b.stream.Flush()
}

// free is a name for a sheet that no other has.
func (b *book) free(name string) string {
	name = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`:\/?*[]'`, r) || r < ' ' {
			return '-'
		}
		return r
	}, name)
	for n := 1; ; n++ {
		tail := ""
		if n > 1 {
			tail = " " + strconv.Itoa(n)
		}
		full := domain.Short(name, mostName-len(tail)) + tail
		if key := strings.ToLower(full); !b.used[key] {
			b.used[key] = true
			return full
		}
	}
}

// begin starts a sheet with its heading, which stays in sight.
func (b *book) begin(name string) (err error) {
	if _, err = b.file.NewSheet(name); err != nil {
		return err
	}
	if err = b.open(name); err != nil {
		return err
	}
	if err = b.stream.SetColWidth(1, max(1, len(b.columns)), 18); err != nil {
		return err
	}
	if err = b.stream.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	head := make([]any, len(b.columns))
	for i, c := range b.columns {
		head[i] = excelize.Cell{StyleID: b.head, Value: c}
	}
	return b.set(head)
}

// open begins to write a sheet that is there. On paper it is as wide as a page on its side.
func (b *book) open(name string) (err error) {
	fit, side, wide, high := true, "landscape", 1, 0
	if err = b.file.SetSheetProps(name, &excelize.SheetPropsOptions{FitToPage: &fit}); err != nil {
		return err
	}
	if err = b.file.SetPageLayout(name, &excelize.PageLayoutOptions{Orientation: &side, FitToWidth: &wide, FitToHeight: &high}); err != nil {
		return err
	}
	b.name, b.row = name, 0
	b.stream, err = b.file.NewStreamWriter(name)
	return err
}

func (b *book) set(cells []any, opts ...excelize.RowOpts) error {
	b.row++
	at, err := excelize.CoordinatesToCellName(1, b.row)
	if err != nil {
		return err
	}
	return b.stream.SetRow(at, cells, opts...)
}

func (b *book) add(row []any) error {
	b.cells = b.cells[:0]
	for i, c := range row {
		b.cells = append(b.cells, b.cell(c, i+1))
	}
	return b.set(b.cells)
}

// cell is a value as a cell of the row to come.
func (b *book) cell(c any, column int) any {
	switch v := c.(type) {
	case nil:
		return nil
	case int:
		return v
	case bool:
		if v {
			return "yes"
		}
		return "no"
	case domain.Number:
		if f, exact := asFloat(v); exact {
			return f
		}
		return v.String()
	case domain.Date:
		switch {
		case !v.Known():
			return nil
		case v.Whole() && v.Year >= 1901:
			return excelize.Cell{StyleID: b.day, Value: serial(v)}
		}
		return v.String()
	case string:
		return b.text(v, column)
	}
	return b.text(fmt.Sprint(c), column)
}

// text is a text as a cell; what does not fit goes to the sheet of long texts, and the cell says so.
func (b *book) text(s string, column int) any {
	if s == "" {
		return nil
	}
	s = reports.SafeCell(strings.Map(holdable, strings.ToValidUTF8(s, "\uFFFD")))
	if units(s) <= b.limits.units {
		return s
	}
	says := " … (it goes on in the sheet “" + goesOn + "”)"
	at, _ := excelize.CoordinatesToCellName(column, b.row+1) // a row and a column that are there
	first, rest := cutUnits(s, b.limits.units-units(says))
	for part := 2; rest != ""; part++ {
		var now string
		now, rest = cutUnits(rest, b.limits.units-1) // room for an apostrophe
		b.more = append(b.more, longText{b.name, at, part, now})
	}
	return first + says
}

// longTexts writes what did not fit into cells.
func (b *book) longTexts() error {
	more := b.more
	about := "A cell holds at most " + strconv.Itoa(b.limits.units) + " characters: here is what comes after them, under the sheet and the cell where it begins."
	delete(b.used, goesOn)
	return b.table(reports.Sheet{Name: goesOn, About: about, Columns: []string{"sheet", "cell", "part", "text"}, Rows: func(yield func([]any) bool) {
		for _, m := range more {
			if !yield([]any{m.sheet, m.cell, m.part, m.text}) {
				return
			}
		}
	}})
}

func (b *book) readMe(set reports.SheetSet) (err error) {
	if err = b.open(readMe); err != nil {
		return err
	}
	b.limits = sheetLimits // nothing in it is as long as a cell can be
	if err = b.stream.SetColWidth(1, 1, 24); err != nil {
		return err
	}
	if err = b.stream.SetColWidth(2, 2, 100); err != nil {
		return err
	}
	lines := append(append([][2]string{{set.Title, ""}}, set.Facts...), [2]string{}, [2]string{"Sheets", ""})
	lines = append(append(lines, b.notes...), [2]string{}, [2]string{"Cells", ""})
	lines = append(lines, cellRules...)
	for _, line := range lines {
		cells := []any{excelize.Cell{StyleID: b.head, Value: b.text(line[0], 1)}, excelize.Cell{StyleID: b.wrap, Value: b.text(line[1], 2)}}
		rows := 1 + units(line[1])/mostOnLine
		if err = b.set(cells, excelize.RowOpts{Height: float64(15 * min(rows, 20))}); err != nil {
			return err
		}
	}
	return b.stream.Flush()
}

// cellRules say how to read the cells.
var cellRules = [][2]string{
	{"Numbers", "Numbers of at most 15 digits are numbers. A longer one is a text, because a spreadsheet would change it."},
	{"Dates", "Days from 1901 on are dates. A month, a year and an earlier day are texts, such as 2019-03."},
	{"Texts", "A text that begins with = + - @ or a tab has an apostrophe before it, so that no spreadsheet runs it."},
	{"Empty", "An empty cell says that nothing was stated. 0 is a reported zero; withheld is a number that is kept back."},
}

// asFloat is a number as a spreadsheet holds it; exact is false where that would be another one.
func asFloat(n domain.Number) (f float64, exact bool) {
	text := n.String()
	digits, leading := 0, true
	for _, c := range text {
		if leading = leading && (c == '0' || c == '-' || c == '.'); !leading && c != '.' {
			digits++
		}
	}
	if digits > 15 {
		return 0, false
	}
	f, err := strconv.ParseFloat(text, 64)
	return f, err == nil
}

// serial is a day as a spreadsheet counts them: 1 is the first of January 1900, and that year has a day too many.
func serial(d domain.Date) int {
	day := time.Date(int(d.Year), time.Month(d.Month), int(d.Day), 0, 0, 0, 0, time.UTC)
	return int(day.Sub(time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)) / (24 * time.Hour))
}

// holdable keeps what XML can hold.
func holdable(r rune) rune {
	if r == '\t' || r == '\n' || r == '\r' || r >= 0x20 && r != 0xFFFE && r != 0xFFFF {
		return r
	}
	return 0xFFFD
}

// units is how long a text is where characters outside the first plane count as two.
func units(s string) int {
	n := 0
	for _, r := range s {
		n += unitsOf(r)
	}
	return n
}

func unitsOf(r rune) int {
	if r > 0xFFFF {
		return 2
	}
	return 1
}

// cutUnits parts a text after at most n units.
func cutUnits(s string, n int) (first, rest string) {
	for i, r := range s {
		if n -= unitsOf(r); n < 0 {
			return s[:i], s[i:]
		}
	}
	return s, ""
}
