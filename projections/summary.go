package projections

import "github.com/desirelines/desirelines/domain"

// SummaryRow is one project in a few numbers, for lists and portfolios.
type SummaryRow struct {
	Project   string
	Name      string
	Question  string
	Zone      string // IANA name; empty: UTC
	PartOf    string
	Started   bool
	Ended     bool
	Position  uint64 // number of its last event
	Recorded  int64  // when that was recorded, nanoseconds since 1970
	Surprises int
	Failures  int // failures shared
	TestsNo   int // tests concluded with no
	Tests     int // tests started
	Learnt    int
	Changed   int
	Imports   []string // ids of the imports that stand, oldest first
	Published *domain.Published
}

// countedRow says what an entry counts as, so that a correction or a withdrawal takes the right number back.
type countedRow struct{ As string }

var (
	summaryTable = Table[SummaryRow]{"project"}
	countedTable = Table[countedRow]{"counted"}
)

var summaryProjection = Projection{Name: "summary", Version: 1, Tables: []string{"project", "counted"}, Apply: applySummary}

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
	case *domain.EntryCorrected:
		if _, ok := countedTable.get(rows, b.Entry); ok {
			recount(rows, &row, b.Entry, countsAs(b.With))
		}
	case *domain.EntryWithdrawn:
		if _, ok := countedTable.get(rows, b.Entry); ok {
			recount(rows, &row, b.Entry, "")
		}
	default:
		if as := countsAs(e.Body); as != "" {
			recount(rows, &row, e.ID, as)
		}
	}
	summaryTable.put(rows, "", row)
	return nil
}

// countsAs names the number an entry belongs to. A concluded test stays known even where it was not a no, because a
// correction may make it one.
func countsAs(body domain.Body) string {
	switch b := body.(type) {
	case *domain.SurpriseNoticed:
		return "surprise"
	case *domain.FailureShared:
		return "failure"
	case *domain.TestStarted:
		return "test"
	case *domain.TestConcluded:
		if b.Supported == "no" {
			return "test_no"
		}
		return "test_other"
	case *domain.LearningDrawn:
		return "learnt"
	case *domain.ChangeMade:
		return "changed"
	}
	return ""
}

func recount(rows *Rows, row *SummaryRow, entry, as string) {
	before, _ := countedTable.get(rows, entry)
	if n := row.count(before.As); n != nil {
		*n--
	}
	if n := row.count(as); n != nil {
		*n++
	}
	countedTable.put(rows, entry, countedRow{as})
}

func (r *SummaryRow) count(as string) *int {
	switch as {
	case "surprise":
		return &r.Surprises
	case "failure":
		return &r.Failures
	case "test":
		return &r.Tests
	case "test_no":
		return &r.TestsNo
	case "learnt":
		return &r.Learnt
	case "changed":
		return &r.Changed
	}
	return nil
}
