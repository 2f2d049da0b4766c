package reports

import (
	"fmt"
	"io"
	"strings"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/aimed"
)

// Table is a model as rows under named columns. Every row has as many cells as there are columns.
type Table struct {
	Columns []string
	Rows    [][]string

	cells [][]any // of Rows, before they became texts; nil where only texts were given
}

// TableOf returns a model as a table, one row for each of its figures, entries or chains. A model that is no list of things is
// Invalid.
func TableOf(model Model) (Table, error) {
	m, ok := model.(interface{ table() Table })
	if !ok {
		return Table{}, &domain.Error{Kind: domain.Invalid, Message: "this cannot be written as a table", Want: "ask for it as JSON"}
	}
	return m.table(), nil
}

// WriteCSV writes a model as RFC 4180 has it: a line of column names, then the rows, each ended by CR LF, in UTF-8 without a mark.
// A cell that a spreadsheet would take for a formula gets an apostrophe before it; a plain number stays as it is. Lists in
// a cell have a line each. Days are written 2019-03-06, numbers with a point. A telling is its sections one after another, each
// under a line with its title, with an empty line between.
func WriteCSV(w io.Writer, model Model) error {
	var b strings.Builder
	switch m := model.(type) {
	case Telling:
		if err := m.writeCSV(&b); err != nil {
			return err
		}
	default:
		t, err := TableOf(model)
		if err != nil {
			return err
		}
		t.write(&b)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func (t Telling) writeCSV(b *strings.Builder) error {
	writeRow(b, []string{t.Title()})
	writeRow(b, []string{t.Moment()})
	for _, part := range t.Parts {
		table, err := TableOf(part.Model)
		if err != nil {
			return fmt.Errorf("section %s: %w", part.ID, err)
		}
		b.WriteString("\r\n")
		writeRow(b, []string{part.Title})
		table.write(b)
	}
	if len(t.Sources) > 0 {
		b.WriteString("\r\n")
		writeRow(b, []string{saysSources})
		sourceTable(t.Sources).write(b)
	}
	return nil
}

func newTable(columns ...string) Table { return Table{Columns: columns} }

// add adds a row of texts, texts that passed the lens, numbers, days and yes or no.
func (t *Table) add(cells ...any) {
	row := make([]string, len(cells))
	for i, c := range cells {
		row[i] = cell(c)
	}
	t.Rows, t.cells = append(t.Rows, row), append(t.cells, cells)
}

func cell(c any) string {
	switch v := c.(type) {
	case nil:
		return ""
	case Day:
		return domain.Date(v).String()
	case aimed.Plain:
		return domain.Value(v).Plain()
	case *domain.Number:
		if v == nil {
			return ""
		}
		return v.String()
	case bool:
		return sayBool(v)
	}
	return fmt.Sprint(c)
}

func sayBool(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

func (t Table) write(b *strings.Builder) {
	writeRow(b, t.Columns)
	for _, r := range t.Rows {
		writeRow(b, r)
	}
}

func writeRow(b *strings.Builder, cells []string) {
	for i, c := range cells {
		if i > 0 {
			b.WriteByte(',')
		}
		c = safeCell(c)
		if strings.ContainsAny(c, ",\"\r\n") || c != strings.TrimSpace(c) {
			c = `"` + strings.ReplaceAll(c, `"`, `""`) + `"`
		}
		b.WriteString(c)
	}
	b.WriteString("\r\n")
}

// safeCell keeps a spreadsheet from running a text. Some take the wide signs of East Asian writing for the narrow ones.
func safeCell(c string) string {
	if strings.IndexAny(c, "=+-@\t\r\n\x00＝＋－＠") != 0 || isPlainNumber(c) {
		return c
	}
	return "'" + c
}

// isPlainNumber says whether a text is digits with at most one sign and one point.
func isPlainNumber(c string) bool {
	whole, part, pointed := strings.Cut(strings.TrimPrefix(c, "-"), ".")
	return digits(whole) && (!pointed || digits(part))
}

func digits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }
