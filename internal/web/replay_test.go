package web

import (
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/desirelines/desirelines/domain"
)

// section is the text between one heading of a page and the next of any level.
func (p htmlPage) section(heading string) string {
	_, after, _ := strings.Cut(p.text(), heading)
	for _, e := range p {
		if len(e.name) == 2 && e.name[0] == 'h' && e.text != heading {
			after, _, _ = strings.Cut(after, "\n"+e.text)
		}
	}
	return after
}

// hrefs are the addresses of the links with these words.
func (p htmlPage) hrefs(words string) (list []string) {
	for _, a := range p.all("a") {
		if strings.HasPrefix(a.text, words) {
			list = append(list, a.attr["href"])
		}
	}
	return list
}

func TestThePageOfAFigureSaysWhatWasCorrectedAndWhatPeopleThink(t *testing.T) {
	v := withJourneys(t)
	const figure = "/p/worked-example/figure?aim=eat-together&measure=leaders&period=overall"
	page := v.page(figure, 200)
	counts := page.section("Entries that count")
	if !strings.Contains(counts, "9 people, corrected to 8 people on 6 January 2026, entry 113. One of them was still learning.") {
		t.Errorf("what counts does not say what was corrected: %s", counts)
	}
	if strings.Contains(counts, "How much we think") || !strings.Contains(page.section("What people think"), "How much we think we achieved") {
		t.Error("opinions stand among what counts")
	}
	if out := page.section("Entries left out, and why"); !strings.Contains(out, "9 people: People who have learnt to lead a night") {
		t.Errorf("what is left out does not say what was said first: %s", out)
	}
	for _, fault := range checkPage(page) {
		t.Error(fault)
	}
	meals := v.page("/p/worked-example/figure?aim=eat-together&measure=meals&period=overall", 200).section("Entries left out, and why")
	if !regexp.MustCompile(`It was taken back\. Entry 60, 1 July 2025\. It was counted twice\.`).MatchString(meals) {
		t.Errorf("what was taken back has no reason: %s", meals)
	}

	steps := page.hrefs("See this step")
	if len(steps) != 6 {
		t.Errorf("%d links lead to steps: %v", len(steps), steps)
	}
	for _, href := range steps {
		v.get(href, 200)
	}
	if steps := v.page(with(figure, "audience", "public"), 200).hrefs("See this step"); len(steps) != 0 {
		t.Errorf("the public is led to steps that it may not see: %v", steps)
	}
}

func TestAnEntryLeadsToItsStepAndSaysWhatItChanged(t *testing.T) {
	v := withJourneys(t)
	page := v.page("/p/worked-example/entry/113", 200)
	if got := page.hrefs("See this step"); len(got) != 1 || got[0] != "/p/worked-example/replay?at=113" {
		t.Errorf("its step is %v", got)
	}
	if got := v.page("/p/worked-example/entry/113?audience=public", 200).hrefs("See this step"); len(got) != 0 {
		t.Errorf("the public is led to %v", got)
	}
	for address, heading := range map[string]string{"entry/113": "What it changed", "entry/100": "Corrections"} {
		if says := v.page("/p/worked-example/"+address, 200).section(heading); !strings.Contains(says, "9 people → 8 people") {
			t.Errorf("%s does not say what changed: %s", address, says)
		}
	}
	step, _, _ := strings.Cut(v.page("/p/worked-example/replay?at=113", 200).text(), "What changed with this entry")
	if !strings.Contains(step, "9 people → 8 people") {
		t.Errorf("the card of the step does not say what changed: %s", step)
	}
}

// A step can be chosen without script: by a slider or by its number, which stand at the same entry.
func TestTheSliderAndTheNumberAreInStep(t *testing.T) {
	page := withJourneys(t).page("/p/worked-example/replay?at=60&audience=evaluators", 200)
	labels, kinds := map[string]string{}, map[string]bool{}
	for _, l := range page.all("label") {
		labels[l.attr["for"]] = strings.TrimSpace(l.text)
	}
	for _, e := range page.all("input") {
		if e.attr["name"] != "at" || e.attr["type"] == "" {
			continue
		}
		kinds[e.attr["type"]] = true
		if e.attr["value"] != "60" || e.attr["max"] != "171" || labels[e.attr["id"]] == "" {
			t.Errorf("the %s stands at %s of %s and is called %q", e.attr["type"], e.attr["value"], e.attr["max"], labels[e.attr["id"]])
		}
	}
	if !kinds["range"] || !kinds["number"] {
		t.Errorf("a step can be chosen by %v", kinds)
	}
}

func TestAStepOfAJourneyThatWasBroughtHere(t *testing.T) {
	v := withJourneys(t)
	text := v.page("/p/worked-example/replay?at=60", 200).text()
	if !strings.Contains(text, "Entry 60 of 171 · happened on 1 July 2025 · first written down 1 July 2025 · brought here 31 July 2026") ||
		strings.Contains(text, "What the group knew on") {
		t.Error("the step does not say when it happened")
	}
	if text := v.page("/p/working-together/replay?at=12", 200).text(); !strings.Contains(text, "Entry 12 of 60 · day not known") ||
		!strings.Contains(text, "Written down on 20 November 2026. A step") {
		t.Error("a step of no known day says something else")
	}
	start(t, v, "p", "P")
	if text := v.page("/p/p/replay", 200).text(); !strings.Contains(text, "What the group knew on 31 July 2026, after entry 1 of 1.") {
		t.Error("a step of our own does not say what the group knew")
	}
}

// Without a moment the way opens where something moved last.
func TestReplayOpensWhereSomethingMoved(t *testing.T) {
	v := withJourneys(t)
	start(t, v, "p", "P")
	v.post("/p/p/write", 303, url.Values{"command": {newID()}, "what": {"It rained."}, "kind": {"failure"}})
	if _, err := v.log.Do(t.Context(), domain.Command{ID: newID(), Project: "p", Drafts: []domain.Draft{{Body: &domain.ProblemNamed{What: domain.Write("The lift is broken.")}}}}); err != nil {
		t.Fatal(err)
	}
	for project, at := range map[string]string{"p": "2", "worked-example": "169"} {
		page := v.page("/p/"+project+"/replay", 200)
		if got := page.field("at").attr["value"]; got != at || strings.Contains(page.text(), "No figure moved.") {
			t.Errorf("%s opens at entry %s, want %s", project, got, at)
		}
	}
}

func TestTwoMomentsAreGroupedByMeasure(t *testing.T) {
	v := withJourneys(t)
	page := v.page("/p/worked-example/between?at=20&and=60", 200)
	var headings []string
	for _, h := range page.all("h3") {
		headings = append(headings, h.text)
	}
	if got := strings.Join(headings, "; "); !strings.HasPrefix(got, "More people eat a good meal together; Meals we served; People who have learnt to lead a night; ") {
		t.Errorf("the groups are %s", got)
	}
	for _, fault := range checkPage(page) {
		t.Error(fault)
	}
	// What is there at the first moment only leads to the first moment.
	back := v.page("/p/worked-example/between?at=60&and=5", 200)
	for _, a := range back.all("a") {
		if strings.Contains(a.attr["href"], "/figure?") {
			v.get(a.attr["href"], 200)
		}
	}
	none := v.page("/p/worked-example/between?at=2000-01-01&and=2001-01-01", 200).text()
	if !strings.Contains(none, "Nothing was known at either moment.") || strings.Contains(none, "Nothing is different") {
		t.Error("two moments before the first entry do not say that nothing was known")
	}
}
