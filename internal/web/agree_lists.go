package web

import (
	"errors"
	"net/http"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/reports"
)

// The addresses of what somebody agreed to, and of what nobody decided about yet.
const (
	agreedName   = "agreed"
	goingOutName = "going-out"
)

// asSaid is an error in plain words, and whether it is one.
func asSaid(err error) (*domain.Error, bool) {
	var said *domain.Error
	ok := errors.As(err, &said) && said.Kind != domain.Internal
	return said, ok
}

// agreedPage lists what was agreed to, newest first. Every yes can be taken back from here.
type agreedPage struct {
	shell
	All       bool // it is everybody's: who asks looks after the group
	Standing  []agreed
	Over      []agreed
	Action    string // where a yes is taken back
	ClassForm string // where a yes for all of one's words begins; empty: who asks has none of their own
	What, Who field
	GoingOut  string
}

// agreed is one agreement with what it is about.
type agreed struct {
	reports.Agreement
	Lines []line
	Class string // in words; empty: it is about entries
	Whose string // the name of somebody else; empty: it is that of who asks
	May   bool   // who asks may take it back
}

func (s *site) agreed(w http.ResponseWriter, r *http.Request) error {
	at, me := ourPlace(r), viewerOf(r.Context()).Person
	p, err := seeAt(s, r.Context(), at, func(seen reports.Seen) (p agreedPage, err error) {
		p.shell = s.shellOf(at, reports.PlaceOf(seen), agreedName, "What was agreed")
		p.All, p.Action, p.GoingOut = at.role.facilitates(), at.url(agreedName+"/back"), at.url(goingOutName)
		names := map[string]string{}
		for _, one := range reports.PeopleOf(seen) {
			names[one.ID] = nameOr(one)
		}
		for _, one := range reports.AgreementsOf(seen) {
			if !one.Given {
				continue
			}
			a := agreed{Agreement: one, Class: classWords[one.Class]}
			for _, l := range one.Entries {
				a.Lines = append(a.Lines, lineOf(l, at))
			}
			if one.Person != me {
				a.Whose = names[one.Person]
			}
			a.May = one.Person != "" && (one.Person == me || at.role == roleFacilitator)
			if one.Stands {
				p.Standing = append(p.Standing, a)
			} else {
				p.Over = append(p.Over, a)
			}
		}
		if me != "" && (at.role == roleMember || at.role == roleFacilitator) {
			p.ClassForm = at.url(agreedName + "/all")
			p.What, p.Who = classField(), s.outsideField(seen)
		}
		return p, nil
	})
	if err != nil {
		return err
	}
	if !p.All {
		p.Title = "What I agreed to"
	}
	return s.show(w, r, http.StatusOK, "agreed", p)
}

// nameOr is the name of a person; where it may not be read, words in its place, with the day they joined, by which the group tells who it is.
func nameOr(p reports.Person) string {
	switch name := p.Name.String(); {
	case p.Name.State == reports.TextRemoved:
		return forgottenSays
	case name != "":
		return name
	}
	if d := domain.Date(p.Joined); d.Known() {
		return nobodysName + ", joined " + reports.DayWords(d)
	}
	return nobodysName
}

// nobodysName stands in the place of a name that nobody said.
const nobodysName = "somebody without a name"

// forgottenSays stands in the place of a name that was removed.
const forgottenSays = "somebody who was forgotten"

var classWords = map[string]string{
	domain.ConsentWords:        "All the words, those of later too",
	domain.ConsentName:         "The name, beside the words",
	domain.ConsentConfidential: "What was said in confidence",
}

func classField() field {
	return field{Name: "class", Label: "What?", Options: []pair{
		{domain.ConsentWords, "All my words, those of later too"}, {domain.ConsentName, "My name, beside my words"}, {domain.ConsentConfidential, "What I said in confidence"},
	}}
}

// outsideField asks for one of the audiences outside the group.
func (s *site) outsideField(seen reports.Seen) field {
	f := field{Name: "with", Label: "For whom?"}
	for _, a := range reports.AudiencesHere(seen) {
		if a.ID != domain.SharedGroup && !a.Circle() {
			f.Options = append(f.Options, pair{a.ID, named(a.ID, a.Name)})
		}
	}
	return f
}

// classPage asks once more before somebody says yes for all of their words.
type classPage struct {
	shell
	Problems       []problem
	Unsaved        string
	Action         string
	Command        string
	Class, Says    string
	With           reports.Audience
	Review         field
	Back           string
	Few            bool
	Confident, All bool
}

func (s *site) classForm(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	return s.showClass(w, r, http.StatusOK, &answers{values: map[string]string{
		"class": q.Get("class"), "with": q.Get("with"), "command": s.NewID(), "review": reviewYear,
	}})
}

func (s *site) showClass(w http.ResponseWriter, r *http.Request, status int, a *answers) error {
	at := ourPlace(r)
	p, err := seeAt(s, r.Context(), at, func(seen reports.Seen) (p classPage, err error) {
		p.Class = a.text("class")
		if classWords[p.Class] == "" {
			return p, &domain.Error{Kind: domain.Invalid, Message: "this is nothing to agree to", Value: p.Class, Want: "choose all your words, your name, or what you said in confidence"}
		}
		if p.With, err = reports.AudienceHere(seen, a.text("with")); err != nil {
			return p, err
		}
		p.shell = s.shellOf(at, reports.PlaceOf(seen), agreedName+"/all", "Yes for all of it?")
		p.Few = isFew(seen)
		return p, nil
	})
	if err != nil {
		return err
	}
	a.inOrder([]string{wholeForm, "review"})
	p.Problems, p.Unsaved, p.Wrong = a.problems, a.problem(wholeForm), len(a.problems) > 0
	p.Action, p.Command, p.Back = at.url(agreedName+"/all"), a.values["command"], at.url(agreedName)
	p.Says, p.Review = classWords[p.Class], a.fill(reviewField())
	p.All, p.Confident = p.Class == domain.ConsentWords, p.Class == domain.ConsentConfidential
	return s.show(w, r, status, "agreeall", p)
}

// agreeAll records somebody's yes for all of their words. It is theirs alone to say.
func (s *site) agreeAll(w http.ResponseWriter, r *http.Request) error {
	a, err := readForm(r)
	if err != nil {
		return err
	}
	at, me := ourPlace(r), viewerOf(r.Context()).Person
	if a.values["answer"] == "no" {
		http.Redirect(w, r, at.url(agreedName), http.StatusSeeOther)
		return nil
	}
	if me == "" || at.role == roleOperator {
		return &domain.Error{Kind: domain.Refused, Message: "this is for people of the group", Want: "ask them to say it themselves"}
	}
	if a.values["answer"] != "yes" {
		a.wrong(wholeForm, "Choose yes or no.")
		return s.showClass(w, r, http.StatusUnprocessableEntity, a)
	}
	err = s.recordSaid(r, a, &domain.ConsentGiven{
		Person: me, Class: a.text("class"), Audience: a.text("with"), Named: a.text("class") == domain.ConsentName, ReviewBy: s.reviewBy(a),
		Purpose: domain.Write("So that they can read it, in what the group tells them."),
		Wording: sharingWording, Language: sharingLanguage, How: how(false),
	})
	if err != nil {
		return s.notSaid(w, r, a, err, s.showClass)
	}
	http.Redirect(w, r, at.url(agreedName), http.StatusSeeOther)
	return nil
}

// takeBackAgreed takes a yes back with all that it was about, in one tap.
func (s *site) takeBackAgreed(w http.ResponseWriter, r *http.Request) error {
	a, err := readForm(r)
	if err != nil {
		return err
	}
	at, me := ourPlace(r), viewerOf(r.Context()).Person
	yes, err := seeAt(s, r.Context(), at, func(seen reports.Seen) (yes reports.Agreement, err error) {
		for _, one := range reports.AgreementsOf(seen) {
			if one.ID == a.text("consent") && one.Given {
				return one, nil
			}
		}
		return yes, &domain.Error{Kind: domain.NotFound, Message: "there is no such agreement", Value: a.text("consent"), Want: "look at what was agreed"}
	})
	if err != nil {
		return err
	}
	if yes.Person == "" || yes.Person != me && at.role != roleFacilitator {
		return &domain.Error{Kind: domain.Refused, Message: "another person said this yes", Want: "ask them"}
	}
	if yes.Stands { // a second tap finds it done
		back := &domain.ConsentWithdrawn{Person: yes.Person, Class: yes.Class, Audience: yes.Audience.ID}
		for _, l := range yes.Entries {
			back.Items = append(back.Items, l.ID)
		}
		if err := s.recordSaid(r, a, back); err != nil {
			return err
		}
	}
	http.Redirect(w, r, at.url(agreedName), http.StatusSeeOther)
	return nil
}

// goingOutPage is the list of what could be shown outside and of which nobody said yes or no.
type goingOutPage struct {
	shell
	All     bool // it is everybody's, to be gone through together
	Few     bool
	Entries []goingOut
	More    int
}

// goingOut is an entry with a button for each audience.
type goingOut struct {
	line
	Name  string // of the writer, where who asks may read it
	Share string // where a yes goes
	Later string // the place on the page of the next entry: not now is an answer that changes nothing
	To    []reports.Told
	Mine  bool
}

func (s *site) goingOut(w http.ResponseWriter, r *http.Request) error {
	at := ourPlace(r)
	p, err := seeAt(s, r.Context(), at, func(seen reports.Seen) (p goingOutPage, err error) {
		p.shell = s.shellOf(at, reports.PlaceOf(seen), goingOutName, "What may go out?")
		p.All, p.Few = at.role.facilitates(), isFew(seen)
		list := reports.WhatMayGoOut(seen)
		p.More = list.More
		for i, u := range list.Entries {
			name := reports.WriterOf(seen, u.ID)
			says := name.String()
			if name.State == reports.TextRemoved {
				says = forgottenSays
			}
			later := "main"
			if i+1 < len(list.Entries) {
				later = "e-" + number(list.Entries[i+1].Position)
			}
			p.Entries = append(p.Entries, goingOut{
				line: lineOf(u.Line, at), Name: says, Later: later, Share: at.entry(u.ID) + "/share", To: u.Audiences,
				Mine: reports.Wrote(seen, u.ID),
			})
		}
		return p, nil
	})
	if err != nil {
		return err
	}
	return s.show(w, r, http.StatusOK, "goingout", p)
}

// careLinks are the pages about who sees what of a project; audiences are those that who looks may look through.
func careLinks(at where, audiences []reports.Audience) []link {
	agreed := "What I agreed to"
	if at.role.facilitates() {
		agreed = "What was agreed"
	}
	list := []link{
		{URL: at.url(goingOutName), Words: "What may go out?"}, {URL: at.url(agreedName), Words: agreed},
		{URL: at.url(audiencesName), Words: "Who is told what"}, {URL: at.url(recordingsName), Words: "May we record this?"},
	}
	for _, a := range audiences {
		if a.Circle() {
			list = append(list, link{URL: at.url("circles/" + escape(a.ID)), Words: "The circle: " + named(a.ID, a.Name)})
		}
	}
	return list
}
