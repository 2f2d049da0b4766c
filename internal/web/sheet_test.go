package web

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/evidence/evidencetest"
	"github.com/desirelines/desirelines/internal/exports"
	"github.com/desirelines/desirelines/internal/table"
	"github.com/desirelines/desirelines/reports"
)

const theirSheet = "Programme;Nr;Indicator;Direction;Goal;Result\nHousing <b>;1;Homes;Up;10;8,5\nHousing <b>;2;Nights outside;Down;3;\"24,055\"\n"

// A sheet with headings of its own: it is looked at, its headings are matched, what would be saved is said, and only then it is saved. Its map
// is kept for the next one.
func TestBringInASheet(t *testing.T) {
	a := newArchive(t)
	before := len(a.events("p"))
	file := evidencetest.File{Name: "results.csv", Claimed: "text/csv", Bytes: []byte(theirSheet)}
	w := a.sendTo("/p/p/sheet", url.Values{}, file)
	first := read(t, "sheet", w.Body)
	if w.Code != http.StatusUnprocessableEntity || !strings.Contains(first.text(), "aim_id") {
		t.Fatalf("status %d: %s", w.Code, first.text())
	}
	for _, fault := range checkPage(first) {
		t.Error(fault)
	}
	form := url.Values{"sheet": {first.field("sheet").attr["value"]}, "mapped": {"yes"}, "do": {"look"}}
	for column, heading := range map[table.Column]string{
		table.AimID: "Programme", table.Aim: "Programme", table.MeasureID: "Nr", table.Measure: "Indicator", table.Kind: "Direction", table.Target: "Goal", table.Actual: "Result",
	} {
		form.Set(boxColumn+string(column), heading)
	}
	form.Set(boxConstant+"mode", "snapshot")
	post := func(status int) string {
		t.Helper()
		w := a.sendTo("/p/p/sheet", form, evidencetest.File{Claimed: "text/csv"})
		if w.Code != status {
			t.Fatalf("status %d\n%s\n%s", w.Code, shorten(w.Body.String()), a.said)
		}
		page := read(t, "sheet", w.Body)
		for _, fault := range checkPage(page) {
			t.Error(fault)
		}
		return page.text()
	}
	if says := post(http.StatusOK); !strings.Contains(says, "Direction: Up") || !strings.Contains(says, "Rows that cannot be taken: 2") {
		t.Errorf("%s", says)
	}
	form.Set(boxWord(table.Kind, "Up"), "increase")
	form.Set(boxWord(table.Kind, "Down"), "decrease")
	if says := post(http.StatusOK); !strings.Contains(says, "Rows that cannot be taken: 1") || !strings.Contains(says, "two ways") {
		t.Errorf("%s", says)
	}
	form.Set("decimal", "comma")
	if says := post(http.StatusOK); !strings.Contains(says, "New entries: 7") || strings.Contains(says, "cannot be taken") {
		t.Errorf("%s", says)
	}
	if n := len(a.events("p")); n != before {
		t.Fatalf("looking recorded %d events", n-before)
	}
	form.Set("do", "import")
	if says := post(http.StatusOK); !strings.Contains(says, "It is saved.") || !strings.Contains(says, "New entries: 7") {
		t.Errorf("%s", says)
	}
	events := a.events("p")
	if got := len(events) - before; got != 9 {
		t.Errorf("%d events were recorded, want 7, the import and the map", got)
	}
	if _, is := events[len(events)-1].Body.(*domain.ImportMapped); !is {
		t.Error("the map was not kept")
	}
	// The next sheet with these headings needs no matching.
	w = a.sendTo("/p/p/sheet", url.Values{}, file)
	if says := read(t, "sheet", w.Body).text(); w.Code != http.StatusOK || !strings.Contains(says, "Rows that are here already: 2") || !strings.Contains(says, "New entries: 0") {
		t.Errorf("%d %s", w.Code, says)
	}
}

// Words of a sheet for what the figures count, for people and for yes and no are asked about as those for what is better; what the project kept of
// a sheet and no form asks about stays.
func TestWordsOfASheetArePutIntoOurs(t *testing.T) {
	const german = "aim_id;aim;measure_id;measure;kind;mode;people;actual;levels\n" +
		"h;Ein Zuhause;1;Wohnungen;increase;laufend seit;ja;1.200;\nh;;2;Hausordnung;reach;;nein;erledigt;\nh;;3;Vertrauen;rubric;;;gut;alt\n"
	a := newArchive(t)
	w := a.sendTo("/p/p/sheet", url.Values{}, evidencetest.File{Name: "results.csv", Claimed: "text/csv", Bytes: []byte(german)})
	page := read(t, "sheet", w.Body)
	form := url.Values{"sheet": {page.field("sheet").attr["value"]}, "mapped": {"yes"}, "do": {"import"}, "decimal": {"comma"}}
	for _, c := range []table.Column{table.AimID, table.Aim, table.MeasureID, table.Measure, table.Kind, table.Mode, table.People, table.Actual, table.Levels} {
		form.Set(boxColumn+string(c), string(c))
	}
	for column, words := range map[table.Column]map[string]string{
		table.Mode: {"laufend seit": "to_date"}, table.People: {"ja": "yes", "nein": "no"}, table.Actual: {"erledigt": "yes"},
	} {
		for word, means := range words {
			name := boxWord(column, word)
			if page.field(name) == nil {
				t.Errorf("nobody is asked about %s", name)
			}
			form.Set(name, means)
		}
	}
	headings := table.Fingerprint([]string{"aim_id", "aim", "measure_id", "measure", "kind", "mode", "people", "actual", "levels"})
	if _, err := a.log.Do(t.Context(), domain.Command{ID: newID(), Project: "p", Drafts: []domain.Draft{{Body: &domain.ImportMapped{
		Headings: headings, SheetMap: domain.SheetMap{Values: map[string]map[string]string{"levels": {"alt": "schlecht|gut"}}},
	}}}}); err != nil {
		t.Fatal(err)
	}
	w = a.sendTo("/p/p/sheet", form, evidencetest.File{Claimed: "text/csv"})
	if says := read(t, "sheet", w.Body).text(); w.Code != http.StatusOK || !strings.Contains(says, "It is saved.") || strings.Contains(says, "cannot be taken") {
		t.Fatalf("%d %s", w.Code, says)
	}
	events := a.events("p")
	kept, is := events[len(events)-1].Body.(*domain.ImportMapped)
	if !is || kept.Values["levels"]["alt"] != "schlecht|gut" || kept.Values["mode"]["laufend seit"] != "to_date" {
		t.Errorf("what is kept: %+v", events[len(events)-1].Body)
	}
}

func TestSheetsThatCannotBeRead(t *testing.T) {
	a := newArchive(t)
	for says, file := range map[string]string{
		"empty": " ", "damaged": "PK\x03\x04 no workbook",
	} {
		w := a.sendTo("/p/p/sheet", url.Values{}, evidencetest.File{Name: "x.csv", Bytes: []byte(file)})
		if w.Code != http.StatusUnprocessableEntity || !strings.Contains(strings.ToLower(w.Body.String()), says) {
			t.Errorf("%s: %d %s", says, w.Code, read(t, "sheet", w.Body).text())
		}
	}
	w := a.sendTo("/p/p/sheet", url.Values{"sheet": {"none"}}, evidencetest.File{})
	if w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "choose your file") {
		t.Errorf("%d", w.Code)
	}
}

// A sheet that is not in UTF-8 is kept, and it is asked how it is to be read: nothing is guessed, and nothing has to be sent twice.
func TestTheLettersOfASheetAreAskedAbout(t *testing.T) {
	a := newArchive(t)
	before := len(a.events("p"))
	const sheet = "aim_id,aim,measure_id,measure,kind,actual\nh,Caf\xe9 for all,1,Cups,increase,8\n"
	page := func(form url.Values, file evidencetest.File) htmlPage {
		t.Helper()
		w := a.sendTo("/p/p/sheet", form, file)
		if w.Code != http.StatusOK {
			t.Fatalf("status %d: %s", w.Code, shorten(w.Body.String()))
		}
		p := read(t, "sheet", w.Body)
		for _, fault := range checkPage(p) {
			t.Error(fault)
		}
		return p
	}
	asked := page(url.Values{}, evidencetest.File{Name: "results.csv", Claimed: "text/csv", Bytes: []byte(sheet)})
	if says := asked.text(); !strings.Contains(says, "In which letters is it written?") || !strings.Contains(says, "Café for all") || strings.Contains(says, "Which heading is what?") {
		t.Fatalf("it is not asked, or it does not say how it would read: %s", says)
	}
	if says := asked.text(); strings.Contains(says, "UTF-16") {
		t.Errorf("a way to read it is offered that makes no letters of it: %s", says)
	}
	id := asked.field("sheet").attr["value"]
	looked := page(url.Values{"sheet": {id}, "encoding": {table.Windows1252}}, evidencetest.File{})
	if says := looked.text(); !strings.Contains(says, "Café for all") || !strings.Contains(says, "Which heading is what?") || looked.field("encoding").attr["value"] != table.Windows1252 && !strings.Contains(says, "Read it this way") {
		t.Errorf("%s", says)
	}
	form := url.Values{"sheet": {id}, "encoding": {table.Windows1252}, "mapped": {"yes"}, "do": {"import"}}
	for _, c := range []table.Column{table.AimID, table.Aim, table.MeasureID, table.Measure, table.Kind, table.Actual} {
		form.Set(boxColumn+string(c), string(c))
	}
	page(form, evidencetest.File{})
	for _, e := range a.events("p")[before:] {
		if b, is := e.Body.(*domain.AimAgreed); is && b.Statement == "Café for all" {
			return
		}
	}
	t.Error("the aim is not there in its letters")
}

// Of a workbook with several sheets the one with the results is chosen on the page.
func TestASheetOfAWorkbookIsChosen(t *testing.T) {
	a := newArchive(t)
	var book bytes.Buffer
	sheet := func(name, aim string) reports.Sheet {
		return reports.Sheet{Name: name, Columns: []string{"aim_id", "aim", "measure_id", "measure", "kind", "actual"}, Rows: slices.Values([][]any{{"h", aim, "1", "Cups", "increase", "8"}})}
	}
	if err := exports.XLSX(&book, reports.SheetSet{Title: "Ours", Sheets: []reports.Sheet{sheet("Spring", "Tea"), sheet("Autumn", "Soup")}}); err != nil {
		t.Fatal(err)
	}
	w := a.sendTo("/p/p/sheet", url.Values{}, evidencetest.File{Name: "results.xlsx", Bytes: book.Bytes()})
	asked := read(t, "sheet", w.Body)
	if says := asked.text(); w.Code != http.StatusOK || !strings.Contains(says, "Which sheet of your workbook?") || !strings.Contains(says, "Autumn") || strings.Contains(says, "Which heading is what?") {
		t.Fatalf("%d %s", w.Code, says)
	}
	w = a.sendTo("/p/p/sheet", url.Values{"sheet": {asked.field("sheet").attr["value"]}, "book": {"Autumn"}}, evidencetest.File{})
	if says := read(t, "sheet", w.Body).text(); w.Code != http.StatusOK || !strings.Contains(says, "Soup") || strings.Contains(says, "Tea") || !strings.Contains(says, "Which heading is what?") {
		t.Errorf("%d %s", w.Code, says)
	}
}

// A sheet is read no longer than somebody waits for it.
func TestSheetsEndWithTheirRequest(t *testing.T) {
	var content strings.Builder
	content.WriteString("aim_id,aim\n")
	for n := range 50_000 {
		fmt.Fprintf(&content, "%d,%x\n", n, n*2_654_435_761)
	}
	ctx, cancel := context.WithCancel(t.Context())
	in, err := keptSheet{format: "csv", content: []byte(content.String())}.open(ctx, table.Options{})
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	for err == nil {
		_, err = in.Next()
	}
	if !errors.Is(err, context.Canceled) {
		t.Errorf("it ended with %v", err)
	}
}

// A kept sheet is its sender's, for a while, and the newest few are kept.
func TestKeptSheets(t *testing.T) {
	var d sheetDesk
	now := today()
	for n := range sheetsKept + 2 {
		d.keep(keptSheet{id: fmt.Sprint(n), project: "p", person: "blue", until: now.Add(sheetKeptFor)}, now)
	}
	for _, c := range []struct {
		id, project, person string
		after               time.Duration
		ok                  bool
	}{
		{"9", "p", "blue", 0, true}, {"9", "q", "blue", 0, false}, {"9", "p", "red", 0, false}, {"0", "p", "blue", 0, false}, {"", "p", "blue", 0, false},
		{"9", "p", "blue", sheetKeptFor + time.Second, false},
	} {
		if _, ok := d.find(c.id, c.project, c.person, now.Add(c.after)); ok != c.ok {
			t.Errorf("%+v: %t", c, ok)
		}
	}
}
