package web

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/imports"
	"github.com/desirelines/desirelines/internal/table"
	"github.com/desirelines/desirelines/reports"
)

// sheetName is the page that takes a results table in.
const sheetName = "sheet"

// Sheets take results tables in. A trial records nothing and says what taking one in would do.
type Sheets interface {
	Take(ctx context.Context, project, person, name string, in table.Reader, how imports.Sheet, trial bool) (imports.Answer, error)
}

// A sheet is kept in memory while its headings are matched: a browser does not send a file twice.
const (
	sheetsKept   = 8
	sheetKeptFor = 15 * time.Minute
	sheetExample = 3  // values under each heading
	sheetLines   = 50 // problems that are shown
	sheetWords   = 12 // words of theirs in a column that are asked about
)

// keptSheet is a sheet that somebody sent.
type keptSheet struct {
	id, project, person string
	name, format        string
	content             []byte
	until               time.Time
}

// sheetDesk keeps sheets for a while, the newest few. It may be used by many requests at once.
type sheetDesk struct {
	mu   sync.Mutex
	list []keptSheet
}

func (d *sheetDesk) keep(s keptSheet, now time.Time) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.list = append(slices.DeleteFunc(d.list, func(k keptSheet) bool { return now.After(k.until) }), s)
	d.list = slices.Clone(d.list[max(0, len(d.list)-sheetsKept):])
}

// find returns a sheet to who sent it; ok is false where it is not kept any more.
func (d *sheetDesk) find(id, project, person string, now time.Time) (s keptSheet, ok bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, k := range d.list {
		if k.id == id && id != "" && k.project == project && k.person == person && !now.After(k.until) {
			return k, true
		}
	}
	return s, false
}

// sheetPage asks for a sheet, then for its headings, and says what taking it in would do, or did.
type sheetPage struct {
	shell
	Action   string
	Problems []problem
	Wrong    string // about the file
	Sheet    string // the id of the kept one; empty: it is asked for
	File     string // the name of the file
	Examples []sheetHeading
	Reading  []field // how it is to be read: in which letters, which sheet of a workbook; none where there is no choice
	Read     table.Options
	Ways     []sheetHeading // how it reads in each of the letters that may be chosen
	Columns  []field
	More     []field // what the sheet does not say by itself
	Would    *sheetAnswer
	Did      *sheetAnswer
	Aims     string
}

func (p sheetPage) wrongs() []problem { return p.Problems }

type sheetHeading struct{ Name, Values string }

// sheetAnswer is what an import did or would do.
type sheetAnswer struct {
	Read, New, Same, Gone, Refused int
	Lines                          []sheetLine
	More                           int
}

type sheetLine struct{ Where, Says string }

func (s *site) sheetForm(w http.ResponseWriter, r *http.Request) error {
	return s.showSheet(w, r, http.StatusOK, sheetPage{})
}

func (s *site) showSheet(w http.ResponseWriter, r *http.Request, status int, p sheetPage) error {
	at := where{Project: r.PathValue("project")}
	shell, err := seeAt(s, r.Context(), at, func(seen reports.Seen) (shell, error) {
		return s.shellOf(at, reports.PlaceOf(seen), "aims", "Bring in a sheet of results"), nil
	})
	if err != nil {
		return err
	}
	p.shell, p.Action, p.Aims = shell, at.url(sheetName), at.url("aims")
	if p.Wrong != "" {
		p.Problems = append(p.Problems, problem{"file", p.Wrong})
		p.shell.Wrong = true
	}
	return s.show(w, r, status, sheetName, p)
}

// takeSheet takes one step: the file, the headings, the import.
func (s *site) takeSheet(w http.ResponseWriter, r *http.Request) error {
	a, err := readForm(r)
	if err != nil {
		return err
	}
	kept, wrong := s.sheetOf(r, a)
	if wrong != "" {
		return s.showSheet(w, r, http.StatusUnprocessableEntity, sheetPage{Wrong: wrong})
	}
	p, asks, err := reading(r.Context(), kept, table.Options{Encoding: a.values["encoding"], Sheet: a.values["book"]})
	if err == nil && asks {
		return s.showSheet(w, r, http.StatusOK, p)
	}
	var m domain.SheetMap
	if err == nil {
		m = s.sheetMap(r, kept, p.Read, a)
		err = match(r.Context(), &p, kept, m)
	}
	if err != nil {
		var said *domain.Error
		if errors.As(err, &said) && said.Kind == domain.Invalid {
			return s.showSheet(w, r, http.StatusUnprocessableEntity, sheetPage{Wrong: sayWrong(said)})
		}
		return err
	}
	status, trial := http.StatusOK, a.values["do"] != "import"
	answer, err := s.take(r, kept, p.Read, m, trial)
	var said *domain.Error
	switch {
	case errors.As(err, &said) && said.Kind == domain.Invalid:
		status = http.StatusUnprocessableEntity
		p.Problems = append(p.Problems, problem{"c-aim_id", sayWrong(said)})
	case err != nil:
		return err
	case trial:
		p.Would = answer
	default:
		p = sheetPage{Did: answer}
	}
	return s.showSheet(w, r, status, p)
}

// sheetOf is the sheet of a request: the file that it sends, else the one that was kept. wrong says in a sentence why there is none.
func (s *site) sheetOf(r *http.Request, a *answers) (kept keptSheet, wrong string) {
	person, project := viewerOf(r.Context()).Person, r.PathValue("project")
	u := uploadOf(r)
	switch {
	case s.Sheets == nil:
		return kept, "Sheets cannot be taken in here."
	case u != nil && u.large:
		return kept, "This file is too large. A sheet of at most 10 MB fits here."
	case u != nil && u.late:
		return kept, "Many files are being sent now. Please choose yours again."
	case u != nil && u.sent && len(u.content) > 0:
		kept = keptSheet{id: s.NewID(), project: project, person: person, name: nameToKeep(u.name), format: "csv", content: u.content, until: s.Now().Add(sheetKeptFor)}
		if bytes.HasPrefix(u.content, []byte("PK\x03\x04")) {
			kept.format = "xlsx"
		}
		s.sheets.keep(kept, s.Now())
		return kept, ""
	}
	kept, ok := s.sheets.find(a.values["sheet"], project, person, s.Now())
	if !ok {
		return kept, "Please choose your file. It is kept here for a quarter of an hour only."
	}
	return kept, ""
}

func (s *site) take(r *http.Request, kept keptSheet, how table.Options, m domain.SheetMap, trial bool) (*sheetAnswer, error) {
	in, err := kept.open(r.Context(), how)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	did, err := s.Sheets.Take(r.Context(), kept.project, kept.person, kept.name, in, imports.Sheet{Map: &m}, trial)
	if err != nil {
		return nil, err
	}
	answer := &sheetAnswer{Read: did.Read, New: did.Appended, Same: did.Unchanged, Gone: did.Gone, Refused: did.Refused}
	for _, one := range did.Problems {
		if len(answer.Lines) == sheetLines {
			answer.More = len(did.Problems) - sheetLines
			break
		}
		answer.Lines = append(answer.Lines, sheetLine{one.Where, one.What})
	}
	return answer, nil
}
