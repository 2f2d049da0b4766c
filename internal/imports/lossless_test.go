package imports

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/desirelines/desirelines/internal/iati"
)

// Every text that the reader gives of an activity stands somewhere in its events.
func TestNothingIsLost(t *testing.T) {
	files, err := filepath.Glob("../iati/testdata/*.xml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no files: %v", err)
	}
	if root := os.Getenv("DESIRELINES_REALDATA"); root != "" {
		more, _ := filepath.Glob(filepath.Join(root, "iati-*", "*", "24-results.xml"))
		real, _ := filepath.Glob(filepath.Join(root, "iati-real", "*.xml"))
		files = append(append(files, more...), real...)
	}
	for _, path := range files {
		t.Run(filepath.Base(path), func(t *testing.T) {
			f, err := os.Open(path)
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			b := newBench(t)
			a, err := b.imp.IATI(context.Background(), f)
			if err != nil {
				t.Fatal(err)
			}
			if a.Refused > 0 {
				t.Errorf("refused %+v", refusals(a))
			}
			var said any
			texts := map[string]bool{}
			for _, e := range b.all() {
				if err := json.Unmarshal([]byte(asText(e.Body)), &said); err != nil {
					t.Fatal(err)
				}
				strs(said, texts)
				texts[e.Project] = true
			}
			if _, err := f.Seek(0, 0); err != nil {
				t.Fatal(err)
			}
			_, err = iati.Read(context.Background(), f, func(_ *iati.File, a *iati.Activity) error {
				a.Problems = nil
				types := a.Descriptions
				for i := range types {
					types[i].Type = "" // joined in one attribute
				}
				var all any
				if err := json.Unmarshal([]byte(asText(a)), &all); err != nil {
					return err
				}
				read := map[string]bool{}
				strs(all, read)
				for text := range read {
					if !texts[text] {
						t.Errorf("%s: %q is lost", a.Identifier, text)
					}
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
		})
	}
}

// strs gathers the texts of a JSON value; days, which are dates in the record, and what is empty are left out.
func strs(v any, into map[string]bool) {
	switch x := v.(type) {
	case string:
		if x != "" && !strings.HasSuffix(x, "T00:00:00Z") {
			into[x] = true
		}
	case float64:
		into[asText(x)] = true
	case []any:
		for _, one := range x {
			strs(one, into)
		}
	case map[string]any:
		for name, one := range x {
			if name != "Line" && name != "Number" && name != "Ordinal" && name != "ProblemCount" && name != "Year" {
				strs(one, into)
			}
		}
	}
}
