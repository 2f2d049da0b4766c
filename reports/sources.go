package reports

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/desirelines/desirelines/domain/aimed"
)

// A report that leaves the program takes along where its figures come from: it is read where no page can be opened.

// Source is where one or more figures of a measure come from: those that are made by the same rule from the same entries. It says what
// the page of each of these figures says, in short: of an entry its day and its number, and none of its words.
type Source struct {
	Number    int      // from 1, in the order of the figures
	Aim       string   // id
	Measure   string   // id
	Statement string   // of the aim
	Name      string   // of the measure
	Periods   []string // ids of the figures that it is the source of, as Provenance.Period has them
	When      string   // the same in words
	Target    string   // what was aimed for, of the first of these figures, in words
	Actual    string   // what happened, of the same
	Status    string   // how that stands
	Rule      string   // a sentence or several
	Unnamed   bool     // see Provenance
	Counted   []*CountedLine
	LeftOut   []*LeftOutLine

	inWords bool // what happened is
}

// sourcesOf gives every figure of a comparison its source, and notes in the figure which it is.
func (s *sight) sourcesOf(c Comparison) []Source {
	sources, entries := []Source{}, s.tracking(s.outline)
	for _, a := range c.Aims {
		for i := range a.Measures {
			sources = append(sources, a.Measures[i].sources(a.ID, a.Statement, len(sources), entries)...)
		}
	}
	return sources
}

// sources gives every figure of a measure its source, numbered on from those before, and notes in the figure which it is. The figures become
// its own: those of a measure that is kept are others' too.
func (m *Measure) sources(aim, statement string, before int, entries *tracking) (sources []Source) {
	m.Periods = slices.Clone(m.Periods)
	if m.SoFar != nil {
		soFar := *m.SoFar
		m.SoFar = &soFar
	}
	m.eachFigure(func(period string, f *Figure) {
		p := Provenance{Aim: aim, Measure: m.ID, Period: period, Statement: statement, Figure: *f, measure: *m}
		next := p.source(before+len(sources)+1, entries)
		same := slices.IndexFunc(sources, func(o Source) bool { return o.is(&next) })
		if same < 0 {
			same, sources = len(sources), append(sources, next)
		}
		of := &sources[same]
		of.Periods, f.source = append(of.Periods, period), of.Number
	})
	for i := range sources {
		sources[i].When = m.saysPeriods(sources[i].Periods)
	}
	return sources
}

// eachFigure calls fn with every figure of a measure, each period first, and with the id of its period.
func (m *Measure) eachFigure(fn func(period string, f *Figure)) {
	for i := range m.Periods {
		fn(m.Periods[i].PeriodID(), &m.Periods[i])
	}
	if m.SoFar != nil {
		fn(PeriodSoFar, m.SoFar)
	}
	fn(PeriodOverall, &m.Overall)
}

func (m *Measure) saysPeriods(ids []string) string {
	var says []string
	m.eachFigure(func(period string, f *Figure) {
		if slices.Contains(ids, period) {
			says = append(says, periodWords(period, *f))
		}
	})
	return capital(strings.Join(says, "; "))
}

func (p *Provenance) source(number int, entries *tracking) Source {
	says := p.Words()
	count, left := entries.behind(p)
	return Source{
		Number: number, Aim: p.Aim, Measure: p.Measure, Statement: p.Statement, Name: says.Name, Target: says.Target, Actual: says.Actual,
		Status: p.Figure.sayStatus(p.measure), Rule: says.Rule, Unnamed: entries.unnamed(p), Counted: count, LeftOut: left,
		inWords: p.Figure.ActualText.State != TextEmpty,
	}
}

// is says whether another source of the same measure names the same entries and says the same.
func (o *Source) is(p *Source) bool {
	return o.Rule == p.Rule && o.Target == p.Target && o.Actual == p.Actual && o.Status == p.Status && o.Unnamed == p.Unnamed &&
		slices.EqualFunc(o.Counted, p.Counted, func(a, b *CountedLine) bool { return a == b }) &&
		slices.EqualFunc(o.LeftOut, p.LeftOut, func(a, b *LeftOutLine) bool { return a == b })
}

// Source is the number of the source of a figure in its report; 0 outside of one.
func (f Figure) Source() int { return f.source }

// Source is as that of a Figure, of what the numbers say.
func (r JudgedRow) Source() int { return r.source }

// sayMark is the number of a source as it stands behind a figure; empty where there is none.
func sayMark(source int) string {
	if source == 0 {
		return ""
	}
	return joined + "[" + sayNumber(uint64(source)) + "]" //nolint:gosec // it counts from 1
}

// Says is the figure itself, in words: "2024: 14 of 20 meals, part of the way."
func (o Source) Says() string {
	switch {
	case o.Actual == saysNothing, o.Actual == o.Status:
		return o.When + ": " + sentence(o.Status)
	case o.inWords:
		return o.When + ": " + follow(o.Actual, sentence(capital(o.Status)))
	}
	return o.When + ": " + o.Actual + ", " + sentence(o.Status)
}

// SaysNothingCounts is why no entry is named that counts; empty where one is.
func (o Source) SaysNothingCounts() string {
	switch {
	case o.Unnamed:
		return saysUnnamed
	case len(o.Counted) == 0:
		return saysNoneCounts
	}
	return ""
}

// Where an entry stands in a source.
const (
	counts    = "counts"
	opinion   = "opinion" // of people: it stands beside the figure
	isLeftOut = "left out"
)

// sourceEntry is one entry of a source, in data.
type sourceEntry struct {
	aimed.Ref
	Kind     string `json:"kind"`
	Happened Day    `json:"happened"`
	Stands   string `json:"stands"` // counts, opinion or left out
	Stated
	Why         string      `json:"why"`         // it is left out; empty: it is not
	By          *aimed.Ref  `json:"by"`          // what took it out; null: nothing did
	On          Day         `json:"on"`          // the day of that
	Reason      SeenText    `json:"reason"`      // what its writer said
	Correction  *aimed.Ref  `json:"correction"`  // the one whose number counts; null: it was not corrected
	Corrections []Restated  `json:"corrections"` // of its number, oldest first
	Causes      []aimed.Ref `json:"causes"`      // the entries that led to it, by position

	says    string // the same in words, without the number of the entry
	history string
	by      string
}

// entries are those that count, then what people think, then those left out.
func (o Source) entries() []sourceEntry {
	all := []sourceEntry{}
	for _, c := range append(o.Facts(), o.Opinions()...) {
		e := sourceEntry{
			Ref: aimed.Ref{ID: c.ID, Position: c.Position}, Kind: c.Kind, Happened: c.Happened, Stands: counts, Stated: c.Stated, Reason: SeenText{State: TextEmpty},
			Correction: c.Correction, Corrections: c.History, Causes: c.Causes, says: c.SaysShort(), history: c.saysHistory(),
		}
		if c.Opinion {
			e.Stands = opinion
		}
		all = append(all, e)
	}
	for _, l := range o.LeftOut {
		all = append(all, sourceEntry{
			Ref: aimed.Ref{ID: l.ID, Position: l.Position}, Kind: l.Kind, Happened: l.Happened, Stands: isLeftOut, Stated: l.Stated, Why: l.Why, By: l.By, On: l.On,
			Reason: l.Reason, Corrections: []Restated{}, Causes: l.Causes, says: l.SaysShort(), by: l.saysBy(),
		})
	}
	return all
}

// Facts and Opinions part the entries that count, as those of Provenance do.
func (o Source) Facts() []*CountedLine { return o.sort(false) }

// Opinions are the judgements behind the figure.
func (o Source) Opinions() []*CountedLine { return o.sort(true) }

func (o Source) sort(opinion bool) (list []*CountedLine) {
	for _, c := range o.Counted {
		if c.Opinion == opinion {
			list = append(list, c)
		}
	}
	return list
}

// MarshalJSON writes a source with its entries in short.
func (o Source) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Number  int           `json:"number"`
		Aim     string        `json:"aim"`
		Measure string        `json:"measure"`
		Periods []string      `json:"periods"`
		Rule    string        `json:"rule"`
		Unnamed bool          `json:"unnamed"`
		Entries []sourceEntry `json:"entries"`
	}{o.Number, o.Aim, o.Measure, o.Periods, o.Rule, o.Unnamed, o.entries()})
}

// SaysShort is an entry that counts in a line: its day, what it is and its number, how that was corrected, and what led to it.
func (c CountedLine) SaysShort() string {
	return follow(c.Line.says(c.number), c.saysHistory(), sayCauses(c.Causes))
}

// SaysShort is an entry that was left out in a line: its day, what it is and its number, why it was left out, and what led to it.
func (l LeftOutLine) SaysShort() string {
	return follow(l.Line.says(l.number), saysLeftOut+" "+l.Why, l.saysBy(), sayCauses(l.Causes))
}

// says is the day of an entry, what it is, and the number in it.
func (l Line) says(number string) string {
	says := sentence(capital(l.day())) + " " + l.Says
	if number != "" {
		says += sayAfter(l.Says) + " " + number
	}
	return sentence(says)
}

func sayCauses(list []aimed.Ref) string {
	if len(list) == 0 {
		return ""
	}
	return saysLedBy + " " + entryList(list) + "."
}
