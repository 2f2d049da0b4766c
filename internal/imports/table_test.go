package imports

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/aimed"
	"github.com/desirelines/desirelines/internal/publicdatatest"
	"github.com/desirelines/desirelines/internal/table"
	"github.com/desirelines/desirelines/projections"
)

const heading = "aim_id,aim,measure_id,measure,kind,mode,period_start,period_end,target,actual,observed_on,site,source,comment,baseline,levels\n"

// table imports CSV into the project homes and checks how many events it made.
func (b *bench) table(csv string, appended int, sheet ...Sheet) Answer {
	b.t.Helper()
	in, err := table.OpenCSV(bytes.NewReader([]byte(csv)), table.Options{})
	if err != nil {
		b.t.Fatal(err)
	}
	b.imp.Project = "homes"
	var how Sheet
	if len(sheet) > 0 {
		how = sheet[0]
	}
	a, err := b.imp.Table(context.Background(), in, how)
	if err != nil {
		b.t.Fatalf("import: %v", err)
	}
	if a.Appended != appended {
		b.t.Fatalf("appended %d events, want %d; problems %+v; last kinds %v", a.Appended, appended, a.Problems, b.last(8))
	}
	return a
}

const (
	rowOf2023 = "h,People have a home,m,Homes found,increase,per_period,2023-01-01,2023-12-31,10,8,,,register,counted twice,2,\n"
	rowOf2024 = "h,,m,,,,2024-01-01,2024-12-31,20,,,,,,,\n"
)

func TestTheSameTableAgainChangesNothing(t *testing.T) {
	b := newBench(t)
	b.clean(b.table(heading+rowOf2023+rowOf2024, 7))
	if got, want := b.last(8), []string{"project.started", "aim.agreed", "aim.measure_added", "aim.baseline_set", "aim.target_set", "outcome.recorded", "aim.target_set", "import.made"}; !slices.Equal(got, want) {
		t.Fatalf("got %v", got)
	}
	events := len(b.all())
	a := b.table(heading+rowOf2023+rowOf2024, 0)
	if a.Read != 2 || a.Unchanged != 2 || a.Gone != 0 {
		t.Errorf("%+v", a)
	}
	if len(b.all()) != events {
		t.Error("an import that changed nothing was noted")
	}
	// Columns in another order are the same table.
	b.table("target,actual,kind,measure,measure_id,aim,aim_id,period_start,period_end\n20,,increase,Homes found,m,People have a home,h,2024-01-01,2024-12-31\n", 0)
}

func TestAChangedTableAppendsWhatChanged(t *testing.T) {
	b := newBench(t)
	b.table(heading+rowOf2023+rowOf2024, 7)
	first := b.figures("homes")
	a := b.table(heading+strings.Replace(rowOf2023, ",8,", ",9,", 1)+strings.Replace(rowOf2024, ",20,", ",25,", 1), 2)
	if got, want := b.last(3), []string{"entry.corrected", "aim.target_set", "import.made"}; !slices.Equal(got, want) {
		t.Errorf("got %v", got)
	}
	if got := b.figures("homes"); !strings.Contains(got, "9 of 10") || !strings.Contains(got, "of 25") {
		t.Error(got)
	}
	b.clean(b.undo(a.ID))
	if got := b.figures("homes"); got != first {
		t.Errorf("taking it back gave\n%s\nwant\n%s", got, first)
	}
	b.table(heading+rowOf2023+rowOf2024, 0)
	a = b.table(heading+rowOf2024, 0) // a row gone changes nothing
	if a.Gone != 1 {
		t.Errorf("%d rows are gone, want 1", a.Gone)
	}
	a = b.table(heading+strings.Replace(rowOf2023, ",8,,,register,counted twice,", ",,,,,,", 1)+rowOf2024, 1) // now nothing is reported
	if got := b.last(2)[0]; got != "entry.withdrawn" || a.Gone != 0 {
		t.Errorf("%s, %+v", got, a)
	}
}

// A whole import that was taken back comes back when the file is imported again.
func TestATableThatWasTakenBackComesAgain(t *testing.T) {
	b := newBench(t)
	a := b.table(heading+rowOf2023+rowOf2024, 7)
	before := b.figures("homes")
	b.clean(b.undo(a.ID))
	if got := b.figures("homes"); strings.Contains(got, "measure") {
		t.Errorf("something stands:\n%s", got)
	}
	a = b.table(heading+rowOf2023+rowOf2024, 7)
	b.clean(a)
	b.entry(func(body domain.Body) bool { _, is := body.(*domain.ProjectReopened); return is })
	if got := b.figures("homes"); got != before {
		t.Errorf("got\n%s\nwant\n%s", got, before)
	}
}

// What people say is theirs: the same file does not undo it, and what they said already is not recorded again.
func TestPeopleAndATable(t *testing.T) {
	b := newBench(t)
	b.table(heading+rowOf2023, 6)
	outcome := b.entry(func(body domain.Body) bool { _, is := body.(*domain.OutcomeRecorded); return is })
	happened := domain.Date{Year: 2023, Month: 12, Day: 31}
	b.do("homes",
		&domain.EntryCorrected{Entry: outcome, Happened: &happened, With: &domain.OutcomeRecorded{Aim: "h", Measure: "m", Value: domain.Of(domain.Int(7)), PeriodStart: on("2023-01-01"), PeriodEnd: on("2023-12-31")}},
		&domain.TargetSet{Aim: "h", Measure: "m", Value: domain.Of(domain.Int(30)), PeriodStart: on("2024-01-01"), PeriodEnd: on("2024-12-31")},
		&domain.AimRevised{Aim: "h", Statement: "Everybody has a home"})
	b.table(heading+rowOf2023+strings.Replace(rowOf2024, ",20,", ",30,", 1), 0)
	if got := b.figures("homes"); !strings.Contains(got, "7 of 10") || !strings.Contains(got, "Everybody") {
		t.Error(got)
	}
}

func on(s string) domain.Date {
	d, err := domain.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

// What could be meant in two ways is asked about, and nothing of its row is taken.
func TestRefusedRows(t *testing.T) {
	good := "h,Home,m,Homes,increase,snapshot,2023-01-01,2023-12-31,10,8,,,,,,\n"
	for _, c := range []struct{ name, row, where, says string }{
		{"ambiguous number", "h,,n,N,increase,snapshot,2023-01-01,2023-12-31,\"24,055\",1,,,,,,\n", "line 3, target", SayDecimal},
		{"ambiguous day", "h,,n,N,increase,snapshot,03/04/2023,2023-12-31,1,1,,,,,,\n", "line 3, period_start", SayDates},
		{"no date", "h,,n,N,increase,snapshot,soon,2023-12-31,1,1,,,,,,\n", "line 3, period_start", "not a date"},
		{"no such day", "h,,n,N,increase,snapshot,2023-02-30,2023-12-31,1,1,,,,,,\n", "line 3, period_start", "not a date"},
		{"no kind", "h,,n,N,,snapshot,2023-01-01,2023-12-31,1,1,,,,,,\n", "line 3, kind", "missing"},
		{"strange kind", "h,,n,N,Up,snapshot,2023-01-01,2023-12-31,1,1,,,,,,\n", "line 3, kind", "no kind of measure"},
		{"no id", ",Home,n,N,increase,snapshot,2023-01-01,2023-12-31,1,1,,,,,,\n", "line 3, aim_id", "missing"},
		{"no words of an aim", "i,,n,N,increase,snapshot,2023-01-01,2023-12-31,1,1,,,,,,\n", "line 3, aim", "missing"},
		{"period backwards", "h,,n,N,increase,snapshot,2023-12-31,2023-01-01,1,1,,,,,,\n", "line 3, period_end", "ends before"},
		{"no level", "h,,n,N,rubric,,2023-01-01,2023-12-31,high,splendid,,,,,,low|high\n", "line 3, actual", "low, high"},
		{"one level", "h,,n,N,rubric,,2023-01-01,2023-12-31,high,high,,,,,,high\n", "line 3, levels", "two levels"},
		{"neither yes nor no", "h,,n,N,reach,,2023-01-01,2023-12-31,yes,perhaps,,,,,,\n", "line 3, actual", "yes nor no"},
		{"another target", "h,,m,,,,2023-01-01,2023-12-31,11,,2023-05-01,,,,,\n", "line 3, target", "row 2"},
		{"the same row twice", "h,,m,,,,2023-01-01,2023-12-31,10,9,,,,,,\n", "line 3", "row 2"},
		{"another measure under its id", "h,,m,Houses,,,2023-01-01,2023-12-31,10,8,2023-05-01,,,,,\n", "line 3, measure", "row 2"},
		{"quotation marks", "h,,n,\"N\"x,increase,snapshot,2023-01-01,2023-12-31,1,1,,,,,,\n", "line 3", "quotation marks"},
		{"too long a name of a level", "h,,n,N,rubric,,2023-01-01,2023-12-31,a,a,,,,,,a|" + strings.Repeat("x", domain.MaxName+1) + "\n", "line 3", "level"},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := newBench(t)
			returned := map[int]string{}
			a := b.table(heading+good+c.row, 5, Sheet{Refused: func(row int, what string) { returned[row] = what }})
			if a.Refused != 1 || len(a.Problems) != 1 {
				t.Fatalf("%+v", a)
			}
			if p := a.Problems[0]; !strings.HasPrefix(p.Where, c.where) || !strings.Contains(p.What, c.says) {
				t.Errorf("problem %+v", p)
			}
			if len(returned) != 1 || !strings.Contains(returned[3], c.says) {
				t.Errorf("returned %v", returned)
			}
		})
	}
}

// The same cells are taken once somebody said how they are meant.
func TestWhatWasAskedIsAnswered(t *testing.T) {
	b := newBench(t)
	b.imp.Decimal = domain.Comma
	row := "h,Home,m,Homes,increase,snapshot,03/04/2023,31/12/2023,\"24,055\",\"30,6\",,,,,,\n"
	b.clean(b.table(heading+row, 5, Sheet{Dates: domain.DayFirst}))
	if got := b.figures("homes"); !strings.Contains(got, "2023-04-03..2023-12-31 30.6 of 24.055") {
		t.Error(got)
	}
}

// Nothing reported, zero, kept back, a range and words stay apart.
func TestValuesOfATable(t *testing.T) {
	b := newBench(t)
	a := b.table(heading+
		"h,Home,a,A,increase,snapshot,2023-01-01,2023-12-31,5,0,,,,,,\n"+
		"h,,b,B,increase,snapshot,2023-01-01,2023-12-31,5,,,,,,,\n"+
		"h,,c,C,increase,snapshot,2023-01-01,2023-12-31,5,withheld,,,,,,\n"+
		"h,,d,D,range,snapshot,2023-01-01,2023-12-31,10..20,15,,,,,,\n"+
		"h,,e,E,reach,,2023-01-01,2023-12-31,yes,TRUE,,,,,,\n"+
		"h,,f,F,rubric,,2023-01-01,2023-12-31,High,low,,,,,,low|high\n"+
		"h,,g,G,increase,snapshot,2023-01-01,2023-12-31,5,see the report,,,,,,\n"+
		"h,,i,I,increase,snapshot,2023-01-01,2023-12-31,,,,,,,,\n", 24)
	if a.Refused > 0 || len(a.Problems) != 1 || !strings.Contains(a.Problems[0].What, "kept as words") {
		t.Errorf("%+v", a.Problems)
	}
	for _, want := range []string{"0 of 5: short", " of 5: not_reported", " of 5: withheld", "15 of 10..20: kept", "yes of yes: met", "low of high: ", " of 5: unclear", "2023-12-31  of : not_reported"} {
		if got := b.figures("homes"); !strings.Contains(got, want) {
			t.Errorf("%q is missing in\n%s", want, got)
		}
	}
}

// Observations of one period and those of sites are rows of their own.
func TestObservationsAndSites(t *testing.T) {
	b := newBench(t)
	b.clean(b.table(heading+
		"h,Home,m,M,increase,per_period,2023-01-01,2023-12-31,20,5,2023-02-01,north,,,,\n"+
		"h,,m,,,,2023-01-01,2023-12-31,,6,2023-03-01,north,,,,\n"+
		"h,,m,,,,2023-01-01,2023-12-31,,7,2023-03-01,south,,,,\n", 7))
	if got := b.figures("homes"); !strings.Contains(got, "18 of 20") {
		t.Error(got)
	}
	// Later observations alone leave the target and the others as they are; an empty target in the row of the period takes it back.
	if a := b.table(heading+"h,,m,,,,2023-01-01,2023-12-31,,2,2023-04-01,south,,,,\n", 1); a.Gone != 3 {
		t.Errorf("%+v", a)
	}
	b.table(heading+"h,,m,,,,2023-01-01,2023-12-31,,,,north,,,,\n", 1)
	if got := b.last(2)[0]; got != "entry.withdrawn" {
		t.Error(got)
	}
}

// A map is kept for the headings it was given for, and found again by them.
func TestAMapIsKept(t *testing.T) {
	b := newBench(t)
	m := &domain.SheetMap{
		Columns:   map[string]string{"aim_id": "Programme", "aim": "Programme", "measure_id": "Nr", "measure": "Indicator", "kind": "Direction", "actual": "Result"},
		Constants: map[string]string{"mode": "snapshot"}, Values: map[string]map[string]string{"kind": {"up": "increase"}}, Decimal: domain.Comma,
	}
	theirs := "Programme,Nr,Indicator,Direction,Result\nHousing,1,Homes,UP,\"24,055\"\n"
	b.clean(b.table(theirs, 4, Sheet{Map: m}))
	if got := b.last(1)[0]; got != "import.mapped" {
		t.Fatalf("the map was not kept: %v", b.last(3))
	}
	events := len(b.all())
	b.table(theirs, 0)
	b.table("Nr,Result,Programme,Indicator,Direction\n1,\"24,055\",Housing,Homes,Up\n", 0) // in another order
	b.table(theirs, 0, Sheet{Map: m})
	if len(b.all()) != events {
		t.Errorf("something was recorded again: %v", b.last(3))
	}
	in, _ := table.OpenCSV(strings.NewReader("Programme,Number\nHousing,1\n"), table.Options{})
	if _, err := b.imp.Table(context.Background(), in, Sheet{}); domain.KindOf(err) != domain.Invalid || !strings.Contains(err.Error(), "aim_id, aim, measure_id, measure, kind") {
		t.Errorf("other headings: %v", err)
	}
}

// A file that breaks off leaves what was taken before, noted as an import, so that it can be taken back.
func TestATableThatBreaksOff(t *testing.T) {
	b := newBench(t)
	in, err := table.OpenCSV(strings.NewReader(heading+rowOf2023+`"`+strings.Repeat("x", 2<<20)), table.Options{})
	if err != nil {
		t.Fatal(err)
	}
	b.imp.Project = "homes"
	a, err := b.imp.Table(context.Background(), in, Sheet{})
	if domain.KindOf(err) != domain.Invalid || a.Appended != 6 || b.last(1)[0] != "import.made" {
		t.Errorf("%v, %+v, %v", err, a, b.last(2))
	}
}

func TestJournal(t *testing.T) {
	b := newBench(t)
	b.do("homes", &domain.ProjectStarted{Name: "Homes"})
	in := func(csv string, appended int) Answer {
		t.Helper()
		r, err := table.OpenCSV(strings.NewReader(csv), table.Options{})
		if err != nil {
			t.Fatal(err)
		}
		b.imp.Project = "homes"
		a, err := b.imp.Entries(context.Background(), r, Sheet{Dates: domain.DayFirst})
		if err != nil || a.Appended != appended {
			t.Fatalf("%v: appended %d, want %d: %+v", err, a.Appended, appended, a.Problems)
		}
		return a
	}
	head := "id,kind,what,hoped,happened,knowing,sharing,tags\n"
	rows := "1,surprise,They came back,,06/03/2019,lived,,\"trust, money\"\n" +
		"2,failure,Nobody came,A full room,2019-03,,\"group, funders\",trust\n" +
		",note,We met,,,,,\n"
	first := in(head+rows, 5)
	b.clean(first)
	if got, want := b.last(7), []string{"surprise.noticed", "failure.shared", "outcome.recorded", "theme.formed", "theme.formed", "import.made", "import.mapped"}; !slices.Equal(got, want) {
		t.Fatalf("%v", got)
	}
	if a := in(head+rows, 0); a.Unchanged != 3 {
		t.Errorf("%+v", a)
	}
	a := in(head+strings.Replace(rows, "Nobody came", "Two came", 1)+"4,surprise,x,hoped?,,,,\n", 1)
	if b.last(2)[0] != "entry.corrected" || a.Refused != 1 {
		t.Errorf("%v %+v", b.last(2), a)
	}
	b.undo(a.ID)
	b.clean(b.undo(first.ID))
	in(head+rows, 5)
}

// The city's own verdict on each of its indicators, and a country's targets, come out of the import as they were published.
func TestPublishedTables(t *testing.T) {
	t.Run("nyc", func(t *testing.T) {
		b := newBench(t)
		rows, file := publicdatatest.Rows(t, "nyc", "met_goal.csv")
		a := b.table(file, 563, Sheet{Map: &domain.SheetMap{
			Columns:   map[string]string{"aim_id": "agency", "aim": "agency", "measure_id": "id", "measure": "indicator", "kind": "direction", "actual": "actual_2023_ytd_scaled"},
			Constants: map[string]string{"mode": "snapshot", "people": "no", "period_start": "2023-01-01", "period_end": "2023-12-31"},
			Values:    map[string]map[string]string{"kind": {"Up": "increase", "Down": "decrease"}},
		}})
		if a.Refused > 0 || len(rows) != 176 {
			t.Fatalf("%d rows, %+v", len(rows), a.Problems)
		}
		got := b.comparisons("homes", func(f aimed.Figures) aimed.Comparison { return f.Periods[0] })
		for _, r := range rows {
			c := got[r["agency"]+"\x00"+r["id"]]
			if c.Reached == nil || *c.Reached != (r["published_status"] == "Met_Goal") {
				t.Errorf("%s came out as %s, the city says %s", r["indicator"], c.Status, r["published_status"])
			}
		}
	})
	t.Run("canada", func(t *testing.T) {
		b := newBench(t)
		rows, file := publicdatatest.Rows(t, "canada-cif", "progress.csv")
		b.table(file, 271, Sheet{Map: &domain.SheetMap{
			Columns:   map[string]string{"aim_id": "indicator", "aim": "indicator", "measure_id": "series", "measure": "series", "kind": "direction", "baseline": "base_value", "actual": "current_value"},
			Constants: map[string]string{"mode": "snapshot", "people": "no"}, Values: map[string]map[string]string{"kind": {"1": "increase", "-1": "decrease"}},
		}})
		conflicts, got := 0, b.comparisons("homes", func(f aimed.Figures) aimed.Comparison { return f.Overall })
		for _, r := range rows {
			c := got[r["indicator"]+"\x00"+r["series"]]
			if r["target"] == "" {
				continue
			}
			up := domain.MustNumber(r["target"]).Cmp(domain.MustNumber(r["base_value"])) > 0
			switch {
			case up != (r["direction"] == "1"):
				if conflicts++; c.Status != aimed.Unclear || c.Reached != nil || !slices.Contains(c.Warnings, aimed.WarnConflict) {
					t.Errorf("%s contradicts itself and came out as %s", r["series"], c.Status)
				}
			case c.Reached == nil || *c.Reached != (r["status"] == "target_achieved"):
				t.Errorf("%s came out as %s, published as %s", r["series"], c.Status, r["status"])
			}
		}
		if conflicts == 0 {
			t.Error("no series contradicts itself; the published file has some")
		}
	})
}

// comparisons asks for one figure of every measure of a project, by aim and measure.
func (b *bench) comparisons(project string, at func(aimed.Figures) aimed.Comparison) map[string]aimed.Comparison {
	b.t.Helper()
	v, err := projections.ReplayEvents(project, b.events(project), projections.Cut{})
	if err != nil {
		b.t.Fatal(err)
	}
	all := map[string]aimed.Comparison{}
	for _, a := range projections.Compare(v, aimed.Question{AskedOn: b.imp.Today, Against: aimed.Now}, nil) {
		for _, m := range a.Measures {
			all[a.Aim.Aim+"\x00"+m.Measure.Measure] = at(m.Figures)
		}
	}
	return all
}
