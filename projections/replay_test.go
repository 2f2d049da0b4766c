package projections_test

import (
	"context"
	"iter"
	"slices"
	"testing"
	"time"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/aimed"
	"github.com/desirelines/desirelines/domain/domaintest"
	"github.com/desirelines/desirelines/projections"
	"github.com/desirelines/desirelines/projections/projectiontest"
)

// story records drafts one after another, a day apart, and is a projections.Source.
type story struct {
	t      *testing.T
	state  *domain.Project
	events []domain.Event
}

func newStory(t *testing.T) *story {
	s := &story{t: t, state: domain.NewProject("p")}
	s.tell("", &domain.ProjectStarted{Name: "P"})
	return s
}

// tell records one body that happened on a day or month and returns the id of its event.
func (s *story) tell(happened string, body domain.Body) string {
	s.t.Helper()
	date, err := domain.ParseDate(happened)
	if err != nil {
		s.t.Fatal(err)
	}
	n := len(s.events) + 1
	at := time.Date(2026, 1, n, 12, 0, 0, 0, time.UTC)
	events, err := domain.Decide(s.state, domain.Command{
		ID: domaintest.ID(n), Project: "p", Drafts: []domain.Draft{{Body: body, Happened: date}},
	}, at)
	if err != nil {
		s.t.Fatal(err)
	}
	s.events = append(s.events, events...)
	return events[0].ID
}

// ReadProject implements projections.Source with one event a commit.
func (s *story) ReadProject(_ context.Context, project string, from uint64) iter.Seq2[domain.Commit, error] {
	return func(yield func(domain.Commit, error) bool) {
		for i, e := range s.events {
			if e.Project == project && e.Position >= from && !yield(domain.Commit{Sequence: uint64(i + 1), Project: project, Events: s.events[i : i+1]}, nil) {
				return
			}
		}
	}
}

func (s *story) replay(cut projections.Cut) projections.View {
	s.t.Helper()
	v, err := projections.Replay(s.t.Context(), s, "p", cut)
	if err != nil {
		s.t.Fatal(err)
	}
	return v
}

func outcome(n int64) *domain.OutcomeRecorded {
	return &domain.OutcomeRecorded{Aim: "a", Measure: "m", Value: domain.Of(domain.Int(n))}
}

// counted is a story with a measure: its events are started, aim, measure (1 to 3).
func counted(t *testing.T) *story {
	s := newStory(t)
	s.tell("2025-01", &domain.AimAgreed{Aim: "a", Statement: "A"})
	s.tell("2025-01", &domain.MeasureAdded{Aim: "a", Measure: "m", Definition: domain.Definition{Name: "M", MeasureKind: domain.Increase, Mode: domain.PerPeriod}})
	return s
}

func actual(t *testing.T, v projections.View) string {
	t.Helper()
	m, ok := projections.CompareOne(v, aimed.Question{AskedOn: domain.Date{Year: 2026, Month: 2, Day: 1}}, nil, "a", "m")
	if !ok {
		return "no measure"
	}
	return m.Figures.Overall.Actual.Plain()
}

func TestReplayToAPosition(t *testing.T) {
	s := counted(t)
	first := s.tell("2025-03-05", outcome(3))
	s.tell("2025-04-05", outcome(4))
	s.tell("", &domain.EntryCorrected{Entry: first, With: outcome(30)})
	s.tell("", &domain.EntryWithdrawn{Entry: first})
	for position, want := range map[uint64]string{3: "", 4: "3", 5: "7", 6: "34", 7: "4", 0: "4"} {
		v := s.replay(projections.Cut{Position: position})
		if got := actual(t, v); got != want {
			t.Errorf("known at %d: %q, want %q", position, got, want)
		}
		if position != 0 && (v.Known.Position != position || v.Known.Recorded != s.events[position-1].Recorded) {
			t.Errorf("known at %d says %+v", position, v.Known)
		}
	}
}

// What happened later is left out by the date it has after all corrections; a month counts as its last day, unknown
// as the day recorded; corrections and withdrawals always apply.
func TestReplayByHappenedDate(t *testing.T) {
	s := counted(t)
	s.tell("2025-03", outcome(1))
	moved := s.tell("2025-03-05", outcome(10))
	s.tell("", outcome(100)) // recorded on 6 January 2026
	gone := s.tell("2025-03-01", outcome(1000))
	s.tell("2025-12-01", &domain.EntryWithdrawn{Entry: gone})
	june := domain.Date{Year: 2025, Month: 6}
	s.tell("2025-12-01", &domain.EntryCorrected{Entry: moved, With: outcome(20), Happened: &june})
	for by, want := range map[string]string{
		"2025-03-30": "", "2025-03-31": "1", "2025-06-29": "1", "2025-06-30": "21", "2026-01-05": "21", "2026-01-06": "121",
	} {
		day, _ := domain.ParseDate(by)
		v := s.replay(projections.Cut{HappenedBy: day})
		if got := actual(t, v); got != want {
			t.Errorf("happened by %s: %q, want %q", by, got, want)
		}
		if v.Known.Position != uint64(len(s.events)) {
			t.Errorf("happened by %s knows up to %d; leaving out what happened later is not forgetting", by, v.Known.Position)
		}
	}
}

// An entry that was corrected names the correction, and keeps what it said before.
func TestAFigureNamesTheEventThatStatesItNow(t *testing.T) {
	s := counted(t)
	first := s.tell("2025-03-05", outcome(3))
	correction := s.tell("", &domain.EntryCorrected{Entry: first, With: outcome(30)})
	m, _ := projections.CompareOne(s.replay(projections.Cut{}), aimed.Question{AskedOn: domain.Date{Year: 2026, Month: 2, Day: 1}}, nil, "a", "m")
	overall := m.Figures.Overall
	if len(overall.Entries) != 1 || overall.Entries[0].ID != correction {
		t.Errorf("the figure comes from %+v, want %s", overall.Entries, correction)
	}
	if len(overall.LeftOut) != 1 || overall.LeftOut[0].ID != first || overall.LeftOut[0].Why != aimed.Corrected {
		t.Errorf("left out is %+v, want %s as corrected", overall.LeftOut, first)
	}
}

// A redaction takes the words out of every row, those of corrections too; figures stay.
func TestRedactionLeavesNoWords(t *testing.T) {
	s := counted(t)
	first := s.tell("", &domain.SurpriseNoticed{What: domain.Write("a secret"), Welcome: "wanted"})
	correction := s.tell("", &domain.EntryCorrected{Entry: first, With: &domain.SurpriseNoticed{What: domain.Write("another secret"), Welcome: "both"}})
	s.tell("", &domain.EntryRedacted{Entry: first})
	v := s.replay(projections.Cut{})
	for _, id := range []string{first, correction} {
		row, _ := v.Entry(id)
		bodies := []domain.Body{row.Body, row.First}
		if c, ok := row.Body.(*domain.EntryCorrected); ok {
			bodies = append(bodies, c.With)
		}
		for _, b := range bodies {
			if surprise, ok := b.(*domain.SurpriseNoticed); ok {
				if text, removed := surprise.What.Reveal(nil); !removed || text != "" {
					t.Errorf("entry %d still says %q", row.Position, text)
				}
				if surprise.Welcome == "" {
					t.Errorf("entry %d lost more than its words", row.Position)
				}
			}
		}
	}
}

func TestTestsFollowCorrectionsAndWithdrawals(t *testing.T) {
	s := newStory(t)
	test := s.tell("", &domain.TestStarted{What: domain.Write("tea")})
	concluded := s.tell("", &domain.TestConcluded{Test: test, What: domain.Write("nobody came"), Supported: "yes"})
	check := func(when, supported string) {
		t.Helper()
		if tests := s.replay(projections.Cut{}).Tests(); len(tests) != 1 || tests[0].Supported != supported {
			t.Errorf("%s: %+v, want %q", when, tests, supported)
		}
	}
	check("first", "yes")
	s.tell("", &domain.EntryCorrected{Entry: concluded, With: &domain.TestConcluded{Test: test, What: domain.Write("nobody came"), Supported: "no"}})
	check("corrected", "no")
	s.tell("", &domain.EntryWithdrawn{Entry: concluded})
	check("withdrawn", "")
	if tests := s.replay(projections.Cut{}).Tests(); len(tests) != 1 || tests[0].Conclusion != "" {
		t.Errorf("the test is not open again: %+v", tests)
	}
}

// Stepping through a project shows at each step what a replay to that position shows.
func TestStepsEqualReplays(t *testing.T) {
	s := counted(t)
	first := s.tell("2025-03-05", outcome(3))
	s.tell("", &domain.EntryCorrected{Entry: first, With: outcome(30)})
	s.tell("", &domain.EntryWithdrawn{Entry: first})
	steps := projections.NewSteps("p")
	for i := range s.events {
		if err := steps.Take(&s.events[i]); err != nil {
			t.Fatal(err)
		}
		whole := s.replay(projections.Cut{Position: s.events[i].Position})
		a, b := projectiontest.DumpReader(t, steps.View().Reader), projectiontest.DumpReader(t, whole.Reader)
		if !slices.Equal(a, b) || steps.View().Known != whole.Known {
			t.Errorf("step %d:\n%s\nreplay:\n%s", i+1, a, b)
		}
	}
}

// A period that is no longer used comes back by a target that is stated for it afterwards, as long as that stands; a target that was stated
// before and is corrected afterwards brings nothing back.
func TestRetiredPeriodsComeBackByWhatStands(t *testing.T) {
	period := func(n int64) *domain.TargetSet {
		return &domain.TargetSet{Aim: "a", Measure: "m", Value: domain.Of(domain.Int(n)), PeriodStart: domain.Date{Year: 2025, Month: 1, Day: 1}, PeriodEnd: domain.Date{Year: 2025, Month: 6, Day: 30}}
	}
	s := counted(t)
	first := s.tell("2025-01", period(10))
	s.tell("2025-02", &domain.PeriodRetired{Aim: "a", Measure: "m", PeriodStart: period(0).PeriodStart, PeriodEnd: period(0).PeriodEnd})
	retired := func() bool {
		f := projections.Compare(s.replay(projections.Cut{}), aimed.Question{AskedOn: domain.Date{Year: 2026, Month: 1, Day: 1}}, nil)[0].Measures[0].Figures
		return slices.Contains(f.Periods[0].Warnings, aimed.WarnRetired)
	}
	s.tell("", &domain.EntryCorrected{Entry: first, With: period(11)})
	if !retired() {
		t.Error("the correction of an older target brought the period back")
	}
	again := s.tell("2025-03", period(20))
	if retired() {
		t.Error("a new target did not bring the period back")
	}
	s.tell("", &domain.EntryWithdrawn{Entry: again})
	if !retired() {
		t.Error("a target that was taken back still brings the period back")
	}
}
