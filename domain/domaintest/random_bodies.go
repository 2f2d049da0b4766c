package domaintest

import (
	"fmt"
	"slices"
	"strings"

	"pgregory.net/rapid"

	"github.com/desirelines/desirelines/domain"
)

// Body draws a random body of this kind, about nothing that exists. It is nil for a kind without a line below.
func Body(t *rapid.T, kind string) domain.Body { return newDice(t).body(kind) }

// everyday kinds come more often than the others, so that there is something for the others to be about.
func everyday() []string {
	return []string{
		"aim.agreed", "aim.agreed", "aim.raised", "aim.measure_added", "aim.measure_added", "aim.baseline_set", "aim.target_set",
		"outcome.recorded", "outcome.recorded", "test.started", "test.started", "surprise.noticed", "failure.shared",
		"learning.drawn", "change.made", "response.given", "rule.agreed", "problem.named", "look_back.planned", "meeting.held", "mending.promised", "word.asked", "entry.corrected",
	}
}

// anyBody draws a body of any kind, nearly always of one that has something to be about.
func (d *dice) anyBody() domain.Body {
	var ready []string
	for _, k := range domain.Kinds() {
		if d.ready(k.Name) || d.chance(200) {
			ready = append(ready, k.Name)
		}
	}
	if rapid.Bool().Draw(d.t, "everyday") {
		ready = slices.DeleteFunc(everyday(), func(kind string) bool { return !d.ready(kind) })
	}
	return d.body(rapid.SampledFrom(ready).Draw(d.t, "kind"))
}

// ready says whether there is what a body of this kind must be about.
func (d *dice) ready(kind string) bool {
	thing, what, _ := strings.Cut(kind, ".")
	switch kind {
	case "project.started", "project.reopened", "project.ended":
		return d.chance(10)
	case "aim.raised", "aim.agreed":
		return true
	case "aim.measure_added", "aim.revised", "aim.dropped", "aim.retired":
		return len(d.aims) > 0
	case "person.renamed", "person.role_given", "person.left", "person.contact_given", "recording.asked":
		return len(d.people) > 0
	case "person.forgotten":
		return len(d.people) > 0 && d.chance(4)
	case "consent.given", "consent.withdrawn", "theme.formed":
		return len(d.things["entry"]) > 0
	case "consent.lapsed":
		return len(d.consents) > 0
	case "recording.agreed", "recording.refused":
		return len(d.recordings) > 0
	case "audience.changed", "audience.retired":
		return len(d.audiences) > 0
	case "staff.appointed", "staff.dismissed", "projection.skipped":
		return false // of the installation, which no story is about
	case "import.undone":
		return len(d.imports) > 0
	case "silence.answered":
		return len(d.things["meeting"]) > 0
	case "reminder.due":
		return len(d.things["test"])+len(d.things["look_back"])+len(d.things["mending"])+len(d.measures) > 0
	case "reminder.sent":
		return len(d.people) > 0 && len(d.things["reminder"]) > 0
	case "reminder.returned":
		return len(d.things["message"]) > 0
	}
	switch what {
	case "moved", "revised", "retired", "checked", "noted", "concluded", "postponed", "abandoned", "answered", "missed", "done", "corrected", "withdrawn", "redacted", "checked_outside":
		return len(d.things[thing]) > 0
	}
	return thing != "aim" || len(d.measures) > 0
}

// body has one line for every kind.
func (d *dice) body(kind string) domain.Body {
	switch kind {
	case "project.started":
		return &domain.ProjectStarted{Name: "The garden", Question: d.pick("", "Why?"), PartOf: d.pick("", "", "town")}
	case "project.described":
		return &domain.ProjectDescribed{Name: d.pick("", "The other garden"), What: d.maybeWords()}
	case "project.ended":
		return &domain.ProjectEnded{What: d.maybeWords()}
	case "project.reopened":
		return &domain.ProjectReopened{Why: d.maybeWords()}
	case "edge.stated":
		return &domain.EdgeStated{What: d.words(), SetBy: d.maybeWords(), CanMove: d.pick("", "yes", "no", "not_sure")}
	case "edge.moved":
		return &domain.EdgeMoved{Edge: d.one("edge"), What: d.words(), Why: d.maybeWords()}
	case "stage.reached":
		return &domain.StageReached{What: d.words()}
	case "rule.agreed":
		return &domain.RuleAgreed{What: d.words()}
	case "rule.revised":
		return &domain.RuleRevised{Rule: d.one("rule"), What: d.words(), Why: d.maybeWords()}
	case "rule.retired":
		return &domain.RuleRetired{Rule: d.one("rule"), Why: d.maybeWords()}
	case "rule.checked":
		return &domain.RuleChecked{Rule: d.one("rule"), Kept: d.pick("yes", "partly", "no"), What: d.maybeWords()}
	case "turning_point.chosen":
		return &domain.TurningPointChosen{What: d.words(), Entry: d.maybe("entry")}
	case "moment.celebrated":
		return &domain.MomentCelebrated{What: d.words(), From: d.several()}
	case "import.made":
		return &domain.ImportMade{Import: ID(7000 + len(d.imports)), Format: d.pick("iati", "csv", "xlsx", "jsonl"), Appended: 3, File: d.maybeWords()}
	case "import.mapped":
		return &domain.ImportMapped{Headings: strings.Repeat(fmt.Sprintf("%016x", len(d.imports)), 4), SheetMap: domain.SheetMap{
			Columns: map[string]string{"aim_id": "Programme"}, Constants: map[string]string{"mode": "snapshot"}, Decimal: domain.Comma,
		}}
	case "import.undone":
		return &domain.ImportUndone{Import: ID(7000 + rapid.IntRange(0, max(0, len(d.imports)-1)).Draw(d.t, "import")), Why: d.maybeWords()}
	case "entry.corrected":
		return d.correction()
	case "entry.withdrawn":
		return &domain.EntryWithdrawn{Entry: d.one("entry"), Why: d.maybeWords()}
	case "entry.redacted":
		return &domain.EntryRedacted{Entry: d.one("entry"), Fields: rapid.SampledFrom([][]string{nil, {"what"}, {"why", "what"}}).Draw(d.t, "fields")}
	}
	if b := d.aimBody(kind); b != nil {
		return b
	}
	if b := d.peopleBody(kind); b != nil {
		return b
	}
	return d.entryBody(kind)
}

func (d *dice) aimBody(kind string) domain.Body {
	aim, measure := d.measure()
	start, end := d.period()
	switch kind {
	case "aim.raised":
		return &domain.AimRaised{Aim: d.newAim(), Statement: "Could it be?", Born: d.born()}
	case "aim.agreed":
		return &domain.AimAgreed{Aim: d.newAim(), Statement: "People feel at home.", Born: d.born(), Why: d.maybeWords(), There: d.maybeWords()}
	case "aim.revised":
		return &domain.AimRevised{Aim: d.aim(), Statement: "People feel safe.", Why: d.maybeWords(), There: d.maybeWords()}
	case "aim.dropped":
		return &domain.AimDropped{Aim: d.aim(), Why: d.maybeWords()}
	case "aim.retired":
		return &domain.AimRetired{Aim: d.aim(), Why: d.maybeWords()}
	case "aim.measure_added":
		return &domain.MeasureAdded{Aim: d.aim(), Measure: d.pick("m1", "m2", "m/3 (a.b)"), Definition: d.definition()}
	case "aim.measure_revised":
		return &domain.MeasureRevised{Aim: aim, Measure: measure, Definition: d.definition(), Why: d.maybeWords()}
	case "aim.measure_retired":
		return &domain.MeasureRetired{Aim: aim, Measure: measure, Why: d.maybeWords()}
	case "aim.baseline_set":
		return &domain.BaselineSet{Aim: aim, Measure: measure, Value: d.value(), On: d.date(), Parts: d.parts(), Why: d.maybeWords()}
	case "aim.target_set":
		return &domain.TargetSet{Aim: aim, Measure: measure, Value: d.value(), PeriodStart: start, PeriodEnd: end,
			Site: d.site(), Parts: d.parts(), Why: d.maybeWords(), There: d.maybeWords()}
	case "aim.period_retired":
		return &domain.PeriodRetired{Aim: aim, Measure: measure, PeriodStart: start, PeriodEnd: end, Why: d.maybeWords()}
	case "aim.judged":
		return &domain.AimJudged{Aim: aim, Measure: d.pick("", measure), PeriodStart: start, PeriodEnd: end, Why: d.maybeWords(),
			Judged: domain.Judged(d.pick("more", "all", "most", "some", "none", "worse")), Disagree: rapid.IntRange(0, 3).Draw(d.t, "disagree")}
	case "outcome.recorded":
		return d.outcome(aim, measure)
	}
	return nil
}

func (d *dice) entryBody(kind string) domain.Body {
	switch kind {
	case "test.started":
		return &domain.TestStarted{What: d.words(), Think: d.maybeWords(), Because: d.maybeWords(), KnowBy: d.maybeWords(),
			ReviewOn: d.date(), Aim: d.maybeAim(), Learning: d.maybe("learning"), Problem: d.maybe("problem")}
	case "test.noted":
		return &domain.TestNoted{Test: d.one("test"), What: d.words()}
	case "test.concluded":
		return &domain.TestConcluded{Test: d.one("test"), What: d.maybeWords(), Supported: d.pick("", "yes", "partly", "no", "cannot_tell"),
			Next: d.pick("", "keep", "change", "stop", "too_early")}
	case "test.postponed":
		return &domain.TestPostponed{Test: d.one("test"), ReviewOn: d.day(), Why: d.maybeWords()}
	case "test.abandoned":
		return &domain.TestAbandoned{Test: d.one("test"), Why: d.maybeWords()}
	case "surprise.noticed":
		return &domain.SurpriseNoticed{What: d.words(), Welcome: d.pick("", "wanted", "unwanted", "both"),
			Sure: d.pick("", "very", "quite", "not_sure"), Helped: d.maybeWords(), Aim: d.maybeAim()}
	case "failure.shared":
		return &domain.FailureShared{What: d.words(), Hoped: d.maybeWords(), Why: d.maybeWords(), Aim: d.maybeAim(), Test: d.maybe("test")}
	case "learning.drawn":
		return &domain.LearningDrawn{What: d.words(), From: d.several(), Aim: d.maybeAim()}
	case "change.made":
		return &domain.ChangeMade{What: d.words(), Learning: d.maybe("learning"), Aim: d.maybeAim()}
	case "change.checked":
		return &domain.ChangeChecked{Change: d.one("change"), Helped: d.pick("yes", "partly", "no", "cannot_tell"), What: d.maybeWords()}
	case "response.given":
		return &domain.ResponseGiven{Entry: d.maybe("entry"), Aim: d.maybeAim(), Heading: d.pick("", "What next?"),
			Mark: d.pick("", "tick", "heart", "bubble", "square"), What: d.maybeWords(), Blank: d.chance(9), Illegible: d.chance(9), Gaps: d.chance(9), Untyped: d.chance(9),
			Count: rapid.IntRange(0, 3).Draw(d.t, "count")}
	case "heading.stated":
		return &domain.HeadingStated{Heading: d.pick("What next?", "What touched you?"), Wall: d.pick("", "the shed"),
			Stated: rapid.IntRange(0, 12).Draw(d.t, "stated"), What: d.maybeWords()}
	case "response.answered":
		return &domain.ResponseAnswered{Response: d.one("response"), What: d.words()}
	case "evidence.attached":
		b := &domain.EvidenceAttached{Entry: d.maybe("entry"), Aim: d.maybeAim(), What: d.words(), URL: d.pick("", "https://example.org/tally")}
		if len(d.recordings) > 0 && d.chance(2) {
			b.Recording = d.oneOf(d.recordings)
		}
		if d.chance(3) {
			b.Name = d.words()
			b.File = domain.File{ID: strings.Repeat("0a", 16), MediaType: d.pick("image/jpeg", "text/plain"), Size: 4096, SHA256: strings.Repeat("f0", 32), Key: d.words()}
		}
		return b
	case "entry.checked_outside":
		return &domain.CheckedOutside{Entry: d.one("entry"), Answer: d.pick("agrees", "partly", "no", "cannot_say"), Role: d.maybeWords(), What: d.maybeWords()}
	case "problem.named":
		return &domain.ProblemNamed{What: d.words(), Aim: d.maybeAim()}
	case "word.asked":
		return &domain.WordAsked{Word: d.words(), Entry: d.maybe("entry")}
	case "word.explained":
		return &domain.WordExplained{Asked: d.maybe("word"), Word: d.words(), What: d.words()}
	case "mending.promised":
		return &domain.MendingPromised{What: d.words(), Entry: d.maybe("entry"), From: d.maybeWords(), By: d.maybeWords(), Due: d.date()}
	case "mending.done":
		return &domain.MendingDone{Mending: d.one("mending"), What: d.maybeWords()}
	case "decision.made":
		return &domain.DecisionMade{What: d.words(), Because: d.maybeWords(), Aim: d.maybeAim()}
	case "principle.named":
		return &domain.PrincipleNamed{What: d.words()}
	case "meeting.held":
		return &domain.MeetingHeld{What: d.maybeWords(), Format: d.pick("", "open_space", "world_cafe", "other"),
			Lived: rapid.IntRange(0, 9).Draw(d.t, "lived"), Professional: rapid.IntRange(0, 3).Draw(d.t, "professional"),
			Both: rapid.IntRange(0, 2).Draw(d.t, "both"), NotSaid: rapid.IntRange(0, 2).Draw(d.t, "not said")}
	case "silence.answered":
		return &domain.SilenceAnswered{Meeting: d.one("meeting"), Said: d.pick("something", "nothing", "later"), What: d.maybeWords()}
	}
	return d.datedBody(kind)
}

// datedBody draws what waits for a day, and the reminders of it.
func (d *dice) datedBody(kind string) domain.Body {
	switch kind {
	case "look_back.planned":
		b := &domain.LookBackPlanned{Due: d.day(), What: d.maybeWords(), Kept: d.maybeWords()}
		if len(d.measures) > 0 && d.chance(2) {
			b.Aim, b.Measure = d.measure()
		}
		if len(d.people) > 0 && d.chance(2) {
			b.Keeper = d.somebody()
		}
		return b
	case "look_back.answered":
		return &domain.LookBackAnswered{LookBack: d.one("look_back"), Lasted: d.pick("yes", "partly", "no", "cannot_tell"), What: d.maybeWords(), Outside: d.chance(3)}
	case "look_back.missed":
		return &domain.LookBackMissed{LookBack: d.one("look_back"), Why: d.maybeWords()}
	case "reminder.due":
		return d.reminder()
	case "reminder.sent":
		return &domain.ReminderSent{Person: d.somebody(), Due: []string{d.one("reminder")}, By: d.pick("email", "list")}
	case "reminder.returned":
		return &domain.ReminderReturned{Reminder: d.one("message"), Why: "no such address"}
	}
	return nil
}

// reminder draws a day that came, nearly always of something that there is.
func (d *dice) reminder() domain.Body {
	b := &domain.ReminderDue{What: domain.DueReport, Due: d.day()}
	for _, of := range [][2]string{{domain.DueReview, "test"}, {domain.DueLookBack, "look_back"}, {domain.DueMending, "mending"}} {
		if len(d.things[of[1]]) > 0 && d.chance(2) {
			b.What, b.Entry = of[0], d.one(of[1])
			return b
		}
	}
	b.Aim, b.Measure = d.measure()
	return b
}

// correction says something else of an entry, nearly always in a body of its own kind.
func (d *dice) correction() domain.Body {
	id := d.one("entry")
	kind := d.bodies[id]
	if kind == "" || kind == "entry.corrected" || d.chance(20) {
		kind = "surprise.noticed"
	}
	c := &domain.EntryCorrected{Entry: id, With: d.body(kind), Why: d.maybeWords()}
	if d.chance(3) {
		day := d.date()
		c.Happened = &day
	}
	return c
}

func (d *dice) outcome(aim, measure string) domain.Body {
	start, end := d.period()
	b := &domain.OutcomeRecorded{Site: d.site(), Parts: d.parts(), PeriodStart: start, PeriodEnd: end,
		What: d.maybeWords(), How: d.maybeWords(), Source: d.maybeWords()}
	switch rapid.IntRange(0, 5).Draw(d.t, "outcome") {
	case 0:
		b.Aim, b.What = d.maybeAim(), d.words()
	case 1:
		part, whole := domain.Int(9), domain.Int(int64(rapid.IntRange(0, 40).Draw(d.t, "whole")))
		b.Aim, b.Measure, b.Numerator, b.Denominator = aim, measure, &part, &whole
	default:
		b.Aim, b.Measure, b.Value = aim, measure, d.value()
	}
	return b
}

func (d *dice) definition() domain.Definition {
	m := domain.Definition{Name: "How it is", Unit: d.pick("", "people"), AgreedBy: d.maybeWords(), PartsAddUp: d.chance(3),
		MeasureKind: domain.MeasureKind(d.pick("increase", "increase", "decrease", "keep", "range", "reach", "rubric", "story"))}
	switch m.MeasureKind {
	case domain.Reach, domain.Story:
	case domain.Rubric:
		m.Levels = []string{"low", "middle", "high"}
	default:
		m.Mode = domain.Mode(d.pick("per_period", "to_date", "snapshot", "percentage", "distinct", "unknown"))
		if d.chance(4) {
			tolerance := domain.MustNumber("2.5")
			m.Tolerance, m.ToleranceWhy = &tolerance, d.maybeWords()
		}
	}
	if d.chance(3) {
		people := false
		m.People = &people
	}
	return m
}

func (d *dice) newAim() string {
	return fmt.Sprintf(d.pick("aim %d", "1.2/a (%d): c"), rapid.IntRange(1, 9).Draw(d.t, "aim"))
}

func (d *dice) born() domain.Born { return domain.Born(d.pick("", "funder", "start", "on_the_way")) }

func (d *dice) site() string { return d.pick("", "", "north", "south") }

func (d *dice) identity() domain.Identity {
	if d.chance(3) {
		var i domain.Identity
		seal(d.t, &i)
		return i
	}
	return domain.Name(d.pick("", "a member of the group"))
}
