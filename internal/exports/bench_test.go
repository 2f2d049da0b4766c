package exports

import (
	"io"
	"testing"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/reports"
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
