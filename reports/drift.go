package reports

import (
	"fmt"
	"slices"
	"strings"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/aimed"
	"github.com/desirelines/desirelines/projections"
)

// AimHistory is how one aim came to be what it is: each version of its words, of how it is measured and of what is aimed for, with its
// day, why it came and who was there; and how far the numbers drifted. Outside the group and its evaluators it tells the words alone:
// two aims for one figure would narrow what the figure stands for.
type AimHistory struct {
	Project   string          `json:"project"`
	KnownAt   KnownAt         `json:"known_at"`
	ID        string          `json:"id"`
	Statement string          `json:"statement"`
	Born      string          `json:"born"` // funder, start, on_the_way or unknown
	State     domain.AimState `json:"state"`
	Says      []string        `json:"says"`   // the drift in sentences
	Steps     []AimStep       `json:"steps"`  // by position; what was taken back is marked
	Drifts    []Drift         `json:"drifts"` // of each measure and time whose target is in numbers, in order of its first one

	until    Day      // the day asked; of an aim that was let go, the day of that
	reworded []reason // of each change of its words, oldest first
	course   []string // when it was let go and taken up again, in sentences, oldest first
}

// AimStep is one version of something about an aim. Before and After are in words; Before is empty where it is the first.
type AimStep struct {
	Entry     aimed.Ref      `json:"entry"`
	On        Day            `json:"on"`
	Kind      string         `json:"kind"`
	Says      string         `json:"says"`
	Measure   string         `json:"measure"` // empty: the aim itself
	Name      string         `json:"name"`    // of the measure, as it was called then
	About     string         `json:"about"`   // the time and the part it is for, in words; empty: all of it
	Before    string         `json:"before"`
	After     string         `json:"after"`
	Because   domain.Because `json:"because"` // empty: not said
	Why       SeenText       `json:"why"`
	There     SeenText       `json:"there"`
	TakenBack bool           `json:"taken_back"`

	when, cell    string   // what About is made of: our words for the time, and the group's for the part
	before, after []Phrase // Before and After in pieces
}

// SaysBecause is the reason from the short list in words; empty where it was not said.
func (s AimStep) SaysBecause() string { return BecauseWords(s.Because) }

// Day is when, in words.
func (s AimStep) Day() string { return sayDay(domain.Date(s.On)) }

// Drift is how the target of one measure for one time changed. It has at least one point.
type Drift struct {
	Measure string       `json:"measure"`
	Name    string       `json:"name"`
	Unit    string       `json:"unit"`
	Period  string       `json:"period"` // START/END, or overall
	When    string       `json:"when"`   // the same in words
	Points  []DriftPoint `json:"points"` // by position, each another number than the one before
	Says    string       `json:"says"`   // from where to where, in how many steps, and why
}

// DriftPoint is a target from a day on.
type DriftPoint struct {
	Entry   aimed.Ref      `json:"entry"`
	On      Day            `json:"on"`
	Value   domain.Number  `json:"value"`
	Because domain.Because `json:"because"`
	Why     SeenText       `json:"why"`
}

// Until is the day up to which its targets stand: that on which it was let go, else the day that was asked for.
func (h AimHistory) Until() domain.Date { return domain.Date(h.until) }

// SaysBorn is where the aim came from.
func (h AimHistory) SaysBorn() string { return BornWords(h.Born) }

// AimHistoryOf tells one aim; NotFound where it is not there.
func AimHistoryOf(seen Seen, aim string) (AimHistory, error) {
	for _, h := range aimHistories(seen, aim) {
		return h, nil
	}
	return AimHistory{}, notThere("aim", aim, "choose an aim of this project")
}

// AimHistories are the histories of all aims of a project, in order of their first event.
type AimHistories struct {
	Project string       `json:"project"`
	KnownAt KnownAt      `json:"known_at"`
	Aims    []AimHistory `json:"aims"`
}

// AimHistoriesOf tells how the aims of a project drifted.
func AimHistoriesOf(seen Seen) AimHistories {
	s := seen.look()
	return AimHistories{Project: s.base.Project, KnownAt: knownAt(s.base.Known), Aims: list(aimHistories(seen, ""))}
}

// aimHistories tells one aim, or with an empty id all of them.
func aimHistories(seen Seen, only string) []AimHistory {
	s := seen.look()
	view := s.view()
	var told []*unfolding
	at := map[string]*unfolding{}
	for _, a := range view.Aims() {
		if only != "" && a.Aim != only {
			continue
		}
		t := &unfolding{s: s, AimHistory: AimHistory{
			Project: s.base.Project, KnownAt: knownAt(s.base.Known), ID: a.Aim, Statement: a.Statement, Born: cmpOr(string(a.Born), "unknown"), State: a.State,
			Steps: []AimStep{}, Drifts: []Drift{}, until: Day(s.asked.askedOn),
		}, definitions: map[string]domain.Definition{}, targets: map[string]string{}, drifts: map[string]int{}}
		told, at[a.Aim] = append(told, t), t
	}
	for _, row := range view.Entries() {
		if about := (&domain.Event{ID: row.ID, Body: row.Body}).About(); about.Thing == "aim" && at[about.ID] != nil {
			at[about.ID].take(&row)
		}
	}
	list := make([]AimHistory, len(told))
	for i, t := range told {
		t.finish()
		list[i] = t.AimHistory
	}
	return list
}

func cmpOr(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

// unfolding is a history while its entries are read in order.
type unfolding struct {
	AimHistory
	s           *sight
	words       string // of the aim, as they stand
	gone        bool   // it was let go, and not taken up again
	ended       Day    // when it was let go last
	definitions map[string]domain.Definition
	targets     map[string]string // by what they are for, in words
	drifts      map[string]int
}

// take adds what an entry says of the aim.
func (t *unfolding) take(row *projections.EntryRow) {
	may := t.s.rights(row)
	step := AimStep{
		Entry: refOf(row), On: Day(row.Day(t.s.zone)), Kind: row.Kind, Says: KindWords(row.Kind), Why: SeenText{State: TextEmpty}, There: SeenText{State: TextEmpty},
		TakenBack: row.Withdrawn != nil,
	}
	reason := func(because domain.Because, why, there domain.Words) {
		step.Because, step.Why, step.There = because, t.s.open(why, may), t.s.open(there, may)
	}
	wording := func(words string) {
		step.Before, step.After, t.words = t.words, words, words
		if step.Before == words {
			step.Before = ""
		}
	}
	switch b := row.Body.(type) {
	case *domain.AimRaised:
		wording(b.Statement)
	case *domain.AimAgreed:
		wording(b.Statement)
		reason("", b.Why, b.There)
	case *domain.AimRevised:
		wording(b.Statement)
		reason(b.Because, b.Why, b.There)
	case *domain.AimDropped:
		reason(b.Because, b.Why, b.There)
	case *domain.AimRetired:
		reason("", b.Why, domain.Words{})
	default:
		if !t.s.lens.Audience.inside() || !t.takeMeasured(row, &step, reason) {
			return
		}
	}
	t.Steps = append(t.Steps, step)
}

// takeMeasured adds what an entry says of a measure of the aim; false where it is no version of anything.
func (t *unfolding) takeMeasured(row *projections.EntryRow, step *AimStep, reason func(domain.Because, domain.Words, domain.Words)) bool {
	switch b := row.Body.(type) {
	case *domain.MeasureAdded:
		t.defines(step, b.Measure, b.Definition)
	case *domain.MeasureRevised:
		t.defines(step, b.Measure, b.Definition)
		reason(b.Because, b.Why, b.There)
	case *domain.MeasureRetired:
		step.Measure, step.Name = b.Measure, t.definitions[b.Measure].Name
		reason("", b.Why, domain.Words{})
	case *domain.BaselineSet:
		step.cell = sayCell(b.Site, b.Parts)
		about := step.cell
		if on := b.On; on.Known() {
			step.when = sayDay(on)
			about = strings.TrimPrefix(about+", "+step.when, ", ")
		}
		t.states(step, "start", b.Measure, about, step.cell, b.Value, t.s.rights(row))
		reason("", b.Why, domain.Words{})
	case *domain.TargetSet:
		when := sayPeriod(b.PeriodStart, b.PeriodEnd)
		step.when, step.cell = when, sayCell(b.Site, b.Parts)
		about := strings.TrimSuffix(when+", "+step.cell, ", ")
		t.states(step, fmt.Sprint("target", b.Ordinal), b.Measure, about, about, b.Value, t.s.rights(row))
		reason(b.Because, b.Why, b.There)
		if b.Site == "" && len(b.Parts) == 0 && b.Value.Form == domain.Numeric && row.Withdrawn == nil {
			period := PeriodOverall
			if b.PeriodStart.Known() || b.PeriodEnd.Known() {
				period = b.PeriodStart.String() + "/" + b.PeriodEnd.String()
			}
			t.drift(step, b, period, when)
		}
	default:
		return false
	}
	return true
}

// defines is a version of how a measure is defined.
func (t *unfolding) defines(step *AimStep, measure string, d domain.Definition) {
	was, had := t.definitions[measure]
	t.definitions[measure] = d
	step.Measure, step.Name, step.after = measure, d.Name, sayDefinition(d)
	if had {
		old, now := append([]Phrase{{Theirs: was.Name}}, sayDefinition(was)...), append([]Phrase{{Theirs: d.Name}}, sayDefinition(d)...)
		step.before, step.after = without(old, now), without(now, old)
	}
	step.Before, step.After = sayPhrases(step.before), sayPhrases(step.after)
}

// without are the phrases of a list that another one does not have.
func without(list, other []Phrase) []Phrase {
	return slices.DeleteFunc(slices.Clone(list), func(p Phrase) bool { return slices.Contains(other, p) })
}

// states is a version of a value; before is that of the same kind for the same.
func (t *unfolding) states(step *AimStep, kind, measure, about, same string, v domain.Value, may rights) {
	d := t.definitions[measure]
	step.Measure, step.Name, step.About = measure, d.Name, about
	step.After = sayValue(plain(v), t.s.open(v.Text, may), d.Unit)
	if v.Form == domain.Nothing {
		step.After = saysNotKnown
		if strings.HasPrefix(kind, "target") {
			step.After = saysNothingAimed
		}
	}
	key := strings.Join([]string{kind, measure, same}, "\x00")
	if step.TakenBack {
		return
	}
	if was := t.targets[key]; was != step.After {
		step.Before = was
	}
	t.targets[key] = step.After
}

// drift adds a target in numbers to those of its measure and time.
func (t *unfolding) drift(step *AimStep, b *domain.TargetSet, period, when string) {
	key := fmt.Sprint(b.Measure, "\x00", period, "\x00", b.Ordinal)
	i, had := t.drifts[key]
	if !had {
		d := t.definitions[b.Measure]
		i = len(t.Drifts)
		t.drifts[key], t.Drifts = i, append(t.Drifts, Drift{Measure: b.Measure, Name: d.Name, Unit: d.Unit, Period: period, When: when, Points: []DriftPoint{}})
	}
	d := &t.Drifts[i]
	if n := len(d.Points); n > 0 && d.Points[n-1].Value.Cmp(b.Value.Number) == 0 {
		return
	}
	d.Points = append(d.Points, DriftPoint{step.Entry, step.On, b.Value.Number, step.Because, step.Why})
}

// follow notes where a step let the aim go or took it up again. What was taken back counts for nothing.
func (t *unfolding) follow(step AimStep) {
	since := "Since " + step.Day() + " "
	switch step.Kind {
	case "aim.dropped", "aim.retired":
		says := since + "we no longer want this"
		if step.Kind == "aim.retired" {
			says = since + "we no longer follow this"
		}
		if because := step.SaysBecause(); because != "" {
			says += ", because " + because
		}
		t.gone, t.course, t.ended = true, append(t.course, says+"."), step.On
	case "aim.agreed":
		if t.gone {
			t.gone, t.course = false, append(t.course, since+"we want this again.")
		}
	}
}

// finish says the drift in sentences.
func (t *unfolding) finish() {
	for i := range t.Drifts { // a measure is called what it is called now
		d := &t.Drifts[i]
		d.Name, d.Unit = t.definitions[d.Measure].Name, t.definitions[d.Measure].Unit
		d.Says = d.say()
	}
	for _, step := range t.Steps {
		if step.Measure == "" && step.Before != "" {
			t.reworded = append(t.reworded, reasonOf(step.Because, step.Why))
		}
		if step.Measure == "" && !step.TakenBack {
			t.follow(step)
		}
	}
	t.Says = []string{t.SaysBorn()}
	if says := t.SaysReworded(); says != "" {
		t.Says = append(t.Says, strings.TrimSuffix(says, ".")+sayReasons(t.reworded)+".")
	}
	t.Says = append(t.Says, t.course...)
	for _, d := range t.Drifts {
		if len(d.Points) > 1 {
			t.Says = append(t.Says, d.Name+": "+d.Says)
		}
	}
	if t.gone {
		t.until = t.ended
		for _, d := range t.Drifts { // a target that was set after it, or that is told later, is still drawn
			if last := d.Points[len(d.Points)-1].On; domain.Date(last).After(domain.Date(t.until)) {
				t.until = last
			}
		}
	}
}

// sayCell says the place and the part that a value is of; empty: the whole.
func sayCell(site string, parts []domain.Part) string {
	says := sayParts(parts)
	if site != "" {
		says = strings.TrimSuffix(site+", "+says, ", ")
	}
	return says
}

// table has a row for each step.
func (h AimHistories) table() Table {
	t := newTable("aim", "statement", "born", "entry", "on", "kind", "measure", "name", "about", "before", "after", "because", "why", "there", "taken_back")
	for _, a := range h.Aims {
		for _, s := range a.Steps {
			t.add(a.ID, a.Statement, a.Born, s.Entry.Position, s.On, s.Kind, s.Measure, s.Name, s.About, s.Before, s.After, string(s.Because), s.Why, s.There, s.TakenBack)
		}
	}
	return t
}

func (h AimHistory) table() Table { return AimHistories{Aims: []AimHistory{h}}.table() }
