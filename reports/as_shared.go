package reports

import (
	"maps"
	"math"
	"slices"

	"github.com/desirelines/desirelines/domain"
)

// AsShared is what an audience would see of a project today if the writer of an entry said yes to showing it to them, with their name
// beside it or without: whoever is asked is shown it before they answer. It is for whoever may say that yes (see MayWith) and
// records nothing. An entry that is hidden is NotFound, and an audience that is not there Invalid; a circle counts as not there.
func AsShared(seen Seen, entry, audience string, named bool) (Seen, error) {
	if err := MayWith(seen, Share, entry); err != nil {
		return Seen{}, err
	}
	s := seen.look()
	a, err := openAudience(s, audience)
	if err != nil {
		return Seen{}, err
	}
	row := s.raw(entry)
	yes := domain.Consent{Given: true, Person: row.Actor, Items: []string{entry}, Audience: a.ID}
	st := *s.now
	st.byItem = maps.Clone(st.byItem)
	if st.byItem == nil {
		st.byItem = map[string][]consentSaid{}
	}
	st.byItem[entry] = append(slices.Clip(st.byItem[entry]), consentSaid{yes, math.MaxUint64, named})
	t := &sight{
		lens:  Lens{Viewer: s.somebodyOf(a), Audience: a, Opener: s.lens.Opener, Today: s.lens.Today},
		asked: s.asked, base: s.base, zone: s.zone, looked: map[string]*sighting{}, now: &st, today: s.today, told: true,
	}
	t.aims = t.foldAims()
	return Seen{t}, nil
}

// NamedTo says whether the writer of an entry asked for their name beside it where this audience reads it.
func NamedTo(seen Seen, entry, audience string) bool {
	s := seen.look()
	row := s.raw(entry)
	return row != nil && s.isThere(entry) && namedTo(audience, row, s.now.about(row), s.today)
}

// SharedAs is with whom the words of an entry are shared today: ids of audiences, or one word that keeps it private. It is nil for an entry
// that the viewer may not know of.
func SharedAs(seen Seen, entry string) []string {
	s := seen.look()
	row := s.raw(entry)
	if row == nil || !s.isThere(entry) {
		return nil
	}
	return slices.Clone(effective(row, domain.ConsentWords, s.now.about(row), s.today))
}

// openAudience returns an audience that entries can be shared with by a yes.
func openAudience(s *sight, id string) (Audience, error) {
	a, err := AudienceIn(s.base, id)
	if err != nil || id == "" || a.Circle() {
		return Audience{}, noAudience(id, slices.DeleteFunc(AudiencesOf(s.base), Audience.Circle))
	}
	return a, nil
}

// AudiencesHere are the audiences that the viewer may look through, as the project has them; circles only where they are in them.
func AudiencesHere(seen Seen) []Audience {
	s := seen.look()
	return AudiencesFor(s.lens.Viewer, s.base)
}

// AudienceHere is one of AudiencesHere; any other is Invalid.
func AudienceHere(seen Seen, id string) (Audience, error) {
	all := AudiencesHere(seen)
	if i := slices.IndexFunc(all, func(a Audience) bool { return a.ID == id }); i >= 0 {
		return all[i], nil
	}
	return Audience{}, noAudience(id, slices.DeleteFunc(all, Audience.Circle))
}

// Wrote says whether the viewer wrote an entry that they may know of.
func Wrote(seen Seen, entry string) bool {
	s := seen.look()
	row := s.raw(entry)
	return row != nil && s.isThere(entry) && s.lens.Viewer.wrote(row.Actor)
}
