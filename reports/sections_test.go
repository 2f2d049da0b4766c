package reports

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/projections"
)

// keys returns the keys of a JSON object in the order they stand in.
func keys(t *testing.T, raw string) []string {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(raw))
	if _, err := d.Token(); err != nil {
		t.Fatal(err)
	}
	var list []string
	for d.More() {
		k, err := d.Token()
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, k.(string))
		var skip json.RawMessage
		if err := d.Decode(&skip); err != nil {
			t.Fatal(err)
		}
	}
	return list
}

func TestTheKeysOfTheContract(t *testing.T) {
	c := ComparisonOf(story(t).see("group"))
	for _, row := range []struct {
		model any
		want  string
	}{
		{c, "project name known_at happened_by asked_on against aims beyond_aims did_not_work learnt changed"},
		{c.KnownAt, "position time"},
		{c.Aims[0], "id statement born state revisions counted measures"},
		{c.Aims[0].Measures[0], "id name kind mode unit baseline baseline_on tolerance levels people retired periods overall so_far"},
		{c.Aims[0].Measures[0].Overall, "start end target first_target target_text actual actual_text numerator denominator carried in_progress " +
			"status reached share_of_aim distance_travelled judgement parts warnings suggestions readings rule entries left_out"},
		{c.BeyondAims, "outcomes surprises"},
		{Difference{}, "project name at and moved"},
	} {
		if got := strings.Join(keys(t, asJSON(t, row.model)), " "); got != row.want {
			t.Errorf("got  %s\nwant %s", got, row.want)
		}
	}
}

func TestWhatTheComparisonCounts(t *testing.T) {
	c := ComparisonOf(story(t).see("group"))
	if c.BeyondAims != (BeyondAims{1, 1}) || c.DidNotWork != 2 || c.Learnt != 1 || c.Changed != 1 {
		t.Errorf("%+v, %d did not work, %d learnt, %d changed", c.BeyondAims, c.DidNotWork, c.Learnt, c.Changed)
	}
}

func TestWhatIsNotKnownIsNull(t *testing.T) {
	h := story(t)
	got := asJSON(t, ComparisonOf(h.seeAt("group", Ask{At: "2023-01"})))
	want := `{"project":"garden","name":"","known_at":{"position":0,"time":null},"happened_by":null,"asked_on":"2023-01-31","against":"now",` +
		`"aims":[],"beyond_aims":{"outcomes":0,"surprises":0},"did_not_work":0,"learnt":0,"changed":0}` + "\n"
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestWordsOfFiguresPassTheLens(t *testing.T) {
	h := newHistory(t)
	h.add(&domain.AimAgreed{Aim: "a", Statement: "More people come"})
	h.add(&domain.MeasureAdded{Aim: "a", Measure: "m", Definition: domain.Definition{Name: "People", MeasureKind: domain.Increase, Mode: domain.Snapshot}})
	h.draft(domain.Draft{Body: &domain.TargetSet{Aim: "a", Measure: "m", Value: domain.Say("as many as Ada can feed"), Why: words("Ada said so")}})
	h.draft(domain.Draft{Body: &domain.OutcomeRecorded{Aim: "a", Measure: "m", Value: domain.Say("see the diary of Ada")}, Sharing: []string{"group", "funders"}})
	for audience, want := range map[string][2]string{
		"group":   {"as many as Ada can feed", "see the diary of Ada"},
		"funders": {saysKeptPrivate, "see the diary of Ada"},
		"public":  {saysKeptPrivate, saysKeptPrivate},
	} {
		c := ComparisonOf(h.see(audience))
		f := c.Aims[0].Measures[0].Overall
		if got := [2]string{f.TargetText.String(), f.ActualText.String()}; got != want {
			t.Errorf("%s: %q, want %q", audience, got, want)
		}
		if audience == "public" && (strings.Contains(asJSON(t, c), "Ada") || !strings.Contains(asJSON(t, c), `"actual_text":null`)) {
			t.Error(asJSON(t, c))
		}
	}
}

func TestOpenLoops(t *testing.T) {
	h := newHistory(t)
	on := func(d string, b domain.Body) string { return h.draft(domain.Draft{Body: b, Happened: day(d)}) }
	a := on("2024-01-01", &domain.FailureShared{What: words("a")})
	b := on("2024-01-02", &domain.SurpriseNoticed{What: words("b")})
	learnt := on("2024-01-03", &domain.LearningDrawn{What: words("both taught us"), From: []string{a, b}})
	waits := func() string {
		var list []string
		for _, l := range LearningLogOf(h.seeAt("group", Ask{HappenedBy: day("2024-01-31")})).Open {
			list = append(list, l.WaitsFor+" "+l.Text.Text+" "+sayNumber(uint64(l.Days)))
		}
		return strings.Join(list, ", ")
	}
	check := func(want string) {
		t.Helper()
		if got := waits(); got != want {
			t.Errorf("open: %q, want %q", got, want)
		}
	}
	check("change both taught us 28")
	change := on("2024-01-04", &domain.ChangeMade{What: words("new"), Learning: learnt})
	check("check new 27")
	checked := on("2024-01-05", &domain.ChangeChecked{Change: change, Helped: "yes"})
	check("")
	h.add(&domain.EntryWithdrawn{Entry: checked})
	check("check new 27")
	h.add(&domain.EntryWithdrawn{Entry: learnt})
	check("learning a 30, learning b 29, check new 27")
	test := on("2024-01-06", &domain.TestStarted{What: words("try"), ReviewOn: day("2024-01-20")})
	on("2024-01-07", &domain.TestStarted{What: words("later"), ReviewOn: day("2024-02-20")})
	check("conclusion try 11, learning a 30, learning b 29, check new 27") // its day came
	ended := on("2024-01-08", &domain.TestConcluded{Test: test, What: words("done"), Supported: "yes"})
	check("learning a 30, learning b 29, check new 27, learning done 23")
	h.draft(domain.Draft{Body: &domain.LearningDrawn{What: words("caused")}, Happened: day("2024-01-09"), Cause: ended})
	check("learning a 30, learning b 29, check new 27, change caused 22")
}

func TestChains(t *testing.T) {
	h := newHistory(t)
	a := h.add(&domain.FailureShared{What: words("a")})
	test := h.add(&domain.TestStarted{What: words("try")})
	h.add(&domain.TestConcluded{Test: test, What: words("ended"), Supported: "partly"})
	one := h.add(&domain.LearningDrawn{What: words("one"), From: []string{a, test}}) // the test stands for its end
	h.add(&domain.LearningDrawn{What: words("two"), From: []string{a}})
	h.add(&domain.ChangeMade{What: words("free change")})
	h.draft(domain.Draft{Body: &domain.ChangeMade{What: words("caused change")}, Cause: one})
	var got []string
	for _, c := range LearningLogOf(h.see("group")).Chains {
		s := ""
		for _, f := range c.From {
			s += f.Text.Text + " "
		}
		if c.Learning != nil {
			s += "> " + c.Learning.Text.Text
		}
		for _, ch := range c.Changes {
			s += " > " + ch.Text.Text
		}
		got = append(got, s)
	}
	want := []string{"a ended > one > caused change", "a > two", " > free change"}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestFind(t *testing.T) {
	h := newHistory(t)
	h.add(&domain.AimAgreed{Aim: "a", Statement: "A café for everybody", There: words("José")})
	h.add(&domain.SurpriseNoticed{What: words("Zoë's soup made Łukasz LAUGH")})
	h.shared(&domain.SurpriseNoticed{What: words("soup for the public")}, "public")
	for _, c := range []struct {
		words, audience string
		want            []uint64
	}{
		{"cafe", "group", []uint64{2}},
		{"CAFÉ", "public", []uint64{2}},
		{"jose", "group", []uint64{2}},
		{"jose", "funders", nil}, // who was there is told to nobody outside
		{"zoe laugh", "group", []uint64{3}},
		{"zoe\u0308 lukasz", "evaluators", []uint64{3}},
		{"zoe cafe", "group", nil}, // every word, in one entry
		{"soup", "group", []uint64{3, 4}},
		{"soup", "public", []uint64{4}},
		{"  ", "group", nil},
	} {
		var got []uint64
		for _, l := range Find(h.see(c.audience), c.words).Entries {
			got = append(got, l.Position)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s finds %q in %v, want %v", c.audience, c.words, got, c.want)
		}
	}
}

func TestStepsNameTheEntryThatMovedAFigure(t *testing.T) {
	h := story(t)
	r, err := ReplayOf(h.lens("group"), "garden", h.events, h.resolve(Ask{}), 8, 29)
	if err != nil {
		t.Fatal(err)
	}
	find := func(position uint64) ReplayStep {
		i := slices.IndexFunc(r.Steps, func(s ReplayStep) bool { return s.Entry.Position == position })
		if i < 0 {
			t.Fatalf("there is no step %d", position)
		}
		return r.Steps[i]
	}
	moved := func(s ReplayStep, measure, period, field string) string {
		for _, m := range s.Moved {
			if m.Measure == measure && m.Period == period && m.Field == field {
				return strings.TrimSpace(asJSON(t, m.Before)) + " to " + strings.TrimSpace(asJSON(t, m.After))
			}
		}
		return ""
	}
	if got := moved(find(8), "visitors", "2023-07-01/2023-12-31", "actual"); got != "21 to 31" {
		t.Errorf("entry 8 moved it from %s", got)
	}
	if got := moved(find(29), "visitors", "overall", "actual"); got != "61.6 to 60.6" {
		t.Errorf("the correction moved it from %s", got)
	}
	if got := moved(find(21), "", "", "did_not_work"); got != "null to 1" {
		t.Errorf("the failure moved %s", got)
	}
	if slices.ContainsFunc(r.Steps, func(s ReplayStep) bool { return s.Entry.Position == 28 }) {
		t.Error("a hidden entry is a step")
	}
	if r.Steps[0].Entry.Position != 8 || r.Steps[len(r.Steps)-1].Entry.Position != 29 {
		t.Error("the steps are not the ones asked for")
	}
}

func TestTwoMomentsShowOnlyWhatDiffers(t *testing.T) {
	h := story(t)
	at := SideOf(h.seeAt("group", Ask{At: "7"}))
	and := SideOf(h.seeAt("group", Ask{At: "8"}))
	d := DifferenceOf(at, and)
	for _, m := range d.Moved {
		if m.Measure != "visitors" || asJSON(t, m.Before) == asJSON(t, m.After) {
			t.Errorf("%+v is no difference", m)
		}
	}
	if len(d.Moved) == 0 || d.At.KnownAt.Position != 7 || d.And.KnownAt.Position != 8 {
		t.Errorf("%+v", d)
	}
	if same := Diff(and.Comparison, and.Comparison); same == nil || len(same) != 0 {
		t.Errorf("nothing differs from itself: %v", same)
	}
	back, forth := Diff(and.Comparison, at.Comparison), Diff(at.Comparison, and.Comparison)
	if len(back) != len(forth) {
		t.Errorf("%d one way, %d the other", len(back), len(forth))
	}
	gone := Diff(and.Comparison, Comparison{})
	if len(gone) == 0 || gone[0].After != nil {
		t.Errorf("what only the first has: %v", gone)
	}
}

func TestJourneyIsInOrderOfDays(t *testing.T) {
	h := newHistory(t)
	on := func(d, what string) {
		h.draft(domain.Draft{Body: &domain.SurpriseNoticed{What: words(what)}, Happened: day(d)})
	}
	on("2023-05", "end of May")
	on("2023-05-31", "last of May")
	on("2023-05-01", "first of May")
	h.add(&domain.SurpriseNoticed{What: words("nobody knows when")}) // counts on the day recorded
	on("2023-06-01", "June")
	var got []string
	for _, m := range JourneyOf(h.see("group")).Months {
		got = append(got, m.Month)
		for _, moment := range m.Moments {
			got = append(got, moment.Text.Text)
		}
	}
	want := []string{"2023-05", "first of May", "end of May", "last of May", "2023-06", "June", "2024-01", "", "nobody knows when"}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestExportKeepsWhatWasWrittenFirst(t *testing.T) {
	h := story(t)
	seen := h.see("group")
	line, ok := Export(seen, h.events[6])
	if b := line.Event.Body.(*domain.OutcomeRecorded); !ok || b.Value.Plain() != "21" || len(line.Withheld) != 0 || line.Event.Happened != day("2023-09-01") {
		t.Errorf("%+v", line)
	}
	line, _ = Export(h.see("public"), h.events[28])
	with := line.Event.Body.(*domain.EntryCorrected).With.(*domain.OutcomeRecorded)
	if !with.How.IsZero() || with.Value.Plain() != "withheld" || !slices.Equal(line.Withheld, []string{"with.how", "why", "actor"}) {
		t.Errorf("%+v %+v", line, with)
	}
	if was := h.events[28].Body.(*domain.EntryCorrected).With.(*domain.OutcomeRecorded); was.How.IsZero() {
		t.Error("the event of the log was changed")
	}
}

func TestEntryShowsItsNeighbours(t *testing.T) {
	e, err := EntryOf(story(t).see("group"), "22")
	if err != nil {
		t.Fatal(err)
	}
	positions := func(lines []Line) (list []uint64) {
		for _, l := range lines {
			list = append(list, l.Position)
		}
		return list
	}
	if !slices.Equal(positions(e.Before), []uint64{21}) || !slices.Equal(positions(e.After), []uint64{23, 25}) {
		t.Errorf("before %v, after %v", positions(e.Before), positions(e.After))
	}
	corrected, err := EntryOf(story(t).see("group"), "7")
	if err != nil || len(corrected.Corrections) != 1 || corrected.Corrections[0].Why.Text != "One came twice." || corrected.First == nil {
		t.Errorf("%+v, %v", corrected, err)
	}
}

func TestProjects(t *testing.T) {
	h := story(t)
	got := ProjectsOf(projections.View(h.view()).Reader)
	if want := `[{"id":"garden","name":"The garden on the roof","entries":35}]` + "\n"; asJSON(t, got) != want {
		t.Errorf("%s, want %s", asJSON(t, got), want)
	}
	if asJSON(t, ProjectsOf(h.at(h.resolve(Ask{At: "2001-01"})).Reader)) != "[]\n" {
		t.Error("no project is not an empty list")
	}
}
