// Package iatitest checks what is written as IATI: against the schema, and against what was read.
package iatitest

import (
	"encoding/json"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/desirelines/desirelines/internal/publicdatatest"
)

// Valid checks a text against the schema of 2.03, which is part of the public data. Where xmllint is not here the test is skipped, or
// fails under DESIRELINES_STRICT=1.
func Valid(t testing.TB, text string) {
	t.Helper()
	tool, err := exec.LookPath("xmllint")
	if err != nil {
		if os.Getenv("DESIRELINES_STRICT") == "1" {
			t.Fatal("xmllint is not here")
		}
		t.Skip("xmllint is not here")
	}
	cmd := exec.Command(tool, "--noout", "--nonet", "--schema", publicdatatest.Path(t, "iati-schema", "2.03", "iati-activities-schema.xsd"), "-")
	cmd.Stdin = strings.NewReader(text)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("xmllint: %v: %.2000s", err, out)
	}
}

// Said is what an activity says, one thing a line, without where it stands in its file and how well it is written there; besides are
// names of more fields to leave out.
func Said(t testing.TB, activity any, besides ...string) string {
	t.Helper()
	var v any
	raw, err := json.Marshal(activity)
	if err == nil {
		err = json.Unmarshal(raw, &v)
	}
	if err == nil {
		raw, err = json.MarshalIndent(strip(v, append(besides, "Line", "Number", "Version", "Problems", "ProblemCount")), "", " ")
	}
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

func strip(v any, names []string) any {
	switch x := v.(type) {
	case []any:
		for i := range x {
			x[i] = strip(x[i], names)
		}
	case map[string]any:
		for _, name := range names {
			delete(x, name)
		}
		for name := range x {
			x[name] = strip(x[name], names)
		}
	}
	return v
}

// FirstDifference shows where two texts part, with some lines around it.
func FirstDifference(a, b string) string {
	la, lb := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := range min(len(la), len(lb)) {
		if la[i] != lb[i] {
			from := max(0, i-8)
			return strings.Join(la[from:min(len(la), i+4)], "\n") + "\nbecame\n" + strings.Join(lb[from:min(len(lb), i+4)], "\n")
		}
	}
	return "one is longer"
}
