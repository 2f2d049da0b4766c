package web

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/language"
)

// in asks for a page in a language.
func (v *visit) in(tag, address string, status int) *httptest.ResponseRecorder {
	v.t.Helper()
	r := httptest.NewRequest(http.MethodGet, address, nil)
	r.AddCookie(&http.Cookie{Name: languageCookie, Value: tag})
	w := v.do(r)
	if w.Code != status {
		v.t.Fatalf("GET %s in %s: status %d, want %d\n%s\n%s", address, tag, w.Code, status, shorten(w.Body.String()), v.said)
	}
	return w
}

// loud is a language that says everything in capitals, with a sign in front by which its words are known.
func loud(t *testing.T, pages ...string) *language.Language {
	t.Helper()
	mark := regexp.MustCompile(`\{[a-z]+[0-9]*\}|</?[0-9]+>`)
	messages := map[string]string{}
	for _, page := range pages {
		for _, key := range language.Messages([]byte(page)) {
			var b strings.Builder
			from := 0
			for _, at := range mark.FindAllStringIndex(key, -1) {
				b.WriteString(strings.ToUpper(key[from:at[0]]) + key[at[0]:at[1]])
				from = at[1]
			}
			messages[key] = b.String() + strings.ToUpper(key[from:])
		}
	}
	months := strings.Split("JANUARY FEBRUARY MARCH APRIL MAY JUNE JULY AUGUST SEPTEMBER OCTOBER NOVEMBER DECEMBER", " ")
	text, err := json.Marshal(map[string]any{"language": "de", "name": "LOUD", "direction": "ltr", "months": months, "months_of_day": months, "messages": messages})
	if err != nil {
		t.Fatal(err)
	}
	l, err := language.New(text)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// somebodysWords are not ours: what stands in such elements comes through as it was.
var somebodysWords = regexp.MustCompile(`(?s)<(textarea|code|bdi|q|script|style)\b[^>]*>.*?</(?:textarea|code|bdi|q|script|style)>`)

// wordsOfPeople are they in a page, without those elements that say of themselves that they are ours.
func wordsOfPeople(page string) []string {
	return slices.DeleteFunc(somebodysWords.FindAllString(page, -1), func(element string) bool {
		tag, _, _ := strings.Cut(element, ">")
		return strings.Contains(tag, `translate="yes"`)
	})
}

// Whatever a page says in another language, the words that people wrote, what forms hold, addresses, ids and figures are the same to
// the byte; and no word of ours is left out.
func TestAPageInAnotherLanguage(t *testing.T) {
	v := withoutPictures(t)
	const p = "/p/worked-example"
	for _, address := range []string{"/", "/projects", "/projects/new", "/portfolio", p, p + "/aims", p + "/tests", p + "/learning", p + "/journey", p + "/entries", p + "/find?words=tea",
		p + "/replay?at=60", p + "/between?at=20&and=60", p + "/entry/60", p + "/figure?aim=eat-together&measure=meals&period=overall", p + "/write?kind=learning&from=60",
		p + "/for/public", p + "/for/funders", "/p/working-together/journey", "/nowhere", "/language"} {
		r := httptest.NewRequest(http.MethodGet, address, nil)
		english := v.do(r).Body.String()
		shouted := string(loud(t, english).Page([]byte(english)))
		one, other := read(t, address, strings.NewReader(english)), read(t, address, strings.NewReader(shouted))
		if len(one) != len(other) {
			t.Fatalf("%s has %d elements, and %d in another language", address, len(one), len(other))
		}
		said := 0
		for i := range one {
			said += compareElements(t, address, one[i], other[i])
		}
		if said < 10 {
			t.Errorf("%s says only %d things of ours", address, said)
		}
		if a, b := wordsOfPeople(english), wordsOfPeople(shouted); !slices.Equal(a, b) {
			t.Errorf("%s: what people wrote is not the same", address)
		}
	}
}

// compareElements compares an element with what it became, and counts what it says that is ours.
func compareElements(t *testing.T, address string, one, other *element) (said int) {
	t.Helper()
	if one.name != other.name {
		t.Fatalf("%s: <%s> became <%s>", address, one.name, other.name)
	}
	for name, value := range one.attr {
		got := other.attr[name]
		switch {
		case name == "lang" && one.name == "html", name == "dir" && one.name == "html":
		case (slices.Contains([]string{"aria-label", "title", "alt", "placeholder", "data-l"}, name) || strings.HasPrefix(name, "data-say-")) && one.attr["translate"] != "no":
			if !strings.EqualFold(got, value) {
				t.Errorf("%s: %s=%q became %q", address, name, value, got)
			}
		case got != value:
			t.Errorf("%s: <%s %s=%q> became %q", address, one.name, name, value, got)
		}
	}
	switch {
	case one.attr["dir"] == "auto" && one.attr["translate"] == "" && !strings.EqualFold(one.text, other.text):
		t.Errorf("%s: words of people %q became %q", address, one.text, other.text)
	case !strings.EqualFold(strings.ReplaceAll(one.text, "\u00a0", " "), strings.ReplaceAll(other.text, "\u00a0", " ")):
		t.Errorf("%s: <%s> with %q became %q", address, one.name, one.text, other.text)
	case one.name == "button" || one.name == "label" || one.name == "legend" || one.name == "summary" || one.name == "h2" && one.attr["dir"] == "":
		if own := strings.TrimSpace(one.text); own != "" && other.text != strings.ToUpper(one.text) && !strings.ContainsAny(own, "\u2068“") && one.attr["lang"] == "" {
			t.Logf("%s: <%s> says %q", address, one.name, other.text)
		}
		said++
	case one.name == "a":
		said++
	}
	return said
}

// A reader chooses a language, comes back to where they were, at the moment they looked at, and every page from then on says so.
func TestChoosingALanguage(t *testing.T) {
	v := newVisit(t)
	start(t, v, "p", "P")
	if body := v.in("pl", "/projects", http.StatusOK).Body.String(); !strings.Contains(body, "1 wpis") || !strings.Contains(v.get("/projects", http.StatusOK).Body.String(), "1 entry") {
		t.Errorf("the list of projects in Polish: %s", shorten(body))
	}
	w := v.get("/p/p/entries?at=1", http.StatusOK)
	if h := w.Header(); h.Get("Content-Language") != "en" || !slices.Contains(strings.Split(strings.Join(h["Vary"], ", "), ", "), "Cookie") {
		t.Errorf("the page in English says %v", h)
	}
	const to = "/language?to=%2Fp%2Fp%2Fentries%3Fat%3D1"
	if !strings.Contains(w.Body.String(), `href="`+to+`" lang="ur" dir="rtl">اردو</a>`) {
		t.Errorf("the foot does not lead to the languages:\n%s", w.Body)
	}
	page := v.page(to, http.StatusOK)
	form := url.Values{"language": {"ur"}}
	for _, e := range page.all("input") {
		form.Set(e.attr["name"], e.attr["value"])
	}
	chosen := v.post("/language", http.StatusSeeOther, form)
	if got := chosen.Header().Get("Location"); got != "/p/p/entries?at=1" {
		t.Errorf("choosing leads to %q", got)
	}
	cookies := chosen.Result().Cookies()
	if len(cookies) != 1 || cookies[0].Name != languageCookie || cookies[0].Value != "ur" || !cookies[0].HttpOnly || cookies[0].SameSite != http.SameSiteLaxMode {
		t.Fatalf("the cookies are %v", cookies)
	}
	for _, address := range []string{"/p/p/entries?at=1", "/p/p", "/nowhere", "/handbook/groups"} {
		status := http.StatusOK
		if address == "/nowhere" {
			status = http.StatusNotFound
		}
		w := v.in("ur", address, status)
		body := w.Body.String()
		if !strings.HasPrefix(body, "<!doctype html>\n<html lang=\"ur\" dir=\"rtl\">") || w.Header().Get("Content-Language") != "ur" {
			t.Errorf("%s: %s", address, shorten(body))
		}
		if !strings.Contains(body, "A machine made this translation. Nobody has checked it yet.") || !strings.Contains(body, "یہ ترجمہ مشین نے کیا ہے۔") {
			t.Errorf("%s does not say that nobody has read its words", address)
		}
		if english := v.get(address, status).Body.String(); !strings.HasPrefix(english, "<!doctype html>\n<html lang=\"en\">") || strings.Contains(english, "A machine") {
			t.Errorf("%s in English: %s", address, shorten(english))
		}
	}
}

// No other language than ours is taken, and no address leads away.
func TestChoosingNoLanguage(t *testing.T) {
	v := newVisit(t)
	for to, want := range map[string]string{
		"//evil.example/": "/", "https://evil.example/x": "/", "/p/p?words=secret&at=3": "/p/p?at=3", "": "/", "/\\evil": "/", "/a%2Fb": "/a%2Fb",
	} {
		w := v.post("/language", http.StatusSeeOther, url.Values{"language": {"xx"}, "to": {to}})
		if got := w.Header().Get("Location"); got != want || len(w.Result().Cookies()) > 0 {
			t.Errorf("%q leads to %q with %v, want %q", to, got, w.Result().Cookies(), want)
		}
	}
	if body := v.in("xx", "/", http.StatusOK).Body.String(); !strings.Contains(body, `<html lang="en">`) {
		t.Error("a language that is none of ours is taken")
	}
}

// A page that is kept is kept in its language.
func TestKeptPagesDoNotMixLanguages(t *testing.T) {
	v := newVisit(t)
	start(t, v, "p", "P")
	for range 2 {
		for tag, want := range map[string]string{"pl": `<html lang="pl" dir="ltr">`, "ur": `<html lang="ur" dir="rtl">`, "en": `<html lang="en">`} {
			if body := v.in(tag, "/p/p", http.StatusOK).Body.String(); !strings.Contains(body, want) {
				t.Errorf("in %s: %s", tag, shorten(body))
			}
		}
	}
}

// What people write comes back to the byte in every language: on the page, in the form, and in what is stored.
func TestHostileWordsInAnotherLanguage(t *testing.T) {
	v := newVisit(t)
	start(t, v, "p", "P")
	const words = "{n} {words2} <1>Save</1> \u2068Save\u2069 \u2067 Save &amp; 10 July 2025 {{.}}"
	r := httptest.NewRequest(http.MethodPost, "/p/p/write", strings.NewReader(url.Values{"command": {newID()}, "what": {words}, "kind": {"surprise"}, "happened": {"no day"}}.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	r.AddCookie(&http.Cookie{Name: languageCookie, Value: "pl"})
	w := v.do(r)
	if w.Code != http.StatusUnprocessableEntity {
		t.Fatalf("status %d: %s", w.Code, w.Body)
	}
	if got := read(t, "the form", w.Body).field("what").text; strings.TrimPrefix(got, "\n") != words {
		t.Errorf("the form gives back %q, want %q", got, words)
	}
	v.post("/p/p/write", http.StatusSeeOther, url.Values{"command": {newID()}, "what": {words}, "kind": {"surprise"}})
	events := v.events("p")
	stored := ""
	for _, e := range events {
		if b, is := e.Body.(*domain.SurpriseNoticed); is {
			stored, _ = b.What.Reveal(nil)
		}
	}
	if stored != words {
		t.Errorf("%q is stored, want %q", stored, words)
	}
	for _, e := range read(t, "the entries", v.in("pl", "/p/p/entries", http.StatusOK).Body) {
		if e.attr["class"] == "words" && e.attr["dir"] == "auto" && e.text == strings.NewReplacer("\u2067", "").Replace(words) {
			return
		}
	}
	t.Error("the page of the entries does not show the words as they were written")
}

// In Urdu every page is read from right to left: nothing scrolls sideways on a phone, and nobody is kept out.
func TestPagesFromRightToLeft(t *testing.T) {
	ctx := browser(t, 3*time.Minute)
	v := withJourneys(t)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.AddCookie(&http.Cookie{Name: languageCookie, Value: "ur"})
		v.handler.ServeHTTP(w, r)
	}))
	defer server.Close()
	const p = "/p/worked-example"
	for _, address := range []string{"/", p, p + "/aims", p + "/learning", p + "/entries", p + "/entry/60", p + "/write?kind=learning&from=60", p + "/for/public", "/language"} {
		for _, width := range []int64{320, 1100} {
			faults, err := lookAt(ctx, server.URL+address, width, "light")
			if err != nil {
				t.Fatalf("%s: %v", address, err)
			}
			for _, f := range faults {
				t.Errorf("%s at %d px: %s", address, width, f)
			}
			if direction, err := chromedp.Run(ctx, chromedp.Evaluate[string](`getComputedStyle(document.body).direction + getComputedStyle(document.querySelector("svg") || document.head).direction`)); err != nil || !strings.HasPrefix(direction, "rtl") {
				t.Errorf("%s: the direction is %q (%v)", address, direction, err)
			}
		}
	}
}

// The page of languages works with script switched off.
func TestChoosingALanguageWithoutScript(t *testing.T) {
	ctx := browser(t, time.Minute)
	v := newVisit(t)
	start(t, v, "p", "P")
	server := httptest.NewServer(v.handler)
	defer server.Close()
	if _, err := chromedp.Call(ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}); err != nil {
		t.Fatal(err)
	}
	if err := chromedp.Do(ctx, chromedp.Navigate(server.URL+"/language?to=%2Fp%2Fp")); err != nil {
		t.Fatal(err)
	}
	if _, err := chromedp.RunResponse(ctx, chromedp.Click(`button[value="ur"]`)); err != nil {
		t.Fatal(err)
	}
	at, err := chromedp.Run(ctx, chromedp.Evaluate[[]string](`[location.pathname, document.documentElement.lang, document.documentElement.dir]`))
	if err != nil || !slices.Equal(at, []string{"/p/p", "ur", "rtl"}) {
		t.Errorf("choosing leads to %v (%v)", at, err)
	}
}
