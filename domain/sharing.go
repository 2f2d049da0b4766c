package domain

import (
	"slices"
	"strings"
)

// Who may see an entry, as its writer first says. Nobody named means the group. A set that names an outside audience, one of
// these or one that the project named, names the group as well, because an entry that others see and the group does not would
// make two truths of its figures; public means everybody. A circle stands alone: it keeps an entry private among its people.
const (
	SharedOnlyMe         = "only-me"  // the writer alone
	SharedListener       = "listener" // the writer and whoever listens in this project: see RoleListener
	SharedGroup          = "group"
	SharedEvaluators     = "evaluators"
	SharedFunders        = "funders"
	SharedDecisionMakers = "decision-makers"
	SharedPublic         = "public"
)

// checkSharing refuses an audience that nobody knows: the entry would be hidden from everybody, its writer too.
func (p *Project) checkSharing(sharing []string) error {
	for i, s := range sharing {
		if s == "" {
			return invalid("", "sharing is missing", "name an audience, or leave it out to share with the group")
		}
		if slices.Contains(sharing[:i], s) {
			return invalid(s, "this audience is named twice", "name it once")
		}
		a, named := p.audiences[s]
		switch {
		case s == SharedOnlyMe || s == SharedListener || ready(s):
		case a.retired:
			return invalid(s, "this audience was retired", "choose "+joinOr(p.sharingChoices()))
		case !named:
			return invalid(s, "this is no choice for sharing", "choose "+joinOr(p.sharingChoices()))
		case a.circle && len(sharing) > 1:
			return invalid(strings.Join(sharing, ", "), "what is for a circle is for its people alone", "name the circle and nobody else")
		case a.circle:
			return nil
		}
	}
	private := slices.Contains(sharing, SharedOnlyMe) || slices.Contains(sharing, SharedListener)
	switch {
	case SharedWithGroup(sharing):
		if private {
			return invalid(strings.Join(sharing, ", "), "this is for one and for all", "choose one of them")
		}
	case !private:
		return invalid(strings.Join(sharing, ", "), "your own group could not see it", "name the group too")
	case len(sharing) > 1:
		return invalid(strings.Join(sharing, ", "), "what is kept private cannot be shared with others too", "choose one of them")
	}
	return nil
}

// sharingChoices are the answers to "who may see it?", circles apart: their names are for their people.
func (p *Project) sharingChoices() []string {
	return append([]string{SharedOnlyMe, SharedListener}, p.openAudiences()...)
}

// SharedWithGroup says whether an entry that was shared like this is there for the group.
func SharedWithGroup(sharing []string) bool {
	return len(sharing) == 0 || slices.Contains(sharing, SharedGroup) || slices.Contains(sharing, SharedPublic)
}
