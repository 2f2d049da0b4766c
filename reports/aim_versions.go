package reports

import (
	"github.com/desirelines/desirelines/domain"
)

// AimVersions is one aim with all that it was called on the way, oldest first.
type AimVersions struct {
	ID        string
	Statement string // as it stands
	State     domain.AimState
	Position  uint64 // of the entry that began it
	Versions  []AimVersion
}

// AimVersion is one wording of an aim.
type AimVersion struct {
	Entry     string
	Position  uint64
	Kind      string // aim.raised: a question; aim.agreed; aim.revised
	Statement string
	On        Day
	Because   domain.Because // from the short list; empty: not said
	Why       SeenText
	There     SeenText // who was there, in roles
}

// Says is what the group did then, in words.
func (v AimVersion) Says() string { return in(versionWords[:], v.Kind) }

// SaysBecause is the reason from the short list in words; empty where it was not said.
func (v AimVersion) SaysBecause() string { return BecauseWords(v.Because) }

// Day is when, in words.
func (v AimVersion) Day() string { return sayDay(domain.Date(v.On)) }

var versionWords = [...]plainWords{
	{"aim.raised", "We asked"}, {"aim.agreed", "We agreed"}, {"aim.revised", "We changed the words"},
}

// Question says whether the aim is still a question.
func (a AimVersions) Question() bool { return a.State == domain.AimIsRaised }

// SaysState is what became of the aim itself; empty where it is simply agreed.
func (a AimVersions) SaysState() string { return Aim{State: a.State}.SaysState() }

// InForce says whether the aim still counts.
func (a AimVersions) InForce() bool { return a.State.InForce() }

// First is the first of its wordings where another one stands now; empty where it stands.
func (a AimVersions) First() string {
	if len(a.Versions) > 1 && a.Versions[0].Statement != a.Statement {
		return a.Versions[0].Statement
	}
	return ""
}

// AimVersionsOf returns the aims in order of their first event.
func AimVersionsOf(seen Seen) []AimVersions {
	s := seen.look()
	view := s.view()
	at := map[string]int{}
	var list []AimVersions
	for _, a := range view.Aims() {
		at[a.Aim] = len(list)
		list = append(list, AimVersions{ID: a.Aim, Statement: a.Statement, State: a.State, Position: a.First.Position})
	}
	for _, w := range view.Wordings() {
		i, ok := at[w.Aim]
		if !ok {
			continue
		}
		v := AimVersion{Entry: w.ID, Position: w.Position, Kind: w.Kind, Statement: w.Statement, On: Day(w.Day(s.zone)), Why: SeenText{State: TextEmpty}, There: SeenText{State: TextEmpty}}
		if row, ok := s.entry(w.ID); ok {
			may := s.rights(&row)
			switch b := row.Body.(type) {
			case *domain.AimAgreed:
				v.Why, v.There = s.open(b.Why, may), s.open(b.There, may)
			case *domain.AimRevised:
				v.Because = b.Because
				v.Why, v.There = s.open(b.Why, may), s.open(b.There, may)
			}
		}
		list[i].Versions = append(list[i].Versions, v)
	}
	return list
}

// AimVersionOf returns one aim; NotFound where it is not there.
func AimVersionOf(seen Seen, aim string) (AimVersions, error) {
	for _, a := range AimVersionsOf(seen) {
		if a.ID == aim {
			return a, nil
		}
	}
	return AimVersions{}, notThere("aim", aim, "choose an aim of this project")
}
