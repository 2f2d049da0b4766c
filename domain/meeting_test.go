package domain_test

import (
	"testing"

	"github.com/desirelines/desirelines/domain"
	. "github.com/desirelines/desirelines/domain/domaintest"
)

func TestMeetings(t *testing.T) {
	held := &domain.MeetingHeld{What: words("We walked the beds.")}
	silence := func(said string) domain.Body { return &domain.SilenceAnswered{Meeting: ID(1), Said: said} }
	decide(t, []ruling{
		{rule: "a meeting needs one box", when: bodies{held}},
		{rule: "or how it was held", when: bodies{&domain.MeetingHeld{Format: "one_to_one"}}},
		{rule: "or who came", when: bodies{&domain.MeetingHeld{NotSaid: 1}}},
		{rule: "a meeting in full", when: bodies{&domain.MeetingHeld{What: words("a"), Format: "open_space", Lived: 9, Professional: 3, Both: 2, NotSaid: 1}}},
		{rule: "a meeting says something", when: bodies{&domain.MeetingHeld{}}, refused: domain.Invalid, says: []string{"what is missing"}},
		{rule: "a way to meet is one of the list", when: bodies{&domain.MeetingHeld{Format: "party"}}, refused: domain.Invalid, says: []string{`no choice for format: "party"`, "open_space, world_cafe"}},
		{rule: "fewer than nobody do not meet", when: bodies{&domain.MeetingHeld{Both: -1}}, refused: domain.Invalid, says: []string{`"-1"`, "count from 0"}},
		{rule: "its words are checked", when: bodies{&domain.MeetingHeld{Lived: 2, What: words("\x00")}}, refused: domain.Invalid, says: []string{"what", "U+0000"}},

		{rule: "something is not being said", given: bodies{held}, when: bodies{&domain.SilenceAnswered{Meeting: ID(1), Said: "something", What: words("The key.")}}},
		{rule: "they answer later", given: bodies{held}, when: bodies{silence("later"), silence("nothing")}},
		{rule: "the answer is one of the list", given: bodies{held}, when: bodies{silence("no")}, refused: domain.Invalid, says: []string{`"no"`, "something, nothing or later"}},
		{rule: "the answer is given", given: bodies{held}, when: bodies{silence("")}, refused: domain.Invalid, says: []string{"said is missing"}},
		{rule: "the meeting exists", when: bodies{silence("nothing")}, refused: domain.Invalid, says: []string{"no such meeting", ID(1)}},
		{rule: "it is a meeting", given: bodies{surprise("One.")}, when: bodies{silence("nothing")}, refused: domain.Invalid, says: []string{"this is a surprise, not a meeting"}},
		{rule: "what is not said is checked", given: bodies{held}, when: bodies{&domain.SilenceAnswered{Meeting: ID(1), Said: "something", What: words("\x00")}}, refused: domain.Invalid, says: []string{"what", "U+0000"}},
		{rule: "the answer stays with its meeting", given: bodies{held, silence("later"), held}, when: bodies{&domain.EntryCorrected{Entry: ID(2), With: &domain.SilenceAnswered{Meeting: ID(3), Said: "nothing"}}},
			refused: domain.Invalid, says: []string{"stays with the thing it is about", "give " + ID(1)}},
	})
}

func TestDecisionsAndPrinciples(t *testing.T) {
	decide(t, []ruling{
		{rule: "a decision needs one box", when: bodies{&domain.DecisionMade{What: words("Open late.")}}},
		{rule: "a decision in full", given: bodies{agreed("home")}, when: bodies{&domain.DecisionMade{What: words("a"), Because: words("b"), Aim: "home"}}},
		{rule: "a decision has words", when: bodies{&domain.DecisionMade{Because: words("b")}}, refused: domain.Invalid, says: []string{"what is missing"}},
		{rule: "the aim of a decision exists", when: bodies{&domain.DecisionMade{What: words("a"), Aim: "home"}}, refused: domain.Invalid, says: []string{`"home"`}},
		{rule: "a principle is named", when: bodies{&domain.PrincipleNamed{What: words("Whoever waters decides.")}}},
		{rule: "a principle has words", when: bodies{&domain.PrincipleNamed{}}, refused: domain.Invalid, says: []string{"what is missing"}},
		{rule: "both can be answered with a note", given: bodies{&domain.PrincipleNamed{What: words("a")}, &domain.DecisionMade{What: words("b")}},
			when: bodies{&domain.ResponseGiven{Entry: ID(1), Mark: "heart"}, &domain.ResponseGiven{Entry: ID(2), Mark: "square"}}},
	})
}

func TestHeadings(t *testing.T) {
	decide(t, []ruling{
		{rule: "a heading with its own count", when: bodies{&domain.HeadingStated{Heading: "What next?", Wall: "The shed", Stated: 12, What: words("One fell down.")}}},
		{rule: "it is stated again", given: bodies{&domain.HeadingStated{Heading: "What next?", Stated: 12}}, when: bodies{&domain.HeadingStated{Heading: "What next?", Stated: 11}}},
		{rule: "a heading has words", when: bodies{&domain.HeadingStated{Stated: 1}}, refused: domain.Invalid, says: []string{"heading is missing"}},
		{rule: "it does not have fewer notes than none", when: bodies{&domain.HeadingStated{Heading: "a", Stated: -1}}, refused: domain.Invalid, says: []string{`"-1"`, "count from 0"}},
		{rule: "its wall is text", when: bodies{&domain.HeadingStated{Heading: "a", Wall: "\x00"}}, refused: domain.Invalid, says: []string{"wall", "U+0000"}},
		{rule: "what is said of it is checked", when: bodies{&domain.HeadingStated{Heading: "a", What: words("\x00")}}, refused: domain.Invalid, says: []string{"what", "U+0000"}},
	})
}

// How an entry was taken down is one of a list; nothing is assumed where nobody said.
func TestHowItWasTakenDown(t *testing.T) {
	for _, taken := range []domain.Taken{domain.TakenNotSaid, domain.TakenByMe, domain.TakenForSomeone, domain.TakenFromPaper, domain.TakenFromPicture} {
		s := Given(t).WhenCommand(domain.Command{Drafts: []domain.Draft{{Body: surprise("One."), Taken: taken}}}).Taken()
		if e := s.Events()[len(s.Events())-1]; e.Taken != taken {
			t.Errorf("taken down %q, recorded as %q", taken, e.Taken)
		}
	}
	Given(t).WhenCommand(domain.Command{Drafts: []domain.Draft{{Body: surprise("One."), Taken: "dictated"}}}).
		ThenError(domain.Invalid, `no choice for taken: "dictated"`, "by_me, for_someone, paper or picture")
}
