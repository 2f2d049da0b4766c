package projections

import (
	"slices"

	"github.com/desirelines/desirelines/domain"
)

// People returns everybody who joined or was forgotten, in the order they came up, those who left too. Names and addresses are as they stand now.
func (v View) People() []PersonRow {
	rows := personTable.all(v, v.Project, nil, func(r *PersonRow) uint64 { return r.First.Position })
	for i := range rows {
		r := &rows[i]
		r.Name, r.Email = nameIn(v, v.Project, r.NamedIn), nameIn(v, v.Project, r.EmailIn)
		if slices.Contains(r.Forgotten, "identity") {
			r.Name, r.Email = r.Name.Redacted(), r.Email.Redacted()
		}
	}
	return rows
}

// nameIn returns the name, or the address, that an event states, as it stands now.
func nameIn(r Reader, project, event string) domain.Identity {
	entry, _ := entryTable.one(r, project, event)
	switch b := entry.Body.(type) {
	case *domain.PersonJoined:
		return b.Name
	case *domain.PersonRenamed:
		return b.Name
	case *domain.PersonContactGiven:
		return b.Email
	case *domain.StaffAppointed:
		return b.Name
	}
	return domain.Identity{}
}

// Consents returns what was said of consent, one row for each yes and each taking back, with what ended each yes.
func (v View) Consents() []ConsentRow {
	rows := consentTable.all(v, v.Project, nil, func(r *ConsentRow) uint64 { return r.Position })
	for i := range rows {
		if rows[i].Given {
			rows[i].Ended = ended(rows[i], rows[i+1:])
		}
	}
	return rows
}

// ended returns the event that first ended a yes whole.
func ended(yes ConsentRow, later []ConsentRow) *Stated {
	end := yes.Lapse
	for i := range later {
		back := &later[i]
		if back.Given || back.Person != yes.Person || end != nil && end.Position < back.Position {
			continue
		}
		everywhere := back.Audience == "" || back.Audience == domain.SharedGroup || back.Audience == yes.Audience || yes.Audience == domain.SharedPublic
		if everywhere && back.covers(yes.Consent) {
			return &back.Stated
		}
	}
	return end
}

// covers says whether r is about all that c is about.
func (r *ConsentRow) covers(c domain.Consent) bool {
	if c.Class != "" {
		return r.Class == c.Class
	}
	return !slices.ContainsFunc(c.Items, func(id string) bool { return !slices.Contains(r.Items, id) })
}

// ConsentsOf returns what was said of consent to one entry, by name or with a class of what its writer wrote, in order. It is
// what domain.Effective asks for; see Told.
func (v View) ConsentsOf(entry string) []ConsentRow {
	row, _ := v.Entry(entry)
	return consentTable.all(v, v.Project, func(r *ConsentRow) bool {
		return r.Person == row.Actor && (slices.Contains(r.Items, entry) || r.Class != "" && r.Person != "")
	}, func(r *ConsentRow) uint64 { return r.Position })
}

// Told returns what rows say of consent, for domain.Effective.
func Told(rows []ConsentRow) []domain.Consent {
	list := make([]domain.Consent, len(rows))
	for i, r := range rows {
		list[i] = r.Consent
	}
	return list
}

// Recordings returns every question whether something may be recorded.
func (v View) Recordings() []RecordingRow {
	return recordingTable.all(v, v.Project, nil, func(r *RecordingRow) uint64 { return r.Position })
}

// AudiencesNamed returns the audiences that the project named or changed, the retired ones too, in order of their first event.
func (v View) AudiencesNamed() []AudienceRow {
	return audienceTable.all(v, v.Project, nil, func(r *AudienceRow) uint64 { return r.First.Position })
}

// Releases returns what an audience was told, oldest first; the empty audience stands for all of them.
func (v View) Releases(audience string) []ReleaseRow {
	return releaseTable.all(v, v.Project, func(r *ReleaseRow) bool { return audience == "" || r.Audience == audience },
		func(r *ReleaseRow) uint64 { return r.Told.Position })
}

// Exports returns the files that were made, oldest first.
func (v View) Exports() []ExportRow {
	return exportTable.all(v, v.Project, nil, func(r *ExportRow) uint64 { return r.Made.Position })
}

// Staff returns who works for the installation or did, in the order they were last appointed.
func Staff(r Reader) []StaffRow {
	rows := staffTable.all(r, domain.Installation, nil, func(r *StaffRow) uint64 { return r.Appointed.Position })
	for i := range rows {
		rows[i].Name = nameIn(r, domain.Installation, rows[i].NamedIn)
	}
	return rows
}
