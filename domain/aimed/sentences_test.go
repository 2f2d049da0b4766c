package aimed_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/aimed"
)

var update = flag.Bool("update", false, "write the golden file anew")

// situation is something that may have happened to a measure, whatever its mode. The day asked is 1 June 2021.
type situation struct {
	name       string
	statements []add
	then       func(*aimed.Measure)
}

func situations() []situation {
	year, next := "2020", "2021"
	addsUp := func(m *aimed.Measure) { m.PartsAddUp = true }
	return []situation{
		{"nothing at all", nil, nil},
		{"a number and no period", []add{dated("2020-03-01", "5")}, nil},
		{"a start, a number and no period", []add{baseline("2019", "3"), dated("2020-03-01", "5")}, nil},
		{"a period without an aim", []add{period(year)}, nil},
		{"a period without an aim, and a number", []add{period(year), dated("2020-03-01", "5")}, nil},
		{"an aim that has ended", []add{target(year, "10")}, nil},
		{"an aim that runs", []add{target(next, "10")}, nil},
		{"two aims, one has ended", []add{target(year, "10"), target(next, "20")}, nil},
		{"one number", []add{target(year, "10"), dated("2020-03-01", "5")}, nil},
		{"two numbers", []add{target(year, "10"), dated("2020-03-01", "5"), dated("2020-05-01", "6")}, nil},
		{"two periods, a number in the first", []add{target(year, "10"), target(next, "20"), dated("2020-03-01", "5")}, nil},
		{"two periods, numbers in both", []add{target(year, "10"), target(next, "20"), outcome(year, "5"), outcome(next, "6")}, nil},
		{"a number outside the period", []add{target(year, "10"), dated("2018-03-01", "5")}, nil},
		{"a number that was taken back", []add{target(year, "10"), dated("2020-03-01", "5")}, func(m *aimed.Measure) { m.Outcomes[0].LeftOut = aimed.Withdrawn }},
		{"words", []add{target(year, "10"), dated("2020-03-01", "5"), dated("2020-05-01", "quite a few")}, nil},
		{"kept private", []add{target(year, "10"), dated("2020-03-01", "withheld")}, nil},
		{"places", []add{target(year, "10"), at("A", dated("2020-03-01", "8")), at("B", dated("2020-05-01", "6"))}, nil},
		{"places that add up", []add{target(year, "10"), at("A", dated("2020-03-01", "8")), at("B", dated("2020-05-01", "6"))}, addsUp},
		{"a whole, then places", []add{target("2019", "10"), target(year, "10"), dated("2019-03-01", "9"), at("A", dated("2020-03-01", "8")), at("A", dated("2020-04-01", "7")),
			at("B", dated("2020-05-01", "6"))}, nil},
		{"places, one has nothing new", []add{target(year, "10"), target(next, "20"), at("A", dated("2020-03-01", "8")), at("B", dated("2020-05-01", "6")),
			at("A", dated("2021-03-01", "9"))}, addsUp},
		{"an aim for each place", []add{at("A", target(year, "10")), at("B", target(year, "12")), dated("2020-03-01", "5")}, nil},
		{"a changed aim", []add{target(year, "10"), target(year, "12"), dated("2020-03-01", "5")}, nil},
		{"a changed aim in words before it", []add{target(year, "many"), target(year, "12"), dated("2020-03-01", "5")}, nil},
		{"an aim that was taken back", []add{target(year, "10"), period(year), period(year), dated("2020-03-01", "5")}, nil},
		{"an aim that was taken back and set again", []add{target(year, "10"), period(year), target(year, "12"), dated("2020-03-01", "5")}, nil},
		{"an aim for the whole time", []add{target(year, "10"), target(next, "20"), overallTarget("25"), dated("2020-03-01", "5")}, nil},
		{"a total", []add{target(year, "10"), dated("2020-03-01", "5"), total(dated("2020-12-01", "8")), total(dated("2021-03-01", "9"))}, nil},
		{"periods that share days", []add{target("2020-01..2020-06", "10"), target("2020-04..2020-09", "20"), outcome("2020-01..2020-06", "5"), outcome("2020-04..2020-09", "6")}, nil},
		{"no longer used", []add{target(next, "10")}, func(m *aimed.Measure) { m.Retired = true }},
		{"no longer used, without a period", nil, func(m *aimed.Measure) { m.Retired = true }},
		{"no longer used, with a number", []add{target(next, "10"), dated("2021-03-01", "5")}, func(m *aimed.Measure) { m.Retired = true }},
		{"a period that is no longer used", []add{target(next, "10"), retired(next)}, nil},
		{"a number of a running period", []add{target(year, "10"), target(next, "20"), outcome(year, "5"), outcome(next, "6"), dated("2018-01-01", "2")}, nil},
		{"a tolerance", []add{target(year, "10"), dated("2020-03-01", "9")}, func(m *aimed.Measure) { m.Tolerance = domain.Int(2) }},
	}
}

type manner struct {
	name string
	kind domain.MeasureKind
	mode domain.Mode
}

func manners() []manner {
	var all []manner
	for _, mode := range []domain.Mode{domain.PerPeriod, domain.ToDate, domain.Snapshot, domain.Percentage, domain.Distinct, domain.ModeUnknown} {
		all = append(all, manner{string(mode), domain.Increase, mode})
	}
	return append(all, manner{"per_period, decrease", domain.Decrease, domain.PerPeriod}, manner{"snapshot, keep", domain.Keep, domain.Snapshot},
		manner{"snapshot, range", domain.InRange, domain.Snapshot})
}

// others are situations of the kinds that are not counted, and of shares with their counts.
func others() map[string]aimed.Measure {
	yes, story, of50 := "yes", "We feel safe.", func(on string) add { return share(on, "31", "50") }
	return map[string]aimed.Measure{
		"reach, nothing":               of(domain.Reach, "", period("2020")),
		"reach, an answer":             of(domain.Reach, "", period("2020"), dated("2020-03-01", yes)),
		"reach, no period":             of(domain.Reach, "", dated("2020-03-01", yes)),
		"reach, a no":                  of(domain.Reach, "", target("2020", "no"), dated("2020-03-01", yes)),
		"rubric, no level":             of(domain.Rubric, "", period("2020"), dated("2020-03-01", "low")),
		"rubric, a level":              of(domain.Rubric, "", target("2020", "high"), dated("2020-03-01", "low")),
		"story, nothing":               of(domain.Story, "", period("2020")),
		"story, words":                 of(domain.Story, "", period("2020"), dated("2020-03-01", story)),
		"story, no period":             of(domain.Story, "", dated("2020-03-01", story)),
		"story, judged":                of(domain.Story, "", period("2020"), dated("2020-03-01", story), judged("2020-12-01", domain.JudgedAll, domain.Lived)),
		"story, judged without words":  of(domain.Story, "", period("2020"), judged("2020-12-01", domain.JudgedAll, domain.Lived)),
		"story, judged apart":          of(domain.Story, "", period("2020"), dated("2020-03-01", story), judged("2020-12-01", domain.JudgedAll, domain.Lived), judged("2020-12-01", domain.JudgedNone, domain.Professional)),
		"share, counted":               of(domain.Increase, domain.Percentage, target("2020", "50"), of50("2020-03-01"), of50("2020-05-01")),
		"share, counted, no period":    of(domain.Increase, domain.Percentage, of50("2020-03-01")),
		"share, of nobody":             of(domain.Increase, domain.Percentage, target("2020", "50"), share("2020-03-01", "0", "0")),
		"share, a total":               of(domain.Increase, domain.Percentage, target("2020", "50"), of50("2020-03-01"), total(of50("2020-12-01")), total(of50("2020-12-02"))),
		"keep, as at the start":        of(domain.Keep, domain.Snapshot, baseline("2019", "5"), period("2020"), dated("2020-03-01", "5")),
		"range, two bounds":            of(domain.InRange, domain.Snapshot, target("2020", "5..8"), dated("2020-03-01", "6")),
		"decrease, some have a number": of(domain.Decrease, domain.PerPeriod, target("2019", "9"), target("2020", "10"), dated("2020-03-01", "6"), dated("2017-03-01", "6")),
		"decrease, some, and a total":  of(domain.Decrease, domain.PerPeriod, target("2019", "9"), target("2020", "10"), dated("2020-03-01", "6"), total(dated("2020-12-01", "9"))),
		"increase, wrong side":         of(domain.Increase, domain.Snapshot, baseline("2019", "70"), target("2020", "50"), outcome("2020", "60")),
		"range, a total with silence":  of(domain.InRange, domain.PerPeriod, target("2019", "5"), target("2020", "6"), overallTarget("1..20"), outcome("2019", "5")),
	}
}

// Every rule is a sentence that is so. The golden file is there to be read: each mode in each situation.
func TestRulesSayWhatIsSo(t *testing.T) {
	var b bytes.Buffer
	tell := func(name string, m aimed.Measure) {
		fmt.Fprintf(&b, "%s\n", name)
		f := aimed.Compare(m, aimed.Question{AskedOn: day("2021-06-01")})
		for i := range f.Periods {
			tellOne(t, &b, f.Periods[i].Start.String()+"/"+f.Periods[i].End.String(), &f.Periods[i])
		}
		if f.SoFar != nil {
			tellOne(t, &b, "so_far", f.SoFar)
		}
		tellOne(t, &b, "overall", &f.Overall)
	}
	for _, how := range manners() {
		for _, s := range situations() {
			m := of(how.kind, how.mode, s.statements...)
			if s.then != nil {
				s.then(&m)
			}
			tell(how.name+": "+s.name, m)
		}
	}
	all := others()
	for _, name := range sorted(all) {
		tell(name, all[name])
	}
	file := filepath.Join("testdata", "rules.golden.txt")
	if *update {
		if err := os.WriteFile(file, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("%v; run the test with -update", err)
	}
	if got := b.Bytes(); !bytes.Equal(got, want) {
		t.Errorf("%s is not what it was; run with -update and read the difference:\n%s", file, firstDifference(string(got), string(want)))
	}
}

func tellOne(t *testing.T, b *bytes.Buffer, which string, c *aimed.Comparison) {
	t.Helper()
	fmt.Fprintf(b, "  %s: %s\n    %s\n", which, show(t, c), c.Rule)
	for _, out := range c.LeftOut {
		fmt.Fprintf(b, "    left out %s: %s\n", out.ID, out.Why)
	}
	for sentence := range strings.FieldsFuncSeq(c.Rule, func(r rune) bool { return strings.ContainsRune(".:", r) }) {
		if n := len(strings.Fields(sentence)); n > 15 {
			t.Errorf("%d words: %q", n, sentence)
		}
	}
	if c.Start.Known() || c.End.Known() {
		return
	}
	if c.InProgress || strings.Contains(c.Rule, "eriod has") {
		t.Errorf("%s speaks of a period, and there is none: %q", which, c.Rule)
	}
}

func sorted(m map[string]aimed.Measure) []string {
	var names []string
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

func firstDifference(got, want string) string {
	a, b := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range a {
		if i >= len(b) || a[i] != b[i] {
			return fmt.Sprintf("line %d: %s", i+1, a[i])
		}
	}
	return "it is shorter"
}

// What people stumbled over: a rule or a reason that is not so.
func TestRulesThatWereNotSo(t *testing.T) {
	year := target("2020", "10")
	addsUp := addUp(of(domain.Increase, domain.Snapshot, year, at("A", outcome("2020", "8")), at("B", outcome("2020", "6"))))
	changed := of(domain.Increase, domain.PerPeriod, target("2019", "1000"), target("2020", "290"), target("2020", "260"), outcome("2019", "5"), outcome("2020", "5"))
	stopped := of(domain.Increase, domain.Snapshot, target("2021", "5"))
	stopped.Retired = true
	for _, v := range []struct {
		name    string
		measure aimed.Measure
		which   string
		says    string // part of the rule
		left    string
	}{
		{"places were added", addsUp, "2020", "Added up: the latest number of each place", "[]"},
		{"a statement without a value takes nothing back", of(domain.Increase, domain.Snapshot, period("2020"), outcome("2020", "5")), "2020", "No number was aimed for.", "[]"},
		{"an aim that was taken back", of(domain.Increase, domain.Snapshot, year, period("2020"), outcome("2020", "5")), "2020", "No number was aimed for.",
			"[{e1 1 This aim was taken back later.} {e2 2 It took an aim back.}]"},
		{"unknown mode without an aim", of(domain.Increase, domain.ModeUnknown, period("2020"), outcome("2020", "5")), "overall", "the latest period with a number stands in. No", "[]"},
		{"unknown mode without a period", of(domain.Increase, domain.ModeUnknown, dated("2020-01-01", "5")), "overall", "the latest number of all stands in. No", "[]"},
		{"no period", of(domain.Increase, domain.Snapshot), "overall", "Nothing was reported yet.", "[]"},
		{"a measure that is no longer used", stopped, "overall", "It is no longer used and nothing was reported.", "[]"},
		{"a story is no number", of(domain.Story, "", period("2020"), outcome("2020", "Calmer.")), "overall", "The latest words of all. There", "[]"},
		{"the first aim of a sum", changed, "overall", "against the aims of the periods", "[{e2 2 Another aim counts here.}]"},
		{"the first aim of what has ended", changed, "so_far", "against their aims", "[{e2 2 Another aim counts here.}]"},
	} {
		f := aimed.Compare(v.measure, aimed.Question{AskedOn: day("2021-06-01")})
		c := find(t, f, v.which)
		if !strings.Contains(c.Rule, v.says) {
			t.Errorf("%s: the rule is %q, want %q in it", v.name, c.Rule, v.says)
		}
		if got := fmt.Sprint(c.LeftOut); got != v.left {
			t.Errorf("%s: left out %s, want %s", v.name, got, v.left)
		}
		if c.InProgress {
			t.Errorf("%s: it is said to be running", v.name)
		}
	}
}
