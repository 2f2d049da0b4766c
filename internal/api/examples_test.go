package api

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers/legacy"

	"github.com/desirelines/desirelines/domain"
)

// Every operation has an example that works: it is asked as the description shows it, with what must be said and with all that can be, and the
// request and the answer are what the description says.
func TestExamplesWork(t *testing.T) {
	p := open(t, false)
	doc, err := openapi3.NewLoader().LoadFromData([]byte(p.stranger().reads("/openapi.json", http.StatusOK)))
	if err != nil {
		t.Fatal(err)
	}
	router, err := legacy.NewRouter(doc)
	if err != nil {
		t.Fatal(err)
	}
	described := p.description()
	ask := func(who *program, method, path, body string, status int) {
		t.Helper()
		r := httptest.NewRequest(method, Base+path, strings.NewReader(body))
		r.Header = who.header.Clone()
		if body != "" {
			r.Header.Set("Content-Type", "application/json")
		}
		route, named, err := router.FindRoute(r)
		if err != nil {
			t.Fatalf("%s %s: %v", method, path, err)
		}
		in := &openapi3filter.RequestValidationInput{Request: r, PathParams: named, Route: route, Options: &openapi3filter.Options{AuthenticationFunc: openapi3filter.NoopAuthenticationFunc}}
		if err := openapi3filter.ValidateRequest(t.Context(), in); err != nil {
			t.Errorf("the description refuses its example %s %s: %v", method, path, err)
		}
		w := httptest.NewRecorder()
		p.handler.ServeHTTP(w, r)
		if w.Code != status {
			t.Fatalf("%s %s: status %d, want %d: %s", method, path, w.Code, status, domain.Short(w.Body.String(), 400))
		}
		kind, _, _ := strings.Cut(w.Header().Get("Content-Type"), ";")
		lines := []string{w.Body.String()}
		if kind == jsonLines {
			lines = strings.Split(strings.TrimSpace(lines[0]), "\n")
		}
		for _, line := range lines {
			if !strings.Contains(kind, "json") || strings.HasSuffix(route.Operation.OperationID, "report") {
				break
			}
			if err := described.refuses(line, "paths", route.Path, strings.ToLower(method), "responses", strconv.Itoa(w.Code), "content", kind, "schema"); err != nil {
				t.Errorf("%s %s: the answer is not what is described: %v", method, path, err)
			}
		}
		if given := route.Operation.Responses.Status(w.Code).Value.Content; given[kind] == nil {
			t.Errorf("%s %s answers with %s, described are %v", method, path, kind, slices.Collect(maps.Keys(given)))
		}
	}
	sent := func(path string) string {
		raw, err := json.Marshal(doc.Paths.Find(path).Post.RequestBody.Value.Content["application/json"].Example)
		if err != nil {
			t.Fatal(err)
		}
		return string(raw)
	}
	ask(p.works(domain.StaffOperator), http.MethodPost, "/projects", sent("/projects"), http.StatusCreated)
	if err := p.views.Ready(t.Context()); err != nil {
		t.Fatal(err)
	}
	who := p.joins("riverside", domain.RoleFacilitator)
	ask(who, http.MethodPost, "/projects/riverside/entries", sent("/projects/{project}/entries"), http.StatusCreated)
	member, asked := p.joins("riverside", domain.RoleMember), 0
	for _, path := range slices.Sorted(maps.Keys(doc.Paths.Map())) {
		for method, operation := range doc.Paths.Find(path).Operations() {
			if operation.RequestBody != nil {
				continue // sent above
			}
			address, must, may := path, url.Values{}, url.Values{}
			for _, one := range operation.Parameters {
				switch q := one.Value; {
				case q.Example == nil && q.Required:
					t.Errorf("%s: %s has no example", operation.OperationID, q.Name)
				case q.Example == nil:
				case q.In == "path":
					address = strings.ReplaceAll(address, "{"+q.Name+"}", url.PathEscape(asText(t, q.Example)))
				case q.In == "query" && q.Required:
					must.Set(q.Name, asText(t, q.Example))
					fallthrough
				case q.In == "query":
					may.Set(q.Name, asText(t, q.Example))
				}
			}
			for _, with := range []url.Values{must, may} {
				one := who
				if operation.OperationID == "report" || operation.OperationID == "export" {
					one = member // what who holds the group together takes is noted, which GET does not do
				}
				ask(one, method, address+"?"+with.Encode(), "", http.StatusOK)
				asked++
			}
		}
	}
	if asked < 50 {
		t.Errorf("only %d examples were asked", asked)
	}
}

func asText(t *testing.T, v any) string {
	t.Helper()
	if s, ok := v.(string); ok {
		return s
	}
	raw, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(bytes.TrimSpace(raw))
}
