package web

import (
	"encoding/csv"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/desirelines/desirelines/domain"
)

// A moment of the past shows nothing of what was said later: neither in the entry itself nor around it.
func TestAStepDoesNotTellWhatCameLater(t *testing.T) {
	v := withJourneys(t)
	_, around, _ := strings.Cut(v.page("/p/worked-example/replay?at=100", 200).text(), "Entries around it")
	if !strings.Contains(around, "Entry 100: ") || strings.Contains(around, "8 people") || strings.Contains(around, "Corrected") {
		t.Errorf("around entry 100 stands what was corrected later: %s", around)
	}
	if !strings.Contains(around, "Entry 101 Not written down yet") || strings.Contains(around, "Entry 101:") {
		t.Errorf("what comes after entry 100 is told: %s", around)
	}
	if _, late, _ := strings.Cut(v.page("/p/worked-example/replay?at=105", 200).text(), "Entries around it"); !strings.Contains(late, "9 people: People who have learnt") || strings.Contains(late, "9 people → 8") {
		t.Errorf("entry 100 is not told as it was known: %s", late)
	}
}

func TestTheFiguresThatAStepMovedStandByMeasure(t *testing.T) {
	page := withJourneys(t).page("/p/worked-example/replay?at=113", 200)
	var names []string
	for _, h := range page.all("h3") {
		names = append(names, h.text)
	}
	if len(names) == 0 || names[0] != "People who have learnt to lead a night" {
		t.Errorf("the figures stand under %q", names)
	}
	for _, fault := range checkPage(page) {
		t.Error(fault)
	}
}

// The files of a figure list the entries that its page lists, each with its own number; the figure has a row and a key of its own.
func TestTheFilesOfAFigureHoldTheNumberOfEachEntry(t *testing.T) {
	v := withJourneys(t)
	read := func(questions string) (rows []map[string]string) {
		table, err := csv.NewReader(v.get("/p/worked-example/figure.csv?aim=eat-together&measure=leaders"+questions, 200).Body).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		for _, cells := range table[1:] {
			row := map[string]string{}
			for i, name := range table[0] {
				row[name] = cells[i]
			}
			rows = append(rows, row)
		}
		return rows
	}
	counts, left := map[string]string{}, map[string]string{}
	for i, row := range read("") {
		if (row["actual"] != "") != (i == 0) || (row["entry"] == "") != (i == 0) {
			t.Errorf("row %d mixes the figure with an entry: %v", i, row)
		}
		switch row["counts"] {
		case "yes":
			counts[row["entry"]] = row["value"]
		case "no":
			left[row["entry"]] = row["value"]
		}
	}
	if counts["100"] != "8" || counts["113"] != "" || left["100"] != "9" {
		t.Errorf("the table counts %v and leaves out %v", counts, left)
	}
	var data struct {
		Figure  struct{ Actual json.Number }
		Counted []struct {
			Position   int
			Value      json.Number
			Correction *struct{ Position int }
		}
	}
	if err := json.Unmarshal(v.get("/p/worked-example/figure.json?aim=eat-together&measure=leaders", 200).Body.Bytes(), &data); err != nil {
		t.Fatal(err)
	}
	found := false
	for _, c := range data.Counted {
		if c.Position == 100 {
			found = c.Value == "8" && c.Correction != nil && c.Correction.Position == 113
		}
	}
	if !found || data.Figure.Actual == "" {
		t.Errorf("the data holds %+v", data)
	}
	for _, audience := range []string{"funders", "public"} {
		for i, row := range read("&audience=" + audience) {
			if i > 0 && row["entry"] == "100" && row["value"] != "" {
				t.Errorf("the table for %s tells a number of people: %v", audience, row)
			}
		}
	}
}

// An address with two moments, as it was first promised, leads to where they stand side by side.
func TestTwoMomentsOfAStepLeadSideBySide(t *testing.T) {
	v := withJourneys(t)
	for ext, want := range map[string]string{"": "", ".csv": ".csv", ".json": ".json"} {
		to := v.get("/p/worked-example/replay"+ext+"?at=20&and=60", http.StatusSeeOther).Header().Get("Location")
		if to != "/p/worked-example/between"+want+"?and=60&at=20" {
			t.Errorf("it leads to %s", to)
		}
		v.get(to, 200)
	}
}

// A day before entries were brought here says so, and leads to what was known elsewhere by then.
func TestADayBeforeEntriesWereBroughtHere(t *testing.T) {
	v := withJourneys(t)
	page := v.page("/p/worked-example/aims?at=2025-07-01", 200)
	says, _ := wayBack(page)
	if !strings.Contains(says, "These entries were brought here on 31 July 2026. The last one first written down by then is entry 65.") || strings.Contains(says, "Nothing was") {
		t.Errorf("the banner says %q", says)
	}
	if to := page.hrefs("entry 65"); len(to) != 1 || to[0] != "/p/worked-example/aims?at=65" {
		t.Errorf("it leads to %v", to)
	}
	if says, _ := wayBack(v.page("/p/worked-example/aims?at=2001-01-01", 200)); !strings.Contains(says, "Nothing was written down by then.") {
		t.Errorf("long before, the banner says %q", says)
	}
	if text := v.page("/p/worked-example/replay?at=2025-07-01", 422).text(); !strings.Contains(text, "Give 65, the last entry that was first written down by then") {
		t.Error("the steps do not say which entry to ask for")
	}
	for _, address := range []string{"aims?at=99999", "replay?at=99999"} {
		if text := v.page("/p/worked-example/"+address, 200).text(); !strings.Contains(text, "The last entry is 171.") {
			t.Errorf("%s does not say which entry is the last", address)
		}
	}
	if text := v.page("/p/worked-example/aims?at=171", 200).text(); strings.Contains(text, "The last entry is") {
		t.Error("the last entry is said to lie beyond the end")
	}
}

func TestAnAddressWithASlashBehindIt(t *testing.T) {
	v := withJourneys(t)
	if to := v.get("/p/worked-example/?at=60", http.StatusPermanentRedirect).Header().Get("Location"); to != "/p/worked-example?at=60" {
		t.Errorf("it leads to %s", to)
	}
}

// Who looks from outside is never led to pages of the group.
func TestThoseOutsideAreNotLedToOurOwnPages(t *testing.T) {
	g := aGroup(t)
	for staff, audience := range map[string]string{domain.StaffFunder: "funders", domain.StaffDecisionMaker: "decision-makers"} {
		one := g.works(staff, "p")
		for _, address := range []string{
			"/portfolio", "/portfolio?audience=" + audience, "/p/p", "/p/p?audience=" + audience, "/p/p/aims?audience=" + audience, "/p/p/for/" + audience,
			"/p/p/for/" + audience + "?at=1", "/p/p/entries?at=2000-01-01",
		} {
			w := one.send(http.MethodGet, address, nil)
			for _, not := range []string{"Back to our own pages", "/for/group", "/for/evaluators", "audience=group"} {
				if strings.Contains(w.Body.String(), not) {
					t.Errorf("%s at %s (%d) reads %q", staff, address, w.Code, not)
				}
			}
		}
	}
}
