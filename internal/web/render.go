package web

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"path"
	"strings"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/language"
	"github.com/desirelines/desirelines/reports"
)

//go:embed templates
var templates embed.FS

// parsePages returns one template a page: the layout with the page's own parts.
func parsePages() (map[string]*template.Template, error) {
	layout, err := template.New("layout").Funcs(funcs()).ParseFS(templates, "templates/layout.tmpl")
	if err != nil {
		return nil, fmt.Errorf("templates: %w", err)
	}
	names, err := fs.Glob(templates, "templates/*.tmpl")
	if err != nil {
		return nil, err
	}
	pages := map[string]*template.Template{}
	for _, name := range names {
		page := strings.TrimSuffix(path.Base(name), ".tmpl")
		if page == "layout" {
			continue
		}
		if pages[page], err = template.Must(layout.Clone()).ParseFS(templates, name); err != nil {
			return nil, fmt.Errorf("templates: %w", err)
		}
	}
	return pages, nil
}

// funcs are what templates may call.
func funcs() template.FuncMap {
	return template.FuncMap{"line": lineOf, "named": named, "naming": naming, "theirs": language.Theirs, "ours": reports.OursAlone, "day": func(d reports.Day) string { return reports.DayWords(domain.Date(d)) }}
}

// line is an entry with the address of its page.
type line struct {
	reports.Line
	URL string
}

func lineOf(l reports.Line, at where) line { return line{l, at.entry(l.ID)} }

// shell is what every page shows around its own part.
type shell struct {
	Title string // of the page; the first thing in the browser's title
	Wrong bool   // something is wrong: "Error: " comes first
	Style string // address of the style sheet
	Wide  string // address of the style sheet for what the form has no use for; empty: the page is the form
	Icon  string // address of the icon
	Where where
	Place reports.Place // zero on pages of no project
	Here  string        // id of the entry of the navigation this page is
	Nav   []navLink
	Files []link // the same as data
	Feed  string // address of the Atom feed; empty: none
	Now   string // address of the page as it is now, for the group

	Script string // address of a script that the page can do without; empty: none
	Live   *live  // the page follows the log; nil: it does not
	Phone  *phone // the page may keep what is written on the phone; nil: it does not

	eyes *eyes // who looks; set by show
	late *bool // some pictures are not ready; nil on pages of no project
}

// eyes are who looks at a page, as its frame needs to know them.
type eyes struct {
	page    string // name of the template
	signs   bool   // people sign in here
	who     viewer
	tongues tongues
}

// isFor says who looks at the page.
func (s shell) isFor(who eyes) {
	if s.eyes != nil {
		*s.eyes = who
	}
}

// SignsIn says whether the page offers to sign in.
func (s shell) SignsIn() bool { return s.eyes != nil && s.eyes.signs && s.eyes.who.stranger() }

// Known says whether who looks is signed in.
func (s shell) Known() bool { return s.eyes != nil && s.eyes.who.Person != "" }

// NoWay says whether who looks writes here and could not sign in again.
func (s shell) NoWay() bool { return s.Known() && s.eyes.who.NoWay }

// Operates says whether who looks is signed in and looks after the installation.
func (s shell) Operates() bool { return s.Known() && s.eyes.who.operates() }

// MayStart says whether who looks may start a project.
func (s shell) MayStart() bool { return s.eyes != nil && s.eyes.who.operates() }

// link is an address with its words.
type link struct {
	URL, Words string
	Here       bool // it leads to this page
}

// navLink is one entry of the navigation.
type navLink = link

// Name is the name of the project, its id where it has none.
func (s shell) Name() string {
	if s.Place.Name != "" {
		return reports.Harmless(s.Place.Name)
	}
	return reports.Harmless(s.Where.Project)
}

// Late says whether some pictures of the page are not ready.
func (s shell) Late() bool { return s.late != nil && *s.late }

// isLate says that some pictures are not ready.
func (s shell) isLate() {
	if s.late != nil {
		*s.late = true
	}
}

// Alone says whether the page is one of a share link, which leads to nothing besides.
func (s shell) Alone() bool { return s.Where.role == roleLink }

// AtHome says whether the page is the home of its project.
func (s shell) AtHome() bool { return s.Here == "" && s.Where.Project != "" }

// Home is the address of the project's home.
func (s shell) Home() string { return s.Where.url("") }

// pages of a project in the order of its navigation.
var sections = [...]pair{
	{"", "Start"}, {"aims", "Aims"}, {"tests", "Tests"}, {"learning", "Learning"}, {"journey", "Journey"}, {"walls", "Walls"},
	{"entries", "Entries"}, {"find", "Find"}, {"replay", "Step by step"},
}

// shellOf returns the shell of a page of a project. here is the address of the page in the project, without questions.
func (s *site) shellOf(at where, place reports.Place, here, title string) shell {
	sh := shell{Title: title, Style: s.style, Wide: s.wide, Icon: s.icon, Where: at, Place: place, Here: here, Now: where{Project: at.Project}.url(here), late: new(bool), eyes: new(eyes)}
	if at.role == rolePublic { // one report is all that is for everybody
		return sh
	}
	if at.base != "" {
		sh.Now, sh.Nav = at.url(here), sectionLinks(at, place.Audience, here)
		return sh
	}
	for _, p := range sections {
		if p.Name == "replay" && !place.Audience.Words {
			continue
		}
		sh.Nav = append(sh.Nav, navLink{at.url(p.Name), p.Value, p.Name == here})
	}
	if s.Identity != nil && at.role.facilitates() {
		sh.Nav = append(sh.Nav, navLink{at.now().url(peopleName), "People", here == peopleName})
	}
	return sh
}

// plainShell returns the shell of a page of no project.
func (s *site) plainShell(at where, title string) shell {
	at.Project = ""
	return shell{Title: title, Style: s.style, Wide: s.wide, Icon: s.icon, Where: at, eyes: new(eyes)}
}

// show writes a page. It is rendered whole before anything is sent, so that an error is never half a page.
func (s *site) show(w http.ResponseWriter, r *http.Request, status int, name string, page any) error {
	if told, err := s.tellScript(w, r, status, page); told || err != nil {
		return err
	}
	if p, ok := page.(interface{ isLate() }); ok && sketchOf(r).late {
		p.isLate()
	}
	speaks := s.tonguesOf(r)
	if p, ok := page.(interface{ isFor(eyes) }); ok {
		p.isFor(eyes{name, s.Identity != nil, viewerOf(r.Context()), speaks})
	}
	var b bytes.Buffer
	if err := s.pages[name].ExecuteTemplate(&b, name+".tmpl", page); err != nil {
		return fmt.Errorf("page %s: %w", name, err)
	}
	text := b.String()
	if name != "write" && name != "small" && name != "newproject" { // a form gives back what was written as it was
		text = harmless(text)
	}
	w.Header().Set("Content-Language", speaks.Now.Tag)
	w.Header().Set("Vary", "Cookie, Accept-Language")
	send(w, r, status, "text/html; charset=utf-8", speaks.Now.Page([]byte(text)))
	return nil
}
