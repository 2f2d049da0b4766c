package domain

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"unicode/utf8"
)

// MaxWords is the largest number of characters one text may have.
const MaxWords = 20000

// Words are what a person said or wrote. Like Identity and Confidential they are open,
// sealed or erased, and travel as they are in the event: folds, rows, snapshots, caches
// and backups never look inside. Only the lens opens them, with a Key.
// Printing one with fmt, and so with slog's text handler, shows its state, never its text; JSON holds it whole, so
// a JSON log must not be given one. The zero value is "nothing was written".
type Words struct{ personal }

// Identity is a name or a contact of a person.
type Identity struct{ personal }

// Confidential is what was said in a confidential talk.
type Confidential struct{ personal }

// Write returns open words. Empty text gives the zero value.
func Write(text string) Words { return Words{open(text)} }

// Name returns an open identity.
func Name(text string) Identity { return Identity{open(text)} }

// Confide returns open confidential words.
func Confide(text string) Confidential { return Confidential{open(text)} }

// personal holds its text behind a pointer: where fmt is given a verb that fits no field, it prints what lies
// inside a value without asking the value's Format, but it follows no inner pointer.
type personal struct {
	text   *string // nil: nothing was written; never empty
	sealed *box
}

// box is a sealed field as it stands in the log, not taken apart: every start reads every field, and few are ever opened.
type box struct {
	wire string // JSON, {"key","box"}
	at   Place
}

// removed is a box that opens nothing.
func removed() *box { return &box{wire: removedWire} }

// newBox returns the box of a sealed field.
func newBox(s Sealed) (*box, error) {
	wire, err := s.appendJSON()
	return &box{string(wire), s.at}, err
}

// sealed takes the box apart. One that is damaged keeps its key and has nothing in it, so that it opens nothing.
func (b *box) sealed() Sealed {
	s := Sealed{at: b.at}
	if !s.readPlain(b.wire) {
		_ = json.Unmarshal([]byte(b.wire), &s) // what can be read of it
	}
	return s
}

// isRemoved says whether there was a text that nobody can open any more.
func (b *box) isRemoved() bool { return strings.HasPrefix(b.wire, keyStart+`"`) }

func open(text string) personal {
	if text == "" {
		return personal{}
	}
	return personal{text: &text}
}

// written is the open text; empty where there is none.
func (p personal) written() string {
	if p.text == nil {
		return ""
	}
	return *p.text
}

// IsZero is true where nothing was written. Sealed fields are never zero.
func (p personal) IsZero() bool { return p.text == nil && p.sealed == nil }

// Reveal returns the text. erased is true where the key no longer exists; the text is then
// empty and must be shown as removed, never as nothing. A nil Opener opens no sealed field.
// Only the lens, the log's search index and the decision itself may call it.
func (p personal) Reveal(o Opener) (text string, erased bool) {
	if p.sealed == nil {
		return p.written(), false
	}
	if o == nil {
		return "", true
	}
	text, ok := o.Open(p.sealed.sealed())
	return text, !ok
}

// Sealed returns the sealed form, or nil where the field is open.
func (p personal) Sealed() *Sealed {
	if p.sealed == nil {
		return nil
	}
	s := p.sealed.sealed()
	return &s
}

// String says in what state the field is, never what it says.
func (p personal) String() string {
	switch {
	case p.sealed != nil:
		return "[sealed]"
	case p.text == nil:
		return "[empty]"
	}
	return "[open]"
}

// Format keeps every verb of fmt from looking inside.
func (p personal) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(p.String())) }

// MarshalJSON writes open text as a JSON string and sealed text as {"key","box"}.
func (p personal) MarshalJSON() ([]byte, error) {
	if p.sealed != nil {
		return []byte(p.sealed.wire), nil
	}
	return json.Marshal(p.written())
}

// appendJSON writes what encoding/json would, without asking it.
func (s Sealed) appendJSON() ([]byte, error) {
	if !plainText(s.Key) || s.Box == nil {
		return json.Marshal(s)
	}
	b := make([]byte, 0, len(keyStart)+len(s.Key)+len(boxStart)+base64.StdEncoding.EncodedLen(len(s.Box))+len(boxEnd))
	b = append(append(append(b, keyStart...), s.Key...), boxStart...)
	b = base64.StdEncoding.AppendEncode(b, s.Box)
	return append(b, boxEnd...), nil
}

const (
	keyStart = `{"key":"`
	boxStart = `","box":"`
	boxEnd   = `"}`

	removedWire = `{"key":"","box":null}`
)

// plainText says whether JSON writes a text as it stands.
func plainText(s string) bool {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c >= utf8.RuneSelf || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' {
			return false
		}
	}
	return true
}

// UnmarshalJSON reads what MarshalJSON wrote. Text without escapes, and a sealed one as we write it, which is nearly all there
// is, are taken as they stand: rebuilding a million rows reads a million of them.
func (p *personal) UnmarshalJSON(b []byte) error {
	if n := len(b); n >= 2 && b[0] == '"' && bytes.IndexByte(b, '\\') < 0 && utf8.Valid(b) {
		*p = open(string(b[1 : n-1]))
		return nil
	}
	if len(b) > 0 && b[0] == '{' {
		if isPlain(b) {
			*p = personal{sealed: &box{wire: string(b)}}
			return nil
		}
		var s Sealed
		err := json.Unmarshal(b, &s)
		if err == nil {
			p.sealed, err = newBox(s)
			p.text = nil
		}
		return err
	}
	var text string
	if err := json.Unmarshal(b, &text); err != nil {
		return err
	}
	*p = open(text)
	return nil
}

// isPlain says whether this is the form that appendJSON writes, as far as it shows without taking it apart.
func isPlain(b []byte) bool {
	rest, ok := bytes.CutPrefix(b, []byte(keyStart))
	end := bytes.IndexByte(rest, '"')
	if !ok || end < 0 {
		return false
	}
	text, ok := bytes.CutPrefix(rest[end:], []byte(boxStart))
	text, closed := bytes.CutSuffix(text, []byte(boxEnd))
	return ok && closed && bytes.IndexByte(text, '"') < 0 && bytes.IndexByte(b, '\\') < 0 && utf8.Valid(b)
}

// readPlain reads the form that appendJSON writes; false says that it is another.
func (s *Sealed) readPlain(wire string) bool {
	rest, ok := strings.CutPrefix(wire, keyStart)
	key, _, found := strings.Cut(rest, `"`)
	if !ok || !found || strings.IndexByte(key, '\\') >= 0 {
		return false
	}
	rest, ok = strings.CutPrefix(rest[len(key):], boxStart)
	text, closed := strings.CutSuffix(rest, boxEnd)
	if !ok || !closed {
		return false
	}
	box, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return false
	}
	s.Key, s.Box = key, box
	return true
}

// check refuses what cannot be kept as text: broken UTF-8, control characters, or too much of it. The sentence
// names the field and the fault and holds nothing of the text, because errors are logged.
func (p personal) check(field string) error {
	if fault := textFault(field, p.written(), MaxWords); fault != nil {
		return fault
	}
	return nil
}

// checkText is check for a text that is nobody's own: the sentence shows how it begins.
func checkText(field, s string, most int) error {
	if fault := textFault(field, s, most); fault != nil {
		fault.Value = Short(s, 30)
		return fault
	}
	return nil
}

func textFault(field, s string, most int) *Error {
	if !utf8.ValidString(s) {
		return &Error{Kind: Invalid, Message: fmt.Sprintf("%s holds bytes that are not text", field), Want: "send UTF-8 text"}
	}
	if n := utf8.RuneCountInString(s); n > most {
		return &Error{Kind: Invalid, Message: fmt.Sprintf("%s is too long: %d characters", field, n),
			Want: fmt.Sprintf("write at most %d, the rest can be another entry", most)}
	}
	for _, r := range s {
		if r < ' ' && r != '\n' && r != '\t' && r != '\r' {
			return &Error{Kind: Invalid, Message: fmt.Sprintf("%s holds a control character (%U)", field, r), Want: "leave it out"}
		}
	}
	return nil
}

// personalFields returns the JSON names of the fields of body that hold what a person wrote.
func personalFields(body Body) map[string]bool {
	names := map[string]bool{}
	for _, f := range plans[reflect.TypeOf(body)].fields {
		names[f.name] = true
	}
	return names
}
