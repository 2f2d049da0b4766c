package reports

import (
	"slices"
	"strings"
	"unicode"
)

// OursAlone says whether all the words of a figure as it is written are ours, as those of "3 of 12 (25 %)" and "kept private": so they may be
// put into another language. A figure with a unit, or with a level, holds words of the group; one without letters holds none at all.
func OursAlone(figure string) bool {
	words := strings.FieldsFunc(figure, func(r rune) bool { return !unicode.IsLetter(r) })
	for _, word := range words {
		if !slices.Contains([]string{"about", "kept", "no", "of", "private", "to", "yes"}, strings.ToLower(word)) {
			return false
		}
	}
	return len(words) > 0
}
