package projections

import "testing"

func TestRecentKeepsWhatWasUsedLast(t *testing.T) {
	r := newRecent[string, int](10)
	r.put("a", 1, 4)
	r.put("b", 2, 4)
	if v, ok := r.get("a"); !ok || v != 1 {
		t.Fatalf("a is %d, %v", v, ok)
	}
	r.put("c", 3, 4) // b was not asked for longest
	if _, ok := r.get("b"); ok {
		t.Error("b is kept beyond the bound")
	}
	r.put("a", 4, 1) // takes the place of the first a, and its weight
	r.put("d", 5, 5)
	for key, want := range map[string]int{"a": 4, "c": 3, "d": 5} {
		if v, ok := r.get(key); !ok || v != want {
			t.Errorf("%s is %d, %v; want %d", key, v, ok, want)
		}
	}
	r.put("e", 6, 100)
	if v, ok := r.get("e"); !ok || v != 6 || r.weight != 100 {
		t.Errorf("what is too heavy is kept alone as long as it is used last: %d, %v, weight %d", v, ok, r.weight)
	}
}
