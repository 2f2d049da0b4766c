package web

import (
	"net/http"

	"github.com/desirelines/desirelines/reports"
)

// paperName is the page of cards to write on.
const paperName = "paper"

// paperPage is sheets of cards for people who write on paper: each sheet is one page of A4, with four cards to cut out.
type paperPage struct {
	shell
	Write   string // address where a card is typed in, as people type it
	WriteOn string // address of the form, ready for what came from paper
	Waits   string // address of what is open
	Cards   []paperCard
	Tries   string // the question of a card for a test
	Try     string // address where such a card is typed in, as people type it
	TryOn   string // address of its form, ready for what came from paper
	Test    []paperLine
	Tests   []struct{} // as many cards for tests as fit on a sheet
}

// paperCard is a card for one question of the form. Mark is the shape that tells cards apart in a pile.
type paperCard struct{ Mark, Question, Hint string }

// paperLine is one line of a card for a test.
type paperLine struct {
	Says string
	More bool // it has a second line
}

// onSheet is how many cards a page of A4 holds.
const onSheet = 4

// paperCards are the questions that are asked on paper, four to a sheet. Their words are those of the form.
func paperCards() []paperCard {
	return []paperCard{
		{"circle", questionOf(writeOutcome), "How do you know? You saw it, someone told you, or you counted."},
		{"star", questionOf(writeSurprise), "It does not need to fit an aim."},
		{"triangle", questionOf(writeFailure), "What did you hope for? This helps other people."},
		{"square", questionOf(writeLearning), "What will we do now? Keep going, change it, or stop."},
	}
}

// questionOf is what the form asks for a kind of entry.
func questionOf(kind string) string {
	for _, o := range kindField().Options {
		if o.Name == kind {
			return o.Value
		}
	}
	return ""
}

func (s *site) paper(w http.ResponseWriter, r *http.Request) error {
	at := ourPlace(r)
	place, err := seeAt(s, r.Context(), at, func(seen reports.Seen) (reports.Place, error) { return reports.PlaceOf(seen), nil })
	if err != nil {
		return err
	}
	p := paperPage{
		Waits: at.url("loops"),
		shell: s.shellOf(at, place, paperName, "Cards to write on"), Write: s.hostOf(r) + at.url("write"), WriteOn: at.url("write", "taken", "paper"),
		Cards: paperCards(), Tries: asksTry, Try: s.hostOf(r) + at.url("test"), TryOn: at.url("test", "taken", "paper"), Tests: make([]struct{}, onSheet),
		Test: []paperLine{
			{"We try", true}, {"We think", true}, {"because", true}, {"We will know by", true}, {"Look again on (day):", false},
		},
	}
	return s.show(w, r, http.StatusOK, "paper", p)
}
