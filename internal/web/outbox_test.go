package web

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/desirelines/desirelines/domain"
)

// sends sends a form as the script of a phone does.
func (s *somebody) sends(address string, form url.Values) (status int, said map[string]any, w http.Header) {
	s.t.Helper()
	r := httptest.NewRequest(http.MethodPost, address, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	r.Header.Set("Accept", "application/json")
	for _, c := range s.cookies {
		r.AddCookie(c)
	}
	answer := s.do(r)
	if err := json.Unmarshal(answer.Body.Bytes(), &said); err != nil {
		s.t.Fatalf("POST %s: status %d and no JSON: %s", address, answer.Code, shorten(answer.Body.String()))
	}
	return answer.Code, said, answer.Header()
}

// as is what the page of the form says of who writes.
func (s *somebody) as() string {
	s.t.Helper()
	for _, e := range read(s.t, "write", strings.NewReader(s.gets("/p/p/write", http.StatusOK))) {
		if e.attr["class"] == "outbox" {
			return e.attr["data-as"]
		}
	}
	s.t.Fatal("the page of the form has no outbox")
	return ""
}

// The script is told what a page would say: saved only where the log has it, what is wrong by its field, and to keep what it has where
// nobody is signed in or somebody else is.
func TestWhatThePhoneIsTold(t *testing.T) {
	g := aGroup(t)
	blue, red := g.joins(domain.RoleMember, "Blue"), g.joins(domain.RoleFacilitator, "Red")
	before := len(g.events("p"))
	id := newID()
	entry := form("command", id, "what", "Nobody came.", "kind", "failure", "as", blue.as())
	for range 2 { // the answer was lost once
		status, said, _ := blue.sends("/p/p/write", entry)
		if status != http.StatusOK || said["saved"] != true || said["id"] != id || said["position"] != float64(before+1) || said["next"] != "/p/p/saved?entry="+id {
			t.Fatalf("status %d, %v", status, said)
		}
	}
	if n := len(g.events("p")); n != before+1 {
		t.Fatalf("%d entries more, want one", n-before)
	}
	problems := func(said map[string]any) string {
		if said["saved"] != false {
			t.Errorf("said to be saved: %v", said)
		}
		b, _ := json.Marshal(said["problems"])
		return string(b)
	}
	for name, c := range map[string]struct {
		who    *somebody
		as     string
		values []string
		status int
		says   string
	}{
		"a wrong date":        {blue, blue.as(), []string{"what", "a", "happened", "some day"}, 422, `[{"field":"happened","says":"We cannot read this date.`},
		"no id":               {blue, blue.as(), []string{"what", "a", "command", "1"}, 422, `[{"field":"","says":"Not saved yet.`},
		"the id of another":   {blue, blue.as(), []string{"what", "Somebody came.", "command", id}, 409, `[{"field":"what","says":"You saved this page before`},
		"nobody is signed in": {g.stranger(), blue.as(), []string{"what", "a"}, 401, `[]`},
		"somebody else is":    {red, blue.as(), []string{"what", "a"}, 401, `[]`},
		"not said who":        {red, "", []string{"what", "a"}, 401, `[]`},
	} {
		f := form(append([]string{"command", newID(), "as", c.as}, c.values...)...)
		status, said, header := c.who.sends("/p/p/write", f)
		if got := problems(said); status != c.status || !strings.HasPrefix(got, c.says) {
			t.Errorf("%s: status %d, %s", name, status, got)
		}
		if header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: the answer may be kept: %q", name, header.Get("Cache-Control"))
		}
	}
	if status, said, _ := blue.sends("/p/none/write", form("command", newID(), "what", "a", "as", blue.as())); status != 404 || !strings.Contains(problems(said), "no such project") {
		t.Errorf("no project: status %d, %v", status, said)
	}
	status, said, _ := blue.sends("/p/p/write", form("command", newID(), "what", "Said by nobody.", "by", byNobody, "as", blue.as()))
	if status != 200 || said["saved"] != true || len(said["code"].(string)) < 8 {
		t.Errorf("without a name: status %d, %v", status, said)
	}
	if n := len(g.events("p")); n != before+2 {
		t.Errorf("%d entries more, want two", n-before)
	}
}

// "Yesterday" is the day before it was written, however long the phone kept it; a time that cannot be means nothing.
func TestYesterdayIsBeforeItWasWritten(t *testing.T) {
	v := newVisit(t)
	start(t, v, "p", "P")
	for waited, want := range map[string]string{"": "2026-07-30", "60": "2026-07-30", "172800": "2026-07-28", "-5": "2026-07-30", "99999999999": "2026-07-30", "x": "2026-07-30"} {
		v.post("/p/p/write", 303, form("command", newID(), "what", "It rained.", "happened", "yesterday", "waited", waited))
		events := v.events("p")
		if got := events[len(events)-1].Happened.String(); got != want {
			t.Errorf("after %q seconds it happened on %s, want %s", waited, got, want)
		}
	}
}

// What a phone may keep holds nobody's words: not the name of the project, nor what it aims for, nor what was written.
func TestWhatAPhoneKeepsHoldsNobodysWords(t *testing.T) {
	g := aGroup(t)
	blue := g.joins(domain.RoleMember, "Blue the person")
	g.record("p", "", nil, &domain.AimAgreed{Aim: "warm", Statement: "A warm meal every day"})
	g.record("p", "", nil, &domain.AudienceNamed{Audience: "council", AudienceDefinition: domain.AudienceDefinition{Name: "The council of the town"}})
	g.surprise(blue, "Somebody sang.")
	words := []string{"The kitchen", "A warm meal", "Somebody sang", "Blue the person", "The council"}
	found := 0
	for _, word := range words {
		if strings.Contains(blue.gets("/p/p/write", http.StatusOK), word) {
			found++
		}
	}
	if found < 3 {
		t.Fatalf("the form itself holds only %d of the words", found)
	}
	for _, address := range []string{"/p/p/write/shell", "/p/p/phone"} {
		page := blue.gets(address, http.StatusOK)
		for _, word := range words {
			if strings.Contains(page, word) {
				t.Errorf("%s holds %q", address, word)
			}
		}
	}
	red := g.joins(domain.RoleFacilitator, "Red")
	if blue.as() == red.as() || blue.as() == "" || strings.Contains(blue.gets("/p/p/phone", 200), blue.id) {
		t.Error("what stands for a person on the phone is not theirs alone, or is their id")
	}
}

// The worker is asked for anew each time, at the root; no page of ours may be kept by a browser by itself.
func TestTheWorker(t *testing.T) {
	v := newVisit(t)
	w := v.get(workerPath, http.StatusOK)
	if got := w.Header().Get("Content-Type"); !strings.HasPrefix(got, "text/javascript") {
		t.Errorf("it comes as %q", got)
	}
	if got := w.Header().Get("Cache-Control"); got != "private, no-cache" {
		t.Errorf("browsers may keep it: %q", got)
	}
	if body := w.Body.String(); strings.Contains(body, "// ") || !strings.Contains(body, `addEventListener("fetch"`) {
		t.Error("it is not what it should be")
	}
}
