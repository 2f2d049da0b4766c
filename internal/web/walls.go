package web

import (
	"net/http"

	"github.com/desirelines/desirelines/reports"
)

// Addresses of walls.
const (
	wallsName = "walls"
	wallName  = "wall"
	typeName  = "wall/type"
)

func (s *site) wallRoutes(mux *http.ServeMux) {
	mux.Handle("GET /p/{project}/walls", s.page(s.only(forProject, s.keep(s.walls))))
	mux.Handle("GET /p/{project}/walls.json", s.page(s.only(forProject, s.keep(s.walls))))
	mux.Handle("GET /p/{project}/wall", s.page(s.only(forProject, s.keep(s.wall, "wall"))))
	mux.Handle("GET /p/{project}/wall/type", s.form(s.only(forWriters, s.typeForm)))
	mux.Handle("POST /p/{project}/wall/type", s.withFile(s.form(s.only(forWriters, s.typeWall))))
}

// wallsPage lists the walls.
type wallsPage struct {
	shell
	Walls []wallLine
	Type  string // address to type one up; empty: who looks does not write
}

type wallLine struct {
	reports.Wall
	URL string
}

func (s *site) walls(w http.ResponseWriter, r *http.Request) error {
	v, err := see(s, r, func(seen reports.Seen) (seenWalls, error) {
		return seenWalls{place: reports.PlaceOf(seen), walls: reports.WallsOf(seen)}, nil
	})
	if err != nil {
		return err
	}
	if _, ext := cutData(r.URL.Path); ext != "" {
		return sendJSON(w, r, v.walls)
	}
	at := whereOf(r)
	p := wallsPage{shell: s.shellOf(at, v.place, wallsName, "Walls of sticky notes")}
	p.Files = []link{{URL: at.url(wallsName + ".json"), Words: "Data (JSON)"}}
	for _, wall := range v.walls.Walls {
		p.Walls = append(p.Walls, wallLine{wall, wallURL(at, wall.Name)})
	}
	if s.mayWrite(at) {
		p.Type = at.now().url(typeName)
	}
	return s.show(w, r, http.StatusOK, "walls", p)
}

// wallURL is the address of a wall; one without a name has it, too.
func wallURL(at where, name string) string { return at.url(wallName, "wall", name) }

// seenWalls are walls with their pictures, by heading.
type seenWalls struct {
	place reports.Place
	walls reports.Walls
	wall  reports.Wall
	files map[string][]reports.SeenFile
	mine  map[string]bool // headings that who looks may put right
}

// wallPage is one wall with its headings and all their notes.
type wallPage struct {
	shell
	Wall     reports.Wall
	Says     []reports.SaidMark
	Headings []headingPart
	Type     string // as on wallsPage
}

type headingPart struct {
	reports.Heading
	Says  []reports.SaidMark
	Notes []noteLine
	Files []attached
	URL   string // address of the entry that said it last; empty: none did
	Type  string
	Right string // address to put it right or take it back; empty: who looks may not
}

func (s *site) wall(w http.ResponseWriter, r *http.Request) error {
	v, err := see(s, r, func(seen reports.Seen) (v seenWalls, err error) {
		v.place, v.files, v.mine = reports.PlaceOf(seen), map[string][]reports.SeenFile{}, map[string]bool{}
		v.wall, err = reports.WallsOf(seen).Wall(r.URL.Query().Get("wall"))
		for _, h := range v.wall.Headings {
			v.files[h.ID] = picturesOf(seen, h)
			v.mine[h.ID] = h.ID != "" && reports.MayWith(seen, reports.Correct, h.ID) == nil
		}
		return v, err
	})
	if err != nil {
		return err
	}
	at := whereOf(r)
	p := wallPage{shell: s.shellOf(at, v.place, wallName, v.wall.Title()), Wall: v.wall, Says: v.wall.Says()}
	p.Now = wallURL(where{Project: at.Project}, v.wall.Name)
	for _, h := range v.wall.Headings {
		part := headingPart{Heading: h, Says: h.Says(), Notes: s.noteLines(at, h.Notes.Notes), Files: s.attachedTo(at, v.files[h.ID])}
		if h.ID != "" {
			part.URL = at.entry(h.ID)
			if s.mayWrite(at) {
				part.Type = at.now().url(typeName, "heading", h.ID)
				if v.mine[h.ID] {
					part.Right = at.now().entry(h.ID) + "/correct"
				}
			}
		}
		p.Headings = append(p.Headings, part)
	}
	if s.mayWrite(at) {
		p.Type = at.now().url(typeName, "wall", v.wall.Name)
	}
	return s.show(w, r, http.StatusOK, "wall", p)
}

// picturesOf are the files that show a heading.
func picturesOf(seen reports.Seen, h reports.Heading) (files []reports.SeenFile) {
	for _, id := range h.Entries() {
		files = append(files, reports.FilesOf(seen, id)...)
	}
	return files
}
