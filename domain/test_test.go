package domain_test

import (
	"testing"

	"github.com/desirelines/desirelines/domain"
	. "github.com/desirelines/desirelines/domain/domaintest"
)

func TestTests(t *testing.T) {
	chairs := &domain.TestStarted{What: words("Chairs.")}
	noted := func(id string) domain.Body { return &domain.TestNoted{Test: id, What: words("Seven sat.")} }
	concluded := func(id string) domain.Body {
		return &domain.TestConcluded{Test: id, What: words("They stayed."), Supported: "yes", Next: "keep"}
	}
	abandoned := func(id string) domain.Body { return &domain.TestAbandoned{Test: id, Why: words("Rain.")} }
	postponed := func(day string) domain.Body { return &domain.TestPostponed{Test: ID(1), ReviewOn: date(t, day)} }
	withdrawn := func(id string) domain.Body { return &domain.EntryWithdrawn{Entry: id} }
	ended := bodies{chairs, concluded(ID(1))}
	decide(t, []ruling{
		{rule: "one box is enough", when: bodies{chairs}},
		{rule: "a whole thought", given: bodies{agreed("home"), &domain.LearningDrawn{What: words("Rest first.")}}, when: bodies{&domain.TestStarted{What: words("Chairs."), Think: words("They stay"),
			Because: words("they are tired"), KnowBy: words("counting"), ReviewOn: date(t, "2024-06"), Aim: "home", Learning: ID(2)}}},
		{rule: "the idea is said", when: bodies{&domain.TestStarted{Think: words("They stay")}}, refused: domain.Invalid, says: []string{"what is missing"}},
		{rule: "the aim exists", when: bodies{&domain.TestStarted{What: words("Chairs."), Aim: "home"}}, refused: domain.Invalid, says: []string{`no such aim: "home"`}},
		{rule: "the learning it builds on exists", when: bodies{&domain.TestStarted{What: words("Chairs."), Learning: ID(9)}}, refused: domain.Invalid, says: []string{"no such learning", ID(9)}},
		{rule: "it builds on a learning", given: bodies{surprise("One.")}, when: bodies{&domain.TestStarted{What: words("Chairs."), Learning: ID(1)}},
			refused: domain.Invalid, says: []string{"this is a surprise, not a learning", ID(1)}},
		{rule: "it is noted on as often as needed", given: bodies{chairs}, when: bodies{noted(ID(1)), noted(ID(1))}},
		{rule: "the test of a note exists", when: bodies{noted(ID(5))}, refused: domain.Invalid, says: []string{"no such test", ID(5)}},
		{rule: "the test of a note is named", given: bodies{chairs}, when: bodies{noted("")}, refused: domain.Invalid, says: []string{"the test is missing"}},
		{rule: "a note says something", given: bodies{chairs}, when: bodies{&domain.TestNoted{Test: ID(1)}}, refused: domain.Invalid, says: []string{"what is missing"}},
		{rule: "a note is no test", given: bodies{chairs, noted(ID(1))}, when: bodies{noted(ID(2))}, refused: domain.Invalid, says: []string{"this is a note, not a test", ID(2)}},
		{rule: "it is concluded", given: bodies{chairs}, when: bodies{concluded(ID(1))}},
		{rule: "one tap is enough: what follows", given: bodies{chairs}, when: bodies{&domain.TestConcluded{Test: ID(1), Next: "keep"}}},
		{rule: "one tap is enough: whether the thought was right", given: bodies{chairs}, when: bodies{&domain.TestConcluded{Test: ID(1), Supported: "no"}}},
		{rule: "words are enough", given: bodies{chairs}, when: bodies{&domain.TestConcluded{Test: ID(1), What: words("a")}}},
		{rule: "whether the thought was right is one of the list", given: bodies{chairs}, when: bodies{&domain.TestConcluded{Test: ID(1), What: words("a"), Supported: "mostly"}}, refused: domain.Invalid, says: []string{`"mostly"`}},
		{rule: "what follows is one of the list", given: bodies{chairs}, when: bodies{&domain.TestConcluded{Test: ID(1), What: words("a"), Supported: "no", Next: "again"}}, refused: domain.Invalid, says: []string{`"again"`, "too_early"}},
		{rule: "a conclusion says something", given: bodies{chairs}, when: bodies{&domain.TestConcluded{Test: ID(1)}}, refused: domain.Invalid, says: []string{"what is missing"}},
		{rule: "the words of one tap are checked", given: bodies{chairs}, when: bodies{&domain.TestConcluded{Test: ID(1), Next: "keep", What: words("\x00")}}, refused: domain.Invalid, says: []string{"what", "U+0000"}},
		{rule: "the rest follows by a correction", given: bodies{chairs, &domain.TestConcluded{Test: ID(1), Next: "keep"}}, when: bodies{&domain.EntryCorrected{Entry: ID(2), With: concluded(ID(1))}}},
		{rule: "it is an answer to a problem", given: bodies{&domain.ProblemNamed{What: words("The lift.")}}, when: bodies{&domain.TestStarted{What: words("A ramp."), Problem: ID(1)}}},
		{rule: "the problem exists", when: bodies{&domain.TestStarted{What: words("A ramp."), Problem: ID(1)}}, refused: domain.Invalid, says: []string{"no such problem", ID(1)}},
		{rule: "what it answers is a problem", given: bodies{surprise("One.")}, when: bodies{&domain.TestStarted{What: words("A ramp."), Problem: ID(1)}}, refused: domain.Invalid, says: []string{"this is a surprise, not a problem"}},
		{rule: "too early, more than once", given: bodies{chairs}, when: bodies{postponed("2024-09-12"), postponed("2024-10-10"), concluded(ID(1))}},
		{rule: "the day to look again is said", given: bodies{chairs}, when: bodies{postponed("")}, refused: domain.Invalid, says: []string{"review_on is missing", "give a day"}},
		{rule: "the day to look again is a day", given: bodies{chairs}, when: bodies{postponed("2024-09")}, refused: domain.Invalid, says: []string{`review_on is not a whole day: "2024-09"`}},
		{rule: "what is put off exists", when: bodies{postponed("2024-09-12")}, refused: domain.Invalid, says: []string{"no such test", ID(1)}},
		{rule: "what has ended is not put off", given: ended, when: bodies{postponed("2024-09-12")}, refused: domain.Conflict, says: []string{"has ended"}},
		{rule: "why it was too early is checked", given: bodies{chairs}, when: bodies{&domain.TestPostponed{Test: ID(1), ReviewOn: date(t, "2024-09-12"), Why: words("\x00")}}, refused: domain.Invalid, says: []string{"why", "U+0000"}},
		{rule: "the day is corrected after the end", given: bodies{chairs, postponed("2024-09-12"), concluded(ID(1))}, when: bodies{&domain.EntryCorrected{Entry: ID(2), With: postponed("2024-09-13")}}},
		{rule: "it ends once", given: ended, when: bodies{concluded(ID(1))}, refused: domain.Conflict, says: []string{"this test has ended", ID(1), "correct what was said"}},
		{rule: "a concluded test is not abandoned", given: ended, when: bodies{abandoned(ID(1))}, refused: domain.Conflict, says: []string{"has ended"}},
		{rule: "a concluded test is not noted on", given: ended, when: bodies{noted(ID(1))}, refused: domain.Conflict, says: []string{"has ended"}},
		{rule: "it is abandoned", given: bodies{chairs}, when: bodies{abandoned(ID(1))}},
		{rule: "an abandoned test is not concluded", given: bodies{chairs, abandoned(ID(1))}, when: bodies{concluded(ID(1))}, refused: domain.Conflict, says: []string{"has ended"}},
		{rule: "a withdrawn conclusion opens it again", given: bodies{chairs, concluded(ID(1)), withdrawn(ID(2))}, when: bodies{noted(ID(1)), concluded(ID(1))}},
		{rule: "a test abandoned by mistake goes on", given: bodies{chairs, abandoned(ID(1)), withdrawn(ID(2))}, when: bodies{concluded(ID(1))}},
		{rule: "a withdrawn note leaves it ended", given: bodies{chairs, noted(ID(1)), concluded(ID(1)), withdrawn(ID(2))}, when: bodies{noted(ID(1))}, refused: domain.Conflict, says: []string{"has ended"}},
		{rule: "a withdrawn test is not noted on", given: bodies{chairs, withdrawn(ID(1))}, when: bodies{noted(ID(1))}, refused: domain.Invalid, says: []string{"this test was withdrawn", ID(1)}},
	})
}

func TestWhatWasSaidOfATestIsCorrected(t *testing.T) {
	chairs := &domain.TestStarted{What: words("Chairs.")}
	note := &domain.TestNoted{Test: ID(1), What: words("Seven.")}
	concluded := &domain.TestConcluded{Test: ID(1), What: words("They stayed."), Supported: "yes"}
	correct := func(id string, with domain.Body) bodies {
		return bodies{&domain.EntryCorrected{Entry: id, With: with, Why: words("Counted again.")}}
	}
	given := bodies{chairs, note, concluded, &domain.TestStarted{What: words("Tables.")}}
	partly := &domain.TestConcluded{Test: ID(1), What: words("Some stayed."), Supported: "partly"}
	decide(t, []ruling{
		{rule: "the conclusion of the test that it ended", given: given, when: correct(ID(3), partly)},
		{rule: "a note after the end", given: given, when: correct(ID(2), &domain.TestNoted{Test: ID(1), What: words("Eight.")})},
		{rule: "the idea after the end", given: given, when: correct(ID(1), &domain.TestStarted{What: words("Deck chairs.")})},
		{rule: "it is corrected again", given: append(given, correct(ID(3), partly)...), when: correct(ID(3), concluded)},
		{rule: "a correction leaves the test ended", given: append(given, correct(ID(3), partly)...), when: bodies{note}, refused: domain.Conflict, says: []string{"has ended"}},
		{rule: "a refused correction leaves the test ended", given: given,
			when:    append(correct(ID(3), partly), &domain.EntryCorrected{Entry: ID(3), With: &domain.TestConcluded{Test: ID(1), What: words("a"), Supported: "mostly"}}),
			refused: domain.Invalid, says: []string{`"mostly"`}},
		{rule: "a conclusion stays with its test", given: given, when: correct(ID(3), &domain.TestConcluded{Test: ID(4), What: words("a"), Supported: "no"}),
			refused: domain.Invalid, says: []string{"stays with the thing it is about", ID(4), "give " + ID(1)}},
		{rule: "a conclusion is not corrected with a note", given: given, when: correct(ID(3), note), refused: domain.Invalid, says: []string{`one of its own kind: "test.noted"`, "test.concluded"}},
	})
}
