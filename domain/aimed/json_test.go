package aimed_test

import (
	"encoding/json"
	"testing"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/aimed"
)

// The keys of section 9, in their order, with null where there is nothing and numbers exact.
func TestJSONOfAComparison(t *testing.T) {
	m := of(domain.Decrease, domain.Snapshot, baseline("2018", "70"), target("2019", "100"), outcome("2019", "55"),
		by("sex", "women", outcome("2019", "withheld")), dated("2019-02-01", "60"),
		judged("2019-03-01", domain.JudgedMost, domain.Lived), target("2020..", "1.10"))
	m.Judgements[0].Disagree = map[domain.Knowing]int{domain.Professional: 2}
	b, err := json.Marshal(aimed.Compare(m, aimed.Question{AskedOn: day("2020-01-01")}).Periods)
	if err != nil {
		t.Fatal(err)
	}
	want := `[{"start":"2019-01-01","end":"2019-12-31","target":100,"first_target":100,"target_text":null,"actual":55,"actual_text":null,"numerator":null,"denominator":null,` +
		`"carried":false,"in_progress":false,"status":"unclear","reached":null,"share_of_aim":null,"distance_travelled":null,` +
		`"judgement":{"lived":{"judged":"most","disagree":0},"professional":{"judged":null,"disagree":2}},` +
		`"parts":[{"dimension":"sex","value":"women","site":"","target":null,"actual":null,"mark":"withheld"}],` +
		`"warnings":["direction_conflict"],"suggestions":{"direction_conflict":"The aim lies on the other side of the start. Check if this should go up or down."},` +
		`"readings":{"increase":"moved_away","decrease":"exceeded"},` +
		`"rule":"The latest number in the period. The aim lies on the wrong side of the start: both ways to read it are shown.",` +
		`"entries":[{"id":"e1","position":1},{"id":"e2","position":2},{"id":"e3","position":3},{"id":"e6","position":6}],` +
		`"left_out":[{"id":"e4","position":4,"why":"It is one cell of a breakdown, not the whole."},{"id":"e5","position":5,"why":"A figure was stated for the whole period."}]},` +
		`{"start":"2020-01-01","end":null,"target":1.1,"first_target":1.1,"target_text":"1.10","actual":null,"actual_text":null,"numerator":null,"denominator":null,` +
		`"carried":false,"in_progress":true,"status":"not_due","reached":null,"share_of_aim":null,"distance_travelled":null,"judgement":null,"parts":[],` +
		`"warnings":[],"suggestions":{},"readings":null,` +
		`"rule":"The period has not ended and nothing was reported yet.","entries":[{"id":"e1","position":1},{"id":"e7","position":7}],"left_out":[]}]`
	if string(b) != want {
		t.Errorf("\n got %s\nwant %s", b, want)
	}
}

func TestJSONOfValues(t *testing.T) {
	for want, v := range map[string]domain.Value{
		"null":     {},
		"0.000001": domain.Of(domain.MustNumber("0.0000010")),
		`"1..2.5"`: {Form: domain.Range, Number: domain.Int(1), High: domain.MustNumber("2.5")},
		`"no"`:     {Form: domain.YesNo},
		`"middle"`: {Form: domain.Level, Level: "middle"},
	} {
		if b, err := json.Marshal(aimed.Plain(v)); err != nil || string(b) != want {
			t.Errorf("got %s %v, want %s", b, err, want)
		}
	}
	for _, v := range []domain.Value{domain.Say("words"), {Form: domain.Withheld}} {
		if b, _ := json.Marshal(aimed.Plain(v)); string(b) != "null" {
			t.Errorf("%v gives %s, want null", v.Form, b)
		}
	}
}
