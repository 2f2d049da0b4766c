package reports

import (
	"strings"
	"unicode"
)

// Harmless makes a text fit to be shown: control characters become U+FFFD, so that none reaches a terminal, and the marks that
// turn the direction of writing over other text are left out; line breaks and tabs stay. Exports for machines keep a text
// as it was written.
func Harmless(text string) string {
	if strings.IndexFunc(text, isHarmful) < 0 {
		return text
	}
	return strings.Map(func(r rune) rune {
		switch {
		case !isHarmful(r):
			return r
		case unicode.IsControl(r):
			return unicode.ReplacementChar
		}
		return -1
	}, text)
}

func isHarmful(r rune) bool {
	switch {
	case r == '\n' || r == '\t':
		return false
	case r >= '\u202a' && r <= '\u202e', r >= '\u2066' && r <= '\u2069': // embeddings, overrides, isolates
		return true
	}
	return unicode.IsControl(r)
}
