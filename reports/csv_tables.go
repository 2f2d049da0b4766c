package reports

import (
	"slices"
	"strings"
	"time"
)

// table has one row for each figure of each measure: its periods, what has ended so far, all together; below a period, one for each of
// its parts by whom and where, with its mark. An aim without a measure has one row.
func (c Comparison) table() Table {
	t := newTable("aim", "statement", "born", "state", "counted", "measure", "name", "kind", "mode", "unit", "retired", "part", "start", "end",
		"baseline", "baseline_on", "first_target", "target", "target_text", "actual", "actual_text", "numerator", "denominator", "carried",
		"in_progress", "status", "stands", "share_of_aim", "distance_travelled", "warnings", "entries", "dimension", "value", "site", "mark")
	if c.sourced() {
		t.Columns = append(t.Columns, figureColumn)
	}
	t.Columns = append(t.Columns, judgedColumns()...)
	for _, a := range c.Aims {
		if len(a.Measures) == 0 {
			row := make([]any, len(t.Columns))
			for i, v := range []any{a.ID, a.Statement, a.Born, string(a.State), string(a.Counted)} {
				row[i] = v
			}
			copy(row[len(row)-len(judgedColumns()):], judgedCells(a.judgement))
			t.add(row...)
		}
		for _, m := range a.Measures {
			for _, f := range m.Periods {
				t.addFigure(a, m, "period", f)
				t.addParts(a, m, f)
			}
			if m.SoFar != nil {
				t.addFigure(a, m, "so_far", *m.SoFar)
			}
			t.addFigure(a, m, "overall", m.Overall)
			t.addParts(a, m, m.Overall)
		}
	}
	return t
}

// figureColumn leads from a figure to its source. Only tables of a report have it.
const figureColumn = "figure"

func (c Comparison) sourced() bool {
	return slices.ContainsFunc(c.Aims, func(a Aim) bool { return len(a.Measures) > 0 && a.Measures[0].Overall.source > 0 })
}

func (t *Table) addFigure(a Aim, m Measure, part string, f Figure) {
	var warnings, entries []string
	for _, w := range f.Warnings {
		warnings = append(warnings, string(w))
	}
	for _, e := range f.Entries {
		entries = append(entries, sayNumber(e.Position))
	}
	row := []any{a.ID, a.Statement, a.Born, string(a.State), string(a.Counted), m.ID, m.Name, string(m.Kind), string(m.Mode), m.Unit, m.Retired,
		part, f.Start, f.End, m.Baseline, m.BaselineOn, f.FirstTarget, f.Target, f.TargetText, f.Actual, f.ActualText, f.Numerator,
		f.Denominator, f.Carried, f.InProgress, string(f.Status), f.Stands(m), f.ShareOfAim, f.DistanceTravelled,
		strings.Join(warnings, " "), strings.Join(entries, " "), "", "", "", ""}
	if f.source > 0 {
		row = append(row, f.source)
	}
	t.add(append(row, judgedCells(f.Judgement)...)...)
}

// table has one row for each chain, with the entries of a step one in a line.
func (g LearningLog) table() Table {
	t := newTable("from_entries", "from", "answer", "learnt_entry", "learnt", "changed_entries", "changed", "helped", "next", "still_open", "open_days")
	for _, c := range g.Chains {
		var from, fromText, answers, changed, changedText, helped, next []string
		for _, s := range c.From {
			from, fromText = append(from, sayNumber(s.Position)), append(fromText, s.tried()+s.Text.String())
			answers = append(answers, s.Answer)
		}
		for _, ch := range c.Changes {
			changed, changedText = append(changed, sayNumber(ch.Position)), append(changedText, ch.Text.String())
			for _, check := range ch.Checks {
				helped = append(helped, check.Answer)
			}
		}
		for _, n := range c.Next {
			next = append(next, n.Text.String())
		}
		var learnt Line
		entry := ""
		if c.Learning != nil {
			learnt, entry = c.Learning.Line, sayNumber(c.Learning.Position)
		}
		t.add(strings.Join(from, " "), lines(fromText), lines(answers), entry, learnt.Text, strings.Join(changed, " "), lines(changedText),
			lines(helped), lines(next), "", "")
	}
	for _, l := range g.Open {
		t.add(sayNumber(l.Position), l.tried()+l.Text.String(), l.Answer, "", "", "", "", "", "", l.WaitsFor, l.Days)
	}
	return t
}

// tried is what a test tried, to stand before what came of it.
func (s Step) tried() string {
	if s.Test == nil || s.Test.Text.Empty() {
		return ""
	}
	return sentence(s.Test.Text.String()) + " "
}

func lines(texts []string) string { return strings.Join(texts, "\n") }

// journeyColumns are those of the table of a journey.
func journeyColumns() []string {
	return []string{"month", "day", "entry", "kind", "says", "about", "text", "corrected", "taken_back"}
}

func (j Journey) table() Table {
	t := newTable(journeyColumns()...)
	for _, m := range j.Months {
		for _, moment := range m.Moments {
			t.add(moment.cells(m.Month)...)
		}
		if n := len(m.Imported); n > 0 {
			t.add(cameFromFileCells(m.Month, n)...)
		}
	}
	return t
}

func (m JourneyMoment) cells(month string) []any {
	return []any{month, m.Day, m.Position, m.Kind, m.Says, m.About, m.Text, m.Corrected, m.Withdrawn}
}

func cameFromFileCells(month string, n int) []any {
	return []any{month, "", "", "", sayCameFromFile(n), "", "", "", ""}
}

func (l EntryList) table() Table {
	t := newTable("entry", "id", "kind", "says", "happened", "recorded", "about", "text", "corrected", "taken_back", "taken", "what_changed", "between", "level")
	t.Columns = append(t.Columns, checkedColumns()...)
	for _, e := range l.Entries {
		cells := []any{e.Position, e.ID, e.Kind, e.Says, e.Happened, time.Time(e.Recorded).UTC().Format(time.RFC3339Nano), e.About, e.Text, e.Corrected, e.Withdrawn, string(e.Taken)}
		t.add(append(append(cells, differentCells(e.Different)...), checkedCells(e.Outside)...)...)
	}
	return t
}

func (l ProjectList) table() Table {
	t := newTable("project", "name", "entries")
	for _, p := range l {
		t.add(p.ID, p.Name, p.Entries)
	}
	return t
}
