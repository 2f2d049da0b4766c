package reports

import (
	"go/ast"
	"go/parser"
	"go/token"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/aimed"
)

func TestEveryCodeHasWords(t *testing.T) {
	codes := map[string][]string{}
	for _, k := range domain.Kinds() {
		codes["kind"] = append(codes["kind"], k.Name)
	}
	for _, s := range []aimed.Status{aimed.Exceeded, aimed.Met, aimed.Kept, aimed.Partly, aimed.NoChange, aimed.MovedAway, aimed.Short,
		aimed.NotKept, aimed.NotDue, aimed.NotReported, aimed.IsWithheld, aimed.NoTarget, aimed.Unclear} {
		codes["status"] = append(codes["status"], string(s))
	}
	var leaves []string
	for _, m := range ComparisonOf(story(t).see("group")).leaves() {
		if !slices.Contains(leaves, m.Field) {
			leaves = append(leaves, m.Field)
		}
	}
	codes["field"] = leaves
	for table, want := range map[string][]plainWords{"kind": kindWords[:], "status": statusWords[:], "field": fieldWords[:]} {
		var have []string
		for _, w := range want {
			if w.words == "" || slices.Contains(have, w.code) {
				t.Errorf("%s %s has no words, or has them twice", table, w.code)
			}
			have = append(have, w.code)
		}
		for _, code := range codes[table] {
			if !slices.Contains(have, code) {
				t.Errorf("%s %s has no words yet: add a line to words.go", table, code)
			}
		}
		if len(have) != len(codes[table]) {
			t.Errorf("%s: there are words for %d codes and there are %d codes", table, len(have), len(codes[table]))
		}
	}
}

// Every sentence of the table and every warning has at most 15 words, and none of the words that people trip over.
func TestSentencesAreShort(t *testing.T) {
	for _, s := range append(literals(t, "words.go"), literals(t, "../domain/aimed/warnings.go")...) {
		for _, sentence := range strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(".?!:", r) }) {
			if n := len(strings.Fields(sentence)); n > 15 {
				t.Errorf("%d words: %q", n, sentence)
			}
		}
		for _, bad := range []string{"submit", "sync", "offline mode", "invalid", "failed", "objective", "indicator", "experiment", "insight"} {
			if strings.Contains(strings.ToLower(s), bad) {
				t.Errorf("%q says %q", s, bad)
			}
		}
	}
}

// Where nothing is aimed for any more, nobody says that no aim was ever written down.
func TestHeadlineOfAimsThatWereLetGo(t *testing.T) {
	c := Comparison{Aims: []Aim{{State: domain.AimIsDropped}, {State: domain.AimIsDropped}, {State: domain.AimIsRetired}}}
	want := "We follow no aim now. 2 aims we dropped. 1 aim we no longer follow."
	if got := c.Headline(); !strings.HasPrefix(got, want) {
		t.Errorf("got  %s\nwant %s …", got, want)
	}
}

func TestHeadlineSentencesAreShort(t *testing.T) {
	for _, c := range []Comparison{{}, ComparisonOf(story(t).see("group")), {Aims: []Aim{
		{State: domain.AimIsAgreed, Counted: aimed.CountedMet}, {State: domain.AimIsRaised, Counted: aimed.CountedNotMet},
		{State: domain.AimIsAgreed, Counted: aimed.CountedUnknown}, {State: domain.AimIsDropped, Counted: aimed.CountedMet},
	}, BeyondAims: BeyondAims{2, 3}, DidNotWork: 4, Learnt: 5, Changed: 6}} {
		for sentence := range strings.SplitSeq(c.Headline(), ".") {
			if n := len(strings.Fields(sentence)); n > 15 {
				t.Errorf("%d words: %q", n, sentence)
			}
		}
	}
}

func TestHeadlineSaysTheFigures(t *testing.T) {
	c := Comparison{Aims: []Aim{
		{State: domain.AimIsAgreed, Counted: aimed.CountedMet}, {State: domain.AimIsAgreed, Counted: aimed.CountedPart},
		{State: domain.AimIsAgreed, Counted: aimed.CountedNotMet}, {State: domain.AimIsRaised, Counted: aimed.CountedUnknown},
		{State: domain.AimIsDropped, Counted: aimed.CountedMet}, // no longer counts
	}, BeyondAims: BeyondAims{1, 1}, DidNotWork: 4, Learnt: 5, Changed: 6}
	want := "We met 1 of 4 aims. 1 is part of the way. 1 is not met yet. For 1 nobody can say yet. 1 aim we dropped. 4 things did not go as we hoped. " +
		"1 thing surprised us. 1 thing that happened fits no aim. We learnt 5 things and changed 6."
	if got := c.Headline(); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// Where nobody can say how any aim stands, none is said to be missed; where something is known, that is said.
func TestHeadlineOfAimsNobodyKnowsOf(t *testing.T) {
	unknown := Aim{State: domain.AimIsAgreed, Counted: aimed.CountedUnknown}
	for _, c := range []struct {
		aims []Aim
		want string
	}{
		{[]Aim{unknown}, "We agreed on 1 aim. Nobody can say yet how it stands."},
		{[]Aim{unknown, unknown}, "We agreed on 2 aims. Nobody can say yet how they stand."},
		{[]Aim{unknown, {State: domain.AimIsRaised, Counted: aimed.CountedUnknown}}, "We have 2 aims. Nobody can say yet how they stand."},
		{[]Aim{unknown, {State: domain.AimIsAgreed, Counted: aimed.CountedNotMet}}, "We met none of 2 aims so far. 1 is not met yet. For 1 nobody can say yet."},
	} {
		if got := (Comparison{Aims: c.aims}).Headline(); !strings.HasPrefix(got, c.want+" ") {
			t.Errorf("got %s\nwant %s", got, c.want)
		}
	}
}

// literals returns the texts in a Go file, without struct tags and imports.
func literals(t *testing.T, file string) []string {
	t.Helper()
	tree, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	ast.Inspect(tree, func(n ast.Node) bool {
		if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
			s, err := strconv.Unquote(lit.Value)
			if err != nil {
				t.Fatal(err)
			}
			list = append(list, s)
		}
		_, imports := n.(*ast.ImportSpec)
		return !imports
	})
	if len(list) < 15 {
		t.Fatalf("only %d texts in %s", len(list), file)
	}
	return list
}

func TestDaysAndPeriodsInWords(t *testing.T) {
	for _, c := range []struct{ start, end, want string }{
		{"2025-07-10", "2025-07-10", "10 July 2025"},
		{"2025-07-01", "2025-07-31", "July 2025"},
		{"2024-02", "2024-02", "February 2024"},
		{"2025-01-01", "2025-12-31", "2025"},
		{"2025", "2025", "2025"},
		{"2025-07-10", "2025-08-02", "10 July 2025 to 2 August 2025"},
		{"2025-07-10", "", "from 10 July 2025"},
		{"", "2025-07-10", "until 10 July 2025"},
		{"", "", saysAllTogether},
	} {
		if got := sayPeriod(day(c.start), day(c.end)); got != c.want {
			t.Errorf("%s to %s: %q, want %q", c.start, c.end, got, c.want)
		}
	}
	if got := sayDay(domain.Date{}); got != saysUnknownDay {
		t.Errorf("no day is %q", got)
	}
}

func TestFiguresInWords(t *testing.T) {
	n := func(s string) aimed.Plain { return aimed.Plain(domain.Of(domain.MustNumber(s))) }
	half := domain.MustNumber("0.62")
	for _, c := range []struct{ got, want string }{
		{sayShare("31", "50", "people", &half), "31 of 50 people (62 %)"},
		{sayPerCent(domain.MustNumber("1.1875")), "118.8 %"},
		{sayPerCent(domain.MustNumber("-0.125")), "\u221212.5 %"},
		{sayValue(n("0"), SeenText{}, "people"), "0 people"},
		{sayValue(aimed.Plain{}, SeenText{}, "people"), saysNothing},
		{sayValue(aimed.Plain{}, SeenText{"see the letter", TextShown}, "people"), "see the letter"},
		{sayValue(aimed.Plain{}, SeenText{State: TextPrivate}, "people"), "kept private"},
		{sayValue(aimed.Plain{}, SeenText{State: TextRemoved}, "people"), "Removed at this person's request"},
		{sayValue(aimed.Plain{Form: domain.Range, Number: domain.Int(3), High: domain.Int(5)}, SeenText{}, "days"), "3 to 5 days"},
		{sayValue(aimed.Plain{Form: domain.YesNo, Yes: true}, SeenText{}, "days"), "yes"},
	} {
		if got := strings.ReplaceAll(c.got, joined, " "); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}

func TestHowLongInWords(t *testing.T) {
	for days, want := range map[int]string{0: "0 days", 1: "1 day", 60: "60 days", 61: "2 months", 95: "3 months", 365: "12 months", 700: "23 months", 730: "2 years", 2701: "7 years"} {
		if got := sayLasting(days); got != want {
			t.Errorf("%d days: %q, want %q", days, got, want)
		}
	}
}

func TestWrapKeepsFiguresWhole(t *testing.T) {
	long := strings.Repeat("1234567890", 4)
	got := wrap("a "+long+" bcdefghijklmnop 62"+joined+"%", 10)
	want := []string{"a", long, "bcdefghijk", "lmnop 62" + joined + "%"}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestATableThatDoesNotFitIsAList(t *testing.T) {
	p := newPage(20)
	p.table([]string{"When", "Aimed for", "What happened"}, []row{{over: "People"}, {cells: []string{"2024", "1234567890", "1234567890"}}})
	want := "People\n* 2024\n  Aimed for:\n  1234567890\n  What happened:\n  1234567890\n"
	if got := p.b.String(); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
