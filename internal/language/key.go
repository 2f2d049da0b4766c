package language

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/net/html"
)

// Marks around what people wrote inside a text of ours.
const (
	firstStrong = "\u2068" // FIRST STRONG ISOLATE
	popIsolate  = "\u2069" // POP DIRECTIONAL ISOLATE
)

// Theirs marks words of people that stand inside a text of ours, as in an option of a form: they keep their own direction and are
// never translated.
func Theirs(words string) string {
	return firstStrong + strings.NewReplacer(firstStrong, "", popIsolate, "").Replace(words) + popIsolate
}

// message is a sentence as the lists know it, and what stands for the marks in it.
type message struct {
	key    string            // empty: it cannot be a message
	values map[string]string // by mark, as "n2" or "<1"; as they are written out
	days   map[string]day    // by mark
}

// day is a day, or a month of a year where d is empty.
type day struct {
	d     string
	month int // from 0
	y     string
}

const monthNames = "January|February|March|April|May|June|July|August|September|October|November|December"

// changing finds what is another one on every page: days, months of a year, and numbers that are no part of a word.
var changing = regexp.MustCompile(`\b(?:(\d{1,2}) )?(` + monthNames + `) (\d{4})\b|[0-9]+(?:[.,\x{202f}][0-9]+)*`)

// keyOf makes the message of a sentence.
func keyOf(items []item) message {
	m := message{values: map[string]string{}, days: map[string]day{}}
	var b strings.Builder
	var open []string
	tags := 0
	for _, it := range items {
		switch it.kind {
		case begins:
			tags++
			open = append(open, strconv.Itoa(tags))
			b.WriteString("<" + m.put("<"+strconv.Itoa(tags), it.raw)[1:] + ">")
		case ends:
			if len(open) == 0 {
				return message{}
			}
			mark := open[len(open)-1]
			open = open[:len(open)-1]
			b.WriteString("<" + m.put("/"+mark, it.raw) + ">")
		case theirs:
			b.WriteString("{" + m.next("words", it.raw) + "}")
		case ours:
			text := plain(it.raw)
			if strings.ContainsAny(text, "{}<>\uFFFD"+firstStrong+popIsolate) || strings.Contains(text, "://") {
				return message{} // such a text could pass for a mark, or is an address or what cannot be read
			}
			b.WriteString(m.mark(text))
		}
	}
	if len(open) > 0 {
		return message{}
	}
	m.key = strings.Join(strings.FieldsFunc(b.String(), func(r rune) bool { return strings.ContainsRune(" \t\r\n\u00a0", r) }), " ")
	return m
}

// mark puts marks into a text for what is another one on every page.
func (m *message) mark(text string) string {
	if !strings.ContainsAny(text, "0123456789") {
		return text
	}
	var b strings.Builder
	from := 0
	for _, at := range changing.FindAllStringSubmatchIndex(text, -1) {
		found := text[at[0]:at[1]]
		if at[4] < 0 && partOfWord(text, at[0], at[1]) {
			continue
		}
		b.WriteString(text[from:at[0]])
		from = at[1]
		if at[4] < 0 {
			b.WriteString("{" + m.next("n", escape(found)) + "}")
			continue
		}
		d := day{month: monthNumber(text[at[4]:at[5]]), y: text[at[6]:at[7]]}
		if at[2] >= 0 {
			d.d = text[at[2]:at[3]]
		}
		name := m.next("day", escape(found))
		m.days[name] = d
		b.WriteString("{" + name + "}")
	}
	b.WriteString(text[from:])
	return b.String()
}

// partOfWord says whether digits stand inside something with letters, such as a code.
func partOfWord(text string, from, to int) bool {
	return from > 0 && unicode.IsLetter(last(text[:from])) || to < len(text) && unicode.IsLetter(first(text[to:]))
}

func monthNumber(name string) int {
	for i, month := range strings.Split(monthNames, "|") {
		if month == name {
			return i
		}
	}
	return 0
}

// next keeps a value under the next mark of its kind.
func (m *message) next(kind, value string) string {
	for i := 1; ; i++ {
		name := kind
		if i > 1 {
			name += strconv.Itoa(i)
		}
		if _, taken := m.values[name]; !taken {
			return m.put(name, value)
		}
	}
}

func (m *message) put(name, value string) string {
	m.values[name] = value
	return name
}

// hasWords says whether anything is left of a message besides its marks.
func (m message) hasWords() bool { return hasWordOf(marks.ReplaceAllString(m.key, "")) }

// marks are what stands for something else in a message.
var marks = regexp.MustCompile(`\{[a-z]+[0-9]*\}|</?[0-9]+>`)

func hasLetters(items []item) bool {
	for _, it := range items {
		if it.kind == ours && strings.ContainsFunc(plain(it.raw), unicode.IsLetter) {
			return true
		}
	}
	return false
}

// hasWordOf says whether a text says anything in letters.
func hasWordOf(text string) bool { return strings.ContainsFunc(text, unicode.IsLetter) }

// plain is the text that raw stands for.
func plain(raw string) string { return html.UnescapeString(raw) }

// escape writes a text as pages do, in an attribute as between tags.
func escape(text string) string { return html.EscapeString(text) }
