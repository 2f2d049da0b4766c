package web

import (
	"net/http"
	"slices"
	"strings"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/projections"
	"github.com/desirelines/desirelines/reports"
)

// forgetList is who can be forgotten: everybody who joined, those who left too.
type forgetList struct {
	shell
	People []link
	Back   string
}

func (s *site) forgetWhom(w http.ResponseWriter, r *http.Request) error {
	at := ourPlace(r)
	p, err := seeAt(s, r.Context(), at, func(seen reports.Seen) (p forgetList, err error) {
		p.shell, p.Back = s.shellOf(at, reports.PlaceOf(seen), peopleName, "Who wants to be forgotten?"), at.url(peopleName)
		for _, person := range reports.PeopleOf(seen) {
			says := nameOr(person)
			if !person.Here {
				says += " (is not in the group any more)"
			}
			p.People = append(p.People, link{URL: forgetURL(at, person.ID), Words: says})
		}
		return p, nil
	})
	if err != nil {
		return err
	}
	return s.show(w, r, http.StatusOK, "forgetlist", p)
}

func forgetURL(at where, person string) string {
	return at.url(peopleName + "/" + escape(person) + "/forget")
}

// forgetPage says what goes and what stays before somebody is forgotten, and asks to type a word.
type forgetPage struct {
	shell
	Problems  []problem
	Unsaved   string
	Action    string
	Command   string
	Called    string
	What      field
	Why       field
	Typed     field
	Sent      []reports.SentFile // files that hold their words and cannot be called back
	Others    int                // further groups that they are part of
	Elsewhere int                // more groups that they are in and that who asks does not look after
	Back      string
}

// forgetWord is what has to be typed.
const forgetWord = "forget"

// What of a person may be forgotten. The whole is what nothing else says.
const (
	forgetAll          = "all"
	forgetName         = string(domain.ClassIdentity)
	forgetWords        = string(domain.ClassVoice)
	forgetConfidential = string(domain.ClassConfidential)
)

func (s *site) forgetForm(w http.ResponseWriter, r *http.Request) error {
	return s.showForget(w, r, http.StatusOK, &answers{values: map[string]string{"command": s.NewID(), "what": forgetAll, "why": "asked"}})
}

func (s *site) showForget(w http.ResponseWriter, r *http.Request, status int, a *answers) error {
	at, person := ourPlace(r), r.PathValue("person")
	p, err := seeAt(s, r.Context(), at, func(seen reports.Seen) (p forgetPage, err error) {
		people := reports.PeopleOf(seen)
		i := slices.IndexFunc(people, func(one reports.Person) bool { return one.ID == person })
		if i < 0 {
			return p, nobodyLikeThat(person)
		}
		p.shell = s.shellOf(at, reports.PlaceOf(seen), peopleName, "Forget somebody")
		p.Called, p.Sent = nameOr(people[i]), reports.SentWith(seen, person)
		return p, nil
	})
	if err != nil {
		return err
	}
	projects, elsewhere, err := s.projectsOf(r, person)
	if err != nil {
		return err
	}
	p.Elsewhere = elsewhere
	for _, id := range projects {
		if id != at.Project {
			p.Others++
		}
	}
	a.inOrder([]string{wholeForm, "what", "why", "typed"})
	p.Problems, p.Unsaved, p.Wrong, p.Command = a.problems, a.problem(wholeForm), len(a.problems) > 0, a.values["command"]
	p.Action, p.Back = forgetURL(at, person), at.url(peopleName)
	p.What = a.fill(field{Name: "what", Label: "What is to be forgotten?", Radios: true, Options: []pair{
		{forgetAll, "Everything: the name, the words, and the way to sign in"}, {forgetName, "The name"}, {forgetWords, "The words"}, {forgetConfidential, "What was said in confidence"},
	}})
	p.Why = a.fill(field{Name: "why", Label: "Why?", Radios: true, Options: []pair{
		{"asked", "They asked for it"}, {"harm", "It could harm them"}, {"mistake", "It should not have been written"}, {"law", "The law asks for it"},
	}})
	p.Typed = a.fill(field{Name: "typed", Label: "Type the word forget", Hint: "It cannot be undone."})
	return s.show(w, r, status, "forget", p)
}

func nobodyLikeThat(person string) error {
	return &domain.Error{Kind: domain.NotFound, Message: "there is nobody like that in this group", Value: person, Want: "look at its people"}
}

// projectsOf are the projects that know of a person: those that who asks looks after, where they are forgotten, and how many others there
// are that the person is part of. No group destroys what belongs to another.
func (s *site) projectsOf(r *http.Request, person string) (ours []string, others int, err error) {
	err = s.Views.Read(r.Context(), func(rows projections.Reader) error {
		for _, p := range projections.Summaries(rows) {
			row, ok := lookUp[projections.PersonRow](rows, "person", p.Project, person)
			switch {
			case ok && viewerOf(r.Context()).in(rows, p.Project).Role.facilitates():
				ours = append(ours, p.Project)
			case ok && row.Here():
				others++
			}
		}
		return nil
	})
	return ours, others, err
}

// forgottenPage says that it is done, and what is left to do.
type forgottenPage struct {
	shell
	Whole bool
	Sent  []reports.SentFile
	Back  string
}

// forget destroys the keys of a person: the log does so before it answers. It is recorded in every project that knows of them
// and that who asks looks after; where all of it is forgotten and they are in no other, their way to sign in is gone too.
func (s *site) forget(w http.ResponseWriter, r *http.Request) error {
	a, err := readForm(r)
	if err != nil {
		return err
	}
	at, person := ourPlace(r), r.PathValue("person")
	a.mustHaveID(s.NewID)
	if strings.ToLower(a.text("typed")) != forgetWord {
		a.wrong("typed", "Type the word forget, so that it does not happen by mistake.")
	}
	body := &domain.PersonForgotten{Person: person, Reason: a.text("why")}
	switch what := a.text("what"); what {
	case forgetAll:
	case forgetName, forgetWords, forgetConfidential:
		body.Classes = []string{what}
	default:
		a.wrong("what", "Choose what is to be forgotten.")
	}
	a.mustChoose("why", "asked", "harm", "mistake", "law")
	if body.Reason == "" {
		a.wrong("why", "Choose why.")
	}
	if len(a.problems) > 0 {
		return s.showForget(w, r, a.status(), a)
	}
	sent, err := seeAt(s, r.Context(), at, func(seen reports.Seen) ([]reports.SentFile, error) {
		if !slices.ContainsFunc(reports.PeopleOf(seen), func(one reports.Person) bool { return one.ID == person }) {
			return nil, nobodyLikeThat(person)
		}
		return reports.SentWith(seen, person), nil
	})
	if err != nil {
		return err
	}
	if err := s.mayForgetWhole(r, body); err != nil {
		return err
	}
	if err := s.forgetEverywhere(r, a, body); err != nil {
		return s.notSaid(w, r, a, err, s.showForget)
	}
	shell := s.plainShell(where{}, "Done")
	return s.show(w, r, http.StatusOK, "forgotten", forgottenPage{shell, body.Whole(), sent, at.url(peopleName)})
}

// mayForgetWhole refuses to take the way to sign in from somebody who works for the installation: a group has no say about that.
func (s *site) mayForgetWhole(r *http.Request, body *domain.PersonForgotten) error {
	if !body.Whole() || viewerOf(r.Context()).operates() {
		return nil
	}
	return s.Views.Read(r.Context(), func(rows projections.Reader) error {
		if whoIs(rows, body.Person).Staff != "" {
			return &domain.Error{Kind: domain.Refused, Message: "this person works here, and a group cannot take their way to sign in", Want: "ask an operator to dismiss them first"}
		}
		return nil
	})
}

// forgetEverywhere may be called again where it was cut off: nothing of it is harmed by being done twice.
func (s *site) forgetEverywhere(r *http.Request, a *answers, body *domain.PersonForgotten) error {
	here := ourPlace(r).Project
	if err := s.recordSaid(r, a, body); err != nil {
		return err
	}
	projects, elsewhere, err := s.projectsOf(r, body.Person)
	if err != nil {
		return err
	}
	for _, project := range projects {
		if project == here {
			continue
		}
		if err := s.sayOf(r, project, body, s.NewID()); err != nil {
			return err
		}
	}
	if s.Identity == nil || !body.Whole() || elsewhere > 0 {
		return nil
	}
	return s.Identity.Accounts.Forget(body.Person)
}
