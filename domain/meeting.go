package domain

import "strconv"

// Rules: a meeting is told after it was held, with how many people of each way of knowing were there; nobody is named. A
// decision and a principle stand by themselves, so that people can answer them with notes. Where three meetings bring no
// challenge, failure or surprise the group is asked once whether something is not being said; its answer names the third.

// MeetingHeld says who met, by way of knowing, and what came of it.
type MeetingHeld struct {
	v1
	What         Words  `json:"what,omitzero"`
	Format       string `json:"format,omitempty"` // see meetingFormats; empty: not said
	Lived        int    `json:"lived,omitempty"`
	Professional int    `json:"professional,omitempty"`
	Both         int    `json:"both,omitempty"`
	NotSaid      int    `json:"not_said,omitempty"`
}

// meetingFormats are the ways to meet that have a name.
var meetingFormats = [...]string{"open_space", "world_cafe", "path", "action_learning_set", "one_to_one", "meet_and_greet", "learning_event", "other", ""}

// SilenceAnswered is the group's answer to the question whether something is not being said.
type SilenceAnswered struct {
	v1
	Meeting string `json:"meeting"` // the last of the quiet meetings
	Said    string `json:"said"`    // something, nothing, later
	What    Words  `json:"what,omitzero"`
}

// DecisionMade is something the group decided.
type DecisionMade struct {
	v1
	What    Words  `json:"what"`
	Because Words  `json:"because,omitzero"`
	Aim     string `json:"aim,omitempty"`
}

// PrincipleNamed is something the group wants to hold to.
type PrincipleNamed struct {
	v1
	What Words `json:"what"`
}

func (*MeetingHeld) Kind() string     { return "meeting.held" }
func (*SilenceAnswered) Kind() string { return "silence.answered" }
func (*DecisionMade) Kind() string    { return "decision.made" }
func (*PrincipleNamed) Kind() string  { return "principle.named" }

func (*MeetingHeld) about(self string) Ref    { return Ref{"meeting", self} }
func (b *SilenceAnswered) about(string) Ref   { return Ref{"meeting", b.Meeting} }
func (*DecisionMade) about(self string) Ref   { return Ref{"decision", self} }
func (*PrincipleNamed) about(self string) Ref { return Ref{"principle", self} }

func (b *MeetingHeld) check(*Project, string) error {
	for _, n := range []int{b.Lived, b.Professional, b.Both, b.NotSaid} {
		if n < 0 {
			return invalid(strconv.Itoa(n), "fewer than nobody cannot meet", "count from 0")
		}
	}
	if err := oneOf("format", b.Format, meetingFormats[:]...); err != nil {
		return err
	}
	if b.Lived+b.Professional+b.Both+b.NotSaid == 0 && b.Format == "" {
		return checkFields(must("what", b.What))
	}
	return checkFields(may("what", b.What))
}

func (b *SilenceAnswered) check(p *Project, _ string) error {
	if _, err := p.need("meeting", b.Meeting, "meeting"); err != nil {
		return err
	}
	if err := oneOf("said", b.Said, "something", "nothing", "later"); err != nil {
		return err
	}
	return checkFields(may("what", b.What))
}

func (b *DecisionMade) check(p *Project, _ string) error {
	if err := p.maybeAim(b.Aim); err != nil {
		return err
	}
	return checkFields(must("what", b.What), may("because", b.Because))
}

func (b *PrincipleNamed) check(*Project, string) error { return checkFields(must("what", b.What)) }

func (b *MeetingHeld) evolve(p *Project, self string) { p.add("meeting", b.Kind(), self) }
func (b *SilenceAnswered) evolve(p *Project, self string) {
	p.reply("answer", b.Kind(), self, b.Meeting)
}
func (b *DecisionMade) evolve(p *Project, self string)   { p.add("decision", b.Kind(), self) }
func (b *PrincipleNamed) evolve(p *Project, self string) { p.add("principle", b.Kind(), self) }
