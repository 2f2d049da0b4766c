package html

import (
	"bytes"
	"context"
	"embed"
	"errors"
	"fmt"
	"html/template"
	"io"
	"strconv"
	"strings"

	"github.com/desirelines/desirelines/reports"
	"github.com/desirelines/desirelines/reports/charts"
)

// Drawer draws a chart. key names the chart among those of the project, the same for every width; who keeps pictures adds the
// project, the moment and the audience. It returns nil where the chart has no picture at this width. Where it fails the page
// shows numbers instead.
type Drawer interface {
	Draw(ctx context.Context, key string, chart charts.Chart, width int) (svg []byte, err error)
}

// Noter lets people put a sticky note on a thing and answer the notes that are there.
type Noter interface {
	// Note writes what a note can be put with on a thing, as reports.NotesOn names it. n are the notes that are there, nil for none.
	Note(thing string, n *reports.Notes) template.HTML
	// Answer is where a note can be answered.
	Answer(note string) string
}

// Renderer writes sections as HTML. It is not changed once it is made, and then safe for concurrent use where its Charts and
// Links are.
type Renderer struct {
	Charts  Drawer // nil: no pictures but those that need no engine
	Links   Links  // nil: no links
	Notes   Noter  // nil: nobody can put a note on anything
	Newest  int    // how many moments of a journey are told, the newest; 0: all
	Heading int    // level of the headings inside a section, 2 to 4; 0: 3, below a title of level 2

	places places // see addresses
}

//go:embed templates
var files embed.FS

// parsed are the templates. They are read once and never changed.
var parsed = template.Must(template.New("").Funcs(functions()).ParseFS(files, "templates/*.tmpl"))

// Section returns a section without its title. A model that is none of the sections is an error.
func (r *Renderer) Section(ctx context.Context, part reports.Part) (template.HTML, error) {
	return r.section(ctx, part, false)
}

func (r *Renderer) section(ctx context.Context, part reports.Part, entries bool) (template.HTML, error) {
	name, view, err := r.view(ctx, part, entries)
	if err != nil {
		return "", err
	}
	var b bytes.Buffer
	if err := parsed.ExecuteTemplate(&b, name, view); err != nil {
		return "", fmt.Errorf("section %s: %w", part.ID, err)
	}
	if part.Keeps != "" {
		if err := parsed.ExecuteTemplate(&b, "keeps", part.Keeps); err != nil {
			return "", fmt.Errorf("section %s: %w", part.ID, err)
		}
	}
	return template.HTML(r.level(reports.Harmless(b.String()))), nil //nolint:gosec // what templates wrote
}

// level moves headings to where they belong. Texts never hold a tag, they are escaped.
func (r *Renderer) level(section string) string {
	if r.Heading == 0 || r.Heading == 3 {
		return section
	}
	var moves []string
	for _, from := range []int{3, 4} {
		to := strconv.Itoa(from + r.Heading - 3)
		moves = append(moves, "<h"+strconv.Itoa(from), "<h"+to, "</h"+strconv.Itoa(from), "</h"+to)
	}
	return strings.NewReplacer(moves...).Replace(section)
}

// File writes a report as one file: its style sheet is inside, it needs no script and no other file, and prints well.
func (r *Renderer) File(ctx context.Context, w io.Writer, telling reports.Telling) error {
	css, _ := Style()
	view := fileView{Telling: telling, Style: template.CSS(css)} //nolint:gosec // our own
	if position := telling.KnownAt.Position; position == 0 {
		view.Empty = true
	}
	file := &Renderer{Charts: r.Charts, Links: r.withinFile(telling), Newest: r.Newest, places: places{}}
	entries := false
	for _, part := range telling.Parts {
		entries = entries || part.ID == reports.SectionEntries
	}
	for _, part := range telling.Parts {
		body, err := file.section(ctx, part, entries)
		if err != nil {
			return err
		}
		view.Parts = append(view.Parts, filePart{part.ID, part.Title, body})
	}
	at := addresses{telling.Project, file.Links, entries, nil, file.places}
	view.Sources = sourcesOf(telling, at)
	var b bytes.Buffer
	if err := parsed.ExecuteTemplate(&b, "file", view); err != nil {
		return fmt.Errorf("report: %w", err)
	}
	_, err := io.WriteString(w, reports.Harmless(b.String()))
	return err
}

// fileView is a report in one file.
type fileView struct {
	reports.Telling
	Style template.CSS
	Empty bool
	Parts []filePart

	Sources sourcesView
}

// NameOrID is the name of the project, as it stands in a title.
func (v fileView) NameOrID() string { return reports.Unbroken(v.Telling.NameOrID()) }

type filePart struct {
	ID, Title string
	Body      template.HTML
}

func (r *Renderer) links() Links {
	if r.Links == nil {
		return NoLinks{}
	}
	return r.Links
}

var errNoSection = errors.New("this is not the model of a section")

func number(n uint64) string { return strconv.FormatUint(n, 10) }
