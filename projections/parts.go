package projections

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/desirelines/desirelines/domain"
)

// heldStatements is how many statements of measures (baselines, targets, outcomes, and corrections and withdrawals of these) are held at a time
// where nobody says.
const heldStatements = 30_000

// Part is some measures of a project with all that was stated for them, beside everything of the project that is no statement of a measure.
type Part struct {
	View
	Own   View                  // what is in this part alone
	Holds func(MeasureRow) bool // whether a measure is of this part
}

// ReplayInParts is Replay of a project as it stands, for whoever looks at one measure after another. Of a project with many statements the view
// holds only what is no statement of a measure; View.Parts gives the rest, some measures at a time, each read from the log when it is its
// turn. It must not be given to anybody who does not ask for the parts.
//
// What belongs together is held together: where anything but a correction or a withdrawal names a statement, such as evidence, a response or a
// consent, all that was stated for its measure is in the view, and in every part.
//
// most is how many statements are held at a time, 0 a number that takes some ten megabytes. A project with no more is held whole. The parts
// are read with ctx.
func ReplayInParts(ctx context.Context, source Source, project string, most int) (View, error) {
	if most <= 0 {
		most = heldStatements
	}
	skips, err := ReadSkips(ctx, source)
	if err != nil {
		return View{}, fmt.Errorf("replay of %q: %w", project, err)
	}
	p := &parts{ctx: ctx, source: source, project: project, skips: skips, most: most}
	events, known, err := p.survey()
	if err != nil {
		return View{}, fmt.Errorf("replay of %q: %w", project, err)
	}
	whole := p.statements <= most
	if !whole {
		if events, err = p.withHeld(events); err != nil {
			return View{}, fmt.Errorf("replay of %q: %w", project, err)
		}
	}
	v, err := ReplayEvents(project, events, Cut{Skips: skips})
	if err != nil || whole {
		return v, err
	}
	v.Known = known
	p.base = v
	p.divide()
	v.Reader = partsReader{v.Reader, p}
	return v, nil
}

// Parts yields a project that is held in parts, one part after another; ok is false for one that is held whole. The measures of all parts
// together are those of the view, in the order of Compare.
func (v View) Parts() (list iter.Seq2[Part, error], ok bool) {
	r, ok := v.Reader.(partsReader)
	if !ok {
		return nil, false
	}
	return r.parts.all, true
}

// partsReader is a reader that knows of the parts it leaves out.
type partsReader struct {
	Reader
	parts *parts
}

// parts is a project that is read in parts.
type parts struct {
	ctx     context.Context
	source  Source
	project string
	skips   Skips
	most    int
	base    View

	statements int
	number     map[string]int32   // of each measure of which something was stated
	measures   []partOf           // by that number
	added      map[string]bool    // measures that were defined
	where      map[string][]int32 // by command, for each of its events the number of the measure it states something for, or none
	groups     []group
}

// partOf is what is known of the statements of one measure before they are read.
type partOf struct {
	id          string
	statements  int
	first, last uint64 // sequences of the commits they are in
	held        bool   // they are in every part
}

// group is the measures of one part.
type group struct {
	of          map[int32]bool
	first, last uint64
	holds       map[string]bool // by MeasureID, the held ones too
}

// none is the number of what states nothing for a measure.
const none = -1

// survey reads the project once. It returns every event where there are few statements, else those that are none.
func (p *parts) survey() (events []domain.Event, known Known, err error) {
	p.number, p.added, p.where = map[string]int32{}, map[string]bool{}, map[string][]int32{}
	last := int32(none)
	for c, err := range p.source.ReadProject(p.ctx, p.project, 1) {
		if err != nil {
			return nil, known, err
		}
		for i := range c.Events {
			e := &c.Events[i]
			e.ID = entryKey(c.Sequence, e.ID)
			known = Known{e.Position, e.Recorded}
			if last = p.note(e, c.Sequence); last == none || p.statements <= p.most {
				events = append(events, *e)
			}
			if last != none && p.statements == p.most+1 { // from here on they are only counted
				events = slices.DeleteFunc(events, func(e domain.Event) bool { return p.at(e.ID) != none })
			}
		}
	}
	if last != none { // what is known of the project as a whole says which its last event is
		p.measures[last].held = true
	}
	for i := range p.measures {
		p.measures[i].held = p.measures[i].held || !p.added[p.measures[i].id]
	}
	return events, known, nil
}

// note notes an event and returns the number of the measure it is put off with.
func (p *parts) note(e *domain.Event, sequence uint64) int32 {
	n := p.measureOf(e)
	command, nth := eventPlace(e.ID)
	list := p.where[command]
	for len(list) < nth {
		list = append(list, none)
	}
	list[nth-1] = n
	p.where[command] = list
	p.hold(e.Cause)
	if n == none {
		p.holdNamed(e.Body)
		return none
	}
	m := &p.measures[n]
	if m.statements == 0 {
		m.first = sequence
	}
	m.statements, m.last = m.statements+1, sequence
	p.statements++
	// Where it is told stands by what was written before it, or by what else it names.
	m.held = m.held || e.Cause != "" || !e.Original.IsZero() && !e.Happened.Known()
	return n
}

// measureOf is the number of the measure that an event states something for, or of what it corrects or takes back.
func (p *parts) measureOf(e *domain.Event) int32 {
	switch b := e.Body.(type) {
	case *domain.MeasureAdded:
		p.added[MeasureID(b.Aim, b.Measure)] = true
	case *domain.EntryCorrected:
		n := p.at(b.Entry)
		if id, ok := stating(b.With); n != none && (!ok || p.measures[n].id != id) {
			p.measures[n].held = true
		}
		return n
	case *domain.EntryWithdrawn:
		return p.at(b.Entry)
	}
	id, ok := stating(e.Body)
	if !ok {
		return none
	}
	n, known := p.number[id]
	if !known {
		n = int32(len(p.measures)) //nolint:gosec // far fewer
		p.number[id], p.measures = n, append(p.measures, partOf{id: id})
	}
	return n
}

// stating is the measure that a body states a baseline, a target or an outcome for.
func stating(body domain.Body) (measure string, ok bool) {
	switch b := body.(type) {
	case *domain.BaselineSet:
		return MeasureID(b.Aim, b.Measure), true
	case *domain.TargetSet:
		return MeasureID(b.Aim, b.Measure), true
	case *domain.OutcomeRecorded:
		return MeasureID(b.Aim, b.Measure), b.Measure != ""
	}
	return "", false
}

// eventPlace is the command of an event and which of its events it is, from 1.
func eventPlace(id string) (command string, nth int) {
	command, rest, several := strings.Cut(id, ".")
	if n, err := strconv.Atoi(rest); several && err == nil && n > 0 && n < math.MaxInt16 {
		return command, n
	}
	return id, 1
}

// at is the number of the measure that the event with an id was put off with, none where it was not.
func (p *parts) at(id string) int32 {
	command, nth := eventPlace(id)
	if list := p.where[command]; nth <= len(list) {
		return list[nth-1]
	}
	return none
}

func (p *parts) hold(id string) {
	if n := p.at(id); n != none {
		p.measures[n].held = true
	}
}

// holdNamed holds the measures of statements that a body names.
func (p *parts) holdNamed(body domain.Body) {
	if body != nil {
		p.holdIn(reflect.ValueOf(body))
	}
}

func (p *parts) holdIn(v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		p.hold(v.String())
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			p.holdIn(v.Elem())
		}
	case reflect.Slice:
		if k := v.Type().Elem().Kind(); k == reflect.Uint8 {
			return
		}
		for i := range v.Len() {
			p.holdIn(v.Index(i))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() || v.Type().Field(i).Anonymous {
				p.holdIn(v.Field(i))
			}
		}
	}
}

// withHeld adds the statements that are held, where there are any.
func (p *parts) withHeld(events []domain.Event) ([]domain.Event, error) {
	held := group{of: map[int32]bool{}}
	for n := range p.measures {
		if p.measures[n].held {
			held.add(int32(n), &p.measures[n]) //nolint:gosec // far fewer
		}
	}
	more, err := p.read(held)
	if err != nil || len(more) == 0 {
		return events, err
	}
	events = append(events, more...)
	slices.SortFunc(events, func(a, b domain.Event) int { return cmp.Compare(a.Position, b.Position) })
	return events, nil
}

func (g *group) add(n int32, m *partOf) {
	if len(g.of) == 0 {
		g.first = m.first
	}
	g.of[n], g.first, g.last = true, min(g.first, m.first), max(g.last, m.last)
}

// divide makes the parts: measures that follow each other, until they have as many statements as are held at a time.
func (p *parts) divide() {
	now, statements := group{of: map[int32]bool{}, holds: map[string]bool{}}, 0
	for _, m := range inOrderOfAims(p.base) {
		id := MeasureID(m.Aim, m.Measure)
		if n, stated := p.number[id]; stated && !p.measures[n].held {
			if statements > 0 && statements+p.measures[n].statements > p.most {
				p.groups = append(p.groups, now)
				now, statements = group{of: map[int32]bool{}, holds: map[string]bool{}}, 0
			}
			now.add(n, &p.measures[n])
			statements += p.measures[n].statements
		}
		now.holds[id] = true
	}
	p.groups = append(p.groups, now)
}

// read reads what was stated for the measures of a group, in order of position.
func (p *parts) read(g group) (events []domain.Event, err error) {
	if len(g.of) == 0 {
		return nil, nil
	}
	for c, err := range p.source.ReadProject(p.ctx, p.project, g.first) {
		if err != nil {
			return nil, err
		}
		if c.Sequence > g.last {
			break
		}
		for i := range c.Events {
			e := &c.Events[i]
			e.ID = entryKey(c.Sequence, e.ID)
			if n := p.at(e.ID); n != none && g.of[n] {
				events = append(events, *e)
			}
		}
	}
	return events, nil
}

func (p *parts) all(yield func(Part, error) bool) {
	for _, g := range p.groups {
		part, err := p.part(g)
		if err != nil {
			yield(Part{}, fmt.Errorf("replay of %q: %w", p.project, err))
			return
		}
		if !yield(part, nil) {
			return
		}
	}
}

func (p *parts) part(g group) (Part, error) {
	events, err := p.read(g)
	if err != nil {
		return Part{}, err
	}
	own, err := ReplayEvents(p.project, events, Cut{Skips: p.skips})
	if err != nil {
		return Part{}, err
	}
	own.Known = p.base.Known
	v := View{Reader: together{p.base.Reader, own.Reader}, Project: p.project, Known: p.base.Known}
	return Part{View: v, Own: own, Holds: func(m MeasureRow) bool { return g.holds[MeasureID(m.Aim, m.Measure)] }}, nil
}

// together is what is held of a project with one of its parts. No row is in both, but for the summary, of which the part knows nothing.
type together struct{ base, part Reader }

// Row implements Reader.
func (t together) Row(key RowKey) (any, bool) {
	if row, ok := t.base.Row(key); ok || key.Table == summaryTable.Name {
		return row, ok
	}
	return t.part.Row(key)
}

// Scan implements Reader.
func (t together) Scan(table, project string) iter.Seq2[string, any] {
	return func(yield func(string, any) bool) {
		for id, row := range t.base.Scan(table, project) {
			if !yield(id, row) {
				return
			}
		}
		if table == summaryTable.Name {
			return
		}
		for id, row := range t.part.Scan(table, project) {
			if !yield(id, row) {
				return
			}
		}
	}
}

// Projects implements Reader.
func (t together) Projects(table string) []string { return t.base.Projects(table) }
