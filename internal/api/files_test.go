package api

import (
	"archive/zip"
	"bytes"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/exports"
)

// made are the files that the register of the project p knows.
func (p *place) made() (list []*domain.ExportMade) {
	p.t.Helper()
	for c, err := range p.log.ReadProject(p.t.Context(), "p", 1) {
		if err != nil {
			p.t.Fatal(err)
		}
		for _, e := range c.Events {
			if b, ok := e.Body.(*domain.ExportMade); ok {
				list = append(list, b)
			}
		}
	}
	return list
}

// Reports and exports come in every format that the command line writes. Opening an address notes nothing; what who holds the group together makes is
// noted before it is given out, with whose words are in it.
func TestFiles(t *testing.T) {
	p := open(t, false)
	facilitator, member := p.joins("p", domain.RoleFacilitator), p.joins("p", domain.RoleMember)
	p.record("p", member.person, nil, &domain.SurpriseNoticed{What: domain.Write("People stayed for soup.")})
	p.record("p", "", nil, &domain.AudienceTold{Audience: domain.SharedFunders, Report: "all", Position: 4})
	funder := p.works(domain.StaffFunder, "p")
	var addresses []string
	for _, f := range exports.ReportFormats() {
		addresses = append(addresses, "/projects/p/report?format="+f)
	}
	for _, f := range exports.Formats() {
		if f != "iati" {
			addresses = append(addresses, "/projects/p/export?format="+f)
		}
	}
	noted := 0
	for _, address := range addresses {
		for _, one := range []struct {
			who    *program
			method string
			ask    string
			status int
			soup   bool // the words are in it
			notes  bool
		}{
			{member, http.MethodGet, "", 200, true, false},
			{funder, http.MethodGet, "", 200, false, false},
			{facilitator, http.MethodGet, "", 403, false, false},
			{facilitator, http.MethodGet, "&audience=funders", 403, false, false},
			{member, http.MethodPost, "", 403, false, false},
			{facilitator, http.MethodPost, "", 200, true, true},
			{facilitator, http.MethodPost, "&audience=funders", 200, false, true},
		} {
			table := strings.Contains(address, "export?format=csv") // of results, which has no words
			if table && one.who == facilitator && one.ask == "" {
				one.status, one.notes = http.StatusOK, false // it stays in the group, and holds words of nobody
			}
			w := one.who.send(one.method, address+one.ask, "")
			if w.Code != one.status {
				t.Fatalf("%s %s: status %d, want %d: %s", one.method, address+one.ask, w.Code, one.status, domain.Short(w.Body.String(), 300))
			}
			if w.Code == http.StatusOK {
				if !strings.HasPrefix(w.Header().Get("Content-Disposition"), "attachment; filename=p-") {
					t.Errorf("%s: %q", address, w.Header().Get("Content-Disposition"))
				}
				if got := holdsText(t, w.Body.Bytes(), "stayed for soup"); got != (one.soup && !table) {
					t.Errorf("%s %s: the words are in it: %v", one.method, address+one.ask, got)
				}
			}
			if one.notes {
				noted++
			}
			if list := p.made(); len(list) != noted {
				t.Fatalf("%s %s: %d files are noted, want %d", one.method, address+one.ask, len(list), noted)
			} else if one.notes && one.soup && !slices.Contains(list[noted-1].People, member.person) {
				t.Errorf("%s: noted is %+v", address, list[noted-1])
			}
		}
	}
	if w := member.send(http.MethodGet, "/projects/p/export?format=jsonl&table=aims", ""); w.Code != http.StatusUnprocessableEntity || p.problem(w).Pointer != "?table" {
		t.Errorf("a table of events: status %d", w.Code)
	}
	if w := member.send(http.MethodGet, "/projects/p/export?format=pdf", ""); w.Code != http.StatusUnprocessableEntity || p.problem(w).Pointer != "?format" {
		t.Errorf("another format: status %d", w.Code)
	}
	tag := member.send(http.MethodGet, "/projects/p/report?format=md", "").Header().Get("ETag")
	if w := member.send(http.MethodGet, "/projects/p/report?format=md", "", "If-None-Match", tag); tag == "" || w.Code != http.StatusNotModified {
		t.Errorf("a report that is known: status %d", w.Code)
	}
}

// holdsText says whether a file holds a text, or a file in it does.
func holdsText(t *testing.T, body []byte, text string) bool {
	t.Helper()
	if !bytes.HasPrefix(body, []byte("PK")) {
		return bytes.Contains(body, []byte(text))
	}
	archive, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range archive.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		_, err = b.ReadFrom(r)
		if err != nil {
			t.Fatal(err)
		}
		if holdsText(t, b.Bytes(), text) {
			return true
		}
	}
	return false
}

// What a file for publishing needs is recorded here too, and then it is given out; before that the problem says what is missing.
func TestAFileForPublishing(t *testing.T) {
	p := open(t, false)
	facilitator, member := p.joins("p", domain.RoleFacilitator), p.joins("p", domain.RoleMember)
	if w := member.send(http.MethodGet, "/projects/p/export?format=iati", ""); w.Code != http.StatusUnprocessableEntity || p.problem(w).Detail == "" {
		t.Errorf("a project that says nothing of itself: status %d", w.Code)
	}
	facilitator.records(`{"kind":"describe","published":{
		"attributes":{"activity-status":"2","xml:lang":"en"},
		"descriptions":[{"lang":"en","text":"Dinner for everybody"}],
		"organisations":[
			{"part":"reporting","ref":"GB-CHC-1234567","attributes":{"type":"21"},"names":[{"lang":"en","text":"The Kitchen Trust"}]},
			{"part":"participating","ref":"GB-CHC-1234567","attributes":{"role":"4","type":"21"}}],
		"dates":[{"type":"2","date":"2025-01-15"}]}}`, http.StatusCreated)
	facilitator.records(`[{"kind":"aim","aim":"a","statement":"Everybody has eaten."},{"kind":"measure","aim":"a","measure":"m","name":"Meals","measure_kind":"increase","mode":"per_period"},
		{"kind":"target","aim":"a","measure":"m","value":40,"period_start":"2026-01-01","period_end":"2026-12-31"}]`, http.StatusCreated)
	w := member.send(http.MethodGet, "/projects/p/export?format=iati&at_least=4", "")
	if w.Code != http.StatusOK || w.Header().Get("Content-Type") != "application/xml" || !strings.Contains(w.Body.String(), "GB-CHC-1234567") || !strings.Contains(w.Body.String(), "Everybody has eaten.") {
		t.Errorf("status %d: %s", w.Code, domain.Short(w.Body.String(), 600))
	}
}
