package api

import (
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/aimed"
	"github.com/desirelines/desirelines/reports"
)

// The schemas of answers are made of the Go types that are written, by the rules of encoding/json. Types that write themselves have a line below; a
// type that does so and has none is any value. Objects may get more keys later, so a program passes over those that it does not know.

// plainShapes are types that write themselves as something simple.
var plainShapes = map[reflect.Type]huma.Schema{
	reflect.TypeFor[time.Time]():           {Type: huma.TypeString, Format: "date-time"},
	reflect.TypeFor[domain.Date]():         {Type: huma.TypeString, Description: "A day (2026-03-06), a month (2026-03) or a year; empty: not known."},
	reflect.TypeFor[reports.Day]():         {Type: huma.TypeString, Nullable: true, Description: "A day, a month or a year; null: not known."},
	reflect.TypeFor[reports.Moment]():      {Type: huma.TypeString, Nullable: true, Format: "date-time", Description: "Null: not known."},
	reflect.TypeFor[domain.Number]():       {Type: huma.TypeNumber, Description: "An exact decimal number."},
	reflect.TypeFor[reports.SeenText]():    {Type: huma.TypeString, Nullable: true, Description: "Null: nobody wrote it, it is kept private, or it was taken out of sight."},
	reflect.TypeFor[domain.Words]():        {Type: huma.TypeString},
	reflect.TypeFor[domain.Identity]():     {Type: huma.TypeString},
	reflect.TypeFor[domain.Confidential](): {Type: huma.TypeString},
	reflect.TypeFor[aimed.Plain]():         {Description: `A number, "lo..hi", "yes", "no", the name of a level, or null.`},
	reflect.TypeFor[reports.Fields]():      {Type: huma.TypeObject, Nullable: true, AdditionalProperties: true, Description: "The fields of the entry by their names, in the order of its kind."},
}

// The types below have the keys that types of the arithmetic write in their own order; a test holds real answers against them.
type (
	partShape struct {
		Dimension string      `json:"dimension"`
		Value     string      `json:"value"`
		Site      string      `json:"site"`
		Target    aimed.Plain `json:"target"`
		Actual    aimed.Plain `json:"actual"`
		Mark      string      `json:"mark"`
	}
	judgementShape struct {
		Lived        *voiceShape `json:"lived"`
		Professional *voiceShape `json:"professional"`
		NotSaid      *voiceShape `json:"not_said,omitempty"`
	}
	voiceShape struct {
		Judged   *string `json:"judged"`
		Disagree *int    `json:"disagree"`
	}
)

var writtenAs = map[reflect.Type]struct {
	typ  reflect.Type
	name string
}{
	reflect.TypeFor[aimed.PartFigure](): {reflect.TypeFor[partShape](), "PartFigure"},
	reflect.TypeFor[aimed.Judgements](): {reflect.TypeFor[judgementShape](), "Judgements"},
	reflect.TypeFor[aimed.Voice]():      {reflect.TypeFor[voiceShape](), "Voice"},
}

// shapes makes schemas and keeps those of objects by name.
type shapes struct {
	schemas map[string]*huma.Schema
	names   map[reflect.Type]string
}

func (s *shapes) of(t reflect.Type) *huma.Schema {
	if plain, ok := plainShapes[t]; ok {
		return &plain
	}
	if w, ok := writtenAs[t]; ok {
		return s.object(w.typ, w.name)
	}
	for _, w := range writtenAs {
		if w.typ == t {
			return s.object(t, w.name)
		}
	}
	switch {
	case t.Kind() == reflect.Pointer:
		return nullable(s.of(t.Elem()))
	case writesItself(t):
		return &huma.Schema{}
	}
	switch t.Kind() {
	case reflect.Struct:
		return s.object(t, "")
	case reflect.Slice:
		return &huma.Schema{Type: huma.TypeArray, Items: s.of(t.Elem())}
	case reflect.Map:
		return &huma.Schema{Type: huma.TypeObject, AdditionalProperties: s.of(t.Elem())}
	case reflect.String:
		return &huma.Schema{Type: huma.TypeString}
	case reflect.Bool:
		return &huma.Schema{Type: huma.TypeBoolean}
	case reflect.Float32, reflect.Float64:
		return &huma.Schema{Type: huma.TypeNumber}
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64, reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return &huma.Schema{Type: huma.TypeInteger}
	}
	return &huma.Schema{} // an interface: any value
}

func nullable(s *huma.Schema) *huma.Schema {
	switch {
	case s.Ref != "":
		return &huma.Schema{AnyOf: []*huma.Schema{s, {Type: "null"}}}
	case s.Type != "":
		s.Nullable = true
	}
	return s
}

func writesItself(t reflect.Type) bool {
	for _, name := range []string{"MarshalJSON", "MarshalText"} {
		if _, ok := t.MethodByName(name); ok {
			return true
		}
	}
	return false
}

// object keeps the schema of a struct under a name, and returns a reference to it.
func (s *shapes) object(t reflect.Type, name string) *huma.Schema {
	if known, ok := s.names[t]; ok {
		return reference(known)
	}
	if name == "" {
		name = t.Name()
	}
	name = strings.ToUpper(name[:1]) + name[1:]
	if _, taken := s.schemas[name]; taken {
		_, pkg, _ := cutLast(t.PkgPath(), "/")
		name = strings.ToUpper(pkg[:1]) + pkg[1:] + name
	}
	o := &huma.Schema{Type: huma.TypeObject, Properties: map[string]*huma.Schema{}}
	s.schemas[name], s.names[t] = o, name
	s.fields(t, o)
	return reference(name)
}

func cutLast(s, sep string) (before, after string, found bool) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return "", s, false
}

func reference(name string) *huma.Schema { return &huma.Schema{Ref: "#/components/schemas/" + name} }

func (s *shapes) fields(t reflect.Type, o *huma.Schema) {
	for i := range t.NumField() {
		f := t.Field(i)
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case f.Anonymous && name == "" && f.Type.Kind() == reflect.Struct:
			s.fields(f.Type, o)
			continue
		case !f.IsExported() || name == "-":
			continue
		case name == "":
			name = f.Name
		}
		o.Properties[name] = s.of(f.Type)
		if !strings.Contains(options, "omit") && !slices.Contains(o.Required, name) {
			o.Required = append(o.Required, name)
		}
	}
}
