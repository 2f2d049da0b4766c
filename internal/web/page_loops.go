package web

import (
	"net/http"

	"github.com/desirelines/desirelines/reports"
)

// loopsName is the page of what is still to talk about.
const loopsName = "loops"

// loopsPage is the board of what is still to talk about.
type loopsPage struct {
	shell
	loopsView
	Private string // says that some is kept private; empty: nothing is
	Meet    string // address of the form for a meeting; empty for who does not write
}

// loopsView is the board, whole or in part, as a page shows it.
type loopsView struct {
	Open  []loopLine
	Quiet *quietAsked
}

// loopLine is something that is still to talk about, with the way to answer it.
type loopLine struct {
	reports.Loop
	URL    string // of its entry
	Words  string // its first words
	What   string // what it is, up to the words of people that it is on
	On     string // those words; empty: none are to be said
	Answer link   // without an address for who does not write
	Review *review
}

// review are the buttons that answer for a test with one tap.
type review struct {
	Action, Command string
	Ways            []pair
}

// quietAsked is the question whether something is not being said.
type quietAsked struct {
	Says                     []string
	Action, Command, Meeting string
}

func (s *site) loops(w http.ResponseWriter, r *http.Request) error {
	at := whereOf(r)
	_, ext := cutData(r.URL.Path)
	b, err := see(s, r, func(seen reports.Seen) (seenBoard, error) {
		return seenBoard{reports.PlaceOf(seen), reports.BoardOf(seen)}, nil
	})
	if err != nil {
		return err
	}
	if ext != "" {
		return s.sendData(w, r, at.Project+"-"+loopsName, ext, b.board)
	}
	p := loopsPage{shell: s.shellOf(at, b.place, loopsName, reports.LabelWords("still_to_talk"))}
	p.Live = s.liveOf(at)
	readable := b.board.Readable()
	p.loopsView = s.loopsOf(at, b.board, readable)
	p.Private = reports.SayPrivate(len(b.board.Open) - len(readable))
	p.Files = dataLinks(at, loopsName)
	if s.mayWrite(at) {
		p.Meet = at.url("meeting")
	}
	return s.show(w, r, http.StatusOK, "loops", p)
}

// seenBoard is a board with the place it was seen at.
type seenBoard struct {
	place reports.Place
	board reports.Board
}

// loopsOf is a board, or part of its loops, with the ways to answer where who looks may write.
func (s *site) loopsOf(at where, b reports.Board, list []reports.Loop) (v loopsView) {
	writes := s.mayWrite(at)
	for _, l := range list {
		line := loopLine{Loop: l, URL: at.entry(l.ID), Words: shownOf(l)}
		line.What, line.On = l.OnWhat()
		if writes {
			line.Answer = answerTo(at, l)
			if l.WaitsFor == "conclusion" {
				line.Review = &review{at.entry(l.ID) + "/answer", tapID(at.Project, l.ID, b.KnownAt.Position), nextWays()}
			}
		}
		v.Open = append(v.Open, line)
	}
	if b.Quiet != nil && writes {
		id := b.Quiet.Meeting.ID
		v.Quiet = &quietAsked{saysQuiet(), at.url("silence"), tapID(at.Project, id, b.KnownAt.Position), id}
	}
	return v
}

// homeBoard is what the home of a project shows of the board.
type homeBoard struct {
	loopsView
	Waiting   int        // how many loops are open
	Reviews   []loopLine // a test to look at again, for one tap; none for who does not write
	Loops     string     // address of the board
	Try, Meet string     // addresses of the forms for a test and for a meeting; empty for who does not write
}

// mostAtHome is how many loops the home shows: a test to look at again first, then those whose day came, then the oldest.
const mostAtHome = 3

// boardAtHome is what the group and its evaluators see of the board; others read what is open with what was learnt.
func (s *site) boardAtHome(at where, seen reports.Seen) homeBoard {
	if !reports.PlaceOf(seen).Audience.Words {
		return homeBoard{}
	}
	b := reports.BoardOf(seen)
	var came, rest, again []reports.Loop
	readable, writes := b.Readable(), s.mayWrite(at)
	for _, l := range readable {
		switch {
		case writes && l.WaitsFor == "conclusion" && len(again) < 1:
			again = append(again, l)
		case b.DayCame(l):
			came = append(came, l)
		default:
			rest = append(rest, l)
		}
	}
	rest = append(came, rest...)
	h := homeBoard{loopsView: s.loopsOf(at, b, rest[:min(len(rest), mostAtHome-len(again))]), Waiting: len(readable), Loops: at.url(loopsName)}
	for i := range h.Open { // one is answered here with a tap; the others are one tap away
		h.Open[i].Review = nil
	}
	h.Reviews = s.loopsOf(at, b, again).Open
	if writes {
		h.Try, h.Meet = at.url("test"), at.url("meeting")
	}
	return h
}

// shownOf is what a loop says, shortened where it is long; where it has no words, what it is about.
func shownOf(l reports.Loop) string {
	says, _ := reports.Brief(l.SaysText())
	if says == "" {
		says = l.About
	}
	return says
}

// answerTo is the form that answers a loop, ready for it.
func answerTo(at where, l reports.Loop) link {
	write := func(kind string) string { return at.url("write", "kind", kind, "from", l.ID) }
	switch l.WaitsFor {
	case "learning":
		return link{URL: write(writeLearning), Words: "Write down what we learnt"}
	case "change":
		return link{URL: write(writeChange), Words: "Write down what we will do now"}
	case "check":
		return link{URL: at.entry(l.ID) + "/answer", Words: "Say whether it helped"}
	case "conclusion":
		return link{URL: at.entry(l.ID) + "/answer", Words: "Say what happened"}
	case "test":
		return link{URL: at.url("test", "from", l.ID), Words: "Write down what we will try"}
	case "answer":
		return link{URL: at.entry(l.ID) + "/answer", Words: "Answer it"}
	case "mending":
		return link{URL: at.entry(l.ID) + "/answer", Words: "Say that it is filled"}
	case "meaning":
		return link{URL: at.url(wordsName+"/explain", "from", l.ID), Words: "Say what it means"}
	case "look_back":
		return link{URL: at.url(lookBacksName + "/" + escape(l.ID)), Words: "Say whether it lasted"}
	case "report":
		return link{URL: at.url("write", "kind", writeOutcome, "about", aboutValue(l.Aim, l.Measure)), Words: "Write down the number"}
	}
	return link{URL: at.entry(l.ID), Words: "Look at it"}
}

// goOn is where the group goes on from a section.
func goOn(at where, section string) link {
	switch section {
	case reports.SectionLearning:
		return link{URL: at.url(loopsName), Words: "Answer what is still to talk about"}
	case reports.SectionTests:
		return link{URL: at.url("test"), Words: "Write down what we want to try"}
	}
	return link{}
}
