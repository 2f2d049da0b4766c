package bench

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/desirelines/desirelines/domain"
)

func TestRunMeasuresWhatIsNamed(t *testing.T) {
	answer, err := Run(t.Context(), Options{Dir: t.TempDir(), Events: 500, Note: t.Logf}, []string{"rebuild", "replay"})
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"rebuild_memory_vs_read", "rebuild_memory_per_s", "read_per_s", "replay_vs_read"} {
		if answer[key] <= 0 {
			t.Errorf("%s is %v", key, answer[key])
		}
	}
	t.Log(answer)
}

func TestRunRefusesAStore(t *testing.T) {
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "jetstream"), 0o700); err != nil {
		t.Fatal(err)
	}
	if _, err := Run(t.Context(), Options{Dir: dir, Note: t.Logf}, nil); domain.KindOf(err) != domain.Refused {
		t.Fatalf("got %v, want it refused", err)
	}
}
