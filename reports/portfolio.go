package reports

import (
	"cmp"
	"io"
	"slices"
	"strings"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/aimed"
)

// Portfolio is what became of many projects. Unless somebody asks for another order, projects stand by name: no group is
// ranked.
type Portfolio struct {
	Order    string          `json:"order"`
	Show     string          `json:"show"`
	Words    string          `json:"words"`    // only projects whose name holds these
	Of       int             `json:"of"`       // how many projects there are
	Untold   int             `json:"untold"`   // how many more have not told anything yet to whoever looks
	Together PortfolioCounts `json:"together"` // of those shown
	Projects []PortfolioLine `json:"projects"`
	Orders   []Choice        `json:"orders"`
	Shows    []Choice        `json:"shows"`
}

// PortfolioLine is one project of a portfolio.
type PortfolioLine struct {
	Project string `json:"project"`
	Name    string `json:"name"`
	Ended   bool   `json:"ended"`
	PortfolioCounts
	Entries   uint64         `json:"entries"`    // the number of its last entry
	LastEntry Moment         `json:"last_entry"` // when that was recorded; null: there is none
	Newest    Day            `json:"newest"`     // the newest day on which something happened; null: no entry says one
	EachAim   []PortfolioAim `json:"each_aim"`   // the aims in force, in order
	// Paths are the first measures in force that can be followed over time, at most MostPaths; MorePaths is how many there are besides.
	Paths     []PortfolioPath `json:"paths"`
	MorePaths int             `json:"more_paths"`
	Grant     *Grant          `json:"grant,omitempty"` // the grant that it came from; nil: it came from none

	day domain.Date // of the last entry, in the project's zone
}

// PortfolioAim is how one aim counts.
type PortfolioAim struct {
	ID        string        `json:"id"`
	Statement string        `json:"statement"`
	Counted   aimed.Counted `json:"counted"`
}

// PortfolioCounts are what is counted of a project.
type PortfolioCounts struct {
	Aims       AimCounts `json:"aims"`
	Tests      int       `json:"tests"`
	DidNotWork int       `json:"did_not_work"`
	InTheWay   int       `json:"in_the_way"` // what a group said stands in its way
	Surprises  int       `json:"surprises"`
	Learnt     int       `json:"learnt"`
	Changed    int       `json:"changed"`
}

// PortfolioAsk is in which order and which projects somebody wants to see. Empty fields mean by name, all.
type PortfolioAsk struct{ Order, Show, Words string }

// Choice is one way to order or to choose, with its words and whether it is the one that was asked for. Count is how many
// projects it would show; orders have none.
type Choice struct {
	ID     string `json:"id"`
	Words  string `json:"words"`
	Count  int    `json:"count"`
	Chosen bool   `json:"chosen"`
}

// The ids of orders and choices. They are part of addresses and so never change.
const (
	OrderName       = "name"
	OrderLast       = "last"
	OrderMet        = "met"
	OrderDidNotWork = "did_not_work"
	OrderLearnt     = "learnt"
	OrderChanged    = "changed"

	ShowAll        = "all"
	ShowRunning    = "running"
	ShowEnded      = "ended"
	ShowAimsMet    = "aims_met"
	ShowDidNotWork = "did_not_work"
	ShowLearnt     = "learnt"
)

// PortfolioLineOf is what a portfolio says of one project. It costs as much as a comparison: keep it until the project has
// another entry or the day is another.
func PortfolioLineOf(seen Seen) PortfolioLine {
	s := seen.look()
	c := ComparisonOf(seen)
	h := s.headline(c)
	l := PortfolioLine{
		Newest: Day(s.newest()), Paths: []PortfolioPath{}, Project: c.Project, Name: c.Name, Ended: h.Ended, Entries: c.KnownAt.Position, LastEntry: c.KnownAt.Time, day: c.KnownAt.day(s.zone),
		PortfolioCounts: PortfolioCounts{h.Aims, len(s.loops(s.view()).tests), h.DidNotWork, h.InTheWay, h.Surprises, h.Learnt, h.Changed},
		EachAim:         []PortfolioAim{},
	}
	if summary, ok := s.view().Summary(); ok {
		l.Grant = grantOf(summary.Published)
	}
	for _, a := range c.Aims {
		if a.State.InForce() {
			l.EachAim = append(l.EachAim, PortfolioAim{a.ID, a.Statement, a.Counted})
			l.follow(a)
		}
	}
	return l
}

// PortfolioOf puts projects side by side. An order or a choice that is not there is Invalid.
func PortfolioOf(all []PortfolioLine, ask PortfolioAsk) (Portfolio, error) {
	p := Portfolio{
		Order: cmp.Or(ask.Order, OrderName), Show: cmp.Or(ask.Show, ShowAll), Words: ask.Words, Of: len(all), Projects: []PortfolioLine{},
		Orders: []Choice{}, Shows: []Choice{},
	}
	if err := chosen(p.Order, orderWords[:], "there is no such order"); err != nil {
		return Portfolio{}, err
	}
	if err := chosen(p.Show, showWords[:], "there is no such choice"); err != nil {
		return Portfolio{}, err
	}
	var named []PortfolioLine
	wanted := strings.Fields(fold(ask.Words))
	for _, l := range all {
		if holdsAll(fold(l.Name+" "+l.Project), wanted) {
			named = append(named, l)
		}
	}
	for _, o := range orderWords {
		p.Orders = append(p.Orders, Choice{ID: o.code, Words: o.words, Chosen: o.code == p.Order})
	}
	for _, c := range showWords {
		choice := Choice{ID: c.code, Words: c.words, Chosen: c.code == p.Show}
		for _, l := range named {
			if !l.shown(c.code) {
				continue
			}
			choice.Count++
			if choice.Chosen {
				p.Projects = append(p.Projects, l)
				p.Together.add(l.PortfolioCounts)
			}
		}
		p.Shows = append(p.Shows, choice)
	}
	slices.SortStableFunc(p.Projects, func(a, b PortfolioLine) int { return compareLines(p.Order, a, b) })
	return p, nil
}

func chosen(id string, among []plainWords, message string) error {
	var ids []string
	for _, w := range among {
		ids = append(ids, w.code)
	}
	if slices.Contains(ids, id) {
		return nil
	}
	return wrong(id, message, "choose one of "+and(ids))
}

func (l PortfolioLine) shown(show string) bool {
	switch show {
	case ShowRunning:
		return !l.Ended
	case ShowEnded:
		return l.Ended
	case ShowAimsMet:
		return l.Aims.Met > 0
	case ShowDidNotWork:
		return l.DidNotWork > 0
	case ShowLearnt:
		return l.Learnt > 0
	}
	return true
}

// compareLines puts the larger count or the later entry first; what is equal stands by name, then by id.
func compareLines(order string, a, b PortfolioLine) int {
	larger := func(a, b int) int { return cmp.Compare(b, a) }
	n := 0
	switch order {
	case OrderLast:
		n = b.newestDay().Compare(a.newestDay())
	case OrderMet:
		n = larger(a.Aims.Met, b.Aims.Met)
	case OrderDidNotWork:
		n = larger(a.DidNotWork, b.DidNotWork)
	case OrderLearnt:
		n = larger(a.Learnt, b.Learnt)
	case OrderChanged:
		n = larger(a.Changed, b.Changed)
	}
	return cmp.Or(n, strings.Compare(fold(a.Name), fold(b.Name)), strings.Compare(a.Project, b.Project))
}

func (c *PortfolioCounts) add(d PortfolioCounts) {
	c.Aims.InForce += d.Aims.InForce
	c.Aims.Met += d.Aims.Met
	c.Aims.Part += d.Aims.Part
	c.Aims.NotMet += d.Aims.NotMet
	c.Aims.Unknown += d.Aims.Unknown
	c.Tests += d.Tests
	c.DidNotWork += d.DidNotWork
	c.InTheWay += d.InTheWay
	c.Surprises += d.Surprises
	c.Learnt += d.Learnt
	c.Changed += d.Changed
}

// newestDay is when something last happened, else when the last entry was recorded: a file of old entries that was taken in today
// tells nothing new.
func (l PortfolioLine) newestDay() domain.Date { return domain.Date(l.Newest).Last().Or(l.day) }

// LastDay says on which day something last happened; where no entry says a day, when the last one was written down.
func (l PortfolioLine) LastDay() string {
	switch {
	case domain.Date(l.Newest).Known():
		return sayDay(domain.Date(l.Newest))
	case !l.day.Known():
		return saysNothing
	}
	return saysWritten + " " + sayDay(l.day)
}

// SaysUntold says that there are projects of which nothing was told yet; empty where there is none.
func (p Portfolio) SaysUntold() string {
	if p.Untold == 0 {
		return ""
	}
	return count(p.Untold, "project has", "projects have") + " not told you anything yet."
}

// WriteText writes the portfolio as text for lines of width characters (0: 80).
func (p Portfolio) WriteText(w io.Writer, width int) error {
	out := newPage(width)
	p.write(out)
	return out.writeTo(w)
}

func (p Portfolio) write(out *page) {
	if says := p.SaysUntold(); says != "" {
		out.para(says)
	}
	if len(p.Projects) == 0 {
		if p.Untold == 0 {
			out.para(saysNoProjects)
		}
		return
	}
	var rows []row
	for _, l := range p.Projects {
		rows = append(rows, row{over: l.Name})
		if l.Grant != nil {
			rows = append(rows, row{over: l.Grant.Says()})
		}
		rows = append(rows, row{cells: append(l.PortfolioCounts.cells(), l.LastDay())})
	}
	rows = append(rows, row{over: capital(saysAllTogether)}, row{cells: append(p.Together.cells(), saysNothing)})
	out.table([]string{LabelWords("met"), LabelWords("part"), LabelWords("did_not_work"), LabelWords("learnt"), LabelWords("changed"), LabelWords("newest")}, rows)
}

func (c PortfolioCounts) cells() []string {
	return []string{
		sayShare(sayInt(c.Aims.Met), sayInt(c.Aims.InForce), "", nil), sayInt(c.Aims.Part), sayInt(c.DidNotWork), sayInt(c.Learnt), sayInt(c.Changed),
	}
}

func sayInt(n int) string { return sayNumber(uint64(n)) }

func (p Portfolio) table() Table {
	t := newTable("project", "name", "ended", "aims", "met", "part", "not_met", "unknown", "tests", "did_not_work", "surprises", "learnt", "changed", "entries", "last_entry", "newest",
		"amount", "currency", "awarded", "grant_start", "grant_end", "funder", "recipient")
	for _, l := range p.Projects {
		g := Grant{}
		var amount any
		if l.Grant != nil {
			g, amount = *l.Grant, l.Grant.Amount.String()
		}
		t.add(l.Project, l.Name, l.Ended, l.Aims.InForce, l.Aims.Met, l.Aims.Part, l.Aims.NotMet, l.Aims.Unknown, l.Tests, l.DidNotWork,
			l.Surprises, l.Learnt, l.Changed, l.Entries, l.day.String(), domain.Date(l.Newest).String(),
			amount, g.Currency, g.Awarded, g.Start, g.End, g.Funder, g.Recipient)
	}
	return t
}
