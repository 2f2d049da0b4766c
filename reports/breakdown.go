package reports

import (
	"slices"
	"strings"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/aimed"
)

// markWhole is the mark of the whole that parts stand beside. It is of pages and tables alone: the JSON has the whole as its figure.
const markWhole = "whole"

// Breakdown is a figure by whom or where: the parts of one dimension, or of several at once, and last the whole they stand beside.
type Breakdown struct {
	By         string   // "By sex and place", or who reports apart
	Dimensions []string // the same apart from our words; none: it is by the places that report apart
	Place      string   // the place it is of; empty: all together
	Rows       []PartRow
}

// PartRow is one part of a figure in words.
type PartRow struct {
	Name, Target, Actual string
	Mark                 string // part, parts_differ, unknown, withheld or whole
}

// Sign is the mark as a sign of its own shape, to stand beside its words.
func (r PartRow) Sign() string { return in(markSigns[:], r.Mark) }

// SaysMark is the mark in words.
func (r PartRow) SaysMark() string { return in(markWords[:], r.Mark) }

// MarkRows are the marks there are, for the line that says what they mean.
func MarkRows() []PartRow {
	var list []PartRow
	for _, w := range markWords {
		list = append(list, PartRow{Mark: w.code})
	}
	return list
}

// Breakdowns are the parts of a figure, by what it was divided by; none where nobody divided it.
func (f Figure) Breakdowns(m Measure) []Breakdown {
	var list []Breakdown
	var keys []string
	for _, p := range f.Parts {
		key := p.Dimension
		if key != "" {
			key += "\x00" + p.Site
		}
		i := slices.Index(keys, key)
		if i < 0 {
			i, keys = len(keys), append(keys, key)
			b := Breakdown{By: sayBy(p)}
			if p.Dimension != "" {
				b.Dimensions, b.Place = strings.Split(p.Dimension, "; "), p.Site
			}
			list = append(list, b)
		}
		list[i].Rows = append(list[i].Rows, f.partRow(p, m))
	}
	whole := PartRow{Name: saysTheWhole, Target: sayValue(f.Target, f.TargetText, m.Unit), Actual: f.sayActual(m), Mark: markWhole}
	for i, key := range keys {
		if _, site, _ := strings.Cut(key, "\x00"); site == "" { // the parts of a place stand beside that place
			list[i].Rows = append(list[i].Rows, whole)
		}
	}
	return list
}

// sayBy says what a part is a part by: "By sex and place", "By sex, at the north"; one that reports apart by its place.
func sayBy(p aimed.PartFigure) string {
	by := saysByPlace
	if p.Dimension != "" {
		by = "By " + strings.ReplaceAll(p.Dimension, "; ", " and ")
		if p.Site != "" {
			by += ", " + p.Site
		}
	}
	return by
}

func (f Figure) partRow(p aimed.PartFigure, m Measure) PartRow {
	r := PartRow{Name: strings.ReplaceAll(p.Value, "; ", ", "), Target: sayValue(aimed.Plain(p.Target), SeenText{State: TextEmpty}, m.Unit), Mark: string(p.Mark)}
	if p.Dimension == "" {
		r.Name = p.Site
	}
	if strings.Trim(r.Name, ", ") == "" {
		r.Name = capital(saysNotNamed)
	}
	switch {
	case p.Mark == aimed.MarkWithheld:
		r.Actual = saysKeptPrivate
	case p.Mark == aimed.MarkUnknown:
		r.Actual = saysNotKnown
	default:
		r.Actual = sayValue(aimed.Plain(p.Actual), SeenText{State: TextEmpty}, m.Unit)
		if (f.rounded || m.Rounded) && p.Actual.Form == domain.Numeric {
			r.Actual = about(r.Actual)
		}
	}
	return r
}

// partRows are the parts of a figure as rows of text, each with its mark.
func (f Figure) partRows(m Measure) (rows []row) {
	for _, b := range f.Breakdowns(m) {
		rows = append(rows, row{over: b.By + ":"})
		for _, r := range b.Rows {
			if r.Mark != markWhole { // it stands above
				rows = append(rows, row{cells: []string{r.Name, r.Target, r.Actual, r.Sign() + joined + r.SaysMark()}})
			}
		}
	}
	return rows
}

// addParts adds a row to the table for each part of a figure.
func (t *Table) addParts(a Aim, m Measure, f Figure) {
	at := func(column string) int { return slices.Index(t.Columns, column) }
	for _, p := range f.Parts {
		row := make([]any, len(t.Columns))
		for i := range row {
			row[i] = ""
		}
		for column, value := range map[string]any{
			"aim": a.ID, "statement": a.Statement, "born": a.Born, "state": string(a.State), "measure": m.ID, "name": m.Name,
			"kind": string(m.Kind), "mode": string(m.Mode), "unit": m.Unit, "retired": m.Retired, "part": "breakdown", "start": f.Start, "end": f.End,
			"target": aimed.Plain(p.Target), "actual": aimed.Plain(p.Actual), "dimension": p.Dimension, "value": p.Value, "site": p.Site, "mark": string(p.Mark),
		} {
			row[at(column)] = value
		}
		if f.source > 0 {
			row[at(figureColumn)] = f.source
		}
		t.add(row...)
	}
}

// TargetOf is what is aimed for in one part of a figure, in words; empty where nothing is.
func (f Figure) TargetOf(parts []domain.Part, m Measure) string {
	for _, p := range f.Parts {
		if p.Site == "" && p.Is(parts) {
			return withUnit(sayFigure(aimed.Plain(p.Target)), aimed.Plain(p.Target), m.Unit)
		}
	}
	return ""
}

// PeriodWords is the time of a figure in words, as it stands alone.
func PeriodWords(f Figure) string {
	return capital(sayPeriod(domain.Date(f.Start), domain.Date(f.End)))
}
