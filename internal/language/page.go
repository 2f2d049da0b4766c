package language

import (
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// Page puts a page into the language. It is the page itself in the language that pages are made in. A page may be part of one. It does
// not change page, and is safe for concurrent use.
func (l *Language) Page(page []byte) []byte {
	if l.IsSource() {
		return page
	}
	w := &writer{language: l, page: parse(page)}
	w.b.Grow(len(page) + len(page)/4)
	w.inside(w.page, true)
	return []byte(w.b.String())
}

// Say puts one text that is ours, without tags, into the language.
func (l *Language) Say(text string) string {
	if l.IsSource() {
		return text
	}
	w := &writer{language: l}
	return html.UnescapeString(w.value(escape(text)))
}

// writer writes a page anew.
type writer struct {
	language *Language
	page     *node
	b        strings.Builder
	found    func(key string) // gets every message; nil: nobody asks
	mixed    bool             // texts may hold words of people without a mark
	peoples  []string         // these words; nil until they are asked for
}

// isInline says whether an element is part of the sentence around it.
func isInline(name string) bool {
	switch name {
	case "a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "del", "dfn", "em", "i", "ins", "kbd", "mark", "q", "s", "samp", "small", "span", "strong",
		"sub", "sup", "time", "tspan", "u", "var", "wbr":
		return true
	}
	return false
}

// inline says whether a piece, with all it holds, is part of a sentence.
func (n *node) inline() bool {
	if n.name == "" {
		return true
	}
	if !isInline(n.name) || n.apart() {
		return false
	}
	for _, c := range n.children {
		if !c.inline() {
			return false
		}
	}
	return true
}

// apart says whether an element inside a sentence says something of its own: a badge, a source, or what only those hear who do not see.
func (n *node) apart() bool {
	for class := range strings.FieldsSeq(n.get("class")) {
		switch class {
		case "about", "badge", "src", "unseen":
			return true
		}
	}
	return false
}

// isOurs says whether what an element holds is ours, where what is around it is or is not.
func (n *node) isOurs(around bool) bool {
	switch n.name {
	case "script", "style", "textarea", "noscript":
		return false
	case "":
		return around
	}
	switch n.get("translate") {
	case "yes":
		return true
	case "no":
		return false
	}
	if slices.Contains(strings.Fields(n.get("class")), "code") { // a secret to write down
		return false
	}
	switch n.name {
	case "bdi", "q", "code", "pre", "samp", "kbd":
		return false
	}
	if n.name != "html" && n.has("lang") || n.get("dir") == "auto" {
		return false
	}
	return around
}

// whole writes an element.
func (w *writer) whole(n *node, around bool) {
	ours := n.isOurs(around)
	if n.mixes() && !w.mixed {
		w.mixed = true
		defer func() { w.mixed = false }()
	}
	w.b.WriteString(w.tag(n, around || ours))
	if n.name == "title" && ours && !w.mixed {
		w.title(n)
	} else {
		w.inside(n, ours)
	}
	w.b.WriteString(n.close)
}

// inside writes what an element holds: runs of text and of elements inside sentences, and blocks.
func (w *writer) inside(n *node, ours bool) {
	var run []*node
	end := func() {
		if len(run) > 0 {
			w.b.WriteString(w.run(w.items(run)))
			run = nil
		}
	}
	for _, c := range n.children {
		switch {
		case ours && c.inline():
			run = append(run, c)
		case c.name == "":
			w.b.WriteString(c.open)
		default:
			end()
			w.whole(c, ours)
		}
	}
	end()
}

// title writes the title of a page: what it says is ours, and not where that is. The name of the place may stand in front, too.
func (w *writer) title(n *node) {
	for _, c := range n.children {
		says, where, _ := strings.Cut(c.open, titleDash)
		place, _, _ := strings.Cut(where, titleDash)
		rest, is := strings.CutPrefix(says, place)
		if is && place != "" && (rest == "" || rest[0] == ':') {
			w.b.WriteString(place)
		} else {
			rest = says
		}
		w.b.WriteString(w.value(rest))
		w.b.WriteString(c.open[len(says):])
	}
}

const titleDash = " – "

// tag writes the tag of an element with what it says to people.
func (w *writer) tag(n *node, around bool) string {
	if n.name == "html" {
		return w.root(n)
	}
	if n.get("translate") == "no" || !around && n.get("data-l") == "" {
		return n.open
	}
	var b strings.Builder
	from := 0
	for _, a := range n.attrs {
		if !n.says(a.name) {
			continue
		}
		b.WriteString(n.open[from:a.start])
		if value := n.open[a.start:a.end]; strings.HasPrefix(a.name, forScripts) {
			b.WriteString(w.run(withBlanks(value)))
		} else {
			b.WriteString(w.value(value))
		}
		from = a.end
	}
	b.WriteString(n.open[from:])
	return b.String()
}

// says tells whether an attribute holds words of ours. The value of a button without a name is what stands on it, and is not sent.
func (n *node) says(name string) bool {
	switch name {
	case "aria-label", "aria-description", "aria-roledescription", "aria-valuetext", "title", "alt", "placeholder", "label", "data-l":
		return true
	case "value":
		kind := n.get("type")
		return n.name == "input" && (kind == "submit" || kind == "button" || kind == "reset") && !n.has("name")
	}
	return strings.HasPrefix(name, forScripts)
}

// forScripts is what the names of attributes begin with that hold messages for our scripts.
const forScripts = "data-say-"

// blank is a place in such a message that a script fills in, as in "Your code is {code}".
var blank = regexp.MustCompile(`\{[a-z]+\}`)

// withBlanks parts a message for a script from its blanks, which stand as words of people do.
func withBlanks(value string) (list []item) {
	from := 0
	for _, at := range blank.FindAllStringIndex(value, -1) {
		list = append(list, item{ours, value[from:at[0]]}, item{theirs, value[at[0]:at[1]]})
		from = at[1]
	}
	return append(list, item{ours, value[from:]})
}

// root writes the tag of the page with its language and direction.
func (w *writer) root(n *node) string {
	for _, a := range n.attrs {
		if a.name == "lang" && n.open[a.start:a.end] != "" && strings.ContainsRune(`"'`, rune(n.open[a.end])) {
			quoted := n.open[a.end : a.end+1]
			return n.open[:a.start] + w.language.Tag + quoted + ` dir="` + w.language.Direction + `"` + n.open[a.end+1:]
		}
	}
	return n.open
}
