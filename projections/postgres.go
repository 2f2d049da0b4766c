package projections

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Postgres is the store in PostgreSQL 15 or newer. Every version of every projection has tables of its own in the schema
// desirelines_rows, so that an older and a newer binary serve side by side. Rows and checkpoint move in one transaction behind the
// fence, however many replicas project at once. What folds and readers looked up is held in memory within a bound.
type Postgres struct {
	pool   *pgxpool.Pool
	seen   *seenRows
	all    []Projection
	owners map[string]Projection // by table

	mu   sync.Mutex
	made map[string]*heldRows // by name@version, those whose tables are there

	relations []Relation // that other tools read; none: nobody asked for them
	shape     string     // of relations
}

// OpenPostgres connects to the database that url names (postgres://…) and makes or updates what the store needs there. Several
// may do so at once. Close ends it.
func OpenPostgres(ctx context.Context, url string) (*Postgres, error) {
	return OpenPostgresFor(ctx, url, All())
}

// OpenPostgresFor is OpenPostgres with these versions of the projections, whose rows readers are shown.
func OpenPostgresFor(ctx context.Context, url string, all []Projection) (*Postgres, error) {
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("this is not the address of a database: %w", err)
	}
	config.ConnConfig.RuntimeParams["application_name"] = programName(all)
	config.ConnConfig.DialFunc, config.ConnConfig.AfterConnect = dialer.DialContext, watchUs
	config.MinConns = 1 // while it is there others see which versions it serves, see Tidy
	if !strings.Contains(url, "pool_max_conns") {
		config.MaxConns = max(config.MaxConns, 16) // a reader holds one while a page is made
	}
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("connect to the database: %w", err)
	}
	s := &Postgres{pool: pool, seen: newSeenRows(mostSeen), made: map[string]*heldRows{}, all: all, owners: map[string]Projection{}}
	for _, p := range all {
		for _, t := range p.Tables() {
			s.owners[t] = p
		}
	}
	if err := s.migrate(ctx); err != nil {
		pool.Close()
		return nil, err
	}
	return s, nil
}

// Close waits for what is under way and closes the connections.
func (s *Postgres) Close() { s.pool.Close() }

// Checkpoint implements Store.
func (s *Postgres) Checkpoint(ctx context.Context, name string, version int) (uint64, error) {
	at, _, err := checkpointOf(ctx, s.pool, name, version)
	return at, err
}

// Gathers implements Gatherer: a transaction has its price for every project that it touches.
func (s *Postgres) Gathers() int { return 4096 }

// Commit implements Store. An error that is no *FencedError says nothing of whether it was committed: the same batches again find out.
func (s *Postgres) Commit(ctx context.Context, batches ...Batch) error {
	all, builds := make([]*heldRows, len(batches)), make([]int, len(batches))
	for i, b := range batches {
		held, err := s.held(ctx, b.Projection, b.Version)
		if err != nil {
			return err
		}
		at, build, err := held.begin(ctx)
		if err != nil {
			return err
		}
		if at != b.From { // what was looked up is of another moment
			held.forget()
			return &FencedError{Projection: b.Projection, Want: b.From, Have: at}
		}
		all[i], builds[i] = held, build
	}
	written := make([][]tableRows, len(batches))
	for i, b := range batches {
		written[i] = all[i].tables(b)
	}
	err := pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error { return commit(ctx, tx, batches, builds, written) })
	for i, b := range batches {
		if err != nil {
			all[i].forget()
		} else {
			all[i].take(b)
		}
	}
	return err
}

// commit moves the fences, then writes the rows; what it did is kept only where it returns nil.
func commit(ctx context.Context, tx pgx.Tx, batches []Batch, builds []int, written [][]tableRows) error {
	var work pgx.Batch
	// Lost with the server they come again from the log, see Runner.Run: rows and checkpoint are lost together. Who hangs in the middle of a
	// commit loses it: the others wait for its fence.
	work.Queue(`set local synchronous_commit = off`)
	work.Queue(`set local idle_in_transaction_session_timeout = ` + strconv.FormatInt(longestHang.Milliseconds(), 10))
	for i, b := range batches {
		queueFence(&work, b, builds[i])
	}
	results := tx.SendBatch(ctx, &work)
	_, err := results.Exec()
	if err == nil {
		_, err = results.Exec()
	}
	for _, b := range batches {
		if err != nil {
			break
		}
		var moved int64
		if tag, fails := results.Exec(); fails != nil {
			err = fails
		} else if moved = tag.RowsAffected(); moved == 0 {
			err = &FencedError{Projection: b.Projection, Want: b.From}
		}
	}
	if closing := results.Close(); err == nil {
		err = closing
	}
	var fenced *FencedError
	if errors.As(err, &fenced) {
		return fenced.look(ctx, tx, batches)
	}
	if err != nil {
		return err
	}
	return writeRows(ctx, tx, batches, builds, written)
}

// queueFence moves a checkpoint, where it is the one that the batch was made for, of the build that was looked up.
func queueFence(work *pgx.Batch, b Batch, build int) {
	if b.From == 0 {
		work.Queue(`insert into desirelines_rows.checkpoint as c (name, version, position, build) values ($1, $2, $3, $4)
			on conflict (name, version) do update set position = $3 where c.position = 0 and c.build = $4`, b.Projection, b.Version, int64(b.To), build)
		return
	}
	work.Queue(`update desirelines_rows.checkpoint set position = $3 where name = $1 and version = $2 and position = $5 and build = $4`,
		b.Projection, b.Version, int64(b.To), build, int64(b.From))
}

// look fills in the checkpoint that stood in the way.
func (e *FencedError) look(ctx context.Context, tx pgx.Tx, batches []Batch) error {
	for _, b := range batches {
		if b.Projection != e.Projection {
			continue
		}
		var err error
		if e.Have, _, err = checkpointOf(ctx, tx, b.Projection, b.Version); err != nil {
			return err
		}
	}
	return e
}

// tableRows are the rows that a batch writes to one table, the new ones apart.
type tableRows struct {
	table   string // its full name
	new     bool   // nothing with these ids is there, and no row is gone
	changes []Change
}

// worthCopying is how many new rows of a table are copied faster than they are inserted.
const worthCopying = 200

func writeRows(ctx context.Context, tx pgx.Tx, batches []Batch, builds []int, written [][]tableRows) error {
	var work pgx.Batch
	for i, b := range batches {
		for _, t := range written[i] {
			if t.new && len(t.changes) >= worthCopying {
				if err := t.copy(ctx, tx, b.To); err != nil {
					return err
				}
				continue
			}
			if err := t.queue(&work, b.To); err != nil {
				return err
			}
		}
		if changed := changedProjects(written[i]); len(changed) > 0 {
			work.Queue(`insert into desirelines_rows.changed (projection, version, project, at, build) select $1, $2, p, $3, $5 from unnest($4::text[]) as u(p)
				on conflict (projection, version, project) do update set at = excluded.at, build = excluded.build`, b.Projection, b.Version, int64(b.To), changed, builds[i])
		}
	}
	if work.Len() == 0 {
		return nil
	}
	return tx.SendBatch(ctx, &work).Close()
}

// copy encodes the rows while the server takes in those before.
func (t tableRows) copy(ctx context.Context, tx pgx.Tx, at uint64) error {
	_, err := tx.CopyFrom(ctx, pgx.Identifier(strings.Split(t.table, ".")), []string{"project", "id", "row", "at"},
		pgx.CopyFromSlice(len(t.changes), func(i int) ([]any, error) {
			c := t.changes[i]
			row, err := encodeChange(c)
			return []any{c.Key.Project, toText(c.Key.ID), row, int64(at)}, err
		}))
	return err
}

// queue adds the statement that writes the rows, in the place of those that are there.
func (t tableRows) queue(work *pgx.Batch, at uint64) error {
	projects, ids, rows := make([]string, len(t.changes)), make([]string, len(t.changes)), make([]*string, len(t.changes))
	for i, c := range t.changes {
		projects[i], ids[i] = c.Key.Project, toText(c.Key.ID)
		if c.Row == nil {
			continue
		}
		raw, err := encodeChange(c)
		if err != nil {
			return err
		}
		text := string(raw)
		rows[i] = &text
	}
	work.Queue(`insert into `+t.table+` as t (project, id, row, at) select p, i, r::json, $4 from unnest($1::text[], $2::text[], $3::text[]) as u(p, i, r)
		on conflict (project, id) do update set row = excluded.row, at = excluded.at`, projects, ids, rows, int64(at))
	return nil
}

func encodeChange(c Change) ([]byte, error) {
	raw, err := EncodeRow(c.Row)
	if err != nil {
		return nil, fmt.Errorf("row %q of %s in %q: %w", c.Key.ID, c.Key.Table, c.Key.Project, err)
	}
	return raw, nil
}

func changedProjects(written []tableRows) []string {
	seen := map[string]bool{}
	var list []string
	for _, t := range written {
		for _, c := range t.changes {
			if !seen[c.Key.Project] {
				seen[c.Key.Project] = true
				list = append(list, c.Key.Project)
			}
		}
	}
	slices.Sort(list) // in the same order by everybody, so that nobody waits in a circle
	return list
}

// Base implements Store. Only the runner that commits may use it.
func (s *Postgres) Base(name string, version int) Lookup {
	return func(k RowKey) (any, error) {
		held, err := s.held(context.Background(), name, version)
		if err != nil {
			return nil, err
		}
		return held.row(k)
	}
}
