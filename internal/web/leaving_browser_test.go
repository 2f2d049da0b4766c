package web

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/desirelines/desirelines/domain"
)

// aPhone is a phone whose owner wrote at a site that can be stopped, and on which the worker has kept what it keeps.
func aPhone(t *testing.T) (g *group, o *outpost, blue *somebody) {
	t.Helper()
	o = newOutpost(t)
	g = aGroupAt(t, o.home(), nil)
	o.handler = g.handler
	o.start()
	return g, o, g.joins(domain.RoleMember, "Blue")
}

// Leaving with no signal shows the empty page, there is nothing to come Back to, and the site hears of it before of anything else.
func TestLeavingWithoutASignal(t *testing.T) {
	g, o, blue := aPhone(t)
	ctx := browser(t, time.Minute)
	asSomebody(t, ctx, o.home(), blue.cookies)
	opens(t, ctx, o.home()+"/p/p/write")
	ready(t, ctx)
	o.stop()
	run(t, ctx, chromedp.SendKeys("#what", "Secret words."))
	press(t, ctx, ".leave button")
	until(t, ctx, `location.pathname === "/left"`)
	empty := func(name string) {
		t.Helper()
		until(t, ctx, `document.readyState === "complete" && document.body !== null`)
		if text := js[string](t, ctx, `document.title + ": " + document.body.innerText + Array.from(document.querySelectorAll("textarea"), f => f.value)`); text != "Notes: Notes\n\nThis page is empty." {
			t.Errorf("%s: the page is %q", name, text)
		}
	}
	empty("after leaving")
	// A page that the browser kept gives way to the empty one, often sooner than anybody can ask: what tells the empty page from the one
	// before is the mark, not its address.
	js[bool](t, ctx, `window.before = true; setTimeout(() => history.back()); true`)
	until(t, ctx, `!window.before && document.title === "Notes"`)
	empty("Back")
	opens(t, ctx, o.home()+"/p/p/phone")
	empty("another page")
	if left := js[string](t, ctx, `caches.keys().then(k => k.join())`); left != "left" {
		t.Errorf("the stores of pages after leaving are %q", left)
	}
	// The site is back: it hears of the leaving first, whatever is asked for.
	heard := []string{}
	o.handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasPrefix(r.URL.Path, "/assets/") {
			heard = append(heard, r.Method+" "+r.URL.Path)
		}
		g.handler.ServeHTTP(w, r)
	})
	o.start()
	opens(t, ctx, o.home()+"/p/p/entries")
	until(t, ctx, `location.pathname === "/sign-in"`)
	if got := strings.Join(heard, ", "); !strings.HasPrefix(got, "POST /leave, GET /p/p/entries, GET /sign-in") {
		t.Errorf("the site heard %s", got)
	}
	if left := js[float64](t, ctx, `caches.keys().then(k => k.length)`); left != 0 {
		t.Errorf("%v stores of pages are left", left)
	}
	r := httptest.NewRequest(http.MethodGet, "/p/p/entries", nil)
	for _, c := range blue.cookies {
		r.AddCookie(c)
	}
	if w := g.do(r); w.Code != http.StatusSeeOther {
		t.Errorf("with the cookies from before the answer is %d, want %d: the session is still there", w.Code, http.StatusSeeOther)
	}
}

// With no signal the homes are a page of ours: with the way to write, what waits, and no name. What is sent takes the bad news away, and
// who is not signed in is told how much waits.
func TestHomesWithoutASignal(t *testing.T) {
	g, o, blue := aPhone(t)
	ctx := browser(t, time.Minute)
	asSomebody(t, ctx, o.home(), blue.cookies)
	opens(t, ctx, o.home()+"/p/p/write")
	ready(t, ctx)
	o.stop()
	for _, address := range []string{"/", "/p/p"} {
		opens(t, ctx, o.home()+address)
		seen(t, ctx, ".nosignal", "We could not reach the site. You can still write here.")
		if to := js[string](t, ctx, `document.querySelector("main a.button[href$=write]").getAttribute("href")`); to != "/p/p/write" {
			t.Errorf("%s: the way to write is %q", address, to)
		}
		if text := js[string](t, ctx, `document.title + document.body.innerText`); strings.Contains(text, "The kitchen") {
			t.Errorf("%s names the project: %s", address, text)
		}
	}
	press(t, ctx, "main a.button[href$=write]")
	until(t, ctx, `location.pathname === "/p/p/write"`)
	writes(t, ctx, "Blue wrote this.")
	waits(t, ctx, "1 waiting")
	opens(t, ctx, o.home()+"/")
	seen(t, ctx, ".own", "Blue wrote this.")
	forgets(t, ctx, o.home(), blue.cookies)
	o.start()
	opens(t, ctx, o.home()+"/sign-in")
	seen(t, ctx, ".waits", "1 thing waits on this phone. Sign in to see it.")
	o.stop()
	opens(t, ctx, o.home()+"/")
	seen(t, ctx, ".nosignal", "We could not reach the site.")
	asSomebody(t, ctx, o.home(), blue.cookies)
	o.start()
	online(t, ctx)
	waits(t, ctx, "Sent. Thank you.")
	if js[bool](t, ctx, `!!document.querySelector(".nosignal")`) {
		t.Error("it was sent, and the page says still that we could not reach the site")
	}
	g.wrote("p", "Blue wrote this.")
}

// Whoever clears a phone is told of each sort of what is on it, and whose: what is not sent, and codes that nobody wrote down.
func TestClearingAPhoneNamesWhatIsLost(t *testing.T) {
	_, o, blue := aPhone(t)
	ctx := browser(t, time.Minute)
	asSomebody(t, ctx, o.home(), blue.cookies)
	opens(t, ctx, o.home()+"/p/p/phone")
	ready(t, ctx)
	keeps := func(script string) {
		t.Helper()
		js[bool](t, ctx, `(async () => {
			const as = outbox.says.as, e = (id, more) => Object.assign({ id, as, to: "/p/none/x", page: "/p/p/write", at: 1, form: [], words: "w", says: [] }, more);
			await outbox.store("readwrite", s => { s.clear(); `+script+` });
			await outbox.say();
			return true;
		})()`)
	}
	keeps(`s.put(e("1", { code: "AAAA" }));`)
	seen(t, ctx, ".count", "1 code is not written down yet.")
	press(t, ctx, ".clear")
	seen(t, ctx, "#sure", "Clear this phone? 1 code is not written down yet. Then all of this is gone.")
	press(t, ctx, ".no")
	keeps(`s.put(e("1", { code: "AAAA" })); s.put(e("2", { code: "BBBB" })); s.put(e("3")); s.put(e("4", { as: "x" })); s.put(e("5", { as: "x", code: "CCCC" }));`)
	seen(t, ctx, ".count", "1 of somebody else wait here. They must sign in to send them. 2 codes are not written down yet. 1 code of somebody else is not written down yet.")
	press(t, ctx, ".clear")
	seen(t, ctx, "#sure", "1 not sent yet. 1 of somebody else wait here. They must sign in to send them. 2 codes are not written down yet. 1 code of somebody else is not written down yet.")
	if text := js[string](t, ctx, `document.querySelector("main").innerText`); strings.Contains(text, "CCCC") {
		t.Error("a code of somebody else is shown")
	}
	press(t, ctx, ".yes")
	seen(t, ctx, ".count", "This phone is clear. Nothing is kept on it.")
}
