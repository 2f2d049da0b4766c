package main

import (
	"context"
	"errors"
	"iter"
	"log/slog"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/postgrestest"
	"github.com/desirelines/desirelines/projections"
	"github.com/desirelines/desirelines/reports"
)

// followed is a database whose views follow what a test writes.
type followed struct {
	t       *testing.T
	url     string
	store   *projections.Postgres
	runner  *projections.Runner
	project *domain.Project
	commits []domain.Commit
}

func newFollowed(t *testing.T) *followed {
	t.Helper()
	f := &followed{t: t, url: postgrestest.Database(t), project: domain.NewProject("garden")}
	var err error
	if f.store, err = projections.OpenPostgres(t.Context(), f.url); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(f.store.Close)
	if err := f.store.MakeRelations(t.Context(), reports.Relations()); err != nil {
		t.Fatal(err)
	}
	if f.runner, err = projections.NewRunner(t.Context(), f.store, projections.All(), nil, slog.New(slog.DiscardHandler)); err != nil {
		t.Fatal(err)
	}
	return f
}

// write records one thing and has the views take it in.
func (f *followed) write(body domain.Body) string {
	f.t.Helper()
	c := domain.Command{ID: newID(), Project: "garden", Drafts: []domain.Draft{{Body: body}}}
	events, err := domain.Decide(f.project, c, time.Date(2024, 5, 1, 12, 0, 0, 0, time.UTC))
	if err != nil {
		f.t.Fatal(err)
	}
	f.commits = append(f.commits, domain.Commit{Sequence: uint64(len(f.commits) + 1), Project: "garden", Events: events})
	if err := f.runner.Apply(f.t.Context(), f.commits[len(f.commits)-1:]); err != nil {
		f.t.Fatal(err)
	}
	return c.ID
}

// read reads what was written.
func (f *followed) read(_ context.Context, from uint64) iter.Seq2[domain.Commit, error] {
	return func(yield func(domain.Commit, error) bool) {
		for _, c := range f.commits[from-1:] {
			if !yield(c, nil) {
				return
			}
		}
	}
}

// one is what a query finds.
func (f *followed) one(sql string) (text string) {
	f.t.Helper()
	conn, err := pgx.Connect(f.t.Context(), f.url)
	if err != nil {
		f.t.Fatal(err)
	}
	defer conn.Close(context.Background())
	if err := conn.QueryRow(f.t.Context(), sql).Scan(&text); err != nil && !errors.Is(err, pgx.ErrNoRows) {
		f.t.Fatal(err)
	}
	return text
}

// due is how many projects have tables that are not current on a day.
func (f *followed) due(day domain.Date) int {
	f.t.Helper()
	list, err := f.store.Due(f.t.Context(), day)
	if err != nil {
		f.t.Fatal(err)
	}
	return len(list)
}

// The tables for other tools are due after each entry, when a day has passed and after a rebuild, and current once they were made.
func TestTheTablesForOtherToolsAreMadeWhenTheyAreDue(t *testing.T) {
	f := newFollowed(t)
	first, next := domain.Date{Year: 2024, Month: 6, Day: 1}, domain.Date{Year: 2024, Month: 6, Day: 2}
	show := func(day domain.Date) {
		t.Helper()
		if n := f.due(day); n != 1 {
			t.Fatalf("%d projects are due", n)
		}
		if err := showDue(t.Context(), f.store, nil, day); err != nil {
			t.Fatal(err)
		}
		if n := f.due(day); n != 0 {
			t.Fatalf("%d projects are due again", n)
		}
	}
	f.write(&domain.ProjectStarted{Name: "The garden on the roof"})
	show(first)
	aim := f.write(&domain.AimAgreed{Aim: "a", Statement: "More people come"})
	show(first)
	if got := f.one(`select statement || position from desirelines.aims join desirelines.projects using (project)`); got != "More people come2" {
		t.Errorf("the aim: %q", got)
	}
	show(next)
	if got := f.one(`select as_of::text from desirelines.projects`); got != next.String() {
		t.Errorf("as of %q", got)
	}
	f.write(&domain.EntryWithdrawn{Entry: f.write(&domain.SurpriseNoticed{What: domain.Write("It rained")})})
	show(next)
	if got := f.one(`select withdrawn::text from desirelines.entries where kind = 'surprise.noticed'`); got != "true" {
		t.Errorf("withdrawn: %q", got)
	}
	if got := f.one(`select entry from desirelines.wordings`); got != aim {
		t.Errorf("the wording is that of %q", got)
	}
	if err := projections.Rebuild(t.Context(), f.store, projections.All()[0], f.read, projections.Skips{}, func(uint64) {}); err != nil {
		t.Fatal(err)
	}
	show(next)
}

// Beside the views the tables follow, whoever writes.
func TestTheTablesForOtherToolsFollow(t *testing.T) {
	f := newFollowed(t)
	a := &app{store: f.store, runner: f.runner, say: slog.New(slog.DiscardHandler)}
	a.start.Do(func() {})
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		a.tell(ctx)
	}()
	defer func() { stop(); <-done }()
	f.write(&domain.ProjectStarted{Name: "The garden on the roof"})
	f.until(`select name from desirelines.projects`, "The garden on the roof")
	f.write(&domain.ProjectDescribed{Name: "The orchard"})
	f.until(`select name from desirelines.projects`, "The orchard")
	state, ok, err := a.toolsState(t.Context())
	if err != nil || !ok || state.Position != 2 || state.Name != "aimed_vs_achieved" {
		t.Errorf("%+v %v %v", state, ok, err)
	}
}

func (f *followed) until(sql, want string) {
	f.t.Helper()
	late := time.After(30 * time.Second)
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for got := f.one(sql); got != want; got = f.one(sql) {
		select {
		case <-tick.C:
		case <-late:
			f.t.Fatalf("%s finds %q, want %q", sql, got, want)
		}
	}
}
