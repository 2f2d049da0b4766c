package imports

import (
	"context"
	"strings"
	"testing"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/table"
)

const german = "aim_id;aim;measure_id;measure;kind;mode;period_start;period_end;target;actual\n"

// Who brings the same sheet again need not say again how its days and numbers are meant: 1.200 homes never become 1.2.
func TestHowASheetWasReadIsKept(t *testing.T) {
	b := newBench(t)
	sheet := german + "h;Ein Zuhause;m;Haushalte;increase;snapshot;01.02.2025;31.12.2025;1.200;1.050,5\n"
	b.imp.Decimal = domain.Comma
	b.clean(b.table(sheet, 5, Sheet{Dates: domain.DayFirst}))
	b.imp.Decimal = domain.Ask
	if a := b.table(sheet, 0); a.Unchanged != 1 || a.Refused > 0 {
		t.Errorf("the same sheet again: %+v", a)
	}
	if a := b.table(sheet, 0, Sheet{Map: &domain.SheetMap{}}); a.Unchanged != 1 {
		t.Errorf("with a map that says nothing of days and numbers: %+v", a)
	}
}

// In a sheet that writes decimals with a comma, a point before three digits is asked about; elsewhere it is the decimal mark.
func TestALonePointBeforeThreeDigits(t *testing.T) {
	row := func(mark, id, target, actual string) string {
		return strings.Join([]string{"h", "Home", id, "M " + id, "increase", "snapshot", "2025-01-01", "2025-12-31", target, actual}, mark) + "\n"
	}
	commas := strings.ReplaceAll(german, ";", ",")
	for _, c := range []struct {
		name, sheet string
		appended    int
		asked       []string
	}{
		{"parted by semicolons", german + row(";", "a", "1.200", "7") + row(";", "b", "12.5", "0.125"), 5, []string{"1.200"}},
		{"after a decimal comma", commas + row(",", "a", `"120,5"`, "7") + row(",", "b", "1.200", "8"), 5, []string{"1.200"}},
		{"before a decimal comma", commas + row(",", "a", "1.200", "7") + row(",", "b", `"120,5"`, "8"), 5, []string{"120,5"}},
		{"no comma anywhere", commas + row(",", "a", "1.200", "7"), 5, nil},
		{"thousands with commas", commas + row(",", "a", `"1,234,567"`, "7") + row(",", "b", "1.200", "8"), 8, nil},
		{"both marks", commas + row(",", "a", `"1.234,5"`, "7") + row(",", "b", "1.200", "8"), 5, []string{"1.200"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := newBench(t).table(c.sheet, c.appended)
			var asked []string
			for _, p := range a.Problems {
				if p.Refused {
					asked = append(asked, p.Value)
				}
			}
			if strings.Join(asked, " ") != strings.Join(c.asked, " ") {
				t.Errorf("asked about %q, want %q", asked, c.asked)
			}
		})
	}
}

// The headings of a journal are matched once, too; what is passed over is named, and so is the cell that is at fault.
func TestTheMapOfAJournalIsKept(t *testing.T) {
	b := newBench(t)
	b.do("homes", &domain.ProjectStarted{Name: "Homes"})
	b.imp.Project = "homes"
	sheet := "_uuid;What happened?;Art;Wann;group_a/how_many\nx1;They stayed;surprise;12.01.2026;12\n"
	take := func(csv string, how Sheet) Answer {
		t.Helper()
		in, err := table.OpenCSV(strings.NewReader(csv), table.Options{})
		if err != nil {
			t.Fatal(err)
		}
		a, err := b.imp.Entries(context.Background(), in, how)
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	m := &domain.SheetMap{Columns: map[string]string{"id": "_uuid", "what": "What happened?", "kind": "Art", "happened": "Wann"}}
	a := take(sheet, Sheet{Map: m})
	if a.Refused != 1 || a.Problems[0].Where != "headings" || a.Problems[0].Value != "group_a/how_many" || a.Problems[1].Where != "line 2, Wann" {
		t.Fatalf("%+v", a.Problems)
	}
	if a = take(sheet, Sheet{Map: m, Dates: domain.DayFirst}); a.Appended != 1 {
		t.Fatalf("%+v", a)
	}
	if a = take(sheet, Sheet{}); a.Unchanged != 1 || a.Refused != 0 {
		t.Errorf("the same journal again: %+v", a)
	}
	// A results table under the same headings is not read with the map of a journal.
	in, _ := table.OpenCSV(strings.NewReader(sheet), table.Options{})
	if _, err := b.imp.Table(context.Background(), in, Sheet{}); err == nil || !strings.Contains(err.Error(), "columns are missing") {
		t.Errorf("a results table under these headings: %v", err)
	}
}

// A row that relies on one above it which was not taken says so, instead of blaming what it rightly leaves out.
func TestARowThatReliesOnARefusedOne(t *testing.T) {
	a := newBench(t).table(heading+
		"h,Home,m,Homes,increase,snapshot,soon,2023-12-31,10,8,,,,,,\n"+
		"h,,m,,,,2024-01-01,2024-12-31,10,8,,,,,,\n"+
		"h,,n,Nights,decrease,snapshot,2024-01-01,2024-12-31,10,8,,,,,,\n"+
		"i,,o,O,increase,snapshot,2024-01-01,2024-12-31,10,8,,,,,,\n", 0)
	for n, want := range []string{"this is not a date", "row 2, which says what this measure is, was not taken; mend that row first",
		"row 2, which says the words of this aim, was not taken; mend that row first", "the words of this aim are missing"} {
		if n >= len(a.Problems) || !strings.HasPrefix(a.Problems[n].What, want) {
			t.Fatalf("problem %d of %+v, want %q", n, a.Problems, want)
		}
	}
}
