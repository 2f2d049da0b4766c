package projections

import "github.com/desirelines/desirelines/domain"

// LoopRow is one step of the learning loop: a failure, surprise, concluded test, learning, change or check. Its
// words are in the entry it names. Which loops are still open, and for how long, is read from these rows
// at the day of asking.
type LoopRow struct {
	Stated
	When
	Thing     string   // failure, surprise, test, learning, change, check
	From      []string // learning: the entries it was drawn from; change: its learning; check: its change
	Aim       string
	Test      string // the test a concluded-test or failure row is about
	Result    string // concluded test: supported; check: helped; surprise: welcome
	Sharing   []string
	Withdrawn bool
}

var loopTable = Table[LoopRow]{"loop"}

var learningProjection = Projection{Name: "learning", Version: 1, Tables: []string{"loop"}, Apply: applyLearning}

func applyLearning(rows *Rows, e *domain.Event) error {
	switch b := e.Body.(type) {
	case *domain.EntryCorrected:
		loopTable.edit(rows, b.Entry, func(r *LoopRow) {
			if fresh, ok := loopOf(b.With); ok {
				r.From, r.Aim, r.Test, r.Result = fresh.From, fresh.Aim, fresh.Test, fresh.Result
			}
			if b.Happened != nil {
				r.Happened = *b.Happened
			}
		})
	case *domain.EntryWithdrawn:
		loopTable.edit(rows, b.Entry, func(r *LoopRow) { r.Withdrawn = true })
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
	}
	return LoopRow{}, false
}

func list(id string) []string {
	if id == "" {
		return nil
	}
	return []string{id}
}
