package domain

// Rules: a learning may name the entries it was drawn from; a change may name the learning it follows;
// a check names the change. Each may be left out, so that one box is enough; the loop then stays open.

// LearningDrawn is what the group learnt.
type LearningDrawn struct {
	v1
	What Words    `json:"what"`
	From []string `json:"from,omitempty"` // ids of the entries it was drawn from
	Aim  string   `json:"aim,omitempty"`
}

// ChangeMade is what the group does differently now.
type ChangeMade struct {
	v1
	What     Words  `json:"what"`
	Learning string `json:"learning,omitempty"` // because of which learning
	Aim      string `json:"aim,omitempty"`
}

// ChangeChecked says whether a change helped.
type ChangeChecked struct {
	v1
	Change string `json:"change"`
	Helped string `json:"helped"` // yes, partly, no, cannot_tell
	What   Words  `json:"what,omitzero"`
}

func (*LearningDrawn) Kind() string { return "learning.drawn" }
func (*ChangeMade) Kind() string    { return "change.made" }
func (*ChangeChecked) Kind() string { return "change.checked" }

func (*LearningDrawn) about(self string) Ref { return Ref{"learning", self} }
func (*ChangeMade) about(self string) Ref    { return Ref{"change", self} }
func (b *ChangeChecked) about(string) Ref    { return Ref{"change", b.Change} }

func (b *LearningDrawn) check(p *Project, _ string) error {
	if err := p.needAll("entry", b.From); err != nil {
		return err
	}
	if err := p.maybeAim(b.Aim); err != nil {
		return err
	}
	return checkFields(must("what", b.What))
}

func (b *ChangeMade) check(p *Project, _ string) error {
	if err := p.maybe("learning", b.Learning, "learning"); err != nil {
		return err
	}
	if err := p.maybeAim(b.Aim); err != nil {
		return err
	}
	return checkFields(must("what", b.What))
}

func (b *ChangeChecked) check(p *Project, _ string) error {
	if _, err := p.need("change", b.Change, "change"); err != nil {
		return err
	}
	if err := oneOf("helped", b.Helped, "yes", "partly", "no", "cannot_tell"); err != nil {
		return err
	}
	return checkFields(may("what", b.What))
}

func (b *LearningDrawn) evolve(p *Project, self string) { p.add("learning", b.Kind(), self) }
func (b *ChangeMade) evolve(p *Project, self string)    { p.add("change", b.Kind(), self) }
func (b *ChangeChecked) evolve(p *Project, self string) { p.reply("check", b.Kind(), self, b.Change) }
