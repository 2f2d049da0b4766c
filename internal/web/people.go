package web

import (
	"html/template"
	"net/http"
	"strings"
	"time"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/identity"
	"github.com/desirelines/desirelines/internal/language"
	"github.com/desirelines/desirelines/projections"
	"github.com/desirelines/desirelines/reports"
)

// peopleName is the page of the people of a project.
const peopleName = "people"

// peoplePage is who is part of a group, and what who holds it together can do about that.
type peoplePage struct {
	shell
	Action string // address of this page
	People []groupPerson
	Gone   int // how many left
	Cards  []openCard
	Roles  field
}

type groupPerson struct {
	ID, Name   string
	You, Works bool         // Works: appointed in the installation, so that this group cannot let them in again
	Role       string       // in words
	Joined     string       // the day, of who gave no name; empty: not said
	Others     []roleChange // the roles they may have instead
	Last       bool         // they are one of the last two who hold the group together
	Command    string
}

type openCard struct{ ID, Says string }

func (s *site) people(w http.ResponseWriter, r *http.Request) error {
	at := whereOf(r)
	p, err := seeAt(s, r.Context(), where{Project: at.Project}, func(seen reports.Seen) (peoplePage, error) {
		p := peoplePage{shell: s.shellOf(at, reports.PlaceOf(seen), peopleName, "People")}
		for _, one := range reports.PeopleOf(seen) {
			if one.Here {
				p.People = append(p.People, groupPerson{
					ID: one.ID, Name: reports.Unbroken(one.Name.Text), You: one.ID == viewerOf(r.Context()).Person, // also of an operator, who is nobody's
					Joined: joinedOf(one), Role: roleSays(one.Role), Others: otherRoles(one.Role), Command: s.NewID(),
				})
			} else {
				p.Gone++
			}
		}
		return p, nil
	})
	if err != nil {
		return err
	}
	markLast(p.People)
	p.Action = where{Project: at.Project}.url(peopleName)
	err = s.live(r.Context(), at.Project, func(v projections.View) error {
		for i := range p.People {
			p.People[i].Works = whoIs(v, p.People[i].ID).Staff != ""
		}
		return nil
	})
	if err != nil {
		return err
	}
	if p.Cards, err = s.openCards(at.Project); err != nil {
		return err
	}
	p.Roles = (&answers{values: map[string]string{"role": domain.RoleMember}}).fill(rolesField())
	return s.show(w, r, http.StatusOK, "people", p)
}

// joinedOf is the day somebody joined who gave no name: the group tells by it who it is. It is empty for all others.
func joinedOf(one reports.Person) string {
	if d := domain.Date(one.Joined); one.Name.Text == "" && d.Known() {
		return reports.DayWords(d)
	}
	return ""
}

// groupRoleWords is a role of the people of a group in words: who a card is for, as a choice and on the card, what they do, the button that
// gives it, and what follows for who gets it and for who had it.
type groupRoleWords struct{ id, choice, card, says, give, follows, loses string }

var groupRoles = []groupRoleWords{
	{domain.RoleMember, "Somebody of the group", "For somebody who joins the group.", "Part of the group.", "Part of the group, nothing more", "They read and write as everybody in the group does, and nothing more.", ""},
	{domain.RoleListener, "Somebody of the group who listens in confidence", "For somebody of the group who listens in confidence.", "Listens in confidence.", "Listens in confidence from now on", "They can read what people tell in confidence from now on.", "They can no longer read what people told them in confidence."},
	{domain.RoleFacilitator, "Somebody who holds the group together", "For somebody who holds the group together.", "Holds the group together.", "Holds the group together from now on", "They can invite people, take them out, and tell others what the group knows.", "They can no longer invite people or take them out."},
}

func rolesField() field {
	f := field{Name: "role", Label: "Who is the card for?", Radios: true}
	for _, r := range groupRoles {
		f.Options = append(f.Options, pair{r.id, r.choice})
	}
	return f
}

// groupRole finds a role of the group; what is none is as that of a member, and ok is false.
func groupRole(id string) (role groupRoleWords, ok bool) {
	for _, r := range groupRoles {
		if r.id == id {
			return r, true
		}
	}
	return groupRoles[0], false
}

func roleSays(id string) string {
	role, _ := groupRole(id)
	return role.says
}

// roleChange is a role that may be given, with the button that gives it and what follows.
type roleChange struct{ Name, Value, Follows string }

// markLast marks who holds the group together where they are two at most: letting somebody in again takes two.
func markLast(people []groupPerson) {
	says, hold := roleSays(domain.RoleFacilitator), 0
	for _, p := range people {
		if p.Role == says {
			hold++
		}
	}
	for i := range people {
		people[i].Last = people[i].Role == says && hold <= 2
	}
}

func otherRoles(role string) (list []roleChange) {
	had, _ := groupRole(role)
	for _, r := range groupRoles {
		if r.id != role {
			list = append(list, roleChange{r.id, r.give, strings.TrimSpace(r.follows + " " + had.loses)})
		}
	}
	return list
}

func (s *site) openCards(project string) (list []openCard, err error) {
	cards, err := s.Identity.Cards.List(project)
	for _, c := range cards {
		list = append(list, openCard{c.ID, "A card that begins with " + language.Theirs(c.Prefix) + ", made on " + s.day(c.Made) + ". It works until " + s.day(c.Until) + "."})
	}
	return list, err
}

// cardPage shows a card to be printed or copied, once.
type cardPage struct {
	shell
	For        string // who it is for, in a sentence
	Code, Join string // Join: the address to type
	QR         template.HTML
	Until      string
	Back       link
}

// showCard shows a card that was just made.
func (s *site) showCard(w http.ResponseWriter, r *http.Request, card identity.Issued, says string, back link) error {
	qr, err := identity.QRSVG(card.URL, "The card as a picture", "A telephone reads the address and the code from it. Both stand below it in letters.")
	if err != nil {
		return err
	}
	p := cardPage{
		shell: s.plainShell(where{}, "A card"), For: says, Code: card.Code, Join: strings.TrimSuffix(card.URL, "#"+card.Code), Until: s.day(card.Until), Back: back,
		QR: template.HTML(qr), // made by identity: shapes, and two texts of ours
	}
	return s.show(w, r, http.StatusOK, "card", p)
}

// makeCard makes a card for somebody who is to join a project.
func (s *site) makeCard(w http.ResponseWriter, r *http.Request) error {
	a, err := shortForm(r)
	if err != nil {
		return err
	}
	role, ok := groupRole(a.text("role"))
	if !ok {
		return &domain.Error{Kind: domain.Invalid, Message: "who is the card for?", Value: a.text("role"), Want: "choose one of the answers"}
	}
	project := r.PathValue("project")
	card, err := s.Identity.Cards.Issue(project, role.id, viewerOf(r.Context()).Person)
	if err != nil {
		return err
	}
	return s.showCard(w, r, card, role.card, link{URL: where{Project: project}.url(peopleName), Words: "Back to the people of the group"})
}

func (s *site) withdrawCard(w http.ResponseWriter, r *http.Request) error {
	a, err := shortForm(r)
	if err != nil {
		return err
	}
	if err := s.Identity.Cards.Withdraw(r.PathValue("project"), a.values["card"]); err != nil {
		return err
	}
	return s.backToPeople(w, r)
}

func (s *site) backToPeople(w http.ResponseWriter, r *http.Request) error {
	http.Redirect(w, r, where{Project: r.PathValue("project")}.url(peopleName), http.StatusSeeOther)
	return nil
}

// changePerson takes somebody out of the group or gives them another role.
func (s *site) changePerson(w http.ResponseWriter, r *http.Request) error {
	a, err := shortForm(r)
	if err != nil {
		return err
	}
	person, project := a.values["person"], r.PathValue("project")
	var body domain.Body
	if role, ok := groupRole(a.values["do"]); ok {
		body = &domain.PersonRoleGiven{Person: person, Role: role.id}
	} else if a.values["do"] == "leave" {
		body = &domain.PersonLeft{Person: person}
	} else {
		return unreadable()
	}
	if !isCommandID(a.values["command"]) {
		return unreadable()
	}
	if err := s.sayOf(r, project, body, a.values["command"]); err != nil {
		return err
	}
	if person == viewerOf(r.Context()).Person {
		if err := s.Identity.Sessions.Renew(r.Context()); err != nil {
			return err
		}
	}
	return s.backToPeople(w, r)
}

// confirmedPage says that the first of two has confirmed.
type confirmedPage struct {
	shell
	Until string
	Back  link
}

// vouching is how long somebody must have held the group together before their word lets another person in again. Else one could make a
// second self by a card of their own, and be the two who confirm.
const vouching = 7 * 24 * time.Hour

func (s *site) mayVouch(v projections.View, who viewer) error {
	if who.operates() {
		return nil
	}
	row, _ := lookUp[projections.PersonRow](v, "person", v.Project, who.Person)
	if s.Now().Sub(time.Unix(0, row.RoleGiven)) >= vouching {
		return nil
	}
	return &domain.Error{Kind: domain.Refused, Message: "you have held this group together for less than a week. Your word does not let others in again yet",
		Want: "ask somebody who has done so for longer, or an operator"}
}

// recover is one facilitator's word that somebody is who they say; the second one's makes a card for them.
func (s *site) recover(w http.ResponseWriter, r *http.Request) error {
	a, err := shortForm(r)
	if err != nil {
		return err
	}
	person, project := a.values["person"], r.PathValue("project")
	err = s.live(r.Context(), project, func(v projections.View) error {
		row, ok := lookUp[projections.PersonRow](v, "person", project, person)
		switch {
		case !ok || !row.Here():
			return &domain.Error{Kind: domain.NotFound, Message: "this person is not part of the group", Value: person, Want: "choose somebody of the list"}
		case whoIs(v, person).Staff != "":
			return &domain.Error{Kind: domain.Refused, Message: "this person works here, and a group cannot let them in again", Want: "ask an operator to appoint them anew"}
		}
		return s.mayVouch(v, viewerOf(r.Context()))
	})
	if err != nil {
		return err
	}
	confirmed, err := s.Identity.Recoveries.Confirm(person, viewerOf(r.Context()).Person)
	if err != nil {
		return err
	}
	back := link{URL: where{Project: project}.url(peopleName), Words: "Back to the people of the group"}
	if confirmed.Card != nil {
		return s.showCard(w, r, *confirmed.Card, "For the person who lost their ways to come back. All their devices are signed out.", back)
	}
	p := confirmedPage{s.plainShell(where{}, "You have confirmed"), s.day(confirmed.Until) + ", " + confirmed.Until.UTC().Format("15:04 UTC"), back}
	return s.show(w, r, http.StatusOK, "confirmed", p)
}
