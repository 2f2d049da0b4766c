package reports

import (
	"io"

	"github.com/desirelines/desirelines/projections"
)

// ProjectList is the list of all projects, in order of their ids. Its JSON is the list itself.
type ProjectList []ProjectLine

// ProjectLine is one project of a list.
type ProjectLine struct {
	ID      string `json:"id"`
	Name    string `json:"name"`
	Entries uint64 `json:"entries"` // how many events it has
}

// ProjectsOf lists the projects of a store. Names of projects are plain: every audience that may list them reads them.
func ProjectsOf(r projections.Reader) ProjectList {
	lines := ProjectList{}
	for _, s := range projections.Summaries(r) {
		lines = append(lines, ProjectLine{s.Project, s.Name, s.Position})
	}
	return lines
}

// WriteText writes a table of the projects, for lines of width characters (0: 80).
func (l ProjectList) WriteText(w io.Writer, width int) error {
	p := newPage(width)
	if len(l) == 0 {
		p.para("There is no project yet.")
		return p.writeTo(w)
	}
	var rows []row
	for _, s := range l {
		rows = append(rows, row{cells: []string{s.ID, s.Name, sayNumber(s.Entries)}})
	}
	p.table([]string{"Id", "Name", "Entries"}, rows)
	return p.writeTo(w)
}
