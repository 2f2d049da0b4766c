package web

import (
	"net/http"
	"slices"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/projections"
	"github.com/desirelines/desirelines/reports"
)

// How much is shown of what was learnt before, and in how many other projects it is looked for.
const (
	mostEarlier   = 3
	mostElsewhere = 40
)

// earlierLine is something that was learnt before, with the address where it stands.
type earlierLine struct {
	reports.Earlier
	URL string
}

// earlier is what was learnt before about something that begins: here first, then in other projects that who asks may see, the nearest
// first. own was learnt here. Each project is seen as who asks is seen there, and no rows may be held meanwhile.
func (s *site) earlier(r *http.Request, own []reports.Earlier, start reports.Starting) ([]earlierLine, error) {
	at := ourPlace(r)
	var list []earlierLine
	for _, e := range own[:min(len(own), mostEarlier)] {
		list = append(list, earlierLine{e, at.entry(e.ID)})
	}
	if len(list) == mostEarlier {
		return list, nil
	}
	others, err := s.othersOf(r)
	if err != nil {
		return nil, err
	}
	var found []earlierLine
	for _, who := range others {
		there := where{Project: who.Project, role: who.Role}
		learnt, err := seeAt(s, asViewer(r.Context(), who), there, func(seen reports.Seen) ([]reports.Earlier, error) {
			return reports.EarlierLearnings(seen, start, true), nil
		})
		switch {
		case reports.IsNotTold(err):
		case err != nil:
			return nil, err
		}
		for _, e := range learnt[:min(len(learnt), mostEarlier)] {
			url := there.entry(e.ID)
			if !who.Role.inside() { // one report is all that is for everybody
				url = there.url("for/" + domain.SharedPublic)
			}
			found = append(found, earlierLine{e, url})
		}
	}
	slices.SortStableFunc(found, func(a, b earlierLine) int { return b.Near - a.Near })
	return append(list, found[:min(len(found), mostEarlier-len(list))]...), nil
}

// othersOf are who asks at each other project that they may know of, in order of its id.
func (s *site) othersOf(r *http.Request) (list []viewer, err error) {
	who := viewerOf(r.Context())
	err = s.Views.Read(r.Context(), func(rows projections.Reader) error {
		for _, row := range projections.Summaries(rows) {
			if there := who.in(rows, row.Project); row.Project != who.Project && there.Role != roleNobody && len(list) < mostElsewhere {
				there.link = nil
				list = append(list, there)
			}
		}
		return nil
	})
	return list, err
}

// startOf is what an entry begins, where it begins something: a test, or an aim that is new or changed; else nil.
func startOf(e reports.Entry) *reports.Starting {
	switch e.Kind {
	case "test.started", "aim.raised", "aim.agreed", "aim.revised":
	default:
		return nil
	}
	start := &reports.Starting{Aim: plainField(e.Fields, "aim"), Words: plainField(e.Fields, "statement")}
	for _, f := range e.Fields {
		if text, is := f.Value.(reports.SeenText); is {
			start.Words += " " + text.Text
		}
	}
	for _, name := range []string{"problem", "learning"} {
		if id := plainField(e.Fields, name); id != "" {
			start.Entries = append(start.Entries, id)
		}
	}
	return start
}
