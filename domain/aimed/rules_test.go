package aimed_test

import (
	"testing"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/aimed"
)

type ruleCase struct {
	name    string
	measure aimed.Measure
	asked   string
	want    map[string]string
}

func run(t *testing.T, cases []ruleCase) {
	t.Helper()
	for _, v := range cases {
		t.Run(v.name, func(t *testing.T) {
			f := aimed.Compare(v.measure, aimed.Question{AskedOn: day(v.asked)})
			for which, want := range v.want {
				if got := show(t, find(t, f, which)); got != want {
					t.Errorf("%s:\n got %s\nwant %s", which, got, want)
				}
			}
		})
	}
}

// Section 3: which outcome counts where.
func TestWhichOutcomeCountsWhere(t *testing.T) {
	inc, dec := domain.Increase, domain.Decrease
	run(t, []ruleCase{
		{"a stated figure counts alone and beats dated ones", of(inc, domain.PerPeriod, target("2020", "10"), dated("2020-03-01", "4"), outcome("2020", "7")), "2021-01-01",
			map[string]string{"2020": "7 of 10 partly 0.7 -", "overall": "7 of 10 partly 0.7 -"}},
		{"outside every period counts overall only", of(inc, domain.PerPeriod, target("2020", "10"), dated("2020-03-01", "4"), dated("2018-01-01", "3")), "2021-01-01",
			map[string]string{"2020": "4 of 10 partly 0.4 -", "overall": "7 of 10 partly 0.7 -", "so_far": "4 of 10 partly 0.4 -"}},
		{"a month counts as its last day", of(inc, domain.Snapshot, target("2020", "10"), dated("2020-12", "4"), dated("2020-12-30", "9")), "2021-01-01",
			map[string]string{"2020": "4 of 10 short 0.4 -"}},
		{"an unknown date counts as the day recorded", of(inc, domain.Snapshot, target("2019", "10"), dated("", "4")), "2020-01-01",
			map[string]string{"2019": "4 of 10 short 0.4 -"}},
		{"of the same date the later position", of(inc, domain.Snapshot, target("2020", "10"), dated("2020-05-01", "4"), dated("2020-05-01", "3")), "2021-01-01",
			map[string]string{"2020": "3 of 10 short 0.3 -"}},
		{"a correction keeps the place of what it corrects", corrected(of(inc, domain.Snapshot, target("2020", "10"), dated("2020-05-01", "4"), dated("2020-05-01", "3")), 0, "6"), "2021-01-01",
			map[string]string{"2020": "3 of 10 short 0.3 -"}},
		{"a corrected figure counts as corrected", corrected(of(inc, domain.PerPeriod, target("2020", "10"), dated("2020-05-01", "4"), dated("2020-05-01", "3")), 0, "6"), "2021-01-01",
			map[string]string{"2020": "9 of 10 partly 0.9 -"}},
		{"the last whole value of a published period", restates(of(inc, domain.PerPeriod, target("2020", "10"), outcome("2020", "4"), outcome("2020", "6"))), "2021-01-01",
			map[string]string{"2020": "6 of 10 partly 0.6 -"}},
		{"a period without end never ends", of(inc, domain.PerPeriod, target("2020..", "10")), "2099-01-01",
			map[string]string{"2020..": "- of 10 not_due - - in progress"}},
		{"parts that cover a longer period are summed, it stands beside them", of(inc, domain.PerPeriod, target("2020", "50"), target("2020-01..2020-06", "10"),
			target("2020-07..2020-12", "20"), outcome("2020", "40"), outcome("2020-01..2020-06", "5"), outcome("2020-07..2020-12", "20")), "2021-01-01",
			map[string]string{"2020": "40 of 50 partly 0.8 -", "overall": "25 of 30 partly 0.8333 -"}},
		{"what was stated for a step is on the way of the longer one", of(inc, domain.PerPeriod, target("2017..2019", "60"), target("2017..2021", "100"),
			outcome("2017..2019", "40"), dated("2018-01-01", "7"), dated("2020-01-01", "5")), "2020-06-01",
			map[string]string{"overall": "45 of 100 partly 0.45 - in progress"}},
		{"overlapping periods take a stated total", of(inc, domain.PerPeriod, target("2020-01..2020-06", "10"), target("2020-04..2020-09", "20"), overallTarget("25"),
			dated("2020-05-01", "5"), dated("2020-08-01", "6")), "2021-01-01",
			map[string]string{"overall": "11 of 25 partly 0.44 -"}},
		{"nothing is carried into a period that has not begun", of(inc, domain.ToDate, target("2020", "5"), target("2021", "10"), outcome("2020", "4")), "2020-12-31",
			map[string]string{"2020": "4 of 5 partly 0.8 - in progress", "2021": "- of 10 not_due - -"}},
		{"snapshot carries nothing", of(inc, domain.Snapshot, target("2020", "5"), target("2021", "10"), outcome("2020", "4")), "2022-01-01",
			map[string]string{"2021": "- of 10 not_reported - - [past_due]", "overall": "4 of 10 short 0.4 -", "so_far": "- of 10 not_reported - - [past_due]"}},
		{"sites of a snapshot are added where the measure says so", addUp(of(inc, domain.Snapshot, target("2020", "10"), at("A", outcome("2020", "4")), at("B", outcome("2020", "5")))), "2021-01-01",
			map[string]string{"2020": "9 of 10 short 0.9 -"}},
		{"a percentage adds the counts of its sites", of(inc, domain.Percentage, target("2020", "50"), at("A", share("2020-01-01", "1", "10")), at("B", share("2020-01-01", "8", "10"))), "2021-01-01",
			map[string]string{"2020": "45 of 50 short 0.9 -"}},
		{"a percentage without counts is the latest stated", of(inc, domain.Percentage, target("2020", "50"), dated("2020-01-01", "10%"), dated("2020-02-01", "45%")), "2021-01-01",
			map[string]string{"2020": "45 of 50 short 0.9 - [counts_missing]"}},
		{"different people are never summed", of(inc, domain.Distinct, target("2020", "10"), target("2021", "10"), outcome("2020", "8"), outcome("2021", "9")), "2022-01-01",
			map[string]string{"2021": "9 of 10 partly 0.9 -", "overall": "- of - not_reported - -", "so_far": "9 of 10 partly 0.9 -"}},
		{"different people overall, as stated", of(inc, domain.Distinct, target("2020", "10"), overallTarget("12"), outcome("2020", "8"), dated("2021-02-01", "11")), "2022-01-01",
			map[string]string{"overall": "11 of 12 partly 0.9167 -"}},
		{"silence never looks like success", of(dec, domain.PerPeriod, target("2019", "10"), target("2020", "10"), overallTarget("20"), outcome("2019", "9")), "2021-01-01",
			map[string]string{"overall": "9 of 20 unclear - - [partial_sum]"}},
		{"what is beyond the total already is short", of(dec, domain.PerPeriod, target("2019", "10"), target("2020", "10"), overallTarget("20"), outcome("2019", "21")), "2021-01-01",
			map[string]string{"overall": "21 of 20 short - - [partial_sum]"}},
		{"targets that are ranges are added end by end", of(domain.InRange, domain.PerPeriod, target("2019", "10"), target("2020", "1..5"), outcome("2019", "10"), outcome("2020", "5")), "2021-01-01",
			map[string]string{"overall": "15 of 11..15 kept - -"}},
		{"a longer period without a target gives way to the ones that have one", of(inc, domain.PerPeriod, period("2020"), target("2020-01..2020-03", "10"), dated("2020-02-01", "4"), dated("2020-09-01", "3")), "2021-01-01",
			map[string]string{"overall": "7 of 10 partly 0.7 -", "so_far": "4 of 10 partly 0.4 -"}},
		{"steps that overlap are not summed", of(inc, domain.PerPeriod, target("2020", "50"), target("2020-01..2020-06", "10"), target("2020-04..2020-09", "20"), outcome("2020-01..2020-06", "5"), outcome("2020-04..2020-09", "6")), "2021-01-01",
			map[string]string{"overall": "- of 50 unclear - - [overlapping_periods]"}},
		{"a stated total ends the silence", of(dec, domain.PerPeriod, target("2019", "10"), target("2020", "10"), overallTarget("20"), outcome("2019", "9"), total(dated("2021-01-01", "15"))), "2021-01-01",
			map[string]string{"overall": "15 of 20 exceeded - -"}},
		{"a stated total of a percentage has counts, too", of(inc, domain.Percentage, target("2020", "50"), share("2020-01-01", "1", "10"), total(share("2020-01-01", "3", "10"))), "2021-01-01",
			map[string]string{"2020": "10 of 50 short 0.2 -", "overall": "30 of 50 short 0.6 -"}},
		{"what was stated for a period was seen inside it, though written later", of(inc, domain.ToDate, target("2019", "5"), target("2020", "10"), on("2020-06-01", outcome("2019", "3")), dated("2020-02-01", "5")), "2021-01-01",
			map[string]string{"2019": "3 of 5 partly 0.6 -", "2020": "5 of 10 partly 0.5 -", "overall": "5 of 10 partly 0.5 -"}},
		{"or earlier", of(inc, domain.ToDate, target("2019", "5"), target("2020", "10"), dated("2019-02-01", "5"), on("2018-06-01", outcome("2020", "3"))), "2021-01-01",
			map[string]string{"2019": "5 of 5 met 1 -", "2020": "3 of 10 partly 0.3 -", "overall": "3 of 10 partly 0.3 - [saw_tooth]"}},
		{"of two with the same dates one was retired", retiredOrdinal(of(inc, domain.PerPeriod, target("2020", "10"), outcome("2020", "4"), ordinal(1, target("2020", "20")), ordinal(1, outcome("2020", "5")))), "2021-01-01",
			map[string]string{"2020": "4 of 10 partly 0.4 -", "overall": "4 of 10 partly 0.4 -"}},
		{"a baseline of the same length is used", of(inc, domain.PerPeriod, baseline("2019", "10"), target("2020", "30"), outcome("2020", "15")), "2021-01-01",
			map[string]string{"2020": "15 of 30 partly 0.5 0.25", "overall": "15 of 30 partly 0.5 -"}},
		{"two baselines of months that differ by days", of(inc, domain.PerPeriod, baseline("2019-01", "10"), target("2020-02", "30"), outcome("2020-02", "15")), "2021-01-01",
			map[string]string{"2020-02": "15 of 30 partly 0.5 0.25"}},
	})
}

// Section 2 and steps 1 to 7 of section 4.
func TestStatusSteps(t *testing.T) {
	inc, dec := domain.Increase, domain.Decrease
	run(t, []ruleCase{
		{"1 withheld", of(inc, domain.Snapshot, target("2020", "10"), outcome("2020", "withheld")), "2021-01-01",
			map[string]string{"2020": "- of 10 withheld - -"}},
		{"1 a sum with a withheld part", of(inc, domain.PerPeriod, target("2020", "10"), dated("2020-01-01", "withheld"), dated("2020-02-01", "50")), "2021-01-01",
			map[string]string{"2020": "- of 10 withheld - -", "overall": "- of 10 withheld - -", "so_far": "- of 10 withheld - -"}},
		{"1 a sum with a withheld part and words", of(inc, domain.PerPeriod, target("2020", "10"), dated("2020-01-01", "withheld"), dated("2020-02-01", "many")), "2021-01-01",
			map[string]string{"2020": "- of 10 withheld - -"}},
		{"1 a withheld target", of(inc, domain.Snapshot, target("2020", "withheld"), outcome("2020", "5")), "2021-01-01",
			map[string]string{"2020": "5 of - withheld - -"}},
		{"2 a story that was judged", of(domain.Story, "", period("2020"), outcome("2020", "Calmer."), judged("2020-12-01", domain.JudgedMost, domain.Lived)), "2021-01-01",
			map[string]string{"2020": "- of - partly - -"}},
		{"2 a judgement made after the end looks back", of(domain.Story, "", period("2020"), outcome("2020", "Calmer."), judged("2021-01-20", domain.JudgedAll, domain.Lived)), "2021-02-01",
			map[string]string{"2020": "- of - met - -"}},
		{"2 a judgement on the last day", of(domain.Story, "", period("2020-01..2020-06"), period("2020"), outcome("2020-01..2020-06", "Calmer."), judged("2020-06-30", domain.JudgedAll, domain.Lived)), "2021-02-01",
			map[string]string{"2020-01..2020-06": "- of - met - -"}},
		{"2 a story nobody judged yet", of(domain.Story, "", period("2020"), outcome("2020", "Calmer.")), "2021-01-01",
			map[string]string{"2020": "- of - unclear - -"}},
		{"2 no story", of(domain.Story, "", period("2020")), "2021-01-01", map[string]string{"2020": "- of - not_reported - - [past_due]"}},
		{"2 reach, yes unless stated", of(domain.Reach, "", period("2020"), outcome("2020", "yes")), "2021-01-01", map[string]string{"2020": "yes of yes met - -"}},
		{"2 reach, not yet", of(domain.Reach, "", period("2020"), outcome("2020", "no")), "2021-01-01", map[string]string{"2020": "no of yes no_change - -"}},
		{"2 reach a no", of(domain.Reach, "", target("2020", "no"), outcome("2020", "no")), "2021-01-01", map[string]string{"2020": "no of no met - -"}},
		{"2 a baseline in words counts as not known", of(inc, domain.Snapshot, baseline("2019", "few"), target("2020", "10"), outcome("2020", "5")), "2021-01-01",
			map[string]string{"2020": "5 of 10 short 0.5 -"}},
		{"3 words stay words", of(inc, domain.Snapshot, target("2020", "10"), dated("2020-01-01", "5"), dated("2020-02-01", "many")), "2021-01-01",
			map[string]string{"2020": "- of 10 unclear - - [not_a_number]"}},
		{"3 words in a sum are never 0", of(inc, domain.PerPeriod, target("2020", "10"), dated("2020-01-01", "50"), dated("2020-02-01", "many")), "2021-01-01",
			map[string]string{"2020": "- of 10 unclear - - [not_a_number]"}},
		{"6 no target", of(inc, domain.Snapshot, period("2020"), outcome("2020", "5")), "2021-01-01", map[string]string{"2020": "5 of - no_target - -"}},
		{"6 keep without start or target", of(domain.Keep, domain.Snapshot, period("2020"), outcome("2020", "5")), "2021-01-01", map[string]string{"2020": "5 of - no_target - -"}},
		{"7 the tolerance belongs to met", tolerance("2", of(inc, domain.Snapshot, target("2020", "10"), outcome("2020", "8"))), "2021-01-01", map[string]string{"2020": "8 of 10 met 0.8 -"}},
		{"7 beyond the tolerance is exceeded", tolerance("2", of(dec, domain.Snapshot, target("2020", "10"), outcome("2020", "7.9"))), "2021-01-01", map[string]string{"2020": "7.9 of 10 exceeded - -"}},
		{"7 range, bounds included", of(domain.InRange, domain.Snapshot, target("2020", "5..8"), outcome("2020", "8")), "2021-01-01", map[string]string{"2020": "8 of 5..8 kept - -"}},
		{"7 range, outside", of(domain.InRange, domain.Snapshot, target("2020", "5..8"), outcome("2020", "8.01")), "2021-01-01", map[string]string{"2020": "8.01 of 5..8 not_kept - -"}},
		{"7 rubric", of(domain.Rubric, "", baseline("2019", "low"), target("2020", "high"), outcome("2020", "Middle")), "2021-01-01", map[string]string{"2020": "middle of high partly - -"}},
		{"7 rubric, no start", of(domain.Rubric, "", target("2020", "high"), outcome("2020", "low")), "2021-01-01", map[string]string{"2020": "low of high short - -"}},
		{"counts start from 0", of(inc, domain.ToDate, target("2020", "10"), outcome("2020", "0")), "2021-01-01", map[string]string{"2020": "0 of 10 no_change 0 -"}},
		{"and may fall below it", of(inc, domain.PerPeriod, target("2020", "10"), outcome("2020", "-1")), "2021-01-01", map[string]string{"2020": "-1 of 10 moved_away -0.1 -"}},
		{"rounded half away from zero, status from the true values", of(inc, domain.Snapshot, target("2020", "30000"), outcome("2020", "29999.4")), "2021-01-01",
			map[string]string{"2020": "29999.4 of 30000 short 1 -"}},
	})
}

// Section 5.
func TestAgainst(t *testing.T) {
	m := of(domain.Increase, domain.Snapshot, baseline("2018", "10"), target("2019", "100"), target("2020", "100"), outcome("2019", "60"), outcome("2020", "60"))
	change := func(on, value string) {
		start, end := dates("2020")
		m.Targets = append(m.Targets, aimed.Target{Entry: aimed.Entry{ID: value, Position: uint64(100 + len(m.Targets)), Happened: day(on), Recorded: day(on)},
			Start: start, End: end, Value: domain.Say(value).Read(m.Kind, nil, domain.Ask), Reason: domain.Write("fewer rooms")})
	}
	change("2020-06-01", "50")
	change("2021-03-01", "40")
	m.Baselines = append(m.Baselines, aimed.Baseline{Entry: aimed.Entry{ID: "b", Position: 200}, On: day("2018"), Value: domain.Of(domain.Int(20))})
	for _, v := range []struct {
		against aimed.Against
		asked   string
		want    string
	}{
		{aimed.Now, "2021-06-01", "60 of 40 exceeded 1.5 2"},
		{"", "2021-06-01", "60 of 40 exceeded 1.5 2"},
		{aimed.First, "2021-06-01", "60 of 100 partly 0.6 0.5556"},
		{aimed.Then, "2021-06-01", "60 of 50 exceeded 1.2 1.3333"},
		{aimed.Then, "2020-03-01", "60 of 100 partly 0.6 0.5 in progress"},
	} {
		f := aimed.Compare(m, aimed.Question{AskedOn: day(v.asked), Against: v.against})
		c := find(t, f, "2020")
		if got := show(t, c); got != v.want {
			t.Errorf("%q asked on %s: got %s, want %s", v.against, v.asked, got, v.want)
		}
		if got := c.FirstTarget.Plain(); got != "100" {
			t.Errorf("%q: first target %s, want 100", v.against, got)
		}
		if changed := !c.Reason.IsZero(); changed != (c.Target.Plain() != "100") {
			t.Errorf("%q: a changed target shows its reason, an unchanged one has none", v.against)
		}
	}
}

// A target that a correction or a withdrawal took out of account is not the first one.
func TestFirstTargetIsNotATypo(t *testing.T) {
	m := of(domain.Increase, domain.Snapshot, target("2020", "1000"), target("2020", "100"), outcome("2020", "60"))
	m.Targets[0].LeftOut = aimed.Corrected
	c := find(t, aimed.Compare(m, aimed.Question{AskedOn: day("2021-01-01"), Against: aimed.First}), "2020")
	if c.Target.Plain() != "100" || c.FirstTarget.Plain() != "100" {
		t.Errorf("target %s, first target %s, want 100 for both", c.Target.Plain(), c.FirstTarget.Plain())
	}
}

func TestCountAim(t *testing.T) {
	c := func(s aimed.Status) aimed.Comparison { return aimed.Comparison{Status: s, Reached: s.Reached()} }
	all := func(statuses ...aimed.Status) (list []aimed.Figures) {
		for _, s := range statuses {
			list = append(list, aimed.Figures{Overall: c(s)})
		}
		return list
	}
	soFar := c(aimed.Met)
	for _, v := range []struct {
		figures []aimed.Figures
		want    aimed.Counted
	}{
		{nil, aimed.CountedUnknown},
		{all(aimed.Unclear, aimed.NotDue), aimed.CountedUnknown},
		{all(aimed.Met, aimed.Kept, aimed.Exceeded, aimed.NotDue), aimed.CountedMet},
		{all(aimed.Met, aimed.Short), aimed.CountedPart},
		{all(aimed.Partly, aimed.NotDue), aimed.CountedPart},
		{all(aimed.Short, aimed.NotKept, aimed.MovedAway), aimed.CountedNotMet},
		{[]aimed.Figures{{Overall: c(aimed.Short), SoFar: &soFar}}, aimed.CountedMet},
	} {
		if got := aimed.CountAim(v.figures); got != v.want {
			t.Errorf("%+v: got %s, want %s", v.figures, got, v.want)
		}
	}
}

func corrected(m aimed.Measure, n int, value string) aimed.Measure {
	now := m.Outcomes[n]
	now.Entry = aimed.Entry{ID: "correction", Position: 99, Happened: now.Happened, Recorded: day("2021-01-01"), InPlaceOf: now.Position}
	now.Value = val(&m, value)
	m.Outcomes[n].LeftOut = aimed.Corrected
	m.Outcomes = append(m.Outcomes, now)
	return m
}

func total(s add) add {
	return change(s, func(*aimed.Target) {}, func(o *aimed.Outcome) { o.Overall = true })
}

func on(when string, s add) add {
	return change(s, func(*aimed.Target) {}, func(o *aimed.Outcome) { o.Happened = day(when) })
}

func retiredOrdinal(m aimed.Measure) aimed.Measure {
	m.Periods = append(m.Periods, aimed.Period{Start: m.Targets[0].Start, End: m.Targets[0].End, Ordinal: 1, Retired: true})
	return m
}

func restates(m aimed.Measure) aimed.Measure {
	for i := range m.Outcomes {
		m.Outcomes[i].Restates = true
	}
	return m
}

func addUp(m aimed.Measure) aimed.Measure {
	m.PartsAddUp = true
	return m
}
