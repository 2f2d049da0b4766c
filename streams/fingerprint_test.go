package streams_test

import (
	"fmt"
	"testing"

	"github.com/google/uuid"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/streams"
)

// A commit keeps its fingerprint when the log is opened again; other commits have others, in other logs too; what is not there has none.
func TestFingerprint(t *testing.T) {
	dir, other := t.TempDir(), t.TempDir()
	marks := func(dir string, write int) (list []string) {
		t.Helper()
		log, err := streams.Open(t.Context(), streams.Options{Dir: dir})
		if err != nil {
			t.Fatal(err)
		}
		defer log.Close()
		for i := range write {
			if _, err := log.Do(t.Context(), domain.Command{ID: uuid.NewString(), Project: "p" + fmt.Sprint(i), Drafts: []domain.Draft{{Body: &domain.ProjectStarted{Name: "P"}}}}); err != nil {
				t.Fatal(err)
			}
		}
		for sequence := range uint64(4) {
			mark, err := log.Fingerprint(t.Context(), sequence)
			if err != nil {
				t.Fatal(err)
			}
			list = append(list, mark)
		}
		return list
	}
	first, again, elsewhere := marks(dir, 2), marks(dir, 0), marks(other, 2)
	if first[0] != "" || first[3] != "" || first[1] == "" || first[2] == "" || first[1] == first[2] {
		t.Errorf("two commits have the fingerprints %q", first)
	}
	for i := range first {
		if first[i] != again[i] || first[i] != "" && first[i] == elsewhere[i] {
			t.Errorf("commit %d: %q, opened again %q, in another log %q", i, first[i], again[i], elsewhere[i])
		}
	}
}
