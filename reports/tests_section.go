package reports

import (
	"fmt"
	"io"
	"strings"

	"github.com/desirelines/desirelines/domain"
)

// Tests is what the group tried.
type Tests struct {
	Project string  `json:"project"`
	Name    string  `json:"name"`
	KnownAt KnownAt `json:"known_at"`
	AskedOn Day     `json:"asked_on"`
	Tests   []Tried `json:"tests"` // by position; those taken back are left out
}

// Tried is one test from its idea to what came next. Text of its line is the idea.
type Tried struct {
	Line
	Think     SeenText `json:"think"`
	Because   SeenText `json:"because"`
	KnowBy    SeenText `json:"know_by"`
	ReviewOn  Day      `json:"review_on"`
	Aim       string   `json:"aim"`    // the statement of the aim it is about
	Builds    *Line    `json:"builds"` // the learning it builds on
	Notes     []Line   `json:"notes"`
	Ended     *Line    `json:"ended"`     // nil while it runs
	Supported string   `json:"supported"` // yes, partly, no, cannot_tell; empty while it runs, where it was abandoned, or where nobody said
	Next      string   `json:"next"`      // keep, change, stop, too_early
	Abandoned bool     `json:"abandoned"`
	Learnt    []Learnt `json:"learnt"`
	Changed   []Change `json:"changed"` // what changed straight because of it
}

// TestsOf tells what the group tried and what came of it.
func TestsOf(seen Seen) Tests {
	s := seen.look()
	view := s.view()
	summary, _ := view.Summary()
	t := Tests{Project: view.Project, Name: summary.Name, KnownAt: knownAt(view.Known), AskedOn: Day(s.asked.askedOn), Tests: []Tried{}}
	l := s.loops(view)
	for _, row := range l.tests {
		entry := l.entry(row.ID)
		if entry == nil {
			continue
		}
		tried := Tried{
			Line: s.line(entry), ReviewOn: Day(row.ReviewOn), Aim: s.statement(row.Aim), Notes: []Line{}, Supported: row.Supported,
			Next: row.Next, Abandoned: row.Abandoned, Learnt: []Learnt{}, Changed: []Change{},
		}
		if b, ok := entry.Body.(*domain.TestStarted); ok {
			may := s.rights(entry)
			tried.Think, tried.Because, tried.KnowBy = s.open(b.Think, may), s.open(b.Because, may), s.open(b.KnowBy, may)
		}
		tried.Builds = l.line(row.Learning)
		for _, id := range row.Notes {
			if note := l.line(id); note != nil {
				tried.Notes = append(tried.Notes, *note)
			}
		}
		if tried.Ended = l.line(row.Conclusion); tried.Ended != nil {
			end := l.happening(row.Conclusion)
			tried.Learnt, tried.Changed = end.Learnt, end.Changed
		}
		t.Tests = append(t.Tests, tried)
	}
	return t
}

// line returns an entry that is there, or nil.
func (l *loops) line(id string) *Line {
	row := l.entry(id)
	if row == nil {
		return nil
	}
	line := l.s.line(row)
	return &line
}

// Title is what a test is called, shortened where it is long.
func (t Tried) Title() string {
	if t.Text.Empty() {
		return t.Says
	}
	return shorten(sayAlone(t.Text))
}

// Private says whether nothing of what was written may be read.
func (t Tried) Private() bool {
	return t.TextState == TextPrivate && (t.Ended == nil || t.Ended.TextState != TextShown)
}

// Said returns what a test says besides its title, from what was thought to what came next.
func (t Tried) Said() []SaidLine {
	var said []SaidLine
	add := func(code, text string, entry uint64) {
		if text != "" {
			said = append(said, SaidLine{code, LabelWords(code), text, entry})
		}
	}
	if whole := sayAlone(t.Text); whole != "" && t.Title() != whole {
		add("tried", whole, 0)
	}
	add("think", sayAlone(t.Think), 0)
	add("because", sayAlone(t.Because), 0)
	add("know_by", sayAlone(t.KnowBy), 0)
	for _, n := range t.Notes {
		add("noted", sayAlone(n.Text), n.Position)
	}
	switch {
	case t.Ended == nil:
		add("came_of_it", capital(saysRunning), 0)
		if d := domain.Date(t.ReviewOn); d.Known() {
			add("review_on", sayDay(d), 0)
		}
	case t.Abandoned:
		add("abandoned", sayAlone(t.Ended.Text), t.Ended.Position)
	default:
		add("came_of_it", sayAlone(t.Ended.Text), t.Ended.Position)
		add("thought_right", capital(AnswerWords(t.Supported)), t.Ended.Position)
	}
	for _, l := range t.Learnt {
		add("learnt", sayAlone(l.Text), l.Position)
		for _, c := range l.Changed {
			add("changed", sayAlone(c.Text), c.Position)
			addChecks(add, c)
		}
	}
	for _, c := range t.Changed {
		add("changed", sayAlone(c.Text), c.Position)
		addChecks(add, c)
	}
	add("next", capital(in(nextWords[:], t.Next)), 0)
	return said
}

// WriteText writes the tests as text for lines of width characters (0: 80).
func (t Tests) WriteText(w io.Writer, width int) error {
	p := newPage(width)
	t.write(p)
	return p.writeTo(w)
}

func (t Tests) write(p *page) {
	title := SectionWords(SectionTests)
	if t.Name != "" {
		title += ": " + t.Name
	}
	p.heading(title, "=")
	if len(t.Tests) == 0 {
		p.para(saysNoTests)
	}
	first := true
	for _, tried := range t.Tests {
		if tried.Private() {
			continue
		}
		if !first && !p.markdown {
			p.blank()
		}
		first = false
		p.hang("* ", tried.Title()+" "+tried.where())
		for _, s := range tried.Said() {
			p.hang("  > ", s.Label+sayAfter(s.Label)+" "+s.Text)
		}
		tried.Sticky.write(p, "  > ")
	}
	p.sayPrivate(t.KeptPrivate())
}

func (t Tests) table() Table {
	table := newTable("entry", "happened", "what", "think", "because", "know_by", "review_on", "aim", "notes", "ended", "what_came_of_it",
		"supported", "next", "abandoned", "learnt", "changed")
	for _, r := range t.Tests {
		var notes, learnt, changed []string
		for _, n := range r.Notes {
			notes = append(notes, n.Text.String())
		}
		for _, l := range r.Learnt {
			learnt = append(learnt, l.Text.String())
			for _, c := range l.Changed {
				changed = append(changed, c.Text.String())
			}
		}
		for _, c := range r.Changed {
			changed = append(changed, c.Text.String())
		}
		ended, came := "", SeenText{}
		if r.Ended != nil {
			ended, came = fmt.Sprint(r.Ended.Position), r.Ended.Text
		}
		table.add(r.Position, r.Happened, r.Text, r.Think, r.Because, r.KnowBy, r.ReviewOn, r.Aim, strings.Join(notes, "\n"), ended, came,
			r.Supported, r.Next, r.Abandoned, strings.Join(learnt, "\n"), strings.Join(changed, "\n"))
	}
	return table
}
