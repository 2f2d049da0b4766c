package projections

import "github.com/desirelines/desirelines/domain"

// TestRow is something the group tries; its words are in the entries it names.
type TestRow struct {
	Stated // the event that started it
	When
	Aim        string
	Learning   string // the earlier learning it builds on
	ReviewOn   domain.Date
	Notes      []string // ids of the notes, oldest first
	Conclusion string   // id of the event that ended it, or empty
	Abandoned  bool
	Supported  string // yes, partly, no, cannot_tell; empty while it runs
	Next       string
	Ended      When
	Withdrawn  bool
}

// ReplyRow says which test a note or a conclusion is about.
type ReplyRow struct{ Test string }

var (
	testTable  = Table[TestRow]{"test"}
	replyTable = Table[ReplyRow]{"reply"}
)

var testsProjection = Projection{Name: "tests", Version: 1, Tables: []string{"test", "reply"}, Apply: applyTests}

func applyTests(rows *Rows, e *domain.Event) error {
	switch b := e.Body.(type) {
	case *domain.TestStarted:
		testTable.put(rows, e.ID, TestRow{Stated: stated(e), When: when(e), Aim: b.Aim, Learning: b.Learning, ReviewOn: b.ReviewOn})
	case *domain.TestNoted:
		replyTable.put(rows, e.ID, ReplyRow{b.Test})
		testTable.edit(rows, b.Test, func(r *TestRow) {
			r.Notes = append(r.Notes[:len(r.Notes):len(r.Notes)], e.ID)
		})
	case *domain.TestConcluded:
		replyTable.put(rows, e.ID, ReplyRow{b.Test})
		testTable.edit(rows, b.Test, func(r *TestRow) {
			r.Conclusion, r.Supported, r.Next, r.Ended, r.Abandoned = e.ID, b.Supported, b.Next, when(e), false
		})
	case *domain.TestAbandoned:
		replyTable.put(rows, e.ID, ReplyRow{b.Test})
		testTable.edit(rows, b.Test, func(r *TestRow) {
			r.Conclusion, r.Supported, r.Next, r.Ended, r.Abandoned = e.ID, "", "", when(e), true
		})
	case *domain.EntryCorrected:
		correctTest(rows, b)
	case *domain.EntryWithdrawn:
		testTable.edit(rows, b.Entry, func(r *TestRow) { r.Withdrawn = true })
		if reply, ok := replyTable.get(rows, b.Entry); ok {
			testTable.edit(rows, reply.Test, func(r *TestRow) { withdrawReply(r, b.Entry) })
		}
	}
	return nil
}

func correctTest(rows *Rows, b *domain.EntryCorrected) {
	switch with := b.With.(type) {
	case *domain.TestStarted:
		testTable.edit(rows, b.Entry, func(r *TestRow) {
			r.Aim, r.Learning, r.ReviewOn = with.Aim, with.Learning, with.ReviewOn
			if b.Happened != nil {
				r.Happened = *b.Happened
			}
		})
	case *domain.TestConcluded:
		reply, _ := replyTable.get(rows, b.Entry)
		testTable.edit(rows, reply.Test, func(r *TestRow) {
			if r.Conclusion == b.Entry {
				r.Supported, r.Next = with.Supported, with.Next
				if b.Happened != nil {
					r.Ended.Happened = *b.Happened
				}
			}
		})
	}
}

func withdrawReply(r *TestRow, reply string) {
	if r.Conclusion == reply {
		r.Conclusion, r.Supported, r.Next, r.Abandoned, r.Ended = "", "", "", false, When{}
		return
	}
	var notes []string
	for _, n := range r.Notes {
		if n != reply {
			notes = append(notes, n)
		}
	}
	r.Notes = notes
}
