package reports

import (
	"strings"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/projections"
)

// OutsideChecks is what people outside the group say of an entry.
type OutsideChecks struct {
	Agrees    int            `json:"agrees"`
	Partly    int            `json:"partly"`
	No        int            `json:"no"`
	CannotSay int            `json:"cannot_say"`
	Checks    []OutsideCheck `json:"checks"` // by position; those taken back are left out
}

// OutsideCheck is what one of them says.
type OutsideCheck struct {
	Entry    string   `json:"entry"` // id of the entry that says so
	Position uint64   `json:"position"`
	Answer   string   `json:"answer"` // agrees, partly, no or cannot_say
	Role     SeenText `json:"role"`
	What     SeenText `json:"what"`
	On       Day      `json:"on"` // the day it was written down
}

var checkedWords = [...]plainWords{
	{"agrees", "agrees"}, {"partly", "agrees in part"}, {"no", "does not agree"}, {"cannot_say", "cannot say"},
}

// CheckedWords are the plain words of an answer of somebody outside.
func CheckedWords(answer string) string { return in(checkedWords[:], answer) }

// checks is what people outside say of an entry; nil where nobody said anything that the audience may know of.
func (s *sight) checks(entry string) *OutsideChecks {
	if s.checked == nil {
		s.checked = map[string][]string{}
		for _, row := range s.base.Entries() {
			if b, is := row.Body.(*domain.CheckedOutside); is {
				s.checked[b.Entry] = append(s.checked[b.Entry], row.ID)
			}
		}
	}
	var c OutsideChecks
	for _, id := range s.checked[entry] {
		if row, ok := s.entry(id); ok && row.Withdrawn == nil {
			c.add(s, &row)
		}
	}
	if len(c.Checks) == 0 {
		return nil
	}
	return &c
}

func (c *OutsideChecks) add(s *sight, row *projections.EntryRow) {
	b, is := row.Body.(*domain.CheckedOutside)
	if !is {
		return
	}
	switch b.Answer {
	case "agrees":
		c.Agrees++
	case "partly":
		c.Partly++
	case "no":
		c.No++
	default:
		c.CannotSay++
	}
	may := s.rights(row)
	c.Checks = append(c.Checks, OutsideCheck{row.ID, row.Position, b.Answer, s.open(b.Role, may), s.open(b.What, may), Day(row.Day(s.zone))})
}

// Says counts the answers: "Checked by people outside: 2 agree, 1 agrees in part."
func (c *OutsideChecks) Says() string {
	if c == nil {
		return ""
	}
	var says []string
	for _, a := range []struct {
		n         int
		one, many string
	}{
		{c.Agrees, "agrees", "agree"}, {c.Partly, "agrees in part", "agree in part"}, {c.No, "does not agree", "do not agree"}, {c.CannotSay, "cannot say", "cannot say"},
	} {
		if a.n > 0 {
			says = append(says, count(a.n, a.one, a.many))
		}
	}
	return saysCheckedOutside + ": " + strings.Join(says, ", ") + "."
}

const saysCheckedOutside = "Checked by people outside"

// Says is what one of them says, with their role where that may be read: "Agrees. They say they are: a teacher."
func (c OutsideCheck) Says() string {
	says := capital(CheckedWords(c.Answer)) + "."
	if c.Role.State == TextShown {
		says += " " + saysTheirRole + ": " + sentence(c.Role.Text)
	}
	return says
}

// Day is the day of the answer in words.
func (c OutsideCheck) Day() string { return sayDay(domain.Date(c.On)) }

const saysTheirRole = "They say they are"

// write writes what people outside say, one below the other.
func (c *OutsideChecks) write(p *page, mark string) {
	if c == nil {
		return
	}
	for _, one := range c.Checks {
		p.hang(mark, strings.TrimSpace(one.Says()+sayText(one.What))+" (entry"+joined+sayNumber(one.Position)+")")
	}
}

// checkedColumns are the columns of what people outside say, beside an entry.
func checkedColumns() []string {
	return []string{"outside_agrees", "outside_partly", "outside_no", "outside_cannot_say", "outside_said"}
}

func checkedCells(c *OutsideChecks) []any {
	if c == nil {
		return []any{"", "", "", "", ""}
	}
	var said []string
	for _, one := range c.Checks {
		said = append(said, strings.TrimSpace(one.Says()+sayText(one.What)))
	}
	return []any{c.Agrees, c.Partly, c.No, c.CannotSay, lines(said)}
}
