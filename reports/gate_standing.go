package reports

import (
	"cmp"
	"slices"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/projections"
)

// agreements are who may see what as it stands now, whatever moment is shown. It is made once and only read afterwards.
type agreements struct {
	byItem    map[string][]consentSaid // what was said of consent, by entry; in order
	byPerson  map[string][]consentSaid // what was said of all that a person writes
	circles   map[string][]string      // people of the circles, by audience
	forgotten map[string][]string      // classes of keys that are gone, by person
	refused   map[string]bool          // recordings that somebody said no to
	withdrawn map[string]bool          // entries that no longer count; nil where the moment shown is now
}

// consentSaid is what one event says of consent.
type consentSaid struct {
	domain.Consent
	at    uint64
	named bool
}

// standingOf reads the view of a project as it stands. Where nobody said anything it costs four looks at empty tables.
func standingOf(now projections.View) *agreements {
	st := &agreements{}
	var all []consentSaid
	for _, row := range now.Scan("consent", now.Project) {
		if r, ok := row.(*projections.ConsentRow); ok {
			all = append(all, consentSaid{r.Consent, r.Position, r.Named})
		}
	}
	slices.SortFunc(all, func(a, b consentSaid) int { return cmp.Compare(a.at, b.at) })
	for _, s := range all {
		if s.Class != "" {
			add(&st.byPerson, s.Person, s)
		}
		for _, id := range s.Items {
			add(&st.byItem, id, s)
		}
	}
	for _, row := range now.Scan("audience", now.Project) {
		if r, ok := row.(*projections.AudienceRow); ok && r.Circle() {
			add(&st.circles, r.Audience, r.People...)
		}
	}
	for _, row := range now.Scan("recording", now.Project) {
		if r, ok := row.(*projections.RecordingRow); ok && len(r.Refused) > 0 {
			if st.refused == nil {
				st.refused = map[string]bool{}
			}
			st.refused[r.ID] = true
		}
	}
	for _, row := range now.Scan("person", now.Project) {
		if r, ok := row.(*projections.PersonRow); ok && len(r.Forgotten) > 0 {
			add(&st.forgotten, r.Person, r.Forgotten...)
		}
	}
	return st
}

func add[V any](m *map[string][]V, key string, values ...V) {
	if *m == nil {
		*m = map[string][]V{}
	}
	(*m)[key] = append((*m)[key], values...)
}

// standingBefore is standingOf for looking back: it also knows what was taken back since.
func standingBefore(now projections.View, entries []projections.EntryRow) *agreements {
	st := standingOf(now)
	st.withdrawn = map[string]bool{}
	for i := range entries {
		if entries[i].Withdrawn != nil {
			st.withdrawn[entries[i].ID] = true
		}
	}
	return st
}

// standingIn is standingBefore for all events of a project.
func standingIn(project string, events []domain.Event) (*agreements, error) {
	var of []domain.Event
	withdrawn := map[string]bool{}
	for i := range events {
		switch b := events[i].Body.(type) {
		case *domain.EntryWithdrawn:
			withdrawn[b.Entry] = true
		case *domain.PersonJoined, *domain.PersonForgotten, *domain.ConsentGiven, *domain.ConsentWithdrawn, *domain.ConsentLapsed,
			*domain.AudienceNamed, *domain.AudienceChanged, *domain.RecordingAsked, *domain.RecordingRefused:
			of = append(of, events[i])
		}
	}
	st := &agreements{}
	if len(of) > 0 {
		view, err := projections.ReplayEvents(project, of, projections.Cut{})
		if err != nil {
			return nil, err
		}
		st = standingOf(view)
	}
	st.withdrawn = withdrawn
	return st, nil
}

// about returns what was said of an entry, by name or with a class of what its owner wrote, in order.
func (st *agreements) about(row *projections.EntryRow) []consentSaid {
	owner := ownerOf(row)
	items, classes := st.byItem[row.ID], st.byPerson[owner]
	if owner == "" {
		classes = nil
	}
	switch {
	case len(classes) == 0:
		return items
	case len(items) == 0:
		return classes
	}
	all := slices.Concat(items, classes)
	slices.SortFunc(all, func(a, b consentSaid) int { return cmp.Compare(a.at, b.at) })
	return all
}

// onlyGroup is the sharing of what nobody said anything about. It is never changed.
var onlyGroup = [...]string{domain.SharedGroup}

// effective returns with whom an entry is shared, or a class of its fields: see domain.Effective. What was said in confidence starts
// with nobody but the listener that it was told to.
func effective(row *projections.EntryRow, class string, told []consentSaid, today domain.Date) []string {
	sharing := row.Sharing
	if class == domain.ConsentConfidential && !slices.Contains(sharing, domain.SharedListener) {
		sharing = []string{domain.SharedOnlyMe}
	}
	if len(told) == 0 && len(sharing) == 0 {
		return onlyGroup[:]
	}
	consents := make([]domain.Consent, len(told))
	for i, t := range told {
		consents[i] = t.Consent
	}
	return domain.Effective(sharing, ownerOf(row), row.ID, class, consents, today)
}

// counts says whether a consent is one of the owner about this entry or this class, and still counts.
func (t consentSaid) counts(row *projections.EntryRow, class string, today domain.Date) (own, does bool) {
	own = slices.Contains(t.Items, row.ID)
	if t.Person != ownerOf(row) || !own && t.Class != class {
		return own, false
	}
	return own, !t.Given || !t.Lapsed && !(t.ReviewBy.Known() && today.After(t.ReviewBy))
}

// takenBackFrom says whether the latest word about an audience is that it may not read a class of fields. It is asked about who reads
// what the group reads, where no yes is needed.
func takenBackFrom(audience string, row *projections.EntryRow, class string, told []consentSaid, today domain.Date) bool {
	back, own := false, false
	for _, t := range told {
		mine, does := t.counts(row, class, today)
		switch {
		case !does || t.Audience != audience:
		case mine:
			back, own = !t.Given, true
		case !t.Given:
			back, own = true, false
		case !own:
			back = false
		}
	}
	return back
}

// namedTo says whether the writer wants their name beside an entry where this audience reads it.
func namedTo(audience string, row *projections.EntryRow, told []consentSaid, today domain.Date) bool {
	named := false
	for _, t := range told {
		for _, class := range []string{domain.ConsentWords, domain.ConsentName} {
			_, does := t.counts(row, class, today)
			switch {
			case !does:
			case t.Given && (t.Audience == audience || t.Audience == publicID):
				named = t.named || t.Class == domain.ConsentName
			case !t.Given && (t.Audience == audience || t.Audience == publicID || t.Audience == "" || t.Audience == groupID):
				named = false
			}
		}
	}
	return named
}

// gone says whether the key of a class of what a person wrote is no more.
func (st *agreements) gone(person string, class domain.Class) bool {
	return person != "" && slices.Contains(st.forgotten[person], string(class))
}
