package reports

import (
	"slices"
	"strings"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/aimed"
)

// FieldWords is one field of an entry in words: its name and what it says, each with the id of the entry it names, where
// it names one.
type FieldWords struct {
	Name   string
	Values []FieldValue

	field   string // its name in the JSON of the entry
	written bool   // a person's words, not a plain value
}

// FieldValue is one thing that a field says.
type FieldValue struct {
	Words, Entry string
	Ours         bool // no person wrote these words, nor any part of them
}

// SaidOf writes the fields of an entry in words.
func SaidOf(seen Seen, f Fields) []FieldWords { return seen.look().saidFields(f) }

func (s *sight) saidFields(f Fields) []FieldWords {
	var list []FieldWords
	var aim, measure string
	for _, field := range f {
		if inner, ok := field.Value.(Fields); ok {
			list = append(list, s.saidFields(inner)...)
			continue
		}
		w := FieldWords{Name: capital(fieldName(field.Name)), field: field.Name}
		switch v := field.Value.(type) {
		case []string:
			for _, id := range v {
				w.Values = append(w.Values, s.sayRef(field.Name, id))
			}
		case string:
			switch field.Name {
			case "aim":
				aim = v
			case "measure":
				measure = v
				v = s.measureName(aim, v)
			}
			w.Values = append(w.Values, s.sayRef(field.Name, v))
		case aimed.Plain:
			says := sayValue(v, SeenText{}, s.unit(aim, measure))
			w.Values = append(w.Values, FieldValue{Words: says, Ours: OursAlone(says)})
		case []domain.Part:
			w.Values = append(w.Values, FieldValue{Words: sayParts(v)})
		case SeenText:
			w.written = true
			w.Values = append(w.Values, FieldValue{Words: sayAlone(v), Ours: v.State != TextShown})
		default:
			w.Values = append(w.Values, FieldValue{Words: capital(sayField(v)), Ours: isCounted(v)})
		}
		list = append(list, w)
	}
	return list
}

// isCounted says whether a field holds a day, a number, or yes or no.
func isCounted(value any) bool {
	switch value.(type) {
	case domain.Date, domain.Number, Day, bool, int, uint64:
		return true
	}
	return false
}

// sayAlone is a text where it stands by itself: what is said in its place begins a sentence.
func sayAlone(t SeenText) string {
	if t.State == TextShown {
		return t.Text
	}
	return capital(t.String())
}

// sayParts writes which part of a breakdown an entry is about: "sex: women, place: the north".
func sayParts(parts []domain.Part) string {
	says := make([]string, len(parts))
	for i, p := range parts {
		says[i] = p.Dimension + ": " + p.Value
	}
	return strings.Join(says, ", ")
}

// fieldName names a field: what has words in the table of labels by them, else its own name.
func fieldName(name string) string {
	switch name {
	case "what":
		return saysHappened
	case "statement":
		return "what we want"
	case "value":
		return "number or answer"
	case "value_text":
		return "as it was written"
	case "how":
		return "how we know"
	case "numerator":
		return "how many"
	case "denominator":
		return "out of how many"
	case "happened":
		return "when it happened"
	case "supported":
		return LabelWords("thought_right")
	case "changed":
		return "what it changed"
	case "between":
		return "between whom"
	case "level":
		return "where it changed something"
	}
	if words := in(fieldNames[:], name); words != name {
		return words
	}
	if words := LabelWords(name); words != name {
		return words
	}
	return strings.ReplaceAll(name, "_", " ")
}

// sayRef writes a plain text of a field: an entry it names by its number, an aim by its statement.
func (s *sight) sayRef(field, text string) FieldValue {
	if row, ok := s.entry(text); ok {
		line := s.line(&row)
		return FieldValue{Words: "Entry " + sayNumber(row.Position) + ": " + line.Says, Entry: row.ID, Ours: true}
	}
	switch field {
	case "aim":
		if statement := s.statement(text); statement != "" {
			text = statement
		}
	case "keeper":
		text = s.sayPerson(text)
	case "supported", "helped", "kept", "welcome", "lasted", "said":
		text = capital(in(answerWords[:], text))
	case "next":
		text = capital(in(nextWords[:], text))
	case "sure":
		text = capital(in(sureWords[:], text))
	case "judged":
		text = capital(in(judgedWords[:], text))
	case "changed":
		text = capital(ChangedWords(text))
	case "level":
		text = capital(LevelWords(text))
	case "answer":
		text = capital(CheckedWords(text))
	case "value":
		if text == "withheld" {
			text = capital(saysKeptPrivate)
		}
	}
	return FieldValue{Words: text, Ours: slices.Contains([]string{"supported", "helped", "kept", "welcome", "lasted", "said", "next", "sure", "judged", "changed", "level", "answer"}, field) ||
		field == "value" && OursAlone(text)}
}

// Knows says how the writer knows, in words.
func (e Entry) Knows() string { return capital(in(knowingWords[:], string(e.Knowing))) }

// HowTaken says how the entry was taken down, in words.
func (l Line) HowTaken() string { return capital(in(takenWords[:], string(l.Taken))) }

// TakenBeside is what stands beside an entry that its writer did not take down themself; else empty.
func (l Line) TakenBeside() string {
	if l.Taken == domain.TakenNotSaid || l.Taken == domain.TakenByMe {
		return ""
	}
	return in(takenWords[:], string(l.Taken))
}

// OriginalWords is the day another store first recorded the entry; empty where this store was the first.
func (e Entry) OriginalWords() string {
	if d := e.written; d.Known() && e.Original != (Moment{}) {
		return sayDay(d)
	}
	return ""
}
