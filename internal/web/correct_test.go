package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/desirelines/desirelines/domain"
)

// boxed is the form of a page as a browser sends it, with other answers.
func boxed(p htmlPage, other ...string) url.Values {
	f := url.Values{}
	for _, e := range p {
		switch {
		case e.name == "textarea":
			f.Set(e.attr["name"], strings.TrimPrefix(e.text, "\n"))
		case e.name == "input" && e.attr["type"] != "checkbox" && e.attr["type"] != "radio" && e.attr["name"] != "":
			f.Set(e.attr["name"], e.attr["value"])
		}
	}
	for i := 0; i < len(other); i += 2 {
		f.Set(other[i], other[i+1])
	}
	return f
}

func leadsTo(p htmlPage, address string) bool {
	for _, a := range p.all("a") {
		if a.attr["href"] == address {
			return true
		}
	}
	return false
}

// What was wrong is put right: only what was changed, once, and what was written first stays readable.
func TestAnEntryIsPutRight(t *testing.T) {
	v := newVisit(t)
	measuresOfAllKinds(v)
	saved := v.post("/p/p/write", 303, v.fresh("/p/p/write", "what", "Fourty came.", "how", "We counted.", "value", "40", "about", aboutValue("rest", "increase"), "happened", "3 July 2026")).Header().Get("Location")
	id := strings.TrimPrefix(saved, "/p/p/saved?entry=")
	address := "/p/p/entry/" + id + "/correct"
	if !leadsTo(v.page(saved, 200), address) || !leadsTo(v.page("/p/p/entry/"+id, 200), address) {
		t.Error("nothing leads to putting it right")
	}
	page := v.page(address, 200)
	for _, fault := range checkPage(page) {
		t.Error(fault)
	}
	f := boxed(page)
	for name, want := range map[string]string{"is-what": "Fourty came.", "is-how": "We counted.", "value": "40", "happened": "3 July 2026"} {
		if f.Get(name) != want {
			t.Errorf("the box %s holds %q, want %q", name, f.Get(name), want)
		}
	}
	n := len(v.events("p"))
	if same := v.formPage(address, 422, f); !strings.Contains(same.text(), "Nothing is changed yet.") || len(v.events("p")) != n {
		t.Error("the same again is taken for a correction")
	}
	for name, value := range map[string]string{"is-what": "Forty-one came.", "value": "41", "happened": "2026-07-04", "why": "A slip."} {
		f.Set(name, value)
	}
	for _, again := range []string{"", "sent again"} {
		to := v.post(address, 303, f).Header().Get("Location")
		if len(v.events("p")) != n+1 || !leadsTo(v.page(to, 200), "/p/p/entry/"+id) {
			t.Fatalf("%s: %d entries more, or nothing leads back", again, len(v.events("p"))-n)
		}
	}
	b, is := v.events("p")[n].Body.(*domain.EntryCorrected)
	if !is || b.Entry != id || b.Happened == nil || b.Happened.String() != "2026-07-04" {
		t.Fatalf("it became %+v", v.events("p")[n].Body)
	}
	o := b.With.(*domain.OutcomeRecorded)
	what, _ := o.What.Reveal(nil)
	how, _ := o.How.Reveal(nil)
	if what != "Forty-one came." || how != "We counted." || o.Value.Plain() != "41" || o.Aim != "rest" || o.Measure != "increase" {
		t.Errorf("it should have said %q %q %+v", what, how, o)
	}
	text := v.page("/p/p/entry/"+id, 200).text()
	for _, want := range []string{"Forty-one came.", "Fourty came.", "A slip."} {
		if !strings.Contains(text, want) {
			t.Errorf("the page of the entry does not show %q", want)
		}
	}
	f.Set("is-what", "Others.")
	if page = v.formPage(address, 409, f); page.field("is-what").text != "\nOthers." || page.field("command").attr["value"] == f.Get("command") || len(v.events("p")) != n+1 {
		t.Error("other words under the same id are lost or saved")
	}
}

// Two who correct at once do not undo each other's words unseen, and what is wrong keeps every box.
func TestCorrectionsAtOnce(t *testing.T) {
	v := newVisit(t)
	measuresOfAllKinds(v)
	id := strings.TrimPrefix(v.post("/p/p/write", 303, v.fresh("/p/p/write", "what", "One.", "value", "1", "about", aboutValue("rest", "increase"))).Header().Get("Location"), "/p/p/saved?entry=")
	address := "/p/p/entry/" + id + "/correct"
	mine, theirs := boxed(v.page(address, 200), "is-what", "Mine."), boxed(v.page(address, 200), "value", "2")
	v.post(address, 303, theirs)
	n := len(v.events("p"))
	page := v.formPage(address, 422, mine)
	if !strings.Contains(page.text(), "Somebody changed this entry while you wrote.") || page.field("is-what").text != "\nMine." || len(v.events("p")) != n {
		t.Error("what somebody else saved is undone unseen, or my words are lost")
	}
	page = v.formPage(address, 422, boxed(v.page(address, 200), "value", "lots", "happened", "31/02/2026", "is-what", "Kept."))
	if !strings.HasPrefix(wrongAt(t, page, "value"), "We cannot read this as a number.") || !strings.HasPrefix(wrongAt(t, page, "happened"), "There is no 31 February.") ||
		page.field("is-what").text != "\nKept." || page.field("value").attr["value"] != "lots" || len(v.events("p")) != n {
		t.Error("what is wrong is not said, or a box is lost")
	}
	page = v.formPage(address, 422, boxed(v.page(address, 200), "is-what", "", "value", ""))
	if len(v.events("p")) != n || page.field("command") == nil {
		t.Error("an entry became empty")
	}
}

// An entry is taken back once; then it does not count and cannot be changed.
func TestAnEntryIsTakenBack(t *testing.T) {
	v := newVisit(t)
	start(t, v, "p", "P")
	id := strings.TrimPrefix(v.post("/p/p/write", 303, v.fresh("/p/p/write", "what", "Never was.")).Header().Get("Location"), "/p/p/saved?entry=")
	address := "/p/p/entry/" + id + "/correct"
	f := boxed(v.page(address, 200), "do", "back", "why", "Wrong day.")
	n := len(v.events("p"))
	v.post(address, 303, f)
	v.post(address, 303, f)
	events := v.events("p")
	if b, is := events[len(events)-1].Body.(*domain.EntryWithdrawn); len(events) != n+1 || !is || b.Entry != id {
		t.Fatalf("%d entries more, the last %+v", len(events)-n, events[len(events)-1].Body)
	}
	page := v.page("/p/p/entry/"+id, 200)
	if !strings.Contains(page.text(), "Wrong day.") || !strings.Contains(page.text(), "Never was.") || leadsTo(page, address) {
		t.Error("the entry does not say that it was taken back, or offers to change it")
	}
	v.get(address, http.StatusUnprocessableEntity)
}

// A member corrects their own entry and a facilitator each; nobody is shown, or changes, what they may not read.
func TestWhoPutsRight(t *testing.T) {
	g := aGroup(t)
	ann, ben, fay := g.joins("member", "Ann"), g.joins("member", "Ben"), g.joins("facilitator", "Fay")
	id, secret := g.surprise(ann, "It rained."), g.surprise(ann, "For me.", domain.SharedOnlyMe)
	address, hidden := "/p/p/entry/"+id+"/correct", "/p/p/entry/"+secret+"/correct"
	ben.gets(address, http.StatusForbidden)
	ben.posts(address, http.StatusForbidden, form("command", newID(), "is-what", "No.", "seen", "", "was", ""))
	fay.gets(hidden, http.StatusNotFound)
	if strings.Contains(ben.gets("/p/p/entry/"+id, 200), "Put something right") {
		t.Error("it is offered to somebody who may not")
	}
	for who, text := range map[*somebody]string{ann: "It snowed.", fay: "It was hail."} {
		f := boxed(read(t, address, strings.NewReader(who.gets(address, 200))), "is-what", text)
		who.posts(address, 303, f)
		who.posts(address, 303, f)
		if !strings.Contains(ann.gets("/p/p/entry/"+id, 200), text) {
			t.Errorf("%q is not there", text)
		}
	}
	ann.posts(hidden, 303, boxed(read(t, hidden, strings.NewReader(ann.gets(hidden, 200))), "is-what", "For me alone.", "why", "My secret why."))
	for _, page := range []string{"/p/p/entries", "/p/p/journey", "/p/p/find?words=secret"} {
		if body := fay.gets(page, 200); strings.Contains(body, "For me") || strings.Contains(body, "My secret why") {
			t.Errorf("%s tells what is kept to one", page)
		}
	}
}

// The page to put an entry right is in plain words.
func TestCorrectionIsPlain(t *testing.T) {
	v := withoutPictures(t)
	for _, e := range v.events("worked-example") {
		if e.Body.Kind() == "surprise.noticed" {
			checkPlain(t, v, "/p/worked-example/entry/"+e.ID+"/correct", 15, 5)
			return
		}
	}
	t.Fatal("the example has no surprise")
}

// A wrong number on a heading, a wrong mark on a note and a wrong number of people are put right like any other entry.
func TestHeadingsNotesAndMeetingsArePutRight(t *testing.T) {
	g := aGroup(t)
	rosa, blue := g.joins(domain.RoleMember, "Rosa"), g.joins(domain.RoleMember, "Blue")
	heading := g.record("p", rosa.id, nil, &domain.HeadingStated{Heading: "Mak time", Wall: "Kitchen", Stated: 69})
	note := g.record("p", "", nil, &domain.ResponseGiven{Entry: heading, Heading: "Mak time", Mark: "tick", Count: 2})
	meeting := g.record("p", rosa.id, nil, &domain.MeetingHeld{Lived: 40, Format: "path"})
	right := func(who *somebody, entry string, other ...string) {
		t.Helper()
		address := "/p/p/entry/" + entry + "/correct"
		if page := who.gets("/p/p/entry/"+entry, http.StatusOK); !strings.Contains(page, address) {
			t.Errorf("nothing leads to %s", address)
		}
		form := read(t, address, strings.NewReader(who.gets(address, http.StatusOK)))
		f := boxed(form, other...)
		for _, s := range form.all("select") { // a browser sends what is chosen
			if name := s.attr["name"]; f.Get(name) == "" {
				f.Set(name, map[string]string{isBox + "mark": "tick", isBox + "format": "path"}[name])
			}
		}
		who.posts(address, http.StatusSeeOther, f)
	}
	right(rosa, heading, isBox+"heading", "Make time", countsBox+"stated", "9")
	right(blue, note, isBox+"mark", "heart", countsBox+"count", "3", isBox+"what", "More [?]", readsBox, "gaps")
	right(rosa, meeting, countsBox+"lived", "4")
	wall := blue.gets("/p/p/wall?wall=Kitchen", http.StatusOK)
	for _, want := range []string{"Make time", "The heading says 9. 3 are listed here.", "This is important: <b>3</b>", "A part cannot be read: <b>3</b>"} {
		if !strings.Contains(wall, want) {
			t.Errorf("the wall does not say %q", want)
		}
	}
	if strings.Contains(wall, "/p/p/entry/"+heading+"/correct") || !strings.Contains(rosa.gets("/p/p/wall?wall=Kitchen", http.StatusOK), "/p/p/entry/"+heading+"/correct") {
		t.Error("the wall offers its writer alone to put a heading right")
	}
	if page := blue.gets("/p/p/entry/"+meeting, http.StatusOK); !strings.Contains(page, "4 people") && !strings.Contains(page, ">4<") {
		t.Error("the meeting still has the wrong number")
	}
	address := "/p/p/entry/" + note + "/correct"
	f := boxed(read(t, address, strings.NewReader(blue.gets(address, http.StatusOK))), isBox+"mark", "", isBox+"what", "", readsBox, "")
	if body := blue.posts(address, http.StatusUnprocessableEntity, f).Body.String(); !strings.Contains(body, "The note would say nothing.") {
		t.Error("a note may say nothing")
	}
	f.Set("do", takesBack)
	blue.posts(address, http.StatusSeeOther, f)
	if wall := blue.gets("/p/p/wall?wall=Kitchen", http.StatusOK); !strings.Contains(wall, "None is listed here yet.") {
		t.Error("a note that was taken back is listed")
	}
}
