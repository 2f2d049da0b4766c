package reports

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/aimed"
)

// WriteText writes one line for each entry, for lines of width characters (0: 80).
func (l EntryList) WriteText(w io.Writer, width int) error {
	p := newPage(width)
	l.write(p)
	return p.writeTo(w)
}

func (l EntryList) write(p *page) { l.list(p, saysNoEntries) }

func (l EntryList) list(p *page, empty string) {
	if len(l.Entries) == 0 {
		p.para(empty)
	}
	for _, e := range l.Entries {
		p.hang("- ", capital(e.day())+". "+e.say())
		e.Sticky.write(p, "  - ")
	}
}

// WriteText writes the entry as text for lines of width characters (0: 80).
func (e Entry) WriteText(w io.Writer, width int) error {
	p := newPage(width)
	p.heading(fmt.Sprintf("%s (entry %d)", e.Says, e.Position), "=")
	p.para("It happened: " + sayDay(domain.Date(e.Happened)) + ".")
	p.para("It was " + saysWritten + " " + sayDay(e.written) + ".")
	if e.Knowing != domain.KnowingNotSaid {
		p.para("They know it " + in(knowingWords[:], string(e.Knowing)) + ".")
	}
	if e.Taken != domain.TakenNotSaid {
		p.para("It was taken down " + in(takenWords[:], string(e.Taken)) + ".")
	}
	e.Fields.write(p, "It says:")
	if e.Outside != nil {
		p.blank()
		p.para(e.Outside.Says())
		e.Outside.write(p, "- ")
	}
	if len(e.Changed) > 0 {
		p.blank()
		p.para("It changed:")
		writeChanged(p, e.Changed)
	}
	if e.First != nil {
		e.First.write(p, "It said first:")
	}
	for _, c := range e.Corrections {
		p.blank()
		p.para(strings.TrimSpace(fmt.Sprintf("It was corrected by entry %d. %s", c.Position, sentence(c.Why.String()))))
		writeChanged(p, c.Changed)
	}
	if t := e.TakenBack; t != nil {
		p.blank()
		p.para(strings.TrimSpace(fmt.Sprintf("It was taken back by entry %d. %s", t.Position, sentence(t.Why.String()))))
	}
	if r := e.Redacted; r != nil {
		p.blank()
		p.para(fmt.Sprintf("Words were taken out of sight by entry %d.", r.Position))
	}
	if e.Sticky != nil {
		p.blank()
		e.Sticky.write(p, "- ")
	}
	writeLines(p, "What led to it:", e.Before)
	writeLines(p, "What came of it:", e.After)
	return p.writeTo(w)
}

func writeChanged(p *page, list []ChangedField) {
	for _, c := range list {
		p.hang("- ", c.Name()+": "+c.Says())
	}
}

func writeLines(p *page, title string, lines []Line) {
	says := make([]string, len(lines))
	for i, l := range lines {
		says[i] = capital(l.day()) + ". " + l.say()
	}
	writeList(p, title, says)
}

func (f Fields) write(p *page, title string) {
	if len(f) == 0 {
		return
	}
	p.blank()
	p.para(title)
	f.writeUnder(p, "")
}

func (f Fields) writeUnder(p *page, prefix string) {
	for _, field := range f {
		name := strings.ReplaceAll(prefix+field.Name, "_", " ")
		if inner, ok := field.Value.(Fields); ok {
			inner.writeUnder(p, prefix+field.Name+" ")
			continue
		}
		p.hang("- ", name+": "+sayField(field.Value))
	}
}

// sayField writes one value for people.
func sayField(value any) string {
	switch v := value.(type) {
	case SeenText:
		return v.String()
	case aimed.Plain:
		if s := sayFigure(v); s != "" {
			return s
		}
		return saysNothing
	case domain.Date:
		return sayDay(v)
	case string:
		return v
	case []string:
		return strings.Join(v, ", ")
	case domain.Number:
		return v.String()
	}
	raw, err := json.Marshal(value)
	if err != nil {
		return saysNothing
	}
	return strings.Trim(string(raw), `"`)
}
