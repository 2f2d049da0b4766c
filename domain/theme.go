package domain

// Rules: a theme is what several entries have in common, in words of its own; its own sharing says who sees it. Where one of the
// entries is kept from the group, in a circle or more private still, the theme takes at least three people, so that it
// gives nobody away.

// leastInTheme is how many different people must have written what a theme is formed of, where some of it is private.
const leastInTheme = 3

// ThemeFormed says what entries have in common.
type ThemeFormed struct {
	v1
	What Words    `json:"what"`
	From []string `json:"from,omitempty"` // ids of the entries it was formed of
}

// Kind is theme.formed.
func (*ThemeFormed) Kind() string { return "theme.formed" }

func (*ThemeFormed) about(self string) Ref { return Ref{"theme", self} }

func (b *ThemeFormed) check(p *Project, _ string) error {
	if err := p.needAll("entry", b.From); err != nil {
		return err
	}
	private := ""
	writers := map[uint32]bool{}
	for _, id := range b.From {
		t, _ := p.things.get(id)
		if !SharedWithGroup(t.sharing) {
			private = id
		}
		if t.by != 0 {
			writers[t.by] = true
		}
	}
	if private != "" && len(writers) < leastInTheme {
		return &Error{Kind: Refused, Message: "a theme of what is kept private would give its writers away", Value: private,
			Want: "form it of entries of at least three people"}
	}
	return checkFields(must("what", b.What))
}

func (b *ThemeFormed) evolve(p *Project, self string) { p.add("theme", b.Kind(), self) }
