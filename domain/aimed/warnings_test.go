package aimed_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/aimed"
)

// Each warning has a smallest measure that brings it out; a code without an example fails.
func TestEachWarning(t *testing.T) {
	inc, dec := domain.Increase, domain.Decrease
	examples := map[aimed.Warning]struct {
		measure aimed.Measure
		which   string
		want    string
	}{
		aimed.WarnAmbiguous: {of(inc, domain.Snapshot, target("2020", "30000"), outcome("2020", "24,055")), "2020",
			"- of 30000 unclear - - [ambiguous_number not_a_number]"},
		aimed.WarnNoCounts: {of(inc, domain.Percentage, target("2020", "50"), outcome("2020", "40")), "2020",
			"40 of 50 short 0.8 - [counts_missing]"},
		aimed.WarnLooksSoFar: {of(inc, domain.PerPeriod, target("2017", "10"), target("2018", "20"), target("2019", "30"), target("2020", "40"),
			outcome("2017", "9"), outcome("2018", "21"), outcome("2019", "28"), outcome("2020", "44")), "overall",
			"102 of 100 exceeded 1.02 - [looks_cumulative]"},
		aimed.WarnPastDue: {of(inc, domain.Snapshot, target("2020", "10")), "2020", "- of 10 not_reported - - [past_due]"},
		aimed.WarnSawTooth: {of(inc, domain.ToDate, target("2019", "10"), target("2020", "20"), outcome("2019", "9"), outcome("2020", "5")), "overall",
			"5 of 20 partly 0.25 - [saw_tooth]"},
		aimed.WarnDecimalComma: {of(inc, domain.Snapshot, target("2020", "30,6"), outcome("2020", "15.3")), "2020",
			"15.3 of 30.6 short 0.5 - [decimal_comma]"},
		aimed.WarnDirectionAssumed: {noted("direction_assumed", of(inc, domain.Snapshot, target("2020", "10"), outcome("2020", "10"))), "2020",
			"10 of 10 met 1 - [direction_assumed]"},
		aimed.WarnDirectionInferred: {noted("direction_inferred", of(dec, domain.Snapshot, target("2020", "10"), outcome("2020", "10"))), "overall",
			"10 of 10 met - - [direction_inferred]"},
		aimed.WarnConflict: {of(inc, domain.Snapshot, baseline("2019", "70"), target("2020", "50"), outcome("2020", "60")), "2020",
			"60 of 50 unclear - - [direction_conflict] increase:exceeded decrease:partly"},
		aimed.WarnDuplicate: {of(inc, domain.Snapshot, target("2020", "10"), ordinal(1, target("2020", "20")), outcome("2020", "15")), "2020",
			"15 of 20 short 0.75 - [duplicate_period]"},
		aimed.WarnFuture: {of(inc, domain.Snapshot, target("2025..", "10"), dated("2025-07-01", "5")), "2025..",
			"5 of 10 short 0.5 - [future_date]"},
		aimed.WarnJudgementsDiffer: {of(domain.Story, "", period("2020"), outcome("2020", "It is calmer now."),
			judged("2020-11-01", domain.JudgedAll, domain.Professional), judged("2020-12-01", domain.JudgedNone, domain.Lived)), "2020",
			"- of - unclear - - [judgements_differ]"},
		aimed.WarnModeUnknown: {of(inc, domain.ModeUnknown, target("2019", "10"), outcome("2019", "4"), target("2020", "20"), outcome("2020", "15"),
			target("2021", "30")), "overall", "15 of 20 short 0.75 - [mode_unknown]"},
		aimed.WarnNotALevel: {of(domain.Rubric, "", target("2020", "high"), outcome("2020", "quite good")), "2020",
			"- of high unclear - - [not_a_level]"},
		aimed.WarnNotANumber: {of(inc, domain.Snapshot, target("2020", "See description"), outcome("2020", "5")), "2020",
			"5 of - unclear - - [not_a_number]"},
		aimed.WarnNotYesOrNo: {of(domain.Reach, "", period("2020"), outcome("2020", "nearly")), "2020",
			"- of yes unclear - - [not_yes_or_no]"},
		aimed.WarnOverlapping: {of(inc, domain.PerPeriod, target("2020-01..2020-06", "10"), target("2020-04..2020-09", "20"),
			outcome("2020-01..2020-06", "5"), outcome("2020-04..2020-09", "6")), "overall", "- of - unclear - - [overlapping_periods]"},
		aimed.WarnPartial: {of(dec, domain.PerPeriod, target("2019", "10"), target("2020", "10"), outcome("2019", "12")), "so_far",
			"12 of 10 short - - [partial_sum]"},
		aimed.WarnPartsDiffer: {of(inc, domain.PerPeriod, target("2020", "10"), outcome("2020", "9"),
			by("sex", "women", outcome("2020", "5")), by("sex", "men", outcome("2020", "3"))), "2020", "9 of 10 partly 0.9 - [parts_differ]"},
		aimed.WarnRetired: {of(inc, domain.Snapshot, target("2020", "10"), outcome("2020", "9"), retired("2020")), "2020",
			"9 of 10 short 0.9 - [retired_period]"},
		aimed.WarnSitesNotAdded: {of(inc, domain.Snapshot, target("2020", "10"), at("A", outcome("2020", "4")), at("B", outcome("2020", "5"))), "2020",
			"- of 10 unclear - - [sites_not_added]"},
		aimed.WarnNothingToChange: {of(dec, domain.Snapshot, baseline("2019", "5"), target("2020", "5"), outcome("2020", "7")), "2020",
			"7 of 5 moved_away - - [target_equals_baseline]"},
		aimed.WarnZeroDenominator: {of(inc, domain.Percentage, target("2020", "50"), share("2020-03-01", "0", "0")), "2020",
			"- of 50 unclear - - [zero_denominator]"},
	}
	for _, code := range aimed.Codes() {
		e, ok := examples[code]
		if !ok {
			t.Errorf("%s has no example", code)
			continue
		}
		f := aimed.Compare(e.measure, aimed.Question{AskedOn: day("2021-06-15")})
		got := show(t, find(t, f, e.which))
		got = strings.Replace(got, " in progress", "", 1)
		if got != e.want {
			t.Errorf("%s:\n got %s\nwant %s", code, got, e.want)
		}
		if !strings.Contains(got, string(code)) {
			t.Errorf("%s: the example does not bring it out", code)
		}
	}
}

// The sentences are read by people of 9 to 11 years: short, and each with a full stop.
func TestSuggestionsArePlain(t *testing.T) {
	codes := aimed.Codes()
	if !slices.IsSorted(codes) {
		t.Error("the table of warnings is not in the order of their names")
	}
	for _, code := range codes {
		for _, sentence := range strings.SplitAfter(code.Sentence(), ". ") {
			if n := len(strings.Fields(sentence)); n > 18 {
				t.Errorf("%s: %d words are too many: %q", code, n, sentence)
			}
		}
		if !strings.HasSuffix(code.Sentence(), ".") && !strings.HasSuffix(code.Sentence(), "?") {
			t.Errorf("%s: %q has no end", code, code.Sentence())
		}
	}
}

func noted(note string, m aimed.Measure) aimed.Measure {
	m.Notes = append(m.Notes, note)
	return m
}

func ordinal(n int, s add) add {
	return change(s, func(t *aimed.Target) { t.Ordinal = n }, func(o *aimed.Outcome) { o.Ordinal = n })
}

// The shape of a run says something only where it is long enough, and never of a measure that should stay where it is.
func TestTheShapeOfARun(t *testing.T) {
	run := func(kind domain.MeasureKind, mode domain.Mode, goals bool, numbers ...string) string {
		var list []add
		for i, n := range numbers {
			year := strconv.Itoa(2000 + i)
			list = append(list, outcome(year, n), period(year))
			if goals {
				list = append(list, target(year, strconv.Itoa(10*(i+1))))
			}
		}
		m := of(kind, mode, list...)
		for _, w := range aimed.Compare(m, aimed.Question{AskedOn: day("2021-06-01")}).Overall.Warnings {
			if w == aimed.WarnSawTooth || w == aimed.WarnLooksSoFar {
				return string(w)
			}
		}
		return ""
	}
	inc := domain.Increase
	for _, c := range []struct {
		says, want string
	}{
		{run(inc, domain.ToDate, true, "1", "3", "3", "8"), ""},
		{run(inc, domain.ToDate, false, "1", "3", "2"), "saw_tooth"},
		{run(inc, domain.PerPeriod, true, "5", "9", "4", "8"), ""},
		{run(inc, domain.PerPeriod, true, "5", "9", "14", "4", "8", "15"), "saw_tooth"},
		{run(inc, domain.PerPeriod, true, "5", "9", "14"), ""},
		{run(inc, domain.PerPeriod, true, "5", "9", "14", "20"), "looks_cumulative"},
		{run(inc, domain.PerPeriod, false, "5", "9", "14", "20"), ""},
		{run(inc, domain.Snapshot, true, "5", "3", "9", "2"), ""},
		{run(domain.Keep, domain.PerPeriod, true, "5", "9", "14", "20"), ""},
	} {
		if c.says != c.want {
			t.Errorf("the run says %q, want %q", c.says, c.want)
		}
	}
}
