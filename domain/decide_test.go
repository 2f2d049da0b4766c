package domain_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/desirelines/desirelines/domain"
	. "github.com/desirelines/desirelines/domain/domaintest"
)

// bodies is a story: the n-th of the bodies given has the id ID(n), counted from 1.
type bodies = []domain.Body

// ruling is one rule in one case: what happened, what is asked for, and the answer.
type ruling struct {
	rule    string
	given   bodies
	when    bodies
	refused domain.ErrorKind // empty: it is taken
	says    []string         // what the sentence of a refusal holds
}

func decide(t *testing.T, rulings []ruling) {
	t.Helper()
	for _, r := range rulings {
		t.Run(r.rule, func(t *testing.T) {
			d := Given(t, r.given...).When(r.when...)
			if r.refused == "" {
				d.Taken()
				return
			}
			if len(r.says) == 0 {
				t.Error("a refusal must say something")
			}
			d.ThenError(r.refused, r.says...)
		})
	}
}

func words(text string) domain.Words { return domain.Write(text) }

func surprise(text string) domain.Body { return &domain.SurpriseNoticed{What: words(text)} }

func started() domain.Body { return &domain.ProjectStarted{Name: "The garden"} }

func date(t testing.TB, text string) domain.Date {
	t.Helper()
	d, err := domain.ParseDate(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestDecideFillsInTheEnvelope(t *testing.T) {
	draft := domain.Draft{
		Body: surprise("Nobody expected it."), Happened: date(t, "2024-05"), Original: time.Date(2023, 1, 1, 0, 0, 0, 0, time.UTC),
		Knowing: domain.Lived, Cause: ID(1), Sharing: []string{"group", "funders"},
	}
	c := domain.Command{Actor: Person(1), Correlation: "spring", Drafts: []domain.Draft{draft, {Body: surprise("And another.")}}}
	s := Given(t, surprise("One.")).WhenCommand(c).Taken()
	first, second := s.Events()[2], s.Events()[3]
	if first.ID != ID(2) || second.ID != ID(2)+".2" || first.Position != 3 || second.Position != 4 {
		t.Errorf("ids and positions are %q %d and %q %d", first.ID, first.Position, second.ID, second.Position)
	}
	if first.Correlation != "spring" || first.Knowing != domain.Lived || !first.Original.Equal(draft.Original) || !slices.Equal(first.Sharing, draft.Sharing) {
		t.Errorf("the envelope lost something: %+v", first)
	}
	if about := first.About(); about != (domain.Ref{Thing: "surprise", ID: ID(2)}) {
		t.Errorf("it is about %v", about)
	}
}

func TestDecideRecordsInUTC(t *testing.T) {
	p := domain.NewProject(Project)
	now := time.Date(2024, 5, 17, 1, 0, 0, 0, time.FixedZone("east", 5*3600))
	events, err := domain.Decide(p, domain.Command{ID: ID(1), Project: Project, Drafts: []domain.Draft{{Body: started()}}}, now)
	if err != nil {
		t.Fatal(err)
	}
	if got := events[0].Recorded; got.Location() != time.UTC || !got.Equal(now) {
		t.Errorf("recorded at %v", got)
	}
	if day := events[0].RecordedDay(time.UTC); day != date(t, "2024-05-16") {
		t.Errorf("recorded on %v in UTC, want the day before", day)
	}
	if day := events[0].RecordedDay(now.Location()); day != date(t, "2024-05-17") {
		t.Errorf("recorded on %v in the project's zone", day)
	}
	events[0].Original = time.Date(2020, 2, 29, 0, 0, 0, 0, time.UTC)
	if day := events[0].RecordedDay(time.UTC); day != date(t, "2020-02-29") {
		t.Errorf("first recorded on %v", day)
	}
}

func TestSeveralDraftsAreAllOrNothing(t *testing.T) {
	decide(t, []ruling{
		{rule: "a later draft relies on earlier ones of the same command",
			given: bodies{surprise("One.")},
			when: bodies{
				&domain.AimAgreed{Aim: "home", Statement: "People feel at home."},
				&domain.MeasureAdded{Aim: "home", Measure: "level", Definition: domain.Definition{Name: "Level", MeasureKind: domain.Rubric, Levels: []string{"low", "high"}}},
				&domain.OutcomeRecorded{Aim: "home", Measure: "level", Value: domain.Say("HIGH")},
				&domain.TestStarted{What: words("Chairs."), Aim: "home"},
				&domain.TestConcluded{Test: ID(2) + ".4", What: words("They sat."), Supported: "yes"},
				&domain.LearningDrawn{What: words("Chairs matter."), From: []string{ID(1), ID(2) + ".5"}},
			}},
		{rule: "one that is refused takes all back",
			given: bodies{&domain.TestStarted{What: words("Chairs.")}, &domain.RuleAgreed{What: words("Ask first.")}, &domain.AimRaised{Aim: "home", Statement: "Could it be?"}},
			when: bodies{
				&domain.TestConcluded{Test: ID(1), What: words("They sat."), Supported: "yes"},
				&domain.RuleRetired{Rule: ID(2)},
				&domain.AimAgreed{Aim: "home", Statement: "People feel at home."},
				&domain.MeasureAdded{Aim: "home", Measure: "m", Definition: domain.Definition{Name: "Visits", MeasureKind: domain.Increase, Mode: domain.PerPeriod}},
				&domain.MeasureRetired{Aim: "home", Measure: "m"},
				&domain.PersonJoined{Person: Person(1)},
				&domain.PersonLeft{Person: Person(1)},
				&domain.ImportMade{Import: ID(70), Format: "csv"},
				&domain.ImportUndone{Import: ID(70)},
				&domain.EntryWithdrawn{Entry: ID(4)},
				&domain.ProjectEnded{},
				&domain.TestConcluded{Test: ID(1), What: words("They left."), Supported: "no"},
				&domain.TestNoted{Test: ID(1), What: words("Too late.")},
			},
			refused: domain.Conflict, says: []string{"this test has ended", ID(1)}},
		{rule: "a reference to a later draft is refused",
			when:    bodies{&domain.LearningDrawn{What: words("Early."), From: []string{ID(1) + ".2"}}, surprise("Late.")},
			refused: domain.Invalid, says: []string{"there is no such entry", ID(1) + ".2"}},
		{rule: "a project and its first entries come in one command", when: bodies{surprise("One."), surprise("Two.")}},
	})
	GivenNothing(t).When(started(), surprise("One.")).Taken()
	GivenNothing(t).When(started(), started()).ThenError(domain.Conflict, "this project exists already", Project)
	GivenNothing(t).When(surprise("Too early."), started()).ThenError(domain.NotFound, "there is no such project", Project)
}

func TestDecideChecksTheCommand(t *testing.T) {
	drafts := []domain.Draft{{Body: surprise("One.")}}
	for _, c := range []struct {
		rule    string
		command domain.Command
		kind    domain.ErrorKind
		says    string
	}{
		{"the id is a UUID", domain.Command{ID: "yesterday", Drafts: drafts}, domain.Invalid, `not a command id: "yesterday"`},
		{"the id is in one form", domain.Command{ID: strings.ToUpper("0190000a-0000-7000-8000-000000000001"), Drafts: drafts}, domain.Invalid, "lower case"},
		{"the id is complete", domain.Command{ID: "0190000a-0000-7000-8000-00000000001", Drafts: drafts}, domain.Invalid, "0190000a"},
		{"the id has its dashes", domain.Command{ID: "0190000a00000-7000-8000-000000000001", Drafts: drafts}, domain.Invalid, "0190000a"},
		{"the id is free", domain.Command{ID: ID(1), Drafts: drafts}, domain.Conflict, `this command was taken before: "` + ID(1)},
		{"something is recorded", domain.Command{}, domain.Invalid, "there is nothing to record"},
		{"the actor is a random id", domain.Command{Actor: "the gardener", Drafts: drafts}, domain.Invalid, `not a person's id: "the gardener"`},
		{"the project has an id", domain.Command{Project: "..", Drafts: drafts}, domain.Invalid, `"..`},
		{"the correlation is short", domain.Command{Correlation: strings.Repeat("c", 201), Drafts: drafts}, domain.Invalid, "correlation is too long: 201"},
		{"the correlation is text", domain.Command{Correlation: "a\x00", Drafts: drafts}, domain.Invalid, "U+0000"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			Given(t, surprise("Taken.")).WhenCommand(c.command).ThenError(c.kind, c.says)
		})
	}
}

func TestDecideChecksTheDraft(t *testing.T) {
	body := func() domain.Body { return surprise("One.") }
	for _, c := range []struct {
		rule  string
		draft domain.Draft
		says  []string // empty: taken
	}{
		{"the date may be unknown", domain.Draft{Body: body()}, nil},
		{"a month will do", domain.Draft{Body: body(), Happened: date(t, "2024-05")}, nil},
		{"a day to come is taken", domain.Draft{Body: body(), Happened: date(t, "2099-01-01")}, nil},
		{"a year alone will not do", domain.Draft{Body: body(), Happened: date(t, "2024")}, []string{`only the year is known: "2024"`, "a day or a month"}},
		{"the cause is an entry", domain.Draft{Body: body(), Cause: ID(1)}, nil},
		{"the cause may be any event of the project", domain.Draft{Body: body(), Cause: ID(0)}, nil},
		{"the cause exists", domain.Draft{Body: body(), Cause: ID(99)}, []string{"no such entry to be the cause", ID(99)}},
		{"the cause is not the entry itself", domain.Draft{Body: body(), Cause: ID(2)}, []string{"no such entry to be the cause", ID(2)}},
		{"the cause is an event that its command made", domain.Draft{Body: body(), Cause: ID(1) + ".2"}, []string{"no such entry to be the cause", ID(1) + ".2"}},
		{"both ways of knowing are a way", domain.Draft{Body: body(), Knowing: domain.BothWays}, nil},
		{"the way of knowing is one of the list", domain.Draft{Body: body(), Knowing: "guessed"}, []string{`"guessed"`, "lived, professional or both"}},
		{"several audiences", domain.Draft{Body: body(), Sharing: []string{"group", "funders", "evaluators"}}, nil},
		{"a doubled audience is refused", domain.Draft{Body: body(), Sharing: []string{"funders", "group", "funders"}}, []string{`this audience is named twice: "funders"`}},
		{"an audience has a name", domain.Draft{Body: body(), Sharing: []string{""}}, []string{"sharing"}},
		{"an audience that nobody knows hides it from all", domain.Draft{Body: body(), Sharing: []string{"grup"}}, []string{`"grup"`, "only-me", "public"}},
		{"outside without the group makes two truths", domain.Draft{Body: body(), Sharing: []string{"funders"}}, []string{"your own group", "name the group too"}},
		{"private is not shared", domain.Draft{Body: body(), Sharing: []string{"only-me", "funders"}}, []string{"choose one"}},
		{"private is not for the group", domain.Draft{Body: body(), Sharing: []string{"group", "listener"}}, []string{"choose one"}},
		{"private alone", domain.Draft{Body: body(), Sharing: []string{"only-me"}}, nil},
		{"everybody", domain.Draft{Body: body(), Sharing: []string{"public"}}, nil},
	} {
		t.Run(c.rule, func(t *testing.T) {
			d := Given(t, surprise("First.")).WhenCommand(domain.Command{Drafts: []domain.Draft{c.draft}})
			if c.says == nil {
				d.Taken()
			} else {
				d.ThenError(domain.Invalid, c.says...)
			}
		})
	}
}

func TestIDsThatPeopleChoose(t *testing.T) {
	for _, id := range []string{"a", "1.2/a (b): c", "two words", "ümläut 橋", "...", strings.Repeat("x", 200), strings.Repeat("橋", 200), "a=b%2F"} {
		Given(t).When(&domain.AimRaised{Aim: id, Statement: "Could it be?"}).Taken()
	}
	for id, says := range map[string]string{
		"": "the aim is missing", ".": `"."`, "..": `".."`, "a\nb": "control character", "a\x7f": "control character", "a\u0085": "control character",
		strings.Repeat("x", 201): "too long: 201 characters", "a\xff": "bytes that are not text",
	} {
		Given(t).When(&domain.AimRaised{Aim: id, Statement: "Could it be?"}).ThenError(domain.Invalid, says)
	}
}

func TestTexts(t *testing.T) {
	for _, good := range []string{"a", "two\nlines\tand a tab\r\n", strings.Repeat("橋", domain.MaxWords), "<script>", "🙂"} {
		Given(t).When(surprise(good)).Taken()
	}
	for bad, says := range map[string]string{
		"":                                     "what is missing; write it in your own words",
		" \n\t":                                "what is missing",
		"a\x00b":                               "what holds a control character (U+0000)",
		"a\x1b[31m":                            "U+001B",
		"a\xffb":                               "what holds bytes that are not text; send UTF-8 text",
		strings.Repeat("橋", domain.MaxWords+1): "what is too long: 20001 characters; write at most 20000",
	} {
		Given(t).When(surprise(bad)).ThenError(domain.Invalid, says)
	}
	Given(t).When(&domain.AimRaised{Aim: "a", Statement: strings.Repeat("s", domain.MaxName)}).Taken()
	Given(t).When(&domain.AimRaised{Aim: "a", Statement: strings.Repeat("s", domain.MaxName+1)}).
		ThenError(domain.Invalid, "statement is too long: 2001 characters", `"sss`, "at most 2000")
}

func TestUnknownProject(t *testing.T) {
	GivenNothing(t).When(surprise("One.")).ThenError(domain.NotFound, `there is no such project: "`+Project+`"`, "start it first")
	Given(t).When(started()).ThenError(domain.Conflict, `this project exists already: "`+Project+`"`)
}

func TestNothingIsDecidedOnTopOfWhatCannotBeRead(t *testing.T) {
	events := Given(t).Events()
	future := domain.Event{ID: ID(1), Project: Project, Position: 2, Command: ID(1),
		Body: &domain.Unreadable{KindName: "mood.felt", Ver: 3, Raw: []byte(`{"what":"new"}`)}}
	s := GivenEvents(t, append(events, future)...)
	s.When(surprise("One.")).ThenError(domain.Unavailable, "entry 2 is of kind mood.felt version 3", "newer version")
}

func TestTaken(t *testing.T) {
	p := Given(t, surprise("One.")).When(surprise("Two."), surprise("Three.")).Taken().State()
	for n, want := range [][2]int{{1, 1}, {2, 1}, {3, 2}} {
		if first, count, ok := p.Taken(ID(n)); !ok || first != uint64(want[0]) || count != want[1] {
			t.Errorf("command %d: %d events from position %d, %v; want %d from %d", n, count, first, ok, want[1], want[0])
		}
	}
	for _, id := range []string{ID(3), "", "nonsense", ID(2) + ".2"} {
		if _, _, ok := p.Taken(id); ok {
			t.Errorf("%q was taken", id)
		}
	}
}

func TestNeeds(t *testing.T) {
	c := domain.Command{Drafts: []domain.Draft{{Body: &domain.ProjectStarted{Name: "a"}}, {Body: &domain.ProjectStarted{PartOf: "town"}}, {Body: surprise("One.")}}}
	if got := c.Needs(); !slices.Equal(got, []string{"town"}) {
		t.Errorf("it needs %v, want town alone", got)
	}
}

// A command that expects to come after an entry is refused where another one is the last by now, and says which; it changes nothing.
func TestACommandExpectsAnEntry(t *testing.T) {
	s := Given(t, &domain.SurpriseNoticed{What: domain.Write("It rained.")})
	again := func() []domain.Draft {
		return []domain.Draft{{Body: &domain.SurpriseNoticed{What: domain.Write("It snowed.")}}}
	}
	for _, expected := range []uint64{1, 3} {
		var moved *domain.Moved
		d := s.WhenCommand(domain.Command{Expected: expected, Drafts: again()})
		d.ThenError(domain.Conflict, "the project has 2 entries by now")
		_, err := domain.Decide(Rebuild(s.Events()), domain.Command{ID: ID(9), Project: Project, Expected: expected, Drafts: again()}, Now())
		if !errors.As(err, &moved) || moved.Position != 2 || moved.Expected != expected {
			t.Errorf("after %d: %v", expected, err)
		}
	}
	s.WhenCommand(domain.Command{Expected: 2, Drafts: again()}).Taken()
	s.WhenCommand(domain.Command{Drafts: again()}).Taken()
}
