package domain

import "slices"

// Rules: a person's id is a random UUID sent in the command, never made from anything. A person who left may join again with
// the same id; one who was forgotten may not, because what is written under it would be theirs again. Whoever wrote something
// can be forgotten, also where they never joined.

// The roles of a person in a project.
const (
	RoleMember      = "member"
	RoleListener    = "listener" // a member whom others may tell something in confidence: see SharedListener
	RoleFacilitator = "facilitator"
)

// PersonJoined says that somebody is part of the project now. How they know is the envelope's
// Knowing as the person says it.
type PersonJoined struct {
	v1
	Person string   `json:"person"`
	Name   Identity `json:"name,omitzero"`
	Role   string   `json:"role,omitempty"` // empty: member
}

// PersonRenamed says what somebody wants to be called from now on.
type PersonRenamed struct {
	v1
	Person string   `json:"person"`
	Name   Identity `json:"name"`
}

// PersonRoleGiven gives somebody another role; the last one counts.
type PersonRoleGiven struct {
	v1
	Person string `json:"person"`
	Role   string `json:"role"` // member, listener, facilitator
}

// PersonContactGiven says where somebody wants to get reminders. The last one counts; an empty one takes it back.
type PersonContactGiven struct {
	v1
	Person string   `json:"person"`
	Email  Identity `json:"email,omitzero"`
}

// PersonLeft says that somebody is no longer part of the project.
type PersonLeft struct {
	v1
	Person string `json:"person"`
}

// PersonForgotten says that what was sealed for somebody can be opened no more. Forgotten whole, they are not part of the
// project any longer.
type PersonForgotten struct {
	v1
	Person  string   `json:"person"`
	Classes []string `json:"classes,omitempty"` // identity, voice, confidential; empty: all
	Reason  string   `json:"reason"`            // asked, harm, mistake, law
}

func (*PersonJoined) Kind() string       { return "person.joined" }
func (*PersonRenamed) Kind() string      { return "person.renamed" }
func (*PersonRoleGiven) Kind() string    { return "person.role_given" }
func (*PersonLeft) Kind() string         { return "person.left" }
func (*PersonContactGiven) Kind() string { return "person.contact_given" }
func (*PersonForgotten) Kind() string    { return "person.forgotten" }

func (b *PersonJoined) about(string) Ref       { return Ref{"person", b.Person} }
func (b *PersonRenamed) about(string) Ref      { return Ref{"person", b.Person} }
func (b *PersonRoleGiven) about(string) Ref    { return Ref{"person", b.Person} }
func (b *PersonLeft) about(string) Ref         { return Ref{"person", b.Person} }
func (b *PersonContactGiven) about(string) Ref { return Ref{"person", b.Person} }
func (b *PersonForgotten) about(string) Ref    { return Ref{"person", b.Person} }

// Whole says whether everything of the person is forgotten.
func (b *PersonForgotten) Whole() bool {
	return len(b.Classes) == 0 ||
		slices.Contains(b.Classes, "identity") && slices.Contains(b.Classes, "voice") && slices.Contains(b.Classes, "confidential")
}

func checkPersonID(id string) error {
	if u, ok := parseUUID(id); !ok || u[6]>>4 != 4 {
		return invalid(id, "this is not a person's id", "make a random one (a UUID of version 4)")
	}
	return nil
}

// needMember wants somebody who is part of the project now.
func (p *Project) needMember(id string) error {
	if !p.people[id].here {
		return invalid(id, "this person is not part of the project", "give the id of somebody who has joined")
	}
	return nil
}

// needMembers is needMember for a list, which may be empty; a doubled id is refused.
func (p *Project) needMembers(ids []string) error {
	for i, id := range ids {
		if slices.Contains(ids[:i], id) {
			return invalid(id, "this person is named twice", "name them once")
		}
		if err := p.needMember(id); err != nil {
			return err
		}
	}
	return nil
}

// needKnown wants somebody who joined once or wrote something, and returns their number.
func (p *Project) needKnown(id string) (uint32, error) {
	who, ok := p.people[id]
	if id == "" || !ok {
		return 0, invalid(id, "nobody with this id joined the project or wrote in it", "give the id of a person")
	}
	return who.number, nil
}

func (b *PersonJoined) check(p *Project, _ string) error {
	if err := checkPersonID(b.Person); err != nil {
		return err
	}
	switch who := p.people[b.Person]; {
	case who.forgotten:
		return &Error{Kind: Conflict, Message: "this person was forgotten", Value: b.Person, Want: "make a new random id for whoever joins"}
	case who.here:
		return &Error{Kind: Conflict, Message: "this person has joined already", Value: b.Person, Want: "nothing needs doing"}
	}
	if err := oneOf("role", b.Role, RoleMember, RoleListener, RoleFacilitator, ""); err != nil {
		return err
	}
	return checkFields(may("name", b.Name))
}

func (b *PersonRenamed) check(p *Project, _ string) error {
	if err := p.needMember(b.Person); err != nil {
		return err
	}
	return checkFields(must("name", b.Name))
}

func (b *PersonRoleGiven) check(p *Project, _ string) error {
	if err := p.needMember(b.Person); err != nil {
		return err
	}
	return oneOf("role", b.Role, RoleMember, RoleListener, RoleFacilitator)
}

func (b *PersonLeft) check(p *Project, _ string) error { return p.needMember(b.Person) }

func (b *PersonContactGiven) check(p *Project, _ string) error {
	if err := p.needMember(b.Person); err != nil {
		return err
	}
	return checkFields(may("email", b.Email))
}

func (b *PersonForgotten) check(p *Project, _ string) error {
	if _, err := p.needKnown(b.Person); err != nil {
		return err
	}
	for i, c := range b.Classes {
		if err := oneOf("classes", c, "identity", "voice", "confidential"); err != nil {
			return err
		}
		if slices.Contains(b.Classes[:i], c) {
			return invalid(c, "this class is named twice", "name it once")
		}
	}
	return oneOf("reason", b.Reason, "asked", "harm", "mistake", "law")
}

func (b *PersonJoined) evolve(p *Project, _ string) { p.here(b.Person, true) }
func (b *PersonLeft) evolve(p *Project, _ string)   { p.here(b.Person, false) }
func (*PersonRenamed) evolve(*Project, string)      {}
func (*PersonRoleGiven) evolve(*Project, string)    {}
func (*PersonContactGiven) evolve(*Project, string) {}

func (b *PersonForgotten) evolve(p *Project, _ string) {
	who := p.person(b.Person)
	who.forgotten = true
	who.here = who.here && !b.Whole()
	set(p, p.people, b.Person, who)
}

// here notes whether somebody is part of the project now.
func (p *Project) here(id string, here bool) {
	who := p.person(id)
	who.here = here
	set(p, p.people, id, who)
}

// person returns what is known of somebody; the next number where that is nothing.
func (p *Project) person(id string) personState {
	if who, ok := p.people[id]; ok {
		return who
	}
	return personState{number: uint32(len(p.people) + 1)}
}
