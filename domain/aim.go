package domain

import (
	"strconv"
	"strings"
)

// Rules: an aim may begin as a question (raised) and is agreed later, or is agreed at once. Only an
// aim in force (raised or agreed) is revised, dropped or retired or gets measures, baselines and
// targets; a dropped or retired aim comes back by being agreed again. Its id is the group's own choice.

// AimState is where an aim stands.
type AimState string

// The states of an aim.
const (
	AimIsRaised  AimState = "raised"
	AimIsAgreed  AimState = "agreed"
	AimIsDropped AimState = "dropped"
	AimIsRetired AimState = "retired"
)

// InForce is true for an aim that still counts.
func (s AimState) InForce() bool { return s == AimIsRaised || s == AimIsAgreed }

// Born says where an aim came from.
type Born string

// Where aims come from. The empty one is shown as unknown.
const (
	BornUnknown  Born = ""
	BornFunder   Born = "funder"
	BornStart    Born = "start"
	BornOnTheWay Born = "on_the_way"
)

// Because is why an aim, a target or a measure was changed, from a short list. Why says it in words.
type Because string

// The reasons. The empty one is not said.
const (
	BecauseLearnt   Because = "learnt"    // we learnt something
	BecauseAround   Because = "around_us" // things around us changed
	BecauseMoney    Because = "money"     // there was more money, or less
	BecauseFunder   Because = "funder"    // the funder asked
	BecauseAMistake Because = "mistake"   // it was a mistake
)

// Reasons returns all of them, in the order in which people are asked.
func Reasons() []Because {
	return []Because{BecauseLearnt, BecauseAround, BecauseMoney, BecauseFunder, BecauseAMistake}
}

func (b Because) check() error {
	return oneOf("because", string(b), string(BecauseLearnt), string(BecauseAround), string(BecauseMoney), string(BecauseFunder), string(BecauseAMistake), "")
}

// AimRaised is an aim that is still a question.
type AimRaised struct {
	v1
	Aim       string `json:"aim"`
	Statement string `json:"statement"`
	Born      Born   `json:"born,omitempty"`
}

// AimAgreed is an aim the group set out to reach; it answers a raised one of the same id, and
// brings back one that was dropped or retired.
type AimAgreed struct {
	v1
	Aim       string     `json:"aim"`
	Statement string     `json:"statement"`
	Born      Born       `json:"born,omitempty"`
	Why       Words      `json:"why,omitzero"`   // above all why a question became this
	There     Words      `json:"there,omitzero"` // who was there, in roles
	Published *Published `json:"published,omitempty"`
}

// AimRevised gives an aim another wording.
type AimRevised struct {
	v1
	Aim       string     `json:"aim"`
	Statement string     `json:"statement"`
	Because   Because    `json:"because,omitempty"`
	Why       Words      `json:"why,omitzero"`
	There     Words      `json:"there,omitzero"`
	Published *Published `json:"published,omitempty"`
}

// AimDropped says that the group no longer wants the aim.
type AimDropped struct {
	v1
	Aim     string  `json:"aim"`
	Because Because `json:"because,omitempty"`
	Why     Words   `json:"why,omitzero"`
	There   Words   `json:"there,omitzero"`
}

// AimRetired says that the aim is no longer followed, without a judgement on it.
type AimRetired struct {
	v1
	Aim string `json:"aim"`
	Why Words  `json:"why,omitzero"`
}

// AimJudged is how much of an aim, or of one measure, a group of people thinks was achieved. Whose
// way of knowing it is stands in the envelope. A later judgement of the same way of knowing replaces it.
type AimJudged struct {
	v1
	Aim         string `json:"aim"`
	Measure     string `json:"measure,omitempty"` // empty: the aim as a whole
	Judged      Judged `json:"judged"`
	Disagree    int    `json:"disagree,omitempty"` // how many of them saw it differently
	PeriodStart Date   `json:"period_start,omitzero"`
	PeriodEnd   Date   `json:"period_end,omitzero"`
	Why         Words  `json:"why,omitzero"`
}

func (*AimRaised) Kind() string  { return "aim.raised" }
func (*AimAgreed) Kind() string  { return "aim.agreed" }
func (*AimRevised) Kind() string { return "aim.revised" }
func (*AimDropped) Kind() string { return "aim.dropped" }
func (*AimRetired) Kind() string { return "aim.retired" }
func (*AimJudged) Kind() string  { return "aim.judged" }

func (b *AimRaised) about(string) Ref  { return Ref{"aim", b.Aim} }
func (b *AimAgreed) about(string) Ref  { return Ref{"aim", b.Aim} }
func (b *AimRevised) about(string) Ref { return Ref{"aim", b.Aim} }
func (b *AimDropped) about(string) Ref { return Ref{"aim", b.Aim} }
func (b *AimRetired) about(string) Ref { return Ref{"aim", b.Aim} }
func (b *AimJudged) about(string) Ref  { return Ref{"aim", b.Aim} }

func checkBorn(b Born) error {
	return oneOf("born", string(b), string(BornFunder), string(BornStart), string(BornOnTheWay), "")
}

func (b *AimRaised) check(p *Project, _ string) error {
	if err := CheckID("aim", b.Aim); err != nil {
		return err
	}
	if _, ok := p.aims[b.Aim]; ok {
		return &Error{Kind: Conflict, Message: "this aim exists already", Value: b.Aim, Want: "revise it, or choose another id"}
	}
	if err := checkBorn(b.Born); err != nil {
		return err
	}
	return checkFields(must("statement", plain(b.Statement)))
}

func (b *AimAgreed) check(p *Project, _ string) error {
	if err := CheckID("aim", b.Aim); err != nil {
		return err
	}
	if p.aims[b.Aim].state == AimIsAgreed {
		return &Error{Kind: Conflict, Message: "this aim exists already", Value: b.Aim, Want: "revise it, or choose another id"}
	}
	if err := checkBorn(b.Born); err != nil {
		return err
	}
	if err := b.Published.check(); err != nil {
		return err
	}
	return checkFields(must("statement", plain(b.Statement)), may("why", b.Why), may("there", b.There))
}

func (b *AimRevised) check(p *Project, _ string) error {
	if err := p.needAimInForce(b.Aim); err != nil {
		return err
	}
	if err := b.Because.check(); err != nil {
		return err
	}
	if err := b.Published.check(); err != nil {
		return err
	}
	return checkFields(must("statement", plain(b.Statement)), may("why", b.Why), may("there", b.There))
}

func (b *AimDropped) check(p *Project, _ string) error {
	if err := p.needAimInForce(b.Aim); err != nil {
		return err
	}
	if err := b.Because.check(); err != nil {
		return err
	}
	return checkFields(may("why", b.Why), may("there", b.There))
}

func (b *AimRetired) check(p *Project, _ string) error {
	if err := p.needAimInForce(b.Aim); err != nil {
		return err
	}
	return checkFields(may("why", b.Why))
}

func (b *AimJudged) check(p *Project, _ string) error {
	if b.Measure == "" {
		if _, err := p.needAim(b.Aim); err != nil {
			return err
		}
	} else if _, err := p.needMeasure(b.Aim, b.Measure); err != nil {
		return err
	}
	if err := oneOf("judged", string(b.Judged), string(JudgedMore), string(JudgedAll), string(JudgedMost),
		string(JudgedSome), string(JudgedNone), string(JudgedWorse)); err != nil {
		return err
	}
	if b.Disagree < 0 {
		return invalid(strconv.Itoa(b.Disagree), "fewer than nobody cannot disagree", "give a number from 0")
	}
	if err := checkPeriod(b.PeriodStart, b.PeriodEnd); err != nil {
		return err
	}
	return checkFields(may("why", b.Why))
}

func (p *Project) needAimInForce(id string) error {
	a, err := p.needAim(id)
	if err == nil && !a.state.InForce() {
		return invalid(id, "this aim was "+string(a.state), "agree on it again first")
	}
	return err
}

func (b *AimRaised) evolve(p *Project, _ string)  { set(p, p.aims, b.Aim, aimState{AimIsRaised}) }
func (b *AimAgreed) evolve(p *Project, _ string)  { set(p, p.aims, b.Aim, aimState{AimIsAgreed}) }
func (*AimRevised) evolve(*Project, string)       {}
func (b *AimDropped) evolve(p *Project, _ string) { set(p, p.aims, b.Aim, aimState{AimIsDropped}) }
func (b *AimRetired) evolve(p *Project, _ string) { set(p, p.aims, b.Aim, aimState{AimIsRetired}) }

// evolve notes the judgement under the event's own id, so that it can be corrected and withdrawn.
func (b *AimJudged) evolve(p *Project, self string) { p.add("judgement", b.Kind(), self) }

func checkPeriod(start, end Date) error {
	switch {
	case start.Known() && !start.Whole():
		return invalid(start.String(), "this is not a day for a period to start", "write it as 2019-03-01")
	case end.Known() && !end.Whole():
		return invalid(end.String(), "this is not a day for a period to end", "write it as 2019-03-31")
	case end.Known() && !start.Known():
		return invalid(end.String(), "this period has an end and no start", "give both")
	case end.Known() && end.Before(start):
		return invalid(strings.Join([]string{start.String(), end.String()}, " to "), "this period ends before it starts", "put the earlier day first")
	}
	return nil
}
