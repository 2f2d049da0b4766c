package projections

import "github.com/desirelines/desirelines/domain"

// DueRow says that a day came which the group had set; see domain.ReminderDue.
type DueRow struct {
	Stated
	When
	DueDate
	Withdrawn bool
}

// SentRow says that somebody was reminded, or is being reminded at this moment.
type SentRow struct {
	Stated
	When
	Person    string
	Due       []string // ids of the reminders in it
	By        string   // email, list
	Returned  string   // why it did not arrive; empty: nothing came back
	Withdrawn bool
}

var (
	dueTable  = Table[DueRow]{"reminder_due"}
	sentTable = Table[SentRow]{"reminder_sent"}
)

var remindersProjection = Projection{Name: "reminders", Version: 1, tables: []rowTable{dueTable, sentTable}, Apply: applyReminders}

func applyReminders(rows *Rows, e *domain.Event) error {
	switch b := e.Body.(type) {
	case *domain.ReminderDue:
		dueTable.put(rows, e.ID, DueRow{Stated: stated(e), When: when(e), DueDate: DueDate{b.What, b.Entry, b.Aim, b.Measure, b.Due}})
	case *domain.ReminderSent:
		sentTable.put(rows, e.ID, SentRow{Stated: stated(e), When: when(e), Person: b.Person, Due: b.Due, By: b.By})
	case *domain.ReminderReturned:
		sentTable.edit(rows, b.Reminder, func(r *SentRow) { r.Returned = b.Why })
	case *domain.EntryWithdrawn:
		dueTable.edit(rows, b.Entry, func(r *DueRow) { r.Withdrawn = true })
		sentTable.edit(rows, b.Entry, func(r *SentRow) { r.Withdrawn = true })
	}
	return nil
}

// RemindersDue returns the days that came, the withdrawn ones too.
func (v View) RemindersDue() []DueRow {
	return dueTable.all(v, v.Project, nil, func(r *DueRow) uint64 { return r.Position })
}

// RemindersSent returns who was reminded of what, the withdrawn ones too.
func (v View) RemindersSent() []SentRow {
	return sentTable.all(v, v.Project, nil, func(r *SentRow) uint64 { return r.Position })
}
