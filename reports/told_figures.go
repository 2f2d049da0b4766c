package reports

import (
	"math"
	"slices"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/aimed"
	"github.com/desirelines/desirelines/projections"
	"github.com/desirelines/desirelines/reports/small"
)

// Numbers of people stand as they were told until the next time: who asks twice gets the same, and what one person takes back does
// not show in a figure that is looked at again. Words go at once.

// tell is the figures of a measure as the audience is shown them: as they were told, or for a preview as they would be told after all
// that was.
func (s *sight) tell(rule small.Rule, m *projections.MeasureFigures) aimed.Figures {
	d := m.Measure.Definition
	if !rule.Touches(d) || len(s.asked.releases) == 0 {
		return rule.Figures(d, m.Figures)
	}
	closed := small.From(math.MaxInt32)
	if len(s.asked.figures) != len(s.asked.releases) { // nobody looked up what was told
		return closed.Figures(d, m.Figures)
	}
	id := projections.MeasureID(m.Measure.Aim, m.Measure.Measure)
	if s.asked.told == nil {
		return rule.Tell(s.asked.figures.of(id), d, m.Figures).Figures
	}
	told, ok := s.asked.figures[len(s.asked.figures)-1][id]
	if !ok { // it was not told
		return closed.Figures(d, m.Figures)
	}
	return s.asTold(told.Figures, closed.Figures(d, m.Figures))
}

// asTold is figures as they were told, with the words as they may be read now: now has no number of people.
func (s *sight) asTold(told, now aimed.Figures) aimed.Figures {
	if isWords(told.Baseline) {
		told.Baseline, told.BaselineOn = now.Baseline, now.BaselineOn
	}
	told.Periods = slices.Clone(told.Periods)
	for i, c := range told.Periods {
		same := func(n aimed.Comparison) bool { return n.Start == c.Start && n.End == c.End }
		var n aimed.Comparison
		if at := slices.IndexFunc(now.Periods, same); at >= 0 {
			n = now.Periods[at]
		}
		told.Periods[i] = s.compareAsTold(c, n)
	}
	told.Overall = s.compareAsTold(told.Overall, now.Overall)
	if told.SoFar != nil {
		var n aimed.Comparison
		if now.SoFar != nil {
			n = *now.SoFar
		}
		c := s.compareAsTold(*told.SoFar, n)
		told.SoFar = &c
	}
	return told
}

func (s *sight) compareAsTold(told, now aimed.Comparison) aimed.Comparison {
	if isWords(told.Actual) || told.Actual.Form == domain.Nothing {
		now.Start, now.End = told.Start, told.End
		return now
	}
	if isWords(told.Target) {
		told.Target = now.Target
	}
	if isWords(told.FirstTarget) {
		told.FirstTarget = now.FirstTarget
	}
	told.TargetText, told.ActualText, told.Reason, told.Judgement = now.TargetText, domain.Words{}, now.Reason, now.Judgement
	told.Entries = slices.DeleteFunc(slices.Clone(told.Entries), func(r aimed.Ref) bool { return !s.isThere(r.ID) })
	told.LeftOut = slices.DeleteFunc(slices.Clone(told.LeftOut), func(l aimed.LeftOut) bool { return !s.isThere(l.ID) })
	return told
}

// isWords says whether a value is one in words.
func isWords(v domain.Value) bool { return !v.Text.IsZero() || v.Form == domain.InWords }
