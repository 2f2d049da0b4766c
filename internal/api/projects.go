package api

import (
	"net/http"
	"slices"

	"github.com/desirelines/desirelines/projections"
	"github.com/desirelines/desirelines/reports"
)

// theirs are the ids of all projects that the token may know of, in order.
func (q *question) theirs() (ids []string, list reports.ProjectList, err error) {
	list = reports.ProjectList{}
	err = q.Views.Read(q.r.Context(), func(rows projections.Reader) error {
		for _, line := range reports.ProjectsOf(rows) {
			_, ok, err := q.viewer(rows, line.ID)
			if err != nil {
				return err
			}
			if !ok {
				continue
			}
			v := projections.Live(rows, line.ID)
			if lens, err := q.lens(v); err == nil { // with an audience that is not in each project the answer says so
				line.Entries = reached(lens, v)
			}
			ids, list = append(ids, line.ID), append(list, line)
		}
		return nil
	})
	return ids, list, err
}

func (q *question) projects() error {
	ids, list, err := q.theirs()
	if err != nil {
		return err
	}
	if same, err := q.unchangedAmong(ids); err != nil || same {
		return err
	}
	return q.sendJSON(http.StatusOK, list)
}

func (q *question) standing() error {
	if same, err := q.unchanged(); err != nil || same {
		return err
	}
	var who reports.Viewer
	var audiences []reports.Audience
	err := q.live(q.r.Context(), q.asked["project"], func(v projections.View) error {
		lens, err := q.lens(v)
		who, audiences = lens.Viewer, reports.AudiencesFor(lens.Viewer, v)
		return err
	})
	if err != nil {
		return err
	}
	place, err := see(q, func(seen reports.Seen) (reports.Place, error) { return reports.PlaceOf(seen), nil })
	told := reports.IsNotTold(err)
	if err != nil && !told {
		return err
	}
	s := Standing{
		ID: q.asked["project"], Name: place.Name, Question: place.Question, Ended: place.Ended, Position: place.Position, Role: string(who.Role),
		Records: q.token.Records && reports.May(who, reports.Write, q.asked["project"]) == nil, Audience: eyes(who.Role), Audiences: []NamedAudience{},
	}
	for _, a := range audiences {
		s.Audiences = append(s.Audiences, NamedAudience{a.ID, a.Name})
	}
	return q.sendJSON(http.StatusOK, s)
}

func (q *question) portfolio() error {
	ids, _, err := q.theirs()
	if err != nil {
		return err
	}
	if same, err := q.unchangedAmong(ids); err != nil || same {
		return err
	}
	var lines []reports.PortfolioLine
	untold := 0
	for _, id := range ids {
		line, err := seeIn(q, id, "", func(seen reports.Seen) (reports.PortfolioLine, error) { return reports.PortfolioLineOf(seen), nil })
		switch {
		case reports.IsNotTold(err):
			untold++
		case err != nil:
			return err
		default:
			lines = append(lines, line)
		}
	}
	p, err := reports.PortfolioOf(lines, reports.PortfolioAsk{Order: q.asked["order"], Show: q.asked["show"], Words: q.asked["words"]})
	if err != nil {
		return err
	}
	p.Untold = untold
	return q.sendJSON(http.StatusOK, p)
}

// findEverywhere leaves out the projects where nothing is found, or nothing was told.
func (q *question) findEverywhere() error {
	ids, _, err := q.theirs()
	if err != nil {
		return err
	}
	if same, err := q.unchangedAmong(ids); err != nil || same {
		return err
	}
	all := []reports.FoundList{}
	for _, id := range ids {
		found, err := seeIn(q, id, "", func(seen reports.Seen) (reports.FoundList, error) { return reports.Find(seen, q.asked["words"]), nil })
		if err != nil && !reports.IsNotTold(err) {
			return err
		}
		all = append(all, found)
	}
	return q.sendJSON(http.StatusOK, slices.DeleteFunc(all, func(f reports.FoundList) bool { return len(f.Entries) == 0 }))
}
