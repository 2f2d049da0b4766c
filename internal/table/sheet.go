package table

import (
	"bufio"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/desirelines/desirelines/domain"
)

// XLSX reads a sheet of a workbook, cell after cell, without holding it. A formula counts by the result that was saved with it.
type XLSX struct {
	book     *workbook
	name     string
	part     io.ReadCloser
	in       *patientReader
	d        *xml.Decoder
	row      int // the number of the one that was read last
	cells    []Cell
	headings []string

	headingRow int
}

// OpenXLSX reads the headings of a sheet. A workbook with macros, one of the old kind and one that is too large when unpacked is refused
// before a sheet of it is read; so is one whose headings are merged, because a merged cell stands over several columns.
func OpenXLSX(in File, o Options) (*XLSX, error) {
	w, err := openWorkbook(in)
	if err != nil {
		return nil, err
	}
	sheet, err := w.sheet(o.Sheet)
	if err != nil {
		return nil, err
	}
	x := &XLSX{book: w, name: sheet.name}
	if err := x.begin(sheet); err != nil {
		return nil, err
	}
	first, err := x.Next()
	if errors.Is(err, io.EOF) {
		err = invalid(sheet.name, "this sheet is empty", "give a sheet with headings in its first row and rows below it")
	}
	if err == nil {
		err = x.unmerged(sheet, first.Number)
	}
	if err == nil {
		x.headingRow = first.Number
		x.headings, err = headingsOf(first)
	}
	if err != nil {
		return nil, errors.Join(err, x.Close())
	}
	return x, nil
}

func (x *XLSX) begin(sheet sheetPart) (err error) {
	if x.part, err = x.book.open(sheet.part); err != nil {
		return damaged(err)
	}
	if x.part == nil {
		return invalid(sheet.name, "this sheet is missing in the workbook", "open it in a spreadsheet and save it again")
	}
	x.in = &patientReader{r: x.part, err: invalid(sheet.name, "a cell of this sheet has more than a megabyte of text", "shorten it")}
	x.d = xml.NewDecoder(x.in)
	return nil
}

// unmerged refuses merged cells in the row of the headings. They are listed behind all rows.
func (x *XLSX) unmerged(sheet sheetPart, row int) error {
	r, err := x.book.open(sheet.part)
	if err != nil {
		return damaged(err)
	}
	defer r.Close()
	in := bufio.NewReaderSize(r, 256<<10)
	for {
		piece, end := in.Peek(in.Size())
		ref, passed := mergedOver(piece, row, end != nil)
		switch {
		case ref != "":
			return invalid(ref, "cells are merged in row "+number(row)+", where the headings should stand",
				"give every column one heading of its own in the first row, and no title above them")
		case end != nil:
			return nil //nolint:nilerr // what is damaged is said when its rows are read
		}
		_, _ = in.Discard(passed)
	}
}

// longestMerge is how many bytes behind its name the place of a merged cell is looked for in.
const longestMerge = 100

// mergedOver looks through a piece of a sheet for cells that are merged over a row; passed is how much of it needs no second look. last says
// that nothing comes after it.
func mergedOver(piece []byte, row int, last bool) (over string, passed int) {
	mark := []byte("mergeCell ")
	for {
		at := bytes.Index(piece[passed:], mark)
		if at < 0 {
			return "", max(passed, len(piece)-len(mark))
		}
		rest := piece[passed+at+len(mark):]
		if len(rest) < longestMerge && !last {
			return "", passed + at
		}
		_, ref, _ := bytes.Cut(rest[:min(len(rest), longestMerge)], []byte(`ref="`))
		ref, _, _ = bytes.Cut(ref, []byte(`"`))
		from, to, _ := strings.Cut(string(ref), ":")
		_, top, starts := coordinates(from)
		_, bottom, ends := coordinates(to)
		if starts && ends && top <= row && bottom >= row {
			return string(ref), passed
		}
		passed += at + len(mark)
	}
}

// Headings are the texts of the first row that has any.
func (x *XLSX) Headings() []string { return x.headings }

// Format is xlsx.
func (x *XLSX) Format() string { return "xlsx" }

// Close ends reading; the file is the caller's.
func (x *XLSX) Close() error { return x.part.Close() }

// Where names a cell as spreadsheets do.
func (x *XLSX) Where(row, column int) string {
	if column < 0 {
		return "sheet " + x.name + ", row " + number(row)
	}
	return "sheet " + x.name + ", cell " + columnName(column) + number(row)
}

// Next reads the next row that has a value in it. Rows without one cost nothing, however many there are.
func (x *XLSX) Next() (Row, error) {
	for {
		x.in.begin()
		token, err := x.d.Token()
		if err != nil {
			if errors.Is(err, io.EOF) {
				return Row{}, io.EOF
			}
			return Row{}, damaged(err)
		}
		e, ok := token.(xml.StartElement)
		if !ok || e.Name.Local != "row" {
			continue
		}
		x.row++
		if n, err := strconv.Atoi(attribute(e, "r")); err == nil {
			x.row = n
		}
		row, err := x.cellsOf()
		if err != nil {
			return Row{}, damaged(err)
		}
		if !row.empty() {
			return row, nil
		}
	}
}

// cellsOf reads the cells of the row that was just begun.
func (x *XLSX) cellsOf() (Row, error) {
	row, next := Row{Number: x.row}, 0
	x.cells = x.cells[:0]
	for {
		x.in.begin()
		token, err := x.d.Token()
		if err != nil {
			return row, err
		}
		switch t := token.(type) {
		case xml.EndElement:
			if t.Name.Local == "row" {
				row.Cells = x.cells
				return row, nil
			}
		case xml.StartElement:
			if t.Name.Local != "c" {
				continue
			}
			if column, _, ok := coordinates(attribute(t, "r")); ok {
				next = column
			}
			cell, err := x.cell(t)
			if err != nil {
				return row, err
			}
			if cell.Text != "" && next >= maxColumns {
				row.Wrong = invalid(columnName(next), "this row has a cell too far to the right", "give at most "+number(maxColumns)+" columns")
			} else if cell.Text != "" {
				for len(x.cells) <= next {
					x.cells = append(x.cells, Cell{})
				}
				x.cells[next] = cell
			}
			next++
		}
	}
}

// cell reads the cell that was just begun.
func (x *XLSX) cell(c xml.StartElement) (Cell, error) {
	value, form := "", attribute(c, "t")
	formula, has := false, false
	for {
		x.in.begin()
		token, err := x.d.Token()
		if err != nil {
			return Cell{}, err
		}
		switch t := token.(type) {
		case xml.StartElement:
			text, err := richOrPlain(x.d, x.in, t.Name.Local)
			if err != nil {
				return Cell{}, err
			}
			switch t.Name.Local {
			case "v", "is":
				value, has = text, true
			case "f":
				formula = true
			}
		case xml.EndElement:
			if formula && !has {
				return Cell{Form: Fault, Text: "a formula without a result"}, nil
			}
			style, _ := strconv.Atoi(attribute(c, "s")) // not there: the first
			return x.understood(value, form, style), nil
		}
	}
}

// richOrPlain reads what stands in an element of a cell: the text of a value, or that of an inline text.
func richOrPlain(d *xml.Decoder, limit *patientReader, name string) (string, error) {
	if name == "is" {
		return richText(d, limit)
	}
	var b strings.Builder
	for depth := 1; depth > 0; {
		limit.begin()
		token, err := d.Token()
		if err != nil {
			return "", err
		}
		switch t := token.(type) {
		case xml.StartElement:
			depth++
		case xml.EndElement:
			depth--
		case xml.CharData:
			if b.Write(t); b.Len() > maxRow {
				return "", limit.err
			}
		}
	}
	return b.String(), nil
}

// understood is a cell by the form that the workbook gives it.
func (x *XLSX) understood(value, form string, style int) Cell {
	value = strings.TrimSpace(value)
	switch {
	case form == "s":
		n, err := strconv.Atoi(value)
		if err != nil || n < 0 || n >= len(x.book.texts) {
			return Cell{Form: Fault, Text: "a text that is not there"}
		}
		return Cell{Text: typed(strings.TrimSpace(x.book.texts[n]))}
	case form == "inlineStr" || form == "str":
		return Cell{Text: typed(value)}
	case form == "e":
		return Cell{Form: Fault, Text: value}
	case value == "":
		return Cell{}
	case form == "b" && value == "1":
		return Cell{Form: Truth, Text: "yes"}
	case form == "b":
		return Cell{Form: Truth, Text: "no"}
	case form == "d":
		return isoDay(value)
	}
	f, err := strconv.ParseFloat(value, 64)
	if err != nil || math.IsNaN(f) || math.IsInf(f, 0) {
		return Cell{Form: Fault, Text: value}
	}
	as := asNumber
	if style >= 0 && style < len(x.book.styles) {
		as = x.book.styles[style]
	}
	switch as {
	case asDate:
		return x.day(f)
	case asShare:
		return Cell{Form: Figure, Text: figure(f * 100)}
	}
	return Cell{Form: Figure, Text: figure(f)}
}

// figure writes a number as a spreadsheet shows it: with the 15 digits that it keeps, not with what halves leave behind them.
func figure(f float64) string {
	f, err := strconv.ParseFloat(strconv.FormatFloat(f, 'g', 15, 64), 64)
	if err != nil {
		return ""
	}
	return strconv.FormatFloat(f, 'f', -1, 64)
}

func isoDay(value string) Cell {
	day, _, _ := strings.Cut(value, "T")
	if d, err := domain.ParseDate(day); err != nil || !d.Whole() {
		return Cell{Form: Fault, Text: value}
	}
	return Cell{Form: Day, Text: day}
}

// day is the day that a number stands for. Those who count from 1900 count 29 February 1900, which never was, as day 60.
func (x *XLSX) day(f float64) Cell {
	n := int(f)
	first := time.Date(1899, 12, 31, 0, 0, 0, 0, time.UTC)
	switch {
	case f < 0 || f > 2_958_465 || !x.book.from04 && (n == 60 || n == 0):
		return Cell{Form: Fault, Text: figure(f)}
	case x.book.from04:
		first = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	case n > 60:
		n--
	}
	return Cell{Form: Day, Text: domain.DateOf(first.AddDate(0, 0, n)).String()}
}

// coordinates reads the name of a cell such as AB12; the column counts from 0.
func coordinates(ref string) (column, row int, ok bool) {
	i := 0
	for i < len(ref) && ref[i] >= 'A' && ref[i] <= 'Z' {
		column = column*26 + int(ref[i]-'A') + 1
		if i++; i > 3 {
			return 0, 0, false
		}
	}
	row, err := strconv.Atoi(ref[i:])
	return column - 1, row, i > 0 && err == nil
}

// columnName is the name of a column, A for 0.
func columnName(n int) string {
	name := ""
	for n++; n > 0; n = (n - 1) / 26 {
		name = string(rune('A'+(n-1)%26)) + name
	}
	return name
}
