package aimed

import (
	"slices"
	"strings"

	"github.com/desirelines/desirelines/domain"
)

// facts are what a status is decided from (section 4): t and a are figures, b is the baseline
// that is used, nil where none is.
type facts struct {
	kind       domain.MeasureKind
	counts     bool // per_period, to_date and distinct start from 0 where b is not known
	tolerance  domain.Number
	levels     []string
	b          *start
	t, a       figure
	ended      bool
	says       []domain.Judged // different judgements that stand, by way of knowing
	asAtStart  bool            // nothing was aimed for but to stay as it was
	incomplete bool            // a total was aimed for and periods are silent: it must not look like success
}

// answer is a status with the step that gave it.
type answer struct {
	status   Status
	step     string // in words; empty where nothing was reported
	warnings []Warning
	readings *Readings
}

// decide takes the steps 1 to 7 in their order.
func (f *facts) decide() answer {
	if f.t.form == domain.Withheld || f.a.form == domain.Withheld {
		return answer{status: IsWithheld, step: stepWithheld}
	}
	if f.kind == domain.Story {
		return f.story()
	}
	if warn := f.unusable(f.a); warn != "" {
		return answer{status: Unclear, step: stepUnusable, warnings: []Warning{warn}}
	}
	if warn := f.unusable(f.t); warn != "" && f.t.cannot == "" {
		return answer{status: Unclear, step: stepUnusable, warnings: []Warning{warn}}
	}
	if !f.a.stated() {
		return f.silent()
	}
	if f.conflict() {
		return answer{status: Unclear, step: stepConflict, warnings: []Warning{WarnConflict}, readings: &Readings{
			Increase: f.as(domain.Increase).direction(), Decrease: f.as(domain.Decrease).direction(),
		}}
	}
	if f.t.cannot != "" {
		return answer{status: Unclear, step: stepUnusable, warnings: []Warning{f.t.cannot}}
	}
	if f.t.form == domain.Nothing { // step 6; keep has taken b as t by now
		if f.kind == domain.Rubric {
			return answer{status: NoTarget, step: stepNoLevel}
		}
		return answer{status: NoTarget, step: stepNoTarget}
	}
	return f.compare()
}

// story is step 2: the judgement decides.
func (f *facts) story() answer {
	var status Status
	for i, judged := range f.says {
		s := statusOf(judged)
		if i > 0 && s != status {
			return answer{status: Unclear, step: stepApart, warnings: []Warning{WarnJudgementsDiffer}}
		}
		status = s
	}
	switch {
	case status != "":
		return answer{status: status, step: stepJudged}
	case f.a.stated():
		return answer{status: Unclear, step: stepNotJudged}
	}
	return f.silent()
}

func statusOf(j domain.Judged) Status {
	switch j {
	case domain.JudgedMore:
		return Exceeded
	case domain.JudgedAll:
		return Met
	case domain.JudgedMost, domain.JudgedSome:
		return Partly
	case domain.JudgedNone:
		return NoChange
	case domain.JudgedWorse:
		return MovedAway
	}
	return Unclear
}

// unusable is step 3: the warning of a figure that the kind cannot compare, "" for one it can.
// A figure that was reported but makes no value is as unclear as words: it is not "not reported".
func (f *facts) unusable(x figure) Warning {
	switch {
	case x.cannot != "":
		return x.cannot
	case x.form == domain.Nothing:
		return ""
	}
	switch f.kind {
	case domain.Reach:
		if x.form != domain.YesNo {
			return WarnNotYesOrNo
		}
	case domain.Rubric:
		if f.level(x) < 0 {
			return WarnNotALevel
		}
	case domain.Keep, domain.InRange:
		if x.form != domain.Numeric && x.form != domain.Range {
			return WarnNotANumber
		}
	default:
		if x.form != domain.Numeric {
			return WarnNotANumber
		}
	}
	return ""
}

// silent is step 4: nothing was reported. Who knows the periods says so in words.
func (f *facts) silent() answer {
	if f.ended {
		return answer{status: NotReported}
	}
	return answer{status: NotDue}
}

// conflict is step 5: a baseline that is used lies on the wrong side of the target.
func (f *facts) conflict() bool {
	if f.b == nil || f.t.form != domain.Numeric {
		return false
	}
	switch f.kind {
	case domain.Increase:
		return f.t.low.cmp(f.b.low) < 0
	case domain.Decrease:
		return f.t.low.cmp(f.b.low) > 0
	}
	return false
}

// compare is step 7.
func (f *facts) compare() answer {
	switch f.kind {
	case domain.Keep, domain.InRange:
		step := stepRange
		switch {
		case f.asAtStart:
			step = stepStart
		case f.t.form == domain.Numeric:
			step = stepSame
		}
		if f.inside() {
			return f.unlessIncomplete(Kept, f.tolerated(step))
		}
		return answer{status: NotKept, step: f.tolerated(step)}
	case domain.Reach:
		if f.a.yes == f.t.yes {
			return answer{status: Met, step: stepReach}
		}
		return answer{status: NoChange, step: stepReach}
	case domain.Rubric:
		return answer{status: f.ranked(), step: stepRubric}
	case domain.Decrease:
		return f.unlessIncomplete(f.direction(), f.tolerated(stepDecrease))
	}
	return answer{status: f.direction(), step: f.tolerated(stepIncrease)}
}

// tolerated adds to a step what the tolerance allows.
func (f *facts) tolerated(step string) string {
	if f.tolerance.Sign() == 0 {
		return step
	}
	return step + strings.Replace(stepTolerance, "%s", f.tolerance.String(), 1)
}

// unlessIncomplete keeps silence from looking like success: less than all periods cannot show
// that a total was not passed.
func (f *facts) unlessIncomplete(s Status, step string) answer {
	if reached := s.Reached(); f.incomplete && reached != nil && *reached {
		return answer{status: Unclear, step: stepIncomplete, warnings: []Warning{WarnPartial}}
	}
	return answer{status: s, step: step}
}

// direction compares for increase; decrease is the same with every sign turned.
func (f *facts) direction() Status {
	a, t, tau := f.a.low, f.t.low, integer(f.tolerance)
	b, known := integer(domain.Number{}), f.counts
	if f.b != nil {
		b, known = f.b.low, true
	}
	if f.kind == domain.Decrease {
		a, t, b = a.neg(), t.neg(), b.neg()
		known = f.b != nil // decrease has no start but a known one
	}
	return climb(a, t, b, tau, known)
}

// climb is the table of section 4 for increase.
func climb(a, t, b, tau exact, known bool) Status {
	switch {
	case a.cmp(t.add(tau)) > 0:
		return Exceeded
	case a.cmp(t.sub(tau)) >= 0:
		return Met
	case !known:
		return Short
	}
	switch a.cmp(b) {
	case 1:
		return Partly
	case 0:
		return NoChange
	}
	return MovedAway
}

// ranked is increase on the order of levels, with no tolerance.
func (f *facts) ranked() Status {
	place := func(x figure) exact { return integer(domain.Int(int64(f.level(x)))) }
	b, known := exact{}, f.b != nil
	if known {
		b = place(f.b.figure)
	}
	return climb(place(f.a), place(f.t), b, integer(domain.Number{}), known)
}

// inside: between the bounds, both included, widened by the tolerance. A range of actuals lies
// inside with both its ends.
func (f *facts) inside() bool {
	low, high := ends(f.t)
	tau := integer(f.tolerance)
	aLow, aHigh := ends(f.a)
	return aLow.cmp(low.sub(tau)) >= 0 && aHigh.cmp(high.add(tau)) <= 0
}

func ends(f figure) (low, high exact) {
	if f.form == domain.Range {
		return f.low, f.high
	}
	return f.low, f.low
}

func (f *facts) level(x figure) int {
	if x.form != domain.Level {
		return -1
	}
	return slices.Index(f.levels, x.level)
}

// as returns the facts read in another direction.
func (f *facts) as(kind domain.MeasureKind) *facts {
	g := *f
	g.kind = kind
	return &g
}
