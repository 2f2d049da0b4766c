package projections

import (
	"slices"
	"time"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/aimed"
)

// AimFigures is one aim with what was aimed for and achieved on each of its measures.
type AimFigures struct {
	Aim      AimRow
	Measures []MeasureFigures // in order of their first event, the retired ones too
}

// MeasureFigures is one measure with its comparison.
type MeasureFigures struct {
	Measure MeasureRow
	Figures aimed.Figures
}

// Compare computes aimed against achieved from the rows of a view. sees says whether a reader may know of an
// outcome that was shared with these audiences (nil: the group); what it refuses counts nowhere. A nil sees lets
// everything through. The aims come in order of their first event.
func Compare(v View, q aimed.Question, sees func(sharing []string) bool) []AimFigures {
	var aims []AimFigures
	var all []func()
	for _, a := range Statements(v, sees) {
		figures := AimFigures{Aim: a.Aim, Measures: make([]MeasureFigures, len(a.Measures))}
		for i, m := range a.Measures {
			all = append(all, func() { figures.Measures[i] = MeasureFigures{m.Measure, aimed.Compare(m.Statements, q)} })
		}
		aims = append(aims, figures)
	}
	if len(all) < worthwhile {
		for _, compare := range all {
			compare()
		}
		return aims
	}
	inParallel(len(all), func(i int) { all[i]() })
	return aims
}

// AimStatements is one aim with what was stated for each of its measures.
type AimStatements struct {
	Aim      AimRow
	Measures []MeasureStatements // in order of their first event, the retired ones too
}

// MeasureStatements is one measure with all that the arithmetic takes.
type MeasureStatements struct {
	Measure    MeasureRow
	Statements aimed.Measure
}

// Statements gathers once what Compare asks one question about, for whoever asks many. sees is as for Compare, and so is the order.
func Statements(v View, sees func(sharing []string) bool) []AimStatements {
	g := gather(v, sees)
	var aims []AimStatements
	at := map[string]int{}
	for _, a := range v.Aims() {
		at[a.Aim] = len(aims)
		aims = append(aims, AimStatements{Aim: a})
	}
	for _, m := range v.Measures() {
		i, ok := at[m.Aim]
		if !ok {
			continue
		}
		aims[i].Measures = append(aims[i].Measures, MeasureStatements{m, g.measure(m)})
	}
	return aims
}

// CompareOne is Compare for a single measure; ok is false where there is no such measure.
func CompareOne(v View, q aimed.Question, sees func(sharing []string) bool, aim, measure string) (MeasureFigures, bool) {
	m, ok := measureTable.one(v, v.Project, MeasureID(aim, measure))
	if !ok {
		return MeasureFigures{}, false
	}
	return MeasureFigures{m, aimed.Compare(gather(v, sees).measure(m), q)}, true
}

// gathered holds the statements of a project by the measure they are about.
type gathered struct {
	zone       *time.Location
	baselines  map[measureKey][]*BaselineRow
	targets    map[measureKey][]*TargetRow
	outcomes   map[measureKey][]*OutcomeRow
	judgements map[measureKey][]*JudgementRow
	periods    map[measureKey][]*PeriodRow
}

// measureKey is a measure of an aim.
type measureKey struct{ aim, measure string }

func (s *StatementRow) of() measureKey { return measureKey{s.Aim, s.Measure} }

func gather(v View, sees func([]string) bool) gathered {
	about := func(r *OutcomeRow) bool { return r.Measure != "" && (sees == nil || sees(r.Sharing)) }
	return gathered{
		zone:       v.Zone(),
		baselines:  byMeasure(baselineTable.rows(v, v.Project, nil, func(r *BaselineRow) uint64 { return r.Position }), (*BaselineRow).of),
		targets:    byMeasure(targetTable.rows(v, v.Project, nil, func(r *TargetRow) uint64 { return r.Position }), (*TargetRow).of),
		outcomes:   byMeasure(outcomeTable.rows(v, v.Project, about, func(r *OutcomeRow) uint64 { return r.Position }), (*OutcomeRow).of),
		judgements: byMeasure(judgementTable.rows(v, v.Project, nil, func(r *JudgementRow) uint64 { return r.Position }), (*JudgementRow).of),
		periods: byMeasure(periodTable.rows(v, v.Project, nil, func(r *PeriodRow) uint64 { return r.Position }),
			func(r *PeriodRow) measureKey { return measureKey{r.Aim, r.Measure} }),
	}
}

// byMeasure puts rows by what they are about, in the order they come in.
func byMeasure[R any](rows []*R, of func(*R) measureKey) map[measureKey][]*R {
	all := map[measureKey][]*R{}
	for _, r := range rows {
		all[of(r)] = append(all[of(r)], r)
	}
	return all
}

// measure turns the rows of one measure into what the arithmetic takes.
func (g gathered) measure(m MeasureRow) aimed.Measure {
	id, d := measureKey{m.Aim, m.Measure}, m.Definition
	a := aimed.Measure{
		ID: m.Measure, Name: d.Name, Unit: d.Unit, Kind: d.MeasureKind, Mode: d.Mode, Levels: d.Levels,
		People: d.CountsPeople(), PartsAddUp: d.PartsAddUp, Retired: m.Retired, Notes: d.Notes,
	}
	if d.Tolerance != nil {
		a.Tolerance = *d.Tolerance
	}
	for _, r := range g.baselines[id] {
		a.Baselines = append(a.Baselines, aimed.Baseline{
			Entry: g.entry(&r.StatementRow), Value: r.Value, On: r.On, Site: r.Site, Parts: r.Parts, LeftOut: leftOut(&r.StatementRow),
		})
	}
	a.Targets = slices.Grow(a.Targets, len(g.targets[id]))
	for _, r := range g.targets[id] {
		a.Targets = append(a.Targets, aimed.Target{
			Entry: g.entry(&r.StatementRow), Start: r.PeriodStart, End: r.PeriodEnd, Ordinal: r.Ordinal, Value: r.Value,
			Site: r.Site, Parts: r.Parts, Overall: !r.PeriodStart.Known() && !r.PeriodEnd.Known(), LeftOut: leftOut(&r.StatementRow),
		})
	}
	a.Outcomes = slices.Grow(a.Outcomes, len(g.outcomes[id]))
	for _, r := range g.outcomes[id] {
		value := r.Value
		if d.MeasureKind == domain.Story && value.IsZero() && !r.Said.IsZero() {
			value = domain.Value{Form: domain.InWords, Text: r.Said}
		}
		a.Outcomes = g.outcome(a.Outcomes, r, value)
	}
	for _, r := range g.judgementsOf(m) {
		a.Judgements = append(a.Judgements, g.judgement(r))
	}
	for _, r := range g.periods[id] {
		if !g.restated(id, r) {
			a.Periods = append(a.Periods, aimed.Period{Start: r.PeriodStart, End: r.PeriodEnd, Ordinal: r.Ordinal, Retired: true})
		}
	}
	return a
}

func (g gathered) judgement(r *JudgementRow) aimed.Judgement {
	return aimed.Judgement{
		Entry: g.entry(&r.StatementRow), Judged: r.Judged, Knowing: r.Knowing,
		Disagree: map[domain.Knowing]int{r.Knowing: r.Disagree}, PeriodStart: r.PeriodStart, PeriodEnd: r.PeriodEnd,
		LeftOut: leftOut(&r.StatementRow),
	}
}

// AimJudgements are what was judged of aims as a whole, by the id of the aim, those that were taken back marked as left out.
func AimJudgements(v View) map[string][]aimed.Judgement {
	g, all := gathered{zone: v.Zone()}, map[string][]aimed.Judgement{}
	for _, r := range v.Judgements() {
		if r.Measure == "" {
			all[r.Aim] = append(all[r.Aim], g.judgement(&r))
		}
	}
	return all
}

// judgementsOf returns the judgements of a measure; a story is also answered by what is judged of its aim as a whole.
func (g gathered) judgementsOf(m MeasureRow) []*JudgementRow {
	list := g.judgements[measureKey{m.Aim, m.Measure}]
	if m.Definition.MeasureKind != domain.Story {
		return list
	}
	return slices.Concat(list, g.judgements[measureKey{m.Aim, ""}])
}

// restated says whether a target was stated for a retired period afterwards, and not taken back, which brings the period back.
func (g gathered) restated(id measureKey, p *PeriodRow) bool {
	for _, t := range g.targets[id] {
		if t.Withdrawn == nil && t.First > p.Position && t.PeriodStart == p.PeriodStart && t.PeriodEnd == p.PeriodEnd && t.Ordinal == p.Ordinal {
			return true
		}
	}
	return false
}

// outcome adds to a list what an observation said before, marked as left out, and the observation as it stands.
func (g gathered) outcome(list []aimed.Outcome, r *OutcomeRow, value domain.Value) []aimed.Outcome {
	now := aimed.Outcome{
		Entry: g.entry(&r.StatementRow), Value: value, Numerator: r.Numerator, Denominator: r.Denominator,
		PeriodStart: r.PeriodStart, PeriodEnd: r.PeriodEnd, Ordinal: r.Ordinal, Site: r.Site, Parts: r.Parts,
		Restates: r.Published != nil, LeftOut: leftOut(&r.StatementRow),
	}
	for _, b := range r.Before {
		before := now
		before.Entry.ID, before.Entry.Position, before.Entry.InPlaceOf = b.ID, b.Position, r.First
		before.LeftOut = aimed.Corrected
		list = append(list, before)
	}
	return append(list, now)
}

func (g gathered) entry(s *StatementRow) aimed.Entry {
	e := aimed.Entry{
		ID: s.ID, Position: s.Position, Happened: s.Happened,
		Recorded: domain.DateOf(time.Unix(0, s.Recorded).In(g.zone)),
	}
	if s.First != s.Position {
		e.InPlaceOf = s.First
	}
	return e
}

func leftOut(s *StatementRow) aimed.Why {
	if s.Withdrawn != nil {
		return aimed.Withdrawn
	}
	return ""
}
