package projections

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"
)

// migrations are what was done to the schema, in order; a new one is a line at the end, and none is ever changed.
var migrations = []string{
	`create table desirelines_rows.checkpoint (name text, version int, position bigint not null, build int not null default 0, primary key (name, version));
	 create table desirelines_rows.changed (projection text, version int, project text, at bigint not null, build int not null default 0, primary key (projection, version, project));
	 comment on column desirelines_rows.checkpoint.build is 'how often the rows were built anew; what was kept of an older build is thrown away';
	 comment on schema desirelines_rows is 'rows of the projections as the program keeps them; other tools read the schema desirelines';`,

	// The schema of the relations, and what is known of them.
	`create schema desirelines;
	 create table desirelines_rows.relations (shape text not null);
	 create table desirelines_rows.shown (project text primary key, position bigint not null, at bigint not null, build bigint not null, day date not null);
	 comment on schema desirelines is 'what the evaluators of a project may know, for other tools: no words of people, no names, nothing that was kept private';`,
}

// migrationLock is the key of the advisory lock that keeps two from migrating at once.
const migrationLock = 0x6465736972656c69 // "desireli"

func (s *Postgres) migrate(ctx context.Context) error {
	err := pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `select pg_advisory_xact_lock($1)`, int64(migrationLock)); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `create schema if not exists desirelines_rows; create table if not exists desirelines_rows.migration (number int primary key, at timestamptz not null default now())`); err != nil {
			return err
		}
		var done int
		if err := tx.QueryRow(ctx, `select coalesce(max(number), 0) from desirelines_rows.migration`).Scan(&done); err != nil {
			return err
		}
		if done > len(migrations) {
			return fmt.Errorf("the database was made by a newer version of this program: it has migration %d, this one knows %d", done, len(migrations))
		}
		for n := done; n < len(migrations); n++ {
			if _, err := tx.Exec(ctx, migrations[n]); err != nil {
				return fmt.Errorf("migration %d: %w", n+1, err)
			}
			if _, err := tx.Exec(ctx, `insert into desirelines_rows.migration (number) values ($1)`, n+1); err != nil {
				return err
			}
		}
		var tables strings.Builder // readers need them before anything is written
		for _, p := range s.all {
			tables.WriteString(makeTables(p.Tables(), p.Version))
		}
		_, err := tx.Exec(ctx, tables.String())
		return err
	})
	if err != nil {
		return fmt.Errorf("prepare the database: %w", err)
	}
	for _, p := range s.all {
		s.made[versioned(p.Name, p.Version)] = newHeldRows(s.pool, p.Name, p.Tables(), p.Version)
	}
	return nil
}

// makeTables are the statements that make tables of one version where they are not there.
func makeTables(tables []string, version int) string {
	var b strings.Builder
	for _, t := range tables {
		fmt.Fprintf(&b, `create table if not exists %s (project text, id text, row json, at bigint not null, primary key (project, id));`, tableName(t, version))
	}
	return b.String()
}

// tableName is the full name of a table of one version of its projection.
func tableName(table string, version int) string {
	return "desirelines_rows." + table + "_v" + strconv.Itoa(version)
}

// held returns what folds of this version of a projection look up, and makes its tables where they are not there.
func (s *Postgres) held(ctx context.Context, name string, version int) (*heldRows, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if h, ok := s.made[versioned(name, version)]; ok {
		return h, nil
	}
	tables := s.tablesOf(name)
	if tables == nil {
		return nil, fmt.Errorf("there is no projection %q", name)
	}
	if err := pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, fmt.Sprintf("select pg_advisory_xact_lock(%d);", int64(migrationLock))+makeTables(tables, version))
		return err
	}); err != nil {
		return nil, fmt.Errorf("tables of projection %s: %w", name, err)
	}
	h := newHeldRows(s.pool, name, tables, version)
	s.made[versioned(name, version)] = h
	return h, nil
}

// tablesOf returns the tables of a projection, nil where there is none of this name.
func (s *Postgres) tablesOf(name string) []string {
	for _, p := range s.all {
		if p.Name == name {
			return p.Tables()
		}
	}
	return nil
}

// A row's id may hold a NUL, which joins the names of an aim and a measure and which PostgreSQL has no text for. Ids that people choose
// hold no control characters, so another one stands for it.
func toText(id string) string   { return strings.ReplaceAll(id, "\x00", "\x01") }
func fromText(id string) string { return strings.ReplaceAll(id, "\x01", "\x00") }
