package web

import (
	"net/http"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/identity"
	"github.com/desirelines/desirelines/internal/language"
	"github.com/desirelines/desirelines/projections"
	"github.com/desirelines/desirelines/reports"
)

// programsName is the page of programs that act for somebody.
const programsName = "/me/programs"

// programsPage lists the tokens by which programs act for somebody, and makes one. What was just made is shown on it once.
type programsPage struct {
	shell
	Problems         []problem
	Unsaved          string
	Tokens           []myWay
	Secret           string // shown now and never again
	Name, Does, Only field
}

// What a program may do, as the form has it.
const (
	programReads   = "read"
	programRecords = "record"
)

func (s *site) programs(w http.ResponseWriter, r *http.Request) error {
	return s.showPrograms(w, r, http.StatusOK, &answers{values: map[string]string{"does": programReads}})
}

func (s *site) showPrograms(w http.ResponseWriter, r *http.Request, status int, a *answers) error {
	return s.showProgramsWith(w, r, status, a, "")
}

func (s *site) showProgramsWith(w http.ResponseWriter, r *http.Request, status int, a *answers, secret string) error {
	a.inOrder([]string{wholeForm, "name", "does", "where"})
	tokens, err := s.Identity.Tokens.List(viewerOf(r.Context()).Person)
	if err != nil {
		return err
	}
	where, err := s.whereToRead(r)
	if err != nil {
		return err
	}
	p := programsPage{shell: s.plainShell(whereOf(r), "Programs that act for you"), Problems: a.problems, Unsaved: a.problem(wholeForm), Secret: secret}
	for _, k := range tokens {
		p.Tokens = append(p.Tokens, myWay{k.ID, s.saysToken(k)})
	}
	p.Name = a.fill(field{Name: "name", Label: "What is it for?", Hint: "A few words, so that you know it again."})
	p.Does = a.fill(field{Name: "does", Label: "What may it do?", Radios: true, Options: []pair{{programReads, "Read what you can read"}, {programRecords, "Read, and write in your name"}}})
	p.Only = a.fill(where)
	p.Wrong = len(a.problems) > 0
	return s.show(w, r, status, "programs", p)
}

// whereToRead asks for which project it is, of those that somebody can open.
func (s *site) whereToRead(r *http.Request) (field, error) {
	f := field{Name: "where", Label: "Where?", Options: []pair{{"", "Everywhere"}}}
	who := viewerOf(r.Context())
	err := s.Views.Read(r.Context(), func(rows projections.Reader) error {
		for _, row := range projections.Summaries(rows) {
			if who.in(rows, row.Project).Role.inside() {
				f.Options = append(f.Options, pair{row.Project, language.Theirs(reports.Unbroken(row.Name))})
			}
		}
		return nil
	})
	return f, err
}

func (s *site) saysToken(k identity.Token) string {
	says := "It reads."
	if k.Records {
		says = "It reads and writes."
	}
	used := "Not used yet."
	if !k.Seen.IsZero() {
		used = "Last used on " + s.day(k.Seen) + "."
	}
	return language.Theirs(k.Name) + ". " + says + " It works until " + s.day(k.Until) + ". " + used
}

// makeProgram makes a token and shows it once.
func (s *site) makeProgram(w http.ResponseWriter, r *http.Request) error {
	a, err := shortForm(r)
	if err != nil {
		return err
	}
	where, err := s.whereToRead(r)
	if err != nil {
		return err
	}
	var places []string
	for _, o := range where.Options {
		places = append(places, o.Name)
	}
	a.mustChoose("does", programReads, programRecords)
	a.mustChoose("where", places...)
	spec := identity.TokenSpec{Person: viewerOf(r.Context()).Person, Name: a.text("name"), Records: a.text("does") == programRecords}
	if project := a.text("where"); project != "" {
		spec.Projects = []string{project}
	}
	if len(a.problems) > 0 {
		return s.showPrograms(w, r, http.StatusUnprocessableEntity, a)
	}
	secret, _, err := s.Identity.Tokens.Make(spec)
	if err != nil {
		field := "name"
		if domain.KindOf(err) == domain.Refused {
			field = wholeForm
		}
		return s.wrongSecret(w, r, a, field, err, s.showPrograms)
	}
	return s.showProgramsWith(w, r, http.StatusOK, &answers{values: map[string]string{"does": programReads}}, secret)
}

// endProgram ends a token at once.
func (s *site) endProgram(w http.ResponseWriter, r *http.Request) error {
	a, err := shortForm(r)
	if err != nil {
		return err
	}
	if err := s.Identity.Tokens.Revoke(viewerOf(r.Context()).Person, a.values["token"]); err != nil {
		return err
	}
	http.Redirect(w, r, programsName, http.StatusSeeOther)
	return nil
}
