package reports

import (
	"slices"
	"time"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/projections"
)

// Person is somebody who is or was part of the group, as the group sees them.
type Person struct {
	ID        string         `json:"id"`
	Name      SeenText       `json:"name"`
	Role      string         `json:"role"` // member, facilitator; empty where they never joined
	Knowing   domain.Knowing `json:"knowing"`
	Here      bool           `json:"here"`
	You       bool           `json:"you"`
	Joined    Day            `json:"joined"`    // the last time, in the zone of the project; zero where they never joined
	Forgotten bool           `json:"forgotten"` // some of what they wrote can be opened no more
}

// PeopleOf returns the people of the group in the order they came. It is for the group: through another audience there are none.
func PeopleOf(seen Seen) []Person {
	s := seen.look()
	people := []Person{}
	if s.lens.Audience.ID != groupID {
		return people
	}
	for _, r := range s.base.People() {
		if !s.isThere(r.First.ID) {
			continue
		}
		people = append(people, Person{
			ID: r.Person, Name: s.nameOf(&r), Role: r.Role, Knowing: r.Knowing, Here: r.Here(), You: s.lens.Viewer.wrote(r.Person), Joined: s.joined(&r),
			Forgotten: len(r.Forgotten) > 0,
		})
	}
	return people
}

// joined is the day somebody joined the last time; zero where they never did.
func (s *sight) joined(r *projections.PersonRow) Day {
	if r.Joined == nil {
		return Day{}
	}
	row := s.raw(r.Joined.ID)
	if row == nil {
		return Day{}
	}
	return Day(domain.DateOf(time.Unix(0, row.Recorded).In(s.zone)))
}

// nameOf is the name of a person, as far as the event that states it lets it be read.
func (s *sight) nameOf(r *projections.PersonRow) SeenText {
	row := s.raw(r.NamedIn)
	if row == nil || !s.isThere(row.ID) {
		return SeenText{State: TextEmpty}
	}
	return s.open(s.nameSince(r), s.rights(row))
}

// nameSince is a name less what was redacted after the moment that is shown.
func (s *sight) nameSince(r *projections.PersonRow) domain.Identity {
	for _, cut := range s.asked.redactedSince(s.base.Known.Position) {
		if cut.body.Entry == r.NamedIn && domain.Redacts(cut.body, "name") {
			return r.Name.Redacted()
		}
	}
	return r.Name
}

// WriterOf is the name of who wrote an entry, where it may stand beside it: in the group, and elsewhere where they asked for that. It is
// empty where nobody known wrote it or nobody said a name.
func WriterOf(seen Seen, entry string) SeenText {
	s := seen.look()
	row := s.raw(entry)
	if row == nil || row.Actor == "" || !s.isThere(entry) {
		return SeenText{State: TextEmpty}
	}
	people := s.base.People()
	i := slices.IndexFunc(people, func(r projections.PersonRow) bool { return r.Person == row.Actor })
	if i < 0 || people[i].Name.IsZero() {
		return SeenText{State: TextEmpty}
	}
	said := s.now.about(row)
	through := s.lens.Audience
	agreed := Consent{
		Sharing: effective(row, "", said, s.today), Field: effective(row, domain.ConsentWords, said, s.today), Named: namedTo(through.ID, row, said, s.today),
	}
	what := s.resource(row, domain.FromPublisher(row.Body))
	may, _ := Decide(s.lens.Viewer, ReadWriter, what, through, agreed)
	if !what.Mine && slices.Contains(effective(row, domain.ConsentName, said, s.today), domain.SharedOnlyMe) {
		may = Denied // they took their name back
	}
	return s.open(s.nameSince(&people[i]), rights{names: bool(may), gone: [3]bool{1: s.now.gone(row.Actor, domain.ClassIdentity)}})
}

// Nameless says whether nobody known wrote an entry: the time of day could then give its writer away.
func Nameless(seen Seen, entry string) bool {
	row := seen.look().raw(entry)
	return row != nil && row.Actor == ""
}

// Agreement is what one entry says of consent: a yes, or a taking back.
type Agreement struct {
	ID       string   `json:"id"`
	Position uint64   `json:"position"`
	On       Day      `json:"on"`
	Given    bool     `json:"given"`
	Person   string   `json:"person"`  // whose; empty: of entries that nobody known wrote
	Entries  []Line   `json:"entries"` // about these
	Class    string   `json:"class"`   // or about all their words, name, confidential
	Audience Told     `json:"audience"`
	Purpose  SeenText `json:"purpose"`
	ReviewBy Day      `json:"review_by"`
	Named    bool     `json:"named"`
	Stands   bool     `json:"stands"` // a yes that nobody took back and that has not come to its end
	Says     string   `json:"says"`
}

// AgreementsOf returns what was agreed, newest first: what the viewer said, of who looks after the group all of it. It is for the group.
func AgreementsOf(seen Seen) []Agreement {
	s := seen.look()
	list := []Agreement{}
	if s.lens.Audience.ID != groupID {
		return list
	}
	named := map[string]string{}
	for _, a := range AudiencesOf(s.base) {
		named[a.ID] = a.Name
	}
	for _, r := range slices.Backward(s.base.Consents()) {
		if row, ok := s.entry(r.ID); ok {
			list = append(list, s.agreement(&r, &row, named))
		}
	}
	return list
}

func (s *sight) agreement(r *projections.ConsentRow, row *projections.EntryRow, named map[string]string) Agreement {
	a := Agreement{
		ID: r.ID, Position: r.Position, On: Day(r.Day(s.zone)), Given: r.Given, Person: r.Person, Entries: []Line{}, Class: r.Class,
		Audience: Told{r.Audience, named[r.Audience]}, Purpose: SeenText{State: TextEmpty}, ReviewBy: Day(r.ReviewBy), Named: r.Named,
	}
	if a.Audience.Name == "" {
		a.Audience.Name = r.Audience
	}
	if b, ok := row.Body.(*domain.ConsentGiven); ok {
		a.Purpose = s.open(b.Purpose, s.rights(row))
	}
	for _, id := range r.Items {
		if entry, ok := s.entry(id); ok {
			a.Entries = append(a.Entries, s.line(&entry))
		}
	}
	over := r.ReviewBy.Known() && s.today.After(r.ReviewBy)
	a.Stands = r.Given && r.Ended == nil && !over
	switch {
	case !r.Given && r.Audience == "":
		a.Says = "Taken back from everybody."
	case !r.Given:
		a.Says = "Taken back from " + a.Audience.Name + "."
	case r.Ended != nil && r.Lapse == nil:
		a.Says = "A yes for " + a.Audience.Name + ", taken back since."
	case !a.Stands:
		a.Says = "A yes for " + a.Audience.Name + ". It has come to its end."
	case r.ReviewBy.Known():
		a.Says = "A yes for " + a.Audience.Name + " until " + sayDay(r.ReviewBy) + "."
	default:
		a.Says = "A yes for " + a.Audience.Name + "."
	}
	return a
}
