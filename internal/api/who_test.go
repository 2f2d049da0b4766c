package api

import (
	"flag"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"text/tabwriter"
	"time"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/identity"
)

var update = flag.Bool("update", false, "write the table of who may call what anew")

// everybody are programs of people of every sort, by what they are to the project p.
func everybody(p *place) (names []string, who map[string]*program) {
	member := p.joins("p", domain.RoleMember)
	cookie := p.stranger()
	cookie.header.Set("Cookie", "desirelines="+member.secret)
	odd := p.stranger()
	odd.header["Authorization"] = []string{"Bearer dl_unknown"}
	twice := p.stranger()
	twice.header["Authorization"] = []string{"Bearer " + member.secret, "Bearer " + member.secret}
	who = map[string]*program{
		"nobody": p.stranger(), "a cookie": cookie, "no token": odd, "two tokens": twice, "reads": p.programOf(member.person, func(s *identity.TokenSpec) { s.Records = false }),
		"member": member, "facilitator": p.joins("p", domain.RoleFacilitator), "evaluator": p.works(domain.StaffEvaluator),
		"funder": p.works(domain.StaffFunder, "p"), "operator": p.works(domain.StaffOperator), "other member": p.joins("q", domain.RoleMember),
		"other funder": p.works(domain.StaffFunder, "q"), "for q": p.programOf(member.person, func(s *identity.TokenSpec) { s.Projects = []string{"q"} }),
	}
	return []string{"nobody", "a cookie", "no token", "two tokens", "reads", "member", "facilitator", "evaluator", "funder", "operator", "other member", "other funder", "for q"}, who
}

// TestWhoMayCallWhat asks for every operation as everybody. The table is made to be read: a number that changes is a decision.
func TestWhoMayCallWhat(t *testing.T) {
	p := open(t, false)
	names, who := everybody(p)
	p.record("p", "", nil, &domain.SurpriseNoticed{What: domain.Write("It rained.")})
	p.record("p", "", nil, &domain.AimAgreed{Aim: "a", Statement: "Everybody has eaten."})
	p.record("p", "", nil, &domain.AudienceTold{Audience: domain.SharedFunders, Report: "all", Position: 4})
	s := &server{}
	list, err := s.operations()
	if err != nil {
		t.Fatal(err)
	}
	var table strings.Builder
	columns := tabwriter.NewWriter(&table, 0, 0, 2, ' ', 0)
	fmt.Fprintf(columns, "\t%s\n", strings.Join(names, "\t"))
	for _, o := range list {
		path := strings.NewReplacer("{project}", "p", "{entry}", "1", "{aim}", "a").Replace(o.path)
		ask := map[string]string{"figure": "?aim=a&measure=m", "find": "?words=rain", "find-everywhere": "?words=rain", "difference": "?at=1&and=2", "report": "?format=md", "make-report": "?format=md", "export": "?format=csv", "make-export": "?format=csv"}[o.id]
		body := map[string]string{"record": `{"kind":"surprise","what":"x"}`, "start": `{"id":"new-%s","name":"New"}`}[o.id]
		fmt.Fprint(columns, o.method+" "+path+ask)
		for i, name := range names {
			sent := body
			if strings.Contains(body, "%s") {
				sent = fmt.Sprintf(body, fmt.Sprint(i))
			}
			w := who[name].send(o.method, path+ask, sent)
			if w.Code >= 400 {
				p.problem(w)
			}
			if w.Code == http.StatusUnauthorized && w.Header().Get("WWW-Authenticate") == "" {
				t.Errorf("%s is not told how to say who they are", name)
			}
			fmt.Fprint(columns, "\t", w.Code)
		}
		fmt.Fprintln(columns)
	}
	if err := columns.Flush(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join("testdata", "who.golden.txt")
	if *update {
		if err := os.WriteFile(path, []byte(table.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(want) != table.String() {
		t.Errorf("the table is now\n%s\nread it; if it is right, run the test with -update", table.String())
	}
}

// A project that the token may not know of is answered as one that is not there.
func TestWhatIsNotYoursIsNotThere(t *testing.T) {
	p := open(t, false)
	_, who := everybody(p)
	for _, name := range []string{"other member", "other funder", "for q"} {
		for _, path := range []string{"", "/aims", "/entries", "/entries/1", "/events", "/replay", "/exports", "/people", "/walls", "/warnings", "/aims/history", "/aims/a/history", "/report", "/export?format=zip", "/aims?audience=public", "/aims?audience=nobody"} {
			theirs, none := p.problem(who[name].send(http.MethodGet, "/projects/p"+path, "")), p.problem(who[name].send(http.MethodGet, "/projects/x"+path, ""))
			theirs.Request, none.Request, none.Value = "", "", "p"
			if theirs != none || theirs.Status != http.StatusNotFound {
				t.Errorf("%s: %s is told apart from what is not there: %+v and %+v", name, path, theirs, none)
			}
		}
		for _, path := range []string{"/projects", "/portfolio", "/find?words=kitchen"} {
			if got := who[name].reads(path, http.StatusOK); strings.Contains(got, "kitchen\"") || strings.Contains(got, `"p"`) {
				t.Errorf("%s reads of the group at %s: %s", name, path, got)
			}
		}
	}
}

// An address says which methods it knows, as a problem.
func TestOtherMethodsAreProblems(t *testing.T) {
	p := open(t, true)
	for path, allow := range map[string]string{"/projects": "GET, HEAD, POST", "/projects/working-together/aims": "GET, HEAD", "/projects/working-together/entries": "GET, HEAD, POST", "/openapi.json": "GET, HEAD"} {
		for _, method := range []string{http.MethodPut, http.MethodDelete, http.MethodPatch, http.MethodOptions} {
			w := p.stranger().send(method, path, "")
			if problem := p.problem(w); w.Code != http.StatusMethodNotAllowed || w.Header().Get("Allow") != allow || problem.Type != "about:blank#method" {
				t.Errorf("%s %s: status %d, Allow %q", method, path, w.Code, w.Header().Get("Allow"))
			}
		}
	}
	for _, path := range []string{"/nothing", "/projects/working-together/nothing", "/projects/", "/projects/working-together/aims/1"} {
		if w := p.stranger().send(http.MethodGet, path, ""); w.Code != http.StatusNotFound || p.problem(w).Pointer != "" {
			t.Errorf("%s: status %d", path, w.Code)
		}
	}
}

// A question that is not described, or cannot be read, is a problem that says where.
func TestBadQuestions(t *testing.T) {
	p := open(t, true)
	for ask, pointer := range map[string]string{
		"aims?at=soon": "?at", "aims?happened_by=soon": "?happened_by", "aims?against=never": "?against", "aims?audience=x": "?audience", "aims?nope=1": "?nope",
		"aims?at=1&at=2": "?at", "aims?at_least=x": "?at_least", "entries?limit=1001": "?limit", "entries?limit=0": "?limit", "entries?after=-1": "?after",
		"entries?after=99999999999999999999": "?after", "find": "?words", "difference?and=3x&at=1": "?and", "replay?from=a": "?from", "figure?aim=a": "?measure",
	} {
		w := p.stranger().send(http.MethodGet, "/projects/working-together/"+ask, "")
		if problem := p.problem(w); w.Code != http.StatusUnprocessableEntity || problem.Pointer != pointer || problem.Detail == "" {
			t.Errorf("%s: %d, %+v", ask, w.Code, problem)
		}
	}
}

// What somebody may do changes with the log from the next request on, and a token that was ended opens nothing.
func TestRolesCountAtOnce(t *testing.T) {
	p := open(t, false)
	member, evaluator := p.joins("p", domain.RoleMember), p.works(domain.StaffEvaluator)
	member.reads("/projects/p/aims", http.StatusOK)
	evaluator.reads("/projects/p/aims", http.StatusOK)
	p.record("p", "", nil, &domain.PersonLeft{Person: member.person})
	p.record(domain.Installation, "", nil, &domain.StaffDismissed{Person: evaluator.person})
	member.reads("/projects/p/aims", http.StatusNotFound)
	evaluator.reads("/projects/p/aims", http.StatusNotFound)
	member.reads("/projects", http.StatusOK)
	if err := p.identity.Accounts.Forget(member.person); err != nil {
		t.Fatal(err)
	}
	member.reads("/projects", http.StatusUnauthorized)
	p.clock = p.clock.Add(91 * 24 * time.Hour)
	evaluator.reads("/projects", http.StatusUnauthorized)
}

// An exhibition shows everything and takes nothing.
func TestAnExhibitionTakesNothing(t *testing.T) {
	p := open(t, true)
	before := p.stranger().reads("/projects", http.StatusOK)
	for path, body := range map[string]string{"/projects": `{"id":"new","name":"New"}`, "/projects/working-together/entries": `{"kind":"surprise","what":"x"}`} {
		if w := p.stranger().send(http.MethodPost, path, body); w.Code != http.StatusForbidden {
			t.Errorf("POST %s: status %d", path, w.Code)
		}
	}
	if p.stranger().reads("/projects", http.StatusOK) != before {
		t.Error("something was taken")
	}
}
