package api

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/projections"
	"github.com/desirelines/desirelines/reports"
)

// most is how many entries the answer holds; otherwise: where nobody says.
func (q *question) most(otherwise int) int {
	if n := q.number[limit.name]; n > 0 {
		return int(n) // mostEntries at most
	}
	return otherwise
}

// leadOn puts the address of the next page on the answer, which asks the same but for one number. A page that is asked for later may know more.
func (q *question) leadOn(by string, number uint64) {
	next := url.Values{}
	for _, p := range q.operation.asks {
		if p.in == "query" && q.asked[p.name] != "" && p.name != atLeast.name {
			next.Set(p.name, q.asked[p.name])
		}
	}
	next.Set(by, strconv.FormatUint(number, 10))
	q.w.Header().Set("Link", "<"+q.r.URL.EscapedPath()+"?"+next.Encode()+`>; rel="next"`)
}

func (q *question) entries() error {
	if same, err := q.unchanged(); err != nil || same {
		return err
	}
	list, err := see(q, func(seen reports.Seen) (reports.EntryList, error) { return reports.EntriesOf(seen), nil })
	if err != nil {
		return err
	}
	from := 0
	for from < len(list.Entries) && list.Entries[from].Position <= q.number[after.name] {
		from++
	}
	list.Entries = list.Entries[from:]
	if most := q.most(someEntries); len(list.Entries) > most {
		list.Entries = list.Entries[:most]
		q.leadOn(after.name, list.Entries[most-1].Position)
	}
	return q.sendJSON(http.StatusOK, list)
}

// stepsShown is how many steps of a replay are shown where nobody says how many: each compares every measure. Where nobody says from which on either,
// they are the last ones.
const stepsShown = 200

func (q *question) replay() error {
	if same, err := q.unchanged(); err != nil || same {
		return err
	}
	ask, err := q.ask(q.asked[atMoment.name])
	if err != nil {
		return err
	}
	var lens reports.Lens
	var asked reports.Asked
	err = q.live(q.r.Context(), q.asked["project"], func(v projections.View) error {
		if lens, err = q.lens(v); err != nil {
			return err
		}
		if lens.Outside(v.Project) {
			return &domain.Error{Kind: domain.Refused, Message: "looking back is for the group and its evaluators", Want: "ask for what was told"}
		}
		asked, err = reports.Resolve(v, ask)
		return err
	})
	if err != nil {
		return err
	}
	from, to := q.number["from"], q.number["to"]
	if cut, known := asked.Cut(); !known {
		return at("?at", invalid(q.asked["at"], "nothing was known then yet", "give a later moment"))
	} else if cut.Position != 0 && (to == 0 || to > cut.Position) {
		to = cut.Position
	}
	events, err := projections.AllEvents(q.r.Context(), q.Source, q.asked[inProject.name])
	if err != nil {
		return err
	}
	skips, err := projections.ReadSkips(q.r.Context(), q.Source)
	if err != nil {
		return err
	}
	last := uint64(len(events))
	if to == 0 || to > last {
		to = last
	}
	most := uint64(q.most(stepsShown))
	if from == 0 {
		from = max(1, to+1-min(to, most))
	}
	if to >= from+most {
		to = from + most - 1
		q.leadOn("from", to+1)
	}
	replay, err := reports.ReplayOf(lens, q.asked["project"], events, asked.Leaving(skips), from, to)
	if err != nil {
		return err
	}
	if err := q.hearAs(lens.Viewer, q.asked["project"], replay.Heard()); err != nil {
		return err
	}
	return q.sendJSON(http.StatusOK, replay)
}

func (q *question) difference() error {
	if same, err := q.unchanged(); err != nil || same {
		return err
	}
	compare := func(seen reports.Seen) (reports.Side, error) { return reports.SideOf(seen), nil }
	before, err := see(q, compare)
	if err != nil {
		return err
	}
	after, err := seeIn(q, q.asked["project"], q.asked["and"], compare)
	if err != nil {
		return at("?and", err)
	}
	return q.sendJSON(http.StatusOK, reports.DifferenceOf(before, after))
}
