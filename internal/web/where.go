package web

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/aimed"
	"github.com/desirelines/desirelines/reports"
)

// where is the place a page is at: a project, and the moment and audience that its address names. Every link of
// the page starts from it, so that the moment goes with the reader. Empty fields are left out of addresses.
type where struct {
	Project                           string
	At, HappenedBy, Against, Audience string

	role  role     // of who asks; no address says it
	base  string   // of a share link: what all its addresses begin with; empty: the project's own
	shows []string // of a share link: the sections it has
}

// whereOf reads the place of a request. Where a question is given twice the first counts.
func whereOf(r *http.Request) where {
	if l := viewerOf(r.Context()).link; l != nil { // it shows one release to one audience, whatever the address asks
		return where{role: roleLink, Project: viewerOf(r.Context()).Project, Audience: l.Audience, base: l.Base, shows: l.Sections}
	}
	q := r.URL.Query()
	return where{
		role: viewerOf(r.Context()).Role, Project: r.PathValue("project"), At: strings.TrimSpace(q.Get("at")), HappenedBy: strings.TrimSpace(q.Get("happened_by")),
		Against: q.Get("against"), Audience: q.Get("audience"),
	}
}

// ask is the moment as a question to reports.
func (p where) ask(s *site) (reports.Ask, error) {
	by, err := domain.ParseDate(p.HappenedBy)
	if err != nil {
		return reports.Ask{}, err
	}
	return reports.Ask{At: p.At, HappenedBy: by, Against: aimed.Against(p.Against), Now: s.Now()}, nil
}

// values are the questions every link keeps.
func (p where) values() url.Values {
	v := url.Values{}
	if p.base != "" {
		return v
	}
	for name, value := range map[string]string{"at": p.At, "happened_by": p.HappenedBy, "against": p.Against, "audience": p.Audience} {
		if value != "" {
			v.Set(name, value)
		}
	}
	return v
}

// url is the address of a page of the project, such as "aims"; empty: its home. more are questions with their
// values, one after the other; an empty value takes the question away.
func (p where) url(page string, more ...string) string {
	path := "/p/" + url.PathEscape(p.Project)
	if p.base != "" {
		path = p.base
	}
	if page != "" {
		path += "/" + page
	}
	return address(path, p.values(), more)
}

// all is the address of a page over all projects. The moment of one project means nothing there.
func (p where) all(path string, more ...string) string {
	v := url.Values{}
	if p.Audience != "" {
		v.Set("audience", p.Audience)
	}
	return address(path, v, more)
}

func address(path string, v url.Values, more []string) string {
	for i := 0; i+1 < len(more); i += 2 {
		if more[i+1] == "" {
			v.Del(more[i])
		} else {
			v.Set(more[i], more[i+1])
		}
	}
	if len(v) == 0 {
		return path
	}
	return path + "?" + v.Encode()
}

// of is the same moment and audience at another project.
func (p where) of(project string) where {
	return where{Project: project, Audience: p.Audience, role: p.role}
}

// now is the same page without a moment.
func (p where) now() where {
	return where{Project: p.Project, Audience: p.Audience, role: p.role, base: p.base, shows: p.shows}
}

// past says whether the page shows anything but the present against the aim as it stands.
func (p where) past() bool {
	return p.At != "" || p.HappenedBy != "" || p.Against != "" && p.Against != string(aimed.Now)
}

// Then says in words which moment is shown, where it is not now.
func (s shell) Then() (says []string) {
	switch {
	case s.Where.At == "":
	case s.Place.Elsewhere != 0:
		says = append(says, "These entries were brought here on "+s.Place.Brought+".")
	case s.Place.Position == 0:
		says = append(says, "Nothing was written down by then.")
	default:
		says = append(says, fmt.Sprintf("You see what the group knew on %s, after entry %d.", s.Place.Day, s.Place.Position))
	}
	if s.Place.Beyond != 0 {
		says = append(says, fmt.Sprintf("The last entry is %d.", s.Place.Beyond))
	}
	if s.Place.HappenedBy != "" {
		says = append(says, "It leaves out what happened after "+s.Place.HappenedBy+".")
	}
	if s.Place.Against != "" {
		says = append(says, s.Place.Against)
	}
	return says
}

// Elsewhere leads to the last entry that another store or a file had at the moment shown, where nothing was known here yet; else it is empty.
func (s shell) Elsewhere() link {
	n := s.Place.Elsewhere
	if n == 0 {
		return link{}
	}
	return link{URL: s.Where.url(s.Here, "at", number(n)), Words: "entry " + number(n)}
}

// outside says whether who looks has no pages of their own but what they were told.
func (s shell) outside() bool {
	is := s.Where.role
	if is == roleNobody && s.eyes != nil { // a page of no project
		is = role(s.eyes.who.Staff)
	}
	switch is {
	case roleFunder, roleDecisionMaker, roleLink, rolePublic:
		return true
	}
	return false
}

// Eyes says through whose eyes the page is looked at, where those are not the group's.
func (s shell) Eyes() string {
	a := s.Place.Audience
	if s.outside() || s.Where.Audience == "" || a.ID == "" || a.ID == s.Where.role.eyes() {
		return ""
	}
	return "You are looking at this " + reports.SeenAs(a) + "."
}

// Back are the words of the way to Now: to our own pages, to the present, or to both.
func (s shell) Back() string {
	switch {
	case s.Eyes() == "":
		return "Back to now"
	case len(s.Then()) == 0:
		return "Back to our own pages"
	}
	return "Back to our own pages, as they are now"
}

// Hidden are the questions as hidden fields of a GET form, besides those that the form asks itself.
func (p where) hidden(besides ...string) []pair {
	var list []pair
	for _, f := range []pair{{"at", p.At}, {"happened_by", p.HappenedBy}, {"against", p.Against}, {"audience", p.Audience}} {
		asked := false
		for _, b := range besides {
			asked = asked || b == f.Name
		}
		if f.Value != "" && !asked {
			list = append(list, f)
		}
	}
	return list
}

// pair is a name with a value, for forms and links.
type pair struct{ Name, Value string }
