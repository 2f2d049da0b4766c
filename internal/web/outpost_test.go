package web

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/desirelines/desirelines/domain"
)

// outpost is a site that can be stopped and started again at the same address.
type outpost struct {
	t       *testing.T
	handler http.Handler
	host    string
	server  *http.Server
	drop    atomic.Int32 // so many answers to what is written are lost after it was taken
	posts   atomic.Int32 // how often something came to be written
}

// anOpenSite is a site with a project that anybody may write in, which can be stopped.
func anOpenSite(t *testing.T) (*visit, *outpost) {
	t.Helper()
	v := newVisit(t)
	start(t, v, "p", "P")
	o := newOutpost(t)
	o.handler = v.handler
	o.start()
	return v, o
}

func newOutpost(t *testing.T) *outpost {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	o := &outpost{t: t, host: listener.Addr().String()}
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(o.stop)
	return o
}

// home is the address of the site; a browser trusts it as it does https.
func (o *outpost) home() string {
	_, port, _ := net.SplitHostPort(o.host)
	return "http://localhost:" + port
}

func (o *outpost) start() {
	o.t.Helper()
	listener, err := net.Listen("tcp", o.host)
	if err != nil {
		o.t.Fatal(err)
	}
	o.server = &http.Server{Handler: http.HandlerFunc(o.serve), ReadHeaderTimeout: time.Minute}
	go func(s *http.Server) { _ = s.Serve(listener) }(o.server)
}

func (o *outpost) stop() {
	if o.server != nil {
		_ = o.server.Close()
		o.server = nil
	}
}

func (o *outpost) serve(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodPost && strings.HasSuffix(r.URL.Path, "/write") {
		o.posts.Add(1)
		if o.drop.Add(-1) >= 0 {
			o.handler.ServeHTTP(httptest.NewRecorder(), r)
			panic(http.ErrAbortHandler)
		}
	}
	o.handler.ServeHTTP(w, r)
}

// waits waits until the line about what waits says something.
func waits(t *testing.T, ctx context.Context, says string) {
	t.Helper()
	seen(t, ctx, ".outbox", says)
}

// seen waits until a part of the page holds a text.
func seen(t *testing.T, ctx context.Context, part, text string) {
	t.Helper()
	whole := ctx
	ctx, cancel := context.WithTimeout(ctx, 15*time.Second)
	defer cancel()
	script := fmt.Sprintf(`new Promise(done => {
		const look = () => { const e = document.querySelector(%q); if (e && e.innerText.includes(%q)) { watch.disconnect(); done(true); } };
		const watch = new MutationObserver(look);
		watch.observe(document, { childList: true, subtree: true, characterData: true, attributes: true });
		look();
	})`, part, text)
	_, err := chromedp.Run(ctx, chromedp.Evaluate[bool](script, chromedp.EvalAwaitPromise))
	for err != nil && ctx.Err() == nil { // one page gave way to another
		_, err = chromedp.Run(ctx, chromedp.Evaluate[bool](script, chromedp.EvalAwaitPromise))
	}
	if err != nil {
		page, _ := chromedp.Run(whole, chromedp.Evaluate[string](`document.title + ": " + document.body.innerText`))
		t.Fatalf("%s never says %q (%v); the page is %s", part, text, err, page)
	}
}

// settled waits until nothing waits to be sent.
func settled(t *testing.T, ctx context.Context) {
	t.Helper()
	js[bool](t, ctx, `new Promise(done => {
		const look = () => { if (!document.querySelector(".outbox").innerText.includes("waiting")) { watch.disconnect(); done(true); } };
		const watch = new MutationObserver(look);
		watch.observe(document.querySelector(".outbox"), { childList: true });
		look();
	})`)
}

// js runs a script in the page and waits for what it promises.
func js[T any](t *testing.T, ctx context.Context, script string) T {
	t.Helper()
	ctx, cancel := context.WithTimeout(ctx, 15*time.Second)
	defer cancel()
	value, err := chromedp.Run(ctx, chromedp.Evaluate[T](script, chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatalf("%s: %v", script, err)
	}
	return value
}

// opens opens a page; it is there when the worker has it too.
func opens(t *testing.T, ctx context.Context, address string) {
	t.Helper()
	run(t, ctx, chromedp.Navigate(address))
}

// ready waits until the worker looks after the page and has kept what the pages need.
func ready(t *testing.T, ctx context.Context) {
	t.Helper()
	js[bool](t, ctx, `(async () => {
		await navigator.serviceWorker.ready;
		while (!navigator.serviceWorker.controller) await new Promise(f => requestAnimationFrame(f)); // a page that was there before the worker is taken on a moment later
		const has = async () => { const c = await caches.open("dl"); return (await Promise.all(document.querySelector(".outbox").dataset.shells.split(" ").map(u => c.match(u.split("?")[0], { ignoreSearch: true })))).every(x => x) && (await c.keys()).length >= 6; };
		while (!await has()) await new Promise(f => requestAnimationFrame(f));
		return true;
	})()`)
}

// writes fills the box and saves.
func writes(t *testing.T, ctx context.Context, text string) {
	t.Helper()
	js[bool](t, ctx, fmt.Sprintf(`document.querySelector("#what").value = %q; document.querySelector("#save").click(); true`, text))
}

// online is what a browser says when there is a signal again.
func online(t *testing.T, ctx context.Context) {
	t.Helper()
	js[bool](t, ctx, `dispatchEvent(new Event("online")); true`)
}

// words are what was written in a project, in order.
func (v *visit) words(project string) (all []string) {
	for _, e := range v.events(project) {
		if b, is := e.Body.(*domain.OutcomeRecorded); is {
			text, _ := b.What.Reveal(v.log.Opener())
			all = append(all, text)
		}
	}
	return all
}

func (v *visit) wrote(project string, want ...string) {
	v.t.Helper()
	if got := v.words(project); !slices.Equal(got, want) {
		v.t.Errorf("%s holds %q, want %q", project, got, want)
	}
}
