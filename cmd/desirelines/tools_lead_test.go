package main

import (
	"context"
	"log/slog"
	"sync"
	"testing"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/projections"
	"github.com/desirelines/desirelines/reports"
)

// Of two programs one keeps the tables for other tools. Whoever it is, and whatever happens to its connection, nothing is left out.
func TestTheTablesForOtherToolsAreKeptByOne(t *testing.T) {
	f := newFollowed(t)
	other, err := projections.OpenPostgres(t.Context(), f.url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(other.Close)
	if err := other.MakeRelations(t.Context(), reports.Relations()); err != nil {
		t.Fatal(err)
	}
	var wait sync.WaitGroup
	var stops []context.CancelFunc
	for _, store := range []*projections.Postgres{f.store, other} {
		a := &app{store: store, runner: f.runner, say: slog.New(slog.DiscardHandler)}
		a.start.Do(func() {})
		ctx, stop := context.WithCancel(t.Context())
		stops = append(stops, stop)
		wait.Go(func() { a.tell(ctx) })
	}
	defer wait.Wait()
	defer stops[1]()
	defer stops[0]()
	named := func(name string) {
		t.Helper()
		f.write(&domain.ProjectDescribed{Name: name})
		f.until(`select name from desirelines.projects`, name)
		f.until(leaders, "1") // one that lost its connection notices a little later
	}
	f.write(&domain.ProjectStarted{Name: "The garden on the roof"})
	f.until(`select name from desirelines.projects`, "The garden on the roof")
	named("The orchard")
	f.one(`select pg_terminate_backend(pid)::text from pg_locks where locktype = 'advisory' and granted`)
	named("The meadow")
	stops[0]()
	named("The hedge")
}

const leaders = `select count(*)::text from pg_locks where locktype = 'advisory' and granted`
