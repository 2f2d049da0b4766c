package projections_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/postgrestest"
	"github.com/desirelines/desirelines/projections"
)

// raised is the list with one projection of a higher version.
func raised(name string) []projections.Projection {
	all := projections.All()
	i := slices.IndexFunc(all, func(p projections.Projection) bool { return p.Name == name })
	all[i].Version++
	return all
}

func hash(t *testing.T, s projections.Store, all []projections.Projection, name string) string {
	t.Helper()
	i := slices.IndexFunc(all, func(p projections.Projection) bool { return p.Name == name })
	sum, err := projections.Hash(t.Context(), s, all[i])
	if err != nil {
		t.Fatal(err)
	}
	return sum
}

// A program with another version of a projection builds it beside the one that is served, while the older program goes on writing; neither
// keeps the other back. What is left of the older version goes when asked, and not while somebody serves it.
func TestAnotherVersionIsBuiltBeside(t *testing.T) {
	var all []domain.Commit
	for i := range 12 {
		e := domain.Event{ID: fmt.Sprint(i), Project: "p", Position: uint64(i + 1), Body: &domain.AimRaised{Aim: fmt.Sprint(i), Statement: "?"}}
		all = append(all, domain.Commit{Sequence: uint64(i + 1), Project: "p", Events: []domain.Event{e}})
	}
	half := len(all) / 2
	url := postgrestest.Database(t)
	before, err := projections.OpenPostgres(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer before.Close()
	older := runner(t, before, projections.All())
	if err := older.Apply(t.Context(), all[:half]); err != nil {
		t.Fatal(err)
	}
	list := raised("aims")
	after, err := projections.OpenPostgresFor(t.Context(), url, list)
	if err != nil {
		t.Fatal(err)
	}
	defer after.Close()
	rest := all[half:]
	newer := runner(t, &raced{Postgres: after, t: t, before: func() bool {
		moves := len(rest) > 0
		if moves { // while the older one moves on, the newer one is not in its way, nor the other way round
			if err := older.Apply(t.Context(), rest[:1]); err != nil {
				t.Fatal(err)
			}
			rest = rest[1:]
		}
		return moves
	}}, list)
	if from := newer.From(); from != 1 {
		t.Errorf("the new version begins at %d", from)
	}
	for i := range half {
		if err := newer.Apply(t.Context(), all[i:i+1]); err != nil {
			t.Fatalf("commit %d: %v", i+1, err)
		}
	}
	if hash(t, before, projections.All(), "aims") == hash(t, after, list, "aims") {
		t.Error("a version that is not complete looks like the one that is")
	}
	if len(rest) > 0 {
		t.Fatal("the older one did not move on")
	}
	for _, r := range []*projections.Runner{older, newer} {
		if err := r.Apply(t.Context(), all[half:]); err != nil {
			t.Fatal(err)
		}
	}
	memory := projections.NewMemory()
	if err := runner(t, memory, projections.All()).Apply(t.Context(), all); err != nil {
		t.Fatal(err)
	}
	for _, p := range list {
		want := hash(t, memory, projections.All(), p.Name)
		if a, b := hash(t, before, projections.All(), p.Name), hash(t, after, list, p.Name); a != want || b != want {
			t.Errorf("%s: in memory %s, older %s, newer %s", p.Name, want, a, b)
		}
	}

	if _, err := after.Tidy(t.Context()); domain.KindOf(err) != domain.Refused {
		t.Errorf("while the older version is served: %v", err)
	}
	before.Close()
	keys, err := pgx.Connect(t.Context(), url) // that of keys in the same database serves no view
	if err != nil {
		t.Fatal(err)
	}
	defer keys.Close(context.Background())
	if _, err := keys.Exec(t.Context(), `set application_name = 'desirelines desirelines_keys'`); err != nil {
		t.Fatal(err)
	}
	dropped := tidied(t, after)
	if !slices.Contains(dropped, "aim_v1") && !slices.Contains(dropped, "aim_v2") || slices.ContainsFunc(dropped, func(s string) bool { return s == "entry_v2" }) {
		t.Errorf("dropped %v", dropped)
	}
	if a, b := hash(t, after, list, "aims"), hash(t, memory, projections.All(), "aims"); a != b {
		t.Error("the served version is another one now")
	}
	if again := tidied(t, after); len(again) > 0 {
		t.Errorf("dropped again: %v", again)
	}
}

// tidied is Tidy once the server knows that whoever was closed is gone.
func tidied(t *testing.T, s *projections.Postgres) []string {
	t.Helper()
	for late := time.Now().Add(30 * time.Second); ; {
		dropped, err := s.Tidy(t.Context())
		if err == nil {
			return dropped
		}
		if domain.KindOf(err) != domain.Refused || time.Now().After(late) {
			t.Fatal(err)
		}
	}
}

// raced is a store where somebody else is quicker before each commit, and none may be fenced off for that while it builds what nobody else does.
type raced struct {
	*projections.Postgres
	t      *testing.T
	before func() bool // whether somebody was
}

func (r *raced) Commit(ctx context.Context, batches ...projections.Batch) error {
	building := r.before()
	err := r.Postgres.Commit(ctx, batches...)
	var fenced *projections.FencedError
	if building && errors.As(err, &fenced) {
		r.t.Errorf("fenced off: %v", err)
	}
	return err
}
