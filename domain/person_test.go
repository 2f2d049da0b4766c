package domain_test

import (
	"slices"
	"testing"

	"github.com/desirelines/desirelines/domain"
	. "github.com/desirelines/desirelines/domain/domaintest"
)

func joined(n int) domain.Body { return &domain.PersonJoined{Person: Person(n)} }

func TestPeopleInTheirRoles(t *testing.T) {
	forgotten := func(n int, classes ...string) domain.Body {
		return &domain.PersonForgotten{Person: Person(n), Classes: classes, Reason: "asked"}
	}
	contact := func(n int, email string) domain.Body {
		return &domain.PersonContactGiven{Person: Person(n), Email: domain.Name(email)}
	}
	decide(t, []ruling{
		{rule: "a facilitator joins", when: bodies{&domain.PersonJoined{Person: Person(1), Role: "facilitator"}}},
		{rule: "a role is one of three", when: bodies{&domain.PersonJoined{Person: Person(1), Role: "boss"}}, refused: domain.Invalid, says: []string{`"boss"`, "member, listener or facilitator"}},
		{rule: "somebody is renamed", given: bodies{joined(1)}, when: bodies{&domain.PersonRenamed{Person: Person(1), Name: domain.Name("Red")}}},
		{rule: "a new name is a name", given: bodies{joined(1)}, when: bodies{&domain.PersonRenamed{Person: Person(1)}}, refused: domain.Invalid, says: []string{"name is missing"}},
		{rule: "who is not there is not renamed", when: bodies{&domain.PersonRenamed{Person: Person(1), Name: domain.Name("Red")}}, refused: domain.Invalid, says: []string{"not part of the project", Person(1)}},
		{rule: "a role is given", given: bodies{joined(1)}, when: bodies{&domain.PersonRoleGiven{Person: Person(1), Role: "facilitator"}}},
		{rule: "a role is said", given: bodies{joined(1)}, when: bodies{&domain.PersonRoleGiven{Person: Person(1)}}, refused: domain.Invalid, says: []string{"role is missing"}},
		{rule: "who left has no role", given: bodies{joined(1), &domain.PersonLeft{Person: Person(1)}}, when: bodies{&domain.PersonRoleGiven{Person: Person(1), Role: "member"}}, refused: domain.Invalid, says: []string{"not part of the project"}},

		{rule: "somebody says where they want reminders", given: bodies{joined(1)}, when: bodies{contact(1, "red@example.org"), contact(1, "")}},
		{rule: "an address is text", given: bodies{joined(1)}, when: bodies{contact(1, "red\x00@example.org")}, refused: domain.Invalid, says: []string{"email", "U+0000"}},
		{rule: "who is not there has no address", when: bodies{contact(1, "red@example.org")}, refused: domain.Invalid, says: []string{"not part of the project", Person(1)}},
		{rule: "who left has no address", given: bodies{joined(1), &domain.PersonLeft{Person: Person(1)}}, when: bodies{contact(1, "red@example.org")}, refused: domain.Invalid, says: []string{"not part of the project"}},

		{rule: "somebody is forgotten", given: bodies{joined(1)}, when: bodies{forgotten(1)}},
		{rule: "who left is forgotten", given: bodies{joined(1), &domain.PersonLeft{Person: Person(1)}}, when: bodies{forgotten(1, "voice")}},
		{rule: "the rest is forgotten later", given: bodies{joined(1), forgotten(1, "voice")}, when: bodies{forgotten(1)}},
		{rule: "who was forgotten does not join again", given: bodies{joined(1), forgotten(1)}, when: bodies{joined(1)}, refused: domain.Conflict, says: []string{"was forgotten", Person(1), "new random id"}},
		{rule: "nor who was forgotten in part and left", given: bodies{joined(1), forgotten(1, "identity"), &domain.PersonLeft{Person: Person(1)}}, when: bodies{joined(1)}, refused: domain.Conflict, says: []string{"was forgotten"}},
		{rule: "forgotten in part, they may stay", given: bodies{joined(1), forgotten(1, "identity")}, when: bodies{&domain.PersonLeft{Person: Person(1)}}},
		{rule: "forgotten whole, they are gone", given: bodies{joined(1), forgotten(1, "identity", "voice", "confidential")}, when: bodies{&domain.PersonLeft{Person: Person(1)}}, refused: domain.Invalid, says: []string{"not part of the project"}},
		{rule: "nobody is forgotten who was never there", when: bodies{forgotten(1)}, refused: domain.Invalid, says: []string{"nobody with this id", Person(1)}},
		{rule: "a class is one of three", given: bodies{joined(1)}, when: bodies{forgotten(1, "words")}, refused: domain.Invalid, says: []string{`"words"`, "identity, voice or confidential"}},
		{rule: "a class once", given: bodies{joined(1)}, when: bodies{forgotten(1, "voice", "voice")}, refused: domain.Invalid, says: []string{"named twice"}},
		{rule: "a reason is a code", given: bodies{joined(1)}, when: bodies{&domain.PersonForgotten{Person: Person(1), Reason: "she wanted it"}}, refused: domain.Invalid, says: []string{"asked, harm, mistake or law"}},
		{rule: "a reason is given", given: bodies{joined(1)}, when: bodies{&domain.PersonForgotten{Person: Person(1)}}, refused: domain.Invalid, says: []string{"reason is missing"}},
	})
}

// Somebody who wrote and never joined can be forgotten too, and cannot join afterwards.
func TestWhoeverWroteCanBeForgotten(t *testing.T) {
	s := Given(t).WhenCommand(by(1, surprise("One."))).Taken()
	s = s.When(&domain.PersonForgotten{Person: Person(1), Reason: "law"}).Taken()
	s.When(joined(1)).ThenError(domain.Conflict, "was forgotten")
}

func TestWholeIsEveryClass(t *testing.T) {
	for _, c := range []struct {
		classes []string
		whole   bool
	}{{nil, true}, {[]string{"voice"}, false}, {[]string{"identity", "voice"}, false}, {[]string{"confidential", "voice", "identity"}, true}} {
		if got := (&domain.PersonForgotten{Classes: c.classes}).Whole(); got != c.whole {
			t.Errorf("%v: whole is %v", c.classes, got)
		}
	}
}

// by is a command of the n-th person; 0 is nobody.
func by(n int, bodies ...domain.Body) domain.Command {
	var c domain.Command
	if n > 0 {
		c.Actor = Person(n)
	}
	for _, b := range bodies {
		c.Drafts = append(c.Drafts, domain.Draft{Body: b})
	}
	return c
}

// sharedWith is by with one sharing for all.
func sharedWith(n int, sharing []string, bodies ...domain.Body) domain.Command {
	c := by(n, bodies...)
	for i := range c.Drafts {
		c.Drafts[i].Sharing = sharing
	}
	return c
}

func TestRecordings(t *testing.T) {
	asked := &domain.RecordingAsked{What: words("Faces at the harvest meal"), People: []string{Person(1), Person(2)}}
	yes := func(n int) domain.Body { return &domain.RecordingAgreed{Recording: ID(3), Person: Person(n)} }
	no := func(n int) domain.Body { return &domain.RecordingRefused{Recording: ID(3), Person: Person(n)} }
	kept := &domain.EvidenceAttached{What: words("The pictures"), Recording: ID(3)}
	two := bodies{joined(1), joined(2)}
	given := func(more ...domain.Body) bodies { return slices.Concat(two, bodies{asked}, more) }
	decide(t, []ruling{
		{rule: "people are asked", given: two, when: bodies{asked}},
		{rule: "somebody is asked", given: two, when: bodies{&domain.RecordingAsked{What: words("Faces")}}, refused: domain.Invalid, says: []string{"the people are missing"}},
		{rule: "what would be recorded is said", given: two, when: bodies{&domain.RecordingAsked{People: []string{Person(1)}}}, refused: domain.Invalid, says: []string{"what is missing"}},
		{rule: "each is asked once", given: two, when: bodies{&domain.RecordingAsked{What: words("Faces"), People: []string{Person(1), Person(1)}}}, refused: domain.Invalid, says: []string{"named twice"}},
		{rule: "those asked are there", given: two, when: bodies{&domain.RecordingAsked{What: words("Faces"), People: []string{Person(3)}}}, refused: domain.Invalid, says: []string{"not part of the project", Person(3)}},
		{rule: "nobody says yes to nothing", given: two, when: bodies{yes(1)}, refused: domain.Invalid, says: []string{"nobody was asked", ID(3)}},
		{rule: "nobody says no to nothing", given: two, when: bodies{no(1)}, refused: domain.Invalid, says: []string{"nobody was asked"}},
		{rule: "who was not asked does not answer", given: given(joined(3)), when: bodies{yes(3)}, refused: domain.Invalid, says: []string{"was not asked", Person(3)}},
		{rule: "yes once", given: given(yes(1)), when: bodies{yes(1)}, refused: domain.Conflict, says: []string{"agreed already"}},
		{rule: "a no stays a no", given: given(no(1)), when: bodies{yes(1)}, refused: domain.Conflict, says: []string{"said no", "ask anew"}},
		{rule: "no once", given: given(no(1)), when: bodies{no(1)}, refused: domain.Conflict, says: []string{"said no already"}},
		{rule: "all agreed", given: given(yes(1), yes(2)), when: bodies{kept}},
		{rule: "one has not said", given: given(yes(1)), when: bodies{kept}, refused: domain.Refused, says: []string{"has not said yet", Person(2)}},
		{rule: "one no and none is kept", given: given(yes(1), no(2)), when: bodies{kept}, refused: domain.Refused, says: []string{"somebody said no", ID(3)}},
		{rule: "a later no counts", given: given(yes(1), yes(2), no(1)), when: bodies{kept}, refused: domain.Refused, says: []string{"somebody said no"}},
		{rule: "a no comes also when it was kept", given: given(yes(1), yes(2), kept), when: bodies{no(2)}},
		{rule: "evidence of no recording", given: two, when: bodies{kept}, refused: domain.Invalid, says: []string{"nobody was asked"}},
	})
}
