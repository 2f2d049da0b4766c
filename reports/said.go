package reports

import (
	"fmt"
	"slices"
	"strings"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/aimed"
)

// This file says the parts of models in words, the same ones in every form of a report.

// Moment says in words which moment is shown.
func (c Comparison) Moment() string { return c.moment() }

// Says is how an aim stands: how it counts, whether it still is one, how often its words changed.
func (a Aim) Says() string {
	says := []string{capital(CountedWords(a.Counted)) + "."}
	if a.State != domain.AimIsAgreed {
		says = []string{a.SaysState() + ".", says[0]}
	}
	if a.Revisions > 0 {
		says = append(says, a.SaysRevisions())
	}
	return strings.Join(says, " ")
}

// SaysState is what became of an aim itself; empty where it is simply agreed.
func (a Aim) SaysState() string {
	if a.State == domain.AimIsAgreed {
		return ""
	}
	return capital(in(stateWords[:], string(a.State)))
}

// SaysRevisions is how often the words of an aim changed; empty where they never did.
func (a Aim) SaysRevisions() string {
	if a.Revisions == 0 {
		return ""
	}
	return "We changed the words of this aim " + times(a.Revisions) + "."
}

// SaysWhyEnded is why the group let an aim go, as far as that may be read; empty where nobody said or it is in force.
func (a Aim) SaysWhyEnded() string {
	if a.why.State != TextShown || a.why.Text == "" {
		return ""
	}
	return saysWhy + " " + a.why.Text
}

// SaysBecauseEnded is the reason of that from the short list, in a sentence; empty where it was not said.
func (a Aim) SaysBecauseEnded() string {
	if a.because == "" {
		return ""
	}
	return "We let it go because " + BecauseWords(a.because) + "."
}

// Notes returns why targets of an aim were changed, as far as that may be read, and what its warnings suggest; each once.
func (a Aim) Notes() (why, check []string) {
	for _, m := range a.Measures {
		for _, f := range m.all() {
			if s := f.Reason.String(); s != "" && f.Reason.State != TextPrivate && !slices.Contains(why, s) {
				why = append(why, s)
			}
			for _, w := range f.Warnings {
				if s := m.Name + ": " + f.Suggestions[w]; !slices.Contains(check, s) {
					check = append(check, s)
				}
			}
		}
	}
	return why, check
}

// Title is the name of a measure, with what has to be known to read its figures: that less is better, that it is no longer used.
func (m Measure) Title() string {
	var marks []string
	if m.Kind == domain.Decrease {
		marks = append(marks, saysLessIsBetter)
	}
	if m.Retired {
		marks = append(marks, saysRetired)
	}
	if len(marks) == 0 {
		return m.Name
	}
	return strings.TrimSpace(m.Name + " (" + strings.Join(marks, ", ") + ")")
}

// Figure returns the figure that stands for a measure: what has ended where something has, else all of it.
func (m Measure) Figure() Figure {
	if m.SoFar != nil {
		return *m.SoFar
	}
	return m.Overall
}

// SaysBaseline is where a measure stood at the start, with its day; empty where nobody said.
func (m Measure) SaysBaseline() (when, value string) {
	b := sayFigure(m.Baseline)
	if b == "" {
		return "", ""
	}
	when = saysAtTheStart
	if d := domain.Date(m.BaselineOn); d.Known() {
		when += ", " + sayDay(d)
	}
	return when, m.sayBaseline(b)
}

func (m Measure) sayBaseline(b string) string {
	if b = withUnit(b, m.Baseline, m.Unit); m.Rounded {
		return about(b)
	}
	return b
}

// Rows are the figures of a measure with the words for when they are: its periods, what has ended so far, all together where
// that says more than the only period.
func (m Measure) Rows() []FigureRow {
	var rows []FigureRow
	for _, f := range m.Periods {
		rows = append(rows, FigureRow{capital(sayPeriod(domain.Date(f.Start), domain.Date(f.End))), f.PeriodID(), f})
	}
	if m.SoFar != nil && len(m.Periods) > 1 {
		rows = append(rows, FigureRow{capital(saysSoFar), PeriodSoFar, *m.SoFar})
	}
	if len(m.Periods) != 1 || !m.Periods[0].same(m.Overall) {
		rows = append(rows, FigureRow{capital(saysAllTogether), PeriodOverall, m.Overall})
	}
	return rows
}

// FigureRow is a figure with the words for its period and the id of that.
type FigureRow struct {
	When   string
	Period string
	Figure Figure
}

// SaysTarget is what was aimed for, with the first aim where that was another.
func (f Figure) SaysTarget(m Measure) string { return f.sayTarget(m) }

// SaysActual is what happened, with its whole before any per cent.
func (f Figure) SaysActual(m Measure) string { return f.sayActual(m) }

// SaysStatus is how a figure stands, and whether its period still runs.
func (f Figure) SaysStatus(m Measure) string { return f.sayStatus(m) }

// Stands is how a figure stands. Nothing is due where there is no period, and where nobody uses it any more.
func (f Figure) Stands(m Measure) string {
	if f.Status == aimed.NotDue && !f.InProgress {
		switch {
		case m.Retired || slices.Contains(f.Warnings, aimed.WarnRetired):
			return StatusWords(m.Kind, aimed.NotReported)
		case !domain.Date(f.Start).Known() && !domain.Date(f.End).Known():
			return saysNotYet
		}
	}
	return StatusWords(m.Kind, f.Status)
}

// SaysJudgement is what people think, by how they know; empty where nobody said.
func (f Figure) SaysJudgement(m Measure) string { return sayJudgements(m.Kind, f.Judgement) }

// SaysWhen is the day an entry happened, or else that it was written down and when.
func (l Line) SaysWhen() string { return capital(l.day()) }

// SaysHappened is the day an entry happened, or that it is not known.
func (l Line) SaysHappened() string { return capital(sayDay(domain.Date(l.Happened))) }

// SaysText is what an entry says: its plain fields, then its words, or why they are not shown. It is empty where it says nothing.
func (l Line) SaysText() string {
	says := follow(l.sayAbout(), strings.TrimSpace(sayText(l.Text)))
	for _, more := range []string{l.SaysDifferent(), l.SaysOutside()} {
		if more != "" {
			says = follow(says, more)
		}
	}
	return says
}

// SaysDifferent is what an entry changed, in a sentence; empty where it says nothing of it.
func (l Line) SaysDifferent() string { return l.Different.Says() }

// SaysOutside counts what people outside say of an entry; empty where nobody did.
func (l Line) SaysOutside() string { return l.Outside.Says() }

// sayAbout is the plain fields of an entry: words of the group as they are, else a sentence.
func (l Line) sayAbout() string {
	switch l.Kind {
	case "test.concluded", "change.checked", "rule.checked", "surprise.noticed", "entry.checked_outside":
		return sentence(l.About)
	}
	return l.About
}

// SaysKind is what an entry is; where its text begins with an answer, the question that it answers.
func (l Line) SaysKind() string {
	switch {
	case l.Kind != "test.concluded" || l.About == "":
		return l.Says
	case l.on > 0:
		return fmt.Sprintf(saysDidThatWork, l.on)
	}
	return saysDidItWork
}

// SaysDay is the day a moment stands under; empty where none says anything.
func (m JourneyMoment) SaysDay() string {
	if !domain.Date(m.Day).Known() {
		return ""
	}
	return sayDay(domain.Date(m.Day))
}

// Title is the month in words.
func (m JourneyMonth) Title() string { return m.heading() }

// SaysImported says how many figures came from a file; empty for none.
func (m JourneyMonth) SaysImported() string {
	if len(m.Imported) == 0 {
		return ""
	}
	return sayCameFromFile(len(m.Imported))
}

// SaysText is what a step says: what was tried, how it came out, its words, what was hoped for.
func (s Step) SaysText() string {
	var parts []string
	if s.Test != nil {
		parts = append(parts, strings.TrimSpace(sayText(s.Test.Text)))
	}
	if s.Text.Empty() && s.Answer == "" {
		parts = append(parts, s.sayAbout())
	}
	before, after := s.answer()
	if before != "" && s.Test != nil {
		before = saysDidItWork + " " + before
	}
	return follow(append(parts, before, strings.TrimSpace(sayText(s.Text)), after, s.sayHoped())...)
}
