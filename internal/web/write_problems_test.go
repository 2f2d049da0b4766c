package web

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/desirelines/desirelines/domain"
)

// wrongAt returns the words of what is wrong at a box, which the list at the top must have too, with a link to the box.
func wrongAt(t *testing.T, page htmlPage, field string) string {
	t.Helper()
	says := ""
	for _, e := range page {
		if e.attr["id"] == field+"-error" {
			says = strings.TrimPrefix(strings.TrimSpace(e.text), "Error: ")
		}
	}
	for _, a := range page.all("a") {
		if a.attr["href"] == "#"+field {
			if a.text != says {
				t.Errorf("at the top %q is said of %s, at the box %q", a.text, field, says)
			}
			return says
		}
	}
	if says != "" {
		t.Errorf("%q is said at %s, and nothing at the top leads there", says, field)
	}
	return says
}

// measuresOfAllKinds starts a project with an aim that is measured in each way.
func measuresOfAllKinds(v *visit) {
	v.t.Helper()
	start(v.t, v, "p", "P")
	drafts := []domain.Draft{{Body: &domain.AimAgreed{Aim: "rest", Statement: "We rest more"}}}
	for _, kind := range []domain.MeasureKind{domain.Increase, domain.Decrease, domain.Keep, domain.InRange, domain.Reach, domain.Rubric, domain.Story} {
		d := domain.Definition{Name: "by " + string(kind), MeasureKind: kind, Mode: domain.Snapshot, Unit: "nights", People: new(bool)}
		if kind == domain.Rubric {
			d.Levels = []string{"seed", "flower"}
		}
		if kind == domain.Reach || kind == domain.Rubric || kind == domain.Story {
			d.Unit = ""
		}
		drafts = append(drafts, domain.Draft{Body: &domain.MeasureAdded{Aim: "rest", Measure: string(kind), Definition: d}})
	}
	if _, err := v.log.Do(v.t.Context(), domain.Command{ID: newID(), Project: "p", Drafts: drafts}); err != nil {
		v.t.Fatal(err)
	}
	if err := v.views.Ready(v.t.Context()); err != nil {
		v.t.Fatal(err)
	}
}

// A measure that needs a number asks for one at its box; one of yes and no, of levels or of stories takes words.
func TestWordsInTheBoxForANumber(t *testing.T) {
	v := newVisit(t)
	measuresOfAllKinds(v)
	for _, c := range []struct {
		kind, value, says string
	}{
		{"increase", "lots", "We cannot read this as a number. Write it in digits, such as 12"},
		{"decrease", "1e5", "We cannot read this as a number."},
		{"keep", "about 7", "We cannot read this as a number."},
		{"range", "5..1", "We cannot read this as a number."},
		{"increase", "24,055", "This can be two numbers. Write 24055 or 24.055."},
		{"increase", "1 204", ""}, {"decrease", "30.6", ""}, {"keep", "-2", ""}, {"range", "1..5", ""}, {"increase", "withheld", ""},
		{"reach", "yes", ""}, {"reach", "nearly", ""}, {"rubric", "flower", ""}, {"rubric", "in bud", ""}, {"story", "lots", ""},
	} {
		f := v.fresh("/p/p/write", "kind", "outcome", "what", "Kept.", "learnt", "Kept too.", "value", c.value, "about", aboutValue("rest", c.kind))
		n := len(v.events("p"))
		if c.says == "" {
			v.post("/p/p/write", http.StatusSeeOther, f)
			continue
		}
		page := v.formPage("/p/p/write", http.StatusUnprocessableEntity, f)
		if says := wrongAt(t, page, "value"); !strings.HasPrefix(says, c.says) {
			t.Errorf("%s of %q: %q is said", c.kind, c.value, says)
		}
		if len(v.events("p")) != n || page.field("value").attr["value"] != c.value || page.field("value").attr["aria-invalid"] != "true" ||
			page.field("what").text != "\nKept." || page.field("learnt").text != "\nKept too." || page.field("command").attr["value"] != f.Get("command") {
			t.Errorf("%s of %q: something was stored or lost", c.kind, c.value)
		}
	}
}

// All that is wrong is said at once, in the order of the page, each at its box; every answer stays.
func TestAllProblemsAtOnce(t *testing.T) {
	v := newVisit(t)
	measuresOfAllKinds(v)
	long := strings.Repeat("é", domain.MaxWords+1)
	v.post("/p/p/write", http.StatusSeeOther, v.fresh("/p/p/write", "what", "It rained."))
	f := v.fresh("/p/p/write", "what", long, "kind", "party", "happened", "the 32nd", "why", long, "value", "lots", "about", aboutValue("rest", "increase"), "from", "none", "sure", "perhaps")
	page := v.formPage("/p/p/write", http.StatusUnprocessableEntity, f)
	var order []string
	for _, a := range page.all("a") {
		if id, is := strings.CutPrefix(a.attr["href"], "#"); is && id != "main" {
			order = append(order, id)
			wrongAt(t, page, id)
		}
	}
	if got, want := fmt.Sprint(order), "[what kind happened why value from sure]"; got != want {
		t.Errorf("the problems are of %s, want %s", got, want)
	}
	if page.field("happened").attr["value"] != "the 32nd" || page.field("value").attr["value"] != "lots" || page.field("why").text != "\n"+long {
		t.Error("a wrong answer is not in its box any more")
	}
	for _, d := range page.all("details") {
		if _, open := d.attr["open"]; !open && strings.Contains(d.text, "Error: ") {
			t.Errorf("what is wrong is folded away in %q", shorten(d.text)[:40])
		}
	}
}

// Days and months are read as people write them; what is none is said with what would be right, and stays in its box.
func TestDates(t *testing.T) {
	v := newVisit(t)
	start(t, v, "p", "P")
	for text, want := range map[string]string{
		"2025-07-10": "2025-07-10", "2025-07": "2025-07", "10 July 2025": "2025-07-10", " 3rd jan. 2025 ": "2025-01-03", "July 10, 2025": "2025-07-10", "Sept 2025": "2025-09",
		"29 February 2024": "2024-02-29",
	} {
		v.post("/p/p/write", http.StatusSeeOther, v.fresh("/p/p/write", "what", "a", "happened", text))
		events := v.events("p")
		if got := events[len(events)-1].Happened.String(); got != want {
			t.Errorf("%q became %q, want %q", text, got, want)
		}
	}
	const right = "Write a day such as 10 July 2025, or a month such as July 2025."
	for _, text := range []string{"29 February 2025", "2025-13", "10/07/2025", "10 2025", "Ma 2025", "32 May 2025", "May", "2025", "10 July 25", "a b c d", "0 May 2025", "-1 May 2025"} {
		page := v.formPage("/p/p/write", http.StatusUnprocessableEntity, v.fresh("/p/p/write", "what", "a", "happened", text))
		if says := wrongAt(t, page, "happened"); !strings.HasSuffix(says, right) {
			t.Errorf("of %q it says %q", text, says)
		}
		if box := page.field("happened"); box.attr["value"] != text || box.attr["type"] != "text" {
			t.Errorf("the box of %q is %v", text, box.attr)
		}
	}
}

// Answers that become one text are too long where they are so together.
func TestTooLongTogether(t *testing.T) {
	v := newVisit(t)
	start(t, v, "p", "P")
	half := strings.Repeat("a", domain.MaxWords*2/3)
	v.post("/p/p/write", http.StatusSeeOther, v.fresh("/p/p/write", "kind", "test", "what", half, "why", half, "how", half))
	page := v.formPage("/p/p/write", http.StatusUnprocessableEntity, v.fresh("/p/p/write", "kind", "change", "what", half, "why", half, "happened", "x"))
	if says := wrongAt(t, page, "what"); !strings.Contains(says, "Write at most 20,000.") || wrongAt(t, page, "happened") == "" {
		t.Errorf("it says %q", says)
	}
	page = v.formPage("/p/p/write", http.StatusUnprocessableEntity, v.fresh("/p/p/write", "kind", "aim", "what", half))
	if says := wrongAt(t, page, "what"); !strings.Contains(says, "Write at most 2,000.") {
		t.Errorf("of an aim it says %q", says)
	}
}

// No control of a form is without a type or a name for it.
func TestControlsAreWhole(t *testing.T) {
	v := withJourneys(t)
	for _, address := range []string{"/p/worked-example/write", "/projects/new"} {
		page := v.page(address, http.StatusOK)
		labelled := map[string]bool{}
		for _, l := range page.all("label") {
			labelled[l.attr["for"]] = true
		}
		for _, e := range page {
			switch e.name {
			case "input", "textarea", "select":
				if e.name == "input" && e.attr["type"] == "" {
					t.Errorf("%s: the type of %s is empty", address, e.attr["name"])
				}
				if e.attr["type"] != "hidden" && !labelled[e.attr["id"]] {
					t.Errorf("%s: %s has no label", address, e.attr["name"])
				}
			}
		}
	}
}

// What an entry may follow from is offered by its words and its kind, the newest first, and not more than can be looked through.
func TestChoicesSayWhatTheyAre(t *testing.T) {
	v := newVisit(t)
	start(t, v, "p", "P")
	var last string
	for i := range mostChoices + 5 {
		last = v.post("/p/p/write", http.StatusSeeOther, v.fresh("/p/p/write", "kind", "failure", "what", fmt.Sprintf("Nobody came\non day %d. %s", i, strings.Repeat("x", 80)))).Header().Get("Location")
	}
	id := strings.TrimPrefix(last, "/p/p/saved?entry=")
	_, err := v.log.Do(t.Context(), domain.Command{ID: newID(), Project: "p", Drafts: []domain.Draft{
		{Body: &domain.LearningDrawn{What: domain.Write("For one alone."), From: []string{id}}, Sharing: []string{domain.SharedOnlyMe}}}})
	if err := errors.Join(err, v.views.Ready(t.Context())); err != nil {
		t.Fatal(err)
	}
	var offered []string
	page := v.page("/p/p/write", http.StatusOK)
	for i, e := range page {
		for j := i + 1; e.attr["name"] == "from" && j < len(page) && page[j].name == "option"; j++ {
			offered = append(offered, page[j].text)
		}
	}
	if len(offered) != mostChoices+1 {
		t.Fatalf("%d choices, want %d and none of them", len(offered), mostChoices)
	}
	if want := "What did not go as we hoped: \u2068Nobody came on day 19. xxx"; !strings.HasPrefix(offered[1], want) || len(offered[1]) > 100 {
		t.Errorf("the first choice is %q, want %q and little more", offered[1], want)
	}
	if !strings.Contains(offered[mostChoices], "on day 5.") || strings.Contains(strings.Join(offered, " "), "alone") {
		t.Errorf("the choices are %q", offered)
	}
}

// After saving one sees all that was saved, in words that fit one and many, where it is, and how to write more.
func TestWhatIsSavedIsShown(t *testing.T) {
	v := newVisit(t)
	measuresOfAllKinds(v)
	at := v.post("/p/p/write", http.StatusSeeOther, v.fresh("/p/p/write", "kind", "surprise", "what", "We slept.", "learnt", "Quiet helps.", "value", "1", "about", aboutValue("rest", "increase"))).Header().Get("Location")
	page := v.page(at, http.StatusOK)
	text := page.all("main")[0].text
	for _, want := range []string{"Saved. Thank you.", "We slept.", "Quiet helps.", "1 night:"} {
		if !strings.Contains(text, want) {
			t.Errorf("the page does not show %q", want)
		}
	}
	if strings.Contains(text, "1 nights") {
		t.Error("one night is many nights")
	}
	id := strings.TrimPrefix(at, "/p/p/saved?entry=")
	for _, address := range []string{"/p/p/entry/" + id, "/p/p/entries", "/p/p/write"} {
		leads := false
		for _, a := range page.all("a") {
			leads = leads || a.attr["href"] == address
		}
		if !leads {
			t.Errorf("nothing leads to %s", address)
		}
	}
	for _, fault := range checkPage(page) {
		t.Error(fault)
	}
}
