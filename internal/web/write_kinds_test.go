package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/desirelines/desirelines/domain"
)

// What is in the way, what was decided and what the group holds to stand behind a fold; each becomes an entry of its kind.
func TestRareKindsStandBehindAFold(t *testing.T) {
	g := aGroup(t)
	rosa := g.joins(domain.RoleMember, "Rosa")
	form := rosa.gets("/p/p/write", http.StatusOK)
	usual, rare, folded := strings.Cut(form, "<summary>More kinds</summary>")
	if !folded || !strings.Contains(usual, `value="aim"`) || strings.Contains(usual, `value="problem"`) || !strings.Contains(rare, `value="problem"`) {
		t.Error("the rare kinds do not stand behind the fold")
	}
	if form := rosa.gets("/p/p/write?kind=decision", http.StatusOK); !strings.Contains(form, "<details open>\n<summary>More kinds</summary>") || !strings.Contains(form, `value="decision" checked`) {
		t.Error("a rare kind that is chosen is not seen")
	}
	for _, kind := range []string{writeProblem, writeDecision, writePrinciple} {
		rosa.posts("/p/p/write", http.StatusSeeOther, url.Values{"command": {newID()}, "kind": {kind}, "what": {"The " + kind}, "why": {"We talked."}})
	}
	problems, decisions, principles := bodies[*domain.ProblemNamed](g), bodies[*domain.DecisionMade](g), bodies[*domain.PrincipleNamed](g)
	if len(problems) != 1 || len(decisions) != 1 || len(principles) != 1 {
		t.Fatalf("stored are %d, %d and %d", len(problems), len(decisions), len(principles))
	}
	entries := rosa.gets("/p/p/entries", http.StatusOK)
	for _, want := range []string{"The problem", "The decision", "The principle"} {
		if !strings.Contains(entries, want) {
			t.Errorf("%s is not shown", want)
		}
	}
	if strings.Count(entries, "Why: We talked.") != 2 { // a decision has a place of its own for it
		t.Errorf("what was written is lost, or stands twice")
	}
}
