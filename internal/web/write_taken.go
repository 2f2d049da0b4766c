package web

import (
	"net/http"

	"github.com/desirelines/desirelines/domain"
)

// The answers to "Whose name stands beside it?".
const (
	byMe     = "me"
	byNobody = "nobody"
)

// takenField asks how an entry was taken down. Who writes for themself has nothing to choose.
func takenField() field {
	return field{Name: "taken", Label: "How was it taken down?", Radios: true, Options: []pair{
		{string(domain.TakenByMe), "By me"}, {string(domain.TakenForSomeone), "For someone, in their words"},
		{string(domain.TakenFromPaper), "Typed from paper"}, {string(domain.TakenFromPicture), "Typed from a picture"},
	}}
}

func byField() field {
	return field{Name: "by", Label: "Whose name stands beside it?", Radios: true,
		Hint:    "If you choose nothing, what you took down for others has no name. Without a name, you get a code to come back to it.",
		Options: []pair{{byMe, "Mine. I wrote it, and my group may know"}, {byNobody, "No name at all"}}}
}

// fillTaken puts the two questions into the form. What is taken down is the writer's own words where they are signed in and say nothing else.
func (s *site) fillTaken(r *http.Request, a *answers, p *writePage) {
	if _, sent := a.values["taken"]; !sent && viewerOf(r.Context()).Person != "" {
		a.values["taken"] = string(domain.TakenByMe)
	}
	p.Taken = a.fill(takenField())
	if s.Identity != nil {
		p.By = a.fill(byField())
	}
	p.TakenOpen = p.Taken.Value != "" && p.Taken.Value != string(domain.TakenByMe) || p.Taken.Wrong != "" || p.By.Value != "" || p.By.Wrong != ""
}

// taken is how it was taken down, as answered.
func (a *answers) taken() domain.Taken {
	a.mustChoose("taken", string(domain.TakenByMe), string(domain.TakenForSomeone), string(domain.TakenFromPaper), string(domain.TakenFromPicture))
	return domain.Taken(a.text("taken"))
}

// nameless says whether nobody's name stands beside what was written, and a code belongs to it instead. The words of somebody else are
// never the typist's. What came from paper or a picture is theirs only where they say so: a name that is missing harms nobody, a wrong
// one may.
func (s *site) nameless(a *answers) bool {
	switch {
	case s.Identity == nil:
		return false
	case a.text("by") == byNobody, a.forSomeone():
		return true
	}
	taken := domain.Taken(a.text("taken"))
	return a.text("by") != byMe && (taken == domain.TakenFromPaper || taken == domain.TakenFromPicture)
}

// forSomeone says whether the words are surely those of somebody else than who sends them.
func (a *answers) forSomeone() bool { return domain.Taken(a.text("taken")) == domain.TakenForSomeone }

// takenAs puts how it was taken down into what is recorded.
func takenAs(drafts []domain.Draft, taken domain.Taken) []domain.Draft {
	for i := range drafts {
		drafts[i].Taken = taken
	}
	return drafts
}
