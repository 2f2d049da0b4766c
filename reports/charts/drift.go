package charts

import (
	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/reports"
)

// DriftOf is how a target moved, from the day each was set: dashed steps with a number at each change. until is how far the one that
// stands is drawn. link gives the place of an entry; nil for none.
func DriftOf(d reports.Drift, until domain.Date, id string, link func(position uint64) string) Chart {
	p := Path{Name: d.Name, Unit: d.Unit, Until: until}
	table := Table{Head: []string{"Day", "What we aimed for", "Why"}}
	for i, point := range d.Points {
		why := ""
		if point.Why.State == reports.TextShown {
			why = point.Why.Text
		}
		p.aimFor(domain.Date(point.On).First(), point.Value, why)
		href := ""
		if link != nil {
			href = link(point.Entry.Position)
		}
		says := reports.BecauseWords(point.Because)
		if says == "" {
			says = "–"
		}
		if i == 0 {
			says = "The first one"
		}
		table.Rows = append(table.Rows, []Cell{linked(sayDay(domain.Date(point.On)), href), figure(point.Value, p.with(point.Value), ""), text(capital(says))})
	}
	c := p.Chart(id)
	if from := p.Aims[0].From; from.Days(until) < 2 && from.Days(p.Aims[len(p.Aims)-1].From) < 2 {
		c.draw = nil // all of it on one day: there is no way to be seen, and the table stands open in its place
	}
	c.Title, c.Table = driftTitle(d, p), table
	return c
}

func driftTitle(d reports.Drift, p Path) string {
	first, last := d.Points[0].Value, d.Points[len(d.Points)-1].Value
	if first.Cmp(last) == 0 {
		return "We aim for " + p.with(last) + " again, as at first."
	}
	return "At first we aimed for " + first.String() + "; now we aim for " + p.with(last) + "."
}
