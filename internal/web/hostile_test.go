package web

import (
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"mime"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"github.com/desirelines/desirelines/domain"
)

// nasty is text that is a formula to a spreadsheet, a script to a browser, an end to whatever it stands in, turns the direction of
// writing, and speaks to a terminal.
const nasty = "=cmd|'/C calc'!A0 </title></textarea></svg><script>alert(1)</script> \"><img src=x onerror=alert(2)> ]]> {{.}} \u202etxet\u2066 \u009b31m\x7f\u0085"

// withNasty has nasty text wherever a person can write: in names, ids, units, words and dates of a project.
func withNasty(t *testing.T) *visit {
	t.Helper()
	v := newVisit(t)
	const aim, measure = `=a"><script>alert(3)</script>`, `@m'</svg>`
	day := func(s string) domain.Date {
		d, err := domain.ParseDate(s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	drafts := []domain.Draft{
		{Body: &domain.ProjectStarted{Name: nasty, Question: nasty}},
		{Body: &domain.AimAgreed{Aim: aim, Statement: nasty, There: domain.Write(nasty)}},
		{Body: &domain.MeasureAdded{Aim: aim, Measure: measure, Definition: domain.Definition{Name: "+" + nasty, MeasureKind: "increase", Mode: "per_period", Unit: "-" + nasty}}},
		{Body: &domain.AimAgreed{Aim: "second", Statement: "\t" + nasty}},
		{Body: &domain.MeasureAdded{Aim: "second", Measure: measure, Definition: domain.Definition{Name: "＝" + nasty, MeasureKind: "increase", Mode: "per_period"}}},
	}
	for i, year := range []string{"2022", "2023", "2024", "2025"} {
		for _, of := range []string{aim, "second"} {
			drafts = append(drafts,
				domain.Draft{Body: &domain.TargetSet{Aim: of, Measure: measure, Value: domain.Of(domain.Int(int64(100 * (i + 1)))), PeriodStart: day(year + "-01-01"), PeriodEnd: day(year + "-12-31"), Why: domain.Write(nasty)}},
				domain.Draft{Body: &domain.OutcomeRecorded{Aim: of, Measure: measure, Value: domain.Of(domain.Int(int64(50 + i))), What: domain.Write(nasty), How: domain.Write(nasty), Source: domain.Write(nasty)},
					Happened: day(year + "-06-01")})
		}
	}
	for _, body := range []domain.Body{
		&domain.FailureShared{What: domain.Write(nasty)}, &domain.SurpriseNoticed{What: domain.Write(nasty)}, &domain.LearningDrawn{What: domain.Write(nasty), Aim: aim},
		&domain.TestStarted{What: domain.Write(nasty), Think: domain.Write(nasty), Aim: aim},
	} {
		drafts = append(drafts, domain.Draft{Body: body, Happened: day("2025-07")})
	}
	for _, d := range drafts {
		d.Sharing = []string{"group", "funders", "public"}
		if _, err := v.log.Do(t.Context(), domain.Command{ID: newID(), Project: "=nasty<b>\u202e", Drafts: []domain.Draft{d}}); err != nil {
			t.Fatalf("%T: %v", d.Body, err)
		}
	}
	return v
}

// Nasty text is text on every page, in every file and every name of a file that links lead to from the pages of a project.
func TestNastyTextIsTextEverywhere(t *testing.T) {
	v := withNasty(t)
	seen, kinds := map[string]bool{}, map[string]int{}
	var next []string
	for _, id := range []string{"evaluators", "public"} {
		at := where{Project: "=nasty<b>\u202e", Audience: id}
		next = append(next, at.url("aims"), at.url("journey"), at.url("for/"+id), at.url("for/"+id+".html"), at.url("for/"+id+".txt"))
	}
	next = append(next, "/", "/projects", "/portfolio", "/portfolio.csv", "/projects.json")
	for len(next) > 0 && len(seen) < 90 {
		address := next[0]
		next = next[1:]
		if seen[address] {
			continue
		}
		seen[address] = true
		w := v.get(address, 200)
		kind, _, err := mime.ParseMediaType(w.Header().Get("Content-Type"))
		if err != nil {
			t.Fatal(err)
		}
		kinds[kind]++
		body := w.Body.String()
		for _, fault := range nastyFaults(w, kind, body) {
			t.Errorf("%s: %s", address, fault)
		}
		if kind != "text/html" {
			continue
		}
		page := read(t, address, strings.NewReader(body))
		if w.Header().Get("Content-Disposition") == "" {
			for _, fault := range checkPage(page) {
				t.Errorf("%s: %s", address, fault)
			}
		}
		for _, a := range page.all("a") {
			if href := a.attr["href"]; strings.HasPrefix(href, "/") && !strings.Contains(href, "/write") && !strings.Contains(href, "at=") {
				if u, err := url.Parse(href); err != nil || u.Host != "" || unicode.IsControl([]rune(u.Path)[0]) {
					t.Errorf("%s leads to %q", address, href)
					continue
				}
				href, _, _ = strings.Cut(href, "#")
				next = append(next, href)
			}
		}
	}
	for _, kind := range []string{"text/html", "text/csv", "application/json", "image/svg+xml", "application/atom+xml", "text/plain"} {
		if kinds[kind] == 0 {
			t.Errorf("no %s was looked at, only %v", kind, kinds)
		}
	}
}

var safeName = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9._-]*\.(csv|json|svg|html|txt|md|xlsx)$`)

// nastyFaults finds where text is more than text in one answer.
func nastyFaults(w *httptest.ResponseRecorder, kind, body string) (faults []string) {
	if d := w.Header().Get("Content-Disposition"); d != "" {
		if _, params, err := mime.ParseMediaType(d); err != nil || !safeName.MatchString(params["filename"]) {
			faults = append(faults, "the name of the file is "+d)
		}
	}
	shown := kind == "text/html" || kind == "image/svg+xml" || kind == "application/atom+xml" || kind == "text/plain"
	if i := strings.IndexAny(body, "\u202e\u2066\u009b\x7f\u0085"); shown && i >= 0 {
		faults = append(faults, "it holds a sign that turns or controls: …"+body[max(0, i-60):i])
	}
	if i := strings.Index(strings.ToLower(strings.ReplaceAll(body, `<script src="/assets/`, "")), "<script"); shown && kind != "text/plain" && i >= 0 {
		faults = append(faults, "it holds a script: …"+body[max(0, i-60):i])
	}
	switch kind {
	case "application/json":
		if !json.Valid([]byte(body)) {
			faults = append(faults, "it is no JSON")
		}
	case "text/csv":
		faults = append(faults, formulas(body)...)
	case "image/svg+xml", "application/atom+xml":
		d := xml.NewDecoder(strings.NewReader(body))
		for {
			token, err := d.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				return append(faults, "it is no XML: "+err.Error())
			}
			if e, is := token.(xml.StartElement); is && (e.Name.Local == "img" || e.Name.Local == "foreignObject") {
				faults = append(faults, "it holds <"+e.Name.Local+">")
			}
		}
	}
	return faults
}

// formulas finds cells that a spreadsheet would run.
func formulas(table string) (faults []string) {
	rows := csv.NewReader(strings.NewReader(table))
	rows.FieldsPerRecord = -1
	all, err := rows.ReadAll()
	if err != nil {
		return []string{"it is no table: " + err.Error()}
	}
	for _, row := range all {
		for _, cell := range row {
			if strings.IndexAny(cell, "=+-@\t\r＝＋－＠") == 0 && strings.Trim(cell, "-.0123456789") != "" {
				faults = append(faults, "it holds the formula "+cell)
			}
		}
	}
	return faults
}

// Ten thousand words are stored where they fit, and refused with a sentence where they do not; nothing has to be typed again.
func TestTenThousandWords(t *testing.T) {
	v := newVisit(t)
	start(t, v, "p", "P")
	fits := "A" + strings.Repeat(" a", 9_999)
	w := v.post("/p/p/write", 303, v.fresh("/p/p/write", "what", fits, "kind", "surprise"))
	if page := v.get(w.Header().Get("Location"), 200).Body.String(); !strings.Contains(page, fits) {
		t.Error("the page after saving does not hold all that was written")
	}
	for _, address := range []string{"/p/p/entry/2", "/p/p/entry/2.json", "/p/p/surprises", "/p/p/surprises.csv"} {
		if body := v.get(address, 200).Body.String(); !strings.Contains(body, fits) {
			t.Errorf("%s does not hold all that was written", address)
		}
	}
	for _, fault := range checkPage(v.page("/p/p/journey", 200)) {
		t.Error(fault)
	}
	tooLong := strings.TrimSpace(strings.Repeat("word ", 10_000))
	n := len(v.events("p"))
	page := v.formPage("/p/p/write", 422, v.fresh("/p/p/write", "what", tooLong, "kind", "surprise"))
	if !regexp.MustCompile(`20.?000`).MatchString(page.all("ul")[0].text + page.text()) {
		t.Error("nothing says how much fits")
	}
	if got := strings.TrimPrefix(page.field("what").text, "\n"); got != tooLong {
		t.Errorf("the form gives back %d characters, %d were written", len(got), len(tooLong))
	}
	if got := len(v.events("p")); got != n {
		t.Errorf("%d entries more are stored", got-n)
	}
}
