package web

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/desirelines/desirelines/domain"
)

// A wall is typed from its photo: the heading first, then many notes, read back and saved as one command without anybody's name.
func TestAWallIsTypedUp(t *testing.T) {
	a := newArchive(t)
	w := a.sendTo("/p/p/wall/type", a.fresh("/p/p/wall/type", "wall", "Town hall", "name", "Make time", "stated", "7"), photo())
	if w.Code != http.StatusSeeOther {
		t.Fatalf("the heading: status %d\n%s", w.Code, shorten(w.Body.String()))
	}
	typing := w.Header().Get("Location")
	page := a.page(typing, http.StatusOK)
	images := page.all("img")
	if len(images) != 1 || a.get(images[0].attr["src"], http.StatusOK).Header().Get("Content-Type") != "image/jpeg" {
		t.Fatalf("the photo does not stand beside the box: %v", images)
	}
	for _, s := range wallSigns {
		if !strings.Contains(page.text(), s.Words) {
			t.Errorf("the sign %s is not explained", s.Sign)
		}
	}
	form := a.fresh(typing, "of", page.field("of").attr["value"], "do", "read", "notes", "People need time\n+ x3\n-\n?\n# Who [?] pays?\n")
	before := len(a.events("p"))
	w = a.post("/p/p/wall/type", http.StatusOK, form)
	back := read(t, "read back", w.Body)
	if !strings.Contains(back.text(), "We read 7 notes: 2 with words, 3 with a tick, 1 with a square, 1 blank, 1 that nobody can read.") {
		t.Errorf("it was read as %q", shorten(back.text()))
	}
	if len(a.events("p")) != before {
		t.Fatal("notes were saved before they were read back")
	}
	form.Set("do", "save")
	form.Set("read", back.field("read").attr["value"])
	changed := url.Values{}
	for k, v := range form {
		changed[k] = v
	}
	changed.Set("notes", form.Get("notes")+"one more")
	a.post("/p/p/wall/type", http.StatusOK, changed) // not what was read back
	if len(a.events("p")) != before {
		t.Fatal("other notes were saved than those that were read back")
	}
	for range 2 {
		a.post("/p/p/wall/type", http.StatusSeeOther, form)
	}
	events := a.events("p")[before:]
	if len(events) != 5 {
		t.Fatalf("%d entries are kept, not 5", len(events))
	}
	for _, e := range events {
		b := e.Body.(*domain.ResponseGiven)
		if e.Command != form.Get("command") || e.Taken != domain.TakenFromPicture || b.Entry != form.Get("of") || b.Heading != "Make time" {
			t.Errorf("a note is kept as %+v in command %s, taken %q", b, e.Command, e.Taken)
		}
	}
	wall := a.page("/p/p/wall?wall=Town+hall", http.StatusOK).text()
	for _, want := range []string{"The heading says 7. 7 are listed here.", "Nobody can read it: 1", "Blank: 1", "A part cannot be read: 1", "Who [?] pays?"} {
		if !strings.Contains(wall, want) {
			t.Errorf("the wall does not say %q", want)
		}
	}
	form.Set("notes", "something else")
	form.Set("read", sumOf("something else"))
	w = a.post("/p/p/wall/type", http.StatusConflict, form)
	if !strings.Contains(w.Body.String(), "something else") {
		t.Error("the words of a second list under the same id are lost")
	}
}

// Nobody's name stands on what others wrote, whoever typed it.
func TestTypedNotesAreNobodys(t *testing.T) {
	g := aGroup(t)
	blue, red := g.joins(domain.RoleMember, "Blue"), g.joins(domain.RoleMember, "Red")
	heading := g.record("p", blue.id, nil, &domain.HeadingStated{Heading: "Power", Wall: "Kitchen", Stated: 40})
	var lines strings.Builder
	for i := range 40 {
		fmt.Fprintf(&lines, "note %d\n", i)
	}
	text := lines.String()
	blue.posts("/p/p/wall/type", http.StatusSeeOther, url.Values{"command": {newID()}, "of": {heading}, "notes": {text}, "do": {"save"}, "read": {sumOf(text)}})
	notes := 0
	for _, e := range g.events("p") {
		if _, is := e.Body.(*domain.ResponseGiven); is {
			if notes++; e.Actor != "" || e.Taken != domain.TakenFromPaper {
				t.Fatalf("the note %s is by %q, taken %q", e.ID, e.Actor, e.Taken)
			}
		}
	}
	if notes != 40 {
		t.Errorf("%d notes are kept, not 40", notes)
	}
	if page := red.gets("/p/p/wall?wall=Kitchen", http.StatusOK); !strings.Contains(page, "note 39") {
		t.Error("the group cannot read its wall")
	}
	g.record("p", "", nil, &domain.HeadingStated{Heading: "power", Wall: "kitchen", Stated: 41})
	if page := red.gets("/p/p/wall?wall=Kitchen", http.StatusOK); !strings.Contains(page, "The heading says 41. 40 are listed here.") || strings.Count(page, `class="heading"`) != 1 {
		t.Error("what a heading says is not kept beside what is listed")
	}
}

// Whatever is wrong, what was typed stays in the boxes.
func TestTypingKeepsItsWords(t *testing.T) {
	v := newVisit(t)
	start(t, v, "p", "P")
	w := v.post("/p/p/wall/type", http.StatusUnprocessableEntity, v.fresh("/p/p/wall/type", "wall", "Town hall", "name", "", "stated", "many"))
	page := read(t, "heading", w.Body)
	if page.field("wall").attr["value"] != "Town hall" || page.field("stated").attr["value"] != "many" || !strings.Contains(page.text(), "Write the heading.") {
		t.Error("a heading that is missing loses the rest")
	}
	heading := v.says("p", &domain.HeadingStated{Heading: "Power", Wall: "Kitchen"})
	to := v.post("/p/p/wall/type", http.StatusSeeOther, v.fresh("/p/p/wall/type", "wall", "kitchen ", "name", "POWER")).Header().Get("Location")
	if to != "/p/p/wall/type?heading="+heading {
		t.Errorf("the same heading again leads to %q", to)
	}
	v.post("/p/p/wall/type", http.StatusUnprocessableEntity, v.fresh(to, "of", heading, "notes", " \n", "do", "read"))
	many := strings.Repeat("a note\n", mostNotes+1)
	w = v.post("/p/p/wall/type", http.StatusUnprocessableEntity, v.fresh(to, "of", heading, "notes", many, "do", "save", "read", sumOf(many)))
	if strings.Count(w.Body.String(), "a note") < mostNotes {
		t.Error("too many notes are lost")
	}
	v.get("/p/p/wall/type?heading="+newID(), http.StatusNotFound)
	v.get("/p/p/wall?wall=none", http.StatusNotFound)

}

// A list that comes while the views still read the log is kept in its box, under its id, and is saved once when it is sent again.
func TestAWallBeforeTheViewsAreReady(t *testing.T) {
	v, late := catchingUp(t)
	heading := v.says("p", &domain.HeadingStated{Heading: "Power", Wall: "Kitchen"})
	list := "+ soup\n# why?"
	form := url.Values{"command": {newID()}, "of": {heading}, "notes": {list}, "do": {"save"}, "read": {sumOf(list)}}
	page := read(t, "typing", v.post("/p/p/wall/type", http.StatusServiceUnavailable, form).Body)
	if strings.TrimSpace(page.field("notes").text) != list || page.field("command").attr["value"] != form.Get("command") || page.field("of").attr["value"] != heading {
		t.Errorf("a list that could not be saved now is lost: %q", page.field("notes").text)
	}
	late.stopped.Store(false)
	for range 2 {
		v.post("/p/p/wall/type", http.StatusSeeOther, form)
	}
	if n := len(v.events("p")); n != 4 {
		t.Errorf("%d entries are kept, not 4", n)
	}
}

// says records something and waits until the pages can know it; it returns the id.
func (v *visit) says(project string, body domain.Body) string {
	v.t.Helper()
	c := domain.Command{ID: newID(), Project: project, Drafts: []domain.Draft{{Body: body}}}
	if _, err := v.log.Do(v.t.Context(), c); err != nil {
		v.t.Fatal(err)
	}
	_ = v.views.Ready(v.t.Context()) // a site that is still catching up stays behind
	return c.ID
}
