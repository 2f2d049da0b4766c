package reports

import (
	"io"
	"slices"
	"strings"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/projections"
)

// Provenance is where one figure comes from: its rule in words, the entries that count in it and those left out.
type Provenance struct {
	Project   string        `json:"project"`
	KnownAt   KnownAt       `json:"known_at"`
	Aim       string        `json:"aim"`
	Measure   string        `json:"measure"`
	Period    string        `json:"period"` // START/END, so_far or overall
	Statement string        `json:"statement"`
	Name      string        `json:"name"`
	Figure    Figure        `json:"figure"`
	Counted   []Line        `json:"counted"`
	LeftOut   []LeftOutLine `json:"left_out"`

	measure Measure
}

// LeftOutLine is an entry that does not count in a figure, and why, as a sentence.
type LeftOutLine struct {
	Line
	Why string `json:"why"`
}

// The names of the figures that are of no single period.
const (
	PeriodOverall = "overall"
	PeriodSoFar   = "so_far"
)

// PeriodID names the period of a figure as addresses and Moved do: START/END with nothing where it is open.
func (f Figure) PeriodID() string {
	return domain.Date(f.Start).String() + "/" + domain.Date(f.End).String()
}

// ProvenanceOf says where the figure of a measure in a period comes from; an empty period means overall. What is not there
// is NotFound.
func ProvenanceOf(seen Seen, aim, measure, period string) (Provenance, error) {
	c := ComparisonOf(seen)
	a := slices.IndexFunc(c.Aims, func(a Aim) bool { return a.ID == aim })
	if a < 0 {
		return Provenance{}, notThere("aim", aim, "choose an aim of this project")
	}
	m := slices.IndexFunc(c.Aims[a].Measures, func(m Measure) bool { return m.ID == measure })
	if m < 0 {
		return Provenance{}, notThere("measure", measure, "choose a measure of this aim")
	}
	if period == "" {
		period = PeriodOverall
	}
	p := Provenance{
		Project: c.Project, KnownAt: c.KnownAt, Aim: aim, Measure: measure, Period: period, Statement: c.Aims[a].Statement,
		Name: c.Aims[a].Measures[m].Name, Counted: []Line{}, LeftOut: []LeftOutLine{}, measure: c.Aims[a].Measures[m],
	}
	f, ok := p.measure.figure(period)
	if !ok {
		return Provenance{}, notThere("period", period, "choose a period of this measure")
	}
	p.Figure = f
	p.fill(seen.look())
	return p, nil
}

func notThere(thing, value, want string) error {
	return &domain.Error{Kind: domain.NotFound, Message: "there is no such " + thing, Value: value, Want: want}
}

func (m Measure) figure(period string) (Figure, bool) {
	switch period {
	case PeriodOverall:
		return m.Overall, true
	case PeriodSoFar:
		if m.SoFar == nil {
			return Figure{}, false
		}
		return *m.SoFar, true
	}
	i := slices.IndexFunc(m.Periods, func(f Figure) bool { return f.PeriodID() == period })
	if i < 0 {
		return Figure{}, false
	}
	return m.Periods[i], true
}

// fill looks up the entries. One that is hidden is neither counted nor left out here.
func (p *Provenance) fill(s *sight) {
	rows := map[string]*projections.EntryRow{}
	entries := s.view().Entries()
	for i := range entries {
		rows[entries[i].ID] = &entries[i]
	}
	for _, ref := range p.Figure.Entries {
		if row := rows[ref.ID]; row != nil {
			p.Counted = append(p.Counted, s.line(row))
		}
	}
	for _, out := range p.Figure.LeftOut {
		if row := rows[out.ID]; row != nil {
			p.LeftOut = append(p.LeftOut, LeftOutLine{s.line(row), string(out.Why)})
		}
	}
}

// ProvenanceWords are the figure and its rule in words. Empty ones have nothing to say.
type ProvenanceWords struct {
	Name                                              string // of the measure; one that should go down says so
	When, Target, First, Actual, Status, Rule, Reason string
	Warnings                                          []string
}

// Words says the figure in words.
func (p Provenance) Words() ProvenanceWords {
	f := p.Figure
	w := ProvenanceWords{
		Name: p.measure.Title(), When: p.when(p.Period, f), Target: sayValue(f.Target, f.TargetText, p.measure.Unit), Actual: f.sayActual(p.measure),
		Status: capital(f.sayStatus(p.measure)), Rule: f.Rule, Reason: f.Reason.String(),
	}
	if first := sayFigure(f.FirstTarget); first != "" && first != sayFigure(f.Target) {
		w.First = withUnit(first, f.FirstTarget, p.measure.Unit)
	}
	for _, warning := range f.Warnings {
		w.Warnings = append(w.Warnings, f.Suggestions[warning])
	}
	return w
}

func (p Provenance) when(period string, f Figure) string {
	switch period {
	case PeriodOverall:
		return capital(saysAllTogether)
	case PeriodSoFar:
		return capital(saysSoFar)
	}
	return capital(sayPeriod(domain.Date(f.Start), domain.Date(f.End)))
}

// PeriodName is a period of a measure: its id and its words.
type PeriodName struct{ ID, Words string }

// Periods returns the periods that the measure has, the overall one last.
func (p Provenance) Periods() []PeriodName {
	var list []PeriodName
	for _, f := range p.measure.Periods {
		list = append(list, PeriodName{f.PeriodID(), p.when(f.PeriodID(), f)})
	}
	if p.measure.SoFar != nil {
		list = append(list, PeriodName{PeriodSoFar, p.when(PeriodSoFar, *p.measure.SoFar)})
	}
	return append(list, PeriodName{PeriodOverall, p.when(PeriodOverall, p.measure.Overall)})
}

// WriteText writes where the figure comes from, for lines of width characters (0: 80).
func (p Provenance) WriteText(w io.Writer, width int) error {
	page, says := newPage(width), p.Words()
	page.heading(says.Name, "=")
	page.para(p.Statement)
	page.para(strings.Join([]string{says.When, saysAimedFor + ": " + says.Target, saysHappened + ": " + says.Actual, says.Status}, ". ") + ".")
	page.para(says.Rule)
	writeLines(page, "Entries that count:", p.Counted)
	for _, out := range p.LeftOut {
		page.hang("- ", "Left out: "+out.say()+" "+out.Why)
	}
	return page.writeTo(w)
}

// FieldWords is one field of an entry in words: its name and what it says, each with the id of the entry it names, where
// it names one.
type FieldWords struct {
	Name   string
	Values []FieldValue
}

// FieldValue is one thing that a field says.
type FieldValue struct{ Words, Entry string }

// SaidOf writes the fields of an entry in words.
func SaidOf(seen Seen, f Fields) []FieldWords {
	s := seen.look()
	var list []FieldWords
	aim := ""
	for _, field := range f {
		if inner, ok := field.Value.(Fields); ok {
			list = append(list, SaidOf(seen, inner)...)
			continue
		}
		w := FieldWords{Name: capital(fieldName(field.Name))}
		switch v := field.Value.(type) {
		case []string:
			for _, id := range v {
				w.Values = append(w.Values, s.sayRef(field.Name, id))
			}
		case string:
			if field.Name == "aim" {
				aim = v
			}
			if field.Name == "measure" {
				v = s.measureName(aim, v)
			}
			w.Values = append(w.Values, s.sayRef(field.Name, v))
		default:
			w.Values = append(w.Values, FieldValue{Words: sayField(v)})
		}
		list = append(list, w)
	}
	return list
}

// fieldName names a field: what has words in the table of labels by them, else its own name.
func fieldName(name string) string {
	switch name {
	case "what":
		return saysHappened
	case "statement":
		return "what we want"
	case "value":
		return "number or answer"
	case "supported":
		return LabelWords("thought_right")
	}
	if words := LabelWords(name); words != name {
		return words
	}
	return strings.ReplaceAll(name, "_", " ")
}

// sayRef writes a plain text of a field: an entry it names by its number, an aim by its statement.
func (s *sight) sayRef(field, text string) FieldValue {
	if row, ok := s.entry(text); ok {
		line := s.line(&row)
		return FieldValue{Words: "Entry " + sayNumber(row.Position) + ": " + line.Says, Entry: row.ID}
	}
	switch field {
	case "aim":
		if statement := s.statement(text); statement != "" {
			text = statement
		}
	case "supported", "helped", "kept", "welcome":
		text = in(answerWords[:], text)
	case "next":
		text = in(nextWords[:], text)
	case "sure":
		text = in(sureWords[:], text)
	case "judged":
		text = in(judgedWords[:], text)
	}
	return FieldValue{Words: text}
}

// Knows says how the writer knows, in words.
func (e Entry) Knows() string { return capital(in(knowingWords[:], string(e.Knowing))) }

// OriginalWords is the day another store first recorded the entry; empty where this store was the first.
func (e Entry) OriginalWords() string {
	if d := e.written; d.Known() && e.Original != (Moment{}) {
		return sayDay(d)
	}
	return ""
}
