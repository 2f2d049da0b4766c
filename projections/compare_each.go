package projections

import (
	"iter"

	"github.com/desirelines/desirelines/domain/aimed"
)

// CompareEach is Compare one measure after another, with its aim, in the same order: whoever looks at each and lets go of it never holds what
// all of them came to. It passes over measures that only refuses; a nil only lets all through. An aim without a measure is not in it.
func CompareEach(v View, q aimed.Question, only func(MeasureRow) bool) iter.Seq2[AimRow, MeasureFigures] {
	return func(yield func(AimRow, MeasureFigures) bool) {
		g := gather(v, nil)
		for a, m := range inOrderOfAims(v) {
			if only != nil && !only(m) {
				continue
			}
			figures := MeasureFigures{m, aimed.Compare(g.measure(m), q)}
			g.forget(m)
			if !yield(a, figures) {
				return
			}
		}
	}
}

// inOrderOfAims yields the measures of one aim after another, each in order of its first event.
func inOrderOfAims(v View) iter.Seq2[AimRow, MeasureRow] {
	return func(yield func(AimRow, MeasureRow) bool) {
		of := map[string][]MeasureRow{}
		for _, m := range v.Measures() {
			of[m.Aim] = append(of[m.Aim], m)
		}
		for _, a := range v.Aims() {
			for _, m := range of[a.Aim] {
				if !yield(a, m) {
					return
				}
			}
		}
	}
}

// forget lets go of what was stated for a measure. What was judged stays: a story is answered by what is judged of its aim.
func (g gathered) forget(m MeasureRow) {
	id := measureKey{m.Aim, m.Measure}
	delete(g.baselines, id)
	delete(g.targets, id)
	delete(g.outcomes, id)
	delete(g.periods, id)
}
