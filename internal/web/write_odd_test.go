package web

import (
	"net/http"
	"strings"
	"testing"

	"github.com/desirelines/desirelines/domain"
)

// countedInManyWays starts a project with an aim that is counted a period long, in people, and in per cent.
func countedInManyWays(v *visit) {
	v.t.Helper()
	start(v.t, v, "p", "P")
	yes, no := true, false
	add := func(id string, mode domain.Mode, people *bool) domain.Draft {
		return domain.Draft{Body: &domain.MeasureAdded{Aim: "rest", Measure: id,
			Definition: domain.Definition{Name: id, MeasureKind: domain.Increase, Mode: mode, Unit: "nights", People: people}}}
	}
	_, err := v.log.Do(v.t.Context(), domain.Command{ID: newID(), Project: "p", Drafts: []domain.Draft{
		{Body: &domain.AimAgreed{Aim: "rest", Statement: "We rest more"}},
		add("nights", domain.PerPeriod, &no), add("sleepers", domain.PerPeriod, &yes), add("share", domain.Percentage, &no), add("mood", domain.Snapshot, &no),
		{Body: &domain.TargetSet{Aim: "rest", Measure: "nights", Value: domain.Of(domain.Int(10)), PeriodStart: domain.Date{Year: 2026, Month: 1, Day: 1}, PeriodEnd: domain.Date{Year: 2026, Month: 12, Day: 31}}},
	}})
	if err == nil {
		err = v.views.Ready(v.t.Context())
	}
	if err != nil {
		v.t.Fatal(err)
	}
}

// What is hardly ever meant is asked about once, at its box; a tick saves it, and it counts for this answer alone.
func TestOddAnswersAreAskedAbout(t *testing.T) {
	v := newVisit(t)
	countedInManyWays(v)
	for _, c := range []struct{ measure, value, happened, box, says, other string }{
		{"nights", "-3", "", "value", "It is below zero.", "-4"},
		{"sleepers", "2.5", "", "value", "Part of a person cannot be counted.", "3.5"},
		{"nights", "10001", "", "value", "It is more than 1,000 times what you aim for.", "20001"},
		{"share", "31 of 30", "", "value", "The part is not between zero and the whole.", "32 of 30"},
		{"nights", "3", "1 August 2026", "happened", "This day is still to come.", "2 August 2026"},
	} {
		f := v.fresh("/p/p/write", "what", "Kept.", "value", c.value, "about", aboutValue("rest", c.measure), "happened", c.happened)
		n := len(v.events("p"))
		page := v.formPage("/p/p/write", http.StatusUnprocessableEntity, f)
		if says := wrongAt(t, page, c.box); says != "Is this right? "+c.says {
			t.Errorf("of %s %q %q is said", c.measure, f.Get(c.box), says)
		}
		tick := page.field(sureOf(c.box))
		if tick == nil || tick.attr["value"] != f.Get(c.box) || page.field("what").text != "\nKept." || len(v.events("p")) != n {
			t.Fatalf("%s %q: nothing can be ticked, or words are lost", c.measure, f.Get(c.box))
		}
		f.Set(sureOf(c.box), tick.attr["value"])
		other := boxed(page, "about", f.Get("about"), c.box, c.other, sureOf(c.box), tick.attr["value"])
		v.formPage("/p/p/write", http.StatusUnprocessableEntity, other)
		if v.post("/p/p/write", http.StatusSeeOther, f); len(v.events("p")) != n+1 {
			t.Errorf("%s %q: the tick does not save it", c.measure, f.Get(c.box))
		}
	}
	for _, c := range [][2]string{{"nights", "10000"}, {"mood", "-2.5"}, {"nights", "2.5"}, {"sleepers", "1 000 000"}} {
		v.post("/p/p/write", http.StatusSeeOther, v.fresh("/p/p/write", "value", c[1], "about", aboutValue("rest", c[0]), "happened", "31 July 2026"))
	}
}

// A measure in per cent takes both of its counts in one box.
func TestAPartOfAWhole(t *testing.T) {
	v := newVisit(t)
	countedInManyWays(v)
	for _, text := range []string{"15 of 30", "15/30", " 15 out of 30 "} {
		for _, what := range []string{"Half came.", ""} {
			v.post("/p/p/write", http.StatusSeeOther, v.fresh("/p/p/write", "what", what, "value", text, "about", aboutValue("rest", "share")))
			events := v.events("p")
			o, is := events[len(events)-1].Body.(*domain.OutcomeRecorded)
			if !is || o.Numerator == nil || o.Denominator == nil || o.Numerator.String() != "15" || o.Denominator.String() != "30" || !o.Value.IsZero() || o.Measure != "share" {
				t.Fatalf("%q became %+v", text, o)
			}
		}
	}
	for measure, text := range map[string]string{"nights": "15 of 30", "share": "15 of 0"} {
		page := v.formPage("/p/p/write", http.StatusUnprocessableEntity, v.fresh("/p/p/write", "value", text, "about", aboutValue("rest", measure)))
		if wrongAt(t, page, "value") == "" {
			t.Errorf("%s takes %q", measure, text)
		}
	}
	events := v.events("p")
	address := "/p/p/entry/" + events[len(events)-1].ID + "/correct"
	page := v.page(address, http.StatusOK)
	if got := page.field("value").attr["value"]; got != "15 of 30" {
		t.Errorf("to put it right the box holds %q", got)
	}
	v.post(address, http.StatusSeeOther, boxed(page, "value", "16 of 30"))
	events = v.events("p")
	if o := events[len(events)-1].Body.(*domain.EntryCorrected).With.(*domain.OutcomeRecorded); o.Numerator.String() != "16" || o.Denominator.String() != "30" {
		t.Errorf("it was put right to %+v", o)
	}
}

// Days that can be only one are read; of others it is said what they could be, or that they are none.
func TestMoreDates(t *testing.T) {
	today := domain.Date{Year: 2026, Month: 3, Day: 1}
	for text, want := range map[string]string{
		"today": "2026-03-01", "Yesterday": "2026-02-28", "31/12/2025": "2025-12-31", "12/31/2025": "2025-12-31", "31.12.2025": "2025-12-31", "13-1-2025": "2025-01-13", "5/5/2025": "2025-05-05",
	} {
		if d, wrong := readDate(text, today); wrong != "" || d.String() != want {
			t.Errorf("%q is %s, %q; want %s", text, d, wrong, want)
		}
	}
	for text, want := range map[string]string{
		"10.7.2026": "This can be 10 July 2026 or 7 October 2026.", "31 February 2026": "There is no 31 February.", "2026-02-31": "There is no 31 February.",
		"31/2/2026": "There is no 31 February.", "29 Feb 2025": "There is no 29 February 2025.", "31 June 2025": "There is no 31 June.", "13/14/2025": noDate, "10/7/25": noDate, "tomorrow": noDate,
	} {
		if d, wrong := readDate(text, today); wrong != want {
			t.Errorf("%q is %s, %q; want %q", text, d, wrong, want)
		}
	}
	if d, _ := readDate("yesterday", domain.Date{Year: 2026, Month: 1, Day: 1}); d.String() != "2025-12-31" {
		t.Errorf("the day before the year began is %s", d)
	}
	v := newVisit(t)
	start(t, v, "p", "P")
	v.post("/p/p/write", http.StatusSeeOther, v.fresh("/p/p/write", "what", "a", "happened", "yesterday"))
	events := v.events("p")
	if got := events[len(events)-1].Happened.String(); got != "2026-07-30" {
		t.Errorf("yesterday is %s", got)
	}
}

// Both faults of a number are said at once, with the question that has the answer.
func TestWordsAboutNothing(t *testing.T) {
	v := newVisit(t)
	countedInManyWays(v)
	says := wrongAt(t, v.formPage("/p/p/write", http.StatusUnprocessableEntity, v.fresh("/p/p/write", "what", "a", "value", "lots")), "value")
	for _, want := range []string{"We do not know what this number is about.", aboutLabel, "We cannot read it as a number either."} {
		if !strings.Contains(says, want) {
			t.Errorf("it says %q, and not %q", says, want)
		}
	}
}
