package web

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/identity"
	"github.com/desirelines/desirelines/projections"
	"github.com/desirelines/desirelines/reports"
)

// outsidePage asks one question of somebody without an account. It shows what its maker may show, and nothing else of the project.
type outsidePage struct {
	shell
	asked
	Look         reports.Outside
	Lasted, What field
}

// thankedPage says that an answer is saved, and shows, once, the code to come back to it.
type thankedPage struct {
	shell
	Code  string // empty: it was shown before
	Again string // address of the question; empty: it takes one answer
}

// openQuestion shows the question of a link.
func (s *site) openQuestion(w http.ResponseWriter, r *http.Request) error {
	return s.plainlyAsked(w, r, func() error { return s.showQuestion(w, r, http.StatusOK, s.emptyForm(r)) })
}

// showQuestion shows the question with answers. Where it cannot be asked now, what was answered is shown without what it is about.
func (s *site) showQuestion(w http.ResponseWriter, r *http.Request, status int, a *answers) error {
	b, err := s.questionBehind(r, a)
	var busy *identity.Busy
	if err != nil && (status == http.StatusOK || !mayPass(err) && !errors.As(err, &busy)) {
		return err
	}
	if b.asksCheck() || a.values[asksName] == asksCheck {
		instead := ""
		if err == nil && b.Answered == 0 { // else what was answered stays on the page
			instead = b.Check.Instead()
		}
		return s.showAskedCheck(w, r, status, a, b.Check, instead)
	}
	o := b.Look
	p := outsidePage{shell: s.plainShell(where{role: roleLink}, "Did it last?"), Look: o, asked: a.askWith("/q/"+url.PathEscape(r.PathValue("token")), "lasted", "what")}
	p.Wrong = len(a.problems) > 0
	p.Lasted = a.fill(lastedField())
	p.What = a.fill(field{Name: "what", Label: "What is there now?", Hint: "You can leave this empty. Do not use people’s names.", Rows: 5})
	w.Header().Set("Cache-Control", "no-store")
	return s.show(w, r, status, "outside", p)
}

// behind is what a link asks, with what it shows.
type behind struct {
	identity.Question
	Look  reports.Outside    // where it asks whether something lasted
	Check reports.CheckAsked // where it asks whether something is so
}

// asksCheck says whether a link asks somebody to check an entry.
func (b behind) asksCheck() bool { return b.Through != "" }

// questionBehind finds what a link asks about, through the eyes of who made it as they stand now: who left the group asks nobody any more. A
// check is seen through the audience that its maker chose.
func (s *site) questionBehind(r *http.Request, a *answers) (b behind, err error) {
	if b.Question, err = s.Identity.Questions.FindFor(r.Context(), r.PathValue("token"), a.values["command"]); err != nil {
		return b, err
	}
	ctx, at := r.Context(), where{Project: b.Project, Audience: b.Through}
	err = s.Views.Read(ctx, func(rows projections.Reader) error {
		maker := whoIs(rows, b.Maker).in(rows, b.Project)
		if !maker.Role.writes() {
			return errNoLink
		}
		ctx, at.role = asViewer(ctx, maker), maker.Role
		return nil
	})
	if err != nil {
		return b, err
	}
	_, err = seeAt(s, ctx, at, func(seen reports.Seen) (_ struct{}, err error) {
		if b.asksCheck() {
			b.Check, err = reports.CheckAskedOf(seen, b.About)
		} else {
			b.Look, err = reports.OutsideOf(seen, b.About)
		}
		return struct{}{}, err
	})
	if domain.KindOf(err) == domain.NotFound || domain.KindOf(err) == domain.Invalid { // the entry or the audience is there no more
		err = errNoLink
	}
	return b, err
}

// answerQuestion takes in an answer. Nobody known gives it.
func (s *site) answerQuestion(w http.ResponseWriter, r *http.Request) error {
	return s.plainlyAsked(w, r, func() error {
		a, err := readForm(r)
		if err != nil {
			return err
		}
		q, err := s.questionBehind(r, a)
		if err != nil {
			return s.answerLater(w, r, a, err)
		}
		a.tooMuch(domain.MaxWords)
		a.mustHaveID(s.NewID)
		body := a.outsideAnswer(q)
		if len(a.problems) > 0 {
			return s.showQuestion(w, r, a.status(), a)
		}
		if q.asksCheck() && q.Answered == 0 && !q.Check.Asks() {
			return s.showAskedCheck(w, r, http.StatusConflict, a, q.Check, q.Check.Instead())
		}
		if err := s.Identity.Questions.Answer(r.Context(), r.PathValue("token"), a.values["command"]); err != nil {
			return s.answerLater(w, r, a, err)
		}
		receipt, err := s.Recorder.Record(r.Context(), domain.Command{ID: a.values["command"], Project: q.Project, Drafts: []domain.Draft{{Body: body, Cause: q.About}}})
		if said, is := asSaid(err); is && q.Once && said.Kind == domain.Conflict {
			return s.showAnswered(w, r, a)
		}
		if err != nil {
			return s.notSaid(w, r, a, err, s.showQuestion)
		}
		s.wait(r, receipt)
		code, err := s.Identity.Claims.Issue(claimOf(q.Project, receipt.ID), "")
		if err != nil && domain.KindOf(err) != domain.Conflict {
			return err
		}
		again := "/q/" + url.PathEscape(r.PathValue("token"))
		if q.Once {
			again = ""
		}
		w.Header().Set("Cache-Control", "no-store")
		return s.show(w, r, http.StatusOK, "thanked", thankedPage{s.plainShell(where{role: roleLink}, "Saved. Thank you."), code, again})
	})
}

// outsideAnswer reads what somebody without an account answers to a link.
func (a *answers) outsideAnswer(q behind) domain.Body {
	if q.asksCheck() {
		return a.checked(q.About)
	}
	b := a.lookedBack(q.About)
	b.Outside = true
	return b
}

// answerLater asks who came at a busy moment to wait, with their answer still there. Any other error stays one.
func (s *site) answerLater(w http.ResponseWriter, r *http.Request, a *answers, err error) error {
	var busy *identity.Busy
	if !errors.As(err, &busy) {
		return err
	}
	if !isCommandID(a.values["command"]) {
		a.values["command"] = s.NewID()
	}
	a.wrong(wholeForm, "Please wait a moment, and send it again. What you wrote is still here.")
	w.Header().Set("Retry-After", strconv.Itoa(busy.Seconds()))
	return s.showQuestion(w, r, http.StatusTooManyRequests, a)
}

// plainlyAsked answers for a link that opens nothing with one same page, whatever the reason is.
func (s *site) plainlyAsked(w http.ResponseWriter, r *http.Request, open func() error) error {
	err := errNoLink
	if s.Identity != nil {
		err = open()
	}
	var busy *identity.Busy
	var said *domain.Error
	switch {
	case err == nil, errors.As(err, &busy), errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		return err
	case errors.Is(err, errNoLink):
	case errors.As(err, &said) && (said.Kind == domain.Refused || said.Kind == domain.NotFound):
	default:
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return s.show(w, r, http.StatusNotFound, "nolink", s.plainShell(where{role: roleLink}, "This link does not open anything"))
}
