package reports

import (
	"bytes"
	"errors"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// A section takes nothing but a Seen, and nobody outside makes one that holds rows.
func TestRowsDoNotReachASection(t *testing.T) {
	exports := exported(t)
	for snippet, want := range map[string]bool{
		"reports.ComparisonOf(reports.Seen{})":                true,
		"reports.ComparisonOf(projections.View{})":            false,
		"reports.LearningLogOf(projections.View{})":           false,
		"reports.JourneyOf([]projections.MomentRow{})":        false,
		"reports.EntriesOf([]projections.EntryRow{})":         false,
		"reports.Find(projections.View{}, \"words\")":         false,
		"reports.EntriesOf(reports.Seen{projections.View{}})": false,
		"reports.EntriesOf(reports.Seen{s: nil})":             false,
	} {
		source := `package snippet
import ("github.com/desirelines/desirelines/reports"; "github.com/desirelines/desirelines/projections")
var _ projections.View
var _ = ` + snippet
		if err := compile(t, exports, source); (err == nil) != want {
			t.Errorf("%s compiles: %v (%v), want %v", snippet, err == nil, err, want)
		}
	}
}

func compile(t *testing.T, exports map[string]string, source string) error {
	t.Helper()
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, "snippet.go", source, 0)
	if err != nil {
		t.Fatal(err)
	}
	open := func(path string) (io.ReadCloser, error) {
		if exports[path] == "" {
			return nil, errors.New("no export data for " + path)
		}
		return os.Open(exports[path])
	}
	config := types.Config{Importer: importer.ForCompiler(set, "gc", open)}
	_, err = config.Check("snippet", set, []*ast.File{file}, nil)
	return err
}

// exported returns the files that hold what the packages export.
func exported(t *testing.T) map[string]string {
	t.Helper()
	out, err := exec.Command("go", "list", "-export", "-deps", "-f", "{{.ImportPath}} {{.Export}}", ".").Output()
	if err != nil {
		t.Skipf("the go command is not to be had here: %v", err)
	}
	files := map[string]string{}
	for line := range strings.Lines(string(bytes.TrimSpace(out))) {
		if path, file, ok := strings.Cut(strings.TrimSpace(line), " "); ok {
			files[path] = file
		}
	}
	return files
}
