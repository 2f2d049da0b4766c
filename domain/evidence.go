package domain

// Rules: evidence is attached to an entry, an aim or a measure; a check from outside is about an entry.

// EvidenceAttached points at something that shows it: a page, a picture, a document.
type EvidenceAttached struct {
	v1
	Entry     string     `json:"entry,omitempty"`
	Aim       string     `json:"aim,omitempty"`
	Measure   string     `json:"measure,omitempty"`
	What      Words      `json:"what,omitzero"`
	URL       string     `json:"url,omitempty"`
	Format    string     `json:"format,omitempty"` // media type
	Published *Published `json:"published,omitempty"`
}

// CheckedOutside is what somebody outside the group says of an entry.
type CheckedOutside struct {
	v1
	Entry  string `json:"entry"`
	Answer string `json:"answer"` // agrees, partly, no, cannot_say
	Role   Words  `json:"role,omitzero"`
	What   Words  `json:"what,omitzero"`
}

func (*EvidenceAttached) Kind() string { return "evidence.attached" }
func (*CheckedOutside) Kind() string   { return "entry.checked_outside" }

func (*EvidenceAttached) about(self string) Ref { return Ref{"evidence", self} }
func (b *CheckedOutside) about(string) Ref      { return Ref{"entry", b.Entry} }

func (b *EvidenceAttached) check(p *Project, _ string) error {
	if err := p.maybe("entry", b.Entry); err != nil {
		return err
	}
	if b.Measure != "" {
		if _, err := p.needMeasure(b.Aim, b.Measure); err != nil {
			return err
		}
	} else if err := p.maybeAim(b.Aim); err != nil {
		return err
	}
	if saysNothing(b.What) && b.URL == "" && b.Published == nil {
		return invalid("", "what the evidence is, is missing", "say what it is, or give its address")
	}
	if err := b.Published.check(); err != nil {
		return err
	}
	return checkFields(may("what", b.What), may("url", plain(b.URL)), may("format", plain(b.Format)))
}

func (b *CheckedOutside) check(p *Project, _ string) error {
	if _, err := p.need("entry", b.Entry); err != nil {
		return err
	}
	if err := oneOf("answer", b.Answer, "agrees", "partly", "no", "cannot_say"); err != nil {
		return err
	}
	return checkFields(may("role", b.Role), may("what", b.What))
}

func (b *EvidenceAttached) evolve(p *Project, self string) { p.add("evidence", b.Kind(), self) }
func (b *CheckedOutside) evolve(p *Project, self string) {
	p.reply("outside_check", b.Kind(), self, b.Entry)
}
