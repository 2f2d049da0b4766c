package html

import (
	"context"
	"fmt"
	"html/template"

	"github.com/desirelines/desirelines/domain/aimed"
	"github.com/desirelines/desirelines/reports"
)

// view returns the name of the template for a section and what it shows.
func (r *Renderer) view(ctx context.Context, part reports.Part, entries bool) (name string, view any, err error) {
	at := func(project string) addresses { return addresses{project, r.links(), entries} }
	switch m := part.Model.(type) {
	case reports.Headline:
		return "headline", headlineView{m, headlineNumbers(m)}, nil
	case reports.Story:
		return "story", storyView{m, at(m.Project)}, nil
	case reports.Comparison:
		return "aims", r.aims(ctx, m, at(m.Project)), nil
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
	case reports.Portfolio:
		return "portfolio", portfolioViewOf(m, r.links()), nil
	}
	return "", nil, fmt.Errorf("%w: %T", errNoSection, part.Model)
}

// functions are what templates may call besides what their views have. They hold no state.
func functions() template.FuncMap {
	return template.FuncMap{
		"label":   reports.LabelWords,
		"counted": reports.CountedWords,
		"waiting": reports.WaitingWords,
		"private": reports.SayPrivate,
		"earlier": reports.SayEarlier,
		"whole":   reports.SayWholeJourney,
		"tone":    tone,
		"count":   countTone,
		"linked":  toldOf,
		"source":  sourceOf,
		"step":    stepOf,
	}
}

type headlineView struct {
	M       reports.Headline
	Numbers []headlineNumber
}

// headlineNumber is one number of the headline; Of is its whole, or empty.
type headlineNumber struct {
	N     int
	Of    string
	Words string
	Tone  string
}

func headlineNumbers(h reports.Headline) []headlineNumber {
	return []headlineNumber{
		{h.Aims.Met, fmt.Sprint(h.Aims.InForce), reports.LabelWords("met"), "is-met"},
		{h.DidNotWork, "", reports.LabelWords("did_not_work"), "is-not"},
		{h.Surprises, "", reports.LabelWords("surprises"), "is-new"},
		{h.Learnt, "", reports.LabelWords("learnt_things"), ""},
		{h.Changed, "", reports.LabelWords("changed_things"), ""},
	}
}

type storyView struct {
	M reports.Story
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
}

type said struct{ Label, Text, URL string }

func cardOf(title string, l reports.Line, lines []reports.SaidLine, at addresses) card {
	c := card{Title: title, When: l.SaysWhen(), Kind: l.Says, Position: l.Position, URL: at.Entry(l.Position)}
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
}

type choice struct {
	reports.Choice
	URL string
}

type portfolioLine struct {
	reports.PortfolioLine
	URL string
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
		v.Lines = append(v.Lines, portfolioLine{l, links.Project(l.Project)})
	}
	return v
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
