package imports

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/google/uuid"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/imports/importstest"
	"github.com/desirelines/desirelines/internal/keys"
	"github.com/desirelines/desirelines/internal/table"
	"github.com/desirelines/desirelines/streams"
)

// BenchmarkTable imports DESIRELINES_ROWS rows (default 10000) of CSV into a log on the disk, as the program does it.
func BenchmarkTable(b *testing.B) {
	rows := 10_000
	if n, err := strconv.Atoi(os.Getenv("DESIRELINES_ROWS")); err == nil {
		rows = n
	}
	f, err := os.Create(filepath.Join(b.TempDir(), "rows.csv"))
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	if err := importstest.Rows(f, rows); err != nil {
		b.Fatal(err)
	}
	for range b.N {
		b.StopTimer()
		log, err := streams.Open(context.Background(), streams.Options{Dir: b.TempDir(), Entries: 100_000, Keys: keys.At(b.TempDir(), keys.Options{})})
		if err != nil {
			b.Fatal(err)
		}
		if _, err := f.Seek(0, io.SeekStart); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
		in, err := table.OpenCSV(f, table.Options{})
		if err != nil {
			b.Fatal(err)
		}
		imp := &Importer{Recorder: log, Source: log, Opener: log.Opener(), NewID: uuid.NewString, Project: "big", Today: domain.Date{Year: 2024, Month: 5, Day: 17}}
		a, err := imp.Table(context.Background(), in, Sheet{})
		if err != nil || a.Refused > 0 || a.Read != rows {
			b.Fatalf("%v %+v", err, a)
		}
		b.StopTimer()
		b.ReportMetric(float64(rows)/b.Elapsed().Seconds()*float64(b.N), "rows/s")
		b.ReportMetric(importstest.PeakMiB(), "peak-MiB")
		if err := log.Close(); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
	}
}
