package domain

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
)

// Rules: five audiences are always there: the group, its evaluators, funders, people who decide, and everybody. A project names
// others, each with an id that is never used again. One with people is a circle: what is shared with it is for them alone, kept
// private among them; a circle stays one, and no other audience becomes one. What was told is noted as a release.

// AudienceDefinition is what is said of an audience, whole each time.
type AudienceDefinition struct {
	Name     string   `json:"name"`
	Who      string   `json:"who,omitempty"`      // who they are, in plain words
	Sections []string `json:"sections,omitempty"` // ids of the sections they are told, in order; empty: as the program has them
	Words    string   `json:"words,omitempty"`    // how plain the words are: plain, full; empty: plain
	Smallest int      `json:"smallest,omitempty"` // smallest number of people that is shown; 0: the rule's own
	People   []string `json:"people,omitempty"`   // ids of people: a circle where there are any
}

// AudienceNamed says that there is an audience more, or a circle of people.
type AudienceNamed struct {
	v1
	Audience string `json:"audience"`
	AudienceDefinition
}

// AudienceChanged defines an audience anew, whole; the five that come ready may be changed too, but not made circles.
type AudienceChanged struct {
	v1
	Audience string `json:"audience"`
	AudienceDefinition
}

// AudienceRetired says that an audience is told nothing any more.
type AudienceRetired struct {
	v1
	Audience string `json:"audience"`
}

// AudienceTold is a release: the audience sees figures as they stood at this position, until the next one.
type AudienceTold struct {
	v1
	Audience string `json:"audience"`
	Report   string `json:"report"`
	Position uint64 `json:"position"` // of the last event that the report knows
	Why      Words  `json:"why,omitzero"`
}

func (*AudienceNamed) Kind() string   { return "audience.named" }
func (*AudienceChanged) Kind() string { return "audience.changed" }
func (*AudienceRetired) Kind() string { return "audience.retired" }
func (*AudienceTold) Kind() string    { return "audience.told" }

func (b *AudienceNamed) about(string) Ref   { return Ref{"audience", b.Audience} }
func (b *AudienceChanged) about(string) Ref { return Ref{"audience", b.Audience} }
func (b *AudienceRetired) about(string) Ref { return Ref{"audience", b.Audience} }
func (b *AudienceTold) about(string) Ref    { return Ref{"audience", b.Audience} }

type audienceState struct{ circle, retired bool }

// ready says whether an audience is one of the five that are always there.
func ready(audience string) bool { return slices.Contains(readyAudiences(), audience) }

func readyAudiences() []string {
	return []string{SharedGroup, SharedEvaluators, SharedFunders, SharedDecisionMakers, SharedPublic}
}

// needAudience wants an audience that can be told something: one of the five, or one that was named and not retired.
func (p *Project) needAudience(id string) (audienceState, error) {
	if ready(id) {
		return audienceState{}, nil
	}
	a, ok := p.audiences[id]
	switch {
	case id == "":
		return a, invalid("", "the audience is missing", "choose "+joinOr(p.openAudiences()))
	case !ok:
		return a, invalid(id, "there is no such audience", "choose "+joinOr(p.openAudiences())+", or name it first")
	case a.retired:
		return a, invalid(id, "this audience was retired", "choose "+joinOr(p.openAudiences()))
	}
	return a, nil
}

// openAudiences are the ids of the audiences that entries can be shared with, circles apart: the five, then the others by id.
func (p *Project) openAudiences() []string {
	ids := readyAudiences()
	for _, id := range slices.Sorted(maps.Keys(p.audiences)) {
		if a := p.audiences[id]; !a.retired && !a.circle && !ready(id) {
			ids = append(ids, id)
		}
	}
	return ids
}

func (b *AudienceNamed) check(p *Project, _ string) error {
	if err := CheckID("audience", b.Audience); err != nil {
		return err
	}
	if _, taken := p.audiences[b.Audience]; taken || ready(b.Audience) {
		return &Error{Kind: Conflict, Message: "there is an audience with this id already", Value: b.Audience, Want: "change that one, or choose another id"}
	}
	if b.Audience == SharedOnlyMe || b.Audience == SharedListener {
		return invalid(b.Audience, "this word says that an entry is kept private", "choose another id")
	}
	return b.AudienceDefinition.check(p, b.Audience)
}

func (b *AudienceChanged) check(p *Project, _ string) error {
	a, err := p.needAudience(b.Audience)
	if err != nil {
		return err
	}
	switch {
	case a.circle && len(b.People) == 0:
		return invalid(b.Audience, "a circle stays a circle", "name its people, or retire it")
	case !a.circle && len(b.People) > 0:
		return invalid(b.Audience, "this audience is no circle, so nobody is named in it", "name a circle with an id of its own")
	}
	return b.AudienceDefinition.check(p, b.Audience)
}

// check is the part that naming and changing have in common.
func (d AudienceDefinition) check(p *Project, audience string) error {
	for i, s := range d.Sections {
		if s == "" {
			return invalid("", "a section is missing", "give its id, or leave it out of the list")
		}
		if err := checkText("section", s, MaxID); err != nil {
			return err
		}
		if slices.Contains(d.Sections[:i], s) {
			return invalid(s, "this section is named twice", "name it once")
		}
	}
	if err := oneOf("words", d.Words, "plain", "full", ""); err != nil {
		return err
	}
	if least := leastShown(audience, len(d.People) > 0); d.Smallest < 0 || d.Smallest > 0 && d.Smallest < least {
		return invalid(strconv.Itoa(d.Smallest), "so small a number could give single people away",
			fmt.Sprintf("give %d or more, or leave it out", least))
	}
	if err := p.needMembers(d.People); err != nil {
		return err
	}
	return checkFields(must("name", plain(d.Name)), may("who", plain(d.Who)))
}

// leastShown is the smallest number of people that an audience may be set to be shown; those who may read what the group
// reads have no such bound.
func leastShown(audience string, circle bool) int {
	switch {
	case audience == SharedPublic:
		return 10
	case circle || audience == SharedGroup || audience == SharedEvaluators:
		return 1
	}
	return 5
}

func (b *AudienceRetired) check(p *Project, _ string) error {
	if ready(b.Audience) {
		return invalid(b.Audience, "this audience is always there", "retire one that the project named")
	}
	if a, ok := p.audiences[b.Audience]; ok && a.retired {
		return &Error{Kind: Conflict, Message: "this audience was retired already", Value: b.Audience, Want: "nothing needs doing"}
	}
	_, err := p.needAudience(b.Audience)
	return err
}

func (b *AudienceTold) check(p *Project, _ string) error {
	if _, err := p.needAudience(b.Audience); err != nil {
		return err
	}
	if err := p.checkPast(b.Position); err != nil {
		return err
	}
	return checkFields(must("report", plain(b.Report)), may("why", b.Why))
}

// checkPast refuses a position at which nothing has happened yet.
func (p *Project) checkPast(position uint64) error {
	if position < 1 || position > p.position {
		return invalid(strconv.FormatUint(position, 10), "the project has no entry with this number", fmt.Sprintf("give one from 1 to %d", p.position))
	}
	return nil
}

func (b *AudienceNamed) evolve(p *Project, _ string) {
	set(p, p.audiences, b.Audience, audienceState{circle: len(b.People) > 0})
}

func (*AudienceChanged) evolve(*Project, string) {}

func (b *AudienceRetired) evolve(p *Project, _ string) {
	if a, ok := p.audiences[b.Audience]; ok {
		a.retired = true
		set(p, p.audiences, b.Audience, a)
	}
}

func (*AudienceTold) evolve(*Project, string) {}
