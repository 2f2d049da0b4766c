package domain_test

import (
	"testing"

	"github.com/desirelines/desirelines/domain"
	. "github.com/desirelines/desirelines/domain/domaintest"
)

func raised(id string) domain.Body { return &domain.AimRaised{Aim: id, Statement: "Could it be?"} }
func agreed(id string) domain.Body { return &domain.AimAgreed{Aim: id, Statement: "Let it be."} }
func revised(id string) domain.Body {
	return &domain.AimRevised{Aim: id, Statement: "Let it be so.", Why: words("Clearer.")}
}
func dropped(id string) domain.Body { return &domain.AimDropped{Aim: id} }
func retired(id string) domain.Body { return &domain.AimRetired{Aim: id} }

func TestAims(t *testing.T) {
	decide(t, []ruling{
		{rule: "an aim begins as a question", when: bodies{&domain.AimRaised{Aim: "home", Statement: "Could it be?", Born: domain.BornOnTheWay}}},
		{rule: "an aim is agreed at once", when: bodies{&domain.AimAgreed{Aim: "home", Statement: "Let it be.", Born: domain.BornFunder, There: words("All of us")}}},
		{rule: "a question is agreed on", given: bodies{raised("home")}, when: bodies{agreed("home")}},
		{rule: "a question is agreed on, with the reason", given: bodies{raised("home")}, when: bodies{&domain.AimAgreed{Aim: "home", Statement: "Let it be.", Why: words("We came back to it.")}}},
		{rule: "the reason is checked", when: bodies{&domain.AimAgreed{Aim: "home", Statement: "Let it be.", Why: words("\x00")}}, refused: domain.Invalid, says: []string{"why", "U+0000"}},
		{rule: "an aim is raised once", given: bodies{raised("home")}, when: bodies{raised("home")}, refused: domain.Conflict, says: []string{`exists already: "home"`, "revise it"}},
		{rule: "an aim is agreed once", given: bodies{agreed("home")}, when: bodies{agreed("home")}, refused: domain.Conflict, says: []string{`exists already: "home"`}},
		{rule: "an agreed aim is no question any more", given: bodies{agreed("home")}, when: bodies{raised("home")}, refused: domain.Conflict, says: []string{"exists already"}},
		{rule: "ids are matched exactly", given: bodies{agreed("home")}, when: bodies{agreed("Home"), agreed("home ")}},
		{rule: "an aim says what it is", when: bodies{&domain.AimAgreed{Aim: "home"}}, refused: domain.Invalid, says: []string{"statement is missing"}},
		{rule: "a question says what it is", when: bodies{&domain.AimRaised{Aim: "home", Statement: "\n"}}, refused: domain.Invalid, says: []string{"statement is missing"}},
		{rule: "where it was born is one of the list", when: bodies{&domain.AimAgreed{Aim: "home", Statement: "a", Born: "yesterday"}},
			refused: domain.Invalid, says: []string{`"yesterday"`, "funder, start or on_the_way"}},
		{rule: "where a question was born is one of the list", when: bodies{&domain.AimRaised{Aim: "home", Statement: "a", Born: "yesterday"}}, refused: domain.Invalid, says: []string{`"yesterday"`}},
		{rule: "a question and an aim are revised", given: bodies{raised("a"), agreed("b")}, when: bodies{revised("a"), revised("b")}},
		{rule: "an aim exists before it is revised", when: bodies{revised("home")}, refused: domain.Invalid, says: []string{`no such aim: "home"`, "agree on it first"}},
		{rule: "a revision says something", given: bodies{agreed("home")}, when: bodies{&domain.AimRevised{Aim: "home"}}, refused: domain.Invalid, says: []string{"statement is missing"}},
		{rule: "an aim must be named", when: bodies{&domain.AimRevised{Statement: "a"}}, refused: domain.Invalid, says: []string{"the aim is missing; give its id"}},
		{rule: "a question is dropped", given: bodies{raised("home")}, when: bodies{dropped("home")}},
		{rule: "a dropped aim is not revised", given: bodies{agreed("home"), dropped("home")}, when: bodies{revised("home")}, refused: domain.Invalid, says: []string{`this aim was dropped: "home"`, "agree on it again first"}},
		{rule: "a dropped aim is not dropped again", given: bodies{agreed("home"), dropped("home")}, when: bodies{dropped("home")}, refused: domain.Invalid, says: []string{"this aim was dropped"}},
		{rule: "a retired aim is not dropped", given: bodies{agreed("home"), retired("home")}, when: bodies{dropped("home")}, refused: domain.Invalid, says: []string{`this aim was retired: "home"`}},
		{rule: "a dropped aim is not retired", given: bodies{agreed("home"), dropped("home")}, when: bodies{retired("home")}, refused: domain.Invalid, says: []string{"this aim was dropped"}},
		{rule: "a dropped aim comes back by being agreed", given: bodies{raised("home"), dropped("home"), agreed("home")}, when: bodies{revised("home")}},
		{rule: "a retired aim comes back by being agreed", given: bodies{agreed("home"), retired("home"), agreed("home")}, when: bodies{revised("home")}},
		{rule: "a dropped aim does not come back as a question", given: bodies{agreed("home"), dropped("home")}, when: bodies{raised("home")}, refused: domain.Conflict, says: []string{"exists already"}},
		{rule: "a dropped aim gets no measure", given: bodies{agreed("home"), dropped("home")}, when: bodies{added("home", "m")}, refused: domain.Invalid, says: []string{"this aim was dropped"}},
		{rule: "a dropped aim gets no target", given: bodies{agreed("home"), added("home", "m"), dropped("home")}, when: bodies{&domain.TargetSet{Aim: "home", Measure: "m"}},
			refused: domain.Invalid, says: []string{"this aim was dropped"}},
		{rule: "measures come back with their aim", given: bodies{agreed("home"), added("home", "m"), dropped("home"), agreed("home")}, when: bodies{&domain.TargetSet{Aim: "home", Measure: "m"}}},
		{rule: "what was found for a dropped aim is still taken", given: bodies{agreed("home"), added("home", "m"), dropped("home")},
			when: bodies{&domain.OutcomeRecorded{Aim: "home", Measure: "m", Value: domain.Say("3")}, &domain.AimJudged{Aim: "home", Judged: domain.JudgedSome}}},
	})
}

func TestJudgements(t *testing.T) {
	given := bodies{agreed("home"), added("home", "m")}
	judged := func(change func(*domain.AimJudged)) bodies {
		b := &domain.AimJudged{Aim: "home", Measure: "m", Judged: domain.JudgedMost, Disagree: 2,
			PeriodStart: date(t, "2024-01-01"), PeriodEnd: date(t, "2024-03-31"), Why: words("We feel it.")}
		change(b)
		return bodies{b}
	}
	decide(t, []ruling{
		{rule: "a measure is judged", given: given, when: judged(func(*domain.AimJudged) {})},
		{rule: "an aim as a whole is judged", given: given, when: judged(func(b *domain.AimJudged) { b.Measure = "" })},
		{rule: "the aim exists", given: given, when: judged(func(b *domain.AimJudged) { b.Aim, b.Measure = "far", "" }), refused: domain.Invalid, says: []string{`no such aim: "far"`}},
		{rule: "the measure exists", given: given, when: judged(func(b *domain.AimJudged) { b.Measure = "n" }), refused: domain.Invalid, says: []string{`the aim "home" has no such measure: "n"`}},
		{rule: "the judgement is one of the list", given: given, when: judged(func(b *domain.AimJudged) { b.Judged = "well" }), refused: domain.Invalid, says: []string{`"well"`, "more, all, most, some, none or worse"}},
		{rule: "the judgement is said", given: given, when: judged(func(b *domain.AimJudged) { b.Judged = "" }), refused: domain.Invalid, says: []string{"judged is missing"}},
		{rule: "nobody or more disagree", given: given, when: judged(func(b *domain.AimJudged) { b.Disagree = -1 }), refused: domain.Invalid, says: []string{`"-1"`, "from 0"}},
		{rule: "the period is in order", given: given, when: judged(func(b *domain.AimJudged) { b.PeriodEnd = date(t, "2023-03-31") }),
			refused: domain.Invalid, says: []string{`ends before it starts: "2024-01-01 to 2023-03-31"`, "the earlier day first"}},
		{rule: "a judgement can be withdrawn and corrected", given: append(bodies{agreed("home"), added("home", "m")}, judged(func(*domain.AimJudged) {})...),
			when: bodies{&domain.EntryCorrected{Entry: ID(3), With: judged(func(b *domain.AimJudged) { b.Judged = domain.JudgedAll })[0]}, &domain.EntryWithdrawn{Entry: ID(3)}}},
	})
}
