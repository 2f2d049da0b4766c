package small

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/aimed"
	"pgregory.net/rapid"
)

// sample is a measure under construction: half years from 2019 on, asked in 2030.
type sample struct {
	d domain.Definition
	m aimed.Measure
	n uint64
}

func sampleOf(kind domain.MeasureKind, mode domain.Mode) *sample {
	return &sample{d: domain.Definition{Name: "People", MeasureKind: kind, Mode: mode, Unit: "people"}}
}

func (s *sample) entry() aimed.Entry {
	s.n++
	return aimed.Entry{ID: fmt.Sprintf("e%d", s.n), Position: s.n, Recorded: domain.Date{Year: 2019, Month: 1, Day: 1}}
}

func half(i int) (start, end domain.Date) {
	start = domain.Date{Year: int16(2019 + i/2), Month: 1, Day: 1}
	end = domain.Date{Year: start.Year, Month: 6, Day: 30}
	if i%2 == 1 {
		start.Month, end.Month, end.Day = 7, 12, 31
	}
	return start, end
}

func (s *sample) aim(period int, target string) *sample {
	from, to := half(period)
	s.m.Targets = append(s.m.Targets, aimed.Target{Entry: s.entry(), Start: from, End: to, Value: s.value(target)})
	return s
}

func (s *sample) value(text string) domain.Value {
	return domain.Say(text).Read(s.d.MeasureKind, nil, domain.Ask)
}

func (s *sample) found(period int, value string, parts ...domain.Part) *sample {
	from, to := half(period)
	s.m.Outcomes = append(s.m.Outcomes, aimed.Outcome{Entry: s.entry(), PeriodStart: from, PeriodEnd: to, Value: s.value(value), Parts: parts})
	return s
}

func (s *sample) share(period, counted, asked int) *sample {
	s.found(period, "")
	n, d := people(counted), people(asked)
	o := &s.m.Outcomes[len(s.m.Outcomes)-1]
	o.Numerator, o.Denominator = &n, &d
	return s
}

func (s *sample) start(value string) *sample {
	s.m.Baselines = append(s.m.Baselines, aimed.Baseline{Entry: s.entry(), Value: s.value(value)})
	return s
}

func (s *sample) figures() aimed.Figures {
	s.m.Kind, s.m.Mode, s.m.Unit, s.m.People = s.d.MeasureKind, s.d.Mode, s.d.Unit, s.d.CountsPeople()
	return aimed.Compare(s.m, aimed.Question{AskedOn: domain.Date{Year: 2030, Month: 1, Day: 1}})
}

// say writes a comparison short: "25 of 30 partly 0.8333".
func say(c aimed.Comparison) string {
	says := []string{c.Actual.Plain()}
	if c.Numerator != nil {
		says = append(says, "("+c.Numerator.String()+"/"+c.Denominator.String()+")")
	}
	says = append(says, "of", c.Target.Plain(), string(c.Status))
	for _, n := range []*domain.Number{c.ShareOfAim, c.DistanceTravelled} {
		if n != nil {
			says = append(says, n.String())
		}
	}
	return strings.Join(says, " ")
}

func TestFiguresOfAMeasure(t *testing.T) {
	no := false
	meetings := sampleOf(domain.Increase, domain.PerPeriod).aim(0, "5").found(0, "2")
	meetings.d.People, meetings.d.Unit = &no, "meetings"
	satisfied := sampleOf(domain.Increase, domain.Snapshot).aim(0, "60").found(0, "45")
	satisfied.d.Unit = "%"
	for name, row := range map[string]struct {
		s                     *sample
		group, funder, public string
	}{
		"six of six":   {sampleOf(domain.Increase, domain.PerPeriod).aim(0, "6").found(0, "6"), "6 of 6 met 1", "withheld of 6 withheld", "withheld of 6 withheld"},
		"twenty-three": {sampleOf(domain.Increase, domain.PerPeriod).aim(0, "30").found(0, "23"), "23 of 30 partly 0.7667", "25 of 30 partly 0.83", "25 of 30 partly 0.83"},
		"eight of ten": {sampleOf(domain.Increase, domain.PerPeriod).aim(0, "10").found(0, "8"), "8 of 10 partly 0.8", "10 of 10 partly",
			"withheld of 10 withheld"},
		"past the aim": {sampleOf(domain.Increase, domain.PerPeriod).aim(0, "24").found(0, "22"), "22 of 24 partly 0.9167", "20 of 24 partly 0.83",
			"20 of 24 partly 0.83"},
		"at the start": {sampleOf(domain.Increase, domain.Snapshot).start("33").aim(0, "60").found(0, "36"), "36 of 60 partly 0.6 0.1111",
			"35 of 60 partly", "35 of 60 partly"},
		"share across": {sampleOf(domain.Increase, domain.Percentage).aim(0, "60").share(0, 37, 58), "63.7931 (37/58) of 60 exceeded 1.0632",
			"withheld (35/60) of 60 exceeded", "withheld (35/60) of 60 exceeded"},
		"nearly whole": {sampleOf(domain.Increase, domain.PerPeriod).aim(0, "401").found(0, "398"), "398 of 401 partly 0.9925", "400 of 401 partly",
			"400 of 401 partly"},
		"eight":           {sampleOf(domain.Increase, domain.PerPeriod).aim(0, "20").found(0, "8"), "8 of 20 partly 0.4", "10 of 20 partly 0.5", "withheld of 20 withheld"},
		"nobody":          {sampleOf(domain.Increase, domain.PerPeriod).aim(0, "20").found(0, "0"), "0 of 20 no_change 0", "0 of 20 no_change 0", "0 of 20 no_change 0"},
		"exactly the aim": {sampleOf(domain.Increase, domain.PerPeriod).aim(0, "50").found(0, "50"), "50 of 50 met 1", "withheld of 50 withheld", "withheld of 50 withheld"},
		"nearly the aim":  {sampleOf(domain.Increase, domain.PerPeriod).aim(0, "24").found(0, "23"), "23 of 24 partly 0.9583", "withheld of 24 withheld", "withheld of 24 withheld"},
		"nothing":         {sampleOf(domain.Increase, domain.PerPeriod).aim(0, "24"), " of 24 not_reported", " of 24 not_reported", " of 24 not_reported"},
		"meetings":        {meetings, "2 of 5 partly 0.4", "2 of 5 partly 0.4", "2 of 5 partly 0.4"},
		"from a start": {sampleOf(domain.Decrease, domain.Snapshot).start("41").aim(0, "10").found(0, "23"), "23 of 10 partly 0.5806",
			"25 of 10 partly 0.5", "25 of 10 partly 0.5"},
		"from few":         {sampleOf(domain.Increase, domain.Snapshot).start("3").aim(0, "40").found(0, "23"), "23 of 40 partly 0.575 0.5405", "25 of 40 partly 0.63", "25 of 40 partly 0.63"},
		"as it was":        {sampleOf(domain.Keep, domain.Snapshot).start("23").found(0, "21"), "21 of 23 not_kept", "20 of 25 not_kept", "20 of 25 not_kept"},
		"as few":           {sampleOf(domain.Keep, domain.Snapshot).start("3").found(0, "21"), "21 of 3 not_kept", "withheld of withheld withheld", "withheld of withheld withheld"},
		"from to":          {sampleOf(domain.InRange, domain.Snapshot).aim(0, "10..40").found(0, "12..31"), "12..31 of 10..40 kept", "10..30 of 10..40 kept", "10..30 of 10..40 kept"},
		"share":            {sampleOf(domain.Increase, domain.Percentage).aim(0, "95").share(0, 33, 41), "80.4878 (33/41) of 95 short 0.8472", "88 (35/40) of 95 short 0.92", "88 (35/40) of 95 short 0.92"},
		"exact share":      {sampleOf(domain.Increase, domain.Percentage).aim(0, "75").share(0, 30, 40), "75 (30/40) of 75 met 1", "withheld of 75 withheld", "withheld of 75 withheld"},
		"share of few":     {sampleOf(domain.Increase, domain.Percentage).aim(0, "50").share(0, 6, 7), "85.7143 (6/7) of 50 exceeded 1.7143", "withheld of 50 withheld", "withheld of 50 withheld"},
		"all but two":      {sampleOf(domain.Increase, domain.Percentage).aim(0, "50").share(0, 23, 25), "92 (23/25) of 50 exceeded 1.84", "withheld of 50 withheld", "withheld of 50 withheld"},
		"all of them":      {sampleOf(domain.Increase, domain.Percentage).aim(0, "50").share(0, 40, 40), "100 (40/40) of 50 exceeded 2", "withheld of 50 withheld", "withheld of 50 withheld"},
		"none of them":     {sampleOf(domain.Increase, domain.Percentage).aim(0, "50").share(0, 0, 40), "0 (0/40) of 50 short 0", "withheld of 50 withheld", "withheld of 50 withheld"},
		"share of unknown": {satisfied, "45 of 60 short 0.75", "withheld of 60 withheld", "withheld of 60 withheld"},
	} {
		f := row.s.figures()
		for who, want := range map[Rule]string{None(): row.group, Funders(): row.funder, Public(): row.public} {
			if got := say(who.Figures(row.s.d, f).Periods[0]); got != want {
				t.Errorf("%s, smallest %d: %q, want %q", name, who.Smallest(), got, want)
			}
		}
	}
}

// Nothing of a comparison that is kept back tells the number, and what was given is not changed.
func TestKeptBackWhole(t *testing.T) {
	s := sampleOf(domain.Increase, domain.PerPeriod).aim(0, "27").found(0, "6")
	s.m.Outcomes[0].Value.Text = domain.Write("six, 6")
	s.m.Judgements = []aimed.Judgement{{Entry: s.entry(), Judged: domain.JudgedSome, Disagree: map[domain.Knowing]int{domain.Lived: 6}, Knowing: domain.Lived}}
	s.m.Judgements[0].PeriodStart, s.m.Judgements[0].PeriodEnd = half(0)
	f := s.figures()
	before := asJSON(t, f)
	shown := Funders().Figures(s.d, f)
	for _, c := range append(slices.Clone(shown.Periods), shown.Overall, *shown.SoFar) {
		c.Entries, c.LeftOut, c.Start, c.End = nil, nil, domain.Date{}, domain.Date{}
		if got := asJSON(t, c); strings.Contains(got, "6") || strings.Contains(got, "six") || !strings.Contains(got, `"disagree":null`) {
			t.Errorf("it tells 6: %s", got)
		}
	}
	if asJSON(t, f) != before {
		t.Error("what was given is changed")
	}
}

func asJSON(t *testing.T, v any) string {
	t.Helper()
	raw, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// A number as it was written is the true one.
func TestRoundedWithoutItsText(t *testing.T) {
	s := sampleOf(domain.Increase, domain.PerPeriod).found(0, "1 233")
	if got := asJSON(t, Funders().Figures(s.d, s.figures())); !strings.Contains(got, `"actual":1235`) || strings.Contains(got, "1 233") {
		t.Errorf("it tells 1 233: %s", got)
	}
}

// How many saw it differently is a number of people, also where the measure counts none.
func TestHowManyDisagree(t *testing.T) {
	for disagree, want := range map[int]string{0: `"disagree":0`, 2: `"disagree":null`, 13: `"disagree":15`} {
		s := sampleOf(domain.Story, "")
		s.m.Judgements = []aimed.Judgement{{Entry: s.entry(), Judged: domain.JudgedSome, Disagree: map[domain.Knowing]int{domain.Lived: disagree}, Knowing: domain.Lived}}
		f := s.figures()
		if got := asJSON(t, Funders().Figures(s.d, f).Overall.Judgement); !strings.Contains(got, want) {
			t.Errorf("%d disagree is told as %s", disagree, got)
		}
		if got := asJSON(t, None().Figures(s.d, f).Overall.Judgement); !strings.Contains(got, fmt.Sprintf(`"disagree":%d`, disagree)) {
			t.Errorf("the group is told %s", got)
		}
	}
}

func TestPartsAndPeriodsAreOneTable(t *testing.T) {
	women, men := domain.Part{Dimension: "sex", Value: "women"}, domain.Part{Dimension: "sex", Value: "men"}
	s := sampleOf(domain.Increase, domain.PerPeriod).aim(0, "30").found(0, "23").found(0, "17", women).found(0, "6", men).aim(1, "30").found(1, "40")
	f := Funders().Figures(s.d, s.figures())
	if got := parts(f.Periods[0]); got != "men withheld withheld, women withheld withheld" {
		t.Errorf("25 less 15 tells of the men: %s", got)
	}
	if f.Overall.Actual.Plain() != "65" {
		t.Errorf("all together it is %s", f.Overall.Actual.Plain())
	}
	s = sampleOf(domain.Increase, domain.PerPeriod).aim(0, "30").found(0, "17").aim(1, "30").found(1, "6")
	f = Funders().Figures(s.d, s.figures())
	if f.Periods[0].Actual.Form != domain.Withheld || f.Periods[1].Actual.Form != domain.Withheld || f.Overall.Actual.Plain() != "25" {
		t.Errorf("25 less 15 tells of the second half: %s, %s, %s", say(f.Periods[0]), say(f.Periods[1]), say(f.Overall))
	}
	s = sampleOf(domain.Increase, domain.PerPeriod).found(0, "40").found(0, "40", women).found(0, "0", men)
	if got := parts(Funders().Figures(s.d, s.figures()).Periods[0]); got != "men withheld withheld, women withheld withheld" {
		t.Errorf("that all are women is told: %s", got)
	}
}

func parts(c aimed.Comparison) string {
	var says []string
	for _, p := range c.Parts {
		says = append(says, p.Value+" "+p.Actual.Plain()+" "+string(p.Mark))
	}
	return strings.Join(says, ", ")
}

// A status that moves with the true count tells what a figure that stays does not.
func TestToldAgain(t *testing.T) {
	tell := func(n string) aimed.Figures {
		return sampleOf(domain.Increase, domain.PerPeriod).aim(0, "26").found(0, n).figures()
	}
	d := sampleOf(domain.Increase, domain.PerPeriod).d
	first := Funders().Tell(nil, d, tell("22"))
	second := Funders().Tell([]Told{first}, d, tell("28"))
	third := Funders().Tell([]Told{first, second}, d, tell("31"))
	for i, row := range []struct {
		told Told
		want string
	}{{first, "20 of 26 partly 0.77"}, {second, "20 of 26 partly 0.77"}, {third, "30 of 26 exceeded 1.15"}} {
		if got := say(row.told.Figures.Periods[0]); got != row.want {
			t.Errorf("release %d tells %q, want %q", i+1, got, row.want)
		}
	}
}

// Whoever sees all figures of a measure with their aims and statuses works out nothing small.
func TestNothingSmallIsWorkedOutOfAMeasure(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r, s := anyRule(t), sampleOf(domain.Increase, domain.PerPeriod)
		number := func(name string) string {
			return fmt.Sprint(rapid.OneOf(rapid.IntRange(0, 9), rapid.IntRange(5, 40)).Draw(t, name))
		}
		for i := range rapid.IntRange(1, 3).Draw(t, "periods") {
			if rapid.Bool().Draw(t, "has an aim") {
				s.aim(i, number("aim"))
			}
			a, b := number("women"), number("men")
			s.found(i, domain.MustNumber(a).Add(domain.MustNumber(b)).String())
			if rapid.Bool().Draw(t, "has parts") {
				s.found(i, a, domain.Part{Dimension: "sex", Value: "women"}).found(i, b, domain.Part{Dimension: "sex", Value: "men"})
			}
		}
		f := s.figures()
		shown := r.Figures(s.d, f)
		eye, blind := newAttacker(), newAttacker()
		var small []string
		look := func(name string, c, shown aimed.Comparison) {
			small = append(small, eye.look(r, name, c, shown)...)
			hidden := shown
			hidden.Status, hidden.Parts = aimed.IsWithheld, slices.Clone(shown.Parts)
			if shown.Actual.Number.Sign() != 0 { // that nobody came may be said
				hidden.Actual = withheld()
			}
			for i := range hidden.Parts {
				hidden.Parts[i].Actual = withheld()
			}
			blind.look(r, name, c, hidden)
		}
		var periods []string
		for i := range f.Periods {
			periods = append(periods, fmt.Sprint("period ", i))
			look(periods[i], f.Periods[i], shown.Periods[i])
		}
		look("overall", f.Overall, shown.Overall)
		eye.add("overall", periods, false)
		blind.add("overall", periods, false)
		for _, name := range small {
			if eye.knows(r, name) && !blind.knows(r, name) {
				t.Errorf("%s is worked out", name)
			}
		}
	})
}

// look takes in one comparison with its status and parts, and returns the names of what must not be known.
func (a *attacker) look(r Rule, name string, c, shown aimed.Comparison) (small []string) {
	see := func(name string, truth, shown domain.Value, sensitive bool) {
		f := Figure{Number: shown.Number}
		if shown.Form == domain.Withheld {
			f = Figure{Why: TooSmall}
		}
		a.told(r, name, f, Cell{True: truth.Number, Sensitive: sensitive})
		if shown.Form == domain.Withheld && truth.Number.Cmp(people(r.Smallest())) < 0 {
			small = append(small, name)
		}
	}
	see(name, c.Actual, shown.Actual, false)
	aim := c.Target.Number.Decimal().IntPart()
	switch shown.Status {
	case aimed.Exceeded:
		a.learn(name, aim+1, crowd)
	case aimed.Met:
		a.learn(name, aim, aim)
	case aimed.Partly:
		a.learn(name, 1, aim-1)
	}
	var parts []string
	for i, p := range c.Parts {
		id := name + " " + p.Value
		see(id, p.Actual, shown.Parts[i].Actual, true)
		parts = append(parts, id)
	}
	if len(parts) > 0 {
		a.add(name, parts, false)
	}
	return small
}

func TestEntryWithoutItsNumbers(t *testing.T) {
	touches := func(aim, measure string) bool { return measure == "people" }
	six, forty := people(6), people(40)
	for _, row := range []struct {
		body domain.Body
		want string // what its JSON has no more; empty: it is as it was
	}{
		{&domain.OutcomeRecorded{Aim: "a", Measure: "people", Value: domain.Of(six), What: domain.Write("Six came: Ana.")}, `"value":6`},
		{&domain.OutcomeRecorded{Aim: "a", Measure: "people", Value: domain.Of(people(600))}, "600"},
		{&domain.OutcomeRecorded{Aim: "a", Measure: "people", Value: domain.Say("6, all").Read(domain.Increase, nil, domain.Ask)}, ""},
		{&domain.OutcomeRecorded{Aim: "a", Measure: "people", Value: domain.Say("1 234").Read(domain.Increase, nil, domain.Ask)}, "1 234"},
		{&domain.OutcomeRecorded{Aim: "a", Measure: "people", Numerator: &six, Denominator: &forty}, "40"},
		{&domain.OutcomeRecorded{Aim: "a", Measure: "meetings", Value: domain.Of(six)}, ""},
		{&domain.OutcomeRecorded{Aim: "a", Measure: "people", Value: domain.Of(six), Published: &domain.Published{}}, ""},
		{&domain.BaselineSet{Aim: "a", Measure: "people", Value: domain.Of(six)}, "6"},
		{&domain.TargetSet{Aim: "a", Measure: "people", Value: domain.Of(six)}, ""},
		{&domain.AimJudged{Aim: "a", Judged: domain.JudgedAll, Disagree: 6}, "6"},
		{&domain.EntryCorrected{Entry: "x", With: &domain.OutcomeRecorded{Aim: "a", Measure: "people", Value: domain.Of(six)}}, "6"},
	} {
		before := asJSON(t, row.body)
		got := asJSON(t, Funders().Entry(row.body, touches))
		if row.want == "" && got != before || row.want != "" && (!strings.Contains(before, row.want) || strings.Contains(got, row.want)) {
			t.Errorf("%s becomes %s", before, got)
		}
		if asJSON(t, row.body) != before || asJSON(t, None().Entry(row.body, touches)) != before {
			t.Errorf("%s is changed, or the group does not see it", before)
		}
		if strings.Contains(before, "Ana") && !strings.Contains(got, "Ana") {
			t.Errorf("words are for consent: %s", got)
		}
	}
}
