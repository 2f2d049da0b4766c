package domain

import (
	"encoding/json"
	"slices"
)

// removed is the JSON of a text that nobody can open any more.
var removed = json.RawMessage(`{"key":"","box":null}`)

// Redact returns a copy of body in which the named texts are removed: a reader sees that something
// was there and is gone. An empty list removes every text that a person wrote. Names of fields are those of the body's JSON; what
// is no text of a person, or not there, is passed over. body itself is not changed.
func Redact(body Body, fields []string) (Body, error) {
	raw, err := json.Marshal(body)
	if err != nil {
		return nil, err
	}
	var all map[string]json.RawMessage
	if err := json.Unmarshal(raw, &all); err != nil {
		return nil, err
	}
	personal := personalFields(body)
	for name, text := range all {
		if !personal[name] || (len(fields) > 0 && !slices.Contains(fields, name)) {
			continue
		}
		if name == "value" {
			var v Value
			if err := json.Unmarshal(text, &v); err != nil {
				return nil, err
			}
			if all[name], err = json.Marshal(v.Redacted()); err != nil {
				return nil, err
			}
			continue
		}
		all[name] = removed
	}
	if raw, err = json.Marshal(all); err != nil {
		return nil, err
	}
	return DecodeBody(body.Kind(), raw)
}

// Redacts says whether b takes the field of this name out of sight.
func Redacts(b *EntryRedacted, field string) bool {
	return len(b.Fields) == 0 || slices.Contains(b.Fields, field)
}

// Redacted returns words that were removed; where nothing was written there is nothing to remove.
func (w Words) Redacted() Words {
	if w.IsZero() {
		return w
	}
	return Words{personal{sealed: &Sealed{}}}
}

// Redacted returns an identity that was removed; where nothing was written there is nothing to remove.
func (i Identity) Redacted() Identity { return Identity{Words(i).Redacted().personal} }

// Redacted returns confidential words that were removed; where nothing was written there is nothing to remove.
func (c Confidential) Redacted() Confidential { return Confidential{Words(c).Redacted().personal} }

// Redacted returns v without the text it was written as; a number, yes, no or level stays, and words become
// removed words.
func (v Value) Redacted() Value {
	if v.Text.IsZero() {
		return v
	}
	if v.Form == InWords {
		v.Text = v.Text.Redacted()
		return v
	}
	v.Text = Words{}
	return v
}
