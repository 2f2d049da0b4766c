package projections

import (
	"slices"

	"github.com/desirelines/desirelines/domain"
)

// TestRow is something the group tries; its words are in the entries it names.
type TestRow struct {
	Stated // the event that started it
	When
	Aim        string
	Learning   string         // the earlier learning it builds on
	Problem    string         // the named problem it is an answer to
	ReviewOn   domain.Date    // when to look again: as the newest postponement says, else as it was started
	Postponed  []Postponement // each time it was too early to tell, oldest first; the withdrawn ones are left out
	Notes      []string       // ids of the notes, oldest first
	Conclusion string         // id of the event that ended it, or empty
	Abandoned  bool
	Supported  string // yes, partly, no, cannot_tell; empty while it runs, or where nobody said
	Next       string
	Ended      When
	Withdrawn  bool

	First domain.Date // the day to look again it was started with
}

// Less returns the test with those postponements alone whose ids keep is true for.
func (r TestRow) Less(keep func(id string) bool) *TestRow {
	r.postpone(slices.DeleteFunc(slices.Clone(r.Postponed), func(p Postponement) bool { return !keep(p.ID) }))
	return &r
}

// Postponement says that it was too early to tell and when the group looks again.
type Postponement struct {
	Stated
	ReviewOn domain.Date
}

var (
	testTable  = Table[TestRow]{"test"}
	replyTable = Table[replyRow]{"reply"}
)

var testsProjection = Projection{Name: "tests", Version: 2, tables: []rowTable{testTable, replyTable}, Apply: applyTests}

func applyTests(rows *Rows, e *domain.Event) error {
	switch b := e.Body.(type) {
	case *domain.TestStarted:
		testTable.put(rows, e.ID, TestRow{
			Stated: stated(e), When: when(e), Aim: b.Aim, Learning: b.Learning, Problem: b.Problem, ReviewOn: b.ReviewOn, First: b.ReviewOn,
		})
	case *domain.TestNoted:
		replyTable.put(rows, e.ID, replyRow{b.Test})
		testTable.edit(rows, b.Test, func(r *TestRow) {
			r.Notes = append(r.Notes[:len(r.Notes):len(r.Notes)], e.ID)
		})
	case *domain.TestPostponed:
		replyTable.put(rows, e.ID, replyRow{b.Test})
		testTable.edit(rows, b.Test, func(r *TestRow) { r.postpone(append(slices.Clip(r.Postponed), Postponement{stated(e), b.ReviewOn})) })
	case *domain.TestConcluded:
		replyTable.put(rows, e.ID, replyRow{b.Test})
		testTable.edit(rows, b.Test, func(r *TestRow) {
			r.Conclusion, r.Supported, r.Next, r.Ended, r.Abandoned = e.ID, b.Supported, b.Next, when(e), false
		})
	case *domain.TestAbandoned:
		replyTable.put(rows, e.ID, replyRow{b.Test})
		testTable.edit(rows, b.Test, func(r *TestRow) {
			r.Conclusion, r.Supported, r.Next, r.Ended, r.Abandoned = e.ID, "", "", when(e), true
		})
	case *domain.EntryCorrected:
		correctTest(rows, b)
	case *domain.EntryWithdrawn:
		testTable.edit(rows, b.Entry, func(r *TestRow) { r.Withdrawn = true })
		if reply, ok := replyTable.get(rows, b.Entry); ok {
			testTable.edit(rows, reply.To, func(r *TestRow) { withdrawReply(r, b.Entry) })
		}
	}
	return nil
}

func correctTest(rows *Rows, b *domain.EntryCorrected) {
	switch with := b.With.(type) {
	case *domain.TestStarted:
		testTable.edit(rows, b.Entry, func(r *TestRow) {
			r.Aim, r.Learning, r.Problem, r.First = with.Aim, with.Learning, with.Problem, with.ReviewOn
			r.postpone(r.Postponed)
			r.When = r.When.corrected(b)
		})
	case *domain.TestPostponed:
		reply, _ := replyTable.get(rows, b.Entry)
		testTable.edit(rows, reply.To, func(r *TestRow) {
			list := slices.Clone(r.Postponed)
			for i := range list {
				if list[i].ID == b.Entry {
					list[i].ReviewOn = with.ReviewOn
				}
			}
			r.postpone(list)
		})
	case *domain.TestConcluded:
		reply, _ := replyTable.get(rows, b.Entry)
		testTable.edit(rows, reply.To, func(r *TestRow) {
			if r.Conclusion == b.Entry {
				r.Supported, r.Next = with.Supported, with.Next
				r.Ended = r.Ended.corrected(b)
			}
		})
	}
}

func withdrawReply(r *TestRow, reply string) {
	if r.Conclusion == reply {
		r.Conclusion, r.Supported, r.Next, r.Abandoned, r.Ended = "", "", "", false, When{}
		return
	}
	r.Notes = without(r.Notes, reply)
	r.postpone(slices.DeleteFunc(slices.Clone(r.Postponed), func(p Postponement) bool { return p.ID == reply }))
}

// postpone takes in the postponements that stand: the newest says when to look again.
func (r *TestRow) postpone(list []Postponement) {
	r.Postponed, r.ReviewOn = list, r.First
	if len(list) > 0 {
		r.ReviewOn = list[len(list)-1].ReviewOn
	}
}
