package exports

import (
	"bufio"
	"io"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/reports"
	"github.com/desirelines/desirelines/streams"
)

// Whole is all that an audience may see of a project, to be taken along. It was built while the rows were held and is written after.
type Whole struct {
	Tables      reports.SheetSet
	Lines       []reports.ExportLine
	Publication reports.Publication
}

// WholeOf builds it. events are those of the project, in order; more than seen knows does no harm.
func WholeOf(seen reports.Seen, events []domain.Event) (all Whole, err error) {
	all.Lines, all.Publication = LinesOf(seen, events), reports.PublicationOf(seen)
	all.Tables, err = reports.SheetsOf(seen)
	return all, err
}

// Zip makes it ready as one archive of every other format. A format that the project cannot be written in is left out, and the README of
// the archive says so.
func (all Whole) Zip() (write func(io.Writer) error, err error) {
	files := append([]File{{
		Name: "tables.xlsx", About: "All tables as a workbook.", Write: func(w io.Writer) error { return XLSX(w, all.Tables) },
	}}, CSVFiles(all.Tables, "tables/")...)
	files = append(files, File{
		Name: "events.jsonl", About: "Every entry as a CloudEvent, one a line; import jsonl reads it.", Write: func(w io.Writer) error { return WriteLines(w, all.Lines) },
	})
	var left []string
	published, err := PublishedOf([]reports.Publication{all.Publication})
	switch {
	case err == nil:
		files = append(files, File{Name: "iati.xml", About: "The same as an IATI 2.03 file.", Write: published.Write})
	case domain.KindOf(err) == domain.Invalid:
		left = []string{"An IATI file: " + err.Error() + "."}
	default:
		return nil, err
	}
	return func(w io.Writer) error { return Zip(w, all.Tables, all.Publication.Generated(), files, left) }, nil
}

// Published is projects that can be written as IATI, which was tried.
type Published struct {
	projects []reports.Publication
	Left     []string // sentences: what the standard has no place for
}

// PublishedOf makes projects ready as one IATI file. One that lacks what the standard wants is Invalid.
func PublishedOf(projects []reports.Publication) (Published, error) {
	left, err := IATI(io.Discard, projects)
	return Published{projects, left}, err
}

// Write writes the file.
func (p Published) Write(w io.Writer) error {
	_, err := IATI(w, p.projects)
	return err
}

// LinesOf are the events of a project as an audience sees them; those that it may not know of are left out.
func LinesOf(seen reports.Seen, events []domain.Event) []reports.ExportLine {
	lines := make([]reports.ExportLine, 0, len(events))
	for _, e := range events {
		if line, ok := reports.Export(seen, e); ok {
			lines = append(lines, line)
		}
	}
	return lines
}

// WriteLines writes events as CloudEvents, one a line, as import jsonl reads them. What is withheld is named in each line.
func WriteLines(w io.Writer, lines []reports.ExportLine) error {
	b := bufio.NewWriter(w)
	for _, l := range lines {
		raw, err := streams.EncodeExport(&l.Event, l.Withheld, l.Removed)
		if err != nil {
			return err
		}
		if _, err := b.Write(append(raw, '\n')); err != nil {
			return err
		}
	}
	return b.Flush()
}
