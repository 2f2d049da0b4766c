package reports

import (
	"io"
	"slices"
	"strings"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/aimed"
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
	Counted   []CountedLine `json:"counted"`
	LeftOut   []LeftOutLine `json:"left_out"`
	Unnamed   bool          `json:"unnamed"` // what happened is a number of people, so that no entry behind it is named

	measure Measure
}

// CountedLine is an entry that counts in a figure. One that was corrected counts as it stands now, under its own number.
type CountedLine struct {
	Line
	Stated
	Correction *aimed.Ref  `json:"correction"` // the one whose words count; null where it was not corrected
	Opinion    bool        `json:"opinion"`    // somebody's judgement: it stands beside the figure and is not added up
	History    []Restated  `json:"history"`    // the corrections of its number, oldest first
	Causes     []aimed.Ref `json:"causes"`     // the entries that led to it, by position

	number string // in words, as it counts
}

// LeftOutLine is an entry that does not count in a figure, and why, as a sentence. Its line and number say what the entry said before it
// was corrected. By is the entry that took it out, null where none did.
type LeftOutLine struct {
	Line
	Stated
	Why    string      `json:"why"`
	By     *aimed.Ref  `json:"by"`
	On     Day         `json:"on"`     // the day that was written down
	Reason SeenText    `json:"reason"` // what the writer of that said
	Causes []aimed.Ref `json:"causes"` // the entries that led to it, by position

	number string // in words, as it was written
}

// Stated is the number of one entry. What it does not state, or what is kept private, is null.
type Stated struct {
	Value       aimed.Plain    `json:"value"`
	Numerator   *domain.Number `json:"numerator"`
	Denominator *domain.Number `json:"denominator"`
}

// statedIn is the number in a body that passed the lens.
func statedIn(body domain.Body) Stated {
	switch b := body.(type) {
	case *domain.EntryCorrected:
		return statedIn(b.With)
	case *domain.BaselineSet:
		return Stated{Value: plain(b.Value)}
	case *domain.TargetSet:
		return Stated{Value: plain(b.Value)}
	case *domain.OutcomeRecorded:
		return Stated{plain(b.Value), b.Numerator, b.Denominator}
	}
	return Stated{}
}

// Restated is one correction of a number, in words.
type Restated struct {
	Before string    `json:"before"`
	After  string    `json:"after"`
	On     Day       `json:"on"` // the day the correction was first written down
	Entry  aimed.Ref `json:"entry"`
	Why    SeenText  `json:"why"`
}

// The names of the figures that are of no single period.
const (
	PeriodOverall = "overall"
	PeriodSoFar   = "so_far"
)

// PeriodID names the period of a figure as addresses and Moved do: START/END with nothing where it is open.
func (f Figure) PeriodID() string { return periodID(domain.Date(f.Start), domain.Date(f.End)) }

func periodID(start, end domain.Date) string { return start.String() + "/" + end.String() }

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
		Name: c.Aims[a].Measures[m].Name, Counted: []CountedLine{}, LeftOut: []LeftOutLine{}, measure: c.Aims[a].Measures[m],
	}
	f, ok := p.measure.figure(period)
	if !ok {
		return Provenance{}, notThere("period", period, "choose a period of this measure")
	}
	p.Figure = f
	s := seen.look()
	p.fill(s.tracking(s.line))
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

func nextAfter(list []projections.Stated, position uint64) *projections.Stated {
	for i := range list {
		if list[i].Position > position {
			return &list[i]
		}
	}
	return nil
}

// Says is the correction in words, up to the number of its entry: "12 people, corrected to 14 people on 3 May 2025, entry".
func (r Restated) Says() string {
	return r.Before + ", corrected to " + r.After + " on " + sayDay(domain.Date(r.On)) + ", entry"
}

// SaysOn is the day of the entry that took it out, as it stands behind that; empty where none did.
func (l LeftOutLine) SaysOn() string {
	if l.By == nil {
		return ""
	}
	return ", " + sayDay(domain.Date(l.On))
}

// Facts and Opinions part the entries that count: what the figure is made of, and what people think.
func (p Provenance) Facts() []CountedLine { return p.sort(false) }

// Opinions are the judgements behind the figure.
func (p Provenance) Opinions() []CountedLine { return p.sort(true) }

func (p Provenance) sort(opinion bool) (list []CountedLine) {
	for _, c := range p.Counted {
		if c.Opinion == opinion {
			list = append(list, c)
		}
	}
	return list
}

// SaysUnnamed is why no entry is named that says what happened; empty where they are named.
func (p Provenance) SaysUnnamed() string {
	if !p.Unnamed {
		return ""
	}
	return saysUnnamed
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
		Name: p.measure.Title(), When: capital(periodWords(p.Period, f)), Target: sayValue(f.Target, f.TargetText, p.measure.Unit), Actual: f.sayActual(p.measure),
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

// periodWords is the period of a figure in words.
func periodWords(period string, f Figure) string {
	switch period {
	case PeriodOverall:
		return saysAllTogether
	case PeriodSoFar:
		return saysSoFar
	}
	return sayPeriod(domain.Date(f.Start), domain.Date(f.End))
}

// PeriodName is a period of a measure: its id and its words.
type PeriodName struct{ ID, Words string }

// Periods returns the periods that the measure has, the overall one last.
func (p Provenance) Periods() []PeriodName {
	var list []PeriodName
	for _, f := range p.measure.named() {
		list = append(list, PeriodName{f.id, capital(periodWords(f.id, f.Figure))})
	}
	return list
}

// namedFigure is a figure with the id of its period.
type namedFigure struct {
	Figure
	id string
}

// named are all figures of a measure: each period, those that have ended, all together.
func (m Measure) named() []namedFigure {
	var list []namedFigure
	for _, f := range m.Periods {
		list = append(list, namedFigure{f, f.PeriodID()})
	}
	if m.SoFar != nil {
		list = append(list, namedFigure{*m.SoFar, PeriodSoFar})
	}
	return append(list, namedFigure{m.Overall, PeriodOverall})
}

// Breakdowns are the parts of the figure, by whom and where.
func (p Provenance) Breakdowns() []Breakdown { return p.Figure.Breakdowns(p.measure) }

// MeasureOf is the measure that the figure is of.
func (p Provenance) MeasureOf() Measure { return p.measure }

// WriteText writes where the figure comes from, for lines of width characters (0: 80).
func (p Provenance) WriteText(w io.Writer, width int) error {
	page, says := newPage(width), p.Words()
	page.heading(says.Name, "=")
	page.para(p.Statement)
	page.para(strings.Join([]string{says.When, saysAimedFor + ": " + says.Target, saysHappened + ": " + says.Actual, says.Status}, ". ") + ".")
	page.para(says.Rule)
	for _, b := range p.Breakdowns() {
		var says []string
		for _, r := range b.Rows {
			says = append(says, r.Name+": "+r.Actual+" ("+r.Sign()+joined+r.SaysMark()+")")
		}
		writeList(page, b.By+":", says)
	}
	writeCounted(page, "Entries that count:", p.Facts())
	writeCounted(page, "What people think:", p.Opinions())
	if says := p.SaysUnnamed(); says != "" {
		page.para(says)
	}
	for _, out := range p.LeftOut {
		why := out.Why
		if out.By != nil {
			why += " Entry" + joined + sayNumber(out.By.Position) + sentence(out.SaysOn()) + sayText(out.Reason)
		}
		page.hang("- ", strings.TrimSpace(saysLeftOut+" "+out.say()+" "+why+" "+sayCauses(out.Causes)))
	}
	return page.writeTo(w)
}

func writeCounted(p *page, title string, list []CountedLine) {
	says := make([]string, len(list))
	for i, c := range list {
		says[i] = capital(c.day()) + ". " + c.say()
		for _, r := range c.History {
			says[i] += " " + r.Says() + joined + sayNumber(r.Entry.Position) + "."
		}
		says[i] = follow(says[i], sayCauses(c.Causes))
	}
	writeList(p, title, says)
}
