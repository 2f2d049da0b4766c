package imports

import (
	"cmp"
	"context"
	"slices"

	"github.com/desirelines/desirelines/domain"
)

const (
	formatCSV  = "csv"
	formatXLSX = "xlsx"
)

// tableStanding is what the tables that were imported into a project last said, and what people said where no table did.
type tableStanding struct {
	exists   bool
	closed   bool // taking an import back ended the project, and nobody opened it again
	keys     *marker
	aims     map[string]*knownAim
	measures map[measureRef]*knownMeasure
	said     map[mark]standing1
	maps     map[string]*domain.SheetMap // by the fingerprint of the headings
}

// standing1 is what stands under one mark.
type standing1 struct {
	id              entryID
	print           fingerprint
	correlation     int32 // of the import that said it, 0: people did
	hidden          bool  // its words cannot be compared any more
	says            bool  // a value, or words
	outcome, target bool
	reported        bool       // of a target: outcomes were reported for its period
	before          *standing1 // what was said before, which counts again where this is taken back
}

type measureRef struct{ aim, measure string }

// knownAim is an aim of the project or of the file.
type knownAim struct {
	id      string
	said    string // by a table; empty: none did, or it was taken back
	now     string // by anybody
	inForce bool
	row     int    // of this file that named it first; 0: none yet
	file    string // what that row says
	missed  int    // row of this file that has its words and was not taken; 0: none
}

// statement is how an aim is called where a row does not say it.
func (a *knownAim) statement() string {
	return cmp.Or(a.file, a.said, a.now)
}

// knownMeasure is a measure of the project or of the file.
type knownMeasure struct {
	aim, id string
	said    *domain.Definition // by a table; nil: none did, or it was taken back
	now     *domain.Definition // by anybody
	inForce bool
	row     int // of this file that named it first
	defines defining
	file    domain.Definition
	refused error // why the file's definition was not taken, or its aim
	missed  int   // row of this file that says what it is and was not taken; 0: none
}

// before is how the measure is defined as far as a table is compared with it.
func (m *knownMeasure) before() domain.Definition {
	switch {
	case m.said != nil:
		return *m.said
	case m.now != nil:
		return *m.now
	}
	return domain.Definition{}
}

func (s *tableStanding) aim(id string) *knownAim {
	a := s.aims[id]
	if a == nil {
		a = &knownAim{id: id}
		s.aims[id] = a
	}
	return a
}

func (s *tableStanding) measure(aim, id string) *knownMeasure {
	k := measureRef{aim, id}
	m := s.measures[k]
	if m == nil {
		m = &knownMeasure{aim: aim, id: id}
		s.measures[k] = m
	}
	return m
}

// tableFold reads a project's events, one after another, and keeps no words of them.
type tableFold struct {
	*tableStanding
	correlations map[string]int32
	formats      []string         // of the imports, by their number; empty: no import.made names it, so it was cut off
	withdrawn    map[entryID]bool // true: by a table, or by taking one back
}

// foldTable reads what stands in a project. An import that was cut off before it was noted counts as one of a table.
func (r *run) foldTable(ctx context.Context, project string) (*tableStanding, error) {
	f := &tableFold{
		tableStanding: &tableStanding{
			keys: newMarker(), aims: map[string]*knownAim{}, measures: map[measureRef]*knownMeasure{},
			said: map[mark]standing1{}, maps: map[string]*domain.SheetMap{},
		},
		correlations: map[string]int32{}, formats: []string{""}, withdrawn: map[entryID]bool{},
	}
	for c, err := range r.Source.ReadProject(ctx, project, 1) {
		if err != nil {
			return nil, err
		}
		f.exists = true
		for n := range c.Events {
			e := &c.Events[n]
			e.Body = domain.OpenBody(e.Body, r.Opener)
			f.event(e)
		}
	}
	f.settle()
	return f.tableStanding, nil
}

// number is that of a correlation; 0 for none and for what a publisher's file said.
func (f *tableFold) number(e *domain.Event) int32 {
	if e.Correlation == "" || domain.FromPublisher(e.Body) {
		return 0
	}
	n, ok := f.correlations[e.Correlation]
	if !ok {
		n = int32(len(f.formats)) //nolint:gosec // imports are few
		f.correlations[e.Correlation], f.formats = n, append(f.formats, "")
	}
	return n
}

func (f *tableFold) event(e *domain.Event) {
	by := f.number(e)
	switch b := e.Body.(type) {
	case *domain.ImportMade:
		f.correlations[b.Import] = f.number(&domain.Event{Correlation: b.Import, Body: b})
		f.formats[f.correlations[b.Import]] = b.Format
	case *domain.ProjectEnded:
		f.closed = by > 0
	case *domain.ProjectReopened:
		f.closed = false
	case *domain.ImportMapped:
		f.maps[b.Headings] = &b.SheetMap
	case *domain.AimRaised:
		f.worded(b.Aim, b.Statement, by, true)
	case *domain.AimAgreed:
		f.worded(b.Aim, b.Statement, by, true)
	case *domain.AimRevised:
		f.worded(b.Aim, b.Statement, by, false)
	case *domain.AimDropped:
		f.aim(b.Aim).inForce = false
	case *domain.AimRetired:
		f.aim(b.Aim).retire(by)
	case *domain.MeasureAdded:
		f.defined(b.Aim, b.Measure, &b.Definition, by, true)
	case *domain.MeasureRevised:
		f.defined(b.Aim, b.Measure, &b.Definition, by, false)
	case *domain.MeasureRetired:
		f.measure(b.Aim, b.Measure).retire(by)
	case *domain.EntryCorrected:
		f.corrected(b, by)
	case *domain.EntryWithdrawn:
		if id, ok := packed(b.Entry); ok {
			f.withdrawn[id] = f.withdrawn[id] || by > 0
		}
	default:
		f.stated(e, by)
	}
}

func (f *tableFold) worded(aim, statement string, by int32, begins bool) {
	a := f.aim(aim)
	a.now, a.inForce = statement, a.inForce || begins
	if by > 0 {
		a.said = statement
	}
}

func (a *knownAim) retire(by int32) {
	if a.inForce = false; by > 0 {
		a.said = ""
	}
}

func (f *tableFold) defined(aim, measure string, d *domain.Definition, by int32, begins bool) {
	m := f.measure(aim, measure)
	m.now, m.inForce = d, m.inForce || begins
	if by > 0 {
		m.said = d
	}
}

func (m *knownMeasure) retire(by int32) {
	if m.inForce = false; by > 0 {
		m.said = nil
	}
}

// markOf is what a body is known by in a table; ok is false for what no table states.
func (f *tableFold) markOf(body domain.Body, happened domain.Date) (m, period mark, one standing1, ok bool) {
	switch b := body.(type) {
	case *domain.BaselineSet:
		one.says = !b.Value.IsZero()
		return f.keys.baseline(b.Aim, b.Measure, b.Site), mark{}, one, len(b.Parts) == 0 && b.Ordinal == 0
	case *domain.TargetSet:
		one.target, one.says = true, !b.Value.IsZero()
		return f.keys.target(b.Aim, b.Measure, b.Site, b.PeriodStart, b.PeriodEnd), mark{}, one, len(b.Parts) == 0 && b.Ordinal == 0
	case *domain.OutcomeRecorded:
		one.outcome, one.says = true, true
		return f.keys.outcome(b.Aim, b.Measure, b.Site, b.PeriodStart, b.PeriodEnd, happened), f.keys.target(b.Aim, b.Measure, b.Site, b.PeriodStart, b.PeriodEnd),
			one, b.Measure != "" && len(b.Parts) == 0 && b.Ordinal == 0
	}
	return mark{}, mark{}, one, false
}

// stated takes in a baseline, a target or an outcome. What people said counts only where no table has said anything.
func (f *tableFold) stated(e *domain.Event, by int32) {
	m, period, one, ok := f.markOf(e.Body, e.Happened)
	if !ok {
		return
	}
	was, had := f.said[m]
	if had && by == 0 && was.correlation > 0 {
		return
	}
	if one.id, ok = packed(e.ID); !ok {
		return
	}
	one.correlation, one.reported = by, was.reported
	one.print, one.hidden = f.keys.readable(e.Body)
	if had {
		one.before = &was
	}
	f.said[m] = one
	if one.outcome {
		if t, ok := f.said[period]; ok && !t.reported {
			t.reported = true
			f.said[period] = t
		}
	}
}

// corrected takes in what a table says instead of what it said; a correction by people stays theirs.
func (f *tableFold) corrected(b *domain.EntryCorrected, by int32) {
	id, ok := packed(b.Entry)
	if by == 0 || !ok || b.Happened == nil {
		return
	}
	m, _, _, ok := f.markOf(b.With, *b.Happened)
	if was, had := f.said[m]; ok && had && was.id == id {
		was.print, was.hidden = f.keys.readable(b.With)
		f.said[m] = was
	}
}

// settle leaves out what was taken back, and tells which statements are a table's.
func (f *tableFold) settle() {
	for m, one := range f.said {
		now, changed := &one, false
		for now != nil && f.gone(now) {
			now, changed = now.before, true
		}
		switch {
		case now == nil:
			delete(f.said, m)
		case changed || now.before != nil || f.foreign(now):
			kept := *now
			if kept.before = nil; f.foreign(now) {
				kept.correlation = 0
			}
			f.said[m] = kept
		}
	}
}

// foreign says whether an import said it that was none of a table.
func (f *tableFold) foreign(one *standing1) bool {
	format := f.formats[one.correlation]
	return one.correlation > 0 && format != "" && format != formatCSV && format != formatXLSX
}

func (f *tableFold) gone(one *standing1) bool {
	byTable, withdrawn := f.withdrawn[one.id]
	return withdrawn && (byTable || one.correlation == 0)
}

// difference is what has to be recorded so that a statement of a row stands; changed is false where it does already.
func (s *tableStanding) difference(now statedNow, why domain.Words) (d domain.Draft, changed bool) {
	d = domain.Draft{Body: now.body, Happened: now.day}
	was, had := s.said[now.mark]
	if !had {
		return d, true
	}
	if was.print.figures == now.print.figures && (was.hidden || was.print.words == now.print.words) {
		return d, false
	}
	switch b := now.body.(type) {
	case *domain.BaselineSet:
		b.Why = why
	case *domain.TargetSet:
		b.Why = why
	case *domain.OutcomeRecorded:
		if was.correlation > 0 {
			d = domain.Draft{Body: &domain.EntryCorrected{Entry: was.id.String(), With: b, Happened: &now.day, Why: why}}
		}
	}
	return d, true
}

// marks are those of what tables said, in the order it was recorded in.
func (s *tableStanding) marks() []mark {
	list := make([]mark, 0, len(s.said))
	for m, one := range s.said {
		if one.correlation > 0 {
			list = append(list, m)
		}
	}
	slices.SortFunc(list, func(a, b mark) int {
		x, y := s.said[a].id, s.said[b].id
		return cmp.Or(slices.Compare(x.command[:], y.command[:]), cmp.Compare(x.nth, y.nth))
	})
	return list
}

// defined is what has to be recorded so that a row's aim and measure stand as it has them.
func (t *sheetImport) defined(r *rowSaid) ([]domain.Draft, error) {
	var list []domain.Draft
	a, m := r.aim, r.measure
	switch statement := cmp.Or(r.statement, a.statement()); {
	case a.row > 0 && statement != a.file:
		return nil, invalid(statement, "row "+number(a.row)+" words this aim otherwise", "word it the same in every row, or leave it empty in all but the first")
	case a.row > 0:
	case a.said == "" && !a.inForce:
		list = append(list, domain.Draft{Body: &domain.AimAgreed{Aim: a.id, Statement: statement}})
	case statement != cmp.Or(a.said, a.now):
		list = append(list, domain.Draft{Body: &domain.AimRevised{Aim: a.id, Statement: statement, Why: t.why()}})
	}
	switch {
	case m.row > 0:
	case m.said == nil && !m.inForce:
		list = append(list, domain.Draft{Body: &domain.MeasureAdded{Aim: m.aim, Measure: m.id, Definition: r.definition}})
	case asJSON(&domain.MeasureAdded{Definition: r.definition}) != asJSON(&domain.MeasureAdded{Definition: m.before()}):
		list = append(list, domain.Draft{Body: &domain.MeasureRevised{Aim: m.aim, Measure: m.id, Definition: r.definition, Why: t.why()}})
	}
	return list, nil
}

// define notes the row that an aim and a measure were first named in.
func (r *rowSaid) define() {
	if r.aim.row == 0 {
		r.aim.row, r.aim.file = r.number, cmp.Or(r.statement, r.aim.statement())
	}
	if r.measure.row == 0 {
		r.measure.row, r.measure.defines, r.measure.file = r.number, r.defines, r.definition
	}
}
