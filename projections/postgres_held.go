package projections

import (
	"context"
	"errors"
	"fmt"
	"hash/maphash"
	"sync"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// heldRows are the committed rows that folds of one projection look up, whole projects at a time, the newest used within a bound. They are
// right as long as the fence holds: whoever moved it has others, and then everything here is forgotten.
type heldRows struct {
	pool    *pgxpool.Pool
	name    string
	names   []string // of its tables
	version int

	mu       sync.Mutex
	begun    bool   // at, build and known are of the database
	at       uint64 // the checkpoint that everything held is of
	build    int    // of the rows
	projects *recent[string, heldProject]
	// known are the projects that have rows, where all were written by this process, from the first event on; nil: not known.
	known map[string]bool
	// written are hashes of all rows of known projects, so that a row of a project that is no longer held is still known to be new; nil: not
	// known, or too many.
	written map[uint64]struct{}
}

// heldProject are all rows of one project by table.
type heldProject map[string]*rowSet

// weight is how many rows are held.
func (p heldProject) weight() (n int) {
	for _, rows := range p {
		n += rows.len()
	}
	return n
}

func (p heldProject) put(table, id string, row any) {
	if p[table] == nil {
		if row == nil {
			return
		}
		p[table] = new(rowSet)
	}
	p[table].put(id, row)
}

const (
	mostHeld    = 100_000   // rows of one projection that are held
	mostWritten = 2_000_000 // that are known by their hash, some 20 bytes each
)

func hashOf(k RowKey) uint64 { return maphash.Comparable(rowSeed, k) }

func newHeldRows(pool *pgxpool.Pool, name string, tables []string, version int) *heldRows {
	return &heldRows{pool: pool, name: name, names: tables, version: version, projects: newRecent[string, heldProject](mostHeld)}
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
		h.known, h.written = map[string]bool{}, map[uint64]struct{}{}
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
	return p[k.Table].get(k.ID), nil
}

// project returns a project with all its rows.
func (h *heldRows) project(name string) (heldProject, error) {
	if p, ok := h.projects.get(name); ok {
		return p, nil
	}
	p := heldProject{}
	if h.known == nil || h.known[name] {
		if err := h.load(name, p); err != nil {
			return nil, err
		}
	}
	h.projects.put(name, p, p.weight())
	return p, nil
}

// load reads the rows of a project at the checkpoint that the others are of. Rows of a later one would look right as soon as a crash of
// the server took that one back.
func (h *heldRows) load(name string, p heldProject) error {
	ctx := context.Background()
	moment := pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}
	err := pgx.BeginTxFunc(ctx, h.pool, moment, func(tx pgx.Tx) error {
		at, build, err := checkpointOf(ctx, tx, h.name, h.version)
		if err == nil && (at != h.at || build != h.build) {
			err = &FencedError{Projection: h.name, Want: h.at, Have: at}
		}
		for i := 0; err == nil && i < len(h.names); i++ {
			err = h.loadTable(ctx, tx, h.names[i], name, p)
		}
		return err
	})
	if err != nil {
		h.letGo()
		return fmt.Errorf("rows of %q: %w", name, err)
	}
	return nil
}

func (h *heldRows) loadTable(ctx context.Context, tx pgx.Tx, table, name string, p heldProject) error {
	rows, err := tx.Query(ctx, `select id, row from `+tableName(table, h.version)+` where project = $1 and row is not null`, name)
	if err != nil {
		return err
	}
	var id string
	var raw []byte
	_, err = pgx.ForEachRow(rows, []any{&id, &raw}, func() error {
		row, err := DecodeRow(table, name, raw)
		if err == nil {
			p.put(table, fromText(id), row)
		}
		return err
	})
	return err
}

// tables parts the changes of a batch by table, those that are new apart as far as that is known.
func (h *heldRows) tables(b Batch) []tableRows {
	h.mu.Lock()
	defer h.mu.Unlock()
	type part struct {
		table string
		new   bool
	}
	var all []tableRows
	at := map[part]int{}
	for _, c := range b.Changes {
		key := part{c.Key.Table, c.Row != nil && h.isNew(c.Key)}
		i, ok := at[key]
		if !ok {
			i = len(all)
			at[key] = i
			all = append(all, tableRows{table: tableName(c.Key.Table, h.version), new: key.new})
		}
		all[i].changes = append(all[i].changes, c)
	}
	return all
}

// isNew says whether it is known that no such row was ever written.
func (h *heldRows) isNew(k RowKey) bool {
	if h.known != nil && !h.known[k.Project] {
		return true
	}
	if h.known == nil { // a row that is gone leaves its place, which only the database knows
		return false
	}
	if p, ok := h.projects.get(k.Project); ok {
		return p[k.Table].get(k.ID) == nil
	}
	_, may := h.written[hashOf(k)]
	return h.written != nil && !may
}

// take holds what was committed.
func (h *heldRows) take(b Batch) {
	h.mu.Lock()
	defer h.mu.Unlock()
	touched := map[string]heldProject{} // put back when all is in them: only whole projects may be held
	for _, c := range b.Changes {
		if h.written != nil {
			h.written[hashOf(c.Key)] = struct{}{}
		}
		if c.Row == nil {
			h.known, h.written = nil, nil // its place is taken: what is new is no longer known
		}
		p, ok := touched[c.Key.Project]
		if !ok {
			if p, ok = h.projects.get(c.Key.Project); !ok {
				if h.known == nil || h.known[c.Key.Project] {
					continue
				}
				p = heldProject{}
			}
			touched[c.Key.Project] = p
		}
		p.put(c.Key.Table, c.Key.ID, c.Row)
	}
	for name, p := range touched {
		h.projects.put(name, p, p.weight())
		if h.known != nil {
			h.known[name] = true
		}
	}
	if len(h.written) > mostWritten {
		h.written = nil
	}
	h.at = b.To
}

// forget lets go of everything: somebody else may have written.
func (h *heldRows) forget() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.letGo()
}

func (h *heldRows) letGo() {
	h.projects, h.known, h.written, h.begun = newRecent[string, heldProject](mostHeld), nil, nil, false
}
