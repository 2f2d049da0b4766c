package web

import (
	"strings"
	"testing"
)

// A file to keep is opened where there is no server, and its pictures are not those of the page.
func TestAFileLeadsToNoPage(t *testing.T) {
	v := withJourneys(t)
	const p = "/p/worked-example"
	file := v.get(p+"/for/evaluators.html", 200).Body.String()
	if strings.Contains(file, `href="/`) {
		t.Error("the file holds an address of this server")
	}
	if !strings.Contains(file, `href="#entry-`) || !strings.Contains(file, "<svg") {
		t.Error("the file has no pictures, or no links to its own entries")
	}
	fresh := withJourneys(t)
	for _, address := range []string{p + "/for/evaluators", p + "/journey?audience=evaluators"} {
		if v.get(address, 200).Body.String() != fresh.get(address, 200).Body.String() {
			t.Errorf("%s is another page once the file was drawn: its pictures are those of the file", address)
		}
	}
	if again := v.get(p+"/for/evaluators.html", 200).Body.String(); again != file {
		t.Error("the same file is another one after the page was shown")
	}
}

// Marks that turn the direction of writing stay in the log and in the forms, and are on no page.
func TestNoPageTurnsTheDirectionOfWriting(t *testing.T) {
	v := newVisit(t)
	start(t, v, "p", "a \u202ename")
	v.post("/p/p/write", 303, v.fresh("/p/p/write", "what", "\u202etxet", "kind", "aim"))
	for _, address := range []string{"/", "/projects", "/p/p", "/p/p/entries", "/p/p/entry/1", "/p/p/entry/2", "/p/p/find", "/p/p/replay"} {
		if page := v.get(address, 200).Body.String(); strings.Contains(page, "\u202e") {
			t.Errorf("%s holds a mark that turns the direction", address)
		}
	}
	if page := v.get("/p/p?at=%E2%80%AEx", 422).Body.String(); strings.Contains(page, "\u202e") {
		t.Error("the page of a problem holds a mark that turns the direction")
	}
	if form := v.post("/p/p/write", 422, v.fresh("/p/p/write", "what", "\u202etxet", "happened", "x")).Body.String(); !strings.Contains(form, "\u202etxet") {
		t.Error("the form does not give back what was written")
	}
}

func TestAnEntryIsNoTable(t *testing.T) {
	v := newVisit(t)
	start(t, v, "p", "P")
	v.get("/p/p/entry/1.json", 200)
	v.get("/p/p/entry/1.csv", 404)
}

// A report is kept as a workbook too, under its own media type and to be saved.
func TestAReportAsAWorkbook(t *testing.T) {
	v := withJourneys(t)
	w := v.get("/p/worked-example/for/funders.xlsx", 200)
	if got := w.Header().Get("Content-Type"); got != workbookType {
		t.Errorf("it is sent as %q", got)
	}
	if got := w.Header().Get("Content-Disposition"); !strings.Contains(got, "worked-example-funders-entry-") || !strings.Contains(got, ".xlsx") {
		t.Errorf("it is to be kept as %q", got)
	}
	if body := w.Body.String(); !strings.HasPrefix(body, "PK") {
		t.Error("it is no workbook")
	}
	if page := v.get("/p/worked-example/for/funders", 200).Body.String(); !strings.Contains(page, "/p/worked-example/for/funders.xlsx") {
		t.Error("the report does not lead to it")
	}
}
