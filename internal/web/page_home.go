package web

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/projections"
	"github.com/desirelines/desirelines/reports"
)

// frontPage is the first page: what this is, and where to begin.
type frontPage struct {
	shell
	Demo                     bool
	Group, Evaluator, Funder string // addresses
	Projects                 []projectLine
}

// projectsPage is the list of projects.
type projectsPage struct {
	shell
	Projects []projectLine
}

// projectLine is a project in a list.
type projectLine struct{ URL, Name, Question, Entries string }

func (s *site) front(w http.ResponseWriter, r *http.Request) error {
	p := frontPage{shell: s.plainShell(whereOf(r), "See what you achieved"), Demo: s.Demo}
	var err error
	if p.Projects, err = s.projectLines(r); err != nil {
		return err
	}
	if s.Demo {
		list, err := s.projectList(r)
		if err != nil {
			return err
		}
		if len(list) == 0 {
			p.Demo = false
		} else {
			first, last := where{Project: list[0].ID}, where{Project: list[len(list)-1].ID}
			p.Group, p.Evaluator, p.Funder = first.url("write"), first.url("replay"), last.all("/portfolio", "audience", "funders")
		}
	}
	return s.show(w, r, http.StatusOK, "front", p)
}

func (s *site) projects(w http.ResponseWriter, r *http.Request) error {
	lines, err := s.projectLines(r)
	if err != nil {
		return err
	}
	p := projectsPage{s.plainShell(whereOf(r), "Projects"), lines}
	p.Files = []link{{URL: "/projects.json", Words: "Data (JSON)"}}
	return s.show(w, r, http.StatusOK, "projects", p)
}

func (s *site) projectsJSON(w http.ResponseWriter, r *http.Request) error {
	list, err := s.projectList(r)
	if err != nil {
		return err
	}
	return sendJSON(w, r, list)
}

// projectList lists the projects that are for who asks, in order of their ids.
func (s *site) projectList(r *http.Request) (list reports.ProjectList, err error) {
	who := viewerOf(r.Context())
	list = reports.ProjectList{}
	err = s.Views.Read(r.Context(), func(rows projections.Reader) error {
		for _, p := range reports.ProjectsOf(rows) {
			if who.in(rows, p.ID).Role.inside() {
				list = append(list, p)
			}
		}
		return nil
	})
	return list, err
}

// projectLines lists the projects that are for who asks, by name. Their names and questions are plain: whoever knows of a project may read them.
func (s *site) projectLines(r *http.Request) (lines []projectLine, err error) {
	at, who := whereOf(r), viewerOf(r.Context())
	err = s.Views.Read(r.Context(), func(rows projections.Reader) error {
		for _, row := range projections.Summaries(rows) {
			if !who.in(rows, row.Project).Role.inside() {
				continue
			}
			name := row.Name
			if name == "" {
				name = row.Project
			}
			entries := "1 entry"
			if row.Position != 1 {
				entries = strconv.FormatUint(row.Position, 10) + " entries"
			}
			lines = append(lines, projectLine{at.of(row.Project).url(""), reports.Unbroken(name), row.Question, entries})
		}
		return nil
	})
	slices.SortStableFunc(lines, func(a, b projectLine) int { return compareFold(a.Name, b.Name) })
	return lines, err
}

// mostWritten is how many of the last things written down the home shows.
const mostWritten = 3

// homePage is the home of a project.
type homePage struct {
	shell
	Write    string // address of the form; empty for who does not write
	Headline []string
	Last     []line
	Entries  string
	Reports  []link
	Beside   []link // what people think, and what changed
	Care     []link // what was agreed, and what goes out; none for who does not write

	homeBoard

	Together []link // what the group looks after together; none for who does not write

	audiences []reports.Audience
}

// withoutSlash leads to the one address of a project's home. It tells nothing of whether there is such a project.
func withoutSlash(w http.ResponseWriter, r *http.Request) error {
	to := where{Project: r.PathValue("project")}.url("")
	if r.URL.RawQuery != "" {
		to += "?" + r.URL.RawQuery
	}
	http.Redirect(w, r, to, http.StatusPermanentRedirect)
	return nil
}

func (s *site) home(w http.ResponseWriter, r *http.Request) error {
	at := whereOf(r)
	p, err := see(s, r, func(seen reports.Seen) (homePage, error) {
		p := homePage{shell: s.shellOf(at, reports.PlaceOf(seen), "", ""), Entries: at.url("entries")}
		p.Title, p.Headline = p.Name(), reports.HeadlineOf(seen).Says
		p.audiences = reports.AudiencesHere(seen)
		p.homeBoard = s.boardAtHome(at, seen)
		p.Reports = reportLinks(at, "", p.audiences)
		p.Beside = besideLinks(at, reports.PlaceOf(seen).Audience, reports.SectionJudged, reports.SectionWhatChanged)
		for _, l := range reports.LastWritten(seen, mostWritten) {
			p.Last = append(p.Last, lineOf(l, at))
		}
		return p, nil
	})
	if err != nil {
		return err
	}
	if s.mayWrite(at) {
		p.Write = at.url("write")
	}
	p.Feed, p.Live = at.url("journey.atom"), s.liveOf(at)
	if s.mayWrite(at) {
		p.Care = careLinks(at, p.audiences)
		p.Together = togetherLinks(at)
		p.Phone = s.phoneOf(at)
	}
	return s.show(w, r, http.StatusOK, "home", p)
}

// mayWrite says whether a page offers to write: the group does, and what is shown is now.
func (s *site) mayWrite(at where) bool {
	return at.role.writes() && !at.past() && (at.Audience == "" || at.Audience == domain.SharedGroup)
}

// reportLinks are the reports for each audience; here is the id of the one that is shown.
func reportLinks(at where, here string, audiences []reports.Audience) []link {
	var list []link
	for _, a := range audiences {
		if a.Circle() || !at.role.looksThrough(a.ID) {
			continue
		}
		to := at
		to.Audience = ""
		if !a.Words {
			to = to.now()
		}
		list = append(list, link{to.url("for/" + url.PathEscape(a.ID)), fmt.Sprintf("For %s", named(a.ID, a.Name)), a.ID == here})
	}
	return list
}
