package web

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/reports"
)

// Rules: each line is one note; an empty line is none. A sign in front is its mark; what follows are its words, as they were written. A line that
// is only "-" is a blank note, one that is only "?" a note that nobody can read; both can stand behind a mark. "[…]", "[...]" and "[?]" stand for
// what cannot be read inside the words; words that are nothing else are a note that nobody can read. "x3" behind a blank at the end says
// that three are alike. In place of a sign its word can stand, alone or with a colon.

// mostNotes is how many notes one form may hold.
const mostNotes = 300

// mostAlike is how many notes one line may stand for.
const mostAlike = 999

// wallSign is a sign that can stand in a line.
type wallSign struct {
	Sign, Words string
	Key         string // the words on its key
	Put         string // where its key puts it: as a mark, as the whole line, here, or at the end of the line
	word        string // what can stand in its place
	mark        string
}

// wallSigns are the signs in the order of their keys.
var wallSigns = [...]wallSign{
	{"+", "I agree", "agree", "mark", "tick", reports.MarkTick},
	{"*", "This is important", "important", "mark", "heart", reports.MarkHeart},
	{">", "I would change or add to this", "change or add", "mark", "bubble", reports.MarkBubble},
	{"#", "I see this differently", "differs", "mark", "square", reports.MarkSquare},
	{"-", "A blank note", "blank", "whole", "blank", ""},
	{"?", "Nobody can read it", "unreadable", "whole", "unreadable", ""},
	{"[?]", "A part cannot be read", "a gap", "here", "", ""},
	{"x3", "Three are alike", "alike", "end", "", ""},
}

// wallNote is what one line says.
type wallNote struct {
	Line                   int // from 1
	Mark, What             string
	Blank, Illegible, Gaps bool
	Count                  int
}

var (
	alike = regexp.MustCompile(`(?i)(?:^|\s+)[x×]\s?([1-9][0-9]{0,2})$`)
	gap   = regexp.MustCompile(`\[\s*(?:…|\.{2,}|\?+)\s*\]`)
)

// readWall reads the lines of a wall, and says in plain words which cannot be saved.
func readWall(text string) (notes []wallNote, wrong []string) {
	n := 0
	for line := range strings.Lines(text) {
		n++
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		note := readNote(line)
		note.Line = n
		if long := utf8.RuneCountInString(note.What); long > domain.MaxWords {
			wrong = append(wrong, fmt.Sprintf("Line %d has %s characters. Write at most %s.", n, thousands(long), thousands(domain.MaxWords)))
		}
		notes = append(notes, note)
	}
	if len(notes) > mostNotes {
		wrong = append(wrong, fmt.Sprintf("There are %d notes. Save at most %d at once. Put the rest in another list.", len(notes), mostNotes))
	}
	return notes, wrong
}

func readNote(line string) wallNote {
	note := wallNote{Count: 1}
	note.Mark, line = readMark(line)
	if m := alike.FindStringSubmatchIndex(line); m != nil && (note.Mark != "" || m[0] > 0) {
		note.Count, _ = strconv.Atoi(line[m[2]:m[3]]) // digits, by the pattern
		line = strings.TrimSpace(line[:m[0]])
	}
	switch rest := strings.ToLower(line); {
	case line == "":
		note.Blank = note.Mark == ""
	case line == "-" || rest == "blank":
		note.Blank = true
	case line == "?" || rest == "unreadable" || strings.TrimSpace(gap.ReplaceAllString(line, "")) == "":
		note.Illegible = true
	default:
		note.What, note.Gaps = line, gap.MatchString(line)
	}
	return note
}

// readMark takes the mark off the beginning of a line.
func readMark(line string) (mark, rest string) {
	for _, s := range wallSigns {
		if s.mark == "" {
			continue
		}
		if rest, is := strings.CutPrefix(line, s.Sign); is {
			return s.mark, strings.TrimSpace(rest)
		}
		if len(line) < len(s.word) || !strings.EqualFold(line[:len(s.word)], s.word) {
			continue
		}
		switch rest := strings.TrimSpace(line[len(s.word):]); {
		case rest == "" || alike.MatchString(rest) && alike.FindStringIndex(rest)[0] == 0:
			return s.mark, rest
		case rest[0] == ':':
			return s.mark, strings.TrimSpace(rest[1:])
		}
	}
	return "", line
}

// Says says how a line was read.
func (n wallNote) Says() string {
	var says []string
	if n.Mark != "" {
		says = append(says, reports.MarkWords(n.Mark))
	}
	switch {
	case n.Blank:
		says = append(says, "Blank")
	case n.Illegible:
		says = append(says, "Nobody can read it")
	case n.Gaps:
		says = append(says, "A part cannot be read")
	}
	if n.Count > 1 {
		says = append(says, fmt.Sprintf("%d alike", n.Count))
	}
	if len(says) == 0 {
		return "Words"
	}
	return strings.Join(says, ". ")
}

// body is the note under a heading.
func (n wallNote) body(entry, heading string) *domain.ResponseGiven {
	b := &domain.ResponseGiven{
		Entry: entry, Heading: heading, Mark: n.Mark, What: domain.Write(n.What), Blank: n.Blank, Illegible: n.Illegible, Gaps: n.Gaps, Count: n.Count,
	}
	if n.Count == 1 {
		b.Count = 0
	}
	return b
}

// saysWall says how many notes were read, and of which sort.
func saysWall(notes []wallNote) string {
	var all, words, blank, illegible int
	marks := map[string]int{}
	for _, n := range notes {
		all += n.Count
		marks[n.Mark] += n.Count
		switch {
		case n.Blank:
			blank += n.Count
		case n.Illegible:
			illegible += n.Count
		case n.What != "":
			words += n.Count
		}
	}
	says := []string{fmt.Sprintf("%d with words", words)}
	for _, s := range wallSigns {
		if n := marks[s.mark]; s.mark != "" && n > 0 {
			says = append(says, fmt.Sprintf("%d with a %s", n, s.word))
		}
	}
	if blank > 0 {
		says = append(says, fmt.Sprintf("%d blank", blank))
	}
	if illegible > 0 {
		says = append(says, fmt.Sprintf("%d that nobody can read", illegible))
	}
	noun := "notes"
	if all == 1 {
		noun = "note"
	}
	return fmt.Sprintf("%d %s: %s.", all, noun, strings.Join(says, ", "))
}
