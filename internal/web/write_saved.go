package web

import (
	"net/http"
	"slices"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/reports"
)

// savedPage says that something is saved, and shows it.
type savedPage struct {
	shell
	Saved []line // what one form saved, in order; none where the views do not show it yet
	Entry string // address of the first of them
	All   string // address of everything that was written down
	Again string // address of an empty form
	Right string // address to put the first of them right; empty: the reader may not
	Next  string // address of the board, where it was an answer and more waits; else empty
	More  []link
	// What was learnt before about what begins: a test, or an aim that is new or changed.
	Before []earlierLine
}

// mostAtOnce is how many entries one form can make: what happened, its number, what was learnt, and a file.
const mostAtOnce = 4

func (s *site) saved(w http.ResponseWriter, r *http.Request) error {
	at, id := ourPlace(r), r.URL.Query().Get("entry")
	var start *reports.Starting
	var own []reports.Earlier
	p, err := seeAt(s, r.Context(), at, func(seen reports.Seen) (savedPage, error) {
		p := savedPage{
			shell: s.shellOf(at, reports.PlaceOf(seen), "saved", "Saved. Thank you."),
			Entry: at.entry(id), All: at.url("entries"), Again: at.url("write"),
		}
		for n := range mostAtOnce {
			e, err := reports.EntryOf(seen, domain.EventID(id, n))
			if domain.KindOf(err) == domain.NotFound {
				break
			}
			if err != nil {
				return p, err
			}
			if n == 0 {
				p.More = writeOn(at, e.Line)
				if isAnswer(e.Kind) && len(reports.BoardOf(seen).Readable()) > 0 {
					p.Next = at.url(loopsName)
				}
				if start = startOf(e); start != nil {
					own = reports.EarlierLearnings(seen, *start, false)
				}
				switch {
				case mayPutRight(seen, e):
					p.Right = at.entry(id) + "/correct"
				case e.Kind == "entry.corrected" || e.Kind == "entry.withdrawn":
					p.Entry = at.entry(plainField(e.Fields, "entry"))
				}
			}
			p.Saved = append(p.Saved, lineOf(e.Line, at))
		}
		return p, nil
	})
	if err != nil {
		return err
	}
	if start != nil {
		if p.Before, err = s.earlier(r, own, *start); err != nil {
			return err
		}
	}
	if len(p.Saved) == 0 {
		if err := s.isKept(r, at.Project, id); err != nil {
			return err
		}
	}
	return s.show(w, r, http.StatusOK, "saved", p)
}

// isAnswer says whether an entry of a kind may answer something that was still to talk about.
func isAnswer(kind string) bool {
	return slices.Contains([]string{"learning.drawn", "change.made", "change.checked", "test.started", "test.concluded", "test.postponed", "response.answered",
		"mending.done", "word.explained", "look_back.answered", "look_back.missed"}, kind)
}

// isKept asks the log itself whether it has an entry: nothing is called saved that is not.
func (s *site) isKept(r *http.Request, project, id string) error {
	events, err := s.events(r.Context(), project)
	if err != nil {
		return err
	}
	me := viewerOf(r.Context()).Person
	for i := range events {
		if events[i].ID == id && (events[i].Actor == me || events[i].Actor == "" && domain.SharedWithGroup(events[i].Sharing)) { // what others keep to themselves is not there
			return nil
		}
	}
	return &domain.Error{Kind: domain.NotFound, Message: "there is no such entry", Value: id, Want: "look at everything that was written down"}
}
