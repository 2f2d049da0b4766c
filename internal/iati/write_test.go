package iati

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/desirelines/desirelines/internal/iati/iatitest"
	"github.com/desirelines/desirelines/internal/publicdatatest"
)

// again writes activities and reads what was written.
func again(t *testing.T, list []*Activity) (text string, left []Problem, read []*Activity) {
	t.Helper()
	var b bytes.Buffer
	left, err := Write(&b, time.Date(2021, 5, 24, 14, 50, 54, 0, time.UTC), "A note -- with two hyphens-", list)
	if err != nil {
		t.Fatal(err)
	}
	_, err = Read(context.Background(), bytes.NewReader(b.Bytes()), func(_ *File, a *Activity) error {
		read = append(read, a)
		return nil
	})
	if err != nil {
		t.Fatalf("read what was written: %v", err)
	}
	return b.String(), left, read
}

// Every activity of the real files comes out as it went in, and what is written is valid where the activity has what it must have.
func TestReadWriteRead(t *testing.T) {
	files := append(xmlFiles(t, publicdatatest.Path(t, "iati-real")), xmlFiles(t, publicdatatest.Path(t, "iati-conformance", "should-pass"))...)
	files = append(files, publicdatatest.Path(t, "iati-conformance", "activity-tests", "24-results.xml"), filepath.Join("testdata", "full-2.03.xml"))
	for _, path := range files {
		t.Run(filepath.Base(path), func(t *testing.T) {
			_, list := readPath(t, path)
			for _, a := range list {
				if a.Identifier == "" && len(list) == 1 { // so the files of the suite have it
					a.Identifier = "A"
				}
			}
			_, left, read := again(t, list)
			if len(read) != len(list) {
				t.Fatalf("%d activities became %d", len(list), len(read))
			}
			for _, p := range left {
				if !strings.Contains(p.What, "activity-date") {
					t.Errorf("left out: %v", p)
				}
			}
			var whole []*Activity
			for i, a := range list {
				a.Dates = slices.DeleteFunc(a.Dates, func(d ActivityDate) bool { return isoDate(d.Date) == "" })
				if before, after := iatitest.Said(t, a), iatitest.Said(t, read[i]); before != after {
					t.Errorf("%s: %s", a.Identifier, iatitest.FirstDifference(before, after))
				}
				if lacks := Lacks(a); len(lacks) > 0 {
					t.Logf("%s lacks %v", a.Identifier, lacks)
				} else {
					whole = append(whole, a)
				}
			}
			if len(whole) == 0 {
				t.Fatal("no activity has what it must have")
			}
			text, _, _ := again(t, whole)
			iatitest.Valid(t, text)
			if same, _, _ := again(t, whole); same != text {
				t.Error("written twice, it differs")
			}
		})
	}
}

// Version 1 comes out as 2.03 and says the same: codes for words, and the ascending that it leaves out.
func TestWriteVersion1(t *testing.T) {
	_, list := readPath(t, filepath.Join("testdata", "full-1.05.xml"))
	text, _, read := again(t, list)
	for i, a := range list {
		for r := range a.Results {
			a.Results[r].Type = ResultType(a.Results[r].Type)
			for n := range a.Results[r].Indicators {
				x := &a.Results[r].Indicators[n]
				x.Measure = Measure(x.Measure)
				x.Periods = slices.DeleteFunc(x.Periods, func(p Period) bool { return isoDate(p.Start) == "" || isoDate(p.End) == "" })
				if len(x.Periods) == 0 {
					x.Periods = nil
				}
				if x.Ascending == nil {
					yes := true
					x.Ascending = &yes
				}
			}
		}
		was, is := a.Results, read[i].Results
		if before, after := iatitest.Said(t, &Activity{Results: was}), iatitest.Said(t, &Activity{Results: is}); before != after {
			t.Errorf("%s", iatitest.FirstDifference(before, after))
		}
	}
	if strings.Contains(text, "A note --") {
		t.Error("a comment holds two hyphens")
	}
}

// What 2.03 has no place for is named and left out; all around it stays.
func TestWriteLeavesOut(t *testing.T) {
	name := []Narrative{{"en", "One"}}
	value := Observation{Value: "5 < 6", HasValue: true}
	day := func(s string) Date { return Date{s, parseDay(s)} }
	a := &Activity{
		Identifier: "A\x01", ReportingOrg: Org{Ref: "R", Type: "21", Names: name}, Titles: name, Descriptions: []Description{{Texts: name}},
		Version: v105, Participating: []Org{{Role: "Funding"}}, Status: "2", Dates: []ActivityDate{{Type: "start-actual", Date: day("2020-01-01")}, {Type: "3", Date: day("soon")}},
		DocumentLinks: []DocumentLink{{URL: "http://[bad"}, {URL: "https://good.example/"}},
		Results: []Result{{Type: "1", Titles: name}, {Type: "1", Titles: name, Indicators: []Indicator{{
			Measure: "1", Titles: []Narrative{{"not a language", "Two"}},
			Baselines: []Baseline{{Observation: value}, {ISODate: day("2019-05-01"), Observation: value}},
			Periods: []Period{
				{Start: day("2020-01-01"), Targets: []Observation{value}},
				{Start: day("2020-01-01"), End: day("2020-12-31"), Targets: []Observation{value}, Actuals: []Observation{{}}},
			},
		}}}},
	}
	if lacks := Lacks(a); len(lacks) > 0 {
		t.Errorf("it lacks %v", lacks)
	}
	text, left, read := again(t, []*Activity{a})
	var what []string
	for _, p := range left {
		what = append(what, p.Element+": "+p.What)
	}
	want := []string{"an activity-date of type 3", "a document-link with", "a result without", "a language that is none", "a baseline without a year", "a period that lacks a day"}
	if len(what) != len(want) {
		t.Fatalf("left out %q", what)
	}
	for i := range want {
		if !strings.Contains(what[i], want[i]) {
			t.Errorf("left out %q, want %q", what[i], want[i])
		}
	}
	i := read[0].Results[0].Indicators[0]
	if len(i.Baselines) != 1 || i.Baselines[0].Year != 2019 || len(i.Periods) != 1 || i.Periods[0].Targets[0].Value != "5 < 6" || i.Periods[0].Actuals[0].HasValue {
		t.Errorf("read %+v", i)
	}
	iatitest.Valid(t, text)
	if got := Lacks(&Activity{Dates: a.Dates[1:]}); len(got) != 7 {
		t.Errorf("an empty activity lacks %v", got)
	}
}

// FuzzWrite: whatever was read can be written and read again, and is then written the same.
func FuzzWrite(f *testing.F) {
	seeds, err := filepath.Glob(filepath.Join("testdata", "*.xml"))
	if err != nil || len(seeds) == 0 {
		f.Fatal("no seeds", err)
	}
	for _, path := range seeds {
		b, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		all := func(b []byte) (list []*Activity, err error) {
			_, err = read(context.Background(), bytes.NewReader(b), limits{token: 1 << 16, activity: 1 << 20, depth: 50}, func(_ *File, a *Activity) error {
				list = append(list, a)
				return nil
			})
			return list, err
		}
		list, err := all(b)
		if err != nil {
			return
		}
		var first, second bytes.Buffer
		left, err := Write(&first, time.Time{}, "", list)
		if err != nil {
			t.Fatal(err)
		}
		again, err := all(first.Bytes())
		if len(list) > 0 && (err != nil || len(again) != len(list)) {
			t.Fatalf("%d activities became %d, %v: %s", len(list), len(again), err, first.String())
		}
		more, err := Write(&second, time.Time{}, "", again)
		if err != nil || len(more) > 0 {
			t.Fatalf("what was written has no place: %v %v", more, err)
		}
		if len(left) == 0 && second.String() != first.String() {
			t.Errorf("written again it differs:\n%s\n%s", first.String(), second.String())
		}
	})
}
