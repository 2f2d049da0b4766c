package reports

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/desirelines/desirelines/domain"
)

// Starting is what a group is about to try or to aim for, as far as it was written. All of it may be empty.
type Starting struct {
	Aim     string   // of the same project
	Entries []string // of the same project: what it answers or builds on
	Words   string
}

// Earlier is something that was learnt before, here or in another project.
type Earlier struct {
	Line
	Project   string `json:"project"`
	Name      string `json:"name"`      // of the project
	Elsewhere bool   `json:"elsewhere"` // in another project than the one that starts something
	Near      int    `json:"near"`      // how much it is about the same; more is nearer
}

// EarlierLearnings returns what was learnt about the same: of the same aim, of the same theme, or in words that are shared; the nearest
// first, of two as near the newer. What it builds on itself comes before all others. It holds nothing but what may be read of this project. elsewhere is whether another project starts
// something: its aim and entries mean nothing here.
func EarlierLearnings(seen Seen, start Starting, elsewhere bool) []Earlier {
	s := seen.look()
	view := s.view()
	if elsewhere {
		start.Aim, start.Entries = "", nil
	}
	summary, _ := view.Summary()
	wanted, themes := telling(start.Words), s.themesOf(start)
	var found []Earlier
	for _, r := range view.Loops() {
		row, ok := s.entry(r.ID)
		if r.Thing != "learning" || r.Withdrawn || !ok {
			continue
		}
		line := s.line(&row)
		if line.TextState != TextShown {
			continue
		}
		near := shared(wanted, telling(line.Text.Text))
		if start.Aim != "" && r.Aim == start.Aim {
			near += 2
		}
		if themes[r.ID] || slices.ContainsFunc(r.From, func(id string) bool { return themes[id] }) {
			near += 3
		}
		if slices.Contains(start.Entries, r.ID) {
			near += itself
		}
		if near > 0 {
			found = append(found, Earlier{Line: line, Project: view.Project, Name: summary.Name, Elsewhere: elsewhere, Near: near})
		}
	}
	slices.SortStableFunc(found, func(a, b Earlier) int {
		if a.Near != b.Near {
			return b.Near - a.Near
		}
		return compareUint(b.Position, a.Position)
	})
	return found
}

// itself is how near a learning is that something is built on: no number of shared words comes as near.
const itself = 1000

// themesOf are the entries of the themes that something starting belongs to: those that were formed of what it answers or builds on, and those whose
// words it shares.
func (s *sight) themesOf(start Starting) map[string]bool {
	of, wanted := map[string]bool{}, telling(start.Words)
	for _, row := range s.view().Entries() {
		b, ok := row.Body.(*domain.ThemeFormed)
		if !ok || row.Withdrawn != nil {
			continue
		}
		what := s.open(b.What, s.rights(&row))
		same := slices.ContainsFunc(b.From, func(id string) bool { return slices.Contains(start.Entries, id) })
		if same || what.State == TextShown && shared(wanted, telling(what.Text)) > 0 {
			for _, id := range b.From {
				of[id] = true
			}
		}
	}
	return of
}

// telling are the words of a text that tell what it is about, folded, each once: not the small ones that every text has.
func telling(text string) []string {
	var list []string
	for _, w := range strings.FieldsFunc(fold(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		if utf8.RuneCountInString(w) >= 4 && !slices.Contains(smallWords[:], w) && !slices.Contains(list, w) {
			list = append(list, w)
		}
	}
	return list
}

// shared counts the words of a list that are in another one, or begin the same: cook and cooking are one word.
func shared(a, b []string) int {
	n := 0
	for _, w := range a {
		if slices.ContainsFunc(b, func(x string) bool { return strings.HasPrefix(x, w) || strings.HasPrefix(w, x) }) {
			n++
		}
	}
	return n
}

// smallWords are words of four letters and more that say nothing of what a text is about.
var smallWords = [...]string{
	"about", "after", "again", "also", "always", "because", "been", "before", "being", "better", "came", "come", "could", "does", "doing", "done",
	"each", "even", "every", "first", "from", "good", "have", "here", "into", "just", "know", "last", "learn", "learnt", "less", "like", "long",
	"made", "make", "many", "might", "more", "most", "much", "must", "need", "needs", "never", "next", "nobody", "nothing", "often", "once", "only", "other",
	"others", "ourselves", "over", "people", "said", "same", "says", "should", "some", "somebody", "someone", "something", "still", "such", "take", "than", "that",
	"their", "them", "then", "there", "these", "they", "thing", "things", "think", "this", "those", "time", "took", "tried", "under", "until", "very", "want", "wanted",
	"wants", "well", "went", "were", "what", "when", "where", "which", "while", "will", "with", "without", "would", "your",
}
