package reports

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/aimed"
	"github.com/desirelines/desirelines/projections"
)

// byTags writes a comparison as encoding/json does it alone.
func byTags(t *testing.T, c Comparison) string {
	t.Helper()
	type tagged Comparison
	var b bytes.Buffer
	if err := WriteJSON(&b, tagged(c)); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// What is written byte by byte is what the tags of the types say, whatever a figure holds.
func TestAComparisonIsWrittenAsItsTagsSay(t *testing.T) {
	yes, no := true, false
	number := func(s string) *domain.Number { n := domain.MustNumber(s); return &n }
	values := []aimed.Plain{
		{}, {Form: domain.Numeric, Number: *number("-0.50")}, {Form: domain.Numeric, Number: *number("12345678901234567890123.25")},
		{Form: domain.Range, Number: *number("1.5"), High: *number("3")}, {Form: domain.YesNo}, {Form: domain.YesNo, Yes: true},
		{Form: domain.Level, Level: "so <so> & \"so\""}, {Form: domain.InWords}, {Form: domain.Withheld},
	}
	texts := []string{"", "plain", "quote \" and \\ and <b>&", "żółw ā \u2028 \u2029 \x7f", "line\nand\ttab\x01\b\f", "not \xff text", "اردو"}
	figures := []Figure{{}}
	for i := range 40 {
		text, value := texts[i%len(texts)], values[i%len(values)]
		f := Figure{
			Start: Day{Year: 2024}, End: Day{Year: 2024, Month: uint8(i%12 + 1)}, Target: value, FirstTarget: values[(i+3)%len(values)],
			TargetText: SeenText{text, TextShown}, ActualText: SeenText{text, TextPrivate}, Numerator: number("7"), Carried: i%2 == 0,
			Status: aimed.Met, Reached: &yes, ShareOfAim: number("0.8330"), Warnings: []aimed.Warning{aimed.WarnPastDue, aimed.WarnFuture},
			Suggestions: map[aimed.Warning]string{aimed.WarnPastDue: text, aimed.WarnFuture: "b"}, Rule: text,
			Parts:   []aimed.PartFigure{{Dimension: text, Value: "v", Site: text, Target: domain.Value(value), Mark: aimed.MarkPart}},
			Entries: []aimed.Ref{{ID: text, Position: 18446744073709551615}, {ID: "b", Position: 2}}, LeftOut: []aimed.LeftOut{{ID: "c", Position: 1, Why: aimed.Why(text)}},
		}
		if i%3 == 0 {
			f.Reached, f.Warnings, f.Suggestions, f.Parts, f.Entries = &no, nil, nil, []aimed.PartFigure{}, nil
			f.Judgement = &aimed.Judgements{Lived: &aimed.Voice{Judged: domain.JudgedAll, Disagree: 2}}
			f.Readings = &aimed.Readings{Increase: aimed.Met, Decrease: aimed.Short}
		}
		figures = append(figures, f)
	}
	var aim Aim
	for i := range manyMeasures + 1 {
		m := Measure{ID: fmt.Sprint(i), Name: texts[i%len(texts)], Levels: texts[:i%3], Overall: figures[i], Rounded: i%2 == 0, Periods: figures[i : i+2]}
		if i%2 == 0 {
			m.SoFar, m.kept = &figures[i+1], &keptJSON{}
		}
		aim.Measures = append(aim.Measures, m)
	}
	empty := Aim{ID: "none", Statement: texts[2], Lasted: &Lasted{Lasted: "yes", Measure: "<m>"}, Sticky: &Notes{Notes: []Note{}}}
	for _, c := range []Comparison{{}, {Name: texts[2], Aims: []Aim{}}, {Project: "p", Aims: []Aim{aim, empty, aim}, DidNotWork: 3}} {
		want := byTags(t, c)
		for range 2 { // the second time what is kept is written
			if got := asJSON(t, c); got != strings.TrimSuffix(want, "\n") && got != want {
				i := 0
				for i < min(len(got), len(want)) && got[i] == want[i] {
					i++
				}
				t.Fatalf("got  …%.200s\nwant …%.200s", got[max(0, i-80):], want[max(0, i-80):])
			}
		}
		if !json.Valid([]byte(want)) {
			t.Errorf("no JSON: %s", want)
		}
	}
	for _, audience := range []string{"group", "public", "evaluators"} {
		c := ComparisonOf(story(t).see(audience))
		if got, want := asJSON(t, c), byTags(t, c); strings.TrimSpace(got) != strings.TrimSpace(want) {
			t.Errorf("%s: got  %s\nwant %s", audience, got, want)
		}
	}
}

// What holds words of somebody is made anew for each who asks; the rest is kept until a row changes, and is the same to the byte.
func TestMeasuresWithoutWordsAreKept(t *testing.T) {
	h := newHistory(t)
	h.add(&domain.AimAgreed{Aim: "a", Statement: "People eat together."})
	for _, m := range []string{"plain", "told"} {
		h.add(&domain.MeasureAdded{Aim: "a", Measure: m, Definition: domain.Definition{Name: m, MeasureKind: domain.Increase, Mode: domain.ToDate}})
		h.add(&domain.TargetSet{Aim: "a", Measure: m, Value: domain.Of(domain.Int(10))})
	}
	h.add(&domain.TargetSet{Aim: "a", Measure: "told", Value: domain.Of(domain.Int(20)), Why: words("Mina said so.")})
	reason := len(h.events)
	past := NewPast(nil)
	ask := func(audience string) Comparison {
		seen := h.seeAt(audience, Ask{})
		seen.s.asked.compared, seen.s.asked.measures = past.compared, past.measures
		return ComparisonOf(seen)
	}
	anew := func(audience string) Comparison { return ComparisonOf(h.seeAt(audience, Ask{})) }
	same := func(audience string) {
		t.Helper()
		got, want := ask(audience), anew(audience)
		if asJSON(t, got) != asJSON(t, want) || text(t, got, 80) != text(t, want, 80) {
			t.Errorf("%s: what is kept is not what is so\ngot  %s\nwant %s", audience, asJSON(t, got), asJSON(t, want))
		}
	}
	for range 2 {
		same("group")
	}
	measures := ask("group").Aims[0].Measures
	if measures[0].kept == nil || len(measures[0].kept.b) == 0 || measures[1].kept != nil {
		t.Errorf("kept: the plain one %v, the one with words %v", measures[0].kept, measures[1].kept)
	}
	if !strings.Contains(text(t, ask("group"), 80), "Mina said so.") {
		t.Error("the reason is not told")
	}
	for e := past.measures.order.Front(); e != nil; e = e.Next() {
		for _, m := range e.Value.(*shelved[map[string]Measure]).value {
			if strings.Contains(fmt.Sprintf("%+v %s", m, m.kept.b), "Mina") {
				t.Errorf("words are kept: %+v", m)
			}
		}
	}
	h.add(&domain.EntryRedacted{Entry: h.events[reason-1].ID, Fields: []string{"why"}})
	if strings.Contains(text(t, ask("group"), 80), "Mina") {
		t.Error("what was taken out of sight is told")
	}
	h.add(&domain.OutcomeRecorded{Aim: "a", Measure: "plain", Value: domain.Of(domain.Int(12))})
	for _, audience := range []string{"group", "public", "funders", "group", "public"} {
		same(audience)
	}
}

// A comparison is not kept of a moment of the past.
func TestMeasuresOfThePastAreNotKept(t *testing.T) {
	h := newHistory(t)
	h.add(&domain.AimAgreed{Aim: "a", Statement: "People eat together."})
	h.add(&domain.MeasureAdded{Aim: "a", Measure: "m", Definition: domain.Definition{Name: "Meals", MeasureKind: domain.Increase, Mode: domain.ToDate}})
	past := NewPast(h)
	_, err := SeenIn(context.Background(), Reading{
		Past: past, Ask: Ask{At: "3", Now: h.now},
		Live: func(_ context.Context, fn func(projections.View) error) error { return fn(h.view()) },
		Lens: func(projections.View) (Lens, error) { return h.lens("group"), nil },
	}, func(seen Seen) (Comparison, error) { return ComparisonOf(seen), nil })
	if err != nil {
		t.Fatal(err)
	}
	if n := past.measures.order.Len(); n != 0 {
		t.Errorf("%d are kept", n)
	}
}
