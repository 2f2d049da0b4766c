package web

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"github.com/desirelines/desirelines/internal/identity"
)

var ofRoute = regexp.MustCompile(`^(GET|POST|HEAD|PUT|DELETE|PATCH) /`)

// patterns are the routes as they stand in the source, a method and an address, and those of the table of small forms. A mux does not
// name its own.
func patterns(t *testing.T) (all []string) {
	t.Helper()
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if e, is := n.(ast.Expr); is {
				if text := constant(t, e); ofRoute.MatchString(text) && !slices.Contains(all, text) {
					all = append(all, text)
				}
			}
			return true
		})
	}
	for path := range smallForms() {
		all = append(all, "GET "+path, "POST "+path)
	}
	if len(all) < 30 {
		t.Fatalf("only %d routes were found in the source", len(all))
	}
	slices.Sort(all)
	return all
}

// constant is the text of an expression, where it has one: as it stands, or put together with a path of identity.
func constant(t *testing.T, e ast.Expr) string {
	switch e := e.(type) {
	case *ast.BasicLit:
		if text, err := strconv.Unquote(e.Value); err == nil && e.Kind == token.STRING {
			return text
		}
	case *ast.BinaryExpr:
		path, is := e.Y.(*ast.SelectorExpr)
		method := constant(t, e.X)
		if !is || !strings.HasSuffix(method, " ") || !ofRoute.MatchString(method+"/") {
			return ""
		}
		known := map[string]string{"JoinPath": identity.JoinPath, "ReturnPath": identity.ReturnPath}[path.Sel.Name]
		if known == "" {
			t.Errorf("a route has the path %s, which this test does not know", path.Sel.Name)
		}
		return method + known
	}
	return ""
}

// headerFaults says what a browser is not told that it must be.
func headerFaults(r *http.Request, w *httptest.ResponseRecorder) (faults []string) {
	h := w.Header()
	for name, want := range map[string]string{
		"Content-Security-Policy": "default-src 'none'", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer",
		"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
	} {
		if !strings.Contains(h.Get(name), want) {
			faults = append(faults, fmt.Sprintf("%s is %q, want %q", name, h.Get(name), want))
		}
	}
	if body := w.Body.Len() > 0; body && h.Get("Content-Type") == "" {
		faults = append(faults, "nothing says what the answer is")
	}
	kept := h.Get("Cache-Control")
	lasting := strings.HasPrefix(r.URL.Path, "/assets/") && w.Code == http.StatusOK
	if emptyForm := kept == backKeeps && r.Method != http.MethodPost; kept != "no-store" && !lasting && !emptyForm {
		faults = append(faults, fmt.Sprintf("Cache-Control is %q", kept))
	}
	if h.Get("Access-Control-Allow-Origin") != "" {
		faults = append(faults, "other sites may read it")
	}
	for name, values := range h {
		if strings.ContainsFunc(name+strings.Join(values, ""), unicode.IsControl) {
			faults = append(faults, fmt.Sprintf("the header %q holds a control sign", name))
		}
	}
	return faults
}

// TestHeadersStandOnEveryRoute asks every address in every way that matters: there or not, open or not, right method or not.
func TestHeadersStandOnEveryRoute(t *testing.T) {
	b := newBesieged(t)
	codes := map[int]int{}
	for _, pattern := range patterns(t) {
		method, address, _ := strings.Cut(pattern, " ")
		for _, project := range []string{ours, theirs} {
			target := placeholder.ReplaceAllStringFunc(address, func(name string) string {
				return map[string]string{"{project}": project, "{entry}": b.entry[project], "{audience}": "funders", "{section}": "journey", "{$}": ""}[name]
			})
			for _, who := range []string{stranger, asMember, asFunder} {
				for _, m := range []string{method, http.MethodHead, http.MethodDelete} {
					r := httptest.NewRequest(m, besiegedOrigin+target, nil)
					r.Header.Set("Sec-Fetch-Site", "same-origin")
					if m == http.MethodPost {
						r.Header.Set("Sec-Fetch-Site", "cross-site")
					}
					if who != stranger {
						r.Header.Set("Cookie", b.session(who))
					}
					w := b.do(r)
					codes[w.Code]++
					for _, f := range headerFaults(r, w) {
						t.Errorf("%s %s as %q, status %d: %s", m, target, who, w.Code, f)
					}
				}
			}
		}
	}
	for _, code := range []int{200, 303, 403, 404, 405} {
		if codes[code] == 0 {
			t.Errorf("no answer had the status %d, only %v", code, codes)
		}
	}
}

// TestOnlyHTTPSFromNowOn: where the address of the site is one of https, browsers are told never to use another way.
func TestOnlyHTTPSFromNowOn(t *testing.T) {
	b, local := newBesieged(t), newVisit(t)
	for _, target := range []string{"/", "/p/" + ours, "/nowhere", "/healthz", "/assets/nothing", "/robots.txt"} {
		w := b.do(httptest.NewRequest(http.MethodGet, besiegedOrigin+target, nil))
		if got := w.Header().Get("Strict-Transport-Security"); got != "max-age=31536000; includeSubDomains" {
			t.Errorf("%s: Strict-Transport-Security is %q", target, got)
		}
		w = local.do(httptest.NewRequest(http.MethodGet, target, nil))
		if got := w.Header().Get("Strict-Transport-Security"); got != "" {
			t.Errorf("%s on this machine only: Strict-Transport-Security is %q", target, got)
		}
	}
}
