package intake

import (
	"encoding/json"
	"io"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/domaintest"
)

func TestFlagsOfASurprise(t *testing.T) {
	flags, err := Flags("surprise")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, f := range flags {
		names = append(names, f.Name)
	}
	want := []string{"what", "welcome", "sure", "helped", "aim", "changed", "between", "level", "happened", "knowing", "taken", "sharing", "cause", "command"}
	if !slices.Equal(names, want) {
		t.Errorf("got %v, want %v", names, want)
	}
	if _, err := Flags("suprise"); domain.KindOf(err) != domain.Invalid {
		t.Errorf("an unknown kind has flags: %v", err)
	}
}

func TestFlagForms(t *testing.T) {
	tests := []struct {
		kind, name, takes string
		form              Form
	}{
		{"outcome", "period-start", "date", Text},
		{"outcome", "value", "value", Text},
		{"outcome", "numerator", "number", Text},
		{"outcome", "parts", "dimension=value", Breakdown},
		{"learning", "from", "text", Texts},
		{"mending", "from", "text", Text},
		{"measure", "people", "yes|no", YesNo},
		{"response", "count", "number", Text},
	}
	for _, tt := range tests {
		flags, err := Flags(tt.kind)
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(flags, func(f Flag) bool { return f.Name == tt.name })
		if i < 0 || flags[i].Takes != tt.takes || flags[i].Form != tt.form {
			t.Errorf("%s --%s: got %+v", tt.kind, tt.name, flags)
		}
	}
}

// TestEveryFlagHasAText: whoever adds a field adds its line to usages.
func TestEveryFlagHasAText(t *testing.T) {
	used := map[string]bool{}
	for _, k := range domain.Kinds() {
		flags, err := Flags(k.Name)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range flags {
			if f.Usage == "" {
				t.Errorf("--%s of %s has no help text: add a line for %q to usages", f.Name, k.Name, f.field)
			}
			used[f.Usage] = true
			if strings.Contains(f.Usage, "\n") || strings.HasSuffix(f.Usage, ".") {
				t.Errorf("--%s of %s: the help text should be one line without a full stop: %q", f.Name, k.Name, f.Usage)
			}
		}
	}
	for _, row := range usages {
		if !used[row.says] {
			t.Errorf("no flag shows the help text %q: remove its line from usages, or put it above the line for all kinds", row.says)
		}
	}
}

func TestFromFlags(t *testing.T) {
	c, err := FromFlags("outcome", map[string][]string{
		"project": {"P"}, "as": {person}, "aim": {"A"}, "measure": {"M"}, "value": {"12"},
		"parts": {"sex=women", "place=a=b"}, "sharing": {"group", "funders"}, "happened": {"2019-03"}, "command": {"i"},
	})
	if err != nil {
		t.Fatal(err)
	}
	want := domain.Command{ID: "i", Project: "P", Actor: person, Drafts: []domain.Draft{{
		Body: &domain.OutcomeRecorded{Aim: "A", Measure: "M", Value: domain.Say("12"),
			Parts: []domain.Part{{Dimension: "sex", Value: "women"}, {Dimension: "place", Value: "a=b"}}},
		Happened: date("2019-03"), Sharing: []string{"group", "funders"},
	}}}
	if !reflect.DeepEqual(c, want) {
		t.Errorf("got %+v, want %+v", c, want)
	}
}

// TestOneBoxIsEnough: what the contract of the command line promises for everyday entries.
func TestOneBoxIsEnough(t *testing.T) {
	for _, kind := range []string{"surprise", "failure", "test", "learning", "change"} {
		c, err := FromFlags(kind, map[string][]string{"what": {"so it was"}})
		if err != nil {
			t.Fatal(err)
		}
		domaintest.Given(t).When(c.Drafts[0].Body).Taken()
	}
}

func TestFromFlagsRefuses(t *testing.T) {
	tests := []struct {
		kind   string
		given  map[string][]string
		as     domain.ErrorKind
		answer string
	}{
		{"surprise", map[string][]string{"colour": {"red"}}, domain.Usage, `there is no flag --colour for surprise; see record surprise --help`},
		{"surprise", map[string][]string{"what": {"a", "b"}}, domain.Usage, `--what is given twice: "b"; give it once`},
		{"surprise", map[string][]string{"what": {"a\xff"}}, domain.Invalid, `--what holds bytes that are not text; send UTF-8 text`},
		{"outcome", map[string][]string{"parts": {"women"}}, domain.Invalid, `--parts is not a part of a breakdown: "women"; write dimension=value, such as sex=women`},
		{"outcome", map[string][]string{"numerator": {"a few"}}, domain.Invalid, `numerator: this is not a number: "a few"; write digits with a point for decimals, such as 12 or 30.6`},
		{"response", map[string][]string{"blank": {"perhaps"}}, domain.Invalid, `blank should be yes or no: "perhaps"; write true or false`},
		{"withdrawal", nil, domain.Invalid, `there is no such kind of entry: "withdrawal"; did you mean withdraw?`},
		{"surprize", nil, domain.Invalid, `there is no such kind of entry: "surprize"; did you mean surprise?`},
	}
	for _, tt := range tests {
		_, err := FromFlags(tt.kind, tt.given)
		if domain.KindOf(err) != tt.as || err.Error() != tt.answer {
			t.Errorf("got  %s: %v\nwant %s: %s", domain.KindOf(err), err, tt.as, tt.answer)
		}
	}
}

// TestFlagsSayWhatJSONSays takes every sample whose fields have plain forms and says it by flags.
func TestFlagsSayWhatJSONSays(t *testing.T) {
	for _, body := range domaintest.Samples() {
		t.Run(body.Kind(), func(t *testing.T) {
			given, plain := asFlags(t, body)
			c, err := FromFlags(body.Kind(), given)
			if err != nil {
				t.Fatal(err)
			}
			want, err := Line([]byte(inJSON(t, plain)))
			if err != nil {
				t.Fatal(err)
			}
			if got, want := inJSON(t, c.Drafts[0].Body), inJSON(t, want.Drafts[0].Body); got != want {
				t.Errorf("got  %s\nwant %s", got, want)
			}
		})
	}
}

// asFlags returns the fields of body that have a flag and a plain form, as flags and as a line.
func asFlags(t *testing.T, body domain.Body) (given map[string][]string, plain map[string]any) {
	var all map[string]any
	d := json.NewDecoder(strings.NewReader(inJSON(t, body)))
	d.UseNumber()
	if err := d.Decode(&all); err != nil {
		t.Fatal(err)
	}
	flags, err := Flags(body.Kind())
	if err != nil {
		t.Fatal(err)
	}
	given, plain = map[string][]string{}, map[string]any{"kind": body.Kind()}
	for _, f := range flags {
		switch v := all[f.field].(type) {
		case string:
			given[f.Name], plain[f.field] = []string{v}, v
		case json.Number:
			given[f.Name], plain[f.field] = []string{v.String()}, v.String()
		case bool:
			given[f.Name], plain[f.field] = []string{map[bool]string{true: "yes", false: "no"}[v]}, v
		case []any:
			plain[f.field] = v
			for _, item := range v {
				if part, ok := item.(map[string]any); ok {
					item = part["dimension"].(string) + "=" + part["value"].(string)
				}
				given[f.Name] = append(given[f.Name], item.(string))
			}
		}
	}
	return given, plain
}

func TestLines(t *testing.T) {
	long := strings.Repeat("x", 3*MaxLine)
	var got []string
	for line, err := range Lines(strings.NewReader("a\r\n\n  \nb\n" + long + "\nlast")) {
		if err != nil {
			t.Fatal(err)
		}
		if len(line) > MaxLine {
			if len(line) > 2*MaxLine {
				t.Errorf("%d bytes of a long line were kept", len(line))
			}
			if _, err := Line(line); err == nil || !strings.Contains(err.Error(), "too long") {
				t.Errorf("a cut line is not refused: %v", err)
			}
			line = []byte("long")
		}
		got = append(got, string(line))
	}
	if want := []string{"a", "b", "long", "last"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestLinesEndWithAReadError(t *testing.T) {
	var lines int
	var last error
	for line, err := range Lines(io.MultiReader(strings.NewReader("a\n"), iotest.ErrReader(io.ErrClosedPipe))) {
		if line != nil {
			lines++
		}
		last = err
	}
	if lines != 1 || last != io.ErrClosedPipe {
		t.Errorf("%d lines and %v", lines, last)
	}
}

// TestLinesComeAtOnce: a line is yielded while the writer waits before the next one.
func TestLinesComeAtOnce(t *testing.T) {
	r, w := io.Pipe()
	answered := make(chan string)
	go func() {
		_, _ = io.WriteString(w, "first\n")
		<-answered
		_ = w.Close()
	}()
	for line, err := range Lines(r) {
		if err != nil {
			t.Fatal(err)
		}
		answered <- string(line)
	}
}
