package web

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/identity"
	"github.com/desirelines/desirelines/internal/language"
	"github.com/desirelines/desirelines/projections"
	"github.com/desirelines/desirelines/reports"
)

// staffPage is who works for the installation.
type staffPage struct {
	shell
	Problems []problem
	Unsaved  string
	Command  string
	Staff    []staffPerson
	Cards    []openCard
	Role     field
	Called   field
	Projects []checkbox
	Wrongly  string // what is wrong with the projects
}

type staffPerson struct {
	ID, Name, Says string
	You            bool
	Command        string
}

type checkbox struct {
	ID, Value, Words string
	On               bool
}

// StaffIn says who is staff, for identity.
func StaffIn(v Views) identity.Staff {
	return func(person string) (staff bool, err error) {
		err = v.Read(context.Background(), func(rows projections.Reader) error {
			staff = whoIs(rows, person).Staff != ""
			return nil
		})
		return staff, err
	}
}

func (s *site) staff(w http.ResponseWriter, r *http.Request) error {
	return s.showStaff(w, r, http.StatusOK, &answers{values: map[string]string{"command": s.NewID()}})
}

func (s *site) showStaff(w http.ResponseWriter, r *http.Request, status int, a *answers) error {
	a.inOrder([]string{wholeForm, "role", "name", "projects"})
	p := staffPage{
		shell: s.plainShell(where{}, "People who work here"), Problems: a.problems, Unsaved: a.problem(wholeForm), Command: a.values["command"],
		Role: a.fill(field{Name: "role", Label: "What do they do?", Radios: true, Options: []pair{
			{domain.StaffEvaluator, "Evaluator: follows how figures came about"}, {domain.StaffFunder, "Funder: sees what funders were told"},
			{domain.StaffDecisionMaker, "Decides: sees what people who decide were told"}, {domain.StaffOperator, "Operator: looks after this site"}}}),
		Called: a.fill(field{Name: "name", Label: "What are they called?", Hint: "You can leave this empty.", Complete: "off"}), Wrongly: a.problem("projects"),
	}
	p.Wrong = len(a.problems) > 0
	who := viewerOf(r.Context())
	err := s.Views.Read(r.Context(), func(rows projections.Reader) error {
		names := map[string]string{}
		for i, row := range projections.Summaries(rows) {
			names[row.Project] = reports.Unbroken(row.Name)
			p.Projects = append(p.Projects, checkbox{fmt.Sprintf("project-%d", i), row.Project, names[row.Project], slices.Contains(r.PostForm["project"], row.Project)})
		}
		for _, row := range projections.Staff(rows) {
			if row.Dismissed == nil {
				p.Staff = append(p.Staff, s.staffPerson(row, names, row.Person == who.Person))
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if p.Cards, err = s.openCards(domain.Installation); err != nil {
		return err
	}
	return s.show(w, r, status, "staff", p)
}

func (s *site) staffPerson(row projections.StaffRow, names map[string]string, you bool) staffPerson {
	name, _ := row.Name.Reveal(s.Opener)
	says := strings.ToUpper(staffWords(row.Role)[:1]) + staffWords(row.Role)[1:]
	if len(row.Projects) > 0 {
		var of []string
		for _, id := range row.Projects {
			of = append(of, language.Theirs(reports.Harmless(names[id])))
		}
		says += " for " + strings.Join(of, ", ")
	} else {
		says += " for all projects"
	}
	return staffPerson{row.Person, reports.Unbroken(name), says + ".", you, s.NewID()}
}

// appoint records that somebody works here, and makes the card that they come in with.
func (s *site) appoint(w http.ResponseWriter, r *http.Request) error {
	a, err := shortForm(r)
	if err != nil {
		return err
	}
	a.most("name", domain.MaxName)
	a.mustHaveID(s.NewID)
	a.mustChoose("role", domain.StaffEvaluator, domain.StaffFunder, domain.StaffDecisionMaker, domain.StaffOperator)
	role, projects := a.text("role"), r.PostForm["project"]
	switch {
	case role == "":
		a.wrong("role", "Choose what they do.")
	case len(projects) == 0 && (role == domain.StaffFunder || role == domain.StaffDecisionMaker):
		a.wrong("projects", "Choose the projects that they may look at.")
	}
	if role == domain.StaffOperator {
		projects = nil
	}
	if len(a.problems) > 0 {
		return s.showStaff(w, r, a.status(), a)
	}
	body := &domain.StaffAppointed{Person: uuid.NewString(), Role: role, Projects: projects}
	if name := a.text("name"); name != "" {
		body.Name = domain.Name(name)
	}
	if err := s.sayOf(r, domain.Installation, body, a.values["command"]); err != nil {
		return err
	}
	card, err := s.Identity.Cards.Appoint(body.Person, role, viewerOf(r.Context()).Person)
	if err != nil {
		return err
	}
	return s.showCard(w, r, card, "For "+withArticle(role)+".", link{URL: "/staff", Words: "Back to the people who work here"})
}

func withArticle(role string) string {
	switch words := staffWords(role); role {
	case domain.StaffEvaluator, domain.StaffOperator:
		return "an " + words
	case domain.StaffFunder:
		return "a " + words
	default:
		return words
	}
}

// dismiss takes a role back and signs the person out at once.
func (s *site) dismiss(w http.ResponseWriter, r *http.Request) error {
	a, err := shortForm(r)
	if err != nil {
		return err
	}
	person := a.values["person"]
	if person == viewerOf(r.Context()).Person {
		return &domain.Error{Kind: domain.Refused, Message: "nobody takes their own role back", Want: "ask another operator, so that one stays"}
	}
	if !isCommandID(a.values["command"]) {
		return unreadable()
	}
	if err := s.sayOf(r, domain.Installation, &domain.StaffDismissed{Person: person}, a.values["command"]); err != nil {
		return err
	}
	if err := s.Identity.Sessions.EndAll(person); err != nil {
		return err
	}
	http.Redirect(w, r, "/staff", http.StatusSeeOther)
	return nil
}

func (s *site) withdrawStaffCard(w http.ResponseWriter, r *http.Request) error {
	a, err := shortForm(r)
	if err != nil {
		return err
	}
	if err := s.Identity.Cards.Withdraw(domain.Installation, a.values["card"]); err != nil {
		return err
	}
	http.Redirect(w, r, "/staff", http.StatusSeeOther)
	return nil
}
