package web

import (
	"net/http"
	"slices"
	"strings"

	"github.com/desirelines/desirelines/domain"
)

// shareQuestion asks who may see what is written: one answer that says where it stays, and who else may read it.
type shareQuestion struct {
	Stays field
	Also  []tick // audiences outside the group
	Open  bool   // something but the group was chosen
}

// alsoBetween parts the ids of audiences in one answer; no id holds it.
const alsoBetween = "\n"

// shareQuestion makes the question. What is kept most comes first; the group is ticked. Who is not known by name cannot keep anything to
// themself: nobody could read it again.
func (s *site) shareQuestion(r *http.Request, a *answers, c choices) shareQuestion {
	a.takeAlso(r)
	stays := field{Name: "share", Label: "Who may see it?", Radios: true, Options: []pair{{domain.SharedGroup, "Our group, and those who check its figures"}}}
	if viewerOf(r.Context()).Person != "" {
		stays.Hint = "Without a name, “Only me” is whoever has the code."
		stays.Options = append([]pair{{domain.SharedOnlyMe, "Only me"}}, stays.Options...)
		stays.Options = append(stays.Options, pair{domain.SharedListener, "Only me and who listens to me in confidence"})
		for _, audience := range c.audiences {
			if audience.Circle() {
				stays.Options = append(stays.Options, pair{audience.ID, "The circle: " + named(audience.ID, audience.Name)})
			}
		}
	}
	if a.values["share"] == "" {
		a.values["share"] = domain.SharedGroup
	}
	if chosen := a.values["share"]; !slices.ContainsFunc(stays.Options, func(p pair) bool { return p.Name == chosen }) {
		stays.Options = append(stays.Options, pair{chosen, "What you chose"})
	}
	q := shareQuestion{Stays: a.fill(stays)}
	also := strings.Split(a.values["also"], alsoBetween)
	for _, audience := range c.audiences {
		if isOutside(audience) {
			q.Also = append(q.Also, tick{audience.ID, named(audience.ID, audience.Name), slices.Contains(also, audience.ID)})
		}
	}
	for _, id := range also {
		if id != "" && !slices.ContainsFunc(q.Also, func(t tick) bool { return t.ID == id }) {
			q.Also = append(q.Also, tick{id, "What you chose", true})
		}
	}
	q.Open = q.Stays.Value != domain.SharedGroup || a.values["also"] != "" || q.Stays.Wrong != ""
	return q
}

// takeAlso puts all audiences that were ticked into one answer.
func (a *answers) takeAlso(r *http.Request) {
	if list := r.PostForm["also"]; len(list) > 0 {
		a.values["also"] = strings.Join(list, alsoBetween)
	}
}

// sharing is what was answered, for the log to judge; nil is the group. nameless says that nobody's name stands beside it; then whoever
// has its code can read what is for "only me". signed says that who sends it is known by name.
func (a *answers) sharing(r *http.Request, nameless, signed bool) []string {
	a.takeAlso(r)
	stays := a.text("share")
	var also []string
	if a.values["also"] != "" {
		also = strings.Split(a.values["also"], alsoBetween)
	}
	switch {
	case stays == "" || stays == domain.SharedGroup:
		if len(also) == 0 {
			return nil
		}
		return append([]string{domain.SharedGroup}, also...)
	case len(also) > 0:
		a.wrong("share", "You keep this to a few. Then it cannot go to others too. Choose one of both.")
	case !signed, nameless && stays != domain.SharedOnlyMe:
		a.wrong("share", "Without your name nobody could read it again. Choose our group, or put your name beside it.")
	}
	return []string{stays}
}

// shareWith puts the answer into what is recorded. A correction keeps what it has: whoever sees the entry sees it.
func shareWith(drafts []domain.Draft, sharing []string) []domain.Draft {
	for i := range drafts {
		if _, is := drafts[i].Body.(*domain.EntryCorrected); !is {
			drafts[i].Sharing = sharing
		}
	}
	return drafts
}

// isAboutSharing says whether an error is about who may see it, such as an audience that was retired since the form was opened.
func (a *answers) isAboutSharing(e *domain.Error) bool {
	if e.Value == "" || a.text("share") == domain.SharedGroup && a.values["also"] == "" {
		return false
	}
	return e.Value == a.text("share") || slices.ContainsFunc(strings.Split(a.values["also"], alsoBetween), func(id string) bool {
		return id != "" && (id == e.Value || slices.Contains(strings.Split(e.Value, ", "), id))
	})
}
