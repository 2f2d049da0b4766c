package reports

import (
	"cmp"
	"slices"
	"strings"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/aimed"
	"github.com/desirelines/desirelines/projections"
)

// resultsColumns are those of a table of results as import csv and import xlsx read it.
var resultsColumns = []string{"aim_id", "aim", "measure_id", "measure", "kind", "mode", "unit", "baseline", "baseline_on", "tolerance", "period_start",
	"period_end", "target", "actual", "numerator", "denominator", "observed_on", "site", "source", "people", "levels", "comment"}

// levelMark stands between the levels of a rubric.
const levelMark = "|"

// resultRow is what a row says beside its measure.
type resultRow struct {
	start, end             domain.Date
	target, actual         any
	numerator, denominator *domain.Number
	observed               domain.Date
	site                   string
	source, comment        string
	baseline               any // of the whole or of the site, see withBaselines
	baselineOn             domain.Date
}

func (r resultRow) cells(a projections.AimRow, row projections.MeasureRow, m Measure) []any {
	var tolerance any
	if row.Definition.Tolerance != nil {
		tolerance = m.Tolerance
	}
	cells := []any{a.Aim, a.Statement, m.ID, m.Name, string(m.Kind), string(m.Mode), m.Unit, r.baseline, r.baselineOn, tolerance, r.start, r.end,
		r.target, r.actual, r.numerator, r.denominator, r.observed, r.site, r.source, m.People, strings.Join(m.Levels, levelMark), r.comment}
	for i := range cells {
		cells[i] = sheetCell(cells[i])
	}
	return cells
}

// withBaselines puts what stood before into every row of the same site, and the whole's into those without a site: a row that says the
// whole's baseline beside a site would give it to that site. One that has no row gets one; a measure of which nothing is said has one row.
func withBaselines(rows, baselines []resultRow) []resultRow {
	for _, b := range baselines {
		found := false
		for i := range rows {
			if rows[i].site == b.site {
				found = true
				rows[i].baseline, rows[i].baselineOn = b.baseline, b.baselineOn
			}
		}
		if !found {
			rows = append(rows, b)
		}
	}
	if len(rows) == 0 {
		return []resultRow{{}}
	}
	return rows
}

// shownRows are the periods of a measure as the audience is shown them, and the parts that report apart.
func shownRows(m Measure) (rows []resultRow) {
	for _, f := range m.Periods {
		row := resultRow{
			start: domain.Date(f.Start), end: domain.Date(f.End), target: shownCell(f.Target, f.TargetText), actual: shownCell(f.Actual, f.ActualText),
			numerator: f.Numerator, denominator: f.Denominator,
		}
		rows = append(rows, row)
		for _, p := range f.Parts {
			if p.Site != "" && p.Dimension == "" {
				rows = append(rows, resultRow{
					start: row.start, end: row.end, site: p.Site, target: aimed.Plain(p.Target), actual: aimed.Plain(p.Actual),
				})
			}
		}
	}
	return rows
}

func shownCell(v aimed.Plain, text SeenText) any {
	if v.Form == domain.Nothing || v.Form == domain.InWords {
		return text
	}
	return v
}

// rowsOf are the rows of a measure in force: one for each period and for each observation besides, so that what it says can be taken in again. Of
// numbers of people that the audience is not shown as they are it has the figures of the periods instead. Breakdowns other than sites have no
// column. A measure of which nothing was stated has one row.
func (r resultsStated) rowsOf(m projections.MeasureFigures, shown Measure) []resultRow {
	id := projections.MeasureID(m.Measure.Aim, m.Measure.Measure)
	if r.s.lens.Audience.rule().Touches(m.Measure.Definition) {
		return withBaselines(shownRows(shown), []resultRow{{baseline: shown.Baseline, baselineOn: domain.Date(shown.BaselineOn)}})
	}
	return withBaselines(r.rows(id), r.baselines[id])
}

// resultsStated are the statements that stand, without parts of breakdowns, by measure.
type resultsStated struct {
	s        *sight
	targets  map[string][]projections.TargetRow
	outcomes map[string][]projections.OutcomeRow

	baselines map[string][]resultRow // of the whole and of sites, the one that stands
}

func (s *sight) resultsStated(view projections.View) resultsStated {
	r := resultsStated{s, map[string][]projections.TargetRow{}, map[string][]projections.OutcomeRow{}, map[string][]resultRow{}}
	for _, b := range view.Baselines() {
		if id := projections.MeasureID(b.Aim, b.Measure); b.Withdrawn == nil && len(b.Parts) == 0 {
			row := resultRow{site: b.Site, baseline: r.value(b.Value, b.Entry), baselineOn: b.On}
			if i := slices.IndexFunc(r.baselines[id], func(had resultRow) bool { return had.site == b.Site }); i >= 0 { // the later one counts
				r.baselines[id][i] = row
				continue
			}
			r.baselines[id] = append(r.baselines[id], row)
		}
	}
	retired := map[periodKey]uint64{}
	for _, p := range view.RetiredPeriods() {
		key := periodKey{projections.MeasureID(p.Aim, p.Measure), p.PeriodStart, p.PeriodEnd, p.Ordinal, ""}
		retired[key] = max(retired[key], p.Position)
	}
	at, lives := map[periodKey]int{}, map[periodKey]bool{} // lives: what was retired, and stated again
	for _, t := range view.Targets() {
		id := projections.MeasureID(t.Aim, t.Measure)
		key := periodKey{id, t.PeriodStart, t.PeriodEnd, t.Ordinal, t.Site}
		whole := key
		whole.site = ""
		if t.Withdrawn != nil || retired[whole] > t.First {
			continue
		}
		if lives[whole] = true; len(t.Parts) > 0 {
			continue
		}
		if i, had := at[key]; had { // the later one counts
			r.targets[id][i] = t
			continue
		}
		at[key] = len(r.targets[id])
		r.targets[id] = append(r.targets[id], t)
	}
	for _, o := range view.Outcomes() {
		id := projections.MeasureID(o.Aim, o.Measure)
		period := periodKey{id, o.PeriodStart, o.PeriodEnd, o.Ordinal, ""}
		if o.Measure == "" || o.Withdrawn != nil || len(o.Parts) > 0 || retired[period] > 0 && !lives[period] {
			continue
		}
		r.outcomes[id] = append(r.outcomes[id], o)
	}
	return r
}

type periodKey struct {
	measure    string
	start, end domain.Date
	ordinal    int
	site       string
}

// rows are the periods of a measure, each with the one observation that was stated for it where there is just one, then all others by day.
func (r resultsStated) rows(measure string) (rows []resultRow) {
	for _, t := range r.targets[measure] {
		rows = append(rows, resultRow{start: t.PeriodStart, end: t.PeriodEnd, site: t.Site, target: r.value(t.Value, t.Entry)})
	}
	slices.SortStableFunc(rows, func(a, b resultRow) int { return cmp.Or(a.start.Compare(b.start), a.end.Compare(b.end)) })
	key := func(o projections.OutcomeRow) periodKey { return periodKey{"", o.PeriodStart, o.PeriodEnd, 0, o.Site} }
	many := map[periodKey]int{}
	for _, o := range r.outcomes[measure] {
		many[key(o)]++
	}
	first := map[periodKey]int{} // the row of each period
	for i := range slices.Backward(rows) {
		first[periodKey{"", rows[i].start, rows[i].end, 0, rows[i].site}] = i
	}
	var others []resultRow
	for _, o := range r.outcomes[measure] {
		seen := r.observed(o)
		i, found := first[key(o)]
		if !found || !o.PeriodStart.Known() || many[key(o)] > 1 {
			others = append(others, seen)
			continue
		}
		seen.target = rows[i].target
		rows[i] = seen
	}
	slices.SortStableFunc(others, func(a, b resultRow) int { return a.observed.Last().Compare(b.observed.Last()) })
	return append(rows, others...)
}

func (r resultsStated) observed(o projections.OutcomeRow) resultRow {
	row := resultRow{
		start: o.PeriodStart, end: o.PeriodEnd, actual: r.value(o.Value, o.Entry), numerator: o.Numerator, denominator: o.Denominator,
		observed: o.Happened, site: o.Site,
	}
	if o.Numerator != nil {
		row.actual = nil
	}
	entry, ok := r.s.entry(o.Entry)
	if b, is := entry.Body.(*domain.OutcomeRecorded); ok && is {
		may := r.s.rights(&entry)
		row.source, row.comment = r.s.open(b.Source, may).Text, r.s.open(b.What, may).Text
	}
	if o.Published != nil && row.comment == "" {
		var said []string
		for _, c := range o.Published.Comments {
			said = append(said, c.Text)
		}
		row.comment = strings.Join(said, "\n")
	}
	return row
}

// value is a stated value: a number, else as it is written where that may be read.
func (r resultsStated) value(v domain.Value, entry string) any {
	if v.Form != domain.InWords {
		return aimed.Plain(v)
	}
	row, ok := r.s.entry(entry)
	if !ok {
		return nil
	}
	return r.s.open(v.Text, r.s.rights(&row)).Text
}
