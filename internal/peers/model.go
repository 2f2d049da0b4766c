package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// summary is what the read model says of one project.
type summary struct {
	Count int
	Days  int    // of the entries, added up
	Last  string // id of the last entry
}

// model is the small read model that everything is folded to: a summary of each project.
type model map[string]*summary

// take takes in one entry; those of a project come in their order.
func (m model) take(e *entry) error {
	s := m[e.Project]
	if s == nil {
		s = new(summary)
		m[e.Project] = s
	}
	s.Count++
	s.Days += e.Day
	s.Last = e.ID
	return nil
}

// hash is the same for equal models and no others.
func (m model) hash() string {
	h := sha256.New()
	for _, project := range slices.Sorted(maps.Keys(m)) {
		s := m[project]
		fmt.Fprintf(h, "%q %d %d %q\n", project, s.Count, s.Days, s.Last)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// rebuilt folds everything that a peer holds in memory.
func rebuilt(ctx context.Context, p peer) (model, error) {
	m := model{}
	return m, p.Read(ctx, m.take)
}

// rowsTogether is how many entries are folded before their rows are written.
const rowsTogether = 4096

// modelTables are what rebuiltInto writes to.
const modelTables = `
	create table summary (project text primary key, count integer not null, days integer not null, last text not null);
	create table checkpoint (entries bigint not null);
	insert into checkpoint values (0)`

// rebuiltInto folds everything that a peer holds into the empty tables of a database: rows and checkpoint move in one transaction that does not wait for the
// disk, because the log has everything; the last one does.
func rebuiltInto(ctx context.Context, p peer, pool *pgxpool.Pool) error {
	m, changed, taken := model{}, map[string]bool{}, 0
	err := p.Read(ctx, func(e *entry) error {
		if err := m.take(e); err != nil {
			return err
		}
		changed[e.Project] = true
		if taken++; taken%rowsTogether != 0 {
			return nil
		}
		err := m.write(ctx, pool, changed, taken, "off")
		clear(changed)
		return err
	})
	if err != nil {
		return err
	}
	return m.write(ctx, pool, changed, taken, "on")
}

// write writes the rows of the projects that changed.
func (m model) write(ctx context.Context, pool *pgxpool.Pool, changed map[string]bool, taken int, wait string) error {
	var projects, lasts []string
	var counts, days []int
	for project := range changed {
		s := m[project]
		projects, counts, days, lasts = append(projects, project), append(counts, s.Count), append(days, s.Days), append(lasts, s.Last)
	}
	return pgx.BeginFunc(ctx, pool, func(tx pgx.Tx) error {
		var work pgx.Batch
		work.Queue(`set local synchronous_commit = ` + wait)
		work.Queue(`insert into summary as s select * from unnest($1::text[], $2::integer[], $3::integer[], $4::text[])
			on conflict (project) do update set count = excluded.count, days = excluded.days, last = excluded.last`, projects, counts, days, lasts)
		work.Queue(`update checkpoint set entries = $1`, taken)
		return tx.SendBatch(ctx, &work).Close()
	})
}

// readModel reads what rebuiltInto wrote.
func readModel(ctx context.Context, pool *pgxpool.Pool) (model, error) {
	m := model{}
	rows, _ := pool.Query(ctx, `select project, count, days, last from summary`)
	var project string
	var s summary
	_, err := pgx.ForEachRow(rows, []any{&project, &s.Count, &s.Days, &s.Last}, func() error {
		kept := s
		m[project] = &kept
		return nil
	})
	return m, err
}

// acceptedTwice counts the entries whose number in their project somebody else had too: their guard let both through.
func acceptedTwice(ctx context.Context, p peer) (twice int, err error) {
	type place struct {
		project string
		number  int
	}
	had := map[place]bool{}
	err = p.Read(ctx, func(e *entry) error {
		at := place{e.Project, e.Number}
		if had[at] {
			twice++
		}
		had[at] = true
		return nil
	})
	return twice, err
}
