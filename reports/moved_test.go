package reports

import (
	"strings"
	"testing"

	"github.com/desirelines/desirelines/domain"
)

// What differs leads with the measure; periods that moved alike share a row.
func TestWhatDiffersIsGroupedByMeasure(t *testing.T) {
	h := story(t)
	at := func(n string) Side { return SideOf(h.seeAt("group", Ask{At: n})) }
	d := DifferenceOf(at("4"), at("27"))
	var names []string
	for _, g := range d.Groups() {
		names = append(names, g.Name)
		if g.Measure != "" && g.Of == "" {
			t.Errorf("%s does not say of which aim it is", g.Name)
		}
		for _, r := range g.Rows {
			if r.Before == r.After {
				t.Errorf("%s: %s does not differ: %s", g.Name, r.What, r.Before)
			}
		}
	}
	if got := strings.Join(names, "; "); got != "People who live here feel that they belong; People who came; Fewer calls to the emergency line; Calls a month; "+
		"People who sleep well; Do we feel safe?; The whole project" {
		t.Errorf("the groups are %s", got)
	}
	one := Difference{Moved: []Moved{
		{Aim: "a", Measure: "m", Period: "so_far", Field: "actual", when: saysSoFar, about: "Meals", After: "3"},
		{Aim: "b", Measure: "m", Period: "so_far", Field: "actual", when: saysSoFar, about: "Meals", After: "3"},
		{Aim: "a", Measure: "m", Period: "overall", Field: "actual", when: saysAllTogether, about: "Meals", After: "3"},
		{Aim: "a", Measure: "m", Period: "2024", Field: "actual", when: "2024", about: "Meals", After: "2"},
		{Field: "learnt", After: 1},
	}}.Groups()
	if len(one) != 3 || len(one[0].Rows) != 2 || len(one[0].Rows[0].Whens) != 2 || len(one[1].Rows) != 1 {
		t.Fatalf("the groups are %+v", one)
	}
	if r := one[2].Rows[0]; r.Before != "None written down" || r.After != "1" {
		t.Errorf("what was learnt went from %q to %q", r.Before, r.After)
	}
}

func TestTwoMomentsBeforeAnythingWasKnown(t *testing.T) {
	h := story(t)
	at := func(n string) Side { return SideOf(h.seeAt("group", Ask{At: n})) }
	if got := text(t, DifferenceOf(at("2000-01-01"), at("2001-01-01")), 80); !strings.Contains(got, "Nothing was known at either moment.") || strings.Contains(got, "different") {
		t.Errorf("it says %s", got)
	}
	if got := text(t, DifferenceOf(at("7"), at("7")), 80); !strings.Contains(got, "Nothing is different.") {
		t.Errorf("it says %s", got)
	}
}

// The newest step that moved a figure is found behind entries that moved none, and behind those that could have and did not.
func TestTheNewestStepThatMovedSomething(t *testing.T) {
	h := newHistory(t)
	h.add(&domain.FailureShared{What: words("It rained.")})
	for range 3 {
		h.add(&domain.ProblemNamed{What: words("The lift is broken.")})
	}
	gone := h.add(&domain.ProblemNamed{What: words("The door is stuck.")})
	h.add(&domain.EntryWithdrawn{Entry: gone})
	h.shared(&domain.FailureShared{What: words("For me alone.")}, "only-me")
	newest := func(to uint64) uint64 {
		n, err := NewestMoved(h.lens("group"), "garden", h.events, h.resolve(Ask{}), to)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	if n := newest(0); n != 2 {
		t.Errorf("it is entry %d, want 2", n)
	}
	if n := newest(1); n != 0 {
		t.Errorf("up to entry 1 it is entry %d, want none", n)
	}
}

// The heading of what came from a file says when it happened and when it was written down, not what the group knew on the day it came.
func TestAStepSaysWhenItHappened(t *testing.T) {
	h := story(t)
	lines := EntriesOf(h.see("group")).Entries
	at := func(n uint64) Line {
		for _, l := range lines {
			if l.Position == n {
				return l
			}
		}
		t.Fatalf("there is no entry %d", n)
		return Line{}
	}
	march := Line{Position: 12, brought: true, Happened: Day(day("2024-03")), written: day("2026-11-22"), here: day("2026-11-22")}
	again := Line{Position: 3, brought: true, written: day("2025-01-07"), here: day("2026-11-22")}
	for want, l := range map[string]Line{
		"What the group knew on 16 January 2024, after entry 7 of 40.":                                      at(7),
		"Entry 34 of 40 · happened on 15 January 2024 · written down 12 February 2024":                      at(34),
		"Entry 12 of 40 · happened in March 2024 · written down 22 November 2026":                           march,
		"Entry 3 of 40 · day not known · first written down 7 January 2025 · brought here 22 November 2026": again,
	} {
		if got := l.SaysStep(40); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}
