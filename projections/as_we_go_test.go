package projections_test

import (
	"slices"
	"testing"

	"github.com/desirelines/desirelines/domain"
	. "github.com/desirelines/desirelines/domain/domaintest"
	"github.com/desirelines/desirelines/projections"
)

func on(text string) domain.Date {
	d, err := domain.ParseDate(text)
	if err != nil {
		panic(err)
	}
	return d
}

func correct(n int, with domain.Body) domain.Body {
	return &domain.EntryCorrected{Entry: ID(n), With: with}
}
func withdraw(n int) domain.Body { return &domain.EntryWithdrawn{Entry: ID(n)} }

func TestNotesAndTheirAnswers(t *testing.T) {
	answer := func() domain.Body { return &domain.ResponseAnswered{Response: ID(1), What: domain.Write("We did.")} }
	v := told(t, Project, nil,
		&domain.ResponseGiven{Heading: "What next?", Mark: "tick"},                              // 1
		&domain.ResponseGiven{Entry: ID(9), Mark: "square", Count: 3},                           // 2
		correct(1, &domain.ResponseGiven{Aim: "home", Mark: "square", What: domain.Write("a")}), // 3
		answer(), answer(), // 4, 5
		withdraw(4),
		&domain.ResponseGiven{Heading: "x", Blank: true}, withdraw(7), // 7, 8
		&domain.HeadingStated{Heading: "What next?", Wall: "The shed", Stated: 12}, // 9
		correct(9, &domain.HeadingStated{Heading: "What now?", Stated: 11}),        // 10
		&domain.HeadingStated{Heading: "x"}, withdraw(11),                          // 11, 12
	)
	notes := v.Notes()
	if len(notes) != 3 {
		t.Fatalf("%d notes", len(notes))
	}
	if n := notes[0]; n.Aim != "home" || n.Heading != "" || n.Mark != "square" || n.Count != 1 || !slices.Equal(n.Answers, []string{ID(5)}) || n.Open() {
		t.Errorf("%+v", n)
	}
	if n := notes[1]; n.Entry != ID(9) || n.Count != 3 || !n.Open() {
		t.Errorf("%+v", n)
	}
	if n := notes[2]; !n.Blank || !n.Withdrawn {
		t.Errorf("%+v", n)
	}
	h := v.Headings()
	if len(h) != 2 || h[0].Heading != "What now?" || h[0].Wall != "" || h[0].Count != 11 || h[0].Withdrawn || !h[1].Withdrawn {
		t.Errorf("%+v", h)
	}
}

func TestMeetingsAndWhatIsNotSaid(t *testing.T) {
	silence := func(meeting int, said string) domain.Body {
		return &domain.SilenceAnswered{Meeting: ID(meeting), Said: said}
	}
	v := told(t, Project, nil,
		&domain.MeetingHeld{Format: "path", Lived: 9}, // 1
		silence(1, "later"), silence(1, "nothing"),    // 2, 3
		withdraw(2), // an earlier answer: the newest stays
		correct(3, silence(1, "something")),
		correct(1, &domain.MeetingHeld{Format: "open_space", Lived: 8, Professional: 2, Both: 1, NotSaid: 1}), // 6
		&domain.MeetingHeld{Format: "other"}, silence(7, "nothing"), withdraw(8), // 7
		&domain.MeetingHeld{Format: "other"}, withdraw(10), // 10
		&domain.MeetingHeld{Format: "other"}, silence(12, "nothing"), silence(12, "later"), withdraw(14), // 12: the one before counts again
	)
	m := v.Meetings()
	if len(m) != 4 || m[3].Silence() != "nothing" || m[0].Format != "open_space" || m[0].People() != 12 || m[0].Silence() != "something" || len(m[0].Answers) != 1 {
		t.Fatalf("%+v", m)
	}
	if m[1].Silence() != "" || m[1].Withdrawn || !m[2].Withdrawn {
		t.Errorf("%+v", m[1:])
	}
}

func TestLookBacks(t *testing.T) {
	planned := func() domain.Body { return &domain.LookBackPlanned{Due: on("2025-05-02"), Aim: "home"} }
	answered := func(n int, lasted string) domain.Body {
		return &domain.LookBackAnswered{LookBack: ID(n), Lasted: lasted}
	}
	v := told(t, Project, nil, planned(), planned(), planned(), planned(), // 1 to 4
		answered(1, "yes"), answered(1, "no"), withdraw(6), // 5, 6: the first counts again
		correct(5, &domain.LookBackAnswered{LookBack: ID(1), Lasted: "partly", Outside: true}), // 8
		&domain.LookBackMissed{LookBack: ID(2)},                                                // 9
		&domain.LookBackMissed{LookBack: ID(3)}, withdraw(10),                                  // 10
		correct(3, &domain.LookBackPlanned{Due: on("2026-01-01"), Keeper: Person(1)}), // 12
		withdraw(4), // 13
	)
	l := v.LookBacks()
	if a := l[0].Answer(); len(l) != 4 || a == nil || a.ID != ID(5) || a.Lasted != "partly" || !a.Outside || l[0].Waits() || !l[0].Answers[1].Withdrawn {
		t.Fatalf("%+v", l)
	}
	if l[1].Missed == nil || l[1].Waits() || l[2].Missed != nil || !l[2].Waits() || l[2].Due != on("2026-01-01") || l[2].Aim != "" || l[2].Keeper != Person(1) || l[3].Waits() {
		t.Errorf("%+v", l[1:])
	}
}

func TestWordsAndWhatTheyMean(t *testing.T) {
	v := told(t, Project, nil,
		&domain.WordAsked{Word: domain.Write("mulch")},               // 1
		&domain.WordExplained{Asked: ID(1), What: domain.Write("a")}, // 2
		&domain.WordExplained{Asked: ID(1), What: domain.Write("b")}, // 3
		&domain.WordExplained{Word: domain.Write("x")},               // 4
		withdraw(2), // 5
		&domain.WordAsked{Word: domain.Write("rill")},                           // 6
		correct(6, &domain.WordAsked{Word: domain.Write("rill"), Entry: ID(1)}), // 7
	)
	w := v.Words()
	if len(w) != 3 || !slices.Equal(w[0].Explained, []string{ID(3)}) || w[0].Open() || w[1].Asked || !slices.Equal(w[1].Explained, []string{ID(4)}) || !w[2].Open() || w[2].Entry != ID(1) {
		t.Errorf("%+v", w)
	}
}

func TestEdges(t *testing.T) {
	v := told(t, Project, nil, &domain.EdgeStated{What: domain.Write("a"), CanMove: "no"}, &domain.EdgeMoved{Edge: ID(1), What: domain.Write("b")},
		correct(1, &domain.EdgeStated{What: domain.Write("c"), CanMove: "not_sure"}), &domain.EdgeStated{}, withdraw(4))
	if e := v.Edges(); len(e) != 2 || e[0].CanMove != "not_sure" || len(e[0].Moves) != 1 || e[0].Moves[0].ID != ID(2) || !e[1].Withdrawn {
		t.Errorf("%+v", e)
	}
}

func TestPostponedTests(t *testing.T) {
	later := func(test int, day string) domain.Body {
		return &domain.TestPostponed{Test: ID(test), ReviewOn: on(day)}
	}
	v := told(t, Project, nil,
		&domain.TestStarted{ReviewOn: on("2024-06"), Problem: ID(9)}, // 1
		later(1, "2024-09-01"), later(1, "2024-10-01"), // 2, 3
		correct(2, later(1, "2024-09-02").(*domain.TestPostponed)), // 4
		&domain.TestStarted{ReviewOn: on("2024-06-01")},            // 5
		later(5, "2024-07-01"), withdraw(6),                        // 6
		&domain.TestStarted{}, later(8, "2024-07-01"), // 8, 9
		correct(8, &domain.TestStarted{ReviewOn: on("2024-05-01")}), // 10: an older day
		correct(9, later(8, "2024-08-01")),                          // 11
	)
	tests := v.Tests()
	for i, want := range []string{"2024-10-01", "2024-06-01", "2024-08-01"} {
		if got := tests[i].ReviewOn.String(); got != want {
			t.Errorf("test %d is looked at again on %s, want %s", i, got, want)
		}
	}
	if p := tests[0].Postponed; tests[0].Problem != ID(9) || len(p) != 2 || p[0].ReviewOn != on("2024-09-02") || len(tests[1].Postponed) != 0 {
		t.Errorf("%+v", tests)
	}
	if less := tests[0].Less(func(id string) bool { return id == ID(2) }); less.ReviewOn != on("2024-09-02") || len(tests[0].Postponed) != 2 {
		t.Errorf("%+v", less)
	}
}

func TestProblemsAndMendingsWait(t *testing.T) {
	v := told(t, Project, nil,
		&domain.ProblemNamed{}, &domain.ProblemNamed{}, &domain.ProblemNamed{}, // 1 to 3
		&domain.TestStarted{Problem: ID(1)}, &domain.TestStarted{Problem: ID(2)}, withdraw(5), // 4, 5
		&domain.MendingPromised{Due: on("2024-06-01"), Entry: ID(1)}, &domain.MendingDone{Mending: ID(7)}, // 7, 8
		&domain.MendingPromised{}, correct(9, &domain.MendingPromised{Due: on("2024-07")}), // 9
		&domain.MendingPromised{}, &domain.MendingDone{Mending: ID(11)}, withdraw(12), // 11: it is open again
		&domain.MendingPromised{}, &domain.MendingDone{Mending: ID(14)}, &domain.MendingDone{Mending: ID(14)}, withdraw(15), // 14: one still stands
	)
	got := map[string]projections.LoopRow{}
	for _, r := range v.Loops() {
		got[r.ID] = r
	}
	for n, closed := range map[int]bool{1: true, 2: false, 3: false, 7: true, 9: false, 11: false, 14: true} {
		if r, ok := got[ID(n)]; !ok || r.Closed != closed {
			t.Errorf("%d: %+v", n, r)
		}
	}
	if r := got[ID(9)]; r.Due != on("2024-07") || got[ID(7)].Entry != ID(1) {
		t.Errorf("%+v", r)
	}
}

// Every day the group set is there until what it was set for is done; nothing depends on the day of asking.
func TestDates(t *testing.T) {
	measure := domain.Definition{Name: "m", MeasureKind: domain.Increase, Mode: domain.PerPeriod}
	target := func(start, end string) domain.Body {
		return &domain.TargetSet{Aim: "home", Measure: "m", Value: domain.Of(domain.Int(3)), PeriodStart: on(start), PeriodEnd: on(end)}
	}
	story := []domain.Body{
		&domain.ProjectStarted{Name: "The garden"},
		&domain.TestStarted{ReviewOn: on("2024-06")},          // 2
		&domain.LookBackPlanned{Due: on("2025-05-02")},        // 3
		&domain.MendingPromised{Due: on("2024-03-01")},        // 4
		&domain.MendingPromised{},                             // 5: by no day
		&domain.TestStarted{},                                 // 6: by no day
		&domain.AimAgreed{Aim: "home", Statement: "At home."}, // 7
		&domain.MeasureAdded{Aim: "home", Measure: "m", Definition: measure},
		target("2024-01-01", "2024-03-31"), target("2024-04-01", "2024-06-30"), target("2024-04-01", "2024-06-30"), target("2024-07-01", "2024-09-30"), // 9 to 12
		&domain.TargetSet{Aim: "home", Measure: "m", Value: domain.Of(domain.Int(9))},                                                                   // overall: no day
		&domain.OutcomeRecorded{Aim: "home", Measure: "m", Value: domain.Of(domain.Int(1)), PeriodStart: on("2024-01-01"), PeriodEnd: on("2024-03-31")}, // 14
	}
	dates := func(more ...domain.Body) (list []string) {
		for _, d := range projections.Dates(told(t, Project, nil, append(slices.Clone(story), more...)...)) {
			list = append(list, d.Due.String()+" "+d.What+" "+d.Entry+d.Aim+d.Measure)
		}
		return list
	}
	review, lookBack, mending := "2024-06-30 review "+ID(2), "2025-05-02 look_back "+ID(3), "2024-03-01 mending "+ID(4)
	spring, june, september := "2024-03-31 report homem", "2024-06-30 report homem", "2024-09-30 report homem"
	for name, c := range map[string]struct {
		more []domain.Body
		want []string
	}{
		"all that waits":    {nil, []string{mending, review, june, september, lookBack}},
		"a test ended":      {[]domain.Body{&domain.TestConcluded{Test: ID(2), Next: "keep"}}, []string{mending, june, september, lookBack}},
		"it is too early":   {[]domain.Body{&domain.TestPostponed{Test: ID(2), ReviewOn: on("2024-12-01")}}, []string{mending, june, september, "2024-12-01 review " + ID(2), lookBack}},
		"it was looked at":  {[]domain.Body{&domain.LookBackAnswered{LookBack: ID(3), Lasted: "yes"}, &domain.MendingDone{Mending: ID(4)}}, []string{review, june, september}},
		"nobody could say":  {[]domain.Body{&domain.LookBackMissed{LookBack: ID(3)}}, []string{mending, review, june, september}},
		"all was withdrawn": {[]domain.Body{withdraw(2), withdraw(3), withdraw(4), withdraw(12)}, []string{june}},
		"a report of a day in it": {[]domain.Body{&domain.OutcomeRecorded{Aim: "home", Measure: "m", Value: domain.Of(domain.Int(1)), PeriodEnd: on("2024-05")}},
			[]string{mending, review, september, lookBack}},
		"the report is withdrawn": {[]domain.Body{withdraw(14)}, []string{mending, spring, review, june, september, lookBack}},
		"the period is no more": {[]domain.Body{&domain.PeriodRetired{Aim: "home", Measure: "m", PeriodStart: on("2024-07-01"), PeriodEnd: on("2024-09-30")}},
			[]string{mending, review, june, lookBack}},
		"and is back": {[]domain.Body{&domain.PeriodRetired{Aim: "home", Measure: "m", PeriodStart: on("2024-07-01"), PeriodEnd: on("2024-09-30")}, target("2024-07-01", "2024-09-30")},
			[]string{mending, review, june, september, lookBack}},
		"the measure is retired": {[]domain.Body{&domain.MeasureRetired{Aim: "home", Measure: "m"}}, []string{mending, review, lookBack}},
		"the aim is dropped":     {[]domain.Body{&domain.AimDropped{Aim: "home"}}, []string{mending, review, lookBack}},
	} {
		if got := dates(c.more...); !slices.Equal(got, c.want) {
			t.Errorf("%s:\ngot  %q\nwant %q", name, got, c.want)
		}
	}
}

func TestRemindersAreNoted(t *testing.T) {
	due := projections.DueDate{What: domain.DueReview, Entry: ID(9), Due: on("2024-06-30")}
	v := told(t, Project, nil,
		&domain.ReminderDue{What: due.What, Entry: due.Entry, Due: due.Due},
		&domain.ReminderSent{Person: Person(1), Due: []string{ID(1)}, By: "email"},
		&domain.ReminderReturned{Reminder: ID(2), Why: "no such mailbox"},
		&domain.ReminderSent{Person: Person(1), Due: []string{ID(1)}, By: "list"}, withdraw(1))
	if d := v.RemindersDue(); len(d) != 1 || d[0].DueDate != due || !d[0].Withdrawn {
		t.Errorf("%+v", d)
	}
	if s := v.RemindersSent(); len(s) != 2 || s[0].Person != Person(1) || s[0].Returned != "no such mailbox" || s[1].By != "list" || s[1].Returned != "" {
		t.Errorf("%+v", s)
	}
}

// An address is kept like a name, and is gone with whoever leaves.
func TestWhereSomebodyWantsReminders(t *testing.T) {
	contact := func(n int, email string) domain.Body {
		return &domain.PersonContactGiven{Person: Person(n), Email: domain.Name(email)}
	}
	join := func(n int) domain.Body { return &domain.PersonJoined{Person: Person(n)} }
	v := told(t, Project, nil, join(1), join(2), join(3), join(4), join(5), // 1 to 5
		contact(1, "old@example.org"), contact(1, "new@example.org"),
		contact(2, "two@example.org"), contact(2, ""),
		contact(3, "three@example.org"), &domain.PersonLeft{Person: Person(3)}, join(3),
		contact(4, "four@example.org"), &domain.PersonForgotten{Person: Person(4), Classes: []string{"identity"}, Reason: "asked"},
		contact(5, "five@example.org"), &domain.EntryRedacted{Entry: ID(15)})
	for i, want := range []string{"new@example.org", "", "", "removed", "removed"} {
		if got := reveal(v.People()[i].Email); got != want {
			t.Errorf("person %d has %q, want %q", i+1, got, want)
		}
	}
	row, _ := v.Row(projections.RowKey{Table: "person", Project: Project, ID: Person(1)})
	if !row.(*projections.PersonRow).Email.IsZero() {
		t.Error("the row holds the address, so that it stays when its words are taken out")
	}
}

// Every wording of an aim is there, with what it was: who set it and why is in its entry.
func TestEveryWordingOfAnAimIsKept(t *testing.T) {
	v := told(t, Project, []int{1, 2, 3},
		&domain.AimRaised{Aim: "home", Statement: "Could people feel at home?"},
		&domain.AimAgreed{Aim: "home", Statement: "People feel at home.", Why: domain.Write("We came back to it.")},
		&domain.AimRevised{Aim: "home", Statement: "People who live alone feel at home.", Why: domain.Write("Too wide.")})
	var kinds []string
	for i, w := range v.Wordings() {
		kinds = append(kinds, w.Kind)
		if e, ok := v.Entry(w.ID); !ok || e.Actor != Person(i+1) {
			t.Errorf("wording %d: %+v", i, e)
		}
	}
	if want := []string{"aim.raised", "aim.agreed", "aim.revised"}; !slices.Equal(kinds, want) {
		t.Errorf("%v, want %v", kinds, want)
	}
}

func TestHowItWasTakenDownIsInTheRow(t *testing.T) {
	view, err := projections.ReplayEvents(Project, []domain.Event{{
		ID: ID(1), Project: Project, Position: 1, Recorded: Now(), Taken: domain.TakenFromPaper, Body: &domain.SurpriseNoticed{},
	}}, projections.Cut{})
	if row, _ := view.Entry(ID(1)); err != nil || row.Taken != domain.TakenFromPaper {
		t.Errorf("%+v %v", row, err)
	}
}

// The journey tells what happened on the way; what only keeps the record going is left out.
func TestWhatIsOnTheJourney(t *testing.T) {
	on := map[string]bool{}
	var bodies []domain.Body
	for _, k := range domain.Kinds() {
		bodies = append(bodies, Sample(k))
	}
	for _, m := range told(t, Project, nil, bodies...).Moments() {
		on[m.Kind] = true
	}
	for kind, want := range map[string]bool{
		"meeting.held": true, "decision.made": true, "principle.named": true, "look_back.answered": true, "look_back.missed": true,
		"reminder.due": false, "reminder.sent": false, "reminder.returned": false, "person.contact_given": false, "heading.stated": false,
		"silence.answered": false, "look_back.planned": false, "test.postponed": false,
	} {
		if on[kind] != want {
			t.Errorf("%s is on the journey: %v", kind, !want)
		}
	}
}

// A cut by the day things happened leaves no older address in the place of a newer one.
func TestAnAddressIsNotCutByTheDayItHappened(t *testing.T) {
	gave := func(n int, email, happened string) domain.Event {
		return domain.Event{ID: ID(n), Project: Project, Position: uint64(n), Recorded: Now(), Command: ID(n), Happened: on(happened),
			Body: &domain.PersonContactGiven{Person: Person(1), Email: domain.Name(email)}}
	}
	view, err := projections.ReplayEvents(Project, []domain.Event{
		{ID: ID(1), Project: Project, Position: 1, Recorded: Now(), Command: ID(1), Body: &domain.PersonJoined{Person: Person(1)}},
		gave(2, "old@example.org", "2020-01-01"), gave(3, "", "2024-01-01"),
	}, projections.Cut{HappenedBy: on("2022-01-01")})
	if err != nil || reveal(view.People()[0].Email) != "" {
		t.Errorf("%+v %v", view.People(), err)
	}
}
