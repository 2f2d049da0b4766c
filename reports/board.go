package reports

import (
	"slices"
	"strings"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/projections"
)

// Board is all that is still to talk about, for the group. Its loops are those of the learning log.
type Board struct {
	Project string  `json:"project"`
	Name    string  `json:"name"`
	KnownAt KnownAt `json:"known_at"`
	AskedOn Day     `json:"asked_on"`
	Quiet   *Quiet  `json:"quiet"` // the question whether something is not being said; nil: there is nothing to ask
	Open    []Loop  `json:"open"`  // those whose day came first, then the one that is open longest
}

// What an open loop waits for.
const (
	waitLearning   = "learning"
	waitChange     = "change"
	waitCheck      = "check"
	waitConclusion = "conclusion"
	waitTest       = "test"
	waitAnswer     = "answer"
	waitMending    = "mending"
	waitMeaning    = "meaning"
	waitLookBack   = "look_back"
	waitReport     = "report"
)

// Loop is an entry that nobody has answered yet.
type Loop struct {
	Step
	WaitsFor string `json:"waits_for"` // learning, change, check, conclusion, test, answer, mending, meaning, look_back or report
	// Days is how long it has been open on the day asked, at least 0: since the day that was set for it where that day opened it (a
	// review, a look-back, a report), else since it happened or was recorded.
	Days int `json:"days"`
	Due  Day `json:"due"` // the day that was set for it; null: none
	// From what a gap of the record can be filled, and by whom, in roles; empty for all else.
	From SeenText `json:"from"`
	By   SeenText `json:"by"`
	// The measure that a report is missing for; empty for all else.
	Aim     string `json:"aim"`
	Measure string `json:"measure"`

	dated bool   // it is open since its day
	on    string // what a note is on, in people's words, as far as these may be read
	under bool   // that is the heading of a wall
}

// BoardOf tells what is still to talk about.
func BoardOf(seen Seen) Board {
	s := seen.look()
	view := s.view()
	summary, _ := view.Summary()
	return Board{
		Project: view.Project, Name: summary.Name, KnownAt: knownAt(view.Known), AskedOn: Day(s.asked.askedOn),
		Quiet: s.quiet(view), Open: s.loops(view).open(view),
	}
}

// Readable are the loops of which something may be read.
func (b Board) Readable() []Loop {
	list := []Loop{}
	for _, l := range b.Open {
		if !l.Private() {
			list = append(list, l)
		}
	}
	return list
}

// DayCame says whether the day that was set for a loop has come on the day asked; false where none was set.
func (b Board) DayCame(l Loop) bool {
	due := domain.Date(l.Due)
	return due.Known() && !due.Last().After(domain.Date(b.AskedOn))
}

// open returns the loops that nobody has closed: first those whose day came, then the longest open. Outside the group and its evaluators only those of the
// learning are told: what a record lacks is its makers' own affair.
func (l *loops) open(view projections.View) []Loop {
	return l.openOf(view, l.s.lens.Audience.inside())
}

// openOf is open with what a record lacks, or without.
func (l *loops) openOf(view projections.View, lacks bool) []Loop {
	o := &openLoops{loops: l, list: []Loop{}}
	o.steps()
	o.reviews()
	if lacks {
		o.problems(view)
		o.challenges(view)
		o.mendings(view)
		o.meanings(view)
		o.dates(view)
	}
	slices.SortStableFunc(o.list, func(a, b Loop) int {
		if x, y := o.came(domain.Date(a.Due).Last()), o.came(domain.Date(b.Due).Last()); x != y {
			if x {
				return -1
			}
			return 1
		}
		if a.Days != b.Days {
			return b.Days - a.Days
		}
		return compareUint(a.Position, b.Position)
	})
	return o.list
}

// openLoops gathers what is open from each source.
type openLoops struct {
	*loops
	list []Loop
}

// add adds an entry that waits for something since it happened.
func (o *openLoops) add(id, waits string, when projections.When) *Loop {
	return o.since(id, waits, when.Day(o.zone))
}

// due adds what waits since a day that was set for it.
func (o *openLoops) due(id, waits string, day domain.Date) *Loop {
	l := o.since(id, waits, day)
	l.Due, l.dated = Day(day), true
	return l
}

func (o *openLoops) since(id, waits string, day domain.Date) *Loop {
	none := SeenText{State: TextEmpty}
	days := max(0, day.Days(o.s.asked.askedOn))
	o.list = append(o.list, Loop{Step: o.step(id), WaitsFor: waits, Days: days, From: none, By: none})
	return &o.list[len(o.list)-1]
}

// came says whether a day has come.
func (o *openLoops) came(day domain.Date) bool { return day.Known() && !day.After(o.s.asked.askedOn) }

// steps are what did not go as hoped, what surprised and what was tried with no learning, a learning with no change, and a change
// that nobody checked.
func (o *openLoops) steps() {
	for i := range o.rows {
		r := &o.rows[i]
		switch r.Thing {
		case "failure", "surprise", "test":
			if !o.ledTo(r.ID, "learning") && !o.ledTo(r.ID, "change") {
				o.add(r.ID, waitLearning, r.When)
			}
		case "learning":
			if !o.ledTo(r.ID, "change") && len(o.nextOf[r.ID]) == 0 {
				o.add(r.ID, waitChange, r.When)
			}
		case "change":
			if !o.ledTo(r.ID, "check") {
				o.add(r.ID, waitCheck, r.When)
			}
		}
	}
}

// reviews are tests that the group wanted to look at again by now.
func (o *openLoops) reviews() {
	for _, t := range o.tests {
		if t.Conclusion == "" && o.came(t.ReviewOn.Last()) {
			o.due(t.ID, waitConclusion, t.ReviewOn.Last())
		}
	}
}

// problems are things in the way that nothing was tried or changed about.
func (o *openLoops) problems(view projections.View) {
	met := map[string]bool{} // a test that names the problem closes it in its row; one that it led to does as well
	for _, t := range o.tests {
		if row := o.entry(t.ID); row != nil {
			met[row.Cause] = true
		}
	}
	for _, r := range view.Loops() {
		if r.Thing == "problem" && !r.Withdrawn && !r.Closed && !met[r.ID] && !o.ledTo(r.ID, "change") {
			o.add(r.ID, waitTest, r.When)
		}
	}
}

// challenges are squares that nobody answered, on something that still stands.
func (o *openLoops) challenges(view projections.View) {
	for _, n := range view.Notes() {
		if n.Open() && !o.gone(n.Entry) {
			l := o.add(n.ID, waitAnswer, n.When)
			l.on, l.under = o.s.notedOn(n)
		}
	}
}

// notedOn is what a note is on, in people's words, and whether that is the heading of a wall; empty where it may not be read.
func (s *sight) notedOn(n projections.NoteRow) (words string, under bool) {
	row, ok := s.entry(n.Entry)
	if ok {
		if b, is := row.Body.(*domain.HeadingStated); is {
			return b.Heading, true
		}
	}
	switch {
	case n.Heading != "":
		return n.Heading, true
	case n.Aim != "":
		words = s.statement(n.Aim)
	case ok:
		if text := s.mainText(&row); text.State == TextShown {
			words = text.Text
		}
	}
	const first = 8 // of a long text the beginning tells which it is
	if list := strings.Fields(words); len(list) > first {
		words = strings.Join(list[:first], " ") + " …"
	}
	return words, false
}

// gone says whether an entry was taken back.
func (o *openLoops) gone(id string) bool {
	row := o.entry(id)
	return row != nil && row.Withdrawn != nil
}

// mendings are gaps that somebody promised to fill.
func (o *openLoops) mendings(view projections.View) {
	for _, r := range view.Loops() {
		row := o.entry(r.ID)
		if r.Thing != "mending" || r.Withdrawn || r.Closed || row == nil {
			continue
		}
		b, ok := row.Body.(*domain.MendingPromised)
		if !ok || o.gone(b.Entry) {
			continue
		}
		may, l := o.s.rights(row), o.add(r.ID, waitMending, r.When)
		l.From, l.By, l.Due = o.s.open(b.From, may), o.s.open(b.By, may), Day(b.Due)
	}
}

// meanings are words that somebody asked about and nobody explained.
func (o *openLoops) meanings(view projections.View) {
	for _, w := range view.Words() {
		if w.Open() && !o.gone(w.Entry) {
			o.add(w.ID, waitMeaning, w.When)
		}
	}
}

// dates are look-backs that are due and, once for each measure, the first period that ended without an outcome.
func (o *openLoops) dates(view projections.View) {
	lacks := map[string]bool{}
	for _, d := range projections.Dates(view) {
		switch {
		case !o.came(d.Due):
		case d.What == domain.DueLookBack:
			o.due(d.Entry, waitLookBack, d.Due)
		case d.What == domain.DueReport && d.Due.Before(o.s.asked.askedOn) && !lacks[projections.MeasureID(d.Aim, d.Measure)]:
			lacks[projections.MeasureID(d.Aim, d.Measure)] = true
			if id := o.began(view, d.Aim, d.Measure); id != "" {
				l := o.due(id, waitReport, d.Due)
				l.Aim, l.Measure = d.Aim, d.Measure
			}
		}
	}
}

// began is the entry that added a measure; empty where that may not be known.
func (o *openLoops) began(view projections.View, aim, measure string) string {
	for _, m := range view.Measures() {
		if m.Aim == aim && m.Measure == measure && o.entry(m.First.ID) != nil {
			return m.First.ID
		}
	}
	return ""
}
