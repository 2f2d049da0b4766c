package html

import (
	"context"
	"fmt"
	"html/template"

	"github.com/desirelines/desirelines/domain/aimed"
	"github.com/desirelines/desirelines/reports"
	"github.com/desirelines/desirelines/reports/charts"
)

// view returns the name of the template for a section and what it shows.
func (r *Renderer) view(ctx context.Context, part reports.Part, entries bool) (name string, view any, err error) {
	at := func(project string) addresses { return addresses{project, r.links(), entries, r.Notes, r.places} }
	switch m := part.Model.(type) {
	case reports.Headline:
		return "headline", headlineView{m, headlineNumbers(m, at(m.Project))}, nil
	case reports.Story:
		return "story", storyView{m, at(m.Project)}, nil
	case reports.Comparison:
		return "aims", r.aims(ctx, m, at(m.Project)), nil
	case reports.Judged:
		return "judged", r.judged(ctx, m, at(m.Project)), nil
	case reports.WhatChanged:
		return "what_changed", whatChangedView{m, at(m.Project)}, nil
	case reports.AimHistory:
		return "aim", r.aim(ctx, m, at(m.Project)), nil
	case reports.Happenings:
		return "happenings", happeningsViewOf(m, at(m.Project)), nil
	case reports.Tests:
		return "tests", testsViewOf(m, at(m.Project)), nil
	case reports.LearningLog:
		return "learning", r.learning(ctx, m, at(m.Project)), nil
	case reports.Journey:
		return "journey", r.journey(ctx, m, at(m.Project)), nil
	case reports.EntryList:
		return "entries", entriesView{m, at(m.Project)}, nil
	case reports.OurWords:
		return "words", wordsView{m, at(m.Project)}, nil
	case reports.Portfolio:
		return "portfolio", portfolioViewOf(m, r.links()), nil
	}
	return "", nil, fmt.Errorf("%w: %T", errNoSection, part.Model)
}

// functions are what templates may call besides what their views have. They hold no state.
func functions() template.FuncMap {
	return template.FuncMap{
		"label":   reports.LabelWords,
		"capital": reports.Capital,
		"ours":    reports.OursAlone,
		"counted": reports.CountedWords,
		"waiting": reports.WaitingWords,
		"private": reports.SayPrivate,
		"earlier": reports.SayEarlier,
		"whole":   reports.SayWholeJourney,
		"tone":    tone,
		"mark":    mark,
		"count":   countTone,
		"linked":  toldOf,
		"source":  sourceOf,
		"worded":  wordedOf,
		"row":     rowOf,
		"step":    stepOf,
		"sticky":  stickyOf,
	}
}

type headlineView struct {
	M       reports.Headline
	Numbers []headlineNumber
}

// headlineNumber is one number of the headline; Of is its whole, or empty. URL is the section that tells it; may be empty.
type headlineNumber struct {
	N     int
	Of    string
	Words string
	Tone  string
	URL   string
	Else  string // what is there where none is written down as such; empty: nothing
}

// None says that nothing is written down, which is not the same as that there was nothing.
func (n headlineNumber) None() bool { return n.N == 0 && n.Of == "" }

func headlineNumbers(h reports.Headline, at addresses) []headlineNumber {
	number := func(n int, label, tone, section string) headlineNumber {
		return headlineNumber{N: n, Words: reports.LabelWords(label), Tone: tone, URL: at.Section(section)}
	}
	met := number(h.Aims.Met, "met", "is-met", reports.SectionAims)
	met.Of = fmt.Sprint(h.Aims.InForce)
	failed := number(h.DidNotWork, "did_not_work", "is-not", reports.SectionDidNotWork)
	failed.Else = h.SaysInTheWay()
	return []headlineNumber{
		met,
		failed,
		number(h.Surprises, "surprises", "is-new", reports.SectionSurprises),
		number(h.Learnt, "learnt_things", "", reports.SectionLearning),
		number(h.Changed, "changed_things", "", reports.SectionLearning),
	}
}

type storyView struct {
	M reports.Story
	A addresses
}

type wordsView struct {
	M reports.OurWords
	A addresses
}

type whatChangedView struct {
	M reports.WhatChanged
	A addresses
}

type entriesView struct {
	M reports.EntryList
	A addresses
}

// card is one thing that was tried or that happened.
type card struct {
	Title    string
	When     string
	Kind     string
	Position uint64
	URL      string
	Marks    []string // corrected later, taken back
	Said     []said
	Sticky   sticky
}

type said struct{ Label, Text, URL string }

func cardOf(title string, l reports.Line, lines []reports.SaidLine, at addresses) card {
	c := card{Title: title, When: l.SaysWhen(), Kind: l.Says, Position: l.Position, URL: at.Entry(l.Position), Sticky: notedOf(l.Sticky, l.ID, at)}
	if l.Corrected {
		c.Marks = append(c.Marks, reports.LabelWords("corrected"))
	}
	if l.Withdrawn {
		c.Marks = append(c.Marks, reports.LabelWords("taken_back"))
	}
	for _, s := range lines {
		c.Said = append(c.Said, said{s.Label, s.Text, at.Entry(s.Entry)})
	}
	return c
}

type happeningsView struct {
	M     reports.Happenings
	A     addresses
	Tone  string
	Cards []card
}

func happeningsViewOf(m reports.Happenings, at addresses) happeningsView {
	v := happeningsView{M: m, A: at}
	switch m.Section {
	case reports.SectionWorked:
		v.Tone = "is-met"
	case reports.SectionDidNotWork:
		v.Tone = "is-not"
	default:
		v.Tone = "is-new"
	}
	for _, i := range m.Items {
		if !i.Private() {
			v.Cards = append(v.Cards, cardOf(i.Title(), i.Line, i.Said(), at))
		}
	}
	return v
}

type testsView struct {
	M     reports.Tests
	Cards []card
}

func testsViewOf(m reports.Tests, at addresses) testsView {
	v := testsView{M: m}
	for _, t := range m.Tests {
		if !t.Private() {
			v.Cards = append(v.Cards, cardOf(t.Title(), t.Line, t.Said(), at))
		}
	}
	return v
}

type portfolioView struct {
	M      reports.Portfolio
	Orders []choice
	Shows  []choice
	Lines  []portfolioLine
	Paths  bool // at least one of the projects can be followed over time
}

type choice struct {
	reports.Choice
	URL string
}

// Keys are what a mark of an aim can say.
func (portfolioView) Keys() []aimed.Counted {
	return []aimed.Counted{aimed.CountedMet, aimed.CountedPart, aimed.CountedNotMet, aimed.CountedUnknown}
}

type portfolioLine struct {
	reports.PortfolioLine
	URL               string
	NotWorked, Learnt portfolioCount
	Small             []smallPath
}

// portfolioCount is a count that leads to what it counts; nothing leads to none.
type portfolioCount struct {
	N   int
	URL string
}

// smallPath is a measure as a small picture, with its numbers in words.
type smallPath struct {
	charts.Spark
	Picture template.HTML
}

func portfolioViewOf(m reports.Portfolio, links Links) portfolioView {
	v := portfolioView{M: m}
	for _, c := range m.Orders {
		v.Orders = append(v.Orders, choice{c, links.Portfolio(c.ID, m.Show)})
	}
	for _, c := range m.Shows {
		v.Shows = append(v.Shows, choice{c, links.Portfolio(m.Order, c.ID)})
	}
	for _, l := range m.Projects {
		v.Lines = append(v.Lines, portfolioLineOf(l, links, len(v.Lines)+1))
		v.Paths = v.Paths || len(l.Paths) > 0
	}
	return v
}

func portfolioLineOf(l reports.PortfolioLine, links Links, row int) portfolioLine {
	l.Name = reports.Unbroken(l.Name)
	line := portfolioLine{PortfolioLine: l, URL: links.Project(l.Project), NotWorked: portfolioCount{N: l.DidNotWork}, Learnt: portfolioCount{N: l.PortfolioCounts.Learnt}}
	if l.DidNotWork > 0 || l.InTheWay > 0 {
		line.NotWorked.URL = links.Section(l.Project, reports.SectionDidNotWork)
	}
	if l.PortfolioCounts.Learnt > 0 {
		line.Learnt.URL = links.Section(l.Project, reports.SectionLearning)
	}
	for i, p := range l.Paths {
		spark := charts.SparkOf(p)
		small := smallPath{Spark: spark}
		if svg, err := spark.SVG(fmt.Sprintf("way-%d-%d", row, i+1), charts.Page); err == nil { // else its numbers stand in the table
			small.Picture = template.HTML(svg) //nolint:gosec // charts.Tidy made it
		}
		line.Small = append(line.Small, small)
	}
	return line
}

// tone is how a status looks; it never says anything that its words do not say.
func tone(s aimed.Status) string {
	switch s {
	case aimed.Exceeded, aimed.Met, aimed.Kept:
		return "is-met"
	case aimed.Partly:
		return "is-part"
	case aimed.Short, aimed.NoChange, aimed.MovedAway, aimed.NotKept:
		return "is-not"
	}
	return "is-none"
}

func countTone(c aimed.Counted) string {
	switch c {
	case aimed.CountedMet:
		return "is-met"
	case aimed.CountedPart:
		return "is-part"
	case aimed.CountedNotMet:
		return "is-not"
	}
	return "is-none"
}
