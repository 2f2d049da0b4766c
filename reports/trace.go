package reports

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/aimed"
	"github.com/desirelines/desirelines/projections"
)

// Trace is the whole way to an entry and from it: what led to it, what led to that, and so on to the first; and what came of it in the
// same way. Entries that the audience may not know of are not there, nor what is reached through them alone.
type Trace struct {
	Project string      `json:"project"`
	KnownAt KnownAt     `json:"known_at"`
	Entry   Line        `json:"entry"`
	Before  []TraceStep `json:"before"`  // by position
	After   []TraceStep `json:"after"`   // by position
	Figures []TracedIn  `json:"figures"` // in order of the comparison: those it, or a correction of it, counts in or was left out of
	CameIn  *Line       `json:"came_in"` // the entry that says with which file it came in; null: with none
}

// TraceStep is one entry on the way, and the entries nearer to the traced one that it is tied to.
type TraceStep struct {
	Line
	Steps int         `json:"steps"` // how far it is from the traced entry, from 1
	Ties  []aimed.Ref `json:"ties"`  // by position
}

// TracedIn is a figure that an entry has to do with. Why is empty where the entry counts in it, else a sentence that says why it does not.
type TracedIn struct {
	Aim     string       `json:"aim"`
	Measure string       `json:"measure"`
	Period  string       `json:"period"`
	Name    string       `json:"name"` // of the measure
	When    string       `json:"when"` // the period in words
	Status  aimed.Status `json:"status"`
	Why     string       `json:"why"`
	By      aimed.Ref    `json:"by"` // the entry that counts: the traced one or a correction of it
}

// TraceOf traces an entry that is named by its id or its number. One that is hidden is NotFound, as one that does not exist.
func TraceOf(seen Seen, which string) (Trace, error) {
	s := seen.look()
	rows, start, err := s.entryAmong(which)
	if err != nil {
		return Trace{}, err
	}
	t := Trace{Project: s.base.Project, KnownAt: knownAt(s.base.Known), Entry: s.line(&rows[start])}
	back := ties(rows)
	t.Before = s.walkFrom(rows, start, back)
	t.After = s.walkFrom(rows, start, turned(back))
	if line, ok := s.cameIn(rows, &rows[start]); ok {
		t.CameIn = &line
	}
	t.Figures = tracedIn(ComparisonOf(seen), sameEntry(rows, &rows[start]))
	return t, nil
}

// ties are, for each entry, the indexes of those that led to it: its cause and what it names.
func ties(rows []projections.EntryRow) [][]int {
	at := make(map[string]int, len(rows))
	for i := range rows {
		at[rows[i].ID] = i
	}
	led := make([][]int, len(rows))
	for i := range rows {
		for _, id := range append(refsOf(rows[i].Body), rows[i].Cause) {
			if from, ok := at[id]; ok && from != i && !slices.Contains(led[i], from) {
				led[i] = append(led[i], from)
			}
		}
		slices.Sort(led[i])
	}
	return led
}

// turned are the same ties seen from the other end.
func turned(led [][]int) [][]int {
	came := make([][]int, len(led))
	for i, list := range led {
		for _, from := range list {
			came[from] = append(came[from], i)
		}
	}
	return came
}

// walkFrom collects what can be reached from an entry, nearest first, and returns it by position. Entries that name each other are met once.
func (s *sight) walkFrom(rows []projections.EntryRow, start int, ties [][]int) []TraceStep {
	far := map[int]int{start: 0}
	nearer := map[int][]aimed.Ref{}
	for queue := []int{start}; len(queue) > 0; queue = queue[1:] {
		here := queue[0]
		for _, next := range ties[here] {
			steps, met := far[next]
			if !met {
				steps = far[here] + 1
				far[next] = steps
				queue = append(queue, next)
			}
			if steps > far[here] {
				nearer[next] = append(nearer[next], refOf(&rows[here]))
			}
		}
	}
	list := make([]TraceStep, 0, len(far)-1)
	for i := range rows {
		if steps := far[i]; steps > 0 {
			list = append(list, TraceStep{Line: s.line(&rows[i]), Steps: steps, Ties: byNumber(nearer[i])})
		}
	}
	return list
}

func byNumber(list []aimed.Ref) []aimed.Ref {
	slices.SortFunc(list, func(a, b aimed.Ref) int { return compareUint(a.Position, b.Position) })
	return list
}

// sameEntry are the ids under which an entry counts: its own, and those of its corrections, since a corrected entry counts as the newest says.
func sameEntry(rows []projections.EntryRow, row *projections.EntryRow) map[string]bool {
	if c, ok := row.Body.(*domain.EntryCorrected); ok {
		if i := slices.IndexFunc(rows, func(r projections.EntryRow) bool { return r.ID == c.Entry }); i >= 0 {
			row = &rows[i]
		}
	}
	ids := map[string]bool{row.ID: true}
	for _, c := range row.Corrections {
		ids[c.ID] = true
	}
	return ids
}

// tracedIn are the figures that name one of these entries. A figure counts an entry once, however often it was corrected.
func tracedIn(c Comparison, ids map[string]bool) []TracedIn {
	list := []TracedIn{}
	for _, a := range c.Aims {
		for _, m := range a.Measures {
			for _, f := range m.named() {
				in := TracedIn{Aim: a.ID, Measure: m.ID, Period: f.id, Name: m.Title(), When: periodWords(f.id, f.Figure), Status: f.Status}
				if i := slices.IndexFunc(f.Entries, func(r aimed.Ref) bool { return ids[r.ID] }); i >= 0 {
					in.By = f.Entries[i]
					list = append(list, in)
				} else if i := slices.IndexFunc(f.LeftOut, func(l aimed.LeftOut) bool { return ids[l.ID] }); i >= 0 {
					out := f.LeftOut[i]
					in.Why, in.By = string(out.Why), aimed.Ref{ID: out.ID, Position: out.Position}
					list = append(list, in)
				}
			}
		}
	}
	return list
}

// Says is the figure in words and whether the entry counts in it.
func (t TracedIn) Says(of uint64) string {
	says := t.Name + ", " + t.When
	switch {
	case t.Why != "":
		return says + ": it does not count. " + sentence(t.Why)
	case t.By.Position != of:
		return says + ": it counts as entry" + joined + sayNumber(t.By.Position) + " says."
	}
	return says + ": it counts."
}

// Tied says which entries a step is tied to: "by way of entry 4, entry 7".
func (t TraceStep) Tied() string {
	return "by way of " + entryList(t.Ties)
}

// WriteText writes the trace as text for lines of width characters (0: 80).
func (t Trace) WriteText(w io.Writer, width int) error {
	p := newPage(width)
	p.heading(fmt.Sprintf("The way to entry %d and from it", t.Entry.Position), "=")
	p.para(capital(t.Entry.day()) + ". " + t.Entry.say())
	if t.CameIn != nil {
		p.para("It came in with a file: " + t.CameIn.say())
	}
	writeSteps(p, "What led to it", t.Before, "Nothing was written down that led to it.")
	writeSteps(p, "What came of it", t.After, "Nothing was written down yet that came of it.")
	if len(t.Figures) > 0 {
		p.blank()
		p.heading("The figures it belongs to", "-")
		for _, f := range t.Figures {
			p.hang("- ", f.Says(t.Entry.Position))
		}
	}
	return p.writeTo(w)
}

func writeSteps(p *page, title string, list []TraceStep, none string) {
	p.blank()
	p.heading(title, "-")
	if len(list) == 0 {
		p.para(none)
	}
	for _, step := range list {
		says := capital(step.day()) + ". " + step.say()
		if step.Steps > 1 {
			says = strings.TrimSuffix(says, ".") + ", " + step.Tied()
		}
		p.hang("- ", says)
	}
}
