package domain

// What marks the course of a project: the edges of its blank page, the stages it reached, the
// group's own rules of behaviour, turning points and moments worth a celebration.
//
// Rules: an edge is stated before it moves; a rule is agreed before it is revised, checked or
// retired, and nothing happens to it after that.

// EdgeStated says what cannot be decided freely: a budget, a date, a law.
type EdgeStated struct {
	v1
	What    Words  `json:"what"`
	SetBy   Words  `json:"set_by,omitzero"`
	CanMove string `json:"can_move,omitempty"` // yes, no, not_sure or empty
}

// EdgeMoved says that an edge is elsewhere now.
type EdgeMoved struct {
	v1
	Edge string `json:"edge"`
	What Words  `json:"what"`
	Why  Words  `json:"why,omitzero"`
}

// StageReached marks a step of the way.
type StageReached struct {
	v1
	What Words `json:"what"`
}

// RuleAgreed is a rule of behaviour that the group gave itself.
type RuleAgreed struct {
	v1
	What Words `json:"what"`
}

// RuleRevised gives a rule another wording.
type RuleRevised struct {
	v1
	Rule string `json:"rule"`
	What Words  `json:"what"`
	Why  Words  `json:"why,omitzero"`
}

// RuleRetired ends a rule.
type RuleRetired struct {
	v1
	Rule string `json:"rule"`
	Why  Words  `json:"why,omitzero"`
}

// RuleChecked says how far the group kept a rule.
type RuleChecked struct {
	v1
	Rule string `json:"rule"`
	Kept string `json:"kept"` // yes, partly, no
	What Words  `json:"what,omitzero"`
}

// TurningPointChosen says that something changed the course.
type TurningPointChosen struct {
	v1
	What  Words  `json:"what"`
	Entry string `json:"entry,omitempty"` // the entry it is about
}

// MomentCelebrated is a moment the group wanted to keep.
type MomentCelebrated struct {
	v1
	What Words    `json:"what"`
	From []string `json:"from,omitempty"` // the entries celebrated
}

func (*EdgeStated) Kind() string         { return "edge.stated" }
func (*EdgeMoved) Kind() string          { return "edge.moved" }
func (*StageReached) Kind() string       { return "stage.reached" }
func (*RuleAgreed) Kind() string         { return "rule.agreed" }
func (*RuleRevised) Kind() string        { return "rule.revised" }
func (*RuleRetired) Kind() string        { return "rule.retired" }
func (*RuleChecked) Kind() string        { return "rule.checked" }
func (*TurningPointChosen) Kind() string { return "turning_point.chosen" }
func (*MomentCelebrated) Kind() string   { return "moment.celebrated" }

func (*EdgeStated) about(self string) Ref         { return Ref{"edge", self} }
func (b *EdgeMoved) about(string) Ref             { return Ref{"edge", b.Edge} }
func (*StageReached) about(self string) Ref       { return Ref{"stage", self} }
func (*RuleAgreed) about(self string) Ref         { return Ref{"rule", self} }
func (b *RuleRevised) about(string) Ref           { return Ref{"rule", b.Rule} }
func (b *RuleRetired) about(string) Ref           { return Ref{"rule", b.Rule} }
func (b *RuleChecked) about(string) Ref           { return Ref{"rule", b.Rule} }
func (*TurningPointChosen) about(self string) Ref { return Ref{"turning_point", self} }
func (*MomentCelebrated) about(self string) Ref   { return Ref{"moment", self} }

func (b *EdgeStated) check(*Project, string) error {
	if err := oneOf("can_move", b.CanMove, "yes", "no", "not_sure", ""); err != nil {
		return err
	}
	return checkFields(must("what", b.What), may("set_by", b.SetBy))
}

func (b *EdgeMoved) check(p *Project, _ string) error {
	if _, err := p.need("edge", b.Edge, "edge"); err != nil {
		return err
	}
	return checkFields(must("what", b.What), may("why", b.Why))
}

func (b *StageReached) check(*Project, string) error { return checkFields(must("what", b.What)) }
func (b *RuleAgreed) check(*Project, string) error   { return checkFields(must("what", b.What)) }

func (b *RuleRevised) check(p *Project, _ string) error {
	if err := p.needRule(b.Rule); err != nil {
		return err
	}
	return checkFields(must("what", b.What), may("why", b.Why))
}

func (b *RuleRetired) check(p *Project, _ string) error {
	if err := p.needRule(b.Rule); err != nil {
		return err
	}
	return checkFields(may("why", b.Why))
}

func (b *RuleChecked) check(p *Project, _ string) error {
	if err := p.needRule(b.Rule); err != nil {
		return err
	}
	if err := oneOf("kept", b.Kept, "yes", "partly", "no"); err != nil {
		return err
	}
	return checkFields(may("what", b.What))
}

func (b *TurningPointChosen) check(p *Project, _ string) error {
	if err := p.maybe("entry", b.Entry); err != nil {
		return err
	}
	return checkFields(must("what", b.What))
}

func (b *MomentCelebrated) check(p *Project, _ string) error {
	if err := p.needAll("entry", b.From); err != nil {
		return err
	}
	return checkFields(must("what", b.What))
}

func (p *Project) needRule(id string) error {
	t, err := p.need("rule", id, "rule")
	if err == nil && t.isClosed() {
		return &Error{Kind: Conflict, Message: "this rule was retired", Value: id, Want: "agree on a new one"}
	}
	return err
}

func (b *EdgeStated) evolve(p *Project, self string)         { p.add("edge", b.Kind(), self) }
func (*EdgeMoved) evolve(*Project, string)                   {}
func (b *StageReached) evolve(p *Project, self string)       { p.add("stage", b.Kind(), self) }
func (b *RuleAgreed) evolve(p *Project, self string)         { p.add("rule", b.Kind(), self) }
func (*RuleRevised) evolve(*Project, string)                 {}
func (b *RuleRetired) evolve(p *Project, _ string)           { p.close(b.Rule) }
func (*RuleChecked) evolve(*Project, string)                 {}
func (b *TurningPointChosen) evolve(p *Project, self string) { p.add("turning_point", b.Kind(), self) }
func (b *MomentCelebrated) evolve(p *Project, self string)   { p.add("moment", b.Kind(), self) }
