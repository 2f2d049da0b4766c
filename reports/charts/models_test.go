package charts

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/aimed"
	"github.com/desirelines/desirelines/reports"
)

func plainNumber(s string) aimed.Plain { return aimed.Plain(domain.Of(num(s))) }

// measured is a measure with two periods, the aim of the second one changed, the third one carried.
func measured() reports.Measure {
	figure := func(start, end, target, first, actual string, carried bool) reports.Figure {
		return reports.Figure{Start: reports.Day(day(start)), End: reports.Day(day(end)), Target: plainNumber(target), FirstTarget: plainNumber(first),
			Actual: plainNumber(actual), Carried: carried, Status: aimed.Partly, Reached: yes(false)}
	}
	m := reports.Measure{Name: "People who came", Unit: "people", Baseline: plainNumber("2"), BaselineOn: reports.Day(day("2022-12")), Periods: []reports.Figure{
		figure("2023-01-01", "2023-06-30", "40", "40", "10", false), figure("2023-07-01", "2023-12-31", "80", "60", "31", false),
		figure("2024-01-01", "2024-06-30", "80", "80", "31", true),
	}}
	m.Periods[1].Reason = reports.SeenText{Text: "a second roof", State: reports.TextShown}
	m.Overall = figure("2023-01-01", "2024-06-30", "80", "60", "31", false)
	m.Overall.ShareOfAim = share("0.3875")
	return m
}

func TestAPathFromAMeasure(t *testing.T) {
	p := PathOf(measured(), func(f reports.Figure) string { return "/f/" + domain.Date(f.End).String() })
	want := Path{
		Name: "People who came", Unit: "people", Until: day("2024-06-30"),
		Points: []PathPoint{{On: day("2022-12"), Value: num("2")}, {day("2023-06-30"), num("10"), "/f/2023-06-30"}, {day("2023-12-31"), num("31"), "/f/2023-12-31"}},
		Aims:   []PathAim{{From: day("2023-01-01"), Target: num("40")}, {From: day("2023-07-01"), Target: num("80"), Why: "a second roof"}},
	}
	if p.Name != want.Name || p.Until != want.Until || len(p.Points) != 3 || len(p.Aims) != 2 {
		t.Fatalf("%+v", p)
	}
	for i := range want.Points {
		if got := p.Points[i]; got.On != want.Points[i].On || got.Href != want.Points[i].Href || got.Value.Cmp(want.Points[i].Value) != 0 {
			t.Errorf("point %d is %+v", i, got)
		}
	}
	for i := range want.Aims {
		if got := p.Aims[i]; got.From != want.Aims[i].From || got.Why != want.Aims[i].Why || got.Target.Cmp(want.Aims[i].Target) != 0 {
			t.Errorf("aim %d is %+v", i, got)
		}
	}
}

func TestAimsFromAComparison(t *testing.T) {
	way := measured()
	way.Overall.ShareOfAim, way.Overall.DistanceTravelled = nil, share("0.3718")
	away := measured()
	away.Overall.ShareOfAim, away.Overall.DistanceTravelled = nil, share("-0.3333")
	private := measured()
	private.Overall = reports.Figure{Actual: aimed.Plain(domain.Value{Form: domain.Withheld}), Status: aimed.IsWithheld}
	retired := measured()
	retired.Retired = true
	a := AimedOf(reports.Comparison{Aims: []reports.Aim{{ID: "a", Measures: []reports.Measure{measured(), way, away, private, retired}}}},
		func(aim reports.Aim, m reports.Measure) string { return "/" + aim.ID })
	if len(a.Rows) != 4 {
		t.Fatalf("%d rows", len(a.Rows))
	}
	for i, want := range []struct{ says, per, first string }{
		{"31 of 80 people", "38.8\u00a0%", "0.75"},
		{"31 of 80 people", "37.2\u00a0% of the way", "0.7436"}, // (60 − 2) ÷ (80 − 2)
		{"31 of 80 people", "further from the aim than where we started", "0.7436"},
		{"kept private", "", ""},
	} {
		r := a.Rows[i]
		first := ""
		if r.First != nil {
			first = r.First.String()
		}
		if r.says() != want.says || r.per() != want.per || first != want.first || r.Href != "/a" {
			t.Errorf("row %d: %q, %q, first at %s, %s", i, r.says(), r.per(), first, r.Href)
		}
	}
}

// Of a measure that should go down, better than aimed is less of it; its name says so.
func TestLessIsBetter(t *testing.T) {
	m := measured()
	m.Kind, m.Overall.Status = domain.Decrease, aimed.Short
	a := AimedOf(reports.Comparison{Aims: []reports.Aim{{ID: "a", Measures: []reports.Measure{m}}}}, nil)
	if r := a.Rows[0]; r.Name != "People who came" || r.title() != "People who came (less is better)" || r.Stands != "not as far as we aimed" {
		t.Errorf("%q: %q", r.Name, r.Stands)
	}
	row := a.table().Rows[0]
	if got := row[len(row)-1].Text; got != "not as far as we aimed" {
		t.Errorf("the table says %q", got)
	}
	m.Overall.Status = aimed.Exceeded
	if got, want := BulletOf(m, m.Overall).title(), "31 of 80 people, from 2 at the start, first aim 60, better than we aimed."; got != want {
		t.Errorf("the bullet says %q", got)
	}
}

func TestABulletFromAMeasure(t *testing.T) {
	m := measured()
	b := BulletOf(m, m.Overall)
	if got, want := b.title(), "31 of 80 people, from 2 at the start, first aim 60, part of the way."; got != want {
		t.Error(got)
	}
	if b := BulletOf(m, m.Periods[0]); b.First != nil {
		t.Error("a first aim that still stands is no mark of its own")
	}
}

func TestTestsFromALearningLog(t *testing.T) {
	step := func(id, kind, answer string) reports.Step {
		return reports.Step{Line: reports.Line{ID: id, Kind: kind}, Answer: answer}
	}
	learning := step("l", "learning.drawn", "")
	change := []reports.Change{{Step: step("c", "change.made", "")}}
	worked, failed, partly := step("t1", "test.concluded", "yes"), step("t2", "test.concluded", "no"), step("t3", "test.concluded", "no")
	flow := TestFlowOf(reports.LearningLog{Chains: []reports.Chain{
		{From: []reports.Step{worked, step("f", "failure.shared", "")}, Learning: &learning},
		{From: []reports.Step{worked}, Learning: &learning, Changes: change}, // the same test led to a change as well
		{From: []reports.Step{failed}},
		{From: []reports.Step{partly}, Changes: change},
	}})
	if want := []TestResult{{"worked", 1, 0, 0, 0}, {"did not work", 0, 0, 1, 1}}; !slices.Equal(flow.Results, want) {
		t.Errorf("%+v", flow.Results)
	}
	if got := flow.title(); got != "We learnt from 1 of 3 tests and changed after 2." {
		t.Error(got)
	}
}

func TestAJourneyFromItsMoments(t *testing.T) {
	moment := func(kind, on string, position uint64) reports.JourneyMoment {
		return reports.JourneyMoment{Line: reports.Line{Kind: kind, Position: position}, Day: reports.Day(day(on))}
	}
	j := JourneyOf(reports.Journey{Months: []reports.JourneyMonth{
		{Month: "", Moments: []reports.JourneyMoment{moment("aim.agreed", "", 1)}},
		{Month: "2024-02", Imported: []uint64{7, 8}, Moments: []reports.JourneyMoment{
			moment("test.started", "2024-02-03", 2), moment("test.noted", "2024-02-03", 3), moment("learning.drawn", "2024-02-03", 4),
			moment("rule.agreed", "2024-02-01", 5),
		}},
	}}, func(position uint64) string { return "/e" })
	want := []JourneyPoint{
		{day("2024-02-01"), laneOf("rule.agreed"), 1, "/e"}, {day("2024-02-03"), laneOf("test.started"), 2, "/e"},
		{day("2024-02-03"), laneOf("learning.drawn"), 1, "/e"}, {day("2024-02"), laneOf("outcome.recorded"), 2, ""},
	}
	if !slices.Equal(j.Points, want) {
		t.Errorf("%+v", j.Points)
	}
	if laneOf("aim.agreed") == 0 || laneOf("stage.reached") != 0 {
		t.Error("kinds are in the wrong lanes")
	}
}

func TestACalendarFromEntries(t *testing.T) {
	at := func(s string) reports.Line {
		when, err := time.Parse(time.RFC3339, s)
		if err != nil {
			t.Fatal(err)
		}
		return reports.Line{Recorded: reports.Moment(when)}
	}
	list := reports.EntryList{Entries: []reports.Line{at("2024-03-02T23:30:00Z"), at("2024-03-02T10:00:00Z"), at("2024-01-02T10:00:00Z")}}
	if got, want := CalendarOf(list, nil).Days, []CalendarDay{{day("2024-01-02"), 1}, {day("2024-03-02"), 2}}; !slices.Equal(got, want) {
		t.Errorf("%v", got)
	}
	east := time.FixedZone("east", 3600)
	if got := CalendarOf(list, east).Days; len(got) != 3 || got[2].On != day("2024-03-03") {
		t.Errorf("the day is not that of the project's zone: %v", got)
	}
}

// An aim for a day far ahead would squeeze all that happened into the edge: it stands in the words and in the table.
func TestAnAimFarAheadIsNotInThePicture(t *testing.T) {
	m := measured()
	next, far := m.Periods[1], m.Periods[1]
	next.Start, next.End, next.Actual, next.Target = reports.Day(day("2024-08-01")), reports.Day(day("2024-12-31")), aimed.Plain{}, plainNumber("90")
	far.Start, far.End, far.Actual, far.Target = reports.Day(day("2090-01-01")), reports.Day(day("2090-12-31")), aimed.Plain{}, plainNumber("500")
	m.Periods = append(m.Periods, far)
	p := PathOf(m, nil)
	if p.Until != day("2024-06-30") || len(p.Aims) != 2 || len(p.Ahead) != 1 {
		t.Fatalf("the picture goes to %v, with %d aims; %d are ahead", p.Until, len(p.Aims), len(p.Ahead))
	}
	c := p.Chart("x")
	if want := "A later aim, for 2090, is not in the picture. It is in the table."; c.Note != want || !strings.HasSuffix(c.Description, want) {
		t.Errorf("note %q, description %q", c.Note, c.Description)
	}
	last := c.Table.Rows[len(c.Table.Rows)-1]
	if last[0].Text != "2090" || last[2].Text != "500 people" {
		t.Errorf("the last row of the table is %v", last)
	}
	m.Periods = append(measured().Periods[:2], next)
	if p := PathOf(m, nil); len(p.Ahead) != 0 || p.Until != day("2024-12-31") {
		t.Errorf("the next aim belongs into the picture: %+v", p)
	}
	after := next
	after.Start, after.End = reports.Day(day("2025-01-01")), reports.Day(day("2025-06-30"))
	m.Periods = append(m.Periods, after)
	if p := PathOf(m, nil); len(p.Ahead) != 1 || p.Until != day("2024-12-31") {
		t.Errorf("the aim after the next one is in the table only: %+v", p)
	}
}

// A period that goes on for a lifetime takes no more of the picture than what is known.
func TestALongPeriodDoesNotSqueezeThePath(t *testing.T) {
	m := measured()
	long := m.Periods[1]
	long.Start, long.End, long.Actual, long.Target = reports.Day(day("2024-01-01")), reports.Day(day("2090-12-31")), aimed.Plain{}, plainNumber("500")
	m.Periods = append(m.Periods[:2], long)
	p := PathOf(m, nil)
	first, last := p.Points[0].On, p.Points[len(p.Points)-1].On
	if known, ahead := first.First().Days(last), last.Days(p.Until); ahead <= 0 || ahead > max(known, 366) {
		t.Errorf("%d days are known and %d lie ahead, until %v", known, ahead, p.Until)
	}
	if len(p.Aims) == 0 || p.Aims[len(p.Aims)-1].Target.Cmp(num("500")) != 0 {
		t.Errorf("the aim that comes next is not there: %+v", p.Aims)
	}
}

// Words that the reader may not see are no reason.
func TestAPrivateReasonIsNotGiven(t *testing.T) {
	m := measured()
	m.Periods[1].Reason = reports.SeenText{State: reports.TextPrivate}
	if list := PathOf(m, nil).Chart("x").List; len(list) != 1 || list[0] != "1 July 2023: the aim went up from 40 to 80 people." {
		t.Errorf("%q", list)
	}
}

// Who sees a picture is told what it leaves out, like who does not see it.
func TestAPictureSaysWhatItLeavesOut(t *testing.T) {
	var a Aimed
	for range maxRows {
		a.Rows = append(a.Rows, sampleAimed().Rows[0])
	}
	if note := a.Chart("x").Note; note != "" {
		t.Errorf("nothing is left out, but it says %q", note)
	}
	a.Rows = append(a.Rows, a.Rows[0], a.Rows[0])
	if note := a.Chart("x").Note; note != "The table has 2 more." {
		t.Errorf("it says %q", note)
	}
}

// What people think of an aim is no change of it.
func TestOpinionsHaveALaneOfTheirOwn(t *testing.T) {
	for kind, want := range map[string]string{"aim.judged": "What people think", "aim.agreed": "What we want", "aim.target_set": "What we want", "outcome.recorded": "What happened"} {
		if got := lanes[laneOf(kind)].words; got != want {
			t.Errorf("%s stands under %q, want %q", kind, got, want)
		}
	}
}
