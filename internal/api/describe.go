package api

import (
	"bytes"
	"encoding/json"
	"html/template"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

func escapePath(s string) string { return url.PathEscape(s) }

// describe is an operation as the description has it.
func (s *server) describe(o operation) *huma.Operation {
	if s.shapes == nil {
		s.shapes = &shapes{s.doc.Components.Schemas.Map(), map[reflect.Type]string{}}
	}
	d := &huma.Operation{
		OperationID: o.id, Method: o.method, Path: o.path, Summary: o.says, Security: s.doc.Security,
		Responses: map[string]*huma.Response{}, MaxBodyBytes: maxBody,
	}
	for _, p := range o.asks {
		d.Parameters = append(d.Parameters, p.described())
	}
	status := http.StatusOK
	if o.creates {
		status = http.StatusCreated
	}
	given := map[string]*huma.MediaType{}
	switch {
	case o.lines:
		given[jsonLines] = &huma.MediaType{Schema: s.shapes.of(o.gives)}
		given[ndjson] = given[jsonLines]
	case o.files != nil:
		for _, kind := range o.files {
			given[kind] = &huma.MediaType{Schema: &huma.Schema{}}
		}
	default:
		given["application/json"] = &huma.MediaType{Schema: s.shapes.of(o.gives)}
	}
	d.Responses[strconv.Itoa(status)] = &huma.Response{Description: "The answer.", Content: given}
	for _, p := range o.asks {
		if p.name == known.name {
			d.Responses["304"] = &huma.Response{Description: "It is the answer that is known already."}
		}
	}
	if o.takes != "" {
		d.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"application/json": {Schema: reference(o.takes), Example: o.example}}}
	}
	problem := &huma.Response{Description: "A problem.", Content: map[string]*huma.MediaType{"application/problem+json": {Schema: s.shapes.of(typeOf[Problem]())}}}
	for _, code := range o.problems() {
		d.Responses[strconv.Itoa(code)] = problem
	}
	return d
}

// problems are the statuses of the problems that an operation may answer with.
func (o operation) problems() []int {
	list := []int{http.StatusUnauthorized, http.StatusForbidden, http.StatusUnprocessableEntity, http.StatusTooManyRequests, http.StatusInternalServerError, http.StatusServiceUnavailable}
	for _, p := range o.asks {
		if p.in == "path" {
			list = append(list, http.StatusNotFound)
			break
		}
	}
	if o.records() {
		list = append(list, http.StatusConflict)
	}
	if o.takes != "" {
		list = append(list, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType)
	}
	if slices.ContainsFunc(o.asks, func(p parameter) bool { return p.name == expects.name }) {
		list = append(list, http.StatusPreconditionFailed)
	}
	return list
}

var page = template.Must(template.New("page").Parse(`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{{.Title}}: for programs</title>
<style>body{font:1.1rem/1.5 system-ui,sans-serif;max-width:48rem;margin:1rem auto;padding:0 1rem;color-scheme:light dark}code{font-size:.95em;overflow-wrap:anywhere}h2{margin-top:2.5rem;font-size:1.15rem}dt{margin-top:.4rem}pre{white-space:pre-wrap;overflow-wrap:anywhere}</style>
</head><body><main><h1>{{.Title}}: for programs</h1><p>{{.Says}}</p>
<p>Send a token with each request: <code>Authorization: Bearer dl_…</code>. What is wrong is said as <code>application/problem+json</code>.
The whole description: <a href="openapi.json">openapi.json</a>, <a href="openapi.yaml">openapi.yaml</a> (OpenAPI 3.1).</p>
{{range .List}}<section><h2 id="{{.ID}}"><code>{{.Method}} {{.Path}}</code></h2><p>{{.Says}}</p>
<dl>{{range .Asks}}<dt><code>{{.Name}}</code>{{if .Must}} (must be given){{end}}</dt><dd>{{.Says}}</dd>{{end}}</dl><pre><code>{{.Example}}</code></pre></section>
{{end}}<section><h2 id="kinds">What can be written down</h2>{{range .Kinds}}<h3><code>{{.Name}}</code></h3><p>{{.Says}}</p>
<dl>{{range .Fields}}<dt><code>{{.Name}}</code></dt><dd>{{.Says}}</dd>{{end}}</dl>
{{end}}</section></main></body></html>
`))

type pageLine struct {
	Name, Says string
	Must       bool
}

type pageOperation struct {
	ID, Method, Path, Says string
	Asks                   []pageLine
	Example                string // for a shell, with the address of the site as $SITE and a token as $TOKEN
}

type pageKind struct {
	Name, Says string
	Fields     []pageLine
}

// pageOf is the description as a page that loads nothing.
func pageOf(doc *huma.OpenAPI, list []operation) (whole []byte, err error) {
	p := struct {
		Title, Says string
		List        []pageOperation
		Kinds       []pageKind
	}{Title: doc.Info.Title, Says: doc.Info.Description}
	for _, o := range list {
		one := pageOperation{ID: o.id, Method: o.method, Path: Base + o.path, Says: o.says}
		for _, a := range o.asks {
			one.Asks = append(one.Asks, pageLine{a.name, a.says, a.must})
		}
		if one.Example, err = o.shell(); err != nil {
			return nil, err
		}
		p.List = append(p.List, one)
	}
	p.Kinds = pageKinds(doc)
	var b bytes.Buffer
	err = page.Execute(&b, p)
	return b.Bytes(), err
}

// shell is the example of an operation as somebody types it: with what must be asked, and no more.
func (o operation) shell() (string, error) {
	path, query := o.path, url.Values{}
	for _, p := range o.asks {
		switch {
		case p.in == "path":
			path = strings.ReplaceAll(path, "{"+p.name+"}", escapePath(p.example))
		case p.in == "query" && p.must:
			query.Set(p.name, p.example)
		}
	}
	if len(query) > 0 {
		path += "?" + query.Encode()
	}
	says := `curl -H "Authorization: Bearer $TOKEN"`
	if o.records() {
		says += " -X POST"
	}
	if o.example != nil {
		sent, err := json.Marshal(o.example)
		if err != nil {
			return "", err
		}
		says += ` -H "Content-Type: application/json" -d '` + string(sent) + `'`
	}
	return says + ` "$SITE` + Base + path + `"`, nil
}
