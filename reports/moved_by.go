package reports

import (
	"slices"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/aimed"
	"github.com/desirelines/desirelines/projections"
)

// Side is a comparison as one side of a Difference: it also knows what says which entry moved a figure.
type Side struct {
	Comparison
	behind behind
}

// SideOf answers as ComparisonOf does, for putting it beside another moment.
func SideOf(seen Seen) Side {
	s := seen.look()
	return Side{ComparisonOf(seen), s.behindOf(s.view())}
}

// behind is what a comparison keeps, besides its figures, to say which entry moved one.
type behind struct {
	taken    map[string]aimed.Ref   // id of what stands no more → the entry that took it back, else the correction that stands in its place
	aims     map[string]aimed.Ref   // id of an aim → the entry that changed it last
	measures map[string]aimed.Ref   // as projections.MeasureID → the same of a measure
	counts   map[string][]aimed.Ref // a count of the whole project by its name in JSON → the entries it counts
	states   map[string]string      // id of what states something of a measure, as it stands → baseline, target, outcome or judgement
	retired  map[movedKey]aimed.Ref // by aim, measure and period → the entry that says the period is no longer used
}

// behindOf collects it. Entries that the audience may not know of are not in it.
func (s *sight) behindOf(v projections.View) behind {
	b := behind{map[string]aimed.Ref{}, map[string]aimed.Ref{}, map[string]aimed.Ref{}, map[string][]aimed.Ref{}, map[string]string{}, map[movedKey]aimed.Ref{}}
	take := func(r projections.StatementRow, states string) {
		b.states[r.ID] = states
		last := r.Stated
		if r.Withdrawn != nil && s.isThere(r.Withdrawn.ID) {
			last = *r.Withdrawn
			b.taken[r.ID] = refTo(last)
		}
		for _, was := range r.Before { // a correction may leave the period, or the measure, that it was in
			if s.isThere(last.ID) {
				b.taken[was.ID] = refTo(last)
			}
		}
	}
	for _, r := range v.Baselines() {
		take(r.StatementRow, "baseline")
	}
	for _, r := range v.Targets() {
		take(r.StatementRow, "target")
	}
	for _, r := range v.Judgements() {
		take(r.StatementRow, "judgement")
	}
	for _, r := range v.Outcomes() {
		take(r.StatementRow, "outcome")
		if r.Aim == "" && r.Withdrawn == nil {
			b.counts["outcomes"] = append(b.counts["outcomes"], refTo(r.Stated))
		}
	}
	for _, p := range v.RetiredPeriods() {
		b.retired[movedKey{aim: p.Aim, measure: p.Measure, period: periodID(p.PeriodStart, p.PeriodEnd)}] = refTo(p.Stated)
	}
	for _, a := range v.Aims() {
		b.aims[a.Aim] = refTo(a.Last)
	}
	for _, m := range v.Measures() {
		b.measures[projections.MeasureID(m.Aim, m.Measure)] = refTo(m.Last)
	}
	for _, l := range v.Loops() {
		if count := countOf(l); count != "" {
			b.counts[count] = append(b.counts[count], refTo(l.Stated))
		} else if row, ok := s.entry(l.ID); ok && row.Withdrawn != nil && s.isThere(row.Withdrawn.ID) {
			b.taken[l.ID] = refTo(*row.Withdrawn)
		}
	}
	return b
}

func refTo(st projections.Stated) aimed.Ref { return aimed.Ref{ID: st.ID, Position: st.Position} }

// countOf names the count of the whole project that a row stands in; empty: in none.
func countOf(l projections.LoopRow) string {
	switch {
	case l.Withdrawn:
		return ""
	case l.Thing == "surprise":
		return "surprises"
	case l.Thing == "failure", l.Thing == "test" && l.Result == "no":
		return "did_not_work"
	case l.Thing == "learning":
		return "learnt"
	case l.Thing == "change":
		return "changed"
	}
	return ""
}

// causes finds which entries moved figures from one moment to another. It looks at what each figure is made of at both and takes what was
// recorded in between; so an entry that was made good again in between is not named.
type causes struct {
	earlier, later Side
	was, is        map[movedKey]Figure
}

func causesOf(at, and Side) causes {
	if at.KnownAt.Position > and.KnownAt.Position {
		at, and = and, at
	}
	return causes{at, and, at.figures(), and.figures()}
}

// figures are all figures of a comparison by aim, measure and period.
func (c Comparison) figures() map[movedKey]Figure {
	all := map[movedKey]Figure{}
	for _, a := range c.Aims {
		for _, m := range a.Measures {
			for _, f := range m.named() {
				all[movedKey{aim: a.ID, measure: m.ID, period: f.id}] = f.Figure
			}
		}
	}
	return all
}

// by returns the entries that moved a figure, by position; never nil. None means that only time went by, or that the audience may not
// know of them.
func (c causes) by(m Moved) []aimed.Ref {
	var list []aimed.Ref
	switch {
	case m.Aim == "":
		list = slices.Concat(c.later.behind.counts[m.Field], c.gone(c.earlier.behind.counts[m.Field], c.later.behind.counts[m.Field]))
	case m.Measure == "":
		list = append(list, c.later.behind.aims[m.Aim])
		if m.Field == "counted" {
			list = append(list, c.ofMeasures(m.Aim)...)
		}
	default:
		list = c.ofFigure(movedKey{m.Aim, m.Measure, m.Period, m.Field}, m.kind)
	}
	return c.between(list)
}

// gone are the entries that took something out of a count.
func (c causes) gone(before, after []aimed.Ref) (list []aimed.Ref) {
	still := map[string]bool{}
	for _, r := range after {
		still[r.ID] = true
	}
	for _, r := range before {
		if out, ok := c.later.behind.taken[r.ID]; ok && !still[r.ID] {
			list = append(list, out)
		}
	}
	return list
}

// ofFigure are the entries behind one field of a figure at both moments, with what took one of them out and the last change of its measure.
func (c causes) ofFigure(key movedKey, kind domain.MeasureKind) []aimed.Ref {
	list := []aimed.Ref{c.later.behind.measures[projections.MeasureID(key.aim, key.measure)]}
	field := key.field
	if key.field = ""; key.period == "" {
		key.period = PeriodOverall
	}
	for _, r := range c.is[key].Entries {
		if makes(c.later.behind.states[r.ID], field, kind) {
			list = append(list, r)
		}
	}
	for of, r := range c.later.behind.retired {
		if of.aim == key.aim && of.measure == key.measure && (of.period == key.period || key.period == PeriodOverall || key.period == PeriodSoFar) {
			list = append(list, r)
		}
	}
	for _, r := range c.was[key].Entries {
		if out, ok := c.later.behind.taken[r.ID]; ok && makes(c.earlier.behind.states[r.ID], field, kind) {
			list = append(list, out)
		}
	}
	return list
}

// makes says whether what an entry states is part of what a field is made of. Of a story the judgement is the result.
func makes(states, field string, kind domain.MeasureKind) bool {
	switch field {
	case "target", "target_text":
		return states == "target"
	case "actual", "actual_text":
		return states == "outcome"
	case "baseline":
		return states == "baseline"
	case "judgement":
		return states == "judgement"
	}
	return states != "judgement" || kind == domain.Story
}

// ofMeasures are the entries behind the measures of an aim whose standing is another at the two moments.
func (c causes) ofMeasures(aim string) (list []aimed.Ref) {
	for key, is := range c.is {
		if was, ok := c.was[key]; key.aim == aim && (!ok || was.Status != is.Status) {
			key.field = "status"
			list = append(list, c.ofFigure(key, domain.Story)...)
		}
	}
	return list
}

// between keeps what was recorded after the earlier moment and up to the later one, each once.
func (c causes) between(list []aimed.Ref) []aimed.Ref {
	kept := []aimed.Ref{}
	for _, r := range list {
		if r.Position > c.earlier.KnownAt.Position && r.Position <= c.later.KnownAt.Position && !slices.Contains(kept, r) {
			kept = append(kept, r)
		}
	}
	return byNumber(kept)
}
