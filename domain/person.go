package domain

// Rules: a person's id is a random UUID sent in the command, never made from anything. A person
// who left may join again with the same id.

// PersonJoined says that somebody is part of the project now. How they know is the envelope's
// Knowing as the person says it.
type PersonJoined struct {
	v1
	Person string   `json:"person"`
	Name   Identity `json:"name,omitzero"`
}

// PersonLeft says that somebody is no longer part of the project.
type PersonLeft struct {
	v1
	Person string `json:"person"`
}

func (*PersonJoined) Kind() string { return "person.joined" }
func (*PersonLeft) Kind() string   { return "person.left" }

func (b *PersonJoined) about(string) Ref { return Ref{"person", b.Person} }
func (b *PersonLeft) about(string) Ref   { return Ref{"person", b.Person} }

func (b *PersonJoined) check(p *Project, _ string) error {
	if id, ok := parseUUID(b.Person); !ok || id[6]>>4 != 4 {
		return invalid(b.Person, "this is not a person's id", "make a random one (a UUID of version 4)")
	}
	if p.people[b.Person] {
		return &Error{Kind: Conflict, Message: "this person has joined already", Value: b.Person, Want: "nothing needs doing"}
	}
	return checkFields(may("name", b.Name))
}

func (b *PersonLeft) check(p *Project, _ string) error {
	if !p.people[b.Person] {
		return invalid(b.Person, "this person is not part of the project", "give the id of somebody who has joined")
	}
	return nil
}

func (b *PersonJoined) evolve(p *Project, _ string) { set(p, p.people, b.Person, true) }
func (b *PersonLeft) evolve(p *Project, _ string)   { set(p, p.people, b.Person, false) }
