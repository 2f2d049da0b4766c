package reminders

import (
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/projections"
	"github.com/desirelines/desirelines/reports"
)

const (
	morning   = 8                  // the hour of a day at which it came, in the project's zone
	rest      = 7 * 24 * time.Hour // between two messages to one person
	missAfter = 60                 // days that a look-back waits for its answer, once it was noted that its day came
	oldReport = 366                // days after which nobody is asked any more for what a period brought
	givenUp   = 3                  // messages in a row that came back, after which an address is left alone until one is given again
)

// standing is how a project stands at an hour.
type standing struct {
	notices []domain.Command // what came and is to be recorded
	letters []letter         // what people are to be told of what is recorded
	next    time.Time        // when there will be more without anything being written; zero: never
}

// letter is one message to one person.
type letter struct {
	project string
	person  string
	sent    domain.Command // says that it went out
	about   []string       // what the things are, one for each: review, look_back, mending, report
}

// standingOf works out what is to be done for a project at an hour. write says whether messages are sent at all.
func standingOf(v projections.View, now time.Time, write bool) standing {
	s := standing{}
	b := book{view: v, now: now, zone: v.Zone(), dates: projections.Dates(v), noted: v.RemindersDue(), people: v.People()}
	b.days(&s)
	b.missed(&s)
	if write {
		b.letters(&s)
	}
	return s
}

// book is what the rows of a project say of days and people.
type book struct {
	view   projections.View
	now    time.Time
	zone   *time.Location
	dates  []projections.DueDate
	noted  []projections.DueRow
	people []projections.PersonRow
}

// days notes the days that came.
func (b *book) days(s *standing) {
	for _, d := range b.dates {
		at := b.opens(d)
		switch {
		case !b.asked(d, at) || b.row(d) != nil:
		case at.After(b.now):
			s.wake(at)
		default:
			body := &domain.ReminderDue{What: d.What, Entry: d.Entry, Aim: d.Aim, Measure: d.Measure, Due: d.Due}
			s.notices = append(s.notices, b.command(body, "due", d.What, d.Entry, d.Aim, d.Measure, d.Due.String()))
		}
	}
}

// opens is when a day came: its morning; of a period the morning after it, when it can be said what it brought.
func (b *book) opens(d projections.DueDate) time.Time {
	days := 0
	if d.What == domain.DueReport {
		days = 1
	}
	return b.morning(d.Due, days)
}

// morning is the morning some days after a day. In a zone that is put forward at that hour it is an hour later.
func (b *book) morning(d domain.Date, days int) time.Time {
	return time.Date(int(d.Year), time.Month(d.Month), int(d.Day)+days, morning, 0, 0, 0, b.zone)
}

// asked says whether anybody is to be reminded of a day. What periods long past brought, and those of a project that nobody is part
// of, such as one from a publisher's file, is on its pages and is asked of nobody.
func (b *book) asked(d projections.DueDate, at time.Time) bool {
	if d.What != domain.DueReport {
		return true
	}
	here := slices.ContainsFunc(b.people, func(p projections.PersonRow) bool { return p.Here() })
	return here && b.now.Before(at.AddDate(0, 0, oldReport))
}

// row is where a day was noted; nil: it was not.
func (b *book) row(d projections.DueDate) *projections.DueRow {
	for i := range b.noted {
		if b.noted[i].DueDate == d {
			return &b.noted[i]
		}
	}
	return nil
}

// missed notes look-backs that were asked for long enough ago. The time runs from the day that it was noted, so that one which was due before anybody
// could be asked, because the program did not run or was not there yet, is asked for as long as any other.
func (b *book) missed(s *standing) {
	for _, d := range b.dates {
		row := b.row(d)
		if d.What != domain.DueLookBack || row == nil {
			continue
		}
		from := domain.DateOf(time.Unix(0, row.Recorded).In(b.zone))
		if from.Before(d.Due) {
			from = d.Due
		}
		at := b.morning(from, missAfter)
		if at.After(b.now) {
			s.wake(at)
			continue
		}
		body := &domain.LookBackMissed{LookBack: d.Entry, Why: domain.Write("Nobody answered within 60 days.")}
		s.notices = append(s.notices, b.command(body, "missed", d.Entry, d.Due.String()))
	}
}

// letters are for everybody who is part of the project, gave an address that takes messages, and was not told yet of something that came, still
// waits, and that they may know of.
func (b *book) letters(s *standing) {
	sent := b.view.RemindersSent()
	for _, p := range b.people {
		if !p.Here() || p.EmailIn == "" || p.Email.IsZero() || b.cameBack(sent, p) >= givenUp {
			continue
		}
		l := letter{project: b.view.Project, person: p.Person}
		body := &domain.ReminderSent{Person: p.Person, By: "email"}
		for _, r := range b.news(sent, p.Person) {
			body.Due = append(body.Due, r.ID)
			l.about = append(l.about, r.What)
		}
		if len(body.Due) == 0 {
			continue
		}
		last, at := lastTo(sent, p.Person)
		if again := at.Add(rest); last != "" && again.After(b.now) {
			s.wake(again)
			continue
		}
		// The id is made from the message before: of all that workers make out at once, one alone can follow it.
		l.sent = b.command(body, "sent", p.Person, last)
		s.letters = append(s.letters, l)
	}
}

// news is what came, still waits, and that somebody was not told of yet and may know of: what is kept to others is not counted either.
func (b *book) news(sent []projections.SentRow, person string) []projections.DueRow {
	fresh := slices.DeleteFunc(slices.Clone(b.noted), func(r projections.DueRow) bool {
		return r.Withdrawn || !slices.Contains(b.dates, r.DueDate) || told(sent, person, r.ID)
	})
	if len(fresh) == 0 {
		return nil
	}
	knows := reports.KnownTo(b.view, person, b.now)
	return slices.DeleteFunc(fresh, func(r projections.DueRow) bool { return !knows(r.ID) })
}

// cameBack is how many messages in a row came back since somebody gave their address.
func (b *book) cameBack(sent []projections.SentRow, p projections.PersonRow) (n int) {
	given, _ := b.view.Entry(p.EmailIn)
	for _, r := range slices.Backward(sent) {
		switch {
		case r.Person != p.Person:
		case r.Returned == "" || r.Position < given.Position:
			return n
		default:
			n++
		}
	}
	return n
}

// told says whether somebody was told of a reminder, by a message that did not come back. What went out went out, also where its entry was
// withdrawn; that a list was given may have been a mistake.
func told(sent []projections.SentRow, person, reminder string) bool {
	return slices.ContainsFunc(sent, func(r projections.SentRow) bool {
		never := r.Returned != "" || r.Withdrawn && r.By == "list"
		return r.Person == person && !never && slices.Contains(r.Due, reminder)
	})
}

// lastTo is the newest message to somebody, those that came back too; empty where there is none.
func lastTo(sent []projections.SentRow, person string) (id string, at time.Time) {
	for _, r := range slices.Backward(sent) {
		if r.Person == person {
			return r.ID, time.Unix(0, r.Recorded)
		}
	}
	return "", time.Time{}
}

// command records a body, under an id made from what it is about.
func (b *book) command(body domain.Body, about ...string) domain.Command {
	return command(b.view.Project, body, about...)
}

func command(project string, body domain.Body, about ...string) domain.Command {
	name := strings.Join(append([]string{project}, about...), "\x00")
	return domain.Command{ID: uuid.NewSHA1(uuid.NameSpaceURL, []byte("reminders\x00"+name)).String(), Project: project, Drafts: []domain.Draft{{Body: body}}}
}

// wake moves the next moment forward to at, where that is sooner.
func (s *standing) wake(at time.Time) {
	if s.next.IsZero() || at.Before(s.next) {
		s.next = at
	}
}
