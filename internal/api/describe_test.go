package api

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/desirelines/desirelines/domain"
)

// The description is valid OpenAPI 3.1, names every kind that can be recorded, and needs nothing from elsewhere.
func TestTheDescriptionIsValid(t *testing.T) {
	p := open(t, true)
	raw := p.stranger().reads("/openapi.json", http.StatusOK)
	doc, err := openapi3.NewLoader().LoadFromData([]byte(raw))
	if err != nil {
		t.Fatal(err)
	}
	if err := doc.Validate(t.Context()); err != nil {
		t.Fatal(err)
	}
	if doc.OpenAPI != "3.1.0" {
		t.Errorf("it is OpenAPI %s", doc.OpenAPI)
	}
	choice := doc.Components.Schemas["AnyEntry"].Value
	for _, k := range domain.Kinds() {
		_, described := doc.Components.Schemas[kindSchemaName(k)]
		_, chosen := choice.Discriminator.Mapping[k.Name]
		if can := rights[k.Name] != forNobody; can != described || can != chosen {
			t.Errorf("%s: can be recorded %v, is described %v, can be chosen %v", k.Name, can, described, chosen)
		}
	}
	if yaml := p.stranger().reads("/openapi.yaml", http.StatusOK); !strings.Contains(yaml, "openapi: 3.1.0") {
		t.Error("the YAML is another")
	}
	w := p.stranger().send(http.MethodGet, "/", "")
	page := w.Body.String()
	for _, bad := range []string{"<script", "http://", "https://", "src="} {
		if strings.Contains(page, bad) {
			t.Errorf("the page of the description has %q", bad)
		}
	}
	if !strings.Contains(page, "$SITE/api/v1/projects/riverside/figure?aim=warm-meals&amp;measure=meals") || !strings.Contains(page, "/projects/{project}/did_not_work") || !strings.Contains(page, "look-back") || !strings.HasPrefix(w.Header().Get("Content-Security-Policy"), "default-src 'none'") {
		t.Error("the page lacks an operation, a kind or its policy")
	}
}

// description is the description as it is served, for a validator of JSON Schema 2020-12, which is what OpenAPI 3.1 says values are described in.
type description struct {
	t        *testing.T
	compiler *jsonschema.Compiler
}

func (p *place) description() description {
	p.t.Helper()
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(p.stranger().reads("/openapi.json", http.StatusOK)))
	if err != nil {
		p.t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	c.AssertFormat()
	if err := c.AddResource("openapi.json", doc); err != nil {
		p.t.Fatal(err)
	}
	return description{p.t, c}
}

// refuses is why a value is not what the schema at some place of the description says; nil: it is.
func (d description) refuses(value string, path ...string) error {
	d.t.Helper()
	pointer := "openapi.json#"
	for _, one := range path {
		pointer += "/" + url.PathEscape(escapePointer(one))
	}
	schema, err := d.compiler.Compile(pointer)
	if err != nil {
		d.t.Fatal(err)
	}
	v, err := jsonschema.UnmarshalJSON(strings.NewReader(value))
	if err != nil {
		d.t.Fatal(err)
	}
	return schema.Validate(v)
}

// Every kind has a line in the table of rights: a new one is a decision.
func TestEveryKindHasARight(t *testing.T) {
	for _, k := range domain.Kinds() {
		if _, ok := rights[k.Name]; !ok {
			t.Errorf("%s has no line in rights", k.Name)
		}
	}
	for kind := range rights {
		if _, ok := domain.KindNamed(kind); !ok {
			t.Errorf("rights has a line for %s, which is no kind", kind)
		}
	}
}

// Every answer about the example journeys has the shape that the description says: no key besides, none missing, each of its type.
func TestAnswersHaveTheShapeThatIsDescribed(t *testing.T) {
	p := open(t, true)
	var doc map[string]any
	if err := json.Unmarshal([]byte(p.stranger().reads("/openapi.json", http.StatusOK)), &doc); err != nil {
		t.Fatal(err)
	}
	c := &checker{t: t, schemas: dig(doc, "components", "schemas").(map[string]any)}
	questions := map[string][]string{
		"figure": nil, "report": nil, "export": nil, "aim-history": nil, "find": {"?words=the"}, "find-everywhere": {"?words=the"}, "difference": {"?at=5&and=60"}, "replay": {"?from=1&to=60"},
		"entries": {"", "?limit=3"}, "aims": {"", "?audience=public", "?against=first", "?at=20"}, "portfolio": {"", "?audience=funders"},
	}
	walked := 0
	for path, item := range dig(doc, "paths").(map[string]any) {
		operation, ok := item.(map[string]any)["get"].(map[string]any)
		if !ok {
			continue
		}
		id := operation["operationId"].(string)
		content := dig(operation, "responses", "200", "content").(map[string]any)
		asks, known := questions[id]
		if !known {
			asks = []string{""}
		}
		for _, project := range []string{"worked-example", "working-together"} {
			for _, ask := range asks {
				for _, entry := range []string{"1", "30", "50"} {
					address := strings.NewReplacer("{project}", project, "{entry}", entry).Replace(path) + ask
					answer := p.stranger().reads(address, http.StatusOK)
					for kind, media := range content {
						c.holds(address, media.(map[string]any)["schema"].(map[string]any), answer, kind != "application/json")
					}
					walked++
					if !strings.Contains(path, "{entry}") {
						break
					}
				}
			}
		}
	}
	if walked < 60 {
		t.Errorf("only %d answers were looked at", walked)
	}
	aims := p.stranger().reads("/projects/worked-example/aims", http.StatusOK)
	var read struct {
		Aims []struct {
			ID       string
			Measures []struct {
				ID string
			}
		}
	}
	if err := json.Unmarshal([]byte(aims), &read); err != nil {
		t.Fatal(err)
	}
	figures := 0
	for _, a := range read.Aims {
		for _, m := range a.Measures {
			figure := p.stranger().reads("/projects/worked-example/figure?aim="+a.ID+"&measure="+m.ID, http.StatusOK)
			c.holds("figure of "+m.ID, dig(doc, "paths", "/projects/{project}/figure", "get", "responses", "200", "content", "application/json", "schema").(map[string]any), figure, false)
			figures++
		}
	}
	if figures == 0 {
		t.Error("no figure was looked at")
	}
}

func dig(v any, path ...string) any {
	for _, key := range path {
		m, ok := v.(map[string]any)
		if !ok {
			return nil
		}
		v = m[key]
	}
	return v
}

// checker holds answers against schemas, more strictly than a client should.
type checker struct {
	t       *testing.T
	schemas map[string]any
}

func (c *checker) holds(what string, schema map[string]any, answer string, lines bool) {
	c.t.Helper()
	list := []string{answer}
	if lines {
		list = strings.Split(strings.TrimSpace(answer), "\n")
	}
	for _, one := range list {
		var v any
		if err := json.Unmarshal([]byte(one), &v); err != nil {
			c.t.Fatalf("%s: %v", what, err)
		}
		c.value(what, schema, v)
	}
}

func (c *checker) value(at string, schema map[string]any, v any) {
	if ref, ok := schema["$ref"].(string); ok {
		c.value(at, c.schemas[strings.TrimPrefix(ref, "#/components/schemas/")].(map[string]any), v)
		return
	}
	if either, ok := schema["anyOf"].([]any); ok && v != nil {
		c.value(at, either[0].(map[string]any), v)
		return
	}
	var types []any
	switch typ := schema["type"].(type) {
	case nil:
		return
	case string:
		types = []any{typ}
	case []any:
		types = typ
	}
	is := map[bool]string{true: "integer", false: "number"}
	got := "null"
	switch x := v.(type) {
	case string:
		got = "string"
	case bool:
		got = "boolean"
	case float64:
		got = is[x == float64(int64(x))]
	case []any:
		got = "array"
	case map[string]any:
		got = "object"
	}
	fits := false
	for _, typ := range types {
		fits = fits || typ == got || typ == "number" && got == "integer"
	}
	if !fits {
		c.t.Errorf("%s is %s, described as %v", at, got, types)
		return
	}
	switch x := v.(type) {
	case []any:
		for i, one := range x {
			if i < 40 {
				c.value(at+"[]", schema["items"].(map[string]any), one)
			}
		}
	case map[string]any:
		c.object(at, schema, x)
	}
}

func (c *checker) object(at string, schema map[string]any, v map[string]any) {
	properties, _ := schema["properties"].(map[string]any)
	for key, one := range v {
		if p, ok := properties[key].(map[string]any); ok {
			c.value(at+"."+key, p, one)
		} else if more, open := schema["additionalProperties"]; !open || more == false {
			c.t.Errorf("%s.%s is not described", at, key)
		} else if of, ok := more.(map[string]any); ok {
			c.value(at+"."+key, of, one)
		}
	}
	must, _ := schema["required"].([]any)
	for _, key := range must {
		if _, there := v[key.(string)]; !there {
			c.t.Errorf("%s lacks %s", at, key)
		}
	}
}
