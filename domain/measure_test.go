package domain_test

import (
	"testing"

	"github.com/desirelines/desirelines/domain"
	. "github.com/desirelines/desirelines/domain/domaintest"
)

// added is a measure that counts.
func added(aim, measure string) domain.Body {
	return &domain.MeasureAdded{Aim: aim, Measure: measure, Definition: counts()}
}

func counts() domain.Definition {
	return domain.Definition{Name: "Visits", MeasureKind: domain.Increase, Mode: domain.PerPeriod}
}

func defined(change func(*domain.Definition)) domain.Body {
	d := counts()
	change(&d)
	return &domain.MeasureAdded{Aim: "home", Measure: "m", Definition: d}
}

func TestDefinitions(t *testing.T) {
	given := bodies{agreed("home")}
	tolerance := func(text string) *domain.Number { n := domain.MustNumber(text); return &n }
	decide(t, []ruling{
		{rule: "a measure that counts", given: given, when: bodies{defined(func(d *domain.Definition) {
			d.Unit, d.Tolerance, d.Breakdowns = "people", tolerance("0"), []string{"by sex", "by place"}
		})}},
		{rule: "it has a name", given: given, when: bodies{defined(func(d *domain.Definition) { d.Name = "" })}, refused: domain.Invalid, says: []string{"name is missing"}},
		{rule: "its kind is said", given: given, when: bodies{defined(func(d *domain.Definition) { d.MeasureKind = "" })}, refused: domain.Invalid, says: []string{"measure_kind is missing", "increase, decrease"}},
		{rule: "its kind is one of the list", given: given, when: bodies{defined(func(d *domain.Definition) { d.MeasureKind = "up" })}, refused: domain.Invalid, says: []string{`"up"`, "rubric or story"}},
		{rule: "its mode is said where it counts", given: given, when: bodies{defined(func(d *domain.Definition) { d.Mode = "" })}, refused: domain.Invalid, says: []string{"mode is missing", "per_period"}},
		{rule: "its mode is one of the list", given: given, when: bodies{defined(func(d *domain.Definition) { d.Mode = "daily" })}, refused: domain.Invalid, says: []string{`"daily"`}},
		{rule: "reach is a snapshot", given: given, when: bodies{defined(func(d *domain.Definition) { d.MeasureKind = domain.Reach })},
			refused: domain.Invalid, says: []string{`a measure of kind reach is always a snapshot: "per_period"`, "leave the mode out"}},
		{rule: "story is a snapshot", given: given, when: bodies{defined(func(d *domain.Definition) { d.MeasureKind, d.Mode = domain.Story, domain.ToDate })}, refused: domain.Invalid, says: []string{`"to_date"`}},
		{rule: "the tolerance is not below zero", given: given, when: bodies{defined(func(d *domain.Definition) { d.Tolerance = tolerance("-0.5") })}, refused: domain.Invalid, says: []string{`"-0.5"`, "0 or more"}},
		{rule: "a rubric has levels", given: given, when: bodies{defined(func(d *domain.Definition) {
			d.MeasureKind, d.Mode, d.Levels = domain.Rubric, "", []string{"low", "high"}
		})}},
		{rule: "a rubric has two levels at least", given: given, when: bodies{defined(func(d *domain.Definition) { d.MeasureKind, d.Mode, d.Levels = domain.Rubric, "", []string{"low"} })},
			refused: domain.Invalid, says: []string{`at least two levels: "low"`}},
		{rule: "levels differ by more than their case", given: given, when: bodies{defined(func(d *domain.Definition) {
			d.MeasureKind, d.Mode, d.Levels = domain.Rubric, "", []string{"low", "high", "Low"}
		})},
			refused: domain.Invalid, says: []string{`named twice: "Low"`}},
		{rule: "a level has a name", given: given, when: bodies{defined(func(d *domain.Definition) { d.MeasureKind, d.Mode, d.Levels = domain.Rubric, "", []string{"low", " "} })},
			refused: domain.Invalid, says: []string{"level is missing"}},
		{rule: "only a rubric has levels", given: given, when: bodies{defined(func(d *domain.Definition) { d.Levels = []string{"low", "high"} })}, refused: domain.Invalid, says: []string{`only a rubric has levels: "low, high"`}},
		{rule: "a breakdown has a name", given: given, when: bodies{defined(func(d *domain.Definition) { d.Breakdowns = []string{""} })}, refused: domain.Invalid, says: []string{"breakdown is missing"}},
	})
	if !counts().CountsPeople() {
		t.Error("a measure counts people unless it says that it does not")
	}
	no := false
	if (domain.Definition{People: &no}).CountsPeople() {
		t.Error("this measure says that it does not count people")
	}
}

func TestAMeasureWithoutChoiceOfModeIsASnapshot(t *testing.T) {
	for _, kind := range []domain.MeasureKind{domain.Reach, domain.Story} {
		Given(t, agreed("home")).When(&domain.MeasureAdded{Aim: "home", Measure: "m", Definition: domain.Definition{Name: "a", MeasureKind: kind}}).
			Then(&domain.MeasureAdded{Aim: "home", Measure: "m", Definition: domain.Definition{Name: "a", MeasureKind: kind, Mode: domain.Snapshot}})
	}
}

func TestMeasures(t *testing.T) {
	given := bodies{agreed("home"), added("home", "m")}
	anew := func(aim, measure string) domain.Body {
		return &domain.MeasureRevised{Aim: aim, Measure: measure, Definition: counts(), Why: words("Clearer.")}
	}
	retire := &domain.MeasureRetired{Aim: "home", Measure: "m"}
	decide(t, []ruling{
		{rule: "an aim has several measures", given: given, when: bodies{added("home", "n"), added("home", "a/b (c)")}},
		{rule: "two aims may use one id", given: append(given, agreed("far")), when: bodies{added("far", "m")}},
		{rule: "the aim of a measure exists", when: bodies{added("home", "m")}, refused: domain.Invalid, says: []string{`no such aim: "home"`}},
		{rule: "a measure is added once", given: given, when: bodies{added("home", "m")}, refused: domain.Conflict, says: []string{`has this measure already: "m"`}},
		{rule: "a measure has an id", given: given, when: bodies{added("home", "")}, refused: domain.Invalid, says: []string{"the measure is missing"}},
		{rule: "a measure's id is no path", given: given, when: bodies{added("home", ".")}, refused: domain.Invalid, says: []string{`"."`}},
		{rule: "a measure is defined anew", given: given, when: bodies{anew("home", "m")}},
		{rule: "only a measure that is there is defined anew", given: given, when: bodies{anew("home", "n")}, refused: domain.Invalid, says: []string{`the aim "home" has no such measure: "n"`, "add the measure first"}},
		{rule: "a definition is whole", given: given, when: bodies{&domain.MeasureRevised{Aim: "home", Measure: "m"}}, refused: domain.Invalid, says: []string{"measure_kind is missing"}},
		{rule: "a measure must be named", given: given, when: bodies{anew("home", "")}, refused: domain.Invalid, says: []string{"the measure is missing"}},
		{rule: "a measure is retired", given: given, when: bodies{retire}},
		{rule: "a retired measure is not defined anew", given: append(given, retire), when: bodies{anew("home", "m")}, refused: domain.Invalid, says: []string{`this measure was retired: "m"`, "add it again"}},
		{rule: "a measure is retired once", given: append(given, retire), when: bodies{&domain.MeasureRetired{Aim: "home", Measure: "m"}}, refused: domain.Invalid, says: []string{"this measure was retired"}},
		{rule: "a retired measure gets no baseline", given: append(given, retire), when: bodies{&domain.BaselineSet{Aim: "home", Measure: "m"}}, refused: domain.Invalid, says: []string{"this measure was retired"}},
		{rule: "a retired measure is added again", given: append(given, retire), when: bodies{added("home", "m"), &domain.BaselineSet{Aim: "home", Measure: "m"}}},
		{rule: "what was found for a retired measure is still taken", given: append(given, retire), when: bodies{&domain.OutcomeRecorded{Aim: "home", Measure: "m", Value: domain.Say("3")}}},
	})
}

func TestBaselinesAndTargets(t *testing.T) {
	given := bodies{agreed("home"), added("home", "m")}
	target := func(change func(*domain.TargetSet)) bodies {
		b := &domain.TargetSet{Aim: "home", Measure: "m", Value: domain.Say("40"), PeriodStart: date(t, "2024-01-01"), PeriodEnd: date(t, "2024-03-31")}
		change(b)
		return bodies{b}
	}
	decide(t, []ruling{
		{rule: "a baseline may be unknown", given: given, when: bodies{&domain.BaselineSet{Aim: "home", Measure: "m"}}},
		{rule: "a baseline of a month", given: given, when: bodies{&domain.BaselineSet{Aim: "home", Measure: "m", Value: domain.Say("0"), On: date(t, "2023-03")}}},
		{rule: "a baseline is stated again", given: append(given, &domain.BaselineSet{Aim: "home", Measure: "m"}), when: bodies{&domain.BaselineSet{Aim: "home", Measure: "m", Value: domain.Say("3")}}},
		{rule: "the measure of a baseline exists", given: given, when: bodies{&domain.BaselineSet{Aim: "home", Measure: "n"}}, refused: domain.Invalid, says: []string{`"n"`}},
		{rule: "a target for a period", given: given, when: target(func(*domain.TargetSet) {})},
		{rule: "a target overall", given: given, when: target(func(b *domain.TargetSet) { b.PeriodStart, b.PeriodEnd = domain.Date{}, domain.Date{} })},
		{rule: "a period without an end", given: given, when: target(func(b *domain.TargetSet) { b.PeriodEnd = domain.Date{} })},
		{rule: "a period of one day", given: given, when: target(func(b *domain.TargetSet) { b.PeriodEnd = b.PeriodStart })},
		{rule: "no end without a start", given: given, when: target(func(b *domain.TargetSet) { b.PeriodStart = domain.Date{} }), refused: domain.Invalid, says: []string{`an end and no start: "2024-03-31"`}},
		{rule: "a period starts on a day", given: given, when: target(func(b *domain.TargetSet) { b.PeriodStart = date(t, "2024-01") }), refused: domain.Invalid, says: []string{`"2024-01"`, "2019-03-01"}},
		{rule: "a period ends on a day", given: given, when: target(func(b *domain.TargetSet) { b.PeriodEnd = date(t, "2024") }), refused: domain.Invalid, says: []string{`"2024"`, "2019-03-31"}},
		{rule: "a period ends after it starts", given: given, when: target(func(b *domain.TargetSet) { b.PeriodEnd = date(t, "2023-12-31") }), refused: domain.Invalid, says: []string{`"2024-01-01 to 2023-12-31"`}},
		{rule: "the measure of a target exists", given: given, when: target(func(b *domain.TargetSet) { b.Measure = "n" }), refused: domain.Invalid, says: []string{`"n"`}},
		{rule: "an ordinal counts from 0", given: given, when: target(func(b *domain.TargetSet) { b.Ordinal = -3 }), refused: domain.Invalid, says: []string{`"-3"`, "from 0"}},
		{rule: "a part has a dimension", given: given, when: target(func(b *domain.TargetSet) { b.Parts = []domain.Part{{Value: "women"}} }), refused: domain.Invalid, says: []string{"dimension is missing"}},
		{rule: "a site is text", given: given, when: target(func(b *domain.TargetSet) { b.Site = "a\x02" }), refused: domain.Invalid, says: []string{"site", "U+0002"}},
		{rule: "a value in words is text", given: given, when: target(func(b *domain.TargetSet) { b.Value = domain.Say("a\x02") }), refused: domain.Invalid, says: []string{"value", "U+0002"}},
		{rule: "a baseline and a target are withdrawn", given: append(append(given, &domain.BaselineSet{Aim: "home", Measure: "m"}), target(func(*domain.TargetSet) {})...),
			when: bodies{&domain.EntryWithdrawn{Entry: ID(3)}, &domain.EntryWithdrawn{Entry: ID(4)}}},
		{rule: "a period is retired", given: given, when: bodies{&domain.PeriodRetired{Aim: "home", Measure: "m", PeriodStart: date(t, "2024-01-01"), PeriodEnd: date(t, "2024-03-31")}}},
		{rule: "the measure of a retired period exists", given: given, when: bodies{&domain.PeriodRetired{Aim: "home", Measure: "n"}}, refused: domain.Invalid, says: []string{`"n"`}},
		{rule: "a retired period is a period", given: given, when: bodies{&domain.PeriodRetired{Aim: "home", Measure: "m", PeriodEnd: date(t, "2024-03-31")}}, refused: domain.Invalid, says: []string{"an end and no start"}},
	})
}

func TestValuesAreReadWithTheirMeasure(t *testing.T) {
	of := func(text string) domain.Value { return domain.Of(domain.MustNumber(text)) }
	written := func(v domain.Value, text, note string) domain.Value {
		v.Text, v.Note = domain.Write(text), note
		return v
	}
	for _, c := range []struct {
		measure, said string
		want          domain.Value
	}{
		{"visits", "12", of("12")},
		{"visits", "30,6", written(of("30.6"), "30,6", "decimal_comma")},
		{"visits", "1..5", domain.Value{Form: domain.Range, Number: domain.Int(1), High: domain.Int(5)}},
		{"visits", "yes", domain.Say("yes")},
		{"visits", "withheld", domain.Value{Form: domain.Withheld}},
		{"open", "Yes", domain.Value{Form: domain.YesNo, Yes: true}},
		{"open", "no", domain.Value{Form: domain.YesNo}},
		{"open", "12", domain.Say("12")},
		{"level", "AT HOME", domain.Value{Form: domain.Level, Level: "at home"}},
		{"level", "nearly at home", domain.Say("nearly at home")},
	} {
		s := measured(t)
		s.When(&domain.OutcomeRecorded{Aim: "home", Measure: c.measure, Value: domain.Say(c.said)}).
			Then(&domain.OutcomeRecorded{Aim: "home", Measure: c.measure, Value: c.want}).
			When(&domain.BaselineSet{Aim: "home", Measure: c.measure, Value: domain.Say(c.said)}).
			Then(&domain.BaselineSet{Aim: "home", Measure: c.measure, Value: c.want}).
			When(&domain.TargetSet{Aim: "home", Measure: c.measure, Value: domain.Say(c.said)}).
			Then(&domain.TargetSet{Aim: "home", Measure: c.measure, Value: c.want})
	}
	// A later definition decides how later values are read.
	measured(t).
		When(&domain.MeasureRevised{Aim: "home", Measure: "open", Definition: counts()}).Taken().
		When(&domain.OutcomeRecorded{Aim: "home", Measure: "open", Value: domain.Say("12")}).
		Then(&domain.OutcomeRecorded{Aim: "home", Measure: "open", Value: of("12")})
}
