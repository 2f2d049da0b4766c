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

// alongFile is one of these files.
type alongFile struct {
	name         string
	take         exports.Take
	words, about string // on the page
}

// alongFiles are the files that are no single tables, in the order to offer them in.
func alongFiles() []alongFile {
	return []alongFile{
		{"everything.zip", exports.Take{Format: "zip"}, "Everything (ZIP)", "All of these files in one."},
		{"tables.xlsx", exports.Take{Format: "xlsx"}, "Workbook (XLSX)", "For a spreadsheet. It says where each figure comes from."},
		{"iati.xml", exports.Take{Format: "iati"}, "IATI file (XML)", "For publishing. The project has to be described in full first."},
		{"events.jsonl", exports.Take{Format: "jsonl"}, "Every entry (JSON lines)", "For bringing the project to another place."},
	}
}

// tableFile is one of the tables.
func tableFile(name string) alongFile {
	return alongFile{name: name + ".csv", take: exports.Take{Format: "csv", Table: name}, words: reports.SheetWords(name)}
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
	return s.stream(w, r, made.name, made.MediaType, made.writeOut)
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
		note := &domain.ExportMade{Audience: at.Audience, Format: f.take.Format, What: made.What, Position: max(1, made.place.Position), People: made.people}
		if err := s.noteFile(r, at.Project, note); err != nil {
			return err
		}
	}
	return s.stream(w, r, made.name, made.MediaType, made.writeOut)
}

// madeFile is a file that can be written.
type madeFile struct {
	exports.Taken
	name   string
	place  reports.Place
	people []string // whose words are in it
}

func (m madeFile) writeOut(w io.Writer) error {
	_, err := m.Write(w)
	return err
}

func (s *site) madeAlong(ctx context.Context, at where, f alongFile) (made madeFile, err error) {
	var events []domain.Event
	if f.take.NeedsEvents() {
		if events, err = s.events(ctx, at.Project); err != nil {
			return made, err
		}
	}
	made, err = seeAt(s, ctx, at, func(seen reports.Seen) (made madeFile, err error) {
		made.place = reports.PlaceOf(seen)
		made.Taken, made.people, err = reports.Quoting(seen, func(seen reports.Seen) (exports.Taken, error) { return f.take.Of(seen, exports.Events(events)) })
		return made, err
	})
	if err != nil {
		return made, err
	}
	if err = made.Ready(); domain.KindOf(err) == domain.Invalid {
		what, _, _ := strings.Cut(err.Error(), ";")
		err = &domain.Error{Kind: domain.Invalid, Message: what, Want: "ask who looks after this site to describe the project first"}
	}
	made.name = at.Project + "-" + at.Audience + "-entry-" + number(made.place.Position) + "-" + f.name
	return made, err
}
