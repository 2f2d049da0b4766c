package projections

import (
	"github.com/desirelines/desirelines/domain"
)

// EntryRow is one event with its words, as it stands now. It is the only row that holds them; other
// views hold its key.
type EntryRow struct {
	Stated
	When
	RecordedHere int64 // nanoseconds since 1970: when this store took it; what "known at" goes by
	Actor        string
	Knowing      domain.Knowing
	Taken        domain.Taken
	Cause        string
	Correlation  string
	Sharing      []string
	Body         domain.Body // as corrected, less what was redacted
	Kind         string
	Corrections  []Stated    // oldest first; the last one is what Body says
	First        domain.Body // what was written first, where it was corrected; nil otherwise
	Withdrawn    *Stated
	Redacted     *Stated
}

var entryTable = Table[EntryRow]{"entry"}

var entriesProjection = Projection{Name: "entries", Version: 2, tables: []rowTable{entryTable}, dense: true, Apply: applyEntries}

func applyEntries(rows *Rows, e *domain.Event) error {
	entryTable.put(rows, e.ID, EntryRow{
		Stated: stated(e), When: when(e), RecordedHere: e.Recorded.UnixNano(), Actor: e.Actor, Knowing: e.Knowing, Taken: e.Taken,
		Cause: e.Cause, Correlation: e.Correlation, Sharing: e.Sharing, Body: e.Body, Kind: e.Body.Kind(),
	})
	switch b := e.Body.(type) {
	case *domain.EntryCorrected:
		entryTable.edit(rows, b.Entry, func(r *EntryRow) {
			if r.First == nil {
				r.First = r.Body
			}
			r.Body = b.With
			r.Corrections = append(r.Corrections[:len(r.Corrections):len(r.Corrections)], stated(e))
			r.When = r.When.corrected(b)
		})
	case *domain.EntryWithdrawn:
		entryTable.edit(rows, b.Entry, func(r *EntryRow) { r.Withdrawn = &Stated{e.ID, e.Position} })
	case *domain.EntryRedacted:
		return redact(rows, e, b)
	}
	return nil
}

// redact takes texts out of the row, out of what it said before, and out of the corrections that still hold them.
func redact(rows *Rows, e *domain.Event, b *domain.EntryRedacted) error {
	row, ok := entryTable.get(rows, b.Entry)
	if !ok {
		return nil
	}
	var err error
	if row.Body, err = domain.Redact(row.Body, b.Fields); err != nil {
		return err
	}
	if row.First != nil {
		if row.First, err = domain.Redact(row.First, b.Fields); err != nil {
			return err
		}
	}
	row.Redacted = &Stated{e.ID, e.Position}
	entryTable.put(rows, b.Entry, row)
	for _, c := range row.Corrections {
		correction, ok := entryTable.get(rows, c.ID)
		if !ok {
			continue
		}
		said, ok := correction.Body.(*domain.EntryCorrected)
		if !ok {
			continue
		}
		with, err := domain.Redact(said.With, b.Fields)
		if err != nil {
			return err
		}
		correction.Body = &domain.EntryCorrected{Entry: said.Entry, With: with, Happened: said.Happened, Why: said.Why}
		entryTable.put(rows, c.ID, correction)
	}
	return nil
}
