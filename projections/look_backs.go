package projections

import (
	"slices"

	"github.com/desirelines/desirelines/domain"
)

// LookBackRow says when the group asks whether something lasted, and what came of it; its words are in the entries it names.
type LookBackRow struct {
	Stated
	When
	Due       domain.Date
	Aim       string // empty: the project as a whole
	Measure   string
	Keeper    string // a person of the project; empty: in words, or nobody
	Sharing   []string
	Answers   []LookBackAnswer // oldest first, the withdrawn ones too
	Missed    *Stated          // nobody could say; nil where that was not said, or taken back
	Withdrawn bool
}

// LookBackAnswer is one answer.
type LookBackAnswer struct {
	Stated
	When
	Lasted    string // yes, partly, no, cannot_tell
	Outside   bool   // from somebody without an account
	Withdrawn bool
}

// Answer returns the newest answer that stands, nil where there is none.
func (r LookBackRow) Answer() *LookBackAnswer {
	for i := len(r.Answers) - 1; i >= 0; i-- {
		if !r.Answers[i].Withdrawn {
			return &r.Answers[i]
		}
	}
	return nil
}

// Waits says whether the question has no answer and nobody said that there is none.
func (r LookBackRow) Waits() bool { return !r.Withdrawn && r.Missed == nil && r.Answer() == nil }

var (
	lookBackTable      = Table[LookBackRow]{"look_back"}
	lookBackReplyTable = Table[replyRow]{"look_back_reply"}
)

var lookBacksProjection = Projection{Name: "look_backs", Version: 1, tables: []rowTable{lookBackTable, lookBackReplyTable}, Apply: applyLookBacks}

func applyLookBacks(rows *Rows, e *domain.Event) error {
	switch b := e.Body.(type) {
	case *domain.LookBackPlanned:
		lookBackTable.put(rows, e.ID, LookBackRow{
			Stated: stated(e), When: when(e), Due: b.Due, Aim: b.Aim, Measure: b.Measure, Keeper: b.Keeper, Sharing: e.Sharing,
		})
	case *domain.LookBackAnswered:
		lookBackReplyTable.put(rows, e.ID, replyRow{b.LookBack})
		lookBackTable.edit(rows, b.LookBack, func(r *LookBackRow) {
			r.Answers = append(slices.Clip(r.Answers), LookBackAnswer{Stated: stated(e), When: when(e), Lasted: b.Lasted, Outside: b.Outside})
		})
	case *domain.LookBackMissed:
		lookBackReplyTable.put(rows, e.ID, replyRow{b.LookBack})
		lookBackTable.edit(rows, b.LookBack, func(r *LookBackRow) { r.Missed = statedHere(e) })
	case *domain.EntryCorrected:
		correctLookBack(rows, b)
	case *domain.EntryWithdrawn:
		lookBackTable.edit(rows, b.Entry, func(r *LookBackRow) { r.Withdrawn = true })
		editReply(rows, b.Entry, func(r *LookBackRow) {
			if r.Missed != nil && r.Missed.ID == b.Entry {
				r.Missed = nil
			}
		}, func(a *LookBackAnswer) { a.Withdrawn = true })
	}
	return nil
}

func correctLookBack(rows *Rows, b *domain.EntryCorrected) {
	switch said := b.With.(type) {
	case *domain.LookBackPlanned:
		lookBackTable.edit(rows, b.Entry, func(r *LookBackRow) {
			r.Due, r.Aim, r.Measure, r.Keeper, r.When = said.Due, said.Aim, said.Measure, said.Keeper, r.When.corrected(b)
		})
	case *domain.LookBackAnswered:
		editReply(rows, b.Entry, func(*LookBackRow) {}, func(a *LookBackAnswer) {
			a.Lasted, a.Outside, a.When = said.Lasted, said.Outside, a.When.corrected(b)
		})
	}
}

// editReply changes the look-back that a reply is about, and in it the answer with the id of the reply.
func editReply(rows *Rows, reply string, whole func(*LookBackRow), answer func(*LookBackAnswer)) {
	about, ok := lookBackReplyTable.get(rows, reply)
	if !ok {
		return
	}
	lookBackTable.edit(rows, about.To, func(r *LookBackRow) {
		r.Answers = slices.Clone(r.Answers)
		for i := range r.Answers {
			if r.Answers[i].ID == reply {
				answer(&r.Answers[i])
			}
		}
		whole(r)
	})
}

// LookBacks returns what the group planned to look back on, the withdrawn ones too.
func (v View) LookBacks() []LookBackRow {
	return lookBackTable.all(v, v.Project, nil, func(r *LookBackRow) uint64 { return r.Position })
}
