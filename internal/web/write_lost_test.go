package web

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"github.com/desirelines/desirelines/domain"
)

// catchingUp is a visit whose views have not read the log yet.
func catchingUp(t *testing.T) (*visit, *stopping) {
	t.Helper()
	v := newVisit(t)
	late := &stopping{Views: v.views}
	late.stopped.Store(true)
	var err error
	v.handler, err = Site{
		Views: late, Source: v.log, Recorder: recorder{v.log}, Charts: engine(), Now: today, NewID: newID, Logger: slog.New(slog.NewTextHandler(v.said, nil)),
	}.Handler()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := v.log.Do(t.Context(), domain.Command{ID: newID(), Project: "p", Drafts: []domain.Draft{{Body: &domain.ProjectStarted{Name: "P"}}}}); err != nil {
		t.Fatal(err)
	}
	return v, late
}

// A form that comes while the views still read the log is shown again with every answer, and is saved once when it is sent again.
func TestAFormBeforeTheViewsAreReady(t *testing.T) {
	v, late := catchingUp(t)
	f := form("command", newID(), "what", "We must not\nlose this.", "learnt", "Nor this.", "kind", "surprise", "happened", "July 2025", "welcome", "both",
		"about", aboutValue("rest", "increase"), "value", "12", "from", newID(), "share", "group")
	w := v.post("/p/p/write", http.StatusServiceUnavailable, f)
	if w.Header().Get("Retry-After") == "" {
		t.Error("nothing says when to try again")
	}
	page := read(t, "/p/p/write", w.Body)
	if wrongAt(t, page, "save") != "We could not save this yet. What you wrote is still here. Send it again." {
		t.Errorf("it says %q", wrongAt(t, page, "save"))
	}
	if got := sent(page); got.Encode() != f.Encode() {
		t.Errorf("sent again it is\n%v\nwant\n%v", got, f)
	}
	for _, fault := range checkPage(page) {
		t.Error(fault)
	}
	late.stopped.Store(false)
	again := form("command", f.Get("command"), "what", f.Get("what"))
	v.post("/p/p/write", http.StatusSeeOther, again)
	v.post("/p/p/write", http.StatusSeeOther, again)
	if n := len(v.events("p")); n != 2 {
		t.Errorf("%d entries, want 2", n)
	}
}

// sent are the answers that a browser sends of a form as it is shown, without those left empty.
func sent(page htmlPage) url.Values {
	v := url.Values{}
	list := ""
	for _, e := range page {
		_, checked := e.attr["checked"]
		_, selected := e.attr["selected"]
		switch {
		case e.name == "select":
			list = e.attr["name"]
		case e.name == "option" && selected && e.attr["value"] != "":
			v.Set(list, e.attr["value"])
		case e.name == "textarea" && e.text != "\n":
			v.Set(e.attr["name"], strings.TrimPrefix(e.text, "\n"))
		case e.name == "input" && e.attr["value"] != "" && (e.attr["type"] != "radio" || checked):
			v.Set(e.attr["name"], e.attr["value"])
		}
	}
	return v
}

func TestANewProjectBeforeTheViewsAreReady(t *testing.T) {
	v, _ := catchingUp(t)
	f := form("command", newID(), "name", "Tea", "question", "Who comes?", "zone", "Europe/London")
	page := v.formPage("/projects", http.StatusServiceUnavailable, f)
	if got := sent(page); got.Encode() != f.Encode() || wrongAt(t, page, "save") != sendAgain {
		t.Errorf("sent again it is %v, want %v", got, f)
	}
}

// What another site sent is never shown on a page of ours, whatever else is in the way; who wrote it finds it with Back.
func TestWhatAnotherSiteSentIsNotShown(t *testing.T) {
	ready := newVisit(t)
	start(t, ready, "p", "P")
	late, _ := catchingUp(t)
	for name, v := range map[string]*visit{"ready": ready, "catching up": late} {
		for _, address := range []string{"/p/p/write", "/projects"} {
			r := httptest.NewRequest(http.MethodPost, address, strings.NewReader(form("command", newID(), "what", "forged words", "name", "forged words").Encode()))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			r.Header.Set("Sec-Fetch-Site", "cross-site")
			w := v.do(r)
			body := w.Body.String()
			if w.Code != http.StatusForbidden || strings.Contains(body, "forged") || !strings.Contains(body, "This was not saved") || !strings.Contains(body, "what you wrote is still there") {
				t.Errorf("%s, %s: status %d, %s", name, address, w.Code, shorten(body))
			}
		}
	}
}

// Of more than a form may hold the beginning comes back, with how much fits; nothing is saved.
func TestAFormThatIsTooLong(t *testing.T) {
	v := newVisit(t)
	start(t, v, "p", "P")
	for name, letter := range map[string]string{"plain": "a", "two bytes": "é", "four bytes": "🙂"} {
		long := strings.Repeat(letter, maxBody)
		id := newID()
		r := httptest.NewRequest(http.MethodPost, "/p/p/write", strings.NewReader("command="+id+"&what=Begin+"+url.QueryEscape(long)))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := v.do(r)
		if w.Code != http.StatusRequestEntityTooLarge {
			t.Fatalf("%s: status %d", name, w.Code)
		}
		page := read(t, name, w.Body)
		kept := strings.TrimPrefix(page.field("what").text, "\n")
		if rest, begins := strings.CutPrefix(kept, "Begin "); !begins || strings.Trim(rest, letter) != "" || len(url.QueryEscape(rest)) < maxBody-100 {
			t.Errorf("%s: %d bytes are kept", name, len(kept))
		}
		if says := wrongAt(t, page, "save"); !strings.Contains(says, "20,000 characters") || page.field("command").attr["value"] != id {
			t.Errorf("%s: it says %q", name, says)
		}
	}
	if n := len(v.events("p")); n != 1 {
		t.Errorf("%d entries are stored, want the first one alone", n)
	}
	f := v.fresh("/projects/new", "name", "P")
	f.Set("question", strings.Repeat("a", maxBody))
	if page := v.formPage("/projects", http.StatusRequestEntityTooLarge, f); page.field("command").attr["value"] != f.Get("command") {
		t.Error("the form of a project is lost")
	}
}

// A form without the id it was given is not saved, however often it is sent; with the id that comes back it is, once.
func TestAFormWithoutItsId(t *testing.T) {
	v := newVisit(t)
	start(t, v, "p", "P")
	for _, id := range []string{"", "1", strings.ToUpper(newID()), "{" + newID() + "}"} {
		n := len(v.events("p"))
		f := form("what", "Said once.", "command", id)
		v.post("/p/p/write", http.StatusUnprocessableEntity, f)
		page := v.formPage("/p/p/write", http.StatusUnprocessableEntity, f)
		fresh := page.field("command").attr["value"]
		if len(v.events("p")) != n || wrongAt(t, page, "save") != "Not saved yet. Please send it again." || page.field("what").text != "\nSaid once." || !isCommandID(fresh) {
			t.Fatalf("%q: %d entries more, the new id is %q", id, len(v.events("p"))-n, fresh)
		}
		again := sent(page)
		v.post("/p/p/write", http.StatusSeeOther, again)
		v.post("/p/p/write", http.StatusSeeOther, again)
		if len(v.events("p")) != n+1 {
			t.Errorf("%q: %d entries more, want one", id, len(v.events("p"))-n)
		}
	}
	page := v.formPage("/projects", http.StatusUnprocessableEntity, form("name", "Tea"))
	if page.field("name").attr["value"] != "Tea" || !isCommandID(page.field("command").attr["value"]) || wrongAt(t, page, "save") == "" {
		t.Error("a project without an id: the form is not shown again")
	}
}

// What no entry can be made of says that Back has the words.
func TestAFormForNoProject(t *testing.T) {
	v := newVisit(t)
	w := v.post("/p/nowhere/write", http.StatusNotFound, form("command", newID(), "what", "Said to nobody."))
	if !strings.Contains(w.Body.String(), "Go back in your browser to find what you wrote.") {
		t.Error("nothing says where the words are")
	}
}

// On a phone the box is there without scrolling, whatever the project is called and whatever the entry follows from, and Save
// comes soon after. The keyboard lands on what is wrong. Back brings back what was written.
func TestTheFormOnAPhone(t *testing.T) {
	ctx := browser(t, 2*time.Minute)
	v := newVisit(t)
	start(t, v, "p", strings.Repeat("A project with a long name ", 4))
	words := strings.Repeat("Nobody came to this. ", 30)
	at := v.post("/p/p/write", http.StatusSeeOther, v.fresh("/p/p/write", "kind", "failure", "what", words)).Header().Get("Location")
	refuse := false
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if refuse && r.Method == http.MethodPost {
			r.Header.Set("Sec-Fetch-Site", "cross-site")
		}
		v.handler.ServeHTTP(w, r)
	}))
	defer server.Close()
	follow := "/p/p/write?kind=learning&from=" + strings.TrimPrefix(at, "/p/p/saved?entry=")
	const where = `(() => { const at = s => document.querySelector(s).getBoundingClientRect(); return [at("#what").top, at("#what").bottom, at("#save").bottom] })()`
	for address, most := range map[string]float64{"/p/p/write": 700, follow: 830} {
		if err := chromedp.Do(ctx, chromedp.EmulateViewport(360, 640), chromedp.Navigate(server.URL+address)); err != nil {
			t.Fatal(err)
		}
		y, err := chromedp.Run(ctx, chromedp.Evaluate[[]float64](where))
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%s: the box from %.0f to %.0f, Save to %.0f", address, y[0], y[1], y[2])
		if y[0] >= 400 || y[1] > 640 || y[2] > most {
			t.Errorf("%s: the box is from %.0f to %.0f, want it to begin before 400 and to end before 640; Save ends at %.0f, want %.0f at most", address, y[0], y[1], y[2], most)
		}
	}
	if kind, err := chromedp.Run(ctx, chromedp.Evaluate[string](`document.querySelector(".kinds summary").innerText`)); err != nil || !strings.Contains(kind, "Question: What") {
		t.Errorf("folded away, the kinds say %q (%v)", kind, err)
	}
	if err := chromedp.Do(ctx, chromedp.Navigate(server.URL+"/p/p/write")); err != nil {
		t.Fatal(err)
	}
	if _, err := chromedp.RunResponse(ctx, chromedp.Click("#save")); err != nil {
		t.Fatal(err)
	}
	const focused = `new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(document.activeElement.innerText))))` // autofocus comes with the first frame, not with the load
	if focus, err := chromedp.Run(ctx, chromedp.Evaluate[string](focused, chromedp.EvalAwaitPromise)); err != nil || !strings.HasPrefix(focus, "There is a problem") {
		t.Errorf("the focus is at %q (%v)", focus, err)
	}
	if _, err := chromedp.Run(ctx, chromedp.Evaluate[bool](axe+";true")); err != nil {
		t.Fatal(err)
	}
	faults, err := chromedp.Run(ctx, chromedp.Evaluate[[]string](look, chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range faults {
		t.Errorf("the form with a problem: %s", f)
	}
	refuse = true
	if _, err := chromedp.Call(ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}); err != nil { // with script the words are on the phone
		t.Fatal(err)
	}
	if err := chromedp.Do(ctx, chromedp.Navigate(server.URL+"/p/p/write"), chromedp.SendKeys("#what", "Not lost.")); err != nil {
		t.Fatal(err)
	}
	if _, err := chromedp.RunResponse(ctx, chromedp.Click("#save")); err != nil {
		t.Fatal(err)
	}
	if text, err := chromedp.Run(ctx, chromedp.Evaluate[string](`document.querySelector("main").innerText`)); err != nil || !strings.Contains(text, "This was not saved") {
		t.Fatalf("the page says %q (%v)", text, err)
	}
	if _, err := chromedp.RunResponse(ctx, chromedp.NavigateBack()); err != nil {
		t.Fatal(err)
	}
	if text, err := chromedp.Run(ctx, chromedp.Evaluate[string](`document.querySelector("#what").value`)); err != nil || text != "Not lost." {
		t.Errorf("after Back the box holds %q (%v)", text, err)
	}
	for _, address := range []string{"/p/p/write", "/projects/new"} {
		if got := v.get(address, http.StatusOK).Header().Get("Cache-Control"); strings.Contains(got, "no-store") || !strings.Contains(got, "private") {
			t.Errorf("%s: Cache-Control is %q; with no-store some browsers lose what was typed", address, got)
		}
	}
}
