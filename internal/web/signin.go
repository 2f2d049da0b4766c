package web

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/identity"
	"github.com/desirelines/desirelines/projections"
)

// signInPage asks who somebody is.
type signInPage struct {
	shell
	To                         string // path to go to after it
	Problems                   []problem
	Unsaved                    string
	Words, Digits, PIN, Device field
	Organisations              []string
}

func deviceField() field {
	return field{Name: "device", Label: "Whose phone or computer is this?", Radios: true, Options: []pair{
		{string(identity.SharedDevice), "Other people use it too"}, {string(identity.OwnPhone), "It is my own"},
	}}
}

// backTo keeps the path of an address of this site. Questions are left out: they may hold words.
func backTo(to string) string {
	u, err := url.Parse(to)
	if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil || !strings.HasPrefix(to, "/") || strings.ContainsAny(to, "\\\r\n\t") || strings.HasPrefix(to, "//") {
		return "/"
	}
	return u.EscapedPath()
}

// firstPlace is where somebody goes on to who just came: to their project where they have exactly one, else to the front page.
func (s *site) firstPlace(r *http.Request, person string) (to string, err error) {
	to = "/"
	err = s.Views.Read(r.Context(), func(rows projections.Reader) error {
		who, n := whoIs(rows, person), 0
		for _, row := range projections.Summaries(rows) {
			if !who.in(rows, row.Project).Role.inside() {
				continue
			}
			if n++; n > 1 {
				to = "/"
				break
			}
			to = where{Project: row.Project}.url("")
		}
		return nil
	})
	return to, err
}

// placeAfter is where somebody goes on to who just signed in: back to where they were sent from, which was no other place than the front page
// where to says nothing.
func (s *site) placeAfter(r *http.Request, person, to string) (string, error) {
	if to = backTo(to); to != "/" {
		return to, nil
	}
	return s.firstPlace(r, person)
}

func (s *site) signInForm(w http.ResponseWriter, r *http.Request) error {
	if who := viewerOf(r.Context()); !who.stranger() {
		to, err := s.firstPlace(r, who.Person)
		if err == nil {
			http.Redirect(w, r, to, http.StatusSeeOther)
		}
		return err
	}
	return s.showSignIn(w, r, http.StatusOK, &answers{values: map[string]string{"to": backTo(r.URL.Query().Get("to"))}})
}

func (s *site) showSignIn(w http.ResponseWriter, r *http.Request, status int, a *answers) error {
	delete(a.values, "pin")
	if a.values["device"] == "" {
		a.values["device"] = string(identity.SharedDevice)
	}
	a.inOrder([]string{wholeForm, "words", "digits", "pin", "device"})
	p := signInPage{
		shell: s.plainShell(where{}, "Sign in"), To: backTo(a.values["to"]), Problems: a.problems, Unsaved: a.problem(wholeForm),
		Words:  a.fill(field{Name: "words", Label: "Your six words", Hint: "You can paste them.", Complete: "current-password"}),
		Digits: a.fill(field{Name: "digits", Label: "The 16 numbers on your card", Complete: "username"}),
		PIN:    a.fill(field{Name: "pin", Label: "Your PIN", Type: "password", Complete: "current-password"}),
		Device: a.fill(deviceField()), Organisations: s.Identity.Organisations.Names(),
	}
	p.Wrong, p.Script = len(a.problems) > 0, s.script
	return s.show(w, r, status, "signin", p)
}

// signIn lets somebody in by their words, or by their card and PIN.
func (s *site) signIn(w http.ResponseWriter, r *http.Request) error {
	a, err := shortForm(r)
	if err != nil {
		return err
	}
	var person string
	field := "words"
	switch {
	case a.text("words") != "":
		person, err = s.Identity.Words.SignIn(r.Context(), a.text("words"))
	case a.text("digits") != "" || a.text("pin") != "":
		field = "digits"
		person, err = s.Identity.KeptCards.SignIn(r.Context(), a.text("digits"), a.text("pin"))
	default:
		a.wrong("words", "Write your six words, or use your card below.")
		return s.showSignIn(w, r, http.StatusUnprocessableEntity, a)
	}
	if err == nil {
		err = s.Identity.Sessions.SignIn(r.Context(), person, identity.Device(a.text("device")))
	}
	if err != nil {
		return s.wrongSecret(w, r, a, field, err, s.showSignIn)
	}
	to, err := s.placeAfter(r, person, a.values["to"])
	if err != nil {
		return err
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

// wrongSecret shows a form again whose secret was not taken. A fault of ours is none of the person's.
func (s *site) wrongSecret(w http.ResponseWriter, r *http.Request, a *answers, field string, err error, show showAnswers) error {
	var said *domain.Error
	var busy *identity.Busy
	switch {
	case errors.As(err, &busy):
		w.Header().Set("Retry-After", strconv.Itoa(busy.Seconds()))
		a.wrong(wholeForm, asSentence(busy.Error()))
		return show(w, r, http.StatusTooManyRequests, a)
	case !errors.As(err, &said) || said.Kind == domain.Internal:
		return err
	}
	a.wrong(field, sayWrong(said))
	status := said.Kind.HTTPStatus()
	if said.Kind == domain.Refused {
		status = http.StatusUnprocessableEntity
	}
	return show(w, r, status, a)
}

// begun is the first half of a passkey for the script, and done where to go after the second.
type begun struct {
	Options json.RawMessage `json:"options"`
	Handle  string          `json:"handle"`
}

type done struct {
	To string `json:"to"`
}

// forScript answers the script of a form.
func (s *site) forScript(p func(r *http.Request, a *answers) (any, error)) answer {
	return func(w http.ResponseWriter, r *http.Request) error {
		a, err := shortForm(r)
		if err != nil {
			return err
		}
		said, err := p(r, a)
		status := http.StatusOK
		if err != nil {
			status, said = s.saysToScript(w, r, err)
		}
		body, err := json.Marshal(said)
		if err != nil {
			return err
		}
		send(w, r, status, "application/json", body)
		return nil
	}
}

// saysToScript is an error in words; what has none goes to the log.
func (s *site) saysToScript(w http.ResponseWriter, r *http.Request, err error) (status int, said any) {
	var busy *identity.Busy
	if errors.As(err, &busy) {
		w.Header().Set("Retry-After", strconv.Itoa(busy.Seconds()))
		return http.StatusTooManyRequests, map[string]string{"says": asSentence(busy.Error())}
	}
	says, kind := "Something went wrong here. It is not your fault.", domain.KindOf(err)
	var sentence *domain.Error
	var failed *identity.Failed
	if errors.As(err, &failed) {
		s.Logger.Info("a passkey was not taken", "request", requestID(r))
	}
	if errors.As(err, &sentence) && kind != domain.Internal {
		says = sayWrong(sentence)
	} else {
		s.Logger.Error("a passkey failed", "request", requestID(r), "error", err.Error())
	}
	return kind.HTTPStatus(), map[string]string{"says": says}
}

func (s *site) beginPasskey(r *http.Request, _ *answers) (any, error) {
	c, err := s.Identity.Passkeys.BeginLogin(r.Context())
	return begun{c.Options, c.Handle}, err
}

func (s *site) usePasskey(r *http.Request, a *answers) (any, error) {
	arrival, err := s.Identity.Passkeys.FinishLogin(r.Context(), a.values["handle"], []byte(a.values["answer"]))
	if err != nil {
		return nil, err
	}
	if arrival.CounterWentBack {
		s.Logger.Warn("a passkey counted backwards: it may have been copied", "request", requestID(r))
	}
	to, err := s.placeAfter(r, arrival.Person, a.values["to"])
	if err != nil {
		return nil, err
	}
	return done{to}, s.Identity.Sessions.SignIn(r.Context(), arrival.Person, identity.Device(a.text("device")))
}

// awayPage leads to an organisation, where somebody signs in or says that they are of it.
type awayPage struct {
	shell
	Name, Away string
}

// toOrganisation shows the way to an organisation; whoever is signed in can come back that way from then on.
func (s *site) toOrganisation(w http.ResponseWriter, r *http.Request) error {
	a, err := shortForm(r)
	if err != nil {
		return err
	}
	away, err := s.Identity.Organisations.Begin(r.Context(), w, a.values["organisation"], viewerOf(r.Context()).Person)
	if err != nil {
		return err
	}
	return s.show(w, r, http.StatusOK, "away", awayPage{s.plainShell(where{}, "Go to your organisation"), a.values["organisation"], away})
}

// fromOrganisation takes somebody back who was sent there. It is a GET that signs in: the state and the cookie that it
// needs were made by a form of ours, and are used up.
func (s *site) fromOrganisation(w http.ResponseWriter, r *http.Request) error {
	person, err := s.Identity.Organisations.Finish(w, r)
	if err != nil {
		return err
	}
	if person == viewerOf(r.Context()).Person {
		http.Redirect(w, r, "/me", http.StatusSeeOther)
		return nil
	}
	if err := s.Identity.Sessions.SignIn(r.Context(), person, identity.SharedDevice); err != nil {
		return err
	}
	to, err := s.firstPlace(r, person)
	if err != nil {
		return err
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

// shortForm reads a form of few words; one that is over the limit is no such form.
func shortForm(r *http.Request) (*answers, error) {
	a, err := readForm(r)
	if err == nil && a.cut {
		err = &http.MaxBytesError{Limit: maxBody}
	}
	return a, err
}

// leave ends the session and makes the browser forget what it kept of this site, but for what it did not send yet. The worker forgets the
// pages that it kept. What comes next says nothing of where it was.
func (s *site) leave(w http.ResponseWriter, r *http.Request) error {
	if viewerOf(r.Context()).Person != "" {
		if err := s.Identity.Sessions.SignOut(r.Context()); err != nil {
			return err
		}
	}
	w.Header().Set("Clear-Site-Data", `"cache", "cookies"`) // not "storage": what waits on the phone to be sent would be lost
	http.Redirect(w, r, "/left", http.StatusSeeOther)
	return nil
}

// left is the page after leaving: it names nothing.
func (s *site) left(w http.ResponseWriter, r *http.Request) error {
	return s.show(w, r, http.StatusOK, "left", plainPage{s.plainShell(where{}, "Notes")})
}

// plainPage is a page that is all in its template.
type plainPage struct{ shell }
