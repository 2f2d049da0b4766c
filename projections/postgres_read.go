package projections

import (
	"context"
	"fmt"
	"iter"
	"maps"
	"slices"
	"sync"

	"github.com/jackc/pgx/v5"
)

// Read implements Store: the reader shows the moment of its first look. fn is called once.
func (s *Postgres) Read(ctx context.Context, fn func(Reader) error) error {
	return s.read(ctx, s.seen, fn)
}

// ReadStored is Read of nothing but what the database holds, without what was read before.
func (s *Postgres) ReadStored(ctx context.Context, fn func(Reader) error) error {
	return s.read(ctx, newSeenRows(0), fn)
}

func (s *Postgres) read(ctx context.Context, seen *seenRows, fn func(Reader) error) error {
	return pgx.BeginTxFunc(ctx, s.pool, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}, func(tx pgx.Tx) (err error) {
		r := &postgresReader{ctx: ctx, tx: tx, owners: s.owners, seen: seen, changed: map[string]map[string]rowsAt{}, rows: map[seenKey]*seenProject{}}
		defer func() {
			switch e := recover().(type) {
			case nil:
			case readFailed:
				err = e.err
			default:
				panic(e)
			}
		}()
		return fn(r)
	})
}

// readFailed carries trouble with the database out of a Reader, whose methods have no error: every fold and section would have to
// pass it on. Only Read sees it.
type readFailed struct{ err error }

// postgresReader reads in one transaction. It is used by one goroutine.
type postgresReader struct {
	ctx     context.Context
	tx      pgx.Tx
	owners  map[string]Projection
	seen    *seenRows
	changed map[string]map[string]rowsAt // project → name@version → what its rows are of
	all     bool                         // changed holds every project
	rows    map[seenKey]*seenProject     // what this moment showed already
}

// Row implements Reader.
func (r *postgresReader) Row(k RowKey) (any, bool) {
	row, ok := r.table(k.Table, k.Project)[k.ID]
	return row, ok
}

// Scan implements Reader.
func (r *postgresReader) Scan(table, project string) iter.Seq2[string, any] {
	return maps.All(r.table(table, project))
}

// Projects implements Reader.
func (r *postgresReader) Projects(table string) []string {
	p := r.projectionOf(table)
	if !r.all {
		r.lookAll()
	}
	r.loadMissing(p)
	// From project to project along the index: their number is what it costs, not that of the rows.
	rows, err := r.tx.Query(r.ctx, fmt.Sprintf(`with recursive found as (
			(select project from %[1]s where row is not null order by project limit 1)
			union all
			select (select t.project from %[1]s t where t.project > found.project and t.row is not null order by t.project limit 1) from found where found.project is not null
		) select project from found where project is not null`, tableName(table, p.Version)))
	r.must(err)
	list, err := pgx.CollectRows(rows, pgx.RowTo[string])
	r.must(err)
	slices.Sort(list)
	return list
}

func (r *postgresReader) must(err error) {
	if err != nil {
		panic(readFailed{fmt.Errorf("read the rows: %w", err)})
	}
}

// table returns the rows of a table of a project.
func (r *postgresReader) table(table, project string) map[string]any {
	p := r.projectionOf(table)
	at, there := r.look(project)[versioned(p.Name, p.Version)]
	if !there {
		return nil
	}
	key := seenKey{versioned(p.Name, p.Version), project}
	if rows, ok := r.rows[key]; ok {
		return rows.tables[table]
	}
	before := r.seen.get(key)
	if before == nil || before.at.build != at.build || before.at.commit > at.commit { // a younger reader was here: it knows what this moment does not
		before = &seenProject{at: rowsAt{build: at.build}}
	}
	rows := before
	if before.at != at {
		rows = r.refresh(p, project, before, at)
		r.seen.put(key, rows)
	}
	r.rows[key] = rows
	return rows.tables[table]
}

// look returns which projections have rows of a project, and the commit that last changed one.
func (r *postgresReader) look(project string) map[string]rowsAt {
	if at, ok := r.changed[project]; ok || r.all {
		return at
	}
	rows, err := r.tx.Query(r.ctx, `select project, projection, version, at, build from desirelines_rows.changed where project = $1`, project)
	r.must(err)
	r.changed[project] = map[string]rowsAt{}
	r.note(rows)
	return r.changed[project]
}

func (r *postgresReader) lookAll() {
	rows, err := r.tx.Query(r.ctx, `select project, projection, version, at, build from desirelines_rows.changed`)
	r.must(err)
	r.note(rows)
	r.all = true
}

func (r *postgresReader) note(rows pgx.Rows) {
	var project, name string
	var version, build int
	var at int64
	_, err := pgx.ForEachRow(rows, []any{&project, &name, &version, &at, &build}, func() error {
		if r.changed[project] == nil {
			r.changed[project] = map[string]rowsAt{}
		}
		r.changed[project][versioned(name, version)] = rowsAt{uint64(at), build}
		return nil
	})
	r.must(err)
}

// refresh returns the rows of a project as they are now, from those of before and what changed since.
func (r *postgresReader) refresh(p Projection, project string, before *seenProject, at rowsAt) *seenProject {
	tables := p.Tables()
	now := &seenProject{at: at, tables: make(map[string]map[string]any, len(tables))}
	var work pgx.Batch
	for _, t := range tables {
		work.Queue(`select id, row from `+tableName(t, p.Version)+` where project = $1 and at > $2`, project, int64(before.at.commit))
	}
	results := r.tx.SendBatch(r.ctx, &work)
	defer results.Close()
	for _, t := range tables {
		rows, err := results.Query()
		r.must(err)
		now.tables[t] = before.tables[t]
		copied := false
		var id string
		var raw []byte
		_, err = pgx.ForEachRow(rows, []any{&id, &raw}, func() error {
			if !copied {
				now.tables[t], copied = maps.Clone(before.tables[t]), true
				if now.tables[t] == nil {
					now.tables[t] = map[string]any{}
				}
			}
			if raw == nil {
				delete(now.tables[t], fromText(id))
				return nil
			}
			row, err := DecodeRow(t, project, raw)
			now.tables[t][fromText(id)] = row
			return err
		})
		r.must(err)
		now.n += len(now.tables[t])
	}
	return now
}

// loadMissing reads the rows of every project that nobody read since they changed in one go: a list of projects would ask for
// each by itself.
func (r *postgresReader) loadMissing(p Projection) {
	version := versioned(p.Name, p.Version)
	var missing []string
	for project, at := range r.changed {
		if now, there := at[version]; there {
			if seen := r.seen.get(seenKey{version, project}); seen == nil || seen.at != now {
				missing = append(missing, project)
			}
		}
	}
	if len(missing) < 8 || len(p.tables) > 1 { // projections of many tables are read where they are looked at
		return
	}
	table := p.tables[0].named()
	rows, err := r.tx.Query(r.ctx, `select project, id, row from `+tableName(table, p.Version)+` where project = any($1) and row is not null`, missing)
	r.must(err)
	found := map[string]map[string]any{}
	var project, id string
	var raw []byte
	_, err = pgx.ForEachRow(rows, []any{&project, &id, &raw}, func() error {
		if found[project] == nil {
			found[project] = map[string]any{}
		}
		row, err := DecodeRow(table, project, raw)
		found[project][fromText(id)] = row
		return err
	})
	r.must(err)
	for _, project := range missing {
		seen := &seenProject{at: r.changed[project][version], tables: map[string]map[string]any{table: found[project]}, n: len(found[project])}
		r.rows[seenKey{version, project}] = seen
		r.seen.put(seenKey{version, project}, seen)
	}
}

// projectionOf returns the projection that a table belongs to.
func (r *postgresReader) projectionOf(table string) Projection {
	p, ok := r.owners[table]
	if !ok {
		panic(readFailed{fmt.Errorf("no projection has a table %q", table)})
	}
	return p
}

// seenKey names the rows of one project in one version of a projection.
type seenKey struct{ version, project string }

// rowsAt says of which build rows are, and the commit that last changed one of them.
type rowsAt struct {
	commit uint64
	build  int
}

// before says whether rows are of an older build, or of an older commit of the same one.
func (r rowsAt) before(other rowsAt) bool {
	return r.build < other.build || r.build == other.build && r.commit < other.commit
}

// seenProject are decoded rows of one project at one commit. It is never changed.
type seenProject struct {
	at     rowsAt
	tables map[string]map[string]any
	n      int
}

// mostSeen is how many decoded rows readers keep.
const mostSeen = 500_000

// seenRows are what readers decoded last, within a bound. It is safe for concurrent use.
type seenRows struct {
	mu   sync.Mutex
	rows *recent[seenKey, *seenProject]
}

func newSeenRows(most int) *seenRows {
	return &seenRows{rows: newRecent[seenKey, *seenProject](most)}
}

func (s *seenRows) get(k seenKey) *seenProject {
	s.mu.Lock()
	defer s.mu.Unlock()
	rows, _ := s.rows.get(k)
	return rows
}

// put keeps rows, unless newer ones are there.
func (s *seenRows) put(k seenKey, rows *seenProject) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if before, ok := s.rows.get(k); ok && rows.at.before(before.at) {
		return
	}
	s.rows.put(k, rows, rows.n)
}
