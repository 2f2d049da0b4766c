package reports

import (
	"github.com/desirelines/desirelines/domain"
)

// fieldNames are the names of its fields.
var fieldNames = [...]plainWords{
	{"lasted", "did it last?"}, {"said", "is something not being said?"}, {"lived", "people who live it"},
	{"professional", "people who work with it"}, {"both", "people who live it and work with it"},
	{"not_said", "people who did not say how they know"}, {"stated", "notes it says it has"}, {"gaps", "parts we could not read"}, {"untyped", "still to be typed in"},
	{"keeper", "who keeps it in mind"}, {"outside", "from somebody outside"}, {"look_back", "we looked back on"},
	{"due", "the day for it"}, {"email", "address for reminders"},
}

// sayPerson is the name of a person as it may be read; a person without one is somebody.
func (s *sight) sayPerson(id string) string {
	for _, p := range s.base.People() {
		if name := s.nameOf(&p); p.Person == id && name.State == TextShown {
			return name.Text
		}
	}
	return "somebody of the group"
}

// aboutAsWeGo is about for what a group writes down as it goes: meetings, walls of notes, look-backs and the days it set.
func (s *sight) aboutAsWeGo(body domain.Body) string {
	switch b := body.(type) {
	case *domain.TestPostponed:
		return LabelWords("review_on") + " " + sayDay(b.ReviewOn)
	case *domain.HeadingStated:
		if b.Stated == 0 {
			return b.Heading
		}
		return b.Heading + ": " + count(b.Stated, "note", "notes")
	case *domain.MeetingHeld:
		return capital(sayMeeting(b))
	case *domain.SilenceAnswered:
		return capital(in(answerWords[:], b.Said))
	case *domain.DecisionMade:
		return s.statement(b.Aim)
	case *domain.LookBackPlanned:
		return follow(sayDay(b.Due), s.lookedBackOn(b))
	case *domain.LookBackAnswered:
		return capital(in(answerWords[:], b.Lasted))
	case *domain.ReminderDue:
		return capital(in(dueWords[:], b.What)) + ": " + follow(sayDay(b.Due), s.measureName(b.Aim, b.Measure))
	}
	return ""
}

// lookedBackOn is what a look-back is on; empty for the project as a whole.
func (s *sight) lookedBackOn(b *domain.LookBackPlanned) string {
	if b.Measure != "" {
		return s.measureName(b.Aim, b.Measure)
	}
	return s.statement(b.Aim)
}

// sayMeeting says how a group met and how many were there. How they know is left out: among few people it would name somebody.
func sayMeeting(b *domain.MeetingHeld) string {
	people := ""
	if n := b.Lived + b.Professional + b.Both + b.NotSaid; n > 0 {
		people = count(n, "person", "people")
	}
	return follow(in(formatWords[:], b.Format), people)
}
