package reports

import (
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/aimed"
	"github.com/desirelines/desirelines/projections"
)

// Sheet is one table of an export: its rows come one after the other and hold what a spreadsheet can tell apart, namely a string, a
// domain.Number, a domain.Date, an int, a bool or nil for an empty cell. They may be read after the view is gone.
type Sheet struct {
	Name    string
	About   string // what a row is, in a sentence
	Columns []string
	Rows    iter.Seq[[]any]
}

// SheetSet is the tables of one project, for one audience, at one moment. Facts say which those are, and by which rules the figures were
// made, as names and texts in the order to show them in.
type SheetSet struct {
	Title  string
	Facts  [][2]string
	Sheets []Sheet
}

// The names of the sheets of an export. They are part of the command line and so never change.
const (
	SheetAims     = "aims"
	SheetResults  = "results"
	SheetFigures  = "figures"
	SheetSources  = "sources"
	SheetTests    = "tests"
	SheetLearning = "learning"
	SheetJourney  = "journey"
)

// SheetNames are the sheets of an export in their order.
func SheetNames() []string {
	return []string{SheetAims, SheetResults, SheetFigures, SheetSources, SheetTests, SheetLearning, SheetJourney}
}

// SheetsOf returns the tables of what the audience may see of a project. A name that is none of SheetNames is Usage; no name is all. Rows are
// made measure by measure and kept packed, so that neither all figures nor all that was stated is held at once; see projections.View.Parts.
func SheetsOf(seen Seen, names ...string) (SheetSet, error) {
	s := seen.look()
	if len(names) == 0 {
		names = SheetNames()
	}
	for _, name := range names {
		if !slices.Contains(SheetNames(), name) {
			return SheetSet{}, &domain.Error{
				Kind: domain.Usage, Message: fmt.Sprintf("there is no table %q", name), Value: name, Want: "choose " + orList(SheetNames()),
			}
		}
	}
	t := newTables(s, names)
	if err := s.inParts(t.take); err != nil {
		return SheetSet{}, err
	}
	set := SheetSet{Title: PlaceOf(seen).Name, Facts: s.facts(seen, t.keeps)}
	for _, name := range names {
		switch name {
		case SheetAims:
			set.Sheets = append(set.Sheets, t.aimsSheet())
		case SheetResults:
			set.Sheets = append(set.Sheets, Sheet{
				Name: name, About: "Each row is a period, or something that was observed; import xlsx and import csv read it.", Columns: resultsColumns, Rows: t.results.rows(),
			})
		case SheetFigures:
			set.Sheets = append(set.Sheets, Sheet{
				Name: name, About: "Each row is a figure: of a period, of all that has ended so far, or of all together.", Columns: figuresColumns, Rows: t.figures.rows(),
			})
		case SheetSources:
			set.Sheets = append(set.Sheets, Sheet{Name: name, About: saysSourcesSheet, Columns: sourceColumns, Rows: t.sources.rows()})
		case SheetTests:
			set.Sheets = append(set.Sheets, TestsOf(seen).table().sheet(name, "Each row is something that was tried."))
		case SheetLearning:
			set.Sheets = append(set.Sheets, LearningLogOf(seen).table().sheet(name, "Each row is a chain from what happened to what was learnt and changed."))
		case SheetJourney:
			set.Sheets = append(set.Sheets, Sheet{
				Name: name, About: "Each row is a moment of the way, oldest first.", Columns: journeyColumns(), Rows: t.journey.rows(),
			})
		}
	}
	return set, nil
}

// SheetsOfTelling returns the sections of a report as tables. A section that is no list of things has none.
func SheetsOfTelling(t Telling) SheetSet {
	set := SheetSet{Title: t.Title(), Facts: [][2]string{
		{"Project", t.NameOrID()}, {"Project id", t.Project}, {"For", t.Audience.Name}, {"Moment", t.Moment()},
		{"Position", sayNumber(t.KnownAt.Position)}, {"How we count", saysArithmetic},
	}}
	for _, part := range t.Parts {
		if table, err := TableOf(part.Model); err == nil {
			set.Sheets = append(set.Sheets, table.sheet(part.ID, strings.TrimSpace(part.Title+". "+part.Keeps)))
		}
	}
	if len(t.Sources) > 0 {
		set.Sheets = append(set.Sheets, sourcesSheet(t.Sources))
	}
	return set
}

// saysArithmetic is how every figure came about.
const saysArithmetic = "Every figure is made by one rule from exact decimal numbers, and the sheet of figures names the rule and the entries behind each. " +
	"Not due yet, not reported, a reported zero and a number that is kept back are four different things."

// facts say which project, moment and audience an export is of, and what is not in it.
func (s *sight) facts(seen Seen, k kept) [][2]string {
	place, known := PlaceOf(seen), knownAt(s.base.Known)
	facts := [][2]string{
		{"Project", place.Name}, {"Project id", place.Project}, {"Question", place.Question}, {"For", s.lens.Audience.Name},
		{"Moment", sayMoment(known, Day(s.asked.happenedBy), Day(s.asked.askedOn), s.asked.against, s.zone)},
		{"Position", sayNumber(known.Position)}, {"Told", strings.TrimSpace(seen.AsTold().Says())}, {"How we count", saysArithmetic},
		{"Small numbers", s.saysRule()}, {"Kept private", s.saysWithheld(k)},
	}
	return slices.DeleteFunc(facts, func(f [2]string) bool { return f[1] == "" })
}

// saysWithheld says how much is kept from the audience; it says no number.
func (s *sight) saysWithheld(k kept) string {
	if s.lens.Audience.ID == groupID || s.lens.Audience.ID == "" {
		return "What somebody kept to themselves is not in here."
	}
	return k.says(SectionEntries)
}

func orList(names []string) string {
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " or " + names[last]
}

// sheet is a table whose cells are as they were given.
func (t Table) sheet(name, about string) Sheet {
	return Sheet{Name: name, About: about, Columns: t.Columns, Rows: func(yield func([]any) bool) {
		for i, row := range t.Rows {
			cells := make([]any, len(row))
			for n := range row {
				if cells[n] = row[n]; t.cells != nil {
					cells[n] = sheetCell(t.cells[i][n])
				}
			}
			if !yield(cells) {
				return
			}
		}
	}}
}

// sheetCell is a cell as a spreadsheet can tell it apart; what has no form of its own is a text.
func sheetCell(c any) any {
	switch v := c.(type) {
	case nil, bool, int, domain.Number, domain.Date:
		return v
	case uint64:
		return domain.Int(int64(v)) //nolint:gosec // the number of an entry
	case Day:
		return domain.Date(v)
	case *domain.Number:
		if v == nil {
			return nil
		}
		return *v
	case aimed.Plain:
		if v.Form == domain.Numeric {
			return v.Number
		}
	}
	return cell(c)
}

// WriteCSV writes a sheet as a table: a line of column names, then the rows, each ended by CR LF.
func (s Sheet) WriteCSV(w io.Writer) error {
	var b strings.Builder
	writeRow(&b, s.Columns)
	row := make([]string, len(s.Columns))
	for cells := range s.Rows {
		for i, c := range cells {
			row[i] = cell(c)
		}
		writeRow(&b, row)
		if b.Len() > 1<<15 {
			if _, err := io.WriteString(w, b.String()); err != nil {
				return err
			}
			b.Reset()
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// SafeCell keeps a spreadsheet from running a text: one that it would take for a formula gets an apostrophe before it.
func SafeCell(text string) string { return safeCell(text) }

// figuresColumns are those of the table of figures.
var figuresColumns = []string{"aim_id", "aim", "measure_id", "measure", "unit", "part", "period_start", "period_end", "baseline", "first_target",
	"target", "target_text", "actual", "actual_text", "numerator", "denominator", "status", "status_words", "share_of_aim", "distance_travelled",
	"carried", "in_progress", "warnings", "rule", "entries", "left_out", "corrections", "figure"}

// figures are the figures of a measure with the name of what they are of.
func (m Measure) figures() iter.Seq2[string, Figure] {
	return func(yield func(string, Figure) bool) {
		for _, f := range m.Periods {
			if !yield("period", f) {
				return
			}
		}
		if m.SoFar != nil && !yield(PeriodSoFar, *m.SoFar) {
			return
		}
		yield(PeriodOverall, m.Overall)
	}
}

// figureRow is a figure with the rule, the entries that count in it, how they were corrected and those left out.
func figureRow(a projections.AimRow, m Measure, part string, f Figure, chains map[string]string) []any {
	var warnings, entries, out, corrections []string
	for _, w := range f.Warnings {
		warnings = append(warnings, string(w))
	}
	for _, e := range f.Entries {
		entries = append(entries, sayNumber(e.Position))
		if chain := chains[e.ID]; chain != "" {
			corrections = append(corrections, chain)
		}
	}
	for _, l := range f.LeftOut {
		out = append(out, strings.TrimSpace(sayNumber(l.Position)+" "+string(l.Why)+" "+chains[l.ID]))
	}
	row := []any{a.Aim, a.Statement, m.ID, m.Name, m.Unit, part, f.Start, f.End, m.Baseline, f.FirstTarget, f.Target, f.TargetText, f.Actual,
		f.ActualText, f.Numerator, f.Denominator, string(f.Status), f.sayStatus(m), f.ShareOfAim, f.DistanceTravelled, f.Carried, f.InProgress,
		strings.Join(warnings, " "), f.Rule, strings.Join(entries, " "), strings.Join(out, "\n"), strings.Join(corrections, "\n"), f.source}
	for i := range row {
		row[i] = sheetCell(row[i])
	}
	return row
}
