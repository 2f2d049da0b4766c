package reports

import (
	"reflect"
	"slices"
	"time"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/aimed"
	"github.com/desirelines/desirelines/projections"
)

// EntryList is a list of entries.
type EntryList struct {
	Project string  `json:"project"`
	KnownAt KnownAt `json:"known_at"`
	Entries []Line  `json:"entries"` // by position
}

// Entry is one entry with all that the audience may see of it.
type Entry struct {
	Project string `json:"project"`
	Line
	Original    Moment         `json:"original"` // when another store first did; null: this was the first
	Knowing     domain.Knowing `json:"knowing"`  // how the writer knows; empty: not said
	Actor       string         `json:"actor"`    // random id; empty outside the group
	Fields      Fields         `json:"fields"`   // what it says now
	First       Fields         `json:"first"`    // what was written first, where it was corrected; else null
	Withheld    []string       `json:"withheld"` // names of fields that are kept private
	Removed     []string       `json:"removed"`  // names of fields that were taken out of sight
	Changed     []ChangedField `json:"changed"`  // of a correction: what it changed
	Corrections []Said         `json:"corrections"`
	TakenBack   *Said          `json:"taken_back"`
	Redacted    *aimed.Ref     `json:"redacted"`
	Before      []Line         `json:"before"` // what led to it: its cause and the entries it names
	After       []Line         `json:"after"`  // what came of it: the entries that name it
}

// Said is a later event about an entry, with its reason.
type Said struct {
	ID       string         `json:"id"`
	Position uint64         `json:"position"`
	Why      SeenText       `json:"why"`
	On       Day            `json:"on"`      // the day it was first written down
	Changed  []ChangedField `json:"changed"` // of a correction: what it changed
}

// Field is one field of an entry: a SeenText where a person wrote it, else its plain value.
type Field struct {
	Name  string
	Value any
}

// Fields are the fields of an entry in the order of its kind; what says nothing is left out.
type Fields []Field

// MarshalJSON writes an object in that order.
func (f Fields) MarshalJSON() ([]byte, error) {
	if f == nil {
		return []byte("null"), nil
	}
	members := make([]member, len(f))
	for i, field := range f {
		members[i] = member{field.Name, field.Value}
	}
	return writeObject(members)
}

// EntriesOf lists all entries that the audience may know of.
func EntriesOf(seen Seen) EntryList {
	s := seen.look()
	l := EntryList{Project: s.base.Project, KnownAt: knownAt(s.base.Known), Entries: []Line{}}
	for _, row := range s.view().Entries() {
		l.Entries = append(l.Entries, s.line(&row))
	}
	return l
}

// EntryOf returns one entry by its id or its number. One that is hidden is NotFound, as one that does not exist.
func EntryOf(seen Seen, which string) (Entry, error) {
	s := seen.look()
	rows, i, err := s.entryAmong(which)
	if err != nil {
		return Entry{}, err
	}
	row := &rows[i]
	e := Entry{
		Project: s.base.Project, Line: s.line(row), Knowing: row.Knowing,
		Changed: list(s.changes(row)), Corrections: []Said{}, Withheld: []string{}, Removed: []string{}, Before: []Line{}, After: []Line{},
	}
	if row.Recorded != row.RecordedHere {
		e.Original = Moment(time.Unix(0, row.Recorded))
	}
	if s.lens.Audience.Words {
		e.Actor = row.Actor
	}
	e.Fields = s.fields(row.Body, s.rights(row))
	e.Withheld, e.Removed = e.Fields.missing("", e.Withheld, e.Removed)
	if row.First != nil {
		e.First = s.fields(row.First, s.rightsTo(row, row.First))
		e.Withheld, e.Removed = e.First.missing("first.", e.Withheld, e.Removed)
	}
	s.addLater(&e, row)
	s.addNeighbours(&e, row, rows)
	return e, nil
}

// entryAmong returns all entries that the audience may know of and the index of the one that is named by its id or its number.
func (s *sight) entryAmong(which string) ([]projections.EntryRow, int, error) {
	rows := s.view().Entries()
	i := slices.IndexFunc(rows, func(r projections.EntryRow) bool { return r.ID == which || sayNumber(r.Position) == which })
	if i < 0 {
		return nil, 0, &domain.Error{Kind: domain.NotFound, Message: "there is no such entry", Value: which, Want: "give the number or the id of an entry"}
	}
	return rows, i, nil
}

// addLater adds what was said about the entry afterwards.
func (s *sight) addLater(e *Entry, row *projections.EntryRow) {
	for _, c := range row.Corrections {
		e.Corrections = append(e.Corrections, s.said(c))
	}
	if row.Withdrawn != nil {
		said := s.said(*row.Withdrawn)
		e.TakenBack = &said
	}
	if row.Redacted != nil {
		e.Redacted = &aimed.Ref{ID: row.Redacted.ID, Position: row.Redacted.Position}
	}
}

func (s *sight) said(st projections.Stated) Said {
	said := Said{ID: st.ID, Position: st.Position, Why: SeenText{State: TextEmpty}, Changed: []ChangedField{}}
	row, ok := s.entry(st.ID)
	if !ok {
		return said
	}
	said.On, said.Changed, said.Why = Day(s.outline(&row).written), list(s.changes(&row)), s.whySaid(&row)
	return said
}

// whySaid is why an entry was corrected or taken back, in the words of whoever did.
func (s *sight) whySaid(row *projections.EntryRow) SeenText {
	switch b := row.Body.(type) {
	case *domain.EntryCorrected:
		return s.open(b.Why, s.rights(row))
	case *domain.EntryWithdrawn:
		return s.open(b.Why, s.rights(row))
	}
	return SeenText{State: TextEmpty}
}

func (s *sight) addNeighbours(e *Entry, row *projections.EntryRow, rows []projections.EntryRow) {
	led := append(refsOf(row.Body), row.Cause)
	for i := range rows {
		r := &rows[i]
		switch {
		case r.ID == row.ID:
		case slices.Contains(led, r.ID):
			e.Before = append(e.Before, s.line(r))
		case r.Cause == row.ID || slices.Contains(refsOf(r.Body), row.ID):
			e.After = append(e.After, s.line(r))
		}
	}
}

// fields returns what a body says. Ids of entries that are hidden are left out of it.
func (s *sight) fields(body domain.Body, r rights) Fields {
	fields := Fields{}
	eachField(body, func(name string, v reflect.Value) {
		if v.IsZero() {
			return
		}
		switch f := v.Interface().(type) {
		case personal:
			fields = append(fields, Field{name, s.open(f, r)})
		case domain.Value:
			fields = append(fields, s.valueFields(name, f, r)...)
		case domain.Body:
			fields = append(fields, Field{name, s.fields(f, s.rightsOfWith(body, f, r))})
		case string:
			if !s.hides(f) {
				fields = append(fields, Field{name, f})
			}
		case []string:
			if kept := slices.DeleteFunc(slices.Clone(f), s.hides); len(kept) > 0 {
				fields = append(fields, Field{name, kept})
			}
		default:
			if isPlain(v) {
				fields = append(fields, Field{name, f})
			}
		}
	})
	return fields
}

// valueFields are a value without its text, and the text beside it where there is one.
func (s *sight) valueFields(name string, v domain.Value, r rights) Fields {
	fields := Fields{{name, plain(v)}}
	if v.Form == domain.Withheld {
		fields[0].Value = "withheld"
	}
	if !v.Text.IsZero() {
		fields = append(fields, Field{name + "_text", s.open(v.Text, r)})
	}
	return fields
}

// rightsOfWith: what a correction says instead may be read by who may read the entry it corrects.
func (s *sight) rightsOfWith(body, with domain.Body, r rights) rights {
	if c, ok := body.(*domain.EntryCorrected); ok {
		if row, ok := s.entry(c.Entry); ok {
			return s.rightsTo(&row, with)
		}
		return rights{}
	}
	return r
}

// isPlain names the sorts of fields that may be seen without consent. A sort that is not named here is not shown.
func isPlain(v reflect.Value) bool {
	switch v.Interface().(type) {
	case domain.Date, *domain.Date, domain.Number, *domain.Number, []domain.Part, *domain.Published, time.Time, *bool:
		return true
	}
	switch v.Kind() {
	case reflect.String, reflect.Int, reflect.Bool:
		return true
	}
	return false
}

// missing adds the names of the texts that are kept private and of those that were removed.
func (f Fields) missing(prefix string, withheld, removed []string) (w, r []string) {
	for _, field := range f {
		switch v := field.Value.(type) {
		case SeenText:
			switch v.State {
			case TextPrivate:
				withheld = append(withheld, prefix+field.Name)
			case TextRemoved:
				removed = append(removed, prefix+field.Name)
			}
		case Fields:
			withheld, removed = v.missing(prefix+field.Name+".", withheld, removed)
		}
	}
	return withheld, removed
}
