package records

import (
	"context"
	"errors"
	"fmt"
	"net"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/desirelines/desirelines/domain"
)

const (
	mostConnections = 8                // of one replica to one schema
	patience        = 10 * time.Second // for everything that one call waits for
	absence         = 2 * time.Second  // for a database that cannot be reached: it may be starting again
	longestTurn     = 10 * time.Second // of a writer of whom nothing is heard: then others have theirs
)

// postgres is one schema of a PostgreSQL database.
type postgres struct {
	pool   *pgxpool.Pool
	schema string
	shown  string // the address as people may read it; empty once it is open, since pages say what an error says

	closing sync.Once
}

// schemaName is what a schema may be called: it stands in statements as it is.
var schemaName = regexp.MustCompile(`^[a-z_]{1,40}$`)

// migrations are what was done to a schema, in order; a new one is a line at the end, and none is ever changed. %[1]s is the schema.
var migrations = []string{
	`create table %[1]s.record (bucket text collate "C", key bytea, value bytea not null, primary key (bucket, key));
	 alter table %[1]s.record alter column value set storage external;
	 create table %[1]s.turn ();
	 comment on table %[1]s.turn is 'who locks it is the one who writes';`,
}

// OpenPostgres opens a database in a schema of the database at url (postgres://…), made where it is missing; schema is of small letters and _.
// Any number of processes may do so at once.
func OpenPostgres(url, schema string) (DB, error) {
	if !schemaName.MatchString(schema) {
		return nil, &domain.Error{Kind: domain.Internal, Message: "this is no name of a schema", Value: schema, Want: "small letters"}
	}
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, &domain.Error{Kind: domain.Usage, Message: "this is not the address of a database", Value: Shown(url), Want: "write it as postgres://USER@HOST:PORT/DATABASE"}
	}
	config.MaxConns = mostConnections
	config.MinConns, config.MinIdleConns = 0, 0
	config.ConnConfig.ConnectTimeout = absence
	for name, value := range map[string]string{
		"application_name": "desirelines " + schema, "synchronous_commit": "on", "default_transaction_isolation": "repeatable read",
		"idle_in_transaction_session_timeout": fmt.Sprint(longestTurn.Milliseconds()), "lock_timeout": fmt.Sprint((patience - time.Second).Milliseconds()),
		"search_path": "pg_catalog",
	} {
		if timeout := strings.HasSuffix(name, "timeout"); !timeout || config.ConnConfig.RuntimeParams[name] == "" { // the address may name other limits
			config.ConnConfig.RuntimeParams[name] = value
		}
	}
	pool, err := pgxpool.NewWithConfig(context.Background(), config)
	if err != nil {
		return nil, fmt.Errorf("prepare connections: %w", err)
	}
	d := &postgres{pool: pool, schema: schema, shown: Shown(url)}
	if err := d.migrate(); err != nil {
		pool.Close()
		return nil, err
	}
	d.shown = ""
	return d, nil
}

// migrationLock is the key of the advisory lock that keeps two from migrating at once.
const migrationLock = 0x7265636f726473 // "records"

func (d *postgres) migrate() error {
	return d.trying(func(ctx context.Context, c *pgxpool.Conn, _ func()) error {
		there := false
		err := c.QueryRow(ctx, `select exists (select from pg_catalog.pg_tables where schemaname = $1 and tablename = 'migration')`, d.schema).Scan(&there)
		if err != nil {
			return err
		}
		if there { // so that who may not make anything may still use what is there
			var done int
			if err := c.QueryRow(ctx, `select coalesce(max(number), 0) from `+d.schema+`.migration`).Scan(&done); err != nil || done == len(migrations) {
				return err
			}
		}
		return pgx.BeginTxFunc(ctx, c, pgx.TxOptions{IsoLevel: pgx.ReadCommitted}, d.migrateIn(ctx))
	})
}

func (d *postgres) migrateIn(ctx context.Context) func(pgx.Tx) error {
	return func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `select pg_advisory_xact_lock($1)`, int64(migrationLock)); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, fmt.Sprintf(`create schema if not exists %[1]s; create table if not exists %[1]s.migration (number int primary key, at timestamptz not null default now())`, d.schema)); err != nil {
			return err
		}
		var done int
		if err := tx.QueryRow(ctx, `select coalesce(max(number), 0) from `+d.schema+`.migration`).Scan(&done); err != nil {
			return err
		}
		if done > len(migrations) {
			return &domain.Error{Kind: domain.Unavailable, Message: fmt.Sprintf("a newer version of this program made the schema %s: it has migration %d, this one knows %d", d.schema, done, len(migrations)),
				Value: d.shown, Want: "run the newest version"}
		}
		for n := done; n < len(migrations); n++ {
			if _, err := tx.Exec(ctx, fmt.Sprintf(migrations[n], d.schema)); err != nil {
				return fmt.Errorf("migration %d: %w", n+1, err)
			}
			if _, err := tx.Exec(ctx, `insert into `+d.schema+`.migration (number) values ($1)`, n+1); err != nil {
				return err
			}
		}
		return nil
	}
}

// Holds says whether the database at url has a schema.
func Holds(url, schema string) (found bool, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	c, err := pgx.Connect(ctx, url)
	if err != nil {
		return false, away(Shown(url), err)
	}
	defer c.Close(ctx)
	if err := c.QueryRow(ctx, `select exists (select from pg_catalog.pg_namespace where nspname = $1)`, schema).Scan(&found); err != nil {
		return false, away(Shown(url), err)
	}
	return found, nil
}

// Compact writes the table anew, which takes what was deleted out of its file. Others wait meanwhile.
func (d *postgres) Compact() error {
	return d.trying(func(ctx context.Context, c *pgxpool.Conn, _ func()) error {
		_, err := c.Exec(ctx, `vacuum (full) `+d.schema+`.record`)
		return err
	})
}

func (d *postgres) Close() error {
	d.closing.Do(d.pool.Close)
	return nil
}

// trying calls f with a connection until it ends in something else than trouble with the database, or patience is over. f must change
// nothing where it fails, and calls goesOn where it got a step further.
func (d *postgres) trying(f func(ctx context.Context, c *pgxpool.Conn, goesOn func()) error) error {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	limit := time.AfterFunc(patience, cancel)
	defer limit.Stop()
	goesOn := func() {
		if ctx.Err() == nil {
			limit.Reset(patience)
		}
	}
	began := time.Now()
	for wait := 5 * time.Millisecond; ; wait = min(2*wait, 200*time.Millisecond) {
		err := d.once(ctx, func(ctx context.Context, c *pgxpool.Conn) error { return f(ctx, c, goesOn) })
		if err == nil || !passing(err) || lost(err) && time.Since(began) > absence {
			return d.plain(err)
		}
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			return d.plain(err)
		}
	}
}

func (d *postgres) once(ctx context.Context, f func(context.Context, *pgxpool.Conn) error) error {
	c, err := d.pool.Acquire(ctx)
	if err != nil {
		return &troubleError{err}
	}
	defer c.Release() // which closes a connection that is in the middle of something
	return f(ctx, c)
}

// troubleError is that the database could not be reached at all.
type troubleError struct{ error }

func (e *troubleError) Unwrap() error { return e.error }

// lost says whether an error is that of a connection, and not an answer of the database.
func lost(err error) bool {
	var trouble *troubleError
	var answer *pgconn.PgError
	var network net.Error
	switch {
	case errors.As(err, &answer):
		return strings.HasPrefix(answer.Code, "57") || strings.HasPrefix(answer.Code, "08") || answer.Code == "25P03" // it goes away, or took the connection
	case errors.As(err, &trouble), errors.As(err, &network), errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled), pgconn.SafeToRetry(err):
		return true
	}
	return isBroken(err)
}

// passing says whether the same again may do.
func passing(err error) bool {
	var answer *pgconn.PgError
	if errors.As(err, &answer) {
		switch answer.Code {
		case "40001", "40P01", "53300": // not serializable, a deadlock, too many connections
			return true
		}
	}
	return lost(err)
}

// plain is an error in words, where it is one of the database; what a function returned is left as it is.
func (d *postgres) plain(err error) error {
	var own *domain.Error
	var answer *pgconn.PgError
	switch {
	case err == nil || errors.As(err, &own):
		return err
	case errors.As(err, &answer), lost(err):
		return away(d.shown, err)
	}
	return err
}

func away(shown string, err error) error {
	said := &domain.Error{Kind: domain.Unavailable, Message: "a database that this needs cannot be used now", Value: shown, Want: "try again in a moment; who runs the program sees that the database runs and that its address is right"}
	var answer *pgconn.PgError
	if errors.As(err, &answer) && strings.HasPrefix(answer.Code, "42") {
		said.Want = "let the user of this address use the schema and its tables"
	}
	return fmt.Errorf("%w: %w", said, err)
}
