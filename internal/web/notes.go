package web

import (
	"bytes"
	"encoding/hex"
	"hash/fnv"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/reports"
	"github.com/desirelines/desirelines/reports/html"
)

// noteName is the address of the form for a sticky note.
const noteName = "note"

func (s *site) noteRoutes(mux *http.ServeMux) {
	at := func(pattern string, p answer) { mux.Handle(pattern, s.form(s.only(forWriters, p))) }
	at("GET /p/{project}/note", s.noteForm)
	at("POST /p/{project}/note", s.putNote)
}

// tap is what lets people put a note on a thing without leaving the page: a tap is enough for two of the marks.
type tap struct {
	ID           string // of the form on its page; empty: the same thing stands there twice
	Action, More string
	On, Back     string
	Seen         uint64 // the newest entry the page knows
	Tick, Heart  string // address of the note of who looks that has this mark already; empty: none
	Writes       bool   // the box for words stands there too
}

// noter lets people put a note on each thing of a page, and answer those that are there. It implements html.Noter.
type noter struct {
	site  *site
	at    where
	place reports.Place
	here  string          // address of the page in the project
	there map[string]bool // the taps that stand on it
}

// noter returns nil where who looks writes nothing there.
func (s *site) noter(at where, place reports.Place, here string) html.Noter {
	if !s.mayWrite(at) {
		return nil
	}
	return noter{s, at, place, here, map[string]bool{}}
}

// Note implements html.Noter.
func (n noter) Note(thing string, notes *reports.Notes) template.HTML {
	t := tapOf(n.at, n.place, n.here, thing, notes)
	if n.there[t.ID] {
		t.ID = ""
	}
	n.there[t.ID] = true
	return n.site.tapHTML(t)
}

// Answer implements html.Noter.
func (n noter) Answer(note string) string { return answerURL(n.at, note) }

// answerURL is the address of the form to answer a note.
func answerURL(at where, note string) string { return at.now().url("entry/" + note + "/answer") }

func tapOf(at where, place reports.Place, here, thing string, n *reports.Notes) tap {
	sum := fnv.New64a()
	_, _ = sum.Write([]byte(thing)) // a hash takes everything
	id := "note-" + hex.EncodeToString(sum.Sum(nil)[:5])
	back := at.url(here)
	t := tap{ID: id, Action: at.now().url(noteName), On: thing, Back: back + "#" + id, Seen: place.Position}
	t.More = at.now().url(noteName, "on", thing, "back", back+"#"+id)
	for mark, mine := range map[string]*string{reports.MarkTick: &t.Tick, reports.MarkHeart: &t.Heart} {
		if note := n.Mine(mark); note != "" {
			*mine = at.entry(note)
		}
	}
	return t
}

func (s *site) tapHTML(t tap) template.HTML {
	var b bytes.Buffer
	if err := s.pages["note"].ExecuteTemplate(&b, "tap", t); err != nil {
		s.Logger.Error("a note could not be offered", "error", err.Error())
		return ""
	}
	return template.HTML(b.String()) //nolint:gosec // what a template wrote
}

// takesNotes says whether the page of an entry of this kind offers to put a note on it. Who is in the group and what was agreed is nothing to
// agree with.
func takesNotes(kind string) bool {
	thing, _, _ := strings.Cut(kind, ".")
	return !slices.Contains([]string{"project", "person", "consent", "recording", "audience", "export", "import", "entry", "staff", "reminder"}, thing)
}

// noteTarget is the thing that a note is on, or the note that is answered.
type noteTarget struct {
	choices
	On         string // as reports.NotesOn names it
	Says       string // what it is
	Words, URL string
	kind       string
	standing   string // the note with the mark asked for that who looks put on it already
	before     int    // how many of their notes on it they took back
}

// noteTarget looks up a thing; what who looks may not know of is NotFound.
func (s *site) noteTarget(r *http.Request, thing, mark string) (noteTarget, error) {
	at := ourPlace(r)
	return seeAt(s, r.Context(), at, func(seen reports.Seen) (noteTarget, error) {
		n := noteTarget{choices: choices{place: reports.PlaceOf(seen), audiences: reports.AudiencesHere(seen)}, On: reports.ThingOf(seen, thing)}
		n.standing, n.before = reports.NotesByMe(seen, n.On, mark)
		if aim, is := aimOf(n.On); is {
			for _, a := range reports.ComparisonOf(seen).Aims {
				if a.ID == aim {
					n.Says, n.Words, n.URL = "An aim", a.Statement, at.url("aims")
					return n, nil
				}
			}
			return n, &domain.Error{Kind: domain.NotFound, Message: "there is no such aim", Value: aim, Want: "look at the aims of the project"}
		}
		e, err := reports.EntryOf(seen, n.On)
		if err != nil {
			return n, err
		}
		n.On, n.Says, n.Words, n.URL, n.kind = e.ID, e.Says, beginning(e.Line), at.entry(e.ID), e.Kind
		return n, nil
	})
}

// commandFrom makes the id of a command from all that makes it what it is, so that the same tap twice is one note. A page that is kept for several people
// has no id of its own for each of them.
func commandFrom(parts ...string) string {
	return uuid.NewSHA1(uuid.NameSpaceURL, []byte(strings.Join(parts, "\x00"))).String()
}

// backHere is the way back to a page of a project; what leads elsewhere leads to instead.
func backHere(at where, back, instead string) string {
	u, err := url.Parse(back)
	home := at.now().url("")
	if err != nil || u.IsAbs() || u.Host != "" || strings.ContainsAny(back, "\\\r\n") || u.EscapedPath() != home && !strings.HasPrefix(u.EscapedPath(), home+"/") {
		return instead
	}
	return back
}

// aimOf is the aim that a note is on.
func aimOf(thing string) (aim string, is bool) { return strings.CutPrefix(thing, reports.OnAim("")) }

// stuckNotes are the notes on an entry, with what another one can be put with.
type stuckNotes struct {
	Says  []reports.SaidMark
	Notes []noteLine
	Tap   *tap // nil: who looks puts none there
}

// noteLine is a note in a list, with what can be done with it.
type noteLine struct {
	reports.Note
	Sign             string
	URL, Reply, Back string // addresses; empty: not from here
}

// stuckOn are the notes on an entry; nil where there are none and none can be put there.
func (s *site) stuckOn(at where, e seenEntry) *stuckNotes {
	v := &stuckNotes{}
	if e.notes != nil {
		v.Says, v.Notes = e.notes.Says(), s.noteLines(at, e.notes.Notes)
	}
	if s.mayWrite(at) && e.entry.TakenBack == nil && takesNotes(e.entry.Kind) {
		t := tapOf(at, e.place, "entry/"+e.entry.ID, e.thing, e.notes)
		t.Writes = true
		v.Tap = &t
	}
	if e.notes == nil && v.Tap == nil {
		return nil
	}
	return v
}

func (s *site) noteLines(at where, notes []reports.Note) []noteLine {
	var list []noteLine
	for _, n := range notes {
		l := noteLine{Note: n, Sign: reports.MarkSign(n.Mark), URL: at.entry(n.ID)}
		if s.mayWrite(at) {
			if n.Mark == reports.MarkSquare || !n.Text.Empty() {
				l.Reply = answerURL(at, n.ID)
			}
			if n.Mine {
				l.Back = at.entry(n.ID) + "/correct"
			}
		}
		list = append(list, l)
	}
	return list
}
