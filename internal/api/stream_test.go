package api

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/desirelines/desirelines/domain"
)

// many records entries in commits of different sizes, so that numbers of entries and of commits are far apart.
func (p *place) many(actor string, commits int) (entries int) {
	p.t.Helper()
	for n := range commits {
		bodies := make([]domain.Body, 1+n%7*30)
		for i := range bodies {
			bodies[i] = &domain.SurpriseNoticed{What: domain.Write(fmt.Sprintf("Surprise %d of %d", i, n))}
		}
		p.record("p", actor, nil, bodies...)
		entries += len(bodies)
	}
	return entries
}

// positionsIn are the numbers of the entries of an answer with one event a line.
func positionsIn(t *testing.T, lines string) (list []uint64) {
	t.Helper()
	for line := range strings.Lines(lines) {
		var e struct{ Position uint64 }
		if err := json.Unmarshal([]byte(line), &e); err != nil {
			t.Fatal(err)
		}
		list = append(list, e.Position)
	}
	return list
}

// pieces notes how an answer came.
type pieces struct {
	*httptest.ResponseRecorder
	flushed []int // bytes at each flush
	then    func()
}

func (p *pieces) FlushError() error {
	p.flushed = append(p.flushed, p.Body.Len())
	if p.then != nil {
		p.then()
		p.then = nil
	}
	return nil
}

// All events come in one stream, piece by piece, from any entry on, each once and in order; page by page it is the same.
func TestEventsAreStreamed(t *testing.T) {
	p := open(t, false)
	member := p.joins("p", domain.RoleMember)
	many := p.many(member.person, 40)
	last := uint64(2 + many)
	stream := func(ask, accept string) (*pieces, []uint64) {
		t.Helper()
		r := httptest.NewRequest(http.MethodGet, Base+"/projects/p/events"+ask, nil)
		r.Header = member.header.Clone()
		r.Header.Set("Accept", accept)
		w := &pieces{ResponseRecorder: httptest.NewRecorder()}
		p.handler.ServeHTTP(w, r)
		if kind, _, _ := strings.Cut(accept, ";"); w.Code != http.StatusOK || w.Header().Get("Content-Type") != kind {
			t.Fatalf("%s: status %d, %s", ask, w.Code, w.Header().Get("Content-Type"))
		}
		return w, positionsIn(t, w.Body.String())
	}
	w, all := stream("", "application/x-ndjson")
	if len(all) != int(last) || all[0] != 1 || !slices.IsSorted(all) || len(slices.Compact(slices.Clone(all))) != len(all) {
		t.Fatalf("%d events of %d, from %d", len(all), last, all[0])
	}
	if len(w.flushed) < 3 || w.flushed[0] == w.flushed[len(w.flushed)-1] {
		t.Errorf("it came in %d pieces: %v", len(w.flushed), w.flushed)
	}
	for i, until := range w.flushed { // so that memory has a bound, however long the project is
		begin := 0
		if i > 0 {
			begin = w.flushed[i-1]
		}
		if lines := strings.Count(w.Body.String()[begin:until], "\n"); lines > pieceEvents+181 {
			t.Errorf("piece %d has %d events", i, lines)
		}
	}
	p.commits = 0
	if stream(fmt.Sprintf("?after=%d", last-1), "application/jsonl"); p.commits > 20 {
		t.Errorf("%d commits were read for the last entry", p.commits)
	}
	for _, from := range []uint64{1, 2, 511, 512, 1023, 1024, 1025, last - 1, last} {
		for range 2 { // also from a milestone
			if _, got := stream(fmt.Sprintf("?after=%d", from), "application/jsonl;q=1"); !slices.Equal(got, all[from:]) {
				t.Errorf("after %d come %d events, want %d", from, len(got), len(all[from:]))
			}
		}
	}
	if _, got := stream("?at=700", "application/jsonl"); !slices.Equal(got, all[:700]) {
		t.Errorf("at 700 there are %d", len(got))
	}
	paged := []uint64{}
	for path := "/projects/p/events?limit=1000"; path != ""; {
		w := member.send(http.MethodGet, path, "", "Accept", "application/jsonl")
		paged = append(paged, positionsIn(t, w.Body.String())...)
		path = ""
		if next := nextLink.FindStringSubmatch(w.Header().Get("Link")); next != nil {
			path = strings.TrimPrefix(next[1], Base)
		}
	}
	if !slices.Equal(paged, all) {
		t.Errorf("page by page there are %d, want %d", len(paged), len(all))
	}
}

// What the read models do not show yet is not passed over, though they show it by the time of the next piece: a stream ends before it, and who
// goes on from there gets it.
func TestAStreamEndsWhereTheReadModelsDo(t *testing.T) {
	p := open(t, false)
	member := p.joins("p", domain.RoleMember)
	shown := 2 + p.many(member.person, 8)
	member.reads("/projects", http.StatusOK)
	p.views.held = true
	last := shown + p.many(member.person, 40)
	w := &pieces{ResponseRecorder: httptest.NewRecorder(), then: func() {
		p.views.held = false
		if err := p.views.Ready(t.Context()); err != nil {
			t.Error(err)
		}
	}}
	events := func(ask string) (list []uint64) {
		r := httptest.NewRequest(http.MethodGet, Base+"/projects/p/events"+ask, nil)
		r.Header = member.header.Clone()
		r.Header.Set("Accept", jsonLines)
		p.handler.ServeHTTP(w, r)
		return positionsIn(t, w.Body.String())
	}
	if got := events(""); len(got) != shown || got[shown-1] != uint64(shown) {
		t.Errorf("%d events, to %d; shown are %d", len(got), got[len(got)-1], shown)
	}
	w = &pieces{ResponseRecorder: httptest.NewRecorder()}
	if got := events(fmt.Sprintf("?after=%d", shown)); len(got) != last-shown || got[0] != uint64(shown+1) || got[len(got)-1] != uint64(last) {
		t.Errorf("then come %d, want %d", len(got), last-shown)
	}
}

// Who is not to see something any more does not see it in the next piece either: each piece asks the gate.
func TestEachPieceAsksTheGate(t *testing.T) {
	p := open(t, false)
	member := p.joins("p", domain.RoleMember)
	p.many(member.person, 40)
	r := httptest.NewRequest(http.MethodGet, Base+"/projects/p/events", nil)
	r.Header = member.header.Clone()
	r.Header.Set("Accept", jsonLines)
	w := &pieces{ResponseRecorder: httptest.NewRecorder(), then: func() { p.record("p", "", nil, &domain.PersonLeft{Person: member.person}) }}
	broken := func() (panicked any) {
		defer func() { panicked = recover() }()
		p.handler.ServeHTTP(w, r)
		return nil
	}()
	if broken != http.ErrAbortHandler || len(w.flushed) != 1 {
		t.Errorf("the stream went on for %d pieces and ended with %v", len(w.flushed), broken)
	}
}

// Replays come page by page too: no step is passed over, none comes twice, and a page has as many as were asked for.
func TestReplaysComePageByPage(t *testing.T) {
	p := open(t, false)
	member := p.joins("p", domain.RoleMember)
	last := uint64(2 + p.many(member.person, 12))
	steps := func(path string) (list []uint64, next string) {
		t.Helper()
		w := member.send(http.MethodGet, path, "")
		var replay struct {
			Steps []struct{ Entry struct{ Position uint64 } }
		}
		if err := json.Unmarshal(w.Body.Bytes(), &replay); err != nil || w.Code != http.StatusOK {
			t.Fatalf("%s: status %d, %v", path, w.Code, err)
		}
		for _, s := range replay.Steps {
			list = append(list, s.Entry.Position)
		}
		if link := nextLink.FindStringSubmatch(w.Header().Get("Link")); link != nil {
			next = strings.TrimPrefix(link[1], Base)
		}
		return list, next
	}
	var all []uint64
	pages := 0
	for path := "/projects/p/replay?from=1&limit=400"; path != ""; pages++ {
		var page []uint64
		if page, path = steps(path); len(page) > 400 {
			t.Fatalf("%d steps on a page", len(page))
		}
		all = append(all, page...)
	}
	if uint64(len(all)) != last || !slices.IsSorted(all) || pages != int((last+399)/400) {
		t.Errorf("%d steps on %d pages, want %d", len(all), pages, last)
	}
	if recent, next := steps("/projects/p/replay"); len(recent) != stepsShown || recent[len(recent)-1] != last || next != "" {
		t.Errorf("the last ones are %d, to %d", len(recent), recent[len(recent)-1])
	}
	if between, next := steps("/projects/p/replay?from=3&to=5"); !slices.Equal(between, []uint64{3, 4, 5}) || next != "" {
		t.Errorf("between two entries there are %v, and %q", between, next)
	}
}
