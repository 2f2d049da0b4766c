package web

import (
	"compress/gzip"
	"encoding/json"
	"encoding/xml"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"strings"
	"testing"

	"github.com/jba/templatecheck"

	"github.com/desirelines/desirelines/reports"
)

// pagesOf are the pages of a project; groupOnly are those for the group and its evaluators.
func pagesOf(project string) (pages, groupOnly []string) {
	p := "/p/" + url.PathEscape(project)
	for _, s := range reports.Sections() {
		pages = append(pages, p+"/"+s.ID)
	}
	pages = append(pages, p, p+"/find", p+"/find?words=the", p+"/entry/1", p+"/for/group", p+"/for/public", p+"/for/funders")
	return pages, []string{p + "/replay", p + "/between?at=3&and=9", p + "/aims?at=9", p + "/journey?happened_by=2025-07", p + "/aims?against=first&at=20"}
}

func with(address, name, value string) string {
	u, err := url.Parse(address)
	if err != nil || value == "" {
		return address
	}
	q := u.Query()
	q.Set(name, value)
	u.RawQuery = q.Encode()
	return u.String()
}

func TestEveryPageForEveryAudience(t *testing.T) {
	v := withJourneys(t)
	for _, project := range []string{"worked-example", "working-together"} {
		pages, groupOnly := pagesOf(project)
		for _, a := range reports.Audiences() {
			for _, address := range pages {
				address = with(address, "audience", a.ID)
				for _, fault := range checkPage(v.page(address, http.StatusOK)) {
					t.Errorf("%s: %s", address, fault)
				}
			}
			for _, address := range groupOnly {
				status := http.StatusOK
				if !a.Words {
					status = http.StatusForbidden
				}
				address = with(address, "audience", a.ID)
				for _, fault := range checkPage(v.page(address, status)) {
					t.Errorf("%s: %s", address, fault)
				}
			}
		}
	}
	for _, address := range []string{"/", "/projects", "/projects/new", "/portfolio", "/portfolio?order=met&show=running", "/p/worked-example/write",
		"/p/worked-example/figure?aim=eat-together&measure=meals&period=overall"} {
		for _, fault := range checkPage(v.page(address, http.StatusOK)) {
			t.Errorf("%s: %s", address, fault)
		}
	}
}

// Every link of a page about the past leads to the past, but for the way back to now; none leads nowhere.
func TestLinksKeepTheMoment(t *testing.T) {
	v := withJourneys(t)
	seen := map[string]bool{}
	for _, address := range []string{"/p/worked-example/aims?at=60&audience=evaluators", "/p/worked-example/entry/60?at=60&audience=evaluators"} {
		for _, a := range v.page(address, http.StatusOK).all("a") {
			href := a.attr["href"]
			if !strings.HasPrefix(href, "/p/") {
				continue
			}
			u, err := url.Parse(href)
			if err != nil {
				t.Fatal(err)
			}
			if a.text != "Back to our own pages, as they are now" && (u.Query().Get("at") != "60" || u.Query().Get("audience") != "evaluators") {
				t.Errorf("%s: the link %q to %s loses the moment or the audience", address, a.text, href)
			}
			if !seen[href] {
				seen[href] = true
				v.get(href, http.StatusOK)
			}
		}
	}
	banner := v.page("/p/worked-example/aims?at=60&audience=evaluators", http.StatusOK).text()
	for _, want := range []string{"after entry 60", "You are looking at this as evaluators see it."} {
		if !strings.Contains(banner, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
}

func TestBadQuestions(t *testing.T) {
	v := withJourneys(t)
	const p = "/p/worked-example"
	for _, c := range []struct {
		address string
		status  int
		says    string
	}{
		{"/p/nowhere", 404, "There is no such project."},
		{"/p/nowhere/aims", 404, "There is no such project."},
		{"/p/nowhere/write", 404, "There is no such project."},
		{"/nowhere", 404, "There is no such page."},
		{p + "/nowhere", 404, "There is no such page."},
		{p + "/entry/9999", 404, "There is no such entry."},
		{p + "/saved?entry=nothing", 404, "There is no such entry."},
		{p + "/figure?aim=eat-together&measure=none", 404, "There is no such measure."},
		{p + "/figure?aim=none&measure=meals", 404, "There is no such aim."},
		{p + "/figure?aim=eat-together&measure=meals&period=2001", 404, "There is no such period."},
		{p + "/figure", 404, "This address names no aim."},
		{p + "/aims?at=0", 422, "This is not the number of an entry."},
		{p + "/aims?at=yesterday", 422, "This is not a moment."},
		{p + "/aims?at=%00", 422, "This is not a moment."},
		{p + "/aims?happened_by=2025-13", 422, "This is not a date."},
		{p + "/aims?against=never", 422, "There is no such aim to hold figures against."},
		{p + "/aims?audience=strangers", 422, "There is no such audience."},
		{p + "/for/strangers", 404, "There is no such audience."},
		{p + "/replay?audience=public", 403, "Looking back is for the group and its evaluators."},
		{p + "/between?at=3", 422, "The second moment is missing."},
		{p + "/entries?before=x", 422, "This is not the number of an entry."},
		{p + "/chart/nothing.svg", 404, "There is no such picture."},
		{"/portfolio?order=rank", 422, "There is no such order."},
	} {
		page := v.page(c.address, c.status)
		for _, fault := range checkPage(page) {
			t.Errorf("%s: %s", c.address, fault)
		}
		if !strings.Contains(page.text(), c.says) {
			t.Errorf("%s does not say %q", c.address, c.says)
		}
		ways := 0
		for _, a := range page.all("a") {
			if strings.Contains(a.text, "project") {
				ways++
			}
		}
		if ways < 2 { // the head of the page has one
			t.Errorf("%s offers no way on", c.address)
		}
	}
	for _, method := range []string{http.MethodPut, http.MethodDelete, http.MethodPost} {
		if w := v.do(httptest.NewRequest(method, p+"/aims", nil)); w.Code != http.StatusMethodNotAllowed {
			t.Errorf("%s of a page: status %d", method, w.Code)
		}
	}
}

func TestHeadersOfEveryAnswer(t *testing.T) {
	v := withJourneys(t)
	for _, address := range []string{"/", "/p/worked-example/aims", "/p/nowhere", "/p/worked-example/aims.json", "/healthz"} {
		h := v.do(httptest.NewRequest(http.MethodGet, address, nil)).Header()
		for name, want := range map[string]string{
			"Content-Security-Policy": policy, "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Cache-Control": "no-store",
			"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
		} {
			if h.Get(name) != want {
				t.Errorf("%s: %s is %q, want %q", address, name, h.Get(name), want)
			}
		}
	}
	style := v.page("/", 200).all("link")[0].attr["href"]
	r := httptest.NewRequest(http.MethodGet, style, nil)
	r.Header.Set("Accept-Encoding", "gzip")
	if w := v.do(r); w.Code != 200 || !strings.Contains(w.Header().Get("Cache-Control"), "immutable") || w.Header().Get("Content-Encoding") != "gzip" {
		t.Errorf("style sheet: status %d, headers %v", w.Code, w.Header())
	}
}

func TestTheFeedIsAtom(t *testing.T) {
	v := newVisit(t)
	start(t, v, "p", "A <b>name</b> & more")
	v.post("/p/p/write", 303, url.Values{"command": {newID()}, "what": {"<script>alert(1)</script> ]]> \u202e txet"}, "kind": {"surprise"}})
	w := v.get("/p/p/journey.atom", 200)
	var feed struct {
		XMLName xml.Name `xml:"http://www.w3.org/2005/Atom feed"`
		ID      string   `xml:"id"`
		Updated string   `xml:"updated"`
		Title   string   `xml:"title"`
		Entries []struct {
			ID      string `xml:"id"`
			Updated string `xml:"updated"`
			Content string `xml:"content"`
		} `xml:"entry"`
	}
	if err := xml.Unmarshal(w.Body.Bytes(), &feed); err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(feed.Title, "A <b>name</b> & more") || feed.ID == "" || feed.Updated == "" {
		t.Errorf("feed %+v", feed)
	}
	if len(feed.Entries) == 0 || feed.Entries[0].Content != "<script>alert(1)</script> ]]>  txet" {
		t.Errorf("entries %+v", feed.Entries)
	}
}

// Ids are any text: they must come through addresses as they are.
func TestProjectsWithOddIds(t *testing.T) {
	v := newVisit(t)
	for _, id := range []string{"a/b", "//", "x:y", "with space", "a=b&c", "%2F", "%", "ü", "a?b#c", ".hidden", "...", "<script>", `a\b`, `"q"`, "+", "a//b", "aims.json"} {
		start(t, v, id, "Project "+id)
		home := where{Project: id}.url("")
		page := v.page(home, 200)
		if got := page.all("h1")[0].text; got != "Project "+id {
			t.Errorf("%q: the heading is %q", id, got)
		}
		for _, a := range page.all("a") {
			if href := a.attr["href"]; strings.HasPrefix(href, "/p/") {
				v.get(href, 200)
			}
		}
		v.get(where{Project: id}.url("aims.json"), 200)
		w := v.post(where{Project: id}.url("write"), 303, url.Values{"command": {newID()}, "what": {"It rained."}})
		if !strings.Contains(v.page(w.Header().Get("Location"), 200).text(), "It rained.") {
			t.Errorf("%q: what was saved is not shown", id)
		}
	}
	if n := len(v.page("/projects", 200).all("bdi")); n != 17 {
		t.Errorf("%d projects are listed, want 17", n)
	}
}

// start starts a project by its form.
func start(t *testing.T, v *visit, id, name string) {
	t.Helper()
	w := v.post("/projects", 303, url.Values{"command": {newID()}, "id": {id}, "name": {name}})
	if got, want := w.Header().Get("Location"), (where{Project: id}).url(""); got != want {
		t.Fatalf("starting %q led to %s, want %s", id, got, want)
	}
}

// The page of a figure, its data and the comparison say the same.
func TestAFigureIsTheSameEverywhere(t *testing.T) {
	v := withJourneys(t)
	var data struct {
		Figure struct{ Rule string } `json:"figure"`
	}
	if err := json.Unmarshal(v.get("/p/worked-example/figure.json?aim=eat-together&measure=meals&period=overall", 200).Body.Bytes(), &data); err != nil {
		t.Fatal(err)
	}
	page := v.page("/p/worked-example/figure?aim=eat-together&measure=meals&period=overall", 200)
	for _, want := range []string{"635 of 1260 meals", data.Figure.Rule, "Left out:", "It was taken back."} {
		if !strings.Contains(strings.ReplaceAll(page.text(), "\u00a0", " "), want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	if csv := v.get("/p/worked-example/aims.csv", 200).Body.String(); !strings.Contains(csv, "635") {
		t.Error("the table does not hold 635")
	}
}

func TestReplayNamesTheFigureThatMoved(t *testing.T) {
	v := withJourneys(t)
	page := v.page("/p/worked-example/replay?at=60", 200)
	text := page.text()
	for _, want := range []string{"after entry 60 of 171", "It was counted twice.", "240 meals", "150 meals"} {
		if !strings.Contains(text, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	if got := page.field("at").attr["value"]; got != "60" {
		t.Errorf("the slider stands at %s", got)
	}
	ways := map[string]string{}
	for _, a := range page.all("a") {
		ways[a.text] = a.attr["href"]
	}
	for words, at := range map[string]string{"Back one": "59", "On one": "61"} {
		if u, _ := url.Parse(ways[words]); u == nil || u.Query().Get("at") != at {
			t.Errorf("%s leads to %s", words, ways[words])
		}
	}
	next := v.page(ways["Next thing that did not work"], 200).text()
	if !strings.Contains(next, "What did not go as we hoped") && !strings.Contains(next, "What came of it") {
		t.Error("the jump does not lead to something that did not work")
	}
	between := v.page("/p/worked-example/between?at=59&and=60", 200).text()
	if !strings.Contains(between, "240 meals") || strings.Contains(between, "Nothing is different") {
		t.Error("the two moments do not show what differs")
	}
	if same := v.page("/p/worked-example/between?at=60&and=60", 200).text(); !strings.Contains(same, "Nothing is different") {
		t.Error("a moment beside itself differs")
	}
}

// The group may read words that funders may not; a page must not show them to funders by any of its ways.
func TestWordsStayWithTheGroup(t *testing.T) {
	v := newVisit(t)
	start(t, v, "p", "P")
	const secret = "Quietly said among us"
	v.post("/p/p/write", 303, url.Values{"command": {newID()}, "what": {secret}, "kind": {"failure"}})
	if !strings.Contains(v.page("/p/p/entries", 200).text(), secret) {
		t.Fatal("the group cannot read its own words")
	}
	pages, _ := pagesOf("p")
	for _, a := range []string{"funders", "decision-makers", "public"} {
		for _, address := range append(pages, "/p/p/journey.atom", "/p/p/aims.json", "/p/p/learning.json", "/p/p/learning.csv", "/p/p/journey.csv",
			"/p/p/entries.json", "/p/p/entry/2", "/p/p/entry/2.json", "/p/p/find?words=quietly", "/p/p/did_not_work.csv", "/portfolio") {
			if strings.HasPrefix(address, "/p/p/for/group") {
				continue
			}
			body := v.get(with(address, "audience", a), 200).Body.String()
			if strings.Contains(body, secret) {
				t.Errorf("%s shows %s the words of the group", address, a)
			}
		}
	}
}

// A page that was written once is not written again, and never shown after something else was recorded.
func TestPagesAreKeptUntilSomethingIsRecorded(t *testing.T) {
	v := newVisit(t)
	start(t, v, "p", "P")
	before := v.get("/p/p/entries", 200).Body.String()
	if again := v.get("/p/p/entries", 200).Body.String(); again != before {
		t.Error("the same page is written differently the second time")
	}
	v.post("/p/p/write", 303, url.Values{"command": {newID()}, "what": {"It rained."}})
	if !strings.Contains(v.get("/p/p/entries", 200).Body.String(), "It rained.") {
		t.Error("the page does not show what was recorded since")
	}
	r := httptest.NewRequest(http.MethodGet, "/p/p/entries", nil)
	r.Header.Set("Accept-Encoding", "gzip")
	w := v.do(r)
	z, err := gzip.NewReader(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(z)
	if err != nil || string(body) != v.get("/p/p/entries", 200).Body.String() || w.Header().Get("Content-Type") != "text/html; charset=utf-8" {
		t.Errorf("packed it is another page: %v, %v", err, w.Header())
	}
}

// Every template fits the type it is given: what is misspelt is found here and not by a reader.
func TestTemplatesFitTheirPages(t *testing.T) {
	pages, err := parsePages()
	if err != nil {
		t.Fatal(err)
	}
	types := map[string]any{
		"aim": aimPage{}, "trace": tracePage{}, "runs": runsPage{}, "programs": programsPage{},
		"front": frontPage{}, "projects": projectsPage{}, "home": homePage{}, "section": sectionPage{}, "telling": tellingPage{}, "figure": figurePage{},
		"entry": entryPage{}, "entries": entriesPage{}, "find": findPage{}, "replay": replayPage{}, "between": betweenPage{}, "portfolio": portfolioPage{},
		"write": writePage{}, "phone": phonePage{}, "correct": correctPage{}, "saved": savedPage{}, "newproject": newProjectPage{}, "problem": problemPage{},
		"signin": signInPage{}, "join": joinPage{}, "away": awayPage{}, "left": plainPage{}, "me": mePage{}, "ways": waysPage{}, "people": peoplePage{}, "card": cardPage{},
		"confirmed": confirmedPage{}, "staff": staffPage{}, "claim": claimPage{}, "code": newCode{}, "paper": paperPage{}, "handbook": handbookPage{}, "handbookone": handbookPage{},
		"links": linksPage{}, "exports": exportsPage{}, "language": languagePage{}, "nolink": plainPage{}, "linkphrase": phrasePage{},
		"share": sharePage{}, "agreed": agreedPage{}, "agreeall": classPage{}, "goingout": goingOutPage{}, "audiences": audiencesPage{}, "audience": audienceForm{},
		"tell": tellPage{}, "circle": circlePage{}, "recordings": recordingsPage{}, "forgetlist": forgetList{}, "forget": forgetPage{}, "forgotten": forgottenPage{},
		"askoutside": askOutsidePage{}, "askedcheck": askedCheckPage{}, "answered": answeredPage{}, "small": smallPage{}, "lookbacks": lookBacksPage{}, "lookback": lookBackPage{}, "outside": outsidePage{}, "thanked": thankedPage{}, "finish": finishPage{},
		"reminders": remindersPage{}, "news": newsPage{}, "edges": edgesPage{}, "words": wordsPage{}, "loops": loopsPage{}, "note": notePage{}, "walls": wallsPage{}, "wall": wallPage{}, "walltype": typingPage{}, "myseen": seenPage{}, "myagreed": myAgreedPage{}, "sheet": sheetPage{},
	}
	for name, page := range pages {
		if types[name] == nil {
			t.Errorf("nothing says what the template %s is given", name)
			continue
		}
		if err := templatecheck.CheckHTML(page.Lookup(name+".tmpl"), types[name]); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		// A field of a page would hide what the head of every page asks by the same name, such as whether somebody is signed in.
		for _, asked := range []string{"TabTitle", "Alone", "SignsIn", "Known", "NoWay", "Operates", "Nav", "AtHome", "Home"} {
			if field, own := reflect.TypeOf(types[name]).FieldByName(asked); own && len(field.Index) == 1 {
				t.Errorf("%s: its field %s hides that of the head", name, asked)
			}
		}
	}
}
