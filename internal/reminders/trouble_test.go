package reminders

import (
	"context"
	"testing"

	"github.com/emersion/go-smtp"
	"github.com/google/uuid"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/projections"
	"github.com/desirelines/desirelines/streams"
)

// TestNobodyIsToldOfWhatIsKeptToOthers: not even that there is something.
func TestNobodyIsToldOfWhatIsKeptToOthers(t *testing.T) {
	g := aGroup(t)
	ada := g.joins("ada@people.example")
	g.joins("ben@people.example")
	c := domain.Command{ID: uuid.NewString(), Project: "p", Actor: ada, Drafts: []domain.Draft{{
		Body: &domain.TestStarted{What: domain.Write("soup"), ReviewOn: date(t, "2026-07-10")}, Sharing: []string{domain.SharedOnlyMe},
	}}}
	_, err := g.log.Do(t.Context(), c)
	must(t, err)
	g.at("2026-07-13 12:00")
	g.round(g.worker())
	if got := g.mails.all(); len(got) != 1 || got[0].to != "ada@people.example" {
		t.Errorf("messages went out: %+v; want one, to who alone knows of it", got)
	}
}

// TestAListThatWasNotGiven: who was said to have the list by mistake is told after all; a message that went out is never told again.
func TestAListThatWasNotGiven(t *testing.T) {
	g := aGroup(t)
	ada := g.joins("")
	g.test("2026-07-10")
	g.at("2026-07-13 12:00")
	w := g.worker()
	g.round(w)
	var due string
	must(t, g.views.Read(t.Context(), func(r projections.Reader) error {
		due = projections.Live(r, "p").RemindersDue()[0].ID
		return nil
	}))
	given := g.record(ada, &domain.ReminderSent{Person: ada, Due: []string{due}, By: "list"})
	g.record(ada, &domain.PersonContactGiven{Person: ada, Email: domain.Name("ada@people.example")})
	g.at("2026-07-21 12:00")
	g.round(w)
	if n := len(g.mails.all()); n != 0 {
		t.Fatalf("who was given the list got %d messages", n)
	}
	g.record(ada, &domain.EntryWithdrawn{Entry: given})
	g.round(w)
	if n := len(g.mails.all()); n != 1 {
		t.Fatalf("who was not given the list got %d messages; want one", n)
	}
	var sent string
	must(t, g.views.Read(t.Context(), func(r projections.Reader) error {
		all := projections.Live(r, "p").RemindersSent()
		sent = all[len(all)-1].ID
		return nil
	}))
	g.record("", &domain.EntryWithdrawn{Entry: sent})
	g.at("2026-07-29 12:00")
	g.round(w)
	if n := len(g.mails.all()); n != 1 {
		t.Errorf("%d messages of one thing went out", n)
	}
}

// TestAnAddressThatTakesNothingIsLeftAlone: after three messages that came back, until an address is given again.
func TestAnAddressThatTakesNothingIsLeftAlone(t *testing.T) {
	g := aGroup(t)
	ada := g.joins("ada@people.example")
	g.test("2026-07-10")
	g.mails.answer(&smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no such user"})
	w := g.worker()
	for _, day := range []string{"13", "20", "27", "30", "31"} {
		g.at("2026-07-" + day + " 12:00")
		g.round(w)
		must(t, w.woken(t.Context(), "p"))
	}
	for _, day := range []string{"03", "10", "17"} {
		g.at("2026-08-" + day + " 12:00")
		must(t, w.woken(t.Context(), "p"))
	}
	if n := len(bodies[*domain.ReminderSent](g)); n != 3 {
		t.Errorf("%d messages were tried; want 3", n)
	}
	g.mails.answer(nil)
	g.record(ada, &domain.PersonContactGiven{Person: ada, Email: domain.Name("ada@other.example")})
	g.round(w)
	if got := g.mails.all(); len(got) != 1 || got[0].to != "ada@other.example" {
		t.Errorf("after another address was given %+v went out", got)
	}
}

// TestAServerThatHangsUpTookWhatItTook: a message it took is never told again, and who comes after it loses nothing.
func TestAServerThatHangsUpTookWhatItTook(t *testing.T) {
	g := aGroup(t)
	g.joins("ada@people.example")
	g.joins("ben@people.example")
	g.test("2026-07-10")
	g.at("2026-07-13 12:00")
	g.mails.hangUp = true
	w := g.worker()
	if _, err := w.Round(t.Context()); domain.KindOf(err) != domain.Unavailable {
		t.Fatalf("the line is gone and the round gives %v; want Unavailable", err)
	}
	if got, sent := g.mails.all(), bodies[*domain.ReminderSent](g); len(got) != 1 || len(sent) != 1 {
		t.Fatalf("%d messages went out and %d were recorded; want the first alone", len(got), len(sent))
	}
	g.round(w)
	if got, back := g.mails.all(), bodies[*domain.ReminderReturned](g); len(got) != 2 || got[0].to == got[1].to || len(back) != 0 {
		t.Errorf("%+v went out, and came back: %+v; want one message for each", got, back)
	}
}

// TestWhatWasRecordedIsSentToTheEnd: also where the time is over, or the program is asked to stop, in the very moment.
func TestWhatWasRecordedIsSentToTheEnd(t *testing.T) {
	g, _ := aMessageIsDue(t)
	ctx, cancel := context.WithCancel(t.Context())
	g.views.wait = func(uint64) {
		if len(bodies[*domain.ReminderSent](g)) > 0 {
			cancel()
		}
	}
	_, _ = g.worker().Round(ctx)
	if ctx.Err() == nil {
		t.Fatal("nothing was recorded as sent")
	}
	if n := len(g.mails.all()); n != 1 {
		t.Errorf("recorded as sent, and %d messages went out; want one", n)
	}
}

// TestATimerFindsTheServerBack: a mail server that was away for one timer is asked again by the next.
func TestATimerFindsTheServerBack(t *testing.T) {
	g, _ := aMessageIsDue(t)
	there := g.post
	g.post = nobodyThere(t)
	w := g.worker()
	if err := w.woken(t.Context(), "p"); domain.KindOf(err) != domain.Unavailable {
		t.Fatalf("with nobody there a timer gives %v; want Unavailable", err)
	}
	w.Post = there
	must(t, w.woken(t.Context(), "p"))
	if n := len(g.mails.all()); n != 1 {
		t.Errorf("when it is back %d messages went out; want one", n)
	}
}

// TestAClockThatIsBehindWaits: a timer that comes too early for us is handed out again, and is not set anew.
func TestAClockThatIsBehindWaits(t *testing.T) {
	g := aGroup(t)
	g.test("2026-07-31")
	w := g.worker()
	g.at("2026-07-31 07:59")
	timer := streams.Timer{Project: "p", ID: timerID, At: g.clock().Add(60e9)}
	if err := w.due(t.Context(), timer); err == nil {
		t.Error("a timer of a minute to come is done with")
	}
	if !g.timer().IsZero() {
		t.Error("it was set anew")
	}
	g.at("2026-07-31 08:00")
	must(t, w.due(t.Context(), timer))
	if n := len(bodies[*domain.ReminderDue](g)); n != 1 {
		t.Errorf("at its time the day was noted %d times; want once", n)
	}
}
