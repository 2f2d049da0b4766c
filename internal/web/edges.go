package web

import (
	"net/http"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/reports"
)

// edgesName is the page of what a group cannot decide freely.
const edgesName = "edges"

// edgesPage tells the edges of the blank page: who set each, whether it can move, and where it was before.
type edgesPage struct {
	shell
	Edges []edgeLine
	New   string // address of the form; empty: who looks does not write
	Aims  string
}

type edgeLine struct {
	reports.Edge
	URL  string
	Move string // address of the form that says where it is now; empty: who looks does not write
}

func (s *site) edges(w http.ResponseWriter, r *http.Request) error {
	at := whereOf(r)
	p, err := see(s, r, func(seen reports.Seen) (edgesPage, error) {
		p := edgesPage{shell: s.shellOf(at, reports.PlaceOf(seen), edgesName, "What we cannot decide freely"), Aims: at.url("aims")}
		for _, e := range reports.EdgesOf(seen) {
			line := edgeLine{Edge: e, URL: at.entry(e.ID)}
			if s.mayWrite(at) {
				line.Move = at.url(edgesName + "/" + escape(e.ID) + "/move")
			}
			p.Edges = append(p.Edges, line)
		}
		return p, nil
	})
	if err != nil {
		return err
	}
	if s.mayWrite(at) {
		p.New = at.url(edgesName + "/new")
	}
	return s.show(w, r, http.StatusOK, "edges", p)
}

func edgeForm(_ *site, _ reports.Seen, at where, _ *http.Request, _ *answers) (smallForm, error) {
	f := smallForm{
		title: "What can we not decide freely?", needs: "what", says: []string{"Such as money, a date, or a law.", "Or a thing that others decide."},
		first: []field{
			{Name: "what", Label: "What is it?", Hint: "Do not use people’s names.", Rows: 3},
			{Name: "set", Label: "Who set it?", Hint: "Say what they do, such as: the council."},
			{Name: "move", Label: "Can it move?", Radios: true, Options: []pair{{"yes", "Yes"}, {"no", "No"}, {"not_sure", "We are not sure"}}},
		},
	}
	f.drafts = func(a *answers) []domain.Draft {
		a.mustChoose("move", "yes", "no", "not_sure")
		return []domain.Draft{{Body: &domain.EdgeStated{What: a.must("what", "Tell us what it is"), SetBy: a.may("set"), CanMove: a.text("move")}}}
	}
	f.after = func(*answers, Receipt) string { return at.url(edgesName) }
	return f, nil
}

func moveEdgeForm(_ *site, seen reports.Seen, at where, r *http.Request, a *answers) (smallForm, error) {
	id := r.PathValue("entry")
	f := smallForm{title: "Where is this limit now?", needs: "what"}
	found := false
	for _, e := range reports.EdgesOf(seen) {
		if e.ID == id {
			found = true
			if entry, err := reports.EntryOf(seen, id); err == nil {
				f.on = &entry.Line
			}
		}
	}
	if !found {
		return f, &domain.Error{Kind: domain.NotFound, Message: "there is no such limit", Value: id, Want: "look at what we cannot decide freely"}
	}
	f.first = []field{
		{Name: "what", Label: "What is it now?", Hint: "Do not use people’s names.", Rows: 3},
		{Name: "why", Label: "Why did it move?", Hint: "You can leave this empty.", Rows: 3},
	}
	f.drafts = func(a *answers) []domain.Draft {
		return []domain.Draft{{Body: &domain.EdgeMoved{Edge: id, What: a.must("what", "Tell us what it is now"), Why: a.may("why")}, Cause: id}}
	}
	f.after = func(*answers, Receipt) string { return at.url(edgesName) }
	return f, nil
}
