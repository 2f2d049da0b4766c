package aimed_test

import (
	"fmt"
	"testing"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/aimed"
)

// Every figure names what it comes from, and everything that would have belonged there and why not.
func TestWhereAFigureComesFrom(t *testing.T) {
	m := of(domain.Increase, domain.Snapshot, baseline("2018", "1"), // e1
		target("2020", "10"), target("2020", "12"), // e2 replaced by e3
		dated("2020-02-01", "4"), dated("2020-05-01", "6"), // e4 beaten by the later e5
		dated("2020-03-01", "7"), // e6 withdrawn
		dated("2017-01-01", "3"), // e7 in no period
		outcome("2020", ""))      // e8 says nothing
	m.Outcomes[2].LeftOut = aimed.Withdrawn
	f := aimed.Compare(m, aimed.Question{AskedOn: day("2021-01-01")})
	for which, want := range map[string]string{
		"2020":    "[{e1 1} {e3 3} {e5 5}] [{e2 2 Another aim counts here.} {e4 4 A later figure counts.} {e6 6 It was taken back.} {e8 8 Nothing was reported in it.}]",
		"overall": "[{e1 1} {e3 3} {e5 5}] [{e2 2 Another aim counts here.} {e4 4 A later figure counts.} {e6 6 It was taken back.} {e7 7 A later figure counts.} {e8 8 Nothing was reported in it.}]",
	} {
		c := find(t, f, which)
		if got := fmt.Sprint(c.Entries, " ", c.LeftOut); got != want {
			t.Errorf("%s:\n got %s\nwant %s", which, got, want)
		}
	}
}

// In an overall sum nothing is dropped silently either.
func TestLeftOutOfASum(t *testing.T) {
	m := of(domain.Decrease, domain.PerPeriod, target("2020", "10"), target("2021", "10"), dated("2020-02-01", "4"), dated("2018-02-01", "5"))
	c := aimed.Compare(m, aimed.Question{AskedOn: day("2021-01-01")}).Overall
	if got, want := fmt.Sprint(c.Entries, c.LeftOut, c.Overlooked), "[{e1 1} {e3 3}] [{e4 4 It lies outside every period that counts here.}] 1"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// Words in a sum are named among what was left out, although the sum is not given.
func TestWordsAreNeverDropped(t *testing.T) {
	m := of(domain.Increase, domain.PerPeriod, target("2020", "10"), dated("2020-02-01", "4"), dated("2020-03-01", "quite a few"))
	c := aimed.Compare(m, aimed.Question{AskedOn: day("2021-01-01")}).Periods[0]
	if text, _ := c.ActualText.Reveal(nil); text != "quite a few" {
		t.Errorf("the words are gone: %q", text)
	}
	if got, want := fmt.Sprint(c.LeftOut), "[{e3 3 It is in words. Words cannot be added.}]"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// The entries of the cells of a breakdown stand beside the whole: each is named as one, and so is what was taken back of them. Sites count
// in the whole, so they are not.
func TestCellsAreNamed(t *testing.T) {
	m := of(domain.Increase, domain.PerPeriod, target("2020", "20"), outcome("2020", "12"), // e1, e2
		by("sex", "women", target("2020", "10")), by("sex", "women", outcome("2020", "8")), // e3, e4
		by("sex", "men", outcome("2020", "3")), by("sex", "men", outcome("2020", "4")), // e5 corrected by e6
		at("A", outcome("2020", "7"))) // e7
	m.Outcomes[2].LeftOut = aimed.Corrected
	c := aimed.Compare(m, aimed.Question{AskedOn: day("2021-01-01")}).Periods[0]
	const cell = "It is one cell of a breakdown, not the whole."
	want := "[{e1 1} {e2 2}] [{e3 3 " + cell + "} {e4 4 " + cell + "} {e5 5 It was corrected later.} {e6 6 " + cell + "} {e7 7 It is a part. The whole was reported too.}]"
	if got := fmt.Sprint(c.Entries, " ", c.LeftOut); got != want {
		t.Errorf("\n got %s\nwant %s", got, want)
	}
}

// A share that cannot be made because part of it was kept back is made of all that was reported, as a sum is.
func TestAShareWithAPartThatWasKeptBack(t *testing.T) {
	m := of(domain.Increase, domain.Percentage, target("2020", "50"), share("2020-02-01", "3", "10"), dated("2020-03-01", "withheld"), share("2020-04-01", "4", "10"))
	c := aimed.Compare(m, aimed.Question{AskedOn: day("2021-01-01")}).Periods[0]
	if got, want := fmt.Sprint(show(t, &c), c.Entries, c.LeftOut), "- of 50 withheld - -[{e1 1} {e2 2} {e3 3} {e4 4}] []"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// A place that was named by mistake is none: the one place that reports is the whole, as if it had been named at once.
func TestAPlaceNamedByMistakeIsNone(t *testing.T) {
	m := of(domain.Increase, domain.Snapshot, target("2020", "20"), at("A", dated("2020-02-01", "12")), at("B", dated("2020-02-01", "12")))
	m.Outcomes[0].LeftOut, m.Outcomes[1].InPlaceOf = aimed.Corrected, 2
	f := aimed.Compare(m, aimed.Question{AskedOn: day("2021-01-01")})
	if got, want := show(t, &f.Overall), "12 of 20 short 0.6 -"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// Against the first aim a measure starts where its periods do: from the start that stood when the first aim was set.
func TestTheStartOfTheFirstAim(t *testing.T) {
	m := of(domain.Increase, domain.Snapshot, baseline("2018", "10"), baseline("2018", "20"), target("2020", "50"), baseline("2019", "30"), outcome("2020", "40"))
	for against, want := range map[aimed.Against]string{aimed.Now: "30 30", aimed.First: "20 20"} {
		f := aimed.Compare(m, aimed.Question{AskedOn: day("2021-01-01"), Against: against})
		if got := f.Baseline.Plain() + " " + f.Periods[0].Baseline.Plain(); got != want {
			t.Errorf("against %s the measure and its period start from %s, want %s", against, got, want)
		}
	}
}

func TestParts(t *testing.T) {
	m := of(domain.Increase, domain.PerPeriod, target("2020", "20"), outcome("2020", "12"),
		by("sex", "women", target("2020", "10")), by("sex", "women", outcome("2020", "8")), by("sex", "men", outcome("2020", "4")),
		by("age", "young", outcome("2020", "3")), by("age", "old", outcome("2020", "withheld")), by("age", "other", target("2020", "5")),
		at("A", outcome("2020", "7")), at("B", outcome("2020", "6")))
	c := aimed.Compare(m, aimed.Question{AskedOn: day("2021-01-01")}).Periods[0]
	if got, want := show(t, &c), "12 of 20 partly 0.6 - [parts_differ]"; got != want {
		t.Errorf("got %s, want %s: the whole is never adjusted", got, want)
	}
	got := ""
	for _, p := range c.Parts {
		got += fmt.Sprintf("%s=%s site=%s %s of %s %s\n", p.Dimension, p.Value, p.Site, p.Actual.Plain(), p.Target.Plain(), p.Mark)
	}
	want := `= site=A 7 of  parts_differ
= site=B 6 of  parts_differ
age=old site=  of  withheld
age=other site=  of 5 unknown
age=young site= 3 of  part
sex=men site= 4 of  part
sex=women site= 8 of 10 part
`
	if got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

// The parts of one site are held against that site, not against the whole.
func TestPartsOfASite(t *testing.T) {
	m := of(domain.Increase, domain.PerPeriod, target("2020", "20"), at("A", outcome("2020", "7")), at("B", outcome("2020", "5")),
		at("A", by("sex", "women", outcome("2020", "4"))), at("A", by("sex", "men", outcome("2020", "3"))), at("B", by("sex", "women", outcome("2020", "4"))))
	c := aimed.Compare(m, aimed.Question{AskedOn: day("2021-01-01")}).Periods[0]
	for _, p := range c.Parts {
		if differs := p.Mark == aimed.MarkDiffers; differs != (p.Site == "B" && p.Dimension == "sex") {
			t.Errorf("%s=%s of site %s is marked %s", p.Dimension, p.Value, p.Site, p.Mark)
		}
	}
}

// Both ways of knowing stand beside the status; somebody who did not say how they know is not
// counted as either.
func TestJudgementsStandBesideTheStatus(t *testing.T) {
	m := of(domain.Increase, domain.Snapshot, target("2020", "10"), outcome("2020", "10"),
		judged("2020-02-01", domain.JudgedAll, domain.BothWays), judged("2020-03-01", domain.JudgedSome, domain.Lived), judged("2020-04-01", domain.JudgedWorse, domain.KnowingNotSaid))
	m.Judgements[0].Disagree = map[domain.Knowing]int{domain.Lived: 3, domain.Professional: 1}
	c := aimed.Compare(m, aimed.Question{AskedOn: day("2021-01-01")}).Periods[0]
	if c.Status != aimed.Met {
		t.Errorf("the status is %s; a judgement never replaces the arithmetic", c.Status)
	}
	want := `{"lived":{"judged":"some","disagree":3},"professional":{"judged":"all","disagree":1},"not_said":{"judged":"worse","disagree":0}}`
	if got := string(written(t, c.Judgement)); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// A measure that only ever names one site has it as its whole; with a second one there is none.
func TestTheOnlySiteIsTheWhole(t *testing.T) {
	m := of(domain.Increase, domain.Snapshot, at("A", target("2020", "10")), at("A", outcome("2020", "10")))
	if got := aimed.Compare(m, aimed.Question{AskedOn: day("2021-01-01")}).Periods[0].Status; got != aimed.Met {
		t.Errorf("one site: got %s, want met", got)
	}
	at("B", dated("2019-01-01", "1"))(&m, aimed.Entry{ID: "b", Position: 9})
	if got := aimed.Compare(m, aimed.Question{AskedOn: day("2021-01-01")}).Periods[0].Status; got != aimed.Unclear {
		t.Errorf("two sites: got %s, want unclear", got)
	}
}

// A period that was retired is shown and counts nowhere else.
func TestRetiredPeriod(t *testing.T) {
	m := of(domain.Increase, domain.PerPeriod, target("2019", "10"), target("2020", "10"), outcome("2019", "5"), outcome("2020", "6"), retired("2020"))
	f := aimed.Compare(m, aimed.Question{AskedOn: day("2021-01-01")})
	if got, want := show(t, &f.Overall), "5 of 10 partly 0.5 -"; got != want || len(f.Periods) != 2 {
		t.Errorf("overall %s with %d periods, want %s with 2", got, len(f.Periods), want)
	}
}

// A cell of two dimensions is one cell, whichever of them was named first; its parts are held against the whole, and one that
// somebody said nobody knows is neither 0 nor kept back.
func TestPartsOfTwoDimensions(t *testing.T) {
	two := func(first, second domain.Part, s add) add {
		parts := []domain.Part{first, second}
		return change(s, func(t *aimed.Target) { t.Parts = parts }, func(o *aimed.Outcome) { o.Parts = parts })
	}
	women, men := domain.Part{Dimension: "sex", Value: "women"}, domain.Part{Dimension: "sex", Value: "men"}
	north, south := domain.Part{Dimension: "place", Value: "the north"}, domain.Part{Dimension: "place", Value: "the south"}
	m := of(domain.Increase, domain.PerPeriod, target("2020", "20"), outcome("2020", "12"), two(women, north, target("2020", "9")),
		two(north, women, outcome("2020", "8")), two(women, south, outcome("2020", "not known")), two(south, men, outcome("2020", "withheld")))
	got := ""
	c := aimed.Compare(m, aimed.Question{AskedOn: day("2021-01-01")}).Periods[0]
	for _, p := range c.Parts {
		got += fmt.Sprintf("%s=%s %s of %s %s\n", p.Dimension, p.Value, p.Actual.Plain(), p.Target.Plain(), p.Mark)
	}
	want := "place; sex=the north; women 8 of 9 part\nplace; sex=the south; men  of  withheld\nplace; sex=the south; women  of  unknown\n"
	if got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	if got := show(t, &c); got != "12 of 20 partly 0.6 -" {
		t.Errorf("the whole is %s", got)
	}
}

// A measure without periods has its parts beside all of it: the latest of each, by the mode of the measure.
func TestPartsWithoutPeriods(t *testing.T) {
	m := of(domain.Increase, domain.ToDate, overallTarget("20"), dated("2020-02-01", "9"), dated("2020-05-01", "12"),
		by("sex", "women", overallTarget("10")), by("sex", "women", dated("2020-02-01", "5")), by("sex", "women", dated("2020-05-01", "7")), by("sex", "men", dated("2020-05-01", "4")))
	c := aimed.Compare(m, aimed.Question{AskedOn: day("2021-01-01")}).Overall
	got := ""
	for _, p := range c.Parts {
		got += fmt.Sprintf("%s %s of %s %s\n", p.Value, p.Actual.Plain(), p.Target.Plain(), p.Mark)
	}
	if want := "men 4 of  parts_differ\nwomen 7 of 10 parts_differ\n"; got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	if got := show(t, &c); got != "12 of 20 partly 0.6 - [parts_differ]" {
		t.Errorf("the whole is %s", got)
	}
}
