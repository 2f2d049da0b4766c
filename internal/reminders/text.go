package reminders

import (
	"fmt"
	"strings"

	"github.com/desirelines/desirelines/domain"
)

// Pages are the addresses that a message names.
type Pages struct {
	Project func(id string) string // the page of a project that shows what waits
	Me      string                 // where somebody takes their address away
}

// kinds are what things are called in a message, one of them and several, in the order in which it names them.
var kinds = []struct{ what, one, several string }{
	{domain.DueReview, "test to look at again", "tests to look at again"},
	{domain.DueLookBack, "look-back to answer", "look-backs to answer"},
	{domain.DueMending, "promise to keep", "promises to keep"},
	{domain.DueReport, "number to write down", "numbers to write down"},
}

// subject says how much waits; others may see it on a phone that lies on a table, so it names nobody and no group.
func (l letter) subject() string {
	return count(len(l.about), "thing waits", "things wait") + " for you"
}

// text says how much waits, of which kind, where it is and how to get no more of these. It holds nothing that anybody wrote, because mail
// passes through many hands and stays there.
func (l letter) text(pages Pages) string {
	var b strings.Builder
	fmt.Fprintf(&b, "Hello.\n\n%s for you in your group:\n\n", count(len(l.about), "thing waits", "things wait"))
	for _, k := range kinds {
		n := 0
		for _, what := range l.about {
			if what == k.what {
				n++
			}
		}
		if n > 0 {
			fmt.Fprintf(&b, "- %s\n", count(n, k.one, k.several))
		}
	}
	fmt.Fprintf(&b, "\nYou find all of it here:\n%s\n\nWe write to you once a week at most.\n\nDo you want no more of these? Take your address away here:\n%s\n", pages.Project(l.project), pages.Me)
	return b.String()
}

func count(n int, one, several string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, several)
}
