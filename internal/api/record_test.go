package api

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/identity"
)

// What was recorded is in the log once however often it is sent, and is seen by whoever asks for it at least.
func TestRecordedOnce(t *testing.T) {
	p := open(t, false)
	member := p.joins("p", domain.RoleMember)
	key := newID()
	body := `{"kind":"surprise","what":"It rained."}`
	first, _ := member.records(body, http.StatusCreated, "Idempotency-Key", key)
	again, _ := member.records(body, http.StatusCreated, "Idempotency-Key", key)
	if first != again || first.ID != key || first.Position == 0 || first.Sequence == 0 || first.Entries != 1 {
		t.Errorf("recorded %+v and %+v", first, again)
	}
	if _, problem := member.records(`{"kind":"surprise","what":"It snowed."}`, http.StatusConflict, "Idempotency-Key", key); problem.Type != "about:blank#conflict" {
		t.Errorf("other words under the same key: %+v", problem)
	}
	var entry struct{ Text, Actor string }
	seen := member.reads(fmt.Sprintf("/projects/p/entries/%s?at_least=%d", first.ID, first.Sequence), http.StatusOK)
	if err := json.Unmarshal([]byte(seen), &entry); err != nil || entry.Text != "It rained." || entry.Actor != member.person {
		t.Errorf("the entry is %+v (%v)", entry, err)
	}
	p.views.held = true
	w := member.send(http.MethodGet, "/projects/p/entries?at_least=99", "")
	if problem := p.problem(w); w.Code != http.StatusServiceUnavailable || problem.Pointer != "?at_least" || w.Header().Get("Retry-After") != "1" {
		t.Errorf("what is not shown yet: %d, %+v", w.Code, problem)
	}
}

// A list is recorded as a whole or not at all.
func TestAllOrNothing(t *testing.T) {
	p := open(t, false)
	member := p.joins("p", domain.RoleMember)
	before := member.reads("/projects/p/entries", http.StatusOK)
	_, problem := member.records(`[{"kind":"surprise","what":"It rained."},{"kind":"surprise","whta":"x"}]`, http.StatusUnprocessableEntity)
	if problem.Pointer != "/1/whta" || !strings.Contains(problem.Want, "what") {
		t.Errorf("the problem is %+v", problem)
	}
	if member.reads("/projects/p/entries", http.StatusOK) != before {
		t.Error("part of a list was recorded")
	}
	key := newID()
	done, _ := member.records(`[{"kind":"failure","what":"Nobody came."},{"kind":"learning","what":"Ask first.","from":["`+key+`"]}]`, http.StatusCreated, "Idempotency-Key", key)
	if done.Entries != 2 {
		t.Errorf("recorded %+v", done)
	}
	for n := range 2 {
		member.reads(fmt.Sprintf("/projects/p/entries/%d", done.Position+uint64(n)), http.StatusOK)
	}
	member.reads("/projects/p/entries/"+domain.EventID(key, 1), http.StatusOK)
}

// What is wrong is said with its place and in plain words; nothing is stored.
func TestBadBodies(t *testing.T) {
	p := open(t, false)
	member := p.joins("p", domain.RoleMember)
	before := member.reads("/projects/p/entries", http.StatusOK)
	long := strings.Repeat("x", maxBody)
	for _, c := range []struct {
		name, body string
		status     int
		pointer    string
		says       string // in detail or want
	}{
		{"nothing", "", 422, "", "Nothing was sent"},
		{"no JSON", `{"kind":"surprise",}`, 422, "", "not JSON from character 20"},
		{"half", `{"kind":"surprise"`, 422, "", "not JSON"},
		{"a number", `12`, 422, "", ""},
		{"an empty list", `[]`, 422, "", "1 to 500"},
		{"too many", "[" + strings.TrimSuffix(strings.Repeat(`{"kind":"surprise","what":"x"},`, 501), ",") + "]", 422, "", "1 to 500"},
		{"a list in a list", `[[]]`, 422, "/0", ""},
		{"no kind", `{"what":"x"}`, 422, "", "Kind is missing"},
		{"an unknown kind", `{"kind":"surprize","what":"x"}`, 422, "/kind", "surprise"},
		{"an unknown field", `{"kind":"surprise","what":"x","zzz":1}`, 422, "/zzz", "no such field"},
		{"an odd field", `{"kind":"surprise","what":"x","a/b~c":1}`, 422, "/a~1b~0c", "no such field"},
		{"a field twice", `{"kind":"surprise","what":"x","what":"y"}`, 422, "/what", "twice"},
		{"a field twice deeper", `{"kind":"outcome","aim":"a","parts":[{"dimension":"sex","dimension":"age","value":"w"}]}`, 422, "", "twice"},
		{"a text for a list", `{"kind":"outcome","parts":"x"}`, 422, "/parts", "list"},
		{"a number for a text", `{"kind":"surprise","what":12}`, 422, "/what", ""},
		{"a wrong date", `{"kind":"surprise","what":"x","happened":"2026-02-30"}`, 422, "/happened", ""},
		{"no such aim", `{"kind":"surprise","what":"x","aim":"nowhere"}`, 422, "/aim", ""},
		{"no such choice", `{"kind":"surprise","what":"x","welcome":"perhaps"}`, 422, "/welcome", "wanted"},
		{"no words", `{"kind":"surprise"}`, 422, "/what", "missing"},
		{"bytes", "{\"kind\":\"surprise\",\"what\":\"\xff\"}", 422, "", "UTF-8"},
		{"another project", `{"kind":"surprise","what":"x","project":"q"}`, 422, "/project", ""},
		{"another person", `{"kind":"surprise","what":"x","as":"5ca1ab1e-0000-4000-8000-000000000001"}`, 403, "/as", ""},
		{"a command that is none", `{"kind":"surprise","what":"x","command":"7"}`, 422, "/command", "UUID"},
		{"too long", `{"kind":"surprise","what":"` + long + `"}`, 413, "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			p.t = t
			_, problem := member.records(c.body, c.status)
			if problem.Pointer != c.pointer && !(c.pointer == "/what" && problem.Pointer == "") || !strings.Contains(problem.Detail+" "+problem.Want, c.says) {
				t.Errorf("the problem is %+v", problem)
			}
		})
	}
	p.t = t
	if member.reads("/projects/p/entries", http.StatusOK) != before {
		t.Error("something was stored")
	}
	if done, _ := member.records(`{"kind":"surprise","what":"Żółw 🐢 سلام "}`, http.StatusCreated); !strings.Contains(member.reads("/projects/p/entries/"+done.ID, http.StatusOK), "Żółw 🐢 سلام") {
		t.Error("words of another script are not kept as they were sent")
	}
	if p.said.Len() > 0 {
		t.Errorf("bad input is a fault of ours: %s", p.said.String())
	}
}

// Who may not do something on a page may not do it here, however it is put.
func TestNobodyDoesWhatIsNotTheirs(t *testing.T) {
	p := open(t, false)
	member, other, facilitator := p.joins("p", domain.RoleMember), p.joins("p", domain.RoleMember), p.joins("p", domain.RoleFacilitator)
	elsewhere, funder := p.joins("q", domain.RoleFacilitator), p.works(domain.StaffFunder, "p")
	theirs := p.record("p", other.person, nil, &domain.SurpriseNoticed{What: domain.Write("The door was locked.")})
	private := p.record("p", other.person, []string{domain.SharedOnlyMe}, &domain.SurpriseNoticed{What: domain.Write("I was afraid.")})
	var joined string
	for c, err := range p.log.ReadProject(t.Context(), "p", 1) {
		if err != nil {
			t.Fatal(err)
		}
		if b, is := c.Events[0].Body.(*domain.PersonJoined); is && b.Person == member.person {
			joined = c.Events[0].ID
		}
	}
	for _, c := range []struct {
		name   string
		who    *program
		body   string
		status int
	}{
		{"a member gives themself a role", member, `{"kind":"person.role_given","person":"` + member.person + `","role":"facilitator"}`, 403},
		{"a member corrects how they joined", member, `{"kind":"correction","entry":"` + joined + `","with":{"kind":"person.joined","person":"` + member.person + `","role":"facilitator"}}`, 403},
		{"a member takes back how they joined", member, `{"kind":"withdraw","entry":"` + joined + `"}`, 403},
		{"a member corrects what another wrote", member, `{"kind":"correction","entry":"` + theirs + `","with":{"kind":"surprise","what":"x"}}`, 403},
		{"what another kept for themself is not there", member, `{"kind":"correction","entry":"` + private + `","with":{"kind":"surprise","what":"x"}}`, 422},
		{"nor for what follows from it", member, `{"kind":"learning","what":"x","from":["` + private + `"]}`, 422},
		{"nor as a cause", member, `{"kind":"surprise","what":"x","cause":"` + private + `"}`, 422},
		{"nor for a facilitator", facilitator, `{"kind":"redact","entry":"` + private + `"}`, 422},
		{"a member says yes for another", member, `{"kind":"consent","person":"` + other.person + `","class":"words","audience":"funders","purpose":"x","wording":"1","language":"en","how":"assisted"}`, 403},
		{"a facilitator says yes for all that another writes", facilitator, `{"kind":"consent","person":"` + other.person + `","class":"words","audience":"funders","purpose":"x","wording":"1","language":"en","how":"assisted"}`, 403},
		{"a member takes back for another", member, `{"kind":"take-back","person":"` + other.person + `","items":["` + theirs + `"]}`, 403},
		{"a member renames another", member, `{"kind":"person.renamed","person":"` + other.person + `","name":"x"}`, 403},
		{"a facilitator renames another", facilitator, `{"kind":"person.renamed","person":"` + other.person + `","name":"x"}`, 403},
		{"a member takes another out", member, `{"kind":"person.left","person":"` + other.person + `"}`, 403},
		{"a member tells an audience", member, `{"kind":"told","audience":"public","report":"all","position":1}`, 403},
		{"nobody forgets here", facilitator, `{"kind":"person.forgotten","person":"` + other.person + `","reason":"asked"}`, 403},
		{"nobody appoints here", facilitator, `{"kind":"staff.appointed","person":"` + member.person + `","role":"operator"}`, 403},
		{"nobody says that a file was made", facilitator, `{"kind":"export.made","audience":"public","format":"csv","what":"x","position":1}`, 403},
		{"a funder writes", funder, `{"kind":"surprise","what":"x"}`, 403},
		{"another group writes", elsewhere, `{"kind":"surprise","what":"x"}`, 404},
		{"a token that reads", p.programOf(member.person, func(s *identity.TokenSpec) { s.Records = false }), `{"kind":"surprise","what":"x"}`, 403},
		{"a token for another project", p.programOf(member.person, func(s *identity.TokenSpec) { s.Projects = []string{"q"} }), `{"kind":"surprise","what":"x"}`, 404},
	} {
		t.Run(c.name, func(t *testing.T) {
			p.t = t
			if _, problem := c.who.records(c.body, c.status); c.status == 422 && problem.Detail != "There is no such entry." {
				t.Errorf("the problem is %+v", problem)
			}
		})
	}
	p.t = t
	for _, body := range []string{
		`{"kind":"person.role_given","person":"` + member.person + `","role":"listener"}`,
		`{"kind":"correction","entry":"` + theirs + `","with":{"kind":"surprise","what":"The gate was locked."}}`,
		`{"kind":"told","audience":"funders","report":"all","position":3}`,
	} {
		facilitator.records(body, http.StatusCreated)
	}
	member.records(`{"kind":"person.renamed","person":"`+member.person+`","name":"Rosa"}`, http.StatusCreated)
	other.records(`{"kind":"consent","person":"`+other.person+`","items":["`+theirs+`"],"audience":"funders","purpose":"x","wording":"1","language":"en","how":"written"}`, http.StatusCreated)
	other.records(`{"kind":"take-back","person":"`+other.person+`","items":["`+theirs+`"]}`, http.StatusCreated)
}

// Walking from page to page meets every entry once, and what is shared with nobody is met by its writer alone.
func TestPages(t *testing.T) {
	p := open(t, false)
	member, other := p.joins("p", domain.RoleMember), p.joins("p", domain.RoleMember)
	for n := range 25 {
		p.record("p", member.person, nil, &domain.SurpriseNoticed{What: domain.Write("Surprise " + strconv.Itoa(n))})
	}
	p.record("p", member.person, []string{domain.SharedOnlyMe}, &domain.SurpriseNoticed{What: domain.Write("Mine alone")})
	walk := func(who *program, path string, lines bool) (positions []uint64) {
		for path != "" {
			w := who.send(http.MethodGet, path, "")
			if w.Code != http.StatusOK {
				t.Fatalf("%s: status %d", path, w.Code)
			}
			var list struct{ Entries []struct{ Position uint64 } }
			if lines {
				for line := range strings.Lines(w.Body.String()) {
					var e struct{ Position uint64 }
					if err := json.Unmarshal([]byte(line), &e); err != nil {
						t.Fatal(err)
					}
					list.Entries = append(list.Entries, e)
				}
			} else if err := json.Unmarshal(w.Body.Bytes(), &list); err != nil {
				t.Fatal(err)
			}
			if len(list.Entries) > 4 {
				t.Fatalf("%d entries on a page", len(list.Entries))
			}
			for _, e := range list.Entries {
				positions = append(positions, e.Position)
			}
			path = ""
			if next := nextLink.FindStringSubmatch(w.Header().Get("Link")); next != nil {
				path = strings.TrimPrefix(next[1], Base)
			}
		}
		return positions
	}
	for _, path := range []string{"/projects/p/entries?limit=4&audience=group", "/projects/p/events?limit=4&audience=group"} {
		mine, theirs := walk(member, path, strings.Contains(path, "events")), walk(other, path, strings.Contains(path, "events"))
		if len(mine) != 29 || len(theirs) != 28 || !slices.IsSorted(mine) || len(slices.Compact(slices.Clone(mine))) != len(mine) {
			t.Errorf("%s: %v and %v", path, mine, theirs)
		}
	}
}

var nextLink = regexp.MustCompile(`^<([^>]+)>; rel="next"$`)

// An answer that is known already is not sent again; it is another for who sees something else, after another entry and on another day.
func TestKnownAnswers(t *testing.T) {
	p := open(t, false)
	member, other := p.joins("p", domain.RoleMember), p.joins("p", domain.RoleMember)
	tag := func(who *program, path string, known string, status int) string {
		t.Helper()
		w := who.send(http.MethodGet, path, "", "If-None-Match", known)
		if w.Code != status || status == http.StatusNotModified && w.Body.Len() > 0 {
			t.Errorf("%s: status %d, want %d, with %d bytes", path, w.Code, status, w.Body.Len())
		}
		return w.Header().Get("ETag")
	}
	for _, path := range []string{"/projects/p", "/projects/p/aims", "/projects/p/entries?limit=2", "/projects/p/events", "/projects/p/replay"} {
		first := tag(member, path, `"x"`, http.StatusOK)
		if !regexp.MustCompile(`^"3-2026-07-31-[0-9a-f]{18}"$`).MatchString(first) {
			t.Errorf("the tag is %s", first)
		}
		tag(member, path, `"y", W/`+first, http.StatusNotModified)
		tag(other, path, first, http.StatusOK)
	}
	first := tag(member, "/projects/p/aims", "", http.StatusOK)
	tag(member, "/projects/p/aims?against=first", first, http.StatusOK)
	p.clock = p.clock.Add(24 * time.Hour)
	tag(member, "/projects/p/aims", first, http.StatusOK)
	p.clock = p.clock.Add(-24 * time.Hour)
	tag(member, "/projects/p/aims", first, http.StatusNotModified)
	member.records(`{"kind":"surprise","what":"It rained."}`, http.StatusCreated)
	tag(member, "/projects/p/aims?at_least=9", first, http.StatusOK)
}

// Of a circle of others nobody learns that it is there by knowing any answer at all.
func TestNobodyKnowsAnAnswerThroughTheEyesOfOthers(t *testing.T) {
	p := open(t, false)
	member, one, two := p.joins("p", domain.RoleMember), p.joins("p", domain.RoleMember), p.joins("p", domain.RoleMember)
	p.record("p", one.person, nil, &domain.AudienceNamed{Audience: "trio", AudienceDefinition: domain.AudienceDefinition{Name: "Us two", People: []string{one.person, two.person}}})
	for _, path := range []string{"/projects/p/entries?audience=", "/projects/p/aims?audience=", "/projects/p/events?audience=", "/projects/p?audience="} {
		there := member.send(http.MethodGet, path+"trio", "", "If-None-Match", "*")
		not := member.send(http.MethodGet, path+"quartet", "", "If-None-Match", "*")
		said := strings.ReplaceAll(there.Body.String(), "trio", "quartet")
		id := regexp.MustCompile(`"request":"[^"]*"`)
		if there.Code != not.Code || there.Header().Get("ETag") != "" || id.ReplaceAllString(said, "") != id.ReplaceAllString(not.Body.String(), "") {
			t.Errorf("%s: %d %q %s, and where there is none %d %s", path, there.Code, there.Header().Get("ETag"), said, not.Code, not.Body.String())
		}
	}
}

// Who reads what another said in confidence is noted, once a day, wherever it is read.
func TestConfidencesAreNoted(t *testing.T) {
	for _, address := range []string{"entries/4", "entries", "trace/4", "replay", "events", "find?words=afraid", "report?format=md", "export?format=jsonl", "difference?at=3&and=4"} {
		p := open(t, false)
		member, listener := p.joins("p", domain.RoleMember), p.joins("p", domain.RoleListener)
		said := p.record("p", member.person, []string{domain.SharedListener}, &domain.SurpriseNoticed{What: domain.Write("I was afraid.")})
		read := 0
		for range 2 {
			if strings.Contains(listener.reads("/projects/p/"+address, http.StatusOK), "was afraid") {
				read++
			}
		}
		want := min(1, read)
		if read == 0 && address != "difference?at=3&and=4" || len(p.heard) != want {
			t.Errorf("%s: read %d times, noted %d", address, read, len(p.heard))
		} else if want == 1 && (p.heard[0].Of != member.person || p.heard[0].By != listener.person || p.heard[0].Entry != said || p.heard[0].As == "") {
			t.Errorf("%s: noted is %+v", address, p.heard)
		}
	}
}

// Where nobody can say whether something was saved, the answer has the key with which it can be sent again.
func TestWhatWasLostCanBeSentAgain(t *testing.T) {
	p := open(t, false)
	member := p.joins("p", domain.RoleMember)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	r := httptest.NewRequestWithContext(ctx, http.MethodPost, Base+"/projects/p/entries", strings.NewReader(`{"kind":"surprise","what":"It rained."}`))
	r.Header = member.header
	q := &question{server: &server{API: API{Recorder: recorder{p.log}, Logger: slog.New(slog.DiscardHandler)}}, r: r, w: httptest.NewRecorder()}
	key := newID()
	err := q.keep(domain.Command{ID: key, Project: "p", Drafts: []domain.Draft{{Body: &domain.SurpriseNoticed{What: domain.Write("x")}}}}, nil)
	if domain.KindOf(err) != domain.Unavailable || !strings.Contains(err.Error(), "Idempotency-Key") || q.w.Header().Get("Idempotency-Key") != key {
		t.Errorf("the answer is %v with the key %q", err, q.w.Header().Get("Idempotency-Key"))
	}
}

// Whoever asks too fast is asked to wait, and nobody else is.
func TestTooFast(t *testing.T) {
	p := open(t, false)
	busy, calm := p.joins("p", domain.RoleMember), p.joins("p", domain.RoleMember)
	p.pace = func(token identity.Token) error {
		if token.Person == busy.person {
			return &identity.Busy{After: 3 * time.Second}
		}
		return nil
	}
	w := busy.send(http.MethodGet, "/projects", "")
	if problem := p.problem(w); w.Code != http.StatusTooManyRequests || w.Header().Get("Retry-After") != "3" || problem.Type != "about:blank#busy" {
		t.Errorf("status %d, %+v", w.Code, problem)
	}
	calm.reads("/projects", http.StatusOK)
}
