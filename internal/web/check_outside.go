package web

import (
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/identity"
	"github.com/desirelines/desirelines/reports"
)

// outsideName is the page of an entry where somebody outside is asked about it.
const outsideName = "outside"

// The hidden answer by which the form of a check is told from others, where what it asks cannot be looked up.
const (
	asksName  = "asks"
	asksCheck = "check"
)

// outsideRoutes are the addresses where a link is made that asks somebody outside to check an entry. The link itself is a question, as that
// of a look-back.
func (s *site) outsideRoutes(mux *http.ServeMux) {
	at := func(pattern string, p answer) { mux.Handle(pattern, s.form(s.only(forWriters, p))) }
	at("GET /p/{project}/entry/{entry}/outside", func(w http.ResponseWriter, r *http.Request) error {
		w.Header().Set("Cache-Control", backKeeps)
		return s.showAskOutside(w, r, http.StatusOK, s.emptyForm(r), "")
	})
	at("POST /p/{project}/entry/{entry}/outside", s.linkOutside)
	at("POST /p/{project}/entry/{entry}/outside/end", s.endLinkOutside)
}

// askOutsidePage makes links that ask somebody outside whether an entry is so.
type askOutsidePage struct {
	shell
	asked
	Entry     line
	Reads     []outsideReads
	May       bool // at least one audience may read enough to be asked
	Through   field
	Days      field
	Address   string // of a link that was just made; it is shown once
	QR        template.HTML
	EndAction string
	Links     []questionLine
	Who       string // address where it is said who may read the entry
}

// outsideReads is what one audience would read.
type outsideReads struct {
	ID, Name string
	Look     reports.CheckAsked
	Hidden   bool // it may not know of the entry
}

// asksOutside says whether who sent a request may ask somebody outside. Where nobody signs in there is nowhere to keep a link.
func (s *site) asksOutside(r *http.Request) bool {
	who := viewerOf(r.Context())
	return s.Identity != nil && who.Person != "" && who.Role.writes()
}

// showAskOutside shows the page; address is that of a link that was just made.
func (s *site) showAskOutside(w http.ResponseWriter, r *http.Request, status int, a *answers, address string) error {
	p, err := s.askOutside(r, a)
	if err != nil {
		return err
	}
	p.asked = a.askWith(p.Entry.URL+"/"+outsideName, "through", "days")
	p.Wrong, p.Address = len(a.problems) > 0, address
	if p.QR, err = linkQR(address); err != nil {
		return err
	}
	if p.Links, err = s.questionLines(r.PathValue("project"), p.Entry.ID); err != nil {
		return err
	}
	if !viewerOf(r.Context()).Role.facilitates() {
		made, err := s.Identity.Questions.List(r.PathValue("project"), p.Entry.ID)
		if err != nil {
			return err
		}
		for i := range p.Links { // who did not make it sees that it is there, and cannot end it
			p.Links[i].Open = p.Links[i].Open && slices.ContainsFunc(made, func(q identity.Question) bool { return q.ID == p.Links[i].ID && mayEnd(r, q) })
		}
	}
	return s.show(w, r, status, "askoutside", p)
}

// askOutside looks up the entry, and what each audience would read of it. NotFound where it is not there, or cannot be checked.
func (s *site) askOutside(r *http.Request, a *answers) (p askOutsidePage, err error) {
	if err := s.noLinks(); err != nil {
		return p, err
	}
	at, id := ourPlace(r), r.PathValue("entry")
	var audiences []reports.Audience
	p, err = seeAt(s, r.Context(), at, func(seen reports.Seen) (p askOutsidePage, err error) {
		e, err := reports.EntryOf(seen, id)
		if err != nil {
			return p, err
		}
		p.shell = s.shellOf(at, reports.PlaceOf(seen), "entry/"+e.ID+"/"+outsideName, "Ask somebody outside")
		p.Entry, audiences = lineOf(e.Line, at), reports.AudiencesHere(seen)
		switch {
		case !reports.CanBeChecked(e.Kind):
			err = &domain.Error{Kind: domain.NotFound, Message: "nobody outside is asked about this entry", Value: e.ID, Want: "ask about something that happened, or that surprised you"}
		case e.Withdrawn:
			err = &domain.Error{Kind: domain.Invalid, Message: "this was taken back", Value: e.ID, Want: "nothing needs asking"}
		}
		return p, err
	})
	if err != nil {
		return p, err
	}
	p.Through = field{Name: "through", Label: "What may they read?", Options: []pair{{"", "Choose one"}}}
	for _, one := range audiences {
		if !one.MayAskOutside() {
			continue
		}
		reads := outsideReads{ID: one.ID, Name: one.Name}
		reads.Look, err = seeAt(s, r.Context(), where{Project: at.Project, Audience: one.ID, role: at.role}, func(seen reports.Seen) (reports.CheckAsked, error) {
			return reports.CheckAskedOf(seen, p.Entry.ID)
		})
		if domain.KindOf(err) == domain.NotFound {
			reads.Hidden, err = true, nil
		}
		if err != nil {
			return p, err
		}
		if reads.Look.Asks() {
			p.May = true
			p.Through.Options = append(p.Through.Options, pair{one.ID, "What " + named(one.ID, one.Name) + " may read"})
		}
		p.Reads = append(p.Reads, reads)
	}
	if _, sent := a.values["days"]; !sent {
		a.values["days"] = "30"
	}
	p.Through = a.fill(p.Through)
	p.Days = a.fill(field{Name: "days", Label: "For how many days does it open?", Hint: "From 1 to 400.", Type: "number"})
	p.EndAction, p.Who = p.Entry.URL+"/"+outsideName+"/end", p.Entry.URL+"#who"
	return p, nil
}

// linkOutside makes a link. Its address is on the page that answers, and nowhere else.
func (s *site) linkOutside(w http.ResponseWriter, r *http.Request) error {
	a, err := readForm(r)
	if err != nil {
		return err
	}
	p, err := s.askOutside(r, a)
	if err != nil {
		return err
	}
	if !s.asksOutside(r) {
		return &domain.Error{Kind: domain.Refused, Message: "you are not signed in as somebody of the group", Want: "sign in, and make the link then"}
	}
	through := a.text("through")
	if !slices.ContainsFunc(p.Through.Options, func(o pair) bool { return o.Name == through && through != "" }) {
		a.wrong("through", "Choose one of these. Nobody else may read enough of it.")
	}
	days, err := strconv.Atoi(a.text("days"))
	if err != nil || days < 1 || days > 400 {
		a.wrong("days", "Write a number of days from 1 to 400.")
	}
	if len(a.problems) > 0 {
		return s.showAskOutside(w, r, http.StatusUnprocessableEntity, a, "")
	}
	token, _, err := s.Identity.Questions.Make(identity.QuestionSpec{
		Project: r.PathValue("project"), About: p.Entry.ID, Maker: viewerOf(r.Context()).Person, Until: s.Now().Add(time.Duration(days) * 24 * time.Hour),
		Through: through, Once: true,
	})
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return s.showAskOutside(w, r, http.StatusOK, s.emptyForm(r), s.Identity.Questions.Address(token))
}

// endLinkOutside ends a link at once: whoever made it may, and who holds the group together.
func (s *site) endLinkOutside(w http.ResponseWriter, r *http.Request) error {
	a, err := readForm(r)
	if err != nil {
		return err
	}
	if err := s.noLinks(); err != nil {
		return err
	}
	at, id := ourPlace(r), r.PathValue("entry")
	id, err = seeAt(s, r.Context(), at, func(seen reports.Seen) (string, error) {
		e, err := reports.EntryOf(seen, id)
		return e.ID, err
	})
	if err != nil {
		return err
	}
	made, err := s.Identity.Questions.List(at.Project, id)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(made, func(q identity.Question) bool { return q.ID == a.values["link"] && q.Through != "" })
	switch {
	case i < 0:
		return &domain.Error{Kind: domain.NotFound, Message: "this link is not there", Want: "choose one of the list"}
	case !mayEnd(r, made[i]):
		return &domain.Error{Kind: domain.Refused, Message: "somebody else made this link", Want: "ask them, or a facilitator of the group"}
	}
	if err := s.Identity.Questions.Revoke(at.Project, made[i].ID); err != nil {
		return err
	}
	http.Redirect(w, r, at.entry(id)+"/"+outsideName, http.StatusSeeOther)
	return nil
}

func mayEnd(r *http.Request, q identity.Question) bool {
	who := viewerOf(r.Context())
	return who.Person != "" && (q.Maker == who.Person || who.Role.facilitates())
}

// askedCheckPage asks somebody without an account whether an entry is so. It shows what the audience of the link may read of it, and nothing
// else of the project.
type askedCheckPage struct {
	shell
	asked
	Look               reports.CheckAsked
	Instead            string // what is said where there is nothing to ask; empty: it is asked
	Asks               string // hidden: which question this is
	Answer, Role, What field
}

// answerField asks whether they agree.
func answerField() field {
	f := field{Name: "answer", Label: "Do you agree?", Radios: true}
	for _, id := range reports.OutsideAnswers() {
		f.Options = append(f.Options, pair{id, reports.OutsideAnswer(id)})
	}
	return f
}

func (s *site) showAskedCheck(w http.ResponseWriter, r *http.Request, status int, a *answers, look reports.CheckAsked, instead string) error {
	p := askedCheckPage{
		Instead: instead,
		shell:   s.plainShell(where{role: roleLink}, "Is this so?"), Look: look, Asks: asksCheck,
		asked: a.askWith("/q/"+url.PathEscape(r.PathValue("token")), "answer", "role", "what"),
	}
	p.Wrong = len(a.problems) > 0
	p.Answer = a.fill(answerField())
	p.Role = a.fill(field{Name: "role", Label: "Who are you in this?", Hint: "Say what you do, not your name. Such as: I teach at the school. You can leave it empty.", Rows: 1})
	p.What = a.fill(field{Name: "what", Label: "What do you say to it?", Hint: "You can leave this empty. Do not use people’s names.", Rows: 5})
	w.Header().Set("Cache-Control", "no-store")
	return s.show(w, r, status, "askedcheck", p)
}

// checked reads what somebody outside says of an entry.
func (a *answers) checked(entry string) *domain.CheckedOutside {
	b := &domain.CheckedOutside{Entry: entry, Answer: a.text("answer"), Role: a.may("role"), What: a.may("what")}
	if !slices.Contains(reports.OutsideAnswers(), b.Answer) {
		a.wrong("answer", "Choose one of these. “I cannot say” is fine.")
	}
	return b
}

// answeredPage says that a link took an answer before, and keeps the words that were sent now for who wants to copy them.
type answeredPage struct {
	shell
	Wrote []string
}

func (s *site) showAnswered(w http.ResponseWriter, r *http.Request, a *answers) error {
	p := answeredPage{shell: s.plainShell(where{role: roleLink}, "This link took your answer before")}
	for _, name := range []string{"role", "what"} {
		if text := a.text(name); text != "" {
			p.Wrote = append(p.Wrote, text)
		}
	}
	w.Header().Set("Cache-Control", "no-store")
	return s.show(w, r, http.StatusConflict, "answered", p)
}
