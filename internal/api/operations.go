package api

import (
	"net/http"
	"reflect"
	"strings"

	"github.com/desirelines/desirelines/reports"
)

// operation is one thing that can be asked of an address.
type operation struct {
	id, method, path string
	says             string // in a sentence
	asks             []parameter
	gives            reflect.Type // of the answer
	lines            bool         // it gives one such JSON object a line
	takes            string       // name of the schema of what is sent; empty: nothing is
	does             func(*question) error
}

func (o operation) records() bool { return o.method == http.MethodPost }

// operations is THE list of what can be asked. Every section of a report is there by its id.
func (s *server) operations() ([]operation, error) {
	list := []operation{
		get("projects", "/projects", "The projects that the token may know of.", typeOf[reports.ProjectList](), (*question).projects, atLeast),
		get("portfolio", "/portfolio", "Those projects side by side.", typeOf[reports.Portfolio](), (*question).portfolio,
			audience, atLeast, parameter{name: "order", in: "query", form: "text", says: "How to order them."}, parameter{name: "show", in: "query", form: "text", says: "Which of them to show."}, words(false)),
		get("find-everywhere", "/find", "Entries of those projects by their words.", typeOf[[]reports.FoundList](), (*question).findEverywhere, words(true), happenedBy, audience, atLeast),
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
			}), moment(named("aim", "Id of the aim.", true), named("measure", "Id of the measure.", true), named("period", "The period, as the aims name it. Left out: overall.", false))...),
		get("find", "/projects/{project}/find", "Entries by their words.", typeOf[reports.FoundList](),
			shows(func(q *question, seen reports.Seen) (reports.FoundList, error) {
				return reports.Find(seen, q.asked["words"]), nil
			}), moment(words(true))...),
		get("board", "/projects/{project}/board", "What still waits for somebody.", typeOf[reports.Board](),
			shows(func(_ *question, seen reports.Seen) (reports.Board, error) { return reports.BoardOf(seen), nil }), moment()...),
		get("releases", "/projects/{project}/releases", "What audiences were told, and when.", typeOf[Releases](),
			shows(func(_ *question, seen reports.Seen) (Releases, error) {
				return Releases{reports.PlaceOf(seen).Project, listed(reports.ReleasesOf(seen))}, nil
			}), inProject, audience, atLeast, known),
		get("exports", "/projects/{project}/exports", "The files that were made, and whose words are in them.", typeOf[reports.Mades](),
			shows(func(q *question, seen reports.Seen) (reports.Mades, error) {
				return reports.ExportsOf(seen, q.asked["person"])
			}),
			inProject, atLeast, known, named("person", "Only files with words of the person with this id.", false)),
		get("replay", "/projects/{project}/replay", "Which figure each entry moved, step by step.", typeOf[reports.Replay](), (*question).replay,
			moment(named("from", "Number of the first entry. Left out: the last 200 are shown.", false).asNumber(), named("to", "Number of the last entry. Left out: the newest.", false).asNumber())...),
		get("difference", "/projects/{project}/difference", "What differs between two moments.", typeOf[reports.Difference](), (*question).difference, moment(named("and", "The other moment, as at.", true))...),
		get("events", "/projects/{project}/events", "The events as CloudEvents, one a line, oldest first, page by page. What is withheld is named in each.", typeOf[map[string]any](), (*question).events, moment(after, limit)...),
		{id: "start", method: http.MethodPost, path: "/projects", says: "Start a project. For who looks after the installation.", asks: []parameter{command}, gives: typeOf[Recorded](), takes: startSchema, does: (*question).start},
		{id: "record", method: http.MethodPost, path: "/projects/{project}/entries", says: "Write down one entry, or several: all of them or none.", asks: []parameter{inProject, command}, gives: typeOf[Recorded](), takes: entriesSchema, does: (*question).record},
	}
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
	for i := range list {
		list[i].lines = list[i].id == "events"
	}
	return list, nil
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

func words(must bool) parameter {
	return named("words", "Words to find, in any form of writing.", must)
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
