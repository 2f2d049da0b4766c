package web

import (
	"net/http"
	"strconv"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/reports"
)

// notePage is the form for a sticky note on something.
type notePage struct {
	shell
	Action, Command string
	Back            string
	Problems        []problem
	Unsaved         string
	On              noteTarget
	Mark, What      field
	By              field // no name where nobody signs in
	Share           shareQuestion
}

func markField() field {
	f := field{Name: "mark", Label: "What do you want to say?", Radios: true}
	for _, mark := range []string{reports.MarkTick, reports.MarkHeart, reports.MarkBubble, reports.MarkSquare} {
		f.Options = append(f.Options, pair{mark, reports.MarkWords(mark)})
	}
	f.Options = append(f.Options, pair{"", "Something else"})
	return f
}

// noteForm shows the form.
func (s *site) noteForm(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	w.Header().Set("Cache-Control", backKeeps)
	return s.showNote(w, r, http.StatusOK, &answers{values: map[string]string{"on": q.Get("on"), "mark": q.Get("mark"), "back": q.Get("back"), "command": s.NewID()}})
}

func (s *site) showNote(w http.ResponseWriter, r *http.Request, status int, a *answers) error {
	at := ourPlace(r)
	on, err := s.noteTarget(r, a.values["on"], a.values["mark"])
	if err != nil {
		if status != http.StatusServiceUnavailable {
			return err
		}
		on = noteTarget{On: a.values["on"]}
	}
	a.inOrder([]string{wholeForm, "mark", "what", "share"})
	p := notePage{
		shell: s.shellOf(at, on.place, noteName, "Put a note on it"), Action: at.url(noteName), Command: a.values["command"], Back: a.values["back"],
		Problems: a.problems, Unsaved: a.problem(wholeForm), On: on, Mark: a.fill(markField()),
		What: a.fill(field{Name: "what", Label: "In your own words", Hint: "A tick or a heart needs no words. Do not use people’s names.", Rows: 4}),
	}
	p.Share = s.shareQuestion(r, a, on.choices)
	p.Wrong = len(a.problems) > 0
	if s.Identity != nil {
		p.By = a.fill(byField())
	}
	return s.show(w, r, status, "note", p)
}

// putNote saves a note and goes back to where it was put. The same tap again is the same note.
func (s *site) putNote(w http.ResponseWriter, r *http.Request) error {
	a, err := readForm(r)
	if err != nil {
		return err
	}
	at := ourPlace(r)
	on, err := s.noteTarget(r, a.text("on"), a.text("mark"))
	if err != nil {
		return err
	}
	body := a.note(on)
	person := viewerOf(r.Context()).Person
	nameless := s.Identity != nil && a.values["by"] == byNobody
	sharing := a.sharing(r, nameless, person != "")
	if !isCommandID(a.values["command"]) {
		salt := strconv.Itoa(on.before)
		if person == "" {
			salt = a.text("seen")
		}
		a.values["command"] = commandFrom(noteName, at.Project, person, on.On, a.text("mark"), a.text("what"), salt)
	}
	if len(a.problems) > 0 {
		return s.showNote(w, r, a.status(), a)
	}
	if on.standing != "" && a.text("what") == "" && !nameless { // it is said already, once is enough
		http.Redirect(w, r, backHere(at, a.values["back"], on.URL), http.StatusSeeOther)
		return nil
	}
	receipt, err := s.recordFor(r, at, a, nameless, domain.Draft{Body: body, Sharing: sharing})
	if err != nil {
		return s.notSaved(w, r, a, err, s.showNote, func(*domain.Error) string { return "what" })
	}
	if nameless {
		return s.showCode(w, r, at, receipt, a)
	}
	http.Redirect(w, r, backHere(at, a.values["back"], on.URL), http.StatusSeeOther)
	return nil
}

// recordFor records what somebody said themselves, and waits until pages show it.
func (s *site) recordFor(r *http.Request, at where, a *answers, nameless bool, drafts ...domain.Draft) (Receipt, error) {
	c := domain.Command{ID: a.values["command"], Project: at.Project, Actor: viewerOf(r.Context()).Person, Drafts: drafts}
	if nameless {
		c.Actor = ""
	}
	for i := range c.Drafts {
		if c.Drafts[i].Taken == domain.TakenNotSaid {
			c.Drafts[i].Taken = domain.TakenByMe
		}
	}
	receipt, err := s.Recorder.Record(r.Context(), c)
	if err == nil {
		s.wait(r, receipt)
	}
	return receipt, err
}

// note makes the note of the answers, or notes what is wrong with them.
func (a *answers) note(on noteTarget) *domain.ResponseGiven {
	a.tooMuch(domain.MaxWords)
	a.most("what", domain.MaxWords)
	a.mustChoose("mark", reports.MarkTick, reports.MarkHeart, reports.MarkBubble, reports.MarkSquare)
	what := a.text("what")
	switch {
	case what != "" || a.problem("mark") != "":
	case a.text("mark") == "":
		a.wrong("mark", "Choose one of these, or write a few words.")
	case a.text("mark") == reports.MarkBubble:
		a.wrong("what", "Write what you would change or add.")
	case a.text("mark") == reports.MarkSquare: // one without words beside one with them would count one person twice
		a.wrong("what", "Write how you see it. A few words are fine.")
	}
	b := &domain.ResponseGiven{Mark: a.text("mark"), What: domain.Write(what), Entry: on.On}
	if aim, is := aimOf(on.On); is {
		b.Aim, b.Entry = aim, ""
	}
	return b
}
