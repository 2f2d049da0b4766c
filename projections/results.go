package projections

import "github.com/desirelines/desirelines/domain"

// StatementRow is what baselines, targets, outcomes and judgements have in common: which event says it now,
// which ones said it before, and whether it still counts.
type StatementRow struct {
	Stated           // the event that says it now: the last correction, else the first
	Entry     string // id of the first event; the row's id
	First     uint64 // its position
	When             // of the entry, as corrected
	Before    []Stated
	Withdrawn *Stated
	Aim       string
	Measure   string
	Imported  string // correlation of the import that made it, or empty
}

// BaselineRow is one statement of where things stood.
type BaselineRow struct {
	StatementRow
	Value     domain.Value
	On        domain.Date
	Ordinal   int
	Site      string
	Parts     []domain.Part
	Published *domain.Published
}

// TargetRow is one statement of what is aimed for.
type TargetRow struct {
	StatementRow
	Value       domain.Value
	PeriodStart domain.Date
	PeriodEnd   domain.Date
	Ordinal     int
	Site        string
	Parts       []domain.Part
	Published   *domain.Published
}

// OutcomeRow is one observation; those about no measure are here too.
type OutcomeRow struct {
	StatementRow
	Value                  domain.Value
	Numerator, Denominator *domain.Number
	PeriodStart            domain.Date
	PeriodEnd              domain.Date
	Ordinal                int
	Site                   string
	Parts                  []domain.Part
	Said                   domain.Words // what happened in words, where no value was given: the answer of a story
	Sharing                []string
	Published              *domain.Published
}

// JudgementRow is how much a group of people thinks was achieved.
type JudgementRow struct {
	StatementRow
	Judged      domain.Judged
	Knowing     domain.Knowing
	Disagree    int
	PeriodStart domain.Date
	PeriodEnd   domain.Date
}

// PeriodRow says that a period no longer is part of a measure, from this position on.
type PeriodRow struct {
	Stated
	Aim, Measure string
	PeriodStart  domain.Date
	PeriodEnd    domain.Date
	Ordinal      int
}

var (
	baselineTable  = Table[BaselineRow]{"baseline"}
	targetTable    = Table[TargetRow]{"target"}
	outcomeTable   = Table[OutcomeRow]{"outcome"}
	judgementTable = Table[JudgementRow]{"judgement"}
	periodTable    = Table[PeriodRow]{"period_retired"}
)

var resultsProjection = Projection{
	Name: "results", Version: 1,
	tables: []rowTable{baselineTable, targetTable, outcomeTable, judgementTable, periodTable},
	dense:  true,
	Apply:  applyResults,
}

func applyResults(rows *Rows, e *domain.Event) error {
	switch b := e.Body.(type) {
	case *domain.PeriodRetired:
		periodTable.put(rows, e.ID, PeriodRow{stated(e), b.Aim, b.Measure, b.PeriodStart, b.PeriodEnd, b.Ordinal})
	case *domain.EntryCorrected:
		correctResult(rows, e, b)
	case *domain.EntryWithdrawn:
		w := stated(e)
		baselineTable.edit(rows, b.Entry, func(r *BaselineRow) { r.Withdrawn = &w })
		targetTable.edit(rows, b.Entry, func(r *TargetRow) { r.Withdrawn = &w })
		outcomeTable.edit(rows, b.Entry, func(r *OutcomeRow) { r.Withdrawn = &w })
		judgementTable.edit(rows, b.Entry, func(r *JudgementRow) { r.Withdrawn = &w })
	case *domain.EntryRedacted:
		redactResult(rows, b)
	default:
		putResult(rows, e, e.Body, StatementRow{
			Stated: stated(e), Entry: e.ID, First: e.Position, When: when(e), Imported: e.Correlation,
		})
	}
	return nil
}

// putResult stores what body states under s; bodies that state no result are passed over.
func putResult(rows *Rows, e *domain.Event, body domain.Body, s StatementRow) {
	switch b := body.(type) {
	case *domain.BaselineSet:
		s.Aim, s.Measure = b.Aim, b.Measure
		baselineTable.put(rows, s.Entry, BaselineRow{s, b.Value, b.On, b.Ordinal, b.Site, b.Parts, b.Published})
	case *domain.TargetSet:
		s.Aim, s.Measure = b.Aim, b.Measure
		targetTable.put(rows, s.Entry, TargetRow{s, b.Value, b.PeriodStart, b.PeriodEnd, b.Ordinal, b.Site, b.Parts, b.Published})
	case *domain.OutcomeRecorded:
		s.Aim, s.Measure = b.Aim, b.Measure
		outcomeTable.put(rows, s.Entry, OutcomeRow{
			StatementRow: s, Value: b.Value, Numerator: b.Numerator, Denominator: b.Denominator, PeriodStart: b.PeriodStart,
			PeriodEnd: b.PeriodEnd, Ordinal: b.Ordinal, Site: b.Site, Parts: b.Parts, Said: said(b), Sharing: e.Sharing,
			Published: b.Published,
		})
	case *domain.AimJudged:
		s.Aim, s.Measure = b.Aim, b.Measure
		judgementTable.put(rows, s.Entry, JudgementRow{s, b.Judged, e.Knowing, b.Disagree, b.PeriodStart, b.PeriodEnd})
	}
}

// said returns the words of an outcome about a measure that gives no value.
func said(b *domain.OutcomeRecorded) domain.Words {
	if b.Measure == "" || !b.Value.IsZero() || b.Numerator != nil {
		return domain.Words{}
	}
	return b.What
}

// correctResult puts what the correction says in the place of what was said before; who said it first, how they
// know and who may see it stay as they were.
func correctResult(rows *Rows, e *domain.Event, b *domain.EntryCorrected) {
	restate := func(s StatementRow) StatementRow {
		s.Before = append(s.Before[:len(s.Before):len(s.Before)], s.Stated)
		s.Stated = stated(e)
		s.When = s.When.corrected(b)
		return s
	}
	was := *e
	if r, ok := baselineTable.get(rows, b.Entry); ok {
		putResult(rows, &was, b.With, restate(r.StatementRow))
	}
	if r, ok := targetTable.get(rows, b.Entry); ok {
		putResult(rows, &was, b.With, restate(r.StatementRow))
	}
	if r, ok := outcomeTable.get(rows, b.Entry); ok {
		was.Sharing = r.Sharing
		putResult(rows, &was, b.With, restate(r.StatementRow))
	}
	if r, ok := judgementTable.get(rows, b.Entry); ok {
		was.Knowing = r.Knowing
		putResult(rows, &was, b.With, restate(r.StatementRow))
	}
}

// redactResult takes the text of a value out of sight; the number, where there is one, stays.
func redactResult(rows *Rows, b *domain.EntryRedacted) {
	if domain.Redacts(b, "what") {
		outcomeTable.edit(rows, b.Entry, func(r *OutcomeRow) { r.Said = r.Said.Redacted() })
	}
	if !domain.Redacts(b, "value") {
		return
	}
	baselineTable.edit(rows, b.Entry, func(r *BaselineRow) { r.Value = r.Value.Redacted() })
	targetTable.edit(rows, b.Entry, func(r *TargetRow) { r.Value = r.Value.Redacted() })
	outcomeTable.edit(rows, b.Entry, func(r *OutcomeRow) { r.Value = r.Value.Redacted() })
}
