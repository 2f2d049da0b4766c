// Package arch keeps the shape of the repository: who may import whom, what lies at the top, and a few
// habits that no compiler keeps. The rules are in rules_test.go; each failure says what to do.
package arch

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
)

func TestTheShapeOfTheRepository(t *testing.T) {
	faults, err := check(os.DirFS("../.."))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range faults {
		t.Error(f)
	}
}

// source is one Go file.
type source struct {
	path  string // from the top of the repository, with slashes
	test  bool   // _test.go
	lines int
	fset  *token.FileSet
	file  *ast.File
}

func (s source) dir() string { return path.Dir(s.path) }

// forTests is true for test files and for packages of test helpers.
func (s source) forTests() bool { return s.test || isTestPackage(s.dir()) }

func (s source) at(n ast.Node) string {
	return fmt.Sprintf("%s:%d", s.path, s.fset.Position(n.Pos()).Line)
}

// check returns a sentence for every rule that is broken.
func check(repository fs.FS) ([]string, error) {
	faults, err := checkTop(repository)
	if err != nil {
		return nil, err
	}
	err = fs.WalkDir(repository, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && name != "." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata" || isModule(repository, name)):
			return fs.SkipDir
		case d.IsDir() || path.Ext(name) != ".go":
			return nil
		}
		s, err := parse(repository, name)
		if err != nil {
			return err
		}
		faults = append(faults, checkFile(s)...)
		return nil
	})
	return faults, err
}

// isModule is true for a folder with a go.mod of its own. What lies there is no part of the product: it may import what the product may
// not, and the product cannot import it.
func isModule(repository fs.FS, folder string) bool {
	_, err := fs.Stat(repository, path.Join(folder, "go.mod"))
	return err == nil
}

func parse(repository fs.FS, name string) (source, error) {
	text, err := fs.ReadFile(repository, name)
	if err != nil {
		return source{}, err
	}
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, name, text, parser.SkipObjectResolution)
	return source{
		path: name, test: strings.HasSuffix(name, "_test.go"), lines: strings.Count(string(text), "\n"),
		fset: fset, file: file,
	}, err
}

func checkTop(repository fs.FS) (faults []string, err error) {
	entries, err := fs.ReadDir(repository, ".")
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		// What the program makes when it runs here is ignored by git.
		made := slices.Contains([]string{"desirelines", "desirelines-data", "desirelines-data-keys"}, e.Name())
		if !strings.HasPrefix(e.Name(), ".") && !made && !slices.Contains(topLevel, e.Name()) {
			faults = append(faults, fmt.Sprintf("%s: the top of the repository is fixed; put it under one of %s", e.Name(), strings.Join(topLevel[:6], ", ")))
		}
	}
	return faults, nil
}

func checkFile(s source) []string {
	faults := append(checkName(s), checkImports(s)...)
	faults = append(faults, checkCalls(s)...)
	if !s.test && s.lines > longest {
		faults = append(faults, fmt.Sprintf("%s has %d lines: split it by purpose; a file has at most %d", s.path, s.lines, longest))
	}
	return faults
}

func checkName(s source) []string {
	name := strings.TrimSuffix(s.file.Name.Name, "_test")
	for _, n := range []string{name, path.Base(s.dir())} {
		if slices.Contains(emptyNames, n) {
			return []string{fmt.Sprintf("%s: a package named %s says nothing of what it holds; name it after that", s.path, n)}
		}
	}
	return nil
}

func checkImports(s source) (faults []string) {
	for _, spec := range s.file.Imports {
		name, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			return []string{s.at(spec) + ": " + err.Error()}
		}
		fault := ""
		own, isOwn := strings.CutPrefix(name, module+"/")
		switch {
		case isOwn:
			fault = checkOwn(s, own)
		case strings.Contains(strings.SplitN(name, "/", 2)[0], "."):
			fault = checkOutside(s, name)
		case below(s.dir(), "domain") && !s.forTests() && listed(name, domainRefuses):
			fault = "the domain does no I/O and knows neither clock nor chance; take what is needed as an argument"
		}
		if fault != "" {
			faults = append(faults, fmt.Sprintf("%s imports %s: %s", s.at(spec), name, fault))
		}
	}
	return faults
}

// checkOwn checks the import of one of our own packages.
func checkOwn(s source, own string) string {
	if isTestPackage(own) || strings.Contains(own+"/", "/testdata/") {
		if s.forTests() {
			return ""
		}
		return "test helpers are for tests; move what the program needs out of it"
	}
	if below(own, s.dir()) {
		return ""
	}
	for _, rule := range mayImport {
		if !below(s.dir(), rule.folder) {
			continue
		}
		// A test may stand in the package's own folder under another name.
		if below(own, rule.folder) || slices.ContainsFunc(rule.own, func(f string) bool { return below(own, f) }) {
			return ""
		}
		if s.forTests() && slices.ContainsFunc(testsMayImport[rule.folder], func(f string) bool { return below(own, f) }) {
			return ""
		}
		return rule.why + "; declare the small interface you need, or let cmd wire it"
	}
	return "this folder has no line in mayImport; add one with its reason"
}

// checkOutside checks the import of a module of others; tests may use what they like.
func checkOutside(s source, name string) string {
	if s.forTests() {
		return ""
	}
	if slices.ContainsFunc(onlyTests, func(m string) bool { return below(name, m) }) {
		return "it is for tests"
	}
	if below(s.dir(), "domain") && !slices.ContainsFunc(domainOutside, func(m string) bool { return below(name, m) }) {
		return "the domain uses the standard library and a decimal type only"
	}
	for _, rule := range outside {
		if strings.HasPrefix(name, rule.module) && !slices.ContainsFunc(rule.in, func(p string) bool { return matches(p, s.path) }) {
			return fmt.Sprintf("%s; only %s may", rule.why, strings.Join(rule.in, ", "))
		}
	}
	return ""
}

// checkCalls looks for calls that a folder or a test may not make, and for init functions.
func checkCalls(s source) (faults []string) {
	timeName := importName(s.file, "time")
	ast.Inspect(s.file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncDecl:
			if n.Recv == nil && n.Name.Name == "init" {
				faults = append(faults, s.at(n)+": nothing happens on import; call it where it is needed, or make it a line of a list")
			}
		case *ast.SelectorExpr:
			pkg, ok := n.X.(*ast.Ident)
			if !ok || timeName == "" || pkg.Name != timeName {
				return true
			}
			if s.forTests() && n.Sel.Name == "Sleep" {
				faults = append(faults, s.at(n)+": a test that sleeps is slow and still guesses; wait for a signal or run to a sequence")
			}
			if below(s.dir(), "domain") && !s.forTests() && slices.Contains(clock, n.Sel.Name) {
				faults = append(faults, fmt.Sprintf("%s: the domain has no clock, so time.%s is not for it; take the time as an argument", s.at(n), n.Sel.Name))
			}
		}
		return true
	})
	return faults
}

// importName is what a file calls a package: "" where it does not import it.
func importName(file *ast.File, name string) string {
	for _, spec := range file.Imports {
		if spec.Path.Value != strconv.Quote(name) {
			continue
		}
		if spec.Name != nil {
			return spec.Name.Name
		}
		return path.Base(name)
	}
	return ""
}

// isTestPackage is true for streamstest, domaintest and the like.
func isTestPackage(dir string) bool {
	base := path.Base(dir)
	return strings.HasSuffix(base, "test") && base != "test"
}

// below is true for the folder itself and everything in it.
func below(name, folder string) bool { return name == folder || strings.HasPrefix(name, folder+"/") }

// listed finds a name in a list whose lines may be folders.
func listed(name string, list []string) bool {
	return slices.ContainsFunc(list, func(l string) bool {
		return name == l || strings.HasSuffix(l, "/") && strings.HasPrefix(name, l)
	})
}

func matches(pattern, file string) bool {
	if strings.HasSuffix(pattern, "/") {
		return strings.HasPrefix(file, pattern)
	}
	ok, _ := path.Match(pattern, file)
	return ok
}
