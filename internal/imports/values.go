package imports

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/iati"
)

// Codes of the measure of an indicator that this package tells apart.
const (
	measurePercentage  = "2"
	measureNominal     = "3"
	measureQualitative = "5"
)

// value understands a value as it is written. kept is the text where the value does not say it: an empty value is
// there and says nothing, and a word such as "withheld" has more than one spelling.
func (s *statements) value(o *iati.Observation, measure string, kind domain.MeasureKind) (v domain.Value, kept string, keep bool) {
	if !o.HasValue || strings.TrimSpace(o.Value) == "" {
		return domain.Value{}, o.Value, o.HasValue
	}
	text := o.Value
	if code := iati.Measure(measure); code == measureNominal || code == measureQualitative {
		v = domain.Value{Form: domain.InWords, Text: domain.Write(cut(text, domain.MaxWords)), Note: domain.NoteWords}
	} else {
		v = domain.Say(cut(text, domain.MaxWords)).Read(kind, nil, s.decimal)
	}
	said := written(v)
	return v, text, said != text
}

// written is the text of a value as it was written.
func written(v domain.Value) string {
	if !v.Text.IsZero() {
		text, _ := v.Text.Reveal(nil)
		return text
	}
	return v.Plain()
}

// direction is the kind of an indicator and how it is known: notes is nil where the file says it.
func (s *statements) direction(i *iati.Indicator) (kind domain.MeasureKind, notes []string) {
	switch {
	case i.Ascending != nil && *i.Ascending:
		return domain.Increase, nil
	case i.Ascending != nil:
		return domain.Decrease, nil
	case strings.HasPrefix(s.activity.Version, "1"):
		return domain.Increase, nil // version 1: absent means true
	}
	start, ok := s.lastBaseline(i)
	target, aimed := s.lastTarget(i)
	if ok && aimed {
		switch target.Cmp(start) {
		case 1:
			return domain.Increase, []string{"direction_inferred"}
		case -1:
			return domain.Decrease, []string{"direction_inferred"}
		}
	}
	return domain.Increase, []string{"direction_assumed"}
}

func (s *statements) lastBaseline(i *iati.Indicator) (n domain.Number, ok bool) {
	for b := range i.Baselines {
		if v, found := s.figure(&i.Baselines[b].Observation, i.Measure); found {
			n, ok = v, true
		}
	}
	return n, ok
}

// lastTarget is the number aimed for in the period that ends last.
func (s *statements) lastTarget(i *iati.Indicator) (n domain.Number, ok bool) {
	var last iati.Period
	for _, p := range i.Periods {
		for t := range p.Targets {
			v, found := s.figure(&p.Targets[t], i.Measure)
			if found && (!ok || cmp.Or(p.End.Day.Compare(last.End.Day), p.Start.Day.Compare(last.Start.Day)) >= 0) {
				n, ok, last = v, true, p
			}
		}
	}
	return n, ok
}

// figure is the number of a whole.
func (s *statements) figure(o *iati.Observation, measure string) (domain.Number, bool) {
	v, _, _ := s.value(o, measure, domain.Increase)
	return v.Number, v.Form == domain.Numeric && len(o.Dimensions) == 0
}

// parts are the cells of a breakdown. A location is one of them only where the observations beside this one have others:
// then it tells them apart. nameless names the dimensions without a name.
func parts(o *iati.Observation, locationsTell bool) (list []domain.Part, nameless []string) {
	for i, d := range o.Dimensions {
		if strings.TrimSpace(d.Name) == "" {
			nameless = append(nameless, number(i))
			d.Name = "dimension"
		}
		list = append(list, domain.Part{Dimension: d.Name, Value: d.Value})
	}
	if locationsTell {
		for _, l := range o.Locations {
			list = append(list, domain.Part{Dimension: "location", Value: l})
		}
	}
	return list, nameless
}

func locationsTell(beside []iati.Observation) bool {
	for _, o := range beside {
		if !slices.Equal(o.Locations, beside[0].Locations) {
			return true
		}
	}
	return false
}

// period is the dates of a period as the record can hold them. What it cannot hold is unknown there and stays as text.
type period struct {
	start, end         domain.Date
	startText, endText string // where the dates do not say them
	ordinal            int    // of those with the same dates, from 0
	wrong              string // a sentence where the two dates make no period
}

func periodOf(p *iati.Period) period {
	r := period{start: dayOf(p.Start.Day), end: dayOf(p.End.Day)}
	switch {
	case r.end.Known() && !r.start.Known():
		r.wrong = "the period has an end and no start; its dates are kept as text and its figures count for the whole run"
	case r.end.Known() && r.end.Before(r.start):
		r.wrong = "the period ends before it starts; its dates are kept as text and its figures count for the whole run"
	}
	if r.wrong != "" {
		r.start, r.end = domain.Date{}, domain.Date{}
	}
	if p.Start.Text != r.start.String() {
		r.startText = p.Start.Text
	}
	if p.End.Text != r.end.String() {
		r.endText = p.End.Text
	}
	return r
}

// dayOf is the day of a time in UTC; unknown for the zero time and for years that no date here has.
func dayOf(t time.Time) domain.Date {
	if t.IsZero() || t.Year() < 1 || t.Year() > 9999 {
		return domain.Date{}
	}
	return domain.DateOf(t.UTC())
}

// cut shortens a text to at most n characters.
func cut(s string, n int) string { return domain.Short(s, n) }
