package web

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/reports"
)

// writePage is the form for one entry. One box is enough.
type writePage struct {
	shell
	Action   string
	Command  string // made once a form: however often it is sent, the entry is there once
	Problems []problem
	From     *line // the entry it follows from
	Kind     field
	What     field
	More     []field
	Open     bool // something in the part that can be opened was filled in
}

// writeForm shows the form, ready for what an address asks for.
func (s *site) writeForm(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	a := &answers{values: map[string]string{"kind": q.Get("kind"), "from": q.Get("from"), "command": s.NewID()}}
	if a.values["kind"] == "" {
		a.values["kind"] = writeOutcome
	}
	return s.showForm(w, r, http.StatusOK, a)
}

func (s *site) showForm(w http.ResponseWriter, r *http.Request, status int, a *answers) error {
	at := where{Project: r.PathValue("project")}
	c, err := seeAt(s, r.Context(), at, func(seen reports.Seen) (choices, error) { return choicesOf(seen, a.values["from"]) })
	if err != nil {
		return err
	}
	more := moreFields(c)
	a.keepTo(append(more, kindField()))
	p := writePage{
		shell: s.shellOf(at, c.place, "write", "Write down what happened"), Action: at.url("write"), Command: a.values["command"], Problems: a.problems,
		Kind: a.fill(kindField()), What: a.fill(whatField()), Open: len(a.problems) > 0 && a.problem("what") == "",
	}
	p.Wrong = len(a.problems) > 0
	if c.from != nil {
		l := lineOf(*c.from, at)
		p.From, a.values["from"] = &l, c.from.ID
	}
	for _, f := range more {
		f = a.fill(f)
		p.Open = p.Open || f.Value != "" && f.Name != "from" || f.Wrong != ""
		p.More = append(p.More, f)
	}
	return s.show(w, r, status, "write", p)
}

// keepTo moves problems of fields that the form does not show to the box that it always shows.
func (a *answers) keepTo(fields []field) {
	for i, p := range a.problems {
		if !slices.ContainsFunc(fields, func(f field) bool { return f.Name == p.Field }) {
			a.problems[i].Field = "what"
		}
	}
}

// write saves an entry. It says so only after the log has it.
func (s *site) write(w http.ResponseWriter, r *http.Request) error {
	a, err := readForm(r)
	if err != nil {
		return err
	}
	at := where{Project: r.PathValue("project")}
	if !isCommandID(a.values["command"]) {
		a.values["command"] = s.NewID()
	}
	follows, err := s.follows(r, at, a)
	if err != nil {
		return err
	}
	drafts := a.drafts(follows)
	if len(a.problems) > 0 {
		return s.showForm(w, r, http.StatusUnprocessableEntity, a)
	}
	receipt, err := s.Recorder.Record(r.Context(), domain.Command{ID: a.values["command"], Project: at.Project, Drafts: drafts})
	if err != nil {
		return s.refused(w, r, a, err)
	}
	s.wait(r, receipt)
	http.Redirect(w, r, at.url("saved", "entry", receipt.ID), http.StatusSeeOther)
	return nil
}

// follows finds the entry that a new one follows from, and writes its id where its number was given. It returns the kind.
func (s *site) follows(r *http.Request, at where, a *answers) (kind string, err error) {
	from := a.text("from")
	if from == "" {
		return "", nil
	}
	e, err := seeAt(s, r.Context(), at, func(seen reports.Seen) (reports.Entry, error) { return reports.EntryOf(seen, from) })
	switch domain.KindOf(err) {
	case "":
		a.values["from"] = e.ID
		return e.Kind, nil
	case domain.NotFound:
		if at.Project != "" && !s.isThere(r.Context(), at.Project) {
			return "", err
		}
		a.wrong("from", "There is no such entry in this project. Choose another one, or leave it out.")
		return "", nil
	}
	return "", err
}

// wait lets the views take in what was saved, so that the next page shows it. Where they take longer it is saved all the same.
func (s *site) wait(r *http.Request, receipt Receipt) {
	ctx, cancel := contextFor(r, settle)
	defer cancel()
	_ = s.Views.Wait(ctx, receipt.Sequence)
}

// refused shows the form again with everything that was written, and what is wrong.
func (s *site) refused(w http.ResponseWriter, r *http.Request, a *answers, err error) error {
	var said *domain.Error
	if !errors.As(err, &said) || said.Kind == domain.Internal {
		s.Logger.Error("an entry was not saved", "request", requestID(r), "error", err.Error())
		a.wrong("what", "It is not saved yet. We have kept what you wrote. Please save again.")
		return s.showForm(w, r, http.StatusInternalServerError, a)
	}
	status := said.Kind.HTTPStatus()
	switch {
	case said.Kind == domain.NotFound:
		return err // there is no such project: nothing can be kept for it
	case said.Kind == domain.Conflict && said.Value == a.values["command"]:
		a.values["command"] = s.NewID()
		a.wrong("what", "You saved this page before, with other words. Save again to make a new entry.")
	case said.Kind == domain.Unavailable:
		a.wrong("what", "It is not saved yet. We have kept what you wrote. Please save again in a moment.")
	default:
		a.wrong(a.fieldOf(said), sayWrong(said))
	}
	return s.showForm(w, r, status, a)
}

// fieldOf finds the field that an error is about by the value it names.
func (a *answers) fieldOf(e *domain.Error) string {
	aim, measure := readAbout(a.values["about"])
	switch {
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

// drafts makes what is to be recorded of the answers, or notes what is wrong with them.
func (a *answers) drafts(follows string) []domain.Draft {
	for _, name := range []string{"what", "learnt", "how", "hoped", "why"} {
		a.most(name, domain.MaxWords)
	}
	e := a.entry()
	e.follows = follows
	if len(a.problems) > 0 {
		return nil
	}
	var list []domain.Draft
	add := func(body domain.Body, cause string) {
		list = append(list, domain.Draft{Body: body, Happened: e.happened, Knowing: e.knowing, Cause: cause})
	}
	self := a.values["command"] // the id of its first event
	if e.what != "" {
		body, cause := e.body(self)
		add(body, cause)
	}
	if e.value != "" && (e.kind != writeOutcome || e.what == "") {
		add(&domain.OutcomeRecorded{Aim: e.aim, Measure: e.measure, Value: domain.Say(e.value)}, e.from)
	}
	if e.learnt != "" {
		learnt := &domain.LearningDrawn{What: domain.Write(e.learnt), Aim: e.aim}
		switch {
		case len(list) > 0:
			learnt.From = []string{self}
		case e.from != "":
			learnt.From = []string{e.from}
		}
		add(learnt, "")
	}
	return list
}

func isCommandID(id string) bool {
	parsed, err := uuid.Parse(id)
	return err == nil && parsed.String() == id
}

// entry is what somebody wrote down, read.
type entry struct {
	kind, what, learnt, how, hoped, why string
	aim, measure, value                 string
	from, welcome, sure                 string
	follows                             string // the kind of the entry it follows from
	happened                            domain.Date
	knowing                             domain.Knowing
}

func (a *answers) entry() entry {
	e := entry{
		kind: a.text("kind"), what: a.text("what"), learnt: a.text("learnt"), how: a.text("how"), hoped: a.text("hoped"), why: a.text("why"),
		value: a.text("value"), from: a.text("from"), welcome: a.text("welcome"), sure: a.text("sure"), knowing: domain.Knowing(a.text("knowing")),
	}
	e.aim, e.measure = readAbout(a.values["about"])
	var err error
	if e.happened, err = domain.ParseDate(a.text("happened")); err != nil {
		a.wrong("happened", "We cannot read this date. Write a day as 2025-07-10, or a month as 2025-07.")
	}
	a.mustChoose("welcome", "wanted", "unwanted", "both")
	a.mustChoose("sure", "very", "quite", "not_sure")
	a.mustChoose("knowing", string(domain.Lived), string(domain.Professional), string(domain.BothWays))
	a.mustChoose("kind", writeAim, writeTest, writeOutcome, writeFailure, writeSurprise, writeLearning, writeChange)
	if e.kind == "" {
		e.kind = writeOutcome
	}
	if e.value != "" && e.measure == "" {
		a.wrong("value", "We do not know what this number is about. Choose it in “Which aim is it about?”.")
	}
	if e.what == "" {
		e.moveUp()
	}
	if e.what == "" && e.learnt == "" && e.value == "" {
		a.wrong("what", "Tell us what happened")
	}
	return e
}

// moveUp makes what was written in another box the entry, where the first box is empty: nothing is asked twice.
func (e *entry) moveUp() {
	switch {
	case e.hoped != "" || e.why != "":
		if e.kind == writeOutcome {
			e.kind = writeFailure
		}
		if e.why != "" {
			e.what, e.why = e.why, ""
		} else {
			e.what, e.hoped = "We hoped: "+e.hoped, ""
		}
	case e.how != "":
		e.what, e.how = e.how, ""
	}
}

func (a *answers) mustChoose(name string, list ...string) {
	got := a.text(name)
	for _, choice := range list {
		if got == choice {
			return
		}
	}
	if got != "" {
		a.values[name] = ""
		a.wrong(name, "Choose one of these, or leave it out.")
	}
}

// body makes the body of an entry and says what caused it. What its kind has no place for goes to the end of its words: what
// was written is never lost.
func (e entry) body(self string) (body domain.Body, cause string) {
	switch e.kind {
	case writeAim:
		return &domain.AimAgreed{Aim: "aim-" + self[len(self)-12:], Statement: e.with("how", "hoped", "why", "sure", "welcome")}, e.from
	case writeTest:
		b := &domain.TestStarted{What: e.words("sure", "welcome"), Think: domain.Write(e.hoped), Because: domain.Write(e.why), KnowBy: domain.Write(e.how), Aim: e.aim}
		b.Learning, cause = e.learning()
		return b, cause
	case writeFailure:
		return &domain.FailureShared{What: e.words("how", "sure", "welcome"), Hoped: domain.Write(e.hoped), Why: domain.Write(e.why), Aim: e.aim}, e.from
	case writeSurprise:
		return &domain.SurpriseNoticed{What: e.words("how", "hoped", "why"), Welcome: e.welcome, Sure: e.sure, Aim: e.aim}, e.from
	case writeLearning:
		b := &domain.LearningDrawn{What: e.words("how", "hoped", "why", "sure", "welcome"), Aim: e.aim}
		if e.from != "" {
			b.From = []string{e.from}
		}
		return b, ""
	case writeChange:
		b := &domain.ChangeMade{What: e.words("how", "hoped", "why", "sure", "welcome"), Aim: e.aim}
		b.Learning, cause = e.learning()
		return b, cause
	}
	b := &domain.OutcomeRecorded{What: e.words("hoped", "why", "sure", "welcome"), How: domain.Write(e.how), Aim: e.aim}
	if e.value != "" {
		b.Measure, b.Value = e.measure, domain.Say(e.value)
	}
	return b, e.from
}

// learning parts a learning, which some kinds name, from any other cause.
func (e entry) learning() (learning, cause string) {
	if e.follows == "learning.drawn" {
		return e.from, ""
	}
	return "", e.from
}

func (e entry) words(rest ...string) domain.Words { return domain.Write(e.with(rest...)) }

// with is the text with the named answers behind it.
func (e entry) with(rest ...string) string {
	says := []string{e.what}
	for _, name := range rest {
		label, text := "", ""
		switch name {
		case "how":
			label, text = "How we know", e.how
		case "hoped":
			label, text = "We hoped", e.hoped
		case "why":
			label, text = "Why", e.why
		case "sure":
			label, text = "How sure we are", map[string]string{"very": "very", "quite": "quite", "not_sure": "not sure"}[e.sure]
		case "welcome":
			label, text = "Good or bad", reports.AnswerWords(e.welcome)
		}
		if text != "" {
			says = append(says, label+": "+text)
		}
	}
	return strings.Join(says, "\n\n")
}

// savedPage says that an entry is saved, and shows it.
type savedPage struct {
	shell
	Entry *line // nil where the views do not show it yet
	Again string
	More  []link
}

func (s *site) saved(w http.ResponseWriter, r *http.Request) error {
	at, id := where{Project: r.PathValue("project")}, r.URL.Query().Get("entry")
	p, err := seeAt(s, r.Context(), at, func(seen reports.Seen) (savedPage, error) {
		p := savedPage{shell: s.shellOf(at, reports.PlaceOf(seen), "saved", "Saved. Thank you."), Again: at.url("write")}
		e, err := reports.EntryOf(seen, id)
		if domain.KindOf(err) == domain.NotFound {
			return p, nil
		}
		l := lineOf(e.Line, at)
		p.Entry, p.More = &l, writeOn(at, e.Line)
		return p, err
	})
	if err != nil {
		return err
	}
	if p.Entry == nil {
		if err := s.isKept(r, at.Project, id); err != nil {
			return err
		}
	}
	return s.show(w, r, http.StatusOK, "saved", p)
}

// isKept asks the log itself whether it has an entry: nothing is called saved that is not.
func (s *site) isKept(r *http.Request, project, id string) error {
	events, err := s.events(r.Context(), project)
	if err != nil {
		return err
	}
	for i := range events {
		if events[i].ID == id {
			return nil
		}
	}
	return &domain.Error{Kind: domain.NotFound, Message: "there is no such entry", Value: id, Want: "look at everything that was written down"}
}
