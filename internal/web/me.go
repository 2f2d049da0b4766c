package web

import (
	"fmt"
	"net/http"
	"time"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/identity"
	"github.com/desirelines/desirelines/projections"
	"github.com/desirelines/desirelines/reports"
)

// mePage is what somebody can see and do about themself.
type mePage struct {
	shell
	Groups     []myGroup
	Staff      string // what they are in the installation, in words; empty: nothing
	Ways       []myWay
	Sessions   []mySession
	Recoveries []string
}

// myGroup is a group that somebody is part of.
type myGroup struct {
	Project, URL, Name string
	Agreed             string // address of what they agreed to
	Role               string
	Action             string // where the new name goes
	Command            string
	Called             field
	Contact            myContact
}

// myWay is a way to come back.
type myWay struct{ ID, Says string }

// mySession is a device that is signed in.
type mySession struct {
	ID, Says string
	Here     bool
}

func (s *site) me(w http.ResponseWriter, r *http.Request) error {
	return s.showMe(w, r, http.StatusOK, &answers{values: map[string]string{}})
}

func (s *site) showMe(w http.ResponseWriter, r *http.Request, status int, a *answers) error {
	who := viewerOf(r.Context())
	p := mePage{shell: s.plainShell(where{}, "You"), Staff: staffWords(who.Staff)}
	p.Wrong = len(a.problems) > 0
	var groups []viewer
	err := s.Views.Read(r.Context(), func(rows projections.Reader) error {
		for _, row := range projections.Summaries(rows) {
			if here := who.in(rows, row.Project); here.Role == roleMember || here.Role == roleFacilitator {
				groups = append(groups, here)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, here := range groups {
		g, err := s.myGroup(r, here, a)
		if err != nil {
			return err
		}
		p.Groups = append(p.Groups, g)
	}
	if err := s.fillMe(r, &p); err != nil {
		return err
	}
	return s.show(w, r, status, "me", p)
}

func (s *site) myGroup(r *http.Request, who viewer, a *answers) (myGroup, error) {
	at := where{Project: who.Project}
	g := myGroup{Project: who.Project, Agreed: at.url("agreed"), URL: at.url(""), Role: roleWords(who.Role), Action: "/me/name", Command: s.NewID()}
	f := field{Name: "name", Label: "What we call you here", Type: "text", Complete: "off"}
	_, err := seeAt(s, asViewer(r.Context(), who), at, func(seen reports.Seen) (struct{}, error) {
		g.Contact = myContact{Command: s.NewID(), Email: contact(seen)}
		g.Contact.Show = s.Mails || g.Contact.Email.Value != ""
		g.Name = reports.Unbroken(reports.PlaceOf(seen).Name)
		for _, one := range reports.PeopleOf(seen) {
			if one.ID == who.Person {
				f.Value = one.Name.Text
			}
		}
		return struct{}{}, nil
	})
	email := &g.Contact.Email
	if a.values["project"] == who.Project {
		if _, sent := a.values[email.Name]; sent {
			*email = a.fill(*email)
		} else {
			f = a.fill(f)
		}
	}
	f.Name, email.Name = "name-"+g.Command, "email-"+g.Contact.Command // one on the page for each group
	g.Called = f
	return g, err
}

func (s *site) fillMe(r *http.Request, p *mePage) error {
	person := viewerOf(r.Context()).Person
	ways, err := s.Identity.Accounts.Ways(person)
	if err != nil {
		return err
	}
	for _, way := range ways {
		p.Ways = append(p.Ways, myWay{way.ID, s.saysWay(way)})
	}
	sessions, err := s.Identity.Sessions.List(person)
	if err != nil {
		return err
	}
	here := s.Identity.Sessions.ID(r.Context())
	for _, session := range sessions {
		p.Sessions = append(p.Sessions, mySession{session.ID, s.saysSession(session), session.ID == here})
	}
	recoveries, err := s.Identity.Recoveries.List(person)
	for _, one := range recoveries {
		p.Recoveries = append(p.Recoveries, fmt.Sprintf("On %s you were let in again. %d people who know you said it was you.", s.day(one.At), len(one.By)))
	}
	return err
}

// day writes the day of a moment.
func (s *site) day(t time.Time) string { return reports.DayWords(domain.DateOf(t)) }

func (s *site) saysWay(w identity.Way) string {
	says := map[string]string{"passkey": "A passkey on a device", "words": "Six words", "kept card": "A card and a PIN", "organisation": "Your organisation"}[w.Kind]
	says += ", made on " + s.day(w.Made)
	if w.Seen.IsZero() {
		return says + ". Not used yet."
	}
	return says + ". Last used on " + s.day(w.Seen) + "."
}

func (s *site) saysSession(one identity.Session) string {
	says := "A device that others use too"
	if one.Device == identity.OwnPhone {
		says = "Your own device"
	}
	return fmt.Sprintf("%s. Signed in on %s. Last used at %s.", says, s.day(one.Made), one.Seen.UTC().Format("15:04 UTC"))
}

// rename records what somebody wants to be called in one group.
func (s *site) rename(w http.ResponseWriter, r *http.Request) error {
	a, err := shortForm(r)
	if err != nil {
		return err
	}
	project, command := a.values["project"], a.values["command"]
	a.values["name"] = a.text("name-" + command)
	a.most("name", domain.MaxName)
	if a.values["name"] == "" {
		a.wrong("name", "Write the name that we may use.")
	}
	person := viewerOf(r.Context()).Person
	if len(a.problems) == 0 && isCommandID(command) {
		body := &domain.PersonRenamed{Person: person, Name: domain.Name(a.values["name"])}
		if err := s.sayIn(r, project, body, command); err == nil {
			http.Redirect(w, r, "/me", http.StatusSeeOther)
			return nil
		} else if domain.KindOf(err) != domain.Invalid {
			return err
		}
		a.wrong("name", "This cannot be used as a name. Try a shorter one.")
	}
	return s.showMe(w, r, http.StatusUnprocessableEntity, a)
}

// sayIn records one thing that the viewer says in a project that they may write in, and waits until the pages show it.
func (s *site) sayIn(r *http.Request, project string, body domain.Body, command string) error {
	var may bool
	err := s.Views.Read(r.Context(), func(rows projections.Reader) error {
		may = viewerOf(r.Context()).in(rows, project).Role.writes()
		return nil
	})
	if err == nil && !may {
		return noProject(project)
	}
	if err != nil {
		return err
	}
	return s.sayOf(r, project, body, command)
}

// sayOf is sayIn for who was let in by a door.
func (s *site) sayOf(r *http.Request, project string, body domain.Body, command string) error {
	receipt, err := s.Recorder.Record(r.Context(), domain.Command{
		ID: command, Project: project, Actor: viewerOf(r.Context()).Person, Drafts: []domain.Draft{{Body: body}},
	})
	if err == nil {
		s.wait(r, receipt)
	}
	return err
}

// endSession signs one device of the viewer out; all of them where none is named.
func (s *site) endSession(w http.ResponseWriter, r *http.Request) error {
	a, err := shortForm(r)
	if err != nil {
		return err
	}
	person := viewerOf(r.Context()).Person
	if id := a.values["session"]; id != "" {
		err = s.Identity.Sessions.End(person, id)
	} else {
		err = s.Identity.Sessions.EndAll(person)
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, "/me", http.StatusSeeOther)
	return nil
}

// roleWords say what somebody is to a group.
func roleWords(r role) string {
	switch r {
	case roleFacilitator:
		return "You hold this group together."
	case roleMember:
		return "You are part of this group."
	}
	return ""
}

// staffWords say what somebody is in the installation; empty for nothing.
func staffWords(role string) string {
	return map[string]string{
		domain.StaffEvaluator: "evaluator", domain.StaffFunder: "funder", domain.StaffDecisionMaker: "somebody who decides", domain.StaffOperator: "operator",
	}[role]
}
