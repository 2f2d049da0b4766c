package reports

import (
	"io"
)

// Story tells a project to somebody who knows nothing of it, in the order people ask: what did you set out to do, what did you
// try, what happened on the way, what did you learn, what do you do now, what is next. It holds only what may be read.
type Story struct {
	Project  string    `json:"project"`
	Name     string    `json:"name"`
	KnownAt  KnownAt   `json:"known_at"`
	AskedOn  Day       `json:"asked_on"`
	Chapters []Chapter `json:"chapters"` // those that have something to tell
}

func (t Story) tellsNothing() bool { return len(t.Chapters) == 0 }

// Chapter answers one question.
type Chapter struct {
	ID    string      `json:"id"` // set_out, edges, tried, moments, learnt, changed or next
	Title string      `json:"title"`
	Lines []StoryLine `json:"lines"`
}

// StoryLine is one thing that is told. Entry is the number of the entry that says it, 0 for a plain statement.
type StoryLine struct {
	Entry uint64 `json:"entry"`
	ID    string `json:"id"`
	Says  string `json:"says"`
}

// StoryOf tells the story of a project.
func StoryOf(seen Seen) Story {
	s := seen.look()
	view := s.view()
	summary, _ := view.Summary()
	t := Story{Project: view.Project, Name: summary.Name, KnownAt: knownAt(view.Known), AskedOn: Day(s.asked.askedOn), Chapters: []Chapter{}}
	var setOut []StoryLine
	if summary.Question != "" {
		setOut = append(setOut, StoryLine{Says: summary.Question})
	}
	for _, a := range view.Aims() {
		if a.State.InForce() {
			setOut = append(setOut, StoryLine{Entry: a.First.Position, ID: a.First.ID, Says: a.Statement})
		}
	}
	l := s.loops(view)
	tried, next := l.triedAndNext()
	for _, c := range []Chapter{
		{ID: "set_out", Lines: setOut}, {ID: "edges", Lines: edgeLines(seen)}, {ID: "tried", Lines: tried}, {ID: "moments", Lines: s.turningPoints()},
		{ID: "learnt", Lines: l.told("learning")}, {ID: "changed", Lines: l.told("change")}, {ID: "next", Lines: next},
	} {
		if c.Title = in(storyWords[:], c.ID); len(c.Lines) > 0 {
			t.Chapters = append(t.Chapters, c)
		}
	}
	return t
}

// storyLine tells an entry; ok is false where its words may not be read.
func storyLine(l Line) (StoryLine, bool) {
	return StoryLine{l.Position, l.ID, l.Text.Text}, l.TextState == TextShown && !l.Withdrawn
}

func (l *loops) triedAndNext() (tried, next []StoryLine) {
	for _, t := range l.tests {
		line := l.line(t.ID)
		if line == nil {
			continue
		}
		if told, ok := storyLine(*line); ok {
			tried = append(tried, told)
			if t.Conclusion == "" {
				next = append(next, told)
			}
		}
	}
	return tried, next
}

func (l *loops) told(thing string) (lines []StoryLine) {
	for _, r := range l.rows {
		if r.Thing != thing {
			continue
		}
		if told, ok := storyLine(l.step(r.ID).Line); ok {
			lines = append(lines, told)
		}
	}
	return lines
}

// turningPoints are the moments that a group marked itself.
func (s *sight) turningPoints() (lines []StoryLine) {
	for _, m := range inOrder(s.view().Moments(), s.zone) {
		switch m.Kind {
		case "turning_point.chosen", "moment.celebrated", "stage.reached", "project.ended":
		default:
			continue
		}
		if entry, ok := s.entry(m.ID); ok {
			if told, ok := storyLine(s.line(&entry)); ok {
				lines = append(lines, told)
			}
		}
	}
	return lines
}

// WriteText writes the story as text for lines of width characters (0: 80).
func (t Story) WriteText(w io.Writer, width int) error {
	p := newPage(width)
	t.write(p)
	return p.writeTo(w)
}

func (t Story) write(p *page) {
	title := SectionWords(SectionStory)
	if t.Name != "" {
		title += ": " + t.Name
	}
	p.heading(title, "=")
	if len(t.Chapters) == 0 {
		p.para(saysNothingYet)
	}
	for _, c := range t.Chapters {
		p.blank()
		p.heading(c.Title, "-")
		for _, l := range c.Lines {
			p.hang("- ", l.Says)
		}
	}
}

func (t Story) table() Table {
	table := newTable("chapter", "entry", "says")
	for _, c := range t.Chapters {
		for _, l := range c.Lines {
			entry := ""
			if l.Entry > 0 {
				entry = sayNumber(l.Entry)
			}
			table.add(c.ID, entry, l.Says)
		}
	}
	return table
}
