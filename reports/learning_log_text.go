package reports

import (
	"fmt"
	"io"
	"strings"
)

// WriteText writes the learning log as text for lines of width characters (0: 80).
func (g LearningLog) WriteText(w io.Writer, width int) error {
	p := newPage(width)
	g.write(p)
	return p.writeTo(w)
}

func (g LearningLog) write(p *page) {
	if g.Name != "" {
		p.heading(saysTheLog+": "+g.Name, "=")
	}
	if g.KnownAt.Position == 0 {
		p.para(saysNothingKnown)
		return
	}
	if !p.markdown { // a report says it once, at its top
		p.question(g.question)
	}
	if len(g.Chains) == 0 {
		p.para(saysNothingYet)
	}
	chains, _ := g.KeptPrivate()
	for i, c := range g.Chains {
		if p.markdown && c.Private() {
			continue
		}
		if i > 0 {
			p.blank()
		}
		c.write(p)
	}
	if p.markdown {
		p.sayPrivate(chains)
	}
	if len(g.Chains)+len(g.Open) == 0 {
		return
	}
	p.blank()
	p.heading(saysOpenLoops, "-")
	p.openLoops(g.Open)
}

func (c Chain) write(p *page) {
	for _, s := range c.From {
		p.hang("* ", s.say())
		s.Sticky.write(p, "  > ")
	}
	mark := "  > "
	if len(c.From) == 0 {
		mark = "* "
	}
	if c.Learning != nil {
		p.hang(mark, c.Learning.say())
		mark = "    > "
		c.Learning.Sticky.write(p, mark)
	}
	for _, change := range c.Changes {
		p.hang(mark, change.say())
		change.Sticky.write(p, "      > ")
		for _, check := range change.Checks {
			p.hang("      > ", check.say())
		}
	}
	for _, next := range c.Next {
		p.hang("    > ", next.say())
	}
}

// say writes a step in one line: what it is, how it came out, its words, what was hoped for, where to find it.
func (s Step) say() string {
	says := s.Says
	before, after := s.answer()
	if before != "" && s.Test != nil {
		says = saysDidItWork
	}
	parts := []string{says + sayAfter(says), before, strings.TrimSpace(sayText(s.Text)), after, s.sayHoped()}
	if s.Test != nil {
		parts = append([]string{s.Test.Says + sayAfter(s.Test.Says) + sayText(s.Test.Text)}, parts...)
	}
	return follow(parts...) + " " + s.where()
}

// answer is how a step came out: of a test or a check it answers the question before the words, of a surprise it comes
// behind them. Both are empty where nobody said.
func (s Step) answer() (before, after string) {
	words := in(answerWords[:], s.Answer)
	switch {
	case words == "":
	case s.Kind == "surprise.noticed":
		after = saysItWas + " " + words + "."
	default:
		before = capital(words) + "."
	}
	return before, after
}

// sayHoped is what was hoped for, as far as that may be read.
func (s Step) sayHoped() string {
	if s.hoped.State != TextShown || s.hoped.Text == "" {
		return ""
	}
	return saysWeHoped + " " + s.hoped.Text
}

// where says which entry it is and when it happened.
func (l Line) where() string {
	s := fmt.Sprintf("(entry%s%d, %s", joined, l.Position, l.day())
	if l.Corrected {
		s += ", " + saysCorrected
	}
	if l.Withdrawn {
		s += ", " + saysTakenBack
	}
	return s + ")"
}

// sayText writes a text as it was written, or in a sentence why there is none, behind what stands before.
func sayText(t SeenText) string {
	switch {
	case t.Empty():
		return ""
	case t.State == TextShown:
		return " " + t.Text
	}
	return " " + sentence(capital(t.String()))
}

// follow joins parts. Words of people are not changed, so a dot in the middle parts those that end with no mark from what follows.
func follow(parts ...string) string {
	says := ""
	for _, p := range parts {
		switch {
		case p == "":
		case says == "":
			says = p
		case sentence(says) == says:
			says += " " + p
		default:
			says += " · " + p
		}
	}
	return says
}

// sentence ends a text with a full stop where it ends with no mark.
func sentence(s string) string {
	if s == "" {
		return s
	}
	switch s[len(s)-1] {
	case '.', '!', '?', ':':
		return s
	}
	return s + "."
}
