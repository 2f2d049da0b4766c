package web

import (
	"html/template"
	"net/http"
	"strings"

	"github.com/desirelines/desirelines/internal/handbook"
)

// handbookPage lists the pages of the handbook, or shows one of them.
type handbookPage struct {
	shell
	Pages, Forms []link
	Body         template.HTML // made by handbook of our own text
	Take         string        // address of its Markdown
}

func (s *site) handbook(w http.ResponseWriter, r *http.Request) error {
	p := handbookPage{shell: s.plainShell(where{}, "Handbook")}
	for _, page := range s.manual {
		l := link{URL: "/handbook/" + page.ID, Words: page.Title}
		if page.Form {
			p.Forms = append(p.Forms, l)
		} else {
			p.Pages = append(p.Pages, l)
		}
	}
	return s.show(w, r, http.StatusOK, "handbook", p)
}

// handbookOne shows a page; .md behind its name is the same to take away and fill in.
func (s *site) handbookOne(w http.ResponseWriter, r *http.Request) error {
	name, asText := strings.CutSuffix(r.PathValue("page"), ".md")
	for _, page := range s.manual {
		if page.ID != name {
			continue
		}
		if asText {
			sendFile(w, r, page.ID+".md", "text/markdown; charset=utf-8", page.Text)
			return nil
		}
		return s.show(w, r, http.StatusOK, "handbookone", handbookPage{shell: s.plainShell(where{}, page.Title), Body: page.HTML, Take: "/handbook/" + page.ID + ".md"})
	}
	return s.nowhere(w, r)
}

// openHandbook renders the handbook once.
func (s *site) openHandbook() (err error) {
	s.manual, err = handbook.Pages()
	return err
}
