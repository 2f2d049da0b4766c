package projections

import "github.com/desirelines/desirelines/domain"

// AimRow is an aim as it stands.
type AimRow struct {
	Aim       string
	Statement string
	State     domain.AimState
	Born      domain.Born
	Revisions int    // how often it got another wording
	First     Stated // the event that raised or agreed it
	Last      Stated // the event that last changed it
	Imported  string // correlation of the import that agreed it, or empty
	Published *domain.Published
}

// WordingRow is one wording of an aim. Who set it and why is in the entry it names.
type WordingRow struct {
	Stated
	When
	Aim       string
	Kind      string // aim.raised: a question; aim.agreed; aim.revised
	Statement string
}

// MeasureRow is a measure as it stands.
type MeasureRow struct {
	Aim        string
	Measure    string
	Definition domain.Definition
	Retired    bool
	Revisions  int
	First      Stated
	Last       Stated
	Imported   string
	Published  *domain.Published
}

var (
	aimTable     = Table[AimRow]{"aim"}
	wordingTable = Table[WordingRow]{"wording"}
	measureTable = Table[MeasureRow]{"measure"}
)

var aimsProjection = Projection{Name: "aims", Version: 2, tables: []rowTable{aimTable, wordingTable, measureTable}, Apply: applyAims}

func applyAims(rows *Rows, e *domain.Event) error {
	switch b := e.Body.(type) {
	case *domain.AimRaised:
		putAim(rows, e, b.Aim, b.Statement, b.Born, domain.AimIsRaised, nil)
	case *domain.AimAgreed:
		putAim(rows, e, b.Aim, b.Statement, b.Born, domain.AimIsAgreed, b.Published)
	case *domain.AimRevised:
		aimTable.edit(rows, b.Aim, func(r *AimRow) {
			r.Statement, r.Last, r.Revisions = b.Statement, stated(e), r.Revisions+1
			if b.Published != nil {
				r.Published = b.Published
			}
		})
		wordingTable.put(rows, e.ID, WordingRow{stated(e), when(e), b.Aim, e.Body.Kind(), b.Statement})
	case *domain.AimDropped:
		aimTable.edit(rows, b.Aim, func(r *AimRow) { r.State, r.Last = domain.AimIsDropped, stated(e) })
	case *domain.AimRetired:
		aimTable.edit(rows, b.Aim, func(r *AimRow) { r.State, r.Last = domain.AimIsRetired, stated(e) })
	case *domain.MeasureAdded:
		putMeasure(rows, e, b.Aim, b.Measure, b.Definition, b.Published)
	case *domain.MeasureRevised:
		putMeasure(rows, e, b.Aim, b.Measure, b.Definition, b.Published)
	case *domain.MeasureRetired:
		measureTable.edit(rows, MeasureID(b.Aim, b.Measure), func(r *MeasureRow) { r.Retired, r.Last = true, stated(e) })
	}
	return nil
}

func putAim(rows *Rows, e *domain.Event, aim, statement string, born domain.Born, state domain.AimState, p *domain.Published) {
	row, had := aimTable.get(rows, aim)
	if !had {
		row = AimRow{Aim: aim, First: stated(e)}
	} else if row.Statement != statement {
		row.Revisions++
	}
	row.Statement, row.State, row.Last, row.Published = statement, state, stated(e), p
	if born != domain.BornUnknown {
		row.Born = born
	}
	row.Imported = e.Correlation
	aimTable.put(rows, aim, row)
	wordingTable.put(rows, e.ID, WordingRow{stated(e), when(e), aim, e.Body.Kind(), statement})
}

func putMeasure(rows *Rows, e *domain.Event, aim, measure string, d domain.Definition, p *domain.Published) {
	id := MeasureID(aim, measure)
	row, had := measureTable.get(rows, id)
	if !had {
		row = MeasureRow{Aim: aim, Measure: measure, First: stated(e), Imported: e.Correlation}
	} else {
		row.Revisions++
	}
	d.ToleranceWhy, d.AgreedBy = domain.Words{}, domain.Words{} // an entry's words are in its own row alone
	row.Definition, row.Retired, row.Last = d, false, stated(e)
	if p != nil {
		row.Published = p
	}
	measureTable.put(rows, id, row)
}

// MeasureID is the id of a measure's row: measures are named within their aim.
func MeasureID(aim, measure string) string { return aim + "\x00" + measure }
