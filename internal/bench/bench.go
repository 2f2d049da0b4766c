// Package bench measures the log and the read models against floors taken in the same run on the same
// machine, so that the answers are ratios that hold anywhere: raw JetStream publish and raw ordered reading.
package bench

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"github.com/desirelines/desirelines/domain"
)

// Rounds is how often each figure is taken, in turn with its floor; the answer is the median.
const Rounds = 7

// Options of a run.
type Options struct {
	Dir      string // data folder; the run works in a fresh folder inside it
	Events   int    // how many events the reading benchmarks use; 0: 5,000
	Postgres string // address of a PostgreSQL server where databases may be made; empty: none is measured
	Note     func(format string, args ...any)
}

// Answer maps what was measured to its figure: ratios under the names of the contract, and the absolute figures
// they come from beside them. encoding/json writes it in the order of its keys.
type Answer map[string]float64

// Run measures what is named: append, rebuild, replay, freshness, pages, write, compare; nothing named means the first five, since write takes as long as they do together. It refuses a data folder that holds
// a store and what it cannot measure, before anything is made, and leaves nothing in the folder.
func Run(ctx context.Context, o Options, names []string) (Answer, error) {
	if o.Events == 0 {
		o.Events = 5000
	}
	if o.Events < 0 {
		return nil, &domain.Error{Kind: domain.Usage, Message: "there cannot be fewer than no events", Value: strconv.Itoa(o.Events), Want: "give a number from 1"}
	}
	all := map[string]func(context.Context, Options, string, Answer) error{"append": benchAppend, "rebuild": benchRebuild, "replay": benchReplay, "freshness": benchFreshness, "pages": benchPages, "write": benchWrite, "compare": benchCompare}
	if len(names) == 0 {
		names = []string{"append", "rebuild", "replay", "freshness", "pages"}
	}
	for _, name := range names {
		if all[name] == nil {
			return nil, &domain.Error{Kind: domain.Usage, Message: "there is no such benchmark", Value: name, Want: "choose append, rebuild, replay, freshness, pages, write or compare"}
		}
	}
	dir, err := freshFolder(o.Dir)
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	answer := Answer{"events": float64(o.Events), "rounds": Rounds}
	for _, name := range names {
		if err := all[name](ctx, o, filepath.Join(dir, name), answer); err != nil {
			return nil, err
		}
	}
	return answer, nil
}

// freshFolder makes a folder for this run alone.
func freshFolder(data string) (string, error) {
	for _, name := range []string{"store.json", "head", "jetstream", "lock"} {
		if _, err := os.Stat(filepath.Join(data, name)); err == nil {
			return "", &domain.Error{Kind: domain.Refused, Message: "this folder holds a store, and a benchmark must not touch one", Value: data, Want: "name an empty folder with --data"}
		}
	}
	if err := os.MkdirAll(data, 0o700); err != nil {
		return "", fmt.Errorf("bench: %w", err)
	}
	dir, err := os.MkdirTemp(data, "bench-")
	if err != nil {
		return "", fmt.Errorf("bench: %w", err)
	}
	return dir, nil
}

// median returns the middle of the figures.
func median(figures []float64) float64 {
	sorted := slices.Sorted(slices.Values(figures))
	return sorted[len(sorted)/2]
}

// medianTime returns the middle of the times.
func medianTime(times []time.Duration) time.Duration {
	if len(times) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(times))
	return sorted[len(sorted)/2]
}

// pairs collects a figure and its floor, round by round.
type pairs struct{ figure, floor, ratio []float64 }

func (p *pairs) add(figure, floor float64) {
	p.figure, p.floor, p.ratio = append(p.figure, figure), append(p.floor, floor), append(p.ratio, figure/floor)
}

// into writes the median ratio and the absolute figures.
func (p *pairs) into(a Answer, ratio, figure, floor string) {
	a[ratio], a[figure], a[floor] = median(p.ratio), median(p.figure), median(p.floor)
}
