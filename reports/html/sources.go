package html

import (
	"bytes"
	"fmt"
	"html/template"
	"strings"

	"github.com/desirelines/desirelines/reports"
)

// A file stands by itself, so its figures lead to what it says of them at its end, and its counts to the sections that tell what they count.

// withinFile leads to what a file holds, and to nothing else that the links around it do not lead to.
type withinFile struct {
	Links
	figures  map[figureKey]int // numbers of sources
	sections map[string]bool
}

type figureKey struct{ aim, measure, period string }

func (r *Renderer) withinFile(t reports.Telling) withinFile {
	w := withinFile{Links: r.links(), figures: map[figureKey]int{}, sections: map[string]bool{}}
	for _, s := range t.Sources {
		for _, period := range s.Periods {
			w.figures[figureKey{s.Aim, s.Measure, period}] = s.Number
		}
	}
	for _, p := range t.Parts {
		w.sections[p.ID] = true
	}
	return w
}

// Figure implements Links.
func (w withinFile) Figure(project, aim, measure, period string) string {
	if n := w.figures[figureKey{aim, measure, period}]; n > 0 {
		return sourceMark + number(uint64(n)) //nolint:gosec // it counts from 1
	}
	return w.Links.Figure(project, aim, measure, period)
}

// Section implements Links.
func (w withinFile) Section(project, section string) string {
	if w.sections[section] {
		return "#" + section
	}
	return w.Links.Section(project, section)
}

// sourceMark begins the address of a source in a file, figureMark that of the figure it is the source of.
const (
	sourceMark = "#source-"
	figureMark = "figure-"
)

// mark is the number of the source that an address leads to, to stand behind a figure; empty where it leads elsewhere.
func mark(href string) string {
	n, leads := strings.CutPrefix(href, sourceMark)
	if !leads {
		return ""
	}
	return n
}

// places hands out the place of each figure once: that is where its source leads back to.
type places map[string]bool

// of is the id of the place of a figure that links to a source; empty where it links elsewhere, or the place is taken.
func (p places) of(href string) string {
	n := mark(href)
	if n == "" || p[n] {
		return ""
	}
	p[n] = true
	return figureMark + n
}

// sourcesView is where the figures of a file come from.
type sourcesView struct {
	Aims  []sourcesOfAim
	Paper bool // only paper shows them: on the screen figures lead to pages of their own
}

type sourcesOfAim struct {
	Statement string
	Sources   []sourceView
}

// sourceView is one source. Back is where its figure stands; empty where the file does not show it.
type sourceView struct {
	reports.Source
	Back    string
	Counted []sourcedEntry
	Thought []sourcedEntry // by people
	Out     []sourcedEntry
}

// sourcedEntry is an entry of a source, with its address where the file holds it.
type sourcedEntry struct {
	Position uint64
	URL      string
	Says     string
}

// Sources returns where the figures of a report come from, for a page whose figures lead to pages of their own: it is for whoever prints it.
func (r *Renderer) Sources(t reports.Telling) (template.HTML, error) {
	v := sourcesOf(t, addresses{project: t.Project, links: r.links()})
	if v.Paper = true; len(v.Aims) == 0 {
		return "", nil
	}
	var b bytes.Buffer
	if err := parsed.ExecuteTemplate(&b, "sources", v); err != nil {
		return "", fmt.Errorf("sources: %w", err)
	}
	return template.HTML(reports.Harmless(b.String())), nil //nolint:gosec // what templates wrote
}

// sourcesOf is made when the parts of a file are: then the places of the figures are known.
func sourcesOf(t reports.Telling, at addresses) sourcesView {
	var v sourcesView
	aim := ""
	for _, s := range t.Sources {
		line := sourceView{Source: s}
		if n := number(uint64(s.Number)); at.places[n] { //nolint:gosec // it counts from 1
			line.Back = "#" + figureMark + n
		}
		for _, c := range s.Facts() {
			line.Counted = append(line.Counted, sourcedEntry{c.Position, at.Entry(c.Position), c.SaysShort()})
		}
		for _, c := range s.Opinions() {
			line.Thought = append(line.Thought, sourcedEntry{c.Position, at.Entry(c.Position), c.SaysShort()})
		}
		for _, l := range s.LeftOut {
			line.Out = append(line.Out, sourcedEntry{l.Position, at.Entry(l.Position), l.SaysShort()})
		}
		if n := len(v.Aims); n == 0 || s.Aim != aim {
			v.Aims = append(v.Aims, sourcesOfAim{Statement: s.Statement})
		}
		aim = s.Aim
		last := &v.Aims[len(v.Aims)-1]
		last.Sources = append(last.Sources, line)
	}
	return v
}
