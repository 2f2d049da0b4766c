package domain

import (
	"bytes"
	"encoding/json"
	"strings"
)

// Form says what a Value states.
type Form uint8

// The forms of a value. They stay apart for ever: nothing is not zero, and words are neither.
const (
	Nothing  Form = iota // nothing was stated
	Numeric              // one number
	Range                // two numbers, both included
	YesNo                // yes or no
	Level                // one of the measure's levels, by name
	InWords              // words that are no number
	Withheld             // a value kept back by its source
)

// Value is what a baseline, a target or an outcome states. The zero value is Nothing.
//
// In JSON: a number is a JSON number; words, yes, no, levels and ranges that nobody has read
// yet are a JSON string; what was read from text as a person wrote it is an object
// {"number"|"low","high"|"yes"|"level"|"withheld","text","note"}. A command may send the plain forms;
// Decide reads them with the measure's kind and levels and stores the object.
type Value struct {
	Form   Form
	Number Number // Numeric: the number. Range: the lower end
	High   Number // Range: the upper end
	Yes    bool   // YesNo
	Level  string // Level: one of the measure's level names
	Text   Words  // as written, where that differs from the form; the words themselves for InWords
	Note   string // decimal_comma or ambiguous_number, from reading Text; NoteWords: never to be read
}

// NoteWords marks words that are words even where they look like a number, because their source says so.
const NoteWords = "words"

// Of returns a numeric value.
func Of(n Number) Value { return Value{Form: Numeric, Number: n} }

// Say returns a value in words, not read yet. Empty text is Nothing.
func Say(text string) Value {
	if text == "" {
		return Value{}
	}
	return Value{Form: InWords, Text: Write(text)}
}

// IsZero is true for Nothing.
func (v Value) IsZero() bool { return v.Form == Nothing && v.Text.IsZero() }

// Read returns v understood for a measure of this kind with these levels. mark says how an
// ambiguous comma or dot is meant. Only a value in open words changes; reading twice changes nothing.
// Words that are no value of this kind, and those with NoteWords, stay words.
func (v Value) Read(kind MeasureKind, levels []string, mark DecimalMark) Value {
	if v.Form != InWords || v.Text.sealed != nil || v.Note == NoteWords {
		return v
	}
	text, _ := v.Text.Reveal(nil)
	trimmed := strings.TrimSpace(text)
	if strings.EqualFold(trimmed, "withheld") {
		return Value{Form: Withheld}
	}
	switch kind {
	case Reach:
		switch strings.ToLower(trimmed) {
		case "yes":
			return Value{Form: YesNo, Yes: true}
		case "no":
			return Value{Form: YesNo}
		}
		return v
	case Rubric:
		for _, l := range levels {
			if strings.EqualFold(l, trimmed) {
				return Value{Form: Level, Level: l}
			}
		}
		return v
	case Story:
		return v
	}
	if low, high, ok := strings.Cut(trimmed, ".."); ok {
		a, b := ReadNumber(low, mark), ReadNumber(high, mark)
		if a.OK && b.OK && a.Number.Cmp(b.Number) <= 0 {
			return keepText(Value{Form: Range, Number: a.Number, High: b.Number, Note: oneNote(a, b)}, text)
		}
		v.Note = oneNote(a, b)
		return v
	}
	r := ReadNumber(text, mark)
	if !r.OK {
		v.Note = r.Note
		return v
	}
	return keepText(Value{Form: Numeric, Number: r.Number, Note: r.Note}, text)
}

// oneNote is what reading both ends of a range noted; an ambiguous end counts more.
func oneNote(a, b Reading) string {
	if a.Note == "" || b.Note == NoteAmbiguous {
		return b.Note
	}
	return a.Note
}

func keepText(v Value, text string) Value {
	if v.Plain() != text {
		v.Text = Write(text)
	}
	return v
}

// writtenAs says whether v, words as they were sent, is how the kept value was written. A yes, a no, a level and a value
// kept back are kept without their text, so that small and large letters and blanks around them make no difference there.
func (v Value) writtenAs(kept Value) bool {
	if v.Form != InWords || v.Text.sealed != nil || kept.Text.sealed != nil {
		return false
	}
	switch kept.Form {
	case YesNo, Level, Withheld:
		return kept.Text.IsZero() && strings.EqualFold(strings.TrimSpace(v.written()), kept.Plain())
	}
	return v.written() == kept.written()
}

// written is the text of the value, where it has one, else its plain form.
func (v Value) written() string {
	if v.Text.IsZero() {
		return v.Plain()
	}
	return v.Text.written()
}

// Plain writes the value in its plain form: 12, 1..5, yes, a level name, withheld.
// It is empty for Nothing and for words.
func (v Value) Plain() string {
	switch v.Form {
	case Numeric:
		return v.Number.String()
	case Range:
		return v.Number.String() + ".." + v.High.String()
	case YesNo:
		if v.Yes {
			return "yes"
		}
		return "no"
	case Level:
		return v.Level
	case Withheld:
		return "withheld"
	}
	return ""
}

type valueJSON struct {
	Number   *Number `json:"number,omitempty"`
	Low      *Number `json:"low,omitempty"`
	High     *Number `json:"high,omitempty"`
	Yes      *bool   `json:"yes,omitempty"`
	Level    string  `json:"level,omitempty"`
	Withheld bool    `json:"withheld,omitempty"`
	Text     *Words  `json:"text,omitempty"`
	Note     string  `json:"note,omitempty"`
}

// MarshalJSON writes the shortest of the forms named at Value.
func (v Value) MarshalJSON() ([]byte, error) {
	j := valueJSON{Note: v.Note, Level: v.Level}
	if !v.Text.IsZero() {
		j.Text = &v.Text
	}
	switch v.Form {
	case Nothing:
		return []byte("null"), nil
	case Numeric:
		if j.Text == nil && v.Note == "" {
			return v.Number.MarshalJSON()
		}
		j.Number = &v.Number
	case Range:
		j.Low, j.High = &v.Number, &v.High
	case YesNo:
		j.Yes = &v.Yes
	case Withheld:
		j.Withheld = true
	case InWords:
		if v.Note == "" {
			return json.Marshal(v.Text)
		}
	}
	return json.Marshal(j)
}

// isSealed says whether an object is a sealed text: no other form of a value has a key.
func isSealed(b []byte) bool {
	if bytes.HasPrefix(b, []byte(keyStart)) {
		return true
	}
	if b[0] != '{' || !bytes.Contains(b, []byte(`"key"`)) {
		return false
	}
	var s struct{ Key *string }
	return json.Unmarshal(b, &s) == nil && s.Key != nil
}

// UnmarshalJSON reads what MarshalJSON wrote, and what a command may send.
func (v *Value) UnmarshalJSON(b []byte) error {
	b = bytes.TrimSpace(b)
	*v = Value{}
	switch {
	case len(b) == 0 || string(b) == "null":
		return nil
	case b[0] == '"' || isSealed(b):
		if err := json.Unmarshal(b, &v.Text); err != nil {
			return err
		}
		if !v.Text.IsZero() {
			v.Form = InWords
		}
		return nil
	case string(b) == "true" || string(b) == "false":
		*v = Value{Form: YesNo, Yes: b[0] == 't'}
		return nil
	case b[0] != '{':
		n, err := ParseNumber(string(b))
		*v = Of(n)
		return err
	}
	var j valueJSON
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(&j); err != nil {
		return err
	}
	v.Note, v.Level = j.Note, j.Level
	if j.Text != nil {
		v.Text = *j.Text
	}
	switch {
	case j.Number != nil:
		v.Form, v.Number = Numeric, *j.Number
	case j.Low != nil && j.High != nil:
		v.Form, v.Number, v.High = Range, *j.Low, *j.High
	case j.Yes != nil:
		v.Form, v.Yes = YesNo, *j.Yes
	case j.Level != "":
		v.Form = Level
	case j.Withheld:
		v.Form = Withheld
	case j.Text != nil:
		v.Form = InWords
	}
	return nil
}
