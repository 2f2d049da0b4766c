package reports

import (
	"fmt"
	"io"
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
	switch {
	case g.KnownAt.Position == 0:
		p.para(saysNothingKnown)
		return
	case len(g.Chains) == 0:
		p.para(saysNoLearning)
	}
	chains, open := g.KeptPrivate()
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
	p.blank()
	p.heading(saysOpenLoops, "-")
	if len(g.Open) == 0 {
		p.para(saysNoLoops)
	}
	for _, l := range g.Open {
		if p.markdown && l.Private() {
			continue
		}
		p.hang("- ", fmt.Sprintf("%s Open for %s: %s", in(waitingWords[:], l.WaitsFor), count(l.Days, "day", "days"), l.Step.say()))
	}
	if p.markdown {
		p.sayPrivate(open)
	}
}

func (c Chain) write(p *page) {
	for _, s := range c.From {
		p.hang("* ", s.say())
	}
	mark := "  > "
	if len(c.From) == 0 {
		mark = "* "
	}
	if c.Learning != nil {
		p.hang(mark, c.Learning.say())
		mark = "    > "
	}
	for _, change := range c.Changes {
		p.hang(mark, change.say())
		for _, check := range change.Checks {
			p.hang("      > ", check.say())
		}
	}
	for _, next := range c.Next {
		p.hang("    > ", next.say())
	}
}

// say writes a step in one line: what it is, its words, how it came out, where to find it.
func (s Step) say() string {
	says := s.Says + sayAfter(s.Says)
	if s.Test != nil {
		says = s.Test.Says + sayAfter(s.Test.Says) + sayText(s.Test.Text) + " " + says
	}
	says += sayText(s.Text)
	if s.Answer != "" {
		says += " " + capital(in(answerWords[:], s.Answer)) + "."
	}
	return says + " " + s.where()
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

// sayText writes a text, or why there is none, as sentences of its own behind what stands before.
func sayText(t SeenText) string {
	switch {
	case t.Empty():
		return ""
	case t.State == TextShown:
		return " " + sentence(t.Text)
	}
	return " " + sentence(capital(t.String()))
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
