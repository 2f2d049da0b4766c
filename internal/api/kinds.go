package api

import (
	"maps"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/intake"
)

// Names of the schemas of what is sent.
const (
	startSchema   = "StartProject"
	entriesSchema = "Entries"
)

// kindSchemas adds what may be recorded: one schema for each kind there is, with the fields that the command line takes, and the choice of them.
func kindSchemas(schemas map[string]*huma.Schema) error {
	choice := &huma.Schema{
		Description:   "One entry; its kind says which fields it has.",
		Discriminator: &huma.Discriminator{PropertyName: "kind", Mapping: map[string]string{}},
	}
	for _, k := range domain.Kinds() {
		if rights[k.Name] == forNobody || k.Name == startKind {
			continue
		}
		schema, err := kindSchema(k)
		if err != nil {
			return err
		}
		name := kindSchemaName(k)
		schemas[name] = schema
		choice.OneOf = append(choice.OneOf, reference(name))
		for _, kind := range namesOf(k) {
			choice.Discriminator.Mapping[kind.(string)] = reference(name).Ref
		}
	}
	schemas["AnyEntry"] = choice
	one, most := 1, mostAtOnce
	schemas[entriesSchema] = &huma.Schema{
		Description: "One entry, or a list of entries, of which all are recorded or none.",
		OneOf:       []*huma.Schema{reference("AnyEntry"), {Type: huma.TypeArray, Items: reference("AnyEntry"), MinItems: &one, MaxItems: &most}},
	}
	start, _ := domain.KindNamed(startKind)
	schema, err := kindSchema(start)
	if err != nil {
		return err
	}
	delete(schema.Properties, "kind")
	schema.Properties["id"] = &huma.Schema{Type: huma.TypeString, Description: "id of the new project: letters, digits, dots and dashes"}
	schema.Required = []string{"id", "name"}
	schemas[startSchema] = schema
	return nil
}

func namesOf(k domain.KindInfo) []any {
	names := []any{k.Name}
	if k.Short != "" {
		names = append(names, k.Short)
	}
	return names
}

func kindSchema(k domain.KindInfo) (*huma.Schema, error) {
	flags, err := intake.Flags(k.Name)
	if err != nil {
		return nil, err
	}
	says := map[string]string{}
	o := &huma.Schema{
		Type: huma.TypeObject, Description: asSentence(k.Says), AdditionalProperties: false, Required: []string{"kind"},
		Properties: map[string]*huma.Schema{"kind": {Type: huma.TypeString, Enum: namesOf(k)}},
	}
	for _, f := range flags {
		says[strings.ReplaceAll(f.Name, "-", "_")] = f.Usage
	}
	inputFields(reflect.TypeOf(k.New()).Elem(), o, says)
	if _, ok := k.New().(*domain.EvidenceAttached); ok {
		delete(o.Properties, "file") // that is for the pages
	}
	for name, schema := range map[string]*huma.Schema{ // what every kind has; a field of the kind's own comes before it
		"happened": input(reflect.TypeFor[domain.Date]()), "knowing": {Type: huma.TypeString}, "taken": {Type: huma.TypeString}, "cause": {Type: huma.TypeString},
		"sharing": input(reflect.TypeFor[[]string]()), "command": {Type: huma.TypeString}, "project": {Type: huma.TypeString, Description: "that of the address"},
		"actor": {Type: huma.TypeString, Description: "id of the person of the token, who is it where it is left out"},
	} {
		if _, own := o.Properties[name]; !own {
			if schema.Description == "" {
				schema.Description = says[name]
			}
			o.Properties[name] = schema
		}
	}
	return o, nil
}

func inputFields(t reflect.Type, o *huma.Schema, says map[string]string) {
	for i := range t.NumField() {
		f := t.Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case f.Anonymous && name == "":
			inputFields(f.Type, o, says)
		case f.IsExported() && name != "" && name != "-":
			schema := input(f.Type)
			schema.Description = says[name]
			o.Properties[name] = schema
		}
	}
}

// input is the schema of what intake reads into a type.
func input(t reflect.Type) *huma.Schema {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	text := &huma.Schema{Type: huma.TypeString}
	switch t {
	case reflect.TypeFor[domain.Date](), reflect.TypeFor[domain.Words](), reflect.TypeFor[domain.Identity](), reflect.TypeFor[domain.Confidential]():
		return text
	case reflect.TypeFor[time.Time]():
		return &huma.Schema{Type: huma.TypeString, Format: "date-time"}
	case reflect.TypeFor[domain.Number]():
		return &huma.Schema{AnyOf: []*huma.Schema{{Type: huma.TypeNumber}, text}}
	case reflect.TypeFor[domain.Value]():
		return &huma.Schema{AnyOf: []*huma.Schema{{Type: huma.TypeNumber}, {Type: huma.TypeBoolean}, text, {Type: huma.TypeObject}}}
	case reflect.TypeFor[domain.Body]():
		return &huma.Schema{Type: huma.TypeObject, Required: []string{"kind"}, AdditionalProperties: true}
	}
	switch t.Kind() {
	case reflect.Bool:
		return &huma.Schema{AnyOf: []*huma.Schema{{Type: huma.TypeBoolean}, {Type: huma.TypeString, Enum: []any{"yes", "no"}}}}
	case reflect.Int, reflect.Uint64:
		return &huma.Schema{Type: huma.TypeInteger}
	case reflect.Slice:
		list := &huma.Schema{Type: huma.TypeArray, Items: input(t.Elem())}
		if t.Elem().Kind() == reflect.String {
			return &huma.Schema{AnyOf: []*huma.Schema{list, text}}
		}
		return list
	case reflect.Map:
		return &huma.Schema{Type: huma.TypeObject, AdditionalProperties: text}
	case reflect.Struct:
		o := &huma.Schema{Type: huma.TypeObject, AdditionalProperties: false, Properties: map[string]*huma.Schema{}}
		inputFields(t, o, nil)
		return o
	}
	return text
}

// pageKinds are the kinds as the page of the description has them.
func pageKinds(doc *huma.OpenAPI) (list []pageKind) {
	for _, k := range domain.Kinds() {
		schema, ok := doc.Components.Schemas.Map()[kindSchemaName(k)]
		if !ok {
			continue
		}
		one := pageKind{Name: k.Name, Says: schema.Description}
		if k.Short != "" {
			one.Name = k.Short
		}
		for _, name := range slices.Sorted(maps.Keys(schema.Properties)) {
			if says := schema.Properties[name].Description; says != "" {
				one.Fields = append(one.Fields, pageLine{Name: name, Says: asSentence(says)})
			}
		}
		list = append(list, one)
	}
	return list
}

func kindSchemaName(k domain.KindInfo) string { return "Record." + k.Name }
