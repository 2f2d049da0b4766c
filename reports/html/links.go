package html

import (
	"github.com/desirelines/desirelines/domain/aimed"
	"github.com/desirelines/desirelines/reports"
)

// Links gives addresses to what a section names. Every method may return an empty address, which makes no link. Addresses keep the
// moment that is shown.
type Links interface {
	// Project is the home of a project.
	Project(project string) string
	// Aim is one aim of a project.
	Aim(project, aim string) string
	// Figure is what a figure of a measure is made of. period is as reports.FigureRow has it.
	Figure(project, aim, measure, period string) string
	// Entry is one entry, by its number.
	Entry(project string, position uint64) string
	// Chart is a picture by itself; ext is svg, csv or json.
	Chart(project, chart, ext string) string
	// Section is a section of a project by itself.
	Section(project, section string) string
	// Portfolio is the projects in an order, chosen.
	Portfolio(order, show string) string
}

// NoLinks is for a report that stands by itself.
type NoLinks struct{}

// Project implements Links.
func (NoLinks) Project(string) string { return "" }

// Aim implements Links.
func (NoLinks) Aim(string, string) string { return "" }

// Figure implements Links.
func (NoLinks) Figure(string, string, string, string) string { return "" }

// Entry implements Links.
func (NoLinks) Entry(string, uint64) string { return "" }

// Chart implements Links.
func (NoLinks) Chart(string, string, string) string { return "" }

// Section implements Links.
func (NoLinks) Section(string, string) string { return "" }

// Portfolio implements Links.
func (NoLinks) Portfolio(string, string) string { return "" }

// addresses are the links of one project, as templates ask for them.
type addresses struct {
	project string
	links   Links
	entries bool  // the file holds all entries, so that each is an anchor in it
	notes   Noter // nil: nobody can put a note on anything

	places places // of figures, in a file that says where they come from; nil: nothing of that is here
}

// Entry is the address of an entry by its number; 0 has none.
func (a addresses) Entry(position uint64) string {
	switch {
	case position == 0:
		return ""
	case a.entries:
		return "#entry-" + number(position)
	}
	return a.links.Entry(a.project, position)
}

// Anchors says whether the file holds all entries.
func (a addresses) Anchors() bool { return a.entries }

// Away is the address of an entry outside the file.
func (a addresses) Away(position uint64) string { return a.links.Entry(a.project, position) }

// Section is the address of a section by itself.
func (a addresses) Section(section string) string { return a.links.Section(a.project, section) }

// Aim is the address of an aim.
func (a addresses) Aim(aim reports.Aim) string { return a.links.Aim(a.project, aim.ID) }

// Figure is the address of what a figure is made of; nothing where nothing was reported, but in a file.
func (a addresses) Figure(aim, measure, period string, f reports.Figure) string {
	if a.places == nil && (f.Status == aimed.NotReported || len(f.Entries) == 0) {
		return ""
	}
	return a.links.Figure(a.project, aim, measure, period)
}
