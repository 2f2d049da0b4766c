package web

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/projections"
	"github.com/desirelines/desirelines/reports/charts"
)

// serve answers from other views or with another engine.
func (v *visit) serve(t *testing.T, views Views, engine *charts.Engine) *site {
	t.Helper()
	s, err := Site{
		Views: views, Source: v.log, Recorder: recorder{v.log}, Charts: engine, Now: today, NewID: newID, Logger: slog.New(slog.NewTextHandler(v.said, nil)),
		Demo: true,
	}.open()
	if err != nil {
		t.Fatal(err)
	}
	v.handler = s.guard(s.routes())
	return s
}

// late is what a page says whose pictures are not all ready.
const late = "Some pictures are still being drawn; the tables hold every number. Load again to see them."

// whole loads a page until all its pictures are there.
func (v *visit) whole(address string) string {
	v.t.Helper()
	for range 50 { // each waits for what is drawn
		if page := v.get(address, 200).Body.String(); !strings.Contains(page, late) {
			return page
		}
	}
	v.t.Fatalf("%s never has all its pictures", address)
	return ""
}

// A page does not wait for ever for its pictures: it comes without them, says so once at its top, and is whole when it is loaded again.
func TestAPageThatDoesNotWaitForItsPictures(t *testing.T) {
	for _, page := range []string{"/for/public", "/journey"} {
		v := withJourneys(t)
		address := "/p/working-together" + page
		v.get("/p/working-together", 200)
		gone, cancel := context.WithCancel(t.Context())
		cancel()
		first := v.do(httptest.NewRequestWithContext(gone, http.MethodGet, address, nil))
		body := first.Body.String()
		_, main, _ := strings.Cut(body, `<main id="main">`)
		top, _, _ := strings.Cut(main, "<h2")
		if first.Code != 200 || strings.Count(body, late) != 1 || !strings.Contains(top, late) {
			t.Fatalf("%s: status %d; the sentence stands %d times, at the top: %v", address, first.Code, strings.Count(body, late), strings.Contains(top, late))
		}
		for _, fault := range checkPage(read(t, address, strings.NewReader(body))) {
			t.Errorf("%s: %s", address, fault)
		}
		again := v.whole(address)
		if strings.Count(again, "<svg") <= strings.Count(body, "<svg") {
			t.Errorf("%s: loaded again it has %d pictures, at first %d", address, strings.Count(again, "<svg"), strings.Count(body, "<svg"))
		}
	}
}

// failures counts how often a drawing failed, by the log of the server.
func (v *visit) failures() int { return strings.Count(v.said.String(), "a chart could not be drawn") }

// Where pictures cannot be drawn the page comes with its tables, and is not drawn again for every reader.
func TestPicturesThatCannotBeDrawn(t *testing.T) {
	v := withJourneys(t)
	v.serve(t, v.views, charts.NewEngine(1, time.Nanosecond))
	const p = "/p/working-together"
	page := v.whole(p + "/journey")
	n := v.failures()
	if n == 0 || strings.Contains(page, `<figure class="chart"`) || !strings.Contains(page, "<table") {
		t.Errorf("%d drawings failed, and the page does not stand with its tables", n)
	}
	for _, more := range []string{"/journey", "/journey?n=1"} {
		v.get(p+more, 200)
	}
	if again := v.failures(); again != n {
		t.Errorf("%d drawings failed at first, %d after more looks", n, again)
	}
}

// A picture by itself is drawn by one for all who ask at the same time.
func TestAPictureByItselfIsDrawnOnce(t *testing.T) {
	v := withJourneys(t)
	v.serve(t, v.views, charts.NewEngine(1, time.Nanosecond)) // what fails is told in the log, so that it can be counted
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() { v.do(httptest.NewRequest(http.MethodGet, "/p/worked-example/chart/path-1-1.svg", nil)) })
	}
	wait.Wait()
	if n := v.failures(); n != 1 {
		t.Errorf("the same picture was drawn %d times", n)
	}
	v.serve(t, v.views, engine())
	if svg := v.get("/p/worked-example/chart/path-1-1.svg", 200).Body.String(); !strings.Contains(svg, "font-family") || !strings.Contains(svg, "265") {
		t.Error("the file is not the picture that brings its own font and colours")
	}
}

// meddling are views in which something happens right after the nth read.
type meddling struct {
	Views
	mu    sync.Mutex
	after int // 0: nothing happens any more
	do    func()
}

func (m *meddling) Read(ctx context.Context, fn func(projections.Reader) error) error {
	err := m.Views.Read(ctx, fn)
	m.mu.Lock()
	m.after--
	now := m.after == 0
	m.mu.Unlock()
	if now {
		m.do()
	}
	return err
}

// What is taken out of sight while a picture is made is in none that is shown afterwards, whenever it happens.
func TestWhatIsTakenOutOfSightWhileAPictureIsMade(t *testing.T) {
	const address, why = "/p/worked-example/chart/path-1-1.svg?at=160", "The floor had to be mended"
	reads := 0
	for read := 1; ; read++ {
		v := withJourneys(t)
		m := &meddling{Views: v.views}
		v.serve(t, m, engine())
		if read == 1 && !strings.Contains(v.get(address+"&audience=evaluators", 200).Body.String(), why) {
			t.Fatalf("no picture says %q: this test tests nothing", why)
		}
		m.do = func() {
			for _, e := range v.events("worked-example") {
				target, is := e.Body.(*domain.TargetSet)
				if !is {
					continue
				}
				if text, _ := target.Why.Reveal(nil); strings.Contains(text, why) {
					c := domain.Command{ID: newID(), Project: "worked-example", Drafts: []domain.Draft{{Body: &domain.EntryRedacted{Entry: e.ID}}}}
					if _, err := v.log.Do(context.Background(), c); err != nil {
						t.Error(err)
					}
				}
			}
			if err := v.views.Ready(context.Background()); err != nil {
				t.Error(err)
			}
		}
		m.mu.Lock()
		m.after = read
		m.mu.Unlock()
		v.get(address, 200)
		m.mu.Lock()
		happened := m.after <= 0
		m.mu.Unlock()
		if !happened {
			break // it needs fewer reads than this
		}
		reads = read
		if body := v.get(address, 200).Body.String(); strings.Contains(body, why) {
			t.Errorf("after read %d the picture still says %q", read, why)
		}
	}
	if reads < 2 {
		t.Errorf("something happened after %d reads only", reads)
	}
}
