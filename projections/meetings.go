package projections

import (
	"slices"

	"github.com/desirelines/desirelines/domain"
)

// MeetingRow is a meeting with how many people of each way of knowing were there; its words are in the entry it names.
type MeetingRow struct {
	Stated
	When
	Format       string // see domain.MeetingHeld; empty: not said
	Lived        int
	Professional int
	Both         int
	NotSaid      int
	Sharing      []string
	Answers      []SilenceAnswer // to whether something is not being said, oldest first; those that stand
	Withdrawn    bool
}

// SilenceAnswer is one answer to whether something is not being said.
type SilenceAnswer struct {
	ID   string
	Said string // something, nothing, later
}

// Silence is what was answered last; empty: nothing.
func (r MeetingRow) Silence() string {
	if n := len(r.Answers); n > 0 {
		return r.Answers[n-1].Said
	}
	return ""
}

// People says how many were there; 0: nobody counted.
func (r MeetingRow) People() int { return r.Lived + r.Professional + r.Both + r.NotSaid }

var (
	meetingTable = Table[MeetingRow]{"meeting"}
	silenceTable = Table[replyRow]{"silence"}
)

var meetingsProjection = Projection{Name: "meetings", Version: 2, tables: []rowTable{meetingTable, silenceTable}, Apply: applyMeetings}

func applyMeetings(rows *Rows, e *domain.Event) error {
	switch b := e.Body.(type) {
	case *domain.MeetingHeld:
		row := meetingOf(b)
		row.Stated, row.When, row.Sharing = stated(e), when(e), e.Sharing
		meetingTable.put(rows, e.ID, row)
	case *domain.SilenceAnswered:
		silenceTable.put(rows, e.ID, replyRow{b.Meeting})
		meetingTable.edit(rows, b.Meeting, func(r *MeetingRow) { r.Answers = append(slices.Clip(r.Answers), SilenceAnswer{e.ID, b.Said}) })
	case *domain.EntryCorrected:
		correctMeeting(rows, b)
	case *domain.EntryWithdrawn:
		meetingTable.edit(rows, b.Entry, func(r *MeetingRow) { r.Withdrawn = true })
		if answer, ok := silenceTable.get(rows, b.Entry); ok {
			meetingTable.edit(rows, answer.To, func(r *MeetingRow) {
				r.Answers = slices.DeleteFunc(slices.Clone(r.Answers), func(a SilenceAnswer) bool { return a.ID == b.Entry })
			})
		}
	}
	return nil
}

func correctMeeting(rows *Rows, b *domain.EntryCorrected) {
	switch said := b.With.(type) {
	case *domain.MeetingHeld:
		meetingTable.edit(rows, b.Entry, func(r *MeetingRow) {
			fresh := meetingOf(said)
			fresh.Stated, fresh.When, fresh.Sharing = r.Stated, r.When.corrected(b), r.Sharing
			fresh.Answers, fresh.Withdrawn = r.Answers, r.Withdrawn
			*r = fresh
		})
	case *domain.SilenceAnswered:
		answer, _ := silenceTable.get(rows, b.Entry)
		meetingTable.edit(rows, answer.To, func(r *MeetingRow) {
			r.Answers = slices.Clone(r.Answers)
			for i := range r.Answers {
				if r.Answers[i].ID == b.Entry {
					r.Answers[i].Said = said.Said
				}
			}
		})
	}
}

func meetingOf(b *domain.MeetingHeld) MeetingRow {
	return MeetingRow{Format: b.Format, Lived: b.Lived, Professional: b.Professional, Both: b.Both, NotSaid: b.NotSaid}
}

// Meetings returns the meetings, the withdrawn ones too.
func (v View) Meetings() []MeetingRow {
	return meetingTable.all(v, v.Project, nil, func(r *MeetingRow) uint64 { return r.Position })
}
