package projections_test

import (
	"context"
	"errors"
	"iter"
	"slices"
	"testing"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/projections"
	"github.com/desirelines/desirelines/projections/projectiontest"
)

// logOf is a log in memory.
type logOf []domain.Commit

func (l logOf) from(_ context.Context, from uint64) iter.Seq2[domain.Commit, error] {
	return func(yield func(domain.Commit, error) bool) {
		for _, c := range l {
			if c.Sequence >= from && !yield(c, nil) {
				return
			}
		}
	}
}

// ReadProject implements projections.Source.
func (l logOf) ReadProject(_ context.Context, project string, from uint64) iter.Seq2[domain.Commit, error] {
	return func(yield func(domain.Commit, error) bool) {
		for _, c := range l {
			if c.Project == project && c.Events[len(c.Events)-1].Position >= from && !yield(c, nil) {
				return
			}
		}
	}
}

func (l logOf) projects() []string {
	var list []string
	for _, c := range l {
		if !slices.Contains(list, c.Project) {
			list = append(list, c.Project)
		}
	}
	return list
}

// A row that was changed behind the program's back is found and named, and a rebuild puts it right, while what was served stays there until then.
func TestVerifyFindsAndRebuildMends(t *testing.T) {
	for name, store := range map[string]func(t *testing.T) projections.Rebuilder{
		"memory":     func(*testing.T) projections.Rebuilder { return projections.NewMemory() },
		"PostgreSQL": func(t *testing.T) projections.Rebuilder { return postgres(t) },
	} {
		t.Run(name, func(t *testing.T) {
			all, s := logOf(commits(history(t))), store(t)
			r := runner(t, s, projections.All())
			if err := r.Apply(t.Context(), all); err != nil {
				t.Fatal(err)
			}
			if d, n, err := projections.Verify(t.Context(), s, all, all.projects()); d != nil || n == 0 || err != nil {
				t.Fatalf("what was just folded differs: %v, %d rows, %v", d, n, err)
			}
			aims, id := named("aims"), ""
			right := projectiontest.Dump(t, s)
			at := r.States()[slices.IndexFunc(r.States(), func(s projections.State) bool { return s.Name == "aims" })].Position
			_ = s.Read(t.Context(), func(reader projections.Reader) error {
				for aim := range reader.Scan("aim", all[0].Project) {
					id = aim
				}
				return nil
			})
			wrong := projections.Change{Key: projections.RowKey{Table: "aim", Project: all[0].Project, ID: id}, Row: &projections.AimRow{Aim: id, Statement: "nobody said this"}}
			if err := s.Commit(t.Context(), projections.Batch{Projection: "aims", Version: aims.Version, From: at, To: at, Changes: []projections.Change{wrong}}); err != nil {
				t.Fatal(err)
			}
			d, _, err := projections.Verify(t.Context(), s, all, all.projects())
			if err != nil || d == nil || d.Projection != "aims" || d.Table != "aim" || d.ID != id {
				t.Fatalf("the changed row of %q is not found: %v, %v", id, d, err)
			}

			ctx, cancel := context.WithCancel(t.Context())
			if err := projections.Rebuild(ctx, s, aims, func(ctx context.Context, from uint64) iter.Seq2[domain.Commit, error] {
				return endedAfter(all.from(ctx, from), 5, cancel)
			}, projections.Skips{}, nil); !errors.Is(err, context.Canceled) {
				t.Fatalf("ended, it says %v", err)
			}
			var begun []uint64
			if err := projections.Rebuild(t.Context(), s, aims, func(ctx context.Context, from uint64) iter.Seq2[domain.Commit, error] {
				begun = append(begun, from)
				return all.from(ctx, from)
			}, projections.Skips{}, nil); err != nil {
				t.Fatal(err)
			}
			if got := projectiontest.Dump(t, s); got != right {
				t.Errorf("rebuilt:\n%s\nwant:\n%s", got, right)
			}
			if d, _, err := projections.Verify(t.Context(), s, all, all.projects()); d != nil || err != nil {
				t.Errorf("rebuilt it differs: %v, %v", d, err)
			}
		})
	}
}

// endedAfter calls cancel before the n-th commit and fails there as a read of the log does.
func endedAfter(commits iter.Seq2[domain.Commit, error], n int, cancel func()) iter.Seq2[domain.Commit, error] {
	return func(yield func(domain.Commit, error) bool) {
		for c := range commits {
			if n--; n == 0 {
				cancel()
				yield(domain.Commit{}, context.Canceled)
				return
			}
			if !yield(c, nil) {
				return
			}
		}
	}
}

func named(name string) projections.Projection {
	for _, p := range projections.All() {
		if p.Name == name {
			return p
		}
	}
	panic("no projection " + name)
}
