package web

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/desirelines/desirelines/domain"
)

// Who reads the pages of a project takes it along whole, through their own eyes: every file that the page offers is there, with a safe name.
// Who is not of it, and who reads what everybody was told, is offered none of that, and gets none.
func TestAProjectIsTakenAlong(t *testing.T) {
	g, facilitator, member, _ := aTold(t)
	page := read(t, "report", strings.NewReader(member.gets("/p/p/for/group", http.StatusOK)))
	var files []string
	for _, a := range page.all("a") {
		if to := a.attr["href"]; strings.HasPrefix(to, "/p/p/for/group/") {
			to, _, _ = strings.Cut(to, "?")
			files = append(files, to)
		}
	}
	if len(files) != 4+7 {
		t.Fatalf("the page offers %q", files)
	}
	for _, to := range files {
		w := member.send(http.MethodGet, to, nil)
		if strings.HasSuffix(to, "iati.xml") {
			lacksWords(t, w)
			continue
		}
		name := w.Header().Get("Content-Disposition")
		if w.Code != http.StatusOK || w.Body.Len() == 0 || !strings.HasPrefix(name, `attachment; filename="p-group-entry-`) || !strings.Contains(name, to[strings.LastIndex(to, "/")+1:]) {
			t.Errorf("%s: status %d, %d bytes, named %s", to, w.Code, w.Body.Len(), name)
		}
	}
	member.gets("/p/p/for/group/nothing.zip", http.StatusNotFound)
	member.gets("/p/p/for/nobody/tables.xlsx", http.StatusNotFound)
	member.posts("/p/p/for/group/tables.xlsx", http.StatusForbidden, url.Values{})
	facilitator.gets("/p/p/for/funders/tables.xlsx", http.StatusSeeOther)
	funder, stranger := g.works(domain.StaffFunder, "p"), g.stranger()
	told := funder.gets("/p/p/for/funders/events.jsonl", http.StatusOK)
	if ours := member.gets("/p/p/for/group/events.jsonl", http.StatusOK); strings.Count(told, "\n") == 0 || strings.Count(told, "\n") >= strings.Count(ours, "\n") {
		t.Errorf("funders get\n%s\nthe group\n%s", told, ours)
	}
	funder.gets("/p/p/for/group/events.jsonl", http.StatusForbidden)
	g.record("q", "", nil, &domain.ProjectStarted{Name: "The other group"})
	g.works(domain.StaffFunder, "q").gets("/p/p/for/funders/events.jsonl", http.StatusNotFound)
	g.release("p", "public")
	if body := stranger.gets("/p/p/for/public", http.StatusOK); strings.Contains(body, "tables.xlsx") {
		t.Error("everybody is offered the project whole")
	}
	if w := stranger.send(http.MethodGet, "/p/p/for/public/events.jsonl", nil); w.Code == http.StatusOK {
		t.Error("everybody gets the project whole")
	}
}

// lacksWords: a project that lacks what the standard wants says so, as a page, and no byte of a file left.
func lacksWords(t *testing.T, w *httptest.ResponseRecorder) {
	t.Helper()
	if w.Code == http.StatusOK || w.Header().Get("Content-Disposition") != "" || !strings.Contains(w.Body.String(), "cannot be written as IATI") {
		t.Errorf("the IATI file: status %d, named %q:\n%s", w.Code, w.Header().Get("Content-Disposition"), shorten(w.Body.String()))
	}
}

// What a file for others holds is what they may see: no words without a yes, and it is noted before it is given out.
func TestWhatIsTakenAlongForOthersIsNoted(t *testing.T) {
	g, facilitator, member, _ := aTold(t)
	w := facilitator.posts("/p/p/for/funders/everything.zip", http.StatusOK, url.Values{})
	var noted *domain.ExportMade
	for _, e := range g.events("p") {
		if b, is := e.Body.(*domain.ExportMade); is {
			noted = b
		}
	}
	if noted == nil || noted.Audience != "funders" || noted.Format != "zip" || noted.What != "everything" {
		t.Fatalf("the register holds %+v", noted)
	}
	all := unzipped(t, w.Body.Bytes())
	for _, name := range []string{"README.txt", "tables.xlsx", "tables/results.csv", "tables/sources.csv", "events.jsonl"} {
		if all[name] == "" {
			t.Errorf("%s is not in it", name)
		}
	}
	ours := unzipped(t, facilitator.posts("/p/p/for/group/everything.zip", http.StatusOK, url.Values{}).Body.Bytes())
	if n, m := strings.Count(all["events.jsonl"], "\n"), strings.Count(ours["events.jsonl"], "\n"); n == 0 || n >= m {
		t.Errorf("funders get %d entries, the group %d", n, m)
	}
	g.before = func(c domain.Command) {
		if _, is := c.Drafts[0].Body.(*domain.ExportMade); !is {
			return
		}
		g.before = nil
		g.record("p", member.id, nil, &domain.ConsentWithdrawn{Person: member.id, Class: domain.ConsentWords, Audience: "funders"})
	}
	if w := facilitator.posts("/p/p/for/funders/events.jsonl", http.StatusConflict, url.Values{}); w.Header().Get("Content-Disposition") != "" {
		t.Error("the file is given out")
	}
}

func unzipped(t *testing.T, raw []byte) map[string]string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		all[f.Name] = string(b)
	}
	return all
}

// Where the figures of a report come from is on paper alone: on the screen each leads to its own page.
func TestPaperSaysWhereFiguresComeFrom(t *testing.T) {
	css, err := static.ReadFile("static/pages.css")
	if err != nil {
		t.Fatal(err)
	}
	if says := string(css); !strings.Contains(says, ".paper{display:none}") || !strings.Contains(says, "@media print{.paper{display:revert}}") {
		t.Error("what is for paper alone is on the screen, or is not on paper")
	}
}

// A file that goes wrong before its first byte is a page that says so; one that goes wrong later is broken off, never ended as if it were whole.
func TestHalfAFileIsNeverAWholeOne(t *testing.T) {
	s := &site{Site: Site{Logger: slog.New(slog.DiscardHandler)}}
	broken := errors.New("broken")
	send := func(write func(io.Writer) error) (w *httptest.ResponseRecorder, aborted any, err error) {
		w = httptest.NewRecorder()
		defer func() { aborted = recover() }()
		err = s.stream(w, httptest.NewRequest(http.MethodGet, "/", nil), "../../a b.csv", "text/csv", write)
		return w, nil, err
	}
	if w, aborted, err := send(func(io.Writer) error { return broken }); !errors.Is(err, broken) || aborted != nil || w.Header().Get("Content-Disposition") != "" || w.Body.Len() > 0 {
		t.Errorf("before the first byte: %v, %v, %v", err, aborted, w.Header())
	}
	_, aborted, _ := send(func(to io.Writer) error {
		if _, err := to.Write(make([]byte, 1<<16)); err != nil {
			return err
		}
		return broken
	})
	if aborted != http.ErrAbortHandler {
		t.Errorf("after the first byte: %v", aborted)
	}
	w, _, err := send(func(to io.Writer) error { _, err := io.WriteString(to, "a,b\r\n"); return err })
	if err != nil || w.Body.String() != "a,b\r\n" || !strings.Contains(w.Header().Get("Content-Disposition"), `filename="a-b.csv"`) {
		t.Errorf("%v, %q, %v", err, w.Body, w.Header())
	}
}
