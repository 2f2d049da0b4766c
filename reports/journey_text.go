package reports

import (
	"io"
	"strings"

	"github.com/desirelines/desirelines/domain"
)

// WriteText writes the journey as text for lines of width characters (0: 80).
func (j Journey) WriteText(w io.Writer, width int) error {
	p := newPage(width)
	j.write(p)
	return p.writeTo(w)
}

func (j Journey) write(p *page) {
	if j.Name != "" {
		p.heading(saysTheJourney+": "+j.Name, "=")
	}
	if j.KnownAt.Position == 0 {
		p.para(saysNothingKnown)
	}
	for i, m := range j.Months {
		if i > 0 {
			p.blank()
		}
		p.heading(m.heading(), "-")
		for _, moment := range m.Moments {
			if p.markdown && moment.Private() {
				continue
			}
			p.hang("- ", moment.say())
			moment.Sticky.write(p, "  - ")
		}
		if n := len(m.Imported); n > 0 {
			p.hang("- ", sayCameFromFile(n))
		}
		if p.markdown {
			p.sayPrivate(m.KeptPrivate())
		}
	}
	if says := j.SaysApart(); says != "" {
		p.blank()
		p.para(says)
	}
}

func (m JourneyMoment) say() string {
	if !domain.Date(m.Day).Known() {
		return m.Line.say()
	}
	return sayDay(domain.Date(m.Day)) + ". " + m.Line.say()
}

func (m JourneyMonth) heading() string {
	if !m.month.Known() {
		return capital(saysUnknownDay)
	}
	return sayMonth(m.month)
}

// say writes an entry in one line: what it is, its plain fields, its words, its number.
func (l Line) say() string {
	says := l.SaysKind()
	if l.About != "" || !l.Text.Empty() {
		says += sayAfter(says)
	}
	says = strings.TrimSpace(says+" "+l.SaysText()) + " (entry" + joined + sayNumber(l.Position)
	if taken := l.TakenBeside(); taken != "" {
		says += ", " + taken
	}
	if l.Corrected {
		says += ", " + saysCorrected
	}
	if l.Withdrawn {
		says += ", " + saysTakenBack
	}
	return says + ")"
}

// sayAfter is what stands behind the words of a kind: nothing behind a question.
func sayAfter(says string) string {
	if says[len(says)-1] == '?' {
		return ""
	}
	return ":"
}

func sayCameFromFile(n int) string { return count(n, "figure", "figures") + " came from a file." }
