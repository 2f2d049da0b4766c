package web

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/evidence/evidencetest"
)

// The journey of a phone with a bad signal: the site stops and starts at the same address.
func TestWritingWithoutASignal(t *testing.T) {
	a := newArchive(t)
	o := newOutpost(t)
	o.handler = a.handler
	o.start()
	profile := t.TempDir()
	ctx := browser(t, time.Minute, chromedp.UserDataDir(profile))
	opens(t, ctx, o.home()+"/p/p/write")
	ready(t, ctx)

	o.stop()
	opens(t, ctx, o.home()+"/p/p/write?kind=outcome") // from what the phone kept
	seen(t, ctx, "main", "We could not reach the site.")
	writes(t, ctx, "First, with no signal.")
	waits(t, ctx, "Saved on this phone. We will send it when you are back online.")
	waits(t, ctx, "1 waiting on this phone to be sent.")
	if left := js[string](t, ctx, `document.querySelector("#what").value`); left != "" {
		t.Errorf("the box holds %q after saving", left)
	}
	// The second has a picture, the third one that is too large.
	folder := t.TempDir()
	picture, large := filepath.Join(folder, "walk.jpg"), filepath.Join(folder, "large.jpg")
	if os.WriteFile(picture, evidencetest.JPEG(evidencetest.Drawing(60, 40)), 0o600) != nil || os.WriteFile(large, make([]byte, 10<<20+1), 0o600) != nil {
		t.Fatal("no files")
	}
	run(t, ctx, chromedp.SetUploadFiles("#file", []string{picture}))
	writes(t, ctx, "Second, with a picture.")
	waits(t, ctx, "2 waiting on this phone to be sent.")
	run(t, ctx, chromedp.SetUploadFiles("#file", []string{large}))
	writes(t, ctx, "Third, too large.")
	waits(t, ctx, "This file is too large to keep. Choose one of at most 10 MB.")
	if left := js[string](t, ctx, `document.querySelector("#what").value`); left != "Third, too large." {
		t.Errorf("the box holds %q after a file that is too large", left)
	}

	// The browser is closed and opened again.
	if err := chromedp.Cancel(ctx); err != nil {
		t.Fatal(err)
	}
	ctx = browser(t, time.Minute, chromedp.UserDataDir(profile))
	opens(t, ctx, o.home()+"/p/p/phone")
	waits(t, ctx, "2 waiting on this phone to be sent.")
	seen(t, ctx, ".own", "Second, with a picture.")
	if n := o.posts.Load(); n != 0 || len(a.words("p")) != 0 {
		t.Fatalf("%d forms came while the site was not there", n)
	}

	// The site is back. The answer to the first is lost after the log has it.
	o.drop.Store(1)
	o.start()
	online(t, ctx)
	waits(t, ctx, "Sent. Thank you.")
	seen(t, ctx, ".count", "Nothing is kept on this phone.")
	a.wrote("p", "First, with no signal.", "Second, with a picture.")
	if n := o.posts.Load(); n != 3 {
		t.Errorf("%d forms came, want the first twice and the second once", n)
	}
	events := a.events("p")
	attached, is := events[len(events)-1].Body.(*domain.EvidenceAttached)
	if !is || attached.File.MediaType != "image/jpeg" {
		t.Errorf("the last entry is %T", events[len(events)-1].Body)
	}
	// Here, with a signal, one goes on to what was saved.
	opens(t, ctx, o.home()+"/p/p/write")
	writes(t, ctx, "Fourth, with a signal.")
	seen(t, ctx, "h1", "Saved. Thank you.")
	a.wrote("p", "First, with no signal.", "Second, with a picture.", "Fourth, with a signal.")
	if refused := js[[]string](t, ctx, `window.refused`); len(refused) > 0 {
		t.Errorf("the policy refused %v", refused)
	}
}

// What the log cannot take stays on the phone, says so, does not hold up the next, and can be mended with what the server said.
func TestMendingWhatWasRefused(t *testing.T) {
	v, o := anOpenSite(t)
	ctx := browser(t, time.Minute)
	opens(t, ctx, o.home()+"/p/p/write")
	ready(t, ctx)
	o.stop()
	opens(t, ctx, o.home()+"/p/p/write")
	js[bool](t, ctx, `document.querySelector("#happened").value = "some day"; true`)
	writes(t, ctx, "It rained in.")
	waits(t, ctx, "1 waiting")
	js[bool](t, ctx, `document.querySelector("#kind-3").checked = true; true`)
	writes(t, ctx, "Somebody sang.")
	waits(t, ctx, "2 waiting")
	o.start()
	online(t, ctx)
	waits(t, ctx, "One entry needs you: open it and check it.")
	settled(t, ctx)
	if len(v.events("p")) != 2 || v.events("p")[1].Body.Kind() != "surprise.noticed" {
		t.Fatalf("%d entries: what was refused held up the next", len(v.events("p")))
	}
	opens(t, ctx, o.home()+"/p/p/phone")
	seen(t, ctx, ".own", "It needs you: open it and check it.")
	press(t, ctx, ".own .open")
	seen(t, ctx, ".problems", "We cannot read this date.")
	if got := js[[]string](t, ctx, `[document.querySelector("#what").value, document.querySelector("#happened").value, document.querySelector("#happened").getAttribute("aria-invalid"), String(document.querySelector("#happened").closest("details").open)]`); !slices.Equal(got, []string{"It rained in.", "some day", "true", "true"}) {
		t.Errorf("it is opened with %q", got)
	}
	js[bool](t, ctx, `document.querySelector("#happened").value = "2026-07-01"; document.querySelector("#save").click(); true`)
	seen(t, ctx, "h1", "Saved. Thank you.")
	v.wrote("p", "It rained in.")
	opens(t, ctx, o.home()+"/p/p/phone")
	seen(t, ctx, ".count", "Nothing is kept on this phone.")
	if events := v.events("p"); len(events) != 3 || events[2].Happened.String() != "2026-07-01" {
		t.Errorf("%d entries", len(events))
	}
}

// as opens the pages as somebody.
func asSomebody(t *testing.T, ctx context.Context, home string, cookies []*http.Cookie) {
	t.Helper()
	for _, c := range cookies {
		if _, err := chromedp.Call(ctx, network.SetCookie, network.SetCookieParams{Name: c.Name, Value: c.Value, URL: home}); err != nil {
			t.Fatal(err)
		}
	}
}

// forgets ends a session on the phone alone.
func forgets(t *testing.T, ctx context.Context, home string, cookies []*http.Cookie) {
	t.Helper()
	for _, c := range cookies {
		if _, err := chromedp.Call(ctx, network.DeleteCookies, network.DeleteCookiesParams{Name: c.Name, URL: home}); err != nil {
			t.Fatal(err)
		}
	}
}

// One phone for two: what one wrote is sent by nobody else, and shown to nobody else. It waits until its writer is back. Leaving takes
// away the pages that were kept, and not what waits.
func TestSharingAPhone(t *testing.T) {
	g, o, blue := aPhone(t)
	red := g.joins(domain.RoleMember, "Red")
	ctx := browser(t, time.Minute)
	asSomebody(t, ctx, o.home(), blue.cookies)
	opens(t, ctx, o.home()+"/p/p/write")
	ready(t, ctx)
	// The session ends in between.
	forgets(t, ctx, o.home(), blue.cookies)
	writes(t, ctx, "Blue wrote this.")
	waits(t, ctx, "You are not signed in now. Sign in, and we will send it.")
	if address := js[string](t, ctx, `document.querySelector(".outbox a[href*=sign-in]").getAttribute("href")`); address != "/sign-in?to=%2Fp%2Fp%2Fwrite" {
		t.Errorf("the way to sign in is %q", address)
	}
	// Somebody signs in: the pages that were kept are the one's before them.
	js[bool](t, ctx, `(async () => {
		await fetch("/sign-in", { method: "POST", body: new URLSearchParams() });
		while ((await caches.keys()).length) await new Promise(f => requestAnimationFrame(f));
		return true;
	})()`)
	asSomebody(t, ctx, o.home(), red.cookies)
	opens(t, ctx, o.home()+"/p/p/phone")
	seen(t, ctx, ".count", "1 of somebody else wait here. They must sign in to send them.")
	if text := js[string](t, ctx, `document.body.innerText`); strings.Contains(text, "Blue wrote this") {
		t.Error("others read what waits")
	}
	opens(t, ctx, o.home()+"/p/p/write")
	ready(t, ctx)
	writes(t, ctx, "Red wrote this.")
	seen(t, ctx, "h1", "Saved. Thank you.")
	g.wrote("p", "Red wrote this.")
	press(t, ctx, ".leave button")
	until(t, ctx, `document.title === "Notes"`)
	if left := js[float64](t, ctx, `caches.keys().then(k => k.length)`); left != 0 {
		t.Errorf("%v stores of pages are left after leaving", left)
	}
	asSomebody(t, ctx, o.home(), g.signedIn(blue.id))
	opens(t, ctx, o.home()+"/p/p")
	waits(t, ctx, "Sent. Thank you.")
	g.wrote("p", "Red wrote this.", "Blue wrote this.")
	events := g.events("p")
	if last := events[len(events)-1]; last.Actor != blue.id {
		t.Errorf("it stands as of %s", last.Actor)
	}
}

// Two pages are open on the phone: what waits is sent once, in order, whichever sends it. With script off, or where the phone keeps
// nothing, the form is sent as forms are. "Clear this phone" asks before it loses anything.
func TestTwoPagesAndNoScript(t *testing.T) {
	v, o := anOpenSite(t)
	ctx := browser(t, time.Minute)
	opens(t, ctx, o.home()+"/p/p/write")
	ready(t, ctx)
	other, cancel := chromedp.NewContext(ctx)
	defer cancel()
	opens(t, other, o.home()+"/p/p/write")
	o.stop()
	writes(t, ctx, "One.")
	waits(t, other, "1 waiting")
	writes(t, other, "Two.")
	waits(t, ctx, "2 waiting")
	writes(t, ctx, "Three.")
	waits(t, other, "3 waiting")
	js[bool](t, ctx, `document.dispatchEvent(new Event("input")); true`) // somebody begins to write again: the page stays
	o.start()
	online(t, ctx)
	online(t, other)
	// Either page may send them; the one in the background gets no frames, so it is asked what is left, not what it shows.
	js[bool](t, ctx, `(async () => { while ((await window.outbox.all()).length) await new Promise(f => setTimeout(f, 20)); return true })()`)
	v.wrote("p", "One.", "Two.", "Three.")
	if n := o.posts.Load(); n != 3 {
		t.Errorf("%d forms came, want 3", n)
	}
	cancel() // the first page is in front again and draws

	o.stop()
	writes(t, ctx, "Never sent.")
	waits(t, ctx, "1 waiting")
	opens(t, ctx, o.home()+"/p/p/phone")
	seen(t, ctx, ".own", "Never sent.")
	press(t, ctx, ".clear")
	seen(t, ctx, "#sure", "1 not sent yet. Then all of this is gone.")
	press(t, ctx, ".no")
	seen(t, ctx, ".own", "Never sent.")
	press(t, ctx, ".clear")
	seen(t, ctx, "#sure", "1 not sent yet.")
	press(t, ctx, ".yes")
	seen(t, ctx, ".count", "This phone is clear. Nothing is kept on it.")
	if left := js[[]float64](t, ctx, `(async () => [(await caches.keys()).length, (await navigator.serviceWorker.getRegistrations()).filter(r => r.active && !r.unregistered).length, (await window.outbox.all()).length])()`); left[0] != 0 || left[2] != 0 {
		t.Errorf("%v are left: pages, workers, entries", left)
	}

	o.start()
	if _, err := chromedp.Call(ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}); err != nil {
		t.Fatal(err)
	}
	opens(t, ctx, o.home()+"/p/p/phone")
	seenNow := js[string](t, ctx, `document.querySelector("main").innerText`)
	if !strings.Contains(seenNow, "Nothing is kept on this phone.") || strings.Contains(seenNow, "Send now") {
		t.Errorf("with script off the page says %s", seenNow)
	}
	opens(t, ctx, o.home()+"/p/p/write")
	run(t, ctx, chromedp.SendKeys("#what", "No script."))
	if _, err := chromedp.RunResponse(ctx, chromedp.Click("#save")); err != nil {
		t.Fatal(err)
	}
	if title := js[string](t, ctx, `document.title`); !strings.HasPrefix(title, "Saved. Thank you.") {
		t.Errorf("with script off the page after saving is %q", title)
	}
	if _, err := chromedp.Call(ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: false}); err != nil {
		t.Fatal(err)
	}
	opens(t, ctx, o.home()+"/p/p/write")
	js[bool](t, ctx, `window.outbox.all().then(() => { IDBDatabase.prototype.transaction = () => { throw new DOMException("", "UnknownError"); }; return true; })`)
	writes(t, ctx, "No room.")
	seen(t, ctx, "h1", "Saved. Thank you.")
	v.wrote("p", "One.", "Two.", "Three.", "No script.", "No room.")
}
