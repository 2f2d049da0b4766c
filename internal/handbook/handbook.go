// Package handbook holds what the people responsible need to read: pages for groups, facilitators, evaluators, operators and who writes
// programs, and forms that a controller fills in before a group begins. They are Markdown, part of the program, and the same for everybody.
package handbook

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"path"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
)

//go:embed pages/*.md forms/*.md
var files embed.FS

// Page is one page of the handbook.
type Page struct {
	ID    string // the last part of its address
	Title string // its heading
	Form  bool   // to be filled in: people take the Markdown away
	Text  []byte // Markdown, as it is taken away
	HTML  template.HTML
}

// order is in which order the pages are listed.
var order = []string{
	"pages/groups", "pages/facilitators", "pages/evaluators", "pages/operators", "pages/hosting", "pages/programs",
	"forms/privacy-notice", "forms/consent-wording", "forms/impact-assessment", "forms/record-of-processing",
}

// Pages returns all pages in the order they are listed. They are part of the program: an error means that it was built wrongly.
func Pages() ([]Page, error) {
	// Raw HTML in the Markdown is left out, which is goldmark's default.
	markdown := goldmark.New(goldmark.WithExtensions(extension.Table))
	var all []Page
	for _, name := range order {
		text, err := files.ReadFile(name + ".md")
		if err != nil {
			return nil, fmt.Errorf("handbook: %w", err)
		}
		first, _, _ := strings.Cut(string(text), "\n")
		title, ok := strings.CutPrefix(first, "# ")
		if !ok {
			return nil, fmt.Errorf("handbook: %s begins with %q, want a heading", name, first)
		}
		var out bytes.Buffer
		if err := markdown.Convert(text, &out); err != nil {
			return nil, fmt.Errorf("handbook: %s: %w", name, err)
		}
		all = append(all, Page{
			ID: path.Base(name), Title: title, Form: path.Dir(name) == "forms", Text: text,
			HTML: template.HTML(out.String()), // our own text, through a renderer that writes no raw HTML
		})
	}
	return all, nil
}
