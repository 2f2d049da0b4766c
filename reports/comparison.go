package reports

import (
	"slices"
	"time"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/aimed"
	"github.com/desirelines/desirelines/projections"
	"github.com/desirelines/desirelines/reports/small"
)

// Comparison is aimed against achieved for a whole project. Its JSON is the contract of the command `compare`:
// these keys in this order; the same question gives the same bytes.
type Comparison struct {
	Project    string        `json:"project"`
	Name       string        `json:"name"`
	KnownAt    KnownAt       `json:"known_at"`
	HappenedBy Day           `json:"happened_by"`
	AskedOn    Day           `json:"asked_on"`
	Against    aimed.Against `json:"against"`
	Aims       []Aim         `json:"aims"` // in order of their first event
	BeyondAims BeyondAims    `json:"beyond_aims"`
	DidNotWork int           `json:"did_not_work"` // failures shared and tests concluded with no
	Learnt     int           `json:"learnt"`
	Changed    int           `json:"changed"`

	zone     *time.Location // for the days in its text
	question string         // what the project wants to find out; its text says it
	inTheWay int            // what the group said stands in its way
	rule     string         // what was done to numbers of people; empty: nothing
}

// KnownAt says up to where a model knows: the number of the last event, and when that was recorded.
type KnownAt struct {
	Position uint64 `json:"position"`
	Time     Moment `json:"time"` // null where nothing was known
}

// BeyondAims counts what nobody aimed for: outcomes that name no aim, and surprises.
type BeyondAims struct {
	Outcomes  int `json:"outcomes"`
	Surprises int `json:"surprises"`
}

// Aim is one aim with how it counts. Born is "unknown" where nobody said.
type Aim struct {
	ID        string          `json:"id"`
	Statement string          `json:"statement"`
	Born      string          `json:"born"`
	State     domain.AimState `json:"state"`
	Revisions int             `json:"revisions"`
	Counted   aimed.Counted   `json:"counted"`
	Measures  []Measure       `json:"measures"`         // in order of their first event, the retired ones too
	Lasted    *Lasted         `json:"lasted,omitempty"` // the newest answer to whether it lasted; absent: none

	Sticky *Notes `json:"sticky_notes,omitempty"` // the notes on it; nil: there are none

	why       SeenText          // why it was dropped or retired, where it was
	because   domain.Because    // the same from the short list; empty: not said
	judgement *aimed.Judgements // of the aim as a whole; nil: nobody judged it so, or a story of its measures says the same
}

// Measure is one measure with its figures.
type Measure struct {
	ID         string             `json:"id"`
	Name       string             `json:"name"`
	Kind       domain.MeasureKind `json:"kind"`
	Mode       domain.Mode        `json:"mode"`
	Unit       string             `json:"unit"`
	Baseline   aimed.Plain        `json:"baseline"`
	BaselineOn Day                `json:"baseline_on"`
	Tolerance  domain.Number      `json:"tolerance"`
	Levels     []string           `json:"levels"`
	People     bool               `json:"people"`
	Retired    bool               `json:"retired"`
	Rounded    bool               `json:"rounded,omitempty"` // its numbers are of people, and told to the nearest 5
	Periods    []Figure           `json:"periods"`           // by start, end
	Overall    Figure             `json:"overall"`
	SoFar      *Figure            `json:"so_far"` // nil before the first period has ended

	kept *keptJSON // of one that is kept; nil: it is not
}

// Figure is aimed against achieved for one period, for all, or for those that have ended.
type Figure struct {
	Start             Day                      `json:"start"`
	End               Day                      `json:"end"`
	Target            aimed.Plain              `json:"target"`
	FirstTarget       aimed.Plain              `json:"first_target"`
	TargetText        SeenText                 `json:"target_text"`
	Actual            aimed.Plain              `json:"actual"`
	ActualText        SeenText                 `json:"actual_text"`
	Numerator         *domain.Number           `json:"numerator"`
	Denominator       *domain.Number           `json:"denominator"`
	Carried           bool                     `json:"carried"`
	InProgress        bool                     `json:"in_progress"`
	Status            aimed.Status             `json:"status"`
	Reached           *bool                    `json:"reached"`
	ShareOfAim        *domain.Number           `json:"share_of_aim"`
	DistanceTravelled *domain.Number           `json:"distance_travelled"`
	Judgement         *aimed.Judgements        `json:"judgement"`
	Parts             []aimed.PartFigure       `json:"parts"`
	Warnings          []aimed.Warning          `json:"warnings"`
	Suggestions       map[aimed.Warning]string `json:"suggestions"`
	Readings          *aimed.Readings          `json:"readings"`
	Rule              string                   `json:"rule"`
	Entries           []aimed.Ref              `json:"entries"`
	LeftOut           []aimed.LeftOut          `json:"left_out"`

	Reason SeenText `json:"-"` // why the target was changed, where it was

	source  int  // its number among the sources of the report it stands in; 0: it stands in none
	rounded bool // its numbers are about right
	apart   bool // and rounded so that they would deny the status
}

// ComparisonOf answers what was aimed for and what was achieved.
func ComparisonOf(seen Seen) Comparison {
	s := seen.look()
	view := s.view()
	summary, _ := view.Summary()
	c := Comparison{
		Project: view.Project, Name: summary.Name, KnownAt: knownAt(view.Known),
		HappenedBy: Day(s.asked.happenedBy), AskedOn: Day(s.asked.askedOn), Against: s.asked.against,
		Aims: []Aim{}, zone: s.zone, question: summary.Question, rule: s.saysRule(),
	}
	lasted, judged := s.lasted(view), projections.AimJudgements(view)
	shown := s.shownMeasures()
	for _, a := range s.compare() {
		aim := s.aim(a, shown)
		aim.Lasted = lasted[aim.ID]
		aim.judgement = s.judgedAsWhole(a, judged[aim.ID])
		c.Aims = append(c.Aims, aim)
	}
	shown.keep()
	for _, o := range s.base.OutcomesBeyond() { // only of these few it is asked whether they may be known
		if s.isThere(o.Entry) {
			c.BeyondAims.Outcomes++
		}
	}
	c.countLoops(view.Loops())
	c.inTheWay = len(s.inTheWay())
	return c
}

func knownAt(k projections.Known) KnownAt {
	if k.Position == 0 {
		return KnownAt{}
	}
	return KnownAt{k.Position, Moment(k.Recorded)}
}

func (c *Comparison) countLoops(loops []projections.LoopRow) {
	for _, l := range loops {
		switch countOf(l) {
		case "surprises":
			c.BeyondAims.Surprises++
		case "did_not_work":
			c.DidNotWork++
		case "learnt":
			c.Learnt++
		case "changed":
			c.Changed++
		}
	}
}

func (s *sight) aim(a projections.AimFigures, shown shownMeasures) Aim {
	born := string(a.Aim.Born)
	if born == "" {
		born = "unknown"
	}
	aim := Aim{
		ID: a.Aim.Aim, Statement: a.Aim.Statement, Born: born, State: a.Aim.State, Revisions: a.Aim.Revisions,
		Measures: make([]Measure, 0, len(a.Measures)), Sticky: s.notesOn(OnAim(a.Aim.Aim)),
	}
	s.addWhyEnded(&aim, a.Aim)
	var inForce []aimed.Figures
	for _, m := range a.Measures {
		aim.Measures = append(aim.Measures, shown.measure(m))
		if !m.Measure.Retired {
			inForce = append(inForce, m.Figures)
		}
	}
	aim.Counted = aimed.CountAim(inForce)
	return aim
}

// addWhyEnded says why the group let an aim go; nothing while it is in force.
func (s *sight) addWhyEnded(aim *Aim, a projections.AimRow) {
	aim.why = SeenText{State: TextEmpty}
	row, ok := s.entry(a.Last.ID)
	if !ok || a.State.InForce() {
		return
	}
	switch b := row.Body.(type) {
	case *domain.AimDropped:
		aim.why, aim.because = s.open(b.Why, s.rights(&row)), b.Because
	case *domain.AimRetired:
		aim.why = s.open(b.Why, s.rights(&row))
	}
}

func (s *sight) measure(m projections.MeasureFigures) Measure {
	d := m.Measure.Definition
	r := Measure{
		ID: m.Measure.Measure, Name: d.Name, Kind: d.MeasureKind, Mode: d.Mode, Unit: d.Unit,
		Baseline: plain(m.Figures.Baseline), BaselineOn: Day(m.Figures.BaselineOn),
		Levels: list(d.Levels), People: d.CountsPeople(), Retired: m.Measure.Retired,
		Periods: make([]Figure, 0, len(m.Figures.Periods)),
	}
	people := s.lens.Audience.rule().Touches(d)
	r.Rounded = people && m.Figures.Baseline.Form == domain.Numeric
	figure := func(c *aimed.Comparison) Figure {
		f := s.figure(c)
		f.rounded = people && (c.Numerator != nil || c.Actual.Form == domain.Numeric || c.Actual.Form == domain.Range)
		r.Rounded = r.Rounded || f.rounded
		f.apart = people && (!small.Agrees(d, *c) || c.Actual.Form == domain.Withheld && c.Numerator != nil)
		return f
	}
	r.Overall = figure(&m.Figures.Overall)
	if d.Tolerance != nil {
		r.Tolerance = *d.Tolerance
	}
	for i := range m.Figures.Periods {
		r.Periods = append(r.Periods, figure(&m.Figures.Periods[i]))
	}
	if m.Figures.SoFar != nil {
		f := figure(m.Figures.SoFar)
		r.SoFar = &f
	}
	return r
}

func (s *sight) figure(c *aimed.Comparison) Figure {
	f := Figure{
		Start: Day(c.Start), End: Day(c.End), Target: plain(c.Target), FirstTarget: plain(c.FirstTarget),
		TargetText: s.textOf(c, c.TargetText, isTarget), Actual: plain(c.Actual), ActualText: s.textOf(c, c.ActualText, isOutcome),
		Numerator: c.Numerator, Denominator: c.Denominator, Carried: c.Carried, InProgress: c.InProgress,
		Status: c.Status, Reached: c.Reached, ShareOfAim: c.ShareOfAim, DistanceTravelled: c.DistanceTravelled,
		Judgement: c.Judgement, Parts: make([]aimed.PartFigure, 0, len(c.Parts)), Warnings: list(c.Warnings),
		Suggestions: suggest(c.Warnings), Readings: c.Readings, Rule: c.Rule, Entries: list(c.Entries), LeftOut: list(c.LeftOut),
		Reason: s.reasonOf(c),
	}
	for _, p := range c.Parts {
		p.Target, p.Actual = domain.Value(plain(p.Target)), domain.Value(plain(p.Actual))
		f.Parts = append(f.Parts, p)
	}
	return f
}

// noSuggestions is for the many figures of which nothing is to be said. It is never changed.
var noSuggestions = map[aimed.Warning]string{}

func suggest(warnings []aimed.Warning) map[aimed.Warning]string {
	if len(warnings) == 0 {
		return noSuggestions
	}
	sentences := make(map[aimed.Warning]string, len(warnings))
	for _, w := range warnings {
		sentences[w] = w.Sentence()
	}
	return sentences
}

// reasonOf returns why the target is not the first one: what the latest target behind the figure says.
func (s *sight) reasonOf(c *aimed.Comparison) SeenText {
	reason := SeenText{State: TextEmpty}
	if sameFigure(c.Target, c.FirstTarget) {
		return reason
	}
	for _, ref := range slices.Backward(c.Entries) {
		if raw := s.raw(ref.ID); raw == nil || !mayBeTarget(raw.Body) { // most are not, and cost no more than this
			continue
		}
		row, ok := s.origin(ref.ID)
		if b, isTarget := row.Body.(*domain.TargetSet); ok && isTarget && !b.Why.IsZero() {
			return s.open(b.Why, s.rights(&row))
		}
	}
	return reason
}

// sameFigure says whether two values read alike, apart from the words beside them.
func sameFigure(a, b domain.Value) bool {
	if a.Form == domain.Numeric && b.Form == domain.Numeric {
		return a.Number.Cmp(b.Number) == 0
	}
	return sayFigure(plain(a)) == sayFigure(plain(b))
}

// plain is a value without the text it was written as, which only the lens may show.
func plain(v domain.Value) aimed.Plain {
	v.Text, v.Note = domain.Words{}, ""
	return aimed.Plain(v)
}

// textOf opens a text of a figure. It may come from any of the entries of that sort behind the figure, so the audience must
// be free to read them all.
func (s *sight) textOf(c *aimed.Comparison, words domain.Words, sort func(domain.Body) bool) SeenText {
	if words.IsZero() {
		return SeenText{State: TextEmpty}
	}
	found, may := false, true
	for _, ref := range c.Entries {
		if row, ok := s.origin(ref.ID); ok && sort(row.Body) {
			found, may = true, may && s.rights(&row).words
		}
	}
	return s.open(words, rights{words: found && may || !found && s.lens.Audience.Words})
}

// origin returns the entry that an event states: itself, or the one it corrects.
func (s *sight) origin(id string) (projections.EntryRow, bool) {
	row, ok := s.entry(id)
	if b, corrects := row.Body.(*domain.EntryCorrected); ok && corrects {
		return s.entry(b.Entry)
	}
	return row, ok
}

func isTarget(b domain.Body) bool {
	switch b.(type) {
	case *domain.TargetSet, *domain.BaselineSet:
		return true
	}
	return false
}

// mayBeTarget says whether what an event states may be a target: it is one, or puts something right.
func mayBeTarget(b domain.Body) bool {
	switch b.(type) {
	case *domain.TargetSet, *domain.EntryCorrected:
		return true
	}
	return false
}

func isOutcome(b domain.Body) bool { _, ok := b.(*domain.OutcomeRecorded); return ok }

func (k KnownAt) day(zone *time.Location) domain.Date {
	if k.Position == 0 {
		return domain.Date{}
	}
	return domain.DateOf(time.Time(k.Time).In(zone))
}
