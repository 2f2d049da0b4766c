package web

import (
	"bytes"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/exports"
	"github.com/desirelines/desirelines/internal/language"
	"github.com/desirelines/desirelines/projections"
	"github.com/desirelines/desirelines/reports"
	"github.com/desirelines/desirelines/reports/html"
)

// sectionPage is one section of a report as a page of its own.
type sectionPage struct {
	shell
	Body     template.HTML // made by reports/html
	Pictures []link        // its charts by themselves
	Ours     *ourAims      // beside the aims; nil: this is another section
	Beside   []link        // sections that say more of the same
	Go       link          // where the group goes on from here; no address: nowhere, or who looks does not write
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
	at, ours := whereOf(r), (*ourAims)(nil)
	b, err := see(s, r, func(seen reports.Seen) (built, error) {
		model, err := section.Build(seen)
		if name == reports.SectionAims && ext == "" {
			ours = s.ourAims(seen, at)
		}
		return built{reports.PlaceOf(seen), reports.Part{ID: section.ID, Title: section.Title, Model: model}}, err
	})
	if err != nil {
		return err
	}
	if ext != "" {
		return s.sendData(w, r, at.Project+"-"+name, ext, b.part.Model)
	}
	page := sectionPage{shell: s.shellOf(at, b.place, name, section.Title)}
	page.Files, page.Ours, page.Live = dataLinks(at, name), ours, s.liveOf(at)
	if name == reports.SectionJourney && !at.stays() {
		page.Feed = at.url("journey.atom")
		page.Files = append(page.Files, link{URL: page.Feed, Words: "Feed (Atom)"})
	}
	renderer := s.renderer(r, at, b.place, 2)
	renderer.Notes = s.noter(at, b.place, name)
	if page.Body, err = renderer.Section(r.Context(), b.part); err != nil {
		return err
	}
	page.Pictures = pictures(at, renderer)
	if s.mayWrite(at) {
		page.Go = goOn(at, name)
	}
	if name == reports.SectionSurprises {
		page.Beside = besideLinks(at, b.place.Audience, reports.SectionWhatChanged)
	}
	return s.show(w, r, http.StatusOK, "section", page)
}

// besideLinks lead to sections that are in no menu, as far as the audience is told them; none where who looks has no such pages.
func besideLinks(at where, audience reports.Audience, sections ...string) (list []link) {
	for _, id := range sections {
		if !at.stays() && slices.Contains(audience.Sections, id) {
			list = append(list, link{URL: at.url(id), Words: reports.SectionWords(id)})
		}
	}
	return list
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
	Moment          string
	Keep            []link // the report as a file, at its top: who reads it takes it along
	Noted           bool   // it is noted that the file was made; then these are the addresses of the register and of the share links
	Register, Links string
	Along           *along // the project whole, as files; nil: who looks has the report alone
	Parts           []tellingPart
	Sources         template.HTML // where its figures come from, on paper
	Others          []link
}

type tellingPart struct {
	ID, Title string
	Body      template.HTML
}

// titleOf is the title of a report.
func titleOf(t reports.Telling) string {
	return reports.Unbroken(language.Theirs(t.NameOrID()) + ": report for " + named(t.Audience.ID, t.Audience.Name))
}

// told is a report that was built while the rows were held.
type told struct {
	place     reports.Place
	telling   reports.Telling
	audiences []reports.Audience // those that who looks may look through
}

// telling shows the report of an audience; .html, .json, .csv, .md, .txt and .xlsx behind its id are the same to keep.
func (s *site) telling(w http.ResponseWriter, r *http.Request) error {
	at, ext, err := s.reportAt(r)
	if err != nil {
		return err
	}
	return s.tellingOf(w, r, at, "for/"+url.PathEscape(at.Audience), ext)
}

// reportAt reads which report an address asks for.
func (s *site) reportAt(r *http.Request) (at where, ext string, err error) {
	at = whereOf(r)
	at.Audience, ext = cutReport(r.PathValue("audience"))
	err = s.live(r.Context(), at.Project, func(v projections.View) error {
		_, err := reports.AudienceIn(v, at.Audience)
		return err
	})
	switch {
	case domain.KindOf(err) == domain.Invalid:
		err = &domain.Error{Kind: domain.NotFound, Message: "there is no such audience", Value: at.Audience, Want: "choose one of the reports of the project"}
	case err == nil && !at.role.looksThrough(at.Audience) && viewerOf(r.Context()).stranger():
		err = errStranger
	}
	return at, ext, err
}

// tellingOf shows the report of the audience of a place; here is its address in the project, empty for that of a share link.
func (s *site) tellingOf(w http.ResponseWriter, r *http.Request, at where, here, ext string) error {
	t, err := seeAt(s, r.Context(), at, tell)
	if err != nil {
		return err
	}
	if ext != "" {
		f, err := s.reportFile(w, r, at, t, ext)
		if err == nil {
			sendFile(w, r, f.name, f.mediaType, f.body)
		}
		return err
	}
	page := tellingPage{shell: s.shellOf(at, t.place, here, titleOf(t.telling)), Moment: t.telling.Moment(), Others: reportLinks(at, at.Audience, t.audiences)}
	file := here
	if here == "" {
		file = "file/report"
	}
	for _, kind := range []pair{{".html", "One file to keep (HTML)"}, {".md", "Text (Markdown)"}, {".xlsx", "Workbook (XLSX)"}, {".csv", "Table (CSV)"}, {".json", "Data (JSON)"}} {
		page.Keep = append(page.Keep, link{URL: at.url(file + kind.Name), Words: kind.Value})
	}
	if page.Noted = s.notes(at); page.Noted {
		page.Register = at.now().url(exportsName, "audience", "")
		if s.Identity != nil {
			page.Links = at.now().url(linksName, "audience", "")
		}
	}
	if here != "" {
		page.Along = s.alongOf(at)
		page.Now = where{Project: at.Project}.url("for/" + url.PathEscape(at.role.eyes()))
	}
	renderer := s.renderer(r, at, t.place, 3)
	renderer.Newest = newestFor(t.place.Audience)
	for _, part := range t.telling.Parts {
		body, err := renderer.Section(r.Context(), part)
		if err != nil {
			return err
		}
		page.Parts = append(page.Parts, tellingPart{part.ID, part.Title, body})
	}
	if page.Sources, err = renderer.Sources(t.telling); err != nil {
		return err
	}
	return s.show(w, r, http.StatusOK, "telling", page)
}

// tell builds a report, for the audience that looks.
func tell(seen reports.Seen) (told, error) {
	place := reports.PlaceOf(seen)
	telling, err := reports.TellingOf(seen, place.Audience)
	return told{place, telling, reports.AudiencesHere(seen)}, err
}

// newestFor is how many moments of the journey a report tells: who is not of the group reads the end of a long way and finds
// the whole of it behind a link.
func newestFor(a reports.Audience) int {
	if a.Words {
		return 0
	}
	return 12
}

func cutReport(name string) (audience, ext string) {
	for _, ext := range []string{".html", ".json", ".csv", ".md", ".txt", ".xlsx"} {
		if before, ok := strings.CutSuffix(name, ext); ok {
			return before, ext
		}
	}
	return name, ""
}

// workbookType is the media type of XLSX.
const workbookType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// keptFile is something to keep.
type keptFile struct {
	name, mediaType string
	body            []byte
}

// reportFile writes a report to keep. A file leads to no page: it is opened where there is no server, so it tells all of the way.
func (s *site) reportFile(w http.ResponseWriter, r *http.Request, at where, t told, ext string) (f keptFile, err error) {
	f.name = at.Project + "-" + t.telling.Audience.ID + "-entry-" + number(t.place.Position) + ext
	var b bytes.Buffer
	switch ext {
	case ".json":
		f.mediaType, err = "application/json", reports.WriteJSON(&b, t.telling)
	case ".csv":
		f.mediaType, err = "text/csv; charset=utf-8", reports.WriteCSV(&b, t.telling)
	case ".xlsx":
		f.mediaType, err = workbookType, exports.XLSX(&b, reports.SheetsOfTelling(t.telling))
	case ".txt":
		f.mediaType, err = "text/plain; charset=utf-8", t.telling.WriteText(&b, 0)
	case ".md":
		f.mediaType, err = "text/markdown; charset=utf-8", t.telling.WriteMarkdown(&b)
	default:
		draws := s.drawer(r, at, t.place)
		draws.asks += " in a file" // its marks lead nowhere outside of it: these are other pictures than those of the page
		renderer := &html.Renderer{Charts: draws}
		f.mediaType, err = "text/html; charset=utf-8", renderer.File(r.Context(), &b, t.telling)
	}
	f.body = b.Bytes()
	return f, err
}
