package reports

import (
	"io"
	"strings"

	"github.com/desirelines/desirelines/domain"
)

// WriteText writes the board as text for lines of width characters (0: 80).
func (b Board) WriteText(w io.Writer, width int) error {
	p := newPage(width)
	title := saysOpenLoops
	if b.Name != "" {
		title += ": " + b.Name
	}
	p.heading(title, "=")
	if b.Quiet != nil {
		p.para(saysNotSaid)
	}
	p.openLoops(b.Open)
	return p.writeTo(w)
}

// openLoops writes loops, one in a line, or that there is none.
func (p *page) openLoops(list []Loop) {
	if len(list) == 0 {
		p.para(saysNoLoops)
	}
	hidden := 0
	for _, l := range list {
		if p.markdown && l.Private() {
			hidden++
			continue
		}
		p.hang("- ", l.say())
	}
	if p.markdown {
		p.sayPrivate(hidden)
	}
}

// say writes a loop in one line: what it waits for, since when, its entry, and what was promised.
func (l Loop) say() string {
	says := in(waitingWords[:], l.WaitsFor) + " " + strings.TrimSuffix(l.SaysAge(), ".") + ": " + l.Step.say()
	var promise []string
	for _, p := range l.Promise() {
		promise = append(promise, p.Label+" "+p.Says)
	}
	return strings.TrimSpace(says + " " + follow(promise...))
}

// SaysOpen is for how long a loop has been open; where nobody knows the day, since when it is written down at least.
func (l Loop) SaysOpen() string {
	if !l.dated && !domain.Date(l.Happened).Known() {
		return sayLasting(l.Days) + " at least, " + saysUnknownDay
	}
	return sayLasting(l.Days)
}

// Promised is one thing that was set or promised: what stands before it in our words, and what was said.
type Promised struct {
	Label, Says string
	Theirs      bool // Says are words of people; false: a day
}

// Promise is what was set or promised: of a gap from what it can be filled and by whom, and the day; none where nobody said.
func (l Loop) Promise() []Promised {
	var parts []Promised
	for _, p := range []struct {
		label string
		text  SeenText
	}{{saysFillFrom, l.From}, {saysFillBy, l.By}} {
		if p.text.State == TextShown && p.text.Text != "" {
			parts = append(parts, Promised{p.label, p.text.Text, true})
		}
	}
	if d := domain.Date(l.Due); d.Known() {
		parts = append(parts, Promised{LabelWords("due_" + l.WaitsFor), sayDay(d) + ".", false})
	}
	return parts
}

// SaysAge is for how long a loop has been open, in a sentence.
func (l Loop) SaysAge() string {
	if l.Days == 0 {
		return saysNewToday
	}
	return LabelWords("open_for") + " " + l.SaysOpen() + "."
}

// OnWhat says what an open note is on: in our words, and in those of people. Where the latter may not be read, and for all that is no note, it is
// what the entry is.
func (l Loop) OnWhat() (says, words string) {
	switch {
	case l.on == "":
		return l.Says, ""
	case l.under:
		return "A note under", l.on
	}
	return "A note on", l.on
}

// Question is what a loop asks, in a sentence.
func (l Loop) Question() string { return WaitingWords(l.WaitsFor) }

func (b Board) table() Table {
	t := newTable("entry", "kind", "waits_for", "says", "open_days", "due", "from", "by", "aim", "measure")
	for _, l := range b.Open {
		t.add(l.Position, l.Kind, l.WaitsFor, l.tried()+l.Text.String(), l.Days, l.Due, l.From, l.By, l.Aim, l.Measure)
	}
	return t
}
