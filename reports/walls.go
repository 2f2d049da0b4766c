package reports

import (
	"fmt"
	"slices"
	"strings"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/projections"
)

// A wall holds headings with sticky notes below them. A note belongs to a heading by the entry it names, or by the words of the heading.
// What a heading says of itself stays beside what is listed below it: neither corrects the other.

// Walls are the walls of a project, the newest first.
type Walls struct {
	Project string  `json:"project"`
	Name    string  `json:"name"`
	KnownAt KnownAt `json:"known_at"`
	AskedOn Day     `json:"asked_on"`
	Walls   []Wall  `json:"walls"`
}

// Wall is one wall.
type Wall struct {
	Name     string    `json:"name"` // empty: nobody said which wall
	Headings []Heading `json:"headings"`
	NoteCounts

	newest uint64
}

// Heading is a heading with its notes.
type Heading struct {
	Wall     string   `json:"wall"`
	Heading  string   `json:"heading"`
	ID       string   `json:"id"`       // of the entry that said it last; empty: notes name it, and nobody said more
	Position uint64   `json:"position"` // of that entry
	Stated   int      `json:"stated"`   // how many notes it says it has; 0: it does not say, or that is the group's
	Text     SeenText `json:"text"`     // what is to be said of it
	Notes

	entries  []string // ids of all that was said of it
	withheld bool     // what it says of its notes is the group's
}

// WallsOf returns the walls with all their notes that who looks may know of.
func WallsOf(seen Seen) Walls {
	s := seen.look()
	summary, _ := s.view().Summary()
	w := Walls{Project: s.base.Project, Name: summary.Name, KnownAt: knownAt(s.base.Known), AskedOn: Day(s.asked.askedOn), Walls: []Wall{}}
	h := headings{s: s, byKey: map[headingKey]*Heading{}, byID: map[string]*Heading{}}
	for _, row := range s.view().Headings() {
		if !row.Withdrawn && s.readsNote(row.ID) {
			h.state(row)
		}
	}
	for _, row := range s.view().Notes() {
		if s.countsNote(row) {
			h.put(row)
		}
	}
	for _, key := range h.order {
		w.put(*h.byKey[key])
	}
	slices.SortStableFunc(w.Walls, func(a, b Wall) int { return compareUint(b.newest, a.newest) })
	return w
}

type headingKey struct{ wall, heading string }

// headings are gathered by their words.
type headings struct {
	s     *sight
	byKey map[headingKey]*Heading
	byID  map[string]*Heading // by the entry that said it
	order []headingKey
}

// keyOf: the same words are the same heading, however they are spaced and in whatever case.
func keyOf(wall, heading string) headingKey {
	same := func(s string) string { return strings.ToLower(strings.Join(strings.Fields(s), " ")) }
	return headingKey{same(wall), same(heading)}
}

func (h *headings) at(wall, heading string) *Heading {
	key := keyOf(wall, heading)
	found, ok := h.byKey[key]
	if !ok {
		found = &Heading{Wall: wall, Heading: heading, Text: SeenText{State: TextEmpty}, Notes: Notes{Notes: []Note{}}, withheld: h.s.lens.Audience.rule().Hides()}
		h.byKey[key] = found
		h.order = append(h.order, key)
	}
	return found
}

func (h *headings) state(row projections.HeadingRow) {
	found := h.at(row.Wall, row.Heading)
	found.ID, found.Position, found.Stated = row.ID, row.Position, row.Count
	found.Text = SeenText{State: TextEmpty}
	if entry, ok := h.s.entry(row.ID); ok {
		found.Text = h.s.mainText(&entry)
	}
	found.entries = append(found.entries, row.ID)
	h.byID[row.ID] = found
}

// put puts a note below its heading; one that is not on a wall is left out.
func (h *headings) put(row projections.NoteRow) {
	found := h.byID[row.Entry]
	if found == nil && row.Heading != "" {
		found = h.worded(row.Heading)
	}
	if found != nil {
		found.add(h.s.note(row))
	}
}

// worded is the heading with these words, of the wall that was named last.
func (h *headings) worded(words string) *Heading {
	want := keyOf("", words).heading
	for _, key := range slices.Backward(h.order) {
		if key.heading == want {
			return h.byKey[key]
		}
	}
	return h.at("", words)
}

func (w *Walls) put(h Heading) {
	i := slices.IndexFunc(w.Walls, func(x Wall) bool { return keyOf(x.Name, "") == keyOf(h.Wall, "") })
	if i < 0 {
		i = len(w.Walls)
		w.Walls = append(w.Walls, Wall{Name: h.Wall, Headings: []Heading{}})
	}
	wall := &w.Walls[i]
	wall.Headings = append(wall.Headings, h)
	wall.NoteCounts = wall.plus(h.NoteCounts)
	wall.newest = max(wall.newest, h.Position)
}

func (c NoteCounts) plus(d NoteCounts) NoteCounts {
	return NoteCounts{
		c.Tick + d.Tick, c.Heart + d.Heart, c.Bubble + d.Bubble, c.Square + d.Square, c.Plain + d.Plain, c.Blank + d.Blank,
		c.Illegible + d.Illegible, c.Gaps + d.Gaps, c.Untyped + d.Untyped, c.All + d.All,
	}
}

// Wall returns the wall with this name, or NotFound.
func (w Walls) Wall(name string) (Wall, error) {
	for _, wall := range w.Walls {
		if keyOf(wall.Name, "") == keyOf(name, "") {
			return wall, nil
		}
	}
	return Wall{}, &domain.Error{Kind: domain.NotFound, Message: "there is no such wall", Value: name, Want: "look at the list of walls"}
}

// Heading returns the heading that an entry said something of.
func (w Walls) Heading(entry string) (Heading, bool) {
	for _, wall := range w.Walls {
		for _, h := range wall.Headings {
			if entry != "" && slices.Contains(h.entries, entry) {
				return h, true
			}
		}
	}
	return Heading{}, false
}

// Entries are the ids of all that was said of the heading.
func (h Heading) Entries() []string { return h.entries }

// SaysStated puts what a heading says of its notes beside how many are listed here.
func (h Heading) SaysStated() string {
	listed := fmt.Sprintf("%d are listed here.", h.All)
	switch h.All {
	case 0:
		listed = "None is listed here yet."
	case 1:
		listed = "1 is listed here."
	}
	if h.withheld {
		return listed
	}
	if h.Stated == 0 {
		return "The heading has no number. " + listed
	}
	return fmt.Sprintf("The heading says %d. %s", h.Stated, listed)
}

// Differs says whether the heading says another number than is listed.
func (h Heading) Differs() bool { return h.Stated != 0 && h.Stated != h.All }

// Title is the name of the wall.
func (w Wall) Title() string {
	if w.Name == "" {
		return "A wall without a name"
	}
	return w.Name
}

// SaysAll says how many notes and headings there are.
func (w Wall) SaysAll() string {
	return count(w.All, "note", "notes") + " under " + count(len(w.Headings), "heading", "headings") + "."
}

// Heading returns the heading with these words, where somebody said it in an entry.
func (w Wall) Heading(words string) (Heading, bool) {
	for _, h := range w.Headings {
		if h.ID != "" && keyOf("", h.Heading) == keyOf("", words) {
			return h, true
		}
	}
	return Heading{}, false
}
