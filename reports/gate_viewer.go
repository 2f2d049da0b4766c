package reports

import (
	"slices"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/projections"
)

// Role is what somebody is to a project.
type Role string

// The roles. The zero value is a stranger's.
const (
	RoleStranger      Role = ""
	RoleMember        Role = "member"
	RoleFacilitator   Role = "facilitator"
	RoleEvaluator     Role = "evaluator"
	RoleFunder        Role = "funder"
	RoleDecisionMaker Role = "decision-maker"
	RoleOperator      Role = "operator" // the command line, its socket and the demo
	RoleLink          Role = "link"     // whoever holds a share link
)

// Viewer is who asks. The zero value is a stranger, who sees what was told to everybody.
type Viewer struct {
	Person   string   // random id; empty: nobody known
	Role     Role     // in the projects named
	Projects []string // none named: of an evaluator or operator all of them, of anybody else none
	Audience string   // of a link: whom it shows the project to
	Release  string   // of a link: id of the event that told it; empty: the newest release
	Holds    []string // ids of entries that nobody known wrote, whose claim code the viewer has shown
	Listens  uint64   // of a member whom others may tell something in confidence: number of the event that said so; what was told before was told to another
}

// Operator is whoever may open the data folder.
func Operator() Viewer { return Viewer{Role: RoleOperator} }

// ViewerOf finds what a person is to a project: one of its people, else one who works for the installation, else a stranger.
func ViewerOf(r projections.Reader, project, person string) Viewer {
	if person == "" {
		return Viewer{}
	}
	key := projections.RowKey{Table: "person", Project: project, ID: person}
	if row, ok := r.Row(key); ok {
		if p, ok := row.(*projections.PersonRow); ok && p.Here() {
			v := Viewer{Person: person, Role: Role(p.Role), Projects: []string{project}}
			if p.Role == domain.RoleListener {
				v.Role, v.Listens = RoleMember, p.RoleSince
			}
			return v
		}
	}
	key = projections.RowKey{Table: "staff", Project: domain.Installation, ID: person}
	if row, ok := r.Row(key); ok {
		if p, ok := row.(*projections.StaffRow); ok && p.Dismissed == nil {
			return Viewer{Person: person, Role: Role(p.Role), Projects: p.Projects}
		}
	}
	return Viewer{Person: person}
}

// In says whether the role is for a project.
func (v Viewer) In(project string) bool {
	switch v.Role {
	case RoleOperator, RoleEvaluator:
		return len(v.Projects) == 0 || slices.Contains(v.Projects, project)
	case RoleMember, RoleFacilitator, RoleFunder, RoleDecisionMaker, RoleLink:
		return slices.Contains(v.Projects, project)
	}
	return false
}

// ofGroup says whether the viewer reads what the group of a project reads.
func (v Viewer) ofGroup(project string) bool {
	return v.In(project) && (v.Role == RoleMember || v.Role == RoleFacilitator || v.Role == RoleOperator)
}

// previews says whether the viewer sees through the eyes of others what they would be told today.
func (v Viewer) previews(project string) bool {
	return v.ofGroup(project) || v.Role == RoleEvaluator && v.In(project)
}

// wrote says whether the viewer is the person who wrote something. An operator acts for nobody's private words.
func (v Viewer) wrote(actor string) bool {
	return actor != "" && v.Person == actor && v.Role != RoleOperator
}

// holds says whether the viewer has shown the claim code of an entry that nobody known wrote; what puts such an entry right without a
// name goes with it.
func (v Viewer) holds(row *projections.EntryRow) bool {
	if len(v.Holds) == 0 || row.Actor != "" {
		return false
	}
	entry := row.ID
	if b, is := row.Body.(*domain.EntryCorrected); is {
		entry = b.Entry
	}
	return slices.Contains(v.Holds, entry)
}

// outsideOf is the audience that a role looks through from outside; empty: none of its own.
func (v Viewer) outsideOf() string {
	switch v.Role {
	case RoleFunder:
		return domain.SharedFunders
	case RoleDecisionMaker:
		return domain.SharedDecisionMakers
	case RoleLink:
		return v.Audience
	}
	return ""
}
