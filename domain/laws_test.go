package domain_test

import (
	"encoding/json"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/desirelines/desirelines/domain"
	. "github.com/desirelines/desirelines/domain/domaintest"
)

func TestEvolveTakesWhateverTheLogHolds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		events := rapid.Permutation(SampleEvents()).Draw(t, "order")
		events = append(Subset(t, events), NearlyValid(t)...)
		if rapid.Bool().Draw(t, "unreadable") {
			events = append(events, domain.Event{Project: Project, Body: &domain.Unreadable{KindName: "mood.felt", Ver: 2, Raw: json.RawMessage("null")}})
		}
		for i := range events {
			events[i].Position = uint64(i + 1)
		}
		p := Rebuild(events) // a panic fails the test
		if p.Position() != uint64(len(events)) {
			t.Fatalf("the position is %d after %d events", p.Position(), len(events))
		}
	})
}

func TestEveryKindEvolvesAnEmptyBody(t *testing.T) {
	for _, k := range domain.Kinds() {
		e := domain.Event{Position: 1, Body: k.New()}
		p := domain.NewProject(Project)
		p.Evolve(&e)
		p.Evolve(&e)
		_ = e.About()
	}
}

func TestEvolveLeavesTheEventAlone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		events := NearlyValid(t)
		before := written(t, events)
		Rebuild(events)
		if written(t, events) != before {
			t.Fatal("evolving changed an event")
		}
	})
}

func TestDecideGivesBackTheStateOnError(t *testing.T) {
	refused, taken := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		p := domain.NewProject(Project)
		var log []domain.Event
		for _, c := range Commands(t) {
			before := State(p)
			events, err := domain.Decide(p, c, Now())
			log = append(log, events...)
			if err != nil {
				refused++
				if len(events) > 0 || State(p) != before {
					t.Fatalf("%v\nleft the state\n%s\nas\n%s", err, before, State(p))
				}
				continue
			}
			taken++
			if got, want := State(p), State(Rebuild(log)); got != want {
				t.Fatalf("deciding leads to\n%s\nand the events to\n%s", got, want)
			}
		}
		for i, e := range log {
			if e.Position != uint64(i+1) {
				t.Fatalf("event %d is at position %d", i+1, e.Position)
			}
		}
	})
	if refused < taken/50 || taken < refused {
		t.Errorf("%d commands were taken and %d refused: the stories test too little", taken, refused)
	}
}

func TestDecideIsDeterministic(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := domain.NewProject(Project), domain.NewProject(Project)
		for _, c := range Commands(t) {
			other := c
			other.Drafts = slices.Clone(c.Drafts)
			for i := range other.Drafts {
				other.Drafts[i].Body = reread(t, c.Drafts[i].Body)
			}
			one, errOne := domain.Decide(a, c, Now())
			two, errTwo := domain.Decide(b, other, Now())
			if written(t, one) != written(t, two) || !reflect.DeepEqual(errOne, errTwo) {
				t.Fatalf("the same command gave\n%s %v\nand\n%s %v", written(t, one), errOne, written(t, two), errTwo)
			}
		}
		if State(a) != State(b) {
			t.Fatal("the same commands lead to two states")
		}
	})
}

func TestWhatWasTakenIsRecognisedAgain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := domain.NewProject(Project)
		for _, c := range Commands(t) {
			again := c
			again.Drafts = slices.Clone(c.Drafts)
			for i := range again.Drafts {
				again.Drafts[i].Body = reread(t, c.Drafts[i].Body)
			}
			events, err := domain.Decide(p, c, Now())
			if err != nil {
				continue
			}
			first, n, ok := p.Taken(c.ID)
			if !ok || first != events[0].Position || n != len(events) {
				t.Fatalf("command %s made %d events from %d; the state says %d from %d", c.ID, len(events), events[0].Position, n, first)
			}
			for i := range events {
				events[i].Body = reread(t, events[i].Body)
			}
			// A command that defines a measure anew after giving a value for it is read with the later definition.
			if err := domain.SameCommand(p, again, events, nil); err != nil && len(events) == 1 {
				t.Fatalf("the same command again: %v", err)
			}
		}
	})
}

func TestFoldingInTwoPartsIsFoldingAtOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		events := NearlyValid(t)
		cut := rapid.IntRange(0, len(events)).Draw(t, "cut")
		p := Rebuild(events[:cut])
		for i := range events[cut:] {
			e := events[cut+i]
			e.Body = reread(t, e.Body)
			p.Evolve(&e)
		}
		if got, want := State(p), State(Rebuild(events)); got != want {
			t.Fatalf("in two parts:\n%s\nat once:\n%s", got, want)
		}
	})
}

func TestBodiesComeBackFromJSON(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		for _, e := range NearlyValid(t) {
			raw := JSON(t, e.Body)
			if again := JSON(t, reread(t, e.Body)); string(again) != string(raw) {
				t.Fatalf("%s\n%s\ncomes back as\n%s", e.Body.Kind(), raw, again)
			}
		}
	})
}

func TestCommitsHoldWholeCommands(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		events := Histories(t)
		var again []domain.Event
		seen := map[string]bool{}
		for i, c := range Commits(events) {
			if c.Sequence != uint64(i+1) || seen[c.Events[0].Command] {
				t.Fatalf("commit %d has sequence %d", i+1, c.Sequence)
			}
			seen[c.Events[0].Command] = true
			again = append(again, c.Events...)
		}
		if written(t, again) != written(t, events) {
			t.Fatal("the commits hold other events than the history")
		}
	})
}

func reread(t *rapid.T, b domain.Body) domain.Body {
	t.Helper()
	again, err := domain.DecodeBody(b.Kind(), JSON(t, b))
	if err != nil {
		t.Fatalf("%s cannot be read again: %v", b.Kind(), err)
	}
	return again
}

func written(t *rapid.T, events []domain.Event) string {
	t.Helper()
	return string(JSON(t, events))
}
