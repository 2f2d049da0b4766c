package projections_test

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/domaintest"
	"github.com/desirelines/desirelines/projections"
	"github.com/desirelines/desirelines/projections/projectiontest"
)

// origin is a history of n commits.
func origin(n int) projections.Origin {
	return projections.Origin{Store: "store", Commit: func(_ context.Context, sequence uint64) (string, error) {
		if sequence > uint64(n) {
			return "", nil
		}
		return fmt.Sprint("commit ", sequence), nil
	}}
}

// held is every row of every table.
func held(t testing.TB, s projections.Store) map[projections.RowKey]any {
	t.Helper()
	all := map[projections.RowKey]any{}
	_ = s.Read(context.Background(), func(r projections.Reader) error {
		for _, p := range projections.All() {
			for _, table := range p.Tables() {
				for _, project := range r.Projects(table) {
					for id, row := range r.Scan(table, project) {
						all[projections.RowKey{Table: table, Project: project, ID: id}] = row
					}
				}
			}
		}
		return nil
	})
	return all
}

func sameRows(t testing.TB, got, want projections.Store) error {
	t.Helper()
	have, should := held(t, got), held(t, want)
	for k, row := range should {
		if !reflect.DeepEqual(have[k], row) {
			return fmt.Errorf("%+v is %#v, want %#v", k, have[k], row)
		}
	}
	if len(have) != len(should) {
		return fmt.Errorf("%d rows, want %d", len(have), len(should))
	}
	return nil
}

// boxes seal texts in a form that can be told apart.
type boxes struct{}

func (boxes) Seal(owner string, class domain.Class, at domain.Place, text string) (domain.Sealed, error) {
	return domain.SealedAt(at, owner+string(class), []byte("box of "+text)), nil
}

// recorded are events as a reader of the log gets them, sealed or open.
func recorded(t testing.TB, events []domain.Event, sealed bool) []domain.Event {
	t.Helper()
	var list []domain.Event
	for _, e := range events {
		if sealed {
			var err error
			if e, err = domain.SealEvent(e, boxes{}); err != nil {
				t.Fatal(err)
			}
		}
		raw, err := json.Marshal(e.Body)
		if err != nil {
			t.Fatal(err)
		}
		if e.Body, err = domain.DecodeBody(e.Body.Kind(), raw); err != nil {
			t.Fatal(err)
		}
		domain.BindEvent(&e)
		list = append(list, e)
	}
	return list
}

// What a snapshot of the first part holds, with the rest folded on top of it, is what a fold from the beginning makes, value by value; sealed words
// are sealed where they were.
func TestSnapshotAndTheRestIsTheWhole(t *testing.T) {
	dir := t.TempDir()
	rapid.Check(t, func(rt *rapid.T) {
		all := commits(recorded(t, domaintest.Histories(rt), rapid.Bool().Draw(rt, "sealed")))
		at := rapid.IntRange(1, len(all)).Draw(rt, "at")
		whole, first, rest := projections.NewMemory(), projections.NewMemory(), projections.NewMemory()
		if err := runner(t, whole, projections.All()).Apply(t.Context(), all); err != nil {
			rt.Fatal(err)
		}
		if err := runner(t, first, projections.All()).Apply(t.Context(), all[:at]); err != nil {
			rt.Fatal(err)
		}
		path := filepath.Join(dir, "rows")
		saved, err := first.SaveSnapshot(t.Context(), path, origin(len(all)))
		if err != nil || saved.Position != uint64(at) {
			rt.Fatalf("saved %+v: %v", saved, err)
		}
		loaded, err := rest.LoadSnapshot(t.Context(), path, origin(len(all)))
		if err != nil || loaded.Position != saved.Position || loaded.Rows != saved.Rows || loaded.Bytes != saved.Bytes || len(loaded.LeftOut) > 0 {
			rt.Fatalf("saved %+v, loaded %+v: %v", saved, loaded, err)
		}
		if err := sameRows(t, rest, first); err != nil {
			rt.Fatal(err)
		}
		r := runner(t, rest, projections.All())
		if r.From() != uint64(at)+1 {
			rt.Fatalf("the log is read from %d, want %d", r.From(), at+1)
		}
		if err := r.Apply(t.Context(), all[at:]); err != nil {
			rt.Fatal(err)
		}
		if err := sameRows(t, rest, whole); err != nil {
			rt.Fatal(err)
		}
		if a, b := projectiontest.Dump(t, rest), projectiontest.Dump(t, whole); a != b {
			rt.Fatalf("from a snapshot:\n%s\nfrom the beginning:\n%s", a, b)
		}
	})
}
