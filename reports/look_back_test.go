package reports

import (
	"testing"

	"github.com/desirelines/desirelines/domain"
)

// The newest answer counts, of those that the audience may know of.
func TestTheNewestAnswerStandsBesideTheAim(t *testing.T) {
	h := newHistory(t)
	h.add(&domain.AimAgreed{Aim: "tea", Statement: "Tea"})
	id := h.add(&domain.LookBackPlanned{Due: day("2023-01-01"), Aim: "tea", What: words("Is there tea?")})
	stands := func(audience string) string {
		t.Helper()
		for _, a := range ComparisonOf(h.see(audience)).Aims {
			if a.Lasted != nil {
				return a.Lasted.Lasted
			}
		}
		return ""
	}
	if got := stands("group"); got != "" {
		t.Errorf("nobody answered, and it says %q", got)
	}
	h.add(&domain.LookBackAnswered{LookBack: id, Lasted: "no", What: words("No tea.")})
	h.draft(domain.Draft{Body: &domain.LookBackAnswered{LookBack: id, Lasted: "yes", What: words("A secret kettle.")}, Sharing: []string{domain.SharedOnlyMe}})
	if got := stands("group"); got != "no" {
		t.Errorf("the group is told %q", got)
	}
	l, err := LookBackOf(h.see("group"), id)
	if err != nil || len(l.Answers) != 1 || l.Waits() {
		t.Errorf("%+v, %v", l, err)
	}
	h.add(&domain.LookBackAnswered{LookBack: id, Lasted: "partly"})
	if got := stands("group"); got != "partly" {
		t.Errorf("the group is told %q", got)
	}
	l, err = LookBackOf(h.see("public"), id)
	if err == nil && (l.Question.State == TextShown || l.Answers[1].Text.State == TextShown || l.Keeper != "") {
		t.Errorf("everybody reads words that nobody said yes to: %+v", l)
	}
}
