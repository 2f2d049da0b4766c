package html

import (
	"strings"
	"testing"
	"time"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/domaintest"
	"github.com/desirelines/desirelines/reports/charts"
)

// homes has 6 of 6 people with a home, and 23 of 31 who visit.
func homes(t *testing.T) []domain.Event {
	t.Helper()
	var events []domain.Event
	add := func(body domain.Body) {
		id := domaintest.ID(len(events) + 1)
		events = append(events, domain.Event{ID: id, Project: "kitchen", Position: uint64(len(events) + 1),
			Recorded: time.Date(2024, 1, 10, 9, 30, 0, 0, time.UTC), Command: id, Body: body})
	}
	add(&domain.ProjectStarted{Name: "Homes", Zone: "UTC"})
	add(&domain.AimAgreed{Aim: "a", Statement: "People find a home"})
	for _, m := range []struct {
		id       string
		aim, got int64
	}{{"tenants", 6, 6}, {"visitors", 31, 23}} {
		start, end := date(t, "2023-01-01"), date(t, "2023-12-31")
		add(&domain.MeasureAdded{Aim: "a", Measure: m.id, Definition: domain.Definition{Name: m.id, MeasureKind: domain.Increase, Mode: domain.PerPeriod, Unit: m.id}})
		add(&domain.TargetSet{Aim: "a", Measure: m.id, Value: domain.Of(domain.Int(m.aim)), PeriodStart: start, PeriodEnd: end})
		add(&domain.OutcomeRecorded{Aim: "a", Measure: m.id, Value: domain.Of(domain.Int(m.got)), PeriodStart: start, PeriodEnd: end})
	}
	return events
}

// The page and its pictures tell funders what the rule lets them see, and the group all of it.
func TestSmallNumbersAreNotOnThePageOrDrawn(t *testing.T) {
	page := func(audience string) (text, source string) {
		source = strings.ReplaceAll(file(t, engine{charts.NewEngine(1, 0)}, telling(t, homes(t), audience)), "\u00a0", " ")
		return read(t, source).text, source
	}
	text, source := page("funders")
	if !strings.Contains(source, "<svg") {
		t.Fatal("nothing is drawn")
	}
	for _, secret := range []string{"6 of 6", "happened: 6", "23 of 31", "23 visitors"} {
		if strings.Contains(source, secret) {
			t.Errorf("funders find %q", secret)
		}
	}
	for _, want := range []string{"25 of 31 visitors", "Numbers of people under 8 are kept private", "kept private"} {
		if !strings.Contains(text, want) {
			t.Errorf("funders do not find %q", want)
		}
	}
	text, source = page("group")
	for _, want := range []string{"6 of 6 tenants", "23 of 31 visitors"} {
		if !strings.Contains(text, want) || !strings.Contains(source, want) {
			t.Errorf("the group does not find %q", want)
		}
	}
}
