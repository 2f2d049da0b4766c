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
	for _, a := range Statements(v, sees) {
		figures := AimFigures{Aim: a.Aim}
		for _, m := range a.Measures {
			figures.Measures = append(figures.Measures, MeasureFigures{m.Measure, aimed.Compare(m.Statements, q)})
		}
		aims = append(aims, figures)
	}
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
	baselines  map[string][]BaselineRow
	targets    map[string][]TargetRow
	outcomes   map[string][]OutcomeRow
	judgements map[string][]JudgementRow
	periods    map[string][]PeriodRow
}

func gather(v View, sees func([]string) bool) gathered {
	g := gathered{
		zone:      v.Zone(),
		baselines: map[string][]BaselineRow{}, targets: map[string][]TargetRow{}, outcomes: map[string][]OutcomeRow{},
		judgements: map[string][]JudgementRow{}, periods: map[string][]PeriodRow{},
	}
	for _, r := range v.Baselines() {
		id := MeasureID(r.Aim, r.Measure)
		g.baselines[id] = append(g.baselines[id], r)
	}
	for _, r := range v.Targets() {
		id := MeasureID(r.Aim, r.Measure)
		g.targets[id] = append(g.targets[id], r)
	}
	for _, r := range v.Outcomes() {
		if r.Measure != "" && (sees == nil || sees(r.Sharing)) {
			id := MeasureID(r.Aim, r.Measure)
			g.outcomes[id] = append(g.outcomes[id], r)
		}
	}
	for _, r := range v.Judgements() {
		id := MeasureID(r.Aim, r.Measure)
		g.judgements[id] = append(g.judgements[id], r)
	}
	for _, r := range v.RetiredPeriods() {
		id := MeasureID(r.Aim, r.Measure)
		g.periods[id] = append(g.periods[id], r)
	}
	return g
}

// measure turns the rows of one measure into what the arithmetic takes.
func (g gathered) measure(m MeasureRow) aimed.Measure {
	id, d := MeasureID(m.Aim, m.Measure), m.Definition
	a := aimed.Measure{
		ID: m.Measure, Name: d.Name, Unit: d.Unit, Kind: d.MeasureKind, Mode: d.Mode, Levels: d.Levels,
		People: d.CountsPeople(), PartsAddUp: d.PartsAddUp, Retired: m.Retired, Notes: d.Notes,
	}
	if d.Tolerance != nil {
		a.Tolerance = *d.Tolerance
	}
	for _, r := range g.baselines[id] {
		a.Baselines = append(a.Baselines, aimed.Baseline{
			Entry: g.entry(r.StatementRow), Value: r.Value, On: r.On, Site: r.Site, Parts: r.Parts, LeftOut: leftOut(r.StatementRow),
		})
	}
	for _, r := range g.targets[id] {
		a.Targets = append(a.Targets, aimed.Target{
			Entry: g.entry(r.StatementRow), Start: r.PeriodStart, End: r.PeriodEnd, Ordinal: r.Ordinal, Value: r.Value,
			Site: r.Site, Parts: r.Parts, Overall: !r.PeriodStart.Known() && !r.PeriodEnd.Known(), LeftOut: leftOut(r.StatementRow),
		})
	}
	for _, r := range g.outcomes[id] {
		if d.MeasureKind == domain.Story && r.Value.IsZero() && !r.Said.IsZero() {
			r.Value = domain.Value{Form: domain.InWords, Text: r.Said}
		}
		a.Outcomes = append(a.Outcomes, g.outcome(r)...)
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

func (g gathered) judgement(r JudgementRow) aimed.Judgement {
	return aimed.Judgement{
		Entry: g.entry(r.StatementRow), Judged: r.Judged, Knowing: r.Knowing,
		Disagree: map[domain.Knowing]int{r.Knowing: r.Disagree}, PeriodStart: r.PeriodStart, PeriodEnd: r.PeriodEnd,
		LeftOut: leftOut(r.StatementRow),
	}
}

// AimJudgements are what was judged of aims as a whole, by the id of the aim, those that were taken back marked as left out.
func AimJudgements(v View) map[string][]aimed.Judgement {
	g, all := gathered{zone: v.Zone()}, map[string][]aimed.Judgement{}
	for _, r := range v.Judgements() {
		if r.Measure == "" {
			all[r.Aim] = append(all[r.Aim], g.judgement(r))
		}
	}
	return all
}

// judgementsOf returns the judgements of a measure; a story is also answered by what is judged of its aim as a whole.
func (g gathered) judgementsOf(m MeasureRow) []JudgementRow {
	list := g.judgements[MeasureID(m.Aim, m.Measure)]
	if m.Definition.MeasureKind != domain.Story {
		return list
	}
	return append(slices.Clone(list), g.judgements[MeasureID(m.Aim, "")]...)
}

// restated says whether a target was stated for a retired period afterwards, and not taken back, which brings the period back.
func (g gathered) restated(id string, p PeriodRow) bool {
	for _, t := range g.targets[id] {
		if t.Withdrawn == nil && t.First > p.Position && t.PeriodStart == p.PeriodStart && t.PeriodEnd == p.PeriodEnd && t.Ordinal == p.Ordinal {
			return true
		}
	}
	return false
}

// outcome returns the observation as it stands and what it said before, marked as left out.
func (g gathered) outcome(r OutcomeRow) []aimed.Outcome {
	now := aimed.Outcome{
		Entry: g.entry(r.StatementRow), Value: r.Value, Numerator: r.Numerator, Denominator: r.Denominator,
		PeriodStart: r.PeriodStart, PeriodEnd: r.PeriodEnd, Ordinal: r.Ordinal, Site: r.Site, Parts: r.Parts,
		Restates: r.Published != nil, LeftOut: leftOut(r.StatementRow),
	}
	all := make([]aimed.Outcome, 0, 1+len(r.Before))
	for _, b := range r.Before {
		before := now
		before.Entry.ID, before.Entry.Position, before.Entry.InPlaceOf = b.ID, b.Position, r.First
		before.LeftOut = aimed.Corrected
		all = append(all, before)
	}
	return append(all, now)
}

func (g gathered) entry(s StatementRow) aimed.Entry {
	e := aimed.Entry{
		ID: s.ID, Position: s.Position, Happened: s.Happened,
		Recorded: domain.DateOf(time.Unix(0, s.Recorded).In(g.zone)),
	}
	if s.First != s.Position {
		e.InPlaceOf = s.First
	}
	return e
}

func leftOut(s StatementRow) aimed.Why {
	if s.Withdrawn != nil {
		return aimed.Withdrawn
	}
	return ""
}
