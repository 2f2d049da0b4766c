package projections

import (
	"slices"

	"github.com/desirelines/desirelines/domain"
)

// PersonRow is somebody who joined, or was forgotten without having joined.
type PersonRow struct {
	Person    string
	Name      domain.Identity // as it was last stated, redacted where it was taken out or forgotten; filled in by View.People
	NamedIn   string          // id of the event that stated the name; empty: nobody stated one
	Email     domain.Identity // where they want reminders, kept like the name; empty: they gave none or took it away, and once they left
	EmailIn   string          // id of the event that stated it; empty: nobody did, or they left since
	Role      string          // member, listener, facilitator; empty where they never joined
	RoleSince uint64          // number of the event that gave the role
	RoleGiven int64           // when it was recorded, nanoseconds since 1970
	Knowing   domain.Knowing  // as they last said on joining
	First     Stated          // the event they came up with
	Joined    *Stated         // the last time; nil: never
	Left      *Stated         // nil: is part of the project, or never was
	Forgotten []string        // classes: identity, voice, confidential, in that order
}

// Here says whether the person is part of the project.
func (r PersonRow) Here() bool { return r.Joined != nil && r.Left == nil }

// ConsentRow is what one event said of consent; its purpose is in the entry it names.
type ConsentRow struct {
	Stated
	When
	domain.Consent
	Wording  string
	Language string
	How      string
	Named    bool    // they want their name beside it
	Lapse    *Stated // the event that said it lapsed
	// Ended is the event that took the whole of it back or said that it lapsed, nil where it stands, in part too; filled in by
	// View.Consents. That its review is overdue depends on the day of asking and ends nothing here.
	Ended *Stated
}

// RecordingRow is one question whether something may be recorded; what it would be is in the entry it names.
type RecordingRow struct {
	Stated
	When
	People  []string // who was asked
	Agreed  []string // in the order they said so
	Refused []string // also who had agreed before
}

// Kept says whether what was recorded may be kept: everybody agreed and nobody refused.
func (r RecordingRow) Kept() bool {
	return len(r.People) > 0 && len(r.Refused) == 0 && !slices.ContainsFunc(r.People, func(id string) bool { return !slices.Contains(r.Agreed, id) })
}

// StaffRow is somebody who works for the installation, or did.
type StaffRow struct {
	Person    string
	Name      domain.Identity // filled in by Staff
	NamedIn   string          // id of the event that stated the name; empty: nobody stated one
	Role      string          // evaluator, funder, decision-maker, operator
	Projects  []string        // empty: all
	Appointed Stated
	Dismissed *Stated
}

var (
	personTable    = Table[PersonRow]{"person"}
	consentTable   = Table[ConsentRow]{"consent"}
	recordingTable = Table[RecordingRow]{"recording"}
	staffTable     = Table[StaffRow]{"staff"}
)

var peopleProjection = Projection{
	Name: "people", Version: 2, tables: []rowTable{personTable, consentTable, recordingTable, staffTable}, Apply: applyPeople,
}

func applyPeople(rows *Rows, e *domain.Event) error {
	switch b := e.Body.(type) {
	case *domain.PersonJoined:
		row := person(rows, e, b.Person)
		row.Role, row.RoleSince, row.RoleGiven = b.Role, e.Position, e.Recorded.UnixNano()
		row.Knowing, row.Joined, row.Left = e.Knowing, statedHere(e), nil
		if row.Role == "" {
			row.Role = domain.RoleMember
		}
		if !b.Name.IsZero() {
			row.NamedIn = e.ID
		}
		personTable.put(rows, b.Person, row)
	case *domain.PersonRenamed:
		personTable.edit(rows, b.Person, func(r *PersonRow) { r.NamedIn = e.ID })
	case *domain.PersonRoleGiven:
		personTable.edit(rows, b.Person, func(r *PersonRow) { r.Role, r.RoleSince, r.RoleGiven = b.Role, e.Position, e.Recorded.UnixNano() })
	case *domain.PersonLeft:
		personTable.edit(rows, b.Person, func(r *PersonRow) { r.Left, r.EmailIn = statedHere(e), "" })
	case *domain.PersonContactGiven:
		personTable.edit(rows, b.Person, func(r *PersonRow) { r.EmailIn = e.ID })
	case *domain.PersonForgotten:
		forget(rows, e, b)
	case *domain.ConsentGiven, *domain.ConsentWithdrawn:
		consentTable.put(rows, e.ID, consentRow(e))
	case *domain.ConsentLapsed:
		consentTable.edit(rows, b.Consent, func(r *ConsentRow) { r.Lapsed, r.Lapse = true, statedHere(e) })
	case *domain.RecordingAsked:
		recordingTable.put(rows, e.ID, RecordingRow{Stated: stated(e), When: when(e), People: b.People})
	case *domain.RecordingAgreed:
		recordingTable.edit(rows, b.Recording, func(r *RecordingRow) { r.Agreed = with(r.Agreed, b.Person) })
	case *domain.RecordingRefused:
		recordingTable.edit(rows, b.Recording, func(r *RecordingRow) { r.Refused = with(r.Refused, b.Person) })
	case *domain.StaffAppointed:
		row := StaffRow{Person: b.Person, Role: b.Role, Projects: b.Projects, Appointed: stated(e)}
		if before, ok := staffTable.get(rows, b.Person); ok {
			row.NamedIn = before.NamedIn
		}
		if !b.Name.IsZero() {
			row.NamedIn = e.ID
		}
		staffTable.put(rows, b.Person, row)
	case *domain.StaffDismissed:
		staffTable.edit(rows, b.Person, func(r *StaffRow) { r.Dismissed = statedHere(e) })
	}
	return nil
}

// person returns the row of a person, a new one where there is none.
func person(rows *Rows, e *domain.Event, id string) PersonRow {
	if row, ok := personTable.get(rows, id); ok {
		return row
	}
	return PersonRow{Person: id, First: stated(e)}
}

// forget notes which classes of a person are forgotten; what was forgotten before stays so.
func forget(rows *Rows, e *domain.Event, b *domain.PersonForgotten) {
	row := person(rows, e, b.Person)
	var classes []string
	for _, c := range []string{"identity", "voice", "confidential"} {
		if b.Whole() || slices.Contains(b.Classes, c) || slices.Contains(row.Forgotten, c) {
			classes = append(classes, c)
		}
	}
	row.Forgotten = classes
	if b.Whole() && row.Here() {
		row.Left, row.EmailIn = statedHere(e), ""
	}
	personTable.put(rows, b.Person, row)
}

func consentRow(e *domain.Event) ConsentRow {
	row := ConsentRow{Stated: stated(e), When: when(e)}
	switch b := e.Body.(type) {
	case *domain.ConsentGiven:
		row.Consent = domain.Consent{Given: true, Person: b.Person, Items: b.Items, Class: b.Class, Audience: b.Audience, ReviewBy: b.ReviewBy}
		row.Wording, row.Language, row.How, row.Named = b.Wording, b.Language, b.How, b.Named
	case *domain.ConsentWithdrawn:
		row.Consent = domain.Consent{Person: b.Person, Items: b.Items, Class: b.Class, Audience: b.Audience}
	}
	return row
}

// with returns a new list that ends with id, where it was not in it.
func with(list []string, id string) []string {
	if slices.Contains(list, id) {
		return list
	}
	return append(slices.Clip(list), id)
}

// without returns the list less an id, in memory of its own.
func without(list []string, id string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(have string) bool { return have == id })
}

func statedHere(e *domain.Event) *Stated {
	s := stated(e)
	return &s
}
