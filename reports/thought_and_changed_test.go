package reports

import (
	"slices"
	"strings"
	"testing"

	"github.com/desirelines/desirelines/domain"
)

// thought is a project where people judged one measure and wrote down what changed: part of both is shared with funders.
func thought(t *testing.T) *history {
	h := newHistory(t)
	h.add(&domain.AimAgreed{Aim: "calm", Statement: "A calm roof"})
	h.add(&domain.MeasureAdded{Aim: "calm", Measure: "people", Definition: domain.Definition{Name: "People", MeasureKind: domain.Increase, Mode: domain.ToDate, Unit: "people"}})
	judged := func(by domain.Knowing, j domain.Judged, disagree int, why string, with ...string) {
		h.draft(domain.Draft{Body: &domain.AimJudged{Aim: "calm", Measure: "people", Judged: j, Disagree: disagree, Why: words(why)}, Knowing: by, Sharing: with})
	}
	judged(domain.Lived, domain.JudgedSome, 3, "It is loud", "group", "funders")
	judged(domain.Professional, domain.JudgedAll, 0, "")
	found := func(what, changed, level string, with ...string) {
		h.shared(&domain.OutcomeRecorded{What: words(what), WhatChanged: domain.WhatChanged{Changed: changed, Between: words("between us: " + what), Level: level}}, with...)
	}
	found("She found work", "person", "one", "group", "funders")
	found("He has a home", "person", "one")
	found("The door opens", "service", "area")
	found("My own secret", "person", "one", "only-me")
	return h
}

// Outside, what changed is counted and listed only where its words may be read, and a judgement is there only where it was shared; how many
// people saw it differently is a number of people.
func TestWhatPeopleThinkAndWhatChangedPassTheGate(t *testing.T) {
	h := thought(t)
	inside := WhatChangedOf(h.see("group"))
	if len(inside.Items) != 3 || inside.Counts[0].One != 2 || inside.Counts[1].Area != 1 {
		t.Errorf("the group sees %+v", inside.Counts)
	}
	outside := WhatChangedOf(h.see("funders"))
	if len(outside.Items) != 1 || len(outside.Counts) != 1 || outside.Counts[0].All() != 1 {
		t.Errorf("funders see %d of them, counted as %+v", len(outside.Items), outside.Counts)
	}
	voices := JudgedOf(h.see("group")).Rows[0].Judgement
	if voices.Lived.Disagree != 3 || voices.Professional == nil {
		t.Errorf("the group sees %+v", voices)
	}
	rows := JudgedOf(h.see("funders")).Rows
	if len(rows) != 1 || rows[0].Judgement.Lived == nil || rows[0].Judgement.Lived.Disagree != 0 || !rows[0].Judgement.Lived.Some || rows[0].Judgement.Professional != nil {
		t.Errorf("funders see %+v", rows)
	}
	for _, audience := range []string{"funders", "decision-makers", "public"} {
		for form, got := range everything(t, tellingFor(t, h, audience)) {
			for _, private := range []string{"He has a home", "The door opens", "My own secret", "3 of them"} {
				if strings.Contains(got, private) {
					t.Errorf("%s for %s says %q", form, audience, private)
				}
			}
		}
	}
	if got := markdown(t, tellingFor(t, h, "funders")); !strings.Contains(got, "some of them saw it differently") || !strings.Contains(got, "She found work") {
		t.Errorf("funders are not told what was shared with them:\n%s", got)
	}
}

// Both sections say how much of them is kept, whether or not it has words, and do not say that nobody said anything where it is kept.
func TestKeptThoughtsAreNotDenied(t *testing.T) {
	h := thought(t)
	part := func(audience, section string) Part {
		t.Helper()
		for _, p := range tellingFor(t, h, audience).Parts {
			if p.ID == section {
				return p
			}
		}
		t.Fatalf("%s are not told %s", audience, section)
		return Part{}
	}
	for _, c := range []struct{ audience, section, says, keeps string }{
		{"funders", SectionJudged, saysBesideNumbers, "The group keeps some of this to itself."},
		{"decision-makers", SectionJudged, saysJudgedKept, "The group keeps most of this to itself."},
		{"funders", SectionWhatChanged, saysOneCountsOnce, "The group keeps most of this to itself."},
		{"public", SectionWhatChanged, saysDifferenceKept, "The group keeps most of this to itself."},
		{"evaluators", SectionWhatChanged, saysOneCountsOnce, "The group keeps nothing of this to itself."},
		{"group", SectionJudged, saysBesideNumbers, ""},
	} {
		p := part(c.audience, c.section)
		if lead := p.Model.(interface{ Lead() string }).Lead(); lead != c.says || p.Keeps != c.keeps {
			t.Errorf("%s are told of %s %q and %q", c.audience, c.section, lead, p.Keeps)
		}
	}
}

// Where nobody judged and nobody said what changed, no report has an empty section of it.
func TestNothingThoughtIsLeftOut(t *testing.T) {
	h := newHistory(t)
	h.add(&domain.SurpriseNoticed{What: words("It rained")})
	for _, a := range Audiences() {
		for _, p := range tellingFor(t, h, a.ID).Parts {
			if p.ID == SectionJudged || p.ID == SectionWhatChanged {
				t.Errorf("%s are told an empty %s", a.ID, p.ID)
			}
		}
	}
}

// Everybody but the public is told what people think; what changed is told to all, the public too.
func TestWhoIsToldWhatPeopleThink(t *testing.T) {
	for _, a := range Audiences() {
		if slices.Contains(a.Sections, SectionJudged) == (a.ID == publicID) || !slices.Contains(a.Sections, SectionWhatChanged) {
			t.Errorf("%s are told %v", a.ID, a.Sections)
		}
		if i := slices.Index(a.Sections, SectionJudged); i >= 0 && a.Sections[i-1] != SectionAims {
			t.Errorf("%s read what people think far from the figures: %v", a.ID, a.Sections)
		}
	}
}

// An aim that was let go says since when and why, its targets stand up to that day, and taking it up again is said too.
func TestAnAimIsLetGoAndWantedAgain(t *testing.T) {
	h := driven(t)
	h.draft(domain.Draft{Body: &domain.AimDropped{Aim: "beds", Because: domain.BecauseMoney, Why: words("No soil."), There: words("four gardeners")}, Happened: day("2024-03-10")})
	told, err := AimHistoryOf(h.see("group"), "beds")
	if err != nil {
		t.Fatal(err)
	}
	const gone = "Since 10 March 2024 we no longer want this, because there was more money, or less."
	if got := strings.Join(told.SaysCourse(), "|"); got != gone || !slices.Contains(told.Says, gone) || told.Until() != day("2024-03-10") {
		t.Errorf("it says %q, until %s", got, told.Until())
	}
	last := told.Steps[len(told.Steps)-1]
	if last.Kind != "aim.dropped" || last.Because != domain.BecauseMoney || last.Why.Text != "No soil." || last.There.Text != "four gardeners" {
		t.Errorf("the last step is %+v", last)
	}
	if got := text(t, ComparisonOf(h.see("group")), 80); !strings.Contains(got, "We let it go because there was more money, or less.") || !strings.Contains(got, "Why: No soil.") {
		t.Errorf("the comparison does not say why:\n%s", got)
	}
	if got := text(t, ComparisonOf(h.see("funders")), 80); strings.Contains(got, "No soil") {
		t.Error("funders read why")
	}
	h.draft(domain.Draft{Body: &domain.AimAgreed{Aim: "beds", Statement: "More beds"}, Happened: day("2024-04-01")})
	told, err = AimHistoryOf(h.see("group"), "beds")
	if got := strings.Join(told.SaysCourse(), "|"); err != nil || got != gone+"|Since 1 April 2024 we want this again." || told.Until() == day("2024-03-10") {
		t.Errorf("it says %q, until %s, %v", got, told.Until(), err)
	}
	if early, err := AimHistoryOf(h.seeAt("group", Ask{At: "10"}), "beds"); err != nil || len(early.SaysCourse()) != 0 {
		t.Errorf("as it was known before: %v, %v", early.SaysCourse(), err)
	}
}

// In the pieces of a drift the words of the group stand apart, and together they are the sentence.
func TestADriftInPieces(t *testing.T) {
	told, err := AimHistoryOf(driven(t).see("group"), "beds")
	if err != nil {
		t.Fatal(err)
	}
	before, unit, after := told.Drifts[0].Pieces()
	if got := []string{before, unit, after}; !slices.Equal(got, []string{"What we aim for went from 60 to 48", "raised beds", " in 3 steps."}) {
		t.Errorf("pieces are %q", got)
	}
	if got := told.Drifts[0].Because(); !slices.Equal(got, []string{"2 because we learnt something", "1 because there was more money, or less"}) {
		t.Errorf("reasons are %q", got)
	}
	for _, s := range told.Steps {
		if sayPhrases(s.AfterSays()) != s.After || sayPhrases(s.BeforeSays()) != s.Before {
			t.Errorf("entry %d: %q and %q in pieces are %v and %v", s.Entry.Position, s.Before, s.After, s.BeforeSays(), s.AfterSays())
		}
	}
}
