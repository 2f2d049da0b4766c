package main

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

// plainPeer is what one writes without a library: one table, one insert a transaction. Its guard is a unique number in each project.
type plainPeer struct {
	pool  *pgxpool.Pool
	known *known
}

func openPlain(ctx context.Context, at place) (peer, error) {
	_, err := at.pool.Exec(ctx, `create table if not exists events (
		seq bigint generated always as identity primary key, project text not null, number integer not null, data json not null, unique (project, number))`)
	return &plainPeer{at.pool, newKnown()}, err
}

func (p *plainPeer) Append(ctx context.Context, e entry) error {
	e.Number = p.known.last(e.Project) + 1
	data, err := json.Marshal(e)
	if err != nil {
		return err
	}
	_, err = p.pool.Exec(ctx, `insert into events (project, number, data) values ($1, $2, $3)`, e.Project, e.Number, data)
	switch {
	case taken(err):
		return p.known.lost(e.Project, e.Number, func(int) (last int, err error) {
			err = p.pool.QueryRow(ctx, `select coalesce(max(number), 0) from events where project = $1`, e.Project).Scan(&last)
			return last, err
		})
	case err == nil:
		p.known.heard(e.Project, e.Number)
	}
	return err
}

// taken is true where a unique index refused an insert.
func taken(err error) bool {
	var refused *pgconn.PgError
	return errors.As(err, &refused) && refused.Code == "23505"
}

// pause is how long a reader that has to ask waits before it asks again.
const pause = 5 * time.Millisecond

// Follow asks for what has a higher number than the last row it saw.
func (p *plainPeer) Follow(ctx context.Context, seen func(*entry)) error {
	last := int64(0)
	return asking(ctx, func() error {
		rows, _ := p.pool.Query(ctx, `select seq, data from events where seq > $1 order by seq`, last)
		var data []byte
		_, err := pgx.ForEachRow(rows, []any{&last, &data}, func() error { return unmarshal(data, seen) })
		return err
	})
}

// asking calls ask again and again until ctx ends.
func asking(ctx context.Context, ask func() error) error {
	for {
		if err := ask(); ctx.Err() != nil {
			return nil
		} else if err != nil {
			return err
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return nil
		}
	}
}

func unmarshal(data []byte, seen func(*entry)) error {
	e := new(entry)
	if err := json.Unmarshal(data, e); err != nil {
		return err
	}
	seen(e)
	return nil
}

func (p *plainPeer) Read(ctx context.Context, each func(*entry) error) error {
	rows, _ := p.pool.Query(ctx, `select data from events order by seq`)
	var data []byte
	_, err := pgx.ForEachRow(rows, []any{&data}, func() error {
		e := new(entry)
		if err := json.Unmarshal(data, e); err != nil {
			return err
		}
		return each(e)
	})
	return err
}

func (p *plainPeer) Close() error { return nil }
