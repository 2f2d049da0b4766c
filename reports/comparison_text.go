package reports

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/aimed"
)

// WriteText writes the comparison as text for lines of width characters (0: 80): what it says in a sentence, up to
// where it knows, then a table for each aim with what needs a look below it.
func (c Comparison) WriteText(w io.Writer, width int) error {
	p := newPage(width)
	c.write(p)
	return p.writeTo(w)
}

func (c Comparison) write(p *page) {
	if c.Name != "" {
		p.heading(saysTheComparison+": "+c.Name, "=")
	}
	if c.KnownAt.Position == 0 {
		p.para(saysNothingKnown)
		return
	}
	if !p.markdown { // a report says all of it once, at its top
		p.question(c.question)
		p.para(c.Headline())
		p.blank()
		p.para(c.moment())
	}
	for _, a := range c.Aims {
		p.blank()
		a.write(p)
	}
}

// Headline says the findings in sentences made from the figures.
func (c Comparison) Headline() string { return strings.Join(c.headlines(), " ") }

func (c Comparison) headlines() []string {
	n := c.counts()
	var says []string
	switch {
	case len(c.Aims) == 0:
		says = append(says, saysNoAims)
	case n.InForce == 0:
		says = append(says, saysNoAimNow)
	case n.Unknown == n.InForce:
		says = append(says, c.sayUnknown(n.InForce))
	case n.Met == 0 && n.InForce == 1:
		says = append(says, saysNotMetYet)
	case n.Met == 0:
		says = append(says, fmt.Sprintf("We met none of %s so far.", count(n.InForce, "aim", "aims")))
	default:
		says = append(says, fmt.Sprintf("We met %d of %s.", n.Met, count(n.InForce, "aim", "aims")))
	}
	if n := n.Part; n > 0 {
		says = append(says, fmt.Sprintf("%d %s part of the way.", n, isAre(n)))
	}
	if n := n.NotMet; n > 0 {
		says = append(says, fmt.Sprintf("%d %s not met yet.", n, isAre(n)))
	}
	if known := n.InForce - n.Unknown; known > 0 && n.Unknown > 0 {
		says = append(says, fmt.Sprintf("For %d nobody can say yet.", n.Unknown))
	}
	says = append(says, n.sayBorn()...)
	for _, w := range endedWords {
		if n := c.in(w.state); n > 0 {
			says = append(says, count(n, w.one, w.many)+".")
		}
	}
	says = append(says, sayHow(c.DidNotWork, "did not go as we hoped", saysNoneFailed))
	if c.inTheWay > 0 {
		says = append(says, sayInTheWay(c.inTheWay))
	}
	says = append(says, sayHow(c.BeyondAims.Surprises, "surprised us", saysNoSurprise))
	if n := c.BeyondAims.Outcomes; n > 0 {
		says = append(says, count(n, "thing that happened fits", "things that happened fit")+" no aim.")
	}
	return append(says, sayLearnt(c.Learnt, c.Changed)...)
}

// sayUnknown tells of n aims in force of which nobody knows how they stand: none of them is said to be missed. One that is a question still
// is not agreed on.
func (c Comparison) sayUnknown(n int) string {
	did, stand := "We agreed on", "they stand"
	if slices.ContainsFunc(c.Aims, func(a Aim) bool { return a.State == domain.AimIsRaised }) {
		did = "We have"
	}
	if n == 1 {
		stand = "it stands"
	}
	return did + " " + count(n, "aim", "aims") + ". Nobody can say yet how " + stand + "."
}

// sayHow says how many things there were; that none is written down does not say that there was none.
func sayHow(n int, did, none string) string {
	if n == 0 {
		return none
	}
	return count(n, "thing", "things") + " " + did + "."
}

// sayInTheWay says how many things stood in the way.
func sayInTheWay(n int) string { return count(n, "thing was", "things were") + " in the way." }

func sayLearnt(learnt, changed int) []string {
	switch {
	case learnt == 0 && changed == 0:
		return []string{saysNoLearning, saysNoChange}
	case learnt == 0:
		return []string{saysNoLearning, fmt.Sprintf("We changed %s.", count(changed, "thing", "things"))}
	case changed == 0:
		return []string{fmt.Sprintf("We learnt %s.", count(learnt, "thing", "things")), saysNoChange}
	}
	return []string{fmt.Sprintf("We learnt %s and changed %d.", count(learnt, "thing", "things"), changed)}
}

// in counts the aims in a state.
func (c Comparison) in(state domain.AimState) int {
	n := 0
	for _, a := range c.Aims {
		if a.State == state {
			n++
		}
	}
	return n
}

func isAre(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}

// moment says in words which moment is shown.
func (c Comparison) moment() string {
	return strings.TrimSpace(sayMoment(c.KnownAt, c.HappenedBy, c.AskedOn, c.Against, c.zone) + " " + c.rule)
}

func sayMoment(known KnownAt, happenedBy, askedOn Day, against aimed.Against, zone *time.Location) string {
	if known.Position == 0 {
		return saysNothingKnown
	}
	says := []string{fmt.Sprintf("This is what we know up to entry %d, recorded on %s.", known.Position, sayDay(known.day(zone)))}
	if d := domain.Date(happenedBy); d.Known() {
		says = append(says, fmt.Sprintf("It leaves out what happened after %s.", sayDay(d.Last())))
	}
	says = append(says, fmt.Sprintf("The day asked is %s.", sayDay(domain.Date(askedOn))), in(againstWords[:], string(against)))
	return strings.Join(says, " ")
}

func (a Aim) write(p *page) {
	p.heading(a.Statement, "-")
	p.para(a.Says())
	if because := a.SaysBecauseEnded(); because != "" {
		p.para(because)
	}
	if why := a.SaysWhyEnded(); why != "" {
		p.para(why)
	}
	if a.Lasted != nil {
		p.para(a.Lasted.Says())
	}
	if said := a.SaysJudgement(); said != "" {
		p.para(saysPeopleThink + " " + said + ".")
	}
	a.Sticky.write(p, "- ")
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
	title := m.Title()
	title += sayAfter(title)
	rows := []row{{over: title}}
	if b := sayFigure(m.Baseline); b != "" {
		when := saysAtTheStart
		if d := domain.Date(m.BaselineOn); d.Known() {
			when += ", " + sayDay(d)
		}
		rows = append(rows, row{cells: []string{when, saysNothing, m.sayBaseline(b), saysNothing}})
	}
	for _, f := range m.Periods {
		rows = append(rows, f.row(sayPeriod(domain.Date(f.Start), domain.Date(f.End)), m))
		rows = append(rows, f.partRows(m)...)
	}
	if m.SoFar != nil && len(m.Periods) > 1 {
		rows = append(rows, m.SoFar.row(saysSoFar, m))
	}
	if len(m.Periods) != 1 || !m.Periods[0].same(m.Overall) {
		rows = append(rows, m.Overall.row(saysAllTogether, m))
		rows = append(rows, m.Overall.partRows(m)...)
	}
	if said := sayJudgements(m.Kind, m.Overall.Judgement); said != "" {
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
	return row{cells: []string{when, f.sayTarget(m), f.sayActual(m) + sayMark(f.source), f.sayStatus(m)}}
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
	case f.rounded && f.Numerator != nil && f.Denominator != nil:
		s = about(f.Numerator.String()) + joined + "of" + joined + about(f.Denominator.String())
		if actual != "" {
			s += " (" + about(actual) + joined + "%)"
		}
	case actual != "" && f.Numerator != nil && f.Denominator != nil:
		s = fmt.Sprintf("%s%sof%s%s (%s%s%%)", f.Numerator, joined, joined, f.Denominator, actual, joined)
	case f.rounded && actual != "" && f.ShareOfAim != nil && m.Unit != "%":
		s = sayShare(about(actual), target, m.Unit, nil) + " (" + about(sayPerCent(*f.ShareOfAim)) + ")"
	case actual != "" && f.ShareOfAim != nil && m.Unit != "%":
		s = sayShare(actual, target, m.Unit, f.ShareOfAim)
	case f.rounded && actual != "":
		s = about(withUnit(actual, f.Actual, m.Unit))
	default:
		s = sayValue(f.Actual, f.ActualText, m.Unit)
	}
	if f.Carried {
		s += ", " + saysCarried
	}
	return s
}

// Rounded says whether the numbers of people in a figure are about right only.
func (f Figure) Rounded() bool { return f.rounded }

// Drawn says whether a picture of a figure shows how it stands: rounding may have brought it to its aim, or past it.
func (f Figure) Drawn() bool { return !f.apart }

func (f Figure) sayStatus(m Measure) string {
	s := f.Stands(m)
	if f.InProgress {
		s += ", " + saysRunning
	}
	return s
}

// sayJudgements writes what people think, by how they know: "from living it: most of it (2 of them saw it differently)".
func sayJudgements(kind domain.MeasureKind, j *aimed.Judgements) string {
	var says []string
	for _, v := range voicesOf(j) {
		s := in(knowingWords[:], string(v.knowing)) + ":"
		if v.Judged != "" {
			s += " " + judgedWordsOf(kind, v.Judged)
		}
		says = append(says, s+sayDissent(v.Voice))
	}
	return strings.Join(says, "; ")
}

// sayDissent says how many of them see it differently; empty where nobody does.
func sayDissent(v *aimed.Voice) string {
	switch {
	case v.Some:
		return " (some of them saw it differently)"
	case v.Disagree > 0:
		return fmt.Sprintf(" (%d of them saw it differently)", v.Disagree)
	}
	return ""
}

// writeNotes writes why aims were changed, and what each warning suggests, once for each measure.
func (a Aim) writeNotes(p *page) {
	why, notes := a.Notes()
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
