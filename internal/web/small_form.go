package web

import (
	"net/http"
	"slices"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/reports"
)

// smallForm is a page with a few questions about one thing.
type smallForm struct {
	title  string
	says   []string // what stands above the boxes, in sentences
	on     *reports.Line
	tapped *tapped       // what one tap said before; nil: none did
	first  []field       // asked at once
	tables []numberTable // numbers beside each other, below these
	last   []field       // asked below the numbers
	more   []field       // behind a fold
	hidden []pair        // what it is about, for the form to bring back
	needs  string        // the box that may not be empty; empty: there is none
	button string        // empty: Save
	goesOn bool          // the button saves nothing and leads to the questions that follow
	shows  string        // a second button, which saves nothing and shows the page again with more on it; empty: none
	// start is what is about to begin, to show what was learnt before about the same; nil: that is not shown. own was learnt here.
	start *reports.Starting
	own   []reports.Earlier
	ways  []link // other ways to say it
	ours  bool   // it is for the whole group: who may see it is not asked
	// drafts makes what is to be recorded of the answers, or notes all that is wrong with them. It reads no rows.
	drafts func(a *answers) []domain.Draft
	// after is the page that comes after it was saved; nil: the one that says so.
	after func(a *answers, receipt Receipt) string

	place     reports.Place
	audiences []reports.Audience
}

// formMaker makes a form of what may be seen. It is asked before the form is shown, and again when it was sent.
type formMaker func(s *site, seen reports.Seen, at where, r *http.Request, a *answers) (smallForm, error)

// smallPage is a small form as it is shown.
type smallPage struct {
	shell
	Action, Command string
	Problems        []problem
	Unsaved         string // as on writePage
	Says            []string
	On              *followed
	Tapped          *tapped
	Needs           string // as on smallForm
	First, More     []field
	Tables          []numberTable
	Last            []field
	GoesOn          bool
	Share           *shareQuestion // nil: it is not asked
	Hidden          []pair
	Open            bool // something behind the fold was answered
	Button, Shows   string
	Before          []earlierLine
	Asked           bool // earlier learnings were asked for
	Ways            []link
}

func (p smallPage) wrongs() []problem { return p.Problems }

// showsMore is the answer of the button that saves nothing.
const showsMore = "show"

// asks shows a small form, ready for what its address asks for.
func (s *site) asks(make formMaker) answer {
	return func(w http.ResponseWriter, r *http.Request) error {
		a := &answers{values: map[string]string{"command": s.NewID()}}
		for _, name := range []string{"from", "about", "next", "said", "taken"} {
			a.values[name] = r.URL.Query().Get(name)
		}
		w.Header().Set("Cache-Control", backKeeps)
		return s.showSmall(make)(w, r, http.StatusOK, a)
	}
}

// made makes a form of what may be seen now. Where the views cannot be asked it is made of nothing: what was answered is kept.
func (s *site) made(r *http.Request, make formMaker, a *answers, status int) (smallForm, error) {
	at := ourPlace(r)
	f, err := seeAt(s, r.Context(), at, func(seen reports.Seen) (smallForm, error) {
		f, err := make(s, seen, at, r, a)
		f.place, f.audiences = reports.PlaceOf(seen), reports.AudiencesHere(seen)
		if _, sent := a.values["share"]; !sent && f.on != nil {
			if private := keptTo(reports.SharedAs(seen, f.on.ID)); len(private) == 1 { // what is said of it stays there too, if nobody says otherwise
				a.values["share"] = private[0]
			}
		}
		return f, err
	})
	if err != nil && status == http.StatusServiceUnavailable {
		return make(s, reports.Seen{}, at, r, a)
	}
	return f, err
}

func (s *site) showSmall(make formMaker) showAnswers {
	return func(w http.ResponseWriter, r *http.Request, status int, a *answers) error {
		f, err := s.made(r, make, a, status)
		if err != nil {
			return err
		}
		at := ourPlace(r)
		a.inOrder(append(append([]string{wholeForm}, names(f.asked())...), "share"))
		p := smallPage{
			shell: s.shellOf(at, f.place, "form", f.title), Action: r.URL.EscapedPath(), Command: a.values["command"], Problems: a.problems,
			Unsaved: a.problem(wholeForm), Says: f.says, Button: f.button, Shows: f.shows, Asked: f.start != nil && a.values["do"] == showsMore, GoesOn: f.goesOn, Ways: f.ways, Hidden: f.hidden,
			Needs: f.needs, Tapped: f.tapped,
		}
		p.Phone = s.phoneOf(at)
		p.Wrong = len(a.problems) > 0
		if p.Button == "" {
			p.Button = "Save"
		}
		if f.on != nil && f.tapped == nil {
			p.On = &followed{f.on.Says, beginning(*f.on), at.entry(f.on.ID)}
		}
		for _, one := range f.first {
			p.First = append(p.First, a.fill(kept(one, a)))
		}
		for _, one := range f.last {
			p.Last = append(p.Last, a.fill(kept(one, a)))
		}
		for _, one := range f.tables {
			p.Tables = append(p.Tables, one.filled(a))
		}
		for _, one := range f.more {
			one = a.fill(kept(one, a))
			p.Open = p.Open || one.Value != "" || one.Wrong != ""
			p.More = append(p.More, one)
		}
		if !f.ours && !f.goesOn && len(f.first) > 0 {
			share := s.shareQuestion(r, a, choices{audiences: f.audiences})
			share.Stays.Hint = ""
			p.Share = &share
		}
		if f.start != nil {
			if p.Before, err = s.earlier(r, f.own, *f.start); err != nil {
				return err
			}
		}
		return s.show(w, r, status, "small", p)
	}
}

// kept adds a choice that was made and that the form does not offer, so that sending it again means the same.
func kept(f field, a *answers) field {
	value := a.values[f.Name]
	if len(f.Options) == 0 || value == "" || a.problem(f.Name) != "" || slices.ContainsFunc(f.Options, func(p pair) bool { return p.Name == value }) {
		return f
	}
	f.Options = append(slices.Clip(f.Options), pair{value, "What you chose"})
	return f
}

// takes saves a small form. It says so only after the log has it. All that is wrong is said at once.
func (s *site) takes(make formMaker) answer {
	show := s.showSmall(make)
	return s.queued(func(w http.ResponseWriter, r *http.Request) error {
		a, err := s.sentForm(r, domain.MaxWords)
		if err != nil {
			return err
		}
		if a.values["do"] == showsMore && !a.cut {
			a.problems = nil
			return show(w, r, http.StatusOK, a)
		}
		if a.written, err = s.dayOf(r, ourPlace(r), a); err != nil {
			return err
		}
		f, err := s.made(r, make, a, 0)
		if err != nil {
			return err
		}
		for _, one := range f.asked() {
			a.most(one.Name, domain.MaxWords)
		}
		drafts := f.drafts(a)
		if !f.ours {
			drafts = shareWith(drafts, a.sharing(r, false, viewerOf(r.Context()).Person != ""))
		}
		if len(a.problems) > 0 {
			return show(w, r, a.status(), a)
		}
		receipt, err := s.Recorder.Record(r.Context(), domain.Command{ID: a.values["command"], Project: ourPlace(r).Project, Actor: viewerOf(r.Context()).Person, Drafts: drafts})
		if err != nil {
			return s.notSaved(w, r, a, err, show, func(e *domain.Error) string { return f.fieldOf(a, e) })
		}
		s.wait(r, receipt)
		next := ourPlace(r).url("saved", "entry", receipt.ID)
		if f.after != nil {
			next = f.after(a, receipt)
		}
		return s.stored(w, r, receipt, next)
	})
}

// asked are all boxes of the form in the order of the page.
func (f smallForm) asked() []field {
	list := slices.Clone(f.first)
	for _, t := range f.tables {
		list = append(list, t.fields()...)
	}
	return append(append(list, f.last...), f.more...)
}

// fieldOf finds the question that an error is about by the value it names.
func (f smallForm) fieldOf(a *answers, e *domain.Error) string {
	for _, one := range f.asked() {
		if e.Value != "" && a.text(one.Name) == e.Value {
			return one.Name
		}
	}
	return wholeForm
}

// smallForms are the small forms by the pattern of their address. This is THE table: a form is asked for, taken and shown again by it.
func smallForms() map[string]formMaker {
	return map[string]formMaker{
		"/p/{project}/test": testCard, "/p/{project}/meeting": meetingForm, "/p/{project}/silence": silenceForm,
		"/p/{project}/entry/{entry}/mend": mendForm, "/p/{project}/entry/{entry}/answer": answerForm,
		"/p/{project}/aim/new": newAimForm, "/p/{project}/aim/{aim}/change": changeAimForm, "/p/{project}/aim/{aim}/drop": dropAimForm,
		"/p/{project}/edges/new":             edgeForm,
		"/p/{project}/aim/{aim}/measure/new": newMeasureForm, "/p/{project}/aim/{aim}/measure/{measure}/change": changeMeasureForm,
		"/p/{project}/aim/{aim}/measure/{measure}/retire": retireMeasureForm, "/p/{project}/aim/{aim}/measure/{measure}/start": startForm,
		"/p/{project}/aim/{aim}/measure/{measure}/target": targetForm, "/p/{project}/aim/{aim}/measure/{measure}/number": numberForm,
		"/p/{project}/edges/{entry}/move": moveEdgeForm, "/p/{project}/words/ask": askWordForm, "/p/{project}/words/explain": explainWordForm,
		"/p/{project}/" + judgeName: judgeForm,
	}
}
