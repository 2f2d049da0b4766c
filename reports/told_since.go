package reports

import (
	"slices"
	"time"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/projections"
)

// told returns every release to the lens's audience up to the one that an event told (0: all), oldest first. One that was taken back is
// among them: what somebody was told they know.
func (l Lens) told(now projections.View, until uint64) []Release {
	if l.Audience.inside() || l.Audience.ID == "" {
		return nil
	}
	var list []Release
	zone := now.Zone()
	for _, row := range now.Releases(l.Audience.ID) {
		if until > 0 && row.Told.Position > until {
			break
		}
		r := released(row, zone)
		if entry, ok := now.Entry(row.Told.ID); ok {
			r.On = Day(domain.DateOf(time.Unix(0, entry.RecordedHere).In(zone)))
		}
		list = append(list, r)
	}
	return list
}

// tookBack is something that took back what a release told: entries by name, or all that a person wrote.
type tookBack struct {
	entries  []string
	person   string
	audience string // from whom; empty: from all
}

// takenSince finds what took something back after a release was told.
func takenSince(entries []projections.EntryRow, r Release) (list []tookBack) {
	for i := range entries {
		if entries[i].Position <= r.Told {
			continue
		}
		switch b := entries[i].Body.(type) {
		case *domain.EntryWithdrawn:
			list = append(list, tookBack{entries: []string{b.Entry}})
		case *domain.EntryRedacted:
			list = append(list, tookBack{entries: []string{b.Entry}})
		case *domain.ConsentWithdrawn:
			list = append(list, tookBack{entries: b.Items, person: b.Person, audience: b.Audience})
		case *domain.PersonForgotten:
			list = append(list, tookBack{person: b.Person})
		}
	}
	return list
}

// saysTaken says how much of what was told was taken back since; what was never theirs to know of does not count. It is no number: that would say how many people changed their minds.
func (s *sight) saysTaken() string {
	many := map[string]bool{}
	for _, t := range s.asked.taken {
		if t.audience != "" && t.audience != s.lens.Audience.ID && t.audience != groupID && t.audience != publicID {
			continue
		}
		for _, id := range t.entries {
			if row := s.raw(id); row != nil && (domain.SharedWithGroup(row.Sharing) || s.now.gave(row)) {
				many[id] = true
			}
		}
		if len(t.entries) == 0 && s.wroteSomething(t.person) {
			many["p:"+t.person] = true
		}
	}
	switch n := len(many); {
	case n == 0:
		return ""
	case n == 1:
		return "Something was taken back since, and is left out."
	case n < 5:
		return "A few things were taken back since, and are left out."
	}
	return "Several things were taken back since, and are left out."
}

// gave says whether the owner of an entry ever let others than they first named read it.
func (st *agreements) gave(row *projections.EntryRow) bool {
	return slices.ContainsFunc(st.byItem[row.ID], func(c consentSaid) bool { return c.Given })
}

// wroteSomething says whether a person wrote any of the entries that are shown.
func (s *sight) wroteSomething(person string) bool {
	return person != "" && slices.ContainsFunc(s.base.Entries(), func(e projections.EntryRow) bool { return e.Actor == person })
}

// LinkableOf returns the releases that may be shown to whoever has a link, newest first: those to audiences outside that are there still.
func LinkableOf(seen Seen) []Release {
	outside := map[string]bool{}
	for _, a := range AudiencesOf(seen.look().base) {
		outside[a.ID] = !a.inside() && !a.Circle()
	}
	return slices.DeleteFunc(ReleasesOf(seen), func(r Release) bool { return !outside[r.Audience.ID] })
}
