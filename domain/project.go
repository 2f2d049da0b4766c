package domain

import "strings"

// Rules: a project is started once; it may be part of another; it may end and be opened again.
// Whatever happens after the end is still taken, because learning and looking back go on.

// ProjectStarted is the first event of every project.
type ProjectStarted struct {
	v1
	Name      string     `json:"name"`
	Question  string     `json:"question,omitempty"`
	Zone      string     `json:"zone,omitempty"`    // IANA time zone; empty: UTC
	PartOf    string     `json:"part_of,omitempty"` // id of the project it is part of
	Published *Published `json:"published,omitempty"`
}

// ProjectDescribed replaces what is said of a project; what it leaves empty stays as it was.
type ProjectDescribed struct {
	v1
	Name      string     `json:"name,omitempty"`
	Question  string     `json:"question,omitempty"`
	What      Words      `json:"what,omitzero"`
	Published *Published `json:"published,omitempty"`
}

// ProjectEnded says that the work is over.
type ProjectEnded struct {
	v1
	What Words `json:"what,omitzero"`
}

// ProjectReopened takes an end back.
type ProjectReopened struct {
	v1
	Why Words `json:"why,omitzero"`
}

func (*ProjectStarted) Kind() string   { return "project.started" }
func (*ProjectDescribed) Kind() string { return "project.described" }
func (*ProjectEnded) Kind() string     { return "project.ended" }
func (*ProjectReopened) Kind() string  { return "project.reopened" }

func (*ProjectStarted) about(string) Ref   { return Ref{Thing: "project"} }
func (*ProjectDescribed) about(string) Ref { return Ref{Thing: "project"} }
func (*ProjectEnded) about(string) Ref     { return Ref{Thing: "project"} }
func (*ProjectReopened) about(string) Ref  { return Ref{Thing: "project"} }

func (b *ProjectStarted) check(p *Project, _ string) error {
	if b.PartOf != "" {
		if err := CheckID("project it is part of", b.PartOf); err != nil {
			return err
		}
		if b.PartOf == p.id {
			return invalid(b.PartOf, "a project cannot be part of itself", "name another project")
		}
	}
	if strings.ContainsFunc(b.Zone, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("_/+-", r))
	}) || len(b.Zone) > 60 || b.Zone == "Local" { // Local is another zone on every machine
		return invalid(b.Zone, "this is not a time zone", "write a name such as Europe/London")
	}
	if err := b.Published.check(); err != nil {
		return err
	}
	return checkFields(must("name", plain(b.Name)), may("question", plain(b.Question)))
}

func (b *ProjectDescribed) check(*Project, string) error {
	if b.Name == "" && b.Question == "" && saysNothing(b.What) && b.Published == nil {
		return invalid("", "nothing is said of the project", "give a name, a question or a description")
	}
	if err := b.Published.check(); err != nil {
		return err
	}
	return checkFields(may("name", plain(b.Name)), may("question", plain(b.Question)), may("what", b.What))
}

func (b *ProjectEnded) check(p *Project, _ string) error {
	if p.ended {
		return &Error{Kind: Conflict, Message: "the project has ended already", Value: p.id, Want: "open it again first"}
	}
	return checkFields(may("what", b.What))
}

func (b *ProjectReopened) check(p *Project, _ string) error {
	if !p.ended {
		return &Error{Kind: Conflict, Message: "the project has not ended", Value: p.id, Want: "nothing needs doing"}
	}
	return checkFields(may("why", b.Why))
}

func (b *ProjectStarted) evolve(p *Project, _ string) { p.started = true }
func (*ProjectDescribed) evolve(*Project, string)     {}
func (*ProjectEnded) evolve(p *Project, _ string)     { p.ended = true }
func (*ProjectReopened) evolve(p *Project, _ string)  { p.ended = false }
