package reports

import (
	"iter"
	"slices"

	"github.com/desirelines/desirelines/domain/aimed"
	"github.com/desirelines/desirelines/projections"
)

// tables are the sheets of an export on their way. What needs the statements of measures is taken from one part of the project after another;
// the rest is made from what every part holds.
type tables struct {
	s       *sight // what every part holds; all of it where the project is held whole
	results *spool // nil: not wanted, and so with the others
	figures *spool
	sources *spool
	sourced int // sources so far: those of a measure are numbered on from the ones before
	journey *journeyTable
	aims    map[string]*aimCount
	keeps   kept
}

// aimCount is what the line of an aim needs to know of its measures.
type aimCount struct {
	measures int
	inForce  []aimed.Figures // without their periods
}

func newTables(s *sight, names []string) *tables {
	t := &tables{s: s, keeps: s.keeps()}
	for _, name := range names {
		switch name {
		case SheetAims:
			t.aims = map[string]*aimCount{}
		case SheetResults:
			t.results = &spool{}
		case SheetFigures:
			t.figures = &spool{}
		case SheetSources:
			t.sources = &spool{}
		case SheetJourney:
			t.journey = newJourneyTable(s)
		}
	}
	return t
}

// inParts calls take with all of the project, or with one part of it after another; see projections.View.Parts.
func (s *sight) inParts(take func(p *sight, part *projections.Part) error) error {
	parts, several := s.base.Parts()
	if !several {
		return take(s, nil)
	}
	for part, err := range parts {
		if err != nil {
			return err
		}
		seen, err := s.lens.See(part.View, s.asked)
		if err != nil {
			return err
		}
		p := seen.look()
		p.quoted = s.quoted
		err = take(p, &part)
		s.heard(p)
		if err != nil {
			return err
		}
	}
	return nil
}

// heard notes what was read in confidence through a part.
func (s *sight) heard(p *sight) {
	for _, h := range p.hearings {
		if !slices.ContainsFunc(s.hearings, func(had *hearing) bool { return had.Heard == h.Heard && had.read }) {
			s.hearings = append(s.hearings, h)
		}
	}
}

// take takes in a part; nil is all of the project.
func (t *tables) take(p *sight, part *projections.Part) error {
	if t.aims != nil || t.results != nil || t.figures != nil || t.sources != nil {
		t.takeMeasures(p, part)
	}
	if part == nil {
		return nil
	}
	if t.journey != nil {
		t.journey.take(p, part.Own)
	}
	if t.keeps != nil {
		t.keeps.add(p, part.Own)
	}
	return nil
}

func (t *tables) takeMeasures(p *sight, part *projections.Part) {
	var stated resultsStated
	if t.results != nil {
		stated = p.resultsStated(p.view())
	}
	entries := p.tracking(p.outline)
	for a, m := range p.eachMeasure(part) {
		if t.aims != nil {
			t.count(a, m)
		}
		shown := p.measure(m)
		if t.results != nil && a.State.InForce() && !m.Measure.Retired {
			for _, r := range stated.rowsOf(m, shown) {
				t.results.add(r.cells(a, m.Measure, shown))
			}
		}
		if t.figures != nil || t.sources != nil {
			sources := shown.sources(a.Aim, a.Statement, t.sourced, entries)
			t.sourced += len(sources)
			if t.sources != nil {
				for cells := range sourceCells(sources) {
					t.sources.add(cells)
				}
			}
		}
		if t.figures != nil {
			chains := p.chainsOf(shown)
			for name, f := range shown.figures() {
				t.figures.add(figureRow(a, shown, name, f, chains))
			}
		}
	}
}

// eachMeasure is compare for one measure of a part after another.
func (s *sight) eachMeasure(part *projections.Part) iter.Seq2[projections.AimRow, projections.MeasureFigures] {
	var only func(projections.MeasureRow) bool
	if part != nil {
		only = part.Holds
	}
	return func(yield func(projections.AimRow, projections.MeasureFigures) bool) {
		rule := s.lens.Audience.rule()
		for a, m := range projections.CompareEach(s.view(), s.asked.question(), only) {
			if m.Figures = s.show(rule, &m); !yield(a, m) {
				return
			}
		}
	}
}

func (t *tables) count(a projections.AimRow, m projections.MeasureFigures) {
	c := t.aims[a.Aim]
	if c == nil {
		c = &aimCount{}
		t.aims[a.Aim] = c
	}
	c.measures++
	if m.Measure.Retired {
		return
	}
	stands := func(f aimed.Comparison) aimed.Comparison {
		return aimed.Comparison{Status: f.Status, Reached: f.Reached}
	}
	f := aimed.Figures{Overall: stands(m.Figures.Overall)}
	if m.Figures.SoFar != nil {
		soFar := stands(*m.Figures.SoFar)
		f.SoFar = &soFar
	}
	c.inForce = append(c.inForce, f)
}

// aimsSheet has a row for each aim, once all parts were taken in.
func (t *tables) aimsSheet() Sheet {
	columns := []string{"aim_id", "aim", "born", "state", "revisions", "counted", "counted_words", "measures", "lasted"}
	view, rows := t.s.view(), &spool{}
	found := t.s.lasted(view)
	for _, row := range view.Aims() {
		a, c := t.s.aim(projections.AimFigures{Aim: row}, shownMeasures{}), t.aims[row.Aim]
		if c == nil {
			c = &aimCount{}
		}
		a.Counted = aimed.CountAim(c.inForce)
		var lasted any
		if l := found[row.Aim]; l != nil {
			lasted = l.Says()
		}
		rows.add([]any{a.ID, a.Statement, a.Born, string(a.State), a.Revisions, string(a.Counted), a.Says(), c.measures, lasted})
	}
	return Sheet{Name: SheetAims, About: "Each row is an aim.", Columns: columns, Rows: rows.rows()}
}
