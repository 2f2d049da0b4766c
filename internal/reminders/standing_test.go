package reminders

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/projections"
)

// TestADayIsNotedOnce: at eight in the morning in the project's zone, by whichever worker looks first, and never again.
func TestADayIsNotedOnce(t *testing.T) {
	g := aGroup(t)
	test := g.test("2026-07-31")
	w := g.worker()
	g.at("2026-07-31 07:59")
	g.round(w)
	if n := len(bodies[*domain.ReminderDue](g)); n != 0 {
		t.Fatalf("before eight in London the day was noted %d times", n)
	}
	if want := time.Date(2026, 7, 31, 7, 0, 0, 0, time.UTC); !g.timer().Equal(want) {
		t.Errorf("the timer is set to %v; want %v", g.timer(), want)
	}
	g.at("2026-07-31 08:00")
	must(t, w.woken(t.Context(), "p"))
	must(t, w.woken(t.Context(), "p")) // the same timer, handed out again
	g.round(g.worker())
	due := bodies[*domain.ReminderDue](g)
	if len(due) != 1 || due[0].What != domain.DueReview || due[0].Entry != test || due[0].Due != date(t, "2026-07-31") {
		t.Fatalf("noted: %+v; want the review once", due)
	}
	if !g.timer().IsZero() {
		t.Errorf("nothing is to come, and the timer is set to %v", g.timer())
	}
}

// TestTimersFollowTheDays: a day that is put off moves the timer, and what ended takes it back.
func TestTimersFollowTheDays(t *testing.T) {
	g := aGroup(t)
	test := g.test("2026-07-31")
	w := g.worker()
	g.round(w)
	g.record("", &domain.TestPostponed{Test: test, ReviewOn: date(t, "2026-12-01")})
	g.round(w)
	if want := time.Date(2026, 12, 1, 8, 0, 0, 0, time.UTC); !g.timer().Equal(want) {
		t.Errorf("after it was put off the timer is set to %v; want %v", g.timer(), want)
	}
	g.record("", &domain.TestConcluded{Test: test, Next: "keep"})
	g.round(w)
	if !g.timer().IsZero() {
		t.Errorf("the test has ended, and the timer is set to %v", g.timer())
	}
	g.at("2027-01-01 12:00")
	must(t, w.woken(t.Context(), "p")) // it came due while it was cancelled
	if n := len(bodies[*domain.ReminderDue](g)); n != 0 {
		t.Errorf("a test that ended was noted %d times", n)
	}
}

// TestADayThatPassedIsNotedAtTheStart: what came due while nothing ran is noted, and two workers at once note it once.
func TestADayThatPassedIsNotedAtTheStart(t *testing.T) {
	g := aGroup(t)
	g.test("2026-07-10")
	g.record("", &domain.MendingPromised{What: domain.Write("tell them"), Due: date(t, "2026-07-12")})
	g.at("2026-09-01 12:00")
	v := projections.View{}
	must(t, g.views.Read(t.Context(), func(r projections.Reader) error {
		v = projections.Live(r, "p")
		s := standingOf(v, g.clock(), false)
		for range 2 {
			for _, c := range s.notices {
				_, err := g.log.Do(t.Context(), c)
				must(t, err)
			}
		}
		return nil
	}))
	g.round(g.worker())
	if due := bodies[*domain.ReminderDue](g); len(due) != 2 || due[0].What != domain.DueReview || due[1].What != domain.DueMending {
		t.Errorf("noted: %+v; want the review and the mending, once each", due)
	}
}

// TestALookBackIsMissed sixty days after it was asked for, and an answer in time keeps it from being so.
func TestALookBackIsMissed(t *testing.T) {
	g := aGroup(t)
	missed := g.record("", &domain.LookBackPlanned{Due: date(t, "2020-01-01")})
	answered := g.record("", &domain.LookBackPlanned{Due: date(t, "2026-07-20")})
	w := g.worker()
	g.at("2026-07-20 09:00")
	g.round(w)
	if due := bodies[*domain.ReminderDue](g); len(due) != 2 {
		t.Fatalf("noted: %+v; want both look-backs", due)
	}
	g.record("", &domain.LookBackAnswered{LookBack: answered, Lasted: "yes"})
	g.at("2026-09-18 07:59")
	g.round(w)
	if n := len(bodies[*domain.LookBackMissed](g)); n != 0 {
		t.Fatalf("before the sixty days were over %d look-backs were missed", n)
	}
	if want := time.Date(2026, 9, 18, 7, 0, 0, 0, time.UTC); !g.timer().Equal(want) {
		t.Errorf("the timer is set to %v; want %v, sixty days after it was noted", g.timer(), want)
	}
	g.at("2026-09-18 08:00")
	must(t, w.woken(t.Context(), "p"))
	must(t, w.woken(t.Context(), "p"))
	if got := bodies[*domain.LookBackMissed](g); len(got) != 1 || got[0].LookBack != missed {
		t.Errorf("missed: %+v; want the one without an answer, once", got)
	}
}

// TestReportsAreAskedOfPeople: a period that ended is noted the morning after it, where somebody is part of the project, and not
// where it is long past.
func TestReportsAreAskedOfPeople(t *testing.T) {
	g := aGroup(t)
	g.record("", &domain.AimAgreed{Aim: "a", Statement: "More meals"},
		&domain.MeasureAdded{Aim: "a", Measure: "m", Definition: domain.Definition{Name: "meals", MeasureKind: "increase", Mode: "per_period", Unit: "meals"}},
		&domain.TargetSet{Aim: "a", Measure: "m", Value: domain.Value{Text: domain.Write("10")}, PeriodStart: date(t, "2019-01-01"), PeriodEnd: date(t, "2019-12-31")},
		&domain.TargetSet{Aim: "a", Measure: "m", Value: domain.Value{Text: domain.Write("10")}, PeriodStart: date(t, "2026-01-01"), PeriodEnd: date(t, "2026-07-31")})
	g.at("2026-07-31 23:00")
	w := g.worker()
	g.round(w)
	g.at("2026-08-01 08:00")
	must(t, w.woken(t.Context(), "p"))
	if n := len(bodies[*domain.ReminderDue](g)); n != 0 {
		t.Fatalf("nobody is part of the project, and %d reminders were noted", n)
	}
	g.joins("")
	g.at("2026-08-01 07:59")
	g.round(w)
	if n := len(bodies[*domain.ReminderDue](g)); n != 0 {
		t.Fatalf("before the morning after the period %d reminders were noted", n)
	}
	g.at("2026-08-01 08:00")
	must(t, w.woken(t.Context(), "p"))
	due := bodies[*domain.ReminderDue](g)
	if len(due) != 1 || due[0].What != domain.DueReport || due[0].Aim != "a" || due[0].Measure != "m" || due[0].Due != date(t, "2026-07-31") {
		t.Errorf("noted: %+v; want the period that ended the day before, and not that of 2019", due)
	}
}

// TestIDsAreOfTheThingAndTheDay: nothing but what is named makes them, and they are ids that the domain takes.
func TestIDsAreOfTheThingAndTheDay(t *testing.T) {
	body := &domain.ReminderDue{}
	one := command("p", body, "due", "review", "x", "2026-07-31").ID
	if _, err := uuid.Parse(one); err != nil || one != command("p", body, "due", "review", "x", "2026-07-31").ID {
		t.Errorf("the id is %s, %v; want the same one again", one, err)
	}
	for _, other := range []domain.Command{
		command("q", body, "due", "review", "x", "2026-07-31"), command("p", body, "due", "review", "x", "2026-08-01"),
		command("p", body, "due", "review", "y", "2026-07-31"), command("p", body, "due", "reviewx", "", "2026-07-31"),
	} {
		if other.ID == one {
			t.Errorf("%+v has the id of another", other)
		}
	}
}
