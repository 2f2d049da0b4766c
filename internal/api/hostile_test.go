package api

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/desirelines/desirelines/domain"
)

// Whatever is sent gets an answer that says what is wrong; nothing is stored, nothing is said of the inside, and the log of the program holds no token.
func TestHostileRequests(t *testing.T) {
	p := open(t, false)
	member := p.joins("p", domain.RoleMember)
	before := member.reads("/projects/p/entries", http.StatusOK)
	theirs := p.record("q", "", nil, &domain.SurpriseNoticed{What: domain.Write("Of the other group")})
	deep := func(open, end string, n int) string { return strings.Repeat(open, n) + strings.Repeat(end, n) }
	for name, c := range map[string]struct {
		body   string
		status int
	}{
		"lists in lists":           {deep("[", "]", 100_000), 422},
		"objects in objects":       {`{"kind":"surprise","what":` + deep(`{"a":`, "", 50_000) + `1` + deep("", "}", 50_000) + `}`, 422},
		"deep where any value is":  {`{"kind":"outcome","value":` + deep("[", "]", 9000) + `}`, 422},
		"deep in a correction":     {`{"kind":"correction","entry":"1","with":` + deep(`{"kind":"correction","with":`, "", 3000) + `{}` + deep("", "}", 3000) + `}`, 422},
		"a long number":            {`{"kind":"outcome","value":1` + strings.Repeat("0", 500_000) + `}`, 422},
		"a number with a large e":  {`{"kind":"outcome","value":1e999999999}`, 422},
		"many fields":              {`{"kind":"surprise"` + strings.Repeat(`,"a":1`, 100_000) + `}`, 422},
		"half a character":         {`{"kind":"surprise","what":"\ud800"}`, 422},
		"bytes that are no text":   {"{\"kind\":\"surprise\",\"what\":\"\xc3\x28\"}", 422},
		"a zero byte as a name":    {`{"kind":"surprise","what":"x","\u0000":1}`, 422},
		"two values":               {`{"kind":"surprise","what":"x"}{"kind":"surprise","what":"y"}`, 422},
		"a field twice by case":    {`{"kind":"surprise","what":"x","What":"y"}`, 422},
		"a field twice by escape":  {`{"kind":"surprise","what":"x","wh\u0061t":"y"}`, 422},
		"a field twice by a dash":  {`{"kind":"test","what":"x","review_on":"2026-08-01","review-on":"2026-09-01"}`, 422},
		"null":                     {`null`, 422},
		"null for an entry":        {`[null]`, 422},
		"a kind that is a list":    {`{"kind":["surprise"],"what":"x"}`, 422},
		"an entry of another":      {`{"kind":"learning","what":"x","from":["` + theirs + `"]}`, 422},
		"a position, not mine":     {`{"kind":"surprise","what":"x","position":1}`, 422},
		"recorded, not mine":       {`{"kind":"surprise","what":"x","recorded":"2020-01-01T00:00:00Z"}`, 422},
		"sharing with nobody":      {`{"kind":"surprise","what":"x","sharing":[]}`, 422},
		"too large":                {`{"kind":"surprise","what":"` + strings.Repeat("x", 3<<20) + `"}`, 413},
		"a million small entries":  {"[" + strings.TrimSuffix(strings.Repeat("{},", 300_000), ",") + "]", 422},
		"of the installation":      {`{"kind":"staff.appointed","person":"` + member.person + `","role":"operator","project":"="}`, 422},
		"a key of another's shape": {`{"kind":"surprise","what":{"key":"","state":"erased"}}`, 422},
	} {
		t.Run(name, func(t *testing.T) {
			p.t = t
			member.records(c.body, c.status)
		})
	}
	p.t = t
	for name, headers := range map[string][]string{
		"a form": {"Content-Type", "application/x-www-form-urlencoded"}, "text": {"Content-Type", "text/plain"}, "nothing said": {"Content-Type", ""},
		"another alphabet": {"Content-Type", "application/json; charset=utf-16"}, "packed": {"Content-Encoding", "gzip"}, "odd": {"Content-Type", "application/json;;"},
	} {
		if _, problem := member.records(`{"kind":"surprise","what":"x"}`, http.StatusUnsupportedMediaType, headers...); problem.Type != "about:blank#media_type" {
			t.Errorf("%s: %+v", name, problem)
		}
	}
	if member.reads("/projects/p/entries", http.StatusOK) != before {
		t.Error("something was stored")
	}
	for _, path := range []string{
		"/projects/p/aims?at=%zz", "/projects/p/aims?at=1;audience=x", "/projects/p/find?words=%ff", "/projects/p/aims?%ff=1", "/projects/p/aims?at=" + strings.Repeat("9", 5000),
		"/projects/p/entries?after=-1", "/projects/p/entries?limit=1e3", "/projects/p/replay?from=18446744073709551616", "/projects/p/aims?against=now%00", "/projects/p/aims?token=" + member.secret,
	} {
		if w := member.send(http.MethodGet, path, ""); w.Code != http.StatusUnprocessableEntity || !strings.HasPrefix(p.problem(w).Pointer, "?") {
			t.Errorf("%s: status %d", path, w.Code)
		}
	}
	for _, id := range []string{"%ff", "%00", "p%2f..%2fq", "..%2fq", strings.Repeat("x", 5000), "=", "P", "p%20"} {
		if w := member.send(http.MethodGet, "/projects/"+id+"/aims", ""); w.Code != http.StatusNotFound && w.Code != http.StatusUnprocessableEntity {
			t.Errorf("the project %s: status %d", id, w.Code)
		}
	}
	for _, path := range []string{"//projects", "/projects/p/../q/aims", "/projects/./p"} {
		w := member.send(http.MethodGet, path, "")
		if w.Code < 300 || w.Code >= 500 || strings.Contains(w.Body.String(), "group") {
			t.Errorf("%s: status %d", path, w.Code)
		}
	}
	if p.said.Len() > 0 || strings.Contains(p.said.String(), "dl_") {
		t.Errorf("bad input is a fault of ours: %s", p.said.String())
	}
}

// Pages of other sites learn nothing here, and a browser is told so for everything.
func TestOtherSitesLearnNothing(t *testing.T) {
	p := open(t, false)
	member := p.joins("p", domain.RoleMember)
	for _, method := range []string{http.MethodGet, http.MethodOptions, http.MethodPost} {
		for _, path := range []string{"/projects", "/projects/p/entries", "/openapi.json", "/nothing"} {
			w := member.send(method, path, "", "Origin", "https://elsewhere.example", "Access-Control-Request-Method", "POST", "Access-Control-Request-Headers", "authorization")
			for name := range w.Header() {
				if strings.HasPrefix(name, "Access-Control-") {
					t.Errorf("%s %s answers %s", method, path, name)
				}
			}
			if w.Header().Get("Cross-Origin-Resource-Policy") != "same-origin" || w.Header().Get("X-Content-Type-Options") != "nosniff" {
				t.Errorf("%s %s lacks a header", method, path)
			}
		}
	}
}

// What fails inside is noted without the token that asked, and without what was sent.
func TestFaultsAreNotedWithoutTokens(t *testing.T) {
	p := open(t, false)
	member := p.joins("p", domain.RoleMember)
	member.reads("/projects", http.StatusOK)
	p.views.broken = fmt.Errorf("the disk is gone: /var/lib/secret")
	for _, method := range []string{http.MethodGet, http.MethodPost} {
		w := member.send(method, "/projects/p/entries", map[string]string{http.MethodPost: `{"kind":"surprise","what":"It rained."}`}[method])
		if problem := p.problem(w); w.Code != http.StatusInternalServerError || strings.Contains(w.Body.String(), "secret") || problem.Detail != "It is not your fault." {
			t.Errorf("%s: status %d, %+v", method, w.Code, problem)
		}
	}
	if said := p.said.String(); !strings.Contains(said, "the disk is gone") || strings.Contains(said, member.secret) || strings.Contains(said, "dl_") || strings.Contains(said, "rained") || strings.Contains(said, member.person) {
		t.Errorf("noted is %s", said)
	}
}

// Who was forgotten is read in no answer any more, whatever it is asked for, and no answer that is known is called the same.
func TestTheForgottenAreReadNowhere(t *testing.T) {
	p := open(t, false)
	gone, member := p.joins("p", domain.RoleMember), p.joins("p", domain.RoleMember)
	p.record("p", gone.person, nil, &domain.PersonRenamed{Person: gone.person, Name: domain.Name("Marigold")})
	p.record("p", gone.person, nil, &domain.SurpriseNoticed{What: domain.Write("The marigold opened.")})
	addresses := []string{
		"/projects/p/entries", "/projects/p/entries/5", "/projects/p/trace/5", "/projects/p/find?words=marigold", "/find?words=marigold", "/projects/p/events", "/projects/p/people", "/projects/p/surprises",
		"/projects/p/journey", "/projects/p/replay", "/projects/p/report?format=md", "/projects/p/report?format=html", "/projects/p/report?format=xlsx", "/projects/p/export?format=jsonl", "/projects/p/export?format=zip",
		"/projects/p/entries?at=5", "/projects/p/events?at=5", "/projects/p/difference?at=4&and=5", "/projects/p/people",
	}
	tags := map[string]string{}
	read := 0
	for _, address := range addresses {
		w := member.send(http.MethodGet, address, "")
		if holdsText(t, w.Body.Bytes(), "marigold opened") || holdsText(t, w.Body.Bytes(), "Marigold") {
			read++
		}
		tags[address] = w.Header().Get("ETag")
	}
	if read < 12 {
		t.Fatalf("only %d answers had the words before", read)
	}
	p.record("p", "", nil, &domain.PersonForgotten{Person: gone.person, Reason: "asked"})
	for _, address := range addresses {
		w := member.send(http.MethodGet, address, "", "If-None-Match", tags[address])
		if w.Code != http.StatusOK || holdsText(t, w.Body.Bytes(), "marigold opened") || holdsText(t, w.Body.Bytes(), "Marigold") {
			t.Errorf("%s: status %d: %s", address, w.Code, domain.Short(w.Body.String(), 200))
		}
	}
}

// Recording can wait for what its sender knows: where the project has another last entry by now, nothing is recorded and the answer says which.
func TestIfMatch(t *testing.T) {
	p := open(t, false)
	member, elsewhere := p.joins("p", domain.RoleMember), p.joins("q", domain.RoleMember)
	tag := member.send(http.MethodGet, "/projects/p/aims", "").Header().Get("ETag")
	key := newID()
	first, _ := member.records(`{"kind":"surprise","what":"It rained."}`, http.StatusCreated, "If-Match", tag, "Idempotency-Key", key)
	again, _ := member.records(`{"kind":"surprise","what":"It rained."}`, http.StatusCreated, "If-Match", tag, "Idempotency-Key", key)
	if first != again {
		t.Errorf("sent again it is %+v, first it was %+v", again, first)
	}
	_, problem := member.records(`{"kind":"surprise","what":"It snowed."}`, http.StatusPreconditionFailed, "If-Match", tag)
	if problem.Type != "about:blank#moved" || problem.Position != first.Position || problem.Pointer != "?If-Match" {
		t.Errorf("the problem is %+v", problem)
	}
	next, _ := member.records(`[{"kind":"surprise","what":"It snowed."},{"kind":"surprise","what":"It froze."}]`, http.StatusCreated, "If-Match", fmt.Sprintf(`"%d"`, problem.Position))
	if next.Position != first.Position+1 {
		t.Errorf("recorded %+v", next)
	}
	member.records(`{"kind":"surprise","what":"x"}`, http.StatusCreated, "If-Match", "*")
	list := member.send(http.MethodGet, "/portfolio", "").Header().Get("ETag")
	for _, bad := range []string{"12", `W/"12"`, `"0"`, `"x"`, `"12", "13"`, `"99999999999999999999"`, list} {
		if _, problem := member.records(`{"kind":"surprise","what":"x"}`, http.StatusUnprocessableEntity, "If-Match", bad); problem.Pointer != "?If-Match" {
			t.Errorf("%s: %+v", bad, problem)
		}
	}
	if _, problem := elsewhere.records(`{"kind":"surprise","what":"x"}`, http.StatusNotFound, "If-Match", `"1"`); problem.Position != 0 {
		t.Errorf("who may not know of the project learns how far it is: %+v", problem)
	}
}

// Answers about several projects have ETags too: another entry in any of them, another day and another person make another answer.
func TestKnownListsOfProjects(t *testing.T) {
	p := open(t, false)
	member, evaluator := p.joins("p", domain.RoleMember), p.works(domain.StaffEvaluator)
	for _, path := range []string{"/projects", "/portfolio", "/find?words=rain"} {
		tag := evaluator.send(http.MethodGet, path, "").Header().Get("ETag")
		status := func(who *program) int { return who.send(http.MethodGet, path, "", "If-None-Match", tag).Code }
		if got := []int{status(evaluator), status(member)}; !slices.Equal(got, []int{http.StatusNotModified, http.StatusOK}) || !strings.HasPrefix(tag, `"all-`) {
			t.Errorf("%s: %v with %s", path, got, tag)
		}
		p.record("q", "", nil, &domain.SurpriseNoticed{What: domain.Write("It rained.")})
		if status(evaluator) != http.StatusOK {
			t.Errorf("%s is called the same after another entry", path)
		}
	}
}

// Outside the group nobody learns of it what was not told: not how far it is, and not which audiences and circles it has.
func TestOthersLearnWhatWasTold(t *testing.T) {
	p := open(t, false)
	member := p.joins("p", domain.RoleMember)
	p.record("p", "", nil, &domain.AudienceNamed{Audience: "night-staff", AudienceDefinition: domain.AudienceDefinition{Name: "Those who work at night"}})
	p.record("p", "", nil, &domain.AudienceNamed{Audience: "us-two", AudienceDefinition: domain.AudienceDefinition{Name: "Two of us", People: []string{member.person}}})
	p.record("p", "", nil, &domain.AudienceTold{Audience: domain.SharedFunders, Report: "all", Position: 2})
	funder, facilitator := p.works(domain.StaffFunder, "p"), p.joins("p", domain.RoleFacilitator)
	ask := func(who *program, path string) (int, Problem) {
		w := who.send(http.MethodGet, path, "", "If-None-Match", "*")
		if tag := w.Header().Get("ETag"); who == funder && tag != "" && !strings.HasPrefix(tag, `"2-`) && !strings.HasPrefix(tag, `"all-2-`) {
			t.Errorf("%s: the tag is %s", path, tag)
		}
		if w.Code < 400 {
			return w.Code, Problem{}
		}
		return w.Code, p.problem(w)
	}
	for _, path := range []string{"/projects/p", "/projects/p/aims", "/projects/p/entries", "/projects/p/events", "/projects", "/portfolio", "/projects/p/releases"} {
		if status, _ := ask(funder, path); status != http.StatusOK {
			t.Errorf("%s: status %d", path, status)
		}
	}
	if list := funder.reads("/projects", http.StatusOK); !strings.Contains(list, `"entries":2`) && !strings.Contains(list, `"entries": 2`) {
		t.Errorf("the funder is told of %s", list)
	}
	if status, _ := ask(funder, "/projects/p/replay"); status != http.StatusForbidden {
		t.Errorf("a replay for the funder: status %d", status)
	}
	_, none := ask(funder, "/projects/p/aims?audience=nobody-of-that")
	for _, id := range []string{"night-staff", "us-two"} {
		status, problem := ask(funder, "/projects/p/aims?audience="+id)
		if problem.Request, none.Request, problem.Value = "", "", none.Value; status != http.StatusUnprocessableEntity || problem != none || strings.Contains(problem.Want, "night-staff") {
			t.Errorf("%s is told apart from what is not there: %d, %+v", id, status, problem)
		}
	}
	if status, _ := ask(facilitator, "/projects/p/aims?audience=night-staff"); status != http.StatusOK {
		t.Errorf("who holds the group together looks through the audience: status %d", status)
	}
	if status, problem := ask(facilitator, "/projects/p/aims?audience=us-two"); status != http.StatusUnprocessableEntity || strings.Contains(problem.Want, "us-two") {
		t.Errorf("the circle of others: %d, %+v", status, problem)
	}
}
