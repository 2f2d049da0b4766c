package projections

import (
	"cmp"
	"iter"
	"slices"

	"github.com/desirelines/desirelines/domain"
)

// Projection is a pure fold from events to keyed rows.
//
// Apply takes in one event of one project through rows, which show what earlier events left and take what
// this one changes. It must accept any subset of a project's events in order of position: what it misses it passes over. It
// must not keep anything else, and not change a row it was given (rows are shared with readers): it puts a new one.
// An error, or a panic, stops this projection before the commit of the event, and no other.
type Projection struct {
	Name    string
	Version int
	Apply   func(rows *Rows, e *domain.Event) error

	tables []rowTable
	dense  bool // makes a row of most events of most projects
}

// Tables returns the names of its tables. No two projections share one.
func (p Projection) Tables() []string {
	names := make([]string, len(p.tables))
	for i, t := range p.tables {
		names[i] = t.named()
	}
	return names
}

// rowTable is a Table of any type of row.
type rowTable interface {
	named() string
	fresh() any // an empty row, as a pointer
}

// RowKey names one row of one projection.
type RowKey struct {
	Table   string
	Project string
	ID      string // unique in table and project
}

// Change is one row that a batch puts, or deletes where Row is nil.
type Change struct {
	Key RowKey
	Row any
}

// Rows are the rows of one projection and one project as a fold sees them. It is used by one goroutine.
type Rows struct {
	project string
	base    Lookup
	changed map[RowKey]int // index into changes
	changes []Change
	err     error // of base: the store could not be read, which is not the fold's fault
}

// Lookup returns a committed row, nil where there is none.
type Lookup func(RowKey) (any, error)

// newRows returns rows on top of base with room for about size changes.
func newRows(base Lookup, size int) *Rows {
	return &Rows{base: base, changed: make(map[RowKey]int, size), changes: make([]Change, 0, size)}
}

// mostReused is how many changes a page may make for the memory to be used for the next one.
const mostReused = 1 << 14

// begin makes the rows ready for the next page, in the memory of the one before: whoever was given its changes is done with them.
func (r *Rows) begin() {
	if len(r.changes) > mostReused {
		*r = *newRows(r.base, 0)
		return
	}
	clear(r.changed)
	clear(r.changes) // so that rows that were replaced since may go
	r.changes, r.err = r.changes[:0], nil
}

func (r *Rows) get(table, id string) (any, bool) {
	k := RowKey{table, r.project, id}
	if i, ok := r.changed[k]; ok {
		return r.changes[i].Row, r.changes[i].Row != nil
	}
	row, err := r.base(k)
	if err != nil && r.err == nil {
		r.err = err
	}
	return row, row != nil
}

// Table is a typed table of one projection.
type Table[R any] struct{ Name string }

func (t Table[R]) named() string { return t.Name }
func (t Table[R]) fresh() any    { return new(R) }

// get returns the row with this id.
func (t Table[R]) get(r *Rows, id string) (row R, ok bool) {
	v, ok := r.get(t.Name, id)
	if !ok {
		return row, false
	}
	return *v.(*R), true
}

// put stores a row under its id; an earlier one is replaced. One that this batch put is overwritten where it lies: nobody
// else has seen it yet.
func (t Table[R]) put(r *Rows, id string, row R) {
	k := RowKey{t.Name, r.project, id}
	i, changed := r.changed[k]
	if changed {
		if mine, ok := r.changes[i].Row.(*R); ok {
			*mine = row
			return
		}
	}
	fresh := new(R)
	*fresh = row
	if changed {
		r.changes[i].Row = fresh
		return
	}
	r.changed[k] = len(r.changes)
	r.changes = append(r.changes, Change{k, fresh})
}

// edit changes the row with this id where there is one.
func (t Table[R]) edit(r *Rows, id string, change func(*R)) {
	if row, ok := t.get(r, id); ok {
		change(&row)
		t.put(r, id, row)
	}
}

// Reader reads committed rows: a store, or a replay's own copy. Rows must not be changed.
type Reader interface {
	Row(key RowKey) (any, bool)
	Scan(table, project string) iter.Seq2[string, any]
	Projects(table string) []string // ids of the projects that have rows in the table, sorted
}

// one returns a row of a table.
func (t Table[R]) one(v Reader, project, id string) (row R, ok bool) {
	r, ok := v.Row(RowKey{t.Name, project, id})
	if !ok {
		return row, false
	}
	return *r.(*R), true
}

// rows returns the rows of a project for which keep is true (nil: all), in order of position. They are not to be changed.
func (t Table[R]) rows(v Reader, project string, keep func(*R) bool, position func(*R) uint64) []*R {
	var rows []*R
	for _, r := range v.Scan(t.Name, project) {
		if row := r.(*R); keep == nil || keep(row) {
			rows = append(rows, row)
		}
	}
	slices.SortFunc(rows, func(a, b *R) int { return cmp.Compare(position(a), position(b)) })
	return rows
}

// all is rows, each as a copy.
func (t Table[R]) all(v Reader, project string, keep func(*R) bool, position func(*R) uint64) []R {
	rows := t.rows(v, project, keep, position)
	out := make([]R, len(rows))
	for i, r := range rows {
		out[i] = *r
	}
	return out
}

// Stated says in which event something was stated.
type Stated struct {
	ID       string
	Position uint64
}

// When is when an event happened and was recorded.
type When struct {
	Happened domain.Date // zero: not known
	Recorded int64       // nanoseconds since 1970, of the first store that recorded it
}

func stated(e *domain.Event) Stated { return Stated{e.ID, e.Position} }

func when(e *domain.Event) When {
	t := e.Recorded
	if !e.Original.IsZero() {
		t = e.Original
	}
	return When{e.Happened, t.UnixNano()}
}

// corrected is when something happened, as its correction says.
func (w When) corrected(b *domain.EntryCorrected) When {
	if b.Happened != nil {
		w.Happened = *b.Happened
	}
	return w
}

// replyRow says what a reply is about, such as the test of a conclusion: withdrawn or corrected it names only itself.
type replyRow struct{ To string }
