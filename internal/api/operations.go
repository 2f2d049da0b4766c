package api

import (
	"net/http"
	"reflect"
	"slices"
	"strings"

	"github.com/desirelines/desirelines/internal/exports"
	"github.com/desirelines/desirelines/reports"
)

// operation is one thing that can be asked of an address.
type operation struct {
	id, method, path string
	says             string // in a sentence
	asks             []parameter
	gives            reflect.Type // of the answer
	lines            bool         // it gives one such JSON object a line
	files            []string     // media types of the file that it gives instead of JSON
	takes            string       // name of the schema of what is sent; empty: nothing is
	example          any          // of what is sent
	creates          bool         // it answers 201
	heavy            bool         // it takes long, so that few are done at a time
	streams          bool         // it may be asked for as a stream, which may last
	does             func(*question) error
}

func (o operation) records() bool { return o.method == http.MethodPost }

// operations is THE list of what can be asked. Every section of a report is there by its id.
func (s *server) operations() ([]operation, error) {
	list := slices.Concat(s.amongProjects(), s.ofProject(), s.ofTime(), s.files(), s.recording())
	for _, section := range reports.Sections() {
		if section.ID == reports.SectionEntries {
			continue // it is above, page by page
		}
		model, err := section.Build(reports.Seen{})
		if err != nil {
			return nil, err
		}
		list = append(list, get(strings.ReplaceAll(section.ID, "_", "-"), "/projects/{project}/"+section.ID, asSentence(section.Title), reflect.TypeOf(model),
			shows(func(_ *question, seen reports.Seen) (reports.Model, error) { return section.Build(seen) }), moment()...))
	}
	return list, nil
}

func (s *server) amongProjects() []operation {
	order := parameter{name: "order", in: "query", form: "text", says: "How to order them."}
	show := parameter{name: "show", in: "query", form: "text", says: "Which of them to show."}
	return []operation{
		get("projects", "/projects", "The projects that the token may know of.", typeOf[reports.ProjectList](), (*question).projects, atLeast, known),
		get("portfolio", "/portfolio", "Those projects side by side.", typeOf[reports.Portfolio](), (*question).portfolio, audience, atLeast, known, order, show, words(false)),
		get("find-everywhere", "/find", "Entries of those projects by their words.", typeOf[[]reports.FoundList](), (*question).findEverywhere, words(true), happenedBy, audience, atLeast, known),
	}
}

func (s *server) ofProject() []operation {
	return []operation{
		get("project", "/projects/{project}", "What the token is to a project, and how far the project is.", typeOf[Standing](), (*question).standing, inProject, atLeast, known),
		get("entries", "/projects/{project}/entries", "Entries, oldest first, page by page.", typeOf[reports.EntryList](), (*question).entries, moment(after, limit)...),
		get("entry", "/projects/{project}/entries/{entry}", "One entry, with what led to it and what came of it.", typeOf[reports.Entry](),
			shows(func(q *question, seen reports.Seen) (reports.Entry, error) {
				return reports.EntryOf(seen, q.asked["entry"])
			}), moment(inEntry)...),
		get("trace", "/projects/{project}/trace/{entry}", "The whole way to an entry and from it.", typeOf[reports.Trace](),
			shows(func(q *question, seen reports.Seen) (reports.Trace, error) {
				return reports.TraceOf(seen, q.asked["entry"])
			}), moment(inEntry)...),
		get("figure", "/projects/{project}/figure", "Where a figure comes from: every entry it counts, and every one it leaves out.", typeOf[reports.Provenance](),
			shows(func(q *question, seen reports.Seen) (reports.Provenance, error) {
				return reports.ProvenanceOf(seen, q.asked["aim"], q.asked["measure"], q.asked["period"])
			}), moment(named("aim", "Id of the aim.", true).such("warm-meals"), named("measure", "Id of the measure.", true).such("meals"),
				named("period", "The period, as the aims name it. Left out: overall.", false))...),
		get("aims-history", "/projects/{project}/aims/history", "How each aim came to be what it is: its words, how it is measured, what is aimed for, and why that changed.",
			typeOf[reports.AimHistories](), shows(func(_ *question, seen reports.Seen) (reports.AimHistories, error) {
				return reports.AimHistoriesOf(seen), nil
			}), moment()...),
		get("aim-history", "/projects/{project}/aims/{aim}/history", "How one aim came to be what it is.", typeOf[reports.AimHistory](),
			shows(func(q *question, seen reports.Seen) (reports.AimHistory, error) {
				return reports.AimHistoryOf(seen, q.asked["aim"])
			}), moment(inAim)...),
		get("warnings", "/projects/{project}/warnings", "What should be looked at again among the figures.", typeOf[reports.Warned](),
			shows(func(_ *question, seen reports.Seen) (reports.Warned, error) { return reports.WarnedOf(seen), nil }), moment()...),
		get("find", "/projects/{project}/find", "Entries by their words.", typeOf[reports.FoundList](),
			shows(func(q *question, seen reports.Seen) (reports.FoundList, error) {
				return reports.Find(seen, q.asked["words"]), nil
			}), moment(words(true))...),
		get("board", "/projects/{project}/board", "What still waits for somebody.", typeOf[reports.Board](),
			shows(func(_ *question, seen reports.Seen) (reports.Board, error) { return reports.BoardOf(seen), nil }), moment()...),
		get("walls", "/projects/{project}/walls", "Walls of sticky notes under headings.", typeOf[reports.Walls](),
			shows(func(_ *question, seen reports.Seen) (reports.Walls, error) { return reports.WallsOf(seen), nil }), moment()...),
		get("people", "/projects/{project}/people", "Who is and who was part of the group, for the group.", typeOf[PeopleList](),
			shows(func(_ *question, seen reports.Seen) (PeopleList, error) {
				return PeopleList{reports.PlaceOf(seen).Project, reports.PeopleOf(seen)}, nil
			}), inProject, audience, atLeast, known),
		get("releases", "/projects/{project}/releases", "What audiences were told, and when.", typeOf[Releases](),
			shows(func(_ *question, seen reports.Seen) (Releases, error) {
				return Releases{reports.PlaceOf(seen).Project, listed(reports.ReleasesOf(seen))}, nil
			}), inProject, audience, atLeast, known),
		get("exports", "/projects/{project}/exports", "The files that were made, and whose words are in them.", typeOf[reports.Mades](),
			shows(func(q *question, seen reports.Seen) (reports.Mades, error) {
				return reports.ExportsOf(seen, q.asked["person"])
			}),
			inProject, atLeast, known, named("person", "Only files with words of the person with this id.", false)),
	}
}

// ofTime are the operations on how a project went on.
func (s *server) ofTime() []operation {
	replay := get("replay", "/projects/{project}/replay", "Which figure each entry moved, step by step and page by page.", typeOf[reports.Replay](), (*question).replay,
		moment(named("from", "Number of the first entry. Left out: the last ones are shown.", false).asNumber().such("3"), named("to", "Number of the last entry. Left out: the newest.", false).asNumber().such("9"), limit)...)
	replay.heavy = true
	difference := get("difference", "/projects/{project}/difference", "What differs between two moments.", typeOf[reports.Difference](), (*question).difference,
		moment(named("and", "The other moment, as at.", true).such("9"))...)
	difference.heavy = true
	events := get("events", "/projects/{project}/events", "The events as CloudEvents, one a line, oldest first. What is withheld is named in each. "+
		"With Accept: application/jsonl or application/x-ndjson and without limit all of them come, written as they are read; else they come page by page.",
		typeOf[map[string]any](), (*question).events, moment(after, limit)...)
	events.lines, events.streams = true, true
	return []operation{replay, difference, events}
}

// files are the operations whose answers are made to be kept. See files.go.
func (s *server) files() (list []operation) {
	report := moment(format.such("md").among(exports.ReportFormats()...))
	taken := format.such("csv").among(exports.Formats()...)
	taken.must = true
	export := moment(taken, named("table", "Of csv: which table. Left out: results.", false).among(reports.SheetNames()...).such("aims"))
	csv, page, text, book := "text/csv", "text/html", "text/markdown", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	for _, o := range []operation{
		{id: "report", path: "/projects/{project}/report", says: "A whole report for one audience, in one file.", asks: report, files: []string{"application/json", csv, page, text, book}, does: (*question).report},
		{id: "export", path: "/projects/{project}/export", says: "Everything that one audience may see, to take away.", asks: export, files: []string{jsonLines, "application/xml", "application/zip", csv, book}, does: (*question).export},
	} {
		o.method, o.heavy = http.MethodGet, true
		making := o
		making.id, making.method = "make-"+o.id, http.MethodPost
		making.asks = slices.DeleteFunc(slices.Clone(o.asks), func(p parameter) bool { return p.name == known.name })
		making.says += " For who holds the group together: that it was made is noted in the log, where it leaves the group or holds words of its people."
		list = append(list, o, making)
	}
	return list
}

func (s *server) recording() []operation {
	return []operation{
		{id: "start", method: http.MethodPost, path: "/projects", says: "Start a project. For who looks after the installation.", asks: []parameter{command}, gives: typeOf[Recorded](), takes: startSchema, example: startExample, creates: true, does: (*question).start},
		{id: "record", method: http.MethodPost, path: "/projects/{project}/entries", says: "Write down one entry, or several: all of them or none.", asks: []parameter{inProject, command, expects}, gives: typeOf[Recorded](), takes: entriesSchema, example: entriesExample, creates: true, does: (*question).record},
	}
}

func typeOf[T any]() reflect.Type { return reflect.TypeFor[T]() }

func get(id, path, says string, gives reflect.Type, does func(*question) error, asks ...parameter) operation {
	return operation{id: id, method: http.MethodGet, path: path, says: says, asks: asks, gives: gives, does: does}
}

func named(name, says string, must bool) parameter {
	return parameter{name: name, in: "query", form: "text", says: says, must: must}
}

func (p parameter) asNumber() parameter {
	p.form = "number"
	return p
}

// such gives the parameter an example.
func (p parameter) such(example string) parameter {
	p.example = example
	return p
}

// among lets the parameter be one of these alone.
func (p parameter) among(choices ...string) parameter {
	p.choices = choices
	return p
}

func words(must bool) parameter {
	return named("words", "Words to find, in any form of writing.", must).such("soup")
}

// listed makes an empty list of a nil one, so that JSON never says null.
func listed[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}

// Releases are what audiences were told.
type Releases struct {
	Project  string            `json:"project"`
	Releases []reports.Release `json:"releases"`
}

// People are who is and who was part of the group.
type PeopleList struct {
	Project string           `json:"project"`
	People  []reports.Person `json:"people"`
}

// Standing is what the token is to a project.
type Standing struct {
	ID        string          `json:"id"`
	Name      string          `json:"name"`
	Question  string          `json:"question"`
	Ended     bool            `json:"ended"`
	Position  uint64          `json:"position"` // of the last entry that may be known
	Role      string          `json:"role"`
	Records   bool            `json:"records"` // the token may write down something here
	Audience  string          `json:"audience"`
	Audiences []NamedAudience `json:"audiences"` // through whose eyes the token may look
}

// NamedAudience is an audience with its name.
type NamedAudience struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}
