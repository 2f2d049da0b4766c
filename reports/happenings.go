package reports

import (
	"slices"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/aimed"
)

// Happenings is one of three sections that look alike: what went as hoped, what did not, and what surprised. Nobody is told
// one of them larger or earlier than another.
type Happenings struct {
	Section string       `json:"section"` // worked, did_not_work or surprises
	Project string       `json:"project"`
	Name    string       `json:"name"`
	KnownAt KnownAt      `json:"known_at"`
	AskedOn Day          `json:"asked_on"`
	Items   []Happening  `json:"items"`   // by position
	Figures []FigureLine `json:"figures"` // measures that were met, or were not and have ended; of surprises none
	Beyond  []Line       `json:"beyond"`  // of surprises: outcomes that fit no aim; else none
	// InTheWay is what the group said stands in its way; of what did not go as hoped, else none.
	InTheWay []Line `json:"in_the_way"`
}

// Happening is one entry with what the group hoped, why it came so, what was learnt and what changed. Text of its line is
// what happened. Texts that its kind has not are empty.
type Happening struct {
	Line
	Tried   *Line    `json:"tried"`   // of a test that ended: what was tried
	Hoped   SeenText `json:"hoped"`   // what was hoped for; of a test what the group thought
	Because SeenText `json:"because"` // of a test: why it thought so
	Why     SeenText `json:"why"`     // of a failure: why it came otherwise
	Helped  SeenText `json:"helped"`  // of a surprise: what helped it happen
	Answer  string   `json:"answer"`  // of a test or a check yes, partly, no or cannot_tell; of a surprise wanted, unwanted or both
	Sure    string   `json:"sure"`    // of a surprise: very, quite or not_sure
	Next    string   `json:"next"`    // of a test: keep, change, stop or too_early
	Aim     string   `json:"aim"`     // the statement of the aim it is about
	Learnt  []Learnt `json:"learnt"`
	Changed []Change `json:"changed"` // what changed straight because of it
}

// Learnt is a learning with what changed because of it.
type Learnt struct {
	Line
	Changed []Change `json:"changed"`
}

// FigureLine is a measure with how it stands over all its periods, in words.
type FigureLine struct {
	Aim       string       `json:"aim"`
	Statement string       `json:"statement"`
	Measure   string       `json:"measure"`
	Name      string       `json:"name"`
	Says      string       `json:"says"` // what happened, with its whole
	Status    aimed.Status `json:"status"`

	measure Measure
}

// Title is the name of the measure, with what has to be known to read its figure.
func (f FigureLine) Title() string {
	if title := f.measure.Title(); title != "" {
		return title
	}
	return f.Name
}

// Stands is how the figure stands, in words.
func (f FigureLine) Stands() string { return StatusWords(f.measure.Kind, f.Status) }

// Title is what a happening is called: what was tried, else what happened, shortened where it is long.
func (h Happening) Title() string { return shorten(h.title()) }

func (h Happening) title() string {
	if h.Tried != nil && h.Tried.TextState == TextShown {
		return h.Tried.Text.Text
	}
	if h.Text.Empty() {
		return h.Says
	}
	return sayAlone(h.Text)
}

// Whole says whether the title already holds all that happened.
func (h Happening) Whole() bool {
	return h.Text.Empty() || (h.Tried == nil || h.Tried.TextState != TextShown) && h.Title() == sayAlone(h.Text)
}

// Private says whether nothing of what was written may be read.
func (h Happening) Private() bool {
	return h.TextState == TextPrivate && (h.Tried == nil || h.Tried.TextState == TextPrivate)
}

// WorkedOf tells what went as the group hoped: tests that were right or partly so, changes that helped, measures met.
func WorkedOf(seen Seen) Happenings {
	s := seen.look()
	h, l := s.happenings(SectionWorked)
	for _, r := range l.rows {
		switch {
		case r.Thing == "test" && (r.Result == "yes" || r.Result == "partly"):
			h.Items = append(h.Items, l.happening(r.ID))
		case r.Thing == "change" && l.helped(r.ID):
			item := l.happening(r.ID)
			item.Answer = "yes"
			h.Items = append(h.Items, item)
		}
	}
	h.Figures = s.standing(true, aimed.Exceeded, aimed.Met, aimed.Kept)
	return h
}

// DidNotWorkOf tells what did not go as the group hoped: failures shared, tests that were wrong, measures that ended below
// their aim; each with what was learnt from it and what changed.
func DidNotWorkOf(seen Seen) Happenings {
	s := seen.look()
	h, l := s.happenings(SectionDidNotWork)
	for _, r := range l.rows {
		if r.Thing == "failure" || r.Thing == "test" && r.Result == "no" {
			h.Items = append(h.Items, l.happening(r.ID))
		}
	}
	for _, id := range s.inTheWay() {
		if row, ok := s.entry(id); ok {
			h.InTheWay = append(h.InTheWay, s.line(&row))
		}
	}
	h.Figures = s.standing(false, aimed.NoChange, aimed.Short, aimed.MovedAway, aimed.NotKept)
	return h
}

// inTheWay are the entries that name something in the way.
func (s *sight) inTheWay() (ids []string) {
	for _, m := range s.base.MomentsOf("problem.named") { // only of these it is asked whether they may be known
		if !m.Withdrawn && s.isThere(m.ID) {
			ids = append(ids, m.ID)
		}
	}
	return ids
}

// SurprisesOf tells what surprised the group, and what happened that fits no aim.
func SurprisesOf(seen Seen) Happenings {
	s := seen.look()
	h, l := s.happenings(SectionSurprises)
	for _, r := range l.rows {
		if r.Thing == "surprise" {
			h.Items = append(h.Items, l.happening(r.ID))
		}
	}
	for _, o := range s.base.OutcomesBeyond() {
		if row, ok := s.entry(o.Entry); ok {
			h.Beyond = append(h.Beyond, s.line(&row))
		}
	}
	return h
}

func (s *sight) happenings(section string) (Happenings, *loops) {
	view := s.view()
	summary, _ := view.Summary()
	return Happenings{
		Section: section, Project: view.Project, Name: summary.Name, KnownAt: knownAt(view.Known), AskedOn: Day(s.asked.askedOn),
		Items: []Happening{}, Figures: []FigureLine{}, Beyond: []Line{}, InTheWay: []Line{},
	}, s.loops(view)
}

// helped says whether somebody found that a change helped.
func (l *loops) helped(change string) bool {
	return slices.ContainsFunc(l.from[change], func(id string) bool { r := l.byID[id]; return r.Thing == "check" && r.Result == "yes" })
}

// happening puts together what is known about an entry.
func (l *loops) happening(id string) Happening {
	row, s := l.entry(id), l.s
	if row == nil {
		return Happening{Learnt: []Learnt{}, Changed: []Change{}}
	}
	h := Happening{Line: s.line(row), Learnt: []Learnt{}, Changed: list(l.changes(id))}
	may := s.rights(row)
	switch b := row.Body.(type) {
	case *domain.FailureShared:
		h.Hoped, h.Why, h.Aim = s.open(b.Hoped, may), s.open(b.Why, may), s.statement(b.Aim)
	case *domain.SurpriseNoticed:
		h.Helped, h.Answer, h.Sure, h.Aim = s.open(b.Helped, may), b.Welcome, b.Sure, s.statement(b.Aim)
	case *domain.TestConcluded:
		h.Answer, h.Next = b.Supported, b.Next
		l.addTest(&h, b.Test)
	case *domain.ChangeMade:
		h.Aim = s.statement(b.Aim)
	}
	for _, to := range l.from[id] {
		if l.byID[to].Thing == "learning" {
			h.Learnt = append(h.Learnt, Learnt{l.step(to).Line, list(l.changes(to))})
		}
	}
	return h
}

// addTest adds what was tried and thought to the end of a test.
func (l *loops) addTest(h *Happening, test string) {
	row := l.entry(test)
	if row == nil {
		return
	}
	tried := l.s.line(row)
	h.Tried = &tried
	if b, ok := row.Body.(*domain.TestStarted); ok {
		may := l.s.rights(row)
		h.Hoped, h.Because, h.Aim = l.s.open(b.Think, may), l.s.open(b.Because, may), l.s.statement(b.Aim)
	}
}

// standing returns the measures in force that stand at one of these, by the figure that their aim counts and its table shows; early is
// whether that counts while periods still run.
func (s *sight) standing(early bool, at ...aimed.Status) []FigureLine {
	lines := []FigureLine{}
	for _, a := range s.compare() {
		if !a.Aim.State.InForce() {
			continue
		}
		for _, m := range a.Measures {
			measure := s.measure(m)
			if f := measure.Figure(); !m.Measure.Retired && (early || !measure.Overall.InProgress) && slices.Contains(at, f.Status) {
				lines = append(lines, FigureLine{
					a.Aim.Aim, a.Aim.Statement, measure.ID, measure.Name, f.sayActual(measure), f.Status, measure,
				})
			}
		}
	}
	return lines
}
