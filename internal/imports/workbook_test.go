package imports

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/table"
)

// A workbook with days that are days and numbers that are numbers is the same table as CSV: what came from one does not come from the other again.
func TestWorkbookAndCSVAreOneTable(t *testing.T) {
	f := excelize.NewFile()
	defer f.Close()
	date := func(y, m, d int) time.Time { return time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC) }
	err := errors.Join(f.SetSheetName("Sheet1", "results"),
		f.SetSheetRow("results", "A1", &[]any{"aim_id", "aim", "measure_id", "measure", "kind", "mode", "period_start", "period_end", "target", "actual"}),
		f.SetSheetRow("results", "A2", &[]any{"h", "Homes", 1, "Found", "increase", "snapshot", date(2023, 1, 1), date(2023, 12, 31), 10, 8.5}),
		f.SetSheetRow("results", "A3", &[]any{"h", "Homes", 2, "Lost", "decrease", "snapshot", date(2023, 1, 1), date(2023, 12, 31), "1,5", date(2023, 6, 1)}),
		f.SetSheetRow("results", "A4", &[]any{"h", "Homes", 3, "Shared", "increase", "snapshot", 45000.5, "", 1, 1}))
	content, err2 := f.WriteToBuffer()
	if err := errors.Join(err, err2); err != nil {
		t.Fatal(err)
	}
	b := newBench(t)
	b.imp.Project = "homes"
	in := func() table.Reader {
		r, err := table.OpenXLSX(bytes.NewReader(content.Bytes()), table.Options{})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	a, err := b.imp.Table(context.Background(), in(), Sheet{})
	if err != nil || a.Appended != 5 || a.Refused != 2 {
		t.Fatalf("%v %+v", err, a)
	}
	for n, want := range []string{"sheet results, cell J3: this is a day", "sheet results, cell G4: this is a number and no day"} {
		if p := a.Problems[n]; !strings.HasPrefix(p.Where+": "+p.What, want) {
			t.Errorf("got %+v, want %s", p, want)
		}
	}
	if a, err = b.imp.Table(context.Background(), in(), Sheet{}); err != nil || a.Appended != 0 || a.Unchanged != 1 {
		t.Errorf("%v %+v", err, a)
	}
	b.table("aim_id,aim,measure_id,measure,kind,mode,period_start,period_end,target,actual\nh,Homes,1,Found,increase,snapshot,2023-01-01,2023-12-31,10,8.5\n", 0)
	if got := b.figures("homes"); !strings.Contains(got, "2023-01-01..2023-12-31 8.5 of 10") {
		t.Error(got)
	}
}

// A trial says what an import would do, refusals of the record's own rules too, and records nothing.
func TestTrial(t *testing.T) {
	b := newBench(t)
	desk := Desk{Recorder: b.log, Source: b.log, Opener: b.log.Opener(), NewID: b.id, Now: func() time.Time { return time.Date(2024, 5, 17, 0, 0, 0, 0, time.UTC) }}
	take := func(trial bool) Answer {
		t.Helper()
		in, err := table.OpenCSV(strings.NewReader(heading+rowOf2023+strings.Replace(rowOf2024, ",,,,,,,\n", ",,,"+strings.Repeat("x", domain.MaxName+1)+",,,,\n", 1)), table.Options{})
		if err != nil {
			t.Fatal(err)
		}
		a, err := desk.Take(context.Background(), "homes", "", "results", in, Sheet{}, trial)
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	would := take(true)
	if len(b.all()) != 0 {
		t.Fatal("a trial recorded something")
	}
	if did := take(false); did.Appended != would.Appended || did.Refused != would.Refused || did.Refused != 1 {
		t.Errorf("it would: %+v, it did: %+v", would, did)
	}
}
