package web

import (
	"net/http"
	"path"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/reports"
)

// figurePage is where a figure comes from: figure, rule, entries.
type figurePage struct {
	shell
	Aim, Measure, Period          string
	Target, First, Actual, Status string
	Rule, Reason                  string
	Warnings                      []string
	Counted                       []line
	LeftOut                       []leftOut
	Periods                       []link
	Aims                          string // address of the aims
}

type leftOut struct {
	line
	Why string
}

// provenance is the model of the page with its place.
type provenance struct {
	place  reports.Place
	figure reports.Provenance
}

func (s *site) provenance(r *http.Request) (provenance, error) {
	q := r.URL.Query()
	for _, name := range []string{"aim", "measure"} {
		if q.Get(name) == "" {
			return provenance{}, &domain.Error{Kind: domain.NotFound, Message: "this address names no " + name, Want: "choose a figure on the page of the aims"}
		}
	}
	return see(s, r, func(seen reports.Seen) (provenance, error) {
		p, err := reports.ProvenanceOf(seen, q.Get("aim"), q.Get("measure"), q.Get("period"))
		return provenance{reports.PlaceOf(seen), p}, err
	})
}

func (s *site) figure(w http.ResponseWriter, r *http.Request) error {
	p, err := s.provenance(r)
	if err != nil {
		return err
	}
	at, f, says := whereOf(r), p.figure, p.figure.Words()
	page := figurePage{
		shell: s.shellOf(at, p.place, "figure", "Where this figure comes from: "+says.Name), Aim: f.Statement, Measure: says.Name, Period: says.When,
		Target: says.Target, First: says.First, Actual: says.Actual, Status: says.Status, Rule: says.Rule, Reason: says.Reason,
		Warnings: says.Warnings, Aims: at.url("aims"),
	}
	page.Now = where{Project: at.Project}.figure(f.Aim, f.Measure, f.Period)
	for _, l := range f.Counted {
		page.Counted = append(page.Counted, lineOf(l, at))
	}
	for _, l := range f.LeftOut {
		page.LeftOut = append(page.LeftOut, leftOut{lineOf(l.Line, at), l.Why})
	}
	for _, period := range f.Periods() {
		page.Periods = append(page.Periods, link{at.figure(f.Aim, f.Measure, period.ID), period.Words, period.ID == f.Period})
	}
	page.Files = dataLinks(at, "figure", "aim", f.Aim, "measure", f.Measure, "period", f.Period)
	return s.show(w, r, http.StatusOK, "figure", page)
}

func (s *site) figureData(w http.ResponseWriter, r *http.Request) error {
	p, err := s.provenance(r)
	if err != nil {
		return err
	}
	return s.sendData(w, r, p.figure.Project+"-figure", path.Ext(r.URL.Path), p.figure)
}
