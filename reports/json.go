package reports

import (
	"bytes"
	"encoding/json"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/desirelines/desirelines/domain"
)

// WriteJSON writes a model as one line of JSON. The same model gives the same bytes.
func WriteJSON(w io.Writer, model any) error {
	if c, ok := model.(Comparison); ok {
		return c.writeJSON(w)
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return e.Encode(model)
}

// jsonWriter writes JSON byte by byte as WriteJSON does, for what is too long to look at each type anew. Its methods return it.
type jsonWriter struct {
	b   []byte
	err error // the first one

	measures [][]byte // of a comparison, those that come next
	before   [][]byte // what comes before b
}

// measure goes on behind the next measure.
func (w *jsonWriter) measure() {
	w.before = append(w.before, w.b, w.measures[0])
	w.b, w.measures = nil, w.measures[1:]
}

// writeTo writes all of it.
func (w *jsonWriter) writeTo(to io.Writer) error {
	if w.err != nil {
		return w.err
	}
	all, length := append(w.before, w.b), 0
	for _, b := range all {
		length += len(b)
	}
	if room, ok := to.(interface{ Grow(int) }); ok {
		room.Grow(length)
	}
	for _, b := range all {
		if _, err := to.Write(b); err != nil {
			return err
		}
	}
	return nil
}

// raw writes what is JSON already.
func (w *jsonWriter) raw(s string) *jsonWriter {
	w.b = append(w.b, s...)
	return w
}

// text writes a string.
func (w *jsonWriter) text(s string) *jsonWriter {
	if !isPlainText(s) {
		return w.any(s)
	}
	w.b = append(append(append(w.b, '"'), s...), '"')
	return w
}

// isPlainText says whether JSON writes a text as it stands.
func isPlainText(s string) bool {
	ascii := true
	for i := range len(s) {
		switch c := s[i]; {
		case c < ' ' || c == '"' || c == '\\':
			return false
		case c >= utf8.RuneSelf:
			ascii = false
		}
	}
	return ascii || utf8.ValidString(s) && !strings.ContainsAny(s, "\u2028\u2029")
}

// marked is text for what has always come from a type that writes itself: there <, > and & are escaped too.
func (w *jsonWriter) marked(s string) *jsonWriter {
	if isPlainText(s) && !strings.ContainsAny(s, "<>&") {
		return w.text(s)
	}
	quoted, err := json.Marshal(s)
	if err != nil && w.err == nil {
		w.err = err
	}
	w.b = append(w.b, quoted...)
	return w
}

// any writes anything, as encoding/json does.
func (w *jsonWriter) any(v any) *jsonWriter {
	var b bytes.Buffer
	if err := WriteJSON(&b, v); err != nil && w.err == nil {
		w.err = err
	}
	w.b = append(w.b, bytes.TrimSuffix(b.Bytes(), []byte("\n"))...)
	return w
}

// Day is a date that is null in JSON where it is not known.
type Day domain.Date

// MarshalJSON writes the date as text, or null.
func (d Day) MarshalJSON() ([]byte, error) {
	if !domain.Date(d).Known() {
		return []byte("null"), nil
	}
	return json.Marshal(domain.Date(d))
}

// Moment is a time that is null in JSON where it is not known.
type Moment time.Time

// MarshalJSON writes the time in UTC, or null.
func (m Moment) MarshalJSON() ([]byte, error) {
	if time.Time(m).IsZero() {
		return []byte("null"), nil
	}
	return json.Marshal(time.Time(m).UTC())
}

// member is one key of a JSON object whose keys come in an order of their own.
type member struct {
	name  string
	value any
}

func writeObject(members []member) ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, m := range members {
		if i > 0 {
			b.WriteByte(',')
		}
		name, err := json.Marshal(m.name)
		if err != nil {
			return nil, err
		}
		value, err := json.Marshal(m.value)
		if err != nil {
			return nil, err
		}
		b.Write(name)
		b.WriteByte(':')
		b.Write(value)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// list makes an empty list of a nil one, so that JSON never says null.
func list[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}
