package projections

import (
	newestFirst "container/list"
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// heldRows are the committed rows that folds of one projection look up, whole projects at a time, the newest used within a bound. They are
// right as long as the fence holds: whoever moved it has others, and then everything here is forgotten.
type heldRows struct {
	pool    *pgxpool.Pool
	name    string
	tables  []string
	version int

	mu       sync.Mutex
	begun    bool   // at, build and known are of the database
	at       uint64 // the checkpoint that everything held is of
	build    int    // of the rows
	projects map[string]*heldProject
	used     newestFirst.List // of *heldProject, the newest first
	rows     int
	// known are the projects that have rows, where all were written by this process, from the first event on; nil: not known.
	known map[string]bool
}

type heldProject struct {
	name string
	rows map[RowKey]any
	used *newestFirst.Element
}

// mostHeld is how many rows of one projection are held.
const mostHeld = 100_000

func newHeldRows(pool *pgxpool.Pool, name string, tables []string, version int) *heldRows {
	return &heldRows{pool: pool, name: name, tables: tables, version: version, projects: map[string]*heldProject{}}
}

// begin returns of which checkpoint and build the rows are, looked up where that is not known or was forgotten.
func (h *heldRows) begin(ctx context.Context) (at uint64, build int, err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	err = h.start(ctx)
	return h.at, h.build, err
}

func (h *heldRows) start(ctx context.Context) error {
	if h.begun {
		return nil
	}
	var err error
	if h.at, h.build, err = checkpointOf(ctx, h.pool, h.name, h.version); err == nil && h.at == 0 {
		h.known = map[string]bool{}
	}
	h.begun = err == nil
	return err
}

// checkpointOf reads a checkpoint with the build of its rows, 0 and 0 where there is none.
func checkpointOf(ctx context.Context, from interface {
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
}, name string, version int) (uint64, int, error) {
	var at int64
	var build int
	err := from.QueryRow(ctx, `select position, build from desirelines_rows.checkpoint where name = $1 and version = $2`, name, version).Scan(&at, &build)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, 0, nil
	}
	return uint64(at), build, err
}

// row returns a committed row, nil where there is none.
func (h *heldRows) row(k RowKey) (any, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if err := h.start(context.Background()); err != nil {
		return nil, err
	}
	p, err := h.project(k.Project)
	if err != nil {
		return nil, err
	}
	return p.rows[k], nil
}

// project returns a project with all its rows.
func (h *heldRows) project(name string) (*heldProject, error) {
	if p, ok := h.projects[name]; ok {
		h.used.MoveToFront(p.used)
		return p, nil
	}
	p := &heldProject{name: name, rows: map[RowKey]any{}}
	if h.known == nil || h.known[name] {
		if err := h.load(p); err != nil {
			return nil, err
		}
	}
	p.used = h.used.PushFront(p)
	h.projects[name] = p
	h.rows += len(p.rows)
	h.bound()
	return p, nil
}

// bound lets go of the projects that were not used for longest, never of the one used last.
func (h *heldRows) bound() {
	for h.rows > mostHeld && h.used.Len() > 1 {
		last := h.used.Back().Value.(*heldProject)
		h.used.Remove(last.used)
		delete(h.projects, last.name)
		h.rows -= len(last.rows)
	}
}

// load reads the rows of a project at the checkpoint that the others are of. Rows of a later one would look right as soon as a crash of
// the server took that one back.
func (h *heldRows) load(p *heldProject) error {
	ctx := context.Background()
	moment := pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}
	err := pgx.BeginTxFunc(ctx, h.pool, moment, func(tx pgx.Tx) error {
		at, build, err := checkpointOf(ctx, tx, h.name, h.version)
		if err == nil && (at != h.at || build != h.build) {
			err = &FencedError{Projection: h.name, Want: h.at, Have: at}
		}
		for i := 0; err == nil && i < len(h.tables); i++ {
			err = h.loadTable(ctx, tx, h.tables[i], p)
		}
		return err
	})
	if err != nil {
		h.letGo()
		return fmt.Errorf("rows of %q: %w", p.name, err)
	}
	return nil
}

func (h *heldRows) loadTable(ctx context.Context, tx pgx.Tx, table string, p *heldProject) error {
	rows, err := tx.Query(ctx, `select id, row from `+tableName(table, h.version)+` where project = $1 and row is not null`, p.name)
	if err != nil {
		return err
	}
	var id string
	var raw []byte
	_, err = pgx.ForEachRow(rows, []any{&id, &raw}, func() error {
		row, err := DecodeRow(table, p.name, raw)
		p.rows[RowKey{table, p.name, fromText(id)}] = row
		return err
	})
	return err
}

// encode writes the changes of a batch as rows of tables, those that are new apart as far as that is known.
func (h *heldRows) encode(b Batch) ([]tableRows, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	var all []tableRows
	at := map[string]int{} // by table, and whether the row is new
	for _, c := range b.Changes {
		var text *string
		if c.Row != nil {
			raw, err := EncodeRow(c.Row)
			if err != nil {
				return nil, fmt.Errorf("row %q of %s in %q: %w", c.Key.ID, c.Key.Table, c.Key.Project, err)
			}
			s := string(raw)
			text = &s
		}
		fresh := text != nil && h.isNew(c.Key)
		key := c.Key.Table
		if fresh {
			key += "+"
		}
		i, ok := at[key]
		if !ok {
			i = len(all)
			at[key] = i
			all = append(all, tableRows{table: tableName(c.Key.Table, h.version), new: fresh})
		}
		t := &all[i]
		t.projects, t.ids, t.rows = append(t.projects, c.Key.Project), append(t.ids, toText(c.Key.ID)), append(t.rows, text)
	}
	return all, nil
}

// isNew says whether it is known that no such row was ever written.
func (h *heldRows) isNew(k RowKey) bool {
	if h.known != nil && !h.known[k.Project] {
		return true
	}
	p, ok := h.projects[k.Project]
	if !ok || h.known == nil { // a row that is gone leaves its place, which only the database knows
		return false
	}
	_, there := p.rows[k]
	return !there
}

// take holds what was committed.
func (h *heldRows) take(b Batch) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, c := range b.Changes {
		p, ok := h.projects[c.Key.Project]
		if !ok {
			if h.known == nil || h.known[c.Key.Project] {
				continue // only whole projects are held
			}
			p = &heldProject{name: c.Key.Project, rows: map[RowKey]any{}}
			p.used = h.used.PushFront(p)
			h.projects[p.name] = p
		}
		before := len(p.rows)
		if c.Row == nil {
			delete(p.rows, c.Key)
			h.known = nil // its place is taken: what is new is no longer known
		} else {
			p.rows[c.Key] = c.Row
		}
		h.rows += len(p.rows) - before
	}
	if h.known != nil {
		for _, c := range b.Changes {
			h.known[c.Key.Project] = true
		}
	}
	h.at = b.To
	h.bound()
}

// forget lets go of everything: somebody else may have written.
func (h *heldRows) forget() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.letGo()
}

func (h *heldRows) letGo() {
	h.projects, h.rows, h.known, h.begun = map[string]*heldProject{}, 0, nil, false
	h.used.Init()
}
