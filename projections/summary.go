package projections

import "github.com/desirelines/desirelines/domain"

// SummaryRow is one project in a line, for lists. What can be counted of its entries is counted behind the lens, because who may
// know of an entry decides whether it counts.
type SummaryRow struct {
	Project   string
	Name      string
	Question  string
	Zone      string // IANA name; empty: UTC
	PartOf    string
	Started   bool
	Ended     bool
	Position  uint64   // number of its last event
	Recorded  int64    // when that was recorded, nanoseconds since 1970
	Imports   []string // ids of the imports that stand, oldest first
	Published *domain.Published
}

var summaryTable = Table[SummaryRow]{"project"}

var summaryProjection = Projection{Name: "summary", Version: 1, tables: []rowTable{summaryTable}, Apply: applySummary}

func applySummary(rows *Rows, e *domain.Event) error {
	row, _ := summaryTable.get(rows, "")
	row.Project, row.Position, row.Recorded = e.Project, e.Position, e.Recorded.UnixNano()
	switch b := e.Body.(type) {
	case *domain.ProjectStarted:
		row.Name, row.Question, row.Zone, row.PartOf, row.Started = b.Name, b.Question, b.Zone, b.PartOf, true
		row.Published = b.Published
	case *domain.ProjectDescribed:
		if b.Name != "" {
			row.Name = b.Name
		}
		if b.Question != "" {
			row.Question = b.Question
		}
		if b.Published != nil {
			row.Published = b.Published
		}
	case *domain.ProjectEnded:
		row.Ended = true
	case *domain.ProjectReopened:
		row.Ended = false
	case *domain.ImportMade:
		row.Imports = append(row.Imports[:len(row.Imports):len(row.Imports)], b.Import)
	case *domain.ImportUndone:
		var stand []string
		for _, id := range row.Imports {
			if id != b.Import {
				stand = append(stand, id)
			}
		}
		row.Imports = stand
	}
	summaryTable.put(rows, "", row)
	return nil
}
