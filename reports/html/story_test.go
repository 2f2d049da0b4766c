package html

import (
	"testing"
	"time"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/domaintest"
	"github.com/desirelines/desirelines/projections"
	"github.com/desirelines/desirelines/reports"
)

// hostile is a text that would do harm where it is not taken as text.
const hostile = "</script><script>alert(1)</script>\" onload='x' \u202eevil {{.}} =1+1"

// kitchen is a small project with a bit of everything, all of it named by name.
func kitchen(t *testing.T, name string) []domain.Event {
	t.Helper()
	project, now := domain.NewProject("kitchen"), time.Date(2024, 1, 10, 9, 30, 0, 0, time.UTC)
	var events []domain.Event
	on := func(day string, body domain.Body) string {
		t.Helper()
		id := domaintest.ID(len(events) + 1)
		more, err := domain.Decide(project, domain.Command{
			ID: id, Project: "kitchen", Actor: domaintest.Person(1),
			Drafts: []domain.Draft{{Body: body, Happened: date(t, day), Sharing: []string{"group", "public"}}},
		}, now)
		if err != nil {
			t.Fatal(err)
		}
		events, now = append(events, more...), now.AddDate(0, 0, 1)
		return id
	}
	w := func(s string) domain.Words { return domain.Write(name + s) }
	number := func(n int64) domain.Value { return domain.Of(domain.Int(n)) }
	on("", &domain.ProjectStarted{Name: name + "Kitchen", Question: name + "How?", Zone: "Europe/London"})
	on("", &domain.AimAgreed{Aim: "eat", Statement: name + "More people eat together"})
	on("", &domain.MeasureAdded{Aim: "eat", Measure: "meals", Definition: domain.Definition{Name: name + "Meals", MeasureKind: domain.Increase, Mode: domain.PerPeriod, Unit: "meals", People: new(bool)}})
	target := func(n int64, start, end string) {
		on("", &domain.TargetSet{Aim: "eat", Measure: "meals", Value: number(n), PeriodStart: date(t, start), PeriodEnd: date(t, end), Why: w("why")})
	}
	target(100, "2023-01-01", "2023-06-30")
	target(120, "2023-01-01", "2023-06-30")
	target(140, "2023-07-01", "2023-12-31")
	on("2023-03-02", &domain.OutcomeRecorded{Aim: "eat", Measure: "meals", Value: number(91)})
	on("2023-08-02", &domain.OutcomeRecorded{Aim: "eat", Measure: "meals", Value: number(153)})
	on("", &domain.MeasureAdded{Aim: "eat", Measure: "new", Definition: domain.Definition{Name: name + "New people", MeasureKind: domain.Increase, Mode: domain.Snapshot, Unit: "people"}})
	on("", &domain.TargetSet{Aim: "eat", Measure: "new", Value: number(9), PeriodStart: date(t, "2023-01-01"), PeriodEnd: date(t, "2023-12-31")})
	on("2023-11-03", &domain.OutcomeRecorded{Aim: "eat", Measure: "new", Value: number(5)})
	on("2023-11-03", &domain.AimJudged{Aim: "eat", Measure: "new", Judged: domain.JudgedMost, Disagree: 2})
	failure := on("2023-04-01", &domain.FailureShared{What: w("The fridge broke"), Hoped: w("Fresh food"), Why: w("Nobody looked")})
	learnt := on("2023-04-02", &domain.LearningDrawn{What: w("Somebody has to look"), From: []string{failure}})
	change := on("2023-04-03", &domain.ChangeMade{What: w("We look each day"), Learning: learnt})
	on("2023-05-03", &domain.ChangeChecked{Change: change, Helped: "yes", What: w("It was cold")})
	test := on("2023-05-04", &domain.TestStarted{What: w("A letter"), Think: w("People will come"), Because: w("They read"), KnowBy: w("We count")})
	on("2023-06-04", &domain.TestConcluded{Test: test, What: w("Nobody came"), Supported: "no", Next: "stop"})
	on("2023-06-05", &domain.SurpriseNoticed{What: w("Neighbours talk"), Welcome: "wanted", Sure: "very", Helped: w("A job for two")})
	on("2023-06-06", &domain.OutcomeRecorded{What: w("A school asks")})
	on("2023-06-07", &domain.TurningPointChosen{What: w("We open on Fridays")})
	on("", &domain.MeasureAdded{Aim: "eat", Measure: "off", Definition: domain.Definition{Name: name + "Nights called off", MeasureKind: domain.Decrease, Mode: domain.PerPeriod, Unit: "nights", People: new(bool)}})
	on("", &domain.TargetSet{Aim: "eat", Measure: "off", Value: number(2), PeriodStart: date(t, "2023-01-01"), PeriodEnd: date(t, "2023-12-31")})
	on("2023-11-03", &domain.OutcomeRecorded{Aim: "eat", Measure: "off", Value: number(4)})
	on("", &domain.AimAgreed{Aim: "sing", Statement: name + "There is music"})
	on("", &domain.AimDropped{Aim: "sing", Why: w("It was too loud")})
	return events
}

func date(t *testing.T, s string) domain.Date {
	t.Helper()
	d, err := domain.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// telling tells a history to an audience.
func telling(t *testing.T, events []domain.Event, audience string) reports.Telling {
	t.Helper()
	view, err := projections.ReplayEvents("kitchen", events, projections.Cut{})
	if err != nil {
		t.Fatal(err)
	}
	asked, err := reports.Resolve(view, reports.Ask{Now: time.Date(2024, 3, 1, 0, 0, 0, 0, time.UTC)})
	if err != nil {
		t.Fatal(err)
	}
	a, err := reports.AudienceNamed(audience)
	if err != nil {
		t.Fatal(err)
	}
	seen, err := reports.Lens{Viewer: reports.Operator(), Audience: a}.See(view, asked)
	if err != nil {
		t.Fatal(err)
	}
	told, err := reports.TellingOf(seen, a)
	if err != nil {
		t.Fatal(err)
	}
	return told
}
