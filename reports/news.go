package reports

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/desirelines/desirelines/domain"
)

// News is what is new in a project, for the group's own chat: how many things of which kind, which aims stand otherwise, what is due.
// It has no words that people wrote but those of aims.
type News struct {
	Name     string
	Position uint64 // up to which entry it tells
	Since    string // the day of the entry it starts after, in words; empty: from the start
	Kinds    []NewsKind
	Aims     []NewsAim
	Waiting  int // how many things wait for the group
	Words    int // words that nobody has explained yet
}

// NewsKind says how many entries of a kind there are.
type NewsKind struct {
	Says  string
	Count int
}

// NewsAim is an aim that stands otherwise than before.
type NewsAim struct {
	Statement     string
	Before, After string // in words; Before is empty where it was not there
}

// newsKinds are the kinds that news count, with their words for one and for several.
var newsKinds = [...]struct{ kind, one, many string }{
	{"outcome.recorded", "thing that happened", "things that happened"},
	{"test.started", "thing we try", "things we try"},
	{"test.concluded", "thing we tried that ended", "things we tried that ended"},
	{"failure.shared", "thing that did not go as we hoped", "things that did not go as we hoped"},
	{"surprise.noticed", "surprise", "surprises"},
	{"learning.drawn", "thing we learnt", "things we learnt"},
	{"change.made", "thing we do now", "things we do now"},
	{"response.given", "note", "notes"},
	{"aim.raised", "new question", "new questions"},
	{"aim.agreed", "aim we agreed on", "aims we agreed on"},
	{"aim.revised", "aim in new words", "aims in new words"},
	{"decision.made", "decision", "decisions"},
	{"look_back.answered", "answer to “Did it last?”", "answers to “Did it last?”"},
	{"problem.named", "thing in the way", "things in the way"},
	{"meeting.held", "meeting", "meetings"},
	{"edge.stated", "thing we cannot decide freely", "things we cannot decide freely"},
	{"edge.moved", "change in what we can decide", "changes in what we can decide"},
	{"word.asked", "word somebody asked about", "words somebody asked about"},
	{"word.explained", "word explained", "words explained"},
}

// NewsOf tells what is new after an entry; 0 is from the start. then is the project as it stood at that entry, the zero value where it is not asked.
func NewsOf(seen Seen, since uint64, then Comparison) News {
	s := seen.look()
	view := s.view()
	summary, _ := view.Summary()
	n := News{Name: summary.Name, Position: view.Known.Position}
	counts := map[string]int{}
	for _, row := range s.base.Entries() {
		if row.Position == since {
			n.Since = sayDay(domain.DateOf(time.Unix(0, row.RecordedHere).In(s.zone)))
		}
		if row.Position > since && row.Withdrawn == nil && s.isThere(row.ID) && slices.Contains(s.sharing(&row), groupID) {
			counts[row.Kind] += alike(row.Body)
		}
	}
	for _, k := range newsKinds {
		if c := counts[k.kind]; c > 0 {
			n.Kinds = append(n.Kinds, NewsKind{count(c, k.one, k.many), c})
		}
	}
	n.Aims = s.movedAims(then, ComparisonOf(seen))
	n.Waiting, n.Words = len(WaitingOf(seen)), len(AskedWordsOf(seen))
	return n
}

// alike is how many an entry stands for: notes that are alike are counted as their walls do.
func alike(body domain.Body) int {
	if b, is := body.(*domain.ResponseGiven); is {
		return max(1, b.Count)
	}
	return 1
}

// movedAims are the aims that stand otherwise than they did, those alone whose words all of the group reads.
func (s *sight) movedAims(then, now Comparison) (list []NewsAim) {
	for _, a := range now.Aims {
		if !s.openAim(a.ID) {
			continue
		}
		i := slices.IndexFunc(then.Aims, func(b Aim) bool { return b.ID == a.ID })
		switch {
		case i < 0:
			continue // it is new, and is counted as that
		case then.Aims[i].State != a.State:
			list = append(list, NewsAim{a.Statement, in(stateWords[:], string(then.Aims[i].State)), in(stateWords[:], string(a.State))})
		case then.Aims[i].Counted != a.Counted:
			list = append(list, NewsAim{a.Statement, CountedWords(then.Aims[i].Counted), CountedWords(a.Counted)})
		}
	}
	return list
}

// PositionOn returns the number of the last entry that was written down before a day; 0 where there is none.
func PositionOn(seen Seen, day domain.Date) uint64 {
	s := seen.look()
	var last uint64
	for _, row := range s.base.Entries() {
		if domain.DateOf(time.Unix(0, row.RecordedHere).In(s.zone)).Before(day) {
			last = row.Position
		}
	}
	return last
}

// New says whether there is anything to tell.
func (n News) New() bool { return len(n.Kinds) > 0 || len(n.Aims) > 0 }

// WriteText writes the news as short lines for a chat; home is the address of the project.
func (n News) WriteText(w io.Writer, home string) error {
	var b strings.Builder
	if n.Since == "" {
		b.WriteString("What we have so far:\n")
	} else {
		fmt.Fprintf(&b, "New since %s:\n", n.Since)
	}
	for _, k := range n.Kinds {
		b.WriteString("- " + k.Says + "\n")
	}
	if !n.New() {
		b.WriteString("Nothing new.\n")
	}
	for _, a := range n.Aims {
		fmt.Fprintf(&b, "Our aim “%s”: before %s, now %s.\n", oneLine(a.Statement), a.Before, a.After)
	}
	if n.Waiting > 0 {
		fmt.Fprintf(&b, "Waiting for us: %s.\n", count(n.Waiting, "thing", "things"))
	}
	if n.Words > 0 {
		fmt.Fprintf(&b, "Words to explain: %d.\n", n.Words)
	}
	if home != "" {
		b.WriteString("Read it here: " + home + "\n")
	}
	_, err := io.WriteString(w, Harmless(b.String()))
	return err
}
