package domain

// Rules: a test is started once, may be noted on and postponed as often as needed, and ends by being concluded or
// abandoned; after that it can only be corrected. A conclusion says at least one of three: what happened, whether the thought
// was right, what comes next; one tap is enough and the rest may follow by a correction.

// TestStarted is something the group tries, small or large.
type TestStarted struct {
	v1
	What     Words  `json:"what"`               // the idea
	Think    Words  `json:"think,omitzero"`     // we think …
	Because  Words  `json:"because,omitzero"`   // because …
	KnowBy   Words  `json:"know_by,omitzero"`   // we will know by …
	ReviewOn Date   `json:"review_on,omitzero"` // look again on …
	Aim      string `json:"aim,omitempty"`
	Learning string `json:"learning,omitempty"` // the earlier learning it builds on
	Problem  string `json:"problem,omitempty"`  // the named problem it is an answer to
}

// TestNoted is something seen on the way.
type TestNoted struct {
	v1
	Test string `json:"test"`
	What Words  `json:"what"`
}

// TestConcluded says what happened and what follows.
type TestConcluded struct {
	v1
	Test      string `json:"test"`
	What      Words  `json:"what,omitzero"`
	Supported string `json:"supported,omitempty"` // was the thought right: yes, partly, no, cannot_tell; empty: not said
	Next      string `json:"next,omitempty"`      // keep, change, stop, too_early
}

// TestPostponed says that it was too early to tell, and when the group looks again.
type TestPostponed struct {
	v1
	Test     string `json:"test"`
	ReviewOn Date   `json:"review_on"` // a whole day
	Why      Words  `json:"why,omitzero"`
}

// TestAbandoned says that the test was not carried through.
type TestAbandoned struct {
	v1
	Test string `json:"test"`
	Why  Words  `json:"why,omitzero"`
}

func (*TestStarted) Kind() string   { return "test.started" }
func (*TestNoted) Kind() string     { return "test.noted" }
func (*TestConcluded) Kind() string { return "test.concluded" }
func (*TestAbandoned) Kind() string { return "test.abandoned" }
func (*TestPostponed) Kind() string { return "test.postponed" }

func (*TestStarted) about(self string) Ref { return Ref{"test", self} }
func (b *TestNoted) about(string) Ref      { return Ref{"test", b.Test} }
func (b *TestConcluded) about(string) Ref  { return Ref{"test", b.Test} }
func (b *TestAbandoned) about(string) Ref  { return Ref{"test", b.Test} }
func (b *TestPostponed) about(string) Ref  { return Ref{"test", b.Test} }

func (b *TestStarted) check(p *Project, _ string) error {
	if err := p.maybeAim(b.Aim); err != nil {
		return err
	}
	if err := p.maybe("learning", b.Learning, "learning"); err != nil {
		return err
	}
	if err := p.maybe("problem", b.Problem, "problem"); err != nil {
		return err
	}
	return checkFields(must("what", b.What), may("think", b.Think), may("because", b.Because), may("know_by", b.KnowBy))
}

func (b *TestNoted) check(p *Project, _ string) error {
	if err := p.needOpenTest(b.Test); err != nil {
		return err
	}
	return checkFields(must("what", b.What))
}

func (b *TestConcluded) check(p *Project, _ string) error {
	if err := p.needOpenTest(b.Test); err != nil {
		return err
	}
	if err := oneOf("supported", b.Supported, "yes", "partly", "no", "cannot_tell", ""); err != nil {
		return err
	}
	if err := oneOf("next", b.Next, "keep", "change", "stop", "too_early", ""); err != nil {
		return err
	}
	if b.Supported == "" && b.Next == "" {
		return checkFields(must("what", b.What))
	}
	return checkFields(may("what", b.What))
}

func (b *TestPostponed) check(p *Project, _ string) error {
	if err := p.needOpenTest(b.Test); err != nil {
		return err
	}
	if err := mustBeDay("review_on", b.ReviewOn); err != nil {
		return err
	}
	return checkFields(may("why", b.Why))
}

func (b *TestAbandoned) check(p *Project, _ string) error {
	if err := p.needOpenTest(b.Test); err != nil {
		return err
	}
	return checkFields(may("why", b.Why))
}

func (p *Project) needOpenTest(id string) error {
	t, err := p.need("test", id, "test")
	if err == nil && t.isClosed() {
		return &Error{Kind: Conflict, Message: "this test has ended", Value: id, Want: "start another one, or correct what was said"}
	}
	return err
}

// A note and a conclusion can be corrected and withdrawn, so they are things with their own ids.
func (b *TestStarted) evolve(p *Project, self string) { p.add("test", b.Kind(), self) }
func (b *TestNoted) evolve(p *Project, self string)   { p.reply("note", b.Kind(), self, b.Test) }

func (b *TestPostponed) evolve(p *Project, self string) {
	p.reply("postponement", b.Kind(), self, b.Test)
}

func (b *TestConcluded) evolve(p *Project, self string) {
	p.closing("conclusion", b.Kind(), self, b.Test)
}

func (b *TestAbandoned) evolve(p *Project, self string) {
	p.closing("conclusion", b.Kind(), self, b.Test)
}
