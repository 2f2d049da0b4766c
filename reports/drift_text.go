package reports

import (
	"fmt"
	"io"
	"strings"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/aimed"
)

// This file says how an aim drifted: as text, and as the pieces that a page needs, where words of the group stand apart from ours.

// Phrase is words of ours with words of the group behind them; either may be empty.
type Phrase struct{ Ours, Theirs string }

// sayPhrases is a list of them as text.
func sayPhrases(list []Phrase) string {
	says := make([]string, len(list))
	for i, p := range list {
		says[i] = p.Ours + p.Theirs
	}
	return strings.Join(says, "; ")
}

// AfterSays is what stands since a step, in pieces.
func (s AimStep) AfterSays() []Phrase { return piecesOf(s.after, s.After) }

// BeforeSays is what stood before it, in pieces; none where it is the first.
func (s AimStep) BeforeSays() []Phrase { return piecesOf(s.before, s.Before) }

// piecesOf are the pieces of a text; one that has none is the group's, where it is not a few words of ours.
func piecesOf(pieces []Phrase, text string) []Phrase {
	switch {
	case len(pieces) > 0 || text == "":
		return pieces
	case text == saysNotKnown || text == saysNothingAimed || text == saysKeptPrivate:
		return []Phrase{{Ours: text}}
	}
	return []Phrase{{Theirs: text}}
}

// When is the time that a step is for, in words of ours; Cell the place and the part, in the group's. Either may be empty.
func (s AimStep) When() string { return capital(s.when) }

// Cell is the place and the part that a step is for; empty: the whole.
func (s AimStep) Cell() string { return s.cell }

// SaysReworded is how often the words of the aim changed; empty where they never did.
func (h AimHistory) SaysReworded() string {
	if len(h.reworded) == 0 {
		return ""
	}
	return "We changed the words " + times(len(h.reworded)) + "."
}

// RewordedBecause are the reasons of that, counted.
func (h AimHistory) RewordedBecause() []string { return listReasons(h.reworded) }

// SaysCourse says when the aim was let go and why, and when it was taken up again, oldest first.
func (h AimHistory) SaysCourse() []string { return h.course }

// say is the drift in words: "What we aim for, all together, went from 60 to 48 people in 3 steps: 2 because we learnt something, 1 because
// there was more money, or less."
func (d Drift) say() string {
	w, why := d.words(), sayReasons(d.reasons())
	switch {
	case len(d.Points) == 1:
		return saysAimFor + " " + w.last + w.unit + ", " + d.When + saysNeverChanged
	case d.back():
		return saysAimFor + " " + w.last + w.unit + " again, " + d.When + ", after " + w.steps + why + "."
	}
	return saysWhatWeAimFor + ", " + d.When + ", went from " + w.first + " to " + w.last + w.unit + " in " + w.steps + why + "."
}

// Pieces are the drift in a sentence, without its time and its reasons: what comes before the unit, the unit, and what comes behind.
func (d Drift) Pieces() (before, unit, after string) {
	w := d.words()
	unit = strings.Trim(w.unit, " "+joined)
	switch {
	case len(d.Points) == 1:
		return saysAimFor + " " + w.last, unit, saysNeverChanged
	case d.back():
		return saysAimFor + " " + w.last, unit, " again, after " + w.steps + "."
	}
	return saysWhatWeAimFor + " went from " + w.first + " to " + w.last, unit, " in " + w.steps + "."
}

const (
	saysAimFor       = "We aim for"
	saysWhatWeAimFor = "What we aim for"
	saysNeverChanged = ". It never changed."
)

// driftWords are what a drift is said with; unit has the blank in front of it.
type driftWords struct{ first, last, unit, steps string }

func (d Drift) words() driftWords {
	first, last := d.Points[0].Value.String(), d.Points[len(d.Points)-1].Value
	unit := strings.TrimPrefix(withUnit(last.String(), aimed.Plain(domain.Of(last)), d.Unit), last.String())
	return driftWords{first, last.String(), unit, count(len(d.Points)-1, "step", "steps")}
}

// Because are the reasons of its steps, counted.
func (d Drift) Because() []string { return listReasons(d.reasons()) }

// back says whether what is aimed for is again what it was at first.
func (d Drift) back() bool { return d.Points[0].Value.Cmp(d.Points[len(d.Points)-1].Value) == 0 }

func (d Drift) reasons() (list []reason) {
	for _, p := range d.Points[1:] {
		list = append(list, reasonOf(p.Because, p.Why))
	}
	return list
}

// reason is one of the short list, or saidInWords, or empty where nobody said any.
type reason string

// saidInWords is a reason that was said in words alone.
const saidInWords reason = "in_words"

func reasonOf(because domain.Because, why SeenText) reason {
	if because == "" && !why.Empty() {
		return saidInWords
	}
	return reason(because)
}

// sayReasons puts counted reasons behind a sentence.
func sayReasons(list []reason) string {
	says := listReasons(list)
	if len(says) == 1 && says[0] == saysNobodySaidWhy {
		return "; nobody said why"
	}
	return ": " + strings.Join(says, ", ")
}

const saysNobodySaidWhy = "Nobody said why."

// listReasons counts the reasons of the short list, in its order; those in words alone come after them, what nobody said last.
func listReasons(list []reason) (says []string) {
	for _, b := range domain.Reasons() {
		if n := countOfReason(list, reason(b)); n > 0 {
			says = append(says, fmt.Sprintf("%d because %s", n, BecauseWords(b)))
		}
	}
	if n := countOfReason(list, saidInWords); n > 0 {
		says = append(says, fmt.Sprintf("%d with a reason of our own", n))
	}
	switch n := countOfReason(list, ""); {
	case n > 0 && n == len(list):
		return []string{saysNobodySaidWhy}
	case n > 0:
		says = append(says, fmt.Sprintf("%d without a reason", n))
	}
	return says
}

func countOfReason(list []reason, b reason) (n int) {
	for _, x := range list {
		if x == b {
			n++
		}
	}
	return n
}

// WriteText writes the history as text for lines of width characters (0: 80).
func (h AimHistory) WriteText(w io.Writer, width int) error {
	p := newPage(width)
	h.write(p)
	return p.writeTo(w)
}

// WriteText writes the histories one after another.
func (h AimHistories) WriteText(w io.Writer, width int) error {
	p := newPage(width)
	if len(h.Aims) == 0 {
		p.para(saysNoAims)
	}
	for i, a := range h.Aims {
		if i > 0 {
			p.blank()
		}
		a.write(p)
	}
	return p.writeTo(w)
}

func (h AimHistory) write(p *page) {
	p.heading(h.Statement, "=")
	for _, says := range h.Says {
		p.para(says)
	}
	p.blank()
	for _, step := range h.Steps {
		p.hang("- ", step.say())
	}
}

func (s AimStep) say() string {
	says := []string{capital(s.Day()) + ". " + sentence(s.Says)}
	if about := strings.Trim(s.Name+", "+s.About, ", "); about != "" {
		says = append(says, sentence(about))
	}
	if s.Before != "" {
		says = append(says, sentence("Before: "+s.Before))
	}
	if s.After != "" {
		says = append(says, sentence(s.After))
	}
	if b := s.SaysBecause(); b != "" {
		says = append(says, sentence("Because "+b))
	}
	if !s.Why.Empty() {
		says = append(says, saysWhy+" "+sentence(s.Why.String()))
	}
	if !s.There.Empty() {
		says = append(says, "Who was there: "+sentence(s.There.String()))
	}
	if s.TakenBack {
		says = append(says, capital(saysTakenBack)+".")
	}
	return strings.Join(says, " ") + " Entry" + joined + sayNumber(s.Entry.Position) + "."
}
