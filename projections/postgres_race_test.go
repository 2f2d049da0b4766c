package projections_test

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/domaintest"
	"github.com/desirelines/desirelines/internal/postgrestest"
	"github.com/desirelines/desirelines/projections"
	"github.com/desirelines/desirelines/projections/projectiontest"
	"pgregory.net/rapid"
)

// Two replicas project the same log into one database while their connections are killed and the server crashes: every row is there
// once, as in memory.
func TestTwoProjectorsAndACrash(t *testing.T) {
	var all []domain.Commit
	for len(all) < 1500 { // one long history of many short ones, each of projects of its own
		rapid.Check(t, func(rt *rapid.T) {
			all = append(all, renamed(commits(domaintest.Histories(rt)), len(all))...)
		})
	}
	all = all[:1500]
	memory := projections.NewMemory()
	if err := runner(t, memory, projections.All()).Apply(t.Context(), all); err != nil {
		t.Fatal(err)
	}
	url := postgrestest.Database(t)
	var taken atomic.Int64
	crash := func() {
		switch n := taken.Add(1); {
		case n == 30:
			postgrestest.Restart(t)
		case n%15 == 0:
			killConnections(url)
		}
	}
	one, other := openPostgres(t, url), openPostgres(t, url) // before any connection is killed
	var wait sync.WaitGroup
	for _, s := range []*projections.Postgres{one, other} {
		wait.Go(func() { project(t, s, all, crash) })
	}
	wait.Wait()
	if n := taken.Load(); n < 60 {
		t.Errorf("only %d pages were taken in", n)
	}
	if a, b := projectiontest.Dump(t, memory), projectiontest.Dump(t, openPostgres(t, url)); a != b {
		t.Error("the rows differ")
	}
}

// project applies everything, a few commits at a time, and goes on after whatever happens. crash is told of each page that was taken in.
func project(t *testing.T, s *projections.Postgres, all []domain.Commit, crash func()) {
	var r *projections.Runner
	last := all[len(all)-1].Sequence
	for !t.Failed() {
		if r == nil {
			made, err := projections.NewRunner(context.Background(), s, projections.All(), nil, quiet)
			if err != nil {
				continue // the server is not back yet
			}
			r = made
		}
		from := r.From()
		if from > last {
			return
		}
		if err := r.Apply(context.Background(), all[from-1:min(from+20, last)]); err != nil {
			r = nil // as a replica that starts again
		} else {
			crash()
		}
	}
}

// renamed gives the commits of one history projects and numbers of their own.
func renamed(list []domain.Commit, after int) []domain.Commit {
	prefix := string(rune('a'+after%26)) + string(rune('a'+after/26%26)) + string(rune('a'+after/676%26))
	for i := range list {
		c := &list[i]
		c.Sequence = uint64(after + i + 1)
		if c.Project != domain.Installation {
			c.Project = prefix + c.Project
		}
		for j := range c.Events {
			c.Events[j].Project = c.Project
		}
	}
	return list
}

func killConnections(url string) {
	c, err := pgx.Connect(context.Background(), url)
	if err != nil {
		return // it is down just now
	}
	defer c.Close(context.Background())
	_, _ = c.Exec(context.Background(), `select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and application_name like 'desirelines%'`)
}
