package web

import (
	"net/http"
	"strconv"
	"time"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/language"
	"github.com/desirelines/desirelines/reports"
)

// asked is what a page with one form has for it.
type asked struct {
	Action   string
	Command  string // made once a form: however often it is sent, it counts once
	Problems []problem
	Unsaved  string // as on writePage
}

func (p asked) wrongs() []problem { return p.Problems }

// askWith puts the problems in the order of the fields of a form.
func (a *answers) askWith(action string, fields ...string) asked {
	a.inOrder(append([]string{wholeForm}, fields...))
	return asked{Action: action, Command: a.values["command"], Problems: a.problems, Unsaved: a.problem(wholeForm)}
}

// emptyForm are the answers of a form that nobody has filled in; questions are those of the address that it begins with.
func (s *site) emptyForm(r *http.Request, questions ...string) *answers {
	a := &answers{values: map[string]string{"command": s.NewID()}}
	for _, q := range questions {
		a.values[q] = r.URL.Query().Get(q)
	}
	return a
}

// saves takes in a form. read makes what is to be recorded of its answers, or notes what is wrong with them; then show shows the form again with
// all that was written. What was saved leads on to the address that to gives.
func (s *site) saves(show showAnswers, read func(*http.Request, *answers) ([]domain.Draft, error), to func(r *http.Request, a *answers) string) answer {
	return func(w http.ResponseWriter, r *http.Request) error {
		a, err := s.sentForm(r, domain.MaxWords)
		if err != nil {
			return err
		}
		drafts, err := read(r, a)
		if err != nil {
			return err
		}
		if len(a.problems) > 0 {
			return show(w, r, a.status(), a)
		}
		receipt, err := s.Recorder.Record(r.Context(), domain.Command{
			ID: a.values["command"], Project: r.PathValue("project"), Actor: viewerOf(r.Context()).Person, Drafts: drafts,
		})
		if err != nil {
			return s.notSaid(w, r, a, err, show)
		}
		s.wait(r, receipt)
		http.Redirect(w, r, to(r, a), http.StatusSeeOther)
		return nil
	}
}

// must notes a box that may not be empty, and returns what is in it.
func (a *answers) must(name, says string) domain.Words {
	a.most(name, domain.MaxWords)
	if a.text(name) == "" {
		a.wrong(name, says)
	}
	return domain.Write(a.text(name))
}

// may returns what is in a box that may be empty.
func (a *answers) may(name string) domain.Words {
	a.most(name, domain.MaxWords)
	return domain.Write(a.text(name))
}

// theWholeDay reads a day; a month is not enough.
func (a *answers) theWholeDay(name string, today domain.Date) domain.Date {
	text := a.text(name)
	if text == "" {
		a.wrong(name, "Write the day, such as 10 July 2027.")
		return domain.Date{}
	}
	d, wrong := readDate(text, today)
	switch {
	case wrong != "":
		a.wrong(name, wrong+" Write a day such as 10 July 2027.")
	case !d.Whole():
		a.wrong(name, "We need the day too. Write it as 10 July 2027.")
	case today.Known() && (d.Year > today.Year+30 || d.Year < today.Year-30):
		a.wrong(name, "This day is very far away. Check the year.")
	}
	return d
}

// todayIn is the day where the project is.
func (s *site) todayIn(r *http.Request) (domain.Date, error) {
	return seeAt(s, r.Context(), ourPlace(r), func(seen reports.Seen) (domain.Date, error) { return reports.PlaceOf(seen).Asked, nil })
}

// keepers are the people of the group who may keep something, for a choice.
func keepers(seen reports.Seen) []pair {
	list, alike := []pair{{"", "Nobody on this list"}}, map[string]int{}
	for _, p := range reports.PeopleOf(seen) {
		if p.Here {
			name := nameOr(p)
			if !p.Name.Empty() {
				name = language.Theirs(name)
			} else if alike[name]++; alike[name] > 1 {
				name += " (" + strconv.Itoa(alike[name]) + ")"
			}
			if p.You {
				name += " (you)"
			}
			list = append(list, pair{p.ID, name})
		}
	}
	return list
}

// inYears is the same day some years later.
func inYears(d domain.Date, years int) domain.Date {
	t := time.Date(int(d.Year)+years, time.Month(d.Month), int(d.Day), 0, 0, 0, 0, time.UTC)
	return domain.DateOf(t)
}
