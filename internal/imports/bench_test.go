package imports

import (
	"context"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/imports/importstest"
	"github.com/desirelines/desirelines/streams"
)

// counting takes every command and keeps none, so that only the reader and the planner are measured.
type counting struct{ events int }

func (c *counting) Do(_ context.Context, command domain.Command) (streams.Receipt, error) {
	c.events += len(command.Drafts)
	return streams.Receipt{ID: command.ID}, nil
}

func (c *counting) ReadProject(context.Context, string, uint64) iter.Seq2[domain.Commit, error] {
	return func(func(domain.Commit, error) bool) {}
}

func (c *counting) Read(ctx context.Context, from uint64) iter.Seq2[domain.Commit, error] {
	return c.ReadProject(ctx, "", from)
}

// BenchmarkIATI plans a generated file of DESIRELINES_IATI_MB megabytes (default 8) and says how many events came of it
// and how much memory the process ever took.
func BenchmarkIATI(b *testing.B) {
	size := int64(8)
	if s, err := strconv.ParseInt(os.Getenv("DESIRELINES_IATI_MB"), 10, 64); err == nil {
		size = s
	}
	f, err := os.Create(filepath.Join(b.TempDir(), "large.xml"))
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	if err := importstest.Large(f, size<<20); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(size << 20)
	b.ResetTimer()
	for range b.N {
		if _, err := f.Seek(0, io.SeekStart); err != nil {
			b.Fatal(err)
		}
		log, id := &counting{}, 0
		imp := &Importer{Recorder: log, Source: log, File: "large", NewID: func() string {
			id++
			return fmt.Sprintf("01900000-0000-7000-8000-%012x", id)
		}}
		a, err := imp.IATI(context.Background(), f)
		if err != nil || a.Refused > 0 || a.Appended != a.Read {
			b.Fatalf("%v %+v", err, a)
		}
		b.ReportMetric(float64(log.events), "events")
		b.ReportMetric(importstest.PeakMiB(), "peak-MiB")
	}
}
