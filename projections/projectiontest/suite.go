// Package projectiontest holds what every store of rows must do, and helpers to compare stores.
package projectiontest

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/desirelines/desirelines/projections"
)

// TestStore is the contract of projections.Store; open returns an empty one.
func TestStore(t *testing.T, open func(t *testing.T) projections.Store) {
	t.Run("a commit moves rows and checkpoint together", func(t *testing.T) {
		s := open(t)
		if at := checkpoint(t, s, "aims", version("aims")); at != 0 {
			t.Fatalf("an empty store has checkpoint %d", at)
		}
		commit(t, s, batch("aims", 0, 3, aim("p", "a", "first"), aim("p", "b", "second"), aim("q", "a", "other")))
		if at := checkpoint(t, s, "aims", version("aims")); at != 3 {
			t.Errorf("checkpoint %d, want 3", at)
		}
		expect(t, s, "p", "a=first b=second")
		expect(t, s, "q", "a=other")
		row, err := s.Base("aims", version("aims"))(projections.RowKey{Table: "aim", Project: "p", ID: "b"})
		if err != nil || row == nil || row.(*projections.AimRow).Statement != "second" {
			t.Errorf("a fold finds %v, %v", row, err)
		}
	})
	t.Run("rows are replaced and deleted", func(t *testing.T) {
		s := open(t)
		commit(t, s, batch("aims", 0, 1, aim("p", "a", "first"), aim("p", "b", "second")))
		gone := projections.Change{Key: projections.RowKey{Table: "aim", Project: "p", ID: "b"}}
		commit(t, s, batch("aims", 1, 2, aim("p", "a", "again"), gone))
		expect(t, s, "p", "a=again")
	})
	t.Run("a stale batch changes nothing, nor do those beside it", func(t *testing.T) {
		s := open(t)
		commit(t, s, batch("aims", 0, 5, aim("p", "a", "first")))
		err := s.Commit(t.Context(), batch("summary", 0, 9), batch("aims", 4, 9, aim("p", "a", "stale")))
		var fenced *projections.FencedError
		if !errors.As(err, &fenced) || fenced.Projection != "aims" || fenced.Have != 5 {
			t.Fatalf("got %v, want aims fenced at 5", err)
		}
		expect(t, s, "p", "a=first")
		if at := checkpoint(t, s, "summary", version("summary")); at != 0 {
			t.Errorf("the batch beside it moved its checkpoint to %d", at)
		}
	})
	t.Run("versions have checkpoints of their own", func(t *testing.T) {
		s := open(t)
		commit(t, s, batch("aims", 0, 5))
		if at := checkpoint(t, s, "aims", version("aims")+1); at != 0 {
			t.Errorf("the next version starts at %d", at)
		}
	})
	t.Run("one of many racing writers wins each step", func(t *testing.T) { race(t, open(t)) })
	t.Run("a reader sees one moment", func(t *testing.T) { oneMoment(t, open(t)) })
}

// race lets several writers move the same checkpoint; each step must count once.
func race(t *testing.T, s projections.Store) {
	const writers, steps = 4, 50
	var wait sync.WaitGroup
	var mu sync.Mutex
	won := 0
	for range writers {
		wait.Go(func() {
			for {
				at, err := s.Checkpoint(t.Context(), "aims", version("aims"))
				if err != nil || at >= steps {
					return
				}
				err = s.Commit(t.Context(), batch("aims", at, at+1, aim("p", fmt.Sprint(at), "step")))
				if err == nil {
					mu.Lock()
					won++
					mu.Unlock()
				}
			}
		})
	}
	wait.Wait()
	if won != steps {
		t.Errorf("%d commits went through for %d steps", won, steps)
	}
}

// oneMoment changes two rows together and looks for a reader that sees only one of them changed.
func oneMoment(t *testing.T, s projections.Store) {
	const steps = 200
	done := make(chan struct{})
	go func() {
		defer close(done)
		for i := range uint64(steps) {
			both := fmt.Sprint(i)
			if err := s.Commit(t.Context(), batch("aims", i, i+1, aim("p", "a", both), aim("p", "b", both))); err != nil {
				t.Error(err)
				return
			}
		}
	}()
	for {
		err := s.Read(t.Context(), func(r projections.Reader) error {
			a, _ := r.Row(projections.RowKey{Table: "aim", Project: "p", ID: "a"})
			b, _ := r.Row(projections.RowKey{Table: "aim", Project: "p", ID: "b"})
			if a != nil && a.(*projections.AimRow).Statement != b.(*projections.AimRow).Statement {
				t.Errorf("one row is %v, the other %v", a, b)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		select {
		case <-done:
			return
		default:
		}
	}
}

// version is that of a projection as this program folds it.
func version(name string) int {
	for _, p := range projections.All() {
		if p.Name == name {
			return p.Version
		}
	}
	return 0
}

func batch(name string, from, to uint64, changes ...projections.Change) projections.Batch {
	return projections.Batch{Projection: name, Version: version(name), From: from, To: to, Changes: changes}
}

func aim(project, id, statement string) projections.Change {
	return projections.Change{
		Key: projections.RowKey{Table: "aim", Project: project, ID: id},
		Row: &projections.AimRow{Aim: id, Statement: statement},
	}
}

func commit(t *testing.T, s projections.Store, batches ...projections.Batch) {
	t.Helper()
	if err := s.Commit(t.Context(), batches...); err != nil {
		t.Fatal(err)
	}
}

func checkpoint(t *testing.T, s projections.Store, name string, version int) uint64 {
	t.Helper()
	at, err := s.Checkpoint(t.Context(), name, version)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// expect compares the aims of a project, written as id=statement.
func expect(t *testing.T, s projections.Store, project, want string) {
	t.Helper()
	var got []string
	err := s.Read(t.Context(), func(r projections.Reader) error {
		for id, row := range r.Scan("aim", project) {
			got = append(got, id+"="+row.(*projections.AimRow).Statement)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(got)
	if joined := strings.Join(got, " "); joined != want {
		t.Errorf("project %s holds %q, want %q", project, joined, want)
	}
}

// Dump writes every row of every projection, sorted, one a line: two stores that say the same dump the same.
func Dump(t *testing.T, s projections.Store) string {
	t.Helper()
	var lines []string
	err := s.Read(t.Context(), func(r projections.Reader) error {
		lines = DumpReader(t, r)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(lines, "\n")
}

// DumpReader is Dump for a reader.
func DumpReader(t *testing.T, r projections.Reader) []string {
	t.Helper()
	var lines []string
	for _, p := range projections.All() {
		for _, table := range p.Tables() {
			for _, project := range r.Projects(table) {
				for id, row := range r.Scan(table, project) {
					raw, err := json.Marshal(row)
					if err != nil {
						t.Fatal(err)
					}
					lines = append(lines, fmt.Sprintf("%s %s %q %s", table, project, id, raw))
				}
			}
		}
	}
	slices.Sort(lines)
	return lines
}
