package domain_test

import (
	"strings"
	"testing"
	"time"

	"github.com/desirelines/desirelines/domain"
	. "github.com/desirelines/desirelines/domain/domaintest"
)

// sent is a command as a client sends it, and sends it again.
type sent func() domain.Command

func once(bodies ...func() domain.Body) sent {
	return func() domain.Command {
		c := domain.Command{ID: ID(100), Project: Project, Actor: Person(1)}
		for _, b := range bodies {
			c.Drafts = append(c.Drafts, domain.Draft{Body: b(), Happened: domain.Date{Year: 2024, Month: 5},
				Knowing: domain.Lived, Cause: ID(1), Sharing: []string{"group", "funders"}})
		}
		return c
	}
}

// measured is a story with one measure of each sort that reads values.
func measured(t testing.TB) *Scenario {
	t.Helper()
	add := func(id string, kind domain.MeasureKind, mode domain.Mode, levels ...string) domain.Body {
		return &domain.MeasureAdded{Aim: "home", Measure: id, Definition: domain.Definition{Name: id, MeasureKind: kind, Mode: mode, Levels: levels}}
	}
	return Given(t, surprise("One."), &domain.AimAgreed{Aim: "home", Statement: "People feel at home."},
		add("visits", domain.Increase, domain.PerPeriod), add("open", domain.Reach, ""), add("level", domain.Rubric, "", "a stranger", "at home"))
}

func value(measure, text string) func() domain.Body {
	return func() domain.Body {
		return &domain.OutcomeRecorded{Aim: "home", Measure: measure, Value: domain.Say(text)}
	}
}

// taken decides c and returns the events as the log gives them back.
func taken(t testing.TB, s *Scenario, c domain.Command) []domain.Event {
	t.Helper()
	n := len(s.Events())
	stored := s.WhenCommand(c).Taken().Events()[n:]
	for i := range stored {
		b, err := domain.DecodeBody(stored[i].Body.Kind(), JSON(t, stored[i].Body))
		if err != nil {
			t.Fatal(err)
		}
		stored[i].Body = b
	}
	return stored
}

func TestTheSameCommandAgainIsTheSame(t *testing.T) {
	correction := func() domain.Body {
		return &domain.EntryCorrected{Entry: ID(99), With: value("visits", "30,6")()}
	}
	for name, send := range map[string]sent{
		"words":              once(func() domain.Body { return surprise("Nobody expected it.") }),
		"several":            once(value("visits", "12"), value("open", "no"), func() domain.Body { return surprise("Two.") }),
		"a decimal comma":    once(value("visits", "30,6")),
		"an unclear number":  once(value("visits", "24,055")),
		"a range":            once(value("visits", "1..5")),
		"words for a number": once(value("visits", "about a dozen")),
		"yes":                once(value("open", "Yes")),
		"a level":            once(value("level", "AT HOME")),
		"withheld":           once(value("level", "withheld")),
		"a baseline": once(func() domain.Body {
			return &domain.BaselineSet{Aim: "home", Measure: "visits", Value: domain.Say("1.234,5")}
		}),
		"a target": once(func() domain.Body {
			return &domain.TargetSet{Aim: "home", Measure: "level", Value: domain.Say("at home")}
		}),
		"a measure whose mode needs no answer": once(func() domain.Body {
			return &domain.MeasureAdded{Aim: "home", Measure: "story", Definition: domain.Definition{Name: "Story", MeasureKind: domain.Story}}
		}),
		"a measure defined anew": once(func() domain.Body {
			return &domain.MeasureRevised{Aim: "home", Measure: "level", Definition: domain.Definition{Name: "Open", MeasureKind: domain.Reach}}
		}),
	} {
		t.Run(name, func(t *testing.T) {
			s := measured(t)
			stored := taken(t, s, send())
			before := State(s.State())
			if err := domain.SameCommand(s.State(), send(), stored, nil); err != nil {
				t.Errorf("the same again: %v", err)
			}
			if State(s.State()) != before {
				t.Error("asking changed the state")
			}
			s.WhenCommand(send()).ThenError(domain.Conflict, "taken before", ID(100))
		})
	}
	t.Run("a correction", func(t *testing.T) {
		s := measured(t)
		first := value("visits", "12")()
		s.WhenCommand(domain.Command{ID: ID(99), Drafts: []domain.Draft{{Body: first}}}).Taken()
		send := once(correction)
		stored := taken(t, s, send())
		if err := domain.SameCommand(s.State(), send(), stored, nil); err != nil {
			t.Errorf("the same again: %v", err)
		}
	})
}

// A measure may be defined anew between a command and its repetition, and would read the same text otherwise.
func TestTheSameCommandAgainAfterItsMeasureWasDefinedAnew(t *testing.T) {
	for text, kind := range map[string]domain.MeasureKind{"yes": domain.Reach, " AT home ": domain.Rubric, "12": domain.Story, "30,6": domain.Reach} {
		for _, measure := range []string{"visits", "level", "open"} {
			s := measured(t)
			stored := taken(t, s, once(value(measure, text))())
			d := domain.Definition{Name: "Anew", MeasureKind: kind}
			if kind == domain.Rubric {
				d.Levels = []string{"away", "at home"}
			}
			s.When(&domain.MeasureRevised{Aim: "home", Measure: measure, Definition: d}).Taken()
			if err := domain.SameCommand(s.State(), once(value(measure, text))(), stored, nil); err != nil {
				t.Errorf("%q for %s, which is %s now: %v", text, measure, kind, err)
			}
			CheckError(t, domain.SameCommand(s.State(), once(value(measure, text+"0"))(), stored, nil), domain.Conflict, "other content")
		}
	}
}

func TestACommandAgainThatThisProgramCannotReadIsAConflict(t *testing.T) {
	s := measured(t)
	stored := taken(t, s, once(value("visits", "12"))())
	stored[0].Body = &domain.Unreadable{KindName: "outcome.recorded", Ver: 2, Raw: []byte(`{}`)}
	CheckError(t, domain.SameCommand(s.State(), once(value("visits", "12"))(), stored, nil), domain.Conflict, "other content")
}

func TestOtherContentUnderTheSameIDIsAConflict(t *testing.T) {
	two := func() domain.Command {
		c := once(value("visits", "30,6"), func() domain.Body { return surprise("Two.") })()
		return c
	}
	for name, change := range map[string]func(c *domain.Command){
		"another value":                 func(c *domain.Command) { c.Drafts[0].Body = value("visits", "30,7")() },
		"the value written another way": func(c *domain.Command) { c.Drafts[0].Body = value("visits", "30.6")() },
		"another measure":               func(c *domain.Command) { c.Drafts[0].Body = value("level", "30,6")() },
		"other words":                   func(c *domain.Command) { c.Drafts[1].Body = surprise("Three.") },
		"another kind":                  func(c *domain.Command) { c.Drafts[1].Body = &domain.StageReached{What: words("Two.")} },
		"an unknown measure":            func(c *domain.Command) { c.Drafts[0].Body = value("none", "30,6")() },
		"one draft less":                func(c *domain.Command) { c.Drafts = c.Drafts[:1] },
		"one draft more":                func(c *domain.Command) { c.Drafts = append(c.Drafts, c.Drafts[1]) },
		"another order":                 func(c *domain.Command) { c.Drafts[0], c.Drafts[1] = c.Drafts[1], c.Drafts[0] },
		"another date":                  func(c *domain.Command) { c.Drafts[1].Happened.Day = 3 },
		"another first recording":       func(c *domain.Command) { c.Drafts[0].Original = time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC) },
		"another person":                func(c *domain.Command) { c.Actor = Person(2) },
		"another way of knowing":        func(c *domain.Command) { c.Drafts[0].Knowing = domain.Professional },
		"another way of taking down":    func(c *domain.Command) { c.Drafts[0].Taken = domain.TakenFromPaper },
		"another cause":                 func(c *domain.Command) { c.Drafts[0].Cause = "" },
		"another audience":              func(c *domain.Command) { c.Drafts[1].Sharing = []string{"group", "public"} },
		"an audience more":              func(c *domain.Command) { c.Drafts[1].Sharing = []string{"group", "funders", "public"} },
	} {
		t.Run(name, func(t *testing.T) {
			s := measured(t)
			stored := taken(t, s, two())
			other := two()
			change(&other)
			CheckError(t, domain.SameCommand(s.State(), other, stored, nil), domain.Conflict, "used before with other content", ID(100))
		})
	}
	t.Run("the order of audiences says nothing", func(t *testing.T) {
		s := measured(t)
		stored := taken(t, s, two())
		again := two()
		again.Drafts[0].Sharing = []string{"funders", "group"}
		if err := domain.SameCommand(s.State(), again, stored, nil); err != nil {
			t.Error(err)
		}
	})
}

func TestWordsAreNotInTheSentenceOfAConflict(t *testing.T) {
	s := measured(t)
	send := once(func() domain.Body { return surprise("something private") })
	stored := taken(t, s, send())
	other := once(func() domain.Body { return surprise("something else") })
	if err := domain.SameCommand(s.State(), other(), stored, nil); strings.Contains(err.Error(), "something") {
		t.Errorf("%q shows what was written", err)
	}
}
