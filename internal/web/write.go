package web

import (
	"net/http"
	"slices"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/reports"
)

// writePage is the form for one entry. One box is enough, and it comes first.
type writePage struct {
	shell
	Action    string
	Command   string // made once a form: however often it is sent, the entry is there once
	Problems  []problem
	Unsaved   string // why the form as a whole was not saved; empty: it was not sent, or only its answers are wrong
	From      *followed
	Kind      field
	What      field
	More      []field
	File      field  // without a name where no files are kept
	Of        string // id of the recording that a file is of
	Taken     field  // how it was taken down
	By        field  // whose name stands beside it; no name where nobody signs in
	TakenOpen bool   // one of the two is answered otherwise than most do
	Share     shareQuestion
	Open      bool   // something in the part that can be opened was filled in
	Paper     string // address of cards to write on by hand
	Offline   bool   // the phone shows what it kept, because it could not reach us
}

// Usual is how many of the questions stand before the fold.
func (p writePage) Usual() int { return len(p.Kind.Options) - rareKinds }

// Rare says whether one of those behind it is chosen.
func (p writePage) Rare() bool {
	return slices.ContainsFunc(p.Kind.Options[p.Usual():], func(o pair) bool { return o.Name == p.Kind.Value })
}

// followed is the entry that a new one follows from: its kind, its first words and its address.
type followed struct{ Says, Words, URL string }

// writeForm shows the form, ready for what an address asks for. The browser may keep the page, because Back brings back what was
// written only where it does; no words of the writer are in it yet.
func (s *site) writeForm(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	a := &answers{values: map[string]string{"kind": q.Get("kind"), "from": q.Get("from"), "recording": q.Get("recording"), "share": q.Get("share"), "about": q.Get("about"), "by": q.Get("by"), "command": s.NewID()}}
	if q.Has("taken") {
		a.values["taken"] = q.Get("taken")
	}
	w.Header().Set("Cache-Control", backKeeps)
	return s.showForm(w, r, http.StatusOK, a)
}

// backKeeps is the Cache-Control of an empty form: with no-store, browsers throw away what was typed.
const backKeeps = "private, no-cache"

// showForm shows the form with the answers and what is wrong with them. Where nothing can be asked of the views it has no choices
// of the project, and keeps those that were made.
func (s *site) showForm(w http.ResponseWriter, r *http.Request, status int, a *answers) error {
	at := ourPlace(r)
	c, err := seeAt(s, r.Context(), at, func(seen reports.Seen) (choices, error) { return choicesOf(seen, a.values["from"]) })
	if err != nil && status != http.StatusServiceUnavailable {
		return err
	}
	p := s.formPage(r, at, c, a)
	p.Phone, p.Wide = s.phoneOf(at), ""
	return s.show(w, r, status, "write", p)
}

// formPage is the form with the answers and what a project offers to choose from.
func (s *site) formPage(r *http.Request, at where, c choices, a *answers) writePage {
	if c.from != nil {
		a.values["from"] = c.from.ID
	}
	if a.values["kind"] == "" {
		a.values["kind"] = writeOutcome
	}
	c.keep(a)
	more, file := moreFields(c), s.fileField(r, a)
	a.inOrder(append(append([]string{wholeForm, "what", "kind"}, names(more)...), file.Name, "taken", "by", "share"))
	p := writePage{
		shell: s.shellOf(at, c.place, "write", "Write down what happened"), Action: at.url("write"), Command: a.values["command"],
		Problems: a.problems, Unsaved: a.problem(wholeForm), Kind: a.fill(kindField()), What: a.fill(whatField()),
		File: file, Of: a.text("recording"), Open: file.Wrong != "" || a.text("recording") != "",
		Paper: at.url(paperName),
	}
	p.Share = s.shareQuestion(r, a, c)
	p.Wrong = len(a.problems) > 0
	s.fillTaken(r, a, &p)
	if c.from != nil {
		p.From = &followed{c.from.Says, beginning(*c.from), at.entry(c.from.ID)}
	}
	for _, f := range more {
		f = a.fill(f)
		p.Open = p.Open || f.Value != "" && f.Name != "from" || f.Wrong != ""
		p.More = append(p.More, f)
	}
	return p
}

// write saves an entry. It says so only after the log has it. All that is wrong is said at once.
func (s *site) write(w http.ResponseWriter, r *http.Request) error {
	a, err := s.sentForm(r, domain.MaxWords)
	if err != nil {
		return err
	}
	at := ourPlace(r)
	about, err := s.lookUp(r, at, a)
	if err != nil {
		return err
	}
	nameless, taken := s.nameless(a), a.taken()
	sharing := a.sharing(r, nameless, viewerOf(r.Context()).Person != "")
	drafts, file := takenAs(shareWith(a.drafts(about), sharing), taken), s.takeFile(r, a)
	if len(a.problems) > 0 {
		return s.showForm(w, r, a.status(), a)
	}
	command := domain.Command{ID: a.values["command"], Project: at.Project, Actor: viewerOf(r.Context()).Person, Drafts: drafts}
	if nameless {
		command.Actor = ""
	}
	receipt, err := s.record(r, command, file)
	if err != nil {
		return s.refused(w, r, a, err)
	}
	s.wait(r, receipt)
	if nameless {
		return s.showCode(w, r, at, receipt, a)
	}
	return s.stored(w, r, receipt, at.url("saved", "entry", receipt.ID))
}

// mustHaveID asks to send a form again that came without the id it was given: without one a second click could save it twice.
func (a *answers) mustHaveID(newID func() string) {
	if !isCommandID(a.values["command"]) {
		a.values["command"] = newID()
		a.wrong(wholeForm, "Not saved yet. Please send it again.")
	}
}

// status answers a form whose answers cannot be saved.
func (a *answers) status() int {
	if a.cut {
		return http.StatusRequestEntityTooLarge
	}
	return http.StatusUnprocessableEntity
}

// wait lets the views take in what was saved, so that the next page shows it. Where they take longer it is saved all the same.
func (s *site) wait(r *http.Request, receipt Receipt) {
	ctx, cancel := contextFor(r, settle)
	defer cancel()
	_ = s.Views.Wait(ctx, receipt.Sequence)
}

// refused shows the form again with everything that was written, and what is wrong.
func (s *site) refused(w http.ResponseWriter, r *http.Request, a *answers, err error) error {
	return s.notTaken(w, r, a, err, s.showForm, func(said *domain.Error) error {
		switch {
		case said.Kind == domain.NotFound:
			return err // there is no such project: nothing can be kept for it
		case s.usedBefore(a, said):
			a.wrong("what", "You saved this page before, with other words. Save again to make a new entry.")
		default:
			a.wrong(a.fieldOf(said), sayWrong(said))
		}
		return nil
	})
}

// fieldOf finds the field that an error is about by the value it names.
func (a *answers) fieldOf(e *domain.Error) string {
	aim, measure := readAbout(a.values["about"])
	switch {
	case a.isAboutFile(e):
		return "file"
	case a.isAboutSharing(e):
		return "share"
	case e.Value == "":
	case e.Value == a.values["from"]:
		return "from"
	case e.Value == aim, e.Value == measure:
		return "about"
	case e.Value == a.text("happened"):
		return "happened"
	case e.Value == a.text("value"):
		return "value"
	}
	return "what"
}

func sayWrong(e *domain.Error) string {
	says := asSentence(e.Message)
	if e.Want != "" {
		says += " " + asSentence(e.Want)
	}
	return says
}
