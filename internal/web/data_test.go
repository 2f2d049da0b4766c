package web

import (
	"encoding/csv"
	"encoding/json"
	"slices"
	"strings"
	"testing"
)

// What a page shows can be taken away as a table and as data, and the links of the page lead there.
func TestEveryPageWithFiguresHasItsTable(t *testing.T) {
	v := withJourneys(t)
	const p = "/p/worked-example/"
	for address, want := range map[string]string{
		"find?words=hall": "hall", "figure?aim=eat-together&measure=meals&period=so_far": "635", "replay?at=60": "240", "between?at=20&and=60": "150",
		"aims": "635", "learning": "learnt_entry",
	} {
		files := map[string]string{}
		for _, a := range v.page(p+address, 200).all("a") {
			files[a.text] = a.attr["href"]
		}
		rows, err := csv.NewReader(v.get(files["Table (CSV)"], 200).Body).ReadAll()
		if err != nil || len(rows) < 2 || !strings.Contains(strings.Join(slices.Concat(rows...), " "), want) {
			t.Errorf("%s: the table %s does not hold %q (%v)", address, files["Table (CSV)"], want, err)
		}
		if body := v.get(files["Data (JSON)"], 200).Body.Bytes(); !json.Valid(body) {
			t.Errorf("%s: %s is no JSON", address, files["Data (JSON)"])
		}
	}
}

// The table of a picture as a file is the one that stands beside it.
func TestATableOfAPictureIsTheOneBesideIt(t *testing.T) {
	v := withJourneys(t)
	rows, err := csv.NewReader(v.get("/p/worked-example/chart/path-1-1.csv", 200).Body).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var data chartData
	if err := json.Unmarshal(v.get("/p/worked-example/chart/path-1-1.json", 200).Body.Bytes(), &data); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(rows[0], data.Columns) || len(rows) != len(data.Rows)+1 || len(rows) < 4 {
		t.Fatalf("%v is not %v", rows, data)
	}
	cells := map[string]bool{}
	page := v.page("/p/worked-example/aims", 200)
	for _, e := range append(page.all("td"), page.all("th")...) {
		cells[e.text] = true
	}
	for i, row := range data.Rows {
		for j, cell := range row {
			if rows[i+1][j] != cell || !cells[cell] {
				t.Errorf("%q in the file, %q as data, on the page: %v", rows[i+1][j], cell, cells[cell])
			}
		}
	}
}

// What was found by words and kind is what the data holds, all of it.
func TestFindAsDataHoldsWhatIsAskedFor(t *testing.T) {
	v := withJourneys(t)
	var list struct {
		Words   string
		Entries []struct{ Kind string }
	}
	if err := json.Unmarshal(v.get("/p/worked-example/find.json?kind=outcome.recorded", 200).Body.Bytes(), &list); err != nil || len(list.Entries) == 0 {
		t.Fatal(err, len(list.Entries))
	}
	for _, e := range list.Entries {
		if e.Kind != "outcome.recorded" {
			t.Errorf("it holds %s", e.Kind)
		}
	}
	if body := v.get("/p/worked-example/find.json?words=nothing-like-this", 200).Body.String(); !strings.Contains(body, `"entries":[]`) {
		t.Errorf("nothing found is %s", body)
	}
}
