package web

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/aimed"
	"github.com/desirelines/desirelines/projections"
	"github.com/desirelines/desirelines/reports"
)

// toPutRight is an entry that its reader may correct: what they read of it in boxes, and the whole of it, which nobody is shown.
type toPutRight struct {
	known
	place  reports.Place
	entry  reports.Entry
	boxes  []field
	row    projections.EntryRow
	before domain.Body // as it stood when the boxes were filled, with its words open
	last   string      // id of its last correction; empty: none
	again  bool        // the command of the form is kept already
}

// isBox begins the name of a box that holds words; behind it stands the field of the entry.
const isBox = "is-"

// toPutRight looks up the entry of an address. It is Refused to whoever may not correct it.
func (s *site) toPutRight(r *http.Request, at where, a *answers) (toPutRight, error) {
	t, err := seeAt(s, r.Context(), at, func(seen reports.Seen) (t toPutRight, err error) {
		if t.entry, err = reports.EntryOf(seen, r.PathValue("entry")); err != nil {
			return t, err
		}
		if err := reports.MayWith(seen, reports.Correct, t.entry.ID); err != nil {
			return t, err
		}
		t.place = reports.PlaceOf(seen)
		t.today = t.place.Asked
		t.measure = measureOf(reports.ComparisonOf(seen).Aims, t.entry.Fields)
		t.boxes = boxesOf(t.entry, reports.SaidOf(seen, t.entry.Fields))
		return t, nil
	})
	if err != nil {
		return t, err
	}
	command := a.values["command"]
	err = s.live(r.Context(), at.Project, func(v projections.View) error {
		t.row, _ = v.Entry(t.entry.ID)
		_, t.again = v.Entry(command)
		if n := len(t.row.Corrections); n > 0 {
			t.last = t.row.Corrections[n-1].ID
		}
		t.before = domain.OpenBody(t.row.Body, s.Opener)
		if seen, sent := a.values["seen"]; sent && seen != t.last {
			t.before = domain.OpenBody(earlier(v, t.row, seen), s.Opener)
		}
		return nil
	})
	if err == nil && !t.again {
		err = canBeRighted(t.entry)
	}
	return t, err
}

// earlier is what an entry said after one of its corrections; an id that is none of them means at first.
func earlier(v projections.View, row projections.EntryRow, correction string) domain.Body {
	if slices.ContainsFunc(row.Corrections, func(s projections.Stated) bool { return s.ID == correction }) {
		if c, ok := v.Entry(correction); ok {
			if b, ok := c.Body.(*domain.EntryCorrected); ok {
				return b.With
			}
		}
	}
	if row.First != nil {
		return row.First
	}
	return row.Body
}

// canBeRighted refuses an entry that does not count any more, and one that only says something of another.
func canBeRighted(e reports.Entry) error {
	if e.TakenBack != nil {
		return &domain.Error{Kind: domain.Invalid, Message: "this was taken back", Value: e.ID, Want: "write it down again if it was right"}
	}
	thing, _, _ := strings.Cut(e.Kind, ".")
	switch {
	case slices.Contains([]string{"test", "outcome", "surprise", "failure", "learning", "change", "response", "problem", "evidence", "heading", "meeting"}, thing):
		return nil
	case slices.Contains([]string{"aim.judged", "aim.baseline_set", "aim.target_set", "word.asked", "word.explained", "stage.reached", "turning_point.chosen",
		"moment.celebrated", "mending.promised"}, e.Kind):
		return nil
	}
	return &domain.Error{Kind: domain.Invalid, Message: "this entry cannot be changed", Value: e.ID, Want: "write down what is right as a new entry"}
}

// measureOf finds what the number of an entry is about; nil: it has none.
func measureOf(aims []reports.Aim, f reports.Fields) *reports.Measure {
	aim, measure := plainField(f, "aim"), plainField(f, "measure")
	for _, a := range aims {
		for i := range a.Measures {
			if a.ID == aim && a.Measures[i].ID == measure {
				return &a.Measures[i]
			}
		}
	}
	return nil
}

func plainField(f reports.Fields, name string) string {
	i := slices.IndexFunc(f, func(x reports.Field) bool { return x.Name == name })
	if i < 0 {
		return ""
	}
	text, _ := f[i].Value.(string)
	return text
}

// boxesOf are a box for each text that may be read, one for its number and one for its day. said are the same fields in words.
func boxesOf(e reports.Entry, said []reports.FieldWords) []field {
	var list []field
	number, hidden := e.Kind == "outcome.recorded" && plainField(e.Fields, "measure") != "", false
	for i, f := range e.Fields {
		switch v := f.Value.(type) {
		case reports.SeenText:
			if f.Name == "value_text" {
				hidden = v.State != reports.TextShown
			} else if v.State == reports.TextShown && i < len(said) {
				list = append(list, field{Name: isBox + f.Name, Label: said[i].Name, Rows: 4})
			}
		case aimed.Plain:
			number = number || f.Name == "value"
		}
	}
	if number && !hidden {
		list = append(list, field{Name: "value", Label: "The number"})
	}
	if i := slices.IndexFunc(e.Fields, func(f reports.Field) bool { return f.Name == "what" }); i < 0 && e.Kind == "response.given" {
		list = append(list, field{Name: isBox + "what", Label: "What does it say?", Rows: 4})
	}
	list = append(append(list, plainBoxes(e.Kind)...), changedBoxes(e)...)
	return append(list, field{Name: "happened", Label: "When did it happen?", Hint: "Such as 10 July 2025, or July 2025."})
}

// fillWith puts what the entry says into the answers.
func (t toPutRight) fillWith(a *answers) {
	for _, f := range t.boxes {
		a.values[f.Name] = t.says(f.Name)
	}
	a.values["seen"], a.values["was"] = t.last, t.row.Happened.String()
	if t.row.Happened.Known() {
		a.values["happened"] = reports.DayWords(t.row.Happened)
	}
}

// says is what stood in a box when it was filled.
func (t toPutRight) says(box string) string {
	if box == "value" {
		return valueSays(t.before)
	}
	if isPlain(box) {
		return plainSays(membersOf(t.before), box)
	}
	text, _ := membersOf(t.before)[strings.TrimPrefix(box, isBox)].(string)
	return strings.ReplaceAll(text, "\r\n", "\n")
}

// membersOf is a body as its fields of JSON, less what was taken out of sight.
func membersOf(b domain.Body) map[string]any {
	members := map[string]any{}
	raw, err := json.Marshal(b)
	if err == nil {
		d := json.NewDecoder(strings.NewReader(string(raw)))
		d.UseNumber() // figures stay as they were written
		err = d.Decode(&members)
	}
	if err != nil {
		return map[string]any{}
	}
	maps.DeleteFunc(members, func(_ string, v any) bool {
		o, is := v.(map[string]any)
		return is && o["key"] == "" && o["box"] != nil
	})
	return members
}

// valueSays is the number of an entry as it was written.
func valueSays(b domain.Body) string {
	if o, is := b.(*domain.OutcomeRecorded); is && o.Numerator != nil && o.Denominator != nil && o.Value.IsZero() {
		return o.Numerator.String() + " of " + o.Denominator.String()
	}
	var v domain.Value
	switch raw, _ := json.Marshal(membersOf(b)["value"]); {
	case v.UnmarshalJSON(raw) != nil:
		return ""
	case !v.Text.IsZero():
		text, _ := v.Text.Reveal(nil)
		return text
	}
	return v.Plain()
}

// sentBoxes are the boxes that a form was sent with, where their entry cannot be asked for.
func (a *answers) sentBoxes() (t toPutRight) {
	for _, name := range slices.Sorted(maps.Keys(a.values)) {
		if what, is := strings.CutPrefix(name, isBox); is {
			t.boxes = append(t.boxes, field{Name: name, Label: "What you wrote: " + strings.ReplaceAll(what, "_", " "), Rows: 4})
		}
	}
	if _, sent := a.values["value"]; sent {
		t.boxes = append(t.boxes, field{Name: "value", Label: "The number"})
	}
	t.boxes = append(t.boxes, field{Name: "happened", Label: "When did it happen?"})
	return t
}

// boxOf is the box that an error is about, as its message begins; the whole form where it names none.
func (t toPutRight) boxOf(e *domain.Error) string {
	for _, f := range t.boxes {
		if strings.HasPrefix(e.Message, strings.TrimPrefix(f.Name, isBox)+" ") {
			return f.Name
		}
	}
	return wholeForm
}

// sharing keeps what is said about an entry of a few between those few.
func (t toPutRight) sharing() []string { return keptTo(t.row.Sharing) }

// keptTo is who alone sees what is shared so; nil where the group does.
func keptTo(sharing []string) []string {
	if slices.Contains(sharing, domain.SharedGroup) || slices.Contains(sharing, domain.SharedPublic) {
		return nil
	}
	return sharing
}

// correction is what the entry should have said: as it stood, with the boxes that were changed. It notes what is wrong with them.
func (a *answers) correction(t toPutRight) (domain.Body, error) {
	if a.values["seen"] != t.last && !t.again {
		a.values["seen"] = t.last
		a.wrong(wholeForm, "Somebody changed this entry while you wrote. Your words are still here. Look at the entry, then save again.")
		return nil, nil
	}
	with, changed := membersOf(t.before), false
	body := &domain.EntryCorrected{Entry: t.entry.ID, Why: domain.Write(a.text("why"))}
	for _, f := range t.boxes {
		text, sent := a.values[f.Name]
		if !sent || f.Name == "happened" || strings.TrimSpace(text) == strings.TrimSpace(t.says(f.Name)) {
			continue
		}
		changed = true
		if f.Name == "value" {
			a.setValue(with, t.measure)
			continue
		}
		if isPlain(f.Name) {
			a.setPlain(with, f.Name)
			continue
		}
		a.most(f.Name, domain.MaxWords)
		set(with, strings.TrimPrefix(f.Name, isBox), a.text(f.Name))
	}
	if was, err := domain.ParseDate(a.values["was"]); err != nil || a.text("happened") != dayIn(was) {
		if d := a.checkDate(t.today); d != was {
			body.Happened, changed = &d, true
		}
	}
	if !changed {
		a.wrong(wholeForm, "Nothing is changed yet. Change a box first, or take the entry back.")
	}
	raw, err := json.Marshal(with)
	if err == nil {
		body.With, err = domain.DecodeBody(t.entry.Kind, raw)
	}
	if err != nil {
		return nil, fmt.Errorf("entry %s: %w", t.entry.ID, err)
	}
	a.wordsOfNote(body.With)
	return body, nil
}

// dayIn is a day as the box holds it.
func dayIn(d domain.Date) string {
	if !d.Known() {
		return ""
	}
	return reports.DayWords(d)
}

func set(with map[string]any, name, text string) {
	if text == "" {
		delete(with, name)
		return
	}
	with[name] = text
}

// setValue puts the number of the form into a body.
func (a *answers) setValue(with map[string]any, m *reports.Measure) {
	a.checkNumber(m)
	delete(with, "numerator")
	delete(with, "denominator")
	if part, whole, ok := readShare(m, a.text("value")); ok {
		delete(with, "value")
		with["numerator"], with["denominator"] = part, whole
		return
	}
	set(with, "value", a.text("value"))
}
