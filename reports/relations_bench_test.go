package reports

import (
	"fmt"
	"testing"
	"time"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/domaintest"
	"github.com/desirelines/desirelines/projections"
)

// The first tables for other tools of a busy project: ten years of quarters in fifty measures, half of which count people.
func BenchmarkFirstToolFigures(b *testing.B) {
	const measures, quarters = 50, 40
	begun := domaintest.Now()
	var events []domain.Event
	add := func(happened domain.Date, body domain.Body) {
		n := len(events) + 1
		events = append(events, domain.Event{
			ID: fmt.Sprintf("00000000-0000-4000-8000-%012d", n), Project: domaintest.Project, Position: uint64(n), Recorded: begun.Add(time.Duration(n) * time.Minute),
			Happened: happened, Body: body,
		})
	}
	number := func(n int) domain.Value {
		v, err := domain.ParseNumber(fmt.Sprint(n))
		if err != nil {
			b.Fatal(err)
		}
		return domain.Of(v)
	}
	add(domain.Date{}, &domain.ProjectStarted{Name: "a busy project"})
	add(domain.Date{}, &domain.AimAgreed{Aim: "aim", Statement: "more of it"})
	for m := range measures {
		id, people := fmt.Sprint("measure-", m), m%2 == 0
		add(domain.Date{}, &domain.MeasureAdded{Aim: "aim", Measure: id, Definition: domain.Definition{Name: id, MeasureKind: domain.Increase, Mode: domain.PerPeriod, People: &people}})
		for q := range quarters {
			start := domain.Date{Year: int16(2010 + q/4), Month: uint8(q%4*3 + 1), Day: 1}
			end := domain.Date{Year: start.Year, Month: start.Month + 2}.Last()
			add(domain.Date{Year: 2009, Month: 12, Day: 1}, &domain.TargetSet{Aim: "aim", Measure: id, Value: number(40), PeriodStart: start, PeriodEnd: end})
			add(end, &domain.OutcomeRecorded{Aim: "aim", Measure: id, Value: number(3 + (m+q*7)%60)})
		}
	}
	view, err := projections.ReplayEvents(domaintest.Project, events, projections.Cut{})
	if err != nil {
		b.Fatal(err)
	}
	today := domain.Date{Year: 2024, Month: 5, Day: 6}
	b.ReportAllocs()
	for b.Loop() {
		shown, err := ShownToTools(view, today, nil)
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(len(shown.Rows["aimed_vs_achieved"])), "bytes")
	}
}
