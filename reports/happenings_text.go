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
	if len(h.Items)+len(h.Figures)+len(h.Beyond) == 0 {
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
			p.hang("- ", fmt.Sprintf("%s: %s (%s)", capital(f.Title()), f.Says, f.Stands()))
		}
	}
	if beyond := h.ReadableBeyond(); len(beyond) > 0 {
		p.blank()
		p.para(saysBeyond + ":")
		for _, l := range beyond {
			p.hang("- ", l.say())
		}
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
	p.hang("* ", sentence(capital(h.Title()))+" "+h.where())
	for _, s := range h.Said() {
		p.hang("  > ", s.Label+sayAfter(s.Label)+" "+sentence(s.Text))
	}
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
			said = append(said, SaidLine{code, LabelWords(code), capital(text), entry})
		}
	}
	if h.Tried != nil {
		add("think", h.Hoped.String(), h.Tried.Position)
		add("because", h.Because.String(), h.Tried.Position)
	} else {
		add("hoped", h.Hoped.String(), 0)
	}
	if !h.Whole() {
		add("happened", h.Text.String(), 0)
	}
	add("why", h.Why.String(), 0)
	switch {
	case h.Kind == "surprise.noticed":
		add("welcome", AnswerWords(h.Answer), 0)
	case h.Kind == "change.made":
		add("checked", AnswerWords(h.Answer), 0)
	default:
		add("thought_right", AnswerWords(h.Answer), 0)
	}
	add("sure", in(sureWords[:], h.Sure), 0)
	add("helped", h.Helped.String(), 0)
	for _, l := range h.Learnt {
		add("learnt", l.Text.String(), l.Position)
		for _, c := range l.Changed {
			add("changed", c.Text.String(), c.Position)
			addChecks(add, c)
		}
	}
	for _, c := range h.Changed {
		add("changed", c.Text.String(), c.Position)
		addChecks(add, c)
	}
	add("next", in(nextWords[:], h.Next), 0)
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
		t.add(i.Position, i.Kind, i.Happened, tried, i.Hoped, i.Because, i.Text, i.Why, i.Answer, i.Sure, i.Helped, i.Next, i.Aim,
			strings.Join(learnt, "\n"), strings.Join(changed, "\n"))
	}
	for _, f := range h.Figures {
		t.add("", "measure", "", "", "", "", f.Name+": "+f.Says, "", string(f.Status), "", "", "", f.Statement, "", 0)
	}
	for _, l := range h.Beyond {
		t.add(l.Position, l.Kind, l.Happened, "", "", "", l.Text, "", "", "", "", "", "", "", 0)
	}
	return t
}
