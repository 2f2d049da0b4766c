package exports

import (
	"io"
	"strings"
	"time"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/iati"
	"github.com/desirelines/desirelines/internal/imports"
	"github.com/desirelines/desirelines/reports"
)

// Codes of the standard for what was made here.
const (
	resultOutcome  = "2"
	measureUnit    = "1"
	measurePercent = "2"
	measureNominal = "3"
	measureOrdinal = "4"
	measureStory   = "5"
)

// saysWholeRun stands beside figures that belong to no period with two days.
const saysWholeRun = "All together, over the whole run: no period with a first and a last day was stated."

// IATI writes projects as one IATI 2.03 file. What comes from publishers' files goes back out as it was read; what was recorded here takes
// the same form: an aim is a result, a measure an indicator, its figures the targets and actuals of its periods. The sentences that come
// back name what the standard has no place for. A project that lacks what the standard wants of every activity is Invalid, and then
// nothing was written.
func IATI(w io.Writer, projects []reports.Publication) (left []string, err error) {
	var list []*iati.Activity
	var note []string
	var generated time.Time
	for i := range projects {
		p := &projects[i]
		a := activity(p)
		if lacks := iati.Lacks(a); len(lacks) > 0 {
			return nil, &domain.Error{
				Kind: domain.Invalid, Message: "the project cannot be written as IATI: it lacks " + strings.Join(lacks, ", "), Value: p.Project,
				Want: "say it with desirelines projects describe " + p.Project + " --help",
			}
		}
		list, note = append(list, a), append(note, p.Project+": "+p.Moment)
		if g := p.Generated(); g.After(generated) {
			generated = g
		}
	}
	problems, err := iati.Write(w, generated, strings.Join(note, "\n     "), list)
	for _, p := range problems {
		what := p.Element + ": " + p.What
		if p.Value != "" {
			what += " (" + domain.Short(p.Value, 80) + ")"
		}
		left = append(left, what)
	}
	return left, err
}

func activity(p *reports.Publication) *iati.Activity {
	a := imports.AsActivity(p.Published, p.Project)
	a.Titles = imports.Named(a.Titles, a.Lang, p.Name, p.Project)
	if len(a.Titles) == 0 {
		a.Titles = []iati.Narrative{{Lang: a.Lang, Text: p.Project}}
	}
	if len(a.Descriptions) == 0 && p.About != "" {
		a.Descriptions = []iati.Description{{Texts: []iati.Narrative{{Lang: a.Lang, Text: p.About}}}}
	}
	if a.LastUpdated.IsZero() && a.Version == "" {
		a.LastUpdated = p.Generated()
	}
	a.DocumentLinks = links(p.Documents)
	c := converter{a, p}
	for i := range p.Aims {
		a.Results = append(a.Results, c.result(&p.Aims[i]))
	}
	return a
}

// converter makes the results of one activity.
type converter struct {
	activity *iati.Activity
	project  *reports.Publication
}

func (c converter) result(aim *reports.PublishedAim) iati.Result {
	r := imports.AsResult(aim.Published)
	if aim.Published == nil {
		r.Type = resultOutcome
	}
	r.Titles = imports.Named(r.Titles, c.activity.Lang, aim.Statement, c.idOf(aim.Published, aim.ID))
	r.DocumentLinks = links(aim.Documents)
	for i := range aim.Measures {
		r.Indicators = append(r.Indicators, c.indicator(&aim.Measures[i]))
	}
	return r
}

// idOf is what something without a title was called when it was read; what was made here has a name of its own.
func (c converter) idOf(p *domain.Published, id string) string {
	if p == nil {
		return ""
	}
	return id
}

func (c converter) indicator(m *reports.PublishedMeasure) iati.Indicator {
	i := imports.AsIndicator(m.Published)
	if d := m.Definition; m.Published == nil {
		additive := d.Mode == domain.PerPeriod || d.Mode == domain.ToDate
		i.Measure, i.AggregationStatus = measureOf(d), &additive
	}
	up, way := m.Definition.MeasureKind == domain.Increase, directed(m.Definition.MeasureKind)
	if way && (m.Published == nil || i.Ascending != nil && *i.Ascending != up) {
		i.Ascending = &up
	}
	i.Titles = imports.Named(i.Titles, c.activity.Lang, m.Definition.Name, c.idOf(m.Published, m.ID))
	i.DocumentLinks = links(m.Documents)
	for n := range m.Baselines {
		i.Baselines = append(i.Baselines, c.baseline(&m.Baselines[n], i.Measure))
	}
	for n := range m.Periods {
		p := &m.Periods[n]
		i.Periods = append(i.Periods, c.period(imports.AsPeriod(p.Published, p.Start, p.End), p, i.Measure, ""))
	}
	if m.WholeRun != nil {
		start, end := c.run()
		i.Periods = append(i.Periods, c.period(iati.Period{Start: start, End: end}, m.WholeRun, i.Measure, saysWholeRun))
	}
	return i
}

func directed(k domain.MeasureKind) bool { return k == domain.Increase || k == domain.Decrease }

// measureOf is the scale of a measure that was made here.
func measureOf(d domain.Definition) string {
	switch {
	case d.MeasureKind == domain.Reach:
		return measureNominal
	case d.MeasureKind == domain.Rubric:
		return measureOrdinal
	case d.MeasureKind == domain.Story:
		return measureStory
	case d.Mode == domain.Percentage || strings.TrimSpace(d.Unit) == "%":
		return measurePercent
	}
	return measureUnit
}

// run is the first and the last day of an activity: what came, else what was planned, else until the day asked.
func (c converter) run() (start, end iati.Date) {
	for _, kinds := range [2][2]string{{"1", "3"}, {"2", "4"}} {
		for _, d := range c.activity.Dates {
			switch iati.DateType(d.Type) {
			case kinds[0]:
				start = d.Date
			case kinds[1]:
				end = d.Date
			}
		}
	}
	if asked := iati.DateOf(c.project.AskedOn.String()); end.Day.IsZero() && !asked.Day.Before(start.Day) {
		end = asked
	}
	return start, end
}

func (c converter) period(to iati.Period, p *reports.PublishedPeriod, measure, note string) iati.Period {
	for n := range p.Targets {
		to.Targets = append(to.Targets, c.observation(&p.Targets[n], measure, note))
	}
	for n := range p.Actuals {
		to.Actuals = append(to.Actuals, c.observation(&p.Actuals[n], measure, note))
	}
	return to
}

func (c converter) baseline(n *reports.StatedNumber, measure string) iati.Baseline {
	b := imports.AsBaseline(n.Published, c.observation(n, measure, ""))
	if n.Published == nil && n.On.Known() {
		b.Year, b.YearText = int(n.On.Year), n.On.String()[:4]
		if n.On.Whole() {
			b.ISODate = iati.DateOf(n.On.String())
		}
	}
	return b
}

// observation is a number. Where the scale is one of numbers, words stand beside it and not in its place, unless a file had them there.
func (c converter) observation(n *reports.StatedNumber, measure, note string) iati.Observation {
	said := n.Said
	var comments []string
	if numeric := measure == measureUnit || measure == measurePercent; n.Published == nil && numeric && n.Value.Form != domain.Numeric && said != "" {
		said, comments = "", append(comments, said)
	}
	o := imports.AsObservation(n.Published, n.Value, said, n.Parts)
	for _, says := range append(comments, n.Note, note) {
		if says != "" {
			o.Comments = append(o.Comments, iati.Narrative{Lang: "en", Text: says})
		}
	}
	o.DocumentLinks = links(n.Documents)
	return o
}

func links(list []domain.Document) []iati.DocumentLink {
	var result []iati.DocumentLink
	for _, d := range list {
		result = append(result, imports.AsLink(d))
	}
	return result
}
