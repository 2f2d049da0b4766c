package web

import (
	"bytes"
	"html/template"
	"net/http"
	"net/url"
	"strings"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/reports"
	"github.com/desirelines/desirelines/reports/html"
)

// sectionPage is one section of a report as a page of its own.
type sectionPage struct {
	shell
	Body     template.HTML // made by reports/html
	Pictures []link        // its charts by themselves
	Late     bool          // some of them are not ready yet
}

// built is a section that was built while the rows were held, to be drawn after.
type built struct {
	place reports.Place
	part  reports.Part
}

// section shows a section; .json and .csv behind its name are the same as data.
func (s *site) section(w http.ResponseWriter, r *http.Request) error {
	name, ext := cutData(r.PathValue("section"))
	section, err := reports.SectionNamed(name)
	if err != nil {
		return s.nowhere(w, r)
	}
	b, err := see(s, r, func(seen reports.Seen) (built, error) {
		model, err := section.Build(seen)
		return built{reports.PlaceOf(seen), reports.Part{ID: section.ID, Title: section.Title, Model: model}}, err
	})
	if err != nil {
		return err
	}
	at := whereOf(r)
	if ext != "" {
		return s.sendData(w, r, at.Project+"-"+name, ext, b.part.Model)
	}
	page := sectionPage{shell: s.shellOf(at, b.place, name, section.Title)}
	page.Files = dataLinks(at, name)
	if name == reports.SectionJourney {
		page.Feed = at.url("journey.atom")
		page.Files = append(page.Files, link{URL: page.Feed, Words: "Feed (Atom)"})
	}
	renderer := s.renderer(r, at, b.place, 2)
	if page.Body, err = renderer.Section(r.Context(), b.part); err != nil {
		return err
	}
	if page.Pictures, page.Late = pictures(at, renderer); page.Late {
		notYet(w)
	}
	return s.show(w, r, http.StatusOK, "section", page)
}

// dataLinks are the addresses of a page as data; more are the questions it is asked with, as in url.
func dataLinks(at where, page string, more ...string) []link {
	return []link{{URL: at.url(page+".csv", more...), Words: "Table (CSV)"}, {URL: at.url(page+".json", more...), Words: "Data (JSON)"}}
}

// cutData parts the ending that asks for data from a name.
func cutData(name string) (page, ext string) {
	for _, ext := range []string{".json", ".csv"} {
		if before, ok := strings.CutSuffix(name, ext); ok {
			return before, ext
		}
	}
	return name, ""
}

// sendData sends a model as .json or .csv.
func (s *site) sendData(w http.ResponseWriter, r *http.Request, name, ext string, model any) error {
	if ext == ".json" {
		return sendJSON(w, r, model)
	}
	var b bytes.Buffer
	m, ok := model.(reports.Model)
	if !ok {
		return &domain.Error{Kind: domain.NotFound, Message: "this page has no table", Want: "ask for .json"}
	}
	if err := reports.WriteCSV(&b, m); err != nil {
		return err
	}
	sendFile(w, r, name+ext, "text/csv; charset=utf-8", b.Bytes())
	return nil
}

// tellingPage is a whole report.
type tellingPage struct {
	shell
	Moment string
	Parts  []tellingPart
	Others []link
}

type tellingPart struct {
	ID, Title string
	Body      template.HTML
}

// told is a report that was built while the rows were held.
type told struct {
	place   reports.Place
	telling reports.Telling
}

// telling shows the report of an audience; .html, .json, .csv and .txt behind its id are the same to keep.
func (s *site) telling(w http.ResponseWriter, r *http.Request) error {
	id, ext := cutReport(r.PathValue("audience"))
	audience, err := reports.AudienceNamed(id)
	if err != nil {
		return &domain.Error{Kind: domain.NotFound, Message: "there is no such audience", Value: id, Want: "choose one of the reports of the project"}
	}
	at := whereOf(r)
	at.Audience = audience.ID
	t, err := seeAt(s, r.Context(), at, func(seen reports.Seen) (told, error) {
		telling, err := reports.TellingOf(seen, audience)
		return told{reports.PlaceOf(seen), telling}, err
	})
	if err != nil {
		return err
	}
	here := "for/" + url.PathEscape(audience.ID)
	if ext != "" {
		return s.sendReport(w, r, at, t, ext)
	}
	page := tellingPage{shell: s.shellOf(at, t.place, here, t.telling.Title()), Moment: t.telling.Moment(), Others: reportLinks(at, audience.ID)}
	for _, kind := range []pair{{".html", "One file to keep (HTML)"}, {".csv", "Table (CSV)"}, {".json", "Data (JSON)"}} {
		page.Files = append(page.Files, link{URL: at.url(here + kind.Name), Words: kind.Value})
	}
	renderer := s.renderer(r, at, t.place, 3)
	renderer.Newest = newestFor(audience)
	for _, part := range t.telling.Parts {
		body, err := renderer.Section(r.Context(), part)
		if err != nil {
			return err
		}
		page.Parts = append(page.Parts, tellingPart{part.ID, part.Title, body})
	}
	if _, late := pictures(at, renderer); late {
		notYet(w)
	}
	return s.show(w, r, http.StatusOK, "telling", page)
}

// newestFor is how many moments of the journey a report tells: who is not of the group reads the end of a long way and finds
// the whole of it behind a link.
func newestFor(a reports.Audience) int {
	if a.Words {
		return 0
	}
	return 20
}

func cutReport(name string) (audience, ext string) {
	for _, ext := range []string{".html", ".json", ".csv", ".txt"} {
		if before, ok := strings.CutSuffix(name, ext); ok {
			return before, ext
		}
	}
	return name, ""
}

// sendReport sends a report to keep. A file leads to no page: it is opened where there is no server, so it tells all of the way.
func (s *site) sendReport(w http.ResponseWriter, r *http.Request, at where, t told, ext string) error {
	name := at.Project + "-" + t.telling.Audience.ID + "-entry-" + number(t.place.Position) + ext
	var b bytes.Buffer
	switch ext {
	case ".json", ".csv":
		return s.sendData(w, r, strings.TrimSuffix(name, ext), ext, t.telling)
	case ".txt":
		if err := t.telling.WriteText(&b, 0); err != nil {
			return err
		}
		sendFile(w, r, name, "text/plain; charset=utf-8", b.Bytes())
		return nil
	}
	draws := s.drawer(r, at, t.place)
	draws.asks += " in a file" // its marks lead nowhere outside of it: these are other pictures than those of the page
	renderer := &html.Renderer{Charts: draws}
	if err := renderer.File(r.Context(), &b, t.telling); err != nil {
		return err
	}
	if _, late := pictures(at, renderer); late {
		notYet(w)
	}
	sendFile(w, r, name, "text/html; charset=utf-8", b.Bytes())
	return nil
}
