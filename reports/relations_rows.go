package reports

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/aimed"
	"github.com/desirelines/desirelines/projections"
)

// leastForTools is the smallest number of people that other tools are shown.
const leastForTools = 5

// SeenByTools is a project as other tools may see it: as its evaluators do, but without words and with numbers of people rounded and small
// ones kept back. What was agreed counts as of today; the figures are those of who asks on a day against an aim.
func SeenByTools(now projections.View, today, day domain.Date, against aimed.Against) (Seen, error) {
	audiences := AudiencesOf(now)
	i := slices.IndexFunc(audiences, func(a Audience) bool { return a.ID == domain.SharedEvaluators })
	if i < 0 {
		return Seen{}, noAudience(domain.SharedEvaluators, audiences)
	}
	through := audiences[i]
	through.Words, through.Names, through.Smallest = false, false, max(through.Smallest, leastForTools)
	lens := Lens{Viewer: Viewer{Role: RoleEvaluator}, Audience: through, Today: today}
	// What the evaluators were told before binds nobody here: it is for people who read exact numbers.
	return lens.See(now, Asked{project: now.Project, against: against, askedOn: day, today: today})
}

// ShownToTools returns what the tables of Relations hold of a project as it stands, by the agreements of today. kept may be nil.
func ShownToTools(now projections.View, today domain.Date, kept *KeptFigures) (projections.Shown, error) {
	shown := projections.Shown{Project: now.Project, Position: now.Known.Position, Day: today, Rows: map[string]json.RawMessage{}}
	seen, err := SeenByTools(now, today, today, aimed.Now)
	if err != nil {
		return shown, err
	}
	s := seen.look()
	view := s.view()
	comparison := ComparisonOf(seen)
	entries := s.toolEntries(view)
	for name, rows := range map[string]any{
		"projects": s.toolProjects(comparison, len(entries)), "aims": toolAims(comparison), "wordings": s.toolWordings(view),
		"measures": s.toolMeasures(comparison, view), "aimed_vs_achieved": s.figures(kept), "entries": entries, "tests": s.toolTests(view),
		"learning_steps": s.toolSteps(view), "open_loops": s.toolLoops(view), "meetings": s.toolMeetings(view),
		"look_backs": s.toolLookBacks(view), "notes": s.toolNotes(view),
	} {
		if shown.Rows[name], err = json.Marshal(rows); err != nil {
			return shown, fmt.Errorf("rows of %s: %w", name, err)
		}
	}
	return shown, nil
}

func (s *sight) toolProjects(c Comparison, entries int) []ToolProject {
	row, ok := s.base.Summary()
	if !ok {
		return []ToolProject{}
	}
	return []ToolProject{{
		Project: c.Project, Name: c.Name, PartOf: row.PartOf, Ended: row.Ended, Entries: entries, Learnt: c.Learnt, Changed: c.Changed,
		NotWorked: c.DidNotWork, Surprises: c.BeyondAims.Surprises, Beyond: c.BeyondAims.Outcomes,
		Position: c.KnownAt.Position, Recorded: c.KnownAt.Time, AsOf: c.AskedOn,
	}}
}

func toolAims(c Comparison) []ToolAim {
	rows := make([]ToolAim, 0, len(c.Aims))
	for i, a := range c.Aims {
		row := ToolAim{
			Project: c.Project, Aim: a.ID, Ordinal: i + 1, Statement: a.Statement, Born: a.Born, State: string(a.State), Revisions: a.Revisions, Counted: string(a.Counted),
		}
		if a.Lasted != nil {
			row.Lasted = a.Lasted.Lasted
		}
		rows = append(rows, row)
	}
	return rows
}

func (s *sight) toolWordings(view projections.View) []ToolWording {
	rows := []ToolWording{}
	for _, w := range view.Wordings() {
		rows = append(rows, ToolWording{view.Project, w.Aim, w.ID, w.Position, w.Kind, w.Statement, toolWhenOf(w.When)})
	}
	return rows
}

func (s *sight) toolMeasures(c Comparison, view projections.View) []ToolMeasure {
	revisions := map[string]int{}
	for _, m := range view.Measures() {
		revisions[projections.MeasureID(m.Aim, m.Measure)] = m.Revisions
	}
	rows := []ToolMeasure{}
	for _, a := range c.Aims {
		for i, m := range a.Measures {
			row := ToolMeasure{
				Project: c.Project, Aim: a.ID, Measure: m.ID, Ordinal: i + 1, Name: m.Name, Kind: string(m.Kind), Mode: string(m.Mode), Unit: m.Unit,
				People: m.People, Retired: m.Retired, Revisions: revisions[projections.MeasureID(a.ID, m.ID)], Levels: m.Levels,
				BaselineOn: Day(domain.Date(m.BaselineOn).Last()),
			}
			if m.Tolerance.Sign() != 0 {
				row.Tolerance = toolNum(m.Tolerance.String())
			}
			row.BaselineLow, row.BaselineHigh, row.BaselineText = toolValue(m.Baseline)
			rows = append(rows, row)
		}
	}
	return rows
}

func (s *sight) toolEntries(view projections.View) []ToolEntry {
	rows := []ToolEntry{}
	for _, r := range view.Entries() {
		rows = append(rows, ToolEntry{
			Project: view.Project, Entry: r.ID, Position: r.Position, Kind: r.Kind, Thing: (&domain.Event{ID: r.ID, Body: r.Body}).About().Thing,
			toolWhen: toolWhenOf(r.When), Knowing: string(r.Knowing), Taken: string(r.Taken), Corrected: len(r.Corrections), Withdrawn: r.Withdrawn != nil,
		})
	}
	return rows
}

func (s *sight) toolTests(view projections.View) []ToolTest {
	rows := []ToolTest{}
	for _, r := range view.Tests() {
		row := ToolTest{
			Project: view.Project, Test: r.ID, Position: r.Position, Aim: s.knownAim(r.Aim), toolWhen: toolWhenOf(r.When), ReviewOn: Day(r.ReviewOn.Last()),
			Notes: len(r.Notes), Postponed: len(r.Postponed), State: "running", Supported: r.Supported, Withdrawn: r.Withdrawn,
		}
		if r.Conclusion != "" {
			row.State, row.Ended = "concluded", Day(r.Ended.Day(s.zone))
		}
		if r.Abandoned {
			row.State = "abandoned"
		}
		rows = append(rows, row)
	}
	return rows
}

func (s *sight) toolSteps(view projections.View) []ToolStep {
	rows := []ToolStep{}
	for _, r := range view.Loops() {
		rows = append(rows, ToolStep{
			Project: view.Project, Step: r.ID, Position: r.Position, Thing: r.Thing, toolWhen: toolWhenOf(r.When), Aim: s.knownAim(r.Aim), Test: s.knownEntry(r.Test),
			Result: r.Result, DrawnFrom: list(s.those(r.From)), Due: Day(r.Due.Last()), Closed: r.Closed, Withdrawn: r.Withdrawn,
		})
	}
	return rows
}

func (s *sight) toolLoops(view projections.View) []ToolLoop {
	rows := []ToolLoop{}
	for _, l := range s.loops(view).openOf(view, true) {
		rows = append(rows, ToolLoop{view.Project, l.ID, l.Position, l.WaitsFor, Day(addDays(s.asked.askedOn, -l.Days)), Day(domain.Date(l.Due).Last())})
	}
	once := map[[2]string]bool{} // two measures that one entry stands for wait for one answer
	return slices.DeleteFunc(rows, func(r ToolLoop) bool {
		key := [2]string{r.Entry, r.WaitsFor}
		had := once[key]
		once[key] = true
		return had
	})
}

func (s *sight) toolMeetings(view projections.View) []ToolMeeting {
	people := map[string]int{} // the lens keeps every number of people back; here those that are large enough are shown
	for _, r := range s.base.Meetings() {
		people[r.ID] = r.People()
	}
	rows := []ToolMeeting{}
	for _, r := range view.Meetings() {
		row := ToolMeeting{Project: view.Project, Meeting: r.ID, Position: r.Position, toolWhen: toolWhenOf(r.When), Format: r.Format, Withdrawn: r.Withdrawn}
		if n := people[r.ID]; n >= s.lens.Audience.rule().Smallest() {
			row.People = &n
		}
		rows = append(rows, row)
	}
	return rows
}

func (s *sight) toolLookBacks(view projections.View) []ToolLookBack {
	rows := []ToolLookBack{}
	for _, r := range view.LookBacks() {
		row := ToolLookBack{
			Project: view.Project, LookBack: r.ID, Position: r.Position, Due: Day(r.Due.Last()), Aim: r.Aim, Measure: r.Measure, Missed: r.Missed != nil, Withdrawn: r.Withdrawn,
		}
		for _, a := range r.Answers {
			if !a.Withdrawn {
				row.Answers++
			}
		}
		if a := r.Answer(); a != nil {
			row.Lasted, row.Answered = a.Lasted, Day(a.Day(s.zone))
		}
		rows = append(rows, row)
	}
	return rows
}

func (s *sight) toolNotes(view projections.View) []ToolNote {
	rows := []ToolNote{}
	for _, r := range view.Notes() {
		rows = append(rows, ToolNote{
			Project: view.Project, Note: r.ID, Position: r.Position, toolWhen: toolWhenOf(r.When), On: s.knownEntry(r.Entry), Aim: s.knownAim(r.Aim),
			Mark: r.Mark, Count: r.Count, Answered: len(r.Answers) > 0, Withdrawn: r.Withdrawn,
		})
	}
	return rows
}

// knownEntry is an entry that may be known; empty where it may not.
func (s *sight) knownEntry(id string) string {
	if s.hides(id) {
		return ""
	}
	return id
}

func toolWhenOf(w projections.When) toolWhen {
	t := toolWhen{Happened: Day(w.Happened.Last()), Recorded: Moment(time.Unix(0, w.Recorded))}
	switch {
	case w.Happened.Whole():
		t.Precision = "day"
	case w.Happened.Month != 0:
		t.Precision = "month"
	case w.Happened.Known():
		t.Precision = "year"
	}
	return t
}

// knownAim is an aim that may be known; empty where it may not.
func (s *sight) knownAim(id string) string {
	if s.hidesAim(id) {
		return ""
	}
	return id
}
