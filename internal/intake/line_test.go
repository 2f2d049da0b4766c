package intake

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/domaintest"
)

const person = "5ca1ab1e-0000-4000-8000-000000000001"

func date(s string) domain.Date {
	d, err := domain.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

func TestLineReadsAnEntry(t *testing.T) {
	what := domain.Write("…")
	three := domain.MustNumber("3")
	no := false
	tests := []struct {
		name, line string
		want       domain.Command
	}{
		{"short kind", `{"kind":"surprise","project":"P","what":"…"}`,
			domain.Command{Project: "P", Drafts: []domain.Draft{{Body: &domain.SurpriseNoticed{What: what}}}}},
		{"whole kind and everything every kind has", `{"kind":"surprise.noticed","project":"P","what":"…","happened":"2019-03","as":"` + person + `","knowing":"lived","taken":"paper","sharing":["group","funders"],"cause":"c","command":"i"}`,
			domain.Command{ID: "i", Project: "P", Actor: person, Drafts: []domain.Draft{{Body: &domain.SurpriseNoticed{What: what},
				Happened: date("2019-03"), Knowing: domain.Lived, Taken: domain.TakenFromPaper, Cause: "c", Sharing: []string{"group", "funders"}}}}},
		{"actor is as, one text is a list", `{"kind":"surprise","actor":"` + person + `","sharing":"public","what":"…"}`,
			domain.Command{Actor: person, Drafts: []domain.Draft{{Body: &domain.SurpriseNoticed{What: what}, Sharing: []string{"public"}}}}},
		{"null is left out, the date unknown", `{"kind":"surprise","project":null,"aim":null,"sharing":null,"happened":"","what":"…"}`,
			domain.Command{Drafts: []domain.Draft{{Body: &domain.SurpriseNoticed{What: what}}}}},
		{"names as flags, number as number", `{"kind":"outcome","period-start":"2019-03-01","value":12,"numerator":3}`,
			domain.Command{Drafts: []domain.Draft{{Body: &domain.OutcomeRecorded{PeriodStart: date("2019-03-01"), Value: domain.Of(domain.Int(12)), Numerator: &three}}}}},
		{"number as text, the value left for the measure to read", `{"kind":"outcome","value":"12","numerator":"3","ordinal":"1"}`,
			domain.Command{Drafts: []domain.Draft{{Body: &domain.OutcomeRecorded{Value: domain.Say("12"), Numerator: &three, Ordinal: 1}}}}},
		{"definition beside the measure", `{"kind":"measure","aim":"A","measure":"M","name":"People","measure_kind":"increase","people":"no","parts_add_up":true,"levels":"low"}`,
			domain.Command{Drafts: []domain.Draft{{Body: &domain.MeasureAdded{Aim: "A", Measure: "M", Definition: domain.Definition{
				Name: "People", MeasureKind: domain.Increase, People: &no, PartsAddUp: true, Levels: []string{"low"}}}}}}},
		{"nested list", `{"kind":"outcome","parts":[{"dimension":"sex","value":"women"}]}`,
			domain.Command{Drafts: []domain.Draft{{Body: &domain.OutcomeRecorded{Parts: []domain.Part{{Dimension: "sex", Value: "women"}}}}}}},
		{"a correction's date is the entry's", `{"kind":"correction","entry":"e","happened":"2019","with":{"kind":"surprise","what":"…"}}`,
			domain.Command{Drafts: []domain.Draft{{Body: &domain.EntryCorrected{Entry: "e", Happened: new(date("2019")), With: &domain.SurpriseNoticed{What: what}}}}}},
		{"byte order mark and a line end", "\ufeff{\"kind\":\"surprise\",\"what\":\"…\"}\r\n",
			domain.Command{Drafts: []domain.Draft{{Body: &domain.SurpriseNoticed{What: what}}}}},
		{"published names keep their dashes", `{"kind":"aim","aim":"A","published":{"attributes":{"a-b":"1","a_b":"2"}}}`,
			domain.Command{Drafts: []domain.Draft{{Body: &domain.AimAgreed{Aim: "A", Published: &domain.Published{Attributes: map[string]string{"a-b": "1", "a_b": "2"}}}}}}},
		{"an escaped pair", `{"kind":"surprise","what":"\ud83d\ude00\ufffd"}`,
			domain.Command{Drafts: []domain.Draft{{Body: &domain.SurpriseNoticed{What: domain.Write("😀\ufffd")}}}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := Line([]byte(tt.line))
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(got, tt.want) {
				t.Errorf("got  %+v %s\nwant %+v %s", got, inJSON(t, got.Drafts[0].Body), tt.want, inJSON(t, tt.want.Drafts[0].Body))
			}
		})
	}
}

func TestLineRefuses(t *testing.T) {
	const someUUID = "01900000-0000-7000-8000-000000000001"
	tests := []struct{ line, want string }{
		// The line.
		{``, `this line is empty; write one object, such as {"kind":"surprise","project":"P","what":"…"}`},
		{"\xff", `this line holds bytes that are not text; send UTF-8 text`},
		{`[]`, `this is a list, not an entry: "[]"; write one object, such as {"kind":"surprise","project":"P","what":"…"}`},
		{`null`, `this is null, not an entry: "null"; write one object, such as {"kind":"surprise","project":"P","what":"…"}`},
		{`{"kind":"surprise"`, `this line ends before its object does; close every quote and bracket`},
		{`{"kind":'x'}`, `this line is not JSON from character 9 on: "'x'}"; write one object, such as {"kind":"surprise","project":"P","what":"…"}`},
		{`{"é":1} x`, `this line is not JSON from character 9 on: "x"; write one object, such as {"kind":"surprise","project":"P","what":"…"}`},
		{`{} {}`, `this line is not JSON from character 4 on: "{}"; write one object, such as {"kind":"surprise","project":"P","what":"…"}`},
		{`{"kind":"surprise","what":"` + strings.Repeat("x", MaxLine) + `"}`, `this line is too long: more than 1048576 bytes; make several entries of it`},

		// The kind.
		{`{}`, `kind is missing; say what to record, such as "kind":"surprise"`},
		{`{"kind":3}`, `kind should be text, not a number: "3"; put it in quotes`},
		{`{"kind":"suprise"}`, `there is no such kind of entry: "suprise"; did you mean surprise?`},
		{`{"kind":"test.begun"}`, `there is no such kind of entry: "test.begun"; for example test.started, test.noted, test.concluded, test.postponed, test.abandoned`},
		{`{"kind":"poem"}`, `there is no such kind of entry: "poem"; such as surprise.noticed or failure.shared`},

		// The names of fields.
		{`{"kind":"surprise","waht":"x"}`, `there is no such field in surprise.noticed: "waht"; did you mean what?`},
		{`{"kind":"surprise","What":"x"}`, `there is no such field in surprise.noticed: "What"; did you mean what?`},
		{`{"kind":"outcome","start":"x"}`, `there is no such field in outcome.recorded: "start"; did you mean period_start?`},
		{`{"kind":"stage","description":"x"}`, `there is no such field in stage.reached: "description"; the fields are what, kind, project, happened, as, actor, knowing, taken, sharing, cause, command`},
		{`{"kind":"surprise","what":"a","what":"b"}`, `this field stands twice: "what"; give it once`},
		{`{"kind":"outcome","period_start":"2019-03-01","period-start":"2019-03-01"}`, `this field stands twice: "period-start"; give it once`},
		{`{"kind":"outcome","parts":[{"dimension":"a","dimension":"b"}]}`, `this field stands twice in parts 1: "dimension"; give it once`},
		{`{"kind":"outcome","parts":[{"dimensions":"a"}]}`, `there is no such field in parts 1: "dimensions"; did you mean dimension?`},
		{`{"kind":"surprise","as":"` + someUUID + `","actor":"` + someUUID + `"}`, `as and actor are the same field: "` + someUUID + `"; give one of them`},

		// Text.
		{`{"kind":"surprise","what":12}`, `what should be text, not a number: "12"; put it in quotes`},
		{`{"kind":"surprise","what":["a"]}`, `what should be text, not a list: "[\"a\"]"; write one text in quotes, such as "…"`},
		{`{"kind":"surprise","what":{"key":"k","box":"AA=="}}`, `what should be text, not an object: "{\"key\":\"k\",\"box\":\"AA==\"}"; write one text in quotes, such as "…"`},
		{`{"kind":"surprise","what":"\ud83d"}`, `what holds half a character: "\"\\ud83d\""; write whole pairs, such as \ud83d\ude00`},
		{`{"kind":"surprise","sharing":[]}`, `sharing names nobody; name an audience, or leave it out to share with the group`},
		{`{"kind":"surprise","sharing":[3]}`, `sharing 1 should be text, not a number: "3"; put it in quotes`},
		{`{"kind":"surprise","sharing":["group",null]}`, `sharing 2 is null; leave it out of the list`},
		{`{"kind":"surprise","sharing":true}`, `sharing should be a list of texts, not true or false: "true"; write ["…","…"]`},

		// Dates, numbers, yes and no.
		{`{"kind":"surprise","happened":"6 March 2019"}`, `happened: this is not a date: "6 March 2019"; write a day as 2019-03-06 or a month as 2019-03`},
		{`{"kind":"surprise","happened":"2019-02-30"}`, `happened: this is not a date: "2019-02-30"; write a day as 2019-03-06 or a month as 2019-03`},
		{`{"kind":"surprise","happened":2019}`, `happened should be text, not a number: "2019"; put it in quotes`},
		{`{"kind":"outcome","numerator":"many"}`, `numerator: this is not a number: "many"; write digits with a point for decimals, such as 12 or 30.6`},
		{`{"kind":"outcome","numerator":1e3}`, `numerator: this is not a number: "1e3"; write digits with a point for decimals, such as 12 or 30.6`},
		{`{"kind":"outcome","numerator":true}`, `numerator should be a number, not true or false: "true"; write it as 12 or 30.6`},
		{`{"kind":"outcome","ordinal":1.5}`, `ordinal should be a whole number: "1.5"; write it as 3`},
		{`{"kind":"outcome","ordinal":"one"}`, `ordinal should be a whole number: "one"; write it as 3`},
		{`{"kind":"outcome","ordinal":[1]}`, `ordinal should be a whole number, not a list: "[1]"; write it as 3`},
		{`{"kind":"outcome","ordinal":99999999999999999999}`, `ordinal is too large: "99999999999999999999"; write a smaller number`},
		{`{"kind":"response","blank":1}`, `blank should be yes or no: "1"; write true or false`},
		{`{"kind":"response","blank":"maybe"}`, `blank should be yes or no: "maybe"; write true or false`},

		// Values.
		{`{"kind":"outcome","value":[1,5]}`, `value should be one value, not a list: "[1,5]"; write 12, "1..5", "yes" or a text in quotes`},
		{`{"kind":"outcome","value":1e3}`, `value: this is not a number: "1e3"; write digits with a point for decimals, such as 12 or 30.6`},
		{`{"kind":"outcome","value":{"nmber":3}}`, `there is no such field in value: "nmber"; did you mean number?`},
		{`{"kind":"outcome","value":{"number":3,"yes":true}}`, `value should state one thing: "{\"number\":3,\"yes\":true}"; give number, or low and high, or yes, level, withheld or text`},
		{`{"kind":"outcome","value":{"low":3}}`, `value should state one thing: "{\"low\":3}"; give number, or low and high, or yes, level, withheld or text`},
		{`{"kind":"outcome","value":{"key":"k","box":"AA=="}}`, `there is no such field in value: "key"; the fields are number, low, high, yes, level, withheld, text, note`},

		// Nested things.
		{`{"kind":"outcome","parts":"sex=women"}`, `parts should be a list, not text: "sex=women"; write [{…},{…}]`},
		{`{"kind":"outcome","parts":["sex"]}`, `parts 1 should be an object, not text: "sex"; write it in braces: {…}`},
		{`{"kind":"aim","published":{"updated":"yesterday"}}`, `updated: this is not a time: "yesterday"; write it as 2019-03-06T12:00:00Z`},
		{`{"kind":"aim","published":{"attributes":{"a":1}}}`, `attributes.a should be text, not a number: "1"; put it in quotes`},
		{`{"kind":"correction","with":"x"}`, `with should be an object, not text: "x"; write {"kind":"…","what":"…"}`},
		{`{"kind":"correction","with":{"what":"x"}}`, `with.kind is missing; say what to record, such as "kind":"surprise"`},
		{`{"kind":"correction","with":{"kind":"surprise","project":"P"}}`, `there is no such field in surprise.noticed: "project"; the fields are what, welcome, sure, helped, aim, changed, between, level, kind`},
		{`{"kind":"correction","with":{"kind":"surprise","body":{"waht":"x"}}}`, `there is no such field in surprise.noticed: "waht"; did you mean what?`},
		{`{"kind":"correction","with":{"kind":"surprise","version":2,"body":{}}}`, `with is of a version this program does not write: "2"; give version 1, or leave it out`},
		{`{"kind":"correction","with":{"kind":"surprise","what":"x","body":{}}}`, `there is no such field in with: "what"; the fields are kind, version, body`},
		{`{"kind":"correction","with":{"kind":"correction","entry":"e"}}`, `with is itself a correction; say what the first entry should have said`},

		{`{"kind":"project.started","name":"N","zone":"Europe/Lodnon"}`, `this is not a time zone: "Europe/Lodnon"; write a name such as Europe/London`},
	}
	for _, tt := range tests {
		t.Run(domain.Short(tt.line, 60), func(t *testing.T) {
			_, err := Line([]byte(tt.line))
			if domain.KindOf(err) != domain.Invalid || err.Error() != tt.want {
				t.Errorf("got  %s: %v\nwant %s: %s", domain.KindOf(err), err, domain.Invalid, tt.want)
			}
		})
	}
}

// TestLineKeepsEverySample is the proof that every kind can be recorded with all its fields.
func TestLineKeepsEverySample(t *testing.T) {
	for _, body := range domaintest.Samples() {
		t.Run(body.Kind(), func(t *testing.T) {
			raw := inJSON(t, body)
			line := `{"kind":"` + body.Kind() + `"}`
			if raw != "{}" {
				line = `{"kind":"` + body.Kind() + `",` + raw[1:]
			}
			c, err := Line([]byte(line))
			if err != nil {
				t.Fatal(err)
			}
			if got := inJSON(t, c.Drafts[0].Body); got != raw {
				t.Errorf("got  %s\nwant %s", got, raw)
			}
		})
	}
}

// TestLineReadsEveryType fails when a body gets a field of a type that fill does not know.
func TestLineReadsEveryType(t *testing.T) {
	for _, k := range domain.Kinds() {
		v := reflect.ValueOf(k.New()).Elem()
		for _, f := range fieldsOf(v.Type()) {
			for _, raw := range []string{`"x"`, `1`, `true`, `[]`, `{}`} {
				err := fill(f.name, json.RawMessage(raw), v.FieldByIndex(f.index))
				if err != nil && domain.KindOf(err) != domain.Invalid {
					t.Errorf("%s.%s given %s: %v", k.Name, f.name, raw, err)
				}
			}
		}
	}
}

func TestZone(t *testing.T) {
	for _, name := range []string{"", "UTC", "Europe/London", "Asia/Kolkata"} {
		if err := Zone(name); err != nil {
			t.Errorf("%q: %v", name, err)
		}
	}
	for _, name := range []string{"Local", "Mars/Olympus", "../etc", "/etc/localtime", "europe"} {
		want := fmt.Sprintf("this is not a time zone: %q; write a name such as Europe/London", name)
		if err := Zone(name); err == nil || err.Error() != want {
			t.Errorf("%q: got %v, want %s", name, err, want)
		}
	}
}

// FuzzLine: whatever is typed, the answer is a command that says the same when read again, or an Invalid
// error in one sentence.
func FuzzLine(f *testing.F) {
	for _, body := range domaintest.Samples() {
		raw, err := json.Marshal(body)
		if err != nil {
			f.Fatal(err)
		}
		f.Add([]byte(`{"kind":"` + body.Kind() + `",` + string(raw[1:])))
	}
	f.Add([]byte(`{"kind":"outcome","value":{"low":1,"high":"2"},"sharing":["a"],"happened":"2019"}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		c, err := Line(raw)
		if err != nil {
			var e *domain.Error
			if !errors.As(err, &e) || e.Kind != domain.Invalid || e.Message == "" || strings.Contains(err.Error(), "\n") {
				t.Fatalf("a bad answer to %q: %v", raw, err)
			}
			return
		}
		if len(c.Drafts) != 1 {
			t.Fatalf("%d drafts", len(c.Drafts))
		}
		first := inJSON(t, c.Drafts[0].Body)
		if first == "{}" {
			return
		}
		again, err := Line([]byte(`{"kind":"` + c.Drafts[0].Body.Kind() + `",` + first[1:]))
		if err != nil {
			t.Fatalf("%s was read and is refused when written out as %s: %v", raw, first, err)
		}
		if second := inJSON(t, again.Drafts[0].Body); second != first {
			t.Fatalf("read again, it says another thing:\n%s\n%s", first, second)
		}
	})
}

func inJSON(t testing.TB, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestPositionsAreNotNegative(t *testing.T) {
	c, err := Line([]byte(`{"kind":"told","audience":"public","report":"comparison","position":"12"}`))
	if err != nil || c.Drafts[0].Body.(*domain.AudienceTold).Position != 12 {
		t.Errorf("%+v, %v", c, err)
	}
	_, err = Line([]byte(`{"kind":"told","audience":"public","report":"comparison","position":-1}`))
	if want := `position should not be less than 0: "-1"; write it as 3`; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}
