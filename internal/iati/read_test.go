package iati

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/unicode"
)

func date8(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }

func yes() *bool { b := true; return &b }
func no() *bool  { b := false; return &b }

func same(t *testing.T, what string, got, want any) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s:\n got %+v\nwant %+v", what, got, want)
	}
}

func TestFull203(t *testing.T) {
	file, list := readPath(t, filepath.Join("testdata", "full-2.03.xml"))
	same(t, "file", *file, File{Stated: "2.03", Version: "2.03", Generated: time.Date(2024, 3, 1, 9, 0, 0, 0, time.UTC), Activities: 2})
	same(t, "problems", ofActivities(list), []Problem(nil))

	en := func(s string) []Narrative { return []Narrative{{"en", s}} }
	link := func(url, title string, line int) []DocumentLink {
		return []DocumentLink{{URL: url, Format: "text/html", Titles: en(title), Categories: []string{"A01"}, Line: line}}
	}
	a := *list[0]
	r := a.Results[0]
	a.Results = nil
	same(t, "activity", a, Activity{
		Number: 1, Line: 4, Identifier: "GB-CHC-1-WELLS", Version: "2.03", Lang: "en",
		LastUpdated:   time.Date(2024, 2, 29, 8, 30, 0, 0, time.UTC),
		ReportingOrg:  Org{Ref: "GB-CHC-1", Type: "21", SecondaryReporter: no(), Names: en("Wells & Co")},
		Titles:        []Narrative{{"en", "Wells"}, {"sw", "Visima"}},
		Descriptions:  []Description{{"1", en("Clean water.")}, {"2", en("Fewer illnesses.")}},
		Participating: []Org{{Ref: "XM-1", Type: "10", Role: "1", ActivityID: "XM-1-7", ChannelCode: "21000", Names: en("Funder")}, {Role: "4"}},
		Status:        "2",
		Dates: []ActivityDate{{"1", Date{"2023-01-01", date8(2023, 1, 1)}, en("as agreed")},
			{"2", Date{"2023-02-01", date8(2023, 2, 1)}, nil}},
		DocumentLinks: []DocumentLink{{URL: "https://example.org/plan.pdf", Format: "application/pdf", Titles: en("Plan"), Categories: []string{"A01"}, Line: 16}},
	})
	i := r.Indicators[0]
	r.Indicators = nil
	same(t, "result", r, Result{
		Type: "2", AggregationStatus: yes(), Titles: []Narrative{{"en", "Health"}, {"sw", "Afya"}}, Descriptions: en("People stay well."),
		DocumentLinks: []DocumentLink{{URL: "https://example.org/r.pdf", Format: "application/pdf", Titles: en("Report"), Descriptions: en("All of it"),
			Categories: []string{"A08", "B01"}, Languages: []string{"en", "sw"}, Date: Date{"2024-01-31", date8(2024, 1, 31)}, Line: 20}},
		References: []Reference{{"99", "R1", "https://example.org/r"}}, Line: 17,
	})
	same(t, "indicator", i, Indicator{
		Measure: "1", Ascending: no(), AggregationStatus: yes(), Titles: en("Cases of cholera"), Descriptions: []Narrative{{"sw", "Kipindupindu"}},
		References: []Reference{{"1", "SDG3", "https://example.org/i"}}, Line: 28,
		Baselines: []Baseline{
			{YearText: "2022", Year: 2022, ISODate: Date{"2022-12-31", date8(2022, 12, 31)}, Observation: Observation{
				Value: "1,200", HasValue: true, Comments: en("Counted at clinics"), Locations: []string{"L1"},
				Dimensions: []Dimension{{"sex", "female"}}, DocumentLinks: link("https://example.org/b", "Survey", 34), Line: 32}},
			{YearText: "2021", Year: 2021, Observation: Observation{Line: 37}},
		},
		Periods: []Period{
			{Start: Date{"2023-01-01", date8(2023, 1, 1)}, End: Date{"2023-12-31", date8(2023, 12, 31)}, Ordinal: 1, Line: 38,
				Targets: []Observation{{Value: "600", HasValue: true, Line: 40},
					{Value: "300", HasValue: true, Locations: []string{"L1"}, Dimensions: []Dimension{{"sex", "female"}, {"age", "0-5"}}, Line: 41}},
				Actuals: []Observation{{HasValue: true, Comments: []Narrative{{"en", "Not yet"}, {"sw", "Bado"}}, Line: 42},
					{DocumentLinks: link("https://example.org/a", "Note", 43), Line: 43}}},
			{Start: Date{"2023-01-01", date8(2023, 1, 1)}, End: Date{"2023-12-31", date8(2023, 12, 31)}, Ordinal: 2, Line: 45},
		},
	})
	if second := list[1]; second.Identifier != "" || second.Number != 2 || second.Titles[0] != (Narrative{"fr", "Puits"}) {
		t.Errorf("the second activity has no identifier and the language of the root; got %+v", second)
	}
}

func TestFull105(t *testing.T) {
	file, list := readPath(t, filepath.Join("testdata", "full-1.05.xml"))
	same(t, "problems of the file", file.Problems, []Problem(nil))
	a := *list[0]
	// The one thing wrong in it is a date where a date and time must be; the date counts.
	if len(a.Problems) != 1 || a.Problems[0].Value != "2014-09-10" {
		t.Errorf("problems: %v", a.Problems)
	}
	a.Problems, a.ProblemCount = nil, 0
	both := func(en, fr string) []Narrative { return []Narrative{{"en", en}, {"fr", fr}} }
	same(t, "activity", a, Activity{
		Number: 1, Line: 3, Identifier: "GB-1-OLD", Version: "1.05", Lang: "en", LastUpdated: date8(2014, 9, 10),
		ReportingOrg:  Org{Ref: "GB-1", Names: both("Roads Ltd", "Routes SA")},
		Titles:        both("Roads", "Routes"),
		Descriptions:  []Description{{"1", both("All roads", "Toutes les routes")}, {"1", []Narrative{{"en", "More about roads"}}}},
		Participating: []Org{{Ref: "XM-1", Role: "Funding", Names: []Narrative{{"en", "Funder"}}}},
		Status:        "Implementation",
		Dates: []ActivityDate{{"start-planned", Date{"2013-01-01", date8(2013, 1, 1)}, []Narrative{{"en", "in January"}}},
			{"end-planned", Date{"2015-12-31", date8(2015, 12, 31)}, []Narrative{{"en", "2015-12-31"}}}},
		Results: []Result{{Type: "Output", Titles: []Narrative{{"en", "Built – and kept"}}, Line: 16, Indicators: []Indicator{{
			Measure: "Unit", Titles: both("Kilometres", "Kilomètres"), Line: 17,
			Baselines: []Baseline{{YearText: "2013", Year: 2013, Observation: Observation{Value: "2", HasValue: true, Line: 26}}},
			Periods: []Period{{
				Start: Date{"2014-01-01", date8(2014, 1, 1)}, End: Date{Text: "December 2014"}, Ordinal: 1, Line: 18,
				Targets: []Observation{{Value: "10", HasValue: true, Comments: both("in all", "en tout"), Line: 19}},
				Actuals: []Observation{{Value: "many", HasValue: true, Line: 22}},
			}},
		}}}},
	})
}

func TestProblems(t *testing.T) {
	file, list := readPath(t, filepath.Join("testdata", "wrong-2.03.xml"))
	var got []string
	for _, p := range slices.Concat(file.Problems, list[0].Problems) {
		got = append(got, fmt.Sprintf("%d %s: %s", p.Line, strings.TrimPrefix(p.Element, "iati-activity[GB-1-X]/"), p.What))
	}
	want := []string{
		`1 iati-activities: the attribute generated-datetime is "yesterday"; it must be a date and time such as 2017-11-22T09:30:00Z`,
		`2 iati-activities/iati-activitty: iati-activitty does not belong in iati-activities; only iati-activity does`,
		`3 iati-activity[GB-1-X]: the attribute last-updated-datetime is "2024-02-30T00:00:00Z"; it must be a date and time such as 2017-11-22T09:30:00Z`,
		`3 iati-activity[GB-1-X]: IATI 2.03 does not allow the attribute default_currency="GBP" on iati-activity`,
		`3 iati-activity[GB-1-X]: the element participating-org is missing; iati-activity needs at least one`,
		`6 reporting-org: reporting-org stands after title; in IATI 2.03 it comes before`,
		`5 title: the text "Bare text" stands directly in title; in IATI 2.03 it belongs in a narrative inside it`,
		`5 title: the element narrative is missing; title needs at least one`,
		`6 reporting-org: the attribute type is missing; it must be text`,
		`7 description[1]: the element narrative is missing; description needs at least one`,
		`8 activity-status: the attribute code is missing; it must be text`,
		`9 activity-date[1]: the attribute iso-date is "2023-01-01T00:00:00"; it must be a date such as 2017-11-22`,
		`10 results: IATI 2.03 does not allow results inside iati-activity`,
		`11 result[1]: the attribute aggregation-status is "yes"; it must be true, false, 1 or 0`,
		`11 result[1]: the element indicator is missing; result needs at least one`,
		`12 result[1]/title/narrative[1]: the attribute xml:lang is "english_GB"; it must be a language such as en or pt-BR`,
		`12 result[1]/title/narrative[1]/b: IATI 2.03 does not allow b inside narrative`,
		`14 result[2]: the attribute type is missing; it must be text`,
		`14 result[2]: the text "stray words" stands directly in result; IATI 2.03 allows no text there`,
		`14 result[2]: the element title is missing; result needs exactly one`,
		`15 result[2]/indicator[1]: the attribute ascending is "TRUE"; it must be true, false, 1 or 0`,
		`15 result[2]/indicator[1]: the attribute measure is missing; it must be text`,
		`23 result[2]/indicator[1]/title[2]: there are 2 title elements; IATI 2.03 allows one in indicator`,
		`22 result[2]/indicator[1]/title: title stands after period; in IATI 2.03 it comes before`,
		`16 result[2]/indicator[1]/period[1]: the element period-start is missing; period needs exactly one`,
		`16 result[2]/indicator[1]/period[1]: the element period-end is missing; period needs exactly one`,
		`20 result[2]/indicator[1]/period[2]/target: target stands after actual; in IATI 2.03 it comes before`,
		`18 result[2]/indicator[1]/period[2]/period-start: the attribute iso-date is "01/02/2023"; it must be a date such as 2017-11-22`,
		`19 result[2]/indicator[1]/period[2]/actual[1]/location: location stands after comment; in IATI 2.03 it comes before`,
		`20 result[2]/indicator[1]/period[2]/target[1]: IATI 2.03 does not allow the attribute unit="m" on target`,
		`24 result[2]/indicator[1]/baseline[1]: the attribute year is "before"; it must be a year such as 2017`,
	}
	if !slices.Equal(got, want) {
		t.Errorf("problems:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}

	a := list[0]
	same(t, "titles", a.Titles, []Narrative{{"", "Bare text"}})
	same(t, "date", a.Dates[0].Date, Date{"2023-01-01T00:00:00", date8(2023, 1, 1)})
	same(t, "title of a result", a.Results[0].Titles, []Narrative{{"english_GB", "A bold title"}})
	i := a.Results[1].Indicators[0]
	same(t, "titles of the indicator", i.Titles, []Narrative{{"", "Metres"}, {"", "Again"}})
	same(t, "ascending", i.Ascending, (*bool)(nil))
	same(t, "baseline", i.Baselines[0], Baseline{YearText: "before", Observation: Observation{Value: "5", HasValue: true, Line: 24}})
	same(t, "period without dates", i.Periods[0], Period{Ordinal: 1, Targets: []Observation{{Value: "1", HasValue: true, Line: 16}}, Line: 16})
	same(t, "period", i.Periods[1], Period{
		Start: Date{Text: "01/02/2023"}, End: Date{"2023-12-31", date8(2023, 12, 31)}, Ordinal: 1, Line: 17,
		Targets: []Observation{{Value: "8", HasValue: true, Line: 20}},
		Actuals: []Observation{{Value: "7", HasValue: true, Comments: []Narrative{{"", "seven"}}, Line: 19}},
	})
}

// What a version added is a problem in the ones before, and is read in all of them.
func TestVersions(t *testing.T) {
	const results = `<result type="1"><title><narrative>T</narrative></title>%s<indicator measure="1"><title><narrative>I</narrative></title>%s` +
		`<period><period-start iso-date="2023-01-01"/><period-end iso-date="2023-12-31"/><target%s>%s</target></period></indicator></result>`
	for _, c := range []struct {
		name, inResult, inIndicator, onTarget, inTarget string
		problems                                        map[string]int
	}{
		{"plain", "", "", ` value="1"`, "", map[string]int{"2.01": 0, "2.02": 0, "2.03": 0}},
		{"no value", "", "", "", "", map[string]int{"2.01": 1, "2.02": 1, "2.03": 0}},
		{"dimension and location", "", "", ` value="1"`, `<location ref="L"/><dimension name="a" value="b"/>`, map[string]int{"2.01": 2, "2.02": 0, "2.03": 0}},
		{"reference of an indicator", "", `<reference vocabulary="1" code="2"/>`, ` value="1"`, "", map[string]int{"2.01": 1, "2.02": 0, "2.03": 0}},
		{"reference of a result", `<reference vocabulary="1" code="2"/>`, "", ` value="1"`, "", map[string]int{"2.01": 1, "2.02": 1, "2.03": 0}},
		{"two baselines", "", `<baseline year="2020" value="1"/><baseline year="2021" value="2"/>`, ` value="1"`, "", map[string]int{"2.01": 1, "2.02": 1, "2.03": 0}},
	} {
		for version, want := range c.problems {
			text := "<iati-activities version='" + version + "'><iati-activity>" +
				"<iati-identifier>A</iati-identifier><reporting-org ref='A' type='1'><narrative>N</narrative></reporting-org><title><narrative>T</narrative></title>" +
				"<description><narrative>D</narrative></description><participating-org role='1'/><activity-status code='1'/><activity-date type='1' iso-date='2020-01-01'/>" +
				fmt.Sprintf(results, c.inResult, c.inIndicator, c.onTarget, c.inTarget) + "</iati-activity></iati-activities>"
			file, list, err := readText(text)
			if err != nil || len(file.Problems) > 0 || list[0].ProblemCount != want {
				t.Errorf("%s in %s: problems %v %v, error %v; want %d", c.name, version, file.Problems, list[0].Problems, err, want)
			}
			r := list[0].Results[0]
			n := len(r.References) + len(r.Indicators[0].References) + len(r.Indicators[0].Baselines) + len(r.Indicators[0].Periods[0].Targets[0].Dimensions)
			if m := strings.Count(text, "<reference") + strings.Count(text, "<baseline") + strings.Count(text, "<dimension"); n != m {
				t.Errorf("%s in %s: read %d of %d", c.name, version, n, m)
			}
		}
	}
}

func TestReadAs(t *testing.T) {
	for _, c := range []struct {
		attribute, title, stated, version string
		problem                           bool
	}{
		{` version="1.05"`, "T", "1.05", "1.05", false},
		{` version="2.01"`, "<narrative>T</narrative>", "2.01", "2.01", false},
		{` version=" 2.03 "`, "<narrative>T</narrative>", "2.03", "2.03", false},
		{` version="1.03"`, "T", "1.03", "1.05", true},
		{` version="2.04"`, "<narrative>T</narrative>", "2.04", "2.03", true},
		{` version="xx"`, "T", "xx", "2.03", true},
		{"", "T", "", "1.05", true},
		{"", "<narrative>T</narrative>", "", "2.03", true},
		{` version="2.03" xmlns="http://example.org/iati"`, "<narrative>T</narrative>", "2.03", "2.03", true},
	} {
		file, list, err := readText("<iati-activities" + c.attribute + "><iati-activity><title>" + c.title + "</title></iati-activity></iati-activities>")
		if err != nil || file.Stated != c.stated || file.Version != c.version || (len(file.Problems) > 0) != c.problem {
			t.Errorf("%q: stated %q, read as %s, problems %v, error %v", c.attribute, file.Stated, file.Version, file.Problems, err)
		}
		if len(list) != 1 || len(list[0].Titles) != 1 || list[0].Titles[0].Text != "T" {
			t.Errorf("%q: the title was lost", c.attribute)
		}
	}
	file, _, err := readText("<iati-activities><iati-activity version='1.05'/></iati-activities>")
	if err != nil || file.Stated != "1.05" || file.Version != "1.05" || len(file.Problems) > 0 {
		t.Errorf("a version that only the activity states: %+v, %v", file, err)
	}
	file, list, err := readText("<iati-activities version='2.03'/>")
	if err != nil || len(list) > 0 || len(file.Problems) != 1 {
		t.Errorf("a file without activities: %v, %v; want one problem", file.Problems, err)
	}
}

func TestEncodings(t *testing.T) {
	text := func(declaration string) string {
		return declaration + "<iati-activities version='2.03'><iati-activity><title><narrative>Café – “là”</narrative></title></iati-activity></iati-activities>"
	}
	utf16 := func(e unicode.Endianness, bom unicode.BOMPolicy) []byte {
		b, err := unicode.UTF16(e, bom).NewEncoder().Bytes([]byte(text("<?xml version='1.0' encoding='UTF-16'?>")))
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	windows := strings.NewReplacer("é", "\xe9", "à", "\xe0", "–", "\x96", "“", "\x93", "”", "\x94")
	for name, b := range map[string][]byte{
		"none stated":            []byte(text("")),
		"UTF-8":                  []byte(text("<?xml version='1.0' encoding='UTF-8'?>\n")),
		"UTF-8 with mark":        []byte("\ufeff" + text("<?xml version='1.0' encoding='utf-8'?>\n")),
		"windows-1252":           []byte(windows.Replace(text("<?xml version='1.0' encoding='windows-1252'?>"))),
		"ISO-8859-1":             []byte(windows.Replace(text("<?xml version='1.0' encoding='ISO-8859-1' standalone='yes'?>"))),
		"UTF-16 big":             utf16(unicode.BigEndian, unicode.UseBOM),
		"UTF-16 little":          utf16(unicode.LittleEndian, unicode.UseBOM),
		"UTF-16 little, no mark": utf16(unicode.LittleEndian, unicode.IgnoreBOM),
	} {
		_, list, err := readText(string(b))
		if err != nil || len(list) != 1 || list[0].Titles[0].Text != "Café – “là”" {
			t.Errorf("%s: %v, %v", name, list, err)
		}
	}
}

func TestManyProblems(t *testing.T) {
	_, list, err := readText("<iati-activities version='2.03'><iati-activity>" + strings.Repeat("<result/>", 800) + "</iati-activity></iati-activities>")
	if err != nil || len(list[0].Problems) != mostProblems || list[0].ProblemCount < 3*800 {
		t.Errorf("kept %d problems of %d, %v", len(list[0].Problems), list[0].ProblemCount, err)
	}
	if n := len(list[0].Results); n != 800 {
		t.Errorf("read %d results of 800", n)
	}
}

func TestSpool(t *testing.T) {
	want, err := os.ReadFile(filepath.Join("testdata", "full-2.03.xml"))
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("TMPDIR", t.TempDir())
	file, remove, err := Spool(context.Background(), io.MultiReader(bytes.NewReader(want)))
	if err != nil {
		t.Fatal(err)
	}
	got, err := Read(context.Background(), file, func(*File, *Activity) error { return nil })
	if err != nil || got.Activities != 2 {
		t.Errorf("read %+v, %v", got, err)
	}
	if err := remove(); err != nil {
		t.Error(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, _, err := Spool(ctx, bytes.NewReader(want)); err == nil {
		t.Error("a cancelled copy gave no error")
	}
	if left, _ := os.ReadDir(os.Getenv("TMPDIR")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}
