package reports

import (
	"strings"
	"testing"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/domaintest"
	"github.com/desirelines/desirelines/projections"
)

// as looks at the project as one of its people does.
func (h *history) as(person int, role Role, audience string) Seen {
	h.t.Helper()
	l, asked := h.lens(audience), h.resolve(Ask{})
	l.Viewer = Viewer{Person: domaintest.Person(person), Role: role, Projects: []string{"garden"}}
	seen, err := l.See(h.at(asked), asked)
	if err != nil {
		h.t.Fatal(err)
	}
	return seen
}

// Where somebody wants reminders, and that they got one, is seen by that person in the group and by nobody else: not by who looks
// after the group, not by who wrote it down for them, and by no audience.
func TestAnAddressIsForItsPersonAlone(t *testing.T) {
	h := newHistory(t)
	h.add(&domain.PersonJoined{Person: domaintest.Person(1), Role: domain.RoleFacilitator})
	h.add(&domain.PersonJoined{Person: domaintest.Person(2)})
	look := h.add(&domain.LookBackPlanned{Due: day("2024-02-01")})
	contact := h.add(&domain.PersonContactGiven{Person: domaintest.Person(2), Email: domain.Name("secret@example.org")}) // written down by person 1
	due := h.add(&domain.ReminderDue{What: domain.DueLookBack, Entry: look, Due: day("2024-02-01")})
	sent := h.add(&domain.ReminderSent{Person: domaintest.Person(2), Due: []string{due}, By: "email"})
	back := h.add(&domain.ReminderReturned{Reminder: sent, Why: "secret mailbox is full"})
	sees := func(seen Seen) bool {
		told := asJSON(t, EntriesOf(seen)) + asJSON(t, JourneyOf(seen)) + asJSON(t, Find(seen, "secret").Entries)
		for _, e := range h.events {
			if line, ok := Export(seen, e); ok {
				told += asJSON(t, line.Event)
			}
			if entry, err := EntryOf(seen, e.ID); err == nil {
				told += asJSON(t, entry)
			}
		}
		rows := len(seen.look().view().RemindersSent()) > 0
		return rows || strings.Contains(told, "secret") || strings.Contains(told, contact) || strings.Contains(told, sent) || strings.Contains(told, back)
	}
	if !sees(h.as(2, RoleMember, "group")) {
		t.Error("their own address is kept from them")
	}
	for name, seen := range map[string]Seen{
		"who wrote it down":     h.as(1, RoleFacilitator, "group"),
		"a member":              h.as(3, RoleMember, "group"),
		"an operator":           h.see("group"),
		"the person, elsewhere": h.as(2, RoleMember, "evaluators"),
		"evaluators":            h.see("evaluators"), "funders": h.see("funders"), "everybody": h.see("public"),
	} {
		if sees(seen) {
			t.Errorf("%s sees it", name)
		}
	}
	if n := len(h.as(3, RoleMember, "group").look().view().RemindersDue()); n != 1 {
		t.Errorf("the group sees %d days that came, want 1", n)
	}
	if n := len(h.see("funders").look().view().RemindersDue()); n != 0 {
		t.Error("funders are told of the group's own reminders")
	}
}

// Rows of what is hidden are hidden, and so is what was said to it, wherever somebody else looks.
func TestRowsOfWhatIsHiddenAreHidden(t *testing.T) {
	h := newHistory(t)
	mine := func(b domain.Body) string { return h.shared(b, "only-me") }
	open := h.add(&domain.ResponseGiven{Heading: "What next?", Mark: "square"})
	mine(&domain.ResponseAnswered{Response: open, What: words("a")})
	note := mine(&domain.ResponseGiven{Heading: "What next?", Mark: "square"})
	h.add(&domain.ResponseAnswered{Response: note, What: words("an answer to what is hidden")})
	mine(&domain.AimRaised{Aim: "home", Statement: "Could it be?"})
	h.add(&domain.ResponseGiven{Aim: "home", Mark: "heart"})
	h.add(&domain.LookBackPlanned{Due: day("2024-02-01"), Aim: "home"})
	mine(&domain.HeadingStated{Heading: "What next?"})
	meeting := h.add(&domain.MeetingHeld{Format: "path", Lived: 4})
	mine(&domain.SilenceAnswered{Meeting: meeting, Said: "something"})
	mine(&domain.MeetingHeld{Format: "path"})
	look := h.add(&domain.LookBackPlanned{Due: day("2024-02-01")})
	mine(&domain.LookBackMissed{LookBack: look})
	mine(&domain.LookBackAnswered{LookBack: look, Lasted: "no"})
	hidden := mine(&domain.LookBackPlanned{Due: day("2024-02-01")})
	h.add(&domain.ReminderDue{What: domain.DueLookBack, Entry: hidden, Due: day("2024-02-01")})
	word := h.add(&domain.WordAsked{Word: words("mulch")})
	mine(&domain.WordExplained{Asked: word, What: words("a")})
	mine(&domain.WordExplained{Word: words("x"), What: words("a")})
	edge := mine(&domain.EdgeStated{What: words("a")})
	h.add(&domain.EdgeMoved{Edge: edge, What: words("b")})
	test := h.add(&domain.TestStarted{What: words("a"), ReviewOn: day("2024-03-01")})
	mine(&domain.TestPostponed{Test: test, ReviewOn: day("2024-04-01")})
	v := h.as(2, RoleMember, "group").look().view()
	if n := v.Notes(); len(n) != 1 || !n[0].Open() {
		t.Errorf("notes %+v", n)
	}
	if m := v.Meetings(); len(m) != 1 || m[0].Silence() != "" || m[0].Lived != 4 {
		t.Errorf("meetings %+v", m)
	}
	if l := v.LookBacks(); len(l) != 1 || !l[0].Waits() || len(l[0].Answers) != 0 {
		t.Errorf("look-backs %+v", l)
	}
	if w := v.Words(); len(w) != 1 || !w[0].Open() {
		t.Errorf("words %+v", w)
	}
	if r := v.Tests(); len(r) != 1 || r[0].ReviewOn != day("2024-03-01") || len(r[0].Postponed) != 0 {
		t.Errorf("tests %+v", r)
	}
	if len(v.Headings())+len(v.RemindersDue())+len(v.Edges()) != 0 {
		t.Errorf("%+v %+v %+v", v.Headings(), v.RemindersDue(), v.Edges())
	}
	if d := projections.Dates(v); len(d) != 2 {
		t.Errorf("dates %+v", d)
	}
	own := h.as(1, RoleMember, "group").look().view()
	if len(own.Notes()) != 3 || len(own.Meetings()) != 2 || own.Meetings()[0].Silence() != "something" || len(own.LookBacks()) != 3 || len(own.Words()) != 2 || len(own.Edges()) != 1 || len(own.Headings()) != 1 {
		t.Error("whoever wrote it does not see it")
	}
}

// How many were at a meeting, and how many notes a wall had, says how many people there are: others are not told.
func TestCountsOfPeopleStayInTheGroup(t *testing.T) {
	h := newHistory(t)
	meeting := h.add(&domain.MeetingHeld{Format: "path", Lived: 7, Professional: 4})
	h.add(&domain.EntryCorrected{Entry: meeting, With: &domain.MeetingHeld{Format: "path", Lived: 7, Professional: 5}})
	h.add(&domain.HeadingStated{Heading: "What next?", Stated: 77})
	h.add(&domain.ResponseGiven{Heading: "What next?", Mark: MarkTick, Count: 88})
	h.add(&domain.PersonJoined{Person: domaintest.Person(8), Name: domain.Name("Red Keeper")})
	h.add(&domain.LookBackPlanned{Due: day("2024-02-01"), Keeper: domaintest.Person(8)})
	for audience, told := range map[string]bool{"group": true, "funders": false, "public": false} {
		seen := h.see(audience)
		says := asJSON(t, EntriesOf(seen)) + text(t, JourneyOf(seen), 100)
		for _, e := range h.events {
			if entry, err := EntryOf(seen, e.ID); err == nil {
				says += text(t, entry, 100)
			}
			if line, ok := Export(seen, e); ok {
				says += asJSON(t, line.Event.Body)
			}
		}
		for _, secret := range []string{"12 people", "77 notes", `"lived":7`, `"professional":4`, `"stated":77`, `"count":88`, "Red Keeper", `"keeper":"` + domaintest.Person(8)} {
			if strings.Contains(says, secret) != told {
				t.Errorf("%s is told %q: %v", audience, secret, !told)
			}
		}
		v := seen.look().view()
		if k := v.LookBacks()[0].Keeper; (k != "") != told {
			t.Errorf("%s is told who keeps it: %q", audience, k)
		}
		if m, head := v.Meetings()[0], v.Headings()[0]; (m.People() > 0) != told || (head.Count > 0) != told {
			t.Errorf("%s: %+v %+v", audience, m, head)
		}
		if n := v.Notes()[0]; (n.Count == 88) != told {
			t.Errorf("%s: %+v", audience, n)
		}
		for _, w := range WallsOf(seen).Walls {
			if says := w.Headings[0].SaysStated(); (w.All == 88) != told || strings.Contains(says, "heading") != told {
				t.Errorf("%s: the wall counts %d notes: %s", audience, w.All, says)
			}
		}
	}
}
