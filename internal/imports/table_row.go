package imports

import (
	"slices"
	"strings"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/table"
)

// rowSaid is what one row says.
type rowSaid struct {
	number     int
	aim        *knownAim
	measure    *knownMeasure
	statement  string   // of the aim, as written; empty: as above, or as it stands
	defines    defining // of the measure
	definition domain.Definition
	start, end domain.Date
	site       string
	baseline   statedNow
	target     statedNow
	outcome    statedNow
}

// statedNow is one statement of a row.
type statedNow struct {
	there  bool // the sheet has a column for it
	column table.Column
	mark   mark
	print  fingerprint
	body   domain.Body // nil: the row leaves it empty
	value  string      // as written, for a problem
	day    domain.Date // when it happened
}

// bareRow is a row with a period and neither target nor actual.
type bareRow struct {
	row        int
	of         *knownMeasure
	target     mark
	start, end domain.Date
	site       string
}

func (r *rowSaid) isBare() bool {
	return r.target.body == nil && r.outcome.body == nil && (r.start.Known() || r.end.Known())
}

// columns of a measure's definition, in the order of defining.
var definingColumns = [...]table.Column{
	table.Measure, table.Kind, table.Mode, table.Unit, table.Tolerance, table.People, table.Levels,
}

// defining is what a row says of its measure, as written, in the order of definingColumns. Empty: as above, or as it stands.
type defining [len(definingColumns)]string

// read understands the cells of a row. What it looks up of aims and measures is not changed.
func (t *sheetImport) read(row table.Row) (*rowSaid, error) {
	cell := func(c table.Column) table.Cell { return t.layout.Cell(row, c) }
	r := &rowSaid{number: row.Number}
	aim, measure := cell(table.AimID).Text, cell(table.MeasureID).Text
	if err := checkIDs(aim, measure); err != nil {
		return nil, err
	}
	for _, c := range [...]table.Column{table.AimID, table.Aim, table.MeasureID, table.Measure, table.Kind, table.Mode, table.Unit, table.Site, table.Source, table.Comment, table.Levels} {
		if v := cell(c); v.Form == table.Fault {
			return nil, &cellError{c, faulty(v)}
		}
	}
	r.aim, r.measure = t.stands.aim(aim), t.stands.measure(aim, measure)
	r.statement = cell(table.Aim).Text
	for n, c := range definingColumns {
		r.defines[n] = cell(c).Text
	}
	var err error
	if r.definition, err = t.definition(r, cell); err != nil {
		return nil, err
	}
	return r, t.figures(r, cell)
}

func checkIDs(aim, measure string) error {
	for _, one := range [...]struct {
		column table.Column
		what   string
		id     string
	}{{table.AimID, "aim", aim}, {table.MeasureID, "measure", measure}} {
		if one.id == "" {
			return &cellError{one.column, invalid("", "the id of the "+one.what+" is missing", "give each "+one.what+" an id of your own, the same in every row")}
		}
		if err := domain.CheckID(one.what, one.id); err != nil {
			return &cellError{one.column, err}
		}
	}
	return nil
}

func faulty(c table.Cell) error {
	return invalid(c.Text, "this cell has no value that can be read", "open the sheet in a spreadsheet, mend the cell and save it")
}

// definition is that of the measure as this row has it: what it leaves empty is as an earlier row said it, else as it stands.
func (t *sheetImport) definition(r *rowSaid, cell func(table.Column) table.Cell) (domain.Definition, error) {
	m := r.measure
	if m.row > 0 { // an earlier row said it
		for n, c := range definingColumns {
			if now := r.defines[n]; now != "" && now != m.defines[n] && !strings.EqualFold(now, m.defines[n]) {
				return domain.Definition{}, &cellError{c, invalid(now, "row "+number(m.row)+" defines this measure otherwise", "say the same in every row, or leave it empty in all but the first")}
			}
		}
		return m.file, nil
	}
	d := m.before()
	if now := r.defines[0]; now != "" {
		d.Name = now
	}
	if now := strings.ToLower(r.defines[1]); now != "" {
		if d.MeasureKind = domain.MeasureKind(now); !slices.Contains(measureKinds, d.MeasureKind) {
			return d, &cellError{table.Kind, invalid(r.defines[1], "this is no kind of measure", "choose from "+joined(measureKinds)+", or say with a map what it means")}
		}
	}
	if now := strings.ToLower(r.defines[2]); now != "" {
		if d.Mode = domain.Mode(now); !slices.Contains(modes, d.Mode) {
			return d, &cellError{table.Mode, invalid(r.defines[2], "this is no mode", "choose from "+joined(modes)+", or say with a map what it means")}
		}
	}
	if now := r.defines[3]; now != "" {
		d.Unit = now
	}
	if now := cell(table.Tolerance); now.Text != "" {
		n, err := t.reads.number(now)
		if err != nil {
			return d, &cellError{table.Tolerance, err}
		}
		d.Tolerance = n
	}
	if now := cell(table.People); now.Text != "" {
		yes, err := yesOrNo(now)
		if err != nil {
			return d, &cellError{table.People, err}
		}
		d.People = &yes
	}
	if now := r.defines[6]; now != "" {
		d.Levels = nil
		for level := range strings.SplitSeq(now, table.LevelMark) {
			d.Levels = append(d.Levels, strings.TrimSpace(level))
		}
	}
	return settled(d, r)
}

var (
	measureKinds = []domain.MeasureKind{domain.Increase, domain.Decrease, domain.Keep, domain.InRange, domain.Reach, domain.Rubric, domain.Story}
	modes        = []domain.Mode{domain.PerPeriod, domain.ToDate, domain.Snapshot, domain.Percentage, domain.Distinct, domain.ModeUnknown}
)

func joined[T ~string](list []T) string {
	names := make([]string, len(list))
	for i, one := range list {
		names[i] = string(one)
	}
	return strings.Join(names, ", ")
}

// settled completes a definition: a sheet that does not say how figures add up has them stand as they are stated.
func settled(d domain.Definition, r *rowSaid) (domain.Definition, error) {
	switch {
	case d.MeasureKind == "" && r.measure.missed > 0:
		return d, &cellError{table.Kind, notTaken(r.measure.missed, "what this measure is")}
	case d.MeasureKind != "" && d.Name != "" && r.statement == "" && r.aim.statement() == "" && r.aim.missed > 0:
		return d, &cellError{table.Aim, notTaken(r.aim.missed, "the words of this aim")}
	case d.MeasureKind == "":
		return d, &cellError{table.Kind, invalid("", "the kind of this measure is missing", "choose from "+joined(measureKinds))}
	case d.Name == "":
		return d, &cellError{table.Measure, invalid("", "the name of this measure is missing", "say in a few words how you will know")}
	case r.statement == "" && r.aim.statement() == "":
		return d, &cellError{table.Aim, invalid("", "the words of this aim are missing", "say in a few words what you want to be different")}
	}
	snapshots := d.MeasureKind == domain.Reach || d.MeasureKind == domain.Rubric || d.MeasureKind == domain.Story
	switch {
	case d.Mode == "" && snapshots:
		d.Mode = domain.Snapshot
	case d.Mode == "":
		d.Mode = domain.ModeUnknown
	case snapshots && d.Mode != domain.Snapshot:
		return d, &cellError{table.Mode, invalid(string(d.Mode), "a measure of kind "+string(d.MeasureKind)+" is always a snapshot", "leave the mode empty")}
	}
	if d.MeasureKind == domain.Rubric && len(d.Levels) < 2 {
		return d, &cellError{table.Levels, invalid(strings.Join(d.Levels, ""), "a rubric needs at least two levels", "name them from low to high with "+table.LevelMark+" between, such as low "+table.LevelMark+" middle "+table.LevelMark+" high")}
	}
	return d, nil
}

// missed notes that a row which was not taken says what an aim or a measure is, so that a row below that relies on it can name it.
func (t *sheetImport) missed(row table.Row) {
	cell := func(c table.Column) string { return t.layout.Cell(row, c).Text }
	aim, measure := cell(table.AimID), cell(table.MeasureID)
	if row.Wrong != nil || checkIDs(aim, measure) != nil {
		return
	}
	if a := t.stands.aim(aim); a.missed == 0 && cell(table.Aim) != "" {
		a.missed = row.Number
	}
	if m := t.stands.measure(aim, measure); m.missed == 0 && cell(table.Kind) != "" {
		m.missed = row.Number
	}
}

func notTaken(row int, what string) error {
	return invalid("", "row "+number(row)+", which says "+what+", was not taken", "mend that row first")
}

// figures reads period, baseline, target and actual.
func (t *sheetImport) figures(r *rowSaid, cell func(table.Column) table.Cell) error {
	var err error
	day := func(c table.Column) (d domain.Date) {
		if err == nil {
			if d, err = t.reads.date(cell(c)); err != nil {
				err = &cellError{c, err}
			}
		}
		return d
	}
	value := func(c table.Column) (v domain.Value) {
		if err == nil {
			var words bool
			if v, words, err = t.reads.value(cell(c), &r.definition); err != nil {
				err = &cellError{c, err}
			}
			if words {
				t.warn(c, "this is no number and is kept as words", cell(c).Text)
			}
		}
		return v
	}
	count := func(c table.Column) (n *domain.Number) {
		if now := cell(c); err == nil && now.Text != "" {
			if n, err = t.reads.number(now); err != nil {
				err = &cellError{c, err}
			}
		}
		return n
	}
	r.start, r.end = day(table.PeriodStart).First(), day(table.PeriodEnd).Last()
	observed, on := day(table.ObservedOn), day(table.BaselineOn)
	start, target, actual := value(table.Baseline), value(table.Target), value(table.Actual)
	above, below := count(table.Numerator), count(table.Denominator)
	if err != nil {
		return err
	}
	if err := checkRow(r, observed, above, below); err != nil {
		return err
	}
	r.site = cell(table.Site).Text
	aim, measure := r.measure.aim, r.measure.id
	k := t.stands.keys
	r.baseline = statedNow{there: !start.IsZero(), column: table.Baseline, mark: k.baseline(aim, measure, r.site), value: cell(table.Baseline).Text}
	if !start.IsZero() {
		r.baseline.body = &domain.BaselineSet{Aim: aim, Measure: measure, Value: start, On: on, Site: r.site}
	}
	// A row of one observation that leaves the target empty says nothing of it: the row of the period does.
	r.target = statedNow{there: !target.IsZero() || t.layout.Has(table.Target) && !observed.Known(), column: table.Target, mark: k.target(aim, measure, r.site, r.start, r.end), value: cell(table.Target).Text}
	if !target.IsZero() {
		r.target.body = &domain.TargetSet{Aim: aim, Measure: measure, Value: target, PeriodStart: r.start, PeriodEnd: r.end, Site: r.site}
	}
	happened := observed
	if !observed.Known() && r.end.Known() && !r.end.After(t.Today) {
		happened = r.end
	}
	r.outcome = statedNow{
		there: t.layout.Has(table.Actual) || above != nil, column: table.Actual, value: cell(table.Actual).Text, day: happened,
		mark: k.outcome(aim, measure, r.site, r.start, r.end, observed),
	}
	words := domain.Write(cell(table.Comment).Text)
	if !actual.IsZero() || above != nil || !words.IsZero() {
		r.outcome.there = true
		r.outcome.body = &domain.OutcomeRecorded{
			Aim: aim, Measure: measure, Value: actual, Numerator: above, Denominator: below, PeriodStart: r.start, PeriodEnd: r.end,
			Site: r.site, What: words, Source: domain.Write(cell(table.Source).Text),
		}
	}
	for _, s := range [...]*statedNow{&r.baseline, &r.target, &r.outcome} {
		if s.body != nil {
			s.print = k.printOf(s.body)
		}
	}
	return nil
}

// checkRow refuses what cannot be recorded, so that a row is taken whole or not at all.
func checkRow(r *rowSaid, observed domain.Date, above, below *domain.Number) error {
	switch {
	case r.end.Known() && !r.start.Known():
		return &cellError{table.PeriodEnd, invalid(r.end.String(), "this period has an end and no start", "give both")}
	case r.end.Known() && r.end.Before(r.start):
		return &cellError{table.PeriodEnd, invalid(r.start.String()+" to "+r.end.String(), "this period ends before it starts", "put the earlier day first")}
	case observed.Known() && observed.Month == 0:
		return &cellError{table.ObservedOn, invalid(observed.String(), "only the year is known", "give a day or a month, or a period")}
	case (above == nil) != (below == nil):
		return &cellError{table.Denominator, invalid("", "one of the two counts is missing", "give numerator and denominator")}
	case above != nil && r.definition.Mode != domain.Percentage:
		return &cellError{table.Numerator, invalid(above.String(), "only a percentage has numerator and denominator", "leave them empty, or give the mode percentage")}
	case below != nil && below.Sign() < 0:
		return &cellError{table.Denominator, invalid(below.String(), "a denominator cannot be below zero", "give the count of the whole")}
	}
	return nil
}
