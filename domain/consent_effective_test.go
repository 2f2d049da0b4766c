package domain_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/desirelines/desirelines/domain"
	. "github.com/desirelines/desirelines/domain/domaintest"
)

// consents reads a story such as "+funders -public *+board ~+funders": + is a yes and - a no of the entry's own, with * in front for
// all words of its writer, with ~ for one that lapsed, with ! for one that should have been reviewed. "-" alone takes all back.
func consents(story string) []domain.Consent {
	var list []domain.Consent
	for _, said := range strings.Fields(story) {
		c := domain.Consent{Person: Person(1)}
		mark := strings.TrimRight(said[:strings.IndexAny(said, "+-")], "+-")
		said = said[len(mark):]
		c.Given, c.Audience = said[0] == '+', said[1:]
		c.Lapsed = strings.Contains(mark, "~")
		if strings.Contains(mark, "!") {
			c.ReviewBy = domain.Date{Year: 2024, Month: 5, Day: 16}
		}
		if strings.Contains(mark, "*") {
			c.Class = domain.ConsentWords
		} else {
			c.Items = []string{ID(8), ID(1)}
		}
		list = append(list, c)
	}
	return list
}

func today() domain.Date { return domain.DateOf(Now()) } // 17 May 2024

func effective(sharing string, list []domain.Consent) string {
	return strings.Join(domain.Effective(strings.Fields(sharing), Person(1), ID(1), domain.ConsentWords, list, today()), " ")
}

func TestEffective(t *testing.T) {
	for _, c := range []struct{ sharing, story, want string }{
		{"", "", "group"},
		{"group funders board", "", "group board funders"},
		{"public", "", "group public"},
		{"only-me", "", "only-me"},
		{"listener", "", "listener"},
		{"circle", "", "circle"},

		{"", "+funders", "group funders"},
		{"", "+funders +board", "group board funders"},
		{"", "+funders -funders", "group"},
		{"", "+funders -funders +funders", "group funders"},
		{"group funders", "-funders", "group"},
		{"group funders", "-board", "group funders"},

		// Everybody.
		{"", "+public", "group public"},
		{"group funders", "+public -public", "group funders"},
		{"public", "-funders", "group"}, // what one may not see, everybody does not
		{"public", "-funders +public", "group public"},
		{"", "-funders +public", "group public"},

		// The group.
		{"", "-group", "only-me"},
		{"group funders", "-group", "only-me"},
		{"public", "-", "only-me"},
		{"circle", "-", "only-me"},
		{"circle", "-circle", "only-me"},
		{"circle", "-funders", "circle"},
		{"listener", "-group", "only-me"},
		{"group funders", "-group +group", "group"},
		{"", "+funders -group +group", "group"},
		{"", "-group +funders", "only-me"}, // not outside before the group
		{"", "-group +funders +group", "group funders"},
		{"only-me", "+funders", "only-me"},
		{"only-me", "+group", "group"},
		{"circle", "+group +funders", "group funders"},
		{"only-me", "+public", "group public"},

		// A class.
		{"", "*+funders", "group funders"},
		{"", "-funders *+funders", "group"}, // it has a word of its own
		{"", "*+funders -funders", "group"},
		{"", "- +group *+funders", "group"},
		{"", "+funders *-funders", "group"}, // taking back ends every earlier yes
		{"", "+funders *-funders *+funders", "group funders"},
		{"", "-funders *-funders *+funders", "group"},
		{"", "+funders *- *+group", "group"},
		{"", "- +group +funders *- *+group *+funders", "group funders"},
		{"group funders", "*-funders", "group"},
		{"", "*-funders +funders", "group funders"},

		// What no longer counts.
		{"", "~+funders", "group"},
		{"", "!+funders", "group"},
		{"", "+funders ~+funders", "group funders"},
		{"", "-funders ~+funders", "group"},
		{"", "~+funders *+funders", "group funders"},
		{"", "~*+funders !*+board", "group"},
	} {
		if got := effective(c.sharing, consents(c.story)); got != c.want {
			t.Errorf("shared with %q, then %q: %q, want %q", c.sharing, c.story, got, c.want)
		}
	}
}

func TestWhoseConsentCounts(t *testing.T) {
	yes := func(person, class string, items ...string) []domain.Consent {
		return []domain.Consent{{Given: true, Person: person, Class: class, Items: items, Audience: "funders"}}
	}
	last := yes(Person(1), "", ID(1))
	last[0].ReviewBy = today()
	for rule, c := range map[string]struct {
		writer, class string
		list          []domain.Consent
		counts        bool
	}{
		"of the writer":                {Person(1), "words", yes(Person(1), "", ID(1)), true},
		"of somebody else":             {Person(1), "words", yes(Person(2), "", ID(1)), false},
		"of somebody for nobody's":     {"", "words", yes(Person(2), "", ID(1)), false},
		"of nobody for nobody's":       {"", "words", yes("", "", ID(1)), true},
		"of nobody for somebody's":     {Person(1), "words", yes("", "", ID(1)), false},
		"of nobody for a class":        {"", "words", yes("", "words"), false},
		"for another entry":            {Person(1), "words", yes(Person(1), "", ID(2)), false},
		"for another class":            {Person(1), "words", yes(Person(1), "name"), false},
		"for the class of a name":      {Person(1), "name", yes(Person(1), "name"), true},
		"for a class, of the entry":    {Person(1), "", yes(Person(1), "words"), false},
		"for the entry, of the entry":  {Person(1), "", yes(Person(1), "", ID(1)), true},
		"on the last day that it does": {Person(1), "words", last, true},
	} {
		got := domain.Effective(nil, c.writer, ID(1), c.class, c.list, today())
		if slices.Contains(got, "funders") != c.counts {
			t.Errorf("%s: %v", rule, got)
		}
	}
}

// drawConsents draws a story about two entries of two people.
func drawConsents(t *rapid.T) []domain.Consent {
	var list []domain.Consent
	for range rapid.IntRange(0, 8).Draw(t, "consents") {
		c := domain.Consent{
			Given: rapid.Bool().Draw(t, "given"), Person: Person(rapid.IntRange(1, 2).Draw(t, "person")),
			Audience: rapid.SampledFrom([]string{"group", "funders", "board", "public"}).Draw(t, "audience"),
			Lapsed:   rapid.IntRange(0, 5).Draw(t, "lapsed") == 0,
		}
		if !c.Given && rapid.IntRange(0, 3).Draw(t, "all") == 0 {
			c.Audience = ""
		}
		if rapid.IntRange(0, 2).Draw(t, "class") == 0 {
			c.Class = domain.ConsentWords
		} else {
			c.Items = []string{ID(rapid.IntRange(1, 2).Draw(t, "item"))}
		}
		list = append(list, c)
	}
	return list
}

func drawSharing(t *rapid.T) string {
	return rapid.SampledFrom([]string{"", "group funders", "group board", "public", "only-me", "listener", "circle"}).Draw(t, "sharing")
}

// sees says whether an audience is let in: by name, or as everybody is.
func sees(shared, audience string) bool {
	list := strings.Fields(shared)
	return slices.Contains(list, audience) || slices.Contains(list, "public") && audience != "only-me" && audience != "listener" && audience != "circle"
}

func audiences() []string {
	return []string{"group", "funders", "board", "public", "only-me", "listener", "circle"}
}

func TestEffectiveNeverWidensWithoutAYes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sharing, list := drawSharing(t), drawConsents(t)
		before, after := effective(sharing, nil), effective(sharing, list)
		for _, a := range audiences() {
			yes := slices.ContainsFunc(list, func(c domain.Consent) bool {
				return c.Given && !c.Lapsed && c.Person == Person(1) && (c.Class != "" || c.Items[0] == ID(1)) &&
					(c.Audience == a || c.Audience == "public")
			})
			if sees(after, a) && !sees(before, a) && !yes && a != "only-me" {
				t.Fatalf("%q was shared with %s without a yes: %q", sharing, a, after)
			}
		}
		if !sees(after, "group") && len(strings.Fields(after)) != 1 {
			t.Fatalf("it is outside and not in the group: %q", after)
		}
	})
}

func TestTakingBackBeatsEveryEarlierYes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sharing, list := drawSharing(t), drawConsents(t)
		no := domain.Consent{Person: Person(1), Audience: rapid.SampledFrom([]string{"", "group", "funders", "board", "public"}).Draw(t, "taken back")}
		if rapid.Bool().Draw(t, "by class") {
			no.Class = domain.ConsentWords
		} else {
			no.Items = []string{ID(1)}
		}
		after := effective(sharing, append(list, no))
		if (no.Audience == "" || no.Audience == "group") && after != "only-me" || no.Audience != "" && sees(after, no.Audience) {
			t.Fatalf("taken back from %q, it is shared with %q", no.Audience, after)
		}
	})
}

// The order of what has nothing to do with each other says nothing: consents of different people or entries, and yeses for different audiences.
func TestTheOrderOfUnrelatedConsentsSaysNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sharing, list := drawSharing(t), drawConsents(t)
		want := effective(sharing, list)
		swapped := slices.Clone(list)
		for range 8 {
			if len(list) < 2 {
				return
			}
			i := rapid.IntRange(0, len(list)-2).Draw(t, "swap")
			if !related(swapped[i], swapped[i+1]) {
				swapped[i], swapped[i+1] = swapped[i+1], swapped[i]
			}
		}
		if got := effective(sharing, swapped); got != want {
			t.Fatalf("%s\nin another order\n%s\n%q became %q", fmt.Sprint(list), fmt.Sprint(swapped), want, got)
		}
	})
}

func related(a, b domain.Consent) bool {
	switch {
	case a.Person != b.Person, a.Class == "" && b.Class == "" && a.Items[0] != b.Items[0]:
		return false
	case a.Given && b.Given:
		return a.Audience == b.Audience
	}
	wide := func(c domain.Consent) bool {
		return c.Audience == "" || c.Audience == "group" || c.Audience == "public"
	}
	return a.Audience == b.Audience || wide(a) || wide(b)
}
