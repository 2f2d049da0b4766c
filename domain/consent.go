package domain

import (
	"slices"
	"strings"
)

// Rules: words, names and what was said in confidence leave the group only by the consent of who wrote them, for entries by
// name or for a class of all that somebody writes, for one audience at a time. What was told before the yes is kept with it.
// Whoever says yes for another person says so (assisted). Taking back is always possible and asks for no reason; taken back from
// the group, an entry is private. consent_effective.go says what follows for an entry.

// The classes of what somebody may consent to as a whole.
const (
	ConsentWords        = "words"
	ConsentName         = "name"
	ConsentConfidential = "confidential"
)

// ConsentGiven lets an audience see what somebody wrote.
type ConsentGiven struct {
	v1
	Person   string   `json:"person,omitempty"` // empty: the entries were written by nobody known
	Items    []string `json:"items,omitempty"`  // ids of entries; or
	Class    string   `json:"class,omitempty"`  // words, name, confidential: all of theirs, now and later
	Audience string   `json:"audience"`
	Purpose  Words    `json:"purpose"`
	Wording  string   `json:"wording"`  // id of the version of what they were told
	Language string   `json:"language"` // in which they were told
	How      string   `json:"how"`      // written, spoken, assisted
	ReviewBy Date     `json:"review_by,omitzero"`
	Named    bool     `json:"named,omitempty"` // they want their name beside it
}

// ConsentWithdrawn takes back what an audience may see, whether it came from a consent or from how the entry was first shared.
type ConsentWithdrawn struct {
	v1
	Person   string   `json:"person,omitempty"`
	Items    []string `json:"items,omitempty"`
	Class    string   `json:"class,omitempty"`
	Audience string   `json:"audience,omitempty"` // empty: every audience, the group too
}

// ConsentLapsed says that a consent no longer counts, because nobody renewed it.
type ConsentLapsed struct {
	v1
	Consent string `json:"consent"` // id of the event that gave it
}

func (*ConsentGiven) Kind() string     { return "consent.given" }
func (*ConsentWithdrawn) Kind() string { return "consent.withdrawn" }
func (*ConsentLapsed) Kind() string    { return "consent.lapsed" }

func (*ConsentGiven) about(self string) Ref     { return Ref{"consent", self} }
func (*ConsentWithdrawn) about(self string) Ref { return Ref{"consent", self} }
func (b *ConsentLapsed) about(string) Ref       { return Ref{"consent", b.Consent} }

func (b *ConsentGiven) check(p *Project, _ string) error {
	writer, err := p.checkScope(b.Person, b.Items, b.Class)
	if err != nil {
		return err
	}
	for _, id := range b.Items {
		t, err := p.need("entry", id)
		if err != nil {
			return err
		}
		if t.by != writer {
			return notTheirs(id, b.Person)
		}
	}
	a, err := p.needAudience(b.Audience)
	if err != nil {
		return err
	}
	if a.circle {
		return invalid(b.Audience, "a circle is chosen when an entry is written", "choose "+joinOr(p.openAudiences()))
	}
	if err := oneOf("how", b.How, "written", "spoken", "assisted"); err != nil {
		return err
	}
	if b.ReviewBy.Known() && b.ReviewBy.Month == 0 {
		return invalid(b.ReviewBy.String(), "only the year is known", "give a day or a month, or leave the review out")
	}
	return checkFields(must("purpose", b.Purpose), must("wording", plain(b.Wording)), must("language", plain(b.Language)))
}

// checkActor refuses a consent that somebody else brings without saying so. An actor that is not known is taken at their word.
func (b *ConsentGiven) checkActor(actor string) error {
	if actor != "" && actor != b.Person && b.How != "assisted" {
		return &Error{Kind: Refused, Message: "another person than the one who agrees is bringing this consent", Value: actor,
			Want: "say that it was assisted, or let them say it themselves"}
	}
	return nil
}

func (b *ConsentWithdrawn) check(p *Project, _ string) error {
	writer, err := p.checkScope(b.Person, b.Items, b.Class)
	if err != nil {
		return err
	}
	for _, id := range b.Items {
		if !p.hasEntry(id) {
			return invalid(id, "there is no such entry", "give the id of an entry of this project")
		}
		if t, ok := p.things.get(id); ok && t.by != writer {
			return notTheirs(id, b.Person)
		}
	}
	if _, named := p.audiences[b.Audience]; b.Audience != "" && !named && !ready(b.Audience) {
		return invalid(b.Audience, "there is no such audience", "choose "+joinOr(p.openAudiences())+", or leave it out to take it back from all")
	}
	return nil
}

func notTheirs(entry, person string) error {
	if person == "" {
		return invalid(entry, "somebody wrote this entry", "give the id of that person too")
	}
	return invalid(entry, "another person wrote this entry", "ask whoever wrote it")
}

// checkScope checks whose and what a consent is about, and returns the number of that person, 0 for nobody known.
func (p *Project) checkScope(person string, items []string, class string) (writer uint32, err error) {
	if person != "" {
		if writer, err = p.needKnown(person); err != nil {
			return 0, err
		}
	}
	switch {
	case class != "" && person == "":
		return 0, invalid("", "the person is missing", "say whose "+class+" they are")
	case class != "" && len(items) > 0:
		return 0, invalid(strings.Join(items, ", "), "entries and a class are both given", "give one of them")
	case class == "" && len(items) == 0:
		return 0, invalid("", "what it is about is missing", "give ids of entries, or a class: words, name or confidential")
	}
	for i, id := range items {
		if slices.Contains(items[:i], id) {
			return 0, invalid(id, "this entry is named twice", "name it once")
		}
	}
	return writer, oneOf("class", class, ConsentWords, ConsentName, ConsentConfidential, "")
}

func (b *ConsentLapsed) check(p *Project, _ string) error {
	stands, ok := p.consents[b.Consent]
	if !ok {
		return invalid(b.Consent, "there is no such consent", "give the id of the entry that gave it")
	}
	if !stands {
		return &Error{Kind: Conflict, Message: "this consent has lapsed already", Value: b.Consent, Want: "nothing needs doing"}
	}
	return nil
}

func (b *ConsentGiven) evolve(p *Project, self string) {
	set(p, p.consents, self, true)
	if b.Audience == SharedGroup || b.Audience == SharedPublic {
		for _, id := range b.Items {
			p.shareAnew(id, b.Person, []string{SharedGroup}, func(t thingState) bool { return !SharedWithGroup(t.sharing) })
		}
	}
}

func (b *ConsentWithdrawn) evolve(p *Project, _ string) {
	if b.Audience == "" || b.Audience == SharedGroup {
		for _, id := range b.Items {
			p.shareAnew(id, b.Person, []string{SharedOnlyMe}, func(thingState) bool { return true })
		}
	}
}

// shareAnew notes who an entry of a person is shared with now, where when says so; what is not there, or not theirs, is passed over.
func (p *Project) shareAnew(id, person string, sharing []string, when func(thingState) bool) {
	if t, ok := p.things.get(id); ok && t.by == p.people[person].number && when(t) {
		t.sharing = sharing
		p.note(id, t)
	}
}

func (b *ConsentLapsed) evolve(p *Project, _ string) {
	if _, ok := p.consents[b.Consent]; ok {
		set(p, p.consents, b.Consent, false)
	}
}
