// Package publicdatatest finds the public data that tests run on: files that others published, which are not kept in the repository.
package publicdatatest

import (
	"bytes"
	"encoding/csv"
	"os"
	"path/filepath"
	"testing"
)

// Path is the path of a file or folder of the public data. A test that needs it is skipped where DESIRELINES_REALDATA names no folder, and
// where the folder lacks it; the latter fails under DESIRELINES_STRICT=1.
func Path(t testing.TB, parts ...string) string {
	t.Helper()
	root := os.Getenv("DESIRELINES_REALDATA")
	if root == "" {
		t.Skip("DESIRELINES_REALDATA names no folder of public data")
	}
	path := filepath.Join(append([]string{root}, parts...)...)
	if _, err := os.Stat(path); err != nil {
		if os.Getenv("DESIRELINES_STRICT") == "1" {
			t.Fatalf("the public data lacks a file: %v", err)
		}
		t.Skipf("the public data lacks a file: %v", err)
	}
	return path
}

// Rows reads a CSV file of the public data: its rows by the names of their columns, and the file as it is.
func Rows(t testing.TB, parts ...string) (rows []map[string]string, file string) {
	t.Helper()
	content, err := os.ReadFile(Path(t, parts...))
	if err != nil {
		t.Fatal(err)
	}
	all, err := csv.NewReader(bytes.NewReader(content)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, cells := range all[1:] {
		row := map[string]string{}
		for i, column := range all[0] {
			row[column] = cells[i]
		}
		rows = append(rows, row)
	}
	return rows, string(content)
}
