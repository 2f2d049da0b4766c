package reports

import (
	"strings"
	"testing"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/domaintest"
	"github.com/desirelines/desirelines/projections"
)

func seeEvents(t *testing.T, audience string, events ...domain.Event) Seen {
	t.Helper()
	view, err := projections.ReplayEvents("garden", events, projections.Cut{})
	if err != nil {
		t.Fatal(err)
	}
	a, err := AudienceNamed(audience)
	if err != nil {
		t.Fatal(err)
	}
	asked, err := Resolve(view, Ask{Now: domaintest.Now()})
	if err != nil {
		t.Fatal(err)
	}
	seen, err := Lens{Viewer: Operator(), Audience: a}.See(view, asked)
	if err != nil {
		t.Fatal(err)
	}
	return seen
}

func TestHiddenNumbersCountNowhere(t *testing.T) {
	h := newHistory(t)
	h.add(&domain.AimAgreed{Aim: "a", Statement: "More people come"})
	h.add(&domain.MeasureAdded{Aim: "a", Measure: "m", Definition: domain.Definition{Name: "People", MeasureKind: domain.Increase, Mode: domain.PerPeriod}})
	h.add(&domain.TargetSet{Aim: "a", Measure: "m", Value: domain.Of(domain.Int(10)), PeriodStart: day("2024-01-01"), PeriodEnd: day("2024-12-31")})
	before := asJSON(t, ComparisonOf(h.see("group")).Aims)
	h.shared(&domain.OutcomeRecorded{Aim: "a", Measure: "m", Value: domain.Of(domain.Int(7))}, "listener")
	h.shared(&domain.TargetSet{Aim: "a", Measure: "m", Value: domain.Of(domain.Int(99)), PeriodStart: day("2024-01-01"), PeriodEnd: day("2024-12-31")}, "only-me")
	h.shared(&domain.AimRevised{Aim: "a", Statement: "A secret wording"}, "only-me")
	h.shared(&domain.AimAgreed{Aim: "b", Statement: "A secret aim"}, "only-me")
	test := h.shared(&domain.TestStarted{What: words("A secret test")}, "only-me")
	h.add(&domain.TestConcluded{Test: test, What: words("The secret test failed"), Supported: "no"}) // about what is hidden
	failure := h.shared(&domain.FailureShared{What: words("A secret failure")}, "listener")
	h.add(&domain.EntryCorrected{Entry: failure, With: &domain.FailureShared{What: words("A secret correction")}})
	h.add(&domain.LearningDrawn{What: words("We learnt in the open"), From: []string{failure}})
	for _, a := range Audiences() {
		seen := h.see(a.ID)
		c := ComparisonOf(seen)
		if got := asJSON(t, c.Aims); got != before {
			t.Errorf("%s: what is hidden moved the figures:\n%s", a.ID, got)
		}
		if c.DidNotWork != 0 || c.Learnt != 1 {
			t.Errorf("%s: %d did not work, %d learnt", a.ID, c.DidNotWork, c.Learnt)
		}
		all := asJSON(t, c) + asJSON(t, LearningLogOf(seen)) + asJSON(t, JourneyOf(seen)) + asJSON(t, EntriesOf(seen)) + asJSON(t, Find(seen, "secret"))
		if strings.Contains(strings.ReplaceAll(all, `"words":"secret"`, ""), "secret") || strings.Contains(all, failure) {
			t.Errorf("%s sees what is hidden: %s", a.ID, all)
		}
		for _, e := range h.events {
			if line, ok := Export(seen, e); ok && strings.Contains(asJSON(t, line.Event.Body), "ecret") {
				t.Errorf("%s gets entry %d", a.ID, e.Position)
			}
		}
	}
}

func TestCorrectedWordsStayWithThoseWhoMaySeeTheEntry(t *testing.T) {
	h := newHistory(t)
	open := h.shared(&domain.SurpriseNoticed{What: words("said to all")}, "public")
	h.add(&domain.EntryCorrected{Entry: open, With: &domain.SurpriseNoticed{What: words("meant for all")}, Why: words("between us")})
	inside := h.add(&domain.SurpriseNoticed{What: words("said inside")})
	h.shared(&domain.EntryCorrected{Entry: inside, With: &domain.SurpriseNoticed{What: words("meant inside")}}, "public")
	seen := h.see("public")
	for which, want := range map[string]string{"2": "meant for all", "3": "meant for all"} {
		if e, err := EntryOf(seen, which); err != nil || !strings.Contains(asJSON(t, e), want) {
			t.Errorf("entry %s does not say %q: %v", which, want, err)
		}
	}
	for _, which := range []string{"2", "3", "4", "5"} {
		e, err := EntryOf(seen, which)
		if got := asJSON(t, e); err != nil || strings.Contains(got, "inside") || strings.Contains(got, "between us") {
			t.Errorf("entry %s tells the public too much: %v %s", which, err, got)
		}
	}
}

func TestNothingPointsAtWhatIsHidden(t *testing.T) {
	h := newHistory(t)
	hidden := h.shared(&domain.LearningDrawn{What: words("for me")}, "only-me")
	open := h.add(&domain.SurpriseNoticed{What: words("for all of us")})
	h.draft(domain.Draft{Body: &domain.LearningDrawn{What: words("from both"), From: []string{hidden, open}}, Cause: hidden})
	h.add(&domain.TestStarted{What: words("try"), Learning: hidden})
	seen := h.see("group")
	for _, e := range h.events {
		entry, err := EntryOf(seen, e.ID)
		line, ok := Export(seen, e)
		if (err == nil) != (e.ID != hidden) || ok != (e.ID != hidden) {
			t.Errorf("entry %d: %v, %v", e.Position, err, ok)
		}
		if ok && strings.Contains(asJSON(t, entry)+asJSON(t, line.Event), hidden) {
			t.Errorf("entry %d points at it: %s %s", e.Position, asJSON(t, entry), asJSON(t, line.Event))
		}
	}
	if from := mustField(t, seen, "4", "from"); asJSON(t, from) != asJSON(t, []string{open}) {
		t.Errorf("it was drawn from %v", from)
	}
}

func mustField(t *testing.T, seen Seen, which, name string) any {
	t.Helper()
	e, err := EntryOf(seen, which)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range e.Fields {
		if f.Name == name {
			return f.Value
		}
	}
	return nil
}

func TestACorrectionOfNothingIsPrivate(t *testing.T) {
	alone := domain.Event{ID: domaintest.ID(9), Project: "garden", Position: 1,
		Body: &domain.EntryCorrected{Entry: domaintest.ID(1), With: &domain.SurpriseNoticed{What: words("of whom?")}}}
	if got := asJSON(t, mustEntry(t, seeEvents(t, "group", alone))); strings.Contains(got, "of whom?") {
		t.Error(got)
	}
}

func TestAHiddenEndLeavesATestOpen(t *testing.T) {
	h := newHistory(t)
	test := h.add(&domain.TestStarted{What: words("try"), ReviewOn: day("2024-01-11")})
	h.shared(&domain.TestConcluded{Test: test, What: words("between us"), Supported: "no"}, "listener")
	open := LearningLogOf(h.see("group")).Open
	if len(open) != 1 || open[0].WaitsFor != waitConclusion {
		t.Errorf("%+v", open)
	}
}

func TestNamesAreForTheGroup(t *testing.T) {
	joined := domain.Event{ID: domaintest.ID(1), Project: "garden", Position: 1, Body: &domain.PersonJoined{Person: domaintest.Person(2), Name: domain.Name("Ada")}}
	for audience, want := range map[string]bool{"group": true, "evaluators": false} {
		if got := asJSON(t, mustEntry(t, seeEvents(t, audience, joined))); strings.Contains(got, "Ada") != want {
			t.Errorf("%s: %s", audience, got)
		}
	}
	for _, audience := range []string{"funders", "decision-makers", "public"} {
		if list := EntriesOf(seeEvents(t, audience, joined)).Entries; len(list) != 0 {
			t.Errorf("%s knows who joined: %+v", audience, list)
		}
	}
}

func mustEntry(t *testing.T, seen Seen) Entry {
	t.Helper()
	e, err := EntryOf(seen, "1")
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestWhatWasTakenOutOfSightIsGoneWhateverMomentIsShown(t *testing.T) {
	h := newHistory(t)
	h.add(&domain.AimAgreed{Aim: "a", Statement: "More people come"})
	h.add(&domain.MeasureAdded{Aim: "a", Measure: "m", Definition: domain.Definition{Name: "Story", MeasureKind: domain.Story}})
	out := h.add(&domain.OutcomeRecorded{Aim: "a", Measure: "m", Value: domain.Say("Old words of Ada"), What: words("More of Ada")})
	h.add(&domain.EntryCorrected{Entry: out, With: &domain.OutcomeRecorded{Aim: "a", Measure: "m", Value: domain.Say("New words of Ada"), What: words("Still of Ada")}})
	h.add(&domain.EntryRedacted{Entry: out})
	for _, at := range []string{"", "4", "5", "6"} {
		asked := h.resolve(Ask{At: at})
		seen, err := h.lens("group").See(h.at(asked), asked)
		if err != nil {
			t.Fatal(err)
		}
		e, err := EntryOf(seen, "4")
		if err != nil {
			t.Fatal(err)
		}
		all := asJSON(t, e) + asJSON(t, ComparisonOf(seen)) + asJSON(t, EntriesOf(seen)) + asJSON(t, Find(seen, "words"))
		for _, event := range h.events {
			line, _ := Export(seen, event)
			if line.Event.Body != nil {
				all += asJSON(t, line.Event.Body)
			}
		}
		if strings.Contains(all, "of Ada") {
			t.Errorf("at %q: %s", at, all)
		}
		if e.Text.String() != saysRemoved || !strings.Contains(strings.Join(e.Removed, " "), "what") {
			t.Errorf("at %q: the text is %q, removed %v", at, e.Text, e.Removed)
		}
	}
	replay, err := ReplayOf(h.lens("group"), "garden", h.events, h.resolve(Ask{}), 1, 0)
	if err != nil || strings.Contains(asJSON(t, replay), "of Ada") {
		t.Errorf("the replay shows it: %v %s", err, asJSON(t, replay))
	}
}

func TestSealedWordsNeedAKey(t *testing.T) {
	var sealed domain.Words
	if err := sealed.UnmarshalJSON([]byte(`{"key":"k","box":"AAAA"}`)); err != nil {
		t.Fatal(err)
	}
	e := domain.Event{ID: domaintest.ID(1), Project: "garden", Position: 1, Body: &domain.SurpriseNoticed{What: sealed}}
	seen := seeEvents(t, "group", e)
	if got := EntriesOf(seen).Entries[0].Text; got.State != TextRemoved || got.String() != saysRemoved {
		t.Errorf("without a key: %+v", got)
	}
	view := seen.s.base
	with, err := Lens{Viewer: Operator(), Audience: Audience{ID: "group", Words: true}, Opener: oneKey{}}.See(view, seen.s.asked)
	if err != nil {
		t.Fatal(err)
	}
	if got := EntriesOf(with).Entries[0].Text; got.Text != "opened with k" {
		t.Errorf("with its key: %+v", got)
	}
	outside, _ := Lens{Viewer: Operator(), Audience: Audience{ID: "public"}, Opener: oneKey{}}.See(view, seen.s.asked)
	if got := EntriesOf(outside).Entries[0].Text; got.State != TextPrivate {
		t.Errorf("outside: %+v", got)
	}
}

type oneKey struct{}

func (oneKey) Open(s domain.Sealed) (string, bool) { return "opened with " + s.Key, true }

func TestTakenBackWordsStayInTheGroup(t *testing.T) {
	h := newHistory(t)
	id := h.shared(&domain.SurpriseNoticed{What: words("too much")}, "public")
	h.add(&domain.EntryWithdrawn{Entry: id})
	for audience, want := range map[string]TextState{"group": TextShown, "public": TextPrivate} {
		if got := EntriesOf(h.see(audience)).Entries[1]; got.Text.State != want || !got.Withdrawn {
			t.Errorf("%s: %+v", audience, got)
		}
	}
}

func TestLookingBackIsForTheGroup(t *testing.T) {
	h := story(t)
	for _, a := range Audiences() {
		for _, ask := range []Ask{{At: "5"}, {HappenedBy: day("2023-12")}} {
			asked := h.resolve(ask)
			_, err := h.lens(a.ID).See(h.at(asked), asked)
			if want := map[bool]domain.ErrorKind{true: "", false: domain.Refused}[a.Words]; domain.KindOf(err) != want {
				t.Errorf("%s asks %+v: %v", a.ID, ask, err)
			}
		}
	}
}

func TestAnEmptySeenShowsNothing(t *testing.T) {
	var nobody Seen
	c := ComparisonOf(nobody)
	if len(c.Aims) != 0 || c.KnownAt.Position != 0 || len(EntriesOf(nobody).Entries) != 0 {
		t.Errorf("%+v", c)
	}
}

func TestAudienceNamed(t *testing.T) {
	if a, err := AudienceNamed(""); err != nil || a.ID != "group" {
		t.Errorf("no audience: %+v, %v", a, err)
	}
	_, err := AudienceNamed("board")
	domaintest.CheckError(t, err, domain.Invalid, `"board"`, "group, evaluators, funders, decision-makers or public")
}
