package domain

// Rules: a look-back is planned for a day, on an aim, on one of its measures or on the project as a whole, and has a keeper: somebody of the
// group or, in words, somebody who stays when it is over. It may be answered more than once, by anybody who was asked; the newest
// answer counts. It is missed where nobody could say; an answer may still come later.

// LookBackPlanned says when the group asks whether something lasted.
type LookBackPlanned struct {
	v1
	Due     Date   `json:"due"` // a whole day
	Aim     string `json:"aim,omitempty"`
	Measure string `json:"measure,omitempty"`
	What    Words  `json:"what,omitzero"`    // what to ask; empty: did it last?
	Keeper  string `json:"keeper,omitempty"` // id of a person of the project, or
	Kept    Words  `json:"kept,omitzero"`    // who keeps it, in roles
}

// LookBackAnswered says whether it lasted.
type LookBackAnswered struct {
	v1
	LookBack string `json:"look_back"`
	Lasted   string `json:"lasted"` // yes, partly, no, cannot_tell
	What     Words  `json:"what,omitzero"`
	Outside  bool   `json:"outside,omitempty"` // it came by a link, from somebody without an account
}

// LookBackMissed says that nobody could say.
type LookBackMissed struct {
	v1
	LookBack string `json:"look_back"`
	Why      Words  `json:"why,omitzero"`
}

func (*LookBackPlanned) Kind() string  { return "look_back.planned" }
func (*LookBackAnswered) Kind() string { return "look_back.answered" }
func (*LookBackMissed) Kind() string   { return "look_back.missed" }

func (*LookBackPlanned) about(self string) Ref { return Ref{"look_back", self} }
func (b *LookBackAnswered) about(string) Ref   { return Ref{"look_back", b.LookBack} }
func (b *LookBackMissed) about(string) Ref     { return Ref{"look_back", b.LookBack} }

func (b *LookBackPlanned) check(p *Project, _ string) error {
	if err := mustBeDay("due", b.Due); err != nil {
		return err
	}
	if err := p.maybeMeasure(b.Aim, b.Measure); err != nil {
		return err
	}
	if b.Keeper != "" {
		if err := p.needMember(b.Keeper); err != nil {
			return err
		}
	}
	return checkFields(may("what", b.What), may("kept", b.Kept))
}

func (b *LookBackAnswered) check(p *Project, _ string) error {
	if _, err := p.need("look back", b.LookBack, "look_back"); err != nil {
		return err
	}
	if err := oneOf("lasted", b.Lasted, "yes", "partly", "no", "cannot_tell"); err != nil {
		return err
	}
	return checkFields(may("what", b.What))
}

func (b *LookBackMissed) check(p *Project, _ string) error {
	t, err := p.need("look back", b.LookBack, "look_back")
	if err != nil {
		return err
	}
	if t.isClosed() {
		return &Error{Kind: Conflict, Message: "this look-back has its answer", Value: b.LookBack, Want: "nothing needs doing"}
	}
	return checkFields(may("why", b.Why))
}

func (b *LookBackPlanned) evolve(p *Project, self string) { p.add("look_back", b.Kind(), self) }

func (b *LookBackAnswered) evolve(p *Project, self string) {
	p.closing("look_back_answer", b.Kind(), self, b.LookBack)
}

func (b *LookBackMissed) evolve(p *Project, self string) {
	p.closing("look_back_answer", b.Kind(), self, b.LookBack)
}
