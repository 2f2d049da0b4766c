package projections

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/desirelines/desirelines/domain"
)

// ReaderRole is the role that may read the relations and nothing else. Whoever looks after the database makes it.
const ReaderRole = "desirelines_reader"

// ErrOtherRelations says that a program of another version has made the relations since: they are its to fill.
var ErrOtherRelations = errors.New("another version of this program has made the tables that other tools read")

// MakeRelations makes the tables that other tools read, where they are not there or look otherwise, and lets the role
// desirelines_reader read them where there is one. What was made anew is empty until it is shown again, see Due. Several may do so at once.
// Tables and views that others have built on one that must be made anew are in the way, and are not taken away.
func (s *Postgres) MakeRelations(ctx context.Context, relations []Relation) error {
	shape := shapeOf(relations)
	err := pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `select pg_advisory_xact_lock($1)`, int64(migrationLock)); err != nil {
			return err
		}
		var made string
		if err := tx.QueryRow(ctx, `select coalesce((select shape from desirelines_rows.relations), '')`).Scan(&made); err != nil {
			return err
		}
		if made != shape {
			if err := makeRelations(ctx, tx, relations, shape, looks(made) != looks(shape)); err != nil {
				return err
			}
		}
		return letRead(ctx, tx)
	})
	if err != nil {
		return fmt.Errorf("prepare the tables for other tools: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.relations, s.shape = relations, shape
	return nil
}

// makeRelations makes the tables anew. Where only the rules changed that fill them they stay, with their rows until each project is shown again.
func makeRelations(ctx context.Context, tx pgx.Tx, relations []Relation, shape string, anew bool) error {
	var change strings.Builder
	change.WriteString("delete from desirelines_rows.relations;\n") // first: who shows rows holds it, then the tables
	for _, r := range relations {
		if anew {
			change.WriteString(r.statements())
		}
	}
	change.WriteString(`truncate desirelines_rows.shown; insert into desirelines_rows.relations values (` + quoted(shape) + `);`)
	_, err := tx.Exec(ctx, change.String())
	return err
}

// letRead gives the reader its rights, where it is there and lacks them.
func letRead(ctx context.Context, tx pgx.Tx) error {
	var lacks bool
	err := tx.QueryRow(ctx, `select exists (select from pg_roles r where rolname = $1 and (not has_schema_privilege(r.oid, 'desirelines', 'usage')
		or exists (select from pg_class c where c.relnamespace = 'desirelines'::regnamespace and c.relkind in ('r', 'v') and not has_table_privilege(r.oid, c.oid, 'select'))))`, ReaderRole).Scan(&lacks)
	if err == nil && lacks {
		_, err = tx.Exec(ctx, `grant usage on schema desirelines to `+ReaderRole+`; grant select on all tables in schema desirelines to `+ReaderRole)
	}
	return err
}

// Due returns the projects whose relations are not what their rows say, or go by the agreements of another day, in order of id.
func (s *Postgres) Due(ctx context.Context, day domain.Date) ([]Due, error) {
	names, versions := []string{}, []int{}
	for _, p := range s.all {
		names, versions = append(names, p.Name), append(versions, p.Version)
	}
	rows, err := s.pool.Query(ctx, `with now as (
			select c.project, max(c.at) as at, sum(c.build) as build
			from desirelines_rows.changed c join unnest($1::text[], $2::int[]) as u(name, version) on c.projection = u.name and c.version = u.version
			where c.project <> $3 group by c.project)
		select now.project, coalesce(s.at, 0), now.at, now.build
		from now left join desirelines_rows.shown s using (project)
		where s.project is null or s.at < now.at or s.build <> now.build or s.day <> $4 order by now.project`, names, versions, domain.Installation, sqlDay(day))
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (Due, error) {
		var d Due
		var known, commit int64
		err := row.Scan(&d.Project, &known, &commit, &d.Build)
		d.Known, d.Commit = uint64(known), uint64(commit)
		return d, err
	})
}

// Show replaces what the relations hold of a project, in one transaction; done is false where they hold a newer state already.
// A table that a program of another version made since is ErrOtherRelations. Only rows that differ are written.
func (s *Postgres) Show(ctx context.Context, show Shown) (done bool, err error) {
	s.mu.Lock()
	relations, shape := s.relations, s.shape
	s.mu.Unlock()
	err = pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		var made string
		// The lock keeps others from making the tables anew meanwhile.
		if err := tx.QueryRow(ctx, `select shape from desirelines_rows.relations for share`).Scan(&made); err != nil {
			return err
		}
		if made != shape {
			return ErrOtherRelations
		}
		// Lost with the server it is made again: rows and what is known of them are lost together.
		if _, err := tx.Exec(ctx, `set local synchronous_commit = off`); err != nil {
			return err
		}
		moved, err := tx.Exec(ctx, `insert into desirelines_rows.shown as s (project, position, at, build, day) values ($1, $2, $3, $4, $5)
			on conflict (project) do update set position = $2, at = $3, build = $4, day = $5 where s.position <= $2`,
			show.Project, int64(show.Position), int64(show.Due.Commit), show.Due.Build, sqlDay(show.Day))
		if done = err == nil && moved.RowsAffected() > 0; !done {
			return err
		}
		for _, r := range relations {
			if err := replaceRows(ctx, tx, r, show.Project, show.Rows[r.Name]); err != nil {
				return fmt.Errorf("table %s: %w", r.Name, err)
			}
		}
		return nil
	})
	if err != nil {
		return false, fmt.Errorf("show %q to other tools: %w", show.Project, err)
	}
	return done, nil
}

// replaceRows writes the rows of a project that differ. Rows are compared as text, by hash.
func replaceRows(ctx context.Context, tx pgx.Tx, r Relation, project string, rows []byte) error {
	if len(rows) == 0 {
		rows = []byte("[]")
	}
	text := strings.ReplaceAll(string(rows), `\u0000`, `\ufffd`) // PostgreSQL has no text with NUL
	table := "desirelines." + r.Name
	_, err := tx.Exec(ctx, `delete from `+table+` t where t.project = $1 and t::text not in (select f::text from json_populate_recordset(null::`+table+`, $2::json) f)`, project, text)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `insert into `+table+` select f.* from json_populate_recordset(null::`+table+`, $2::json) f
		where f::text not in (select t::text from `+table+` t where t.project = $1)`, project, text)
	return err
}

func sqlDay(d domain.Date) time.Time {
	return time.Date(int(d.Year), time.Month(d.Month), int(d.Day), 0, 0, 0, 0, time.UTC)
}
