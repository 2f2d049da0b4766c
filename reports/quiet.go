package reports

import (
	"slices"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/projections"
)

// Quiet is the question whether something is not being said: so many meetings in a row brought no challenge, and nothing that did
// not go as hoped or surprised was written since the first of them.
type Quiet struct {
	Meeting Line `json:"meeting"` // the last of them; the answer names it
	Since   Day  `json:"since"`   // the day of the first of them
	Count   int  `json:"count"`
}

// quietMeetings is how many meetings in a row make the group ask.
const quietMeetings = 3

// quiet returns the question, or nil where there is nothing to ask. It is the group's own. Meetings up to one that was answered for
// are done with: it is asked again only after three further ones.
func (s *sight) quiet(view projections.View) *Quiet {
	if s.lens.Audience.ID != groupID {
		return nil
	}
	meetings := view.Meetings()
	meetings = slices.DeleteFunc(meetings, func(m projections.MeetingRow) bool {
		return m.Withdrawn || m.Day(s.zone).After(s.asked.askedOn)
	})
	slices.SortStableFunc(meetings, func(a, b projections.MeetingRow) int { return a.Day(s.zone).Compare(b.Day(s.zone)) })
	answered := -1
	for i, m := range meetings {
		if m.Silence() != "" {
			answered = i
		}
	}
	meetings = meetings[answered+1:]
	if len(meetings) < quietMeetings {
		return nil
	}
	run := meetings[len(meetings)-quietMeetings:]
	if s.spokenSince(view, run[0].Day(s.zone)) {
		return nil
	}
	last, ok := s.entry(run[quietMeetings-1].ID)
	if !ok {
		return nil
	}
	return &Quiet{Meeting: s.line(&last), Since: Day(run[0].Day(s.zone)), Count: quietMeetings}
}

// spokenSince says whether a challenge, something that did not go as hoped or a surprise was written on a day or later, or
// happened then.
func (s *sight) spokenSince(view projections.View, day domain.Date) bool {
	since := func(w projections.When) bool {
		written := w
		written.Happened = domain.Date{}
		return !w.Day(s.zone).Before(day) || !written.Day(s.zone).Before(day)
	}
	return slices.ContainsFunc(view.Notes(), func(n projections.NoteRow) bool {
		return n.Mark == "square" && !n.Withdrawn && since(n.When)
	}) || slices.ContainsFunc(view.Loops(), func(r projections.LoopRow) bool {
		return (r.Thing == "failure" || r.Thing == "surprise") && !r.Withdrawn && since(r.When)
	})
}
