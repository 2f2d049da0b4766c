package language

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// item is a piece of a run: text of ours, an element that begins or ends, or something of others.
type item struct {
	kind itemKind
	raw  string // as it is written out where nothing is known for it
}

type itemKind uint8

const (
	ours   itemKind = iota // text
	begins                 // a tag
	ends                   // an end tag
	theirs                 // words of people, with their element
)

// items are the pieces of a run.
func (w *writer) items(run []*node) (list []item) {
	for _, n := range run {
		switch {
		case n.name == "" && n.text:
			list = append(list, w.parts(n.open)...)
		case n.name == "":
			list = append(list, item{theirs, n.open})
		case !n.isOurs(true):
			part := &writer{language: w.language, page: w.page, found: w.found}
			part.whole(n, true)
			list = append(list, item{theirs, part.b.String()})
		case n.name == "wbr":
			list = append(list, item{theirs, n.open})
		default:
			list = append(list, item{begins, w.tag(n, true)})
			list = append(list, w.items(n.children)...)
			list = append(list, item{ends, n.close})
		}
	}
	return list
}

// isolated parts a text from the words in it that Theirs marked.
func isolated(text string) (list []item) {
	for {
		before, rest, opened := strings.Cut(text, firstStrong)
		inner, after, closed := strings.Cut(rest, popIsolate)
		if !opened || !closed {
			return append(list, item{ours, text})
		}
		if before != "" {
			list = append(list, item{ours, before})
		}
		list = append(list, item{theirs, firstStrong + inner + popIsolate})
		if text = after; text == "" {
			return list
		}
	}
}

// value puts the value of an attribute, or the text of a title, into the language.
func (w *writer) value(raw string) string { return w.run(w.parts(raw)) }

// parts parts a text from the words of people in it.
func (w *writer) parts(text string) (list []item) {
	if !w.mixed {
		return isolated(text)
	}
	if w.peoples == nil && w.page != nil {
		w.peoples = append(peoples(w.page), "")
	}
	for _, it := range isolated(text) {
		if it.kind != ours {
			list = append(list, it)
			continue
		}
		list = append(list, known(it.raw, w.peoples[:len(w.peoples)-1])...)
	}
	return list
}

// run puts a run into the language: as a whole where that is known, else sentence by sentence, else text by text.
func (w *writer) run(items []item) string {
	if !hasLetters(items) {
		return join(items)
	}
	before, items, after := trim(items)
	if inner, ok := unwrap(items); ok {
		return before + items[0].raw + w.run(inner) + items[len(items)-1].raw + after
	}
	if said, ok := w.language.say(keyOf(items)); ok {
		return before + said + after
	}
	parts := sentences(items)
	if len(parts) == 1 {
		return before + w.sentence(items) + after
	}
	var b strings.Builder
	for _, part := range parts {
		b.WriteString(w.run(part))
	}
	return before + b.String() + after
}

// sentence puts one sentence into the language that is not known as it stands.
func (w *writer) sentence(items []item) string {
	if parts := elements(items); len(parts) > 1 {
		var b strings.Builder
		for _, part := range parts {
			b.WriteString(w.run(part))
		}
		return b.String()
	}
	if w.found != nil {
		if m := keyOf(items); m.key != "" && m.hasWords() {
			w.found(m.key)
		}
	}
	var b strings.Builder
	for _, it := range items {
		if it.kind == ours {
			before, one, after := trim([]item{it})
			if said, ok := w.language.say(keyOf(one)); ok && len(one) > 0 {
				it.raw = before + said + after
			}
		}
		b.WriteString(it.raw)
	}
	return b.String()
}

// elements parts a run whose own text says nothing, such as a row of links, into its elements and what is between them.
func elements(items []item) (parts [][]item) {
	depth, from := 0, 0
	for i, it := range items {
		if depth == 0 && it.kind == ours && hasWordOf(plain(it.raw)) {
			return nil
		}
		switch it.kind {
		case begins:
			if depth == 0 && i > from {
				parts, from = append(parts, items[from:i]), i
			}
			depth++
		case ends:
			if depth--; depth == 0 {
				parts, from = append(parts, items[from:i+1]), i+1
			}
		}
	}
	if from < len(items) {
		parts = append(parts, items[from:])
	}
	return parts
}

// unwrap takes off the element that holds the whole run.
func unwrap(items []item) ([]item, bool) {
	if len(items) < 2 || items[0].kind != begins || items[len(items)-1].kind != ends {
		return nil, false
	}
	depth := 0
	for i, it := range items {
		switch it.kind {
		case begins:
			depth++
		case ends:
			if depth--; depth == 0 && i < len(items)-1 {
				return nil, false
			}
		}
	}
	return items[1 : len(items)-1], true
}

// trim parts the white space off both ends of a run.
func trim(items []item) (before string, inner []item, after string) {
	inner = items
	for len(inner) > 1 && inner[0].kind == begins && inner[1].kind == ends { // such as a mark of a key
		before += inner[0].raw + inner[1].raw
		inner = inner[2:]
	}
	for len(inner) > 0 && inner[0].kind == ours {
		text := strings.TrimLeft(inner[0].raw, " \t\r\n")
		before += inner[0].raw[:len(inner[0].raw)-len(text)]
		if inner = inner[1:]; text != "" {
			inner = append([]item{{ours, text}}, inner...)
			break
		}
	}
	for len(inner) > 0 && inner[len(inner)-1].kind == ours {
		raw := inner[len(inner)-1].raw
		text := strings.TrimRight(raw, " \t\r\n")
		after = raw[len(text):] + after
		if inner = inner[: len(inner)-1 : len(inner)-1]; text != "" {
			inner = append(inner, item{ours, text})
			break
		}
	}
	return before, inner, after
}

// sentences parts a run into sentences: behind a full stop, a question mark, an exclamation mark or a colon, and at a middle dot, where
// no element is open. All parts in order are the run.
func sentences(items []item) (parts [][]item) {
	var part []item
	depth, said := 0, "" // said is the text so far
	cut := func() {
		if len(part) > 0 {
			parts, part, said = append(parts, part), nil, ""
		}
	}
	for _, it := range items {
		if depth == 0 && it.kind != ends && strings.TrimSpace(said) != "" && atEnd(said) && (unicode.IsSpace(last(said)) || unicode.IsSpace(first(it.raw))) &&
			(it.kind != ours || beginsSentence(it.raw)) {
			cut()
		}
		switch it.kind {
		case begins:
			depth++
		case ends:
			depth--
		case theirs:
			said += "\uFFFC"
		case ours:
			text := it.raw
			for depth == 0 {
				i := boundary(text)
				if i < 0 {
					break
				}
				part = append(part, item{ours, text[:i]})
				cut()
				text = text[i:]
			}
			said += text
			it.raw = text
			if text == "" {
				continue
			}
		}
		part = append(part, it)
	}
	cut()
	return parts
}

// boundary is where the first sentence of a text ends and another begins; negative where there is but one.
func boundary(text string) int {
	for i, r := range text {
		if !unicode.IsSpace(r) || i == 0 {
			continue
		}
		rest := text[i:]
		if strings.HasPrefix(strings.TrimSpace(rest), "· ") || strings.HasSuffix(text[:i], "·") && strings.TrimSpace(rest) != "" {
			return i
		}
		if atEnd(text[:i]) && strings.TrimSpace(rest) != "" && beginsSentence(rest) {
			return i
		}
	}
	return -1
}

// atEnd says whether a sentence or a label ends with a text.
func atEnd(text string) bool {
	text = strings.TrimRight(text, " \t\r\n\u00a0\"”’)")
	return text != "" && strings.ContainsRune(".?!:·…", last(text))
}

// beginsSentence says whether a text can be the beginning of a sentence.
func beginsSentence(text string) bool {
	text = strings.TrimLeft(text, " \t\r\n")
	return text == "" || !unicode.IsLower(first(text))
}

func last(text string) rune  { r, _ := utf8.DecodeLastRuneInString(text); return r }
func first(text string) rune { r, _ := utf8.DecodeRuneInString(text); return r }

func join(items []item) string {
	var b strings.Builder
	for _, it := range items {
		b.WriteString(it.raw)
	}
	return b.String()
}
