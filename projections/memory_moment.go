package projections

import (
	"errors"
	"iter"
	"maps"
	"slices"
)

// moment is one moment of all rows of a Memory, read bit by bit while the store goes on: of rows that change meanwhile it keeps what they
// were. So nobody waits for who reads it longer than a burst takes, and it costs no memory but for what changes. Its methods are for one
// goroutine.
type moment struct {
	store     *Memory
	positions map[string]uint64                    // checkpoints, by name@version
	was       map[string]map[string]map[string]any // by table, project and id; nil: there was no row. Filled under the lock of the store
	projects  map[string][]string                  // by table, in order
}

// burst is how many rows are read under one lock, which takes about a tenth of a millisecond.
const burst = 1024

var (
	errMomentTaken = errors.New("another moment is being read")
	errMomentGone  = errors.New("a table was put in the place of another meanwhile")
)

// freeze begins a moment. There is one at a time; end it with thaw.
func (m *Memory) freeze() (*moment, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.moment != nil {
		return nil, errMomentTaken
	}
	f := &moment{store: m, positions: maps.Clone(m.checkpoints), was: map[string]map[string]map[string]any{}, projects: map[string][]string{}}
	for name, t := range m.tables {
		f.was[name] = map[string]map[string]any{}
		f.projects[name] = slices.Sorted(maps.Keys(t))
	}
	m.moment = f
	return f, nil
}

// thaw ends the moment.
func (f *moment) thaw() {
	f.store.mu.Lock()
	defer f.store.mu.Unlock()
	if f.store.moment == f {
		f.store.moment = nil
	}
}

// note keeps what a row was before its first change. The lock of the store is held; rows of one table are noted one after the other.
func (f *moment) note(k RowKey, row any) {
	table, ok := f.was[k.Table]
	if !ok {
		return // it is younger than the moment
	}
	if table[k.Project] == nil {
		table[k.Project] = map[string]any{}
	}
	if _, noted := table[k.Project][k.ID]; !noted {
		table[k.Project][k.ID] = row
	}
}

// count is how many rows a project has in a table, about.
func (f *moment) count(table, project string) int {
	f.store.mu.RLock()
	defer f.store.mu.RUnlock()
	return f.store.tables[table][project].len()
}

// momentRow is a row with its id.
type momentRow struct {
	id  string
	row any
}

// each hands the rows of one project in a table to take, some at a time, as they were. A row may come twice, the same both times. The slice is
// used again afterwards. An error ends it: that of take, or that the moment is gone.
func (f *moment) each(table, project string, take func([]momentRow) error) error {
	m := f.store
	rows := make([]momentRow, 0, burst)
	m.mu.RLock()
	defer m.mu.RUnlock()
	hand := func() error {
		m.mu.RUnlock()
		defer m.mu.RLock()
		return take(rows)
	}
	walk := func(all iter.Seq2[string, any]) error {
		for id, row := range all {
			if was, changed := f.was[table][project][id]; changed {
				row = was
			}
			if row == nil {
				continue
			}
			if rows = append(rows, momentRow{id, row}); len(rows) < burst {
				continue
			}
			if err := hand(); err != nil {
				return err
			}
			if m.moment != f {
				return errMomentGone
			}
			rows = rows[:0]
		}
		return nil
	}
	if m.moment != f {
		return errMomentGone
	}
	// Rows may change between two steps over them: what was deleted does not come any more, what is new may come or not.
	if err := walk(m.tables[table][project].all); err != nil {
		return err
	}
	if err := walk(maps.All(f.was[table][project])); err != nil { // with those that were deleted before the walk came to them
		return err
	}
	if len(rows) == 0 {
		return nil
	}
	return hand()
}
