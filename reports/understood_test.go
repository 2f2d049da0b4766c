package reports

import (
	"strings"
	"testing"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/aimed"
)

// fewer is a project that wants less of something, with an aim it dropped and much that happened.
func fewer(t *testing.T) (h *history, corrected string) {
	h = newHistory(t)
	on := func(d string, body domain.Body) string { return h.draft(domain.Draft{Body: body, Happened: day(d)}) }
	h.add(&domain.ProjectDescribed{Question: "How do we call off fewer nights?"})
	h.add(&domain.AimAgreed{Aim: "nights", Statement: "Every night takes place"})
	count := func(id, name string, aim, happened int64) string {
		h.add(&domain.MeasureAdded{Aim: "nights", Measure: id, Definition: domain.Definition{Name: name, MeasureKind: domain.Decrease, Mode: domain.PerPeriod, Unit: "nights", People: new(bool)}})
		h.add(&domain.TargetSet{Aim: "nights", Measure: id, Value: domain.Of(domain.Int(aim)), PeriodStart: day("2023-07-01"), PeriodEnd: day("2023-12-31")})
		return on("2023-09-01", &domain.OutcomeRecorded{Aim: "nights", Measure: id, Value: domain.Of(domain.Int(happened))})
	}
	corrected = count("off", "Nights we had to call off", 2, 4)
	count("late", "Nights that began late", 2, 1)
	h.draft(domain.Draft{Body: &domain.AimJudged{Aim: "nights", Measure: "late", Judged: domain.JudgedMore}, Knowing: domain.Lived})
	h.add(&domain.AimAgreed{Aim: "music", Statement: "There is music"})
	h.add(&domain.MeasureAdded{Aim: "music", Measure: "songs", Definition: domain.Definition{Name: "Songs", MeasureKind: domain.Increase, Mode: domain.PerPeriod}})
	h.add(&domain.AimDropped{Aim: "music", Why: words("The neighbours asked for quiet")})
	on("2023-10-02", &domain.FailureShared{What: words("Nobody came."), Hoped: words("A full room")})
	test := on("2023-11-01", &domain.TestStarted{What: words("A letter")})
	on("2023-12-02", &domain.TestConcluded{Test: test, What: words("Nobody came because of the letter."), Supported: "no"})
	change := h.add(&domain.ChangeMade{What: words("We ring the bell.")})
	h.add(&domain.ChangeChecked{Change: change, Helped: "yes", What: words("Ten came.")})
	return h, corrected
}

func wants(t *testing.T, name, text string, wanted []string, unwanted ...string) {
	t.Helper()
	for _, w := range wanted {
		if !strings.Contains(text, w) {
			t.Errorf("%s does not say %q:\n%s", name, w, text)
		}
	}
	for _, w := range unwanted {
		if strings.Contains(text, w) {
			t.Errorf("%s says %q:\n%s", name, w, text)
		}
	}
}

// Of a measure that should go down, better than aimed is less; it must never read as the opposite.
func TestLessIsBetterReadsAsItIs(t *testing.T) {
	h, _ := fewer(t)
	seen := h.see("group")
	opposite := []string{"more than we aimed", "less than we aimed"}
	wants(t, "compare", text(t, ComparisonOf(seen), 200), []string{"Nights we had to call off (less is better):", "not as far as we aimed", "better than we aimed",
		"from living it: better than we aimed"}, opposite...)
	wants(t, "worked", text(t, WorkedOf(seen), 200), []string{"Nights that began late (less is better): 1 night (better than we aimed)"}, opposite...)
	wants(t, "did_not_work", text(t, DidNotWorkOf(seen), 200), []string{"Nights we had to call off (less is better): 4 nights (not as far as we aimed)"}, opposite...)
	wants(t, "journey", text(t, JourneyOf(seen), 200), []string{"Better than we aimed: Nights that began late"}, opposite...)
	table, err := TableOf(ComparisonOf(seen))
	if err != nil {
		t.Fatal(err)
	}
	stands := columnOf(t, table, "stands")
	wants(t, "CSV", strings.Join(stands, "\n"), []string{"not as far as we aimed", "better than we aimed"}, opposite...)

	p, err := ProvenanceOf(seen, "nights", "off", "")
	if err != nil {
		t.Fatal(err)
	}
	if w := p.Words(); w.Name != "Nights we had to call off (less is better)" || w.Status != "Not as far as we aimed" {
		t.Errorf("the page of the figure says %q, %q", w.Name, w.Status)
	}
	wants(t, "provenance", text(t, p, 200), []string{"Nights we had to call off (less is better)\n"})
	replay, err := ReplayOf(h.lens("group"), "garden", h.events, h.resolve(Ask{}), 1, 0)
	if err != nil {
		t.Fatal(err)
	}
	wants(t, "replay", text(t, replay, 200), []string{"not reported → not as far as we aimed", "not reported → better than we aimed"}, opposite...)
	wants(t, "JSON", asJSON(t, replay), []string{`"field":"status","before":"not_reported","after":"short"`})
	if got := StatusWords(domain.Increase, aimed.Exceeded) + ", " + StatusWords(domain.Increase, aimed.Short); got != "more than we aimed, less than we aimed" {
		t.Errorf("of a measure that should go up: %s", got)
	}
}

func columnOf(t *testing.T, table Table, name string) (cells []string) {
	t.Helper()
	for i, c := range table.Columns {
		if c == name {
			for _, row := range table.Rows {
				cells = append(cells, row[i])
			}
			return cells
		}
	}
	t.Fatalf("there is no column %s", name)
	return nil
}

// Where there is no period nothing is due and nothing runs.
func TestNothingRunsWithoutAPeriod(t *testing.T) {
	h, _ := fewer(t)
	h.add(&domain.MeasureAdded{Aim: "nights", Measure: "later", Definition: domain.Definition{Name: "Guests", MeasureKind: domain.Increase, Mode: domain.PerPeriod}})
	says := text(t, ComparisonOf(h.see("group")), 200)
	wants(t, "compare", says, []string{"not reported yet"}, "not due yet", "still running")
	h.add(&domain.TargetSet{Aim: "nights", Measure: "later", Value: domain.Of(domain.Int(2)), PeriodStart: day("2024-01-01"), PeriodEnd: day("2024-12-31")})
	wants(t, "compare", text(t, ComparisonOf(h.see("group")), 200), []string{"not due yet, still running"})
	h.add(&domain.MeasureRetired{Aim: "nights", Measure: "later"})
	wants(t, "compare", text(t, ComparisonOf(h.see("group")), 200), []string{"Guests (no longer used):"}, "not due yet", "still running")
}

// An aim that was dropped is listed: it is said in the headline, and why under the aim where that may be read.
func TestADroppedAimSaysWhy(t *testing.T) {
	h, _ := fewer(t)
	wants(t, "compare", text(t, ComparisonOf(h.see("group")), 200), []string{"We have not met our one aim so far.", "1 aim we dropped.", "We no longer want this. Nobody can say yet.\nWhy: The neighbours asked for quiet\n"})
	wants(t, "compare", text(t, ComparisonOf(h.see("public")), 200), []string{"1 aim we dropped.", "We no longer want this."}, "neighbours", "Why:")
}

// What people ask of the log: what the project wants to know, what was hoped for, if it worked.
func TestTheLogIsUnderstood(t *testing.T) {
	h, _ := fewer(t)
	question := "\nHow do we call off fewer nights?\n"
	wants(t, "log", text(t, LearningLogOf(h.see("group")), 200), []string{
		question, "Nobody came. We hoped: A full room (entry", "What we try: A letter · Did it work? No. Nobody came because of the letter. (entry",
		"Did the change help? Yes. Ten came. (entry", "Open for 3 months:",
	}, "What came of it: N", "letter. No.")
	wants(t, "compare", text(t, ComparisonOf(h.see("group")), 200), []string{question})
	wants(t, "journey", text(t, JourneyOf(h.see("group")), 200), []string{" work? No. Nobody came because of the letter."})
	wants(t, "log for all", text(t, LearningLogOf(h.see("public")), 200), []string{"Did it work? No. Kept private."}, "full room", "We hoped")
	for _, chain := range LearningLogOf(h.see("group")).Chains {
		for _, s := range chain.From {
			if s.Kind == "failure.shared" && s.SaysText() != "Nobody came. We hoped: A full room" || s.Kind == "test.concluded" && s.SaysText() != "A letter · Did it work? No. Nobody came because of the letter." {
				t.Errorf("on a page it says %q", s.SaysText())
			}
		}
	}
}

// A log that nobody wrote in does not tell that all went well.
func TestAnEmptyLogSaysSo(t *testing.T) {
	says := text(t, LearningLogOf(newHistory(t).see("group")), 80)
	wants(t, "log", says, []string{"\nNothing is written down here yet.\n"}, "Nothing surprised us", "nothing went wrong", "Nothing is left to talk about")
}

// Lists of several projects follow one another: each says whose it is.
func TestFoundListsSayTheirProject(t *testing.T) {
	h, _ := fewer(t)
	if got := text(t, Find(h.see("group"), "bell"), 80); !strings.HasPrefix(got, "The garden on the roof\n======================\n- Written down on") {
		t.Errorf("got %q", got)
	}
}

// A line about another entry says which, as far as the audience may know of that.
func TestALineSaysWhichEntryItIsAbout(t *testing.T) {
	h, outcome := fewer(t)
	h.add(&domain.EntryCorrected{Entry: outcome, With: &domain.OutcomeRecorded{Aim: "nights", Measure: "off", Value: domain.Of(domain.Int(5))}, Why: words("one more")})
	h.add(&domain.EvidenceAttached{Entry: outcome, URL: "https://example.org/list"})
	h.add(&domain.EvidenceAttached{Aim: "nights", Measure: "off", URL: "https://example.org/photo"})
	h.add(&domain.ResponseGiven{Entry: outcome, Mark: "heart"})
	h.add(&domain.EntryWithdrawn{Entry: outcome, Why: words("oops")})
	hidden := h.shared(&domain.ProblemNamed{What: words("The landlord shouts.")}, "only-me")
	h.shared(&domain.ResponseGiven{Entry: hidden, What: words("I know.")}, "only-me")
	says := text(t, EntriesOf(h.see("group")), 200)
	wants(t, "entries", says, []string{"A correction to entry 6: Nights we had to call off: 4 nights → 5 nights · one more (entry", "Something that shows entry 6 (entry", "Something that shows it: Nights we had to call off (entry", "A note on entry 6",
		"Entry 6 was taken back: oops (entry"}, "landlord")
	replay, err := ReplayOf(h.lens("group"), "garden", h.events, h.resolve(Ask{}), 1, 0)
	if err != nil {
		t.Fatal(err)
	}
	wants(t, "replay", text(t, replay, 200), []string{"A correction to entry 6: Nights we had to call off: 4 nights → 5 nights · one more (entry", "Entry 6 was taken back: oops (entry"})
}
