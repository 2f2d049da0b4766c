package exports

import (
	"cmp"
	"io"
	"iter"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/reports"
)

// Take is how somebody takes a project away: all that one audience may see of it, in one format.
type Take struct {
	Format string // one of Formats
	Table  string // of csv: one of reports.SheetNames; empty: results
}

// Taken is what was taken, ready to be written. Writing it opens nothing more.
type Taken struct {
	What           string // for the register of files
	MediaType, Ext string
	Hidden         int // events that may not be seen and are not in it; 0 where it is not made of events

	write func(io.Writer) (left []string, err error)
	check func() error // nil: it can be written
}

// Formats are the names of the formats, in order.
func Formats() []string { return []string{"csv", "iati", "jsonl", "xlsx", "zip"} }

// NeedsEvents says whether the format is made of the events of the project too.
func (t Take) NeedsEvents() bool { return t.Format == "jsonl" || t.Format == "zip" }

// Tables says whether the format is made of tables alone, which need no more than one part of a project after another.
func (t Take) Tables() bool { return t.Format == "csv" || t.Format == "xlsx" }

// Of takes what may be seen. events are those of the project in order, where NeedsEvents says so, else nil; they may be more than may be
// seen. A format or a table that is not there is an error.
func (t Take) Of(seen reports.Seen, events iter.Seq2[domain.Event, error]) (Taken, error) {
	switch t.Format {
	case "csv":
		table := cmp.Or(t.Table, reports.SheetResults)
		set, err := reports.SheetsOf(seen, table)
		return Taken{What: "the table " + table, MediaType: "text/csv; charset=utf-8", Ext: ".csv", write: whole(func(w io.Writer) error { return set.Sheets[0].WriteCSV(w) })}, err
	case "xlsx":
		set, err := reports.SheetsOf(seen)
		return Taken{What: "tables of everything", MediaType: workbook, Ext: ".xlsx", write: whole(func(w io.Writer) error { return XLSX(w, set) })}, err
	case "jsonl":
		lines, err := linesOf(seen, events)
		return Taken{What: "every entry", MediaType: "application/jsonl", Ext: ".jsonl", Hidden: lines.hidden, write: whole(lines.write)}, err
	case "iati":
		project := []reports.Publication{reports.PublicationOf(seen)}
		return Taken{
			What: "a file for publishing", MediaType: "application/xml", Ext: ".xml",
			write: func(w io.Writer) ([]string, error) { return IATI(w, project) },
			check: func() error { _, err := PublishedOf(project); return err },
		}, nil
	case "zip":
		return all(seen, events)
	}
	return Taken{}, &domain.Error{Kind: domain.Usage, Message: "this is not a format to export", Value: t.Format, Want: "choose iati, csv, xlsx, jsonl or zip"}
}

// Write writes it and returns sentences about what is not in it.
func (t Taken) Write(w io.Writer) (left []string, err error) { return t.write(w) }

// Ready says before anything is written whether it can be: a project that lacks what IATI wants is Invalid. It takes about as long as writing.
func (t Taken) Ready() error {
	if t.check == nil {
		return nil
	}
	return t.check()
}

func whole(write func(io.Writer) error) func(io.Writer) ([]string, error) {
	return func(w io.Writer) ([]string, error) { return nil, write(w) }
}

// all is everything in one archive. A project that cannot be written as IATI is there without it, and the archive says why.
func all(seen reports.Seen, events iter.Seq2[domain.Event, error]) (Taken, error) {
	tables, err := reports.SheetsOf(seen)
	if err != nil {
		return Taken{}, err
	}
	lines, err := linesOf(seen, events)
	if err != nil {
		return Taken{}, err
	}
	project := reports.PublicationOf(seen)
	write := func(w io.Writer) ([]string, error) {
		files := append([]File{{
			Name: "tables.xlsx", About: "All tables as a workbook.", Write: func(w io.Writer) error { return XLSX(w, tables) },
		}}, CSVFiles(tables, "tables/")...)
		files = append(files, File{
			Name: "events.jsonl", About: "Every entry as a CloudEvent, one a line; import jsonl reads it.",
			Write: lines.write,
		})
		var left []string
		published, err := PublishedOf([]reports.Publication{project})
		switch {
		case err == nil:
			files = append(files, File{Name: "iati.xml", About: "The same as an IATI 2.03 file.", Write: published.Write})
		case domain.KindOf(err) == domain.Invalid:
			left = []string{"An IATI file: " + err.Error() + "."}
		default:
			return nil, err
		}
		return nil, Zip(w, tables, project.Generated(), files, left)
	}
	return Taken{What: "everything", MediaType: "application/zip", Ext: ".zip", Hidden: lines.hidden, write: write}, nil
}

// Events are events that were read already, for Of.
func Events(list []domain.Event) iter.Seq2[domain.Event, error] {
	return func(yield func(domain.Event, error) bool) {
		for _, e := range list {
			if !yield(e, nil) {
				return
			}
		}
	}
}
