package reports

import (
	"fmt"
	"io"
	"strings"
)

// WriteText writes the happenings as text for lines of width characters (0: 80).
func (h Happenings) WriteText(w io.Writer, width int) error {
	p := newPage(width)
	h.write(p)
	return p.writeTo(w)
}

func (h Happenings) write(p *page) {
	title := SectionWords(h.Section)
	if h.Name != "" {
		title += ": " + h.Name
	}
	p.heading(title, "=")
	if len(h.Items)+len(h.Figures)+len(h.Beyond)+len(h.InTheWay) == 0 {
		p.para(saysNothingYet)
	}
	first := true
	for _, item := range h.Items {
		if item.Private() {
			continue
		}
		if !first && !p.markdown {
			p.blank()
		}
		first = false
		item.write(p)
	}
	p.sayPrivate(h.KeptPrivate())
	if len(h.Figures) > 0 {
		p.blank()
		p.para(h.FiguresTitle() + ":")
		for _, f := range h.Figures {
			p.hang("- ", fmt.Sprintf("%s: %s (%s)", f.Title(), f.Says, f.Stands()))
		}
	}
	writeTitled(p, saysBeyond, h.ReadableBeyond())
	writeTitled(p, saysInTheWay, h.ReadableInTheWay())
}

func writeTitled(p *page, title string, lines []Line) {
	if len(lines) == 0 {
		return
	}
	p.blank()
	p.para(title + ":")
	for _, l := range lines {
		p.hang("- ", l.say())
	}
}

// FiguresTitle says what the figures have in common.
func (h Happenings) FiguresTitle() string {
	if h.Section == SectionWorked {
		return saysAimsMet
	}
	return saysAimsNotMet
}

func (h Happening) write(p *page) {
	p.hang("* ", h.Title()+" "+h.where())
	for _, s := range h.Said() {
		p.hang("  > ", s.Label+sayAfter(s.Label)+" "+s.Text)
	}
	h.Sticky.write(p, "  > ")
}

// SaidLine is a text with the words that stand before it. Entry is the number of the entry that says it, or 0 where it is
// the one that is told.
type SaidLine struct {
	Code  string // of the label: hoped, happened, why, learnt …
	Label string
	Text  string
	Entry uint64
}

// Said returns what a happening says besides its title, in the order people tell it. What nobody wrote is left out.
func (h Happening) Said() []SaidLine {
	var said []SaidLine
	add := func(code, text string, entry uint64) {
		if text != "" {
			said = append(said, SaidLine{code, LabelWords(code), text, entry})
		}
	}
	if h.Tried != nil {
		add("think", sayAlone(h.Hoped), h.Tried.Position)
		add("because", sayAlone(h.Because), h.Tried.Position)
	} else {
		add("hoped", sayAlone(h.Hoped), 0)
	}
	if !h.Whole() {
		add("happened", sayAlone(h.Text), 0)
	}
	add("why", sayAlone(h.Why), 0)
	switch {
	case h.Kind == "surprise.noticed":
		add("welcome", capital(AnswerWords(h.Answer)), 0)
	case h.Kind == "change.made":
		add("checked", capital(AnswerWords(h.Answer)), 0)
	default:
		add("thought_right", capital(AnswerWords(h.Answer)), 0)
	}
	add("sure", capital(in(sureWords[:], h.Sure)), 0)
	add("helped", sayAlone(h.Helped), 0)
	add("made_different", h.Different.Says(), 0)
	for _, l := range h.Learnt {
		add("learnt", sayAlone(l.Text), l.Position)
		for _, c := range l.Changed {
			add("changed", sayAlone(c.Text), c.Position)
			addChecks(add, c)
		}
	}
	for _, c := range h.Changed {
		add("changed", sayAlone(c.Text), c.Position)
		addChecks(add, c)
	}
	add("next", capital(in(nextWords[:], h.Next)), 0)
	if h.Outside != nil {
		for _, c := range h.Outside.Checks {
			add("checked_outside", strings.TrimSpace(c.Says()+sayText(c.What)), c.Position)
		}
	}
	return said
}

func addChecks(add func(code, text string, entry uint64), c Change) {
	for _, check := range c.Checks {
		add("checked", strings.TrimSpace(capital(AnswerWords(check.Answer))+"."+sayText(check.Text)), check.Position)
	}
}

// shorten cuts a text at a word where it is longer than a title may be.
func shorten(text string) string {
	const longest = 90
	text = strings.Join(strings.Fields(text), " ")
	if length(text) <= longest {
		return text
	}
	runes := []rune(text)[:longest]
	cut := string(runes)
	if i := strings.LastIndexByte(cut, ' '); i > longest/2 {
		cut = cut[:i]
	}
	return strings.TrimRight(cut, " ,;:.-") + " …"
}

func (h Happenings) table() Table {
	t := newTable("entry", "kind", "happened", "tried", "hoped", "because", "what", "why", "answer", "sure", "helped", "next", "aim", "learnt", "changed")
	t.Columns = append(append(t.Columns, "what_changed", "between", "level"), checkedColumns()...)
	beside := func(l Line, cells ...any) {
		t.add(append(append(cells, differentCells(l.Different)...), checkedCells(l.Outside)...)...)
	}
	for _, i := range h.Items {
		var tried SeenText
		if i.Tried != nil {
			tried = i.Tried.Text
		}
		var learnt, changed []string
		for _, l := range i.Learnt {
			learnt = append(learnt, l.Text.String())
			for _, c := range l.Changed {
				changed = append(changed, c.Text.String())
			}
		}
		for _, c := range i.Changed {
			changed = append(changed, c.Text.String())
		}
		beside(i.Line, i.Position, i.Kind, i.Happened, tried, i.Hoped, i.Because, i.Text, i.Why, i.Answer, i.Sure, i.Helped, i.Next, i.Aim,
			strings.Join(learnt, "\n"), strings.Join(changed, "\n"))
	}
	for _, f := range h.Figures {
		beside(Line{}, "", "measure", "", "", "", "", f.Name+": "+f.Says, "", string(f.Status), "", "", "", f.Statement, "", 0)
	}
	for _, l := range h.Beyond {
		beside(l, l.Position, l.Kind, l.Happened, "", "", "", l.Text, "", "", "", "", "", "", "", 0)
	}
	return t
}
