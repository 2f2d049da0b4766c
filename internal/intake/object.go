package intake

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/desirelines/desirelines/domain"
)

// object is a JSON object with its members in order, none twice.
type object []member

type member struct {
	name string
	raw  json.RawMessage
}

// members reads the members of raw, which is valid JSON and an object, as the names of fields: a dash stands
// for an underscore. place says in errors where it stands.
func members(place string, raw []byte) (object, error) {
	return membersNamed(place, raw, func(key string) string { return strings.ReplaceAll(key, "-", "_") })
}

func membersNamed(place string, raw []byte, name func(key string) string) (object, error) {
	d := json.NewDecoder(bytes.NewReader(raw))
	if _, err := d.Token(); err != nil { // the opening brace
		return nil, err
	}
	var o object
	seen := map[string]bool{}
	for d.More() {
		token, err := d.Token()
		if err != nil {
			return nil, err
		}
		key, _ := token.(string)
		m := member{name: name(key)}
		if seen[m.name] {
			return nil, invalid(key, "this field stands twice"+in(place), "give it once")
		}
		seen[m.name] = true
		if err := d.Decode(&m.raw); err != nil {
			return nil, err
		}
		o = append(o, m)
	}
	return o, nil
}

// fill writes every member into the field of its name, of the first struct that has one. what names the
// object in errors, such as surprise.noticed.
func (o object) fill(what string, into ...reflect.Value) error {
	for _, m := range o {
		v, ok := fieldIn(into, m.name)
		if !ok {
			return unknownField(m.name, what, into)
		}
		if err := fill(m.name, m.raw, v); err != nil {
			return err
		}
	}
	return nil
}

func fieldIn(structs []reflect.Value, name string) (reflect.Value, bool) {
	for _, s := range structs {
		for _, f := range fieldsOf(s.Type()) {
			if f.name == name {
				return s.FieldByIndex(f.index), true
			}
		}
	}
	return reflect.Value{}, false
}

func unknownField(name, what string, structs []reflect.Value) error {
	var names []string
	for _, s := range structs {
		for _, f := range fieldsOf(s.Type()) {
			if !slices.Contains(names, f.name) {
				names = append(names, f.name)
			}
		}
	}
	want := "the fields are " + strings.Join(names, ", ")
	if near := nearest(name, names); len(near) > 0 {
		want = "did you mean " + strings.Join(near, " or ") + "?"
	}
	return invalid(name, "there is no such field in "+what, want)
}

// structField is a field by its JSON name.
type structField struct {
	name  string
	index []int // for reflect.Value.FieldByIndex
	typ   reflect.Type
}

// fieldsOf lists the fields of a struct by their JSON names, in order, with those of embedded structs
// among them.
func fieldsOf(t reflect.Type) []structField {
	var list []structField
	for i := range t.NumField() {
		f := t.Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case f.Anonymous && name == "":
			for _, inner := range fieldsOf(f.Type) {
				inner.index = append([]int{i}, inner.index...)
				list = append(list, inner)
			}
		case f.IsExported() && name != "" && name != "-":
			list = append(list, structField{name, []int{i}, f.Type})
		}
	}
	return list
}

// correctionWith reads what an entry should have said: the fields of a line with its kind, or
// {"kind","version","body"} as the log has it. A correction of a correction is refused: one corrects the entry.
func correctionWith(place string, raw []byte) (domain.Body, error) {
	o, err := members(place, raw)
	if err != nil {
		return nil, err
	}
	body, err := o.newBody(place)
	if err != nil {
		return nil, err
	}
	if _, nested := body.(*domain.EntryCorrected); nested {
		return nil, invalid("", place+" is itself a correction", "say what the first entry should have said")
	}
	var stored struct {
		Kind    string `json:"kind"`
		Version int    `json:"version"`
		Body    any    `json:"body"`
	}
	if i := slices.IndexFunc(o, func(m member) bool { return m.name == "body" }); i >= 0 {
		if o[i].raw[0] != '{' {
			return nil, wrongType(joinName(place, "body"), "an object", o[i].raw, `write {"what":"…"}`)
		}
		inner, err := members(joinName(place, "body"), o[i].raw)
		if err != nil {
			return nil, err
		}
		o[i].raw = []byte("null")
		if err := o.fill(place, reflect.ValueOf(&stored).Elem()); err != nil {
			return nil, err
		}
		if stored.Version != 0 && stored.Version != body.Version() {
			return nil, invalid(fmt.Sprint(stored.Version), place+" is of a version this program does not write",
				fmt.Sprintf("give version %d, or leave it out", body.Version()))
		}
		return body, inner.fill(body.Kind(), reflect.ValueOf(body).Elem())
	}
	var only struct {
		Kind string `json:"kind"`
	}
	return body, o.fill(body.Kind(), reflect.ValueOf(body).Elem(), reflect.ValueOf(&only).Elem())
}

func joinName(place, name string) string {
	if place == "" {
		return name
	}
	return place + "." + name
}

func in(place string) string {
	if place == "" {
		return ""
	}
	return " in " + place
}
