package api

import (
	"reflect"
	"slices"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/projections"
	"github.com/desirelines/desirelines/reports"
)

// right is what somebody must be allowed to do to record a kind. The gate of package reports decides whether they are.
type right uint8

const (
	forNobody    right = iota // it is recorded elsewhere; also every kind that has no line
	toWrite                   // who writes in the project
	toFacilitate              // who holds the group together
	ofThemself                // who writes there, of themself alone
	toAnswer                  // who writes there, of themself; of others who holds the group together
	toPutRight                // who may put the entry right that it is about
	toShare                   // who may share the entries, or all of their own
	toTakeBack                // who may take them back
)

// rights is THE table of who records what. A kind that has no line is refused; a test says so for a new one.
var rights = func() map[string]right {
	table := map[string]right{}
	for r, kinds := range map[right][]string{
		toFacilitate: {
			"project.described", "project.ended", "project.reopened", "person.joined", "person.role_given", "audience.named", "audience.changed",
			"audience.retired", "audience.told",
		},
		ofThemself: {"person.renamed", "person.contact_given"},
		toAnswer:   {"person.left", "recording.agreed", "recording.refused"},
		toPutRight: {"entry.corrected", "entry.withdrawn", "entry.redacted"},
		toShare:    {"consent.given"},
		toTakeBack: {"consent.withdrawn"},
		toWrite: {
			"edge.stated", "edge.moved", "stage.reached", "rule.agreed", "rule.revised", "rule.retired", "rule.checked", "turning_point.chosen",
			"moment.celebrated", "recording.asked", "aim.raised", "aim.agreed", "aim.revised", "aim.dropped", "aim.retired", "aim.measure_added",
			"aim.measure_revised", "aim.measure_retired", "aim.baseline_set", "aim.target_set", "aim.period_retired", "aim.judged", "test.started",
			"test.noted", "test.concluded", "test.postponed", "test.abandoned", "outcome.recorded", "surprise.noticed", "theme.formed", "failure.shared",
			"learning.drawn", "change.made", "change.checked", "response.given", "heading.stated", "response.answered", "evidence.attached",
			"entry.checked_outside", "problem.named", "word.asked", "word.explained", "mending.promised", "mending.done", "principle.named",
			"decision.made", "meeting.held", "silence.answered", "look_back.planned", "look_back.answered", "look_back.missed",
		},
	} {
		for _, kind := range kinds {
			table[kind] = r
		}
	}
	for kind := range elsewhere {
		table[kind] = forNobody
	}
	return table
}()

// elsewhere is why the kinds are not recorded here that are for nobody, and who says them instead.
var elsewhere = map[string]string{
	"project.started":    "send it to " + Base + "/projects",
	"person.forgotten":   "it takes the way to sign in too: do it on the page of the person, or say desirelines people forget",
	"export.made":        "ask for the file with POST, and it is noted",
	"consent.lapsed":     "it follows from the day that was agreed",
	"reminder.due":       "the program says so when the day comes",
	"reminder.sent":      "the program says so when it reminds somebody",
	"reminder.returned":  "the program says so when a message comes back",
	"import.made":        "bring the file in on the page for it, or say desirelines import",
	"import.undone":      "take it back on the page for it, or say desirelines import --undo",
	"import.mapped":      "bring the sheet in on the page for it, or say desirelines import --map",
	"staff.appointed":    "it comes with a card to sign in: do it on the page of those who work here, or say desirelines people invite",
	"staff.dismissed":    "it takes the way to sign in too: do it on the page of those who work here",
	"projection.skipped": "that is for who runs the program, who sees where the view stopped",
}

// writer is somebody who wants to record something in a project: what they are to it, and the project as it is and as they see it.
type writer struct {
	viewer reports.Viewer
	now    projections.View
	seen   reports.Seen
}

// may says whether the writer may record a draft. What it names must be there for them: an entry that they may not know of is as good as none.
func (w writer) may(d domain.Draft) error {
	if err := w.mayBody(d.Body); err != nil {
		return err
	}
	if w.hidden(d.Cause) {
		return noEntry(d.Cause)
	}
	for _, id := range d.Sharing {
		a, err := reports.AudienceIn(w.now, id)
		if err != nil || !a.Circle() {
			continue // the project says whether there is such an audience
		}
		if may, _ := reports.Decide(w.viewer, reports.Look, reports.Resource{Project: w.now.Project}, a, reports.Consent{}); !may {
			return invalid(id, "there is no such audience", "share it with the group, or with an audience of its list")
		}
	}
	return w.names(reflect.ValueOf(d.Body).Elem())
}

func (w writer) mayBody(body domain.Body) error {
	if err := reports.May(w.viewer, reports.Write, w.now.Project); err != nil {
		return err
	}
	if b, ok := body.(*domain.EvidenceAttached); ok && !b.File.IsZero() {
		return &domain.Error{Kind: domain.Refused, Message: "a file is not attached here", Value: b.File.ID, Want: "attach it on the pages, which look into it and seal it; or give a url"}
	}
	switch rights[body.Kind()] {
	case toWrite:
		return nil
	case toFacilitate:
		return reports.May(w.viewer, reports.Facilitate, w.now.Project)
	case ofThemself:
		return w.self(body, false)
	case toAnswer:
		return w.self(body, true)
	case toPutRight:
		return w.mayPutRight(body)
	case toShare:
		return w.mayShare(body)
	case toTakeBack:
		return w.mayTakeBack(body)
	}
	return &domain.Error{Kind: domain.Refused, Message: "this is not recorded here", Value: body.Kind(), Want: elsewhere[body.Kind()]}
}

// self refuses what is said of somebody else; others may be spoken for by who holds the group together, where that counts.
func (w writer) self(body domain.Body, assisted bool) error {
	person := ""
	switch b := body.(type) {
	case *domain.PersonRenamed:
		person = b.Person
	case *domain.PersonContactGiven:
		person = b.Person
	case *domain.PersonLeft:
		person = b.Person
	case *domain.RecordingAgreed:
		person = b.Person
	case *domain.RecordingRefused:
		person = b.Person
	}
	switch {
	case person != "" && person == w.viewer.Person:
		return nil
	case assisted && reports.May(w.viewer, reports.Facilitate, w.now.Project) == nil:
		return nil
	}
	return &domain.Error{Kind: domain.Refused, Message: "this is for them to say", Value: person, Want: "let them say it themselves"}
}

// mayPutRight asks besides whether they may record what the entry says: a role is not given by correcting one.
func (w writer) mayPutRight(body domain.Body) error {
	entry, bodies := "", []domain.Body(nil)
	switch b := body.(type) {
	case *domain.EntryCorrected:
		entry = b.Entry
		if b.With != nil {
			bodies = append(bodies, b.With)
		}
	case *domain.EntryWithdrawn:
		entry = b.Entry
	case *domain.EntryRedacted:
		entry = b.Entry
	}
	if err := reports.MayWith(w.seen, reports.Correct, entry); err != nil {
		if domain.KindOf(err) == domain.NotFound {
			return noEntry(entry)
		}
		return err
	}
	if row, ok := w.now.Entry(entry); ok {
		bodies = append(bodies, row.Body)
	}
	for _, one := range bodies {
		if rights[one.Kind()] == toPutRight {
			continue // the project says that it cannot be put right itself
		}
		if err := w.mayBody(one); err != nil {
			return err
		}
	}
	return nil
}

func (w writer) mayShare(body domain.Body) error {
	b, _ := body.(*domain.ConsentGiven)
	if b.Class != "" {
		return w.own(b.Person)
	}
	return w.withEach(reports.Share, b.Items)
}

func (w writer) mayTakeBack(body domain.Body) error {
	b, _ := body.(*domain.ConsentWithdrawn)
	if b.Class != "" {
		return w.own(b.Person)
	}
	return w.withEach(reports.TakeBack, b.Items)
}

// own refuses a yes or no for all that somebody writes from anybody but them.
func (w writer) own(person string) error {
	if person != "" && person == w.viewer.Person && w.viewer.Role != reports.RoleOperator {
		return nil
	}
	return &domain.Error{Kind: domain.Refused, Message: "this is for them to say", Value: person, Want: "let them say it themselves"}
}

func (w writer) withEach(act reports.Action, entries []string) error {
	for _, id := range entries {
		if err := reports.MayWith(w.seen, act, id); domain.KindOf(err) == domain.NotFound {
			return noEntry(id)
		} else if err != nil {
			return err
		}
	}
	return nil
}

// hidden says whether id is an entry that the writer may not know of.
func (w writer) hidden(id string) bool {
	if id == "" {
		return false
	}
	if _, there := w.now.Entry(id); !there {
		return false
	}
	_, err := reports.EntryOf(w.seen, id)
	return err != nil
}

// names looks for entries that a body names and the writer may not know of.
func (w writer) names(v reflect.Value) error {
	switch v.Kind() {
	case reflect.String:
		if id := v.String(); len(id) >= shortestID && len(id) <= domain.MaxID && w.hidden(id) {
			return noEntry(id)
		}
	case reflect.Slice:
		for i := range v.Len() {
			if err := w.names(v.Index(i)); err != nil {
				return err
			}
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if !slices.Contains([]string{"", "-"}, v.Type().Field(i).Tag.Get("json")) {
				if err := w.names(v.Field(i)); err != nil {
					return err
				}
			}
		}
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			return w.names(v.Elem())
		}
	}
	return nil
}

// shortestID is how long the id of an entry is at least: that of a command is a UUID.
const shortestID = 36

func noEntry(id string) error {
	return invalid(id, "there is no such entry", "give the id of an entry of this project")
}
