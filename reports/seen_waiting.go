package reports

import (
	"slices"

	"github.com/desirelines/desirelines/projections"
)

// This file filters the rows of what the group does as it goes: notes, meetings, look-backs, words, edges and reminders.

// filterWaiting is filter for them; a row it does not know is left out.
func (s *sight) filterWaiting(row any) (any, bool) {
	switch r := row.(type) {
	case *projections.NoteRow:
		c := *r
		c.Answers = s.those(c.Answers)
		if s.lens.Audience.rule().Hides() {
			c.Count = 1
		}
		return &c, s.isThere(r.ID)
	case *projections.HeadingRow:
		c := *r
		if s.lens.Audience.rule().Hides() {
			c.Count = 0
		}
		return &c, s.isThere(r.ID)
	case *projections.MeetingRow:
		c := *r
		if s.lens.Audience.rule().Hides() {
			c.Lived, c.Professional, c.Both, c.NotSaid = 0, 0, 0, 0
		}
		c.Answers = slices.DeleteFunc(slices.Clone(c.Answers), func(a projections.SilenceAnswer) bool { return !s.isThere(a.ID) })
		return &c, s.isThere(r.ID)
	case *projections.LookBackRow:
		return s.lookBack(r), s.isThere(r.ID)
	case *projections.DueRow:
		return row, s.isThere(r.ID)
	case *projections.SentRow:
		return row, s.isThere(r.ID)
	case *projections.WordRow:
		return row, s.isThere(r.ID)
	case *projections.ExplanationRow:
		return row, s.isThere(r.ID)
	case *projections.EdgeRow:
		c := *r
		c.Moves = slices.DeleteFunc(slices.Clone(c.Moves), func(m projections.Stated) bool { return !s.isThere(m.ID) })
		return &c, s.isThere(r.ID)
	}
	return nil, false
}

// lookBack returns a look-back without answers that are hidden and, outside the group, without the person who keeps it.
func (s *sight) lookBack(r *projections.LookBackRow) *projections.LookBackRow {
	c := *r
	c.Answers = slices.DeleteFunc(slices.Clone(c.Answers), func(a projections.LookBackAnswer) bool { return !s.isThere(a.ID) })
	if s.lens.Audience.rule().Hides() {
		c.Keeper = ""
	}
	if c.Missed != nil && !s.isThere(c.Missed.ID) {
		c.Missed = nil
	}
	return &c
}

// those returns the ids of a list that the audience may know of.
func (s *sight) those(ids []string) []string {
	return slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return !s.isThere(id) })
}
