package reports

import (
	"github.com/desirelines/desirelines/domain"
)

// Edge is something that the group cannot decide freely: a budget, a date, a law.
type Edge struct {
	ID       string
	Position uint64
	On       Day
	What     SeenText // as it stands: after it moved, where it is now
	SetBy    SeenText
	CanMove  string      // yes, no, not_sure; empty: nobody said
	Moves    []EdgeMoved // oldest first
	Withheld bool        // what it is about is not for the audience
}

// EdgeMoved is an edge that was found elsewhere.
type EdgeMoved struct {
	ID    string
	On    Day
	What  SeenText // where it is now
	Why   SeenText
	First SeenText // where it was before
}

// CanMoveWords says whether an edge can move.
func (e Edge) CanMoveWords() string { return in(canMoveWords[:], e.CanMove) }

var canMoveWords = [...]plainWords{{"yes", "It can move."}, {"no", "It cannot move."}, {"not_sure", "We are not sure whether it can move."}, {"", ""}}

// EdgesOf returns the edges of the blank page that stand, in the order they were stated.
func EdgesOf(seen Seen) []Edge {
	s := seen.look()
	var list []Edge
	for _, row := range s.view().Edges() {
		entry, ok := s.entry(row.ID)
		b, is := entry.Body.(*domain.EdgeStated)
		if row.Withdrawn || !ok || !is {
			continue
		}
		may := s.rights(&entry)
		e := Edge{ID: row.ID, Position: row.Position, On: Day(row.Day(s.zone)), What: s.open(b.What, may), SetBy: s.open(b.SetBy, may), CanMove: row.CanMove}
		for _, m := range row.Moves {
			moved, ok := s.entry(m.ID)
			to, is := moved.Body.(*domain.EdgeMoved)
			if !ok || !is || moved.Withdrawn != nil {
				continue
			}
			may := s.rights(&moved)
			now := EdgeMoved{ID: m.ID, On: Day(moved.Day(s.zone)), What: s.open(to.What, may), Why: s.open(to.Why, may), First: e.What}
			e.Moves, e.What = append(e.Moves, now), now.What
		}
		e.Withheld = e.What.State != TextShown
		list = append(list, e)
	}
	return list
}

// edgeLines are the edges that may be read, for the story.
func edgeLines(seen Seen) (lines []StoryLine) {
	for _, e := range EdgesOf(seen) {
		if e.Withheld {
			continue
		}
		says := e.What.Text
		if move := e.CanMoveWords(); move != "" {
			says = sentence(says) + " " + move
		}
		lines = append(lines, StoryLine{Entry: e.Position, ID: e.ID, Says: says})
	}
	return lines
}
