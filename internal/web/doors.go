package web

import (
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/projections"
)

// door says who may come in to a page. A page that names none has the narrowest that fits its address; see page.
type door uint8

const (
	forEverybody    door = iota // nothing of any project is there
	forTold                     // who has a role in the project, and everybody where the group told everybody something
	forProject                  // who has a role in the project
	forWriters                  // who may write in it
	forFacilitators             // who may invite people to it
	forKnown                    // who is signed in
	forOperators                // who looks after the installation
)

// errStranger is the answer to somebody who has to sign in first.
var errStranger = errors.New("nobody is signed in")

// noProject is the answer about a project that is not there, and about one that the viewer may not know of.
func noProject(project string) error {
	return &domain.Error{Kind: domain.NotFound, Message: "there is no such project", Value: project, Want: "look at the list of projects"}
}

// check says why somebody may not come in; project is that of the address.
func (d door) check(v viewer, project string) error {
	ofProject := d == forTold || d == forProject || d == forWriters || d == forFacilitators
	may := map[door]bool{
		forEverybody: true, forTold: v.Role != roleNobody, forProject: v.Role.inside(), forWriters: v.Role.writes(),
		forFacilitators: v.Role.facilitates(), forKnown: !v.stranger(), forOperators: v.operates(),
	}[d]
	switch {
	case may:
		return nil
	case v.stranger():
		return errStranger
	case ofProject && !v.Role.inside():
		return noProject(project)
	case d == forOperators:
		return &domain.Error{Kind: domain.Refused, Message: "this is for people who look after this site", Want: "ask one of them"}
	case d == forFacilitators:
		return &domain.Error{Kind: domain.Refused, Message: "this is for people who hold the group together", Want: "ask a facilitator of the group"}
	}
	return &domain.Error{Kind: domain.Refused, Message: "you can read here, and the group writes", Want: "talk to the group"}
}

// only lets in who may come in through a door.
func (s *site) only(d door, p answer) answer {
	return func(w http.ResponseWriter, r *http.Request) error {
		if err := d.check(viewerOf(r.Context()), r.PathValue("project")); err != nil {
			return err
		}
		return p(w, r)
	}
}

// doorOf is the door of an address where nobody names one.
func doorOf(pattern string) door {
	if strings.Contains(pattern, "{project}") {
		return forProject
	}
	return forKnown
}

// arrive finds out who sent a request and what they are to its project.
func (s *site) arrive(r *http.Request) (*http.Request, error) {
	person, project := "", r.PathValue("project")
	if s.Identity != nil && hasSession(r) {
		person = s.Identity.Sessions.Person(r.Context())
	}
	var v viewer
	err := s.Views.Read(r.Context(), func(rows projections.Reader) error {
		v = whoIs(rows, person)
		v.Open = s.Identity == nil
		if project != "" {
			v = v.in(rows, project)
		}
		return nil
	})
	if err == nil && v.Role.writes() {
		v.Holds, err = s.heldIn(project, person)
		if err == nil && person != "" {
			v.NoWay, err = s.noWay(person)
		}
	}
	return r.WithContext(asViewer(r.Context(), v)), err
}

// toSignIn sends a stranger to the page where people sign in, and back after it to the path alone: questions may hold words.
// A form that was sent is not lost: the browser has it still.
func (s *site) toSignIn(w http.ResponseWriter, r *http.Request) error {
	if r.Method == http.MethodPost {
		return &domain.Error{
			Kind: domain.Refused, Message: "this was not saved, because you are not signed in any more",
			Want: "sign in on another page of your browser. Then go back here to what you wrote, and save it again",
		}
	}
	address := "/sign-in"
	if to := r.URL.EscapedPath(); to != "/" {
		address += "?" + url.Values{"to": {to}}.Encode()
	}
	http.Redirect(w, r, address, http.StatusSeeOther)
	return nil
}
