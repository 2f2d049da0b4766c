package web

import (
	"net/http"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/reports"
)

// lookBacksName is the page of what the group looks back on.
const lookBacksName = "look-backs"

// waitingRoutes are the addresses of what a group set itself for a day to come. None of their pages is kept: most hold forms.
func (s *site) waitingRoutes(mux *http.ServeMux) {
	at := func(d door, pattern string, p answer) { mux.Handle(pattern, s.form(s.only(d, p))) }
	at(forWriters, "GET /p/{project}/look-backs", s.lookBacks)
	at(forWriters, "POST /p/{project}/look-backs", s.saves(s.showLookBacks, s.readLookBack, func(r *http.Request, _ *answers) string {
		return ourPlace(r).url(lookBacksName, "saved", "yes")
	}))
	at(forWriters, "GET /p/{project}/look-backs/{entry}", s.lookBack)
	at(forWriters, "POST /p/{project}/look-backs/{entry}", s.saves(s.showLookBack, s.readLookedBack, func(r *http.Request, _ *answers) string {
		return ourPlace(r).url(lookBacksName + "/" + escape(r.PathValue("entry")))
	}))
	at(forWriters, "POST /p/{project}/look-backs/{entry}/link", s.linkLookBack)
	at(forWriters, "POST /p/{project}/look-backs/{entry}/link/end", s.endLookBackLink)
	at(forFacilitators, "GET /p/{project}/finish", s.finish)
	at(forFacilitators, "POST /p/{project}/finish", s.saves(s.showFinish, s.readFinish, func(r *http.Request, _ *answers) string { return ourPlace(r).url("") }))
	at(forWriters, "GET /p/{project}/reminders", s.reminders)
	at(forWriters, "POST /p/{project}/reminders", s.saves(s.showReminders, s.readReminded, func(r *http.Request, _ *answers) string {
		return ourPlace(r).url(remindersName, "given", "yes")
	}))
	at(forWriters, "GET /p/{project}/news", s.news)
	mux.Handle("GET /q/{token}", s.page(s.openQuestion))
	mux.Handle("POST /q/{token}", s.page(s.answerQuestion))
}

// lookBacksPage is what the group looks back on, and the form that plans more.
type lookBacksPage struct {
	shell
	asked
	Saved         bool // one was just planned
	AimSaved      bool // an aim was just saved, and this offers to plan
	Ended         bool
	Waiting, Over []lookBackLine
	About, Due    field
	Question      field
	Keeper, Kept  field
	Open          bool // something in the part that can be opened was filled in
	Aims, Finish  string
}

type lookBackLine struct {
	reports.LookBack
	URL string
}

// Asks says who asks, in words.
func (l lookBackLine) Asks() string {
	if name := l.Name.String(); name != "" {
		return name
	}
	if l.Keeper != "" {
		return nobodysName
	}
	return l.Kept.String()
}

// AsksUnnamed says whether what Asks says is ours: nobody said the name.
func (l lookBackLine) AsksUnnamed() bool { return l.Asks() == nobodysName }

func (s *site) lookBacks(w http.ResponseWriter, r *http.Request) error {
	a := s.emptyForm(r, "about")
	w.Header().Set("Cache-Control", backKeeps)
	return s.showLookBacks(w, r, http.StatusOK, a)
}

// showLookBacks shows the page. Where its address names an entry that began an aim, the form is about that aim.
func (s *site) showLookBacks(w http.ResponseWriter, r *http.Request, status int, a *answers) error {
	at, q := ourPlace(r), r.URL.Query()
	p, err := seeAt(s, r.Context(), at, func(seen reports.Seen) (p lookBacksPage, err error) {
		place := reports.PlaceOf(seen)
		p.shell, p.Ended = s.shellOf(at, place, lookBacksName, "Did it last?"), place.Ended
		for _, l := range reports.LookBacksOf(seen) {
			line := lookBackLine{l, at.url(lookBacksName + "/" + escape(l.ID))}
			if l.Waits() {
				p.Waiting = append(p.Waiting, line)
			} else {
				p.Over = append(p.Over, line)
			}
		}
		if from := q.Get("entry"); from != "" && a.values["about"] == "" {
			if e, err := reports.EntryOf(seen, from); err == nil {
				a.values["about"] = aboutValue(plainField(e.Fields, "aim"), "")
			}
		}
		if _, sent := a.values["due"]; !sent && place.Asked.Known() {
			a.values["due"] = reports.DayWords(inYears(place.Asked, 1))
		}
		c, err := choicesOf(seen, "")
		c.keep(a)
		fields := s.lookBackFields(a, c.aims, keepers(seen))
		p.About, p.Due, p.Question, p.Keeper, p.Kept = fields[0], fields[1], fields[2], fields[3], fields[4]
		return p, err
	})
	if err != nil {
		return err
	}
	p.asked = a.askWith(at.url(lookBacksName), "about", "due", "question", "keeper", "kept")
	p.Wrong, p.Saved, p.AimSaved = len(a.problems) > 0, q.Get("saved") == "yes", q.Get("aim") == "saved"
	p.Open = p.Question.Value != "" || p.Question.Wrong != ""
	p.Aims = at.url("aims")
	if at.role.facilitates() {
		p.Finish = at.url(finishName)
	}
	return s.show(w, r, status, "lookbacks", p)
}

// lookBackFields are the questions of a plan.
func (s *site) lookBackFields(a *answers, aims, people []pair) []field {
	list := []field{
		{Name: "about", Label: "What will we look back on?", Options: append([]pair{{"", "All that we did"}}, aims...)},
		{Name: "due", Label: "On which day will we ask?", Hint: "Such as 10 July 2027."},
		{Name: "question", Label: "Do you want to ask something more?", Hint: "We ask “Did it last?” anyway. Do not use people’s names.", Rows: 2},
		{Name: "keeper", Label: "Who asks when the day comes?", Options: people},
		{Name: "kept", Label: "Or is it somebody who is not on the list?", Hint: "Say what they do, such as: whoever runs the café."},
	}
	for i := range list {
		list[i] = a.fill(list[i])
	}
	return list
}

// readLookBack reads a plan.
func (s *site) readLookBack(r *http.Request, a *answers) ([]domain.Draft, error) {
	today, err := s.todayIn(r)
	if err != nil {
		return nil, err
	}
	return []domain.Draft{{Body: a.lookBack(today)}}, nil
}

func (a *answers) lookBack(today domain.Date) *domain.LookBackPlanned {
	b := &domain.LookBackPlanned{Due: a.theWholeDay("due", today), What: a.may("question"), Keeper: a.text("keeper"), Kept: a.may("kept")}
	b.Aim, b.Measure = readAbout(a.values["about"])
	return b
}

// afterAim is where somebody is led who saved an aim: to plan when to ask whether what it brings lasts.
func afterAim(at where, aim string) string {
	return at.url(lookBacksName, "about", aboutValue(aim, ""), "aim", "saved")
}
