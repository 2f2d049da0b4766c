package exports

import (
	"bytes"
	"context"
	"io"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/imports"
	"github.com/desirelines/desirelines/internal/imports/importstest"
	"github.com/desirelines/desirelines/internal/table"
	"github.com/desirelines/desirelines/projections"
	"github.com/desirelines/desirelines/reports"
	"github.com/desirelines/desirelines/streams"
)

// A table of results with 100,000 rows. The time and the memory that matter are measured on the whole program.
func BenchmarkXLSX100000Rows(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		rows := func(yield func([]any) bool) {
			for i := range 100_000 {
				day := domain.Date{Year: 2019, Month: 3, Day: uint8(i%28 + 1)}
				if !yield([]any{"aim", "People find a place to sleep that they trust", "measure", "Nights", "increase", "per_period", "nights", nil, nil, nil,
					day, day, domain.Int(800), domain.Int(int64(i)), nil, nil, day, nil, "the book at the door", true, nil, "It was cold."}) {
					return
				}
			}
		}
		if err := XLSX(io.Discard, reports.SheetSet{Title: "T", Sheets: []reports.Sheet{{Name: "results", Columns: make([]string, 22), Rows: rows}}}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkWorkbook makes the workbook of a project of DESIRELINES_ROWS results (default 10000) that came from a sheet, as export xlsx does it: it is
// folded in parts from a log on the disk. peak-MiB is the most that the process ever had, with the import before it.
func BenchmarkWorkbook(b *testing.B) {
	rows := 10_000
	if n, err := strconv.Atoi(os.Getenv("DESIRELINES_ROWS")); err == nil {
		rows = n
	}
	ctx := context.Background()
	log, err := streams.Open(ctx, streams.Options{Dir: b.TempDir()})
	if err != nil {
		b.Fatal(err)
	}
	defer log.Close()
	var sheet bytes.Buffer
	if err := importstest.Rows(&sheet, rows); err != nil {
		b.Fatal(err)
	}
	in, err := table.OpenCSV(bytes.NewReader(sheet.Bytes()), table.Options{})
	if err != nil {
		b.Fatal(err)
	}
	imp := &imports.Importer{Recorder: log, Source: log, Opener: log.Opener(), NewID: uuid.NewString, Project: "big", Today: today}
	if a, err := imp.Table(ctx, in, imports.Sheet{}); err != nil || a.Refused > 0 {
		b.Fatal(err, a)
	}
	b.ReportAllocs()
	b.ResetTimer()
	for b.Loop() {
		view, err := projections.ReplayInParts(ctx, log, "big", 0)
		if err != nil {
			b.Fatal(err)
		}
		set := sheetsOf(b, view)
		if err := XLSX(io.Discard, set); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(rows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
	b.ReportMetric(importstest.PeakMiB(), "peak-MiB")
}

func sheetsOf(b *testing.B, view projections.View) reports.SheetSet {
	b.Helper()
	audience, err := reports.AudienceIn(view, "group")
	if err != nil {
		b.Fatal(err)
	}
	lens := reports.Lens{Viewer: reports.Operator(), Audience: audience, Today: today}
	asked, err := lens.Resolve(view, reports.Ask{Now: time.Date(2024, 5, 17, 12, 0, 0, 0, time.UTC)})
	if err != nil {
		b.Fatal(err)
	}
	seen, err := lens.See(view, asked)
	if err != nil {
		b.Fatal(err)
	}
	set, err := reports.SheetsOf(seen)
	if err != nil {
		b.Fatal(err)
	}
	return set
}
