package reports

import (
	"time"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/projections"
)

// Waiting is something whose day has come: a test to look at again, a look-back, a gap to fill, a measure nobody reported on.
type Waiting struct {
	What         string // review, look_back, mending, report
	About        string // what it is about in the group's words, as far as these may be read; else empty
	Entry        string // the test, look-back or mending; empty for a report
	Aim, Measure string // of a report
	Due          Day
}

// Says is what there is to do, in words.
func (w Waiting) Says() string { return in(waitingFor[:], w.What) }

// DueWords is the day in words.
func (w Waiting) DueWords() string { return sayDay(domain.Date(w.Due)) }

var waitingFor = [...]plainWords{
	{domain.DueReview, "Look at this test again"}, {domain.DueLookBack, "Ask whether it lasted"},
	{domain.DueMending, "Fill this gap in what we know"}, {domain.DueReport, "Say how this went"},
}

// WaitingOf returns what waits for the group on the day asked, the longest first. A period can be reported on the day after its last.
func WaitingOf(seen Seen) []Waiting {
	s := seen.look()
	view := s.view()
	var list []Waiting
	for _, d := range projections.Dates(view) {
		if d.Due.After(s.asked.askedOn) {
			break
		}
		if d.What == domain.DueReport && d.Due == s.asked.askedOn {
			continue
		}
		list = append(list, Waiting{d.What, s.sayWaiting(view, d), d.Entry, d.Aim, d.Measure, Day(d.Due)})
	}
	return list
}

// sayWaiting says in words what a day was set for.
func (s *sight) sayWaiting(view projections.View, d projections.DueDate) string {
	if d.What == domain.DueReport {
		for _, m := range view.Measures() {
			if m.Aim == d.Aim && m.Measure == d.Measure {
				return m.Definition.Name
			}
		}
		return ""
	}
	row, ok := s.entry(d.Entry)
	if !ok {
		return ""
	}
	if text := s.mainText(&row); text.State == TextShown {
		return text.Text
	}
	if b, is := row.Body.(*domain.LookBackPlanned); is {
		return s.statement(b.Aim)
	}
	return ""
}

// KnownTo says of which entries of a project somebody who is part of it may know, on the day of now; nobody else may of any.
func KnownTo(view projections.View, person string, now time.Time) func(entry string) bool {
	nothing := func(string) bool { return false }
	group, err := AudienceNamed(groupID)
	if err != nil {
		return nothing
	}
	asked, err := Resolve(view, Ask{Now: now})
	if err != nil {
		return nothing
	}
	seen, err := Lens{Viewer: ViewerOf(view, view.Project, person), Audience: group}.See(view, asked)
	if err != nil {
		return nothing
	}
	return seen.look().isThere
}

// DueReminders returns the ids of the reminders of what waits still, for saying that somebody was given the list. It is the group's.
func DueReminders(seen Seen) []string {
	s := seen.look()
	waits := map[projections.DueDate]bool{}
	for _, d := range projections.Dates(s.view()) {
		waits[d] = true
	}
	var ids []string
	for _, row := range s.view().RemindersDue() {
		if !row.Withdrawn && waits[row.DueDate] {
			ids = append(ids, row.ID)
		}
	}
	return ids
}
