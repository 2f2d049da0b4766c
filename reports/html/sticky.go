package html

import (
	"html/template"

	"github.com/desirelines/desirelines/reports"
)

// sticky is what stands below a thing of the notes on it: how many have which mark, and every challenge that nobody has answered yet.
type sticky struct {
	Says []reports.SaidMark
	Open []challenge
	Form template.HTML // to put a note on it; empty: nobody can
}

type challenge struct {
	reports.Note
	Words  string
	Source source
	Answer string // where it can be answered; empty: not from here
}

// stickyOf are the notes as lists tell them.
func stickyOf(n *reports.Notes, at addresses) sticky {
	if n == nil {
		return sticky{}
	}
	v := sticky{Says: n.Says()}
	for _, note := range n.Open() {
		c := challenge{Note: note, Words: note.Text.String(), Source: sourceOf(note.Position, at)}
		if at.notes != nil {
			c.Answer = at.notes.Answer(note.ID)
		}
		v.Open = append(v.Open, c)
	}
	return v
}

// notedOf are the notes on a thing, with what lets people put another one there.
func notedOf(n *reports.Notes, thing string, at addresses) sticky {
	v := stickyOf(n, at)
	if at.notes != nil {
		v.Form = at.notes.Note(thing, n)
	}
	return v
}
