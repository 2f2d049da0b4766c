package web

import (
	"fmt"
	"net/http"
	"slices"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/reports"
)

// known is what a project knows of the things that a form names.
type known struct {
	follows string           // the kind of the entry it follows from
	measure *reports.Measure // what its number is about; nil: not said, or there is none
	today   domain.Date      // where the project is; unknown where nobody asked
}

// lookUp looks up what a form names and notes what is not there. An entry that was named by its number gets its id.
func (s *site) lookUp(r *http.Request, at where, a *answers) (known, error) {
	from, about := a.text("from"), a.values["about"]
	if from == "" && about == "" && a.text("happened") == "" {
		return known{}, nil
	}
	written, err := s.dayOf(r, at, a)
	if err != nil {
		return known{}, err
	}
	return seeAt(s, r.Context(), at, func(seen reports.Seen) (t known, err error) {
		if t.today = written; !written.Known() {
			t.today = reports.PlaceOf(seen).Asked
		}
		if about != "" {
			t.measure = a.findAbout(reports.ComparisonOf(seen).Aims)
		}
		if from == "" {
			return t, nil
		}
		e, err := reports.EntryOf(seen, from)
		if domain.KindOf(err) == domain.NotFound {
			a.wrong("from", "There is no such entry in this project. Choose another one, or leave it out.")
			return t, nil
		}
		a.values["from"], t.follows = e.ID, e.Kind
		return t, err
	})
}

// findAbout finds the measure that a form names. What is there no more, retired or dropped, is left to the log to judge.
func (a *answers) findAbout(aims []reports.Aim) *reports.Measure {
	aim, measure := readAbout(a.values["about"])
	i := slices.IndexFunc(aims, func(x reports.Aim) bool { return x.ID == aim })
	if i < 0 {
		a.wrong("about", "There is no such aim in this project. Choose another one, or leave it out.")
		return nil
	}
	if measure == "" {
		return nil
	}
	j := slices.IndexFunc(aims[i].Measures, func(x reports.Measure) bool { return x.ID == measure })
	if j < 0 {
		a.wrong("about", "This aim is not counted in this way. Choose another line, or leave it out.")
		return nil
	}
	return &aims[i].Measures[j]
}

// checkNumber notes words in the box for a number where the measure needs one. A measure of yes or no, of levels or of stories
// takes words, as Decide does.
func (a *answers) checkNumber(m *reports.Measure) { a.checkNumberIn("value", a.text("value"), m) }

// checkNumberIn is checkNumber for a box of another name, with what was written there.
func (a *answers) checkNumberIn(name, text string, m *reports.Measure) {
	if text == "" || m == nil {
		return
	}
	switch m.Kind {
	case domain.Reach, domain.Rubric, domain.Story:
		return
	}
	if part, whole, ok := readShare(m, text); ok {
		if whole.Sign() <= 0 {
			a.wrong(name, "The whole must be more than zero. Write it such as 15 of 30.")
		} else if part.Sign() < 0 || part.Cmp(whole) > 0 {
			a.ask(name, "The part is not between zero and the whole.")
		}
		return
	}
	switch v := domain.Say(text).Read(m.Kind, m.Levels, domain.Ask); {
	case v.Form == domain.Numeric:
		a.askNumber(name, m, v.Number)
	case v.Form == domain.Range:
		a.askNumber(name, m, v.Number, v.High)
	case v.Form != domain.InWords:
	case v.Note == domain.NoteAmbiguous && domain.ReadNumber(text, domain.Dot).OK:
		a.wrong(name, canBeTwo(text))
	case m.Mode == domain.Percentage:
		a.wrong(name, "We cannot read this as a number. Write it such as 15 of 30, or 50. Words can go in the first box.")
	default:
		a.wrong(name, "We cannot read this as a number. Write it in digits, such as 12 or 30.5. Words can go in the first box.")
	}
}

// canBeTwo asks which of two numbers is meant.
func canBeTwo(text string) string {
	return fmt.Sprintf("This can be two numbers. Write %s or %s.", domain.ReadNumber(text, domain.Dot).Number, domain.ReadNumber(text, domain.Comma).Number)
}
