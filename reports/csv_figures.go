package reports

import (
	"encoding/json"
	"io"
	"strings"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/aimed"
)

// WriteCSV writes a table as WriteCSV of a model does.
func (t Table) WriteCSV(w io.Writer) error {
	var b strings.Builder
	t.write(&b)
	_, err := io.WriteString(w, b.String())
	return err
}

// table has the figure first, then a row for each entry that counts in it or is left out, with the number of that entry.
func (p Provenance) table() Table {
	t := newTable("aim", "measure", "period", "target", "first_target", "actual", "numerator", "denominator", "status", "entry", "counts", "value", "why", "says", "happened", "text")
	f := p.Figure
	t.add(p.Aim, p.Measure, p.Period, f.Target, f.FirstTarget, f.Actual, f.Numerator, f.Denominator, string(f.Status), "", "", "", "", "", "", "")
	entry := func(l Line, n Stated, counts bool, why string) {
		t.add(p.Aim, p.Measure, p.Period, "", "", "", n.Numerator, n.Denominator, "", l.Position, counts, n.Value, why, l.Says, l.Happened, l.Text)
	}
	for _, l := range p.Counted {
		entry(l.Line, l.Stated, true, "")
	}
	for _, l := range p.LeftOut {
		entry(l.Line, l.Stated, false, l.Why)
	}
	return t
}

// table has a row for each entry on the way; steps of what led to it are below zero.
func (t Trace) table() Table {
	list := newTable("entry", "steps", "kind", "says", "happened", "ties", "words")
	list.add(t.Entry.Position, 0, t.Entry.Kind, t.Entry.Says, t.Entry.Happened, "", t.Entry.Text)
	for _, s := range t.Before {
		list.add(s.Position, -s.Steps, s.Kind, s.Says, s.Happened, entryList(s.Ties), s.Text)
	}
	for _, s := range t.After {
		list.add(s.Position, s.Steps, s.Kind, s.Says, s.Happened, entryList(s.Ties), s.Text)
	}
	return list
}

// table has a row for each figure that differs.
func (d Difference) table() Table {
	t := newTable("aim", "measure", "period", "field", "before", "after", "by")
	for _, m := range d.Moved {
		t.add(m.Aim, m.Measure, m.Period, m.Field, movedCell(m.Before), movedCell(m.After), entryList(m.By))
	}
	return t
}

// table has a row for each figure that a step moved, and one for each step that moved none.
func (r Replay) table() Table {
	t := newTable("entry", "kind", "says", "aim", "measure", "period", "field", "before", "after")
	for _, s := range r.Steps {
		if len(s.Moved) == 0 {
			t.add(s.Entry.Position, s.Entry.Kind, s.Entry.Says, "", "", "", "", "", "")
		}
		for _, m := range s.Moved {
			t.add(s.Entry.Position, s.Entry.Kind, s.Entry.Says, m.Aim, m.Measure, m.Period, m.Field, movedCell(m.Before), movedCell(m.After))
		}
	}
	return t
}

// movedCell is a value as the JSON has it, a number and a text without quotes.
func movedCell(value any) any {
	switch v := value.(type) {
	case aimed.Plain:
		return domain.Value(v).Plain()
	case SeenText:
		if v.State != TextShown {
			return ""
		}
		return v.Text
	}
	raw, err := json.Marshal(value)
	if err != nil || string(raw) == "null" {
		return ""
	}
	var text string
	if json.Unmarshal(raw, &text) == nil {
		return text
	}
	return string(raw)
}
