package domain

// Rules: one box is enough. There is no blame in the shape of it: what was hoped, what happened, why.

// FailureShared is something that did not go as hoped.
type FailureShared struct {
	v1
	What  Words  `json:"what"`           // what happened
	Hoped Words  `json:"hoped,omitzero"` // what was hoped for
	Why   Words  `json:"why,omitzero"`
	Aim   string `json:"aim,omitempty"`
	Test  string `json:"test,omitempty"`
}

// Kind is failure.shared.
func (*FailureShared) Kind() string { return "failure.shared" }

func (*FailureShared) about(self string) Ref { return Ref{"failure", self} }

func (b *FailureShared) check(p *Project, _ string) error {
	if err := p.maybeAim(b.Aim); err != nil {
		return err
	}
	if err := p.maybe("test", b.Test, "test"); err != nil {
		return err
	}
	return checkFields(must("what", b.What), may("hoped", b.Hoped), may("why", b.Why))
}

func (b *FailureShared) evolve(p *Project, self string) { p.add("failure", b.Kind(), self) }
