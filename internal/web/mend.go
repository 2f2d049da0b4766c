package web

import (
	"net/http"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/reports"
)

// mendForm promises to fill a gap in an entry.
func mendForm(_ *site, seen reports.Seen, _ where, r *http.Request, a *answers) (smallForm, error) {
	e, err := reports.EntryOf(seen, r.PathValue("entry"))
	if err != nil {
		return smallForm{}, err
	}
	if e.Withdrawn {
		return smallForm{}, &domain.Error{Kind: domain.Invalid, Message: "this was taken back", Value: e.ID, Want: "nothing needs doing"}
	}
	today := a.today(seen)
	f := smallForm{
		title: "Something is missing here", button: "Save the promise", on: &e.Line, needs: "what", says: []string{"A record may have gaps. We say so, and fill them."},
		first: []field{
			{Name: "what", Label: "What is missing?", Rows: 2},
			{Name: "source", Label: "From what can we fill it?", Hint: "Such as photos, or who was there.", Rows: 2},
			{Name: "who", Label: "Who will do it?", Hint: "Say what they do, not their name.", Rows: 2},
			{Name: "day", Label: "By when?", Hint: "Such as 10 July 2025. You can leave this empty."},
		},
	}
	f.drafts = func(a *answers) []domain.Draft {
		if a.text("what") == "" {
			a.wrong("what", "Tell us what is missing")
		}
		b := &domain.MendingPromised{What: domain.Write(a.text("what")), Entry: e.ID, From: domain.Write(a.text("source")), By: domain.Write(a.text("who"))}
		if a.text("day") != "" {
			a.values["look"] = lookOnADay
			b.Due = a.lookAgainOn(today, stillComes)
		}
		return []domain.Draft{{Body: b}}
	}
	return f, nil
}
