package iati

import (
	"context"
	"encoding/csv"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/desirelines/desirelines/internal/publicdatatest"
)

func readPath(t *testing.T, path string) (*File, []*Activity) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var list []*Activity
	file, err := Read(context.Background(), f, func(_ *File, a *Activity) error {
		list = append(list, a)
		return nil
	})
	if err != nil {
		t.Fatalf("read %s: %v", filepath.Base(path), err)
	}
	return file, list
}

func ofActivities(list []*Activity) []Problem {
	var all []Problem
	for _, a := range list {
		all = append(all, a.Problems...)
	}
	return all
}

func xmlFiles(t *testing.T, folder string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "*.xml"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no XML files in %s: %v", filepath.Base(folder), err)
	}
	return files
}

// The files of the standard's own suite state the version "xx", so each has that one problem.
func TestConformancePass(t *testing.T) {
	for _, path := range xmlFiles(t, publicdatatest.Path(t, "iati-conformance", "should-pass")) {
		t.Run(filepath.Base(path), func(t *testing.T) {
			file, list := readPath(t, path)
			if len(file.Problems) != 1 || file.Problems[0].Value != "xx" || file.Version != "2.03" {
				t.Errorf("read as %s with problems of the file %v; want 2.03 and the version alone", file.Version, file.Problems)
			}
			if p := ofActivities(list); len(p) > 0 {
				t.Errorf("a valid file gave problems: %v", p)
			}
			if len(list) != 1 || len(list[0].Results) != 1 || len(list[0].Results[0].Indicators) != 1 {
				t.Errorf("the result and its indicator were not read")
			}
		})
	}
}

var failComment = regexp.MustCompile(`<!-- *FAIL`)

// Each file marks the line of its fault with a comment and names the element in its file name.
func TestConformanceFail(t *testing.T) {
	for _, path := range xmlFiles(t, publicdatatest.Path(t, "iati-conformance", "should-fail")) {
		t.Run(filepath.Base(path), func(t *testing.T) {
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			_, list := readPath(t, path)
			found := ofActivities(list)
			line, element := faultLine(t, string(text)), faultElement(path)
			for _, p := range found {
				if p.Line != line {
					t.Errorf("problem on line %d, want %d: %v", p.Line, line, p)
				}
			}
			right := slices.ContainsFunc(found, func(p Problem) bool {
				return strings.HasSuffix(withoutNumbers(p.Element), element) ||
					strings.HasSuffix(withoutNumbers(p.Element)+"/"+missing(p.What), element)
			})
			if !right {
				t.Errorf("no problem names the element %s: %v", element, found)
			}
			if len(list) != 1 || len(list[0].Results) != 1 || len(list[0].Results[0].Indicators) != 1 {
				t.Errorf("the result and its indicator were lost")
			}
		})
	}
}

// faultLine is the line of the FAIL comment or, where nothing else stands on it, of the element around it.
func faultLine(t *testing.T, text string) int {
	t.Helper()
	lines := strings.Split(text, "\n")
	indent := func(s string) int { return len(s) - len(strings.TrimLeft(s, " ")) }
	for i, l := range lines {
		if !failComment.MatchString(l) {
			continue
		}
		if !strings.HasPrefix(strings.TrimSpace(l), "<!--") {
			return i + 1
		}
		for j := i; j >= 0; j-- {
			if indent(lines[j]) < indent(l) {
				return j + 1
			}
		}
	}
	// One file has no such comment; its fault is a status that is no boolean.
	for i, l := range lines {
		if strings.Contains(l, `aggregation-status="xx"`) {
			return i + 1
		}
	}
	t.Fatal("the file does not mark its fault")
	return 0
}

// faultElement is the path in a file name such as result__document-link___url__err-….
func faultElement(path string) string {
	name, _, _ := strings.Cut(filepath.Base(path), "__err")
	switch name {
	case "result__indicator__baseline__dimension": // its fault is in the baseline
		return "result/indicator/baseline"
	case "result__reference":
		return "result/reference/unexpected-element"
	}
	name, _, _ = strings.Cut(name, "___") // the attribute
	return strings.ReplaceAll(name, "__", "/")
}

func withoutNumbers(path string) string {
	return regexp.MustCompile(`\[[^\]]*\]`).ReplaceAllString(path, "")
}

func missing(what string) string {
	m := regexp.MustCompile(`^the element ([a-z-]+) is missing`).FindStringSubmatch(what)
	if m == nil {
		return "-"
	}
	return m[1]
}

func TestResultsOfEveryVersion(t *testing.T) {
	for _, c := range []struct {
		file, version                       string
		results, indicators, periods, texts int
		problems                            int
	}{
		{"1-05__ssot-activity-xml-pass__24-results.xml", "1.05", 2, 3, 6, 25, 0},
		{"2-01__ssot-activity-xml-pass__24-results.xml", "2.03", 12, 13, 9, 59, 0},
		{"2-02__ssot-activity-xml-pass__24-results.xml", "2.03", 13, 14, 10, 62, 0},
		{"24-results.xml", "2.03", 13, 14, 10, 62, 0},
	} {
		t.Run(c.file, func(t *testing.T) {
			file, list := readPath(t, publicdatatest.Path(t, "iati-conformance", "activity-tests", c.file))
			if file.Version != c.version || len(list) != 1 {
				t.Fatalf("read as %s, %d activities", file.Version, len(list))
			}
			n := counted(list)
			if n.results != c.results || n.indicators != c.indicators || n.periods != c.periods || n.texts != c.texts {
				t.Errorf("found %+v, want %+v", n, c)
			}
			if p := ofActivities(list); len(p) != c.problems {
				t.Errorf("problems: %v", p)
			}
		})
	}
}

type counts struct {
	activities, results, indicators, baselines, periods, targets, actuals, both, texts, problems int
}

// counted counts what was read; texts are the narratives of results and all below.
func counted(list []*Activity) counts {
	var n counts
	n.activities = len(list)
	observed := func(o Observation) { n.texts += len(o.Comments) }
	for _, a := range list {
		n.problems += a.ProblemCount
		for _, r := range a.Results {
			n.results++
			n.texts += len(r.Titles) + len(r.Descriptions)
			for _, i := range r.Indicators {
				n.indicators++
				n.texts += len(i.Titles) + len(i.Descriptions)
				for _, b := range i.Baselines {
					n.baselines++
					observed(b.Observation)
				}
				for _, p := range i.Periods {
					n.periods++
					n.targets += len(p.Targets)
					n.actuals += len(p.Actuals)
					if len(p.Targets) > 0 && len(p.Actuals) > 0 {
						n.both++
					}
					for _, o := range slices.Concat(p.Targets, p.Actuals) {
						observed(o)
					}
				}
			}
		}
	}
	return n
}

func TestRealFiles(t *testing.T) {
	for name, want := range map[string]counts{
		"covid__input__dportal.xml":        {activities: 401, results: 131, indicators: 193, baselines: 35, periods: 100, targets: 97, actuals: 52, both: 51},
		"foodsecurity__input__dportal.xml": {activities: 7, results: 11, indicators: 17, baselines: 17, periods: 26, targets: 25, actuals: 9, both: 8},
		"DIPR_IATI_data_February_2018.xml": {activities: 55, results: 2, indicators: 2, baselines: 2, periods: 2, targets: 2, actuals: 2, both: 2},
		"DIPR_IATI_data_June_2019.xml":     {activities: 77, results: 2, indicators: 2, baselines: 2, periods: 2, targets: 2, actuals: 2, both: 2},
	} {
		t.Run(name, func(t *testing.T) {
			file, list := readPath(t, publicdatatest.Path(t, "iati-real", name))
			got := counted(list)
			t.Logf("version %s, %d problems of the file; %+v", file.Version, len(file.Problems), got)
			kinds := make(map[string]int)
			for _, p := range ofActivities(list) {
				kinds[withoutNumbers(p.Element)+": "+p.What]++
			}
			for k, n := range kinds {
				t.Logf("%4d × %s", n, k)
			}
			got.texts, got.problems = 0, 0
			if got != want {
				t.Errorf("found %+v, want %+v", got, want)
			}
		})
	}
}

// periods.csv was written from the same files by a script that shares nothing with this package; comments in it end at 300 letters.
func TestPeriodsRowByRow(t *testing.T) {
	f, err := os.Open(publicdatatest.Path(t, "iati-real", "periods.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	want := make(map[string][][]string)
	for _, row := range rows[1:] {
		want[row[0]] = append(want[row[0]], row)
	}
	compared := 0
	for name, rowsOfFile := range want {
		_, list := readPath(t, publicdatatest.Path(t, "iati-real", name))
		got := flattened(name, list)
		if len(got) != len(rowsOfFile) {
			t.Errorf("%s: %d rows, want %d", name, len(got), len(rowsOfFile))
			continue
		}
		for i, row := range rowsOfFile {
			compared++
			if !slices.Equal(got[i], row) {
				t.Errorf("%s row %d:\n got %q\nwant %q", name, i+1, got[i], row)
			}
		}
	}
	if compared != len(rows)-1 {
		t.Errorf("compared %d rows of %d", compared, len(rows)-1)
	}
}

// flattened gives the columns of periods.csv.
func flattened(file string, list []*Activity) [][]string {
	var rows [][]string
	for _, a := range list {
		for _, r := range a.Results {
			for _, i := range r.Indicators {
				head := []string{file, a.ReportingOrg.Ref, a.Identifier, r.Type, text(r.Titles), text(i.Titles), i.Measure,
					digit(i.Ascending), digit(i.AggregationStatus), digit(r.AggregationStatus)}
				if len(i.Baselines) > 0 {
					b := i.Baselines[0]
					head = append(head, b.YearText, b.Value, text(b.Comments))
				} else {
					head = append(head, "", "", "")
				}
				langs := languages(i)
				for _, p := range i.Periods {
					row := append(slices.Clone(head), p.Start.Text, p.End.Text)
					for _, o := range [][]Observation{p.Targets, p.Actuals} {
						if len(o) > 0 {
							row = append(row, o[0].Value, text(o[0].Comments))
						} else {
							row = append(row, "", "")
						}
					}
					rows = append(rows, append(row, strconv.Itoa(len(p.Targets)), strconv.Itoa(len(p.Actuals)), langs))
				}
				if len(i.Periods) == 0 {
					rows = append(rows, append(head, "", "", "", "", "", "", "", "", langs))
				}
			}
		}
	}
	return rows
}

func text(list []Narrative) string {
	if len(list) == 0 {
		return ""
	}
	r := []rune(strings.Join(strings.Fields(list[0].Text), " "))
	return string(r[:min(len(r), 300)])
}

func languages(i Indicator) string {
	var langs []string
	for _, n := range i.Titles {
		if !slices.Contains(langs, n.Lang) {
			langs = append(langs, n.Lang)
		}
	}
	return strings.Join(langs, " ")
}

func digit(b *bool) string {
	switch {
	case b == nil:
		return ""
	case *b:
		return "1"
	}
	return "0"
}
