package exports

import (
	"io"

	"github.com/desirelines/desirelines/reports"
)

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
