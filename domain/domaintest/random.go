package domaintest

import (
	"fmt"
	"time"

	"pgregory.net/rapid"

	"github.com/desirelines/desirelines/domain"
)

// Commands draws the commands of a random story of one project, from its start. Most of them can be taken; some
// cannot, because they name what is not there or forget what is needed. Bodies hold values as people write them.
// The same seed gives the same story.
func Commands(t *rapid.T) []domain.Command {
	d := newDice(t)
	start := d.command(&domain.ProjectStarted{Name: "The garden", Zone: d.pick("", "Europe/London", "Asia/Kolkata")})
	start.Drafts[0].Happened, start.Drafts[0].Cause = domain.Date{}, "" // nothing else makes sense without a start
	list := []domain.Command{start}
	d.decide(start)
	for range rapid.IntRange(0, 60).Draw(t, "commands") {
		bodies := []domain.Body{d.anyBody()}
		for d.chance(6) && len(bodies) < 4 {
			d.expect(bodies)
			bodies = append(bodies, d.anyBody())
		}
		c := d.command(bodies...)
		list = append(list, c)
		d.decide(c)
	}
	return list
}

// Histories draws the events of a random story that the rules allow: what a log can hold.
func Histories(t *rapid.T) []domain.Event {
	p := domain.NewProject(Project)
	var all []domain.Event
	for i, c := range Commands(t) {
		if events, err := domain.Decide(p, c, Now().Add(time.Duration(i)*7*time.Hour)); err == nil {
			all = append(all, events...)
		}
	}
	return all
}

// NearlyValid draws events that no rule was asked about: of a random story with what would have been refused in
// it, some of it missing, doubled or out of order, at positions 1, 2, 3 ….
func NearlyValid(t *rapid.T) []domain.Event {
	var all []domain.Event
	for i, c := range Commands(t) {
		for n, draft := range c.Drafts {
			all = append(all, domain.Event{
				ID: domain.EventID(c.ID, n), Project: c.Project, Recorded: Now().Add(time.Duration(i) * time.Hour),
				Original: draft.Original, Happened: draft.Happened, Actor: c.Actor, Knowing: draft.Knowing, Taken: draft.Taken, Cause: draft.Cause,
				Correlation: c.Correlation, Sharing: draft.Sharing, Command: c.ID, Body: draft.Body,
			})
		}
	}
	all = Subset(t, all)
	for range rapid.IntRange(0, 4).Draw(t, "swaps") {
		if len(all) > 1 {
			i, j := rapid.IntRange(0, len(all)-1).Draw(t, "i"), rapid.IntRange(0, len(all)-1).Draw(t, "j")
			all[i], all[j] = all[j], all[i]
		}
	}
	if len(all) > 0 && rapid.Bool().Draw(t, "doubled") {
		all = append(all, all[rapid.IntRange(0, len(all)-1).Draw(t, "twice")])
	}
	for i := range all {
		all[i].Position = uint64(i + 1)
	}
	return all
}

// Subset draws some of the events in their order; their positions stay as they were, so there may be gaps.
func Subset(t *rapid.T, events []domain.Event) []domain.Event {
	var some []domain.Event
	missing := rapid.SampledFrom([]int{0, 1, 5}).Draw(t, "missing in 10")
	for _, e := range events {
		if rapid.IntRange(0, 9).Draw(t, "keep") >= missing {
			some = append(some, e)
		}
	}
	return some
}

// dice draws a story and remembers what there is to refer to.
type dice struct {
	t        *rapid.T
	state    *domain.Project
	commands int
	next     string              // id of the command being drawn
	things   map[string][]string // thing → ids of events
	bodies   map[string]string   // event id → kind
	aims     []string
	measures [][2]string
	people   []string
	writers  map[string]string // event id → who wrote it; nobody: empty

	consents, recordings, audiences []string
	imports                         []string
}

func newDice(t *rapid.T) *dice {
	return &dice{t: t, state: domain.NewProject(Project), next: ID(0), things: map[string][]string{}, bodies: map[string]string{}, writers: map[string]string{}}
}

// command makes the next command of these bodies.
func (d *dice) command(bodies ...domain.Body) domain.Command {
	c := domain.Command{ID: d.next, Project: Project}
	if d.chance(4) {
		c.Actor = Person(rapid.IntRange(1, 3).Draw(d.t, "actor"))
	}
	if d.chance(8) {
		c.Correlation = ID(9000)
	}
	for _, b := range bodies {
		draft := domain.Draft{
			Body: b, Happened: d.date(), Knowing: domain.Knowing(d.pick("", "", "lived", "professional", "both")),
			Taken:   domain.Taken(d.pick("", "", "by_me", "for_someone", "paper", "picture")),
			Sharing: d.sharing(), Cause: d.maybe("entry"),
		}
		switch b.(type) {
		case *domain.ProjectStarted, *domain.ProjectDescribed,
			*domain.AudienceNamed, *domain.AudienceChanged, *domain.AudienceRetired, *domain.AudienceTold, *domain.ExportMade:
			draft.Sharing = nil // what is said of the project and its audiences is for the group
		}
		if d.chance(10) {
			draft.Original = Now().AddDate(-2, 0, 0)
		}
		c.Drafts = append(c.Drafts, draft)
	}
	d.commands++
	d.next = ID(d.commands)
	return c
}

// decide takes the command into the dice's own state; what is taken can be referred to from then on.
func (d *dice) decide(c domain.Command) {
	own := c
	own.Drafts = make([]domain.Draft, len(c.Drafts))
	for i, draft := range c.Drafts {
		draft.Body = d.copy(draft.Body)
		own.Drafts[i] = draft
	}
	events, err := domain.Decide(d.state, own, Now())
	if err != nil {
		return
	}
	for i := range events {
		d.remember(events[i].ID, events[i].Body)
		d.writers[events[i].ID] = events[i].Actor
	}
}

// expect lets the drafts that follow in the same command refer to these.
func (d *dice) expect(bodies []domain.Body) {
	last := len(bodies) - 1
	d.remember(domain.EventID(d.next, last), bodies[last])
}

func (d *dice) remember(id string, b domain.Body) {
	e := domain.Event{ID: id, Body: b}
	if about := e.About(); about.ID == id && d.bodies[id] == "" {
		d.things[about.Thing] = append(d.things[about.Thing], id)
	}
	if d.bodies[id] == "" && canBeNamed(b) {
		d.things["entry"] = append(d.things["entry"], id)
	}
	d.bodies[id] = b.Kind()
	switch b := b.(type) {
	case *domain.AimRaised:
		d.aims = append(d.aims, b.Aim)
	case *domain.AimAgreed:
		d.aims = append(d.aims, b.Aim)
	case *domain.MeasureAdded:
		d.measures = append(d.measures, [2]string{b.Aim, b.Measure})
	case *domain.PersonJoined:
		d.people = append(d.people, b.Person)
	case *domain.ConsentGiven:
		d.consents = append(d.consents, id)
	case *domain.RecordingAsked:
		d.recordings = append(d.recordings, id)
	case *domain.AudienceNamed:
		d.audiences = append(d.audiences, b.Audience)
	case *domain.ImportMade:
		d.imports = append(d.imports, b.Import)
	}
}

// canBeNamed is true for what others can be about: what other kinds do to a thing is told with that thing.
func canBeNamed(b domain.Body) bool {
	switch b.(type) {
	case *domain.BaselineSet, *domain.TargetSet, *domain.AimJudged, *domain.TestNoted, *domain.TestConcluded,
		*domain.TestPostponed, *domain.SilenceAnswered, *domain.LookBackAnswered, *domain.LookBackMissed, *domain.MendingDone, *domain.TestAbandoned, *domain.ChangeChecked, *domain.ResponseAnswered, *domain.CheckedOutside:
		return true
	case *domain.ConsentGiven, *domain.ConsentWithdrawn, *domain.RecordingAsked, *domain.ExportMade:
		return false
	}
	e := domain.Event{ID: "self", Body: b}
	return e.About().ID == "self"
}

// copy returns the body as it comes back from JSON, so that deciding cannot touch the one given out.
func (d *dice) copy(b domain.Body) domain.Body {
	again, err := domain.DecodeBody(b.Kind(), JSON(d.t, b))
	if err != nil {
		d.t.Fatalf("%s cannot be read again: %v", b.Kind(), err)
	}
	return again
}

// chance is true once in n.
func (d *dice) chance(n int) bool { return rapid.IntRange(1, n).Draw(d.t, "chance") == n }

func (d *dice) pick(list ...string) string { return rapid.SampledFrom(list).Draw(d.t, "pick") }

// maybe returns what one returns, or the empty id: for what may be left out.
func (d *dice) maybe(things ...string) string {
	if d.chance(100) {
		return d.one(things...)
	}
	for _, thing := range things {
		if len(d.things[thing]) > 0 && rapid.Bool().Draw(d.t, "named") {
			return d.one(things...)
		}
	}
	return ""
}

// one returns the id of one of these things if there is one, and now and then of something else or of nothing.
func (d *dice) one(things ...string) string {
	var ids []string
	for _, thing := range things {
		ids = append(ids, d.things[thing]...)
	}
	if d.chance(20) {
		ids = d.things["entry"]
	}
	if len(ids) == 0 || d.chance(40) {
		return ID(8000)
	}
	return rapid.SampledFrom(ids).Draw(d.t, "ref")
}

func (d *dice) several() []string {
	var ids []string
	for range rapid.IntRange(0, 2).Draw(d.t, "several") {
		if id := d.maybe("surprise", "failure", "outcome", "test"); id != "" {
			ids = append(ids, id)
		}
	}
	return ids
}

func (d *dice) aim() string {
	if len(d.aims) == 0 || d.chance(30) {
		return "no such aim"
	}
	return rapid.SampledFrom(d.aims).Draw(d.t, "aim")
}

func (d *dice) maybeAim() string {
	if len(d.aims) == 0 || rapid.Bool().Draw(d.t, "no aim") {
		return ""
	}
	return d.aim()
}

func (d *dice) measure() (aim, measure string) {
	if len(d.measures) == 0 || d.chance(30) {
		return d.aim(), "no such measure"
	}
	m := rapid.SampledFrom(d.measures).Draw(d.t, "measure")
	return m[0], m[1]
}

// words draws what a person writes: plain, of several lines, in other scripts, or sealed already.
func (d *dice) words() domain.Words {
	var w domain.Words
	if d.chance(12) {
		seal(d.t, &w)
		return w
	}
	return domain.Write(d.pick("We met.", "Nobody came, and then seven did.", "Über die Brücke — 橋を渡る", "<b>&\"'</b>\nand more\t…", "12"))
}

func (d *dice) maybeWords() domain.Words {
	if rapid.Bool().Draw(d.t, "no words") {
		return domain.Words{}
	}
	return d.words()
}

func seal(t *rapid.T, into any) {
	w, ok := into.(interface{ UnmarshalJSON([]byte) error })
	if !ok {
		t.Fatalf("%T cannot be sealed", into)
	}
	if err := w.UnmarshalJSON(JSON(t, domain.Sealed{Key: "k1", Box: []byte("sealed before it came here")})); err != nil {
		t.Fatalf("sealing: %v", err)
	}
}

func (d *dice) date() domain.Date {
	if d.chance(3) {
		return domain.Date{}
	}
	date := d.day()
	if d.chance(4) {
		date.Day = 0
		if d.chance(10) {
			date.Month = 0
		}
	}
	return date
}

func (d *dice) day() domain.Date {
	return domain.DateOf(Now().AddDate(0, 0, rapid.IntRange(-500, 30).Draw(d.t, "day")))
}

// period draws nothing, a quarter, an open period, or days in any order.
func (d *dice) period() (start, end domain.Date) {
	switch rapid.IntRange(0, 5).Draw(d.t, "period") {
	case 0:
		return domain.Date{}, domain.Date{}
	case 1:
		return d.day(), domain.Date{}
	case 2:
		return d.day(), d.day()
	}
	q := rapid.IntRange(0, 3).Draw(d.t, "quarter")
	first := time.Date(2023, time.Month(1+3*q), 1, 0, 0, 0, 0, time.UTC)
	return domain.DateOf(first), domain.DateOf(first.AddDate(0, 3, -1))
}

func (d *dice) sharing() []string {
	switch rapid.IntRange(0, 9).Draw(d.t, "sharing") {
	case 0:
		return []string{"group", "funders"}
	case 1:
		return []string{"public"}
	case 2:
		return []string{"only-me"}
	case 3:
		if len(d.audiences) > 0 { // of its own, or a circle
			return rapid.SampledFrom([][]string{{"group", d.audience()}, {d.audience()}}).Draw(d.t, "named")
		}
	}
	return nil
}

// value draws a value as a person or a file gives it: a number, a range, words, a level, yes, withheld or nothing.
func (d *dice) value() domain.Value {
	switch rapid.IntRange(0, 7).Draw(d.t, "value") {
	case 0:
		return domain.Value{}
	case 1:
		return domain.Say(d.pick("yes", "No", "low", "HIGH", "withheld"))
	case 2:
		return domain.Say(d.pick("30,6", "24,055", "1..5", "about a dozen", " 12 "))
	}
	return domain.Of(d.number())
}

func (d *dice) number() domain.Number {
	return domain.MustNumber(fmt.Sprintf("%d.%d", rapid.IntRange(-20, 400).Draw(d.t, "number"), rapid.IntRange(0, 9).Draw(d.t, "tenth")))
}

func (d *dice) parts() []domain.Part {
	if !d.chance(4) {
		return nil
	}
	return []domain.Part{{Dimension: "sex", Value: d.pick("women", "men", "")}}
}
