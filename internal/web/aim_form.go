package web

import (
	"net/http"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/language"
	"github.com/desirelines/desirelines/reports"
)

// The answers to where an aim stands.
const (
	asQuestion = "question"
	asAgreed   = "agreed"
)

// aimRoutes are the addresses of what cannot be decided freely and of words; their forms are small ones.
func (s *site) aimRoutes(mux *http.ServeMux) {
	mux.Handle("GET /p/{project}/edges", s.page(s.only(forProject, s.keep(s.edges))))
	mux.Handle("GET /p/{project}/aim/{aim}", s.page(s.only(forProject, s.keep(s.aim)))) // with .json or .csv behind it: the same as data
	mux.Handle("GET /p/{project}/words", s.page(s.only(forProject, s.keep(s.ourWords))))
}

// bornField asks where an aim came from.
func bornField() field {
	return field{Name: "born", Label: "Where did it come from?", Radios: true, Options: []pair{{"", "Leave this out"},
		{string(domain.BornStart), "We began with it"}, {string(domain.BornOnTheWay), "We found it on the way"}, {string(domain.BornFunder), "A funder set it"}}}
}

// reasonFields ask why an aim has the words it has, and who was there.
func reasonFields() []field {
	return []field{
		{Name: "why", Label: "Why these words?", Hint: "You can leave this empty.", Rows: 3},
		{Name: "there", Label: "Who was there?", Hint: "Say what people do, not their names. Such as: six people who use the café.", Rows: 2},
	}
}

// newAimForm is the form for an aim; where its address says so, for one that is still a question.
func newAimForm(_ *site, seen reports.Seen, at where, r *http.Request, a *answers) (smallForm, error) {
	if _, sent := a.values["stands"]; !sent {
		a.values["stands"] = asAgreed
		if r.URL.Query().Get("as") == asQuestion {
			a.values["stands"] = asQuestion
		}
	}
	question := a.text("stands") == asQuestion
	f := smallForm{title: "What do we want to be different?", needs: "statement", hidden: []pair{{"stands", a.text("stands")}}, own: ownEarlier(seen, a, ""), start: startingAim(a, "")}
	f.shows = "See what we learnt before"
	if question {
		f.title, f.button = "What might we want to be different?", "Save our question"
		f.says = []string{"It can be a question. We can agree on it later.", "Nothing has to be decided in advance."}
		f.ways = []link{{URL: at.url("aim/new"), Words: "We agree on it already"}}
		f.first = []field{{Name: "statement", Label: "Our question", Hint: "Do not use people’s names.", Rows: 3}}
		f.more = []field{bornField()}
	} else {
		f.button = "Save our aim"
		f.ways = []link{{URL: at.url("aim/new", "as", asQuestion), Words: "It is still a question"}}
		f.first = []field{{Name: "statement", Label: "Our aim", Hint: "Do not use people’s names.", Rows: 3}}
		f.more = append(reasonFields(), bornField())
	}
	f.drafts = func(a *answers) []domain.Draft {
		statement, born, id := a.statement(), domain.Born(a.born()), aimID(a.values["command"])
		if a.text("stands") == asQuestion {
			return []domain.Draft{{Body: &domain.AimRaised{Aim: id, Statement: statement, Born: born}}}
		}
		return []domain.Draft{{Body: &domain.AimAgreed{Aim: id, Statement: statement, Born: born, Why: a.may("why"), There: a.may("there")}}}
	}
	f.after = func(a *answers, _ Receipt) string {
		if a.text("stands") == asQuestion {
			return at.url("aims")
		}
		return afterAim(at, aimID(a.values["command"]))
	}
	return f, nil
}

// aimID is the id of an aim that a form begins.
func aimID(command string) string { return "aim-" + command[max(0, len(command)-12):] }

// statement reads the words of an aim.
func (a *answers) statement() string {
	a.most("statement", domain.MaxName)
	if a.text("statement") == "" {
		a.wrong("statement", "Tell us what we want to be different")
	}
	return a.text("statement")
}

func (a *answers) born() string {
	a.mustChoose("born", string(domain.BornStart), string(domain.BornOnTheWay), string(domain.BornFunder))
	return a.text("born")
}

// startingAim is what is about to begin, for what was learnt before about the same.
func startingAim(a *answers, aim string) *reports.Starting {
	return &reports.Starting{Aim: aim, Words: a.text("statement")}
}

// ownEarlier is what was learnt here before about the same.
func ownEarlier(seen reports.Seen, a *answers, aim string) []reports.Earlier {
	return reports.EarlierLearnings(seen, *startingAim(a, aim), false)
}

// changeAimForm is the form that says an aim in other words, agrees on a question, or takes up again an aim that was let go.
func changeAimForm(_ *site, seen reports.Seen, at where, r *http.Request, a *answers) (smallForm, error) {
	id := r.PathValue("aim")
	aim, err := reports.AimVersionOf(seen, id)
	if err != nil {
		return smallForm{}, err
	}
	if _, sent := a.values["statement"]; !sent {
		a.values["statement"] = aim.Statement
	}
	said, err := reports.EntryOf(seen, a.text("command"))
	again := err == nil // it was sent before, and says now what it said then
	f := smallForm{title: "Say this aim in other words", needs: "statement", button: "Save", own: ownEarlier(seen, a, id), start: startingAim(a, id), shows: "See what we learnt before"}
	f.first = []field{{Name: "statement", Label: "Our aim", Hint: "Do not use people’s names.", Rows: 3}}
	if aim.Question() {
		f.title = "Is it still a question?"
		f.first = append(f.first, field{Name: "stands", Label: "Do we agree on it?", Radios: true, Options: []pair{{asAgreed, "Yes, this is what we want"}, {asQuestion, "Not yet, it stays a question"}}})
	} else if !aim.InForce() {
		f.title, f.button = "Do we want this again?", "Yes, we want this again"
	}
	f.first = append(f.first, reasonFields()...)
	if !aim.Question() && aim.InForce() {
		f.first = append(f.first, becauseField())
	}
	if first := aim.First(); first != "" {
		f.says = []string{"We keep all the words that this aim ever had."}
	}
	f.drafts = func(a *answers) []domain.Draft {
		statement, why, there := a.statement(), a.may("why"), a.may("there")
		agrees := aim.State != domain.AimIsAgreed
		if aim.Question() {
			a.mustChoose("stands", asAgreed, asQuestion)
			if a.text("stands") == "" {
				a.wrong("stands", "Choose one of these.")
			}
			agrees = a.text("stands") == asAgreed
		}
		if again {
			agrees = said.Kind == "aim.agreed"
		}
		if agrees {
			return []domain.Draft{{Body: &domain.AimAgreed{Aim: id, Statement: statement, Why: why, There: there}}}
		}
		if statement == aim.Statement && a.text("why") == "" && !again {
			a.wrong("statement", "These are the words it has. Change them, or say why they stay.")
		}
		return []domain.Draft{{Body: &domain.AimRevised{Aim: id, Statement: statement, Because: a.because(), Why: why, There: there}}}
	}
	f.after = func(a *answers, _ Receipt) string {
		if (aim.State != domain.AimIsAgreed || again && said.Kind == "aim.agreed") && a.text("stands") != asQuestion {
			return afterAim(at, id)
		}
		return at.url("aims")
	}
	return f, nil
}

// dropAimForm is the form with which the group lets an aim go. Its figures and its words stay to be seen, and it can be wanted again.
func dropAimForm(_ *site, seen reports.Seen, at where, r *http.Request, a *answers) (smallForm, error) {
	id := r.PathValue("aim")
	aim, err := reports.AimVersionOf(seen, id)
	if err != nil && seen != (reports.Seen{}) {
		return smallForm{}, err
	}
	today := a.today(seen)
	because := becauseField()
	because.Label = "What made us let it go?"
	f := smallForm{title: "We no longer want this", button: "Yes, we no longer want it"}
	if aim.Statement != "" {
		f.says = []string{"This is about: " + language.Theirs(aim.Statement)}
	}
	f.says = append(f.says, "All that was written stays to be seen. You can want it again later.")
	f.first = []field{
		because,
		{Name: "why", Label: "Why, in your own words?", Hint: "You can leave this empty.", Rows: 3},
		{Name: "there", Label: "Who was there?", Hint: "Say what people do, not their names.", Rows: 2},
		{Name: "happened", Label: "When did we decide it?", Hint: "Such as 10 July 2025. Leave it empty for today."},
	}
	if _, sent := a.values["why"]; !sent && aim.State != "" && !aim.InForce() {
		f.says, f.first = append(f.says[:1], aim.SaysState()+"."), nil
		f.ways = []link{{URL: at.url("aim/" + escape(id) + "/change"), Words: "We want this again"}}
	}
	f.drafts = func(a *answers) []domain.Draft {
		return []domain.Draft{{Body: &domain.AimDropped{Aim: id, Because: a.because(), Why: a.may("why"), There: a.may("there")}, Happened: a.checkDate(today)}}
	}
	f.after = func(*answers, Receipt) string { return at.aim(id) }
	return f, nil
}
