package reports

import (
	"fmt"
	"io"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/aimed"
)

// WriteText writes what differs between two moments, for lines of width characters (0: 80).
func (d Difference) WriteText(w io.Writer, width int) error {
	p := newPage(width)
	if d.Name != "" {
		p.heading(d.Name, "=")
	}
	p.para(fmt.Sprintf("On the left is %s. On the right is %s.", d.At.say(), d.And.say()))
	p.blank()
	writeMoved(p, d.Moved, saysNothingDiff)
	return p.writeTo(w)
}

func (m ComparedMoment) say() string {
	s := fmt.Sprintf("what we knew after entry %d", m.KnownAt.Position)
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
	s := ""
	if m.about != "" {
		s = m.about
		if m.when != "" {
			s += ", " + m.when
		}
		s += ": "
	}
	return fmt.Sprintf("%s%s: %s → %s", s, in(fieldWords[:], m.Field), m.sayOne(m.Before), m.sayOne(m.After))
}

func (m Moved) sayOne(value any) string {
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
	if said == "" {
		return saysNothing
	}
	return said
}
