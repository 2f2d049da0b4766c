package reports

import (
	"slices"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/projections"
)

// Sticky notes can be put on anything: an aim, any entry, another note. The group and those who check its figures see every note that
// was shared with the group. Anybody else is shown, and counts, those notes alone that were shared with them: a count of notes that they may
// not read would tell how many people spoke. Outside, several alike count as one, for the same reason.

// The marks of a note.
const (
	MarkTick   = "tick"   // I agree
	MarkHeart  = "heart"  // this is important
	MarkBubble = "bubble" // I would change or add to this
	MarkSquare = "square" // I see this differently
)

// OnAim names an aim as the thing a note is on; everything else is named by the id of its entry.
func OnAim(aim string) string { return onAimPrefix + aim }

const onAimPrefix = "aim:"

// NoteCounts are how many notes there are, those alike counted one by one. A note is under one mark, under Plain, or says nothing that is known; Blank, Illegible and
// Gaps count those among them that say nothing, that nobody can read, and of which a part cannot be read.
type NoteCounts struct {
	Tick      int `json:"tick"`
	Heart     int `json:"heart"`
	Bubble    int `json:"bubble"`
	Square    int `json:"square"`
	Plain     int `json:"plain"` // words without a mark
	Blank     int `json:"blank"`
	Illegible int `json:"illegible"`
	Gaps      int `json:"gaps"`
	Untyped   int `json:"untyped"` // counted, and still to be typed in
	All       int `json:"all"`
}

// Notes are the notes on one thing.
type Notes struct {
	NoteCounts
	Notes []Note `json:"notes"` // by position; those taken back are left out
}

// Note is one sticky note, or several alike.
type Note struct {
	Line
	Mark      string   `json:"mark"` // tick, heart, bubble, square; empty: none
	Count     int      `json:"count"`
	Blank     bool     `json:"blank"`
	Illegible bool     `json:"illegible"`
	Gaps      bool     `json:"gaps"`    // a part of its words cannot be read
	Untyped   bool     `json:"untyped"` // what it says is still to be typed in
	Answers   []Answer `json:"answers"`
	Days      int      `json:"days"` // how long on the day asked, from the day it happened (or was recorded); at least 0
	Mine      bool     `json:"-"`    // who looks wrote it
}

// Answer is what the group said to a note.
type Answer struct {
	ID       string   `json:"id"`
	Position uint64   `json:"position"`
	Text     SeenText `json:"text"`
}

// Open says whether the note is a challenge that nobody has answered, as far as who looks may know.
func (n Note) Open() bool { return n.Mark == MarkSquare && len(n.Answers) == 0 }

// Open are the challenges that nobody has answered, the one that is open longest first. A nil Notes has none.
func (n *Notes) Open() []Note {
	if n == nil {
		return nil
	}
	var list []Note
	for _, note := range n.Notes {
		if note.Open() {
			list = append(list, note)
		}
	}
	slices.SortStableFunc(list, func(a, b Note) int { return b.Days - a.Days })
	return list
}

// Mine is the entry of the standing note with this mark that who looks wrote; empty where there is none.
func (n *Notes) Mine(mark string) string {
	if n == nil {
		return ""
	}
	for _, note := range n.Notes {
		if note.Mine && note.Mark == mark {
			return note.ID
		}
	}
	return ""
}

// noteShelf finds the notes of a project by the thing they are on.
type noteShelf struct {
	on   map[string][]projections.NoteRow
	made map[string]*Notes // by thing, what was asked before; nil while it is being made
}

// NotesOn returns the notes on a thing, named by the id of its entry or by OnAim; nil where there are none that who looks may know of. A note on what was
// said of an aim is one on the aim.
func NotesOn(seen Seen, thing string) *Notes { return seen.look().notesOn(ThingOf(seen, thing)) }

func (s *sight) notesOn(thing string) *Notes {
	shelf := s.noteShelf()
	rows := shelf.on[thing]
	if len(rows) == 0 {
		return nil
	}
	made, known := shelf.made[thing]
	if known {
		return made
	}
	shelf.made[thing] = nil // a ring of references ends here
	made = s.notesOf(rows)
	shelf.made[thing] = made
	return made
}

// ThingOf names what a note on an entry is on: the aim, the rule, the edge or the gap where the entry only says something of one; else what it was given.
func ThingOf(seen Seen, entry string) string {
	if row := seen.look().raw(entry); row != nil {
		return thingOf(row)
	}
	return entry
}

func thingOf(row *projections.EntryRow) string {
	about := (&domain.Event{ID: row.ID, Body: row.Body}).About()
	switch row.Body.(type) {
	case *domain.AimJudged, *domain.BaselineSet, *domain.TargetSet:
		return row.ID
	case *domain.EdgeMoved, *domain.RuleRevised, *domain.RuleRetired, *domain.RuleChecked, *domain.MendingDone:
		return about.ID
	}
	if about.Thing == "aim" && about.ID != "" {
		return OnAim(about.ID)
	}
	return row.ID
}

// stickyOf are the notes that a list shows with an entry: those on itself, and those on an aim with its words.
func (s *sight) stickyOf(row *projections.EntryRow) *Notes {
	if len(s.noteShelf().on) == 0 {
		return nil
	}
	thing := thingOf(row)
	switch row.Body.(type) {
	case *domain.AimRaised, *domain.AimAgreed, *domain.AimRevised:
	default:
		if thing != row.ID {
			return nil
		}
	}
	return s.notesOn(thing)
}

func (s *sight) noteShelf() *noteShelf {
	if s.shelf != nil {
		return s.shelf
	}
	s.shelf = &noteShelf{on: map[string][]projections.NoteRow{}, made: map[string]*Notes{}}
	put := func(thing string, row projections.NoteRow) { s.shelf.on[thing] = append(s.shelf.on[thing], row) }
	for _, row := range s.view().Notes() {
		if !s.countsNote(row) {
			continue
		}
		if row.Aim != "" {
			put(OnAim(row.Aim), row)
		}
		if row.Entry == "" {
			continue
		}
		thing := row.Entry
		if on := s.raw(row.Entry); on != nil {
			thing = thingOf(on)
		}
		if thing != OnAim(row.Aim) {
			put(thing, row)
		}
	}
	return s.shelf
}

// countsNote says whether a note counts for who looks.
func (s *sight) countsNote(row projections.NoteRow) bool {
	return !row.Withdrawn && s.readsNote(row.ID)
}

// readsNote says whether who looks may know of a note or a heading: from outside, only where they may read it.
func (s *sight) readsNote(id string) bool {
	entry := s.raw(id)
	return entry != nil && s.isThere(id) && (s.lens.Audience.inside() || s.lens.Audience.Circle() || s.rights(entry).words)
}

func (s *sight) notesOf(rows []projections.NoteRow) *Notes {
	if len(rows) == 0 {
		return nil
	}
	n := &Notes{Notes: []Note{}}
	for _, row := range rows {
		n.add(s.note(row))
	}
	return n
}

func (n *Notes) add(note Note) {
	n.Notes = append(n.Notes, note)
	n.NoteCounts.add(note)
}

func (c *NoteCounts) add(n Note) {
	c.All += n.Count
	switch n.Mark {
	case MarkTick:
		c.Tick += n.Count
	case MarkHeart:
		c.Heart += n.Count
	case MarkBubble:
		c.Bubble += n.Count
	case MarkSquare:
		c.Square += n.Count
	default:
		if !n.Blank && !n.Illegible && !n.Untyped {
			c.Plain += n.Count
		}
	}
	if n.Blank {
		c.Blank += n.Count
	}
	if n.Illegible {
		c.Illegible += n.Count
	}
	if n.Gaps {
		c.Gaps += n.Count
	}
	if n.Untyped {
		c.Untyped += n.Count
	}
}

func (s *sight) note(row projections.NoteRow) Note {
	n := Note{Mark: row.Mark, Count: max(1, row.Count), Blank: row.Blank, Illegible: row.Illegible, Gaps: row.Gaps, Untyped: row.Untyped, Answers: []Answer{}}
	if entry, ok := s.entry(row.ID); ok {
		n.Line = s.line(&entry)
		n.Mine = s.lens.Viewer.wrote(entry.Actor)
	}
	for _, id := range row.Answers {
		if a, ok := s.entry(id); ok && a.Withdrawn == nil {
			n.Answers = append(n.Answers, Answer{id, a.Position, s.mainText(&a)})
		}
	}
	n.Days = max(0, row.Day(s.zone).Days(s.asked.askedOn))
	return n
}

// NotesByMe is the standing note with a mark that who looks put on a thing, empty where there is none, and how many of their notes on it they took back.
func NotesByMe(seen Seen, thing, mark string) (standing string, takenBack int) {
	s := seen.look()
	for _, row := range s.base.Notes() {
		entry := s.raw(row.ID)
		on := row.Entry
		if row.Aim != "" {
			on = OnAim(row.Aim)
		}
		switch {
		case entry == nil || !s.lens.Viewer.wrote(entry.Actor) || ThingOf(seen, on) != thing:
		case row.Withdrawn:
			takenBack++
		case row.Mark == mark && standing == "":
			standing = row.ID
		}
	}
	return standing, takenBack
}
