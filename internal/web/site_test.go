package web

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/demo"
	"github.com/desirelines/desirelines/internal/imports"
	"github.com/desirelines/desirelines/projections"
	"github.com/desirelines/desirelines/reports/charts"
	"github.com/desirelines/desirelines/streams"
	"github.com/desirelines/desirelines/streams/streamstest"
)

// engine draws for all tests: its script is compiled once.
var engine = sync.OnceValue(func() *charts.Engine { return charts.NewEngine(0, time.Minute) })

// visit is a site with a browser that does not follow redirects by itself.
type visit struct {
	t       *testing.T
	log     *streams.Log
	store   *streamstest.Memory
	views   Views
	handler http.Handler
	said    *bytes.Buffer // what went to the log of the server
}

// views are the read models; they take in what was written when somebody waits.
type views struct {
	*projections.Memory
	runner *projections.Runner
	log    *streams.Log
	mu     sync.Mutex
}

func (v *views) Wait(ctx context.Context, _ uint64) error { return v.Ready(ctx) }

func (v *views) Moved() (<-chan struct{}, bool) { return v.runner.Moved() }

func (v *views) Ready(ctx context.Context) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	for c, err := range v.log.Read(ctx, v.runner.From()) {
		if err != nil {
			return err
		}
		if err := v.runner.Apply(ctx, []domain.Commit{c}); err != nil {
			return err
		}
	}
	return nil
}

type recorder struct{ log *streams.Log }

func (r recorder) Record(ctx context.Context, c domain.Command) (Receipt, error) {
	receipt, err := r.log.Do(ctx, c)
	return Receipt{receipt.ID, receipt.Position, receipt.Sequence}, err
}

// today is the day of every test.
func today() time.Time { return time.Date(2026, 7, 31, 12, 0, 0, 0, time.UTC) }

func newID() string { return uuid.Must(uuid.NewV7()).String() }

// newVisit opens a site on an empty log in memory.
func newVisit(t *testing.T) *visit {
	t.Helper()
	v := &visit{t: t, store: streamstest.NewMemory(), said: new(bytes.Buffer)}
	v.log = streams.New(v.store, streams.Options{Now: today})
	memory := projections.NewMemory()
	runner, err := projections.NewRunner(t.Context(), memory, projections.All(), streams.DecodePage, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	v.views = &views{Memory: memory, runner: runner, log: v.log}
	v.handler, err = Site{
		Views: v.views, Source: v.log, Recorder: recorder{v.log}, Charts: engine(),
		Now: today, NewID: newID, Logger: slog.New(slog.NewTextHandler(v.said, nil)), Demo: true,
	}.Handler()
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// withJourneys takes in the example journeys.
func withJourneys(t *testing.T) *visit {
	t.Helper()
	v := newVisit(t)
	for _, j := range demo.Journeys() {
		in := &imports.Importer{Recorder: v.log, Source: v.log, NewID: newID, Today: domain.DateOf(today())}
		if _, err := in.JSONL(t.Context(), bytes.NewReader(j.File)); err != nil {
			t.Fatal(err)
		}
	}
	return v
}

// do sends a request.
func (v *visit) do(r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	v.handler.ServeHTTP(w, r)
	heard.hear(r, w)
	return w
}

// get asks for a page and checks its status.
func (v *visit) get(address string, status int) *httptest.ResponseRecorder {
	v.t.Helper()
	w := v.do(httptest.NewRequest(http.MethodGet, address, nil))
	if w.Code != status {
		v.t.Fatalf("GET %s: status %d, want %d\n%s\n%s", address, w.Code, status, shorten(w.Body.String()), v.said)
	}
	return w
}

// post sends a form of our own page.
func (v *visit) post(address string, status int, form url.Values) *httptest.ResponseRecorder {
	v.t.Helper()
	r := httptest.NewRequest(http.MethodPost, address, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	w := v.do(r)
	if w.Code != status {
		v.t.Fatalf("POST %s: status %d, want %d\n%s\n%s", address, w.Code, status, shorten(w.Body.String()), v.said)
	}
	return w
}

func shorten(s string) string { return s[:min(len(s), 3000)] }

// events returns all events of a project.
func (v *visit) events(project string) []domain.Event {
	v.t.Helper()
	var events []domain.Event
	for c, err := range v.log.ReadProject(v.t.Context(), project, 1) {
		if err != nil {
			v.t.Fatal(err)
		}
		events = append(events, c.Events...)
	}
	return events
}

// element is one element of a page.
type element struct {
	name string
	attr map[string]string
	text string // of all that lies in it
}

// htmlPage is a page as elements in order.
type htmlPage []*element

// all returns the elements with this name.
func (p htmlPage) all(name string) (list []*element) {
	for _, e := range p {
		if e.name == name {
			list = append(list, e)
		}
	}
	return list
}

// field returns the control of a form with this name.
func (p htmlPage) field(name string) *element {
	for _, e := range p {
		if e.attr["name"] == name && (e.name == "input" || e.name == "textarea" || e.name == "select") {
			return e
		}
	}
	return nil
}

// text is the text of the whole page.
func (p htmlPage) text() string { return p.all("body")[0].text }

var void = []string{"meta", "link", "input", "br", "hr", "img"}

// read parses a page and fails where its tags do not match.
func read(t *testing.T, address string, body io.Reader) htmlPage {
	t.Helper()
	d := xml.NewDecoder(body)
	d.Strict, d.Entity = false, xml.HTMLEntity
	var page htmlPage
	var open []*element
	for {
		token, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("%s: %v", address, err)
		}
		switch tok := token.(type) {
		case xml.StartElement:
			e := &element{name: tok.Name.Local, attr: map[string]string{}}
			for _, a := range tok.Attr {
				name := a.Name.Local
				if a.Name.Space != "" {
					name = a.Name.Space + ":" + name
				}
				e.attr[name] = a.Value
			}
			page = append(page, e)
			if !slices.Contains(void, e.name) {
				open = append(open, e)
			}
		case xml.EndElement:
			if slices.Contains(void, tok.Name.Local) {
				continue
			}
			if len(open) == 0 || open[len(open)-1].name != tok.Name.Local {
				t.Fatalf("%s: </%s> at byte %d closes nothing that is open", address, tok.Name.Local, d.InputOffset())
			}
			open = open[:len(open)-1]
		case xml.CharData:
			for _, e := range open {
				e.text += string(tok)
			}
		}
	}
	if len(open) > 0 {
		t.Fatalf("%s: <%s> is never closed", address, open[len(open)-1].name)
	}
	return page
}

// page asks for a page, which must be well formed.
func (v *visit) page(address string, status int) htmlPage {
	v.t.Helper()
	return read(v.t, address, v.get(address, status).Body)
}

// formPage sends a form and reads the page that comes back.
func (v *visit) formPage(address string, status int, form url.Values) htmlPage {
	v.t.Helper()
	return read(v.t, address, v.post(address, status, form).Body)
}

// checkPage finds what is wrong with any page, whatever it shows.
func checkPage(p htmlPage) (faults []string) {
	fault := func(format string, args ...any) { faults = append(faults, fmt.Sprintf(format, args...)) }
	if n := len(p.all("h1")); n != 1 {
		fault("%d headings of level 1, want one", n)
	}
	ids, level := map[string]bool{}, 0
	for _, e := range p {
		if id, has := e.attr["id"]; has {
			if ids[id] {
				fault("the id %q stands twice", id)
			}
			ids[id] = true
		}
		if _, has := e.attr["style"]; has {
			fault("<%s> has a style attribute", e.name)
		}
		if e.name == "script" && !strings.HasPrefix(e.attr["src"], "/assets/") || e.name == "style" {
			fault("there is a <%s>", e.name)
		}
		for name := range e.attr {
			if strings.HasPrefix(name, "on") {
				fault("<%s> has %s", e.name, name)
			}
		}
		if len(e.name) == 2 && e.name[0] == 'h' && e.name[1] >= '1' && e.name[1] <= '6' {
			if n := int(e.name[1] - '0'); n > level+1 {
				fault("heading %q of level %d follows one of level %d", e.text, n, level)
			} else {
				level = n
			}
		}
	}
	for _, e := range p {
		for _, name := range []string{"for", "aria-labelledby", "aria-describedby"} {
			for id := range strings.FieldsSeq(e.attr[name]) {
				if !ids[id] {
					fault("<%s> %s names %q, which is not there", e.name, name, id)
				}
			}
		}
		if id, is := strings.CutPrefix(e.attr["href"], "#"); is && !ids[id] {
			fault("a link leads to #%s, which is not there", id)
		}
	}
	return faults
}
