package imports

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/streams"
)

func TestFirstImport(t *testing.T) {
	b := newBench(t)
	a := b.iati(wells("2021-03-01", "25"), 12)
	b.clean(a)
	if a.Read != 12 || a.Unchanged != 0 {
		t.Errorf("read %d, unchanged %d", a.Read, a.Unchanged)
	}
	events := b.all()
	made, ok := events[len(events)-1].Body.(*domain.ImportMade)
	if !ok || made.Appended != 12 || made.Import != a.ID || made.Published.Year() != 2021 {
		t.Fatalf("the import is not noted: %+v", made)
	}
	for _, e := range events {
		if e.Correlation != a.ID {
			t.Errorf("entry %d does not carry the import", e.Position)
		}
		switch body := e.Body.(type) {
		case *domain.OutcomeRecorded:
			if e.Happened.String() != "2019-12-31" {
				t.Errorf("an outcome happened %s, want the end of its period", e.Happened)
			}
		case *domain.EvidenceAttached:
			outcome := b.entry(func(x domain.Body) bool { _, is := x.(*domain.OutcomeRecorded); return is })
			if body.Entry != outcome || body.Published.Documents[0].Titles[0].Text != "Report" {
				t.Errorf("the document is not with its outcome: %+v", body)
			}
		case *domain.ImportMade:
		default:
			if e.Happened.String() != "2021-03-01" {
				t.Errorf("%s happened %q, want the day of the last change", e.Body.Kind(), e.Happened)
			}
		}
	}
	want := `aim Water nearby`
	if f := b.figures("XX-1-W"); !strings.Contains(f, want) || !strings.Contains(f, "25 of 20: exceeded") || !strings.Contains(f, "1.5 of ") {
		t.Errorf("figures:\n%s", f)
	}
}

func TestAgainAppendsNothing(t *testing.T) {
	for _, updated := range []string{"", "2021-03-01"} {
		b := newBench(t)
		b.iati(wells(updated, "25"), 12)
		a := b.iati(wells(updated, "25"), 0)
		b.clean(a)
		if a.Unchanged != 12 || len(b.all()) != 13 {
			t.Errorf("unchanged %d, events %d; want 12 and 13", a.Unchanged, len(b.all()))
		}
	}
}

// Words that were erased are not brought back by the same file, and what changes in another one is still told from what did not.
func TestTheSameFileAgainBringsNothingErasedBack(t *testing.T) {
	b := newBench(t)
	first := b.iati(wells("2021-03-01", "about 25"), 12)
	if err := b.keys.Forget(domain.Forgotten{Event: b.id(), Owner: "i:" + first.ID}); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(asText(b.all()), "about 25") {
		t.Fatal("the words of the import can still be read")
	}
	if a := b.iati(wells("2021-03-01", "about 25"), 0); a.Unchanged != 12 {
		t.Errorf("unchanged %d, want 12", a.Unchanged)
	}
	b.iati(wells("2021-04-01", "31"), 1)
}

func TestNewerFileAppendsWhatChanged(t *testing.T) {
	b := newBench(t)
	b.iati(wells("2021-03-01", "25"), 12)
	b.iati(wells("2021-04-01", "18"), 2) // the project's day and the outcome
	if got := b.last(3); !slices.Equal(got, []string{"project.described", "entry.corrected", "import.made"}) {
		t.Errorf("recorded %v", got)
	}
	corrected := b.all()[14].Body.(*domain.EntryCorrected)
	if why, _ := corrected.Why.Reveal(nil); why != "publisher's file of 2021-04-01" {
		t.Errorf("the reason is %q", why)
	}
	if f := b.figures("XX-1-W"); !strings.Contains(f, "18 of 20: partly") {
		t.Errorf("figures:\n%s", f)
	}
}

func TestOlderFileChangesNothing(t *testing.T) {
	b := newBench(t)
	b.iati(wells("2021-04-01", "18"), 12)
	a := b.iati(wells("2021-03-01", "25"), 0)
	if len(a.Problems) != 1 || a.Refused != 0 || !strings.Contains(a.Problems[0].What, "older (2021-03-01) than what stands (2021-04-01)") {
		t.Errorf("problems %+v", a.Problems)
	}
	b.iati(wells("", "25"), 2) // without a date the later import is newer
}

func TestGeneratedDateStandsIn(t *testing.T) {
	b := newBench(t)
	dated := func(day, actual string) string {
		return strings.Replace(wells("", actual), `version="2.03"`, `version="2.03" generated-datetime="`+day+`T00:00:00Z"`, 1)
	}
	b.iati(dated("2021-04-01", "18"), 12)
	b.iati(dated("2021-03-01", "25"), 0)
	b.iati(dated("2021-05-01", "26"), 1)
}

func TestGoneAndBack(t *testing.T) {
	whole := func(results ...string) string { return file(activity("P", "", results...)) }
	cases := result("Less illness", indicator1("Cases", `ascending="0"`, year(2019, `<actual value="1"/>`)))
	water := func(inside ...string) string { return result("Water", indicator1("Wells", `ascending="1"`, inside...)) }
	one := year(2019, `<target value="1"/><actual value="2"/>`)
	two := year(2020, `<target value="3"/>`)
	b := newBench(t)
	b.iati(whole(water(baseline, one, two), cases), 11)
	full := b.figures("P")
	b.iati(whole(water(baseline, one)), 2)
	if got := b.last(3); !slices.Contains(got, "aim.retired") || !slices.Contains(got, "aim.period_retired") {
		t.Errorf("recorded %v", got)
	}
	b.iati(whole(water(baseline, one)), 0)
	b.iati(whole(water(baseline, one, two), cases), 2)
	if got := b.figures("P"); got != full {
		t.Errorf("what came back:\n%s\nwant\n%s", got, full)
	}
	b.iati(whole(water(baseline, one, two), cases), 0)
	b.iati(whole(water(two), cases), 2) // the baseline withdrawn, a period retired
	b.iati(whole(result("Water"), cases), 1)
	b.iati(whole(result("Water"), cases), 0)
	b.iati(whole(water(baseline, one, two), cases), 3) // measure, baseline, the retired period
	if got := b.figures("P"); got != full {
		t.Errorf("what came back:\n%s\nwant\n%s", got, full)
	}
	b.iati(whole(water(baseline, year(2019, `<target value="1"/>`), two), cases), 1)
	if got := b.last(2); got[0] != "entry.withdrawn" {
		t.Errorf("recorded %v", got)
	}
}

// The aim that a person put right stays so when the same file comes again.
func TestPersonsCorrectionSurvives(t *testing.T) {
	b := newBench(t)
	b.iati(wells("2021-03-01", "25"), 12)
	outcome := b.entry(func(x domain.Body) bool { _, is := x.(*domain.OutcomeRecorded); return is })
	b.do("XX-1-W",
		&domain.EntryCorrected{Entry: outcome, With: &domain.OutcomeRecorded{
			Aim: "Water nearby", Measure: "Wells dug", Value: domain.Say("19"),
			PeriodStart: domain.Date{Year: 2019, Month: 1, Day: 1}, PeriodEnd: domain.Date{Year: 2019, Month: 12, Day: 31},
		}},
		&domain.AimRevised{Aim: "Less illness", Statement: "Nobody falls ill"},
		&domain.ProjectDescribed{Name: "Our wells"})
	b.clean(b.iati(wells("2021-03-01", "25"), 0))
	b.iati(wells("2021-04-01", "25"), 1) // only the day
	f := b.figures("XX-1-W")
	if !strings.Contains(f, "19 of 20") || !strings.Contains(f, "Nobody falls ill") {
		t.Errorf("figures:\n%s", f)
	}
	if d := b.all()[16].Body.(*domain.ProjectDescribed); d.Name != "" {
		t.Errorf("the name people gave was overwritten with %q", d.Name)
	}
}

// Two whole values in one period: the last in the file counts, also after the first has changed.
func TestSeveralWholeValues(t *testing.T) {
	b := newBench(t)
	f := func(first string) string {
		return file(activity("P", "", result("R", indicator1("I", `ascending="1"`,
			year(2019, `<target value="`+first+`"/><target value="8"/><actual value="`+first+`"/><actual value="7"/>`)))))
	}
	b.clean(b.iati(f("5"), 7))
	b.iati(f("6"), 3) // both targets, because the last must stay last, and one outcome
	if got := b.figures("P"); !strings.Contains(got, "7 of 8: short") {
		t.Errorf("figures:\n%s", got)
	}
	b.iati(f("6"), 0)
}

func TestBreakdownsAndLocations(t *testing.T) {
	b := newBench(t)
	f := func(girls string) string {
		return file(activity("P", "", result("R", indicator1("I", `ascending="1"`, year(2019,
			`<target value="9"/><actual value="8"><location ref="north"/></actual>`+
				`<actual value="5"><location ref="north"/><dimension name="sex" value="female"/></actual>`+girls)))))
	}
	b.clean(b.iati(f(``), 6))
	b.iati(f(`<actual value="2"><location ref="north"/><dimension name="age" value="girl"/></actual>`), 1)
	if got := b.figures("P"); !strings.Contains(got, "8 of 9: short, 2 parts") {
		t.Errorf("figures:\n%s", got)
	}
	g := file(activity("Q", "", result("R", indicator1("I", `ascending="1"`, year(2019,
		`<target value="9"/><actual value="5"><location ref="north"/></actual><actual value="3"><location ref="south"/></actual>`)))))
	b.iati(g, 6)
	if got := b.figures("Q"); !strings.Contains(got, "not_reported, 2 parts") {
		t.Errorf("figures:\n%s", got)
	}
}

func TestValues(t *testing.T) {
	b := newBench(t)
	f := file(activity("P", "", result("R",
		`<indicator measure="5" ascending="1"><title><narrative>Rating</narrative></title>`+year(2019, `<target value="4"/><actual value="3 of 5"/>`)+`</indicator>`,
		`<indicator measure="2" ascending="1"><title><narrative>Share</narrative></title>`+year(2019, `<target value="24,055"/><actual value=""/>`)+`</indicator>`)))
	b.iati(f, 8)
	values := map[string]string{}
	for _, e := range b.all() {
		switch x := e.Body.(type) {
		case *domain.TargetSet:
			values["target "+x.Measure] = asText(x.Value)
		case *domain.OutcomeRecorded:
			values["actual "+x.Measure] = asText(x.Value) + asText(x.Published)
		case *domain.MeasureAdded:
			values["unit "+x.Measure] = x.Unit
			if x.Mode != domain.ModeUnknown || x.CountsPeople() {
				t.Errorf("measure %+v", x.Definition)
			}
		}
	}
	want := map[string]string{
		"target Rating": `{"text":"4","note":"words"}`, "actual Rating": `{"text":"3 of 5","note":"words"}{}`, "unit Rating": "",
		"target Share": `{"text":"24,055","note":"ambiguous_number"}`, "actual Share": `null{"attributes":{"value":""}}`, "unit Share": "%",
	}
	if asText(values) != asText(want) {
		t.Errorf("values %v\nwant %v", values, want)
	}
	b.imp.Decimal = domain.Comma
	b.iati(f, 1)
	b.iati(f, 0)
}

func TestDirection(t *testing.T) {
	both := func(start, target string) string {
		return `<baseline year="2018" value="` + start + `"/>` + year(2020, `<target value="`+target+`"/>`) + year(2019, `<target value="12"/>`)
	}
	for _, c := range []struct {
		version, attribute, inside string
		kind                       domain.MeasureKind
		note                       string
	}{
		{"2.03", `ascending="0"`, "", domain.Decrease, ""},
		{"2.03", ``, both("10", "5"), domain.Decrease, "direction_inferred"},
		{"2.03", ``, both("10", "15"), domain.Increase, "direction_inferred"},
		{"2.03", ``, both("10", "10"), domain.Increase, "direction_assumed"},
		{"2.03", ``, both("few", "5"), domain.Increase, "direction_assumed"},
		{"1.05", ``, both("10", "5"), domain.Increase, ""},
	} {
		b := newBench(t)
		f := strings.Replace(file(activity("P", "", result("R", indicator1("I", c.attribute, c.inside)))), "2.03", c.version, 1)
		if _, err := b.imp.IATI(context.Background(), strings.NewReader(f)); err != nil {
			t.Fatal(err)
		}
		for _, e := range b.all() {
			if m, ok := e.Body.(*domain.MeasureAdded); ok && (m.MeasureKind != c.kind || strings.Join(m.Notes, " ") != c.note) {
				t.Errorf("%+v: %s %v", c, m.MeasureKind, m.Notes)
			}
		}
	}
}

func TestSiblingIDs(t *testing.T) {
	long := strings.Repeat("ä", 250)
	got := siblingIDs([]named{
		{"A1", "x", "result 1"}, {"B", "Same  title", "result 2"}, {"B", "Same title", "result 3"},
		{"", "A1", "result 4"}, {"", " ", "result 5"}, {"", long, "result 6"}, {"", long, "result 7"},
	})
	want := []string{"A1", "Same title", "Same title #2", "A1 #2", "result 5"}
	if !slices.Equal(got[:5], want) {
		t.Errorf("ids %q", got[:5])
	}
	if got[5] == got[6] || domain.CheckID("aim", got[5]) != nil || domain.CheckID("aim", got[6]) != nil {
		t.Errorf("long ids %q %q", got[5], got[6])
	}
}

func TestActivityWithoutIdentifier(t *testing.T) {
	b := newBench(t)
	f := file(activity("P", ""), activity("", ""))
	b.iati(f, 2)
	if len(b.events("wells-2")) == 0 {
		t.Error("the activity was not named after the file and its place")
	}
	b.imp.Project = "ours"
	b.iati(f, 1)
	if len(b.events("ours")) == 0 {
		t.Error("the activity was not put into the project named")
	}
}

func TestRefusalsDoNotSpread(t *testing.T) {
	b := newBench(t)
	b.iati(wells("2021-03-01", "25"), 12)
	b.do("XX-1-W", &domain.AimDropped{Aim: "Less illness"})
	changed := strings.Replace(wells("2021-04-01", "18"), "Less illness</narrative></title>", `Less illness</narrative></title><description><narrative>now</narrative></description>`, 1)
	a := b.iati(changed, 2)
	if a.Refused != 1 || len(a.Problems) != 1 || !strings.Contains(a.Problems[0].What, "dropped") || !strings.Contains(a.Problems[0].Where, "iati-activity[XX-1-W]") {
		t.Errorf("problems %+v", a.Problems)
	}
	if f := b.figures("XX-1-W"); !strings.Contains(f, "18 of 20") {
		t.Errorf("the rest did not go on:\n%s", f)
	}
}

func TestActivityTwiceInOneFile(t *testing.T) {
	b := newBench(t)
	f := file(activity("P", "", result("A")), activity("P", "", result("B")))
	a := b.iati(f, 2)
	if a.Refused != 1 || !strings.Contains(a.Problems[2].What, "already") {
		t.Errorf("problems %+v", a.Problems)
	}
	b.iati(f, 0)
}

func TestImpossiblePeriodKeepsItsText(t *testing.T) {
	b := newBench(t)
	f := file(activity("P", "", result("R", indicator1("I", `ascending="1"`,
		`<period><period-start iso-date="2020-01-01"/><period-end iso-date="2019-01-01"/><target value="5"/></period>`))))
	a := b.iati(f, 4)
	if len(a.Problems) == 0 || a.Refused != 0 || !strings.Contains(a.Problems[len(a.Problems)-1].What, "ends before it starts") {
		t.Errorf("problems %+v", a.Problems)
	}
	for _, e := range b.all() {
		if x, ok := e.Body.(*domain.TargetSet); ok && (x.Published.Attributes["period-end"] != "2019-01-01" || x.PeriodStart.Known()) {
			t.Errorf("target %+v %v", x, x.Published)
		}
	}
}

func TestNotWellFormedIsRefusedWhole(t *testing.T) {
	b := newBench(t)
	_, err := b.imp.IATI(context.Background(), strings.NewReader(wells("", "1")+"<"))
	if domain.KindOf(err) != domain.Invalid || len(b.all()) != 0 {
		t.Errorf("error %v, %d events", err, len(b.all()))
	}
}

// A large activity goes in as several commits, each under the limit, and is undone as it was made.
func TestLargeActivity(t *testing.T) {
	b := newBench(t)
	var list []string
	for i := range 300 { // each 12 kB
		list = append(list, indicator1(fmt.Sprintf("Indicator %d", i), `ascending="1"`,
			year(2019, `<target value="5"><comment><narrative>`+strings.Repeat("word ", 2400)+`</narrative></comment></target>`)))
	}
	f := file(activity("P", "", result("R", list...)))
	a := b.iati(f, 602)
	b.clean(a)
	commits := 0
	for c, err := range b.log.ReadProject(context.Background(), "P", 1) {
		if err != nil {
			t.Fatal(err)
		}
		if len(c.Events) > mostDrafts+1 {
			t.Errorf("a commit of %d events", len(c.Events))
		}
		if n := len(exported(t, c.Events)); n > mostBytes*5/4 {
			t.Errorf("a commit of %d bytes", n)
		}
		commits++
	}
	if commits < 4 {
		t.Errorf("%d commits", commits)
	}
	b.iati(f, 0)
	if _, err := b.imp.Undo(context.Background(), a.ID); err != nil {
		t.Fatal(err)
	}
	if got := b.figures("P"); got != "" {
		t.Errorf("after the undo:\n%s", got)
	}
	b.iati(f, 602) // the project is opened again instead of started
}

// Where an import was cut off before it was noted, the next one goes on from there.
func TestCutOffImport(t *testing.T) {
	b := newBench(t)
	b.imp.Recorder = recorder(func(ctx context.Context, c domain.Command) (streams.Receipt, error) {
		last := len(c.Drafts) - 1
		if _, ok := c.Drafts[last].Body.(*domain.ImportMade); ok {
			c.Drafts = c.Drafts[:last]
		}
		return b.log.Do(ctx, c)
	})
	b.iati(wells("", "25"), 12)
	b.imp.Recorder = b.log
	b.clean(b.iati(wells("", "25"), 0))
}

// So does one that was cut off while it changed what stands: its first changes are the publisher's words too.
func TestCutOffChange(t *testing.T) {
	newer := strings.NewReplacer(`<period-start iso-date="2019-01-01"/>`, `<period-start iso-date="2019-02-01"/>`, `ascending="1"`, `ascending="0"`).
		Replace(wells("2022-03-01", "25"))
	whole := newBench(t)
	whole.iati(wells("2021-03-01", "25"), 12)
	changed, _ := whole.imp.IATI(context.Background(), strings.NewReader(newer))

	b := newBench(t)
	b.iati(wells("2021-03-01", "25"), 12)
	b.imp.Recorder = recorder(func(ctx context.Context, c domain.Command) (streams.Receipt, error) {
		if len(c.Drafts) > 1 { // as if the first change were a command of its own, and the power went after it
			c.Drafts = c.Drafts[:1]
			if _, err := b.log.Do(ctx, c); err != nil {
				return streams.Receipt{}, err
			}
			return streams.Receipt{}, &domain.Error{Kind: domain.Unavailable, Message: "the power is gone"}
		}
		return b.log.Do(ctx, c)
	})
	if _, err := b.imp.IATI(context.Background(), strings.NewReader(newer)); domain.KindOf(err) != domain.Unavailable {
		t.Fatalf("it was not cut off: %v", err)
	}
	if kind := b.last(1)[0]; kind != "project.described" {
		t.Fatalf("it was cut off after %s", kind)
	}
	b.imp.Recorder = b.log
	if again, err := b.imp.IATI(context.Background(), strings.NewReader(newer)); err != nil || again.Appended != changed.Appended-1 {
		t.Errorf("then %d of %d changes were made, %v: %v", again.Appended, changed.Appended, err, b.last(8))
	}
}
