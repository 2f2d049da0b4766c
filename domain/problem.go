package domain

// Rules: a problem, a question about a word and a promise to mend stand open until something answers them, and again once all that
// answered them was taken back.

// ProblemNamed is something that stands in the way.
type ProblemNamed struct {
	v1
	What Words  `json:"what"`
	Aim  string `json:"aim,omitempty"`
}

// WordAsked says that somebody does not know a word.
type WordAsked struct {
	v1
	Word  Words  `json:"word"`
	Entry string `json:"entry,omitempty"` // where it was read
}

// WordExplained says what a word means to the group.
type WordExplained struct {
	v1
	Asked string `json:"asked,omitempty"` // the question it answers
	Word  Words  `json:"word,omitzero"`   // needed where nobody asked
	What  Words  `json:"what"`
}

// MendingPromised says that a record has a gap which somebody will fill.
type MendingPromised struct {
	v1
	What  Words  `json:"what"`
	Entry string `json:"entry,omitempty"`
	From  Words  `json:"from,omitzero"` // from what it can be mended
	By    Words  `json:"by,omitzero"`   // by whom, in roles
	Due   Date   `json:"due,omitzero"`
}

// MendingDone says that the gap is filled.
type MendingDone struct {
	v1
	Mending string `json:"mending"`
	What    Words  `json:"what,omitzero"`
}

func (*ProblemNamed) Kind() string    { return "problem.named" }
func (*WordAsked) Kind() string       { return "word.asked" }
func (*WordExplained) Kind() string   { return "word.explained" }
func (*MendingPromised) Kind() string { return "mending.promised" }
func (*MendingDone) Kind() string     { return "mending.done" }

func (*ProblemNamed) about(self string) Ref    { return Ref{"problem", self} }
func (*WordAsked) about(self string) Ref       { return Ref{"word", self} }
func (*MendingPromised) about(self string) Ref { return Ref{"mending", self} }
func (b *MendingDone) about(string) Ref        { return Ref{"mending", b.Mending} }

func (b *WordExplained) about(self string) Ref {
	if b.Asked != "" {
		return Ref{"word", b.Asked}
	}
	return Ref{"word", self}
}

func (b *ProblemNamed) check(p *Project, _ string) error {
	if err := p.maybeAim(b.Aim); err != nil {
		return err
	}
	return checkFields(must("what", b.What))
}

func (b *WordAsked) check(p *Project, _ string) error {
	if err := p.maybe("entry", b.Entry); err != nil {
		return err
	}
	return checkFields(must("word", b.Word))
}

func (b *WordExplained) check(p *Project, _ string) error {
	if err := p.maybe("question", b.Asked, "word"); err != nil {
		return err
	}
	if b.Asked == "" {
		if err := checkFields(must("word", b.Word)); err != nil {
			return err
		}
	}
	return checkFields(may("word", b.Word), must("what", b.What))
}

func (b *MendingPromised) check(p *Project, _ string) error {
	if err := p.maybe("entry", b.Entry); err != nil {
		return err
	}
	return checkFields(must("what", b.What), may("from", b.From), may("by", b.By))
}

func (b *MendingDone) check(p *Project, _ string) error {
	t, err := p.need("mending", b.Mending, "mending")
	if err != nil {
		return err
	}
	if t.isClosed() {
		return &Error{Kind: Conflict, Message: "this was mended already", Value: b.Mending, Want: "nothing needs doing"}
	}
	return checkFields(may("what", b.What))
}

func (b *ProblemNamed) evolve(p *Project, self string)    { p.add("problem", b.Kind(), self) }
func (b *WordAsked) evolve(p *Project, self string)       { p.add("word", b.Kind(), self) }
func (b *MendingPromised) evolve(p *Project, self string) { p.add("mending", b.Kind(), self) }

func (b *MendingDone) evolve(p *Project, self string) {
	p.closing("mended", b.Kind(), self, b.Mending)
}

func (b *WordExplained) evolve(p *Project, self string) {
	if b.Asked == "" {
		p.add("word", b.Kind(), self)
		return
	}
	p.closing("explanation", b.Kind(), self, b.Asked)
}
