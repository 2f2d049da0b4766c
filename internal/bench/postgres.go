package bench

import (
	"context"
	"fmt"
	"net/url"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/projections"
	"github.com/desirelines/desirelines/streams"
)

// benchRebuildPostgres measures a rebuild of every projection into an empty PostgreSQL against a COPY of the rows that it ends with, in
// databases of its own on the server that is named.
func benchRebuildPostgres(ctx context.Context, o Options, log *streams.Log, last uint64, answer Answer) error {
	var p pairs
	for round := range Rounds {
		o.Note("rebuild into PostgreSQL: round %d of %d", round+1, Rounds)
		rebuilt, copied, rows, err := rebuildAndCopy(ctx, o.Postgres, log, last)
		if err != nil {
			return err
		}
		answer["rebuild_postgres_rows"] = float64(rows)
		p.add(float64(last)/rebuilt.Seconds(), float64(last)/copied.Seconds())
	}
	p.into(answer, "rebuild_postgres_vs_copy", "rebuild_postgres_per_s", "copy_per_s")
	return nil
}

// rebuildAndCopy folds the log into one database, and copies the rows that it ends with into another.
func rebuildAndCopy(ctx context.Context, server string, log *streams.Log, last uint64) (rebuilt, copied time.Duration, rows int, err error) {
	err = withDatabase(ctx, server, func(at string) error {
		store, err := projections.OpenPostgres(ctx, at)
		if err != nil {
			return err
		}
		defer store.Close()
		if rebuilt, err = rebuild(ctx, log, store, last); err != nil {
			return err
		}
		return withDatabase(ctx, server, func(other string) error {
			copied, rows, err = copyRows(ctx, at, other)
			return err
		})
	})
	return rebuilt, copied, rows, err
}

// copyRows reads all rows of one database into memory and measures how long COPY takes to put them into tables of the same shape in another.
func copyRows(ctx context.Context, from, into string) (took time.Duration, n int, err error) {
	empty, err := projections.OpenPostgres(ctx, into) // makes the tables
	if err != nil {
		return 0, 0, err
	}
	empty.Close()
	source, err := pgx.Connect(ctx, from)
	if err != nil {
		return 0, 0, err
	}
	defer source.Close(ctx)
	target, err := pgx.Connect(ctx, into)
	if err != nil {
		return 0, 0, err
	}
	defer target.Close(ctx)
	names, err := pgx.CollectRows(query(ctx, source, `select tablename from pg_tables where schemaname = 'desirelines_rows' and tablename ~ '_v[0-9]+$'`), pgx.RowTo[string])
	if err != nil {
		return 0, 0, err
	}
	for _, name := range names {
		rows, err := pgx.CollectRows(query(ctx, source, `select project, id, row::text, at from desirelines_rows.`+name+` order by at`), func(r pgx.CollectableRow) ([]any, error) { return r.Values() })
		if err != nil {
			return 0, 0, err
		}
		n += len(rows)
		started := time.Now()
		if _, err := target.CopyFrom(ctx, pgx.Identifier{"desirelines_rows", name}, []string{"project", "id", "row", "at"}, pgx.CopyFromRows(rows)); err != nil {
			return 0, 0, err
		}
		took += time.Since(started)
	}
	return took, n, nil
}

func query(ctx context.Context, c *pgx.Conn, sql string) pgx.Rows {
	rows, _ := c.Query(ctx, sql) // its error is that of the rows
	return rows
}

// withDatabase makes a database of its own on the server for fn, and drops it.
func withDatabase(ctx context.Context, server string, fn func(at string) error) error {
	at, err := url.Parse(server)
	if err != nil {
		return &domain.Error{Kind: domain.Usage, Message: "this is not the address of a database", Want: "write it as postgres://user@host/name"}
	}
	c, err := pgx.Connect(ctx, server)
	if err != nil {
		return &domain.Error{Kind: domain.Unavailable, Message: "the database cannot be reached: " + err.Error(), Want: "see that it runs and may be used"}
	}
	defer c.Close(ctx)
	name := "desirelines_bench_" + strconv.FormatInt(time.Now().UnixNano(), 36)
	if _, err := c.Exec(ctx, "create database "+name); err != nil {
		return fmt.Errorf("bench: %w", err)
	}
	at.Path = "/" + name
	err = fn(at.String())
	if _, dropped := c.Exec(context.WithoutCancel(ctx), "drop database "+name+" with (force)"); err == nil {
		err = dropped
	}
	return err
}

// The names of the stores, as they stand in the names of figures.
const (
	inMemory   = "memory"
	inPostgres = "postgres"
)

// inEachStore measures in memory, and in a PostgreSQL database of its own where a server is named.
func inEachStore(ctx context.Context, o Options, measure func(store projections.Store, name string) error) error {
	if err := measure(projections.NewMemory(), inMemory); err != nil || o.Postgres == "" {
		return err
	}
	return withDatabase(ctx, o.Postgres, func(at string) error {
		store, err := projections.OpenPostgres(ctx, at)
		if err != nil {
			return err
		}
		defer store.Close()
		return measure(store, inPostgres)
	})
}
