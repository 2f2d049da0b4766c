package domain_test

import (
	"testing"

	"github.com/desirelines/desirelines/domain"
	. "github.com/desirelines/desirelines/domain/domaintest"
)

func TestOutcomes(t *testing.T) {
	share := &domain.MeasureAdded{Aim: "home", Measure: "share", Definition: domain.Definition{Name: "Share", MeasureKind: domain.Increase, Mode: domain.Percentage}}
	given := bodies{agreed("home"), added("home", "m"), share}
	number := func(text string) *domain.Number { n := domain.MustNumber(text); return &n }
	outcome := func(measure string, change func(*domain.OutcomeRecorded)) bodies {
		b := &domain.OutcomeRecorded{Aim: "home", Measure: measure}
		change(b)
		return bodies{b}
	}
	decide(t, []ruling{
		{rule: "a value of a measure", given: given, when: outcome("m", func(b *domain.OutcomeRecorded) { b.Value = domain.Say("12") })},
		{rule: "words of a measure", given: given, when: outcome("m", func(b *domain.OutcomeRecorded) { b.What = words("More than we thought.") })},
		{rule: "about an aim alone", given: given, when: outcome("", func(b *domain.OutcomeRecorded) { b.What = words("Somebody moved in.") })},
		{rule: "about no aim", when: bodies{&domain.OutcomeRecorded{What: words("A choir was founded.")}}},
		{rule: "about no aim it has words", when: bodies{&domain.OutcomeRecorded{}}, refused: domain.Invalid, says: []string{"what is missing", "your own words"}},
		{rule: "about an aim alone it has words", given: given, when: outcome("", func(*domain.OutcomeRecorded) {}), refused: domain.Invalid, says: []string{"what is missing"}},
		{rule: "a number needs its measure", given: given, when: outcome("", func(b *domain.OutcomeRecorded) { b.Value, b.What = domain.Of(domain.Int(12)), words("Twelve.") }),
			refused: domain.Invalid, says: []string{`a value needs the measure it is about: "12"`}},
		{rule: "words as a value need their measure", given: given, when: outcome("", func(b *domain.OutcomeRecorded) { b.Value = domain.Say("a dozen") }), refused: domain.Invalid, says: []string{"a value needs the measure"}},
		{rule: "counts need their measure", given: given, when: outcome("", func(b *domain.OutcomeRecorded) { b.Numerator, b.What = number("1"), words("One.") }), refused: domain.Invalid, says: []string{"a value needs the measure"}},
		{rule: "the aim exists", when: bodies{&domain.OutcomeRecorded{Aim: "home", What: words("So it was.")}}, refused: domain.Invalid, says: []string{`no such aim: "home"`}},
		{rule: "the measure exists", given: given, when: outcome("n", func(b *domain.OutcomeRecorded) { b.Value = domain.Say("12") }), refused: domain.Invalid, says: []string{`the aim "home" has no such measure: "n"`}},
		{rule: "a measure needs its aim", given: given, when: bodies{&domain.OutcomeRecorded{Measure: "m", Value: domain.Say("12")}}, refused: domain.Invalid, says: []string{"the aim is missing"}},
		{rule: "something is stated", given: given, when: outcome("m", func(*domain.OutcomeRecorded) {}), refused: domain.Invalid, says: []string{"value is missing", "say it in words"}},
		{rule: "a publisher may state nothing", given: given, when: outcome("m", func(b *domain.OutcomeRecorded) { b.Published = &domain.Published{} })},
		{rule: "both counts of a percentage", given: given, when: outcome("share", func(b *domain.OutcomeRecorded) { b.Numerator, b.Denominator = number("9"), number("20") })},
		{rule: "a whole of none", given: given, when: outcome("share", func(b *domain.OutcomeRecorded) { b.Numerator, b.Denominator = number("0"), number("0") })},
		{rule: "a percentage as one value", given: given, when: outcome("share", func(b *domain.OutcomeRecorded) { b.Value = domain.Say("45 %") })},
		{rule: "one count alone", given: given, when: outcome("share", func(b *domain.OutcomeRecorded) { b.Numerator = number("9") }), refused: domain.Invalid, says: []string{"one of the two counts is missing"}},
		{rule: "the other count alone", given: given, when: outcome("share", func(b *domain.OutcomeRecorded) { b.Denominator = number("20") }), refused: domain.Invalid, says: []string{"one of the two counts is missing"}},
		{rule: "only a percentage has counts", given: given, when: outcome("m", func(b *domain.OutcomeRecorded) { b.Numerator, b.Denominator = number("9"), number("20") }),
			refused: domain.Invalid, says: []string{`only a percentage has numerator and denominator: "9"`}},
		{rule: "a whole is not below zero", given: given, when: outcome("share", func(b *domain.OutcomeRecorded) { b.Numerator, b.Denominator = number("9"), number("-20") }),
			refused: domain.Invalid, says: []string{`"-20"`}},
		{rule: "a period has a start", given: given, when: outcome("m", func(b *domain.OutcomeRecorded) { b.Value, b.PeriodEnd = domain.Say("1"), date(t, "2024-03-31") }), refused: domain.Invalid, says: []string{"an end and no start"}},
		{rule: "another of the same day is another observation", given: append(given, outcome("m", func(b *domain.OutcomeRecorded) { b.Value = domain.Say("12") })...),
			when: outcome("m", func(b *domain.OutcomeRecorded) { b.Value = domain.Say("13") })},
		{rule: "a control character in how", given: given, when: outcome("m", func(b *domain.OutcomeRecorded) { b.Value, b.How = domain.Say("1"), words("\x07") }), refused: domain.Invalid, says: []string{"how", "U+0007"}},
	})
}

func TestAnOutcomeIsCorrected(t *testing.T) {
	s := measured(t).When(&domain.OutcomeRecorded{Aim: "home", Measure: "visits", Value: domain.Say("24,055")}).Taken()
	corrected := func(v domain.Value) *domain.EntryCorrected {
		return &domain.EntryCorrected{Entry: ID(6), With: &domain.OutcomeRecorded{Aim: "home", Measure: "visits", Value: v}}
	}
	s.When(corrected(domain.Say("24055"))).Then(corrected(domain.Of(domain.Int(24055))))
	s.When(corrected(domain.Value{})).ThenError(domain.Invalid, "value is missing")
	s.When(&domain.EntryCorrected{Entry: ID(6), With: &domain.OutcomeRecorded{Aim: "home", Measure: "none", Value: domain.Say("1")}}).
		ThenError(domain.Invalid, `"none"`)
}
