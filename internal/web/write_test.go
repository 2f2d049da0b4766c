package web

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/desirelines/desirelines/domain"
)

// form is a form with one answer after the other.
func form(answers ...string) url.Values {
	v := url.Values{}
	for i := 0; i < len(answers); i += 2 {
		v.Set(answers[i], answers[i+1])
	}
	return v
}

// fresh is form with the command id that the page gave.
func (v *visit) fresh(address string, answers ...string) url.Values {
	v.t.Helper()
	f := form(answers...)
	f.Set("command", v.page(address, http.StatusOK).field("command").attr["value"])
	return f
}

func TestOneBoxIsEnough(t *testing.T) {
	v := newVisit(t)
	start(t, v, "p", "P")
	for _, c := range []struct {
		kind string
		want domain.Body
	}{
		{"", &domain.OutcomeRecorded{}}, {"outcome", &domain.OutcomeRecorded{}}, {"test", &domain.TestStarted{}}, {"failure", &domain.FailureShared{}},
		{"surprise", &domain.SurpriseNoticed{}}, {"learning", &domain.LearningDrawn{}}, {"change", &domain.ChangeMade{}}, {"aim", &domain.AimAgreed{}},
	} {
		w := v.post("/p/p/write", 303, v.fresh("/p/p/write", "kind", c.kind, "what", strings.TrimSpace("It rained. "+c.kind)))
		page := v.page(w.Header().Get("Location"), 200)
		if !strings.Contains(page.text(), "Saved. Thank you.") || !strings.Contains(page.text(), strings.TrimSpace("It rained. "+c.kind)) {
			t.Errorf("%s: the page says %q", c.kind, page.all("main")[0].text)
		}
		events := v.events("p")
		if got := events[len(events)-1].Body.Kind(); got != c.want.Kind() {
			t.Errorf("%q became %s, want %s", c.kind, got, c.want.Kind())
		}
	}
}

// A second click, a retry and a page that was reloaded store the entry once; other words under the same id are asked about.
func TestARetryNeverDoubles(t *testing.T) {
	v := newVisit(t)
	start(t, v, "p", "P")
	f := v.fresh("/p/p/write", "what", "Nobody came.", "learnt", "Mondays are bad.", "kind", "failure")
	first := v.post("/p/p/write", 303, f).Header().Get("Location")
	n := len(v.events("p"))
	if again := v.post("/p/p/write", 303, f).Header().Get("Location"); again != first || len(v.events("p")) != n {
		t.Fatalf("sent twice: %s and %s, %d and %d entries", first, again, n, len(v.events("p")))
	}
	f.Set("what", "Somebody came.")
	page := v.formPage("/p/p/write", 409, f)
	if len(v.events("p")) != n || !strings.Contains(page.text(), "with other words") || page.field("what").text != "\nSomebody came." {
		t.Fatalf("other words under the same id: %d entries, the box holds %q", len(v.events("p")), page.field("what").text)
	}
	f.Set("command", page.field("command").attr["value"])
	v.post("/p/p/write", 303, f)
	if len(v.events("p")) != n+2 {
		t.Error("saving again did not make a new entry")
	}
}

// What is wrong is said at the top and at its box, in the title too; everything that was written is kept; nothing is stored.
func TestWhatIsWrongIsSaidAndWordsAreKept(t *testing.T) {
	v := withJourneys(t)
	start(t, v, "p", "P")
	other := v.events("worked-example")[20].ID
	long := strings.Repeat("word ", 10_000)
	for name, c := range map[string]struct {
		answers     []string
		field, says string
	}{
		"nothing":              {nil, "what", "Tell us what happened"},
		"blanks":               {[]string{"what", " \n\t "}, "what", "Tell us what happened"},
		"10,000 words":         {[]string{"what", long}, "what", "You wrote 50,000 characters. Write at most 20,000 here."},
		"long learning":        {[]string{"what", "a", "learnt", long}, "learnt", "You wrote 50,000 characters."},
		"control characters":   {[]string{"what", "bell\x07", "why", "kept"}, "what", "A sign that cannot be shown was taken out."},
		"broken letters":       {[]string{"what", "caf\xe9"}, "what", "Some letters did not arrive."},
		"no date":              {[]string{"what", "a", "happened", "some day"}, "happened", "We cannot read this date."},
		"no day":               {[]string{"what", "a", "happened", "2025-02-30"}, "happened", "There is no 30 February."},
		"no kind":              {[]string{"what", "a", "kind", "party"}, "kind", "Choose one of these"},
		"no such way to know":  {[]string{"what", "a", "knowing", "by heart"}, "knowing", "Choose one of these"},
		"a number of nothing":  {[]string{"what", "a", "value", "12"}, "value", "We do not know what this number is about."},
		"an aim of nobody":     {[]string{"what", "a", "about", "aim=none"}, "save", "There is no such aim"},
		"another project’s id": {[]string{"what", "a", "from", other}, "save", "There is no such entry in this project."},
	} {
		before := len(v.events("p"))
		page := v.formPage("/p/p/write", 422, v.fresh("/p/p/write", c.answers...))
		if len(v.events("p")) != before {
			t.Errorf("%s: something was stored", name)
		}
		if title := page.all("title")[0].text; !strings.HasPrefix(title, "Error: ") {
			t.Errorf("%s: the title is %q", name, title)
		}
		text := page.text()
		if !strings.Contains(text, "There is a problem") || strings.Count(text, c.says) < 1 {
			t.Errorf("%s: the page does not say %q", name, c.says)
		}
		if f := page.field(c.field); f != nil && f.name == "textarea" && f.attr["aria-invalid"] != "true" {
			t.Errorf("%s: the box %s is not marked", name, c.field)
		}
		linked := false
		for _, a := range page.all("a") {
			linked = linked || a.attr["href"] == "#"+c.field
		}
		if !linked {
			t.Errorf("%s: no link leads to %s", name, c.field)
		}
		for i := 0; i+1 < len(c.answers); i += 2 {
			kept := page.field(c.answers[i])
			want := strings.ToValidUTF8(strings.ReplaceAll(c.answers[i+1], "\x07", ""), "\uFFFD")
			if kept != nil && kept.name == "textarea" && strings.TrimPrefix(kept.text, "\n") != want {
				t.Errorf("%s: %s holds %d characters, %d were written", name, c.answers[i], len(kept.text), len(want))
			}
		}
		for _, fault := range checkPage(page) {
			t.Errorf("%s: %s", name, fault)
		}
	}
}

// What is text stays text, whatever it looks like.
func TestHarmfulTextIsShownHarmless(t *testing.T) {
	v := newVisit(t)
	name := `</title><script>alert("name")</script>`
	start(t, v, "p", name)
	for _, text := range []string{`<script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, "\u202etxet\u202c", "{{.}}", "=1+1", "javascript:alert(1)", "</textarea><b>", "a\r\nb"} {
		w := v.post("/p/p/write", 303, v.fresh("/p/p/write", "what", text, "kind", "surprise"))
		for _, address := range []string{w.Header().Get("Location"), "/p/p/entries", "/p/p/surprises", "/p/p", "/p/p/find?words=" + url.QueryEscape(text), "/p/p/for/group", "/p/p/replay", "/p/p/write"} {
			for _, fault := range checkPage(v.page(address, 200)) {
				t.Errorf("%q on %s: %s", text, address, fault)
			}
		}
	}
	events := v.events("p")
	if got, _ := events[len(events)-1].Body.(*domain.SurpriseNoticed).What.Reveal(nil); got != "a\nb" {
		t.Errorf("a line break is kept as %q", got)
	}
	csv := v.get("/p/p/surprises.csv", 200).Body.String()
	if strings.Contains(csv, ",=1+1") || strings.Contains(csv, "\n=1+1") {
		t.Error("the table holds a formula")
	}
	if d := v.get("/p/p/for/group.html", 200).Header().Get("Content-Disposition"); strings.ContainsAny(d, "<>\n") {
		t.Errorf("file name %s", d)
	}
}

// Boxes that a kind has no field for still reach the log.
func TestNothingThatWasWrittenIsLost(t *testing.T) {
	v := withJourneys(t)
	const p = "/p/worked-example"
	w := v.post(p+"/write", 303, v.fresh(p+"/write", "kind", "surprise", "what", "one", "how", "two", "hoped", "three", "why", "four", "learnt", "five",
		"welcome", "both", "sure", "quite", "knowing", "lived", "happened", "2026-07-01", "about", aboutValue("eat-together", "meals"), "value", "31"))
	events := v.events("worked-example")
	last := events[len(events)-3:]
	surprise := last[0].Body.(*domain.SurpriseNoticed)
	what, _ := surprise.What.Reveal(nil)
	for _, part := range []string{"one", "How we know: two", "We hoped: three", "Why: four"} {
		if !strings.Contains(what, part) {
			t.Errorf("the entry %q does not hold %q", what, part)
		}
	}
	if surprise.Welcome != "both" || surprise.Sure != "quite" || surprise.Aim != "eat-together" || last[0].Knowing != domain.Lived || last[0].Happened.String() != "2026-07-01" {
		t.Errorf("the surprise is %+v of %+v", surprise, last[0])
	}
	if o := last[1].Body.(*domain.OutcomeRecorded); o.Measure != "meals" || o.Value.Plain() != "31" {
		t.Errorf("the number became %+v", o)
	}
	if l := last[2].Body.(*domain.LearningDrawn); len(l.From) != 1 || l.From[0] != last[0].ID {
		t.Errorf("the learning is drawn from %v, want %s", l.From, last[0].ID)
	}
	if !strings.Contains(w.Header().Get("Location"), last[0].ID) {
		t.Error("the page after saving is of another entry")
	}
}

// From an entry one goes on to what was learnt and what is done now; the loop closes.
func TestGoingOnFromAnEntry(t *testing.T) {
	v := newVisit(t)
	start(t, v, "p", "P")
	saved := v.page(v.post("/p/p/write", 303, v.fresh("/p/p/write", "kind", "failure", "what", "Nobody came.")).Header().Get("Location"), 200)
	follow := func(page htmlPage, words, says string) htmlPage {
		t.Helper()
		for _, a := range page.all("a") {
			if a.text != words {
				continue
			}
			form := v.page(a.attr["href"], 200)
			u, _ := url.Parse(a.attr["href"])
			if !strings.Contains(form.text(), "This follows from:") {
				t.Errorf("%s: the form does not show what it follows from", words)
			}
			f := v.fresh(a.attr["href"], "kind", u.Query().Get("kind"), "from", u.Query().Get("from"), "what", says)
			return v.page(v.post("/p/p/write", 303, f).Header().Get("Location"), 200)
		}
		t.Fatalf("nothing offers %q", words)
		return nil
	}
	saved = follow(saved, "Write down what we learnt from it", "Mondays are bad.")
	follow(saved, "Write down what we will do now", "We meet on Tuesdays.")
	events := v.events("p")
	if c := events[3].Body.(*domain.ChangeMade); c.Learning != events[2].ID {
		t.Errorf("the change names %q, want the learning %s", c.Learning, events[2].ID)
	}
}

func TestWhatIsSentFromElsewhereIsRefused(t *testing.T) {
	v := newVisit(t)
	start(t, v, "p", "P")
	body := form("command", newID(), "what", "forged").Encode()
	for name, header := range map[string][2]string{"another site": {"Sec-Fetch-Site", "cross-site"}, "another origin": {"Origin", "https://elsewhere.example"}} {
		r := httptest.NewRequest(http.MethodPost, "/p/p/write", strings.NewReader(body))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set(header[0], header[1])
		if w := v.do(r); w.Code != http.StatusForbidden {
			t.Errorf("%s: status %d", name, w.Code)
		}
	}
	r := httptest.NewRequest(http.MethodPost, "/p/p/write", strings.NewReader("what="+strings.Repeat("a", maxBody)))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if w := v.do(r); w.Code != http.StatusRequestEntityTooLarge {
		t.Errorf("a huge form: status %d", w.Code)
	}
	if n := len(v.events("p")); n != 1 {
		t.Errorf("%d entries are stored, want the first one alone", n)
	}
}

// Where the disk is full nothing is called saved, and the words are there to be sent again under the same id.
func TestAFullDiskKeepsTheWords(t *testing.T) {
	v := newVisit(t)
	start(t, v, "p", "P")
	v.store.SetQuota(1)
	f := v.fresh("/p/p/write", "what", "We must not lose this.")
	page := v.formPage("/p/p/write", 503, f)
	if !strings.Contains(page.text(), sendAgain) || !strings.Contains(page.field("what").text, "We must not lose this.") ||
		page.field("command").attr["value"] != f.Get("command") {
		t.Error("the words or the id of the form are lost")
	}
	v.store.SetQuota(0)
	v.post("/p/p/write", 303, f)
	if n := len(v.events("p")); n != 2 {
		t.Errorf("%d entries, want 2", n)
	}
}

func TestStartingAProject(t *testing.T) {
	v := newVisit(t)
	w := v.post("/projects", 303, v.fresh("/projects/new", "name", "Tea & Talk: the 2nd year", "question", "Who comes?", "zone", "Europe/London"))
	if got := w.Header().Get("Location"); got != "/p/tea-talk-the-2nd-year" {
		t.Errorf("the project is at %s", got)
	}
	for name, c := range map[string]struct {
		status  int
		answers []string
		says    string
	}{
		"no name":     {422, nil, "Tell us what the project is called"},
		"no zone":     {422, []string{"name", "P", "zone", "Local"}, "We do not know this time zone."},
		"a dot":       {422, []string{"name", "P", "id", ".."}, "This cannot be a short name."},
		"long name":   {422, []string{"name", strings.Repeat("a", 3000)}, "Write at most 2,000 here."},
		"taken":       {409, []string{"name", "Tea & Talk: the 2nd year"}, "There is a project with this short name."},
		"control":     {422, []string{"name", "P\x01"}, "A sign that cannot be shown was taken out."},
		"no letters":  {303, []string{"name", "日本"}, ""},
		"odd letters": {303, []string{"name", "<b>", "id", "a/b c"}, ""},
	} {
		w := v.post("/projects", c.status, v.fresh("/projects/new", c.answers...))
		if c.status != 303 && !strings.Contains(read(t, name, w.Body).text(), c.says) {
			t.Errorf("%s: the page does not say %q", name, c.says)
		}
	}
}
