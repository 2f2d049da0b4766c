package table

import (
	"fmt"
	"io"
	"strings"

	"github.com/desirelines/desirelines/domain"
)

// Reader reads the rows of one sheet. It is not safe for concurrent use.
type Reader interface {
	// Headings are the cells of the first row that has any, as written, without blanks around them.
	Headings() []string

	// Next returns the next row that has a cell with something in it; io.EOF after the last one. Its cells are the reader's own
	// until the next call. Another error is about the sheet as a whole: nothing can be read after it.
	Next() (Row, error)

	// Where names a cell of a row in a problem; column counts from 0, and below 0 the row as a whole is named.
	Where(row, column int) string

	// Format is csv or xlsx.
	Format() string

	Close() error
}

// File is a file that can be read from anywhere in it. *os.File and *bytes.Reader are.
type File interface {
	io.ReaderAt
	io.ReadSeeker
}

// Row is one row of a sheet.
type Row struct {
	Number int    // its line, or its row in the workbook, from 1
	Cells  []Cell // as many as there are up to the last that has something in it; others are empty
	Wrong  error  // why it cannot be read; its cells say nothing then
}

// Cell is what stands in one cell, without blanks around it.
type Cell struct {
	Form Form
	Text string
}

// Form is what sort of cell a workbook says it is. In CSV all is Text.
type Form uint8

// The forms of a cell.
const (
	Text   Form = iota // as somebody typed it: it may be a number or a date in words
	Figure             // a number, written with a point; a share of a hundred as it is shown (38 for 38 %)
	Day                // a day, written 2019-03-06
	Truth              // yes or no
	Fault              // no value: the text says why, as the workbook has it
)

// Limits on what is read. They bound what a bad file can cost, and no sheet that people keep comes near them.
const (
	maxRow      = 1 << 20 // bytes of one row
	maxColumns  = 2_000   // cells in one row
	maxHeadings = 500
)

// Options say what a sheet does not say by itself.
type Options struct {
	Encoding string // of CSV: utf-8, utf-16 or windows-1252; empty: UTF-8, and anything else is asked about
	Sheet    string // of a workbook; empty: results, or the only one
}

// Open reads a file of a format, csv or xlsx. Every error that is about the file is Invalid and says what would be right.
func Open(in File, format string, o Options) (Reader, error) {
	switch format {
	case "csv":
		return OpenCSV(in, o)
	case "xlsx":
		return OpenXLSX(in, o)
	}
	return nil, fmt.Errorf("table cannot read a %q", format)
}

// runs is what the texts begin with that a spreadsheet would run.
const runs = "=+-@\t\r\n\x00＝＋－＠"

// typed is the text of a cell as somebody wrote it: what is exported has a ' before a text that a spreadsheet would run.
func typed(text string) string {
	if rest, ok := strings.CutPrefix(text, "'"); ok && strings.IndexAny(rest, runs) == 0 {
		return rest
	}
	return text
}

// guarded is such a text as it goes out again, which typed undoes. A plain number below zero is none.
func guarded(text string) string {
	if strings.IndexAny(text, runs) != 0 || strings.HasPrefix(text, "-") && len(text) > 1 && strings.Trim(text[1:], "0123456789.,") == "" {
		return text
	}
	return "'" + text
}

// empty says whether a row has nothing in it.
func (r Row) empty() bool {
	for _, c := range r.Cells {
		if c.Text != "" {
			return false
		}
	}
	return r.Wrong == nil
}

func invalid(value, message, want string) error {
	return &domain.Error{Kind: domain.Invalid, Message: message, Value: domain.Short(value, 200), Want: want}
}

// patientReader ends with an error where too much is read before somebody says that a piece came to its end. It keeps a decoder
// from filling the memory with a text that never ends.
type patientReader struct {
	r    io.Reader
	left int
	err  error // what to end with
}

func (p *patientReader) begin() { p.left = maxRow }

func (p *patientReader) Read(b []byte) (int, error) {
	if p.left <= 0 {
		return 0, p.err
	}
	n, err := p.r.Read(b[:min(len(b), 32<<10)])
	p.left -= n
	return n, err
}
