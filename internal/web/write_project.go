package web

import (
	"errors"
	"net/http"
	"strings"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/intake"
)

// newProjectPage is the form that starts a project.
type newProjectPage struct {
	shell
	Command                    string
	Problems                   []problem
	Unsaved                    string // as on writePage
	Called, Question, ID, Zone field
	Open                       bool
}

func (s *site) newProject(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("Cache-Control", backKeeps)
	return s.showNewProject(w, r, http.StatusOK, &answers{values: map[string]string{"command": s.NewID()}})
}

func (s *site) showNewProject(w http.ResponseWriter, r *http.Request, status int, a *answers) error {
	a.inOrder([]string{wholeForm, "name", "question", "id", "zone"})
	p := newProjectPage{
		shell: s.plainShell(whereOf(r), "Start a project"), Command: a.values["command"], Problems: a.problems, Unsaved: a.problem(wholeForm),
		Called:   a.fill(field{Name: "name", Label: "What is it called?", Hint: "Everybody can see this. Do not use people’s names."}),
		Question: a.fill(field{Name: "question", Label: "What do we want to find out?", Hint: "One question is enough. Everybody can see this.", Rows: 3}),
		ID:       a.fill(field{Name: "id", Label: "Short name for its address", Hint: "Leave this empty and we make one."}),
		Zone:     a.fill(field{Name: "zone", Label: "Time zone", Hint: "Such as Europe/London."}),
	}
	p.Wrong = len(a.problems) > 0
	p.Open = p.ID.Value != "" || p.Zone.Value != "" || p.ID.Wrong != "" || p.Zone.Wrong != ""
	return s.show(w, r, status, "newproject", p)
}

func (s *site) startProject(w http.ResponseWriter, r *http.Request) error {
	a, err := s.sentForm(r, domain.MaxName)
	if err != nil {
		return err
	}
	id, body := a.project()
	if len(a.problems) > 0 {
		return s.showNewProject(w, r, a.status(), a)
	}
	receipt, err := s.Recorder.Record(r.Context(), domain.Command{
		ID: a.values["command"], Project: id, Actor: viewerOf(r.Context()).Person, Drafts: []domain.Draft{{Body: body}},
	})
	if err != nil {
		return s.notStarted(w, r, a, err)
	}
	s.wait(r, receipt)
	http.Redirect(w, r, where{Project: id}.url(""), http.StatusSeeOther)
	return nil
}

// project reads the answers.
func (a *answers) project() (id string, body *domain.ProjectStarted) {
	body = &domain.ProjectStarted{Name: a.text("name"), Question: a.text("question"), Zone: a.text("zone")}
	a.most("name", domain.MaxName)
	a.most("question", domain.MaxName)
	if body.Name == "" {
		a.wrong("name", "Tell us what the project is called")
	}
	if err := intake.Zone(body.Zone); err != nil {
		a.wrong("zone", "We do not know this time zone. Write a name such as Europe/London.")
	}
	if id = a.text("id"); id == "" {
		id = slug(body.Name, a.values["command"])
	}
	if err := domain.CheckID("project", id); err != nil {
		a.wrong("id", "This cannot be a short name. Use up to 200 letters, digits and dashes.")
	}
	return id, body
}

// slug makes a short name of a name; one that has no letters for it gets a number.
func slug(name, command string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(name) {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
		if b.Len() >= 60 {
			break
		}
	}
	if s := strings.Trim(b.String(), "-"); s != "" {
		return s
	}
	return "project-" + command[len(command)-8:]
}

func (s *site) notStarted(w http.ResponseWriter, r *http.Request, a *answers, err error) error {
	if mayPass(err) {
		return s.showAgain(w, r, a, s.showNewProject)
	}
	var said *domain.Error
	if !errors.As(err, &said) || said.Kind == domain.Internal {
		s.Logger.Error("a project was not started", "request", requestID(r), "error", err.Error())
		a.wrong(wholeForm, "It is not saved yet. We have kept what you wrote. Please save again.")
		return s.showNewProject(w, r, http.StatusInternalServerError, a)
	}
	switch {
	case said.Kind == domain.Conflict && said.Value == a.values["command"]:
		a.values["command"] = s.NewID()
		a.wrong("name", "You saved this page before, with other words. Save again to start another project.")
	case said.Kind == domain.Conflict:
		a.wrong("id", "There is a project with this short name. Choose another one.")
	default:
		a.wrong("name", sayWrong(said))
	}
	return s.showNewProject(w, r, said.Kind.HTTPStatus(), a)
}
