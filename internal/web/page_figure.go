package web

import (
	"net/http"
	"path"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/aimed"
	"github.com/desirelines/desirelines/internal/language"
	"github.com/desirelines/desirelines/reports"
)

// figurePage is where a figure comes from: figure, rule, entries.
type figurePage struct {
	shell
	Aim, Measure, Period          string
	Target, First, Actual, Status string
	Rule, Reason                  string
	Warnings                      []string
	Counted, Opinions             []counted
	Unnamed                       string // why no entry is named that says what happened; empty: they are
	LeftOut                       []leftOut
	Periods                       []link
	Parts                         []reports.Breakdown // by whom and where
	Marks                         []reports.PartRow   // what the marks of parts mean
	Do                            []link              // forms about the measure; none for who does not write
	History                       string              // address of the page of the aim
	Aims                          string              // address of the aims
	Judge                         string              // address of the form for what people think; empty: who looks does not write
}

// stepped is an entry with the way to its step in the replay; an empty address: the audience may not look back.
type stepped struct {
	line
	Step   string
	Causes []link // the entries that led to it
}

// counted is an entry that counts in a figure, with the corrections of its number.
type counted struct {
	stepped
	History []restated
}

type restated struct {
	Says string // up to the number of the entry
	By   link
	Why  string
}

// leftOut is an entry that does not count, and why.
type leftOut struct {
	stepped
	Why    string
	By     link   // the entry that took it out, where one did
	On     string // its day
	Reason string
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
		shell: s.shellOf(at, p.place, "figure", "Where this figure comes from: "+language.Theirs(says.Name)), Aim: f.Statement, Measure: says.Name, Period: says.When,
		Target: says.Target, First: says.First, Actual: says.Actual, Status: says.Status, Rule: says.Rule, Reason: says.Reason,
		Warnings: says.Warnings, Aims: at.url("aims"),
	}
	page.Unnamed = f.SaysUnnamed()
	page.Now = where{Project: at.Project}.figure(f.Aim, f.Measure, f.Period)
	looksBack := p.place.Audience.Words
	page.Counted, page.Opinions = countedOf(at, f.Facts(), looksBack), countedOf(at, f.Opinions(), looksBack)
	for _, l := range f.LeftOut {
		out := leftOut{stepped: steppedOf(at, l.Line, l.Causes, looksBack), Why: l.Why, On: l.SaysOn(), Reason: l.Reason.String()}
		if l.By != nil {
			out.By = link{URL: at.entry(l.By.ID), Words: "Entry " + number(l.By.Position)}
		}
		page.LeftOut = append(page.LeftOut, out)
	}
	for _, period := range f.Periods() {
		page.Periods = append(page.Periods, link{at.figure(f.Aim, f.Measure, period.ID), period.Words, period.ID == f.Period})
	}
	page.Parts, page.Marks = f.Breakdowns(), reports.MarkRows()
	if !at.stays() && looksBack {
		page.History = at.aim(f.Aim)
	}
	if s.mayWrite(at) {
		page.Do = at.measureLinks(f.Aim, f.MeasureOf())
		page.Judge = at.url(judgeName, "about", aboutValue(f.Aim, f.Measure))
	}
	page.Files = dataLinks(at, "figure", "aim", f.Aim, "measure", f.Measure, "period", f.Period)
	return s.show(w, r, http.StatusOK, "figure", page)
}

func countedOf(at where, list []reports.CountedLine, looksBack bool) (lines []counted) {
	for _, c := range list {
		l := counted{stepped: steppedOf(at, c.Line, c.Causes, looksBack)}
		for _, r := range c.History {
			l.History = append(l.History, restated{r.Says(), link{URL: at.entry(r.Entry.ID), Words: number(r.Entry.Position)}, r.Why.String()})
		}
		lines = append(lines, l)
	}
	return lines
}

func steppedOf(at where, l reports.Line, causes []aimed.Ref, looksBack bool) stepped {
	s := stepped{line: lineOf(l, at)}
	for _, c := range causes {
		s.Causes = append(s.Causes, link{URL: at.entry(c.ID), Words: "Entry " + number(c.Position)})
	}
	if looksBack {
		s.Step = at.step(l.Position)
	}
	return s
}

// step is the address of a step in the replay.
func (p where) step(position uint64) string { return p.url("replay", "at", number(position)) }

func (s *site) figureData(w http.ResponseWriter, r *http.Request) error {
	p, err := s.provenance(r)
	if err != nil {
		return err
	}
	return s.sendData(w, r, p.figure.Project+"-figure", path.Ext(r.URL.Path), p.figure)
}
