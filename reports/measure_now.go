package reports

import (
	"slices"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/projections"
)

// MeasureNow is a measure as it stands, for whoever writes down what was found, or defines it anew.
type MeasureNow struct {
	Aim, Statement string
	Definition     domain.Definition // its words only where they may be read
	Measure        Measure
	Dimensions     []domain.Dimension // by whom and where: the parts that were named for it, then those that were written about
	Sites          []string           // places that reported apart, by name
}

// MeasureNowOf returns a measure of an aim; NotFound where it is not there.
func MeasureNowOf(seen Seen, aim, measure string) (MeasureNow, error) {
	s := seen.look()
	p, err := ProvenanceOf(seen, aim, measure, "")
	if err != nil {
		return MeasureNow{}, err
	}
	now := MeasureNow{Aim: aim, Statement: p.Statement, Measure: p.measure}
	view := s.view()
	for _, m := range view.Measures() {
		if m.Aim == aim && m.Measure == measure {
			now.Definition = s.definitionOf(m)
		}
	}
	now.Dimensions = now.Definition.Dimensions()
	named := len(now.Dimensions) > 0
	for _, r := range view.Outcomes() {
		if r.Aim == aim && r.Measure == measure && r.Withdrawn == nil {
			now.met(r.Site, r.Parts)
		}
	}
	for _, r := range view.Targets() {
		if r.Aim == aim && r.Measure == measure && r.Withdrawn == nil {
			now.met(r.Site, r.Parts)
		}
	}
	slices.Sort(now.Sites)
	if !named { // nobody named any: in order, not as they happened to be written
		for i := range now.Dimensions {
			slices.Sort(now.Dimensions[i].Parts)
		}
	}
	return now, nil
}

// definitionOf is the definition of a measure with those of its words that may be read.
func (s *sight) definitionOf(m projections.MeasureRow) domain.Definition {
	d := m.Definition
	row, ok := s.entry(m.Last.ID)
	if !ok {
		return d
	}
	said, is := definitionIn(row.Body)
	if !is {
		return d
	}
	may := s.rights(&row)
	if why := s.open(said.ToleranceWhy, may); why.State == TextShown {
		d.ToleranceWhy = domain.Write(why.Text)
	}
	if by := s.open(said.AgreedBy, may); by.State == TextShown {
		d.AgreedBy = domain.Write(by.Text)
	}
	return d
}

// definitionIn is the definition that a body states.
func definitionIn(b domain.Body) (domain.Definition, bool) {
	switch b := b.(type) {
	case *domain.EntryCorrected:
		return definitionIn(b.With)
	case *domain.MeasureAdded:
		return b.Definition, true
	case *domain.MeasureRevised:
		return b.Definition, true
	}
	return domain.Definition{}, false
}

// met notes what somebody wrote about, so that it can be chosen again.
func (m *MeasureNow) met(site string, parts []domain.Part) {
	if site != "" && !slices.Contains(m.Sites, site) {
		m.Sites = append(m.Sites, site)
	}
	for _, p := range parts {
		i := slices.IndexFunc(m.Dimensions, func(d domain.Dimension) bool { return d.Name == p.Dimension })
		if i < 0 {
			i, m.Dimensions = len(m.Dimensions), append(m.Dimensions, domain.Dimension{Name: p.Dimension})
		}
		if p.Value != "" && !slices.Contains(m.Dimensions[i].Parts, p.Value) {
			m.Dimensions[i].Parts = append(m.Dimensions[i].Parts, p.Value)
		}
	}
}
