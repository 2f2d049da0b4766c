package reports

import "strings"

// briefest is how many characters of a text a list shows.
const briefest = 400

// Brief is the beginning of a text for a list, cut at a word where there is one; more says that there is more of it.
func Brief(text string) (says string, more bool) {
	runes := []rune(text)
	if len(runes) <= briefest+briefest/10 {
		return text, false
	}
	says = string(runes[:briefest])
	if i := strings.LastIndexAny(says, " \n"); i > len(says)/2 {
		says = says[:i]
	}
	return strings.TrimRight(says, " \n,;:"), true
}
