package web

import (
	"bytes"
	"context"
	_ "embed"
	"fmt"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	devtools "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

//go:embed testdata/axe/axe.min.js
var axe string

//go:embed testdata/look.js
var look string

// browser starts Chromium for at most so long, or skips where there is none.
func browser(t *testing.T, patience time.Duration, more ...chromedp.ExecAllocatorOption) context.Context {
	t.Helper()
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if found, err := exec.LookPath(name); err == nil {
			path = found
			break
		}
	}
	switch {
	case path == "" && os.Getenv("DESIRELINES_STRICT") == "1":
		t.Fatal("there is no Chromium here; install it, as README.md says")
	case path == "":
		t.Skip("there is no Chromium here")
	}
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	t.Cleanup(cancel)
	options := append([]chromedp.ExecAllocatorOption{chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.Headless, chromedp.DisableGPU,
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true)}, more...)
	ctx, cancel = chromedp.NewContext(ctx, chromedp.WithAllocatorOptions(options...))
	t.Cleanup(cancel)
	const watch = `window.refused = []; document.addEventListener("securitypolicyviolation", e => window.refused.push(e.violatedDirective + " " + e.blockedURI))`
	if _, err := chromedp.Call(ctx, devtools.AddScriptToEvaluateOnNewDocument, devtools.AddScriptToEvaluateOnNewDocumentParams{Source: watch}); err != nil {
		t.Fatal(err)
	}
	return ctx
}

// TestPagesInABrowser looks at every page as people do: on a phone and on a laptop, by day and by night. axe finds what keeps
// people out; look.js finds what axe cannot: pages that scroll sideways, words in pictures that are hard to read, and what
// is too small to be hit.
func TestPagesInABrowser(t *testing.T) {
	ctx := browser(t, 8*time.Minute)
	v := withJourneys(t)
	server := httptest.NewServer(v.handler)
	defer server.Close()
	const p = "/p/worked-example"
	pages := []string{"/", "/projects", "/projects/new", "/portfolio", "/nowhere", p, p + "/aims", p + "/tests", p + "/learning", p + "/journey", p + "/worked",
		p + "/did_not_work", p + "/surprises", p + "/story", p + "/entries", p + "/find?words=tea", p + "/replay?at=60", p + "/between?at=20&and=60", p + "/entry/60",
		p + "/figure?aim=eat-together&measure=meals&period=overall", p + "/write?kind=learning&from=60", p + "/phone", p + "/write/shell", p + "/loops", p + "/look-backs", p + "/finish", p + "/judged", p + "/what_changed", p + "/judge?about=aim%3Deat-together%26measure%3Dmeals", p + "/reminders", p + "/news?since=60", p + "/edges", p + "/words", p + "/aim/new?as=question", p + "/aim/eat-together/change", p + "/aim/eat-together/drop", p + "/aim/letter", p + "/aim/eat-together", p + "/aim/eat-together/measure/new", p + "/aim/eat-together/measure/meals/change", p + "/aim/eat-together/measure/meals/target", p + "/aim/eat-together/measure/meals/start", p + "/aim/eat-together/measure/meals/number", p + "/aim/eat-together/measure/meals/retire", p + "/edges/new", p + "/words/ask?from=60", p + "/test?from=60", p + "/meeting", p + "/silence", p + "/entry/60/mend", p + "/walls", p + "/wall", p + "/wall/type", p + "/note?on=aim%3Aeat-together", p + "/for/public", p + "/aims?at=60&audience=evaluators", "/p/working-together/journey", "/p/working-together/wall?wall=Values+on+the+walls+of+an+art+gallery%2C+6+March+2019"}
	widths, schemes := []int64{320, 1100}, []string{"light", "dark"}
	for i, address := range pages {
		for _, width := range widths {
			for _, scheme := range schemes {
				if testing.Short() && (i+int(width)/100)%4 != len(scheme)%2 {
					continue
				}
				name := fmt.Sprintf("%s at %d px, %s", address, width, scheme)
				faults, err := lookAt(ctx, server.URL+address, width, scheme)
				if err != nil {
					t.Fatalf("%s: %v", name, err)
				}
				for _, f := range faults {
					t.Errorf("%s: %s", name, f)
				}
			}
		}
	}
}

// lookAt opens a page and returns what is wrong with it.
func lookAt(ctx context.Context, address string, width int64, scheme string) ([]string, error) {
	media := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}}
	if _, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, media); err != nil {
		return nil, err
	}
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(width, 900), chromedp.Navigate(address)); err != nil {
		return nil, err
	}
	// Through DevTools, so that the policy of the page does not stand in the way.
	if _, err := chromedp.Run(ctx, chromedp.Evaluate[bool](axe+";true")); err != nil {
		return nil, err
	}
	return chromedp.Run(ctx, chromedp.Evaluate[[]string](look, chromedp.EvalAwaitPromise))
}

// The form works with script switched off, by the keyboard alone: every control can be reached, in order, and Enter sends it.
func TestWritingWithTheKeyboardAlone(t *testing.T) {
	ctx := browser(t, time.Minute)
	v := newVisit(t)
	start(t, v, "p", "P")
	server := httptest.NewServer(v.handler)
	defer server.Close()
	if _, err := chromedp.Call(ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}); err != nil {
		t.Fatal(err)
	}
	if err := chromedp.Do(ctx, chromedp.Navigate(server.URL+"/p/p/write")); err != nil {
		t.Fatal(err)
	}
	tabTo(t, ctx, "what")
	if err := chromedp.Do(ctx, chromedp.KeyEvent("Written without a mouse.")); err != nil {
		t.Fatal(err)
	}
	tabTo(t, ctx, "save")
	if _, err := chromedp.RunResponse(ctx, chromedp.KeyEvent("\r")); err != nil {
		t.Fatal(err)
	}
	if title, err := chromedp.Run(ctx, chromedp.Title()); err != nil || !strings.HasPrefix(title, "Saved. Thank you.") {
		t.Fatalf("the page after saving is %q (%v)", title, err)
	}
	if n := len(v.events("p")); n != 2 {
		t.Errorf("%d entries are stored, want 2", n)
	}
}

// tabTo presses Tab until the control with this id has the focus; each stop on the way must be seen.
func tabTo(t *testing.T, ctx context.Context, id string) {
	t.Helper()
	const stop = `(() => { const e = document.activeElement, s = getComputedStyle(e); return [e.id, s.outlineStyle === "none" ? "" : s.outlineWidth] })()`
	for range 40 {
		if err := chromedp.Do(ctx, chromedp.KeyEvent("\t")); err != nil {
			t.Fatal(err)
		}
		at, err := chromedp.Run(ctx, chromedp.Evaluate[[]string](stop))
		if err != nil {
			t.Fatal(err)
		}
		if at[1] != "3px" {
			t.Errorf("the focus at %q is not seen: its outline is %q", at[0], at[1])
		}
		if at[0] == id {
			return
		}
	}
	t.Fatalf("Tab never reaches %q", id)
}

// A report that is printed to PDF keeps its headings, lists and tables for who does not see it.
func TestAPrintedReportIsTagged(t *testing.T) {
	ctx := browser(t, time.Minute)
	v := withJourneys(t)
	server := httptest.NewServer(v.handler)
	defer server.Close()
	if err := chromedp.Do(ctx, chromedp.Navigate(server.URL+"/p/worked-example/for/public")); err != nil {
		t.Fatal(err)
	}
	yes := true
	printed, err := chromedp.Call(ctx, devtools.PrintToPDF, devtools.PrintToPDFParams{GenerateTaggedPDF: &yes, GenerateDocumentOutline: &yes})
	if err != nil {
		t.Fatal(err)
	}
	pdf := []byte(printed.Data)
	for _, want := range []string{"/StructTreeRoot", "/S /H1", "/S /H2", "/S /Table", "/S /TH", "/S /Figure", "/Lang"} {
		if !bytes.Contains(pdf, []byte(want)) {
			t.Errorf("the PDF of %d bytes has no %s", len(pdf), want)
		}
	}
}
