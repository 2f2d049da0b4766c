package domain_test

import (
	"testing"

	"github.com/desirelines/desirelines/domain"
	. "github.com/desirelines/desirelines/domain/domaintest"
)

func TestLookBacks(t *testing.T) {
	due := date(t, "2025-05-02")
	planned := &domain.LookBackPlanned{Due: due}
	answered := &domain.LookBackAnswered{LookBack: ID(1), Lasted: "partly", What: words("While the urn works.")}
	missed := &domain.LookBackMissed{LookBack: ID(1), Why: words("All moved away.")}
	decide(t, []ruling{
		{rule: "a day is enough", when: bodies{planned}},
		{rule: "a look-back in full", given: bodies{agreed("home"), added("home", "m"), joined(1)},
			when: bodies{&domain.LookBackPlanned{Due: due, Aim: "home", Measure: "m", What: words("a"), Keeper: Person(1), Kept: words("b")}}},
		{rule: "on an aim", given: bodies{agreed("home")}, when: bodies{&domain.LookBackPlanned{Due: due, Aim: "home"}}},
		{rule: "the day is said", when: bodies{&domain.LookBackPlanned{What: words("a")}}, refused: domain.Invalid, says: []string{"due is missing", "give a day"}},
		{rule: "the day is a day", when: bodies{&domain.LookBackPlanned{Due: date(t, "2025-05")}}, refused: domain.Invalid, says: []string{`due is not a whole day: "2025-05"`}},
		{rule: "the aim exists", when: bodies{&domain.LookBackPlanned{Due: due, Aim: "home"}}, refused: domain.Invalid, says: []string{`no such aim: "home"`}},
		{rule: "a measure has its aim", when: bodies{&domain.LookBackPlanned{Due: due, Measure: "m"}}, refused: domain.Invalid, says: []string{"the aim is missing"}},
		{rule: "the measure exists", given: bodies{agreed("home")}, when: bodies{&domain.LookBackPlanned{Due: due, Aim: "home", Measure: "m"}}, refused: domain.Invalid, says: []string{"no such measure", `"m"`}},
		{rule: "the keeper is of the group", when: bodies{&domain.LookBackPlanned{Due: due, Keeper: Person(1)}}, refused: domain.Invalid, says: []string{"not part of the project", Person(1)}},
		{rule: "who keeps it is checked", when: bodies{&domain.LookBackPlanned{Due: due, Kept: words("\x00")}}, refused: domain.Invalid, says: []string{"kept", "U+0000"}},

		{rule: "it is answered, more than once", given: bodies{planned}, when: bodies{answered, &domain.LookBackAnswered{LookBack: ID(1), Lasted: "cannot_tell", Outside: true}}},
		{rule: "what is answered exists", when: bodies{answered}, refused: domain.Invalid, says: []string{"no such look back", ID(1)}},
		{rule: "what is answered is a look-back", given: bodies{surprise("One.")}, when: bodies{answered}, refused: domain.Invalid, says: []string{"this is a surprise, not a look back"}},
		{rule: "whether it lasted is said", given: bodies{planned}, when: bodies{&domain.LookBackAnswered{LookBack: ID(1), What: words("a")}}, refused: domain.Invalid, says: []string{"lasted is missing"}},
		{rule: "whether it lasted is one of the list", given: bodies{planned}, when: bodies{&domain.LookBackAnswered{LookBack: ID(1), Lasted: "mostly"}}, refused: domain.Invalid, says: []string{`"mostly"`, "yes, partly, no or cannot_tell"}},
		{rule: "a withdrawn look-back is not answered", given: bodies{planned, &domain.EntryWithdrawn{Entry: ID(1)}}, when: bodies{answered}, refused: domain.Invalid, says: []string{"this look back was withdrawn"}},

		{rule: "nobody can say", given: bodies{planned}, when: bodies{missed}},
		{rule: "an answer may still come", given: bodies{planned, missed}, when: bodies{answered}},
		{rule: "what was answered is not missed", given: bodies{planned, answered}, when: bodies{missed}, refused: domain.Conflict, says: []string{"this look-back has its answer", ID(1)}},
		{rule: "it is missed once", given: bodies{planned, missed}, when: bodies{missed}, refused: domain.Conflict, says: []string{"has its answer"}},
		{rule: "what is missed exists", when: bodies{missed}, refused: domain.Invalid, says: []string{"no such look back"}},
		{rule: "a withdrawn answer opens it again", given: bodies{planned, answered, &domain.EntryWithdrawn{Entry: ID(2)}}, when: bodies{missed}},
		{rule: "of two answers one still stands", given: bodies{planned, answered, answered, &domain.EntryWithdrawn{Entry: ID(3)}}, when: bodies{missed}, refused: domain.Conflict, says: []string{"has its answer"}},
		{rule: "both answers are taken back", given: bodies{planned, answered, answered, &domain.EntryWithdrawn{Entry: ID(3)}, &domain.EntryWithdrawn{Entry: ID(2)}}, when: bodies{missed}},
		{rule: "an answer is corrected", given: bodies{planned, answered}, when: bodies{&domain.EntryCorrected{Entry: ID(2), With: &domain.LookBackAnswered{LookBack: ID(1), Lasted: "yes"}}}},
	})
}

func TestReminders(t *testing.T) {
	due := date(t, "2024-06-30")
	review := &domain.ReminderDue{What: domain.DueReview, Entry: ID(2), Due: due}
	given := bodies{joined(1), &domain.TestStarted{What: words("Chairs."), ReviewOn: due}}
	sent := func(ids ...string) domain.Body { return &domain.ReminderSent{Person: Person(1), Due: ids, By: "email"} }
	was := append(append(bodies{}, given...), review, sent(ID(3)))
	decide(t, []ruling{
		{rule: "the review of a test", given: given, when: bodies{review}},
		{rule: "a look-back", given: bodies{&domain.LookBackPlanned{Due: due}}, when: bodies{&domain.ReminderDue{What: domain.DueLookBack, Entry: ID(1), Due: due}}},
		{rule: "a promise to mend", given: bodies{&domain.MendingPromised{What: words("a"), Due: due}}, when: bodies{&domain.ReminderDue{What: domain.DueMending, Entry: ID(1), Due: due}}},
		{rule: "a period without a report", given: bodies{agreed("home"), added("home", "m")}, when: bodies{&domain.ReminderDue{What: domain.DueReport, Aim: "home", Measure: "m", Due: due}}},
		{rule: "what is due is one of the list", when: bodies{&domain.ReminderDue{What: "rent", Due: due}}, refused: domain.Invalid, says: []string{`"rent"`, "review, look_back, mending or report"}},
		{rule: "the day is said", given: given, when: bodies{&domain.ReminderDue{What: domain.DueReview, Entry: ID(2)}}, refused: domain.Invalid, says: []string{"due is missing"}},
		{rule: "what it is of exists", when: bodies{review}, refused: domain.Invalid, says: []string{"no such entry", ID(2)}},
		{rule: "a review is of a test", given: bodies{joined(1), &domain.LookBackPlanned{Due: due}}, when: bodies{review}, refused: domain.Invalid, says: []string{"this is a look back, not a test"}},
		{rule: "a report is of a measure", given: bodies{agreed("home")}, when: bodies{&domain.ReminderDue{What: domain.DueReport, Aim: "home", Measure: "m", Due: due}}, refused: domain.Invalid, says: []string{"no such measure"}},
		{rule: "what has ended waits for nothing", given: append(append(bodies{}, given...), &domain.TestAbandoned{Test: ID(2)}), when: bodies{review}, refused: domain.Conflict, says: []string{"waits for nothing any more", ID(2)}},

		{rule: "somebody is reminded", given: append(append(bodies{}, given...), review), when: bodies{sent(ID(3))}},
		{rule: "of what there is", given: given, when: bodies{sent(ID(2))}, refused: domain.Invalid, says: []string{"this is a test, not a reminder"}},
		{rule: "of something", given: given, when: bodies{sent()}, refused: domain.Invalid, says: []string{"nothing to be reminded of"}},
		{rule: "of each once", given: append(append(bodies{}, given...), review), when: bodies{sent(ID(3), ID(3))}, refused: domain.Invalid, says: []string{"named twice"}},
		{rule: "who left is not reminded", given: append(append(bodies{}, given...), review, &domain.PersonLeft{Person: Person(1)}), when: bodies{sent(ID(3))}, refused: domain.Invalid, says: []string{"not part of the project"}},
		{rule: "by a way of the list", given: append(append(bodies{}, given...), review), when: bodies{&domain.ReminderSent{Person: Person(1), Due: []string{ID(3)}, By: "pigeon"}}, refused: domain.Invalid, says: []string{`"pigeon"`, "email or list"}},

		{rule: "a message comes back", given: was, when: bodies{&domain.ReminderReturned{Reminder: ID(4), Why: "no such mailbox"}}},
		{rule: "what comes back was sent", given: was, when: bodies{&domain.ReminderReturned{Reminder: ID(3), Why: "a"}}, refused: domain.Invalid, says: []string{"this is a reminder, not a message"}},
		{rule: "why it comes back is said", given: was, when: bodies{&domain.ReminderReturned{Reminder: ID(4)}}, refused: domain.Invalid, says: []string{"why is missing"}},
	})
}

func TestRemindersAreNoEntriesToTell(t *testing.T) {
	for _, k := range domain.Kinds() {
		want := k.Name == "reminder.due" || k.Name == "reminder.sent" || k.Name == "reminder.returned"
		if got := domain.IsReminder(k.New()); got != want {
			t.Errorf("%s: is a reminder: %v", k.Name, got)
		}
	}
}
