package reports

// CheckAsked is what somebody outside is shown of an entry that they are asked about: what its audience may read, and nothing else of the
// project.
type CheckAsked struct {
	Kind      string // what the entry is, in words
	About     string // its plain fields in words: a number with its measure, an aim
	Text      SeenText
	Different string // what it changed, in a sentence; empty: that is not said
	TakenBack bool
}

// Asks says whether there is anything that somebody could agree to: words that may be read, or plain fields where there are no words.
func (c CheckAsked) Asks() bool {
	return !c.TakenBack && (c.Text.State == TextShown || c.Text.Empty() && (c.About != "" || c.Different != ""))
}

// Instead is what is said where nothing can be asked; empty where it can.
func (c CheckAsked) Instead() string {
	switch {
	case c.TakenBack:
		return "The group took this back. There is nothing to answer any more."
	case c.Asks():
		return ""
	case c.Text.State == TextRemoved:
		return "Words were taken out of sight here. There is nothing to answer any more."
	}
	return "The group keeps these words to itself. There is nothing to answer."
}

// CanBeChecked says whether somebody outside may be asked about entries of a kind.
func CanBeChecked(kind string) bool { return kind == "outcome.recorded" || kind == "surprise.noticed" }

// CheckAskedOf returns what somebody outside is shown of an outcome or a surprise through the eyes of the audience of seen, as its consents
// stand today. What others outside said of it is not in it: nobody is led. NotFound where the audience may not know of the entry, and for
// any other kind.
func CheckAskedOf(seen Seen, id string) (CheckAsked, error) {
	s := seen.look()
	row, ok := s.entry(id)
	if !ok || !CanBeChecked(row.Kind) {
		return CheckAsked{}, notThere("entry", id, "ask about an outcome or a surprise")
	}
	l := s.line(&row)
	return CheckAsked{Kind: l.Says, About: l.sayAbout(), Text: l.Text, Different: l.SaysDifferent(), TakenBack: l.Withdrawn}, nil
}

// MayAskOutside says whether an audience is one whose eyes somebody outside may be asked through.
func (a Audience) MayAskOutside() bool { return !a.inside() }

// OutsideAnswers are what somebody outside may answer, in the order in which they are asked.
func OutsideAnswers() []string { return []string{"agrees", "partly", "no", "cannot_say"} }

// OutsideAnswer is one of them as the person says it themself.
func OutsideAnswer(answer string) string { return in(outsideAnswers[:], answer) }

var outsideAnswers = [...]plainWords{
	{"agrees", "Yes, I agree"}, {"partly", "In part"}, {"no", "No, I see it differently"}, {"cannot_say", "I cannot say"},
}
