package projections

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
)

// besideVersion is what is added to the version of a projection where it is built anew.
const besideVersion = 1_000_000

// besides is the store as a rebuild writes it: every version is the one beside.
type besides struct{ *Postgres }

func (b besides) Checkpoint(ctx context.Context, name string, version int) (uint64, error) {
	return b.Postgres.Checkpoint(ctx, name, version+besideVersion)
}

func (b besides) Base(name string, version int) Lookup {
	return b.Postgres.Base(name, version+besideVersion)
}

func (b besides) Commit(ctx context.Context, batches ...Batch) error {
	for i := range batches {
		batches[i].Version += besideVersion
	}
	return b.Postgres.Commit(ctx, batches...)
}

// Beside implements Rebuilder: tables of their own, which stay until they are switched or dropped, so that a rebuild that was
// ended goes on.
func (s *Postgres) Beside(context.Context, Projection) (Store, error) { return besides{s}, nil }

// Switch implements Rebuilder.
func (s *Postgres) Switch(ctx context.Context, p Projection) (bool, error) {
	beside := p.Version + besideVersion
	switched := false
	err := pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		var served, built int64
		var build int
		err := tx.QueryRow(ctx, `select position, build from desirelines_rows.checkpoint where name = $1 and version = $2 for update`, p.Name, p.Version).Scan(&served, &build)
		if err != nil && !errors.Is(err, pgx.ErrNoRows) {
			return err
		}
		err = tx.QueryRow(ctx, `select position from desirelines_rows.checkpoint where name = $1 and version = $2`, p.Name, beside).Scan(&built)
		if err != nil && !errors.Is(err, pgx.ErrNoRows) || served != built {
			return err
		}
		var change strings.Builder
		for _, t := range p.Tables() {
			// The rows are exchanged, not the tables: views and rights that others have stay where they are.
			fmt.Fprintf(&change, `truncate %[1]s; insert into %[1]s select * from %[2]s; drop table %[2]s;`, tableName(t, p.Version), tableName(t, beside))
		}
		if _, err := tx.Exec(ctx, change.String()); err != nil {
			return err
		}
		var work pgx.Batch
		work.Queue(`delete from desirelines_rows.changed where projection = $1 and version = $2`, p.Name, p.Version)
		work.Queue(`update desirelines_rows.changed set version = $2, build = $3 where projection = $1 and version = $4`, p.Name, p.Version, build+1, beside)
		work.Queue(`update desirelines_rows.checkpoint set build = $3 where name = $1 and version = $2`, p.Name, p.Version, build+1)
		work.Queue(`delete from desirelines_rows.checkpoint where name = $1 and version = $2`, p.Name, beside)
		switched = true
		return tx.SendBatch(ctx, &work).Close()
	})
	if err == nil && switched {
		s.dropped(p)
	}
	return switched && err == nil, err
}

// Drop implements Rebuilder.
func (s *Postgres) Drop(ctx context.Context, p Projection) error {
	beside := p.Version + besideVersion
	err := pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		for _, t := range p.Tables() {
			if _, err := tx.Exec(ctx, `drop table if exists `+tableName(t, beside)); err != nil {
				return err
			}
		}
		var work pgx.Batch
		work.Queue(`delete from desirelines_rows.changed where projection = $1 and version = $2`, p.Name, beside)
		work.Queue(`delete from desirelines_rows.checkpoint where name = $1 and version = $2`, p.Name, beside)
		return tx.SendBatch(ctx, &work).Close()
	})
	s.dropped(p)
	return err
}

// dropped forgets that there are tables beside.
func (s *Postgres) dropped(p Projection) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.made, versioned(p.Name, p.Version+besideVersion))
}
