package reports

import (
	"fmt"
	"strings"
)

// SaidMark is how many notes say one thing. The sign is only a picture of the words.
type SaidMark struct {
	Mark  string // tick, heart, bubble, square, or plain, blank, illegible, gaps, untyped
	Sign  string
	Words string
	N     int
}

// noteMarks are what is counted of notes, in the order in which it is told.
var noteMarks = [...]SaidMark{
	{MarkTick, "✓", "I agree", 0},
	{MarkHeart, "♥", "This is important", 0},
	{MarkBubble, "…", "I would change or add to this", 0},
	{MarkSquare, "□", "I see this differently", 0},
	{"plain", "", "Without a mark", 0},
	{"blank", "", "Blank", 0},
	{"illegible", "", "Nobody can read it", 0},
	{"gaps", "", "A part cannot be read", 0},
	{"untyped", "", "Not typed in yet", 0},
}

// MarkWords are the words of a mark; empty for none.
func MarkWords(mark string) string {
	for _, m := range noteMarks {
		if m.Mark == mark {
			return m.Words
		}
	}
	return ""
}

// MarkSign is the sign of a mark; empty for none.
func MarkSign(mark string) string {
	for _, m := range noteMarks {
		if m.Mark == mark {
			return m.Sign
		}
	}
	return ""
}

// Says are the counts in words, those that are not 0.
func (c NoteCounts) Says() []SaidMark {
	counts := [...]int{c.Tick, c.Heart, c.Bubble, c.Square, c.Plain, c.Blank, c.Illegible, c.Gaps, c.Untyped}
	var list []SaidMark
	for i, m := range noteMarks {
		if m.N = counts[i]; m.N > 0 {
			list = append(list, m)
		}
	}
	return list
}

// Line is the counts on one line.
func (c NoteCounts) Line() string {
	var says []string
	for _, m := range c.Says() {
		says = append(says, fmt.Sprintf("%s: %d", m.Words, m.N))
	}
	return strings.Join(says, ". ")
}

// SaysOpen says that nobody has answered the note yet; empty where it is no open challenge.
func (n Note) SaysOpen() string {
	switch {
	case !n.Open():
		return ""
	case n.Days == 0:
		return "Not answered yet."
	}
	return "Not answered yet, " + sayLasting(n.Days) + "."
}

// SaysWho leads in the words of a note.
func (n Note) SaysWho() string {
	if n.Mark != MarkSquare {
		return MarkWords(n.Mark)
	}
	if n.Count > 1 {
		return fmt.Sprintf("%d people see this differently", n.Count)
	}
	return "Somebody sees this differently"
}

// Missing says what of a note nobody can read.
func (n Note) Missing() string {
	switch {
	case n.Illegible:
		return "Nobody can read it."
	case n.Blank:
		return "It is blank."
	case n.Gaps:
		return "A part cannot be read."
	case n.Untyped:
		return "Not typed in yet."
	}
	return ""
}

// SaysCount says how many notes it stands for; empty for one.
func (n Note) SaysCount() string {
	if n.Count < 2 {
		return ""
	}
	return fmt.Sprintf("%d notes", n.Count)
}

// write writes the counts and the open challenges.
func (n *Notes) write(p *page, mark string) {
	if n == nil {
		return
	}
	p.hang(mark, "Sticky notes. "+n.Line()+".")
	for _, note := range n.Open() {
		p.hang(mark, note.says())
	}
}

// says is an open challenge as a line of text.
func (n Note) says() string {
	says := n.SaysWho()
	if words := sayAlone(n.Text); words != "" {
		says += ": “" + words + "”"
	}
	return says + ". " + n.SaysOpen()
}
