package reminders

import (
	"strings"
	"sync"
	"testing"

	"github.com/emersion/go-smtp"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/projections"
)

// TestOneMessageAWeek: everything that is due in one message, nothing twice, and the next a week later.
func TestOneMessageAWeek(t *testing.T) {
	g := aGroup(t)
	ada := g.joins("ada@people.example")
	g.joins("")
	g.test("2026-07-10")
	g.test("2026-07-10")
	g.record("", &domain.LookBackPlanned{Due: date(t, "2026-07-12"), What: domain.Write(secretWords)})
	w := g.worker()
	g.at("2026-07-13 12:00")
	g.round(w)
	got := g.mails.all()
	if len(got) != 1 || got[0].to != "ada@people.example" {
		t.Fatalf("%d messages went out: %+v; want one, to Ada", len(got), got)
	}
	one := got[0]
	for _, want := range []string{"2 tests to look at again", "1 look-back to answer", "https://lines.example/p/p", "https://lines.example/me"} {
		if !strings.Contains(one.text, want) {
			t.Errorf("the message does not say %q:\n%s", want, one.text)
		}
	}
	if one.subject != "3 things wait for you" || one.header.Get("Auto-Submitted") != "auto-generated" || one.header.Get("User-Agent") != "" {
		t.Errorf("its head is %v", one.header)
	}
	for _, private := range []string{secretWords, "soup", "Ada", "kitchen", ada} {
		if strings.Contains(one.text+one.subject, private) {
			t.Errorf("the message says %q", private)
		}
	}
	if sent := bodies[*domain.ReminderSent](g); len(sent) != 1 || sent[0].Person != ada || sent[0].By != "email" || len(sent[0].Due) != 3 {
		t.Fatalf("recorded: %+v; want one message of three things", sent)
	}

	ended := g.test("2026-07-14")
	g.test("2026-07-14")
	g.at("2026-07-20 11:59")
	g.round(w)
	g.record("", &domain.TestConcluded{Test: ended, Next: "keep"})
	g.round(w)
	if n := len(g.mails.all()); n != 1 {
		t.Fatalf("within a week %d messages went out", n)
	}
	if !g.timer().Equal(g.clock().Add(60e9)) {
		t.Errorf("the timer is set to %v; want when a week is over", g.timer())
	}
	g.at("2026-07-20 12:00")
	must(t, w.woken(t.Context(), "p"))
	g.round(w)
	got = g.mails.all()
	if len(got) != 2 || !strings.Contains(got[1].text, "1 test to look at again") {
		t.Fatalf("after a week there are %d messages: %+v; want a second one, of what is new and still waits", len(got), got)
	}
	if got[0].id == got[1].id || !strings.HasSuffix(got[0].id, "@lines.example>") {
		t.Errorf("the messages have the ids %s and %s", got[0].id, got[1].id)
	}
}

// TestARebuildSendsNothing: rows that are made anew, and a worker that starts anew, find everything said already, a year later too.
func TestARebuildSendsNothing(t *testing.T) {
	g, _ := aMessageIsDue(t)
	g.round(g.worker())
	last, err := g.log.Last(t.Context())
	must(t, err)
	g.views = g.follow()
	g.at("2027-07-13 12:00")
	g.round(g.worker())
	if now, err := g.log.Last(t.Context()); err != nil || now != last || len(g.mails.all()) != 1 {
		t.Errorf("after a rebuild there are %d messages and %d commits, %v; want 1 and %d", len(g.mails.all()), now, err, last)
	}
}

// TestNeverTwiceAfterAStopInBetween: once it is recorded that a message goes out, nobody but who recorded it sends it.
func TestNeverTwiceAfterAStopInBetween(t *testing.T) {
	g, _ := aMessageIsDue(t)
	g.post, g.worker().Post = nil, nil
	g.round(g.worker())
	var letters []letter
	must(t, g.views.Read(t.Context(), func(r projections.Reader) error {
		letters = standingOf(projections.Live(r, "p"), g.clock(), true).letters
		return nil
	}))
	if len(letters) != 1 {
		t.Fatalf("there are %d letters; want one", len(letters))
	}
	_, err := g.log.Do(t.Context(), letters[0].sent) // and here the program ends
	must(t, err)
	if g.post, err = OpenPost("smtp://"+g.mails.address, "reminders@lines.example", ""); err != nil {
		t.Fatal(err)
	}
	w := g.worker()
	g.round(w)
	must(t, w.sendAll(t.Context(), letters)) // what a worker makes of rows that are behind
	if n := len(g.mails.all()); n != 0 {
		t.Errorf("%d messages went out for one that was recorded before", n)
	}
}

// TestTwoWorkersSendOne: however many work at once, also where one of them knows of more.
func TestTwoWorkersSendOne(t *testing.T) {
	g, _ := aMessageIsDue(t)
	var all sync.WaitGroup
	for range 4 {
		w := g.worker()
		all.Go(func() {
			if _, err := w.Round(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if n := len(g.mails.all()); n != 1 {
		t.Errorf("four workers sent %d messages; want one", n)
	}
	if due, sent := bodies[*domain.ReminderDue](g), bodies[*domain.ReminderSent](g); len(due) != 1 || len(sent) != 1 {
		t.Errorf("noted %d times and recorded %d messages; want once each", len(due), len(sent))
	}
}

// TestNoMessageToWhoWantsNone: who took the address back, left or was forgotten is not written to, also where that came in the very moment.
func TestNoMessageToWhoWantsNone(t *testing.T) {
	for name, end := range map[string]func(g *group, person string){
		"the address was taken back": func(g *group, person string) { g.record(person, &domain.PersonContactGiven{Person: person}) },
		"they left":                  func(g *group, person string) { g.record(person, &domain.PersonLeft{Person: person}) },
		"they were forgotten": func(g *group, person string) {
			g.record("", &domain.PersonForgotten{Person: person, Reason: "asked"})
		},
		"their name was forgotten": func(g *group, person string) {
			g.record("", &domain.PersonForgotten{Person: person, Classes: []string{"identity"}, Reason: "asked"})
		},
	} {
		t.Run(name, func(t *testing.T) {
			g, ada := aMessageIsDue(t)
			end(g, ada)
			g.round(g.worker())
			if got, sent := g.mails.all(), bodies[*domain.ReminderSent](g); len(got) != 0 {
				t.Errorf("they got %d messages, and %d were recorded", len(got), len(sent))
			}
		})
		t.Run(name+" as it was about to go out", func(t *testing.T) {
			g, ada := aMessageIsDue(t)
			g.views.wait = func(uint64) {
				if len(bodies[*domain.ReminderSent](g)) > 0 {
					g.views.wait = nil
					end(g, ada)
				}
			}
			g.round(g.worker())
			if n := len(g.mails.all()); n != 0 {
				t.Errorf("they got %d messages", n)
			}
			if back := bodies[*domain.ReminderReturned](g); len(back) != 1 {
				t.Errorf("recorded as returned: %+v; want the one that was not sent", back)
			}
		})
	}
}

// TestReturnedIsRecorded: what the server refused is noted without the address, and told again after the week.
func TestReturnedIsRecorded(t *testing.T) {
	g, _ := aMessageIsDue(t)
	g.mails.answer(&smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no such user: ada@people.example"})
	w := g.worker()
	g.round(w)
	back := bodies[*domain.ReminderReturned](g)
	if len(back) != 1 || !strings.Contains(back[0].Why, "550 5.1.1") || strings.Contains(back[0].Why, "ada") || strings.Contains(back[0].Why, "@") {
		t.Fatalf("recorded: %+v; want the answer of the server without the address", back)
	}
	if strings.Contains(g.said.String(), "ada") {
		t.Errorf("the log of the program says %s", &g.said)
	}
	g.mails.answer(nil)
	g.round(w)
	if n := len(g.mails.all()); n != 0 {
		t.Fatalf("within the week it was sent %d times more", n)
	}
	g.at("2026-07-20 12:00")
	must(t, w.woken(t.Context(), "p"))
	if got := g.mails.all(); len(got) != 1 || got[0].subject != "1 thing waits for you" {
		t.Errorf("after the week there are %+v; want what came back, told again", got)
	}
}

// TestAMailServerThatIsAwayCostsNothing: nothing is recorded as sent, the day is noted all the same, and it goes out when the server is back.
func TestAMailServerThatIsAwayCostsNothing(t *testing.T) {
	g, _ := aMessageIsDue(t)
	there := g.post
	g.post = nobodyThere(t)
	w := g.worker()
	if _, err := w.Round(t.Context()); domain.KindOf(err) != domain.Unavailable {
		t.Fatalf("with nobody there the round gives %v; want Unavailable", err)
	}
	if due, sent := bodies[*domain.ReminderDue](g), bodies[*domain.ReminderSent](g); len(due) != 1 || len(sent) != 0 {
		t.Fatalf("%d noted and %d sent; want 1 and 0", len(due), len(sent))
	}
	w.Post = there
	g.round(w)
	if n := len(g.mails.all()); n != 1 {
		t.Errorf("when it is back %d messages went out; want one", n)
	}
	w.Post = nil
	g.joins("ben@people.example")
	g.round(w)
	if n := len(bodies[*domain.ReminderSent](g)); n != 1 {
		t.Errorf("without a mail server %d messages are recorded; want the one before", n)
	}
}

// TestOpenPost: what would send a password or mail over an open line is refused before anything is sent.
func TestOpenPost(t *testing.T) {
	for _, c := range []struct{ server, from, password, says string }{
		{"smtps://mail.example.org", "a@example.org", "", ""},
		{"smtps://me@mail.example.org:465", "a@example.org", "secret", ""},
		{"smtp://localhost", "a@example.org", "", ""},
		{"smtp://me:secret@mail.example.org", "a@example.org", "", "does not belong on the command line"},
		{"smtps://me@mail.example.org", "a@example.org", "", "password of the mail server is missing"},
		{"http://mail.example.org", "a@example.org", "", "not the address of a mail server"},
		{"mail.example.org:25", "a@example.org", "", "not the address of a mail server"},
		{"smtps://mail.example.org", "Ada <a@example.org>", "", "address that messages come from"},
		{"smtps://mail.example.org", "", "", "address that messages come from"},
	} {
		_, err := OpenPost(c.server, c.from, c.password)
		if c.says == "" && err != nil || c.says != "" && (domain.KindOf(err) != domain.Usage || !strings.Contains(err.Error(), c.says)) {
			t.Errorf("%s from %s: %v; want %q", c.server, c.from, err, c.says)
		}
		if err != nil && strings.Contains(err.Error(), "secret") {
			t.Errorf("the refusal repeats the password: %v", err)
		}
	}
	plain := mailServer(t) // it offers no TLS
	_, port, _ := strings.Cut(plain.address, ":")
	p, err := OpenPost("smtp://ip6-localhost.invalid:"+port, "a@example.org", "")
	must(t, err)
	p.host = "127.0.0.1" // as if that name led here
	if _, err := p.call(t.Context()); domain.KindOf(err) != domain.Unavailable || !strings.Contains(err.Error(), "STARTTLS") {
		t.Errorf("a server elsewhere that offers no TLS: %v; want Unavailable, for want of STARTTLS", err)
	}
}
