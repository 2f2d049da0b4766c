package reports

import (
	"strings"

	"github.com/desirelines/desirelines/domain"
)

// Grant is what a funder published of the grant that a project is, or came from.
type Grant struct {
	Amount    domain.Number `json:"amount"`
	Currency  string        `json:"currency"`
	Awarded   Day           `json:"awarded"`
	Start     Day           `json:"start"`     // as it went, else as it was planned
	End       Day           `json:"end"`       //
	Funder    string        `json:"funder"`    // several are joined by "; "
	Recipient string        `json:"recipient"` // an organisation; empty where it went to a person
	ToPerson  bool          `json:"to_person"`
}

// grantOf is the grant that a project came from; nil for all other projects.
func grantOf(p *domain.Published) *Grant {
	if p == nil {
		return nil
	}
	amount, err := domain.ParseNumber(p.Attributes["amount"])
	if err != nil || p.Attributes["currency"] == "" {
		return nil
	}
	g := &Grant{Amount: amount, Currency: p.Attributes["currency"], Awarded: dayWritten(p.Attributes["award-date"]), ToPerson: p.Attributes["recipient"] == "person"}
	var funders, recipients []string
	for _, o := range p.Organisations {
		name := o.Ref
		if len(o.Names) > 0 {
			name = o.Names[0].Text
		}
		if o.Attributes["role"] == "1" {
			funders = append(funders, name)
		} else {
			recipients = append(recipients, name)
		}
	}
	g.Funder, g.Recipient = strings.Join(funders, "; "), strings.Join(recipients, "; ")
	for _, d := range p.Dates { // by type: what was planned comes before what came
		switch d.Type {
		case "1", "2":
			g.Start = laterWins(g.Start, d, "2")
		case "3", "4":
			g.End = laterWins(g.End, d, "4")
		}
	}
	return g
}

func laterWins(was Day, d domain.PublishedDate, actual string) Day {
	if domain.Date(was).Known() && d.Type != actual {
		return was
	}
	return dayWritten(d.Date)
}

func dayWritten(text string) Day {
	d, _ := domain.ParseDate(text) // not a day: not known
	return Day(d)
}

// Sum is the amount with its currency, as people write it.
func (g Grant) Sum() string { return g.Amount.String() + joined + g.Currency }

// OnDay is the day it was awarded; empty where that is not known.
func (g Grant) OnDay() string { return dayOrNothing(g.Awarded) }

// From and Until are the days it starts and ends on; empty where that is not known.
func (g Grant) From() string { return dayOrNothing(g.Start) }

// Until is the day it ends on.
func (g Grant) Until() string { return dayOrNothing(g.End) }

func dayOrNothing(d Day) string {
	if !domain.Date(d).Known() {
		return ""
	}
	return sayDay(domain.Date(d))
}

// Says is the grant in a sentence.
func (g Grant) Says() string {
	says := "A grant of " + g.Sum()
	if g.Funder != "" {
		says += " from " + g.Funder
	}
	switch {
	case g.ToPerson:
		says += " to a person"
	case g.Recipient != "":
		says += " to " + g.Recipient
	}
	if day := g.OnDay(); day != "" {
		says += ", awarded on " + day
	}
	if day := g.From(); day != "" {
		says += ", from " + day
	}
	if day := g.Until(); day != "" {
		says += ", until " + day
	}
	return says + "."
}
