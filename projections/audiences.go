package projections

import "github.com/desirelines/desirelines/domain"

// AudienceRow is an audience as the project last defined it: one it named, or one of the five that it changed.
type AudienceRow struct {
	Audience string
	domain.AudienceDefinition
	Retired bool
	Changes int // how often it was defined anew
	First   Stated
	Last    Stated // the event that last changed it
}

// Circle says whether it is a circle of people.
func (r AudienceRow) Circle() bool { return len(r.People) > 0 }

// ReleaseRow is something an audience was told; why is in the entry it names.
type ReleaseRow struct {
	When
	Told     Stated // the event that says so
	Audience string
	Report   string
	Position uint64 // of the last event that the report knows
}

// ExportRow is a file that was made for an audience.
type ExportRow struct {
	When
	Made     Stated // the event that says so
	Actor    string // who made it; empty: the operator
	Audience string
	Format   string
	What     string
	Position uint64   // of the last event that it knows
	People   []string // whose words are in it
	To       string
}

var (
	audienceTable = Table[AudienceRow]{"audience"}
	releaseTable  = Table[ReleaseRow]{"release"}
	exportTable   = Table[ExportRow]{"export"}
)

var audiencesProjection = Projection{
	Name: "audiences", Version: 1, tables: []rowTable{audienceTable, releaseTable, exportTable}, Apply: applyAudiences,
}

func applyAudiences(rows *Rows, e *domain.Event) error {
	switch b := e.Body.(type) {
	case *domain.AudienceNamed:
		defineAudience(rows, e, b.Audience, b.AudienceDefinition)
	case *domain.AudienceChanged:
		defineAudience(rows, e, b.Audience, b.AudienceDefinition)
	case *domain.AudienceRetired:
		audienceTable.edit(rows, b.Audience, func(r *AudienceRow) { r.Retired, r.Last = true, stated(e) })
	case *domain.AudienceTold:
		releaseTable.put(rows, e.ID, ReleaseRow{When: when(e), Told: stated(e), Audience: b.Audience, Report: b.Report, Position: b.Position})
	case *domain.ExportMade:
		exportTable.put(rows, e.ID, ExportRow{When: when(e), Made: stated(e), Actor: e.Actor, Audience: b.Audience, Format: b.Format, What: b.What,
			Position: b.Position, People: b.People, To: b.To})
	}
	return nil
}

func defineAudience(rows *Rows, e *domain.Event, id string, d domain.AudienceDefinition) {
	row, known := audienceTable.get(rows, id)
	if !known {
		row = AudienceRow{Audience: id, First: stated(e)}
	}
	if _, changed := e.Body.(*domain.AudienceChanged); changed {
		row.Changes++
	}
	row.AudienceDefinition, row.Last = d, stated(e)
	audienceTable.put(rows, id, row)
}
