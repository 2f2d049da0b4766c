package web

import (
	"encoding/json"
	"flag"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/desirelines/desirelines/internal/language"
)

// messageFile is THE list of messages, seen from here.
const messageFile = "../language/messages/en.json"

// heardMessages are the messages of all pages that the tests opened: true where a page of those is for groups that write.
type heardMessages struct {
	mu  sync.Mutex
	all map[string]bool
}

// What stands only on pages in another language is there from the beginning.
var heard = heardMessages{all: map[string]bool{"About this translation": false}}

// forGroups finds the addresses of the pages where groups write and find what they wrote: home, the form, what was saved.
var forGroups = regexp.MustCompile(`^/(p/[^/]*(/write|/saved|/outbox)?|projects/new)$`)

// hear takes in the messages of an answer. Pages in another language have none of ours.
func (h *heardMessages) hear(r *http.Request, w *httptest.ResponseRecorder) {
	if !strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") || w.Header().Get("Content-Language") != language.Source {
		return
	}
	keys := language.Messages(w.Body.Bytes())
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, key := range keys {
		h.all[key] = h.all[key] || forGroups.MatchString(r.URL.Path) && w.Code < 400
	}
}

// TestMain checks after all tests that every message they met is in the list of messages, and, where all tests ran, that the list has no
// others. With -update it writes the list anew.
func TestMain(m *testing.M) {
	flag.Parse()
	code := m.Run()
	if code == 0 || *update {
		if err := heard.check(ranAll()); err != nil {
			fmt.Fprintln(os.Stderr, err)
			code = max(code, 1)
		}
	}
	os.Exit(code)
}

// ranAll says whether every test of the package ran.
func ranAll() bool {
	for _, name := range []string{"test.run", "test.skip", "test.list", "test.fuzz"} {
		if flag.Lookup(name).Value.String() != "" {
			return false
		}
	}
	return !testing.Short()
}

func (h *heardMessages) check(all bool) error {
	list, err := language.Sources()
	if err != nil {
		return err
	}
	var missing, gone []string
	for key := range h.all {
		if !list.Has(key) {
			missing = append(missing, key)
		}
	}
	for _, key := range slices.Concat(list.Group, list.Others) {
		if _, is := h.all[key]; all && !is {
			gone = append(gone, key)
		}
	}
	slices.Sort(missing)
	switch {
	case *update:
		return h.write(list, all)
	case all && len(missing)+len(gone) > 0:
		return fmt.Errorf("%s: %d messages of our pages are missing, %d are on no page any more; run go test ./internal/web -update, and look at what changed:\n%s\ngone:\n%s",
			messageFile, len(missing), len(gone), strings.Join(missing, "\n"), strings.Join(gone, "\n"))
	}
	return nil
}

// write writes the list anew: all that was met, and what was in it before where not all tests ran.
func (h *heardMessages) write(list language.SourceList, all bool) error {
	group := map[string]bool{}
	if !all {
		for _, key := range list.Others {
			group[key] = false
		}
		for _, key := range list.Group {
			group[key] = true
		}
	}
	for key, is := range h.all {
		group[key] = group[key] || is
	}
	list.Group, list.Others = []string{}, []string{}
	for key, is := range group {
		if is {
			list.Group = append(list.Group, key)
		} else {
			list.Others = append(list.Others, key)
		}
	}
	slices.Sort(list.Group)
	slices.Sort(list.Others)
	file, err := os.Create(messageFile)
	if err != nil {
		return err
	}
	e := json.NewEncoder(file)
	e.SetEscapeHTML(false)
	e.SetIndent("", "\t")
	if err := e.Encode(list); err != nil {
		return err
	}
	return file.Close()
}
