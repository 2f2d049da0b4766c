package reports

import (
	"slices"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/projections"
)

// GoingOut is what could be shown outside the group and of which nobody said yes or no yet.
type GoingOut struct {
	Entries []Undecided `json:"entries"` // newest first
	More    int         `json:"more"`    // how many more there are
}

// Undecided is an entry with the audiences that nobody decided about.
type Undecided struct {
	Line
	Audiences []Told `json:"audiences"`
}

// mostUndecided is how many entries are asked about at once.
const mostUndecided = 50

// WhatMayGoOut lists the entries with words that an audience outside could read if their writer said yes, and about which nothing was
// said, less those whose words were removed: the viewer's own, of who looks after the group all that the group sees. Through another audience than the group it is empty.
func WhatMayGoOut(seen Seen) GoingOut {
	s := seen.look()
	out := GoingOut{Entries: []Undecided{}}
	if s.lens.Audience.ID != groupID {
		return out
	}
	outside := slices.DeleteFunc(AudiencesOf(s.base), Audience.inside)
	for _, row := range slices.Backward(s.view().Entries()) {
		raw := s.raw(row.ID)
		if !s.mayAskAbout(raw) {
			continue
		}
		open, line := s.undecided(raw, outside), s.line(&row)
		switch {
		case len(open) == 0 || line.TextState == TextRemoved:
		case len(out.Entries) == mostUndecided:
			out.More++
		default:
			out.Entries = append(out.Entries, Undecided{line, open})
		}
	}
	return out
}

// mayAskAbout says whether an entry is one whose words could go out by the word of the viewer.
func (s *sight) mayAskAbout(row *projections.EntryRow) bool {
	what := s.resource(row, domain.FromPublisher(row.Body))
	if what.Published || what.Withdrawn || what.Kind != KindEntry && what.Kind != KindJudgement || !hasWords(row.Body) {
		return false
	}
	switch row.Body.(type) {
	case *domain.EntryCorrected, *domain.EntryWithdrawn, *domain.EntryRedacted: // these follow the entry they are about
		return false
	}
	may, _ := Decide(s.lens.Viewer, Share, what, s.lens.Audience, Consent{})
	return bool(may) && slices.Contains(s.sharing(row), groupID)
}

// undecided are the audiences that neither the writer's first answer nor a consent speaks of.
func (s *sight) undecided(row *projections.EntryRow, among []Audience) []Told {
	said := s.now.about(row)
	var open []Told
	for _, a := range among {
		spoken := names(row.Sharing, a.ID) || slices.ContainsFunc(said, func(t consentSaid) bool {
			_, does := t.counts(row, domain.ConsentWords, s.today)
			return does && (t.Audience == a.ID || t.Audience == "" || t.Given && t.Audience == publicID)
		})
		if !spoken {
			open = append(open, Told{a.ID, a.Name})
		}
	}
	return open
}
