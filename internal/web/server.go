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
	"github.com/desirelines/desirelines/internal/handbook"
	"github.com/desirelines/desirelines/internal/identity"
	"github.com/desirelines/desirelines/internal/language"
	"github.com/desirelines/desirelines/projections"
	"github.com/desirelines/desirelines/reports"
	"github.com/desirelines/desirelines/reports/charts"
)

// Recorder takes commands. It answers when the log has what was written; the same command again has the same answer.
type Recorder interface {
	Record(ctx context.Context, c domain.Command) (Receipt, error)
}

// Receipt says what became of a command: the id of its first event, the number of its last, and the sequence of its commit.
type Receipt struct {
	ID                 string
	Position, Sequence uint64
}

// Views are the read models behind the pages. Wait returns when they show the commit with this sequence; Ready returns
// nil when they show all that was written. Moved returns a channel that is closed when they show something more; over says that nothing more
// will come.
type Views interface {
	projections.Store
	Wait(ctx context.Context, sequence uint64) error
	Ready(ctx context.Context) error
	Moved() (moved <-chan struct{}, over bool)
}

// Site is everything the pages need. All fields but Demo, Opener, Files and Sheets must be set; they are not changed once Handler was called.
type Site struct {
	Views    Views
	Source   projections.Source // reads the events of one project, for replay
	Recorder Recorder
	Opener   domain.Opener      // opens what the log holds sealed; nil where nothing is
	Identity *identity.Identity // who people are; nil: nobody signs in, and everybody may do what the operator may
	Charts   *charts.Engine
	Now      func() time.Time
	NewID    func() string   // makes a command id
	Logger   *slog.Logger    // gets what no page says
	Files    Files           // keeps evidence files; nil: none are taken
	Readings Readings        // who read what was said in confidence; nil: it is not kept
	Sheets   Sheets          // takes results tables in; nil: none are taken
	Mails    bool            // people who give an address get reminders
	Runs     Operating       // how the program runs; nil: there is no page about it, and it is ready when the views are
	Stopping <-chan struct{} // closed when the server stops, so that open streams end; nil: it never does
	Watch    Watch           // is told of every request; nil: nobody is
	Demo     bool            // the projects are examples, kept until the program ends
	Replicas bool            // others answer under the same address, from the same log; see newest.go
}

// site is a Site that is ready to answer.
type site struct {
	Site
	pages   map[string]*template.Template // by name; see render.go
	assets  map[string]asset              // by name
	tongues *language.Languages           // that pages are shown in
	style   string                        // address of the style sheet
	wide    string                        // address of that of all pages but the form
	icon    string                        // address of the icon
	script  string                        // address of the script for passkeys and codes

	wallScript string // address of the script of the keys for typing up a wall

	outbox  outboxFiles
	manual  []handbook.Page
	caught  atomic.Bool // the read models showed everything once
	kept    portfolioLines
	past    *reports.Past
	drawn   *charts.Cache
	desk    *desk
	sheets  sheetDesk
	written keptPages
	heard   heardToday

	followers followers
	following string // address of the script of pages that follow the log
}

// Handler returns the handler of all pages. It is ready for many requests at once.
func (s Site) Handler() (http.Handler, error) {
	w, err := s.open()
	if err != nil {
		return nil, err
	}
	return w.watched(w.guard(w.named(w.routes()))), nil
}

func (s Site) open() (*site, error) {
	if s.Replicas {
		s.Recorder = remembering{s.Recorder, s.Identity != nil && s.Identity.Secure()}
	}
	w := &site{Site: s, desk: newDesk(), drawn: charts.NewCache(0, 0), past: reports.NewPast(s.Source)}
	var err error
	if w.pages, err = parsePages(); err != nil {
		return nil, err
	}
	if w.tongues, err = language.Open(); err != nil {
		return nil, err
	}
	if err := w.openHandbook(); err != nil {
		return nil, err
	}
	return w, w.makeAssets()
}

// routes is THE list of addresses. {project} is one escaped segment: it matches any id. What a kept page reads of its address besides
// its path, moment and audience is named behind it.
func (s *site) routes() *http.ServeMux {
	mux := http.NewServeMux()
	ready := s.Views.Ready
	if s.Runs != nil {
		ready = s.Runs.Ready
	}
	health := Health(ready)
	mux.Handle("GET /healthz", health)
	mux.Handle("GET /readyz", health)
	mux.HandleFunc("GET /assets/{name}", s.serveAsset)
	mux.HandleFunc("GET /robots.txt", s.robots)
	mux.HandleFunc("GET /sw.js", s.worker)

	// Through a door: who may come in is said with the address; see doors.go. Without one it is who has a role in the project of
	// the address, or who is signed in.
	pageFor := func(d door, pattern string, p answer) { mux.Handle(pattern, s.page(s.only(d, p))) }
	formFor := func(d door, pattern string, p answer) { mux.Handle(pattern, s.form(s.only(d, p))) }
	page := func(pattern string, p answer) { pageFor(doorOf(pattern), pattern, p) }
	kept := func(pattern string, p answer, questions ...string) { page(pattern, s.keep(p, questions...)) }
	found := []string{"words", "kind", "aim", "month", "before"}
	figure := []string{"aim", "measure", "period"}
	page("GET /{$}", s.front)
	page("GET /projects", s.projects)
	page("GET /projects.json", s.projectsJSON)
	formFor(forOperators, "GET /projects/new", s.newProject)
	formFor(forOperators, "POST /projects", s.startProject)
	page("GET /portfolio", s.portfolio)
	page("GET /portfolio.json", s.portfolioData)
	page("GET /portfolio.csv", s.portfolioData)

	formFor(forEverybody, "GET /language", s.languageForm)
	formFor(forEverybody, "POST /language", s.chooseLanguage)
	pageFor(forEverybody, "GET /handbook", s.handbook)
	pageFor(forEverybody, "GET /handbook/{page}", s.handbookOne)
	if s.Identity != nil {
		s.identityRoutes(mux)
	}
	s.operatorRoutes(mux)
	s.agreementRoutes(mux)
	s.noteRoutes(mux)
	s.wallRoutes(mux)
	s.toldRoutes(mux)
	s.waitingRoutes(mux)
	s.outsideRoutes(mux)
	s.aimRoutes(mux)

	kept("GET /p/{project}", s.home)
	pageFor(forEverybody, "GET /p/{project}/{$}", withoutSlash)
	formFor(forWriters, "GET /p/{project}/write", s.writeForm)
	mux.Handle("POST /p/{project}/write", s.withFile(s.form(s.only(forWriters, s.queued(s.write)))))
	formFor(forWriters, "GET /p/{project}/write/shell", s.writeShell)
	formFor(forFacilitators, "GET /p/{project}/sheet", s.sheetForm)
	mux.Handle("POST /p/{project}/sheet", s.withFile(s.form(s.only(forFacilitators, s.takeSheet))))
	formFor(forWriters, "GET /p/{project}/phone", s.thisPhone)
	pageFor(forWriters, "GET /p/{project}/paper", s.paper)
	formFor(forWriters, "GET /p/{project}/entry/{entry}/correct", s.correctForm)
	formFor(forWriters, "POST /p/{project}/entry/{entry}/correct", s.correct)
	page("GET /p/{project}/file/{entry}", s.file)
	formFor(forWriters, "GET /p/{project}/saved", s.saved)
	kept("GET /p/{project}/loops", s.loops)
	kept("GET /p/{project}/loops.json", s.loops)
	kept("GET /p/{project}/loops.csv", s.loops)
	for path, make := range smallForms() {
		formFor(forWriters, "GET "+path, s.asks(make))
		formFor(forWriters, "POST "+path, s.takes(make))
	}
	kept("GET /p/{project}/figure", s.figure, figure...)
	kept("GET /p/{project}/figure.json", s.figureData, figure...)
	kept("GET /p/{project}/figure.csv", s.figureData, figure...)
	kept("GET /p/{project}/entries", s.entries, "before")
	kept("GET /p/{project}/find", s.find, found...)
	kept("GET /p/{project}/find.json", s.find, found...)
	kept("GET /p/{project}/find.csv", s.find, found...)
	kept("GET /p/{project}/entry/{entry}", s.entry)
	kept("GET /p/{project}/trace/{entry}", s.trace) // with .json or .csv behind it: the same as data
	page("GET /p/{project}/replay", orBetween(s.keep(s.replay)))
	page("GET /p/{project}/replay.json", orBetween(s.keep(s.replay)))
	page("GET /p/{project}/replay.csv", orBetween(s.keep(s.replay)))
	kept("GET /p/{project}/between", s.between, "and")
	kept("GET /p/{project}/between.json", s.between, "and")
	kept("GET /p/{project}/between.csv", s.between, "and")
	pageFor(forTold, "GET /p/{project}/for/{audience}", s.noted(s.keep(s.telling)))
	pageFor(forTold, "GET /p/{project}/chart/{chart}", s.keep(s.chart))
	kept("GET /p/{project}/journey.atom", s.feed, asksHost)
	page("GET /p/{project}/live", s.follow)
	kept("GET /p/{project}/{section}", s.section) // with .json or .csv behind it: the same as data

	mux.Handle("/", s.page(s.nowhereIn(mux)))
	return mux
}

// identityRoutes are the addresses of a site where people sign in. Their pages work where the views have stopped, too: nobody is shut out,
// or in.
func (s *site) identityRoutes(mux *http.ServeMux) {
	at := func(d door, pattern string, p answer) { mux.Handle(pattern, s.form(s.only(d, p))) }
	at(forEverybody, "GET /sign-in", s.signInForm)
	at(forEverybody, "POST /sign-in", s.signIn)
	at(forEverybody, "POST /sign-in/passkey/begin", s.forScript(s.beginPasskey))
	at(forEverybody, "POST /sign-in/passkey", s.forScript(s.usePasskey))
	at(forEverybody, "POST /sign-in/organisation", s.toOrganisation)
	at(forEverybody, "GET "+identity.ReturnPath, s.fromOrganisation)
	at(forEverybody, "GET "+identity.JoinPath, s.joinForm)
	at(forEverybody, "POST "+identity.JoinPath, s.join)
	at(forEverybody, "GET /claim", s.claimForm)
	at(forEverybody, "POST /claim", s.claim)
	at(forEverybody, "POST /leave", s.leave)
	at(forEverybody, "GET /left", s.left)

	at(forKnown, "GET /me", s.me)
	at(forKnown, "POST /me/name", s.rename)
	at(forKnown, "POST /me/contact", s.setContact)
	at(forKnown, "GET /me/ways", s.ways)
	at(forKnown, "POST /me/ways/words", s.newWords)
	at(forKnown, "POST /me/ways/card", s.newCard)
	at(forKnown, "POST /me/ways/passkey/begin", s.forScript(s.beginMaking))
	at(forKnown, "POST /me/ways/passkey", s.forScript(s.makePasskey))
	at(forKnown, "POST /me/ways/remove", s.removeWay)
	at(forKnown, "POST /me/sessions/end", s.endSession)
	at(forKnown, "GET /me/programs", s.programs)
	at(forKnown, "POST /me/programs", s.makeProgram)
	at(forKnown, "POST /me/programs/end", s.endProgram)

	at(forFacilitators, "GET /p/{project}/people", s.people)
	at(forFacilitators, "POST /p/{project}/people/card", s.makeCard)
	at(forFacilitators, "POST /p/{project}/people/withdraw", s.withdrawCard)
	at(forFacilitators, "POST /p/{project}/people/change", s.changePerson)
	at(forFacilitators, "POST /p/{project}/people/recover", s.recover)

	at(forOperators, "GET /staff", s.staff)
	at(forOperators, "POST /staff", s.appoint)
	at(forOperators, "POST /staff/dismiss", s.dismiss)
	at(forOperators, "POST /staff/withdraw", s.withdrawStaffCard)
}

// answer answers one request: it writes what there is to write with send and its friends, or returns an error, which
// becomes a page that says so.
type answer func(w http.ResponseWriter, r *http.Request) error
