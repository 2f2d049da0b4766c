package web

import (
	"errors"
	"net/http"
	"slices"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/reports"
)

// correctPage is an entry in boxes, to put right what is wrong in it or to take it back.
type correctPage struct {
	shell
	Action, Entry   string // addresses
	Says            string // what kind of entry it is
	Command         string
	Seen, Was       string // the last correction and the day that the boxes were filled with
	Problems        []problem
	Unsaved         string // as on writePage
	Boxes           []field
	Why             field
	SomeAreNotShown bool // it has words that its reader may not read; they stay as they are
}

// correctForm shows the boxes as the entry stands.
func (s *site) correctForm(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("Cache-Control", backKeeps)
	return s.showCorrect(w, r, http.StatusOK, &answers{values: map[string]string{"command": s.NewID()}})
}

// showCorrect shows the boxes with what was answered; where nothing was, with what the entry says. Where nothing can be asked of
// the views the boxes are those that were sent.
func (s *site) showCorrect(w http.ResponseWriter, r *http.Request, status int, a *answers) error {
	at := ourPlace(r)
	t, err := s.toPutRight(r, at, a)
	if err != nil {
		if status != http.StatusServiceUnavailable {
			return err
		}
		t = a.sentBoxes()
	}
	if _, sent := a.values["was"]; !sent {
		t.fillWith(a)
	}
	boxes := append(t.boxes, whyField())
	a.inOrder(append([]string{wholeForm}, names(boxes)...))
	p := correctPage{
		shell: s.shellOf(at, t.place, "entry/"+r.PathValue("entry")+"/correct", "Put something right"), Action: at.url("entry/" + r.PathValue("entry") + "/correct"),
		Entry: at.entry(r.PathValue("entry")), Says: t.entry.Says, Command: a.values["command"], Seen: a.values["seen"], Was: a.values["was"],
		Problems: a.problems, Unsaved: a.problem(wholeForm), Why: a.fill(whyField()),
		SomeAreNotShown: len(t.entry.Withheld) > 0,
	}
	p.Wrong = len(a.problems) > 0
	for _, f := range t.boxes {
		p.Boxes = append(p.Boxes, a.fill(f))
	}
	return s.show(w, r, status, "correct", p)
}

// correct saves what an entry should have said, or takes it back. What was written before stays readable.
func (s *site) correct(w http.ResponseWriter, r *http.Request) error {
	a, err := s.sentForm(r, domain.MaxWords)
	if err != nil {
		return err
	}
	at := ourPlace(r)
	t, err := s.toPutRight(r, at, a)
	if err != nil {
		return err
	}
	a.most("why", domain.MaxWords)
	var body domain.Body
	if a.values["do"] == takesBack {
		body = &domain.EntryWithdrawn{Entry: t.entry.ID, Why: domain.Write(a.text("why"))}
	} else if body, err = a.correction(t); err != nil {
		return err
	}
	if len(a.problems) > 0 {
		return s.showCorrect(w, r, a.status(), a)
	}
	who := viewerOf(r.Context())
	if slices.Contains(who.Holds, t.entry.ID) { // their name would tell whose it is
		who.Person = ""
	}
	receipt, err := s.Recorder.Record(r.Context(), domain.Command{
		ID: a.values["command"], Project: at.Project, Actor: who.Person, Drafts: []domain.Draft{{Body: body, Sharing: t.sharing()}},
	})
	if err != nil {
		return s.notPutRight(w, r, a, t, err)
	}
	s.wait(r, receipt)
	next := at.url("saved", "entry", receipt.ID)
	if test := plainField(t.entry.Fields, "test"); a.values["do"] == takesBack && test != "" { // it can be answered again at once
		next = at.entry(test) + "/answer"
	}
	http.Redirect(w, r, next, http.StatusSeeOther)
	return nil
}

// takesBack is the answer of the button that takes an entry back.
const takesBack = "back"

func whyField() field {
	return field{Name: "why", Label: "Why?", Hint: "You can leave this empty.", Rows: 2}
}

// notPutRight shows the boxes again with all that was written, and what is wrong.
func (s *site) notPutRight(w http.ResponseWriter, r *http.Request, a *answers, t toPutRight, err error) error {
	if mayPass(err) {
		return s.showAgain(w, r, a, s.showCorrect)
	}
	var said *domain.Error
	switch {
	case !errors.As(err, &said) || said.Kind == domain.Internal:
		s.Logger.Error("a correction was not saved", "request", requestID(r), "error", err.Error())
		a.wrong(wholeForm, "It is not saved yet. We have kept what you wrote. Please save again.")
		return s.showCorrect(w, r, http.StatusInternalServerError, a)
	case said.Kind == domain.NotFound:
		return err
	case said.Kind == domain.Conflict && said.Value == a.values["command"]:
		a.values["command"] = s.NewID()
		a.wrong(wholeForm, "You saved this page before, with other words. Save again if these are right.")
	default:
		a.wrong(t.boxOf(said), sayWrong(said))
	}
	return s.showCorrect(w, r, said.Kind.HTTPStatus(), a)
}

// mayPutRight says whether the page of an entry offers to put it right.
func mayPutRight(seen reports.Seen, e reports.Entry) bool {
	return canBeRighted(e) == nil && reports.MayWith(seen, reports.Correct, e.ID) == nil
}
