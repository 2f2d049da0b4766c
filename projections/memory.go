package projections

import (
	"context"
	"iter"
	"maps"
	"slices"
	"strconv"
	"sync"
)

// Memory is the store in memory, the default: rows are rebuilt from the log at every start. The zero value
// is not ready; use NewMemory.
type Memory struct {
	mu          sync.RWMutex
	checkpoints map[string]uint64 // by name@version
	tables      map[string]memoryTable
	beside      map[string]*Memory // by name@version, what is built anew
	moment      *moment            // that is being read while rows change; nil: none is
	turns       map[string]uint64  // by project, how often rows of it were changed
	switched    uint64             // how often tables were put in the place of others
}

// memoryTable holds rows by project and id.
type memoryTable map[string]*rowSet

// NewMemory returns an empty store.
func NewMemory() *Memory {
	return &Memory{checkpoints: map[string]uint64{}, tables: map[string]memoryTable{}, turns: map[string]uint64{}}
}

// Checkpoint implements Store.
func (m *Memory) Checkpoint(_ context.Context, name string, version int) (uint64, error) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return m.checkpoints[versioned(name, version)], nil
}

// Commit implements Store.
func (m *Memory) Commit(_ context.Context, batches ...Batch) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, b := range batches {
		if have := m.checkpoints[versioned(b.Projection, b.Version)]; have != b.From {
			return &FencedError{Projection: b.Projection, Want: b.From, Have: have}
		}
	}
	for _, b := range batches {
		m.makeTables(b.Changes)
		m.checkpoints[versioned(b.Projection, b.Version)] = b.To
	}
	if len(batches) == 0 || len(batches[0].Changes) < worthwhile {
		for _, b := range batches {
			m.change(b.Changes)
		}
		return nil
	}
	inParallel(len(batches), func(i int) { m.change(batches[i].Changes) })
	return nil
}

// worthwhile is how many changes a batch must hold before other cores help.
const worthwhile = 64

func (m *Memory) makeTables(changes []Change) {
	for i, c := range changes {
		if i == 0 || c.Key.Project != changes[i-1].Key.Project {
			m.turns[c.Key.Project]++
		}
		if m.tables[c.Key.Table] == nil {
			m.tables[c.Key.Table] = memoryTable{}
		}
	}
}

// makeRoom makes room for all rows of a project in tables that hold none yet.
func (m *Memory) makeRoom(project string, changes []Change) {
	counts := map[string]int{}
	for i := range changes {
		counts[changes[i].Key.Table]++
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	for table, n := range counts {
		if m.tables[table] == nil {
			m.tables[table] = memoryTable{project: newRowSet(n)}
		}
	}
}

// change makes changes to tables that exist. No two projections share a table, so theirs may be changed at the same time.
func (m *Memory) change(changes []Change) {
	for _, c := range changes {
		m.changeRow(m.tables[c.Key.Table], c)
	}
}

func (m *Memory) changeRow(t memoryTable, c Change) {
	rows := t[c.Key.Project]
	if m.moment != nil {
		m.moment.note(c.Key, rows.get(c.Key.ID))
	}
	if rows == nil {
		if c.Row == nil {
			return
		}
		rows = new(rowSet)
		t[c.Key.Project] = rows
	}
	rows.put(c.Key.ID, c.Row)
}

// Base implements Store. Only the runner that commits may use it.
func (m *Memory) Base(string, int) Lookup {
	return func(k RowKey) (any, error) {
		m.mu.RLock()
		defer m.mu.RUnlock()
		return m.tables[k.Table][k.Project].get(k.ID), nil
	}
}

// Read implements Store.
func (m *Memory) Read(_ context.Context, fn func(Reader) error) error {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return fn((*memoryReader)(m))
}

// memoryReader reads a Memory whose lock is held, or that nobody writes any more.
type memoryReader Memory

func (m *memoryReader) Row(k RowKey) (any, bool) {
	row := m.tables[k.Table][k.Project].get(k.ID)
	return row, row != nil
}

func (m *memoryReader) Scan(table, project string) iter.Seq2[string, any] {
	return m.tables[table][project].all
}

// Turn implements turner.
func (m *memoryReader) Turn(project string) uint64 { return m.turns[project] + m.switched }

func (m *memoryReader) Projects(table string) []string {
	return slices.Sorted(maps.Keys(m.tables[table]))
}

func versioned(name string, version int) string { return name + "@" + strconv.Itoa(version) }
