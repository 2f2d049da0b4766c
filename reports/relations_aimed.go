package reports

import (
	"cmp"
	"encoding/json"
	"reflect"
	"slices"
	"sync"
	"time"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/aimed"
	"github.com/desirelines/desirelines/projections"
)

// ToolFigure is a row of aimed_vs_achieved.
type ToolFigure struct {
	Project     string          `json:"project" sql:"text" says:"id of the project"`
	Aim         string          `json:"aim" sql:"text" says:"id of the aim"`
	Measure     string          `json:"measure" sql:"text" says:"id of the measure, within its aim"`
	Against     aimed.Against   `json:"against" sql:"text" says:"which aim the figure is held against: now (as it stands), first (the first that was agreed) or then (the one in force on the last day of the period)"`
	What        string          `json:"what" sql:"text" says:"period: one period; overall: all of them; so_far: those that have ended"`
	Ordinal     int             `json:"ordinal" sql:"integer" says:"of a period its place among those of the measure by start and end, from 1; 0 for overall and so_far"`
	PeriodStart Day             `json:"period_start" sql:"date" says:"first day; null: open"`
	PeriodEnd   Day             `json:"period_end" sql:"date" says:"last day; null: open"`
	From        string          `json:"from_day" sql:"date" says:"first day on which who asks gets this answer; -infinity: always before"`
	To          string          `json:"to_day" sql:"date" says:"first day on which they get another one; infinity: never"`
	Kind        string          `json:"kind" sql:"text" says:"kind of the measure"`
	Mode        string          `json:"mode" sql:"text" says:"what one observation stands for: per_period, to_date or snapshot"`
	Unit        string          `json:"unit,omitempty" sql:"text" says:"the unit; null: none was stated"`
	TargetLow   toolNum         `json:"target_low,omitempty" sql:"numeric" says:"what was aimed for; of a range its lower end; null: nothing, or no number"`
	TargetHigh  toolNum         `json:"target_high,omitempty" sql:"numeric" says:"the same; of a range its upper end"`
	TargetText  string          `json:"target_text,omitempty" sql:"text" says:"the same where it is yes, no or a level"`
	FirstLow    toolNum         `json:"first_target_low,omitempty" sql:"numeric" says:"what was aimed for at first"`
	FirstHigh   toolNum         `json:"first_target_high,omitempty" sql:"numeric" says:"the same; of a range its upper end"`
	FirstText   string          `json:"first_target_text,omitempty" sql:"text" says:"the same where it is yes, no or a level"`
	ActualLow   toolNum         `json:"actual_low,omitempty" sql:"numeric" says:"what was achieved; of a range its lower end; null: nothing, no number, or kept back"`
	ActualHigh  toolNum         `json:"actual_high,omitempty" sql:"numeric" says:"the same; of a range its upper end"`
	ActualText  string          `json:"actual_text,omitempty" sql:"text" says:"the same where it is yes, no or a level"`
	Numerator   *domain.Number  `json:"numerator" sql:"numeric" says:"of a percentage with counts: how many"`
	Denominator *domain.Number  `json:"denominator" sql:"numeric" says:"of a percentage with counts: of how many"`
	Status      aimed.Status    `json:"status" sql:"text" says:"exceeded, met, kept, partly, no_change, moved_away, short, not_kept, not_due, not_reported, withheld, no_target or unclear"`
	Reached     *bool           `json:"reached" sql:"boolean" says:"whether the target was reached; null: that cannot be said"`
	Share       *domain.Number  `json:"share_of_aim" sql:"numeric" says:"actual divided by target, to 4 places; null: not defined"`
	Distance    *domain.Number  `json:"distance_travelled" sql:"numeric" says:"how much of the way from the start to the target, to 4 places; null: not defined"`
	Carried     bool            `json:"carried" sql:"boolean" says:"whether nothing new was observed in the period and the last total before it stands"`
	InProgress  bool            `json:"in_progress" sql:"boolean" says:"whether the period is running"`
	Entries     int             `json:"entries" sql:"integer" says:"how many entries the figure comes from; of a number of people those with its observations are not counted"`
	Position    uint64          `json:"position" sql:"bigint" says:"number of the newest of them; 0: there are none. Up to which entry a project is known is projects.position"`
	Warnings    []aimed.Warning `json:"warnings" sql:"text[]" says:"what to know before the figure is used, as codes, by name"`
	Rule        string          `json:"rule" sql:"text" says:"how the figure came about, in words"`
	Retired     bool            `json:"retired" sql:"boolean" says:"whether the measure is no longer used"`
}

// toolNum is a number as JSON writes it; empty: none.
type toolNum = json.Number

// aimedRelation is the table aimed_vs_achieved, and the function that picks a day.
func aimedRelation() projections.Relation {
	r := relation("aimed_vs_achieved", "what was aimed for and what was achieved, one row for each stretch of days on which the answer is the same; for a day take the rows with from_day <= day and day < to_day, or use on_day(day)",
		ToolFigure{}, "aim", "measure", "against", "what", "ordinal", "from_day")
	r.Rules = 2 // corrections are applied before sites are told apart; a target that was taken back brings no period back
	r.Drop = `drop function if exists desirelines.on_day(date)`
	r.Beside = `create function desirelines.on_day(day date) returns setof desirelines.aimed_vs_achieved language sql stable
as 'select * from desirelines.aimed_vs_achieved where from_day <= day and day < to_day';
comment on function desirelines.on_day(date) is 'what was aimed for and what was achieved as who asks on this day is told, known now'`
	return r
}

// KeptFigures keeps the rows of aimed_vs_achieved of measures whose statements do not change, within a bound: after an entry those of one
// measure are made. It is safe for concurrent use. A nil one keeps nothing.
type KeptFigures struct {
	mu   sync.Mutex
	kept map[[2]string]keptFigures // by project and projections.MeasureID
	rows int
}

type keptFigures struct {
	of       projections.MeasureStatements
	smallest int // that the rule shows
	rows     []ToolFigure
}

// mostFigures is how many rows are kept.
const mostFigures = 200_000

// NewKeptFigures keeps none yet.
func NewKeptFigures() *KeptFigures { return &KeptFigures{kept: map[[2]string]keptFigures{}} }

func (k *KeptFigures) find(key [2]string, of projections.MeasureStatements, smallest int) ([]ToolFigure, bool) {
	if k == nil {
		return nil, false
	}
	k.mu.Lock()
	had, ok := k.kept[key]
	k.mu.Unlock()
	return had.rows, ok && had.smallest == smallest && reflect.DeepEqual(had.of, of)
}

func (k *KeptFigures) keep(key [2]string, f keptFigures) {
	if k == nil {
		return
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.rows += len(f.rows) - len(k.kept[key].rows)
	if k.kept[key] = f; k.rows > mostFigures {
		k.kept, k.rows = map[[2]string]keptFigures{}, 0
	}
}

// figures are the rows of aimed_vs_achieved.
func (s *sight) figures(kept *KeptFigures) []ToolFigure {
	rows, smallest := []ToolFigure{}, s.lens.Audience.rule().Smallest()
	for _, a := range projections.Statements(s.view(), nil) {
		for _, m := range a.Measures {
			key := [2]string{s.base.Project, projections.MeasureID(m.Measure.Aim, m.Measure.Measure)}
			of, ok := kept.find(key, m, smallest)
			if !ok {
				of = s.figuresOf(m)
				kept.keep(key, keptFigures{m, smallest, of})
			}
			rows = append(rows, of...)
		}
	}
	return rows
}

func (s *sight) figuresOf(m projections.MeasureStatements) []ToolFigure {
	o := &oneMeasure{sight: s, of: m, byDay: map[domain.Date]*answered{}, now: map[domain.Date]*answered{}}
	var rows []ToolFigure
	for _, against := range []aimed.Against{aimed.Now, aimed.First, aimed.Then} {
		rows = append(rows, o.stretches(against)...)
	}
	return rows
}

// oneMeasure answers many questions about one measure. Most answers are those of the day before, or those against another aim: what was
// made of the same figures is not made again, because keeping small numbers back takes much longer than the figures. Nor are figures where
// it shows that they are those against the aim as it stands.
type oneMeasure struct {
	*sight
	of         projections.MeasureStatements
	last       *answered
	byDay, now map[domain.Date]*answered // the last that was asked for on a day, and against the aim as it stands
}

// answered are figures and the rows that were made of them, without the days that they are for and what they are held against. The same answer is
// mostly the same pointer.
type answered struct {
	figures aimed.Figures
	rows    map[figureKey]ToolFigure
}

// stretches are the rows of one measure against one aim: the answer is asked for on the first day of each stretch on which it may be
// another one, and stretches with the same answer are one.
func (o *oneMeasure) stretches(against aimed.Against) []ToolFigure {
	turns, minor := turningDays(o.of.Statements)
	ask := func(day domain.Date) *answered {
		return o.ask(aimed.Question{AskedOn: day, Against: against})
	}
	open := map[figureKey]int{} // index into rows of the stretch that goes on
	var rows []ToolFigure
	var taken *answered
	take := func(from string, now *answered) {
		if now == taken {
			return
		}
		taken = now
		for key, i := range open {
			if f, there := now.rows[key]; !there || !sameAnswer(f, rows[i]) {
				rows[i].To = from
				delete(open, key)
			}
		}
		for key, f := range now.rows {
			if _, goesOn := open[key]; !goesOn {
				f.Against, f.From, f.To = against, from, "infinity"
				open[key] = len(rows)
				rows = append(rows, f)
			}
		}
	}
	take("-infinity", ask(dayBefore(turns)))
	for i, day := range turns {
		now := ask(day)
		take(day.String(), now)
		last := domain.Date{}
		if i+1 < len(turns) {
			last = turns[i+1]
		}
		betweenTurns(within(minor, day, last), now, ask, take)
	}
	slices.SortFunc(rows, func(a, b ToolFigure) int {
		return cmp.Or(cmp.Compare(a.What, b.What), cmp.Compare(a.Ordinal, b.Ordinal), cmp.Compare(a.From, b.From))
	})
	return rows
}

// betweenTurns asks on days between which nothing ends, and only warnings of days to come go away: where the first and the last answer
// are the same, so are all.
func betweenTurns(days []domain.Date, before *answered, ask func(domain.Date) *answered, take func(string, *answered)) {
	if len(days) == 0 {
		return
	}
	last := ask(days[len(days)-1])
	if sameAnswers(before, last) {
		return
	}
	if len(days) > 1 {
		middle := len(days) / 2
		at := ask(days[middle-1])
		betweenTurns(days[:middle], before, ask, take)
		betweenTurns(days[middle:], at, ask, take)
		return
	}
	take(days[0].String(), last)
}

// figureKey names a figure of a measure.
type figureKey struct {
	what    string
	ordinal int
}

// ask returns the figures of the measure.
func (o *oneMeasure) ask(q aimed.Question) *answered {
	now := o.answer(q)
	o.last, o.byDay[q.AskedOn] = now, now
	if q.Against == aimed.Now {
		o.now[q.AskedOn] = now
	}
	return now
}

func (o *oneMeasure) answer(q aimed.Question) *answered {
	if now := o.now[q.AskedOn]; now != nil && aimed.AsItStands(o.of.Statements, q) {
		return now
	}
	figures := aimed.Compare(o.of.Statements, q)
	for _, had := range []*answered{o.last, o.byDay[q.AskedOn]} {
		if had != nil && reflect.DeepEqual(figures, had.figures) {
			return had
		}
	}
	return &answered{figures, o.answers(figures)}
}

// answers makes the rows of figures.
func (o *oneMeasure) answers(figures aimed.Figures) map[figureKey]ToolFigure {
	of := projections.MeasureFigures{Measure: o.of.Measure, Figures: figures}
	of.Figures = o.show(o.lens.Audience.rule(), &of)
	shown := o.measure(of)
	rows := make(map[figureKey]ToolFigure, len(shown.Periods)+2)
	add := func(what string, ordinal int, f *Figure) {
		rows[figureKey{what, ordinal}] = o.toolFigure(o.of, shown, what, ordinal, f)
	}
	for i := range shown.Periods {
		add("period", i+1, &shown.Periods[i])
	}
	add("overall", 0, &shown.Overall)
	if shown.SoFar != nil {
		add("so_far", 0, shown.SoFar)
	}
	return rows
}

func (s *sight) toolFigure(of projections.MeasureStatements, m Measure, what string, ordinal int, f *Figure) ToolFigure {
	t := ToolFigure{
		Project: s.base.Project, Aim: of.Measure.Aim, Measure: m.ID, What: what, Ordinal: ordinal,
		PeriodStart: Day(domain.Date(f.Start).First()), PeriodEnd: Day(domain.Date(f.End).Last()),
		Kind: string(m.Kind), Mode: string(m.Mode), Unit: m.Unit, Numerator: f.Numerator, Denominator: f.Denominator,
		Status: f.Status, Reached: f.Reached, Share: f.ShareOfAim, Distance: f.DistanceTravelled, Carried: f.Carried, InProgress: f.InProgress,
		Entries: len(f.Entries), Warnings: list(f.Warnings), Rule: f.Rule, Retired: m.Retired,
	}
	t.TargetLow, t.TargetHigh, t.TargetText = toolValue(f.Target)
	t.FirstLow, t.FirstHigh, t.FirstText = toolValue(f.FirstTarget)
	t.ActualLow, t.ActualHigh, t.ActualText = toolValue(f.Actual)
	for _, e := range f.Entries {
		t.Position = max(t.Position, e.Position)
	}
	return t
}

// toolValue is a value in three columns; words are in none.
func toolValue(p aimed.Plain) (low, high toolNum, text string) {
	switch v := domain.Value(p); v.Form {
	case domain.Numeric:
		return toolNum(v.Number.String()), toolNum(v.Number.String()), ""
	case domain.Range:
		return toolNum(v.Number.String()), toolNum(v.High.String()), ""
	case domain.YesNo, domain.Level:
		return "", "", v.Plain()
	}
	return "", "", ""
}

// turningDays are the days on which an answer may become another one, in order: a period begins or has ended, or a target was stated.
// minor are days on which something happened, which only ends the warning that it is still to come.
func turningDays(m aimed.Measure) (turns, minor []domain.Date) {
	period := func(start, end domain.Date) {
		turns = append(turns, start.First(), dayAfter(end.Last()))
	}
	happened := func(e aimed.Entry) { minor = append(minor, e.Happened.First()) }
	for _, p := range m.Periods {
		period(p.Start, p.End)
	}
	for _, t := range m.Targets {
		period(t.Start, t.End)
		turns = append(turns, t.Day())
		happened(t.Entry)
	}
	for _, o := range m.Outcomes {
		period(o.PeriodStart, o.PeriodEnd)
		happened(o.Entry)
	}
	for _, b := range m.Baselines {
		happened(b.Entry)
	}
	for _, j := range m.Judgements {
		period(j.PeriodStart, j.PeriodEnd)
		happened(j.Entry)
	}
	turns, minor = eachOnce(turns), eachOnce(minor)
	if len(turns) == 0 && len(minor) > 0 {
		turns = minor[:1]
	}
	if len(turns) > 0 && len(minor) > 0 && minor[0].Before(turns[0]) {
		turns = append([]domain.Date{minor[0]}, turns...)
	}
	return turns, minor
}

// eachOnce are the known days of a list, in order.
func eachOnce(days []domain.Date) []domain.Date {
	days = slices.DeleteFunc(days, func(d domain.Date) bool { return !d.Known() })
	slices.SortFunc(days, domain.Date.Compare)
	return slices.Compact(days)
}

// within are the days after one and before another, which may be unknown.
func within(days []domain.Date, after, before domain.Date) []domain.Date {
	return slices.DeleteFunc(slices.Clone(days), func(d domain.Date) bool { return !d.After(after) || before.Known() && !d.Before(before) })
}

// dayBefore is a day before all others; where there are none any day is as good.
func dayBefore(turns []domain.Date) domain.Date {
	if len(turns) == 0 {
		return domain.Date{Year: 1, Month: 1, Day: 1}
	}
	return addDays(turns[0], -1)
}

func dayAfter(d domain.Date) domain.Date { return addDays(d, 1) }

// addDays moves a day; the unknown one stays unknown, and none goes beyond what a date can say.
func addDays(d domain.Date, n int) domain.Date {
	if !d.Known() {
		return d
	}
	moved := domain.DateOf(time.Date(int(d.Year), time.Month(d.Month), int(d.Day)+n, 0, 0, 0, 0, time.UTC))
	if moved.Year < 1 {
		return d
	}
	if moved.Year > 9999 {
		return domain.Date{}
	}
	return moved
}

func sameAnswers(a, b *answered) bool {
	if a == b {
		return true
	}
	if len(a.rows) != len(b.rows) {
		return false
	}
	for key, f := range a.rows {
		if g, there := b.rows[key]; !there || !sameAnswer(f, g) {
			return false
		}
	}
	return true
}

// sameAnswer compares figures but for the days that they are for and what they are held against.
func sameAnswer(a, b ToolFigure) bool {
	if a.Status != b.Status || a.Rule != b.Rule { // which nearly always differ where anything does
		return false
	}
	a.From, a.To, a.Against, b.From, b.To, b.Against = "", "", "", "", "", ""
	return reflect.DeepEqual(a, b)
}
