package reports

import "slices"

// What nobody may read is counted and not listed: a page of "kept private" tells nothing.

// Private says whether nothing that somebody wrote in a chain may be read.
func (c Chain) Private() bool {
	for _, s := range c.steps() {
		if !s.Private() {
			return false
		}
	}
	return true
}

func (c Chain) steps() []Step {
	steps := append([]Step{}, c.From...)
	if c.Learning != nil {
		steps = append(steps, *c.Learning)
	}
	for _, change := range c.Changes {
		steps = append(append(steps, change.Step), change.Checks...)
	}
	return append(steps, c.Next...)
}

// Private says whether nothing that somebody wrote in a step may be read.
func (s Step) Private() bool {
	return s.TextState != TextShown && s.TextState != TextRemoved && (s.Test == nil || s.Test.TextState == TextPrivate || s.Test.Text.Empty()) &&
		(s.TextState == TextPrivate || s.Test != nil)
}

// KeptPrivate counts the chains and the open loops of which nothing may be read.
func (g LearningLog) KeptPrivate() (chains, open int) {
	for _, c := range g.Chains {
		if c.Private() {
			chains++
		}
	}
	for _, l := range g.Open {
		if l.Private() {
			open++
		}
	}
	return chains, open
}

// Private says whether a moment has nothing to tell but words that may not be read.
func (l Line) Private() bool { return l.About == "" && l.TextState == TextPrivate }

// KeptPrivate counts the moments of a month of which nothing may be read.
func (m JourneyMonth) KeptPrivate() int {
	n := 0
	for _, moment := range m.Moments {
		if moment.Private() {
			n++
		}
	}
	return n
}

// KeptPrivate counts the items and lines of which nothing may be read.
func (h Happenings) KeptPrivate() int {
	n := 0
	for _, item := range h.Items {
		if item.Private() {
			n++
		}
	}
	for _, l := range slices.Concat(h.Beyond, h.InTheWay) {
		if l.Private() {
			n++
		}
	}
	return n
}

// ReadableBeyond are the lines beyond the aims that say something.
func (h Happenings) ReadableBeyond() []Line { return told(h.Beyond) }

// ReadableInTheWay are the things in the way that may be read.
func (h Happenings) ReadableInTheWay() []Line { return told(h.InTheWay) }

func told(all []Line) []Line {
	var lines []Line
	for _, l := range all {
		if !l.Private() {
			lines = append(lines, l)
		}
	}
	return lines
}

// KeptPrivate counts the tests of which nothing may be read.
func (t Tests) KeptPrivate() int {
	n := 0
	for _, tried := range t.Tests {
		if tried.Private() {
			n++
		}
	}
	return n
}

// SayPrivate says that some of what a list tells of is kept private; empty where n, how much it is, is 0. It does not say how
// much: among few people a number would give away who it was.
func SayPrivate(n int) string {
	if n == 0 {
		return ""
	}
	return "Some of this is " + saysKeptPrivate + "."
}

// sayPrivate writes that some are kept private, where there are any.
func (p *page) sayPrivate(n int) {
	if says := SayPrivate(n); says != "" {
		p.para(says)
	}
}
