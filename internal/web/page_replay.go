package web

import (
	"net/http"
	"slices"
	"strings"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/projections"
	"github.com/desirelines/desirelines/reports"
)

// replayPage steps through a project: what the group knew after one entry, and what that entry changed.
type replayPage struct {
	shell
	Says, Moment  string // Moment stands below Says where that says nothing of what was known
	Action        string
	Hidden        []pair
	At, Of, First uint64
	Back, On      string // addresses; empty at the ends
	NextAim       string
	NextNot       string
	Step          *line // nil: kept private
	Groups        []differGroup
	Headline      []string
	Then          []link
	Around        []aroundLine
	Between       string
	HiddenBetween []pair
}

type aroundLine struct {
	URL, Says, When, Says2 string
	Position               uint64
	Here                   bool
}

// wayThrough is the project as it stands, which the way through it needs.
type wayThrough struct {
	lines  []reports.Line
	didNot []uint64 // positions of what did not work
	asked  reports.Asked
	last   uint64
}

// then is the project at one step, with the entries as they were known there: what was said later does not show.
type then struct {
	place    reports.Place
	headline []string
	lines    []reports.Line
}

// entry is the number of the entry the way stands at; where no moment is asked for, the last one.
func (w wayThrough) entry(at where) (uint64, error) {
	cut, known := w.asked.Cut()
	switch {
	case at.At == "":
		return w.last, nil
	case !known:
		want := "give a later moment"
		if there := w.asked.Elsewhere(); there != 0 {
			want = "give " + number(there) + ", the last entry that was first written down by then"
		}
		return 0, &domain.Error{Kind: domain.Invalid, Message: "nothing was known here then yet", Value: at.At, Want: want}
	}
	return cut.Position, nil
}

// orBetween answers for one moment with p, and leads who asks for two of them to the page where they stand side by side.
func orBetween(p answer) answer {
	return func(w http.ResponseWriter, r *http.Request) error {
		and := r.URL.Query().Get("and")
		if and == "" {
			return p(w, r)
		}
		_, ext := cutData(r.URL.Path)
		http.Redirect(w, r, whereOf(r).url("between"+ext, "and", and), http.StatusSeeOther)
		return nil
	}
}

func (s *site) replay(w http.ResponseWriter, r *http.Request) error {
	at := whereOf(r)
	all, err := s.wayThrough(r, at)
	if err != nil {
		return err
	}
	n, err := all.entry(at)
	if err != nil {
		return err
	}
	step, then, n, err := s.step(r, at, all, n)
	if err != nil {
		return err
	}
	if _, ext := cutData(r.URL.Path); ext != "" {
		return s.sendData(w, r, at.Project+"-entry-"+number(n), ext, step)
	}
	p := replayPage{
		shell: s.shellOf(at, then.place, "replay", "Step by step"), Action: where{Project: at.Project}.url("replay"), Hidden: at.hidden("at"),
		At: n, Of: all.last, First: max(n, 2) - 1, Between: where{Project: at.Project}.url("between"), HiddenBetween: at.hidden("at"), Headline: then.headline,
	}
	p.Says = "What the group knew on " + then.place.Day + ", after entry " + number(n) + " of " + number(all.last) + "."
	if l, ok := then.line(n); ok {
		p.Says = l.SaysStep(all.last)
		if l.Brought() {
			p.Moment = "You see what was known after entry " + number(n) + " of " + number(all.last) + "."
		}
	}
	if last := all.asked.Beyond(); last != 0 {
		p.Moment = strings.TrimSpace("The last entry is " + number(last) + ". " + p.Moment)
	}
	to := func(n uint64) string { return at.url("replay", "at", number(n)) }
	if n > 1 {
		p.Back = to(n - 1)
	}
	if n < all.last {
		p.On = to(n + 1)
	}
	if next := all.next(n, changesAim); next != 0 {
		p.NextAim = to(next)
	}
	if i := slices.IndexFunc(all.didNot, func(at uint64) bool { return at > n }); i >= 0 {
		p.NextNot = to(all.didNot[i])
	}
	if len(step.Steps) > 0 {
		l := lineOf(step.Steps[0].Entry, at)
		p.Step = &l
		before, after := at, at
		before.At, after.At = number(n-1), number(n)
		p.Groups = differOf(before, after, reports.Difference{Moved: step.Steps[0].Moved}, "Before", "After")
	}
	p.Then = []link{
		{URL: at.url("aims", "at", number(n)), Words: "See the aims as they were known then"},
		{URL: at.url("learning", "at", number(n)), Words: "See the learning as it was known then"},
	}
	p.Around = all.around(then, n, to)
	p.Files = dataLinks(at, "replay", "at", number(n))
	return s.show(w, r, http.StatusOK, "replay", p)
}

// wayThrough reads the project as it stands for the audience, and where in it the moment asked for lies.
func (s *site) wayThrough(r *http.Request, at where) (wayThrough, error) {
	now := at
	now.At, now.HappenedBy = "", ""
	all, err := seeAt(s, r.Context(), now, func(seen reports.Seen) (wayThrough, error) {
		w := wayThrough{lines: reports.EntriesOf(seen).Entries, last: reports.PlaceOf(seen).Position}
		for _, c := range reports.LearningLogOf(seen).Chains {
			for _, from := range c.From {
				if from.Kind == "failure.shared" || from.Kind == "test.concluded" && from.Answer == "no" {
					w.didNot = append(w.didNot, from.Position)
				}
			}
		}
		slices.Sort(w.didNot)
		return w, nil
	})
	if err != nil {
		return all, err
	}
	ask, err := at.ask(s)
	if err != nil {
		return all, err
	}
	err = s.live(r.Context(), at.Project, func(v projections.View) error {
		all.asked, err = reports.Resolve(v, ask)
		return err
	})
	return all, err
}

// line is the entry with this number as it was known then; ok is false where it was not, or where it is kept private.
func (t then) line(n uint64) (l reports.Line, ok bool) {
	i := slices.IndexFunc(t.lines, func(l reports.Line) bool { return l.Position == n })
	if i < 0 {
		return l, false
	}
	return t.lines[i], true
}

// step is one step of the way, what the group knew after it, and its number. Where no moment is asked for it is the newest step that
// moved a figure, else the step n.
func (s *site) step(r *http.Request, at where, all wayThrough, n uint64) (step reports.Replay, after then, reached uint64, err error) {
	var lens reports.Lens
	err = s.live(r.Context(), at.Project, func(v projections.View) error {
		lens, err = s.lens(r.Context(), v, at)
		return err
	})
	if err != nil {
		return step, after, n, err
	}
	events, err := s.events(r.Context(), at.Project)
	if err != nil {
		return step, after, n, err
	}
	skips, err := projections.ReadSkips(r.Context(), s.Source)
	if err != nil {
		return step, after, n, err
	}
	all.asked = all.asked.Leaving(skips)
	if at.At == "" {
		newest, err := reports.NewestMoved(lens, at.Project, events, all.asked, n)
		if err != nil {
			return step, after, n, err
		}
		if newest != 0 {
			n = newest
		}
	}
	if step, err = reports.ReplayOf(lens, at.Project, events, all.asked, n, n); err != nil {
		return step, after, n, err
	}
	at.At = number(n)
	after, err = seeAt(s, r.Context(), at, func(seen reports.Seen) (then, error) {
		return then{reports.PlaceOf(seen), reports.HeadlineOf(seen).Says, reports.EntriesOf(seen).Entries}, nil
	})
	return step, after, n, err
}

// changesAim says whether an entry of this kind changes what is aimed for.
func changesAim(kind string) bool {
	switch kind {
	case "aim.raised", "aim.agreed", "aim.revised", "aim.dropped", "aim.retired", "aim.target_set":
		return true
	}
	return false
}

// next is the number of the next entry after n of a kind; 0: there is none.
func (w wayThrough) next(n uint64, is func(kind string) bool) uint64 {
	for _, l := range w.lines {
		if l.Position > n && is(l.Kind) {
			return l.Position
		}
	}
	return 0
}

// reach is how many entries are listed before and after the one shown.
const reach = 8

// around are the neighbours of the entry n as they were known after it. Of those that came later only their numbers are told.
func (w wayThrough) around(t then, n uint64, to func(uint64) string) []aroundLine {
	var list []aroundLine
	for _, l := range w.lines {
		if l.Position+reach < n || l.Position > n+reach {
			continue
		}
		a := aroundLine{URL: to(l.Position), Position: l.Position, Here: l.Position == n, When: "Not written down yet"}
		if l, known := t.line(l.Position); known {
			about := l.Text.String()
			if about == "" {
				about = l.About
			}
			a.Says, a.When, a.Says2 = l.Says, l.SaysWhen(), domain.Short(about, 80)
		}
		list = append(list, a)
	}
	return list
}

// betweenPage puts two moments side by side and shows only what differs.
type betweenPage struct {
	shell
	Action      string
	Hidden      []pair
	At, And     string
	Left, Right string // the two moments in words
	Nothing     string // why nothing is shown
	Concluded   string // how many conclusions differ
	Groups      []differGroup
	Then        []link
}

// differGroup are the figures of one measure that differ.
type differGroup struct {
	Name, Of, Left, Right string
	Rows                  []differRow
}

type differRow struct {
	What, Before, After string
	Whens               []link // the periods, each to where its figure comes from
	By                  []link // the entries that moved it; nil where the page is about one
	Conclusion          bool   // it says what was reached
}

func (s *site) between(w http.ResponseWriter, r *http.Request) error {
	at, and := whereOf(r), strings.TrimSpace(r.URL.Query().Get("and"))
	if at.At == "" {
		return &domain.Error{Kind: domain.Invalid, Message: "the first moment is missing", Want: "give an entry number or a day for both"}
	}
	if and == "" {
		return &domain.Error{Kind: domain.Invalid, Message: "the second moment is missing", Want: "give an entry number or a day for both"}
	}
	other := at
	other.At = and
	before, err := s.comparison(r, at)
	if err != nil {
		return err
	}
	after, err := s.comparison(r, other)
	if err != nil {
		return err
	}
	d := reports.DifferenceOf(before.comparison, after.comparison)
	if _, ext := cutData(r.URL.Path); ext != "" {
		return s.sendData(w, r, at.Project+"-between", ext, d)
	}
	p := betweenPage{
		shell: s.shellOf(at, after.place, "between", "Two moments side by side"), Action: where{Project: at.Project}.url("between"), Hidden: at.hidden("at"),
		At: at.At, And: and, Left: before.says(), Right: after.says(), Nothing: d.Nothing(), Concluded: d.SaysConcluded(), Groups: differOf(at, other, d, "First moment", "Second moment"),
		Then: []link{{URL: at.url("aims"), Words: "See the aims at the first moment"}, {URL: other.url("aims"), Words: "See the aims at the second moment"}},
	}
	p.Files = dataLinks(at, "between", "and", and)
	return s.show(w, r, http.StatusOK, "between", p)
}

// differOf links each figure to where it comes from, at the second moment where it is there.
func differOf(at, and where, d reports.Difference, left, right string) (groups []differGroup) {
	for _, g := range d.Groups() {
		group := differGroup{Name: g.Name, Of: g.Of, Left: left, Right: right}
		for _, r := range g.Rows {
			row := differRow{What: r.What, Before: r.Before, After: r.After, Conclusion: r.Conclusion}
			for _, by := range r.By {
				row.By = append(row.By, link{URL: and.entry(by.ID), Words: "Entry " + number(by.Position)})
			}
			for _, w := range r.Whens {
				there := and
				if w.Gone {
					there = at
				}
				row.Whens = append(row.Whens, link{URL: there.figure(g.Aim, g.Measure, w.Period), Words: w.Words})
			}
			group.Rows = append(group.Rows, row)
		}
		groups = append(groups, group)
	}
	return groups
}

type compared struct {
	place      reports.Place
	comparison reports.Side
	last       *reports.Line // the last entry that was known; nil: none, or it is kept private
}

func (c compared) says() string {
	switch {
	case c.place.Position == 0:
		return "Before the first entry"
	case c.last != nil:
		return c.last.SaysMoment()
	}
	return "After entry " + number(c.place.Position) + ", " + c.place.Day
}

func (s *site) comparison(r *http.Request, at where) (compared, error) {
	return seeAt(s, r.Context(), at, func(seen reports.Seen) (compared, error) {
		c := compared{place: reports.PlaceOf(seen), comparison: reports.SideOf(seen)}
		if e, err := reports.EntryOf(seen, number(c.place.Position)); err == nil {
			c.last = &e.Line
		}
		return c, nil
	})
}
