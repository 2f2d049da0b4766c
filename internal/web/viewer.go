package web

import (
	"context"
	"fmt"
	"slices"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/projections"
	"github.com/desirelines/desirelines/reports"
)

// role is what somebody is to one project.
type role string

// The roles. A group's own come from who joined it, those of staff from who was appointed.
const (
	roleNobody        role = ""
	rolePublic        role = "public" // anybody, where the group told everybody something
	roleMember        role = domain.RoleMember
	roleFacilitator   role = domain.RoleFacilitator
	roleEvaluator     role = domain.StaffEvaluator
	roleFunder        role = domain.StaffFunder
	roleDecisionMaker role = domain.StaffDecisionMaker
	roleOperator      role = domain.StaffOperator
	roleLink          role = "link" // whoever opened a share link
)

// viewer is who sent a request: who their session says they are, and what the log says of them at this moment. The zero
// viewer is a stranger.
type viewer struct {
	Person   string   // random id; empty: nobody is signed in
	Staff    string   // role in the installation; empty: none
	Projects []string // those of the staff role; nil: all
	Open     bool     // nobody signs in on this site: everybody is its operator

	Project string   // the project of the request; empty: none, or they may not know of it
	Role    role     // in that project
	Holds   []string // ids of entries there that nobody known wrote, whose claim code they have shown
	NoWay   bool     // they write there, and have no way to sign in again
	Listens uint64   // others of that project may tell them something in confidence since the event of this number; 0: they may not

	link *openLink // the share link by which they came; nil: none
}

type viewerKey struct{}

// viewerOf returns who sent a request. Behind a door of a project it knows their role there.
func viewerOf(ctx context.Context) viewer {
	v, _ := ctx.Value(viewerKey{}).(viewer)
	return v
}

func asViewer(ctx context.Context, v viewer) context.Context {
	return context.WithValue(ctx, viewerKey{}, v)
}

// reaches says whether they may know of a project; it is that of the request.
func (v viewer) reaches(project string) bool { return v.Role != roleNobody && v.Project == project }

// stranger says whether nobody is signed in where people sign in.
func (v viewer) stranger() bool { return v.Person == "" && !v.Open }

// operates says whether they look after the installation.
func (v viewer) operates() bool { return v.Open || v.Staff == domain.StaffOperator }

// key names all that a page may depend on about who asks.
func (v viewer) key() string {
	if v.link != nil {
		return fmt.Sprintf("%q", v.link.Base) // its token is in the addresses of the page
	}
	return fmt.Sprintf("%q %q %q %v %q %v %q %v", v.Person, v.Staff, v.Projects, v.Open, v.Role, v.Listens, v.Holds, v.NoWay)
}

// whoIs reads what the log says of a person now: an appointment or a dismissal counts from the next request on.
func whoIs(rows projections.Reader, person string) viewer {
	v := viewer{Person: person}
	if person == "" {
		return v
	}
	if row, ok := lookUp[projections.StaffRow](rows, "staff", domain.Installation, person); ok && row.Dismissed == nil {
		v.Staff, v.Projects = row.Role, row.Projects
	}
	return v
}

// in is the viewer at a project, with the role they have there. Who is part of a group is that before all else.
func (v viewer) in(rows projections.Reader, project string) viewer {
	v.Project = project
	v.Role, v.Listens = v.roleIn(rows, project)
	if v.Role == roleNobody {
		v.Project = ""
	}
	return v
}

func (v viewer) roleIn(rows projections.Reader, project string) (r role, listens uint64) {
	if summary, ok := lookUp[projections.SummaryRow](rows, "project", project, ""); !ok || !summary.Started {
		return roleNobody, 0
	}
	if known := reports.ViewerOf(rows, project, v.Person); known.Role == reports.RoleMember || known.Role == reports.RoleFacilitator {
		return role(known.Role), known.Listens
	}
	switch {
	case v.operates():
		return roleOperator, 0
	case v.Staff != "" && (len(v.Projects) == 0 || slices.Contains(v.Projects, project)):
		return role(v.Staff), 0
	case len(projections.Live(rows, project).Releases(domain.SharedPublic)) > 0:
		return rolePublic, 0
	}
	return roleNobody, 0
}

// lookUp returns a row by its id.
func lookUp[T any](rows projections.Reader, table, project, id string) (row T, ok bool) {
	found, ok := rows.Row(projections.RowKey{Table: table, Project: project, ID: id})
	if p, is := found.(*T); ok && is {
		return *p, true
	}
	return row, false
}

// inside says whether the role is of those whom the pages of the project are for: everybody but the public.
func (r role) inside() bool { return r != roleNobody && r != rolePublic }

// writes says whether the role may write in the project.
func (r role) writes() bool { return r == roleMember || r == roleFacilitator || r == roleOperator }

// facilitates says whether the role may invite people, form audiences and tell them.
func (r role) facilitates() bool { return r == roleFacilitator || r == roleOperator }

// eyes is the audience through which a role looks where it names none.
func (r role) eyes() string {
	switch r {
	case roleEvaluator:
		return "evaluators"
	case roleFunder:
		return "funders"
	case roleDecisionMaker:
		return "decision-makers"
	case rolePublic, roleNobody:
		return domain.SharedPublic
	}
	return domain.SharedGroup
}

// looksThrough says whether a role may look through the eyes of an audience: the group sees what others would see, evaluators
// see what those outside would see, and those see their own.
func (r role) looksThrough(audience string) bool {
	switch r {
	case roleMember, roleFacilitator, roleOperator:
		return true
	case roleEvaluator:
		return audience != domain.SharedGroup
	}
	return audience == r.eyes()
}

// reads is the viewer as reports know them: at the project of the request, and nowhere else.
func (v viewer) reads() reports.Viewer {
	r := reports.Viewer{Person: v.Person, Listens: v.Listens, Holds: v.Holds}
	if v.Role.inside() {
		r.Role, r.Projects = reports.Role(v.Role), []string{v.Project}
	}
	if v.link != nil {
		r.Audience, r.Release = v.link.Audience, v.link.Release
	}
	return r
}
