package imports

import (
	"fmt"
	"maps"
	"strings"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/iati"
)

// statement is one thing that a file says. Its body is in the normal form: as if it were said for the first time,
// without a reason and, for evidence, without the entry it belongs to. Two are equal where their JSON is.
type statement struct {
	key      key
	body     domain.Body
	happened domain.Date
	line     int
}

// statements gathers what one activity says, each thing after the one it is part of.
type statements struct {
	activity *iati.Activity
	decimal  domain.DecimalMark
	updated  domain.Date // the day the publisher changed it last; unknown where the file does not say
	latest   domain.Date // the last day that what it says can have happened on
	list     []statement
	problems []Problem
	links    map[key]int // documents so far, by what they belong to and address
}

func (i *Importer) statements(a *iati.Activity, project string) *statements {
	s := &statements{activity: a, decimal: i.Decimal, updated: dayOf(a.LastUpdated), links: map[key]int{}}
	s.latest = s.updated.Or(i.Today)
	name := inLanguage(a.Titles, a.Lang)
	if strings.TrimSpace(name) == "" {
		name = project
	}
	s.add(projectKey, a.Line, s.updated, &domain.ProjectDescribed{Name: cut(name, domain.MaxName), Published: publishedProject(a, project)})
	s.documents(projectKey, a.DocumentLinks)
	siblings := make([]named, len(a.Results))
	for n := range a.Results {
		r := &a.Results[n]
		siblings[n] = named{codeOf(r.References), inLanguage(r.Titles, a.Lang), fmt.Sprintf("result %d", n+1)}
	}
	for n, id := range siblingIDs(siblings) {
		s.result(&a.Results[n], id)
	}
	return s
}

func (s *statements) add(k key, line int, happened domain.Date, body domain.Body) {
	s.list = append(s.list, statement{k, body, happened, line})
}

func (s *statements) result(r *iati.Result, aim string) {
	s.add(aimKey(aim), r.Line, s.updated, &domain.AimAgreed{
		Aim: aim, Statement: s.title(r.Titles, aim), Published: publishedResult(r),
	})
	s.documents(aimKey(aim), r.DocumentLinks)
	siblings := make([]named, len(r.Indicators))
	for n := range r.Indicators {
		i := &r.Indicators[n]
		siblings[n] = named{codeOf(i.References), inLanguage(i.Titles, s.activity.Lang), fmt.Sprintf("indicator %d", n+1)}
	}
	for n, id := range siblingIDs(siblings) {
		s.indicator(&r.Indicators[n], aim, id)
	}
}

// title is what an aim or a measure is called; one without a title is called by its id.
func (s *statements) title(titles []iati.Narrative, id string) string {
	if t := inLanguage(titles, s.activity.Lang); t != "" {
		return cut(t, domain.MaxName)
	}
	return id
}

func (s *statements) indicator(i *iati.Indicator, aim, measure string) {
	kind, notes := s.direction(i)
	people := false
	d := domain.Definition{Name: s.title(i.Titles, measure), MeasureKind: kind, Mode: domain.ModeUnknown, People: &people, Notes: notes}
	if iati.Measure(i.Measure) == measurePercentage {
		d.Unit = "%"
	}
	k := measureKey(aim, measure)
	s.add(k, i.Line, s.updated, &domain.MeasureAdded{Aim: aim, Measure: measure, Definition: d, Published: publishedIndicator(i)})
	s.documents(k, i.DocumentLinks)
	in := indicator{statements: s, aim: aim, measure: measure, code: i.Measure, kind: kind}
	in.baselines(i.Baselines)
	same := map[period]int{}
	for n := range i.Periods {
		p := periodOf(&i.Periods[n])
		if p.wrong != "" {
			s.problem(i.Periods[n].Line, p.wrong, i.Periods[n].Start.Text+" to "+i.Periods[n].End.Text)
		}
		bounds := period{start: p.start, end: p.end}
		p.ordinal = same[bounds]
		same[bounds]++
		in.period(&i.Periods[n], p)
	}
}

// indicator is where baselines and periods are gathered for.
type indicator struct {
	*statements
	aim, measure, code string
	kind               domain.MeasureKind
}

func (in *indicator) baselines(list []iati.Baseline) {
	same := map[string]int{}
	beside := make([]iati.Observation, len(list))
	for n := range list {
		beside[n] = list[n].Observation
	}
	for n := range list {
		b := &list[n]
		value, parts, published := in.observation(&b.Observation, locationsTell(beside))
		at := attributes{}
		maps.Copy(at, published.Attributes)
		at.text("year", b.YearText)
		at.text("iso-date", b.ISODate.Text)
		published.Attributes = at.orNil()
		body := &domain.BaselineSet{
			Aim: in.aim, Measure: in.measure, Value: value, On: dayOf(b.ISODate.Day).Or(yearOf(b.Year)),
			Ordinal: same[partsKey(parts)], Parts: parts, Published: published,
		}
		same[partsKey(parts)]++
		in.stated(b.Line, in.updated, body, b.DocumentLinks)
	}
}

// period gathers the targets and actuals of one period. One without a target of the whole gets one that says so.
func (in *indicator) period(p *iati.Period, dates period) {
	same, tell, whole := map[string]int{}, locationsTell(p.Targets), false
	set := func(line int, value domain.Value, parts []domain.Part, published *domain.Published, links []iati.DocumentLink) {
		in.dated(published, dates, same[partsKey(parts)])
		same[partsKey(parts)]++
		in.stated(line, in.updated, &domain.TargetSet{
			Aim: in.aim, Measure: in.measure, Value: value, PeriodStart: dates.start, PeriodEnd: dates.end,
			Ordinal: dates.ordinal, Parts: parts, Published: published,
		}, links)
	}
	for n := range p.Targets {
		t := &p.Targets[n]
		value, parts, published := in.observation(t, tell)
		whole = whole || len(parts) == 0
		set(t.Line, value, parts, published, t.DocumentLinks)
	}
	if !whole {
		none := attributes{attrNone: "true"}
		set(p.Line, domain.Value{}, nil, &domain.Published{Attributes: none}, nil)
	}
	in.actuals(p, dates)
}

func (in *indicator) actuals(p *iati.Period, dates period) {
	same, tell := map[string]int{}, locationsTell(p.Actuals)
	happened := dates.end
	if !happened.Known() {
		happened = in.updated
	} else if happened.After(in.latest) {
		happened = in.latest
	}
	for n := range p.Actuals {
		a := &p.Actuals[n]
		value, parts, published := in.observation(a, tell)
		in.dated(published, dates, same[partsKey(parts)])
		same[partsKey(parts)]++
		in.stated(a.Line, happened, &domain.OutcomeRecorded{
			Aim: in.aim, Measure: in.measure, Value: value, PeriodStart: dates.start, PeriodEnd: dates.end,
			Ordinal: dates.ordinal, Parts: parts, Published: published,
		}, a.DocumentLinks)
	}
}

// observation is what baselines, targets and actuals have in common.
func (in *indicator) observation(o *iati.Observation, tell bool) (domain.Value, []domain.Part, *domain.Published) {
	value, kept, keep := in.value(o, in.code, in.kind)
	list, nameless := parts(o, tell)
	at := attributes{}
	if keep {
		at[attrValue] = kept
	}
	if tell && len(o.Locations) > 0 {
		at[attrLocation] = "true"
	}
	at.text(attrNameless, strings.Join(nameless, ","))
	return value, list, &domain.Published{Comments: narratives(o.Comments), Locations: o.Locations, Attributes: at.orNil()}
}

// dated adds to published what tells a statement from others of its period, and dates that are kept as text.
func (in *indicator) dated(published *domain.Published, dates period, n int) {
	at := attributes{}
	maps.Copy(at, published.Attributes)
	at.number(attrN, n)
	at.text(attrStart, dates.startText)
	at.text(attrEnd, dates.endText)
	published.Attributes = at.orNil()
}

func (in *indicator) stated(line int, happened domain.Date, body domain.Body, links []iati.DocumentLink) {
	k, _ := keyOf(body, nil) // a body made here has one
	in.add(k, line, happened, body)
	in.documents(k, links)
}

func (s *statements) documents(owner key, links []iati.DocumentLink) {
	for n := range links {
		l := &links[n]
		k := evidenceKey(owner, l.URL, 0)
		k.link = s.links[k]
		s.links[evidenceKey(owner, l.URL, 0)]++
		s.add(k, l.Line, s.updated, &domain.EvidenceAttached{
			Aim: owner.aim, Measure: owner.measure, What: domain.Write(cut(inLanguage(l.Titles, s.activity.Lang), domain.MaxWords)),
			URL: cut(l.URL, domain.MaxName), Format: cut(l.Format, domain.MaxName), Published: publishedLink(l, k.link),
		})
	}
}

func (s *statements) problem(line int, what, value string) {
	s.problems = append(s.problems, Problem{Where: where(line, activityStep(s.activity)), What: what, Value: value})
}

func yearOf(year int) domain.Date {
	if year < 1 || year > 9999 {
		return domain.Date{}
	}
	return domain.Date{Year: int16(year)} //nolint:gosec // checked above
}

// where names a place in a file.
func where(line int, path string) string { return fmt.Sprintf("line %d %s", line, path) }

// activityStep names an activity.
func activityStep(a *iati.Activity) string {
	if a.Identifier == "" {
		return fmt.Sprintf("iati-activity[%d]", a.Number)
	}
	return fmt.Sprintf("iati-activity[%s]", domain.Short(a.Identifier, 80))
}
