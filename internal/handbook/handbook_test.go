package handbook

import (
	"strings"
	"testing"
)

func TestEveryFileIsAPage(t *testing.T) {
	pages, err := Pages()
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, p := range pages {
		if seen[p.ID] {
			t.Errorf("two pages have the address %q", p.ID)
		}
		seen[p.ID] = true
		if !strings.HasPrefix(string(p.HTML), "<h1") || strings.Contains(string(p.HTML), "<!--") {
			t.Errorf("%s: not rendered whole: %.80q", p.ID, p.HTML)
		}
		if strings.Contains(string(p.HTML), "style=") {
			t.Errorf("%s: the policy of the pages refuses style attributes", p.ID)
		}
		if p.Form && !strings.Contains(string(p.Text), "[") {
			t.Errorf("%s is a form with nothing to fill in", p.ID)
		}
	}
	for _, dir := range []string{"pages", "forms"} {
		entries, err := files.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			if !seen[strings.TrimSuffix(e.Name(), ".md")] {
				t.Errorf("%s/%s is in no list, so nobody can find it", dir, e.Name())
			}
		}
	}
}
