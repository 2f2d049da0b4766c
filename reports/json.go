package reports

import (
	"bytes"
	"encoding/json"
	"io"
	"time"

	"github.com/desirelines/desirelines/domain"
)

// WriteJSON writes a model as one line of JSON. The same model gives the same bytes.
func WriteJSON(w io.Writer, model any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return e.Encode(model)
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
