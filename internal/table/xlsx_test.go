package table

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/desirelines/desirelines/domain"
)

// book makes a workbook with excelize, which shares nothing with our reader.
func book(t *testing.T, make func(f *excelize.File)) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	make(f)
	b, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func set(t *testing.T, f *excelize.File, cell string, values ...any) {
	t.Helper()
	if err := f.SetSheetRow("Sheet1", cell, &values); err != nil {
		t.Fatal(err)
	}
}

func styled(t *testing.T, f *excelize.File, cell string, style excelize.Style) {
	t.Helper()
	id, err := f.NewStyle(&style)
	if err == nil {
		err = f.SetCellStyle("Sheet1", cell, cell, id)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func TestWorkbook(t *testing.T) {
	for _, from04 := range []bool{false, true} {
		content := book(t, func(f *excelize.File) {
			if err := f.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &from04}); err != nil {
				t.Fatal(err)
			}
			set(t, f, "A1", "aim_id", " Target ", "actual", "observed_on", "share", "people", "sum", "fault")
			set(t, f, "A3", 12, 1234.5, 0.1+0.2, nil, 0.385, true, nil, nil)
			if err := f.SetCellValue("Sheet1", "D3", time.Date(2024, 2, 29, 0, 0, 0, 0, time.UTC)); err != nil {
				t.Fatal(err)
			}
			share, custom := 10, `[$-409]d\ mmm\ yyyy;@`
			styled(t, f, "E3", excelize.Style{NumFmt: share})
			styled(t, f, "D3", excelize.Style{CustomNumFmt: &custom})
			number := `#,##0.00 "m³ per day"`
			styled(t, f, "B3", excelize.Style{CustomNumFmt: &number})
			if err := errors.Join(f.SetCellFormula("Sheet1", "G3", "B3*2"), f.SetCellStr("Sheet1", "A5", "  words <&> ")); err != nil {
				t.Fatal(err)
			}
		})
		r, err := OpenXLSX(bytes.NewReader(content), Options{})
		if err != nil {
			t.Fatal(err)
		}
		if got := r.Headings(); !slices.Equal(got[:3], []string{"aim_id", "Target", "actual"}) {
			t.Errorf("%q", got)
		}
		row, err := r.Next()
		if err != nil || row.Number != 3 {
			t.Fatalf("%+v %v", row, err)
		}
		want := []Cell{{Figure, "12"}, {Figure, "1234.5"}, {Figure, "0.3"}, {Day, "2024-02-29"}, {Figure, "38.5"}, {Truth, "yes"}, {Fault, "a formula without a result"}}
		if !slices.Equal(row.Cells, want) {
			t.Errorf("from 1904 %t: got %+v", from04, row.Cells)
		}
		if got := r.Where(3, 1); got != "sheet Sheet1, cell B3" {
			t.Error(got)
		}
		if row, err = r.Next(); err != nil || row.Number != 5 || row.Cells[0] != (Cell{Text, "words <&>"}) {
			t.Errorf("%+v %v", row, err)
		}
		if _, err = r.Next(); !errors.Is(err, io.EOF) {
			t.Error(err)
		}
	}
}

// Days that are counted from 1904 begin with 0, and none is missing.
func TestDaysFrom1904(t *testing.T) {
	x := &XLSX{book: &workbook{from04: true}}
	for n, want := range map[float64]Cell{0: {Day, "1904-01-01"}, 60: {Day, "1904-03-01"}, 43889.5: {Day, "2024-02-29"}, -1: {Fault, "-1"}, 3e6: {Fault, "3000000"}} {
		if got := x.day(n); got != want {
			t.Errorf("%v is %+v, want %+v", n, got, want)
		}
	}
}

// Days before March 1900 are counted past one that never was.
func TestOldDays(t *testing.T) {
	x := &XLSX{book: &workbook{}}
	for n, want := range map[float64]Cell{1: {Day, "1900-01-01"}, 59: {Day, "1900-02-28"}, 60: {Fault, "60"}, 61: {Day, "1900-03-01"}, 45351.75: {Day, "2024-02-29"}, -1: {Fault, "-1"}} {
		if got := x.day(n); got != want {
			t.Errorf("%v is %+v, want %+v", n, got, want)
		}
	}
}

// parts packs files as a workbook.
func parts(t *testing.T, files map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range []string{"xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/vbaProject.bin", "xl/macrosheets/sheet1.xml"} {
		content, ok := files[name]
		if !ok {
			continue
		}
		w, err := z.Create(name)
		if err == nil {
			_, err = io.WriteString(w, content)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// plain is a workbook with one sheet of these rows.
func plain(rows string) map[string]string {
	return map[string]string{
		"xl/workbook.xml":            `<workbook xmlns:r="r"><sheets><sheet name="S" sheetId="1" r:id="a"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="a" Target="worksheets/sheet1.xml"/></Relationships>`,
		"xl/worksheets/sheet1.xml":   `<worksheet><sheetData>` + rows + `</sheetData></worksheet>`,
	}
}

const headingRow = `<row r="1"><c r="A1" t="inlineStr"><is><t>aim_id</t></is></c></row>`

func TestBadWorkbooks(t *testing.T) {
	with := func(name, content string) map[string]string {
		files := plain(headingRow)
		files[name] = content
		return files
	}
	for _, c := range []struct {
		name    string
		content []byte
		says    string
	}{
		{"csv", []byte("aim_id,aim\n"), "no workbook"},
		{"old", []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and more"), "old kind"},
		{"other zip", parts(t, map[string]string{"xl/sharedStrings.xml": "<sst/>"}), "no workbook"},
		{"macros", parts(t, with("xl/vbaProject.bin", "Sub A")), "macros"},
		{"macros of the old kind", parts(t, with("xl/macrosheets/sheet1.xml", "<xm:macrosheet/>")), "macros"},
		{"bomb", bomb(t, "xl/worksheets/sheet1.xml", maxUnpacked+1), "larger than"},
		{"a bomb that says it is small", bomb(t, "xl/worksheets/sheet1.xml", 100), "damaged"},
		{"a bomb of texts", bomb(t, "xl/sharedStrings.xml", maxTexts+1), "too large"},
		{"a bomb of styles", bomb(t, "xl/styles.xml", maxSmall+1), "too large"},
		{"many parts", manyParts(t), "too many parts"},
		{"many headings", parts(t, with("xl/worksheets/sheet1.xml", "<worksheet><row>"+strings.Repeat(`<c t="str"><v>a</v></c>`, maxHeadings+1)+"</row></worksheet>")), "too many columns"},
		{"cut off", parts(t, plain(headingRow))[:400], "no workbook"},
		{"not XML", parts(t, with("xl/workbook.xml", "<workbook><sheets>")), "damaged"},
		{"texts without end", parts(t, with("xl/sharedStrings.xml", "<sst>"+strings.Repeat("<si/>", maxShared+1)+"</sst>")), "too many texts"},
		{"no sheet", parts(t, with("xl/workbook.xml", "<workbook/>")), "no sheet"},
		{"empty sheet", parts(t, plain("")), "empty"},
		{"a cell without end", parts(t, plain(`<row r="1"><c r="A1" t="inlineStr"><is><t>`+strings.Repeat("x", 3<<20)+`</t></is></c></row>`)), "megabyte"},
		{"merged headings", book(t, func(f *excelize.File) {
			set(t, f, "A1", "Results", nil, nil)
			set(t, f, "A2", "aim_id", "aim", "kind")
			if err := f.MergeCell("Sheet1", "A1", "C1"); err != nil {
				t.Fatal(err)
			}
		}), "merged in row 1"},
		{"headings merged behind many other merged cells", parts(t, map[string]string{
			"xl/workbook.xml": plain("")["xl/workbook.xml"], "xl/_rels/workbook.xml.rels": plain("")["xl/_rels/workbook.xml.rels"],
			"xl/worksheets/sheet1.xml": `<worksheet><sheetData>` + headingRow + `</sheetData><mergeCells>` +
				strings.Repeat(`<mergeCell ref="B2:C3"/>`, 30_001) + `<mergeCell ref="A1:B1"/></mergeCells></worksheet>`,
		}), "A1:B1"},
		{"several sheets", book(t, func(f *excelize.File) {
			set(t, f, "A1", "aim_id")
			if _, err := f.NewSheet("Other"); err != nil {
				t.Fatal(err)
			}
		}), "several sheets"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := OpenXLSX(bytes.NewReader(c.content), Options{})
			if domain.KindOf(err) != domain.Invalid || !strings.Contains(err.Error(), c.says) {
				t.Errorf("%v", err)
			}
		})
	}
}

// manyParts is a workbook with more parts than anybody makes.
func manyParts(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for n := range maxParts + 1 {
		if _, err := z.Create(fmt.Sprintf("xl/worksheets/sheet%d.xml", n)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// bomb is a small file with a part that says that it is so large when unpacked.
func bomb(t *testing.T, part string, says uint64) []byte {
	t.Helper()
	var packed, b bytes.Buffer
	d, err := flate.NewWriter(&packed, flate.BestCompression)
	if err == nil {
		_, err = d.Write(append([]byte("<worksheet><sheetData>"), make([]byte, 8<<20)...))
	}
	if err := errors.Join(err, d.Close()); err != nil {
		t.Fatal(err)
	}
	z := zip.NewWriter(&b)
	for name, content := range plain("") {
		if name == part {
			continue
		}
		w, err := z.Create(name)
		if err == nil {
			_, err = io.WriteString(w, content)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	w, err := z.CreateRaw(&zip.FileHeader{Name: part, Method: zip.Deflate, UncompressedSize64: says, CompressedSize64: uint64(packed.Len())})
	if err == nil {
		_, err = w.Write(packed.Bytes())
	}
	if err := errors.Join(err, z.Close()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// A number that is none is no day and no number.
func TestNumbersThatAreNone(t *testing.T) {
	r, err := OpenXLSX(bytes.NewReader(parts(t, plain(headingRow+`<row r="2"><c r="A2"><v>NaN</v></c><c r="B2"><v>Inf</v></c><c r="C2"><v>1e999</v></c><c r="D2"><v>12</v></c></row>`))), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	row, err := r.Next()
	if err != nil || len(row.Cells) != 4 {
		t.Fatal(row, err)
	}
	for i, c := range row.Cells {
		if (c.Form == Fault) != (i < 3) {
			t.Errorf("cell %d is %+v", i, c)
		}
	}
}

// A million rows with nothing in them are no rows and leave nothing behind; what breaks off in the middle is said after the rows before it.
func TestManyEmptyRows(t *testing.T) {
	const many = 1_000_000
	var rows strings.Builder
	rows.WriteString(headingRow)
	for n := 2; n <= many; n++ {
		fmt.Fprintf(&rows, `<row r="%d"><c r="A%d" s="1"/></row>`, n, n)
	}
	fmt.Fprintf(&rows, `<row r="%d"><c r="A%d"><v>7</v></c></row><row r="%d"><c><v>8</w></row>`, many+1, many+1, many+2)
	workbook := parts(t, plain(rows.String()))
	rows.Reset()
	for _, c := range []struct {
		format string
		file   []byte
		last   int
		ends   string
	}{{"xlsx", workbook, many + 1, "damaged"}, {"csv", []byte("aim_id,aim\n" + strings.Repeat(",\n", many) + "7,\n\"" + strings.Repeat("x", 2*maxRow)), many + 2, "megabyte"}} {
		before := held()
		r, err := Open(bytes.NewReader(c.file), c.format, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if row, err := r.Next(); err != nil || row.Number != c.last || row.Cells[0].Text != "7" {
			t.Errorf("%s: %+v %v", c.format, row, err)
		}
		if more := held() - before; more > 4<<20 {
			t.Errorf("%s: the rows left %d bytes behind", c.format, more)
		}
		if _, err := r.Next(); domain.KindOf(err) != domain.Invalid || !strings.Contains(err.Error(), c.ends) {
			t.Errorf("%s: %v", c.format, err)
		}
	}
}

// held is what lies on the heap and is in use.
func held() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc) //nolint:gosec // far smaller
}

// The workbook that comes back is the writer's own: styles, formulas and other sheets are as they were, and refused rows have a cell more.
func TestRefusedRowsComeBackInTheirWorkbook(t *testing.T) {
	content := book(t, func(f *excelize.File) {
		set(t, f, "A1", "aim_id", "aim", "target")
		set(t, f, "A2", "h", "Homes", 10)
		set(t, f, "A3", "h", "Homes & <more>", "24,055")
		styled(t, f, "C2", excelize.Style{Font: &excelize.Font{Bold: true, Color: "FF0000"}})
		if _, err := f.NewSheet("Notes"); err != nil {
			t.Fatal(err)
		}
		err := errors.Join(f.SetCellFormula("Sheet1", "B5", "SUM(C2:C3)"), f.SetCellStr("Notes", "A1", "mine"), f.SetColWidth("Sheet1", "A", "A", 42),
			f.AddComment("Sheet1", excelize.Comment{Cell: "A2", Author: "me", Text: "see"}))
		if err != nil {
			t.Fatal(err)
		}
	})
	var refused Refused
	refused.Add(3, `target: "24,055" could be meant in <two> ways`)
	var out bytes.Buffer
	if err := Return(&out, bytes.NewReader(content), "xlsx", Options{Sheet: "Sheet1"}, &refused); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(bytes.NewReader(out.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for cell, want := range map[string]string{"D1": "error", "D2": "", "D3": `target: "24,055" could be meant in <two> ways`, "B3": "Homes & <more>", "A2": "h"} {
		if got, err := f.GetCellValue("Sheet1", cell); err != nil || got != want {
			t.Errorf("%s is %q, want %q (%v)", cell, got, want, err)
		}
	}
	formula, err1 := f.GetCellFormula("Sheet1", "B5")
	note, err2 := f.GetCellValue("Notes", "A1")
	width, err3 := f.GetColWidth("Sheet1", "A")
	style, err4 := f.GetCellStyle("Sheet1", "C2")
	comments, err5 := f.GetComments("Sheet1")
	if err := errors.Join(err1, err2, err3, err4, err5); err != nil || formula != "SUM(C2:C3)" || note != "mine" || width != 42 || len(comments) != 1 {
		t.Errorf("%q %q %v %v %v", formula, note, width, comments, err)
	}
	if s, err := f.GetStyle(style); err != nil || s.Font == nil || !s.Font.Bold {
		t.Errorf("the style is gone: %+v %v", s, err)
	}
	// The workbook that came back is imported again, and comes back once more in the same column.
	other := Refused{rows: map[int]string{2: "now this"}}
	var again bytes.Buffer
	if err := Return(&again, bytes.NewReader(out.Bytes()), "xlsx", Options{Sheet: "Sheet1"}, &other); err != nil {
		t.Fatal(err)
	}
	r, err := OpenXLSX(bytes.NewReader(again.Bytes()), Options{Sheet: "Sheet1"})
	if err != nil {
		t.Fatal(err)
	}
	if rows := all(t, r); rows[0][4] != "now this" || len(rows[1]) != 4 {
		t.Errorf("%q", rows)
	}
}

func FuzzXLSX(f *testing.F) {
	for _, s := range []string{headingRow, headingRow + `<row><c><v>1</v></c><c t="s"><v>9</v></c></row>`, `<row r="1"><c r="ZZZ1"><v>x</v></c></row>`, `<row r="5"/><row r="2"><c r="A2"><f>A1</f></c></row>`} {
		f.Add(s, "<sst><si><t>a</t></si></sst>")
	}
	f.Fuzz(func(t *testing.T, rows, texts string) {
		files := plain(rows)
		files["xl/sharedStrings.xml"] = texts
		r, err := OpenXLSX(bytes.NewReader(parts(t, files)), Options{})
		for n := 0; err == nil; n++ {
			_, err = r.Next()
		}
		if !errors.Is(err, io.EOF) && domain.KindOf(err) != domain.Invalid {
			t.Fatal(err)
		}
	})
}
