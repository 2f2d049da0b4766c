package reports

import (
	"slices"
	"strings"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/aimed"
	"github.com/desirelines/desirelines/projections"
)

// ChangedField is one field that a correction changed, in words, as far as the audience may read them. Before is empty where
// nobody said anything before, or where it is not known; After where nothing is said any more.
type ChangedField struct {
	Field  string `json:"field"` // as in the JSON of the entry
	Before string `json:"before"`
	After  string `json:"after"`

	written bool // a person's words, not a plain value
}

// Name is the name of the field in words.
func (c ChangedField) Name() string { return capital(fieldName(c.Field)) }

// Says is what was said before and after: "12 people → 14 people". Where nothing is known of before it is what is said now.
func (c ChangedField) Says() string {
	before, after := excerpts(c.Before, c.After)
	if c.Field == "happened" && before == "" {
		return after
	}
	return orNothing(before) + " → " + orNothing(after)
}

func orNothing(s string) string {
	if s == "" {
		return saysNothing
	}
	return s
}

// longestChange is how many characters of a text stand on either side of a change.
const longestChange = 120

// excerpts shortens long texts to where they begin to differ, so that what changed is never what is cut off.
func excerpts(before, after string) (b, a string) {
	from := 0
	if len(before) > longestChange || len(after) > longestChange {
		for from < len(before) && from < len(after) && before[from] == after[from] {
			from++
		}
		from = strings.LastIndexByte(before[:max(0, from-30)], ' ') + 1
	}
	cut := func(s string) string {
		if from > 0 {
			s = "… " + s[from:]
		}
		return domain.Short(s, longestChange)
	}
	return cut(before), cut(after)
}

// changes are what a correction changed, in the order of the fields; nothing for an entry that is none.
func (s *sight) changes(correction *projections.EntryRow) []ChangedField {
	b, ok := correction.Body.(*domain.EntryCorrected)
	if !ok {
		return nil
	}
	entry, ok := s.entry(b.Entry)
	if !ok {
		return nil
	}
	before, happened := s.beforeOf(&entry, correction.ID)
	list := s.changed(&entry, before, b.With)
	if b.Happened != nil && *b.Happened != happened {
		c := ChangedField{Field: "happened", After: sayDay(*b.Happened)}
		if happened.Known() {
			c.Before = sayDay(happened)
		}
		list = append(list, c)
	}
	return list
}

// beforeOf is what an entry said before one of its corrections, and the day an earlier correction gave. Body is nil where
// that cannot be known.
func (s *sight) beforeOf(entry *projections.EntryRow, correction string) (body domain.Body, happened domain.Date) {
	body = entry.First
	for _, c := range entry.Corrections {
		if c.ID == correction {
			break
		}
		row, ok := s.entry(c.ID)
		b, is := row.Body.(*domain.EntryCorrected)
		if !ok || !is {
			return nil, domain.Date{}
		}
		body = b.With
		if b.Happened != nil {
			happened = *b.Happened
		}
	}
	return body, happened
}

// changed compares two bodies of one entry as the audience may read them. What is kept private on both sides is alike.
func (s *sight) changed(entry *projections.EntryRow, before, after domain.Body) []ChangedField {
	if before == nil || after == nil {
		return nil
	}
	was, now := s.saidFields(s.fields(before, s.rightsTo(entry, before))), s.saidFields(s.fields(after, s.rightsTo(entry, after)))
	var list []ChangedField
	for _, f := range now {
		old, _ := fieldOf(was, f.field)
		if c := (ChangedField{f.field, old.all(), f.all(), f.written || old.written}); c.Before != c.After {
			list = append(list, c)
		}
	}
	for _, f := range was {
		if _, still := fieldOf(now, f.field); !still {
			list = append(list, ChangedField{f.field, f.all(), "", f.written})
		}
	}
	return slices.DeleteFunc(list, func(c ChangedField) bool { return isBookkeeping(c.Field) })
}

// isBookkeeping names the fields that say nothing to people: what a publisher's file says besides, and places in it.
func isBookkeeping(field string) bool { return field == "published" || field == "ordinal" }

func fieldOf(fields []FieldWords, name string) (FieldWords, bool) {
	i := slices.IndexFunc(fields, func(f FieldWords) bool { return f.field == name })
	if i < 0 {
		return FieldWords{}, false
	}
	return fields[i], true
}

// all is everything that a field says.
func (f FieldWords) all() string {
	says := make([]string, len(f.Values))
	for i, v := range f.Values {
		says[i] = v.Words
	}
	return strings.Join(says, ", ")
}

// sayChanges writes changes in one text; the number goes first and needs no name.
func sayChanges(list []ChangedField) string {
	var says []string
	for _, c := range list {
		if c.Field == "value" {
			says = append([]string{c.Says()}, says...)
			continue
		}
		says = append(says, c.Name()+": "+c.Says())
	}
	return strings.Join(says, "; ")
}

// corrected says which plain values of an entry its corrections changed; empty where there are none. Words that were
// replaced are left to the page of the entry: nobody should meet them again wherever the entry is told.
func (s *sight) corrected(row *projections.EntryRow) string {
	if row.First == nil {
		return ""
	}
	list := slices.DeleteFunc(s.changed(row, row.First, row.Body), func(c ChangedField) bool { return c.written })
	if len(list) == 0 {
		return ""
	}
	return "Corrected: " + sayChanges(list)
}

// sayNumberOf is the number or the answer that a body states about a measure; empty where it states none.
func (s *sight) sayNumberOf(body domain.Body, r rights) string {
	switch b := body.(type) {
	case *domain.EntryCorrected:
		return s.sayNumberOf(b.With, r)
	case *domain.BaselineSet:
		return s.sayOneValue(b.Value, b.Aim, b.Measure, r)
	case *domain.TargetSet:
		return s.sayOneValue(b.Value, b.Aim, b.Measure, r)
	case *domain.OutcomeRecorded:
		if b.Numerator != nil && b.Denominator != nil {
			return sayShare(b.Numerator.String(), b.Denominator.String(), "", nil)
		}
		return s.sayOneValue(b.Value, b.Aim, b.Measure, r)
	case *domain.AimJudged:
		d, _ := s.definition(b.Aim, b.Measure)
		return judgedWordsOf(d.MeasureKind, b.Judged)
	}
	return ""
}

func (s *sight) sayOneValue(v domain.Value, aim, measure string, r rights) string {
	switch figure := sayFigure(plain(v)); {
	case v.Form == domain.Withheld:
		return saysKeptPrivate
	case figure != "":
		return withUnit(figure, plain(v), s.unit(aim, measure))
	case v.Form == domain.InWords:
		return domain.Short(s.open(v.Text, r).String(), longestChange)
	}
	return ""
}

// refOf names an entry.
func refOf(row *projections.EntryRow) aimed.Ref { return aimed.Ref{ID: row.ID, Position: row.Position} }
