package reports

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/aimed"
)

// WriteText writes the comparison as text for lines of width characters (0: 80): what it says in a sentence, up to
// where it knows, then a table for each aim with what needs a look below it.
func (c Comparison) WriteText(w io.Writer, width int) error {
	p := newPage(width)
	if c.Name != "" {
		p.heading(saysTheComparison+": "+c.Name, "=")
	}
	if c.KnownAt.Position == 0 {
		p.para(saysNothingKnown)
		return p.writeTo(w)
	}
	p.para(c.Headline())
	p.blank()
	p.para(c.moment())
	for _, a := range c.Aims {
		p.blank()
		a.write(p)
	}
	return p.writeTo(w)
}

// Headline says the findings in sentences made from the figures.
func (c Comparison) Headline() string {
	counted := map[aimed.Counted]int{}
	inForce := 0
	for _, a := range c.Aims {
		if a.State.InForce() {
			inForce++
			counted[a.Counted]++
		}
	}
	var says []string
	if inForce == 0 {
		says = append(says, saysNoAims)
	} else {
		says = append(says, fmt.Sprintf("We met %d of %s.", counted[aimed.CountedMet], count(inForce, "aim", "aims")))
	}
	if n := counted[aimed.CountedPart]; n > 0 {
		says = append(says, fmt.Sprintf("%d %s part of the way.", n, isAre(n)))
	}
	if n := counted[aimed.CountedNotMet]; n > 0 {
		says = append(says, fmt.Sprintf("%d %s not met yet.", n, isAre(n)))
	}
	if n := counted[aimed.CountedUnknown]; n > 0 {
		says = append(says, fmt.Sprintf("For %d nobody can say yet.", n))
	}
	says = append(says,
		count(c.DidNotWork, "thing", "things")+" did not go as we hoped.",
		count(c.BeyondAims.Surprises, "thing", "things")+" surprised us.")
	if n := c.BeyondAims.Outcomes; n > 0 {
		says = append(says, count(n, "thing that happened fits", "things that happened fit")+" no aim.")
	}
	says = append(says, fmt.Sprintf("We learnt %s and changed %d.", count(c.Learnt, "thing", "things"), c.Changed))
	return strings.Join(says, " ")
}

func isAre(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}

// moment says in words which moment is shown.
func (c Comparison) moment() string {
	says := []string{fmt.Sprintf("This is what we know up to entry %d, recorded on %s.", c.KnownAt.Position, sayDay(c.KnownAt.day(c.zone)))}
	if d := domain.Date(c.HappenedBy); d.Known() {
		says = append(says, fmt.Sprintf("It leaves out what happened after %s.", sayDay(d.Last())))
	}
	says = append(says, fmt.Sprintf("The day asked is %s.", sayDay(domain.Date(c.AskedOn))), in(againstWords[:], string(c.Against)))
	return strings.Join(says, " ")
}

func (a Aim) write(p *page) {
	p.heading(a.Statement, "-")
	says := capital(CountedWords(a.Counted)) + "."
	if a.State != domain.AimIsAgreed {
		says = capital(in(stateWords[:], string(a.State))) + ". " + says
	}
	if a.Revisions > 0 {
		says += fmt.Sprintf(" We changed the words of this aim %s.", times(a.Revisions))
	}
	p.para(says)
	if len(a.Measures) == 0 {
		return
	}
	p.blank()
	var rows []row
	for _, m := range a.Measures {
		rows = append(rows, m.rows()...)
	}
	p.table([]string{saysWhen, saysAimedFor, saysHappened, saysStands}, rows)
	a.writeNotes(p)
}

func times(n int) string {
	switch n {
	case 1:
		return "once"
	case 2:
		return "twice"
	}
	return fmt.Sprintf("%d times", n)
}

func (m Measure) rows() []row {
	title := m.Name
	if m.Retired {
		title += " (" + saysRetired + ")"
	}
	title += sayAfter(title)
	rows := []row{{over: title}}
	if b := sayFigure(m.Baseline); b != "" {
		when := saysAtTheStart
		if d := domain.Date(m.BaselineOn); d.Known() {
			when += ", " + sayDay(d)
		}
		rows = append(rows, row{cells: []string{when, saysNothing, withUnit(b, m.Baseline, m.Unit), saysNothing}})
	}
	for _, f := range m.Periods {
		rows = append(rows, f.row(sayPeriod(domain.Date(f.Start), domain.Date(f.End)), m))
	}
	if m.SoFar != nil && len(m.Periods) > 1 {
		rows = append(rows, m.SoFar.row(saysSoFar, m))
	}
	if len(m.Periods) != 1 || !m.Periods[0].same(m.Overall) {
		rows = append(rows, m.Overall.row(saysAllTogether, m))
	}
	if said := sayJudgements(m.Overall.Judgement); said != "" {
		rows = append(rows, row{over: saysPeopleThink + " " + said + "."})
	}
	return rows
}

// same says whether another figure has nothing to add.
func (f Figure) same(g Figure) bool {
	return sayFigure(f.Target) == sayFigure(g.Target) && sayFigure(f.Actual) == sayFigure(g.Actual) &&
		f.TargetText == g.TargetText && f.ActualText == g.ActualText && f.Status == g.Status
}

func (f Figure) row(when string, m Measure) row {
	return row{cells: []string{when, f.sayTarget(m), f.sayActual(m), f.sayStatus()}}
}

func (f Figure) sayTarget(m Measure) string {
	s := sayValue(f.Target, f.TargetText, m.Unit)
	first, now := sayFigure(f.FirstTarget), sayFigure(f.Target)
	if first != "" && first != now {
		s += " (first " + first + ")"
	}
	return s
}

// sayActual writes what happened, with its whole before any per cent.
func (f Figure) sayActual(m Measure) string {
	actual, target := sayFigure(f.Actual), sayFigure(f.Target)
	var s string
	switch {
	case actual != "" && f.Numerator != nil && f.Denominator != nil:
		s = fmt.Sprintf("%s%sof%s%s (%s%s%%)", f.Numerator, joined, joined, f.Denominator, actual, joined)
	case actual != "" && f.ShareOfAim != nil && m.Unit != "%":
		s = sayShare(actual, target, m.Unit, f.ShareOfAim)
	default:
		s = sayValue(f.Actual, f.ActualText, m.Unit)
	}
	if f.Carried {
		s += ", " + saysCarried
	}
	return s
}

func (f Figure) sayStatus() string {
	s := StatusWords(f.Status)
	if f.InProgress {
		s += ", " + saysRunning
	}
	return s
}

// sayJudgements writes what people think, by how they know: "from living it: most of it (2 saw it differently)".
func sayJudgements(j *aimed.Judgements) string {
	if j == nil {
		return ""
	}
	var says []string
	for _, v := range []struct {
		knowing domain.Knowing
		voice   *aimed.Voice
	}{{domain.Lived, j.Lived}, {domain.Professional, j.Professional}, {domain.KnowingNotSaid, j.NotSaid}} {
		if v.voice == nil || v.voice.Judged == "" && v.voice.Disagree == 0 {
			continue
		}
		s := in(knowingWords[:], string(v.knowing)) + ":"
		if v.voice.Judged != "" {
			s += " " + in(judgedWords[:], string(v.voice.Judged))
		}
		if n := v.voice.Disagree; n > 0 {
			s += fmt.Sprintf(" (%d saw it differently)", n)
		}
		says = append(says, s)
	}
	return strings.Join(says, "; ")
}

// writeNotes writes why aims were changed, and what each warning suggests, once for each measure.
func (a Aim) writeNotes(p *page) {
	var why, notes []string
	for _, m := range a.Measures {
		var seen []aimed.Warning
		for _, f := range m.all() {
			if s := f.Reason.String(); s != "" && !slices.Contains(why, s) {
				why = append(why, s)
			}
			for _, w := range f.Warnings {
				if !slices.Contains(seen, w) {
					seen = append(seen, w)
					notes = append(notes, m.Name+": "+f.Suggestions[w])
				}
			}
		}
	}
	writeList(p, saysWhyChanged+":", why)
	writeList(p, saysPleaseCheck+":", notes)
}

func writeList(p *page, title string, items []string) {
	if len(items) == 0 {
		return
	}
	p.blank()
	p.para(title)
	for _, s := range items {
		p.hang("- ", s)
	}
}

func (m Measure) all() []Figure {
	all := append(slices.Clone(m.Periods), m.Overall)
	if m.SoFar != nil {
		all = append(all, *m.SoFar)
	}
	return all
}
