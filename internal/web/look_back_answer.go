package web

import (
	"html/template"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/identity"
	"github.com/desirelines/desirelines/reports"
)

// lookBackPage is one look-back: what was answered, the form that answers, and for its keeper the links to people outside.
type lookBackPage struct {
	shell
	asked
	Look         lookBackLine
	Lasted, What field
	Aim          string // address of the aims; empty: it is about none
	Entry, Back  string

	Keeps      bool // who looks may ask people outside
	Outside    reports.Outside
	LinkAction string
	EndAction  string
	Days       field
	Address    string // of a link that was just made
	QR         template.HTML
	Links      []questionLine
}

// questionLine is one link. What it opens is not in it.
type questionLine struct {
	ID, Says string
	Open     bool
}

func lastedField() field {
	f := field{Name: "lasted", Label: "Did it last?", Radios: true}
	for _, id := range []string{"yes", "partly", "no", "cannot_tell"} {
		f.Options = append(f.Options, pair{id, reports.LastedWords(id)})
	}
	return f
}

// missed is the answer of the button for "Nobody could say".
const missed = "missed"

func (s *site) lookBack(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("Cache-Control", backKeeps)
	return s.showLookBack(w, r, http.StatusOK, s.emptyForm(r))
}

func (s *site) showLookBack(w http.ResponseWriter, r *http.Request, status int, a *answers) error {
	return s.showLookBackWith(w, r, status, a, "")
}

// showLookBackWith shows the page; address is that of a link that was just made.
func (s *site) showLookBackWith(w http.ResponseWriter, r *http.Request, status int, a *answers, address string) error {
	at, id := ourPlace(r), r.PathValue("entry")
	p, err := seeAt(s, r.Context(), at, func(seen reports.Seen) (p lookBackPage, err error) {
		p.shell = s.shellOf(at, reports.PlaceOf(seen), lookBacksName, "Did it last?")
		l, err := reports.LookBackOf(seen, id)
		if err != nil {
			return p, err
		}
		p.Look = lookBackLine{l, at.url(lookBacksName + "/" + escape(l.ID))}
		p.Keeps = s.keepsLookBack(r, l)
		p.Outside, err = reports.OutsideOf(seen, id)
		return p, err
	})
	if err != nil {
		return err
	}
	p.asked = a.askWith(p.Look.URL, "lasted", "what", "days")
	p.Wrong, p.Address = len(a.problems) > 0, address
	if p.QR, err = linkQR(address); err != nil {
		return err
	}
	p.Lasted, p.What = a.fill(lastedField()), a.fill(field{Name: "what", Label: "What is there now?", Hint: "You can leave this empty. Do not use people’s names.", Rows: 4})
	p.Back, p.Entry = at.url(lookBacksName), at.entry(p.Look.ID)
	if p.Look.Aim != "" {
		p.Aim = at.url("aims")
	}
	if p.Keeps {
		if _, sent := a.values["days"]; !sent {
			a.values["days"] = "60"
		}
		p.LinkAction, p.EndAction = p.Look.URL+"/link", p.Look.URL+"/link/end"
		p.Days = a.fill(field{Name: "days", Label: "For how many days does it open?", Hint: "From 1 to 400.", Type: "number"})
		if p.Links, err = s.questionLines(at.Project, id); err != nil {
			return err
		}
	}
	return s.show(w, r, status, "lookback", p)
}

// keepsLookBack says whether who sent a request may ask people outside: its keeper, and who holds the group together. Where nobody signs
// in there is nowhere to keep a link.
func (s *site) keepsLookBack(r *http.Request, l reports.LookBack) bool {
	who := viewerOf(r.Context())
	return s.Identity != nil && who.Person != "" && (l.Keeper == who.Person || who.Role.facilitates())
}

func (s *site) questionLines(project, about string) ([]questionLine, error) {
	made, err := s.Identity.Questions.List(project, about)
	var list []questionLine
	for _, q := range made {
		line := questionLine{ID: q.ID, Says: "Made on " + s.day(q.Made) + ". "}
		switch {
		case !q.Revoked.IsZero():
			line.Says += "Ended on " + s.day(q.Revoked) + "."
		case !s.Now().Before(q.Until):
			line.Says += "It opened until " + s.day(q.Until) + "."
		default:
			line.Says, line.Open = line.Says+"It opens until "+s.day(q.Until)+".", true
		}
		switch q.Answered {
		case 0:
			line.Says += " Nobody has answered by it."
		case 1:
			line.Says += " One answer came by it."
		default:
			line.Says += " " + strconv.Itoa(q.Answered) + " answers came by it."
		}
		list = append(list, line)
	}
	return list, err
}

// readLookedBack reads an answer of the group.
func (s *site) readLookedBack(r *http.Request, a *answers) ([]domain.Draft, error) {
	id := r.PathValue("entry")
	if a.values["do"] == missed {
		return []domain.Draft{{Body: &domain.LookBackMissed{LookBack: id, Why: a.may("what")}, Cause: id}}, nil
	}
	return []domain.Draft{{Body: a.lookedBack(id), Cause: id}}, nil
}

func (a *answers) lookedBack(id string) *domain.LookBackAnswered {
	b := &domain.LookBackAnswered{LookBack: id, Lasted: a.text("lasted"), What: a.may("what")}
	if !slices.Contains([]string{"yes", "partly", "no", "cannot_tell"}, b.Lasted) {
		a.wrong("lasted", "Choose one of these. “We cannot tell” is fine.")
	}
	return b
}

// linkLookBack makes a link. Its address is on the page that answers, and nowhere else.
func (s *site) linkLookBack(w http.ResponseWriter, r *http.Request) error {
	a, err := s.keepersForm(r)
	if err != nil {
		return err
	}
	days, err := strconv.Atoi(a.text("days"))
	if err != nil || days < 1 || days > 400 {
		a.wrong("days", "Write a number of days from 1 to 400.")
		return s.showLookBack(w, r, http.StatusUnprocessableEntity, a)
	}
	token, _, err := s.Identity.Questions.Make(identity.QuestionSpec{
		Project: r.PathValue("project"), About: r.PathValue("entry"), Maker: viewerOf(r.Context()).Person, Until: s.Now().Add(time.Duration(days) * 24 * time.Hour),
	})
	if err != nil {
		return err
	}
	return s.showLookBackWith(w, r, http.StatusOK, s.emptyForm(r), s.Identity.Questions.Address(token))
}

// keepersForm reads a form of who may ask people outside. Nobody else learns whether the look-back is there.
func (s *site) keepersForm(r *http.Request) (*answers, error) {
	if err := s.noLinks(); err != nil {
		return nil, err
	}
	look, err := seeAt(s, r.Context(), ourPlace(r), func(seen reports.Seen) (reports.LookBack, error) {
		return reports.LookBackOf(seen, r.PathValue("entry"))
	})
	if err != nil {
		return nil, err
	}
	if !s.keepsLookBack(r, look) {
		return nil, &domain.Error{Kind: domain.Refused, Message: "this is for whoever keeps this look-back", Want: "ask them, or a facilitator of the group"}
	}
	return readForm(r)
}

// endLookBackLink ends a link at once.
func (s *site) endLookBackLink(w http.ResponseWriter, r *http.Request) error {
	a, err := s.keepersForm(r)
	if err != nil {
		return err
	}
	mine, err := s.Identity.Questions.List(r.PathValue("project"), r.PathValue("entry"))
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(mine, func(q identity.Question) bool { return q.ID == a.values["link"] }) {
		return &domain.Error{Kind: domain.NotFound, Message: "this link is not there", Want: "choose one of the list"}
	}
	if err := s.Identity.Questions.Revoke(r.PathValue("project"), a.values["link"]); err != nil {
		return err
	}
	http.Redirect(w, r, ourPlace(r).url(lookBacksName+"/"+escape(r.PathValue("entry"))), http.StatusSeeOther)
	return nil
}
