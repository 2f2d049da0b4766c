package projections

import (
	"fmt"
	"testing"
)

// Rows that this process wrote are known to be there when their project is no longer held, so that all others can be copied; once a row was
// deleted nothing is known.
func TestWhatIsNewIsKnownOfProjectsThatAreNoLongerHeld(t *testing.T) {
	h := newHeldRows(nil, "aims", []string{"aim"}, 1)
	h.begun, h.known, h.written = true, map[string]bool{}, map[uint64]struct{}{}
	key := func(project string, n int) RowKey { return RowKey{"aim", project, fmt.Sprint(n)} }
	large := Batch{To: 1}
	for n := range mostHeld + 1 {
		large.Changes = append(large.Changes, Change{key("large", n), &AimRow{}})
	}
	h.take(large)
	h.take(Batch{To: 2, Changes: []Change{{key("other", 0), &AimRow{}}}})
	if _, held := h.projects.get("large"); held {
		t.Fatal("the large project is still held")
	}
	for k, want := range map[RowKey]bool{
		key("large", 0): false, key("large", mostHeld): false, key("large", -1): true, key("other", 0): false, key("other", 1): true, key("third", 0): true,
	} {
		if h.isNew(k) != want {
			t.Errorf("%v is new: %v", k, !want)
		}
	}
	h.take(Batch{To: 3, Changes: []Change{{key("large", 7), nil}}}) // of one that is not held, too
	for _, k := range []RowKey{key("large", -1), key("large", 7), key("third", 0)} {
		if h.isNew(k) {
			t.Errorf("%v is known to be new after a row was deleted", k)
		}
	}
}
