package reports

import (
	"fmt"
	"io"
	"strings"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/aimed"
)

// What is said where there is nothing to put side by side.
const (
	saysNeitherKnown = "Nothing was known at either moment."
	saysWholeProject = "The whole project"
	saysNoneWritten  = "none written down"
)

// WriteText writes what differs between two moments, for lines of width characters (0: 80).
func (d Difference) WriteText(w io.Writer, width int) error {
	p := newPage(width)
	if d.Name != "" {
		p.heading(d.Name, "=")
	}
	groups := d.Groups()
	if len(groups) == 0 {
		p.para(d.Nothing())
		return p.writeTo(w)
	}
	p.para(fmt.Sprintf("On the left is %s. On the right is %s.", d.At.say(), d.And.say()))
	p.para(d.SaysConcluded())
	for _, g := range groups {
		p.blank()
		p.para(g.Name)
		for _, r := range g.Rows {
			p.hang("  - ", r.say())
		}
	}
	return p.writeTo(w)
}

func (r MovedRow) say() string {
	whens := make([]string, len(r.Whens))
	for i, w := range r.Whens {
		whens[i] = w.Words
	}
	what := r.What
	if len(whens) > 0 {
		what = strings.Join(whens, "; ") + ": " + what
	}
	what += ": " + r.Before + " → " + r.After
	if len(r.By) > 0 {
		what += " (because of " + entryList(r.By) + ")"
	}
	return what
}

// entryList names entries by their numbers: "entry 4, entry 7".
func entryList(list []aimed.Ref) string {
	names := make([]string, len(list))
	for i, r := range list {
		names[i] = "entry" + joined + sayNumber(r.Position)
	}
	return strings.Join(names, ", ")
}

func (m ComparedMoment) say() string {
	s := fmt.Sprintf("what we knew after entry %d", m.KnownAt.Position)
	if m.KnownAt.Position == 0 {
		s = "nothing, before the first entry"
	}
	if d := domain.Date(m.HappenedBy); d.Known() {
		s += " of what had happened by " + sayDay(d.Last())
	}
	return s
}

// WriteText writes the steps, for lines of width characters (0: 80).
func (r Replay) WriteText(w io.Writer, width int) error {
	p := newPage(width)
	if r.Name != "" {
		p.heading(r.Name, "=")
	}
	if len(r.Steps) == 0 {
		p.para(saysNoEntries)
	}
	for i, s := range r.Steps {
		if i > 0 {
			p.blank()
		}
		p.para(capital(s.Entry.day()) + ". " + s.Entry.say())
		writeMoved(p, s.Moved, saysNothingMoved)
	}
	return p.writeTo(w)
}

// writeMoved leaves ratios to the JSON: a per cent never stands without the numbers it comes from.
func writeMoved(p *page, moved []Moved, none string) {
	written := 0
	for _, m := range moved {
		if m.Field == "share_of_aim" || m.Field == "distance_travelled" {
			continue
		}
		written++
		p.hang("  - ", m.say())
	}
	if written == 0 {
		p.hang("  ", none)
	}
}

func (m Moved) say() string {
	what := in(fieldWords[:], m.Field)
	switch {
	case m.about == "":
		what = capital(what)
	case m.when == "":
		what = m.about + ": " + what
	default:
		what = m.about + ", " + m.when + ": " + what
	}
	return what + ": " + m.saySide(m.Before) + " → " + m.saySide(m.After)
}

// sayOne is one side where it stands by itself: what is said in words of ours begins with a capital.
func (m Moved) sayOne(value any) string {
	switch v := value.(type) {
	case aimed.Plain, string:
		return m.saySide(v)
	case SeenText:
		return orNothing(sayAlone(v))
	}
	return capital(m.saySide(value))
}

// isCount says whether a figure counts what was written down; nothing then is none.
func (m Moved) isCount() bool { return m.Aim == "" }

func (m Moved) saySide(value any) string {
	said := ""
	switch v := value.(type) {
	case aimed.Plain:
		if said = sayFigure(v); said != "" {
			said = withUnit(said, v, m.unit)
		}
	case SeenText:
		said = v.String()
	case standing:
		said = v.says
	case aimed.Counted:
		said = CountedWords(v)
	case domain.AimState:
		said = in(stateWords[:], string(v))
	case *aimed.Judgements:
		said = sayJudgements(m.kind, v)
	case string:
		said = v
	case int:
		said = fmt.Sprint(v)
	}
	switch {
	case said == "" && m.isCount():
		return saysNoneWritten
	case said == "":
		return saysNothing
	}
	return said
}
