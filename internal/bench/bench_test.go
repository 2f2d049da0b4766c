package bench

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/projections"
	"github.com/desirelines/desirelines/streams"
)

func TestRunMeasuresWhatIsNamed(t *testing.T) {
	answer, err := Run(t.Context(), Options{Dir: t.TempDir(), Events: 500, Note: t.Logf}, []string{"rebuild", "replay", "freshness", "compare"})
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"rebuild_memory_vs_read", "rebuild_memory_per_s", "read_per_s", "replay_vs_read", "rebuild_sealed_vs_open", "start_s", "rss_bytes", "freshness_memory_p99_ms", "freshness_memory_null_p99_ms",
		"compare_cold_vs_read", "compare_first_vs_scan", "compare_again_vs_scan", "compare_cold_ms", "compare_first_ms", "compare_again_ms", "compare_bytes", "compare_results"} {
		if answer[key] <= 0 {
			t.Errorf("%s is %v", key, answer[key])
		}
	}
	t.Log(answer)
}

// One file of a store is enough: what is left of a damaged one is not touched either.
func TestRunRefusesAStore(t *testing.T) {
	store := t.TempDir()
	log, err := streams.Open(t.Context(), streams.Options{Dir: store})
	if err != nil {
		t.Fatal(err)
	}
	if err := log.Close(); err != nil {
		t.Fatal(err)
	}
	parts, err := os.ReadDir(store)
	if err != nil || len(parts) < 3 {
		t.Fatalf("a store of %d parts: %v", len(parts), err)
	}
	for _, part := range parts {
		dir := t.TempDir()
		if err := os.Rename(filepath.Join(store, part.Name()), filepath.Join(dir, part.Name())); err != nil {
			t.Fatal(err)
		}
		if _, err := Run(t.Context(), Options{Dir: dir, Note: t.Logf}, nil); domain.KindOf(err) != domain.Refused {
			t.Errorf("with %s: got %v, want it refused", part.Name(), err)
		}
	}
}

func TestRunRefusesWhatItCannotMeasureBeforeItBegins(t *testing.T) {
	for _, c := range []struct {
		events int
		name   string
	}{{0, "nonsense"}, {-1, "rebuild"}} {
		dir := filepath.Join(t.TempDir(), "data")
		if _, err := Run(t.Context(), Options{Dir: dir, Events: c.events, Note: t.Logf}, []string{"rebuild", c.name}); domain.KindOf(err) != domain.Usage {
			t.Errorf("%s of %d: %v", c.name, c.events, err)
		}
		if _, err := os.Stat(dir); err == nil {
			t.Errorf("%s of %d left a folder", c.name, c.events)
		}
	}
}

// A page of the log says under the name that the projections look for how much waits behind it; else nothing is gathered for a database.
func TestPagesSayWhatWaits(t *testing.T) {
	if streams.MetaWaiting != projections.MetaWaiting {
		t.Errorf("%q and %q", streams.MetaWaiting, projections.MetaWaiting)
	}
}
