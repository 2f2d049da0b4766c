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
	Says, Known   string // Known stands below Says where that says nothing of what was known
	Action        string
	Hidden        []pair
	At, Of, First uint64
	Back, On      string // addresses; empty at the ends
	NextAim       string
	NextNot       string
	Step          *line // nil: kept private
	movedTable
	Headline      []string
	Then          []link
	Around        []aroundLine
	Between       string
	HiddenBetween []pair
}

// movedTable is a table of figures with what they were and what they are.
type movedTable struct {
	Caption, Left, Right, None string
	Moved                      []movedRow
}

type movedRow struct {
	reports.MovedWords
	URL string // where the figure comes from; empty where it is of no measure
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

// then is the project at one step.
type then struct {
	place    reports.Place
	headline []string
}

// entry is the number of the entry the way stands at; where no moment is asked for, the last one.
func (w wayThrough) entry(at where) (uint64, error) {
	cut, known := w.asked.Cut()
	switch {
	case at.At == "":
		return w.last, nil
	case !known:
		return 0, &domain.Error{Kind: domain.Invalid, Message: "nothing was known then yet", Value: at.At, Want: "give a later moment"}
	}
	return cut.Position, nil
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
	if l, ok := all.line(n); ok {
		p.Says = l.SaysStep(all.last)
		if l.Brought() {
			p.Known = "You see what was known after entry " + number(n) + " of " + number(all.last) + "."
		}
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
		p.movedTable = movedOf(at, step.Steps[0].Moved, "Figures that moved", "Before", "After", "No figure moved.")
	}
	p.Then = []link{
		{URL: at.url("aims", "at", number(n)), Words: "See the aims as they were known then"},
		{URL: at.url("learning", "at", number(n)), Words: "See the learning as it was known then"},
	}
	p.Around = all.around(n, to)
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

// line is the entry with this number; ok is false where it is kept private.
func (w wayThrough) line(n uint64) (l reports.Line, ok bool) {
	i := slices.IndexFunc(w.lines, func(l reports.Line) bool { return l.Position == n })
	if i < 0 {
		return l, false
	}
	return w.lines[i], true
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
		return then{reports.PlaceOf(seen), reports.HeadlineOf(seen).Says}, nil
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

func (w wayThrough) around(n uint64, to func(uint64) string) []aroundLine {
	var list []aroundLine
	for _, l := range w.lines {
		if l.Position+reach >= n && l.Position <= n+reach {
			about := l.Text.String()
			if about == "" {
				about = l.About
			}
			list = append(list, aroundLine{to(l.Position), l.Says, l.SaysWhen(), domain.Short(about, 80), l.Position, l.Position == n})
		}
	}
	return list
}

func movedOf(at where, moved []reports.Moved, caption, left, right, none string) movedTable {
	t := movedTable{Caption: caption, Left: left, Right: right, None: none}
	for _, m := range moved {
		words, ok := m.Words()
		if !ok {
			continue
		}
		row := movedRow{MovedWords: words}
		if m.Measure != "" && m.Period != "" {
			row.URL = at.figure(m.Aim, m.Measure, m.Period)
		}
		t.Moved = append(t.Moved, row)
	}
	return t
}

// betweenPage puts two moments side by side and shows only what differs.
type betweenPage struct {
	shell
	Action      string
	Hidden      []pair
	At, And     string
	Left, Right string // the two moments in words
	Nothing     string // why nothing is shown
	Groups      []differGroup
	Then        []link
}

// differGroup are the figures of one measure that differ.
type differGroup struct {
	Name, Of string
	Rows     []differRow
}

type differRow struct {
	What, Before, After string
	Whens               []link // the periods, each to where its figure comes from
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
		At: at.At, And: and, Left: before.says(), Right: after.says(), Nothing: d.Nothing(), Groups: differOf(at, other, d),
		Then: []link{{URL: at.url("aims"), Words: "See the aims at the first moment"}, {URL: other.url("aims"), Words: "See the aims at the second moment"}},
	}
	p.Files = dataLinks(at, "between", "and", and)
	return s.show(w, r, http.StatusOK, "between", p)
}

// differOf links each figure to where it comes from, at the second moment where it is there.
func differOf(at, and where, d reports.Difference) (groups []differGroup) {
	for _, g := range d.Groups() {
		group := differGroup{Name: g.Name, Of: g.Of}
		for _, r := range g.Rows {
			row := differRow{What: r.What, Before: r.Before, After: r.After}
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
	comparison reports.Comparison
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
		c := compared{place: reports.PlaceOf(seen), comparison: reports.ComparisonOf(seen)}
		if e, err := reports.EntryOf(seen, number(c.place.Position)); err == nil {
			c.last = &e.Line
		}
		return c, nil
	})
}
