package web

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/reports"
)

// A slip of the finger is more often in a number, a heading or a mark than in words. Of headings, notes and meetings these can be put right too.

const (
	countsBox = "n-"    // begins the name of a box that holds a whole number; behind it stands the field of the entry
	readsBox  = "reads" // whether a note is blank or nobody can read it
)

// plainBoxes are the boxes of a kind that hold no text of people.
func plainBoxes(kind string) []field {
	switch kind {
	case "heading.stated":
		return []field{
			{Name: isBox + "heading", Label: "What is the heading?"}, {Name: isBox + "wall", Label: "Which wall is it?"},
			{Name: countsBox + "stated", Label: "How many notes does the heading say it has?", Hint: "Leave it empty if it says none."},
		}
	case "response.given":
		mark := field{Name: isBox + "mark", Label: "Which mark does it have?", Options: []pair{{"", "None"}}}
		for _, m := range []string{reports.MarkTick, reports.MarkHeart, reports.MarkBubble, reports.MarkSquare} {
			mark.Options = append(mark.Options, pair{m, reports.MarkWords(m)})
		}
		return []field{
			mark, {Name: readsBox, Label: "Can it be read?", Options: []pair{{"", "Yes"}, {"gaps", "A part cannot be read"}, {"blank", "It is blank"}, {"illegible", "Nobody can read it"}, {"untyped", "It is not typed in yet"}}},
			{Name: countsBox + "count", Label: "How many are alike?", Hint: "Leave it empty for one."},
		}
	case "meeting.held":
		return []field{
			{Name: countsBox + "lived", Label: "How many came who know it from living it?"},
			{Name: countsBox + "professional", Label: "How many came who know it from working with it?"},
			{Name: countsBox + "both", Label: "How many came who know it from both?"},
			{Name: countsBox + "not_said", Label: "How many came and did not say?"},
			{Name: isBox + "format", Label: "How did we meet?", Options: meetingWays()},
		}
	}
	return nil
}

// readings are the fields that say how far a note can be read.
var readings = [...]string{"gaps", "blank", "illegible", "untyped"}

// plainSays is what stood in a box of plainBoxes that is not one of words.
func plainSays(members map[string]any, box string) string {
	if box == readsBox {
		i := slices.IndexFunc(readings[:], func(name string) bool { return members[name] == true })
		if i < 0 {
			return ""
		}
		return readings[i]
	}
	n, _ := members[strings.TrimPrefix(box, countsBox)].(json.Number)
	return n.String()
}

// setPlain puts a number, or how far a note can be read, into a body, or notes what is wrong with it.
func (a *answers) setPlain(with map[string]any, box string) {
	text := a.text(box)
	if box == readsBox {
		a.mustChoose(box, readings[:]...)
		for _, name := range readings {
			delete(with, name)
		}
		if text != "" {
			with[text] = true
		}
		return
	}
	name := strings.TrimPrefix(box, countsBox)
	delete(with, name)
	if text == "" {
		return
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 || n > mostPeople {
		a.wrong(box, "Write a number in digits, such as 7. Or leave it empty.")
		return
	}
	with[name] = n
}

// isPlain says whether a box holds a number or how far a note can be read.
func isPlain(box string) bool { return box == readsBox || strings.HasPrefix(box, countsBox) }

// wordsOfNote notes where a note would say nothing, or say of words that are not there how they can be read.
func (a *answers) wordsOfNote(b domain.Body) {
	n, is := b.(*domain.ResponseGiven)
	if !is {
		return
	}
	words, _ := n.What.Reveal(nil)
	switch {
	case n.Gaps && strings.TrimSpace(words) == "":
		a.wrong(isBox+"what", "Write what can be read of it.")
	case (n.Blank || n.Illegible || n.Untyped) && strings.TrimSpace(words) != "":
		a.wrong(readsBox, "This note has words. Choose another answer, or take the words out.")
	case n.Mark == "" && strings.TrimSpace(words) == "" && !n.Blank && !n.Illegible && !n.Untyped:
		a.wrong(readsBox, "The note would say nothing. Choose what is right, or take it back.")
	}
}
