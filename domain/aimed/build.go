package aimed

import (
	"slices"

	"github.com/desirelines/desirelines/domain"
)

// scope is everything one Comparison is made from.
type scope struct {
	start, end domain.Date
	goal       goal
	actual     figure
	baseline   *start // that is used; nil where none is
	verdict    verdict
	parts      []PartFigure
	cells      []LeftOut // the entries of the parts that are cells of a breakdown
	warnings   []Warning
	rule       string // how the actual was made, without its full stop; empty where there is none
	against    string // what it is held against, where that is not the aim of its own period
	silent     string // what to say where there is no actual; empty: that nothing was reported
	incomplete bool
	overlooked int
	none       bool // of the whole run of a measure that has no period
	several    bool // of several periods together
	retired    bool // of a period or a measure that is no longer used
	due        bool // of one period: silence after its end is past due
}

// period is the comparison of one period.
func (c *comparer) period(p *period) Comparison {
	s := scope{
		start: p.start, end: p.end, goal: p.goal, actual: p.actual, baseline: c.startFor(&p.goal, p),
		verdict: verdictOf(c.judgementsOf(p)), warnings: p.warnings(), rule: c.ruleOf(&p.actual), retired: p.retired, due: true,
	}
	c.parts(&s, p)
	return c.build(s)
}

// build puts figures, status and ratios together.
func (c *comparer) build(s scope) Comparison {
	s.retired = s.retired || c.m.Retired
	c.completeGoal(&s)
	f := facts{
		kind: c.m.Kind, tolerance: c.m.Tolerance, levels: c.m.Levels, b: s.baseline, t: s.goal.target, a: s.actual,
		counts: c.mode == domain.PerPeriod || c.mode == domain.ToDate || c.mode == domain.Distinct,
		ended:  c.ended(s.end), says: s.verdict.says, incomplete: s.incomplete, asAtStart: s.against == againstStart,
	}
	if f.tolerance.Sign() < 0 {
		f.tolerance = domain.Number{}
	}
	a := f.decide()
	if a.status == NotDue || a.status == NotReported {
		a.step = s.silence(f.ended)
	}
	if a.status == NoTarget && slices.ContainsFunc(s.goal.leftOut, func(l LeftOut) bool { return l.Why == whyNoWhole }) {
		a.step = stepNoWhole
	}
	if _, unmade := c.unmade(&f.a); unmade || !f.t.stated() {
		s.against = ""
	}
	r := Comparison{
		Start: s.start, End: s.end,
		Target: f.t.value(), FirstTarget: s.goal.first.value(), TargetText: f.t.text,
		Actual: f.a.value(), ActualText: f.a.text, Numerator: f.a.numerator, Denominator: f.a.denominator, Carried: f.a.carried,
		InProgress: !s.none && !s.retired && c.started(s.start) && !f.ended, Status: a.status, Reached: a.status.Reached(),
		Judgement: s.verdict.voices, Parts: s.parts, Readings: a.readings, Rule: sentence(s.rule, s.against) + a.step,
		Reason: s.goal.reason, Ended: f.ended, Overlooked: s.overlooked,
	}
	if a.status != Unclear && a.status != IsWithheld {
		r.ShareOfAim, r.DistanceTravelled = f.share(), f.distance()
	}
	c.attribute(&r, &s, &f, a)
	return r
}

// completeGoal fills in the targets that need not be stated: yes for reach, the start for keep.
func (c *comparer) completeGoal(s *scope) {
	t := &s.goal.target
	switch c.m.Kind {
	case domain.Reach:
		yes(t)
		yes(&s.goal.first)
	case domain.Keep:
		if !t.stated() && s.baseline != nil {
			*t, s.against = s.baseline.figure, againstStart
		}
	}
}

// yes makes a target of reach "yes" where it does not say yes or no; its words stay beside it.
func yes(t *figure) {
	if t.form == domain.Nothing || t.form == domain.InWords {
		t.form, t.yes = domain.YesNo, true
	}
}

// attribute adds where the figures come from and what is to be known about them.
func (c *comparer) attribute(r *Comparison, s *scope, f *facts, a answer) {
	entries := append([]Ref(nil), s.actual.entries...)
	entries = append(entries, s.goal.target.entries...)
	entries = append(entries, s.verdict.entries...)
	warnings := append([]Warning(nil), s.warnings...)
	if f.b != nil {
		r.Baseline = f.b.value
		entries = append(entries, f.b.entries...)
		warnings = append(warnings, f.b.warnings...)
	}
	for _, w := range [][]Warning{s.actual.warnings, s.goal.target.warnings, a.warnings} {
		warnings = append(warnings, w...)
	}
	for _, note := range c.m.Notes {
		warnings = append(warnings, Warning(note))
	}
	if f.nothingToChange() {
		warnings = append(warnings, WarnNothingToChange)
	}
	if s.actual.cannot != "" {
		warnings = append(warnings, s.actual.cannot)
	}
	if a.status == NotReported && s.due && !s.retired {
		warnings = append(warnings, WarnPastDue)
	}
	if s.goal.target.cannot != "" {
		warnings = append(warnings, s.goal.target.cannot)
	}
	r.Warnings = byName(warnings)
	r.Entries = byPosition(entries)
	r.LeftOut = leftByPosition(slices.Concat(s.actual.leftOut, s.goal.leftOut, s.cells), r.Entries)
}
