package web

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"github.com/desirelines/desirelines/domain"
)

// What a form says that could not be saved now: nothing is lost.
const sendAgain = "We could not save this yet. What you wrote is still here. Send it again."

// mayPass says whether what stands in the way may be gone in a moment.
func mayPass(err error) bool {
	return domain.KindOf(err) == domain.Unavailable || errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled)
}

// keepsWords answers a form of ours that could not be taken now with the same form, under the same id. It answers nothing, and
// says so, where the request is no such form or came from another site: what another site sent is never shown as ours.
func (s *site) keepsWords(w http.ResponseWriter, r *http.Request, err error) bool {
	if r.Method != http.MethodPost || !mayPass(err) || fromElsewhere(r) {
		return false
	}
	var show showAnswers
	switch _, path, _ := strings.Cut(r.Pattern, " "); path {
	case "/p/{project}/write":
		show = s.showForm
	case "/p/{project}/entry/{entry}/correct":
		show = s.showCorrect
	case "/p/{project}/note":
		show = s.showNote
	case "/p/{project}/wall/type":
		show = s.showTyping
	case "/p/{project}/look-backs":
		show = s.showLookBacks
	case "/p/{project}/look-backs/{entry}":
		show = s.showLookBack
	case "/p/{project}/finish":
		show = s.showFinish
	case "/claim":
		show = s.showClaim
	case "/q/{token}":
		show = s.showQuestion
	case "/projects":
		show = s.showNewProject
	default:
		make, ok := smallForms()[path]
		if !ok {
			return false
		}
		show = s.showSmall(make)
	}
	a, err := readForm(r)
	if err != nil {
		return false
	}
	if !isCommandID(a.values["command"]) {
		a.values["command"] = s.NewID()
	}
	if err := s.showAgain(w, r, a, show); err != nil {
		s.Logger.Error("a form could not be shown again", "request", requestID(r), "error", err.Error())
		return false
	}
	return true
}

// showAnswers shows a form with answers.
type showAnswers func(w http.ResponseWriter, r *http.Request, status int, a *answers) error

// showAgain shows a form that can be sent again in a moment.
func (s *site) showAgain(w http.ResponseWriter, r *http.Request, a *answers, show showAnswers) error {
	a.wrong(wholeForm, sendAgain)
	w.Header().Set("Retry-After", "5")
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), settle) // the time of the request may be what has run out
	defer cancel()
	return show(w, r.WithContext(ctx), http.StatusServiceUnavailable, a)
}

// notTaken shows a form again with everything that was written. What is wrong with it say notes; where that returns an error, no form is
// shown.
func (s *site) notTaken(w http.ResponseWriter, r *http.Request, a *answers, err error, show showAnswers, say func(*domain.Error) error) error {
	said, ok := asSaid(err)
	switch {
	case mayPass(err):
		return s.showAgain(w, r, a, show)
	case !ok:
		s.Logger.Error("a form was not saved", "request", requestID(r), "path", loggedPath(r), "error", err.Error())
		a.wrong(wholeForm, "It is not saved yet. We have kept what you wrote. Please save again.")
		return show(w, r, http.StatusInternalServerError, a)
	}
	if err := say(said); err != nil {
		return err
	}
	return show(w, r, said.Kind.HTTPStatus(), a)
}

// usedBefore says whether an error is that the id of the form was used for other words; the form then has a new one.
func (s *site) usedBefore(a *answers, e *domain.Error) bool {
	used := e.Kind == domain.Conflict && e.Value == a.values["command"]
	if used {
		a.values["command"] = s.NewID()
	}
	return used
}

// notSaved is notTaken for a form of the project. field finds the box that a refusal is about.
func (s *site) notSaved(w http.ResponseWriter, r *http.Request, a *answers, err error, show showAnswers, field func(*domain.Error) string) error {
	return s.notTaken(w, r, a, err, show, func(said *domain.Error) error {
		switch {
		case said.Kind == domain.NotFound:
			return err // there is no such project: nothing can be kept for it
		case s.usedBefore(a, said):
			a.wrong(wholeForm, "You saved this page before, with other words. Save again if these are right.")
		case a.isAboutSharing(said):
			a.wrong("share", sayWrong(said))
		default:
			a.wrong(field(said), sayWrong(said))
		}
		return nil
	})
}

// notSaid is notTaken for a form that has no box of words that could be meant.
func (s *site) notSaid(w http.ResponseWriter, r *http.Request, a *answers, err error, show showAnswers) error {
	return s.notTaken(w, r, a, err, show, func(said *domain.Error) error {
		if s.usedBefore(a, said) {
			a.wrong(wholeForm, "You sent this page before, with other answers. Send it again.")
		} else {
			a.wrong(wholeForm, sayWrong(said))
		}
		return nil
	})
}

// fromElsewhere says whether a request was sent by a page of another site, as guard asks it.
func fromElsewhere(r *http.Request) bool { return http.NewCrossOriginProtection().Check(r) != nil }

// unsaved is what to say of a form that is refused whole: Back leads to what was written.
func unsaved(r *http.Request, err error) error {
	if r.Method != http.MethodPost || !fromElsewhere(r) {
		return err
	}
	return &domain.Error{
		Kind: domain.Refused, Message: "this was not saved, because this form was sent from another site",
		Want: "go back in your browser: what you wrote is still there. Copy it into our own page and save it there",
	}
}
