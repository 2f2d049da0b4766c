package table

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
)

// Refused gathers what is wrong with rows, by their numbers, for Return. It keeps what is wrong with MostReturned rows at most.
type Refused struct {
	rows map[int]string
	More int // rows beyond them
}

// MostReturned is how many refused rows are given back, so that a bad file costs no more memory than a good one.
const MostReturned = 200_000

// Add notes what is wrong with a row; a row that is wrong in two ways keeps the first.
func (r *Refused) Add(row int, what string) {
	if r.rows == nil {
		r.rows = map[int]string{}
	}
	if _, twice := r.rows[row]; twice {
		return
	}
	if len(r.rows) == MostReturned {
		r.More++
		return
	}
	r.rows[row] = what
}

// Len is how many rows were refused and are kept.
func (r *Refused) Len() int { return len(r.rows) }

// Return writes refused rows as their writer had them, with a column more that says what is wrong: of CSV the headings and those rows alone,
// in UTF-8 and parted as they were, with an apostrophe before what a spreadsheet would run; of a workbook the whole of it, with its styles,
// formulas and other sheets untouched. in is the file that was imported, opened anew with the same options.
func Return(out io.Writer, in File, format string, o Options, refused *Refused) error {
	reader, err := Open(in, format, o)
	if err != nil {
		return err
	}
	defer reader.Close()
	switch r := reader.(type) {
	case *CSV:
		return r.giveBack(out, refused)
	case *XLSX:
		return r.giveBack(out, refused)
	}
	return fmt.Errorf("table cannot give a %T back", reader)
}

func (c *CSV) giveBack(out io.Writer, refused *Refused) error {
	buffered := bufio.NewWriter(out)
	w := csv.NewWriter(buffered)
	w.Comma, w.UseCRLF = c.comma, true
	again := slices.IndexFunc(c.headings, func(h string) bool { return Column(tidyHeading(h)) == ErrorColumn })
	width := len(c.headings)
	write := func(cells []string, what string) error {
		for len(cells) < width {
			cells = append(cells, "")
		}
		for i := range cells {
			cells[i] = guarded(cells[i])
		}
		if what = guarded(what); again >= 0 {
			cells[again] = what
			return w.Write(cells)
		}
		return w.Write(append(cells, what))
	}
	if err := write(slices.Clone(c.headings), string(ErrorColumn)); err != nil {
		return err
	}
	left := maps.Clone(refused.rows)
	for len(left) > 0 {
		row, err := c.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		what, wrong := left[row.Number]
		if !wrong {
			continue
		}
		delete(left, row.Number)
		if row.Wrong != nil {
			what = c.Where(row.Number, -1) + ": " + what
		}
		cells := make([]string, 0, width+1)
		for _, cell := range row.Cells {
			cells = append(cells, cell.Text)
		}
		if err := write(cells, what); err != nil {
			return err
		}
	}
	w.Flush()
	return errors.Join(w.Error(), buffered.Flush())
}
