package reports

import (
	"sync"

	"github.com/desirelines/desirelines/projections"
)

// Measures are kept as they are shown for as long as their figures are, with their JSON once somebody asked for it, but for those that hold a
// word of anybody: these are opened and written anew for each who asks. So what is forgotten or taken out of sight is in nothing that is
// kept.

// What is kept takes about so many bytes: a figure with its JSON, and each entry that it names.
const (
	figureBytes = 1500
	namedBytes  = 100
)

// shownMeasures are the measures of a comparison while it is made.
type shownMeasures struct {
	sight *sight
	key   string             // names what they depend on; empty: none are kept
	had   map[string]Measure // by projections.MeasureID, those that are kept
	fresh map[string]Measure // those to keep from now on; nil: some are kept already
}

// shownMeasures finds what is kept for the question.
func (s *sight) shownMeasures() shownMeasures {
	shown := shownMeasures{sight: s}
	key, keeps := s.comparedKey()
	if !keeps || s.asked.measures == nil {
		return shown
	}
	shown.key = key
	if had, ok := s.asked.measures.kept(key); ok {
		shown.had = had
	} else {
		shown.fresh = map[string]Measure{}
	}
	return shown
}

// measure is a measure as it is shown.
func (k shownMeasures) measure(m projections.MeasureFigures) Measure {
	id := projections.MeasureID(m.Measure.Aim, m.Measure.Measure)
	if had, ok := k.had[id]; ok {
		return had
	}
	opened := k.sight.opened
	shown := k.sight.measure(m)
	if k.fresh != nil && k.sight.opened == opened {
		shown.kept = &keptJSON{}
		k.fresh[id] = shown
	}
	return shown
}

// keep keeps those that were made.
func (k shownMeasures) keep() {
	if k.fresh == nil {
		return
	}
	weight := figureBytes
	for _, m := range k.fresh {
		weight += m.weight()
	}
	k.sight.asked.measures.put(k.key, k.fresh, weight)
}

// weight is about how many bytes a measure takes with its JSON.
func (m *Measure) weight() int {
	weight := figureBytes + m.Overall.weight()
	for i := range m.Periods {
		weight += m.Periods[i].weight()
	}
	if m.SoFar != nil {
		weight += m.SoFar.weight()
	}
	return weight
}

func (f *Figure) weight() int {
	return figureBytes + namedBytes*(len(f.Entries)+len(f.LeftOut)+len(f.Parts)+len(f.Warnings))
}

// keptJSON is the JSON of a measure that is kept. It is written by the first who asks for it.
type keptJSON struct {
	once sync.Once
	b    []byte
	err  error
}
