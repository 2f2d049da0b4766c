package web

import (
	"net/http"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/reports"
)

// remindersName is the page of what waits for the group.
const remindersName = "reminders"

// waitingLine is something that waits, with where to do it.
type waitingLine struct {
	reports.Waiting
	URL string
}

// waitingLines are the things that wait.
func waitingLines(seen reports.Seen, at where) (list []waitingLine) {
	for _, w := range reports.WaitingOf(seen) {
		to := at.url("write")
		switch w.What {
		case domain.DueLookBack:
			to = at.url(lookBacksName + "/" + escape(w.Entry))
		case domain.DueReview, domain.DueMending:
			to = at.entry(w.Entry) + "/answer"
		}
		list = append(list, waitingLine{w, to})
	}
	return list
}

// remindersPage is a list to print, for people who get no messages.
type remindersPage struct {
	shell
	asked
	Waiting []waitingLine
	Given   bool // somebody just said that they gave it to somebody
	Who     field
	MayGive bool   // there is something to note down as given
	Talk    string // address of the board, which has more than what a day was set for
}

func (s *site) reminders(w http.ResponseWriter, r *http.Request) error {
	return s.showReminders(w, r, http.StatusOK, s.emptyForm(r))
}

func (s *site) showReminders(w http.ResponseWriter, r *http.Request, status int, a *answers) error {
	at := ourPlace(r)
	p, err := seeAt(s, r.Context(), at, func(seen reports.Seen) (p remindersPage, err error) {
		p.shell = s.shellOf(at, reports.PlaceOf(seen), remindersName, "What waits for us")
		p.Waiting, p.Talk = waitingLines(seen, at), at.url(loopsName)
		people := keepers(seen)
		p.MayGive = len(people) > 1 && len(reports.DueReminders(seen)) > 0
		people[0].Value = "Choose somebody"
		p.Who = field{Name: "person", Label: "Who did you give it to?", Options: people}
		return p, nil
	})
	if err != nil {
		return err
	}
	p.asked = a.askWith(at.url(remindersName), "person")
	p.Who, p.Wrong, p.Given = a.fill(p.Who), len(a.problems) > 0, r.URL.Query().Get("given") == "yes"
	return s.show(w, r, status, "reminders", p)
}

// readReminded reads that somebody was given the list.
func (s *site) readReminded(r *http.Request, a *answers) ([]domain.Draft, error) {
	due, err := seeAt(s, r.Context(), ourPlace(r), func(seen reports.Seen) ([]string, error) { return reports.DueReminders(seen), nil })
	if err != nil {
		return nil, err
	}
	if a.text("person") == "" {
		a.wrong("person", "Choose who you gave the list to.")
	}
	if len(due) == 0 {
		a.wrong(wholeForm, "Nothing waits any more. There is nothing to note down.")
	}
	return []domain.Draft{{Body: &domain.ReminderSent{Person: a.text("person"), Due: due, By: "list"}}}, nil
}

// togetherLinks are the pages of what a group looks after together.
func togetherLinks(at where) []link {
	return []link{
		{URL: at.url(lookBacksName), Words: "Did it last?"}, {URL: at.url(wordsName), Words: "Our words"},
		{URL: at.url(edgesName), Words: "What we cannot decide freely"}, {URL: at.url(remindersName), Words: "What waits for us, to print"},
		{URL: at.url(newsName), Words: "News for our chat"},
	}
}
