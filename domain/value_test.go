package domain

import (
	"encoding/json"
	"testing"
)

func TestValueIsReadByTheKindOfTheMeasure(t *testing.T) {
	levels := []string{"low", "High"}
	for _, v := range []struct {
		text string
		kind MeasureKind
		form Form
		want string // the plain form
		kept string // the text kept beside it
	}{
		{"12", Increase, Numeric, "12", ""},
		{"12,5", Decrease, Numeric, "12.5", "12,5"},
		{"0", Keep, Numeric, "0", ""},
		{"1..5", InRange, Range, "1..5", ""},
		{"5..1", InRange, InWords, "", "5..1"},
		{"1,000..2,000", InRange, InWords, "", "1,000..2,000"},
		{"many", Increase, InWords, "", "many"},
		{"24,055", Increase, InWords, "", "24,055"},
		{"Yes", Reach, YesNo, "yes", ""},
		{"no", Reach, YesNo, "no", ""},
		{"nearly", Reach, InWords, "", "nearly"},
		{"1", Reach, InWords, "", "1"},
		{"HIGH", Rubric, Level, "High", ""},
		{"middling", Rubric, InWords, "", "middling"},
		{"12", Story, InWords, "", "12"},
		{" Withheld ", Increase, Withheld, "withheld", ""},
		{"withheld", Story, Withheld, "withheld", ""},
		{"", Increase, Nothing, "", ""},
	} {
		got := Say(v.text).Read(v.kind, levels, Ask)
		kept, _ := got.Text.Reveal(nil)
		if got.Form != v.form || got.Plain() != v.want || kept != v.kept {
			t.Errorf("%q on %s: form %d, %q beside %q; want form %d, %q beside %q", v.text, v.kind, got.Form, got.Plain(), kept, v.form, v.want, v.kept)
		}
		if again := got.Read(v.kind, levels, Ask); again != got {
			t.Errorf("%q: reading twice changes it", v.text)
		}
	}
}

func TestValueThroughJSON(t *testing.T) {
	for _, v := range []Value{
		{}, Of(Int(0)), Of(MustNumber("30.6")), Say("words"), Say("24,055").Read(Increase, nil, Ask), Say("30,6").Read(Increase, nil, Ask),
		{Form: Range, Number: Int(1), High: Int(5)}, {Form: YesNo, Yes: true}, {Form: YesNo}, {Form: Level, Level: "low"}, {Form: Withheld},
	} {
		b, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		var back Value
		if err := json.Unmarshal(b, &back); err != nil {
			t.Errorf("%s: %v", b, err)
		}
		again, err := json.Marshal(back)
		if err != nil || string(again) != string(b) || back.Form != v.Form || back.Note != v.Note {
			t.Errorf("%s came back as %s, %v", b, again, err)
		}
	}
}

// Nothing, zero, words and "kept back" stay apart on the wire, too.
func TestFourFactsStayApartInJSON(t *testing.T) {
	seen := map[string]bool{}
	for _, v := range []Value{{}, Of(Int(0)), Say("0"), {Form: Withheld}} {
		b, _ := json.Marshal(v)
		if seen[string(b)] {
			t.Errorf("%s stands for two things", b)
		}
		seen[string(b)] = true
	}
}
