package web

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/exports"
	"github.com/desirelines/desirelines/reports"
)

// Beside its report a project can be taken along whole: its tables, its events, a file for publishing. These are the files that the command
// export writes, through the eyes of whoever takes them. Who came by a share link, or reads what everybody was told, has the report alone.

// alongFile is one of these files. make builds it while the rows are held; what it returns finds out, after, whether it can be written.
type alongFile struct {
	name, format, mediaType string
	what                    string // for the register
	words, about            string // on the page
	lines                   bool   // it holds events
	make                    func(reports.Seen, []domain.Event) (prepared, error)
}

// prepared finds out whether a file can be written, and returns what writes it.
type prepared func() (write func(io.Writer) error, err error)

// alongFiles are the files that are no single tables, in the order to offer them in.
func alongFiles() []alongFile {
	return []alongFile{
		{
			name: "everything.zip", format: "zip", mediaType: "application/zip", what: "everything", lines: true,
			words: "Everything (ZIP)", about: "All of these files in one.",
			make: func(seen reports.Seen, events []domain.Event) (prepared, error) {
				all, err := exports.WholeOf(seen, events)
				return all.Zip, err
			},
		},
		{
			name: "tables.xlsx", format: "xlsx", mediaType: workbookType, what: "tables of everything",
			words: "Workbook (XLSX)", about: "For a spreadsheet. It says where each figure comes from.",
			make: func(seen reports.Seen, _ []domain.Event) (prepared, error) {
				set, err := reports.SheetsOf(seen)
				return always(func(w io.Writer) error { return exports.XLSX(w, set) }), err
			},
		},
		{
			name: "iati.xml", format: "iati", mediaType: "application/xml", what: "a file for publishing",
			words: "IATI file (XML)", about: "For publishing. The project has to be described in full first.",
			make: func(seen reports.Seen, _ []domain.Event) (prepared, error) {
				projects := []reports.Publication{reports.PublicationOf(seen)}
				return func() (func(io.Writer) error, error) {
					published, err := exports.PublishedOf(projects)
					return published.Write, err
				}, nil
			},
		},
		{
			name: "events.jsonl", format: "jsonl", mediaType: "application/x-ndjson", what: "every entry", lines: true,
			words: "Every entry (JSON lines)", about: "For bringing the project to another place.",
			make: func(seen reports.Seen, events []domain.Event) (prepared, error) {
				lines := exports.LinesOf(seen, events)
				return always(func(w io.Writer) error { return exports.WriteLines(w, lines) }), nil
			},
		},
	}
}

func always(write func(io.Writer) error) prepared {
	return func() (func(io.Writer) error, error) { return write, nil }
}

// tableFile is one of the tables.
func tableFile(name string) alongFile {
	return alongFile{
		name: name + ".csv", format: "csv", mediaType: "text/csv; charset=utf-8", what: "the table " + name, words: reports.SheetWords(name),
		make: func(seen reports.Seen, _ []domain.Event) (prepared, error) {
			set, err := reports.SheetsOf(seen, name)
			return always(func(w io.Writer) error { return set.Sheets[0].WriteCSV(w) }), err
		},
	}
}

func tableFiles() (files []alongFile) {
	for _, name := range reports.SheetNames() {
		files = append(files, tableFile(name))
	}
	return files
}

// along are the files as the page of a report offers them.
type along struct {
	Files, Tables []alongLink
}

// alongLink is one of them; where it is Noted that it was made, it is a button.
type alongLink struct {
	URL, Words, About string
	Noted             bool
}

// alongOf are the files of the project for the audience of a place; nil where who looks has the report alone.
func (s *site) alongOf(at where) *along {
	if !at.role.inside() {
		return nil
	}
	links := func(files []alongFile) (list []alongLink) {
		for _, f := range files {
			list = append(list, alongLink{at.url("for/" + url.PathEscape(at.Audience) + "/" + f.name), f.words, f.about, s.notes(at)})
		}
		return list
	}
	return &along{links(alongFiles()), links(tableFiles())}
}

// alongAt reads which file an address asks for, and for whom.
func (s *site) alongAt(r *http.Request) (at where, f alongFile, err error) {
	at, ext, err := s.reportAt(r)
	if err != nil {
		return at, f, err
	}
	for _, f := range append(alongFiles(), tableFiles()...) {
		if f.name == r.PathValue("file") && ext == "" {
			return at, f, nil
		}
	}
	return at, f, &domain.Error{Kind: domain.NotFound, Message: "there is no such file", Value: r.PathValue("file"), Want: "choose one on the page of the report"}
}

// takeAlong gives out a file. Who looks after the group is led to the page with the buttons, as for a report: what they take is noted.
func (s *site) takeAlong(w http.ResponseWriter, r *http.Request) error {
	at, f, err := s.alongAt(r)
	if err != nil {
		return err
	}
	if s.notes(at) {
		http.Redirect(w, r, at.url("for/"+url.PathEscape(at.Audience)), http.StatusSeeOther)
		return nil
	}
	made, err := s.madeAlong(r.Context(), at, f)
	if err != nil {
		return err
	}
	return s.stream(w, r, made.name, f.mediaType, made.write)
}

// makeAlong makes a file, notes it, and gives it out unless words were taken back meanwhile.
func (s *site) makeAlong(w http.ResponseWriter, r *http.Request) error {
	at, f, err := s.alongAt(r)
	if err != nil {
		return err
	}
	made, err := s.madeAlong(r.Context(), at, f)
	if err != nil {
		return err
	}
	if reports.MustNote(made.place.Audience, made.people) {
		note := &domain.ExportMade{Audience: at.Audience, Format: f.format, What: f.what, Position: max(1, made.place.Position), People: made.people}
		if err := s.noteFile(r, at.Project, note); err != nil {
			return err
		}
	}
	return s.stream(w, r, made.name, f.mediaType, made.write)
}

// madeFile is a file that can be written.
type madeFile struct {
	name   string
	place  reports.Place
	people []string // whose words are in it
	write  func(io.Writer) error
}

func (s *site) madeAlong(ctx context.Context, at where, f alongFile) (made madeFile, err error) {
	var events []domain.Event
	if f.lines {
		if events, err = s.eventsOf(ctx, at.Project); err != nil {
			return made, err
		}
	}
	check, err := seeAt(s, ctx, at, func(seen reports.Seen) (check prepared, err error) {
		made.place = reports.PlaceOf(seen)
		check, made.people, err = reports.Quoting(seen, func(seen reports.Seen) (prepared, error) { return f.make(seen, events) })
		return check, err
	})
	if err != nil {
		return made, err
	}
	if made.write, err = check(); domain.KindOf(err) == domain.Invalid {
		what, _, _ := strings.Cut(err.Error(), ";")
		err = &domain.Error{Kind: domain.Invalid, Message: what, Want: "ask who looks after this site to describe the project first"}
	}
	made.name = at.Project + "-" + at.Audience + "-entry-" + number(made.place.Position) + "-" + f.name
	return made, err
}

func (s *site) eventsOf(ctx context.Context, project string) (events []domain.Event, err error) {
	for c, err := range s.Source.ReadProject(ctx, project, 1) {
		if err != nil {
			return nil, err
		}
		events = append(events, c.Events...)
	}
	return events, nil
}
