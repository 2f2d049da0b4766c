package aimed_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/aimed"
)

var (
	kinds = []domain.MeasureKind{domain.Increase, domain.Decrease, domain.Keep, domain.InRange, domain.Reach, domain.Rubric, domain.Story, "other"}
	modes = []domain.Mode{domain.PerPeriod, domain.ToDate, domain.Snapshot, domain.Percentage, domain.Distinct, domain.ModeUnknown, ""}
)

// anyDate makes dates near each other, so that periods nest, touch and overlap; some are unknown
// and some are no dates at all.
func anyDate(t *rapid.T, name string) domain.Date {
	switch rapid.IntRange(0, 9).Draw(t, name+"?") {
	case 0:
		return domain.Date{}
	case 1:
		return domain.Date{Year: rapid.Int16().Draw(t, name), Month: rapid.Uint8().Draw(t, name), Day: rapid.Uint8().Draw(t, name)}
	case 2:
		return domain.Date{Year: int16(rapid.IntRange(2019, 2021).Draw(t, name))}
	}
	return domain.Date{Year: int16(rapid.IntRange(2019, 2021).Draw(t, name)), Month: uint8(rapid.IntRange(1, 12).Draw(t, name)),
		Day: uint8(rapid.IntRange(0, 28).Draw(t, name))}
}

func anyNumber(t *rapid.T, name string) domain.Number {
	return domain.MustNumber(fmt.Sprintf("%d.%02d", rapid.IntRange(-50, 50).Draw(t, name), rapid.IntRange(0, 99).Draw(t, name)))
}

func anyValue(t *rapid.T, name string) domain.Value {
	n := anyNumber(t, name)
	switch domain.Form(rapid.IntRange(0, 9).Draw(t, name+" form")) {
	case domain.Nothing:
		return domain.Value{}
	case domain.Range:
		return domain.Value{Form: domain.Range, Number: n, High: n.Add(domain.Int(5))}
	case domain.YesNo:
		return domain.Value{Form: domain.YesNo, Yes: rapid.Bool().Draw(t, name)}
	case domain.Level:
		return domain.Value{Form: domain.Level, Level: rapid.SampledFrom([]string{"low", "high", "?"}).Draw(t, name)}
	case domain.InWords:
		return domain.Say("some words")
	case domain.Withheld:
		return domain.Value{Form: domain.Withheld}
	}
	return domain.Of(n)
}

func anyEntry(t *rapid.T, i int) aimed.Entry {
	return aimed.Entry{ID: fmt.Sprint("e", i), Position: uint64(i), Happened: anyDate(t, "happened"), Recorded: anyDate(t, "recorded"),
		InPlaceOf: uint64(rapid.IntRange(0, 3).Draw(t, "in place of"))}
}

func anyWhy(t *rapid.T) aimed.Why {
	return rapid.SampledFrom([]aimed.Why{"", "", "", aimed.Corrected, aimed.Withdrawn}).Draw(t, "left out")
}

func anyParts(t *rapid.T) []domain.Part {
	return rapid.SampledFrom([][]domain.Part{nil, nil, nil, {{Dimension: "sex", Value: "women"}}, {{Dimension: "sex", Value: "men"}}}).Draw(t, "parts")
}

func anySite(t *rapid.T) string {
	return rapid.SampledFrom([]string{"", "", "A", "B"}).Draw(t, "site")
}

// anyMeasure makes measures that no form would let through, too.
func anyMeasure(t *rapid.T) aimed.Measure {
	m := aimed.Measure{
		Kind: rapid.SampledFrom(kinds).Draw(t, "kind"), Mode: rapid.SampledFrom(modes).Draw(t, "mode"),
		Levels: []string{"low", "middle", "high"}, Tolerance: anyNumber(t, "tolerance"), PartsAddUp: rapid.Bool().Draw(t, "add up"),
	}
	position := 0
	next := func() aimed.Entry { position++; return anyEntry(t, position) }
	for range rapid.IntRange(0, 2).Draw(t, "baselines") {
		m.Baselines = append(m.Baselines, aimed.Baseline{Entry: next(), Value: anyValue(t, "b"), On: anyDate(t, "on"), Site: anySite(t), Parts: anyParts(t), LeftOut: anyWhy(t)})
	}
	for range rapid.IntRange(0, 5).Draw(t, "targets") {
		m.Targets = append(m.Targets, aimed.Target{Entry: next(), Start: anyDate(t, "start"), End: anyDate(t, "end"), Ordinal: rapid.IntRange(0, 1).Draw(t, "ordinal"),
			Value: anyValue(t, "t"), Site: anySite(t), Parts: anyParts(t), Overall: rapid.IntRange(0, 5).Draw(t, "overall") == 0, Withdrawn: rapid.IntRange(0, 5).Draw(t, "withdrawn") == 0, LeftOut: anyWhy(t)})
	}
	for range rapid.IntRange(0, 6).Draw(t, "outcomes") {
		o := aimed.Outcome{Entry: next(), Value: anyValue(t, "a"), Site: anySite(t), Parts: anyParts(t), Restates: rapid.Bool().Draw(t, "restates"), LeftOut: anyWhy(t)}
		if len(m.Targets) > 0 && rapid.Bool().Draw(t, "stated") {
			target := rapid.SampledFrom(m.Targets).Draw(t, "for")
			o.PeriodStart, o.PeriodEnd, o.Ordinal = target.Start, target.End, target.Ordinal
		}
		o.Overall = rapid.IntRange(0, 8).Draw(t, "overall") == 0
		if rapid.Bool().Draw(t, "counts") {
			n, d := anyNumber(t, "numerator"), anyNumber(t, "denominator")
			o.Numerator, o.Denominator = &n, &d
		}
		m.Outcomes = append(m.Outcomes, o)
	}
	for range rapid.IntRange(0, 2).Draw(t, "judgements") {
		m.Judgements = append(m.Judgements, aimed.Judgement{Entry: next(), Judged: rapid.SampledFrom([]domain.Judged{domain.JudgedAll, domain.JudgedSome, "?"}).Draw(t, "judged"),
			Knowing: rapid.SampledFrom([]domain.Knowing{domain.Lived, domain.Professional, domain.BothWays, ""}).Draw(t, "knowing"), Disagree: map[domain.Knowing]int{domain.Lived: 1, "": 2}, LeftOut: anyWhy(t)})
	}
	if len(m.Targets) > 0 && rapid.Bool().Draw(t, "retired") {
		m.Periods = append(m.Periods, aimed.Period{Start: m.Targets[0].Start, End: m.Targets[0].End, Ordinal: m.Targets[0].Ordinal, Retired: true})
	}
	return m
}

func anyQuestion(t *rapid.T) aimed.Question {
	return aimed.Question{AskedOn: anyDate(t, "asked"), Against: rapid.SampledFrom([]aimed.Against{aimed.Now, aimed.First, aimed.Then, ""}).Draw(t, "against")}
}

func comparisons(f aimed.Figures) []aimed.Comparison {
	all := append(slices.Clone(f.Periods), f.Overall)
	if f.SoFar != nil {
		all = append(all, *f.SoFar)
	}
	return all
}

func written(t interface{ Fatal(...any) }, v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// Whatever comes in: an answer, the same bytes for the same input in any order, no −0, and
// nothing that contradicts itself.
func TestAnyMeasureGivesASoundAnswer(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m, q := anyMeasure(t), anyQuestion(t)
		before := fmt.Sprintf("%+v", m)
		f := aimed.Compare(m, q)
		if fmt.Sprintf("%+v", m) != before {
			t.Fatal("Compare changed its input")
		}
		bytesOf := written(t, f)
		turned := m
		turned.Outcomes, turned.Targets = reversed(m.Outcomes), reversed(m.Targets)
		turned.Baselines, turned.Judgements = reversed(m.Baselines), reversed(m.Judgements)
		if again := written(t, aimed.Compare(turned, q)); !bytes.Equal(bytesOf, again) {
			t.Fatalf("the order of the lists matters:\n%s\n%s", bytesOf, again)
		}
		for _, c := range comparisons(f) {
			checkSound(t, c)
		}
	})
}

func reversed[T any](list []T) []T {
	list = slices.Clone(list)
	slices.Reverse(list)
	return list
}

func checkSound(t *rapid.T, c aimed.Comparison) {
	want := c.Status.Reached()
	if (want == nil) != (c.Reached == nil) || want != nil && *want != *c.Reached {
		t.Fatalf("reached does not follow from %s", c.Status)
	}
	if (c.Status == aimed.IsWithheld || c.Status == aimed.Unclear) && (c.ShareOfAim != nil || c.DistanceTravelled != nil) {
		t.Fatalf("a ratio was given for %s", c.Status)
	}
	if (c.Status == aimed.NotDue || c.Status == aimed.NotReported) && c.Actual.Form != domain.Nothing {
		t.Fatalf("%s, but the actual is %s", c.Status, c.Actual.Plain())
	}
	if (c.Readings != nil) != slices.Contains(c.Warnings, aimed.WarnConflict) {
		t.Fatal("both readings belong to direction_conflict and to nothing else")
	}
	for _, n := range []*domain.Number{c.ShareOfAim, c.DistanceTravelled, c.Numerator, c.Denominator} {
		if n != nil && n.String() == "-0" {
			t.Fatal("a figure is −0")
		}
	}
	if !slices.IsSorted(c.Warnings) || len(slices.Compact(slices.Clone(c.Warnings))) != len(c.Warnings) {
		t.Fatalf("warnings are not by name, each once: %v", c.Warnings)
	}
	if !slices.IsSortedFunc(c.Entries, func(a, b aimed.Ref) int { return int(a.Position) - int(b.Position) }) {
		t.Fatalf("entries are not by position: %v", c.Entries)
	}
}

// Which of two entries was written down first does not matter where their dates differ.
func TestOrderOfEntriesOfDifferentDatesDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := of(rapid.SampledFrom(kinds[:4]).Draw(t, "kind"), rapid.SampledFrom(modes).Draw(t, "mode"), target("2020-01..2020-06", "10"), target("2020-07..2020-12", "12"))
		days := rapid.SliceOfNDistinct(rapid.IntRange(1, 28), 1, 6, rapid.ID[int]).Draw(t, "days")
		for i, d := range days {
			dated(fmt.Sprintf("2020-%02d-%02d", 4+d/5, d), anyNumber(t, "a").String())(&m, aimed.Entry{ID: fmt.Sprint("o", i), Position: uint64(10 + i)})
		}
		asked := aimed.Question{AskedOn: day("2020-09-01")}
		want := withoutPositions(aimed.Compare(m, asked))
		order := rapid.Permutation(days).Draw(t, "order")
		for i, d := range days {
			m.Outcomes[i].Position = uint64(10 + slices.Index(order, d))
		}
		if got := withoutPositions(aimed.Compare(m, asked)); got != want {
			t.Fatalf("the order of writing down matters:\n%s\n%s", got, want)
		}
	})
}

func withoutPositions(f aimed.Figures) string {
	var s strings.Builder
	for _, c := range comparisons(f) {
		c.Entries, c.LeftOut = nil, nil
		b, err := json.Marshal(c)
		if err != nil {
			panic(err)
		}
		s.Write(b)
	}
	return s.String()
}

// Decrease is increase in a mirror.
func TestTurningEverySignKeepsTheStatus(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b, aim, a := anyNumber(t, "b"), anyNumber(t, "t"), anyNumber(t, "a")
		mode := rapid.SampledFrom([]domain.Mode{domain.ToDate, domain.Snapshot, domain.Distinct, domain.PerPeriod}).Draw(t, "mode")
		one := func(kind domain.MeasureKind, turn func(domain.Number) domain.Number) aimed.Comparison {
			m := of(kind, mode, baseline("2019", turn(b).String()), target("2020", turn(aim).String()), outcome("2020", turn(a).String()))
			m.Tolerance = domain.Int(int64(len(b.String()) % 3))
			return aimed.Compare(m, aimed.Question{AskedOn: day("2021-01-01")}).Periods[0]
		}
		up := one(domain.Increase, func(n domain.Number) domain.Number { return n })
		down := one(domain.Decrease, domain.Number.Neg)
		if up.Status != down.Status {
			t.Fatalf("%s as increase, %s as decrease", up.Status, down.Status)
		}
		if x, y := up.DistanceTravelled, down.DistanceTravelled; (x == nil) != (y == nil) || x != nil && x.Cmp(*y) != 0 {
			t.Fatalf("distance %v as increase, %v as decrease", x, y)
		}
	})
}

// A zero is a report, in every mode and kind that takes a number.
func TestAReportedZeroIsNeverSilence(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		kind := rapid.SampledFrom(kinds[:4]).Draw(t, "kind")
		mode := rapid.SampledFrom(modes[:6]).Draw(t, "mode")
		m := of(kind, mode, target("2020", "10"))
		if rapid.Bool().Draw(t, "something before") {
			dated("2020-02-01", anyNumber(t, "before").String())(&m, aimed.Entry{ID: "o1", Position: 8})
		}
		dated("2020-05-01", "0")(&m, aimed.Entry{ID: "o2", Position: 9})
		c := aimed.Compare(m, aimed.Question{AskedOn: day("2021-01-01")}).Periods[0]
		if c.Status == aimed.NotReported || c.Status == aimed.NotDue || c.Actual.Form != domain.Numeric {
			t.Fatalf("%s %s: %s, actual %q", kind, mode, c.Status, c.Actual.Plain())
		}
		if mode != domain.PerPeriod && c.Actual.Plain() != "0" {
			t.Fatalf("%s %s: the later zero was not taken: %s", kind, mode, c.Actual.Plain())
		}
	})
}

// What was kept back takes part in no figure: changing everything around it changes no ratio and no status.
func TestNothingIsComparedAcrossWhatWasWithheld(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := of(rapid.SampledFrom(kinds[:4]).Draw(t, "kind"), rapid.SampledFrom([]domain.Mode{domain.PerPeriod, domain.ToDate, domain.Percentage}).Draw(t, "mode"), target("2020", "10"))
		withheld := at("A", dated("2020-06-01", "withheld"))
		withheld(&m, aimed.Entry{ID: "w", Position: 5})
		for i := range rapid.IntRange(0, 3).Draw(t, "others") {
			at("B", dated(fmt.Sprintf("2020-05-%02d", i+1), anyNumber(t, "a").String()))(&m, aimed.Entry{ID: fmt.Sprint("o", i), Position: uint64(10 + i)})
		}
		for _, c := range comparisons(aimed.Compare(m, aimed.Question{AskedOn: day("2021-01-01")})) {
			if c.Status != aimed.IsWithheld || c.Reached != nil || c.Actual.Form != domain.Nothing || c.ShareOfAim != nil || c.DistanceTravelled != nil || c.Numerator != nil {
				t.Fatalf("something was given away: %s", written(t, c))
			}
		}
	})
}

// In a sum every observation counts once, whatever periods there are.
func TestASumTakesEveryObservationOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := of(domain.Increase, domain.PerPeriod)
		for i := range rapid.IntRange(0, 4).Draw(t, "periods") {
			from := rapid.IntRange(1, 12).Draw(t, "from")
			to := rapid.IntRange(from, 12).Draw(t, "to")
			target(fmt.Sprintf("2020-%02d..2020-%02d", from, to), "10")(&m, aimed.Entry{ID: fmt.Sprint("t", i), Position: uint64(i + 1)})
		}
		total := domain.Number{}
		for i := range rapid.IntRange(1, 8).Draw(t, "outcomes") {
			n := anyNumber(t, "a")
			total = total.Add(n)
			dated(fmt.Sprintf("2020-%02d-15", rapid.IntRange(1, 12).Draw(t, "month")), n.String())(&m, aimed.Entry{ID: fmt.Sprint("o", i), Position: uint64(20 + i)})
		}
		if got := aimed.Compare(m, aimed.Question{AskedOn: day("2021-01-01")}).Overall.Actual; got.Number.Cmp(total) != 0 {
			t.Fatalf("overall %s, want %s", got.Plain(), total)
		}
	})
}
