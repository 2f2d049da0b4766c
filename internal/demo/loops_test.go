package demo_test

import (
	"testing"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/projections"
)

func TestTheExampleShowsEveryEndOfATest(t *testing.T) {
	got := map[string]int{}
	for _, r := range view(t, "worked-example").Tests() {
		switch {
		case r.Abandoned:
			got["abandoned"]++
		case r.Conclusion == "":
			got["running"]++
		default:
			got[r.Supported]++
		}
	}
	for _, end := range []string{"yes", "partly", "no", "cannot_tell", "running", "abandoned"} {
		if got[end] != 1 {
			t.Errorf("%d tests ended as %s, not 1", got[end], end)
		}
	}
}

func TestTheExampleShowsEverySurprise(t *testing.T) {
	got := map[string]int{}
	for _, r := range view(t, "worked-example").Loops() {
		if r.Thing == "surprise" {
			got[r.Result]++
		}
	}
	for _, welcome := range []string{"wanted", "unwanted", "both"} {
		if got[welcome] == 0 {
			t.Errorf("no surprise was %s", welcome)
		}
	}
}

// One failure goes the whole way, and every kind of step is still open somewhere.
func TestTheExampleShowsLoopsClosedAndOpen(t *testing.T) {
	loops := view(t, "worked-example").Loops()
	next := map[string]projections.LoopRow{} // the step that follows, by the entry it follows from
	for _, r := range loops {
		for _, from := range r.From {
			next[from] = r
		}
	}
	closed := 0
	open := map[string]int{}
	for _, r := range loops {
		if r.Thing == "failure" && next[next[next[r.ID].ID].ID].Result == "yes" {
			closed++
		}
		if _, ok := next[r.ID]; !ok {
			open[r.Thing]++
		}
	}
	if closed != 1 {
		t.Errorf("%d failures led to a learning, a change and a check, not 1", closed)
	}
	for _, thing := range []string{"failure", "surprise", "test", "learning", "change"} {
		if open[thing] == 0 {
			t.Errorf("no %s is still to be followed", thing)
		}
	}
}

// A challenge, a problem, a question about a word and a promise to mend stand open beside ones that do not.
func TestTheExampleShowsOpenQuestions(t *testing.T) {
	asked, answered := map[string]int{}, map[string]int{}
	for _, e := range journey(t, "worked-example") {
		switch b := e.Body.(type) {
		case *domain.ResponseGiven:
			if b.Mark == "square" || b.Mark == "bubble" {
				asked["note"]++
			}
		case *domain.ResponseAnswered:
			answered["note"]++
		case *domain.ProblemNamed:
			asked["problem"]++
		case *domain.WordAsked:
			asked["word"]++
		case *domain.WordExplained:
			answered["word"]++
		case *domain.MendingPromised:
			asked["mending"]++
		case *domain.MendingDone:
			answered["mending"]++
		}
	}
	for thing, n := range map[string]int{"note": 1, "problem": 0, "word": 1, "mending": 1} {
		if answered[thing] != n || asked[thing] <= n {
			t.Errorf("%d of %d are answered: %s", answered[thing], asked[thing], thing)
		}
	}
}
