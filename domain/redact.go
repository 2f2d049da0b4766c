package domain

import (
	"reflect"
	"slices"
)

// Redact returns a copy of body in which the named texts are removed: a reader sees that something
// was there and is gone. An empty list removes every text that a person wrote. Names of fields are those of the body's JSON; what
// is no text of a person, or not there, is passed over. body itself is not changed. It fails for a body that cannot be read.
func Redact(body Body, fields []string) (Body, error) {
	p, ok := plans[reflect.TypeOf(body)]
	if !ok {
		return nil, UnknownKind(body.Kind())
	}
	if len(p.fields) == 0 {
		return body, nil
	}
	now := reflect.New(reflect.TypeOf(body).Elem())
	now.Elem().Set(reflect.ValueOf(body).Elem())
	for _, f := range p.fields {
		if len(fields) > 0 && !slices.Contains(fields, f.name) {
			continue
		}
		if f.value {
			v := now.Elem().FieldByIndex(f.index).Addr().Interface().(*Value)
			*v = v.Redacted()
		} else if text := f.in(now.Elem()); !text.IsZero() {
			*text = personal{sealed: removed()}
		}
	}
	return now.Interface().(Body), nil
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
	return Words{personal{sealed: removed()}}
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
