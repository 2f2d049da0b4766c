package web

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/projections"
	"github.com/desirelines/desirelines/reports"
)

// exportsName is the page of the files that were made.
const exportsName = "exports"

// notes says whether a report that is taken along is noted in the log: it cannot be called back. Only who looks after the group makes
// files for others; what others take of what they were told is no file of the group's, and examples are nobody's.
func (s *site) notes(at where) bool { return at.role.facilitates() && !s.Demo }

// noted leads whoever makes files for others to the page with the buttons for that: opening an address notes nothing.
func (s *site) noted(p answer) answer {
	return func(w http.ResponseWriter, r *http.Request) error {
		at := whereOf(r)
		audience, ext := cutReport(r.PathValue("audience"))
		if ext == "" || !s.notes(at) {
			return p(w, r)
		}
		http.Redirect(w, r, at.url("for/"+url.PathEscape(audience)), http.StatusSeeOther)
		return nil
	}
}

// quotedTold is a report with the ids of those whose words are in it.
type quotedTold struct {
	told
	people []string
}

// makeFile makes a report as a file, notes it, and gives it out unless words were taken back meanwhile.
func (s *site) makeFile(w http.ResponseWriter, r *http.Request) error {
	at, ext, err := s.reportAt(r)
	if err != nil {
		return err
	}
	if ext == "" {
		return unreadable()
	}
	t, err := seeAt(s, r.Context(), at, func(seen reports.Seen) (t quotedTold, err error) {
		t.told, t.people, err = reports.Quoting(seen, tell)
		return t, err
	})
	if err != nil {
		return err
	}
	f, err := s.reportFile(w, r, at, t.told, ext)
	if err != nil {
		return err
	}
	if reports.MustNote(t.place.Audience, t.people) {
		made := &domain.ExportMade{
			Audience: at.Audience, Format: ext[1:], What: saysReport(t.telling), Position: max(1, t.place.Position), People: t.people,
		}
		if err := s.noteFile(r, at.Project, made); err != nil {
			return err
		}
	}
	sendFile(w, r, f.name, f.mediaType, f.body)
	return nil
}

// saysReport says what a file is, for the register.
func saysReport(t reports.Telling) string {
	switch t.State {
	case reports.WasTold:
		return "a report, as it was told"
	case reports.Preview:
		return "a report, as it would be told then"
	}
	return "a report"
}

// noteFile writes down that a file was made. Where somebody took words back between what the file knows and that entry, it is ErrTookBack:
// whoever takes something back later finds the file in the register.
func (s *site) noteFile(r *http.Request, project string, made *domain.ExportMade) error {
	who := viewerOf(r.Context())
	again, newest, err := s.notedAlready(r.Context(), project, who.Person, made)
	if err != nil {
		return err
	}
	until := newest + 1
	if !again {
		receipt, err := s.Recorder.Record(r.Context(), domain.Command{
			ID: s.NewID(), Project: project, Actor: who.Person, Drafts: []domain.Draft{{Body: made}},
		})
		if err != nil {
			return err
		}
		s.wait(r, receipt)
		until = receipt.Position
	}
	back, err := reports.TookBack(r.Context(), s.Source, project, made.Position, until)
	if err == nil && back {
		return reports.ErrTookBack()
	}
	return err
}

// notedAlready says whether the same person noted the same file, and nothing but files was noted since. A page that is loaded again does
// not fill the log.
func (s *site) notedAlready(ctx context.Context, project, person string, made *domain.ExportMade) (again bool, newest uint64, err error) {
	err = s.live(ctx, project, func(v projections.View) error {
		newest = v.Known.Position
		last := newest
		for _, row := range slices.Backward(v.Exports()) {
			if row.Made.Position != last {
				break
			}
			last--
			again = again || row.Actor == person && row.Audience == made.Audience && row.Format == made.Format && row.What == made.What && slices.Equal(row.People, made.People)
		}
		return nil
	})
	return again, newest, err
}

// exportsPage is the register of files.
type exportsPage struct {
	shell
	Made   []reports.Made
	Recall []recallLine // by person whose words are in files and who took something back
	All    string       // address of the whole register, where one person's is shown
}

type recallLine struct {
	Name, URL string
	Files     int
}

func (s *site) madesOf(r *http.Request) (place reports.Place, all, shown reports.Mades, err error) {
	person := r.URL.Query().Get("person")
	_, err = seeAt(s, r.Context(), ourPlace(r), func(seen reports.Seen) (bool, error) {
		place = reports.PlaceOf(seen)
		if all, err = reports.ExportsOf(seen, ""); err != nil {
			return false, err
		}
		shown, err = reports.ExportsOf(seen, person)
		return true, err
	})
	return place, all, shown, err
}

func (s *site) exports(w http.ResponseWriter, r *http.Request) error {
	place, all, shown, err := s.madesOf(r)
	if err != nil {
		return err
	}
	at := ourPlace(r)
	p := exportsPage{shell: s.shellOf(at, place, exportsName, "Files that were made"), Made: shown.Files}
	p.Files = []link{{URL: at.url(exportsName+".json", "person", r.URL.Query().Get("person")), Words: "Data (JSON)"}}
	if r.URL.Query().Get("person") != "" {
		p.All = at.url(exportsName)
	}
	p.Recall = recallLines(at, all)
	return s.show(w, r, http.StatusOK, "exports", p)
}

// recallLines are the people whose words are in files and who took something back since.
func recallLines(at where, all reports.Mades) (lines []recallLine) {
	by := map[string]*recallLine{}
	for _, f := range all.Files {
		for _, p := range f.People {
			if !p.Recall {
				continue
			}
			if by[p.Person] == nil {
				name := p.Name.String()
				if p.Name.State != reports.TextShown {
					name = "Somebody without a name"
				}
				by[p.Person] = &recallLine{Name: name, URL: at.url(exportsName, "person", p.Person)}
			}
			by[p.Person].Files++
		}
	}
	for _, l := range by {
		lines = append(lines, *l)
	}
	slices.SortFunc(lines, func(a, b recallLine) int { return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.URL, b.URL)) })
	return lines
}

func (s *site) exportsData(w http.ResponseWriter, r *http.Request) error {
	_, _, shown, err := s.madesOf(r)
	if err != nil {
		return err
	}
	return sendJSON(w, r, shown)
}
