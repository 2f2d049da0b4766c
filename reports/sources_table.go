package reports

import (
	"strings"

	"github.com/desirelines/desirelines/domain"
)

// sourceTable has a row for each entry of each figure, and one for a figure that no entry is named of.
func sourceTable(sources []Source) Table {
	t := newTable(figureColumn, "aim", "measure", "name", "period", "rule", "entry", "stands", "kind", "happened", "value", "numerator", "denominator",
		"why_left_out", "taken_out_by", "corrections", "causes", "says")
	for _, o := range sources {
		period := strings.Join(o.Periods, " ")
		entries := o.entries()
		if len(entries) == 0 || o.Unnamed {
			t.add(o.Number, o.Aim, o.Measure, o.Name, period, o.Rule, nil, "", "", domain.Date{}, nil, nil, nil, "", "", "", "", o.SaysNothingCounts())
		}
		for _, e := range entries {
			causes := make([]string, len(e.Causes))
			for i, c := range e.Causes {
				causes[i] = sayNumber(c.Position)
			}
			t.add(o.Number, o.Aim, o.Measure, o.Name, period, o.Rule, e.Position, e.Stands, e.Kind, e.Happened, e.Value, e.Numerator, e.Denominator,
				e.Why, e.by, e.history, strings.Join(causes, " "), e.says)
		}
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

// sourcesSheet is sourceTable as a sheet; its rows are made as they are asked for.
func sourcesSheet(sources []Source) Sheet {
	return sourceTable(sources).sheet(SheetSources, saysSourcesSheet)
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
