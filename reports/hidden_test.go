package reports

import (
	"slices"
	"strings"
	"testing"

	"github.com/desirelines/desirelines/domain"
)

// Words that were taken out of sight are gone from every moment that is shown, also where they stand for a value.
func TestRedactedWordsOfAStoryAreGoneFromThePast(t *testing.T) {
	h := newHistory(t)
	h.add(&domain.AimAgreed{Aim: "a", Statement: "We feel at home"})
	h.add(&domain.MeasureAdded{Aim: "a", Measure: "m", Definition: domain.Definition{Name: "In words", MeasureKind: domain.Story}})
	outcome := h.add(&domain.OutcomeRecorded{Aim: "a", Measure: "m", What: words("said of somebody")})
	h.add(&domain.EntryRedacted{Entry: outcome, Fields: []string{"what"}})
	for _, at := range []string{"", "4", "5"} {
		if got := asJSON(t, ComparisonOf(h.seeAt("group", Ask{At: at}))); strings.Contains(got, "said of somebody") {
			t.Errorf("at %q it is still there: %s", at, got)
		}
	}
	replay, err := ReplayOf(h.lens("group"), "garden", h.events, h.resolve(Ask{}), 1, 0)
	if got := asJSON(t, replay); err != nil || strings.Contains(got, "said of somebody") {
		t.Errorf("a step tells it: %v %s", err, got)
	}
}

func TestNotesOnWhatIsHiddenAreHidden(t *testing.T) {
	h := newHistory(t)
	entry := h.shared(&domain.SurpriseNoticed{What: words("for me")}, "only-me")
	h.add(&domain.ResponseGiven{Entry: entry, Mark: "square", What: words("hidden note")})
	h.add(&domain.EvidenceAttached{Entry: entry, What: words("hidden evidence")})
	h.add(&domain.TurningPointChosen{Entry: entry, What: words("hidden turn")})
	h.add(&domain.WordAsked{Entry: entry, Word: words("hidden word")})
	h.add(&domain.MendingPromised{Entry: entry, What: words("hidden gap")})
	h.add(&domain.EvidenceAttached{What: words("evidence of nothing in particular")})
	checkNothingHidden(t, h)
}

func TestWhatIsSaidOfAHiddenAimIsHidden(t *testing.T) {
	h := newHistory(t)
	h.shared(&domain.AimRaised{Aim: "a", Statement: "A hidden question"}, "only-me")
	h.add(&domain.AimRevised{Aim: "a", Statement: "A hidden aim in other words"})
	h.add(&domain.MeasureAdded{Aim: "a", Measure: "m", Definition: domain.Definition{Name: "A hidden measure", MeasureKind: domain.Increase, Mode: domain.ToDate}})
	h.add(&domain.TargetSet{Aim: "a", Measure: "m", Value: domain.Say("a hidden number")})
	h.add(&domain.AimJudged{Aim: "a", Judged: domain.JudgedNone, Why: words("a hidden reason")})
	checkNothingHidden(t, h)
	h.add(&domain.AimAgreed{Aim: "a", Statement: "An open aim"})
	if got := asJSON(t, ComparisonOf(h.see("group"))); !strings.Contains(got, "An open aim") || !strings.Contains(got, "A hidden measure") {
		t.Errorf("an aim that was agreed in the open is not told: %s", got)
	}
}

// checkNothingHidden looks for the word hidden wherever the group may look.
func checkNothingHidden(t *testing.T, h *history) {
	t.Helper()
	seen := h.see("group")
	told := asJSON(t, EntriesOf(seen)) + asJSON(t, ComparisonOf(seen)) + asJSON(t, JourneyOf(seen)) + asJSON(t, LearningLogOf(seen)) +
		asJSON(t, Find(seen, "hidden").Entries)
	for _, e := range h.events {
		if line, ok := Export(seen, e); ok {
			told += asJSON(t, line.Event)
		}
	}
	if strings.Contains(told, "hidden") {
		t.Errorf("it is told: %s", told)
	}
}

// A test that was taken back is out of every account, and so is what came of it.
func TestWhatCameOfAWithdrawnTestDoesNotCount(t *testing.T) {
	h := newHistory(t)
	test := h.add(&domain.TestStarted{What: words("Chairs outside.")})
	h.add(&domain.TestConcluded{Test: test, What: words("They were cold."), Supported: "no"})
	if c := ComparisonOf(h.see("group")); c.DidNotWork != 1 {
		t.Fatalf("%d did not work", c.DidNotWork)
	}
	h.add(&domain.EntryWithdrawn{Entry: test})
	seen := h.see("group")
	if c, log := ComparisonOf(seen), LearningLogOf(seen); c.DidNotWork != 0 || len(log.Chains)+len(log.Open) != 0 {
		t.Errorf("%d did not work, and the log says %s", c.DidNotWork, asJSON(t, log))
	}
}

// What was taken out of sight leaves its gap in an export, so that the entry and what rests on it can be taken in elsewhere.
func TestExportKeepsTheGapOfWhatWasRemoved(t *testing.T) {
	h := newHistory(t)
	h.add(&domain.AimAgreed{Aim: "a", Statement: "We feel at home"})
	h.add(&domain.MeasureAdded{Aim: "a", Measure: "m", Definition: domain.Definition{Name: "In words", MeasureKind: domain.Story}})
	surprise := h.add(&domain.SurpriseNoticed{What: words("said too much")})
	value := h.add(&domain.OutcomeRecorded{Aim: "a", Measure: "m", Value: domain.Say("said of somebody")})
	h.add(&domain.LearningDrawn{What: words("Ask first."), From: []string{surprise, value}})
	h.add(&domain.EntryRedacted{Entry: surprise})
	h.add(&domain.EntryRedacted{Entry: value, Fields: []string{"value"}})
	again := domain.NewProject("garden")
	for _, e := range h.events {
		line, ok := Export(h.see("group"), e)
		if !ok || strings.Contains(asJSON(t, line.Event), "said") {
			t.Fatalf("entry %d: %v %s", e.Position, ok, asJSON(t, line.Event))
		}
		if gone := slices.Contains([]string{surprise, value}, e.ID); gone != (len(line.Removed) == 1) {
			t.Errorf("entry %d: removed %v", e.Position, line.Removed)
		}
		body, err := domain.DecodeBody(e.Body.Kind(), []byte(asJSON(t, line.Event.Body)))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := domain.Decide(again, domain.Command{ID: e.Command, Project: "garden", Drafts: []domain.Draft{{Body: body}}}, h.now); err != nil {
			t.Errorf("entry %d cannot be taken in again: %v", e.Position, err)
		}
	}
}
