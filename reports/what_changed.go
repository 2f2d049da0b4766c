package reports

import (
	"io"
	"strings"

	"github.com/desirelines/desirelines/domain"
)

// MadeDifferent is what an outcome or a surprise changed, as far as its writer said and the audience may know it.
type MadeDifferent struct {
	Changed string   `json:"changed"` // person, together, service or rules; empty: not said
	Between SeenText `json:"between"` // between whom, in roles
	Level   string   `json:"level"`   // one, group, area or system; empty: not said
}

// madeDifferent is what a body says it changed; nil where it says nothing of it.
func (s *sight) madeDifferent(body domain.Body, r rights) *MadeDifferent {
	w := whatChangedBy(body)
	d := &MadeDifferent{w.Changed, s.open(w.Between, r), w.Level}
	if d.Changed == "" && d.Level == "" && d.Between.Empty() {
		return nil
	}
	return d
}

// whatChangedBy is what the writer of a body said that it changed; zero where nothing was said.
func whatChangedBy(body domain.Body) domain.WhatChanged {
	switch b := body.(type) {
	case *domain.OutcomeRecorded:
		return b.WhatChanged
	case *domain.SurpriseNoticed:
		return b.WhatChanged
	}
	return domain.WhatChanged{}
}

// Says is all of it as a sentence: "It changed how we work together, between the council and people who use the garden, in our area."
// Words that the audience may not read are left out. It is empty where then nothing is left.
func (d *MadeDifferent) Says() string {
	if d == nil {
		return ""
	}
	between := ""
	if d.Between.State == TextShown {
		between = strings.TrimRight(strings.TrimSpace(d.Between.Text), ".")
	}
	if d.Changed == "" && d.Level == "" && between == "" {
		return ""
	}
	says := "It changed " + in(changedWords[:], d.Changed)
	if between != "" {
		says += ", between " + between
	}
	if d.Level != "" {
		says += ", " + in(levelWords[:], d.Level)
	}
	return says + "."
}

var changedWords = [...]plainWords{
	{"person", "something for somebody"}, {"together", "how we work together"}, {"service", "a service"}, {"rules", "rules or money"}, {"", "something"},
}

var levelWords = [...]plainWords{
	{"one", "for one person"}, {"group", "in our group"}, {"area", "in our area"}, {"system", "in the whole system"}, {"", "where was not said"},
}

// ChangedWords says what was changed, in words; an empty one is that it was not said.
func ChangedWords(changed string) string { return in(changedWords[:], changed) }

// LevelWords says at which level something was changed, in words; an empty one is that it was not said.
func LevelWords(level string) string { return in(levelWords[:], level) }

// WhatChanged is what the outcomes and surprises of a project changed, and where: how many of them changed what at which level, and which.
// Outside the group and its evaluators it has those alone whose words may be read there, and counts no others: how many entries changed
// something for one person says how many people there were.
type WhatChanged struct {
	Project string          `json:"project"`
	Name    string          `json:"name"`
	KnownAt KnownAt         `json:"known_at"`
	AskedOn Day             `json:"asked_on"`
	Items   []Line          `json:"items"`  // by position; those taken back are left out
	Counts  []ChangedCounts `json:"counts"` // what was changed, in the order in which people are asked; what nobody named is left out

	kept bool // there are others, and they are kept from the audience
}

// ChangedCounts are how many entries changed one thing, by level.
type ChangedCounts struct {
	Changed string `json:"changed"` // empty: not said
	One     int    `json:"one"`
	Group   int    `json:"group"`
	Area    int    `json:"area"`
	System  int    `json:"system"`
	NotSaid int    `json:"not_said"`
}

// All is how many there are at any level.
func (c ChangedCounts) All() int { return c.One + c.Group + c.Area + c.System + c.NotSaid }

// Says is what was changed, in words.
func (c ChangedCounts) Says() string { return capital(ChangedWords(c.Changed)) }

// Numbers are the counts by level, as LevelNames names them.
func (c ChangedCounts) Numbers() []int { return []int{c.One, c.Group, c.Area, c.System, c.NotSaid} }

// LevelNames are the levels in words, from the smallest, and behind them that it was not said.
func (WhatChanged) LevelNames() []string {
	var names []string
	for _, level := range append(domain.LevelChoices(), "") {
		names = append(names, capital(LevelWords(level)))
	}
	return names
}

// WhatChangedOf tells what changed, and where.
func WhatChangedOf(seen Seen) WhatChanged {
	s := seen.look()
	view := s.view()
	summary, _ := view.Summary()
	w := WhatChanged{Project: view.Project, Name: summary.Name, KnownAt: knownAt(view.Known), AskedOn: Day(s.asked.askedOn), Items: []Line{}, Counts: []ChangedCounts{}}
	for _, row := range view.Entries() {
		may := s.rights(&row)
		if row.Withdrawn == nil && (may.words || s.lens.Audience.inside()) && s.madeDifferent(row.Body, may).Says() != "" {
			w.Items = append(w.Items, s.line(&row))
		}
	}
	for _, changed := range append(domain.ChangedChoices(), "") {
		c := ChangedCounts{Changed: changed}
		for _, l := range w.Items {
			if l.Different.Changed == changed {
				c.count(l.Different.Level)
			}
		}
		if c.All() > 0 {
			w.Counts = append(w.Counts, c)
		}
	}
	w.kept = s.keeps().hides(SectionWhatChanged)
	return w
}

func (w WhatChanged) tellsNothing() bool { return len(w.Items) == 0 && !w.kept }

func (c *ChangedCounts) count(level string) {
	switch level {
	case "one":
		c.One++
	case "group":
		c.Group++
	case "area":
		c.Area++
	case "system":
		c.System++
	default:
		c.NotSaid++
	}
}

// Of are the entries that changed one thing.
func (w WhatChanged) Of(c ChangedCounts) []Line {
	var list []Line
	for _, l := range w.Items {
		if l.Different.Changed == c.Changed {
			list = append(list, l)
		}
	}
	return list
}

// Lead is what has to be known first.
func (w WhatChanged) Lead() string {
	switch {
	case len(w.Items) == 0 && w.kept:
		return saysDifferenceKept
	case len(w.Items) == 0:
		return saysNoDifference
	}
	return saysOneCountsOnce
}

const (
	saysNoDifference   = "Nobody has said yet what changed, or where."
	saysDifferenceKept = "What changed is kept private."
	saysOneCountsOnce  = "The numbers count entries, not people."
)

// WriteText writes what changed for lines of width characters (0: 80).
func (w WhatChanged) WriteText(out io.Writer, width int) error {
	p := newPage(width)
	w.write(p)
	return p.writeTo(out)
}

func (w WhatChanged) write(p *page) {
	title := SectionWords(SectionWhatChanged)
	if w.Name != "" {
		title += ": " + w.Name
	}
	p.heading(title, "=")
	p.para(w.Lead())
	if len(w.Counts) == 0 {
		return
	}
	p.blank()
	var rows []row
	for _, c := range w.Counts {
		cells := []string{c.Says()}
		for _, n := range c.Numbers() {
			cells = append(cells, count(n, "entry", "entries"))
		}
		rows = append(rows, row{cells: cells})
	}
	p.table(append([]string{LabelWords("made_different")}, w.LevelNames()...), rows)
	p.blank()
	for _, l := range w.Items {
		p.hang("- ", capital(l.day())+". "+l.say())
	}
}

func (w WhatChanged) table() Table {
	t := newTable("entry", "id", "kind", "happened", "changed", "between", "level", "text")
	for _, l := range w.Items {
		t.add(l.Position, l.ID, l.Kind, l.Happened, l.Different.Changed, l.Different.Between, l.Different.Level, l.Text)
	}
	return t
}

// differentCells are what an entry changed, for a table; three empty ones where it says nothing of it.
func differentCells(d *MadeDifferent) []any {
	if d == nil {
		return []any{"", "", ""}
	}
	return []any{d.Changed, d.Between, d.Level}
}
