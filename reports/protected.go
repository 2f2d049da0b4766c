package reports

import (
	"slices"
	"strings"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/aimed"
	"github.com/desirelines/desirelines/projections"
	"github.com/desirelines/desirelines/reports/small"
)

// Numbers of people leave the group only as the rule of the audience lets them. It holds in two places, and every page, table, chart
// and file is made from what comes out of them: compare makes all figures, and protected all entries.

// rule is which numbers of people an audience is shown.
func (a Audience) rule() small.Rule {
	switch {
	case a.Words:
		return small.None()
	case a.Smallest > 0:
		return small.From(a.Smallest)
	case a.ID == publicID:
		return small.Public()
	}
	return small.Funders()
}

// compare is aimed against achieved as the audience is shown it. What it returns is not to be changed.
func (s *sight) compare() []projections.AimFigures {
	if s.achieved != nil {
		return s.achieved
	}
	key, keeps := s.comparedKey()
	if keeps {
		if kept, ok := s.asked.compared.kept(key); ok {
			s.achieved = kept
			return kept
		}
	}
	s.achieved = s.compareAnew()
	if keeps {
		s.asked.compared.put(key, s.achieved, weightOf(s.achieved))
	}
	return s.achieved
}

// comparedKey names all that the figures of a question depend on: the rows of the project, the day, who asks for whom, and what was
// told before; ok is false where they are not kept.
func (s *sight) comparedKey() (key string, ok bool) {
	turn, known := s.base.Turn()
	if s.asked.compared == nil || !known || !s.asked.Now() || s.asked.told != nil {
		return "", false
	}
	told := ""
	if len(s.asked.releases) > 0 {
		if len(s.asked.figures) != len(s.asked.releases) {
			return "", false
		}
		told = figuresKey(s.base.Project, &s.asked)
	}
	return strings.Join([]string{
		s.base.Project, sayNumber(turn), sayNumber(s.base.Known.Position), s.today.String(), s.asked.askedOn.String(), string(s.asked.against), s.lens.Key(), told,
	}, "\x1d"), true
}

func weightOf(aims []projections.AimFigures) int {
	weight := 1
	for _, a := range aims {
		for _, m := range a.Measures {
			weight += 2 + len(m.Figures.Periods)
		}
	}
	return weight
}

func (s *sight) compareAnew() []projections.AimFigures {
	aims, rule := projections.Compare(s.view(), s.asked.question(), nil), s.lens.Audience.rule()
	for _, a := range aims {
		for i := range a.Measures {
			m := &a.Measures[i]
			m.Figures = s.show(rule, m)
		}
	}
	return aims
}

// show is the figures of a measure as the audience is shown them.
func (s *sight) show(rule small.Rule, m *projections.MeasureFigures) aimed.Figures {
	f := s.tell(rule, m)
	if rule.Touches(m.Measure.Definition) {
		f = s.withoutOutcomes(f)
	}
	return f
}

// withoutOutcomes names no outcome behind a number of people: how many there are says how many people there are at least.
func (s *sight) withoutOutcomes(f aimed.Figures) aimed.Figures {
	less := func(c aimed.Comparison) aimed.Comparison {
		if !c.ActualText.IsZero() { // it is in words
			return c
		}
		c.Entries = slices.DeleteFunc(slices.Clone(c.Entries), func(r aimed.Ref) bool { return s.isOutcome(r.ID) })
		c.LeftOut = slices.DeleteFunc(slices.Clone(c.LeftOut), func(l aimed.LeftOut) bool { return s.isOutcome(l.ID) })
		return c
	}
	f.Periods = slices.Clone(f.Periods)
	for i, c := range f.Periods {
		f.Periods[i] = less(c)
	}
	f.Overall = less(f.Overall)
	if f.SoFar != nil {
		c := less(*f.SoFar)
		f.SoFar = &c
	}
	return f
}

func (s *sight) isOutcome(id string) bool {
	is, known := s.outcomes[id]
	if !known {
		row, ok := s.origin(id)
		is = ok && isOutcome(row.Body)
		if s.outcomes == nil {
			s.outcomes = map[string]bool{}
		}
		s.outcomes[id] = is
	}
	return is
}

// protected is an entry without the numbers of people that the audience is not shown.
func (s *sight) protected(r *projections.EntryRow) *projections.EntryRow {
	rule := s.lens.Audience.rule()
	if !rule.Hides() || !statesNumber(r.Body) {
		return r
	}
	touches := func(aim, measure string) bool {
		d, ok := s.definition(aim, measure)
		return !ok || rule.Touches(d) // of what is not known it is not known that it counts no people
	}
	c := *r
	c.Body = rule.Entry(r.Body, touches)
	if r.First != nil {
		c.First = rule.Entry(r.First, touches)
	}
	return &c
}

// statesNumber says whether a body may state a number of people, or name one of them.
func statesNumber(b domain.Body) bool {
	switch b.(type) {
	case *domain.OutcomeRecorded, *domain.BaselineSet, *domain.AimJudged, *domain.MeetingHeld, *domain.HeadingStated, *domain.ResponseGiven, *domain.LookBackPlanned, *domain.EntryCorrected:
		return true
	}
	return false
}

// saysRule says what the rule does, where it has a say in a measure.
func (s *sight) saysRule() string {
	rule := s.lens.Audience.rule()
	for _, m := range s.view().Measures() {
		if rule.Touches(m.Definition) {
			return rule.Says()
		}
	}
	return ""
}
