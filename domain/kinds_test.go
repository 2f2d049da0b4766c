package domain_test

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/desirelines/desirelines/domain"
	. "github.com/desirelines/desirelines/domain/domaintest"
)

func TestKindsAreNamedForEver(t *testing.T) {
	shape := regexp.MustCompile(`^[a-z]+(_[a-z]+)*\.[a-z]+(_[a-z]+)*$`)
	short := regexp.MustCompile(`^[a-z]+(-[a-z]+)*$`)
	names, bodies := map[string]bool{}, map[reflect.Type]string{}
	for _, k := range domain.Kinds() {
		b := k.New()
		if !shape.MatchString(k.Name) {
			t.Errorf("%q is not of the shape thing.what_happened, in lower case", k.Name)
		}
		if b.Kind() != k.Name || b.Version() < 1 {
			t.Errorf("the line of %s in kinds.go makes a body of kind %s, version %d", k.Name, b.Kind(), b.Version())
		}
		if before := bodies[reflect.TypeOf(b)]; before != "" {
			t.Errorf("%s and %s make the same body", before, k.Name)
		}
		bodies[reflect.TypeOf(b)] = k.Name
		for _, name := range []string{k.Name, k.Short} {
			if names[name] && name != "" {
				t.Errorf("the name %q is taken twice in kinds.go", name)
			}
			names[name] = true
		}
		if k.Short != "" && !short.MatchString(k.Short) {
			t.Errorf("the short name %q of %s is not plain words joined by hyphens", k.Short, k.Name)
		}
		if k.Says == "" {
			t.Errorf("%s does not say what it records: add it to its line in kinds.go", k.Name)
		}
	}
}

func TestEveryKindIsReachable(t *testing.T) {
	for _, k := range domain.Kinds() {
		for _, name := range []string{k.Name, k.Short} {
			b, ok := domain.NewBody(name)
			if name == "" && ok {
				t.Errorf("the empty name makes a %s", b.Kind())
			}
			if name != "" && (!ok || b.Kind() != k.Name) {
				t.Errorf("NewBody(%q) makes %v, want a %s", name, b, k.Name)
			}
		}
		if found, ok := domain.KindNamed(k.Name); !ok || found.Name != k.Name {
			t.Errorf("KindNamed(%q) finds %q", k.Name, found.Name)
		}
		a, b := k.New(), k.New()
		if reflect.ValueOf(a).Pointer() == reflect.ValueOf(b).Pointer() && reflect.TypeOf(a).Elem().Size() > 0 {
			t.Errorf("two new bodies of %s are one", k.Name)
		}
	}
	if _, ok := domain.NewBody("mood"); ok {
		t.Error("there is a body for a kind that is not in the list")
	}
}

// TestEveryBodyIsInTheList reads the sources: a body that was written and not listed could never be recorded.
func TestEveryBodyIsInTheList(t *testing.T) {
	listed := map[string]bool{"Unreadable": true} // stands for what is not in the list
	for _, k := range domain.Kinds() {
		listed[reflect.TypeOf(k.New()).Elem().Name()] = true
	}
	names, err := filepath.Glob("*.go")
	if err != nil || len(names) == 0 {
		t.Fatalf("no sources: %v", err)
	}
	for _, name := range names {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, decl := range file.Decls {
			f, ok := decl.(*ast.FuncDecl)
			if !ok || f.Recv == nil || f.Name.Name != "Kind" {
				continue
			}
			if star, ok := f.Recv.List[0].Type.(*ast.StarExpr); ok {
				if name := star.X.(*ast.Ident).Name; !listed[name] {
					t.Errorf("%s has a Kind and no line in kinds.go: add one", name)
				}
			}
		}
	}
}

func TestUnknownKindNamesTheNearest(t *testing.T) {
	CheckError(t, domain.UnknownKind("surprise.happened"), domain.Invalid, `no such kind of entry: "surprise.happened"`, "for example surprise.noticed")
	CheckError(t, domain.UnknownKind("mood"), domain.Invalid, `"mood"`, "such as surprise.noticed or failure.shared")
	_, err := domain.DecodeBody("surprise", []byte(`{}`))
	CheckError(t, err, domain.Invalid, "for example surprise.noticed")
}

func TestEveryKindAndVersionHasASample(t *testing.T) {
	expected := map[string]bool{"events.go": true}
	for _, k := range domain.Kinds() {
		for version := 1; version <= k.New().Version(); version++ {
			name := SampleName(k.Name, version)
			expected[name] = true
			if _, err := fs.ReadFile(SampleFiles(), name); err != nil {
				t.Errorf("%s version %d has no sample: add domain/testdata/events/%s with a full and realistic body", k.Name, version, name)
			}
		}
	}
	names, err := fs.Glob(SampleFiles(), "*")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		if !expected[name] {
			t.Errorf("%s is the sample of nothing: kinds and versions stay for ever, so put the kind or its version back", name)
		}
	}
}

func TestSamplesComeBackFromJSON(t *testing.T) {
	for _, k := range domain.Kinds() {
		name := SampleName(k.Name, k.New().Version())
		raw, err := fs.ReadFile(SampleFiles(), name)
		if err != nil {
			continue // told by the test above
		}
		b, err := domain.DecodeBody(k.Name, raw)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		again := JSON(t, b)
		if got, want := plain(t, again), plain(t, raw); got != want {
			t.Errorf("%s comes back as something else; a body whose JSON changes needs a new version and a second sample\n got %s\nwant %s", name, got, want)
		}
		for _, field := range empty(reflect.ValueOf(b).Elem()) {
			t.Errorf("%s says nothing for %s: a sample is full", name, field)
		}
	}
}

// plain writes JSON with sorted names and numbers as they stand.
func plain(t testing.TB, raw []byte) string {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(string(raw)))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		t.Fatal(err)
	}
	return string(JSON(t, v))
}

// empty names the fields of a body that are not filled in; a bool may be false.
func empty(body reflect.Value) []string {
	var names []string
	for _, f := range reflect.VisibleFields(body.Type()) {
		if f.Anonymous || !f.IsExported() || f.Type.Kind() == reflect.Bool {
			continue
		}
		if body.FieldByIndex(f.Index).IsZero() {
			names = append(names, f.Name)
		}
	}
	return names
}

func TestUnknownFieldsAreLeftAlone(t *testing.T) {
	for _, k := range domain.Kinds() {
		if _, err := domain.DecodeBody(k.Name, []byte(`{"a_field_of_next_year":[1,{"what":null}]}`)); err != nil {
			t.Errorf("%s refuses what a newer program wrote: %v", k.Name, err)
		}
		for _, bad := range []string{``, `[]`, `{"what":`, `7`} {
			if _, err := domain.DecodeBody(k.Name, []byte(bad)); err == nil || !strings.Contains(err.Error(), k.Name) {
				t.Errorf("%s from %q: the error is %v, want one that names the kind", k.Name, bad, err)
			}
		}
	}
}

func TestEveryKindIsDrawnAtRandom(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		for _, k := range domain.Kinds() {
			if b := Body(t, k.Name); b == nil || b.Kind() != k.Name {
				t.Fatalf("%s is not drawn: add a line for it to domain/domaintest/random_bodies.go", k.Name)
			}
		}
	})
}

func TestSampleEventsAreWhole(t *testing.T) {
	events := SampleEvents()
	if len(events) != len(domain.Kinds()) {
		t.Fatalf("%d events for %d kinds", len(events), len(domain.Kinds()))
	}
	for i, e := range events {
		if e.Position != uint64(i+1) {
			t.Errorf("event %d is at position %d", i+1, e.Position)
		}
		v := reflect.ValueOf(e)
		for n := range v.NumField() {
			if v.Field(n).IsZero() {
				t.Errorf("%s has no %s", e.Body.Kind(), v.Type().Field(n).Name)
			}
		}
		if about := e.About(); about.Thing == "" || (about.ID == "" && about.Thing != "project") {
			t.Errorf("%s is about %v", e.Body.Kind(), about)
		}
	}
}
