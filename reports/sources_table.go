package reports

import (
	"iter"
	"slices"
	"strings"

	"github.com/desirelines/desirelines/domain"
)

// sourceColumns are those of a table of sources.
var sourceColumns = []string{figureColumn, "aim", "measure", "name", "period", "rule", "entry", "stands", "kind", "happened", "value", "numerator", "denominator",
	"why_left_out", "taken_out_by", "corrections", "causes", "says"}

// sourceRows are a row for each entry of each figure, and one for a figure that no entry is named of. Each is made as it is asked for.
func sourceRows(sources []Source) iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		for _, o := range sources {
			figure := []any{o.Number, o.Aim, o.Measure, o.Name, strings.Join(o.Periods, " "), o.Rule}
			entries := o.entries()
			if says := o.SaysNothingCounts(); (len(entries) == 0 || o.Unnamed) && !yield(slices.Concat(figure, []any{nil, "", "", domain.Date{}, nil, nil, nil, "", "", "", "", says})) {
				return
			}
			for _, e := range entries {
				if !yield(slices.Concat(figure, e.cells())) {
					return
				}
			}
		}
	}
}

func (e sourceEntry) cells() []any {
	causes := make([]string, len(e.Causes))
	for i, c := range e.Causes {
		causes[i] = sayNumber(c.Position)
	}
	return []any{e.Position, e.Stands, e.Kind, e.Happened, e.Value, e.Numerator, e.Denominator, e.Why, e.by, e.history, strings.Join(causes, " "), e.says}
}

// sourceTable is the same as a table.
func sourceTable(sources []Source) Table {
	t := newTable(sourceColumns...)
	for row := range sourceRows(sources) {
		t.add(row...)
	}
	return t
}

// sourceCell is the number of a source; an empty cell where there is none.
func sourceCell(source int) any {
	if source == 0 {
		return nil
	}
	return source
}

// sourcesSheet is the same as a sheet.
func sourcesSheet(sources []Source) Sheet {
	return Sheet{Name: SheetSources, About: saysSourcesSheet, Columns: sourceColumns, Rows: sourceCells(sources)}
}

// sourceCells are sourceRows as a sheet holds them.
func sourceCells(sources []Source) iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		for row := range sourceRows(sources) {
			for i := range row {
				row[i] = sheetCell(row[i])
			}
			if !yield(row) {
				return
			}
		}
	}
}

// writeSources writes where the figures of a report come from, for those who read it where no page can be opened.
func (p *page) writeSources(sources []Source) {
	p.para(saysSourcesLead)
	aim := ""
	for _, o := range sources {
		if o.Statement != aim {
			aim = o.Statement
			p.blank()
			p.heading(aim, "-")
		}
		p.blank()
		p.para(strings.TrimPrefix(sayMark(o.Number), joined) + " " + o.Name + sayAfter(o.Name) + " " + o.Says())
		p.para(o.Rule)
		if says := o.SaysNothingCounts(); says != "" {
			p.para(says)
		}
		for _, e := range o.entries() {
			p.hang("- ", capital(saysEntry)+joined+sayNumber(e.Position)+". "+e.says)
		}
	}
}
