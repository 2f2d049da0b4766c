package exports

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/iati"
	"github.com/desirelines/desirelines/internal/iati/iatitest"
	"github.com/desirelines/desirelines/reports"
)

func yes() *bool { b := true; return &b }
func no() *bool  { b := false; return &b }

func day(y, m, d int) domain.Date {
	return domain.Date{Year: int16(y), Month: uint8(m), Day: uint8(d)}
}

// ownProject is a project that was recorded here, with what IATI wants to know of it.
func ownProject(t *testing.T) *bench {
	b := newBench(t)
	named := func(text string) []domain.Narrative { return []domain.Narrative{{Lang: "en", Text: text}} }
	b.do("p", &domain.ProjectStarted{Name: "Tea", Question: "How?"}, &domain.ProjectDescribed{Published: &domain.Published{
		Organisations: []domain.Organisation{
			{Part: "reporting", Ref: "R", Attributes: map[string]string{"type": "21"}, Names: named("Trust")},
			{Part: "participating", Attributes: map[string]string{"role": "1"}, Names: named("Fund")},
		},
		Dates:      []domain.PublishedDate{{Type: "2", Date: "2023-01-01"}},
		Attributes: map[string]string{"activity-status": "2", "xml:lang": "en"},
	}})
	b.do("p", &domain.AimAgreed{Aim: "tea", Statement: "More tea"},
		&domain.MeasureAdded{Aim: "tea", Measure: "cups", Definition: domain.Definition{Name: "Cups", MeasureKind: domain.Increase, Mode: domain.PerPeriod, Unit: "cups", People: no()}},
		&domain.MeasureAdded{Aim: "tea", Measure: "guests", Definition: domain.Definition{Name: "Guests", MeasureKind: domain.Increase, Mode: domain.Distinct, Unit: "people", People: yes()}},
		&domain.MeasureAdded{Aim: "tea", Measure: "warm", Definition: domain.Definition{Name: "Warm", MeasureKind: domain.Decrease, Mode: domain.Snapshot, Unit: "°C", People: no()}},
		&domain.MeasureAdded{Aim: "tea", Measure: "feel", Definition: domain.Definition{Name: "How it feels", MeasureKind: domain.Story, Mode: domain.Snapshot}})
	half := func(value string) *domain.TargetSet {
		return &domain.TargetSet{Aim: "tea", Measure: "cups", Value: domain.Say(value), PeriodStart: day(2023, 1, 1), PeriodEnd: day(2023, 6, 30)}
	}
	b.do("p", half("400"), half("500"),
		&domain.OutcomeRecorded{Aim: "tea", Measure: "cups", Value: domain.Say("30.5"), Site: "hall", PeriodStart: day(2023, 1, 1), PeriodEnd: day(2023, 6, 30), What: domain.Write("Secret words.")},
		&domain.OutcomeRecorded{Aim: "tea", Measure: "cups", Value: domain.Say("20"), Site: "=school", PeriodStart: day(2023, 1, 1), PeriodEnd: day(2023, 6, 30)},
		&domain.TargetSet{Aim: "tea", Measure: "guests", Value: domain.Say("40"), PeriodStart: day(2023, 1, 1), PeriodEnd: day(2023, 12, 31)},
		&domain.OutcomeRecorded{Aim: "tea", Measure: "guests", Value: domain.Say("6"), PeriodStart: day(2023, 1, 1), PeriodEnd: day(2023, 12, 31)},
		&domain.BaselineSet{Aim: "tea", Measure: "warm", Value: domain.Say("25"), On: domain.Date{Year: 2022, Month: 5}},
		&domain.OutcomeRecorded{Aim: "tea", Measure: "warm", Value: domain.Say("20")},
		&domain.OutcomeRecorded{Aim: "tea", Measure: "feel", Value: domain.Say("Cold, says Ada.")},
		&domain.EvidenceAttached{Aim: "tea", URL: "https://tea.example/a", What: domain.Write("Ada's page")})
	return b
}

func activityOf(t *testing.T, b *bench, audience string) (*iati.Activity, string) {
	t.Helper()
	var out bytes.Buffer
	if _, err := IATI(&out, b.publications(audience)); err != nil {
		t.Fatal(err)
	}
	iatitest.Valid(t, out.String())
	return readIATI(t, bytes.NewReader(out.Bytes()))[0], out.String()
}

// The group's figures come out as aim, measure and period say: sums, sites as dimensions, the newer target, words as words.
func TestOwnProjectForTheGroup(t *testing.T) {
	a, text := activityOf(t, ownProject(t), "group")
	r := a.Results[0]
	cups, warm, feel := r.Indicators[0], r.Indicators[2], r.Indicators[3]
	if p := cups.Periods[0]; len(p.Targets) != 1 || p.Targets[0].Value != "500" || p.Actuals[0].Value != "50.5" || len(p.Actuals) != 3 ||
		p.Actuals[1].Dimensions[0] != (iati.Dimension{Name: "site", Value: "=school"}) || p.Actuals[1].Value != "20" {
		t.Errorf("the cups are %+v", p)
	}
	if g := r.Indicators[1].Periods[0].Actuals[0]; g.Value != "6" || len(g.Comments) > 0 {
		t.Errorf("the guests are %+v", g)
	}
	if p := warm.Periods[0]; warm.Ascending == nil || *warm.Ascending || warm.Baselines[0].Year != 2022 || warm.Baselines[0].ISODate.Text != "" ||
		p.Start.Text != "2023-01-01" || p.End.Text != "2024-05-17" || p.Actuals[0].Value != "20" || p.Actuals[0].Comments[0].Text != saysWholeRun {
		t.Errorf("the warmth is %+v", warm)
	}
	if feel.Measure != measureStory || feel.Periods[0].Actuals[0].Value != "Cold, says Ada." {
		t.Errorf("how it feels is %+v", feel)
	}
	if !strings.Contains(text, "Ada's page") || a.Descriptions[0].Texts[0].Text != "How?" {
		t.Error("the evidence or the description is missing")
	}
}

// Nobody outside finds words that were not shared, nor a number of few people, in any format.
func TestOwnProjectForEverybody(t *testing.T) {
	b := ownProject(t)
	a, text := activityOf(t, b, "public")
	guests := a.Results[0].Indicators[1].Periods[0]
	if guests.Targets[0].Value != "40" || guests.Actuals[0].HasValue || !strings.Contains(guests.Actuals[0].Comments[0].Text, "kept back") {
		t.Errorf("the guests are %+v", guests)
	}
	set := see(b, "p", "public", func(s reports.Seen) reports.SheetSet {
		set, err := reports.SheetsOf(s)
		if err != nil {
			t.Fatal(err)
		}
		return set
	})
	all := text
	for _, s := range set.Sheets {
		var out bytes.Buffer
		if err := s.WriteCSV(&out); err != nil {
			t.Fatal(err)
		}
		all += out.String()
		for row := range s.Rows {
			if s.Name == reports.SheetResults && slices.Contains(row, any("guests")) && slices.Contains(row, any(domain.Int(6))) {
				t.Errorf("few people are counted: %v", row)
			}
		}
	}
	for _, words := range []string{"Secret", "Ada", "tea.example"} {
		if strings.Contains(all, words) {
			t.Errorf("%q got out", words)
		}
	}
	if facts := strings.Join(slices.Concat(facts(set)...), " "); !strings.Contains(facts, "under 10 are kept private") || !strings.Contains(facts, "everybody") {
		t.Errorf("the facts are %s", facts)
	}
}

func facts(set reports.SheetSet) (list [][]string) {
	for _, f := range set.Facts {
		list = append(list, f[:])
	}
	return list
}

// What people recorded beside a publisher's figures comes out with them; what nobody touched stays as it was read.
func TestImportedAndRecordedTogether(t *testing.T) {
	raw, err := os.ReadFile(filepath.Join("..", "iati", "testdata", "full-2.03.xml"))
	if err != nil {
		t.Fatal(err)
	}
	b := newBench(t)
	if _, err := b.importer().IATI(context.Background(), bytes.NewReader(raw)); err != nil {
		t.Fatal(err)
	}
	before := readIATI(t, bytes.NewReader(raw))[0]
	id := b.projects()[0]
	aim, measure := "", ""
	for _, p := range b.publications("group")[:1] {
		aim, measure = p.Aims[0].ID, p.Aims[0].Measures[0].ID
	}
	p := before.Results[0].Indicators[0].Periods[0]
	start, _ := domain.ParseDate(p.Start.Text)
	end, _ := domain.ParseDate(p.End.Text)
	b.do(id, &domain.OutcomeRecorded{Aim: aim, Measure: measure, Value: domain.Say("4711"), PeriodStart: start, PeriodEnd: end},
		&domain.AimRevised{Aim: aim, Statement: "In our words"})
	var out bytes.Buffer
	if _, err := IATI(&out, b.publications("group")[:1]); err != nil {
		t.Fatal(err)
	}
	iatitest.Valid(t, out.String())
	after := readIATI(t, bytes.NewReader(out.Bytes()))[0]
	actuals := after.Results[0].Indicators[0].Periods[0].Actuals
	if !slices.ContainsFunc(actuals, func(o iati.Observation) bool { return o.Value == "4711" && len(o.Dimensions) == 0 }) {
		t.Errorf("the actuals are %+v", actuals)
	}
	if after.Results[0].Titles[0].Text != "In our words" {
		t.Errorf("the title is %+v", after.Results[0].Titles)
	}
	if x, y := iatitest.Said(t, &iati.Activity{Results: before.Results[1:]}, "Ordinal"), iatitest.Said(t, &iati.Activity{Results: after.Results[1:]}, "Ordinal"); x != y {
		t.Errorf("the others: %s", iatitest.FirstDifference(x, y))
	}
}

// A measure that came from a file and that the group says counts people goes out as the audience is shown it on every page.
func TestImportedMeasureThatCountsPeople(t *testing.T) {
	const file = `<iati-activities version="2.03"><iati-activity><iati-identifier>A</iati-identifier>
<result type="1"><title><narrative>R</narrative></title><indicator measure="1" ascending="1"><title><narrative>Guests</narrative></title>
<period><period-start iso-date="2023-01-01"/><period-end iso-date="2023-12-31"/><target value="40"/><actual value="6"/></period>
<period><period-start iso-date="2024-01-01"/><period-end iso-date="2024-03-31"/><target value="40"/><actual value="43"/></period></indicator></result></iati-activity></iati-activities>`
	b := newBench(t)
	if _, err := b.importer().IATI(context.Background(), strings.NewReader(file)); err != nil {
		t.Fatal(err)
	}
	actual := func() (said []string) {
		for _, p := range see(b, "A", "public", reports.PublicationOf).Aims[0].Measures[0].Periods {
			said = append(said, p.Actuals[0].Said)
		}
		return said
	}
	if got := actual(); !slices.Equal(got, []string{"6", "43"}) {
		t.Errorf("what a file published goes out as %q", got)
	}
	p := b.publications("group")[0]
	m := p.Aims[0].Measures[0]
	m.Definition.People = yes()
	b.do("A", &domain.MeasureRevised{Aim: p.Aims[0].ID, Measure: m.ID, Definition: m.Definition})
	if got := actual(); !slices.Equal(got, []string{"", "45"}) {
		t.Errorf("people go out as %q", got)
	}
}

// A project that lacks something is named, and nothing is written.
func TestLacks(t *testing.T) {
	b := newBench(t)
	b.do("p", &domain.ProjectStarted{Name: "Tea"})
	var out bytes.Buffer
	_, err := IATI(&out, b.publications("group"))
	if domain.KindOf(err) != domain.Invalid || !strings.Contains(err.Error(), "reporting-org, description, participating-org") || out.Len() > 0 {
		t.Errorf("%v, %d bytes", err, out.Len())
	}
}

// The example journeys, once somebody said who reports, are valid for every audience, as IATI and as workbooks.
func TestExampleJourneys(t *testing.T) {
	for _, name := range []string{"worked-example", "working-together"} {
		t.Run(name, func(t *testing.T) {
			f, err := os.Open(filepath.Join("..", "demo", name+".jsonl"))
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			b := newBench(t)
			if a, err := b.importer().JSONL(context.Background(), f); err != nil || a.Refused > 0 {
				t.Fatal(err, a.Problems)
			}
			b.do(name, &domain.ProjectDescribed{Published: &domain.Published{
				Organisations: []domain.Organisation{{Part: "reporting", Ref: "R", Attributes: map[string]string{"type": "21"}}, {Part: "participating", Attributes: map[string]string{"role": "1"}}},
				Dates:         []domain.PublishedDate{{Type: "2", Date: "2016-01-01"}}, Attributes: map[string]string{"activity-status": "2"},
			}})
			for _, audience := range []string{"group", "evaluators", "funders", "decision-makers", "public"} {
				a, _ := activityOf(t, b, audience)
				if len(a.Results) == 0 || len(a.Results[0].Indicators) == 0 {
					t.Errorf("%s: no results", audience)
				}
				set := see(b, name, audience, func(s reports.Seen) reports.SheetSet {
					set, err := reports.SheetsOf(s)
					if err != nil {
						t.Fatal(err)
					}
					return set
				})
				if got := written(t, set, sheetLimits).GetSheetList(); !slices.Equal(got, append([]string{readMe}, reports.SheetNames()...)) {
					t.Errorf("%s: the sheets are %q", audience, got)
				}
			}
		})
	}
}
