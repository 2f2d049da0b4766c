package reports

import (
	"cmp"
	"slices"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/aimed"
	"github.com/desirelines/desirelines/projections"
)

// tracking looks up the entries behind figures. Most of them stand behind several figures, so each is looked up once.
type tracking struct {
	s       *sight
	line    func(*projections.EntryRow) Line // the whole line of an entry, or less of it
	counted map[string]*CountedLine          // by id as figures name it; nil: the audience may not know of it
	out     map[aimed.LeftOut]*LeftOutLine
	taken   map[string][]retracted // by measure; nil until it is asked for
}

// retracted is a statement about a figure that was taken back.
type retracted struct {
	id         string
	start, end domain.Date
}

func (s *sight) tracking(line func(*projections.EntryRow) Line) *tracking {
	return &tracking{s: s, line: line, counted: map[string]*CountedLine{}, out: map[aimed.LeftOut]*LeftOutLine{}}
}

// fill looks up the entries.
func (p *Provenance) fill(t *tracking) {
	p.Unnamed = t.unnamed(p)
	count, out := t.behind(p)
	for _, c := range count {
		p.Counted = append(p.Counted, *c)
	}
	for _, l := range out {
		p.LeftOut = append(p.LeftOut, *l)
	}
}

// behind are the entries behind a figure, which other figures share. One that is hidden neither counts nor is left out here.
func (t *tracking) behind(p *Provenance) (count []*CountedLine, left []*LeftOutLine) {
	for _, ref := range p.Figure.Entries {
		if c := t.counts(ref.ID); c != nil {
			count = append(count, c)
		}
	}
	named := map[string]bool{}
	leave := func(out aimed.LeftOut) {
		if named[out.ID] {
			return
		}
		named[out.ID] = true
		if l := t.leftOut(out); l != nil {
			left = append(left, l)
		}
	}
	for _, out := range p.Figure.LeftOut {
		leave(out)
	}
	for _, b := range t.takenBack(projections.MeasureID(p.Aim, p.Measure)) {
		if p.Period == PeriodOverall || p.Period == PeriodSoFar || !b.start.Known() && !b.end.Known() ||
			b.start == domain.Date(p.Figure.Start) && b.end == domain.Date(p.Figure.End) {
			leave(aimed.LeftOut{ID: b.id, Why: aimed.Withdrawn})
		}
	}
	slices.SortStableFunc(left, func(a, b *LeftOutLine) int { return cmp.Compare(a.Position, b.Position) })
	return count, left
}

// unnamed says whether what happened is told, or kept back, as a number of people: see withoutOutcomes.
func (t *tracking) unnamed(p *Provenance) bool {
	d, ok := t.s.definition(p.Aim, p.Measure)
	f := p.Figure
	return ok && t.s.lens.Audience.rule().Touches(d) && domain.Value(f.Actual).Form != domain.Nothing && f.ActualText.State == TextEmpty
}

// takenBack are the statements about a measure that were taken back. The arithmetic never meets those of a start and of what people think.
func (t *tracking) takenBack(measure string) []retracted {
	if t.taken == nil {
		t.taken = map[string][]retracted{}
		add := func(r projections.StatementRow, start, end domain.Date) {
			if r.Withdrawn != nil {
				id := projections.MeasureID(r.Aim, r.Measure)
				t.taken[id] = append(t.taken[id], retracted{r.ID, start, end})
			}
		}
		v := t.s.view()
		for _, r := range v.Baselines() {
			add(r.StatementRow, domain.Date{}, domain.Date{})
		}
		for _, r := range v.Targets() {
			add(r.StatementRow, r.PeriodStart, r.PeriodEnd)
		}
		for _, r := range v.Judgements() {
			add(r.StatementRow, r.PeriodStart, r.PeriodEnd)
		}
	}
	return t.taken[measure]
}

// counts is the line of an entry that counts; nil where it is hidden.
func (t *tracking) counts(id string) *CountedLine {
	c, known := t.counted[id]
	if !known {
		if row, ok := t.s.entry(id); ok {
			line := t.s.counted(&row, t.line)
			c = &line
		}
		t.counted[id] = c
	}
	return c
}

// leftOut is the line of an entry that does not count; nil where it is hidden.
func (t *tracking) leftOut(out aimed.LeftOut) *LeftOutLine {
	l, known := t.out[out]
	if !known {
		if row, ok := t.s.entry(out.ID); ok {
			line := t.s.leftOut(&row, out.Why, t.line)
			l = &line
		}
		t.out[out] = l
	}
	return l
}

// counted makes the line of an entry that counts.
func (s *sight) counted(row *projections.EntryRow, line func(*projections.EntryRow) Line) CountedLine {
	c := CountedLine{Stated: statedIn(row.Body), History: []Restated{}, number: s.saidNumber(row, row.Body)}
	origin, ok := s.origin(row.ID)
	if !ok {
		c.Line, c.Causes = line(row), s.causesOf(row)
		return c
	}
	_, c.Opinion = origin.Body.(*domain.AimJudged)
	c.Line, c.Causes = line(&origin), s.causesOf(&origin)
	if origin.ID != row.ID {
		by := refOf(row)
		c.Correction, c.History = &by, s.history(&origin)
		c.number = s.saidNumber(&origin, row.Body)
		c.About = s.about(origin.Body)
	}
	return c
}

// history are the corrections of an entry that changed its number.
func (s *sight) history(entry *projections.EntryRow) []Restated {
	list := []Restated{}
	for _, c := range entry.Corrections {
		row, ok := s.entry(c.ID)
		b, is := row.Body.(*domain.EntryCorrected)
		if !ok || !is {
			continue
		}
		was, _ := s.beforeOf(entry, c.ID)
		before, after := s.saidNumber(entry, was), s.saidNumber(entry, b.With)
		if before != after {
			list = append(list, Restated{orNothing(before), orNothing(after), Day(s.outline(&row).written), refOf(&row), s.whySaid(&row)})
		}
	}
	return list
}

// leftOut makes the line of an entry that does not count. What a correction replaced says what it said itself.
func (s *sight) leftOut(row *projections.EntryRow, why aimed.Why, line func(*projections.EntryRow) Line) LeftOutLine {
	l := LeftOutLine{Line: line(row), Why: string(why), Reason: SeenText{State: TextEmpty}, Causes: s.causesOf(row)}
	body := row.Body
	if row.First != nil {
		body = row.First
		l.About = s.about(body)
	}
	l.Stated, l.number = statedIn(body), s.saidNumber(row, body)
	origin, ok := s.origin(row.ID)
	if !ok {
		return l
	}
	var by *projections.Stated
	switch why {
	case aimed.Withdrawn:
		by = origin.Withdrawn
	case aimed.Corrected:
		by = nextAfter(origin.Corrections, row.Position)
	}
	if by == nil {
		return l
	}
	if other, ok := s.entry(by.ID); ok {
		ref := refOf(&other)
		l.By, l.On, l.Reason = &ref, Day(s.outline(&other).written), s.whySaid(&other)
	}
	return l
}

// saidNumber is the number that a body of an entry states, in words. Only one that was given in words is read as what somebody wrote.
func (s *sight) saidNumber(row *projections.EntryRow, body domain.Body) string {
	may := rights{}
	if domain.Value(statedIn(body).Value).Form == domain.InWords {
		may = s.rightsTo(row, body)
	}
	return s.sayNumberOf(body, may)
}

// causesOf are the entries that led to one: its cause and those it names, by position, as far as the audience may know of them.
func (s *sight) causesOf(row *projections.EntryRow) []aimed.Ref {
	list := []aimed.Ref{}
	for _, id := range append(refsOf(row.Body), row.Cause) {
		if id == "" || id == row.ID {
			continue
		}
		if led, ok := s.entry(id); ok && !slices.ContainsFunc(list, func(r aimed.Ref) bool { return r.ID == id }) {
			list = append(list, refOf(&led))
		}
	}
	return byNumber(list)
}
