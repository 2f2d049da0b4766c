package projections

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// A set of rows says what a map would, whatever is put and taken away, in the order in which ids came first.
func TestRowSetsAreMaps(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, want := newRowSet(rapid.SampledFrom([]int{0, 1, fewRows + 1, 100}).Draw(t, "room")), map[string]any{}
		var order []string
		ids := rapid.SampledFrom([]int{3, 12, 300}).Draw(t, "ids")
		for i, n := range rapid.SliceOfN(rapid.IntRange(-ids, ids), 0, 600).Draw(t, "puts") {
			id := fmt.Sprint(max(n, -n))
			if n < 0 {
				s.put(id, nil)
				delete(want, id)
				continue
			}
			if s.put(id, i); !slices.Contains(order, id) {
				order = append(order, id)
			}
			want[id] = i
		}
		if got := maps.Collect(s.all); !maps.Equal(got, want) || s.len() != len(want) {
			t.Fatalf("%v of %d, want %v", got, s.len(), want)
		}
		var came []string
		for id := range s.all {
			came = append(came, id)
		}
		if order = slices.DeleteFunc(order, func(id string) bool { return want[id] == nil }); !slices.Equal(came, order) {
			t.Fatalf("in the order %v, want %v", came, order)
		}
		for n := range ids + 1 {
			if id := fmt.Sprint(n); s.get(id) != want[id] {
				t.Fatalf("row %s is %v, want %v", id, s.get(id), want[id])
			}
		}
	})
	if none := (*rowSet)(nil); none.get("a") != nil || none.len() != 0 || len(maps.Collect(none.all)) != 0 {
		t.Error("no set holds rows")
	}
}
