package web

import (
	"net/http"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/reports"
)

// finishName is the page that ends a project, or opens it again.
const finishName = "finish"

// finishPage says that a project is over, and plans when to look back; of one that is over it says that it goes on.
type finishPage struct {
	shell
	asked
	Ended        bool
	What         field
	Due          field
	Keeper, Kept field
	Back         string
}

func (s *site) finish(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("Cache-Control", backKeeps)
	return s.showFinish(w, r, http.StatusOK, s.emptyForm(r))
}

func (s *site) showFinish(w http.ResponseWriter, r *http.Request, status int, a *answers) error {
	at := ourPlace(r)
	p, err := seeAt(s, r.Context(), at, func(seen reports.Seen) (p finishPage, err error) {
		place := reports.PlaceOf(seen)
		p.Ended = place.Ended
		title := "We finish"
		if p.Ended {
			title = "We go on after all"
		}
		p.shell = s.shellOf(at, place, finishName, title)
		if _, sent := a.values["due"]; !sent && place.Asked.Known() {
			a.values["due"] = reports.DayWords(inYears(place.Asked, 1))
		}
		fields := s.lookBackFields(a, nil, keepers(seen))
		p.Due, p.Keeper, p.Kept = fields[1], fields[3], fields[4]
		p.Due.Hint = "Such as 10 July 2027. Leave this empty if nobody will ask."
		return p, nil
	})
	if err != nil {
		return err
	}
	what := field{Name: "what", Label: "What do we want to say at the end?", Hint: "You can leave this empty.", Rows: 4}
	if p.Ended {
		what.Label = "Why do we go on?"
	}
	p.asked = a.askWith(at.url(finishName), "what", "due", "keeper", "kept")
	p.Wrong, p.What, p.Back = len(a.problems) > 0, a.fill(what), at.url("")
	return s.show(w, r, status, "finish", p)
}

// readFinish reads an end with the look-back to it, or that the project goes on.
func (s *site) readFinish(r *http.Request, a *answers) ([]domain.Draft, error) {
	if a.values["do"] == "reopen" {
		return []domain.Draft{{Body: &domain.ProjectReopened{Why: a.may("what")}}}, nil
	}
	drafts := []domain.Draft{{Body: &domain.ProjectEnded{What: a.may("what")}}}
	if a.text("due") == "" {
		return drafts, nil
	}
	today, err := s.todayIn(r)
	if err != nil {
		return nil, err
	}
	return append(drafts, domain.Draft{Body: a.lookBack(today)}), nil
}
