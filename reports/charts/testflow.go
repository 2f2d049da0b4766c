package charts

import (
	"fmt"
	"slices"
	"strings"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"

	"github.com/desirelines/desirelines/reports"
)

// TestFlow is what became of the tests that came to an end: how they came out, whether something was learnt from them and
// whether something changed after that.
type TestFlow struct {
	Results []TestResult // in the order they are told
}

// TestResult counts the tests that came out in one way: all of them is the sum of the four.
type TestResult struct {
	Words                                string // "worked"
	LearntChanged, Learnt, Changed, None int    // learnt and changed, only learnt, only changed, neither yet
}

func (r TestResult) all() int { return r.LearntChanged + r.Learnt + r.Changed + r.None }

// answers are the ways a test comes out, as codes of the log and in words.
var answers = [...]struct{ code, words string }{
	{"yes", "worked"}, {"partly", "worked in part"}, {"no", "did not work"}, {"cannot_tell", "we cannot tell"}, {"", "was not said"},
}

// TestFlowOf counts the concluded tests of a learning log, each once.
func TestFlowOf(log reports.LearningLog) TestFlow {
	type fate struct {
		answer          string
		learnt, changed bool
	}
	fates := map[string]*fate{}
	for _, chain := range log.Chains {
		for _, from := range chain.From {
			if from.Kind != "test.concluded" {
				continue
			}
			f := fates[from.ID]
			if f == nil {
				f = &fate{answer: from.Answer}
				fates[from.ID] = f
			}
			f.learnt = f.learnt || chain.Learning != nil
			f.changed = f.changed || len(chain.Changes) > 0
		}
	}
	var flow TestFlow
	for _, a := range answers {
		r := TestResult{Words: a.words}
		for _, f := range fates {
			if f.answer != a.code {
				continue
			}
			switch {
			case f.learnt && f.changed:
				r.LearntChanged++
			case f.learnt:
				r.Learnt++
			case f.changed:
				r.Changed++
			default:
				r.None++
			}
		}
		if r.all() > 0 {
			flow.Results = append(flow.Results, r)
		}
	}
	return flow
}

// flowOpacity is how strong a stream is: words stand on it.
const flowOpacity = 0.2

// flow is one stream of the picture.
type flow struct {
	from, to string
	tests    int
}

// counts are the four that everything is told with, and what is missing to them.
func (f TestFlow) counts() (all, learnt, changed int) {
	for _, r := range f.Results {
		all += r.all()
		learnt += r.LearntChanged + r.Learnt
		changed += r.LearntChanged + r.Changed
	}
	return all, learnt, changed
}

// stops are the names of the places that tests flow to, with their counts.
type stops struct{ tests, learnt, notLearnt, changed, notChanged string }

func (f TestFlow) stops() stops {
	all, learnt, changed := f.counts()
	return stops{
		tests: things(all, "test", "tests"), learnt: fmt.Sprintf("we learnt: %d", learnt), notLearnt: fmt.Sprintf("nothing learnt yet: %d", all-learnt),
		changed: fmt.Sprintf("we changed something: %d", changed), notChanged: fmt.Sprintf("no change yet: %d", all-changed),
	}
}

func (r TestResult) stop() string { return fmt.Sprintf("%s: %d", fit(r.Words, 110, sizeWide), r.all()) }

// flows returns the streams that carry anything.
func (f TestFlow) flows() []flow {
	s := f.stops()
	var list []flow
	var both, learnt, changed, none int
	for _, r := range f.Results {
		list = append(list, flow{s.tests, r.stop(), r.all()})
	}
	for _, r := range f.Results {
		list = append(list, flow{r.stop(), s.learnt, r.LearntChanged + r.Learnt}, flow{r.stop(), s.notLearnt, r.Changed + r.None})
		both, learnt, changed, none = both+r.LearntChanged, learnt+r.Learnt, changed+r.Changed, none+r.None
	}
	list = append(list, flow{s.learnt, s.changed, both}, flow{s.learnt, s.notChanged, learnt}, flow{s.notLearnt, s.changed, changed},
		flow{s.notLearnt, s.notChanged, none})
	return slices.DeleteFunc(list, func(f flow) bool { return f.tests == 0 })
}

// Chart makes the picture for wide pages, the words, the list with the four counts, and the table.
func (f TestFlow) Chart(id string) Chart {
	c := Chart{ID: id, Title: f.title(), List: f.list(), Table: Table{Head: []string{"From", "To", "Tests"}}}
	c.Description = "There are no tests to show."
	flows := f.flows()
	if len(flows) > 0 {
		c.Description = "Streams of tests, from left to right. " + strings.Join(c.List, " ")
		c.draw = func(width int) plan { return f.plan(width, flows) }
	}
	for _, flow := range flows {
		c.Table.Rows = append(c.Table.Rows, []Cell{text(flow.from), text(flow.to), whole(flow.tests)})
	}
	return c
}

func (f TestFlow) title() string {
	all, learnt, changed := f.counts()
	if all == 0 {
		return "No test has come to an end yet."
	}
	return fmt.Sprintf("We learnt from %d of %s and changed after %d.", learnt, things(all, "test", "tests"), changed)
}

func (f TestFlow) list() []string {
	all, learnt, changed := f.counts()
	if all == 0 {
		return nil
	}
	var results []string
	for _, r := range f.Results {
		results = append(results, r.stop())
	}
	return []string{
		sentence(things(all, "test", "tests") + " came to an end"), sentence(strings.Join(results, ", ")),
		fmt.Sprintf("We learnt something from %d.", learnt), fmt.Sprintf("We changed something after %d.", changed),
	}
}

// plan draws the streams in the colour of where they come from: one colour for each step of the way.
func (f TestFlow) plan(width int, flows []flow) plan {
	s := f.stops()
	var nodes []opts.SankeyNode
	add := func(name string, depth int, colour string, opacity float32) {
		if slices.ContainsFunc(flows, func(f flow) bool { return f.from == name || f.to == name }) {
			nodes = append(nodes, opts.SankeyNode{Name: name, Depth: opts.Int(depth), ItemStyle: &opts.ItemStyle{Color: colour, Opacity: opts.Float(opacity)}})
		}
	}
	add(s.tests, 0, ink, 1)
	for _, r := range f.Results {
		add(r.stop(), 1, c4, 1)
	}
	add(s.learnt, 2, c3, 1)
	add(s.notLearnt, 2, ink, 0.45)
	add(s.changed, 3, c1, 1)
	add(s.notChanged, 3, ink, 0.45)
	var links []opts.SankeyLink
	for _, flow := range flows {
		links = append(links, opts.SankeyLink{Source: flow.from, Target: flow.to, Value: float32(flow.tests)})
	}
	c := charts.NewSankey()
	c.SetGlobalOptions(common(opts.Grid{})...)
	c.AddSeries("Tests", nodes, links, charts.WithLabelOpts(label(width, "right", "{b}")),
		charts.WithLineStyleOpts(opts.LineStyle{Color: "source", Opacity: opts.Float(flowOpacity), Curveness: 0.5}))
	o := optionOf(c)
	for key, value := range map[string]any{
		"left": 2, "right": 190, "top": 8, "bottom": 8, "nodeWidth": 12, "nodeGap": 26, "layoutIterations": 0, "draggable": false, "silent": true,
	} {
		o.set(value, "series", 0, key)
	}
	all, _, _ := f.counts()
	return plan{width: width, height: min(120+30*all, 300), option: o}
}
