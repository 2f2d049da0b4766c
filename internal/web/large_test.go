package web

import (
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/imports"
)

// sixty is an IATI activity of 12 results with 5 indicators of 4 periods each, and what an organisation writes there: long names, a
// name that is a script, numbers that are missed, met and missing.
func sixty() []byte {
	var b bytes.Buffer
	fmt.Fprint(&b, `<?xml version="1.0"?><iati-activities version="2.03"><iati-activity xml:lang="en" last-updated-datetime="2026-03-01T00:00:00Z">`+
		`<iati-identifier>XX-1-60</iati-identifier><reporting-org ref="XX-1" type="21"><narrative>Well Diggers</narrative></reporting-org>`+
		`<title><narrative>Water for all &lt;script&gt;alert(1)&lt;/script&gt;</narrative></title><description type="1"><narrative>Clean water.</narrative></description>`+
		`<participating-org ref="XX-1" role="4" type="21"/><activity-status code="2"/><activity-date type="2" iso-date="2019-01-01"/>`)
	for r := 1; r <= 12; r++ {
		fmt.Fprintf(&b, `<result type="1"><title><narrative>Result %d: households in the districts of the north and the south have safe water near their home all year</narrative></title>`, r)
		for i := 1; i <= 5; i++ {
			hostile := ""
			if r == 1 && i == 1 {
				hostile = "=HYPERLINK(1) &lt;/svg&gt;&lt;script&gt;alert(2)&lt;/script&gt; \u202e"
			}
			fmt.Fprintf(&b, `<indicator measure="1" ascending="1"><title><narrative>%sNumber of households (%d.%d) that reach a safe source within 30 minutes, disaggregated, cumulative</narrative></title>`+
				`<baseline year="2018" iso-date="2018-12-31" value="%d"/>`, hostile, r, i, 10*i)
			for year := 2019; year < 2023; year++ {
				fmt.Fprintf(&b, `<period><period-start iso-date="%[1]d-01-01"/><period-end iso-date="%[1]d-12-31"/><target value="%[2]d"/>`, year, 100*i+10*(year-2019)*r)
				if (r+i+year)%5 != 0 {
					fmt.Fprintf(&b, `<actual value="%d"/>`, 100*i+(year-2019)*9*r-3*(i%3))
				}
				fmt.Fprint(&b, `</period>`)
			}
			fmt.Fprint(&b, `</indicator>`)
		}
		fmt.Fprint(&b, `</result>`)
	}
	fmt.Fprint(&b, `</iati-activity></iati-activities>`)
	return b.Bytes()
}

// withSixty takes in the file of sixty measures and returns the id of its project.
func withSixty(t *testing.T) (*visit, string) {
	t.Helper()
	v := newVisit(t)
	in := &imports.Importer{Recorder: v.log, Source: v.log, NewID: newID, Today: domain.DateOf(today())}
	if _, err := in.IATI(t.Context(), bytes.NewReader(sixty())); err != nil {
		t.Fatal(err)
	}
	ids := v.projectIDs()
	if len(ids) != 1 {
		t.Fatalf("projects %q", ids)
	}
	return v, ids[0]
}

// projectIDs returns the ids of all projects.
func (v *visit) projectIDs() (ids []string) {
	for _, a := range v.page("/projects", 200).all("a") {
		if id, is := strings.CutPrefix(a.attr["href"], "/p/"); is {
			ids = append(ids, id)
		}
	}
	return ids
}

// A project with sixty measures has pages like any other. The page of its aims holds every number once as a table, and has a bound.
func TestAProjectOfSixtyMeasures(t *testing.T) {
	v, id := withSixty(t)
	for _, page := range []string{"", "/aims", "/journey", "/worked", "/find", "/for/funders", "/replay?at=300"} {
		address := "/p/" + id + page
		for _, fault := range checkPage(v.page(address, http.StatusOK)) {
			t.Errorf("%s: %s", address, fault)
		}
	}
	aims := v.get("/p/"+id+"/aims", 200).Body.String()
	if !strings.Contains(aims, "more.</p>") {
		t.Error("nothing says that the picture of all measures leaves some out")
	}
	if before, _, ok := strings.Cut(aims, `<figcaption>We went from`); !ok || strings.Count(before, "<details") <= strings.Count(before, "</details>") {
		t.Error("sixty paths are shown without being asked for")
	}
	v.checkHarmless("/p/" + id)
	rows, err := csv.NewReader(v.get("/p/"+id+"/aims.csv", 200).Body).ReadAll()
	if err != nil || len(rows) != 1+60*6 {
		t.Errorf("%d rows, want one for each of 4 periods, so far and overall of 60 measures (%v)", len(rows), err)
	}
	r := httptest.NewRequest(http.MethodGet, "/p/"+id+"/aims", nil)
	r.Header.Set("Accept-Encoding", "gzip")
	if n := v.do(r).Body.Len(); n > packedAims {
		t.Errorf("the page of the aims is %d bytes on the wire, want at most %d", n, packedAims)
	} else {
		t.Logf("%d bytes on the wire", n)
	}
}

// checkHarmless looks for names that are more than text where a project is shown or taken away.
func (v *visit) checkHarmless(p string) {
	v.t.Helper()
	for _, address := range []string{"/aims", "/chart/aims.svg", "/chart/path-1-1.svg", "/journey.atom", "/for/public.html", "/replay?at=300"} {
		if body := v.get(p+address, http.StatusOK).Body.String(); strings.Contains(body, "<script>") || strings.Contains(body, "\u202e") || !strings.Contains(body, "</") {
			v.t.Errorf("%s shows a name as more than text", address)
		}
	}
	for _, address := range []string{"/aims.csv", "/chart/aims.csv", "/chart/path-1-1.csv", "/entries.csv", "/find.csv?words=hyperlink", "/for/evaluators.csv"} {
		w := v.get(p+address, http.StatusOK)
		rows := csv.NewReader(w.Body)
		rows.FieldsPerRecord = -1
		all, err := rows.ReadAll()
		if err != nil {
			v.t.Errorf("%s: %v", address, err)
		}
		for _, row := range all {
			for _, cell := range row {
				if strings.HasPrefix(cell, "=") {
					v.t.Errorf("%s holds the formula %s", address, cell)
				}
			}
		}
		if name := w.Header().Get("Content-Disposition"); strings.ContainsAny(name, "<>()\r\n") {
			v.t.Errorf("%s has the file name %s", address, name)
		}
	}
	for _, address := range []string{"/aims.json", "/chart/aims.json", "/find.json?words=hyperlink"} {
		w := v.get(p+address, http.StatusOK)
		if !json.Valid(w.Body.Bytes()) || w.Header().Get("Content-Type") != "application/json" {
			v.t.Errorf("%s is no JSON", address)
		}
	}
}

// packedAims is how many bytes the page of sixty measures may weigh on the wire.
const packedAims = 80 << 10

// Weights on the wire of what people open on slow phones: the form, the page of the aims, the public report (SCREENS: 15, 25, 30 KB).
func TestWeightOfPages(t *testing.T) {
	v := withJourneys(t)
	weigh := func(address string) int {
		r := httptest.NewRequest(http.MethodGet, address, nil)
		r.Header.Set("Accept-Encoding", "gzip")
		w := v.do(r)
		if _, err := gzip.NewReader(bytes.NewReader(w.Body.Bytes())); err != nil && w.Body.Len() > 1000 {
			t.Fatalf("%s is not packed", address)
		}
		return w.Body.Len()
	}
	styled := func(address string) (n int) { // with all its style sheets
		for _, e := range v.page(address, 200).all("link") {
			if e.attr["rel"] == "stylesheet" {
				n += weigh(e.attr["href"])
			}
		}
		return n + weigh(address)
	}
	// What a first visit to the form brings besides the page: the script that runs there, and, once the page can be used, what the phone keeps
	// for when it has no signal.
	form := func(project string) (more, script, kept int) {
		for _, e := range v.page("/p/"+project+"/write", 200) {
			switch {
			case e.name == "script":
				script += weigh(e.attr["src"])
			case e.attr["rel"] == "icon" || e.attr["rel"] == "manifest":
				more += weigh(e.attr["href"])
			case e.attr["class"] == "outbox":
				for address := range strings.FieldsSeq(e.attr["data-shells"] + " " + e.attr["data-more"]) {
					kept += weigh(address)
				}
			}
		}
		return more + script, script, kept + weigh(workerPath)
	}
	for _, project := range []string{"worked-example", "working-together"} {
		more, script, kept := form(project)
		n := styled("/p/" + project + "/write")
		t.Logf("%s/write %d, all in %d, script %d, kept for later %d", project, n, n+more, script, kept)
		if n+more > 15_000 || script > 5_000 {
			t.Errorf("%s: a first visit to the form is %d bytes, of them %d of script; want at most 15,000 and 5,000", project, n+more, script)
		}
		if kept > 8_000 {
			t.Errorf("%s: the phone keeps %d bytes for when it has no signal, want at most 8,000", project, kept)
		}
		for address, most := range map[string]int{"/write": 15_000, "/aims": 25_000, "/for/public": 30_000} {
			n := styled("/p/" + project + address)
			if n > most {
				t.Errorf("%s%s with its style sheet is %d bytes on the wire, want at most %d", project, address, n, most)
			}
			t.Logf("%s%s %d", project, address, n)
		}
	}
}
