package web

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/desirelines/desirelines/reports/charts"
)

// What no page reads of an address makes no other page, and cannot push out those that are kept.
func TestQuestionsThatNobodyReadsMakeNoPages(t *testing.T) {
	v := withJourneys(t)
	s := v.serve(t, v.views, engine())
	const p, q = "/p/worked-example", "/p/working-together"
	for _, address := range []string{
		p, q + "/journey", p + "/aims.csv", p + "/entries", p + "/find?words=tea", p + "/figure?aim=eat-together&measure=meals", p + "/entry/3", p + "/replay?at=9",
		p + "/between?at=3&and=9", q + "/for/public", p + "/for/public.json", p + "/chart/aims.csv", p + "/journey.atom", q + "/aims?audience=public",
	} {
		first := v.whole(address)
		n := s.written.order.Len()
		more := "?"
		if strings.Contains(address, "?") {
			more = "&"
		}
		for _, ask := range []string{"x=1", "x=2&y=3", "utm_source=mail", "AT=4", "page=7", "x=%zz"} {
			if got := v.get(address+more+ask, 200).Body.String(); got != first {
				t.Errorf("%s is another page with %s", address, ask)
			}
		}
		escaped := strings.Replace(address, "work", "%77ork", 1)
		if got := v.get(escaped, 200).Body.String(); got != first {
			t.Errorf("%s is another page than %s", escaped, address)
		}
		if got := s.written.order.Len(); got != n {
			t.Errorf("%s: %d pages are kept, then %d", address, n, got)
		}
	}
	n := s.written.order.Len()
	v.get(q+"/journey?words=1", 200) // another page reads this one
	r := httptest.NewRequest(http.MethodGet, q+"/journey", nil)
	r.Host = "elsewhere.example"
	v.do(r)
	if got := s.written.order.Len(); got != n {
		t.Errorf("a question of another page, and another name of the server, make %d pages more", got-n)
	}
	r = httptest.NewRequest(http.MethodGet, p+"/journey.atom", nil)
	r.Host = "elsewhere.example"
	if feed := v.do(r).Body.String(); !strings.Contains(feed, "http://elsewhere.example/p/") {
		t.Error("the feed does not name the server it was asked from")
	}
}

// What a page does read makes another page.
func TestQuestionsThatAPageReadsMakeOtherPages(t *testing.T) {
	v := withJourneys(t)
	const p = "/p/worked-example"
	seen := map[string]string{}
	for _, address := range []string{
		"/find", "/find?words=tea", "/find?kind=learning.drawn", "/find?aim=eat-together", "/find?month=2026-01", "/find?before=50", "/entries", "/entries?before=50",
		"/between?at=3&and=60", "/between?at=3&and=90", "/figure?aim=eat-together&measure=meals", "/figure?aim=eat-together&measure=meals&period=so_far",
		"/figure?aim=eat-together&measure=guests", "/story", "/story?at=60", "/story?happened_by=2025-07", "/story?against=first", "/story?audience=funders",
	} {
		body := v.get(p+address, 200).Body.String()
		if same, is := seen[body]; is {
			t.Errorf("%s is the same page as %s", address, same)
		}
		seen[body] = address
	}
}

func TestKeptPagesHaveABound(t *testing.T) {
	var k keptPages
	for i := range mostKept + 10 {
		k.put(&keptPage{key: strconv.Itoa(i)})
	}
	if n := k.order.Len(); n != mostKept || len(k.byKey) != mostKept {
		t.Errorf("%d pages are kept, want %d", n, mostKept)
	}
	if _, ok := k.get("0"); ok {
		t.Error("the page that was used longest ago is kept")
	}
	for i := range 40 {
		k.put(&keptPage{key: "large " + strconv.Itoa(i), body: make([]byte, keptBytes/16)})
	}
	if k.bytes > keptBytes {
		t.Errorf("%d bytes are kept, want at most %d", k.bytes, keptBytes)
	}
}

// A page is kept as it is only where its pictures are whole; where one cannot be drawn, until that is tried again.
func TestHowLongAPageIsKept(t *testing.T) {
	for _, c := range []struct {
		name                    string
		late, failed            bool
		again, soon, afterPause int // how often it was written
	}{
		{"whole", false, false, 1, 1, 1},
		{"a picture is not ready", true, false, 2, 3, 4},
		{"a picture cannot be drawn", false, true, 1, 1, 2},
	} {
		synctest.Test(t, func(t *testing.T) {
			v := newVisit(t)
			start(t, v, "p", "P")
			s := v.serve(t, v.views, engine())
			n := 0
			handler := s.page(s.keep(func(w http.ResponseWriter, r *http.Request) error {
				n++
				k := sketchOf(r)
				k.late, k.failed = c.late, c.failed
				send(w, r, http.StatusOK, "text/plain", []byte("a page"))
				return nil
			}))
			ask := func() int {
				r := httptest.NewRequest(http.MethodGet, "/p/p/aims", nil)
				r.SetPathValue("project", "p")
				w := httptest.NewRecorder()
				if handler.ServeHTTP(w, r); w.Code != http.StatusOK {
					t.Fatal(w.Code)
				}
				return n
			}
			ask()
			if got := ask(); got != c.again {
				t.Errorf("%s: written %d times for two readers, want %d", c.name, got, c.again)
			}
			wait(charts.Pause - 1)
			if got := ask(); got != c.soon {
				t.Errorf("%s: written %d times before the pause is over, want %d", c.name, got, c.soon)
			}
			wait(1)
			if got := ask(); got != c.afterPause {
				t.Errorf("%s: written %d times after the pause, want %d", c.name, got, c.afterPause)
			}
		})
	}
}

// A page says which methods it knows; an address that is nobody's knows none.
func TestMethodsThatAPageDoesNotKnow(t *testing.T) {
	v := newVisit(t)
	start(t, v, "p", "P")
	for _, c := range []struct{ method, address, allow string }{
		{http.MethodPut, "/p/p/aims", "GET, HEAD"},
		{http.MethodPost, "/p/p/aims", "GET, HEAD"},
		{http.MethodOptions, "/p/p/write", "GET, HEAD, POST"},
		{http.MethodDelete, "/p/p/write", "GET, HEAD, POST"},
		{http.MethodPatch, "/projects", "GET, HEAD, POST"},
		{http.MethodPost, "/", "GET, HEAD"},
		{http.MethodPost, "/nowhere/at/all", ""},
	} {
		w := v.do(httptest.NewRequest(c.method, c.address, nil))
		want := http.StatusMethodNotAllowed
		if c.allow == "" {
			want = http.StatusNotFound
		}
		if got := w.Header().Get("Allow"); w.Code != want || got != c.allow {
			t.Errorf("%s %s: status %d, allowed is %q; want %d, %q", c.method, c.address, w.Code, got, want, c.allow)
		}
		for _, fault := range checkPage(read(t, c.address, w.Body)) {
			t.Errorf("%s %s: %s", c.method, c.address, fault)
		}
	}
}

func TestSentencesOfErrors(t *testing.T) {
	for given, want := range map[string]string{
		"": "", "there is no such page": "There is no such page.", "über uns": "Über uns.", "ясно?": "Ясно?", "橋": "橋.", "give both.": "Give both.",
	} {
		if got := asSentence(given); got != want {
			t.Errorf("%q is written %q, want %q", given, got, want)
		}
	}
	v := newVisit(t)
	w := v.get("/p/"+url.PathEscape("über\xff"), 404)
	if body := w.Body.String(); !strings.Contains(body, "<h1>") {
		t.Error("an address that is no text has no page")
	}
}

// wait lets the clock of a bubble go on.
func wait(d time.Duration) { <-time.After(d) }
