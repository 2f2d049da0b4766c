package web

import (
	"net/http"

	"github.com/desirelines/desirelines/reports"
)

// tracePage is the whole way to an entry and from it, and the figures it belongs to.
type tracePage struct {
	shell
	Entry         line
	Before, After []tracedStep
	Figures       []link
}

// tracedStep is an entry on the way. Ties are the entries that it is tied to; nil: only the one that the page is about.
type tracedStep struct {
	Line line
	Ties []link
}

func (s *site) trace(w http.ResponseWriter, r *http.Request) error {
	type traced struct {
		reports.Trace
		place reports.Place
	}
	which, ext := cutData(r.PathValue("entry"))
	t, err := see(s, r, func(seen reports.Seen) (t traced, err error) {
		t.place = reports.PlaceOf(seen)
		t.Trace, err = reports.TraceOf(seen, which)
		return t, err
	})
	if err != nil {
		return err
	}
	at := whereOf(r)
	if ext != "" {
		return s.sendData(w, r, at.Project+"-trace-"+number(t.Entry.Position), ext, t.Trace)
	}
	p := tracePage{
		shell: s.shellOf(at, t.place, "trace/"+t.Entry.ID, "The way to entry "+number(t.Entry.Position)+" and from it"), Entry: lineOf(t.Entry, at),
		Before: tracedSteps(at, t.Before), After: tracedSteps(at, t.After),
	}
	for _, f := range t.Figures {
		p.Figures = append(p.Figures, link{URL: at.figure(f.Aim, f.Measure, f.Period), Words: f.Says(t.Entry.Position)})
	}
	p.Files = []link{{URL: at.trace(t.Entry.ID + ".csv"), Words: "Table (CSV)"}, {URL: at.trace(t.Entry.ID + ".json"), Words: "Data (JSON)"}}
	return s.show(w, r, http.StatusOK, "trace", p)
}

func tracedSteps(at where, list []reports.TraceStep) (steps []tracedStep) {
	for _, one := range list {
		step := tracedStep{Line: lineOf(one.Line, at)}
		for _, tie := range one.Ties {
			if one.Steps > 1 {
				step.Ties = append(step.Ties, link{URL: at.entry(tie.ID), Words: "Entry " + number(tie.Position)})
			}
		}
		steps = append(steps, step)
	}
	return steps
}
