package reports

import (
	"io"

	"github.com/desirelines/desirelines/domain/aimed"
)

// Warned is all that should be looked at again among the figures of a project, with what helps.
type Warned struct {
	Project string         `json:"project"`
	KnownAt KnownAt        `json:"known_at"`
	Figures []WarnedFigure `json:"figures"` // in order of the comparison, warnings by name
}

// WarnedFigure is one warning of one figure.
type WarnedFigure struct {
	Aim     string        `json:"aim"`
	Measure string        `json:"measure"`
	Period  string        `json:"period"`
	Name    string        `json:"name"` // of the measure
	When    string        `json:"when"` // the period in words
	Warning aimed.Warning `json:"warning"`
	Says    string        `json:"says"`
}

// WarnedOf collects the warnings of all figures. What is said of a period is not said again of all together.
func WarnedOf(seen Seen) Warned {
	c := ComparisonOf(seen)
	w := Warned{Project: c.Project, KnownAt: c.KnownAt, Figures: []WarnedFigure{}}
	for _, a := range c.Aims {
		for _, m := range a.Measures {
			said := map[aimed.Warning]bool{}
			for _, f := range m.named() {
				whole := f.id == PeriodSoFar || f.id == PeriodOverall
				for _, warning := range f.Warnings {
					if whole && said[warning] {
						continue
					}
					said[warning] = true
					w.Figures = append(w.Figures, WarnedFigure{a.ID, m.ID, f.id, m.Title(), periodWords(f.id, f.Figure), warning, f.Suggestions[warning]})
				}
			}
		}
	}
	return w
}

// WriteText writes one line for each, for lines of width characters (0: 80).
func (l Warned) WriteText(w io.Writer, width int) error {
	p := newPage(width)
	if len(l.Figures) == 0 {
		p.para("Nothing among the figures needs another look.")
	}
	for _, f := range l.Figures {
		p.hang("- ", f.Name+", "+f.When+": "+f.Says)
	}
	return p.writeTo(w)
}
