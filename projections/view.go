package projections

import (
	"time"

	"github.com/desirelines/desirelines/domain"
)

// View reads the rows of one project at one moment. Rows are in order of position. They carry personal
// fields as they are in the events: only the lens of reports may show them to anybody.
type View struct {
	Reader
	Project string
	Known   Known
}

// Known says up to where a view knows.
type Known struct {
	Position uint64    // number of the last event at or before the cut; 0: nothing was known
	Recorded time.Time // when that event was recorded
}

// Live returns the view of a project as it stands in the store; r is what Store.Read gave.
func Live(r Reader, project string) View {
	v := View{Reader: r, Project: project}
	if s, ok := v.Summary(); ok {
		v.Known = Known{s.Position, time.Unix(0, s.Recorded).UTC()}
	}
	return v
}

// turner is a Reader that can say when rows of a project changed.
type turner interface {
	Turn(project string) uint64 // greater after every change
}

// Turn is a number that is another as soon as any row of the project is; ok is false where that is not known.
func (v View) Turn() (turn uint64, ok bool) {
	t, ok := v.Reader.(turner)
	if !ok {
		return 0, false
	}
	return t.Turn(v.Project), true
}

// OutcomesBeyond returns the observations that stand and are about no aim.
func (v View) OutcomesBeyond() []OutcomeRow {
	return outcomeTable.all(v, v.Project, func(r *OutcomeRow) bool { return r.Aim == "" && r.Withdrawn == nil }, func(r *OutcomeRow) uint64 { return r.Position })
}

// MomentsOf returns the moments of one kind, the withdrawn ones too.
func (v View) MomentsOf(kind string) []MomentRow {
	return momentTable.all(v, v.Project, func(r *MomentRow) bool { return r.Kind == kind }, func(r *MomentRow) uint64 { return r.Position })
}

// Summary returns the project in a few numbers; ok is false where there is no such project.
func (v View) Summary() (SummaryRow, bool) { return summaryTable.one(v, v.Project, "") }

// Zone is the project's time zone.
func (v View) Zone() *time.Location {
	s, _ := v.Summary()
	return Zone(s.Zone)
}

// Summaries returns every project, in order of its id; the installation is none.
func Summaries(r Reader) []SummaryRow {
	var rows []SummaryRow
	for _, id := range r.Projects(summaryTable.Name) {
		if id == domain.Installation {
			continue
		}
		if s, ok := summaryTable.one(r, id, ""); ok {
			rows = append(rows, s)
		}
	}
	return rows
}

// Aims returns the aims, in order of their first event.
func (v View) Aims() []AimRow {
	return aimTable.all(v, v.Project, nil, func(r *AimRow) uint64 { return r.First.Position })
}

// Wordings returns every wording of every aim.
func (v View) Wordings() []WordingRow {
	return wordingTable.all(v, v.Project, nil, func(r *WordingRow) uint64 { return r.Position })
}

// Measures returns all measures, in order of their first event.
func (v View) Measures() []MeasureRow {
	return measureTable.all(v, v.Project, nil, func(r *MeasureRow) uint64 { return r.First.Position })
}

// Baselines returns every statement of where things stood, the withdrawn ones too.
func (v View) Baselines() []BaselineRow {
	return baselineTable.all(v, v.Project, nil, func(r *BaselineRow) uint64 { return r.Position })
}

// Targets returns every statement of what is aimed for, the withdrawn ones too.
func (v View) Targets() []TargetRow {
	return targetTable.all(v, v.Project, nil, func(r *TargetRow) uint64 { return r.Position })
}

// Outcomes returns every observation, the withdrawn ones and those about no measure too.
func (v View) Outcomes() []OutcomeRow {
	return outcomeTable.all(v, v.Project, nil, func(r *OutcomeRow) uint64 { return r.Position })
}

// Judgements returns every judgement, the withdrawn ones too.
func (v View) Judgements() []JudgementRow {
	return judgementTable.all(v, v.Project, nil, func(r *JudgementRow) uint64 { return r.Position })
}

// RetiredPeriods returns which periods are no longer part of their measures.
func (v View) RetiredPeriods() []PeriodRow {
	return periodTable.all(v, v.Project, nil, func(r *PeriodRow) uint64 { return r.Position })
}

// Tests returns what the group tried, the withdrawn ones too.
func (v View) Tests() []TestRow {
	return testTable.all(v, v.Project, nil, func(r *TestRow) uint64 { return r.Position })
}

// Loops returns the steps of the learning loop and what waits beside it, the withdrawn ones too; what came of a withdrawn test is
// withdrawn with it.
func (v View) Loops() []LoopRow {
	rows := loopTable.all(v, v.Project, nil, func(r *LoopRow) uint64 { return r.Position })
	tried := map[string]bool{} // problems that a test is an answer to
	for _, t := range v.Tests() {
		tried[t.Problem] = tried[t.Problem] || !t.Withdrawn
	}
	for i := range rows {
		switch r := &rows[i]; r.Thing {
		case "test":
			test, ok := testTable.one(v, v.Project, r.Test)
			r.Withdrawn = r.Withdrawn || ok && test.Withdrawn
		case "problem":
			r.Closed = tried[r.ID]
		case "mending":
			r.Closed = len(r.Done) > 0
		}
	}
	return rows
}

// Moments returns the journey, the withdrawn ones too.
func (v View) Moments() []MomentRow {
	return momentTable.all(v, v.Project, nil, func(r *MomentRow) uint64 { return r.Position })
}

// Entries returns every event with its words as they stand now.
func (v View) Entries() []EntryRow {
	return entryTable.all(v, v.Project, nil, func(r *EntryRow) uint64 { return r.Position })
}

// Entry returns one event by its id.
func (v View) Entry(id string) (EntryRow, bool) { return entryTable.one(v, v.Project, id) }

// Day is the day of w: when it happened, a month as its last day, else the day recorded.
func (w When) Day(zone *time.Location) domain.Date {
	if w.Happened.Known() {
		return w.Happened.Last()
	}
	return domain.DateOf(time.Unix(0, w.Recorded).In(zone))
}
