package reports

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/aimed"
)

// Headline is what a report says first: the findings in sentences made from the figures.
type Headline struct {
	Project    string        `json:"project"`
	Name       string        `json:"name"`
	Question   string        `json:"question"` // what the group wanted to find out; empty: nobody said
	Ended      bool          `json:"ended"`
	KnownAt    KnownAt       `json:"known_at"`
	HappenedBy Day           `json:"happened_by"`
	AskedOn    Day           `json:"asked_on"`
	Against    aimed.Against `json:"against"`
	Says       []string      `json:"says"` // sentences, the finding about the aims first
	Aims       AimCounts     `json:"aims"`
	DidNotWork int           `json:"did_not_work"`
	InTheWay   int           `json:"in_the_way"` // what the group said stands in its way
	Surprises  int           `json:"surprises"`
	Learnt     int           `json:"learnt"`
	Changed    int           `json:"changed"`

	zone *time.Location
	rule string // what was done to numbers of people; empty: nothing
}

// AimCounts are the aims in force by how they count.
type AimCounts struct {
	InForce int `json:"in_force"`
	Met     int `json:"met"`
	Part    int `json:"part"`
	NotMet  int `json:"not_met"`
	Unknown int `json:"unknown"`

	FromFunder int `json:"from_funder"` // where those in force came from; of the rest nobody said
	FromStart  int `json:"from_start"`
	OnTheWay   int `json:"on_the_way"`
}

// HeadlineOf says a project in a few sentences.
func HeadlineOf(seen Seen) Headline { return seen.look().headline(ComparisonOf(seen)) }

func (s *sight) headline(c Comparison) Headline {
	summary, _ := s.view().Summary()
	return Headline{
		Project: c.Project, Name: c.Name, Question: summary.Question, Ended: summary.Ended, KnownAt: c.KnownAt, HappenedBy: c.HappenedBy,
		AskedOn: c.AskedOn, Against: c.Against, Says: c.headlines(), Aims: c.counts(), DidNotWork: c.DidNotWork, InTheWay: c.inTheWay,
		Surprises: c.BeyondAims.Surprises, Learnt: c.Learnt, Changed: c.Changed, zone: s.zone, rule: c.rule,
	}
}

// counts counts the aims in force.
func (c Comparison) counts() AimCounts {
	var n AimCounts
	for _, a := range c.Aims {
		if !a.State.InForce() {
			continue
		}
		n.InForce++
		switch domain.Born(a.Born) {
		case domain.BornFunder:
			n.FromFunder++
		case domain.BornStart:
			n.FromStart++
		case domain.BornOnTheWay:
			n.OnTheWay++
		}
		switch a.Counted {
		case aimed.CountedMet:
			n.Met++
		case aimed.CountedPart:
			n.Part++
		case aimed.CountedNotMet:
			n.NotMet++
		case aimed.CountedUnknown:
			n.Unknown++
		}
	}
	return n
}

// sayBorn says where the aims in force came from, as far as somebody said so.
func (n AimCounts) sayBorn() (says []string) {
	for _, born := range []struct {
		n         int
		one, many string
	}{
		{n.FromStart, "We began with 1 of them.", "We began with %d of them."}, {n.OnTheWay, "We found 1 of them on the way.", "We found %d of them on the way."},
		{n.FromFunder, "A funder set 1 of them.", "Funders set %d of them."},
	} {
		switch {
		case born.n == 1:
			says = append(says, born.one)
		case born.n > 1:
			says = append(says, fmt.Sprintf(born.many, born.n))
		}
	}
	return says
}

// SaysInTheWay says how many things stood in the way, where nothing is written down as what did not work; else it is empty.
func (h Headline) SaysInTheWay() string {
	if h.DidNotWork > 0 || h.InTheWay == 0 {
		return ""
	}
	return sayInTheWay(h.InTheWay)
}

// Moment says in words which moment is shown.
func (h Headline) Moment() string {
	return strings.TrimSpace(sayMoment(h.KnownAt, h.HappenedBy, h.AskedOn, h.Against, h.zone) + " " + h.rule)
}

// WriteText writes the headline as text for lines of width characters (0: 80).
func (h Headline) WriteText(w io.Writer, width int) error {
	p := newPage(width)
	h.write(p)
	return p.writeTo(w)
}

func (h Headline) write(p *page) {
	if h.Name != "" {
		p.heading(h.Name, "=")
	}
	if h.KnownAt.Position == 0 {
		p.para(saysNothingKnown)
		return
	}
	p.question(h.Question)
	p.para(strings.Join(h.Says, " "))
	if p.markdown { // a report says the moment at its top
		return
	}
	p.blank()
	p.para(h.Moment())
}

func (h Headline) table() Table {
	t := newTable("project", "name", "question", "ended", "aims_in_force", "met", "part", "not_met", "unknown", "did_not_work", "surprises", "learnt", "changed", "position", "asked_on", "from_funder", "from_start", "on_the_way")
	t.add(h.Project, h.Name, h.Question, sayBool(h.Ended), h.Aims.InForce, h.Aims.Met, h.Aims.Part, h.Aims.NotMet, h.Aims.Unknown,
		h.DidNotWork, h.Surprises, h.Learnt, h.Changed, h.KnownAt.Position, domain.Date(h.AskedOn).String(), h.Aims.FromFunder, h.Aims.FromStart, h.Aims.OnTheWay)
	return t
}
