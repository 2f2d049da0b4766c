package reports

import (
	"io"
	"slices"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/aimed"
	"github.com/desirelines/desirelines/projections"
)

// Judged is what people think was achieved of every aim and measure that somebody judged, by how they know. The ways of knowing stand side
// by side: nothing here is added up or averaged, and nothing changes how a figure stands.
type Judged struct {
	Project string      `json:"project"`
	Name    string      `json:"name"`
	KnownAt KnownAt     `json:"known_at"`
	AskedOn Day         `json:"asked_on"`
	Rows    []JudgedRow `json:"rows"` // by aim and measure, in order of their first event

	kept bool // people judged and it is kept from the audience
}

// JudgedRow is what people think of one aim, or of one measure.
type JudgedRow struct {
	Aim       string             `json:"aim"` // id
	Statement string             `json:"statement"`
	Measure   string             `json:"measure"` // id; empty: the aim as a whole
	Name      string             `json:"name"`    // of the measure
	Kind      domain.MeasureKind `json:"kind"`    // of the measure; empty: the aim as a whole
	Judgement *aimed.Judgements  `json:"judgement"`
	Stands    string             `json:"stands"` // what the numbers say, in words; empty: the aim as a whole

	source int // of what the numbers say, as of a Figure
}

// JudgedOf tells what people think was achieved. The latest judgement of each way of knowing counts, whatever time it is about.
func JudgedOf(seen Seen) Judged {
	s := seen.look()
	c := ComparisonOf(seen)
	j := Judged{Project: c.Project, Name: c.Name, KnownAt: c.KnownAt, AskedOn: Day(s.asked.askedOn), Rows: []JudgedRow{}}
	for _, a := range c.Aims {
		if speaks(a.judgement) {
			j.Rows = append(j.Rows, JudgedRow{Aim: a.ID, Statement: a.Statement, Judgement: a.judgement})
		}
		for _, m := range a.Measures {
			if !m.Retired && speaks(m.Overall.Judgement) {
				f := m.Figure()
				j.Rows = append(j.Rows, JudgedRow{a.ID, a.Statement, m.ID, m.Title(), m.Kind, m.Overall.Judgement, f.SaysStatus(m), 0})
			}
		}
	}
	j.kept = s.keeps().hides(SectionJudged)
	return j
}

func (j Judged) tellsNothing() bool { return len(j.Rows) == 0 && !j.kept }

// nameSources gives the rows the sources of the figures that they tell.
func (j Judged) nameSources(c *Comparison) {
	sources := map[string]int{}
	for _, a := range c.Aims {
		for _, m := range a.Measures {
			sources[projections.MeasureID(a.ID, m.ID)] = m.Figure().source
		}
	}
	for i := range j.Rows {
		row := &j.Rows[i]
		row.source = sources[projections.MeasureID(row.Aim, row.Measure)]
	}
}

// judgedAsWhole is what people think of an aim as a whole. A story answers with the same judgements, so where one is in force they stand there.
func (s *sight) judgedAsWhole(a projections.AimFigures, all []aimed.Judgement) *aimed.Judgements {
	if slices.ContainsFunc(a.Measures, func(m projections.MeasureFigures) bool {
		return !m.Measure.Retired && m.Measure.Definition.MeasureKind == domain.Story
	}) {
		return nil
	}
	return s.lens.Audience.rule().Judgements(aimed.Voices(all))
}

// speaks says whether anybody judged.
func speaks(j *aimed.Judgements) bool {
	return j != nil && slices.ContainsFunc(voicesOf(j), func(v voiceOf) bool { return v.Judged != "" })
}

// voiceOf is one way of knowing with what it says.
type voiceOf struct {
	knowing domain.Knowing
	*aimed.Voice
}

// voicesOf are the ways of knowing that say something, lived first.
func voicesOf(j *aimed.Judgements) []voiceOf {
	if j == nil {
		return nil
	}
	return slices.DeleteFunc([]voiceOf{{domain.Lived, j.Lived}, {domain.Professional, j.Professional}, {domain.KnowingNotSaid, j.NotSaid}},
		func(v voiceOf) bool { return v.Voice == nil || v.Judged == "" && v.Disagree == 0 && !v.Some })
}

// SaysJudgement is what people think of the aim as a whole, by how they know; empty where nobody judged it so.
func (a Aim) SaysJudgement() string { return sayJudgements("", a.judgement) }

// Title is what was judged: the aim, or the name of the measure.
func (r JudgedRow) Title() string {
	if r.Name != "" {
		return r.Name
	}
	return r.Statement
}

// Says is what people think, by how they know.
func (r JudgedRow) Says() string { return sayJudgements(r.Kind, r.Judgement) }

// SaysLived is what those think who know it from living it, with how many of them see it differently; it says so where they said nothing.
func (r JudgedRow) SaysLived() string { return r.sayVoice(r.Judgement.Lived) }

// SaysProfessional is the same of those who know it from working with it.
func (r JudgedRow) SaysProfessional() string { return r.sayVoice(r.Judgement.Professional) }

// SaysNotSaid is the same of those who did not say how they know; empty where there are none.
func (r JudgedRow) SaysNotSaid() string {
	if r.Judgement.NotSaid == nil {
		return ""
	}
	return r.sayVoice(r.Judgement.NotSaid)
}

func (r JudgedRow) sayVoice(v *aimed.Voice) string {
	if v == nil || v.Judged == "" && v.Disagree == 0 && !v.Some {
		return saysNotSaidYet
	}
	says := saysNotSaidYet
	if v.Judged != "" {
		says = capital(judgedWordsOf(r.Kind, v.Judged))
	}
	return says + sayDissent(v)
}

// Gap is how many steps of the scale lie between the two ways of knowing, and whether both have spoken.
func (r JudgedRow) Gap() (steps int, both bool) {
	lived, professional := judgedStep(r.Judgement.Lived), judgedStep(r.Judgement.Professional)
	if lived < 0 || professional < 0 {
		return 0, false
	}
	return max(lived-professional, professional-lived), true
}

// SaysGap says how far apart the two are, or who has not spoken.
func (r JudgedRow) SaysGap() string {
	steps, both := r.Gap()
	switch {
	case both && steps == 0:
		return saysSameJudged
	case both:
		return count(steps, "step", "steps") + " apart."
	case judgedStep(r.Judgement.Lived) >= 0:
		return saysOnlyLived
	case judgedStep(r.Judgement.Professional) >= 0:
		return saysOnlyProfessional
	}
	return saysNeitherWay
}

// judgedStep is the place of a judgement on the scale, 0 for that it got worse; -1 where there is none.
func judgedStep(v *aimed.Voice) int {
	if v == nil || v.Judged == "" {
		return -1
	}
	choices := JudgedChoices()
	return len(choices) - 1 - slices.Index(choices, v.Judged)
}

const (
	saysNotSaidYet       = "Nobody has said"
	saysSameJudged       = "They say the same."
	saysOnlyLived        = "Only people who live with it have said."
	saysOnlyProfessional = "Only people who work with it have said."
	saysNeitherWay       = "Nobody said how they know."
	saysNothingJudged    = "Nobody has said yet how much we achieved."
	saysJudgedKept       = "What people think is kept private."
	saysBesideNumbers    = "What people think stands beside the numbers. It changes no number."
)

// Lead is what has to be known to read the rows; where there are none, that.
func (j Judged) Lead() string {
	switch {
	case len(j.Rows) == 0 && j.kept:
		return saysJudgedKept
	case len(j.Rows) == 0:
		return saysNothingJudged
	}
	return saysBesideNumbers
}

// WriteText writes what people think for lines of width characters (0: 80).
func (j Judged) WriteText(w io.Writer, width int) error {
	p := newPage(width)
	j.write(p)
	return p.writeTo(w)
}

func (j Judged) write(p *page) {
	title := SectionWords(SectionJudged)
	if j.Name != "" {
		title += ": " + j.Name
	}
	p.heading(title, "=")
	p.para(j.Lead())
	for _, r := range j.Rows {
		p.hang("* ", r.Title())
		p.hang("  > ", LabelWords("those_living")+": "+r.SaysLived())
		p.hang("  > ", LabelWords("those_working")+": "+r.SaysProfessional())
		if says := r.SaysNotSaid(); says != "" {
			p.hang("  > ", LabelWords("those_not_said")+": "+says)
		}
		p.hang("  > ", r.SaysGap())
		if r.Stands != "" {
			p.hang("  > ", LabelWords("numbers_say")+": "+r.Stands)
		}
	}
}

func (j Judged) table() Table {
	t := newTable(append([]string{"aim", "statement", "measure", "name", "stands"}, judgedColumns()...)...)
	sourced := slices.ContainsFunc(j.Rows, func(r JudgedRow) bool { return r.source > 0 })
	if sourced {
		t.Columns = append(t.Columns, figureColumn)
	}
	for _, r := range j.Rows {
		cells := append([]any{r.Aim, r.Statement, r.Measure, r.Name, r.Stands}, judgedCells(r.Judgement)...)
		if sourced {
			cells = append(cells, sourceCell(r.source))
		}
		t.add(cells...)
	}
	return t
}

// judgedColumns are the columns of what people think, beside a figure: for each way of knowing what it says, and how many see it differently.
func judgedColumns() []string {
	return []string{"judged_lived", "disagree_lived", "judged_professional", "disagree_professional", "judged_not_said", "disagree_not_said"}
}

// judgedCells are its cells. How many is "some" where that is kept back, and empty where nobody does.
func judgedCells(j *aimed.Judgements) []any {
	cells := make([]any, 0, 6)
	for _, v := range []func(*aimed.Judgements) *aimed.Voice{
		func(j *aimed.Judgements) *aimed.Voice { return j.Lived }, func(j *aimed.Judgements) *aimed.Voice { return j.Professional },
		func(j *aimed.Judgements) *aimed.Voice { return j.NotSaid },
	} {
		if j == nil || v(j) == nil {
			cells = append(cells, "", "")
			continue
		}
		var disagree any = ""
		switch voice := v(j); {
		case voice.Some:
			disagree = "some"
		case voice.Disagree > 0:
			disagree = voice.Disagree
		}
		cells = append(cells, string(v(j).Judged), disagree)
	}
	return cells
}
