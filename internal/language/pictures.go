package language

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Pictures, and the captions of pictures and tables, put the words of people into sentences of ours without a mark. The same words
// stand beside them in elements of their own, so they are known by that.

// mixes says whether texts in an element may hold words of people without a mark.
func (n *node) mixes() bool { return n.name == "svg" || n.name == "figcaption" || n.name == "caption" }

// counted finds what is counted in: the words behind a number.
var counted = regexp.MustCompile(`^[0-9.,\s\x{a0}\x{202f}]+(\pL.*)$`)

// shortest is how many letters words of people must have to be known again inside another text.
const shortest = 2

// certain is how long a part of people's words must be to be known as one.
const certain = 12

// peoples are the words of people on a page, the longest first.
func peoples(page *node) []string {
	seen := map[string]bool{}
	var walk func(n *node, around bool)
	walk = func(n *node, around bool) {
		is := n.isOurs(around)
		if around && !is && n.name != "script" && n.name != "style" {
			text := strings.Join(strings.Fields(plain(n.words())), " ")
			seen[text] = true
			if m := counted.FindStringSubmatch(text); m != nil {
				seen[m[1]] = true
			}
		}
		for _, c := range n.children {
			walk(c, is)
		}
	}
	walk(page, true)
	var list []string
	for text := range seen {
		if utf8.RuneCountInString(text) >= shortest && hasWordOf(text) {
			list = append(list, text)
		}
	}
	slices.SortFunc(list, func(a, b string) int {
		if len(a) != len(b) {
			return len(b) - len(a)
		}
		return strings.Compare(a, b)
	})
	return list
}

// words are all texts of an element.
func (n *node) words() string {
	if n.text {
		return n.open
	}
	var b strings.Builder
	for _, c := range n.children {
		b.WriteString(c.words())
	}
	return b.String()
}

// known parts the words of people off a text that mixes them with ours.
func known(text string, peoples []string) []item {
	for _, words := range peoples {
		from, to := where(text, words)
		if from < 0 {
			continue
		}
		var list []item
		if from > 0 {
			list = known(text[:from], peoples)
		}
		list = append(list, item{theirs, text[from:to]})
		if to < len(text) {
			list = append(list, known(text[to:], peoples)...)
		}
		return list
	}
	return []item{{ours, text}}
}

// where finds words in a raw text, whole or cut off with three dots; from is negative where they are not there.
func where(text, words string) (from, to int) {
	raw := escape(words)
	if part := strings.TrimSpace(text); len(part) >= certain && strings.Contains(raw, part) { // a line of a label
		return 0, len(text)
	}
	if i := strings.Index(text, raw); i >= 0 && !inWord(text, i, i+len(raw)) {
		return i, i + len(raw)
	}
	dots := strings.Index(text, "…")
	if head := raw[:min(len(raw), 8)]; dots > 0 && len(head) == 8 {
		if i := strings.Index(text, head); i >= 0 && i < dots && strings.HasPrefix(raw, strings.TrimRight(text[i:dots], " ")) {
			return i, dots + len("…")
		}
	}
	return -1, -1
}

// inWord says whether a part of a text begins or ends inside a word.
func inWord(text string, from, to int) bool {
	letter := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
	return letter(first(text[from:])) && letter(last(text[:from])) || letter(last(text[:to])) && letter(first(text[to:]))
}
