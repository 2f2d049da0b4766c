package table

import (
	"bufio"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// CSV reads a sheet as RFC 4180 has it. Comma, semicolon or tab is recognised by the headings, and so is a line "sep=;" before them.
type CSV struct {
	in       *patientReader
	records  *csv.Reader
	comma    rune
	headings []string
	cells    []Cell
	line     int // of the row that was read last
	skipped  int // lines before the headings
}

// OpenCSV reads the headings of a CSV file.
func OpenCSV(in File, o Options) (*CSV, error) {
	text, err := letters(in, o.Encoding)
	if err != nil {
		return nil, err
	}
	c := &CSV{in: &patientReader{r: text, err: invalid("", "this file has a line of more than a megabyte", "see whether a quotation mark is never closed")}}
	c.in.begin()
	lines := bufio.NewReaderSize(c.in, 64<<10)
	first, skipped, err := firstLine(lines)
	if err != nil {
		return nil, err
	}
	c.comma, c.skipped = delimiter(first), skipped
	if mark, ok := strings.CutPrefix(strings.ToLower(strings.TrimRight(first, "\r\n")), "sep="); ok && utf8.RuneCountInString(mark) == 1 {
		c.comma, _ = utf8.DecodeRuneInString(mark)
		c.skipped++
		first = ""
	}
	if !slices.Contains([]rune{',', ';', '\t'}, c.comma) {
		return nil, invalid(string(c.comma), "the cells of this file are parted by something else", "save it with commas, semicolons or tabs")
	}
	c.records = csv.NewReader(io.MultiReader(strings.NewReader(first), lines))
	c.records.Comma, c.records.FieldsPerRecord, c.records.ReuseRecord = c.comma, -1, true
	row, err := c.Next()
	switch {
	case errors.Is(err, io.EOF):
		return nil, invalid("", "this file is empty", "give a file with a line of headings and rows below it")
	case err != nil:
		return nil, err
	case row.Wrong != nil:
		return nil, row.Wrong
	}
	c.headings, err = headingsOf(row)
	return c, err
}

// firstLine reads the first line that has something in it; skipped counts those before.
func firstLine(in *bufio.Reader) (line string, skipped int, err error) {
	for {
		line, err = in.ReadString('\n')
		switch {
		case strings.TrimSpace(line) != "":
			return line, skipped, nil
		case errors.Is(err, io.EOF):
			return "", skipped, invalid("", "this file is empty", "give a file with a line of headings and rows below it")
		case err != nil:
			return "", skipped, err
		}
		skipped++
	}
}

// delimiter is what parts the headings: what gives most of the columns we know, then what gives most columns.
func delimiter(line string) rune {
	best, known, most := ',', -1, -1
	for _, mark := range []rune{',', ';', '\t'} {
		r := csv.NewReader(strings.NewReader(line))
		r.Comma, r.LazyQuotes = mark, true
		fields, err := r.Read()
		if err != nil {
			continue
		}
		ours := 0
		for _, f := range fields {
			if column := Column(tidyHeading(f)); slices.Contains(Results[:], column) || slices.Contains(Entries[:], column) {
				ours++
			}
		}
		if ours > known || ours == known && len(fields) > most {
			best, known, most = mark, ours, len(fields)
		}
	}
	return best
}

// Headings are those of the first line.
func (c *CSV) Headings() []string { return c.headings }

// Format is csv.
func (c *CSV) Format() string { return "csv" }

// Comma is what parts the cells.
func (c *CSV) Comma() rune { return c.comma }

// Close does nothing: the file is the caller's.
func (c *CSV) Close() error { return nil }

// Next reads a row.
func (c *CSV) Next() (Row, error) {
	for {
		c.in.begin()
		fields, err := c.records.Read()
		var parse *csv.ParseError
		switch {
		case errors.As(err, &parse):
			return Row{Number: parse.StartLine + c.skipped, Wrong: c.wrongQuotes(parse)}, nil
		case err != nil:
			return Row{}, err
		}
		line, _ := c.records.FieldPos(0)
		c.line = line + c.skipped
		row := Row{Number: c.line}
		if len(fields) > maxColumns {
			row.Wrong = invalid(number(len(fields)), "this row has too many cells", "give at most "+number(maxColumns))
			return row, nil
		}
		c.cells = c.cells[:0]
		for _, f := range fields {
			text := strings.TrimSpace(f)
			if !utf8.ValidString(text) {
				row.Wrong = invalid("", "this row has letters that are not written in UTF-8", "save the file as CSV in UTF-8")
			}
			c.cells = append(c.cells, Cell{Text: typed(text)})
		}
		if row.Cells = c.cells; !row.empty() {
			return row, nil
		}
	}
}

// wrongQuotes says that a row cannot be told from those below it; what was read as one cell with it was not read as rows.
func (c *CSV) wrongQuotes(err *csv.ParseError) error {
	said := "the quotation marks of this row do not fit together"
	if err.Line > err.StartLine {
		said += ", so that all up to line " + number(err.Line+c.skipped) + " was read as one cell"
	}
	return invalid("", said, "put a cell with quotation marks in it in quotation marks, and write each of them twice")
}

// Where names a line.
func (c *CSV) Where(row, column int) string {
	if column >= 0 && column < len(c.headings) && c.headings[column] != "" {
		return "line " + number(row) + ", " + c.headings[column]
	}
	return "line " + number(row)
}

func number(n int) string { return strconv.Itoa(n) }
