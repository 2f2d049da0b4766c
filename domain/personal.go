package domain

import (
	"bytes"
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

// Sealed is a personal field as it lies in the log once it was encrypted.
type Sealed struct {
	Key string `json:"key"` // id of the key; never made from the content
	Box []byte `json:"box"` // nonce and ciphertext
}

// Opener opens sealed fields; the lens holds one. Open returns false where the key is gone
// for good: the field was erased.
type Opener interface {
	Open(Sealed) (text string, ok bool)
}

// personal holds its text behind a pointer: where fmt is given a verb that fits no field, it prints what lies
// inside a value without asking the value's Format, but it follows no inner pointer.
type personal struct {
	text   *string // nil: nothing was written; never empty
	sealed *Sealed
}

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
	text, ok := o.Open(*p.sealed)
	return text, !ok
}

// Sealed returns the sealed form, or nil where the field is open.
func (p personal) Sealed() *Sealed { return p.sealed }

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
		return json.Marshal(p.sealed)
	}
	return json.Marshal(p.written())
}

// UnmarshalJSON reads what MarshalJSON wrote. Text without escapes, which is nearly all there is, is taken as it
// stands: rebuilding a million rows reads a million of them.
func (p *personal) UnmarshalJSON(b []byte) error {
	if n := len(b); n >= 2 && b[0] == '"' && bytes.IndexByte(b, '\\') < 0 && utf8.Valid(b) {
		*p = open(string(b[1 : n-1]))
		return nil
	}
	if len(b) > 0 && b[0] == '{' {
		*p = personal{sealed: new(Sealed)}
		return json.Unmarshal(b, p.sealed)
	}
	var text string
	if err := json.Unmarshal(b, &text); err != nil {
		return err
	}
	*p = open(text)
	return nil
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
	t := reflect.TypeOf(body).Elem()
	for _, f := range reflect.VisibleFields(t) {
		switch f.Type {
		case reflect.TypeFor[Words](), reflect.TypeFor[Identity](), reflect.TypeFor[Confidential](), reflect.TypeFor[Value]():
			name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			names[name] = true
		}
	}
	return names
}
