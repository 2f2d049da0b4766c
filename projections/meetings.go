package projections

import "github.com/desirelines/desirelines/domain"

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
	Silence      string // the newest answer to whether something is not being said: something, nothing, later; empty: none
	SilenceID    string // id of that answer
	Withdrawn    bool
}

// People says how many were there; 0: nobody counted.
func (r MeetingRow) People() int { return r.Lived + r.Professional + r.Both + r.NotSaid }

// silenceRow says which meeting an answer is about.
type silenceRow struct{ Meeting string }

var (
	meetingTable = Table[MeetingRow]{"meeting"}
	silenceTable = Table[silenceRow]{"silence"}
)

var meetingsProjection = Projection{Name: "meetings", Version: 1, Tables: []string{"meeting", "silence"}, Apply: applyMeetings}

func applyMeetings(rows *Rows, e *domain.Event) error {
	switch b := e.Body.(type) {
	case *domain.MeetingHeld:
		row := meetingOf(b)
		row.Stated, row.When, row.Sharing = stated(e), when(e), e.Sharing
		meetingTable.put(rows, e.ID, row)
	case *domain.SilenceAnswered:
		silenceTable.put(rows, e.ID, silenceRow{b.Meeting})
		meetingTable.edit(rows, b.Meeting, func(r *MeetingRow) { r.Silence, r.SilenceID = b.Said, e.ID })
	case *domain.EntryCorrected:
		correctMeeting(rows, b)
	case *domain.EntryWithdrawn:
		meetingTable.edit(rows, b.Entry, func(r *MeetingRow) { r.Withdrawn = true })
		if answer, ok := silenceTable.get(rows, b.Entry); ok {
			meetingTable.edit(rows, answer.Meeting, func(r *MeetingRow) {
				if r.SilenceID == b.Entry {
					r.Silence, r.SilenceID = "", ""
				}
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
			fresh.Silence, fresh.SilenceID, fresh.Withdrawn = r.Silence, r.SilenceID, r.Withdrawn
			*r = fresh
		})
	case *domain.SilenceAnswered:
		answer, _ := silenceTable.get(rows, b.Entry)
		meetingTable.edit(rows, answer.Meeting, func(r *MeetingRow) {
			if r.SilenceID == b.Entry {
				r.Silence = said.Said
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
