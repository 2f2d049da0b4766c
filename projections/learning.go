package projections

import "github.com/desirelines/desirelines/domain"

// LoopRow is one step of the learning loop: a failure, surprise, concluded test, learning, change or check; or something that waits
// for the group beside it: a named problem or a promise to mend. Its words are in the entry it names. Which loops are still open,
// and for how long, is read from these rows at the day of asking.
type LoopRow struct {
	Stated
	When
	Thing     string   // failure, surprise, test, learning, change, check, problem, mending
	From      []string // learning: the entries it was drawn from; change: its learning; check: its change
	Aim       string
	Test      string      // the test a concluded-test or failure row is about
	Result    string      // concluded test: supported; check: helped; surprise: welcome
	Entry     string      // mending: the entry with the gap
	Due       domain.Date // mending: by when
	Done      []string    // mending: ids of what says that it is done and stands, oldest first
	Closed    bool        // mending: it is done; problem: a test that stands is an answer to it; filled in by View.Loops
	Sharing   []string
	Withdrawn bool
}

var (
	loopTable   = Table[LoopRow]{"loop"}
	mendedTable = Table[replyRow]{"mended"}
)

var learningProjection = Projection{Name: "learning", Version: 3, tables: []rowTable{loopTable, mendedTable}, Apply: applyLearning}

func applyLearning(rows *Rows, e *domain.Event) error {
	switch b := e.Body.(type) {
	case *domain.EntryCorrected:
		loopTable.edit(rows, b.Entry, func(r *LoopRow) {
			if fresh, ok := loopOf(b.With); ok {
				r.From, r.Aim, r.Test, r.Result, r.Entry, r.Due = fresh.From, fresh.Aim, fresh.Test, fresh.Result, fresh.Entry, fresh.Due
			}
			r.When = r.When.corrected(b)
		})
	case *domain.MendingDone:
		mendedTable.put(rows, e.ID, replyRow{b.Mending})
		loopTable.edit(rows, b.Mending, func(r *LoopRow) { r.Done = with(r.Done, e.ID) })
	case *domain.EntryWithdrawn:
		loopTable.edit(rows, b.Entry, func(r *LoopRow) { r.Withdrawn = true })
		if mended, ok := mendedTable.get(rows, b.Entry); ok {
			loopTable.edit(rows, mended.To, func(r *LoopRow) { r.Done = without(r.Done, b.Entry) })
		}
	default:
		if row, ok := loopOf(e.Body); ok {
			row.Stated, row.When, row.Sharing = stated(e), when(e), e.Sharing
			loopTable.put(rows, e.ID, row)
		}
	}
	return nil
}

// loopOf returns what a body says of the loop; ok is false where it is no part of it.
func loopOf(body domain.Body) (row LoopRow, ok bool) {
	switch b := body.(type) {
	case *domain.FailureShared:
		return LoopRow{Thing: "failure", Aim: b.Aim, Test: b.Test}, true
	case *domain.SurpriseNoticed:
		return LoopRow{Thing: "surprise", Aim: b.Aim, Result: b.Welcome}, true
	case *domain.TestConcluded:
		return LoopRow{Thing: "test", Test: b.Test, Result: b.Supported}, true
	case *domain.LearningDrawn:
		return LoopRow{Thing: "learning", Aim: b.Aim, From: b.From}, true
	case *domain.ChangeMade:
		return LoopRow{Thing: "change", Aim: b.Aim, From: list(b.Learning)}, true
	case *domain.ChangeChecked:
		return LoopRow{Thing: "check", From: list(b.Change), Result: b.Helped}, true
	case *domain.ProblemNamed:
		return LoopRow{Thing: "problem", Aim: b.Aim}, true
	case *domain.MendingPromised:
		return LoopRow{Thing: "mending", Entry: b.Entry, Due: b.Due}, true
	}
	return LoopRow{}, false
}

func list(id string) []string {
	if id == "" {
		return nil
	}
	return []string{id}
}
