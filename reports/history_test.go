package reports

import (
	"bytes"
	"flag"

	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/domaintest"
	"github.com/desirelines/desirelines/projections"
)

var update = flag.Bool("update", false, "write the golden files anew")

// history makes real events: every one is decided by the domain. The clock goes on by a day with each.
type history struct {
	t       *testing.T
	project *domain.Project
	now     time.Time
	events  []domain.Event
}

func newHistory(t *testing.T) *history {
	h := &history{t: t, project: domain.NewProject("garden"), now: time.Date(2024, 1, 10, 9, 30, 0, 0, time.UTC)}
	h.add(&domain.ProjectStarted{Name: "The garden on the roof", Zone: "Europe/London"})
	return h
}

// add records one thing and returns its id.
func (h *history) add(body domain.Body) string { return h.draft(domain.Draft{Body: body}) }

// shared records one thing for these audiences.
func (h *history) shared(body domain.Body, with ...string) string {
	return h.draft(domain.Draft{Body: body, Sharing: with})
}

func (h *history) draft(d domain.Draft) string {
	h.t.Helper()
	return h.command(domain.Command{Drafts: []domain.Draft{d}})
}

func (h *history) command(c domain.Command) string {
	h.t.Helper()
	c.ID, c.Project, c.Actor = domaintest.ID(len(h.events)+1), "garden", domaintest.Person(1)
	events, err := domain.Decide(h.project, c, h.now)
	if err != nil {
		h.t.Fatalf("entry %d: %v", len(h.events)+1, err)
	}
	h.events = append(h.events, events...)
	h.now = h.now.AddDate(0, 0, 1)
	return c.ID
}

// view folds everything.
func (h *history) view() projections.View { return h.at(Asked{}) }

// at folds what is left at a moment.
func (h *history) at(a Asked) projections.View {
	h.t.Helper()
	cut, known := a.Cut()
	events := h.events
	switch {
	case !known:
		events = nil
	case cut.Position > 0:
		events = events[:cut.Position]
	}
	view, err := projections.ReplayEvents("garden", events, cut)
	if err != nil {
		h.t.Fatal(err)
	}
	return view
}

// resolve finds a moment; today is the day after the last entry.
func (h *history) resolve(a Ask) Asked {
	h.t.Helper()
	if a.Now.IsZero() {
		a.Now = h.now
	}
	asked, err := Resolve(h.view(), a)
	if err != nil {
		h.t.Fatal(err)
	}
	return asked
}

// see shows the project as it stands to an audience.
func (h *history) see(audience string) Seen { return h.seeAt(audience, Ask{}) }

func (h *history) seeAt(audience string, a Ask) Seen {
	h.t.Helper()
	asked := h.resolve(a)
	seen, err := h.lens(audience).See(h.at(asked), asked)
	if err != nil {
		h.t.Fatal(err)
	}
	return seen
}

func (h *history) lens(audience string) Lens {
	h.t.Helper()
	a, err := AudienceNamed(audience)
	if err != nil {
		h.t.Fatal(err)
	}
	return Lens{Viewer: Operator(), Audience: a}
}

func day(s string) domain.Date {
	d, err := domain.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

func words(s string) domain.Words { return domain.Write(s) }

// story is a small project with a bit of everything.
func story(t *testing.T) *history {
	h := newHistory(t)
	on := func(d string, body domain.Body) string { return h.draft(domain.Draft{Body: body, Happened: day(d)}) }
	h.add(&domain.AimAgreed{Aim: "belong", Statement: "People who live here feel that they belong", Born: domain.BornStart, There: words("six of us")})
	h.add(&domain.MeasureAdded{Aim: "belong", Measure: "visitors", Definition: domain.Definition{
		Name: "People who came", MeasureKind: domain.Increase, Mode: domain.PerPeriod, Unit: "people"}})
	h.add(&domain.TargetSet{Aim: "belong", Measure: "visitors", Value: domain.Of(domain.Int(40)), PeriodStart: day("2023-07-01"), PeriodEnd: day("2023-12-31")})
	h.add(&domain.TargetSet{Aim: "belong", Measure: "visitors", Value: domain.Of(domain.Int(50)), PeriodStart: day("2023-07-01"), PeriodEnd: day("2023-12-31"),
		Why: words("A second roof was opened.")})
	h.add(&domain.TargetSet{Aim: "belong", Measure: "visitors", Value: domain.Of(domain.Int(80)), PeriodStart: day("2024-01-01"), PeriodEnd: day("2024-06-30")})
	came := on("2023-09-01", &domain.OutcomeRecorded{Aim: "belong", Measure: "visitors", Value: domain.Of(domain.Int(21)), How: words("We counted at the door.")})
	on("2023-11-10", &domain.OutcomeRecorded{Aim: "belong", Measure: "visitors", Value: domain.Of(domain.Int(10))})
	on("2024-01-05", &domain.OutcomeRecorded{Aim: "belong", Measure: "visitors", Value: domain.Say("30,6")})
	h.add(&domain.AimAgreed{Aim: "calm", Statement: "Fewer calls to the emergency line", Born: domain.BornFunder})
	h.add(&domain.MeasureAdded{Aim: "calm", Measure: "calls", Definition: domain.Definition{
		Name: "Calls a month", MeasureKind: domain.Decrease, Mode: domain.Snapshot, Unit: "calls", People: new(bool)}})
	h.add(&domain.BaselineSet{Aim: "calm", Measure: "calls", Value: domain.Of(domain.MustNumber("14.5")), On: day("2023-06")})
	h.add(&domain.TargetSet{Aim: "calm", Measure: "calls", Value: domain.Of(domain.MustNumber("7.25")), PeriodStart: day("2023-07-01"), PeriodEnd: day("2023-12-31")})
	on("2023-12", &domain.OutcomeRecorded{Aim: "calm", Measure: "calls", Value: domain.Of(domain.MustNumber("10.4"))})
	h.add(&domain.MeasureAdded{Aim: "calm", Measure: "sleep", Definition: domain.Definition{
		Name: "People who sleep well", MeasureKind: domain.Increase, Mode: domain.Percentage, Unit: "%"}})
	h.add(&domain.TargetSet{Aim: "calm", Measure: "sleep", Value: domain.Of(domain.Int(75)), PeriodStart: day("2023-07-01"), PeriodEnd: day("2023-12-31")})
	n, d := domain.Int(31), domain.Int(50)
	on("2023-12-20", &domain.OutcomeRecorded{Aim: "calm", Measure: "sleep", Numerator: &n, Denominator: &d})
	h.add(&domain.MeasureAdded{Aim: "calm", Measure: "safe", Definition: domain.Definition{Name: "Do we feel safe?", MeasureKind: domain.Story}})
	on("2024-01-20", &domain.OutcomeRecorded{Aim: "calm", Measure: "safe", Value: domain.Say("We leave the door open now.")})
	h.draft(domain.Draft{Body: &domain.AimJudged{Aim: "calm", Measure: "safe", Judged: domain.JudgedMost, Disagree: 2}, Knowing: domain.Lived})

	failure := on("2023-10-02", &domain.FailureShared{What: words("Nobody came in the rain."), Hoped: words("A full roof.")})
	learning := on("2023-10-09", &domain.LearningDrawn{What: words("People need a roof over the roof."), From: []string{failure}})
	change := on("2023-10-15", &domain.ChangeMade{What: words("We put up a tent."), Learning: learning})
	on("2023-11-20", &domain.ChangeChecked{Change: change, Helped: "partly", What: words("It blew away once.")})
	test := on("2023-11-01", &domain.TestStarted{What: words("Hot soup on Fridays"), Learning: learning, ReviewOn: day("2023-12-01")})
	on("2023-12-02", &domain.TestConcluded{Test: test, What: words("Four people, then two."), Supported: "no", Next: "stop"})
	surprise := h.draft(domain.Draft{Body: &domain.SurpriseNoticed{What: words("The neighbours brought plants."), Welcome: "wanted",
		WhatChanged: domain.WhatChanged{Changed: "together", Between: words("the house and its neighbours"), Level: "area"}},
		Happened: day("2023-12-10"), Sharing: []string{"group", "funders"}})
	h.shared(&domain.SurpriseNoticed{What: words("I was afraid up there.")}, "only-me")
	h.add(&domain.EntryCorrected{Entry: came, With: &domain.OutcomeRecorded{Aim: "belong", Measure: "visitors", Value: domain.Of(domain.Int(20)), How: words("We counted twice.")},
		Why: words("One came twice.")})
	on("2023-12-12", &domain.OutcomeRecorded{What: words("Two people found work.")})
	gone := on("2024-01-02", &domain.ProblemNamed{What: words("The lift is broken.")})
	h.add(&domain.EntryWithdrawn{Entry: gone, Why: words("It was the other lift.")})
	h.add(&domain.EntryRedacted{Entry: surprise, Fields: []string{"helped"}})
	h.command(domain.Command{Correlation: "file", Drafts: []domain.Draft{
		{Body: &domain.TargetSet{Aim: "calm", Measure: "calls", Value: domain.Of(domain.Int(6)), PeriodStart: day("2024-01-01"), PeriodEnd: day("2024-12-31"),
			Published: &domain.Published{}}, Happened: day("2024-01-15")},
		{Body: &domain.OutcomeRecorded{Aim: "calm", Measure: "calls", Value: domain.Of(domain.Int(9)), Published: &domain.Published{},
			What: words("From the yearly report.")}, Happened: day("2024-01-16")},
	}})
	return h
}

// golden compares with a file of testdata.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("%v; run the test with -update", err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s is not what it was; run with -update and look at the difference:\n%s", name, got)
	}
}

func text(t *testing.T, model writer, width int) string {
	t.Helper()
	var b bytes.Buffer
	if err := model.WriteText(&b, width); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func asJSON(t *testing.T, model any) string {
	t.Helper()
	var b bytes.Buffer
	if err := WriteJSON(&b, model); err != nil {
		t.Fatal(err)
	}
	return b.String()
}
