package domain

// Rules: one box is enough; whether a surprise was wanted and how sure the group is can be said or left out.

// SurpriseNoticed is something nobody expected.
type SurpriseNoticed struct {
	v1
	What    Words  `json:"what"`
	Welcome string `json:"welcome,omitempty"` // wanted, unwanted, both
	Sure    string `json:"sure,omitempty"`    // very, quite, not_sure
	Helped  Words  `json:"helped,omitzero"`   // what helped it happen
	Aim     string `json:"aim,omitempty"`
	WhatChanged
}

// Kind is surprise.noticed.
func (*SurpriseNoticed) Kind() string { return "surprise.noticed" }

func (*SurpriseNoticed) about(self string) Ref { return Ref{"surprise", self} }

func (b *SurpriseNoticed) check(p *Project, _ string) error {
	if err := oneOf("welcome", b.Welcome, "wanted", "unwanted", "both", ""); err != nil {
		return err
	}
	if err := oneOf("sure", b.Sure, "very", "quite", "not_sure", ""); err != nil {
		return err
	}
	if err := p.maybeAim(b.Aim); err != nil {
		return err
	}
	if err := b.WhatChanged.check(); err != nil {
		return err
	}
	return checkFields(must("what", b.What), may("helped", b.Helped), may("between", b.Between))
}

func (b *SurpriseNoticed) evolve(p *Project, self string) { p.add("surprise", b.Kind(), self) }
