package reports

import (
	"strings"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/aimed"
)

// chainsOf says of the entries behind the figures of a measure what was done to them: of one that counts how its number was corrected, oldest first, of one
// that is left out which entry took it out, when and why. By id of the entry as the figures name it; what has nothing to say is not in it, and
// neither is what the audience may not know of.
func (s *sight) chainsOf(m Measure) map[string]string {
	chains := map[string]string{}
	for _, f := range m.figures() {
		s.chainsIn(f, chains)
	}
	return chains
}

func (s *sight) chainsIn(f Figure, chains map[string]string) {
	for _, ref := range f.Entries {
		raw := s.raw(ref.ID)
		if raw == nil || chains[ref.ID] != "" {
			continue
		}
		if _, corrects := raw.Body.(*domain.EntryCorrected); !corrects { // nearly all
			continue
		}
		if row, ok := s.entry(ref.ID); ok {
			chains[ref.ID] = s.counted(&row, s.outline).saysHistory()
		}
	}
	for _, out := range f.LeftOut {
		if out.Why != aimed.Withdrawn && out.Why != aimed.Corrected || chains[out.ID] != "" {
			continue
		}
		if row, ok := s.entry(out.ID); ok {
			chains[out.ID] = s.leftOut(&row, out.Why, s.outline).saysBy()
		}
	}
}

// saysHistory are the corrections of the number of an entry, in a line; empty where there was none.
func (c CountedLine) saysHistory() string {
	says := make([]string, len(c.History))
	for i, r := range c.History {
		says[i] = strings.TrimSpace(r.Says() + joined + sayNumber(r.Entry.Position) + "." + sayText(r.Why))
	}
	return strings.Join(says, " ")
}

// saysBy is the entry that took one out, with its day and its reason; empty where none did.
func (l LeftOutLine) saysBy() string {
	if l.By == nil {
		return ""
	}
	return strings.TrimSpace("Entry" + joined + sayNumber(l.By.Position) + sentence(l.SaysOn()) + sayText(l.Reason))
}
