package reports

import (
	"slices"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/projections"
)

// What was said in confidence leaves a trace where anybody but its writer reads it: the page that shows it notes that for the writer.

// Heard is an entry of which something was read that its writer had said in confidence.
type Heard struct {
	Entry string // its id
	Of    string // whose words they are: id of a person
}

// HeardIn lists what was read so far through a Seen that others had said in confidence, in the order it was first asked for: fields for a
// confidential talk, and the words of entries that their writers had shared with the listener alone.
func HeardIn(seen Seen) []Heard {
	var list []Heard
	for _, h := range seen.look().hearings {
		if h.read {
			list = append(list, h.Heard)
		}
	}
	return list
}

// hearing is an entry that was said in confidence by somebody else than the viewer, who may read it now.
type hearing struct {
	Heard
	words bool // its words were, and not single fields alone
	read  bool
}

// hears notes that the viewer may read what somebody else said in confidence; nil where there is nothing of that sort.
func (s *sight) hears(row *projections.EntryRow, r rights) *hearing {
	words := r.words && slices.Contains(row.Sharing, domain.SharedListener)
	if row.Actor == "" || s.lens.Viewer.wrote(row.Actor) || !words && !r.secrets {
		return nil
	}
	h := &hearing{Heard: Heard{row.ID, row.Actor}, words: words}
	s.hearings = append(s.hearings, h)
	return h
}

// reads notes that a text is being shown; nothing is noted on nil.
func (h *hearing) reads(p personal) {
	if h == nil {
		return
	}
	_, confided := p.(domain.Confidential)
	h.read = h.read || h.words || confided
}
