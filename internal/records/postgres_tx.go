package records

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/desirelines/desirelines/domain"
)

// The largest answer to one question, and how much is written at once.
const (
	pageRows     = 200
	mostWaiting  = 500
	waitingBytes = 4 << 20
)

// View is one repeatable-read transaction.
func (d *postgres) View(f func(Tx) error) error {
	var failed error
	err := d.trying(func(ctx context.Context, c *pgxpool.Conn, goesOn func()) error {
		failed = nil
		t := &postgresTx{ctx: ctx, conn: c.Conn(), table: d.schema + ".record", goesOn: goesOn, reads: true}
		if _, err := c.Exec(ctx, `begin isolation level repeatable read read only`); err != nil {
			return err
		}
		failed = f(t)
		if t.broken != nil { // what f made of that does not count
			failed = nil
			return t.broken
		}
		_, err := c.Exec(ctx, `commit`)
		return err
	})
	if failed != nil {
		return failed
	}
	return err
}

// Update takes its turn by a lock, before it looks at anything: what it then reads is what all others wrote.
func (d *postgres) Update(f func(Tx) error) error {
	var failed error
	err := d.trying(func(ctx context.Context, c *pgxpool.Conn, goesOn func()) error {
		failed = nil
		number, err := d.begin(ctx, c.Conn())
		if err != nil {
			return err
		}
		t := &postgresTx{ctx: ctx, conn: c.Conn(), table: d.schema + ".record", goesOn: goesOn}
		failed = f(t)
		if t.broken != nil {
			failed = nil
			return t.broken
		}
		if failed != nil {
			_, err := c.Exec(ctx, `rollback`)
			return err
		}
		if err := t.commit(); err != nil {
			return d.whatBecame(ctx, number, err)
		}
		return nil
	})
	if failed != nil {
		return failed
	}
	return err
}

// begin begins a transaction that writes, when it is its turn, and returns its number.
func (d *postgres) begin(ctx context.Context, c *pgx.Conn) (number uint64, err error) {
	// Not one statement may come before the lock: the first one settles what the transaction sees.
	results := c.PgConn().Exec(ctx, `begin isolation level repeatable read; lock table `+d.schema+`.turn in exclusive mode; select pg_catalog.pg_current_xact_id()`)
	for results.NextResult() {
		for rows := results.ResultReader(); rows.NextRow(); {
			if number, err = strconv.ParseUint(string(rows.Values()[0]), 10, 64); err != nil {
				break
			}
		}
	}
	return number, errors.Join(err, results.Close())
}

// whatBecame asks what became of a transaction whose end was not answered: nil where it was kept, an error that lets it be tried again where it
// was not, and one that says "not known" where nobody can tell.
func (d *postgres) whatBecame(ctx context.Context, number uint64, cause error) error {
	if !lost(cause) {
		return cause // the database said no
	}
	unknown := fmt.Errorf("%w: %w", &domain.Error{Kind: domain.Unavailable, Message: "it is not known whether this was kept, because the database went away", Value: d.shown, Want: "look, and try again"}, cause)
	for {
		var status *string
		err := d.once(ctx, func(ctx context.Context, c *pgxpool.Conn) error {
			return c.QueryRow(ctx, `select pg_catalog.pg_xact_status($1::text::pg_catalog.xid8)`, strconv.FormatUint(number, 10)).Scan(&status)
		})
		var answer *pgconn.PgError
		switch {
		case err == nil && status == nil, errors.As(err, &answer) && !lost(err): // too long ago, or a server that never saw it
			return unknown
		case err == nil && *status == "committed":
			return nil
		case err == nil && *status == "aborted":
			return &troubleError{cause}
		}
		select {
		case <-time.After(20 * time.Millisecond):
		case <-ctx.Done():
			return unknown
		}
	}
}

// postgresTx is a transaction under way. What is written waits until something is read or it ends, and then goes in one go.
type postgresTx struct {
	ctx    context.Context
	conn   *pgx.Conn
	table  string
	reads  bool   // and never writes
	goesOn func() // is told of every step
	work   pgx.Batch
	bytes  int
	broken error // why nothing more can be done
}

// fail notes an error of the database.
func (t *postgresTx) fail(err error) error {
	if t.broken == nil {
		t.broken = err
	}
	return err
}

// flush sends what waits.
func (t *postgresTx) flush() error {
	t.goesOn()
	if t.broken != nil || t.work.Len() == 0 {
		return t.broken
	}
	work := t.work
	t.work, t.bytes = pgx.Batch{}, 0
	if err := t.conn.SendBatch(t.ctx, &work).Close(); err != nil {
		return t.fail(err)
	}
	return nil
}

// commit sends what waits and ends the transaction in one go.
func (t *postgresTx) commit() error {
	t.goesOn()
	t.work.Queue(`commit`)
	work := t.work
	results := t.conn.SendBatch(t.ctx, &work)
	var ended pgconn.CommandTag
	for range work.Len() {
		tag, err := results.Exec()
		if err != nil {
			return errors.Join(err, results.Close())
		}
		ended = tag
	}
	if err := results.Close(); err != nil {
		return err
	}
	if ended.String() != "COMMIT" {
		return fmt.Errorf("the transaction ended with %s", ended)
	}
	return nil
}

func (t *postgresTx) Get(bucket string, key []byte) (value []byte, err error) {
	if err := t.flush(); err != nil {
		return nil, err
	}
	err = t.conn.QueryRow(t.ctx, `select value from `+t.table+` where bucket = $1 and key = $2`, bucket, notNil(key)).Scan(&value)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, t.fail(err)
	}
	return notNil(value), nil
}

var errReads = &domain.Error{Kind: domain.Internal, Message: "a transaction that only reads cannot write"}

func (t *postgresTx) queue(size int, statement string, arguments ...any) error {
	if t.reads {
		return errReads
	}
	t.work.Queue(statement, arguments...)
	if t.bytes += size; t.work.Len() >= mostWaiting || t.bytes >= waitingBytes {
		return t.flush()
	}
	return t.broken
}

func (t *postgresTx) Put(bucket string, key, value []byte) error {
	return t.queue(len(key)+len(value), `insert into `+t.table+` (bucket, key, value) values ($1, $2, $3) on conflict (bucket, key) do update set value = excluded.value`,
		bucket, notNil(key), append([]byte{}, value...))
}

func (t *postgresTx) Delete(bucket string, key []byte) error {
	return t.queue(len(key), `delete from `+t.table+` where bucket = $1 and key = $2`, bucket, notNil(key))
}

func (t *postgresTx) Each(bucket string, prefix []byte, f func(key, value []byte) error) error {
	from, first := notNil(prefix), true
	for {
		keys, values, err := t.page(bucket, prefix, from, first)
		if err != nil {
			return err
		}
		for i, key := range keys {
			if err := f(key, values[i]); err != nil {
				return err
			}
		}
		if len(keys) < pageRows {
			return nil
		}
		from, first = keys[len(keys)-1], false
	}
}

// page reads some records from a key on, which is among them where it is the first.
func (t *postgresTx) page(bucket string, prefix, from []byte, first bool) (keys, values [][]byte, err error) {
	if err := t.flush(); err != nil {
		return nil, nil, err
	}
	after := ">"
	if first {
		after = ">="
	}
	rows, err := t.conn.Query(t.ctx, `select key, value from `+t.table+` where bucket = $1 and key `+after+` $2 and ($3::bytea is null or key < $3) order by key limit $4`,
		bucket, from, behind(prefix), pageRows)
	if err != nil {
		return nil, nil, t.fail(err)
	}
	defer rows.Close()
	for rows.Next() {
		var key, value []byte
		if err := rows.Scan(&key, &value); err != nil {
			return nil, nil, t.fail(err)
		}
		keys, values = append(keys, notNil(key)), append(values, notNil(value))
	}
	if err := rows.Err(); err != nil {
		return nil, nil, t.fail(err)
	}
	return keys, values, nil
}

// behind is the first key that stands behind all with this prefix, nil where none does.
func behind(prefix []byte) []byte {
	for n := len(prefix) - 1; n >= 0; n-- {
		if prefix[n] < 0xff {
			next := append([]byte{}, prefix[:n+1]...)
			next[n]++
			return next
		}
	}
	return nil
}

// notNil is nothing as PostgreSQL writes it: an empty text of bytes and no null.
func notNil(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}

// isBroken says whether an error is that of a connection that ended.
func isBroken(err error) bool {
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed) || err != nil && err.Error() == "conn closed"
}
