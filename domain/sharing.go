package domain

import (
	"slices"
	"strings"
)

// Who may see an entry, as its writer first says. Nobody named means the group. A set that names an outside audience names
// the group as well, because an entry that others see and the group does not would make two truths of its figures;
// public means everybody.
const (
	SharedOnlyMe         = "only-me"  // the writer alone
	SharedListener       = "listener" // the two of a confidential talk
	SharedGroup          = "group"
	SharedEvaluators     = "evaluators"
	SharedFunders        = "funders"
	SharedDecisionMakers = "decision-makers"
	SharedPublic         = "public"
)

// checkSharing refuses an audience that nobody knows: the entry would be hidden from everybody, its writer too.
func checkSharing(sharing []string) error {
	for i, s := range sharing {
		if s == "" {
			return invalid("", "sharing is missing", "name an audience, or leave it out to share with the group")
		}
		if err := oneOf("sharing", s, SharedOnlyMe, SharedListener, SharedGroup, SharedEvaluators, SharedFunders,
			SharedDecisionMakers, SharedPublic); err != nil {
			return err
		}
		if slices.Contains(sharing[:i], s) {
			return invalid(s, "this audience is named twice", "name it once")
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

// SharedWithGroup says whether an entry that was shared like this is there for the group.
func SharedWithGroup(sharing []string) bool {
	return len(sharing) == 0 || slices.Contains(sharing, SharedGroup) || slices.Contains(sharing, SharedPublic)
}
