package aimed_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/aimed"
)

// add puts one statement into a measure; of gives each its position.
type add func(m *aimed.Measure, e aimed.Entry)

// of builds a measure. Every statement is recorded on 1 January 2019 unless it says when it
// happened; entries are numbered from 1 in the order given and named e1, e2, …
func of(kind domain.MeasureKind, mode domain.Mode, statements ...add) aimed.Measure {
	m := aimed.Measure{ID: "m", Name: "People housed", Kind: kind, Mode: mode, Levels: []string{"low", "middle", "high"}}
	for i, s := range statements {
		s(&m, aimed.Entry{ID: fmt.Sprintf("e%d", i+1), Position: uint64(i + 1), Recorded: day("2019-01-01")})
	}
	return m
}

func day(s string) domain.Date {
	d, err := domain.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

// dates reads "2020", "2017..2019", "2020-01..2020-03", "2020.." (without end).
func dates(s string) (start, end domain.Date) {
	a, b, two := strings.Cut(s, "..")
	if !two {
		b = a
	}
	return day(a).First(), day(b).Last()
}

// val understands a value as people write it.
func val(m *aimed.Measure, s string) domain.Value {
	return domain.Say(s).Read(m.Kind, m.Levels, domain.Ask)
}

func target(when, value string) add {
	return func(m *aimed.Measure, e aimed.Entry) {
		start, end := dates(when)
		m.Targets = append(m.Targets, aimed.Target{Entry: e, Start: start, End: end, Value: val(m, value)})
	}
}

func overallTarget(value string) add {
	return func(m *aimed.Measure, e aimed.Entry) {
		m.Targets = append(m.Targets, aimed.Target{Entry: e, Overall: true, Value: val(m, value)})
	}
}

func period(when string) add { return target(when, "") }

func retired(when string) add {
	return func(m *aimed.Measure, e aimed.Entry) {
		start, end := dates(when)
		m.Periods = append(m.Periods, aimed.Period{Start: start, End: end, Retired: true})
	}
}

func baseline(on, value string) add {
	return func(m *aimed.Measure, e aimed.Entry) {
		m.Baselines = append(m.Baselines, aimed.Baseline{Entry: e, On: day(on), Value: val(m, value)})
	}
}

// outcome is stated for a period.
func outcome(when, value string) add {
	return func(m *aimed.Measure, e aimed.Entry) {
		start, end := dates(when)
		m.Outcomes = append(m.Outcomes, aimed.Outcome{Entry: e, PeriodStart: start, PeriodEnd: end, Value: val(m, value)})
	}
}

// dated counts by the day it happened.
func dated(on, value string) add {
	return func(m *aimed.Measure, e aimed.Entry) {
		e.Happened = day(on)
		m.Outcomes = append(m.Outcomes, aimed.Outcome{Entry: e, Value: val(m, value)})
	}
}

func share(on, numerator, denominator string) add {
	return func(m *aimed.Measure, e aimed.Entry) {
		e.Happened = day(on)
		n, d := domain.MustNumber(numerator), domain.MustNumber(denominator)
		m.Outcomes = append(m.Outcomes, aimed.Outcome{Entry: e, Numerator: &n, Denominator: &d})
	}
}

func judged(on string, j domain.Judged, k domain.Knowing) add {
	return func(m *aimed.Measure, e aimed.Entry) {
		e.Happened = day(on)
		m.Judgements = append(m.Judgements, aimed.Judgement{Entry: e, Judged: j, Knowing: k})
	}
}

// at says at which site an outcome or a target was stated; by, for which part of a breakdown.
func at(site string, s add) add {
	return change(s, func(t *aimed.Target) { t.Site = site }, func(o *aimed.Outcome) { o.Site = site })
}

func by(dimension, value string, s add) add {
	parts := []domain.Part{{Dimension: dimension, Value: value}}
	return change(s, func(t *aimed.Target) { t.Parts = parts }, func(o *aimed.Outcome) { o.Parts = parts })
}

func change(s add, target func(*aimed.Target), outcome func(*aimed.Outcome)) add {
	return func(m *aimed.Measure, e aimed.Entry) {
		targets, outcomes := len(m.Targets), len(m.Outcomes)
		s(m, e)
		for i := targets; i < len(m.Targets); i++ {
			target(&m.Targets[i])
		}
		for i := outcomes; i < len(m.Outcomes); i++ {
			outcome(&m.Outcomes[i])
		}
	}
}

func tolerance(tau string, m aimed.Measure) aimed.Measure {
	m.Tolerance = domain.MustNumber(tau)
	return m
}

// find returns the overall comparison, so_far, or the period with these dates.
func find(t *testing.T, f aimed.Figures, which string) *aimed.Comparison {
	t.Helper()
	switch which {
	case "overall":
		return &f.Overall
	case "so_far":
		if f.SoFar == nil {
			t.Fatal("there is no so_far")
		}
		return f.SoFar
	}
	start, end := dates(which)
	for i := range f.Periods {
		if f.Periods[i].Start == start && f.Periods[i].End == end {
			return &f.Periods[i]
		}
	}
	t.Fatalf("there is no period %s", which)
	return nil
}

// show writes a comparison on one line: actual of target, status, share, distance, and what else is to say.
func show(t *testing.T, c *aimed.Comparison) string {
	t.Helper()
	or := func(n *domain.Number) string {
		if n == nil {
			return "-"
		}
		return n.String()
	}
	plain := func(v domain.Value) string {
		if s := v.Plain(); s != "" {
			return s
		}
		return "-"
	}
	s := fmt.Sprintf("%s of %s %s %s %s", plain(c.Actual), plain(c.Target), c.Status, or(c.ShareOfAim), or(c.DistanceTravelled))
	if c.Carried {
		s += " carried"
	}
	if c.InProgress {
		s += " in progress"
	}
	if len(c.Warnings) > 0 {
		s += fmt.Sprint(" ", c.Warnings)
	}
	if c.Readings != nil {
		s += fmt.Sprintf(" increase:%s decrease:%s", c.Readings.Increase, c.Readings.Decrease)
	}
	return s
}
