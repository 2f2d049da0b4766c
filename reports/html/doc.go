// Package html writes the sections of a report as HTML: as parts of a page of the web, or as one file that holds all it needs. It
// holds the templates of the sections and the one style sheet; it refuses rows, HTTP and scripts.
//
// The way through:
//
//	r := &Renderer{Charts: drawer, Links: links}
//	body, err := r.Section(ctx, part)   a section without its title, to stand in a page that brings Style()
//	err := r.File(ctx, w, telling)      a whole report in one file
//
// Words come from package reports, numbers from its models. A picture stands beside a table of the same numbers; where it cannot
// be drawn the table is shown open instead.
//
// To add a section: a template with the name of its id, a line in sections, and a view where its model is not enough.
package html
