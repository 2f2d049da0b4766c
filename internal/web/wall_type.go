package web

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/reports"
)

// A wall is typed up in two steps: its heading with a photo, then its notes, which are read back before they are saved. What others wrote on paper has no
// writer that anybody knows: nobody's name stands beside it, whoever typed it.

// typingPage is either step.
type typingPage struct {
	shell
	Action, Command string
	Problems        []problem
	Unsaved         string
	Wall            field // of the first step
	Heading         field
	Stated          field
	File            field
	Of              *reports.Heading // of the second step: the heading that the notes are under
	OfURL           string
	Notes           field
	Signs           []wallSign
	Photos          []wallPhoto
	Read            string // how many notes were read; empty: nothing was read back yet
	Lines           []wallNote
	Sum             string // of the text that was read back
	Share           shareQuestion
}

// wallPhoto is a picture to type from.
type wallPhoto struct{ URL, Alt string }

// typing is what the page needs of the rows.
type typing struct {
	choices
	walls   reports.Walls
	heading *reports.Heading
	files   []reports.SeenFile
}

func (s *site) typeForm(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	w.Header().Set("Cache-Control", backKeeps)
	return s.showTyping(w, r, http.StatusOK, &answers{values: map[string]string{"of": q.Get("heading"), "wall": q.Get("wall"), "command": s.NewID()}})
}

// typing looks up the heading that notes are typed for; one that is not there is NotFound.
func (s *site) typing(r *http.Request, a *answers) (typing, error) {
	return seeAt(s, r.Context(), ourPlace(r), func(seen reports.Seen) (typing, error) {
		t := typing{choices: choices{place: reports.PlaceOf(seen)}, walls: reports.WallsOf(seen)}
		for _, audience := range reports.AudiencesHere(seen) {
			if !audience.Circle() {
				t.audiences = append(t.audiences, audience)
			}
		}
		if of := a.text("of"); of != "" {
			h, ok := t.walls.Heading(of)
			if !ok {
				return t, &domain.Error{Kind: domain.NotFound, Message: "there is no such heading", Value: of, Want: "name it again on the page to type up a wall"}
			}
			t.heading, t.files = &h, picturesOf(seen, h)
		}
		return t, nil
	})
}

func (s *site) showTyping(w http.ResponseWriter, r *http.Request, status int, a *answers) error {
	at := ourPlace(r)
	t, err := s.typing(r, a)
	if err != nil {
		if status != http.StatusServiceUnavailable {
			return err
		}
		if of := a.text("of"); of != "" {
			t.heading = &reports.Heading{ID: of}
		}
	}
	p := typingPage{shell: s.shellOf(at, t.place, typeName, "Type up a wall"), Action: at.url(typeName), Command: a.values["command"]}
	if t.heading == nil {
		s.askHeading(&p, r, a)
	} else {
		s.askNotes(&p, r, a, t)
	}
	p.Problems, p.Unsaved = a.problems, a.problem(wholeForm)
	p.Wrong = len(a.problems) > 0
	return s.show(w, r, status, "walltype", p)
}

func (s *site) askHeading(p *typingPage, r *http.Request, a *answers) {
	p.File = s.fileField(r, a)
	if p.File.Name != "" {
		p.File.Label, p.File.Hint = "A photo of the notes", "You can type beside it. Leave out photos of people."
	}
	a.inOrder([]string{wholeForm, "wall", "name", "stated", p.File.Name})
	p.Wall = a.fill(field{Name: "wall", Label: "Which wall is it?", Hint: "A place or a day, such as: town hall, 6 March."})
	p.Heading = a.fill(field{Name: "name", Label: "What is the heading?", Hint: "The words above the notes."})
	p.Stated = a.fill(field{Name: "stated", Label: "Does the heading say how many notes it has?", Hint: "Write the number it says. Leave it empty if it says none."})
}

func (s *site) askNotes(p *typingPage, r *http.Request, a *answers, t typing) {
	a.inOrder([]string{wholeForm, "notes", "share"})
	p.Of, p.OfURL, p.Script, p.Signs = t.heading, wallURL(ourPlace(r), t.heading.Wall), s.wallScript, wallSigns[:]
	p.Notes = a.fill(field{Name: "notes", Label: "The notes", Hint: "One line for each note.", Rows: 14})
	for _, f := range t.files {
		if f.State == reports.TextShown && f.Width > 0 && s.Files != nil {
			p.Photos = append(p.Photos, wallPhoto{ourPlace(r).url("file/" + f.Evidence), pictureWords(f)})
		}
	}
	p.Share = s.shareQuestion(r, a, t.choices)
	p.Share.Stays.Hint = ""
	var open []pair
	for _, o := range p.Share.Stays.Options {
		if o.Name == domain.SharedGroup || o.Name == p.Share.Stays.Value {
			open = append(open, o)
		}
	}
	p.Share.Stays.Options = open
	if notes, _ := readWall(a.values["notes"]); a.values["do"] != "" && len(notes) > 0 && len(a.problems) == 0 {
		p.Read, p.Lines, p.Sum = saysWall(notes), notes, sumOf(a.values["notes"])
	}
}

// sumOf tells whether a text is the one that was read back.
func sumOf(text string) string {
	sum := sha256.Sum256([]byte(strings.TrimSpace(text)))
	return hex.EncodeToString(sum[:8])
}

func (s *site) typeWall(w http.ResponseWriter, r *http.Request) error {
	a, err := readForm(r)
	if err != nil {
		return err
	}
	a.tooMuch(domain.MaxWords)
	t, err := s.typing(r, a)
	if err != nil {
		return err
	}
	if t.heading == nil {
		return s.nameHeading(w, r, a, t)
	}
	return s.saveNotes(w, r, a, t)
}

// nameHeading saves a heading, with a photo where one was sent. A heading that is there already, with nothing new said of it, is taken as it is.
func (s *site) nameHeading(w http.ResponseWriter, r *http.Request, a *answers, t typing) error {
	at := ourPlace(r)
	a.mustHaveID(s.NewID)
	a.most("wall", domain.MaxName)
	a.most("name", domain.MaxName)
	body := &domain.HeadingStated{Heading: a.text("name"), Wall: a.text("wall")}
	if body.Heading == "" {
		a.wrong("name", "Write the heading.")
	}
	if stated := a.text("stated"); stated != "" {
		n, err := strconv.Atoi(stated)
		if err != nil || n < 0 || n > 100000 {
			a.wrong("stated", "Write a number in digits, such as 7. Or leave it empty.")
		}
		body.Stated = n
	}
	file := s.takeFile(r, a)
	if len(a.problems) > 0 {
		return s.showTyping(w, r, a.status(), a)
	}
	if before, ok := t.before(body); ok {
		if body.Stated == 0 {
			body.Stated = before.Stated
		}
		if file == nil && body.Stated == before.Stated {
			http.Redirect(w, r, at.url(typeName, "heading", before.ID), http.StatusSeeOther)
			return nil
		}
	}
	c := domain.Command{ID: a.values["command"], Project: at.Project, Actor: viewerOf(r.Context()).Person, Drafts: []domain.Draft{{Body: body, Taken: domain.TakenFromPaper}}}
	receipt, err := s.record(r, c, file)
	if err != nil {
		return s.notSaved(w, r, a, err, s.showTyping, func(*domain.Error) string { return "name" })
	}
	s.wait(r, receipt)
	http.Redirect(w, r, at.url(typeName, "heading", receipt.ID), http.StatusSeeOther)
	return nil
}

// before is the same heading of the same wall, where somebody said it.
func (t typing) before(b *domain.HeadingStated) (reports.Heading, bool) {
	wall, err := t.walls.Wall(b.Wall)
	if err != nil {
		return reports.Heading{}, false
	}
	return wall.Heading(b.Heading)
}

// saveNotes reads the notes back, and saves them when they were read back as they are: all in one command.
func (s *site) saveNotes(w http.ResponseWriter, r *http.Request, a *answers, t typing) error {
	at, text := ourPlace(r), a.values["notes"]
	a.mustHaveID(s.NewID)
	notes, wrong := readWall(text)
	for _, says := range wrong {
		a.wrong("notes", says)
	}
	if len(notes) == 0 {
		a.wrong("notes", "Type at least one note. Each line is one.")
	}
	sharing := a.sharing(r, true, false)
	if len(a.problems) > 0 {
		return s.showTyping(w, r, a.status(), a)
	}
	if a.values["do"] != "save" || a.values["read"] != sumOf(text) {
		a.values["do"] = "read"
		return s.showTyping(w, r, http.StatusOK, a)
	}
	taken := domain.TakenFromPaper
	if len(t.files) > 0 {
		taken = domain.TakenFromPicture
	}
	c := domain.Command{ID: a.values["command"], Project: at.Project}
	for _, n := range notes {
		c.Drafts = append(c.Drafts, domain.Draft{Body: n.body(t.heading.ID, t.heading.Heading), Sharing: sharing, Taken: taken})
	}
	receipt, err := s.Recorder.Record(r.Context(), c)
	var said *domain.Error
	if errors.As(err, &said) && said.Kind == domain.Conflict && said.Value == c.ID {
		a.values["command"], a.values["do"] = s.NewID(), ""
		a.wrong("notes", "You saved this list before. Take out the lines that are saved. Then save again.")
		return s.showTyping(w, r, http.StatusConflict, a)
	}
	if err != nil {
		return s.notSaved(w, r, a, err, s.showTyping, func(*domain.Error) string { return "notes" })
	}
	s.wait(r, receipt)
	http.Redirect(w, r, wallURL(at, t.heading.Wall), http.StatusSeeOther)
	return nil
}
