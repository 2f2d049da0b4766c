package domain

import (
	"maps"
	"slices"
	"time"
)

// Rules: an import notes itself once in each project where it changed something, with one id in all of
// them; it is undone once. The undoing itself is done by ordinary events, so that every view follows.
// Which heading of a sheet is which column is said once: a later map for the same headings replaces it.

// ImportMade says that what carries its id as correlation came from a file.
type ImportMade struct {
	v1
	Import    string    `json:"import"`             // a UUID
	Format    string    `json:"format"`             // iati, csv, xlsx, jsonl
	Published time.Time `json:"published,omitzero"` // the date of the file or of the activity, where it says one
	Appended  int       `json:"appended,omitempty"` // events of this project that it made, without this one
	File      Words     `json:"file,omitzero"`      // what the file was called, without folder and extension; people put names in such names
}

// ImportUndone says that an import was taken back.
type ImportUndone struct {
	v1
	Import string `json:"import"`
	Why    Words  `json:"why,omitzero"`
}

// ImportMapped says how sheets with certain headings are read from then on.
type ImportMapped struct {
	v1
	Headings string `json:"headings"` // what the headings are known by: 64 hexadecimal digits, whatever order they stand in
	SheetMap
}

// SheetMap says which heading of a sheet is which of our columns. It holds names and words of the sheet's own, none of people.
type SheetMap struct {
	Columns   map[string]string            `json:"columns,omitempty"`   // our column → their heading, as written; empty: the sheet has none
	Constants map[string]string            `json:"constants,omitempty"` // our column → what stands there in every row, where it has no heading
	Values    map[string]map[string]string `json:"values,omitempty"`    // our column → what they write → what it means to us
	Dates     DateOrder                    `json:"dates,omitempty"`
	Decimal   DecimalMark                  `json:"decimal,omitempty"`
	Sheet     string                       `json:"sheet,omitempty"` // of a workbook; empty: the one called results, or the only one
}

// DateOrder says what comes first in a date such as 03/04/2024.
type DateOrder string

// The orders of dates. Where nobody said one, such a date is asked about.
const (
	AskDates   DateOrder = ""
	DayFirst   DateOrder = "dmy"
	MonthFirst DateOrder = "mdy"
)

func (*ImportMade) Kind() string   { return "import.made" }
func (*ImportUndone) Kind() string { return "import.undone" }
func (*ImportMapped) Kind() string { return "import.mapped" }

func (b *ImportMade) about(string) Ref   { return Ref{"import", b.Import} }
func (b *ImportUndone) about(string) Ref { return Ref{"import", b.Import} }
func (b *ImportMapped) about(string) Ref { return Ref{"sheet", b.Headings} }

func (b *ImportMade) check(p *Project, _ string) error {
	if _, ok := parseUUID(b.Import); !ok {
		return invalid(b.Import, "this is not the id of an import", "send a UUID")
	}
	if _, ok := p.imports[b.Import]; ok {
		return &Error{Kind: Conflict, Message: "this import is noted already", Value: b.Import, Want: "use a new id"}
	}
	return oneOf("format", b.Format, "iati", "csv", "xlsx", "jsonl", "360giving")
}

func (b *ImportUndone) check(p *Project, _ string) error {
	stands, ok := p.imports[b.Import]
	if !ok {
		return invalid(b.Import, "there is no such import in this project", "give the id that the import answered with")
	}
	if !stands {
		return &Error{Kind: Conflict, Message: "this import was undone already", Value: b.Import, Want: "nothing needs doing"}
	}
	return checkFields(may("why", b.Why))
}

func (b *ImportMade) evolve(p *Project, _ string)   { set(p, p.imports, b.Import, true) }
func (b *ImportUndone) evolve(p *Project, _ string) { set(p, p.imports, b.Import, false) }
func (*ImportMapped) evolve(*Project, string)       {}

func (b *ImportMapped) check(*Project, string) error {
	if len(b.Headings) != 64 {
		return invalid(b.Headings, "this is not what headings are known by", "give 64 hexadecimal digits")
	}
	for i := range len(b.Headings) {
		if _, ok := hexDigit(b.Headings[i]); !ok {
			return invalid(b.Headings, "this is not what headings are known by", "give 64 hexadecimal digits")
		}
	}
	return b.SheetMap.Check()
}

// mostMapped is how many words a map may translate in one column.
const mostMapped = 1000

// Check says what is wrong with a map, whatever sheet it is for.
func (m *SheetMap) Check() error {
	for _, list := range []map[string]string{m.Columns, m.Constants} {
		if err := checkNames(list); err != nil {
			return err
		}
	}
	for _, column := range slices.Sorted(maps.Keys(m.Values)) {
		if err := checkFields(must("the name of a column", plain(column))); err != nil {
			return err
		}
		if err := checkNames(m.Values[column]); err != nil {
			return err
		}
	}
	if err := oneOf("dates", string(m.Dates), string(DayFirst), string(MonthFirst), ""); err != nil {
		return err
	}
	if err := oneOf("decimal", string(m.Decimal), string(Dot), string(Comma), ""); err != nil {
		return err
	}
	return checkFields(may("sheet", plain(m.Sheet)))
}

func checkNames(list map[string]string) error {
	if len(list) > mostMapped {
		return invalid("", "this map has too many words", "give at most 1000 for a column")
	}
	for _, name := range slices.Sorted(maps.Keys(list)) {
		if err := checkFields(may("a name in the map", plain(name)), may("a word in the map", plain(list[name]))); err != nil {
			return err
		}
	}
	return nil
}
