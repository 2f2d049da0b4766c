package reports

import (
	"strings"
	"testing"

	"github.com/desirelines/desirelines/domain"
)

func provenance(t *testing.T, seen Seen, aim, measure string) Provenance {
	t.Helper()
	p, err := ProvenanceOf(seen, aim, measure, "")
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// The page of a figure says what a corrected entry said before, what it says now, and which entry corrected it when.
func TestAFigureSaysWhatWasCorrected(t *testing.T) {
	h := story(t)
	p := provenance(t, h.see("group"), "belong", "visitors")
	found := false
	for _, c := range p.Facts() {
		if c.Position != 7 {
			continue
		}
		found = true
		if c.Correction == nil || c.Correction.Position != 29 || c.About != "20 people: People who came" || len(c.History) != 1 {
			t.Fatalf("the entry that counts is %+v", c)
		}
		if r := c.History[0]; r.Says() != "21 people, corrected to 20 people on 7 February 2024, entry" || r.Entry.Position != 29 || r.Why.Text != "One came twice." {
			t.Errorf("its correction says %q of entry %d because %q", r.Says(), r.Entry.Position, r.Why.Text)
		}
	}
	if !found {
		t.Errorf("entry 7 does not count: %+v", p.Counted)
	}
	found = false
	for _, l := range p.LeftOut {
		if l.Position == 7 {
			found = l.About == "21 people: People who came" && l.By != nil && l.By.Position == 29 && l.SaysOn() == ", 7 February 2024"
		}
	}
	if !found {
		t.Errorf("what entry 7 said first is not left out by entry 29: %+v", p.LeftOut)
	}
	wants(t, "text", text(t, p, 200), []string{"21 people, corrected to 20 people on 7 February 2024, entry 29."})

	twice := newHistory(t)
	twice.add(&domain.AimAgreed{Aim: "a", Statement: "We eat together"})
	twice.add(&domain.MeasureAdded{Aim: "a", Measure: "m", Definition: domain.Definition{Name: "Meals", MeasureKind: domain.Increase, Mode: domain.ToDate, Unit: "meals"}})
	meals := func(n int64) *domain.OutcomeRecorded {
		return &domain.OutcomeRecorded{Aim: "a", Measure: "m", Value: domain.Of(domain.Int(n))}
	}
	entry := twice.add(meals(12))
	twice.add(&domain.EntryCorrected{Entry: entry, With: meals(14)})
	twice.add(&domain.EntryCorrected{Entry: entry, With: meals(15)})
	p = provenance(t, twice.see("group"), "a", "m")
	if len(p.Counted) != 1 || len(p.Counted[0].History) != 2 {
		t.Fatalf("it was corrected twice: %+v", p.Counted)
	}
	for i, want := range []string{"12 meals, corrected to 14 meals on 14 January 2024, entry", "14 meals, corrected to 15 meals on 15 January 2024, entry"} {
		if got := p.Counted[0].History[i].Says(); got != want {
			t.Errorf("correction %d says %q, want %q", i+1, got, want)
		}
	}
}

// What people think does not stand under what a figure is made of.
func TestOpinionsStandByThemselves(t *testing.T) {
	p := provenance(t, story(t).see("group"), "calm", "safe")
	if len(p.Opinions()) != 1 || p.Opinions()[0].Kind != "aim.judged" {
		t.Errorf("the opinions are %+v", p.Opinions())
	}
	for _, c := range p.Facts() {
		if c.Kind == "aim.judged" {
			t.Errorf("entry %d is an opinion and stands under what counts", c.Position)
		}
	}
	says := text(t, p, 200)
	_, after, ok := strings.Cut(says, "What people think:")
	if !ok || !strings.Contains(after, "How much we think we achieved") {
		t.Errorf("the text has no opinions: %s", says)
	}
}

// What was taken back stands under what is left out with the reason, also where the arithmetic never meets it.
func TestWhatWasTakenBackIsLeftOutWithItsReason(t *testing.T) {
	h := newHistory(t)
	h.add(&domain.AimAgreed{Aim: "a", Statement: "We eat together"})
	h.add(&domain.MeasureAdded{Aim: "a", Measure: "m", Definition: domain.Definition{Name: "Meals", MeasureKind: domain.Increase, Mode: domain.ToDate, Unit: "meals"}})
	start := h.add(&domain.BaselineSet{Aim: "a", Measure: "m", Value: domain.Of(domain.Int(3))})
	entry := h.add(&domain.OutcomeRecorded{Aim: "a", Measure: "m", Value: domain.Of(domain.Int(12))})
	judged := h.add(&domain.AimJudged{Aim: "a", Measure: "m", Judged: domain.JudgedMost})
	for id, why := range map[string]string{start: "Nobody knew.", entry: "It was counted twice.", judged: "We had not talked."} {
		h.add(&domain.EntryWithdrawn{Entry: id, Why: words(why)})
	}
	p := provenance(t, h.see("group"), "a", "m")
	if len(p.LeftOut) != 3 || len(p.Counted) != 0 {
		t.Fatalf("%d are left out and %d count, want 3 and 0", len(p.LeftOut), len(p.Counted))
	}
	says := text(t, p, 300)
	wants(t, "text", says, []string{"Nobody knew.", "It was counted twice.", "We had not talked.", "It was taken back. Entry "})
	for _, l := range p.LeftOut {
		if l.By == nil || l.Reason.Text == "" || l.Why != "It was taken back." {
			t.Errorf("entry %d is left out: %+v", l.Position, l)
		}
	}
}

// A correction says what each field said before and after, as far as the audience may read it. A number of people it may not.
func TestACorrectionSaysWhatItChanged(t *testing.T) {
	h := story(t)
	for _, c := range []struct {
		audience string
		says     []string
		number   []string
		journey  string
		not      []string
	}{
		{"group", []string{"People who came: 21 people → 20 people; How we know: We counted at the door. → We counted twice."},
			[]string{"Number or answer: 21 people → 20 people"}, "20 people: People who came · Corrected: 21 people → 20 people", nil},
		{"public", nil, nil, "Kept private: People who came (entry", []string{"at the door", "counted", "21 people", "20 people"}},
	} {
		seen := h.see(c.audience)
		for _, which := range []string{"7", "29"} {
			e, err := EntryOf(seen, which)
			if err != nil {
				t.Fatal(err)
			}
			told := text(t, e, 300) + asJSON(t, e)
			wants(t, c.audience+" entry "+which, told, c.number, c.not...)
		}
		wants(t, c.audience, text(t, EntriesOf(seen), 300), c.says, c.not...)
		wants(t, c.audience, text(t, JourneyOf(seen), 300), []string{c.journey}, "at the door", "counted twice")
	}
}

// Words that were taken out of sight do not come back as what a correction replaced.
func TestRedactedWordsAreNoChange(t *testing.T) {
	h := newHistory(t)
	entry := h.add(&domain.FailureShared{What: words("Old words of somebody."), Why: words("It rained.")})
	h.add(&domain.EntryCorrected{Entry: entry, With: &domain.FailureShared{What: words("New words of somebody."), Why: words("It snowed.")}})
	h.add(&domain.EntryRedacted{Entry: entry, Fields: []string{"what"}})
	for _, at := range []string{"", "3"} {
		e, err := EntryOf(h.seeAt("group", Ask{At: at}), "3")
		if err != nil {
			t.Fatal(err)
		}
		wants(t, "at "+at, text(t, e, 200)+asJSON(t, e), []string{"Why: It rained. → It snowed."}, "somebody")
	}
}

// Long words are shortened to where they begin to differ.
func TestWhatChangedIsNeverCutOff(t *testing.T) {
	long := strings.Repeat("many words that stay as they are ", 10)
	c := ChangedField{Field: "what", Before: long + "and some old", After: long + "and some new"}
	if says := c.Says(); !strings.Contains(says, "some old → …") || !strings.HasSuffix(says, "some new") || length(says) > 2*longestChange+3 {
		t.Errorf("it says %q", says)
	}
}
