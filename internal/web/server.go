// Package web answers over HTTP: the pages that people read and write on, and the same answers as files. Every page
// works without script, says up to when it knows, and keeps what was asked (moment, audience) in every link.
//
// The way of a request: server.go finds the handler, where.go reads what is asked, see.go gets what the audience
// may see of it, a page_….go file makes one struct of it, and render.go writes that struct with its template.
package web

import (
	"context"
	"html/template"
	"log/slog"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/projections"
	"github.com/desirelines/desirelines/reports/charts"
)

// Recorder takes commands. It answers when the log has what was written; the same command again has the same answer.
type Recorder interface {
	Record(ctx context.Context, c domain.Command) (Receipt, error)
}

// Receipt says what became of a command: the id and number of its first event, and the sequence of its commit.
type Receipt struct {
	ID                 string
	Position, Sequence uint64
}

// Views are the read models behind the pages. Wait returns when they show the commit with this sequence; Ready returns
// nil when they show all that was written.
type Views interface {
	projections.Store
	Wait(ctx context.Context, sequence uint64) error
	Ready(ctx context.Context) error
}

// Site is everything the pages need. All fields but Demo must be set; they are not changed once Handler was called.
type Site struct {
	Views    Views
	Source   projections.Source // reads the events of one project, for replay
	Recorder Recorder
	Charts   *charts.Engine
	Now      func() time.Time
	NewID    func() string // makes a command id
	Logger   *slog.Logger  // gets what no page says
	Demo     bool          // the projects are examples, kept until the program ends
}

// site is a Site that is ready to answer.
type site struct {
	Site
	pages   map[string]*template.Template // by name; see render.go
	assets  map[string]asset              // by name
	style   string                        // address of the style sheet
	icon    string                        // address of the icon
	caught  atomic.Bool                   // the read models showed everything once
	kept    portfolioLines
	drawn   *charts.Cache
	written keptPages
}

// Handler returns the handler of all pages. It is ready for many requests at once.
func (s Site) Handler() (http.Handler, error) {
	w := &site{Site: s, drawn: charts.NewCache(0, 0)}
	var err error
	if w.pages, err = parsePages(); err != nil {
		return nil, err
	}
	if err := w.makeAssets(); err != nil {
		return nil, err
	}
	return w.guard(w.routes()), nil
}

// routes is THE list of addresses. {project} is one escaped segment: it matches any id.
func (s *site) routes() *http.ServeMux {
	mux := http.NewServeMux()
	health := Health(s.Views.Ready)
	mux.Handle("GET /healthz", health)
	mux.Handle("GET /readyz", health)
	mux.HandleFunc("GET /assets/{name}", s.serveAsset)
	mux.HandleFunc("GET /robots.txt", s.robots)

	page := func(pattern string, p answer) { mux.Handle(pattern, s.page(p)) }
	form := func(pattern string, p answer) { mux.Handle(pattern, s.form(p)) }
	kept := func(pattern string, p answer) { page(pattern, s.keep(p)) }
	page("GET /{$}", s.front)
	page("GET /projects", s.projects)
	page("GET /projects.json", s.projectsJSON)
	form("GET /projects/new", s.newProject)
	form("POST /projects", s.startProject)
	page("GET /portfolio", s.portfolio)
	page("GET /portfolio.json", s.portfolioData)
	page("GET /portfolio.csv", s.portfolioData)

	kept("GET /p/{project}", s.home)
	form("GET /p/{project}/write", s.writeForm)
	form("POST /p/{project}/write", s.write)
	form("GET /p/{project}/saved", s.saved)
	kept("GET /p/{project}/figure", s.figure)
	kept("GET /p/{project}/figure.json", s.figureData)
	kept("GET /p/{project}/figure.csv", s.figureData)
	kept("GET /p/{project}/entries", s.entries)
	kept("GET /p/{project}/find", s.find)
	kept("GET /p/{project}/find.json", s.find)
	kept("GET /p/{project}/find.csv", s.find)
	kept("GET /p/{project}/entry/{entry}", s.entry)
	kept("GET /p/{project}/replay", s.replay)
	kept("GET /p/{project}/replay.json", s.replay)
	kept("GET /p/{project}/replay.csv", s.replay)
	kept("GET /p/{project}/between", s.between)
	kept("GET /p/{project}/between.json", s.between)
	kept("GET /p/{project}/between.csv", s.between)
	kept("GET /p/{project}/for/{audience}", s.telling)
	kept("GET /p/{project}/chart/{chart}", s.chart)
	kept("GET /p/{project}/journey.atom", s.feed)
	kept("GET /p/{project}/{section}", s.section) // with .json or .csv behind it: the same as data

	page("/", s.nowhere)
	return mux
}

// answer answers one request: it writes what there is to write with send and its friends, or returns an error, which
// becomes a page that says so.
type answer func(w http.ResponseWriter, r *http.Request) error
